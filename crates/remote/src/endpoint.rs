//! Asks a SPARQL endpoint by the SPARQL 1.1 Protocol: one connection pool, a bound on queries at once, retries, and answers
//! that are read row by row.

use super::answer::{self, Body};
use super::auth::{Auth, Session};
use super::cache::{Answer, Cache, Validator, keepable};
use super::failure::{self, SetupError};
use super::semaphore::Semaphore;
use super::texts::Texts;
use oxigraph::model::NamedNode;
use oxigraph::sparql::QuerySolution;
use plenary_query::{Budget, Error};
use reqwest::blocking::{Client, Request, Response};
use reqwest::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{StatusCode, Url};
use spargebra::Query;
use std::io::Read;
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
    /// Most bytes of answers that are kept, if the endpoint gives them a validator; 0 for none.
    pub cache: usize,
    /// Most texts that are read for full text; 0 for no full text.
    pub texts: usize,
    /// Whether the texts are read by the first request that needs them. Otherwise it gets an error that they are not there
    /// yet, and the server calls [`Endpoint::refresh_texts`].
    pub texts_on_demand: bool,
    /// Most resources found by their texts that a condition hands over to the endpoint.
    pub found: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            in_flight: 8,
            parents: 500,
            bytes: 64 * 1024 * 1024,
            retries: 2,
            graphs: Vec::new(),
            cache: 64 * 1024 * 1024,
            texts: 500_000,
            texts_on_demand: false,
            found: 1_000,
        }
    }
}

/// A SPARQL 1.1 endpoint.
#[derive(Debug)]
pub struct Endpoint {
    client: Client,
    url: Url,
    session: Session,
    settings: Settings,
    semaphore: Semaphore,
    cache: Cache,
    pub(super) texts: Texts,
}

/// A query whose address would be longer than this number of bytes is sent as a form: servers refuse longer ones.
const LONGEST_URL: usize = 4_000;

/// The first pause before a query is sent again; each further one is twice as long.
const PAUSE: Duration = Duration::from_millis(100);
/// A query is sent so often again because of a challenge: to answer one, and another if the first has become stale.
const MOST_CHALLENGES: usize = 2;
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
        // A redirect would lose the query or show the credentials to another server.
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(None).build()?;
        Ok(Self {
            client,
            url: parsed,
            session: Session::new(auth),
            semaphore: Semaphore::new(settings.in_flight),
            cache: Cache::new(settings.cache),
            texts: Texts::new(settings.texts > 0),
            settings,
        })
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// How it is asked.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Asks a query and hands over each row of the answer as it comes. An answer that has not changed since it was asked for
    /// last is not sent again, if the endpoint gives validators.
    pub(super) fn select(
        &self,
        query: &Query,
        budget: &mut Budget,
        mut row: impl FnMut(&QuerySolution, &mut Budget) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let text = query.to_string();
        let Some(_permit) = self.semaphore.acquire(budget.time_left()?) else { return Err(budget.late()) };
        let known = self.cache.get(&text);
        let response = self.send(&text, known.as_ref().map(|known| &known.validator), budget)?;
        if let Some(known) = &known
            && is_unchanged(&response)
        {
            return answer::read(&known.bytes[..], self.url(), budget, &mut row);
        }
        let validator = keepable(response.headers());
        let keeps = validator.as_ref().map_or(0, |_| self.cache.largest());
        let mut body = Body::new(self.checked(response)?, self.settings.bytes, keeps);
        answer::read(&mut body, self.url(), budget, &mut row)?;
        if let (Some(validator), Some(bytes)) = (validator, body.kept()) {
            self.cache.put(text, Answer { validator, bytes });
        }
        Ok(())
    }

    /// Asks a query whose answer may be long and is not kept, and gives its validator. Nothing is handed over if the answer
    /// has not changed since it had a validator that is known.
    pub(super) fn select_at_length(
        &self,
        query: &Query,
        known: Option<&Validator>,
        bytes: u64,
        budget: &mut Budget,
        mut row: impl FnMut(&QuerySolution, &mut Budget) -> Result<(), Error>,
    ) -> Result<Option<Validator>, Error> {
        let Some(_permit) = self.semaphore.acquire(budget.time_left()?) else { return Err(budget.late()) };
        let response = self.send(&query.to_string(), known, budget)?;
        if is_unchanged(&response) {
            return Ok(known.cloned());
        }
        let validator = Validator::of(response.headers());
        answer::read(Body::new(self.checked(response)?, bytes, 0), self.url(), budget, &mut row)?;
        Ok(validator)
    }

    /// An answer with rows in it.
    fn checked(&self, response: Response) -> Result<Response, Error> {
        match answer::problem(response.headers()) {
            None => Ok(response),
            Some(problem) => {
                self.log(response, "the endpoint's answer is of no use");
                Err(failure::unusable(problem))
            }
        }
    }

    /// Sends a query, again if need be, until there is an answer with a status of success, or the one that the answer is
    /// the same as the known one.
    fn send(&self, text: &str, known: Option<&Validator>, budget: &Budget) -> Result<Response, Error> {
        tracing::debug!(query = text, "asking the endpoint");
        let graphs = |name: &'static str| self.settings.graphs.iter().map(move |graph| (name, graph.as_str()));
        let parameters = std::iter::once(("query", text)).chain(graphs("default-graph-uri"));
        let parameters: Vec<_> = parameters.chain(graphs("named-graph-uri")).collect();
        let parameters = serde_urlencoded::to_string(parameters).map_err(|error| Error::Reader(Box::new(error)))?;
        let (mut pause, mut attempt, mut challenges) = (PAUSE, 0, 0);
        loop {
            let request = self.request(&parameters, known, budget.time_left()?).map_err(|error| {
                tracing::error!(%error, "a query cannot be put into a request");
                failure::unusable("cannot be asked this way")
            })?;
            let (error, wait) = match self.client.execute(request) {
                Ok(response) if response.status() == StatusCode::OK => return Ok(response),
                Ok(response) if known.is_some() && is_unchanged(&response) => return Ok(response),
                Ok(response) => {
                    let status = response.status();
                    if status == StatusCode::UNAUTHORIZED
                        && challenges < MOST_CHALLENGES
                        && self.session.is_challenged(response.headers(), challenges > 0)
                    {
                        challenges += 1;
                        continue;
                    }
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
            if attempt >= self.settings.retries || wait >= left {
                return Err(error);
            }
            std::thread::sleep(wait);
            pause *= 2;
            attempt += 1;
        }
    }

    /// The request of a query: by GET, which caches on the way understand, or as a form, if its address were too long.
    fn request(&self, parameters: &str, known: Option<&Validator>, time: Duration) -> reqwest::Result<Request> {
        let mut url = self.url.clone();
        let query = self.url.query().map_or_else(|| parameters.to_owned(), |own| format!("{own}&{parameters}"));
        url.set_query(Some(&query));
        let request = if url.as_str().len() <= LONGEST_URL {
            self.session.authorize(self.client.get(url.clone()), "GET", &url, "")
        } else {
            let form = self.client.post(self.url.clone()).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
            self.session.authorize(form.body(parameters.to_owned()), "POST", &self.url, parameters)
        };
        // Caches on the way must revalidate their answers.
        let request = request.header(ACCEPT, "application/sparql-results+json").header(CACHE_CONTROL, "no-cache");
        let request =
            known.map(Validator::condition).into_iter().fold(request, |r, (name, value)| r.header(name, value));
        request.timeout(time).build()
    }

    /// What the endpoint says in its refusal is for operators of the server, not for clients.
    fn log(&self, response: Response, event: &str) {
        let status = response.status().as_u16();
        let mut text = Vec::new();
        // Half of a refusal is better than none.
        let _ = response.take(LOGGED).read_to_end(&mut text);
        tracing::error!(status, url = %self.url, answer = %String::from_utf8_lossy(&text), "{event}");
    }
}

/// Whether the answer is the one that is known: 412 is for forms what 304 is for addresses (RFC 9110, section 13.1.2).
fn is_unchanged(response: &Response) -> bool {
    matches!(response.status(), StatusCode::NOT_MODIFIED | StatusCode::PRECONDITION_FAILED)
}

/// The seconds of a `Retry-After`; dates are not understood, as clocks differ.
fn seconds(value: &HeaderValue) -> Option<Duration> {
    value.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_are_none_or_have_a_secret_are_refused() {
        for bad in ["", "localhost", "ftp://example.org/", "file:///etc/passwd", "http://me:secret@localhost/"] {
            assert!(Endpoint::new(bad, Auth::None, Settings::default()).is_err(), "{bad}");
        }
    }
}
