//! The date of a meeting, as documents write it.

use super::lexicon::PhraseKind;
use super::words::Words;

/// The first date in a text: `2025-05-30`, `2025年5月30日`, `30 May 2025`, `May 30, 2025`, `30 de mayo de 2025`. The names
/// of months are those of the lexicon.
pub(super) fn first_date(text: &str, words: &Words) -> Option<String> {
    iso(text).or_else(|| chinese(text)).or_else(|| with_month(text, words))
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
        let before = numbers.iter().rev().find(|(_, _, end)| *end <= source.start && source.start - end <= 12);
        let after: Vec<_> = numbers.iter().filter(|(_, start, _)| *start >= source.end).take(3).collect();
        let year = after.iter().find(|(number, start, _)| *number >= 1900 && start - source.end <= 16)?;
        let day = after.first().filter(|(number, ..)| *number <= 31).copied();
        date(year.0, month, day.or(before)?.0).or_else(|| date(year.0, month, before?.0))
    })
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
    }
}
