//! How GraphQL names are made from IRIs.

/// Whether a name is legal in GraphQL and free: `__` is kept for introspection (GraphQL specification, section 2.1.9).
pub fn is_legal_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !name.starts_with("__")
}

/// What comes after the last `#`, `/` or `:` of an IRI.
pub fn local_name(iri: &str) -> &str {
    iri.rsplit(['#', '/', ':']).next().unwrap_or(iri)
}

/// A legal name made of one that may have signs in it: `street-address` → `streetAddress`, `3d` → `_3d`. None if there is
/// no letter and no digit of ASCII to make it of.
pub(super) fn legal(name: &str) -> Option<String> {
    if is_legal_name(name) {
        return Some(name.to_owned());
    }
    let mut parts = name.split(|char: char| !char.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let first = parts.next()?.to_owned();
    let whole = parts.fold(first, |whole, part| whole + &upper_first(part));
    Some(if whole.starts_with(|char: char| char.is_ascii_digit()) { format!("_{whole}") } else { whole })
}

/// The names that something may have, best first: the plain one, with the prefix of its IRI, with a number.
pub(super) fn candidates<'a>(plain: &'a str, prefix: Option<&str>) -> impl Iterator<Item = String> + use<'a> {
    let is_upper = plain.starts_with(|char: char| char.is_uppercase());
    let prefixed = prefix.and_then(legal).map(|prefix| {
        let prefix = if is_upper { upper_first(&prefix) } else { lower_first(&prefix) };
        format!("{prefix}{}", upper_first(plain))
    });
    let numbered = (2..=usize::from(u16::MAX)).map(move |number| format!("{plain}{number}"));
    std::iter::once(plain.to_owned()).chain(prefixed).chain(numbered)
}

/// `SdgGoal` → `sdgGoal`.
pub fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// `regionalGroup` → `RegionalGroup`.
pub fn upper_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The plural of an English noun by the regular rules; irregular ones are given with `ple:plural`.
pub fn plural(noun: &str) -> String {
    let ends = |endings: &[&str]| endings.iter().any(|ending| noun.ends_with(ending));
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if ends(&["s", "x", "z", "ch", "sh"]) => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_follow_the_regular_rules() {
        let pairs =
            [("process", "processes"), ("body", "bodies"), ("survey", "surveys"), ("actionLine", "actionLines")];
        for (one, many) in pairs {
            assert_eq!(plural(one), many);
        }
    }

    #[test]
    fn names_with_signs_digits_first_or_two_underscores_are_refused() {
        for name in ["", "a-b", "1a", "__type", "a.b", "é"] {
            assert!(!is_legal_name(name), "{name}");
        }
        assert!(is_legal_name("_a1"));
    }

    #[test]
    fn names_with_signs_are_made_legal() {
        let pairs = [("street-address", "streetAddress"), ("3d", "_3d"), ("a.b_c", "aBC"), ("naïve", "naVe")];
        for (name, made) in pairs {
            assert_eq!(legal(name).as_deref(), Some(made));
            assert!(is_legal_name(made));
        }
        assert_eq!(legal("名"), None);
        assert_eq!(
            candidates("Dataset", Some("dcat")).take(3).collect::<Vec<_>>(),
            ["Dataset", "DcatDataset", "Dataset2"]
        );
        assert_eq!(candidates("title", Some("dct")).nth(1).as_deref(), Some("dctTitle"));
    }

    #[test]
    fn local_names_come_after_the_last_separator() {
        assert_eq!(local_name("http://example.org/a#b"), "b");
        assert_eq!(local_name("http://example.org/a/b"), "b");
        assert_eq!(local_name("urn:x:b"), "b");
    }
}
