//! Requests that write: who asks, for which state of the data, and what becomes of it. All go to the one thread that writes.

use super::HttpResponse;
use super::app::App;
use super::context::RequestContext;
use super::gate::{Busy, Place, blocking, held};
use super::negotiation::preferred;
use super::refusal::{Reason, Refusal};
use super::tokens::{Role, Tokens};
use crate::clock::Clock;
use crate::live::{self, Ask, Edits, Expected, Generation, Head, Id, Live, Outcome, Receipt};
use crate::sparql;
use crate::store::Report;
use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use oxigraph::model::{Literal, Term};
use oxigraph::sparql::CancellationToken;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;

/// The number of the last commit.
pub(super) const NUMBER: HeaderName = HeaderName::from_static("plenary-t");
const AUTHOR: HeaderName = HeaderName::from_static("plenary-author");
const MESSAGE: HeaderName = HeaderName::from_static("plenary-message");
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Longest text of such a header, in bytes.
const LONGEST: usize = 1024;
/// The validator of data without commits.
const NO_COMMIT: &str = "none";
/// The forms of a report.
const REPORTS: [&str; 3] = ["text/plain", "application/json", "text/turtle"];

/// A dataset that clients may write.
#[derive(Debug)]
pub struct Writing {
    tokens: Option<Tokens>,
    live: OnceLock<Arc<Live>>,
}

impl Writing {
    /// For those who have one of these tokens; for nobody without.
    pub fn new(tokens: Option<Tokens>) -> Self {
        Self { tokens, live: OnceLock::new() }
    }

    /// Takes requests from now on.
    pub fn begin(&self, live: Arc<Live>) {
        // It begins once.
        let _ = self.live.set(live);
    }

    /// Who may write.
    pub(super) fn tokens(&self) -> Option<&Tokens> {
        self.tokens.as_ref()
    }

    /// The dataset, once it is open.
    pub(super) fn live(&self) -> Option<&Arc<Live>> {
        self.live.get()
    }
}

/// Who asks for a commit, and what is said about it.
pub(super) struct Asked {
    live: Arc<Live>,
    ask: Ask,
    /// In which form a report is read.
    report: &'static str,
}

impl Asked {
    /// Reads the headers of a request that writes. `parts` are what makes the request besides them.
    ///
    /// # Errors
    /// If it may not write, or a header cannot be understood.
    pub(super) fn read(app: &App, headers: &HeaderMap, parts: &[&[u8]]) -> Result<Self, Refusal> {
        if headers.contains_key(header::IF_NONE_MATCH) {
            let problem = "If-None-Match is for PUT and POST of a graph; name the state that is meant with If-Match";
            return Err(Refusal::bad_request(problem));
        }
        Self::read_headers(app, headers, parts)
    }

    /// The same of a request that makes a graph, or writes it. Says, too, whether it insists on a graph that is not there yet
    /// (`If-None-Match: *`; RFC 9110, section 13.1.2).
    ///
    /// # Errors
    /// As [`Asked::read`].
    pub(super) fn read_for_graph(app: &App, headers: &HeaderMap, parts: &[&[u8]]) -> Result<(Self, bool), Refusal> {
        let insists = headers.contains_key(header::IF_NONE_MATCH);
        if headers.get_all(header::IF_NONE_MATCH).iter().any(|value| value.as_bytes().trim_ascii() != b"*") {
            let problem = "If-None-Match of a request that writes is `*`: for a graph that is not there yet. Name the state that is meant with If-Match";
            return Err(Refusal::bad_request(problem));
        }
        Ok((Self::read_headers(app, headers, parts)?, insists))
    }

    fn read_headers(app: &App, headers: &HeaderMap, parts: &[&[u8]]) -> Result<Self, Refusal> {
        let read_only = "the data are read only: updates are not taken";
        let writing = app.writing().ok_or_else(|| Refusal::new(Reason::Forbidden, read_only))?;
        let holder = holder(writing.tokens(), headers, Role::Writer)?;
        let live = writing.live().cloned().ok_or_else(|| Refusal::no_data(app))?;
        let mut digest = Sha256::new();
        for part in parts {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
        let ask = Ask {
            expected: expected(headers),
            author: Some(text(headers, &AUTHOR)?.unwrap_or_else(|| holder.clone())),
            message: text(headers, &MESSAGE)?,
            key: text(headers, &KEY)?.filter(|key| !key.is_empty()),
            request: Some(digest.finalize().into()),
            headers: vec![("token".to_owned(), Term::from(Literal::from(holder)))],
            token: CancellationToken::new(),
        };
        Ok(Self { live, ask, report: preferred(headers, &REPORTS).unwrap_or(REPORTS[0]) })
    }

    /// Makes a commit of what `edits` works out on the thread that writes, and waits for it. What `read` gives needs no data, and is made
    /// before, so that who writes next does not wait for it.
    ///
    /// # Errors
    /// With the answer that says why there is none.
    pub(super) async fn commit<T: Send + 'static>(
        self,
        app: &App,
        context: &RequestContext,
        read: impl FnOnce(&CancellationToken) -> Result<T, sparql::Error> + Send + 'static,
        edits: impl FnOnce(T, &Generation, &CancellationToken) -> Result<Edits, sparql::Error> + Send + 'static,
    ) -> Result<Done, Box<HttpResponse>> {
        let Self { live, ask, report } = self;
        let work = Mutex::new(Some((ask, read, edits)));
        let start = |place: Arc<Place>, clock: Clock| {
            let (work, live) = (work.lock().unwrap_or_else(PoisonError::into_inner).take(), Arc::clone(&live));
            async move {
                let (mut ask, read, edits) = work?;
                ask.token = clock.token().clone();
                let token = ask.token.clone();
                let commit = move || {
                    let read = with_stack(|| read(&token))?;
                    live.commit(ask, move |generation| Ok(edits(read, generation, &token)?))
                };
                blocking(place, commit).await.ok()
            }
        };
        // A commit is not started twice.
        let started = Instant::now();
        let ended = app.gate().run(context, None, start).await;
        if let Some(metrics) = app.metrics() {
            let outcome = match &ended {
                Ok((Some(Ok(receipt)), _)) => said(receipt.outcome),
                Ok((Some(Err(_)), _)) => "refused",
                _ => "lost",
            };
            metrics.commit(outcome, started.elapsed());
        }
        match ended {
            Ok((Some(Ok(receipt)), place)) => Ok(Done { receipt, place }),
            Ok((Some(Err(error)), place)) => Err(Box::new(held(refused(error, report), place))),
            Ok((None, _)) => Err(Box::new(Refusal::internal(&"a commit ended without a receipt").text())),
            Err(Busy::Late(_)) => {
                let problem = "time is over, and it is not known whether there is a commit: send the request again with the same Idempotency-Key, or look for it in the log of commits";
                Err(Box::new(Refusal::new(Reason::DeadlineExceeded, problem).text()))
            }
            Err(busy) => Err(Box::new(Refusal::from(busy).text())),
        }
    }
}

/// Works on a thread that recursive readers can work on.
fn with_stack<T: Send>(work: impl FnOnce() -> Result<T, sparql::Error> + Send) -> Result<T, live::Error> {
    let span = tracing::Span::current();
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("reading".into()).stack_size(sparql::STACK);
        let thread = thread.spawn_scoped(scope, || span.in_scope(work)).map_err(live::Error::Thread)?;
        match thread.join() {
            Ok(read) => read.map_err(|error| live::Error::Refused(Box::new(error))),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// What became of a request, as answers and metrics say it.
fn said(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Committed { .. } => "committed",
        Outcome::Unchanged => "unchanged",
        Outcome::Repeated => "repeated",
    }
}

/// A request that has been done.
pub(super) struct Done {
    receipt: Receipt,
    place: Arc<Place>,
}

impl Done {
    /// The answer, with the commit as its validator.
    pub(super) fn respond(self, status: StatusCode) -> HttpResponse {
        let Self { receipt: Receipt { head, outcome }, place } = self;
        let (added, deleted) = match outcome {
            Outcome::Committed { added, deleted } => (Some(added), Some(deleted)),
            Outcome::Unchanged => (Some(0), Some(0)),
            Outcome::Repeated => (None, None),
        };
        let (t, id) = (head.map_or(0, |head| head.t), head.map(|head| head.id.to_string()));
        let said = json!({ "outcome": said(outcome), "t": t, "commit": id, "added": added, "deleted": deleted });
        let mut response = (status, Json(said)).into_response();
        mark(response.headers_mut(), head);
        held(response, place)
    }
}

/// Says of which commit an answer is.
pub(super) fn mark(headers: &mut HeaderMap, head: Option<Head>) {
    headers.insert(header::ETAG, tag(head));
    headers.insert(NUMBER, HeaderValue::from(head.map_or(0, |head| head.t)));
}

/// The validator of the data of a commit.
pub(super) fn tag(head: Option<Head>) -> HeaderValue {
    let id = head.map_or_else(|| NO_COMMIT.to_owned(), |head| head.id.to_string());
    HeaderValue::from_str(&format!("\"{id}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"none\""))
}

/// Who has the token of a request that needs a role.
///
/// # Errors
/// If nobody has it, or that one may not do this.
pub(super) fn holder(tokens: Option<&Tokens>, headers: &HeaderMap, role: Role) -> Result<String, Refusal> {
    let Some(tokens) = tokens else {
        let problem = "nobody may do this here: the server was started without --token-file";
        return Err(Refusal::new(Reason::Forbidden, problem));
    };
    let credentials = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = credentials.and_then(|credentials| {
        let (scheme, token) = credentials.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    let Some(token) = token else {
        return Err(Refusal::new(Reason::Unauthorized, "this needs a token; send `Authorization: Bearer TOKEN`"));
    };
    match tokens.holder(token) {
        Ok(Some(holder)) if holder.role >= role => Ok(holder.name),
        Ok(Some(holder)) => {
            let problem = format!("{} is a {}, and this is for who is {role}", holder.name, holder.role);
            Err(Refusal::new(Reason::Forbidden, problem))
        }
        Ok(None) => Err(Refusal::new(
            Reason::Unauthorized,
            "nobody has this token, or its time is over; ask who runs the server for another",
        )),
        Err(error) => Err(Refusal::internal(&error)),
    }
}

/// The state that a request is made for. A weak validator never is the one of a state (RFC 9110, section 13.1.1).
fn expected(headers: &HeaderMap) -> Expected {
    let values: Vec<_> = headers.get_all(header::IF_MATCH).iter().map(|value| value.to_str().unwrap_or("?")).collect();
    if values.is_empty() {
        return Expected::Whichever;
    }
    let tags = || values.iter().flat_map(|value| value.split(',')).map(str::trim);
    if tags().any(|tag| tag == "*") {
        return Expected::Whichever;
    }
    let state = |tag: &str| {
        let tag = tag.strip_prefix('"')?.strip_suffix('"')?;
        if tag == NO_COMMIT { Some(None) } else { tag.parse::<Id>().ok().map(Some) }
    };
    Expected::OneOf(tags().filter_map(state).collect())
}

/// The text of a header.
fn text(headers: &HeaderMap, name: &HeaderName) -> Result<Option<String>, Refusal> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Refusal::bad_request(format!("the header {name} stands there twice; send one")));
    }
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) if text.len() <= LONGEST => Ok(Some(text.trim().to_owned())),
        Ok(_) => Err(Refusal::bad_request(format!("the header {name} has more than {LONGEST} bytes"))),
        Err(_) => Err(Refusal::bad_request(format!("the header {name} is not UTF-8"))),
    }
}

/// The answer to a request that gives no commit.
fn refused(error: live::Error, form: &'static str) -> HttpResponse {
    let head = match &error {
        live::Error::Stale { head } => Some(*head),
        _ => None,
    };
    let mut response = match error {
        live::Error::Invalid(report) => reported(&report, form),
        error => Refusal::from(error).text(),
    };
    if let Some(head) = head {
        mark(response.headers_mut(), head);
    }
    response
}

/// The report of what would violate a shape, in the form that the client reads.
fn reported(report: &Report, form: &'static str) -> HttpResponse {
    let text = format!("{report}\nnothing was changed");
    let mut response = Refusal::new(Reason::Violates, text).text();
    let body = match form {
        "application/json" => serde_json::to_string_pretty(report).ok(),
        "text/turtle" => report.to_turtle().ok(),
        _ => None,
    };
    if let Some(body) = body {
        *response.body_mut() = (body + "\n").into();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(form));
    }
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    response
}
