//! Asks a SPARQL endpoint by the SPARQL 1.1 Protocol: one connection pool, a bound on queries at once, retries, and answers
//! that are read row by row.

use super::failure::{self, SetupError};
use super::flight::Flight;
use crate::query::{Budget, Error};
use oxigraph::model::NamedNode;
use oxigraph::sparql::QuerySolution;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput};
use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{StatusCode, Url};
use spargebra::Query;
use std::io::{self, BufReader, Read};
use std::time::Duration;

/// How an endpoint is asked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Most queries under way at once; others wait.
    pub in_flight: usize,
    /// Most parents in the `VALUES` of one query; a step with more takes several.
    pub parents: usize,
    /// Longest answer to one query, in bytes.
    pub bytes: u64,
    /// How often a query is sent again when the endpoint cannot be reached or is overloaded.
    pub retries: u32,
    /// The named graphs to ask, together; none for what the endpoint asks by itself.
    pub graphs: Vec<NamedNode>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { in_flight: 8, parents: 500, bytes: 64 * 1024 * 1024, retries: 2, graphs: Vec::new() }
    }
}

/// Who the server says it is.
#[derive(Clone, Default)]
pub enum Auth {
    /// Nobody in particular.
    #[default]
    None,
    /// A user with a password (RFC 7617).
    Basic(String, String),
    /// The bearer of a token (RFC 6750).
    Bearer(String),
}

impl std::fmt::Debug for Auth {
    /// Secrets are not printed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Basic(..) => "Basic",
            Self::Bearer(_) => "Bearer",
        })
    }
}

impl Auth {
    /// Reads `basic:USER:PASSWORD`, `bearer:TOKEN`, or `@FILE` with one of these in it.
    ///
    /// # Errors
    /// If it is none of these, or the file cannot be read.
    pub fn read(text: &str) -> Result<Self, SetupError> {
        if let Some(file) = text.strip_prefix('@') {
            let content = std::fs::read_to_string(file)
                .map_err(|source| SetupError::CredentialsFile { file: file.to_owned(), source })?;
            return Self::parse(content.trim());
        }
        Self::parse(text)
    }

    fn parse(text: &str) -> Result<Self, SetupError> {
        let auth = match text.split_once(':') {
            Some(("basic", rest)) => rest.split_once(':').map(|(user, word)| Self::Basic(user.into(), word.into())),
            Some(("bearer", token)) if !token.is_empty() => Some(Self::Bearer(token.into())),
            _ => None,
        };
        auth.ok_or(SetupError::Credentials)
    }
}

/// A SPARQL 1.1 endpoint.
#[derive(Debug)]
pub struct Endpoint {
    client: Client,
    url: Url,
    auth: Auth,
    settings: Settings,
    flight: Flight,
}

/// The first pause before a query is sent again; each further one is twice as long.
const PAUSE: Duration = Duration::from_millis(100);
/// As much of a refusal is logged.
const LOGGED: u64 = 2000;

impl Endpoint {
    /// An endpoint at an address. Nothing is asked yet.
    ///
    /// # Errors
    /// If the address is not one of HTTP.
    ///
    /// # Panics
    /// On a thread that runs asynchronous code, as HTTP here is synchronous.
    pub fn new(url: &str, auth: Auth, settings: Settings) -> Result<Self, SetupError> {
        let wrong = |problem: String| SetupError::Address { url: url.to_owned(), problem };
        let parsed = Url::parse(url).map_err(|error| wrong(error.to_string()))?;
        if !matches!(parsed.scheme(), "http" | "https") {
            return Err(wrong(format!("`{}` is not http or https", parsed.scheme())));
        }
        if !parsed.username().is_empty() || parsed.password().is_some() {
            return Err(SetupError::AddressWithCredentials);
        }
        // A redirect would lose the query or show the credentials to somebody else.
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(None).build()?;
        Ok(Self { client, url: parsed, auth, flight: Flight::new(settings.in_flight), settings })
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// How it is asked.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Asks a query and hands over each row of the answer as it comes.
    pub(super) fn select(
        &self,
        query: &Query,
        budget: &mut Budget,
        mut row: impl FnMut(&QuerySolution, &mut Budget) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let text = query.to_string();
        tracing::debug!(query = text, "asking the endpoint");
        let Some(_seat) = self.flight.board(budget.time_left()?) else { return Err(budget.late()) };
        let response = self.send(&text, budget)?;
        let is_json = response.headers().get(CONTENT_TYPE).is_none_or(|media_type| {
            let media_type = media_type.to_str().unwrap_or_default();
            media_type.contains("application/sparql-results+json") || media_type.contains("application/json")
        });
        if !is_json {
            let media_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
            let media_type = media_type.unwrap_or("something unreadable").to_owned();
            self.log(response, "the endpoint answers in another format");
            return Err(failure::unusable(format!("answers with {media_type} instead of SPARQL results in JSON")));
        }
        if let Some(problem) = partial(&response) {
            return Err(failure::unusable(problem));
        }
        let body = BufReader::new(Bounded { inner: response, left: self.settings.bytes, bound: self.settings.bytes });
        let broken = |error, budget: &Budget| match budget.time_left() {
            Ok(_) => {
                tracing::error!(%error, url = %self.url, "the endpoint's answer cannot be read");
                failure::broken(&error)
            }
            Err(late) => late,
        };
        let parser = QueryResultsParser::from_format(QueryResultsFormat::Json).for_reader(body);
        let ReaderQueryResultsParserOutput::Solutions(solutions) = parser.map_err(|error| broken(error, budget))?
        else {
            return Err(failure::unusable("answered yes or no, but was asked for rows"));
        };
        for solution in solutions {
            let solution = solution.map_err(|error| broken(error, budget))?;
            row(&solution, budget)?;
        }
        Ok(())
    }

    /// Sends a query, again if need be, until there is an answer with a status of success.
    fn send(&self, text: &str, budget: &Budget) -> Result<Response, Error> {
        let graphs = |name: &'static str| self.settings.graphs.iter().map(move |graph| (name, graph.as_str()));
        let parameters = std::iter::once(("query", text)).chain(graphs("default-graph-uri"));
        let parameters: Vec<_> = parameters.chain(graphs("named-graph-uri")).collect();
        let body = serde_urlencoded::to_string(parameters).map_err(|error| Error::Reader(Box::new(error)))?;
        let mut pause = PAUSE;
        for attempt in 0.. {
            let answer = self.request(&body, budget.time_left()?).send();
            let is_last = attempt >= self.settings.retries;
            let (error, wait) = match answer {
                Ok(response) if response.status() == StatusCode::OK => return Ok(response),
                Ok(response) => {
                    let status = response.status();
                    let wait = response.headers().get(RETRY_AFTER).and_then(seconds);
                    self.log(response, "the endpoint refuses a query");
                    let is_passing = matches!(
                        status,
                        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT
                    );
                    if !is_passing {
                        return Err(failure::status(status));
                    }
                    (failure::status(status), wait)
                }
                Err(error) => {
                    tracing::error!(%error, cause = ?std::error::Error::source(&error), "the endpoint cannot be asked");
                    (failure::unavailable("cannot be reached"), None)
                }
            };
            // A query only reads, so it does no harm to ask twice.
            let wait = wait.unwrap_or(pause);
            let left = budget.time_left()?;
            if is_last || wait >= left {
                return Err(error);
            }
            std::thread::sleep(wait);
            pause *= 2;
        }
        Err(failure::unavailable("cannot be reached"))
    }

    fn request(&self, body: &str, time: Duration) -> RequestBuilder {
        let request = self
            .client
            .post(self.url.clone())
            .timeout(time)
            .header(ACCEPT, "application/sparql-results+json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.to_owned());
        match &self.auth {
            Auth::None => request,
            Auth::Basic(user, password) => request.basic_auth(user, Some(password)),
            Auth::Bearer(token) => request.bearer_auth(token),
        }
    }

    /// What the endpoint says in its refusal is for whoever runs the server, not for clients.
    fn log(&self, response: Response, event: &str) {
        let status = response.status().as_u16();
        let mut text = Vec::new();
        // Half of a refusal is better than none.
        let _ = response.take(LOGGED).read_to_end(&mut text);
        tracing::error!(status, url = %self.url, answer = %String::from_utf8_lossy(&text), "{event}");
    }
}

/// What Virtuoso says in headers when it gives only a part of an answer, with status 200: rows beyond its
/// `ResultSetMaxRows` are left out, or its time ran out.
fn partial(response: &Response) -> Option<String> {
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(rows) = header("x-sparql-maxrows") {
        return Some(format!("gives no more than {rows} rows of an answer; raise its limit, or ask for less"));
    }
    header("x-sql-state").map(|_| "gave only a part of an answer, as its own time ran out; ask for less".to_owned())
}

/// The seconds of a `Retry-After`; dates are not understood, as clocks differ.
fn seconds(value: &HeaderValue) -> Option<Duration> {
    value.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

/// A body that ends with an error after so many bytes.
struct Bounded<R> {
    inner: R,
    left: u64,
    bound: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let too_large = || io::Error::new(io::ErrorKind::FileTooLarge, format!("more than {} bytes", self.bound));
        self.left = self.left.checked_sub(read as u64).ok_or_else(too_large)?;
        Ok(read)
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
        assert_eq!(format!("{:?}", Auth::read("bearer:xyz").unwrap()), "Bearer");
        for bad in ["", "basic", "basic:me", "bearer:", "digest:a:b", "@/nowhere/at/all"] {
            assert!(Auth::read(bad).is_err(), "{bad}");
        }
        for bad in ["", "localhost", "ftp://example.org/", "file:///etc/passwd", "http://me:secret@localhost/"] {
            assert!(Endpoint::new(bad, Auth::None, Settings::default()).is_err(), "{bad}");
        }
    }
}
