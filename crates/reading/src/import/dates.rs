//! The date of a meeting, as documents write it.

use super::lexicon::PhraseKind;
use super::words::Words;

/// How many words and characters may stand before a year with which a sentence begins.
const YEAR_REACH: usize = 2;
const LONGEST_LEAD: usize = 12;

/// The first date in a text: `2025-05-30`, `2025年5月30日`, `30 May 2025`, `May 30, 2025`, `30 de mayo de 2025`. The names
/// of months are those of the lexicon.
pub(super) fn first_date(text: &str, words: &Words) -> Option<String> {
    let text = &ascii_digits(text);
    iso(text).or_else(|| chinese(text)).or_else(|| with_month(text, words)).or_else(|| day_first(text))
}

/// Whether a text begins with a year that is no part of a date: "In 2005, …".
pub(super) fn begins_with_year(text: &str, words: &Words) -> bool {
    let digits = ascii_digits(text);
    let Some((year, start, _)) = numbers(&digits).first().copied() else { return false };
    let before = digits[..start].split_whitespace().count();
    (1900..2200).contains(&year)
        && before <= YEAR_REACH
        && digits[..start].chars().count() <= LONGEST_LEAD
        && !digits[..start].contains(['(', '/', '-', '+', '"', '“', '«'])
        && first_date(text, words).is_none()
}

/// A text with the digits of Arabic and full-width writing as ASCII has them.
fn ascii_digits(text: &str) -> String {
    let digit = |char: char| {
        let zero = ['\u{660}', '\u{6F0}', '\u{FF10}']
            .into_iter()
            .find(|zero| (*zero..=char::from_u32(u32::from(*zero) + 9).unwrap_or(*zero)).contains(&char))?;
        char::from_digit(u32::from(char) - u32::from(zero), 10)
    };
    text.chars().map(|char| digit(char).unwrap_or(char)).collect()
}

/// `30.05.2025`, `30/05/2025`; not where the first number may as well be the month.
fn day_first(text: &str) -> Option<String> {
    numbers(text).windows(3).find_map(|window| {
        let [(day, _, a), (month, b, c), (year, d, _)] = window else { return None };
        let marks = (&text[*a..*b], &text[*c..*d]);
        let is_date = matches!(marks, (".", ".") | ("/", "/") | ("-", "-"));
        let is_clear = marks.0 == "." || *day > 12 || day == month;
        (is_date && is_clear).then(|| date(*year, *month, *day)).flatten()
    })
}

/// A date as `xsd:date` has it, if there is such a day.
pub(super) fn date(year: u32, month: u32, day: u32) -> Option<String> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    ((1900..2200).contains(&year) && (1..=days).contains(&day)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// Reads `2025-05-30`.
pub(super) fn parse(text: &str) -> Option<String> {
    let mut parts = text.splitn(3, '-').map(|part| part.parse().ok());
    date(parts.next()??, parts.next()??, parts.next()??).filter(|date| date == text)
}

/// Numbers of a text, each with where it starts and ends.
fn numbers(text: &str) -> Vec<(u32, usize, usize)> {
    let mut numbers = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|char: char| char.is_ascii_digit()).map(|start| at + start) {
        let end = text[start..].find(|char: char| !char.is_ascii_digit()).map_or(text.len(), |end| start + end);
        numbers.extend(text[start..end].parse().ok().map(|number| (number, start, end)));
        at = end;
    }
    numbers
}

fn triple(text: &str, fits: impl Fn(&str, &str, &str) -> bool) -> Option<String> {
    numbers(text).windows(3).find_map(|window| {
        let [(year, _, a), (month, b, c), (day, d, e)] = window else { return None };
        fits(&text[*a..*b], &text[*c..*d], &text[*e..]).then(|| date(*year, *month, *day)).flatten()
    })
}

fn iso(text: &str) -> Option<String> {
    triple(text, |a, b, _| matches!((a, b), ("-", "-") | ("/", "/") | (".", ".")))
}

fn chinese(text: &str) -> Option<String> {
    triple(text, |a, b, c| {
        let c = c.trim_start();
        a.trim() == "年"
            && b.trim() == "月"
            && (c.starts_with('日') || c.starts_with('号') || c.starts_with(['-', '—', '至']))
    })
}

fn with_month(text: &str, words: &Words) -> Option<String> {
    let folded = words.fold(text);
    let months = words.phrases.find(text, &folded).into_iter().filter_map(|phrase| {
        let month = phrase.means.iter().find(|means| means.kind == PhraseKind::Month)?;
        Some((u32::from(month.number?), phrase.source))
    });
    let numbers = numbers(text);
    months.into_iter().find_map(|(month, source)| {
        let before = numbers.iter().rposition(|(_, _, end)| *end <= source.start && source.start - end <= 12);
        let before = before.map(|at| first_day(text, &numbers, at));
        let after: Vec<_> = numbers.iter().filter(|(_, start, _)| *start >= source.end).take(3).collect();
        let year = after.iter().find(|(number, start, _)| *number >= 1900 && start - source.end <= 16)?;
        let day = after.first().filter(|(number, ..)| *number <= 31).copied();
        date(year.0, month, day.copied().or(before)?.0).or_else(|| date(year.0, month, before?.0))
    })
}

/// The first day where a number is the last of two: `21–23 April`, `du 3 au 5 mars`.
fn first_day(text: &str, numbers: &[(u32, usize, usize)], at: usize) -> (u32, usize, usize) {
    let last = numbers[at];
    let before = at.checked_sub(1).map(|before| numbers[before]);
    let is_range = |first: &(u32, usize, usize)| {
        let between = &text[first.2..last.1];
        first.0 < last.0 && first.0 > 0 && between.chars().count() <= 6 && !between.contains([',', '.', ':', ';', '+'])
    };
    before.filter(is_range).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_exist_are_dates() {
        assert_eq!(date(2024, 2, 29).as_deref(), Some("2024-02-29"));
        assert_eq!(date(2025, 2, 29), None);
        assert_eq!(date(2025, 13, 1), None);
        assert_eq!(parse("2025-05-30").as_deref(), Some("2025-05-30"));
        assert_eq!(parse("2025-5-30"), None);
        assert_eq!(parse("30 May"), None);
    }

    #[test]
    fn numeric_dates_are_found_in_text() {
        assert_eq!(iso("held on 2025-05-30 in New York").as_deref(), Some("2025-05-30"));
        assert_eq!(chinese("2025年5月30日，纽约").as_deref(), Some("2025-05-30"));
        assert_eq!(chinese("2025 年 5 月 30 日").as_deref(), Some("2025-05-30"));
        assert_eq!(iso("WSIS+20, item 5"), None);
        assert_eq!(day_first("Москва, 30.05.2025").as_deref(), Some("2025-05-30"));
        assert_eq!(day_first("le 30/05/2025").as_deref(), Some("2025-05-30"));
        assert_eq!(day_first("05/06/2025"), None, "the fifth of June or the sixth of May");
        assert_eq!(ascii_digits("٣٠ مايو ٢٠٢٥"), "30 مايو 2025");
    }
}
