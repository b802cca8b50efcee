//! Values compared by what they mean, read digit by digit.

use plenary::values::Datatype;
use std::cmp::Ordering;

/// The order of two lexical forms of a type; none if one is no value of it.
pub(super) fn compare(datatype: Datatype, a: &str, b: &str) -> Option<Ordering> {
    match datatype {
        Datatype::Text => Some(a.cmp(b)),
        Datatype::Integer | Datatype::Decimal => {
            let (a, b) = (Digits::read(a)?, Digits::read(b)?);
            Some(match (a.negative, b.negative) {
                (false, false) => a.size().cmp(&b.size()),
                (true, true) => b.size().cmp(&a.size()),
                (false, true) => Ordering::Greater,
                (true, false) => Ordering::Less,
            })
        }
        Datatype::Double => {
            let is_number = |text: &str| {
                text.ends_with("INF") || !text.contains(|c: char| c.is_alphabetic() && c != 'e' && c != 'E')
            };
            let read = |text: &str| text.parse::<f64>().ok().filter(|_| is_number(text));
            read(a)?.partial_cmp(&read(b)?)
        }
        Datatype::Boolean => Some(truth(a)?.cmp(&truth(b)?)),
        Datatype::Date | Datatype::DateTime | Datatype::Time | Datatype::Year | Datatype::YearMonth => {
            Some(moment(datatype, a)?.cmp(&moment(datatype, b)?))
        }
        Datatype::Duration => Some(length(a)?.cmp(&length(b)?)),
    }
}

pub(super) fn is_value(datatype: Datatype, text: &str) -> bool {
    compare(datatype, text, text).is_some()
}

/// The order of two lexical forms: what is no value comes last, by its writing.
pub(super) fn order(datatype: Datatype, a: &str, b: &str) -> Ordering {
    match (is_value(datatype, a), is_value(datatype, b)) {
        (true, true) => compare(datatype, a, b).unwrap(),
        (false, false) => a.cmp(b),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    }
}

/// A text of which upper and lower case do not matter, letter by letter.
pub(super) fn caseless(text: &str) -> String {
    let small = text.chars().flat_map(char::to_lowercase).flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    small.map(|letter| if letter == 'ς' { 'σ' } else { letter }).collect()
}

/// A decimal number without leading and trailing zeros.
struct Digits<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

impl<'a> Digits<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        if whole.len() + fraction.len() == 0 || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let negative = text.starts_with('-') && whole.len() + fraction.len() > 0;
        Some(Self { negative, whole, fraction })
    }

    fn size(&self) -> (usize, &str, &str) {
        (self.whole.len(), self.whole, self.fraction)
    }
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

fn digits(text: &str, length: usize) -> Option<i128> {
    (text.len() == length && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// A year of four digits, or more without a zero in front.
fn year(text: &str) -> Option<i128> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let number = digits(unsigned, unsigned.len())
        .filter(|_| unsigned.len() == 4 || (unsigned.len() > 4 && !unsigned.starts_with('0')))?;
    Some(if unsigned == text { number } else { -number })
}

/// Minutes of a time zone, and what stands before it.
fn zone(text: &str) -> Option<(&str, i128)> {
    if let Some(local) = text.strip_suffix('Z') {
        return Some((local, 0));
    }
    let Some((local, zone)) = text.len().checked_sub(6).and_then(|at| text.split_at_checked(at)) else {
        return Some((text, 0));
    };
    let sign = match zone.chars().next() {
        Some('+') => 1,
        Some('-') => -1,
        _ => return Some((text, 0)),
    };
    let Some((hours, minutes)) = zone[1..].split_once(':') else { return Some((text, 0)) };
    Some((local, sign * (digits(hours, 2)? * 60 + digits(minutes, 2)?)))
}

/// Nanoseconds of a time of day.
fn time(text: &str) -> Option<i128> {
    let mut parts = text.splitn(3, ':');
    let (hours, minutes) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let (seconds, fraction) = parts.next()?.split_once('.').unwrap_or((text.rsplit(':').next()?, "0"));
    let (seconds, fraction) = (digits(seconds, 2)?, digits(&format!("{fraction:0<9}"), 9)?);
    (hours < 24 && minutes < 60 && seconds < 60)
        .then_some(((hours * 60 + minutes) * 60 + seconds) * 1_000_000_000 + fraction)
}

/// Nanoseconds from the first of March of the year 0 in UTC to the start of a day.
fn day(text: &str) -> Option<i128> {
    let at = text.len().checked_sub("-05-30".len())?;
    let (first, rest) = text.split_at_checked(at)?;
    let (month, day) = rest.strip_prefix('-')?.split_once('-')?;
    let (year, month, day) = (year(first)?, digits(month, 2)?, digits(day, 2)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return None,
    };
    if day < 1 || day > length {
        return None;
    }
    // Years that start in March have the odd day at their end.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (month * 153 + 2) / 5 + day - 1;
    Some(days * 86_400_000_000_000)
}

/// Nanoseconds on the time line. What has no time of day, day or month is at its start; what has no zone is in UTC.
fn moment(datatype: Datatype, text: &str) -> Option<i128> {
    let (local, minutes) = zone(text)?;
    let local = match datatype {
        Datatype::Date => day(local)?,
        Datatype::DateTime => {
            let (date, clock) = local.split_once('T')?;
            day(date)? + time(clock)?
        }
        Datatype::Time => time(local)?,
        Datatype::Year => day(&format!("{local}-01-01"))?,
        Datatype::YearMonth => day(&format!("{local}-01"))?,
        _ => return None,
    };
    Some(local - minutes * 60_000_000_000)
}

/// Nanoseconds and months of a length of time. A month has a twelfth of 365.2425 days.
fn length(text: &str) -> Option<(i128, i128)> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let mut rest = unsigned.strip_prefix('P')?;
    let (mut months, mut nanoseconds, mut is_time, mut parts) = (0, 0, false, 0);
    let mut order = "YMDThms".to_owned();
    while !rest.is_empty() {
        if let Some(clock) = rest.strip_prefix('T').filter(|clock| !is_time && !clock.is_empty()) {
            (rest, is_time, order) = (clock, true, "hms".to_owned());
            continue;
        }
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        let letter = if is_time { rest[end..=end].to_lowercase() } else { rest[end..=end].to_owned() };
        let (_, later) = order.split_once(&letter).filter(|_| letter != "T")?;
        let (whole, fraction) = rest[..end].split_once('.').filter(|_| letter == "s").unwrap_or((&rest[..end], "0"));
        let number = digits(whole, whole.len()).filter(|_| !whole.is_empty())?;
        match &*letter {
            "Y" => months += number * 12,
            "M" => months += number,
            "D" => nanoseconds += number * 86_400_000_000_000,
            "h" => nanoseconds += number * 3_600_000_000_000,
            "m" => nanoseconds += number * 60_000_000_000,
            _ => nanoseconds += number * 1_000_000_000 + digits(&format!("{fraction:0<9}"), 9)?,
        }
        (rest, order, parts) = (&rest[end + 1..], later.to_owned(), parts + 1);
    }
    let sign = if unsigned == text { 1 } else { -1 };
    (parts > 0).then_some((sign * (nanoseconds + months * 2_629_746_000_000_000), sign * months))
}

#[test]
fn moments_are_counted_right() {
    let day = |a: &str, b: &str| {
        (moment(Datatype::Date, b).unwrap() - moment(Datatype::Date, a).unwrap()) / 86_400_000_000_000
    };
    assert_eq!(day("2025-02-28", "2025-03-01"), 1);
    assert_eq!(day("2024-02-28", "2024-03-01"), 2);
    assert_eq!(day("2024-12-31", "2026-01-01"), 366);
    assert_eq!(day("-0001-12-31", "0000-01-01"), 1);
    assert_eq!(day("9999-12-31", "10000-01-01"), 1);
    let at = |text| moment(Datatype::DateTime, text);
    assert_eq!(at("2025-05-30T10:00:00+02:00"), at("2025-05-30T08:00:00"));
    assert_eq!(at("2025-05-30T00:00:00.000Z"), moment(Datatype::Date, "2025-05-30"));
    assert_eq!(length("P1Y2M"), length("P14M"));
    assert_eq!(length("-PT1.5S"), Some((-1_500_000_000, 0)));
    assert_eq!(
        (length("P"), length("PT"), length("P1M1Y"), length("1D"), length("P1H")),
        (None, None, None, None, None)
    );
}
