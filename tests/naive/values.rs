//! Values compared by what they mean, read digit by digit.

use plenary::ontology::{Ends, Scalar};
use std::cmp::Ordering;

/// The order of two lexical forms at the end of a path; none if one is not of the path's type.
pub(super) fn compare(ends: Ends, a: &str, b: &str) -> Option<Ordering> {
    let Ends::Values(scalar) = ends else { return Some(a.cmp(b)) };
    match scalar {
        Scalar::String | Scalar::Iri | Scalar::Enum(_) => Some(a.cmp(b)),
        Scalar::Int | Scalar::BigInt | Scalar::Decimal => {
            let (a, b) = (Digits::read(a)?, Digits::read(b)?);
            Some(match (a.negative, b.negative) {
                (false, false) => a.size().cmp(&b.size()),
                (true, true) => b.size().cmp(&a.size()),
                (false, true) => Ordering::Greater,
                (true, false) => Ordering::Less,
            })
        }
        Scalar::Float => a.parse::<f64>().ok()?.partial_cmp(&b.parse().ok()?),
        Scalar::Boolean => Some(truth(a)?.cmp(&truth(b)?)),
        Scalar::Date | Scalar::DateTime => Some(moment(a)?.cmp(&moment(b)?)),
    }
}

pub(super) fn is_value(ends: Ends, text: &str) -> bool {
    compare(ends, text, text).is_some()
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

/// Nanoseconds from the first of March of the year 0 in UTC. What has no time of day is at its start.
fn moment(text: &str) -> Option<i128> {
    let digits = |range: std::ops::Range<usize>| -> Option<i128> {
        text.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
    };
    let marks = |at: usize, mark: &str| text.get(at..=at) == Some(mark);
    let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return None,
    };
    if !marks(4, "-") || !marks(7, "-") || day < 1 || day > length {
        return None;
    }
    let (mut time, mut zone) = (0, text.get(10..)?);
    if zone.starts_with('T') {
        if !marks(13, ":") || !marks(16, ":") {
            return None;
        }
        let end = text[17..].find(['Z', '+', '-']).map_or(text.len(), |at| at + 17);
        let (seconds, fraction) = text[17..end].split_once('.').unwrap_or((&text[17..end], ""));
        let nanoseconds: i128 = format!("{fraction:0<9}").parse().ok()?;
        time = ((digits(11..13)? * 60 + digits(14..16)?) * 60 + seconds.parse::<i128>().ok()?) * 1_000_000_000
            + nanoseconds;
        zone = &text[end..];
    }
    let minutes = match zone {
        "" | "Z" => 0,
        _ => {
            let (hours, minutes) = zone.get(1..)?.split_once(':')?;
            let offset = hours.parse::<i128>().ok()? * 60 + minutes.parse::<i128>().ok()?;
            if zone.starts_with('-') { -offset } else { offset }
        }
    };
    // Years that start in March have the odd day at their end.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (month * 153 + 2) / 5 + day - 1;
    Some(days * 86_400_000_000_000 + time - minutes * 60_000_000_000)
}

#[test]
fn moments_are_counted_right() {
    let day = |a: &str, b: &str| (moment(b).unwrap() - moment(a).unwrap()) / 86_400_000_000_000;
    assert_eq!(day("2025-02-28", "2025-03-01"), 1);
    assert_eq!(day("2024-02-28", "2024-03-01"), 2);
    assert_eq!(day("2024-12-31", "2026-01-01"), 366);
    assert_eq!(moment("2025-05-30T10:00:00+02:00"), moment("2025-05-30T08:00:00"));
    assert_eq!(moment("2025-05-30T00:00:00.000Z"), moment("2025-05-30"));
}
