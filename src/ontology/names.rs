//! How GraphQL names are made from IRIs.

/// Whether a name is legal in GraphQL and free: `__` is kept for introspection (GraphQL specification, section 2.1.9).
pub fn is_legal_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !name.starts_with("__")
}

/// What comes after the last `#`, `/` or `:` of an IRI.
pub(super) fn local_name(iri: &str) -> &str {
    iri.rsplit(['#', '/', ':']).next().unwrap_or(iri)
}

/// `SdgGoal` → `sdgGoal`.
pub(super) fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// `regionalGroup` → `RegionalGroup`.
pub(super) fn upper_first(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The plural of an English noun by the regular rules; irregular ones are given with `ple:plural`.
pub(super) fn plural(noun: &str) -> String {
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
    fn local_names_come_after_the_last_separator() {
        assert_eq!(local_name("http://example.org/a#b"), "b");
        assert_eq!(local_name("http://example.org/a/b"), "b");
        assert_eq!(local_name("urn:x:b"), "b");
    }
}
