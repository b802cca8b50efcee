//! Who may write, and who may administer: tokens, of which the server knows only digests.
//!
//! The file has a line for each: name, the SHA-256 of the token in hexadecimal digits, role, and when it ends, if it does. It is read again
//! for each request that needs a token, so who is taken out of it may do nothing more.

use crate::digest::hexadecimal;
use crate::file;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oxsdatatypes::{DateTime, DayTimeDuration};
use sha2::{Digest, Sha256};
use std::fmt::{self, Display};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use subtle::ConstantTimeEq;

/// Largest file, in bytes: some ten thousand tokens.
const BOUND: file::Bound =
    file::Bound { bytes: 1 << 20, advice: "a file of tokens has a line of some 80 bytes for each" };
/// Begins each token, so that one that got into a text is known for what it is.
const MARK: &str = "plenary_";
/// Longest name, in bytes.
const LONGEST_NAME: usize = 100;

/// A file of tokens.
#[derive(Debug)]
pub struct Tokens {
    path: PathBuf,
}

/// What who has a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Write the data.
    Writer,
    /// Write the data, and tell the server to load them anew.
    Admin,
}

/// Who has a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The name.
    pub name: String,
    /// What that one may do.
    pub role: Role,
    /// When the token ends; never without.
    pub until: Option<DateTime>,
}

/// Why a file of tokens cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// It cannot be read or written.
    #[error(transparent)]
    File(#[from] file::Error),
    /// A line is none.
    #[error(
        "{path}:{line}: write `NAME SHA256`, the digest of the token in 64 hexadecimal digits, then, if you like, `writer` or `admin`, and \
         when it ends, as 2027-01-31T00:00:00Z; `plenary token create` writes such a line"
    )]
    Line {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
    },
    /// A name that no line can have.
    #[error(
        "`{name}` cannot be a name: take letters, digits and signs without spaces, {LONGEST_NAME} bytes at most, and no # in front"
    )]
    Name {
        /// The name.
        name: String,
    },
    /// Somebody has the name.
    #[error("{path} has a token of {name}; take another name, or revoke that one first: plenary token revoke {name}")]
    Taken {
        /// The file.
        path: String,
        /// The name.
        name: String,
    },
    /// Nobody has the name.
    #[error("{path} has no token of {name}; `plenary token list` tells the names")]
    Nobody {
        /// The file.
        path: String,
        /// The name.
        name: String,
    },
    /// Another process is changing the file, or there is no randomness, or no such time.
    #[error("cannot {action}")]
    System {
        /// What was tried.
        action: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// A line of the file.
struct Known {
    holder: Holder,
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

    /// Who has a token that has not ended; none if nobody has it.
    ///
    /// # Errors
    /// If the file cannot be read any more.
    pub fn holder(&self, token: &str) -> Result<Option<Holder>, TokenError> {
        let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let mut holder = None;
        // All are looked at, and all bytes of each, so that the time says nothing about them.
        for known in self.read()? {
            if bool::from(known.digest.ct_eq(&digest)) {
                holder = Some(known.holder);
            }
        }
        let now = DateTime::now();
        Ok(holder.filter(|holder| holder.until.is_none_or(|until| now < until)))
    }

    /// All who have tokens, in the order of the file.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn holders(&self) -> Result<Vec<Holder>, TokenError> {
        Ok(self.read()?.into_iter().map(|known| known.holder).collect())
    }

    /// Makes a token of 256 random bits, adds its digest to a file, which is made if it is not there, and gives the token. It is nowhere else.
    ///
    /// # Errors
    /// If the name cannot be one or is taken, or the file cannot be read or written.
    pub fn create(path: &Path, name: &str, role: Role, days: Option<u32>) -> Result<String, TokenError> {
        if name.is_empty() || name.len() > LONGEST_NAME || name.starts_with('#') || name.contains(is_no_part) {
            return Err(TokenError::Name { name: name.to_owned() });
        }
        let failed = |action: &str, source| TokenError::System { action: action.to_owned(), source };
        let tokens = Self { path: path.to_owned() };
        let _held = tokens.lock()?;
        let text = tokens.text_or_nothing()?;
        if tokens.parse(&text)?.iter().any(|known| known.holder.name == name) {
            return Err(TokenError::Taken { path: path.display().to_string(), name: name.to_owned() });
        }
        let until = match days {
            None => None,
            Some(days) => {
                let span = DayTimeDuration::from_str(&format!("P{days}D")).ok();
                let until = span.and_then(|span| DateTime::now().checked_add_day_time_duration(span));
                let until = until.ok_or_else(|| failed("count so many days", io::ErrorKind::InvalidInput.into()))?;
                Some(until)
            }
        };
        let mut bits = [0; 32];
        getrandom::fill(&mut bits).map_err(|error| failed("get random bits", io::Error::other(error.to_string())))?;
        let token = format!("{MARK}{}", URL_SAFE_NO_PAD.encode(bits));
        let holder = Holder { name: name.to_owned(), role, until };
        let known = Known { holder, digest: Sha256::digest(token.as_bytes()).into() };
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        tokens.write(&format!("{text}{end}{known}\n"))?;
        Ok(token)
    }

    /// Takes the token of a name out of a file. Other lines stay as they are.
    ///
    /// # Errors
    /// If there is none, or the file cannot be read or written.
    pub fn revoke(path: &Path, name: &str) -> Result<(), TokenError> {
        let tokens = Self { path: path.to_owned() };
        let _held = tokens.lock()?;
        let text = file::read_text(path, BOUND)?;
        if !tokens.parse(&text)?.iter().any(|known| known.holder.name == name) {
            return Err(TokenError::Nobody { path: path.display().to_string(), name: name.to_owned() });
        }
        let is_other = |line: &&str| !is_line(line) || Known::read(line).is_some_and(|known| known.holder.name != name);
        let rest: String = text.lines().filter(is_other).map(|line| format!("{line}\n")).collect();
        tokens.write(&rest)
    }

    /// Keeps others from changing the file at the same time. Readers need no lock: the file is replaced whole.
    fn lock(&self) -> Result<File, TokenError> {
        let mut path = self.path.clone().into_os_string();
        path.push(".lock");
        let failed = |source| TokenError::System { action: format!("lock {}", Path::new(&path).display()), source };
        let file = File::create(&path).map_err(failed)?;
        file.lock().map_err(failed)?;
        Ok(file)
    }

    fn write(&self, text: &str) -> Result<(), TokenError> {
        Ok(file::write(&self.path, text.as_bytes())?)
    }

    fn text_or_nothing(&self) -> Result<String, TokenError> {
        match file::read_text(&self.path, BOUND) {
            Err(error) if error.is_absent() => Ok(String::new()),
            read => Ok(read?),
        }
    }

    fn read(&self) -> Result<Vec<Known>, TokenError> {
        self.parse(&file::read_text(&self.path, BOUND)?)
    }

    fn parse(&self, text: &str) -> Result<Vec<Known>, TokenError> {
        let lines = text.lines().enumerate().filter(|(_, line)| is_line(line));
        let known = lines.map(|(number, line)| {
            Known::read(line)
                .ok_or_else(|| TokenError::Line { path: self.path.display().to_string(), line: number + 1 })
        });
        known.collect()
    }
}

fn is_line(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with('#')
}

fn is_no_part(char: char) -> bool {
    char.is_whitespace() || char.is_control()
}

impl Known {
    fn read(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let (name, digits) = (words.next()?, words.next()?);
        let role = words.next().map_or(Ok(Role::Writer), str::parse).ok()?;
        let until = words.next().map(DateTime::from_str).transpose().ok()?;
        let digits = digits.as_bytes();
        let mut digest = [0; 32];
        // Without a time zone nobody knows when it ends.
        let is_clear = until.is_none_or(|until| until.timezone_offset().is_some());
        if digits.len() != 2 * digest.len() || words.next().is_some() || !is_clear {
            return None;
        }
        for (byte, pair) in digest.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self { holder: Holder { name: name.to_owned(), role, until }, digest })
    }
}

impl Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Holder { name, role, until } = &self.holder;
        write!(f, "{name} {} {role}", hexadecimal(&self.digest))?;
        until.map_or(Ok(()), |until| write!(f, " {until}"))
    }
}

impl Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Writer => "writer",
            Self::Admin => "admin",
        })
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "writer" => Ok(Self::Writer),
            "admin" => Ok(Self::Admin),
            _ => Err("a role is `writer` or `admin`".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(tokens: &Tokens, token: &str) -> Option<String> {
        tokens.holder(token).unwrap().map(|holder| holder.name)
    }

    #[test]
    fn a_token_is_known_by_its_digest_until_it_is_taken_out_or_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        let line =
            |name: &str, token: &str, rest: &str| format!("{name} {}{rest}\n", hexadecimal(&Sha256::digest(token)));
        let text = format!(
            "# who writes\n\n{}{}{}{}",
            line("ana", "secret", ""),
            line("bo", "other", " admin"),
            line("cy", "over", " writer 2020-01-01T00:00:00Z"),
            line("di", "later", " writer 2999-01-01T00:00:00Z"),
        );
        std::fs::write(&path, text).unwrap();
        let tokens = Tokens::open(&path).unwrap();
        let roles =
            ["secret", "other"].map(|token| tokens.holder(token).unwrap().map(|holder| (holder.name, holder.role)));
        assert_eq!(roles, [Some(("ana".into(), Role::Writer)), Some(("bo".into(), Role::Admin))]);
        assert_eq!(name(&tokens, "later").as_deref(), Some("di"));
        for unknown in ["", "secre", "secret ", "ana", "over"] {
            assert_eq!(name(&tokens, unknown), None, "{unknown:?}");
        }
        Tokens::revoke(&path, "ana").unwrap();
        assert_eq!((name(&tokens, "secret"), name(&tokens, "other").as_deref()), (None, Some("bo")));
        assert!(std::fs::read_to_string(&path).unwrap().starts_with("# who writes\n\nbo "), "the rest stays as it was");
        assert!(matches!(Tokens::revoke(&path, "ana"), Err(TokenError::Nobody { .. })));
    }

    #[test]
    fn tokens_are_made_and_only_their_digests_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        let first = Tokens::create(&path, "ana", Role::Writer, None).unwrap();
        let second = Tokens::create(&path, "bo", Role::Admin, Some(30)).unwrap();
        assert!(first != second && first.len() == MARK.len() + 43, "256 bits in base 64: {first}");
        let tokens = Tokens::open(&path).unwrap();
        assert_eq!((name(&tokens, &first), name(&tokens, &second)), (Some("ana".into()), Some("bo".into())));
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains(&first) && !text.contains(&second), "{text}");
        let holders = tokens.holders().unwrap();
        assert!(holders[0].until.is_none() && holders[1].until > Some(DateTime::now()), "{holders:?}");
        assert!(matches!(Tokens::create(&path, "ana", Role::Writer, None), Err(TokenError::Taken { .. })));
        for wrong in ["", "a b", "#a", "a\nb", &"a".repeat(101)] {
            assert!(
                matches!(Tokens::create(&path, wrong, Role::Writer, None), Err(TokenError::Name { .. })),
                "{wrong:?}"
            );
        }
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        let zeros = "0".repeat(64);
        for wrong in [
            "ana",
            "ana secret",
            &format!("ana {}", "g".repeat(64)),
            &format!("ana {zeros} king"),
            &format!("ana {zeros} writer tomorrow"),
            &format!("ana {zeros} writer 2027-01-31T00:00:00"),
            &format!("ana {zeros} writer 2027-01-31T00:00:00Z more"),
        ] {
            std::fs::write(&path, format!("# tokens\n{wrong}\n")).unwrap();
            let error = Tokens::open(&path).unwrap_err().to_string();
            assert!(error.contains("tokens:2: write `NAME SHA256`"), "{error}");
        }
    }
}
