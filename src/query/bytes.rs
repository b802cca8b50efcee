//! The small change of writing JSON: separators, numbers, lists, objects, strings.

use std::io::Write;

/// The comma before every element but the first.
pub(super) fn separate(out: &mut Vec<u8>, index: usize) {
    if index > 0 {
        out.push(b',');
    }
}

/// Numbers and booleans look the same in Rust and in JSON.
pub(super) fn write_display(out: &mut Vec<u8>, value: impl std::fmt::Display) {
    // Writing to a vector cannot fail.
    let _ = write!(out, "{value}");
}

/// A list in brackets.
pub(super) fn write_list<T>(out: &mut Vec<u8>, items: &[T], mut write: impl FnMut(&mut Vec<u8>, &T)) {
    out.push(b'[');
    for (i, item) in items.iter().enumerate() {
        separate(out, i);
        write(out, item);
    }
    out.push(b']');
}

/// An object in braces; keys come with quotes and colon.
pub(super) fn write_object<T>(out: &mut Vec<u8>, fields: &[(String, T)], mut write: impl FnMut(&mut Vec<u8>, &T)) {
    out.push(b'{');
    for (i, (key, field)) in fields.iter().enumerate() {
        separate(out, i);
        out.extend_from_slice(key.as_bytes());
        write(out, field);
    }
    out.push(b'}');
}

/// A string with its quotes and escapes (RFC 8259, section 7).
pub(super) fn write_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut plain_from = 0;
    let bytes = text.as_bytes();
    for (i, &byte) in bytes.iter().enumerate() {
        let escape: &[u8] = match byte {
            b'"' => b"\\\"",
            b'\\' => b"\\\\",
            b'\n' => b"\\n",
            b'\r' => b"\\r",
            b'\t' => b"\\t",
            0..0x20 => b"",
            _ => continue,
        };
        out.extend_from_slice(&bytes[plain_from..i]);
        if escape.is_empty() {
            let _ = write!(out, "\\u{byte:04x}");
        } else {
            out.extend_from_slice(escape);
        }
        plain_from = i + 1;
    }
    out.extend_from_slice(&bytes[plain_from..]);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::write_string;

    #[test]
    fn strings_are_escaped_as_serde_json_does() {
        for text in ["", "plain", "é 中文", "a\"b\\c\nd\te\rf", "\u{0}\u{1}\u{1f}\u{7f}", "\u{8}\u{c}"] {
            let mut out = Vec::new();
            write_string(&mut out, text);
            let read: Result<String, _> = serde_json::from_slice(&out);
            assert_eq!(read.ok().as_deref(), Some(text));
        }
    }
}
