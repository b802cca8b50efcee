//! Turtle that people read: records of documents, proposals of links, starter shapes. Their order, lines and comments matter, and
//! a serializer keeps neither, so those who write them lay them out by themselves. How a term is spelled does not differ: it
//! stands here, once. Literals and full IRIs are as the serializer has them (`Display` of oxrdf); files of data alone are written
//! by [`RdfWriter`](crate::RdfWriter).

use oxigraph::model::{Literal, NamedNode};

/// An IRI by a prefix and the name that follows it, if that name may stand there, else in full.
pub fn name(iri: &NamedNode, split: Option<(&str, &str)>) -> String {
    match split {
        Some((prefix, local)) if is_local_name(local) => format!("{prefix}:{local}"),
        _ => iri.to_string(),
    }
}

/// Whether a name may follow a prefix as it is: a part of what `PN_LOCAL` allows
/// (<https://www.w3.org/TR/turtle/#grammar-production-PN_LOCAL>).
pub fn is_local_name(name: &str) -> bool {
    let is_inner = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.');
    name.starts_with(|char: char| char.is_ascii_alphanumeric() || char == '_')
        && name.chars().all(is_inner)
        && !name.ends_with('.')
}

/// The declaration of a prefix, with the end of its line. The prefix and its colon take at least `width` characters.
pub fn declaration(prefix: &str, namespace: &str, width: usize) -> String {
    format!("@prefix {:width$} {} .\n", format!("{prefix}:"), NamedNode::new_unchecked(namespace))
}

/// A string.
pub fn string(text: &str) -> String {
    Literal::from(text).to_string()
}

/// A text in a language.
pub fn text(text: &str, language: &str) -> String {
    Literal::new_language_tagged_literal_unchecked(text, language).to_string()
}

/// A text for a comment, which nothing in it ends.
pub fn comment(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::io::{RdfFormat, RdfParser};
    use oxigraph::model::{Quad, Term};

    const SPACE: &str = "http://example.org/";

    /// What a parser makes of an object.
    fn read(object: &str) -> Term {
        let turtle =
            format!("{}<urn:s> <urn:p> {object} . # {}\n", declaration("ex", SPACE, 8), comment("a\r\nb\u{85}. <"));
        let quads: Vec<Quad> =
            RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle.as_bytes()).collect::<Result<_, _>>().unwrap();
        let [quad] = &quads[..] else { panic!("{turtle}") };
        quad.object.clone()
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let every: String = (0..0x250).filter_map(char::from_u32).chain("\u{2028}\u{fffe}😀".chars()).collect();
        for value in ["", "a", "\"", "\\", "\\\"\\", "\r\n\t", "a\u{8}\u{c}\u{0}\u{7f}\u{85}", "\"\"\"", &every] {
            assert_eq!(read(&string(value)), Literal::from(value).into(), "{value:?}");
            let tagged = Literal::new_language_tagged_literal_unchecked(value, "zh");
            assert_eq!(read(&text(value, "zh")), tagged.into(), "{value:?}");
        }
        for local in ["a", "a.b", "1", "_", "a-b", "a.", ".a", "-a", "", "a/b", "ä", "%41", "a:b"] {
            let iri = NamedNode::new_unchecked(format!("{SPACE}{local}"));
            let written = name(&iri, Some(("ex", local)));
            assert_eq!(read(&written), iri.into(), "{written}");
            assert_eq!(written.starts_with("ex:"), is_local_name(local), "{written}");
        }
        assert_eq!(declaration("ex", SPACE, 8), "@prefix ex:      <http://example.org/> .\n");
        assert_eq!(declaration("ex", SPACE, 0), "@prefix ex: <http://example.org/> .\n");
    }
}
