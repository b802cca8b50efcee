//! Digests as text.

/// Bytes in hexadecimal digits, lower case, as digests are written in RDF, headers and file names.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
