//! Who speaks, by the label with which a cue begins: `>> MODERATOR:`, `MR. SMITH (CANADA):`, `主席：`.

use super::script;

/// A label is this long at most, in characters.
const LONGEST: usize = 80;

/// A label in Han; longer ones would be the begin of a sentence.
const LONGEST_HAN: usize = 6;

/// Words within names that are not capitalized.
const PARTICLES: [&str; 14] =
    ["of", "the", "and", "for", "de", "del", "la", "du", "des", "van", "von", "der", "al", "bin"];

/// The label and the bytes up to what is said; `>>` alone is a change of voice without a name.
pub(super) fn label(text: &str) -> Option<(Option<&str>, usize)> {
    let unmarked = text.trim_start().trim_start_matches(['>', '»']).trim_start();
    let arrows = text.len() - unmarked.len();
    let is_marked = text.trim_start().starts_with(">>");
    let behind_arrows = is_marked.then_some((None, arrows));
    let within = unmarked.char_indices().take(LONGEST).find(|(_, char)| matches!(char, ':' | '：'));
    let Some((at, colon)) = within else { return behind_arrows };
    let Some((label, rest)) = unmarked.split_at_checked(at) else { return behind_arrows };
    let rest = rest.get(colon.len_utf8()..).unwrap_or_default();
    let is_time = colon == ':' && !(rest.is_empty() || rest.starts_with(char::is_whitespace));
    if is_time || !is_name(label.trim(), is_marked) {
        return behind_arrows;
    }
    Some((Some(label.trim()), text.len() - rest.trim_start().len()))
}

/// Whether something that a colon follows is a name: in capitals, or words that each have one, or a few Han characters; behind
/// `>>` anything short.
fn is_name(label: &str, is_marked: bool) -> bool {
    let name: String = without_brackets(label);
    let name = name.trim();
    let words: Vec<_> = name.split_whitespace().collect();
    let is_sentence = name.contains([',', ';', '?', '!', '，', '。', '；']) || words.len() > 8;
    if is_sentence || !name.chars().any(char::is_alphabetic) {
        return false;
    }
    let mut cased = name.chars().filter(|char| char.is_uppercase() || char.is_lowercase());
    let is_capitals = name.chars().filter(|char| char.is_uppercase()).count() > 1 && cased.all(char::is_uppercase);
    let is_title =
        words.len() > 1 && words.iter().all(|word| word.starts_with(char::is_uppercase) || PARTICLES.contains(word));
    let is_han = name.chars().all(script::is_han) && name.chars().count() <= LONGEST_HAN;
    is_marked || is_capitals || is_title || is_han
}

/// A label without what stands in brackets, such as a State.
fn without_brackets(label: &str) -> String {
    let mut depth = 0_usize;
    let outside = label.chars().filter(|char| match char {
        '(' | '（' | '[' => {
            depth += 1;
            false
        }
        ')' | '）' | ']' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    });
    outside.collect()
}
