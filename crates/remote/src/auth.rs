//! The server's credentials: Basic and Bearer, sent with each query, and Digest, which answers a challenge.

use super::failure::SetupError;
use http_auth::digest::{DigestClient, Qop};
use http_auth::{PasswordClient, PasswordParams};
use plenary_base::file;
use reqwest::Url;
use reqwest::blocking::RequestBuilder;
use reqwest::header::{AUTHORIZATION, HeaderMap, WWW_AUTHENTICATE};
use std::sync::{Mutex, PoisonError};

/// The server's credentials.
#[derive(Clone, Default)]
pub enum Auth {
    /// No credentials.
    #[default]
    None,
    /// A user with a password (RFC 7617).
    Basic(String, String),
    /// The bearer of a token (RFC 6750).
    Bearer(String),
    /// A user with a password that is not sent (RFC 7616).
    Digest(String, String),
}

impl std::fmt::Debug for Auth {
    /// Secrets are not printed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Basic(..) => "Basic",
            Self::Bearer(_) => "Bearer",
            Self::Digest(..) => "Digest",
        })
    }
}

impl Auth {
    /// Reads `basic:USER:PASSWORD`, `digest:USER:PASSWORD`, `bearer:TOKEN`, or `@FILE` with one of these in it.
    ///
    /// # Errors
    /// If it is none of these, or the file cannot be read.
    pub fn read(text: &str) -> Result<Self, SetupError> {
        if let Some(file) = text.strip_prefix('@') {
            let content = file::read_stream(file.as_ref(), file::Bound::SMALL)?;
            return Self::parse(content.trim());
        }
        Self::parse(text)
    }

    fn parse(text: &str) -> Result<Self, SetupError> {
        let user = |rest: &str| rest.split_once(':').map(|(user, word)| (user.to_owned(), word.to_owned()));
        let auth = match text.split_once(':') {
            Some(("basic", rest)) => user(rest).map(|(user, word)| Self::Basic(user, word)),
            Some(("digest", rest)) => user(rest).map(|(user, word)| Self::Digest(user, word)),
            Some(("bearer", token)) if !token.is_empty() => Some(Self::Bearer(token.into())),
            _ => None,
        };
        auth.ok_or(SetupError::Credentials)
    }
}

/// Credentials, with the challenge that they answer. It is kept for further queries, so that only the first is sent twice.
pub(super) struct Session {
    auth: Auth,
    challenge: Mutex<Option<DigestClient>>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.auth.fmt(f)
    }
}

impl Session {
    pub(super) fn new(auth: Auth) -> Self {
        Self { auth, challenge: Mutex::new(None) }
    }

    /// The request with the credentials, as far as they can be given before there is a challenge.
    pub(super) fn authorize(&self, request: RequestBuilder, method: &str, url: &Url, body: &str) -> RequestBuilder {
        match &self.auth {
            Auth::None => request,
            Auth::Basic(user, password) => request.basic_auth(user, Some(password)),
            Auth::Bearer(token) => request.bearer_auth(token),
            Auth::Digest(username, password) => {
                let mut challenge = self.challenge.lock().unwrap_or_else(PoisonError::into_inner);
                let Some(challenge) = &mut *challenge else { return request };
                let uri = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
                // Servers that take either protection know the one without the body better.
                let body = (!(challenge.qop() & Qop::Auth)).then_some(body.as_bytes());
                match challenge.respond(&PasswordParams { username, password, uri: &uri, method, body }) {
                    Ok(credentials) => request.header(AUTHORIZATION, credentials),
                    Err(problem) => {
                        tracing::error!(problem, "the endpoint's challenge cannot be answered");
                        request
                    }
                }
            }
        }
    }

    /// Takes the challenge of a refusal; whether the request can be sent again. `answered` says whether it has been sent
    /// with an answer to a challenge that came just before: then only one that has become stale is worth another answer.
    pub(super) fn is_challenged(&self, headers: &HeaderMap, answered: bool) -> bool {
        if !matches!(self.auth, Auth::Digest(..)) {
            return false;
        }
        let lists = headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
        let client = lists.fold(PasswordClient::builder(), |builder, list| builder.challenges(list)).build();
        match client {
            Ok(PasswordClient::Digest(challenge)) if !answered || challenge.stale() => {
                *self.challenge.lock().unwrap_or_else(PoisonError::into_inner) = Some(challenge);
                true
            }
            Ok(_) => false,
            Err(problem) => {
                tracing::error!(problem, "the endpoint refuses a query without a challenge that can be answered");
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_read_and_never_printed() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "basic:me:a:b\n").unwrap();
        let from_file = Auth::read(&format!("@{}", file.path().display())).unwrap();
        assert!(matches!(&from_file, Auth::Basic(user, word) if user == "me" && word == "a:b"), "{from_file:?}");
        let digest = Auth::read("digest:me:a:b").unwrap();
        assert!(matches!(&digest, Auth::Digest(user, word) if user == "me" && word == "a:b"), "{digest:?}");
        assert_eq!(format!("{:?}", Session::new(digest)), "Digest");
        assert_eq!(format!("{:?}", Auth::read("bearer:xyz").unwrap()), "Bearer");
        for bad in ["", "basic", "basic:me", "bearer:", "digest:a", "@/nowhere/at/all"] {
            assert!(Auth::read(bad).is_err(), "{bad}");
        }
    }
}
