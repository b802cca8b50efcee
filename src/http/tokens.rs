//! Who may write: tokens, of which the server knows only digests.
//!
//! The file has a line for each: a name, a space, and the SHA-256 of the token in hexadecimal digits. It is read again for each request that
//! writes, so who is taken out of it writes no more.

use crate::file;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Largest file, in bytes: some ten thousand tokens.
const BOUND: file::Bound =
    file::Bound { bytes: 1 << 20, advice: "a file of tokens has a line of some 80 bytes for each" };

/// A file of tokens.
#[derive(Debug)]
pub struct Tokens {
    path: PathBuf,
}

/// Why a file of tokens cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// It cannot be read.
    #[error(transparent)]
    File(#[from] file::Error),
    /// A line is none.
    #[error(
        "{path}:{line}: write `NAME SHA256`, the digest of the token in 64 hexadecimal digits; `printf %s TOKEN | sha256sum` gives it"
    )]
    Line {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
    },
}

/// A line of the file.
struct Known {
    name: String,
    digest: [u8; 32],
}

impl Tokens {
    /// Tokens of a file, which is read once to see that it can be.
    ///
    /// # Errors
    /// If it cannot be read, or a line is wrong.
    pub fn open(path: &Path) -> Result<Self, TokenError> {
        let tokens = Self { path: path.to_owned() };
        tokens.read().map(|_| tokens)
    }

    /// The name of who has a token; none if nobody has it.
    ///
    /// # Errors
    /// If the file cannot be read any more.
    pub fn holder(&self, token: &str) -> Result<Option<String>, TokenError> {
        let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let mut holder = None;
        // All are looked at, and all bytes of each, so that the time says nothing about them.
        for known in self.read()? {
            let difference =
                known.digest.iter().zip(digest).fold(0, |difference, (one, other)| difference | (one ^ other));
            if difference == 0 {
                holder = Some(known.name);
            }
        }
        Ok(holder)
    }

    fn read(&self) -> Result<Vec<Known>, TokenError> {
        let text = file::read_text(&self.path, BOUND)?;
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        let known = lines.map(|(number, line)| {
            Known::read(line)
                .ok_or_else(|| TokenError::Line { path: self.path.display().to_string(), line: number + 1 })
        });
        known.collect()
    }
}

impl Known {
    fn read(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let (name, digits) = (words.next()?, words.next()?);
        let digits = digits.as_bytes();
        let mut digest = [0; 32];
        if digits.len() != 2 * digest.len() || words.next().is_some() {
            return None;
        }
        for (byte, pair) in digest.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self { name: name.to_owned(), digest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::hexadecimal;

    #[test]
    fn a_token_is_known_by_its_digest_until_it_is_taken_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        let line = |name: &str, token: &str| format!("{name} {}\n", hexadecimal(&Sha256::digest(token)));
        std::fs::write(&path, format!("# who writes\n\n{}{}", line("ana", "secret"), line("bo", "other"))).unwrap();
        let tokens = Tokens::open(&path).unwrap();
        assert_eq!(tokens.holder("secret").unwrap().as_deref(), Some("ana"));
        assert_eq!(tokens.holder("other").unwrap().as_deref(), Some("bo"));
        for unknown in ["", "secre", "secret ", "ana"] {
            assert_eq!(tokens.holder(unknown).unwrap(), None, "{unknown:?}");
        }
        std::fs::write(&path, line("bo", "other")).unwrap();
        assert_eq!(tokens.holder("secret").unwrap(), None);
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        for wrong in ["ana", "ana secret", &format!("ana {}", "g".repeat(64)), &format!("ana {} more", "0".repeat(64))]
        {
            std::fs::write(&path, format!("# tokens\n{wrong}\n")).unwrap();
            let error = Tokens::open(&path).unwrap_err().to_string();
            assert!(error.contains("tokens:2: write `NAME SHA256`"), "{error}");
        }
    }
}
