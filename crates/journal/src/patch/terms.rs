//! Terms of a row, by the parser of N-Quads.

use oxigraph::model::{BlankNodeRef, GraphName, Quad, Term};
use oxttl::NQuadsParser;
use std::borrow::Cow;

/// How deep triple terms may be nested. What is deeper would be taken apart, compared and written by as many calls, each within the other.
pub const MOST_NESTED: usize = 32;

/// What is wrong with a line, and from which of its bytes on.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) problem: String,
}

impl Fault {
    pub(super) fn new(at: usize, problem: impl Into<String>) -> Self {
        Self { at, problem: problem.into() }
    }

    /// The same fault in a text that begins at `base` of a line.
    pub(super) fn after(self, base: usize) -> Self {
        Self { at: self.at + base, ..self }
    }
}

/// The only quad of a text, which ends in a dot.
pub(super) fn quad(text: &str) -> Result<Quad, Fault> {
    let plain = with_plain_labels(text)?;
    let mut parser = NQuadsParser::new().for_slice(&*plain);
    let mut only = None;
    // The parser goes on after a fault and after a quad; a row has one quad and nothing else.
    for quad in &mut parser {
        match quad {
            Ok(quad) if only.is_none() => only = Some(quad),
            Ok(_) => return Err(Fault::new(text.len(), "a row has one quad, and a line one row")),
            Err(error) => {
                let at = usize::try_from(error.location().start.offset).unwrap_or(usize::MAX);
                return Err(Fault::new(at.min(text.len()), error.message()));
            }
        }
    }
    only.ok_or_else(|| {
        Fault::new(0, "a row needs subject, predicate, object and a dot; the name of a graph may follow the object")
    })
}

/// The only term of a text, which ends in a dot.
pub(super) fn term(text: &str) -> Result<Term, Fault> {
    // The parser knows quads only.
    const BEFORE: &str = "<a:a> <a:a> ";
    let within = |fault: Fault| Fault { at: fault.at.saturating_sub(BEFORE.len()), ..fault };
    let quad = quad(&format!("{BEFORE}{text}")).map_err(within)?;
    match quad.graph_name {
        GraphName::DefaultGraph => Ok(quad.object),
        _ => Err(Fault::new(0, "one value and a dot are expected here")),
    }
}

/// Where the text in quotes that begins at a byte ends: after its closing quote, or at the end of all.
pub(super) fn end_of_quoted(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The text with blank nodes in the form that N-Quads has, each byte at its place: `<_:b>` becomes ` _:b `.
fn with_plain_labels(text: &str) -> Result<Cow<'_, [u8]>, Fault> {
    let bytes = text.as_bytes();
    let mut plain = Cow::Borrowed(bytes);
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        let rest = &bytes[at..];
        match byte {
            b'#' => break,
            b'"' => at = end_of_quoted(bytes, at),
            b'<' if rest.starts_with(b"<<(") => {
                depth += 1;
                if depth > MOST_NESTED {
                    let problem =
                        format!("triple terms are nested deeper than {MOST_NESTED}; name the inner ones by IRIs");
                    return Err(Fault::new(at, problem));
                }
                at += 3;
            }
            b')' if rest.starts_with(b")>>") => {
                depth = depth.saturating_sub(1);
                at += 3;
            }
            b'<' => {
                let Some(length) = rest.iter().position(|byte| *byte == b'>') else { break };
                let end = at + length;
                if let Some(label) = text[at + 1..end].strip_prefix("_:") {
                    let problem = || Fault::new(at, format!("`{label}` is no label of a blank node"));
                    BlankNodeRef::new(label).map_err(|_| problem())?;
                    let plain = plain.to_mut();
                    (plain[at], plain[end]) = (b' ', b' ');
                }
                at = end + 1;
            }
            _ => at += 1,
        }
    }
    Ok(plain)
}
