//! Opaque marks of places in a list.
//!
//! A cursor holds the order that it belongs to and the keys of its element in that order, down to its IRI. So a page
//! stays correct while the data change, even if the element itself no longer exists, and a cursor of another order is refused.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// A place in a list: that of the element with these keys and this IRI, whether or not it is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    keys: Vec<Option<String>>,
    iri: String,
}

/// The form that is sent: order, IRI, keys. Short, because it is in every edge of an answer.
#[derive(Serialize, Deserialize)]
struct Form<'a>(#[serde(borrow)] std::borrow::Cow<'a, str>, String, Vec<Option<String>>);

/// Why a string cannot be used as a cursor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    /// It is no cursor of this API.
    #[error("is not a cursor: take `cursor`, `startCursor` or `endCursor` from an answer of the same field")]
    Malformed,
    /// It belongs to a list in another order.
    #[error("is a cursor of a list ordered by {theirs}, but this list is ordered by {ours}; start again without it")]
    OtherOrder {
        /// The order of the cursor.
        theirs: String,
        /// The order of the list.
        ours: String,
    },
}

impl Cursor {
    /// The cursor of an element in the order of IRIs.
    pub fn new(iri: impl Into<String>) -> Self {
        Self { keys: Vec::new(), iri: iri.into() }
    }

    /// The IRI of the element.
    pub fn iri(&self) -> &str {
        &self.iri
    }

    /// The keys of the element, in the order that the cursor belongs to.
    pub fn keys(&self) -> &[Option<String>] {
        &self.keys
    }

    /// Reads a cursor that a client sends back for a list in an order with this number of keys.
    ///
    /// # Errors
    /// If it is not one that [`Self::write`] made, or was made for another order.
    pub fn read(text: &str, order: &str, length: usize) -> Result<Self, CursorError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| CursorError::Malformed)?;
        let Form(theirs, iri, keys) = serde_json::from_slice(&bytes).map_err(|_| CursorError::Malformed)?;
        if theirs != order {
            let named = |name: &str| if name.is_empty() { "id".to_owned() } else { name.to_owned() };
            return Err(CursorError::OtherOrder { theirs: named(&theirs), ours: named(order) });
        }
        if keys.len() != length {
            return Err(CursorError::Malformed);
        }
        Ok(Self { keys, iri })
    }

    /// The form that clients get, which is URL-safe Base64 (RFC 4648, section 5).
    pub fn write(order: &str, iri: &str, keys: Vec<Option<String>>) -> String {
        let form = Form(order.into(), iri.to_owned(), keys);
        // Strings always serialize.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&form).unwrap_or_default())
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<{}>", self.iri)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read_for_the_same_order_and_nothing_else() {
        let keys = vec![Some("2025-05-30".to_owned()), None];
        let text = Cursor::write("date:DESC", "https://example.org/é", keys.clone());
        let cursor = Cursor::read(&text, "date:DESC", 2).unwrap();
        assert_eq!((cursor.iri(), cursor.keys()), ("https://example.org/é", &keys[..]));
        let other = Cursor::read(&text, "", 0).unwrap_err().to_string();
        assert!(other.contains("date:DESC") && other.contains("ordered by id"), "{other}");
        for length in [0, 1, 3] {
            assert_eq!(Cursor::read(&text, "date:DESC", length), Err(CursorError::Malformed), "{length} keys");
        }
        for bad in ["", "x", "aXJp", "/+==", "ZGF0ZTp4"] {
            assert_eq!(Cursor::read(bad, "", 0), Err(CursorError::Malformed), "{bad}");
        }
    }
}
