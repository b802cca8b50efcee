//! How words of a script stand next to each other: with spaces between them, or without.

/// Whether a character is of a script that puts no spaces between words: Han, kana, and their punctuation.
pub(super) fn is_han(char: char) -> bool {
    matches!(u32::from(char),
        0x2E80..=0x303F | 0x3040..=0x30FF | 0x3100..=0x312F | 0x31A0..=0x31FF | 0x3400..=0x9FFF
        | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFF65 | 0x20000..=0x3FFFF)
        || matches!(char, '—' | '“' | '”' | '‘' | '’' | '…')
}

/// Whether two lines that end and begin so are joined by a space.
pub fn needs_space(before: char, after: char) -> bool {
    let is_joined = is_han(before) && is_han(after);
    !(is_joined || before.is_whitespace() || after.is_whitespace())
}

/// About how many columns a text is wide.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|char| if is_han(char) { 2 } else { 1 }).sum()
}
