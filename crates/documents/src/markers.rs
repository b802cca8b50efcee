//! How a line begins that is an item, a heading or a rule.

/// The marker of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker {
    /// Its bytes with the space behind it.
    pub(super) length: usize,
    /// The number, if it has one.
    pub(super) number: Option<u32>,
}

/// The marker with which a trimmed line begins. Bullets that are used for nothing else need no space behind them.
pub(super) fn item(text: &str) -> Option<Marker> {
    let first = text.chars().next()?;
    let (length, number, needs_space) = match first {
        '-' | '*' | '+' | '–' | '—' | '·' | '‣' => (first.len_utf8(), None, true),
        '•' | '●' | '○' | '◦' | '▪' | '■' | '□' | '◆' | '➢' | '\u{f0b7}' | '\u{f0a7}' => {
            (first.len_utf8(), None, false)
        }
        '0'..='9' => {
            let (number, rest) = digits(text)?;
            let end = rest.chars().next().filter(|end| matches!(end, '.' | ')' | '、' | '．' | '）'))?;
            (text.len() - rest.len() + end.len_utf8(), Some(number), end.is_ascii())
        }
        '(' | '（' => {
            let (number, rest) = digits(text.get(first.len_utf8()..)?)?;
            let end = rest.chars().next().filter(|end| matches!(end, ')' | '）'))?;
            (text.len() - rest.len() + end.len_utf8(), Some(number), end.is_ascii())
        }
        _ => return None,
    };
    let rest = text.get(length..)?;
    let space = rest.len() - rest.trim_start().len();
    if rest.is_empty() || space > 0 || (!needs_space && !rest.starts_with(|char: char| char.is_ascii_digit())) {
        return Some(Marker { length: length + space, number });
    }
    None
}

/// At most four digits: more are a year with a full stop at worst, and no number of an item.
fn digits(text: &str) -> Option<(u32, &str)> {
    let rest = text.trim_start_matches(|char: char| char.is_ascii_digit());
    let number = text.get(..text.len() - rest.len())?;
    if number.len() > 3 { None } else { Some((number.parse().ok()?, rest)) }
}

/// The level of an ATX heading and the bytes of its marker.
pub(super) fn heading(text: &str) -> Option<(u8, usize)> {
    let rest = text.trim_start_matches('#');
    let level = u8::try_from(text.len() - rest.len()).ok().filter(|level| (1..=6).contains(level))?;
    let behind = rest.trim_start();
    (rest.is_empty() || rest.len() > behind.len()).then_some((level, text.len() - behind.len()))
}

/// The text of an ATX heading without the number signs that may close it.
pub(super) fn without_closing(text: &str) -> &str {
    let rest = text.trim_end_matches('#');
    if rest.is_empty() || rest.ends_with([' ', '\t']) { rest.trim_end() } else { text }
}

/// Whether a line is a horizontal rule: three or more of the same, with or without spaces.
pub(super) fn is_rule(text: &str) -> bool {
    let mut chars = text.chars().filter(|char| !char.is_whitespace());
    let Some(first) = chars.next().filter(|first| matches!(first, '-' | '*' | '_' | '—' | '=')) else { return false };
    let mut others = 0;
    chars.all(|char| {
        others += 1;
        char == first
    }) && others >= 2
}

/// The level of the heading that a line below makes of a paragraph.
pub(super) fn underline(text: &str) -> Option<u8> {
    let first = text.chars().next()?;
    let is_line = text.chars().all(|char| char == first);
    match first {
        '=' if is_line => Some(1),
        '-' if is_line && text.len() > 1 => Some(2),
        _ => None,
    }
}

/// Whether a line stands between the head and the rows of a table: `|---|:--:|`.
pub(super) fn is_table_line(text: &str) -> bool {
    text.contains('|') && text.contains('-') && text.chars().all(|char| matches!(char, '|' | '-' | ':' | ' ' | '\t'))
}
