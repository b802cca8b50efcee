//! The response as bytes.

use super::Error;

/// A GraphQL response.
#[derive(Debug, Default)]
pub struct Response {
    /// JSON of `data`; none if the request was refused before execution.
    pub data: Option<Vec<u8>>,
    /// What went wrong.
    pub errors: Vec<Error>,
    /// JSON of `extensions`.
    pub extensions: Option<serde_json::Value>,
}

impl Response {
    /// The response to a request that was refused.
    pub fn refused(errors: Vec<Error>) -> Self {
        Self { errors, ..Self::default() }
    }

    /// The response as JSON (GraphQL specification, section 7.1).
    pub fn to_json(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.data.as_ref().map_or(0, Vec::len) + 64);
        out.push(b'{');
        let mut member = |key: &str, value: &[u8]| {
            if out.len() > 1 {
                out.push(b',');
            }
            out.extend_from_slice(key.as_bytes());
            out.extend_from_slice(value);
        };
        if !self.errors.is_empty() {
            // Errors are strings, numbers and lists of these, which always serialize.
            member("\"errors\":", &serde_json::to_vec(&self.errors).unwrap_or_else(|_| b"[]".to_vec()));
        }
        if let Some(data) = &self.data {
            member("\"data\":", data);
        }
        if let Some(extensions) = &self.extensions {
            member("\"extensions\":", extensions.to_string().as_bytes());
        }
        out.push(b'}');
        out
    }
}
