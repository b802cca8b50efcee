//! What can go wrong with an endpoint, described in a way that helps a client that knows only GraphQL.

use oxigraph::sparql::results::QueryResultsParseError;
use plenary_query::Error;
use reqwest::StatusCode;

/// Why an endpoint cannot be used at all.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum SetupError {
    #[error("`{url}` is not the address of a SPARQL endpoint: {problem}; give one as http://host:port/sparql")]
    Address { url: String, problem: String },
    #[error("the address of the endpoint has credentials in it, which would be logged; give them apart from it")]
    AddressWithCredentials,
    #[error(
        "the credentials are of no known form: write `basic:USER:PASSWORD`, `digest:USER:PASSWORD`, `bearer:TOKEN`, or \
         `@FILE` with one of these"
    )]
    Credentials,
    #[error("the file of credentials cannot be read")]
    CredentialsFile(#[from] plenary_base::file::Error),
    #[error("no HTTP client can be made")]
    Client(#[from] reqwest::Error),
}

/// The endpoint cannot be reached, or says itself that it cannot answer now.
pub(super) fn unavailable(problem: impl std::fmt::Display) -> Error {
    Error::Source { message: format!("the SPARQL endpoint {problem}; try again later"), is_down: true }
}

/// The endpoint answers what is of no use.
pub(super) fn unusable(problem: impl std::fmt::Display) -> Error {
    Error::Source { message: format!("the SPARQL endpoint {problem}"), is_down: false }
}

/// What a status other than success means.
pub(super) fn status(status: StatusCode) -> Error {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            unusable(format!("refuses the server's credentials ({status}); set them with --endpoint-auth"))
        }
        _ if status.is_redirection() => unusable(format!(
            "has moved ({status}), and redirects are not followed; give the new address to --endpoint"
        )),
        _ if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
            unavailable(format!("cannot answer ({status})"))
        }
        _ => unusable(format!("refuses the query ({status}); the server's log has what it says")),
    }
}

/// An answer that cannot be read to its end.
pub(super) fn broken(error: &QueryResultsParseError) -> Error {
    match error {
        QueryResultsParseError::Io(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
            unusable(format!("gave an answer of {error}; ask for less with `first`"))
        }
        QueryResultsParseError::Io(_) => unavailable("broke off its answer"),
        QueryResultsParseError::Syntax(_) => unusable("gave an answer that is not SPARQL results in JSON"),
    }
}
