//! The basic parts of JSON: separators, numbers, lists, objects, strings.

use plenary_base::clock::{Clock, Stopped};
use std::io::{self, Write};

/// The bytes of an answer, up to a limit: what goes beyond it is dropped, so that no request can take all memory. Once
/// time is over, all is dropped.
pub(super) struct Buffer {
    bytes: Vec<u8>,
    limit: usize,
    is_full: bool,
    clock: Clock,
    /// The number of bytes that are written before the clock is checked again.
    until_look: usize,
    stopped: Option<Stopped>,
}

/// The clock is checked once in this number of bytes.
const BYTES_PER_LOOK: usize = 16 * 1024;

impl Buffer {
    pub(super) fn new(limit: usize, clock: Clock) -> Self {
        let bytes = Vec::with_capacity(4096.min(limit));
        Self { bytes, limit, is_full: false, clock, until_look: BYTES_PER_LOOK, stopped: None }
    }

    fn look(&mut self) {
        self.until_look = BYTES_PER_LOOK;
        if let Err(stopped) = self.clock.check() {
            self.stopped = Some(stopped);
            self.is_full = true;
        }
    }

    /// Why nothing more is written, if it is not for want of room.
    pub(super) fn stopped(&self) -> Option<Stopped> {
        self.stopped
    }

    pub(super) fn push(&mut self, byte: u8) {
        self.extend_from_slice(&[byte]);
    }

    pub(super) fn extend_from_slice(&mut self, bytes: &[u8]) {
        match self.until_look.checked_sub(bytes.len()) {
            Some(left) => self.until_look = left,
            None => self.look(),
        }
        if self.bytes.len() + bytes.len() <= self.limit && self.stopped.is_none() {
            self.bytes.extend_from_slice(bytes);
        } else {
            self.is_full = true;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn truncate(&mut self, length: usize) {
        self.bytes.truncate(length);
    }

    /// Takes bytes off the limit for something else that is sent with these.
    pub(super) fn reserve(&mut self, bytes: usize) {
        self.limit = self.limit.saturating_sub(bytes);
        self.is_full |= self.bytes.len() > self.limit;
    }

    /// Whether something was dropped. It stays so: the bytes are no answer any more.
    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The comma before every element but the first.
pub(super) fn separate(out: &mut Buffer, index: usize) {
    if index > 0 {
        out.push(b',');
    }
}

/// Numbers and booleans look the same in Rust and in JSON.
pub(super) fn write_display(out: &mut Buffer, value: impl std::fmt::Display) {
    // Writing to a buffer cannot fail.
    let _ = write!(out, "{value}");
}

/// A list in brackets.
pub(super) fn write_list<T>(out: &mut Buffer, items: &[T], mut write: impl FnMut(&mut Buffer, &T)) {
    out.push(b'[');
    for (i, item) in items.iter().enumerate() {
        if out.is_full() {
            break;
        }
        separate(out, i);
        write(out, item);
    }
    out.push(b']');
}

/// An object in braces; keys come with quotes and colon.
pub(super) fn write_object<T>(out: &mut Buffer, fields: &[(String, T)], mut write: impl FnMut(&mut Buffer, &T)) {
    out.push(b'{');
    for (i, (key, field)) in fields.iter().enumerate() {
        if out.is_full() {
            break;
        }
        separate(out, i);
        out.extend_from_slice(key.as_bytes());
        write(out, field);
    }
    out.push(b'}');
}

/// A string with its quotes and escapes (RFC 8259, section 7).
pub(super) fn write_string(out: &mut Buffer, text: &str) {
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

/// A key as it is written in JSON, colon included. GraphQL names need no escape.
pub(super) fn keyed(key: &str) -> String {
    format!("\"{key}\":")
}

/// `"key":` → `key`.
pub(super) fn unquoted(json_key: &str) -> &str {
    json_key.trim_start_matches('"').trim_end_matches("\":")
}

#[cfg(test)]
mod tests {
    use super::{BYTES_PER_LOOK, Buffer, write_string};
    use plenary_base::clock::{Clock, Stopped};
    use std::time::Duration;

    fn buffer(limit: usize) -> Buffer {
        Buffer::new(limit, Clock::new(Duration::from_secs(3600)))
    }

    #[test]
    fn strings_are_escaped_as_serde_json_does() {
        for text in ["", "plain", "é 中文", "a\"b\\c\nd\te\rf", "\u{0}\u{1}\u{1f}\u{7f}", "\u{8}\u{c}"] {
            let mut out = buffer(100);
            write_string(&mut out, text);
            let read: Result<String, _> = serde_json::from_slice(&out.into_bytes());
            assert_eq!(read.ok().as_deref(), Some(text));
        }
    }

    #[test]
    fn nothing_is_written_once_the_clock_says_so() {
        let clock = Clock::new(Duration::from_secs(3600));
        let mut out = Buffer::new(usize::MAX, clock.clone());
        out.extend_from_slice(&[b'x'; 100]);
        clock.token().cancel();
        out.extend_from_slice(&vec![b'x'; BYTES_PER_LOOK]);
        assert_eq!((out.len(), out.is_full(), out.stopped()), (100, true, Some(Stopped::Cancelled)));
    }

    #[test]
    fn a_buffer_takes_what_there_is_room_for_and_tells_of_the_rest() {
        let mut out = buffer(4);
        write_string(&mut out, "ab");
        assert!(!out.is_full());
        out.push(b',');
        assert_eq!((out.len(), out.is_full()), (4, true));
        out.truncate(0);
        assert!(out.is_full(), "what was dropped is missing, whatever is cut off later");
        let mut out = buffer(4);
        out.reserve(3);
        out.push(b'a');
        assert!(!out.is_full());
        out.reserve(1);
        assert!(out.is_full());
    }
}
