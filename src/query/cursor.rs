//! Opaque marks of places in a list.
//!
//! A cursor holds the order that it belongs to and the key of its element in that order. The order of all lists is that
//! of the IRIs, so the key is the IRI: a page stays right while the data changes, even if the element itself is gone.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A place in a list sorted by IRI: that of the element with this IRI, whether or not it is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(String);

/// Name of the order of cursors, and version of their form.
const ORDER: &str = "iri:";

/// A string that is not a cursor of this API, or one of another order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a cursor of this list: take `cursor`, `startCursor` or `endCursor` from an answer of the same field")]
pub struct CursorError;

impl Cursor {
    /// The cursor of the element with an IRI.
    pub fn new(iri: impl Into<String>) -> Self {
        Self(iri.into())
    }

    /// The IRI of the element.
    pub fn iri(&self) -> &str {
        &self.0
    }

    /// Reads a cursor that a client sends back.
    ///
    /// # Errors
    /// If it is not one that [`Self::write`] made.
    pub fn read(text: &str) -> Result<Self, CursorError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| CursorError)?;
        let text = String::from_utf8(bytes).map_err(|_| CursorError)?;
        text.strip_prefix(ORDER).map(Self::new).ok_or(CursorError)
    }

    /// The form that clients get, which is URL-safe Base64 (RFC 4648, section 5).
    pub fn write(iri: &str) -> String {
        URL_SAFE_NO_PAD.encode([ORDER.as_bytes(), iri.as_bytes()].concat())
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<{}>", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Cursor;

    #[test]
    fn what_is_written_can_be_read_and_nothing_else() {
        let iri = "https://example.org/é";
        assert_eq!(Cursor::read(&Cursor::write(iri)).map(|cursor| cursor.iri().to_owned()), Ok(iri.to_owned()));
        for bad in ["", "x", "aXJp", "/+==", "ZGF0ZTp4"] {
            assert!(Cursor::read(bad).is_err(), "{bad}");
        }
    }
}
