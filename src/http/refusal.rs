//! Why a request is not answered. All refusals come from one table: what is wrong, and with it the status, the code and the headers
//! that say so. Each protocol has a form of its own for the same thing ([`Dialect`]): the errors of GraphQL, the object of the
//! reconciliation API, and a line of text for all else.

use super::app::{App, TooManyConnections};
use super::gate::Busy;
use super::negotiation::{CSV, JSON, TSV, graphql_media_type, preferred, reader_languages};
use super::past::below;
use super::{HttpResponse, LARGEST_BODY, graphql, headers};
use crate::clock::Stopped;
use crate::graphql::{Code, Error, Response};
use crate::words::Words;
use crate::{linked, live, query, reconcile, sparql};
use axum::extract::OriginalUri;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, Uri, header};
use axum::response::IntoResponse;
use maud::html;
use serde_json::json;
use std::any::Any;
use std::fmt::Debug;

/// Media types of what people read.
const HTML: &str = "text/html";
const TEXT: &str = "text/plain";

/// What a reason is in HTTP.
struct Row {
    status: StatusCode,
    /// What programs branch on, where the protocol has a place for it.
    code: Code,
    headers: Vec<(HeaderName, &'static str)>,
}

/// The table: a reason, its status, its code, the headers that always go with it, and what it means.
macro_rules! table {
    ($($reason:ident | $status:ident | $code:ident | [$($name:ident: $value:literal),*] | $meaning:literal)*) => {
        /// What is wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Reason {
            $(#[doc = $meaning] $reason,)*
        }

        impl Reason {
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$reason),*];

            fn row(self) -> Row {
                match self {
                    $(Self::$reason => Row {
                        status: StatusCode::$status,
                        code: Code::$code,
                        headers: vec![$((header::$name, $value)),*],
                    },)*
                }
            }

            /// The status, for pages that say themselves what is wrong.
            pub(super) fn status(self) -> StatusCode {
                self.row().status
            }
        }
    };
}

table! {
    BadRequest          | BAD_REQUEST            | BadRequest           | []                             | "The request cannot be understood."
    NotHttp             | BAD_REQUEST            | BadRequest           | [CONNECTION: "close"]          | "What follows on the connection cannot be told from it."
    Unauthorized        | UNAUTHORIZED           | QueryNotAllowed      | [WWW_AUTHENTICATE: "Bearer"]   | "Who asks has to say who it is."
    Forbidden           | FORBIDDEN              | QueryNotAllowed      | []                             | "It is understood, and never done here."
    NotFound            | NOT_FOUND              | BadRequest           | []                             | "There is nothing of this name."
    MethodNotAllowed    | METHOD_NOT_ALLOWED     | BadRequest           | []                             | "`Allow` says which methods are taken."
    NotAcceptable       | NOT_ACCEPTABLE         | BadRequest           | [VARY: "accept"]               | "None of the forms that the client accepts can be given."
    Conflict            | CONFLICT               | BadRequest           | []                             | "It does not fit what is there."
    Stale               | PRECONDITION_FAILED    | BadRequest           | []                             | "It is made for data that have changed."
    TooSlow             | REQUEST_TIMEOUT        | BadRequest           | [CONNECTION: "close"]          | "Its body takes too long to come."
    BodyTooLarge        | PAYLOAD_TOO_LARGE      | BadRequest           | []                             | "Its body is too large."
    MediaType           | UNSUPPORTED_MEDIA_TYPE | BadRequest           | []                             | "`Accept` says which media types a body may have."
    Coding              | UNSUPPORTED_MEDIA_TYPE | BadRequest           | [ACCEPT_ENCODING: "identity"]  | "Its body is compressed."
    Violates            | UNPROCESSABLE_ENTITY   | BadUserInput         | []                             | "The data would violate a shape."
    NotLoaded           | UNPROCESSABLE_ENTITY   | BadUserInput         | []                             | "The files cannot be loaded; the data stay as they were."
    TooCostly           | UNPROCESSABLE_ENTITY   | TooCostly            | []                             | "To answer it takes too much memory or planning."
    TooManyRows         | UNPROCESSABLE_ENTITY   | TooManyRows          | []                             | "The answer has too many rows."
    AnswerTooLarge      | UNPROCESSABLE_ENTITY   | AnswerTooLarge       | []                             | "The answer has too many bytes."
    Unanswerable        | UNPROCESSABLE_ENTITY   | BadUserInput         | []                             | "It has no answer, as an expression in it has none."
    RateLimited         | TOO_MANY_REQUESTS      | RateLimited          | []                             | "Its address has asked too much; `Retry-After` says when to come again."
    AddressFull         | TOO_MANY_REQUESTS      | RateLimited          | [RETRY_AFTER: "5", CONNECTION: "close"] | "Its address has too many connections."
    Internal            | INTERNAL_SERVER_ERROR  | Internal             | []                             | "Something failed that is not the client's fault."
    Elsewhere           | NOT_IMPLEMENTED        | NotSupportedRemotely | []                             | "The data are at an endpoint, which has to be asked."
    SourceFailed        | BAD_GATEWAY            | SourceFailed         | []                             | "Another server that it names does not answer."
    Busy                | SERVICE_UNAVAILABLE    | ServerBusy           | [RETRY_AFTER: "2"]             | "Too many requests are being answered."
    ServerFull          | SERVICE_UNAVAILABLE    | ServerBusy           | [RETRY_AFTER: "5", CONNECTION: "close"] | "There are too many connections."
    Loading             | SERVICE_UNAVAILABLE    | ServerBusy           | [RETRY_AFTER: "5"]             | "The data are still being loaded."
    Stopping            | SERVICE_UNAVAILABLE    | ServerBusy           | [CONNECTION: "close"]          | "The server stops."
    NotWriting          | SERVICE_UNAVAILABLE    | ServerBusy           | [RETRY_AFTER: "60"]            | "Writing has ended, until the server is started anew."
    DiskFull            | INSUFFICIENT_STORAGE   | Internal             | []                             | "There is no room on the disk."
    DeadlineExceeded    | GATEWAY_TIMEOUT        | DeadlineExceeded     | []                             | "It takes too long."
}

impl Reason {
    /// What a page is called that says so, and what its reader can do; none for what the message alone can say.
    fn told(self, words: &Words) -> (&str, Option<&str>) {
        match self {
            Self::Busy | Self::ServerFull | Self::Stopping => (words.say("busy"), Some(words.say("busy-means"))),
            Self::RateLimited | Self::AddressFull => (words.say("too-often"), Some(words.say("too-often-means"))),
            Self::Loading => (words.say("loading"), Some(words.say("loading-means"))),
            Self::DeadlineExceeded => (words.say("late"), Some(words.say("late-means"))),
            Self::Internal => (words.say("failed"), Some(words.say("failed-means"))),
            Self::NotFound => (words.say("missing"), None),
            Self::BadRequest => (words.say("wrong-address"), None),
            _ => (words.say("not-answered"), None),
        }
    }
}

/// The form in which a client reads refusals.
#[derive(Debug, Clone)]
pub(super) enum Dialect {
    /// Errors of GraphQL, in this media type.
    GraphQl(&'static str),
    /// A status and a message, in JSON.
    Reconciliation,
    /// A page in the language of its reader.
    Page {
        /// What the interface says.
        words: &'static Words,
        /// The way to the root of the server.
        root: String,
    },
    /// A line for people.
    Text,
}

impl Dialect {
    /// The dialect of the route that a request is for. It is found out when it is needed, for few requests are refused.
    pub(super) fn of<B>(request: &Request<B>) -> impl FnOnce() -> Self + use<B> {
        // The path of an earlier commit may have been taken off already.
        let uri = request.extensions().get::<OriginalUri>().map_or(request.uri(), |original| &original.0);
        let path = below(uri.path());
        let is_reconciliation = path == "/reconcile" || path.starts_with("/reconcile/");
        let is_graphql = path == "/graphql";
        let is_page = request.method().is_safe() && !is_reconciliation;
        let asked = (is_graphql || is_page).then(|| {
            let kept = [header::ACCEPT, header::ACCEPT_LANGUAGE].into_iter().flat_map(|name| {
                request.headers().get_all(&name).iter().cloned().map(move |value| (name.clone(), value))
            });
            (uri.clone(), kept.collect::<HeaderMap>())
        });
        move || match asked {
            Some((_, headers)) if is_graphql => Self::GraphQl(graphql_media_type(&headers).unwrap_or(JSON)),
            Some((uri, headers)) => Self::of_page(&uri, &headers),
            None if is_reconciliation => Self::Reconciliation,
            None => Self::Text,
        }
    }

    /// The dialect of a page: one in the language of its reader, for who reads pages best.
    pub(super) fn of_page(uri: &Uri, headers: &HeaderMap) -> Self {
        if preferred(headers, &[TEXT, HTML]) != Some(HTML) {
            return Self::Text;
        }
        let chosen = uri.query().unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("lang="));
        Self::Page { words: linked::wanted(chosen, &reader_languages(headers)), root: linked::way_up(uri.path()) }
    }
}

/// Why a request is not answered, whatever the protocol.
#[derive(Debug)]
pub(super) struct Refusal {
    reason: Reason,
    /// What is wrong, with what, and the way out.
    message: String,
    header: Option<(HeaderName, HeaderValue)>,
}

impl Refusal {
    pub(super) fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self { reason, message: message.into(), header: None }
    }

    /// A request that cannot be understood.
    pub(super) fn bad_request(problem: impl Into<String>) -> Self {
        Self::new(Reason::BadRequest, problem)
    }

    /// Something that failed here. The causes are for the log alone.
    pub(super) fn internal(cause: &dyn Debug) -> Self {
        tracing::error!(error = ?cause, "a request could not be answered");
        Self::new(Reason::Internal, "the request could not be answered; the server's log has the reason")
    }

    /// A method that is not taken; `allow` are those that are.
    pub(super) fn method_not_allowed(allow: &'static str, problem: impl Into<String>) -> Self {
        Self::new(Reason::MethodNotAllowed, problem).with(header::ALLOW, HeaderValue::from_static(allow))
    }

    /// A body of a media type that is not taken; `accept` are those that are.
    pub(super) fn media_type(accept: &'static str, problem: impl Into<String>) -> Self {
        Self::new(Reason::MediaType, problem).with(header::ACCEPT, HeaderValue::from_static(accept))
    }

    /// None of the media types that a client accepts can be given.
    pub(super) fn not_acceptable(offered: &[&'static str]) -> Self {
        sparql::Error::NotAcceptable { offered: offered.to_vec() }.into()
    }

    /// A body that cannot be read: `what` it is, and the way `out` if it is too large.
    pub(super) fn of_body(rejection: &BytesRejection, what: &str, out: &str) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Self::new(Reason::BodyTooLarge, format!("{what} is larger than {LARGEST_BODY} bytes; {out}"));
        }
        Self::bad_request(rejection.body_text())
    }

    /// There are no data here: they are still being loaded, or they are at an endpoint.
    pub(super) fn no_data(app: &App) -> Self {
        match app.endpoint() {
            Some(url) => Self::new(
                Reason::Elsewhere,
                format!("this server answers GraphQL over the data at {url}; ask there for anything else"),
            ),
            None => Self::new(Reason::Loading, "the data are still being loaded; try again in a moment"),
        }
    }

    fn with(self, name: HeaderName, value: HeaderValue) -> Self {
        Self { header: Some((name, value)), ..self }
    }

    /// The response in the form that the client reads.
    pub(super) fn respond(self, dialect: Dialect) -> HttpResponse {
        let Row { status, code, headers } = self.reason.row();
        let mut response = match dialect {
            Dialect::GraphQl(media_type) => {
                graphql::write(status, media_type, Response::refused(vec![Error::new(code, self.message)]).to_json())
            }
            Dialect::Reconciliation => {
                (status, axum::Json(json!({ "status": "error", "message": self.message }))).into_response()
            }
            Dialect::Page { words, root } => self.page(status, words, &root),
            Dialect::Text => {
                let headers =
                    [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
                (status, headers, self.message + "\n").into_response()
            }
        };
        let of_reason = headers.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value)));
        for (name, value) in of_reason.chain(self.header) {
            // All answers to GraphQL say what they vary with, and it is more.
            response.headers_mut().entry(name).or_insert(value);
        }
        response
    }

    /// The response as a page.
    fn page(&self, status: StatusCode, words: &'static Words, root: &str) -> HttpResponse {
        let (title, means) = self.reason.told(words);
        let body = html! {
            @match means {
                Some(means) => p.problem role="alert" { (means) },
                None => p.problem role="alert" lang="en" dir="ltr" { (self.message) },
            }
        };
        let page = linked::notice(words, root, title, &body);
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_LANGUAGE, words.language),
            (header::CONTENT_SECURITY_POLICY, headers::PAGE),
            (header::VARY, "accept, accept-language"),
        ];
        (status, headers, page).into_response()
    }

    /// The refusal as an error of GraphQL, for who tells it within an answer.
    pub(super) fn into_error(self) -> Error {
        Error::new(self.reason.row().code, self.message)
    }

    /// The response as a line of text.
    pub(super) fn text(self) -> HttpResponse {
        self.respond(Dialect::Text)
    }
}

/// The status of GraphQL's own errors, which say by their codes what is wrong. Older clients take any well-formed response with
/// 200, and the media type tells refusals apart (GraphQL over HTTP, section 6.4); what is no request of GraphQL is a 400 for all.
/// What a table cannot express is told as JSON: errors that the client can correct, and errors that it cannot.
pub(super) fn status_of(errors: &[Error], media_type: &str) -> StatusCode {
    let is_ours = |error: &Error| matches!(error.code, Code::DataIncomplete | Code::Internal);
    match media_type {
        JSON if errors.iter().all(|error| error.code != Code::BadRequest) => StatusCode::OK,
        CSV | TSV if errors.iter().any(is_ours) => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// The answer to a request whose handler has panicked.
pub(super) fn panicked(cause: Box<dyn Any + Send>) -> HttpResponse {
    let said = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    Refusal::internal(&format!("a handler panicked: {}", said.unwrap_or("it did not say why"))).text()
}

impl TooManyConnections {
    /// The bytes that say so on a connection that is not taken.
    pub fn response(self) -> Vec<u8> {
        let reason = match self {
            Self::InAll => Reason::ServerFull,
            Self::OfAddress => Reason::AddressFull,
        };
        let Row { status, headers, .. } = reason.row();
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        format!("HTTP/1.1 {status}\r\n{headers}content-length: 0\r\n\r\n").into_bytes()
    }
}

impl From<Busy> for Refusal {
    fn from(busy: Busy) -> Self {
        match busy {
            Busy::Full => Self::new(Reason::Busy, busy.to_string()),
            Busy::TooMuch(wait) => Self::new(Reason::RateLimited, busy.to_string())
                .with(header::RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1)),
            Busy::Late(_) => Self::new(Reason::DeadlineExceeded, busy.to_string()),
        }
    }
}

impl From<sparql::Error> for Refusal {
    fn from(error: sparql::Error) -> Self {
        use sparql::Error as E;
        let reason = match &error {
            E::Syntax { .. } | E::BadRequest(_) => Reason::BadRequest,
            E::Refused(_) => Reason::Forbidden,
            E::NoGraph => Reason::NotFound,
            E::GraphExists => Reason::Stale,
            E::NotAcceptable { .. } | E::Unwritable(_) => Reason::NotAcceptable,
            E::Service(error) if error.is_refusal() => Reason::Forbidden,
            E::Service(_) => Reason::SourceFailed,
            E::Deadline { .. } => Reason::DeadlineExceeded,
            E::TooManyRows { .. } => Reason::TooManyRows,
            E::TooManyBytes { .. } => Reason::AnswerTooLarge,
            E::TooLarge | E::TooMuchMemory { .. } | E::TooMuchText(_) => Reason::TooCostly,
            E::Evaluation(_) => Reason::Unanswerable,
            E::Output(_) | E::Store(_) | E::Lost => return Self::internal(&error),
        };
        Self::new(reason, error.to_string())
    }
}

impl From<live::Error> for Refusal {
    fn from(error: live::Error) -> Self {
        use live::Error as E;
        use live::JournalError as J;
        let reason = match &error {
            E::Stale { .. } => Reason::Stale,
            E::Invalid(_) => Reason::Violates,
            E::Derived { .. } | E::OfOntology { .. } => Reason::Forbidden,
            E::NoGraph { .. } | E::Journal(J::Content { .. } | J::Contradiction { .. }) => Reason::BadRequest,
            E::NotThere { .. } | E::KeyReused { .. } | E::Journal(J::KeyReused { .. }) => Reason::Conflict,
            E::TooLarge { .. } | E::Journal(J::TooLarge { .. }) => Reason::TooCostly,
            E::NoCommit { .. } => Reason::NotFound,
            E::Cancelled => Reason::DeadlineExceeded,
            E::Journal(J::Stopped { is_full: true, .. }) => Reason::DiskFull,
            E::Journal(J::Stopped { .. }) | E::Ended | E::NotWriting { .. } => Reason::NotWriting,
            E::Refused(_) => Reason::BadRequest,
            E::Thread(_)
            | E::Store(_)
            | E::Build(_)
            | E::Foreign { .. }
            | E::NoManifest { .. }
            | E::NoStore { .. }
            | E::Occupied { .. }
            | E::Damaged { .. }
            | E::Version { .. }
            | E::Disk { .. }
            | E::Unwritten { .. }
            | E::Lost { .. }
            | E::Remade(_)
            | E::Arrays(_)
            | E::File(_)
            | E::Journal(_) => return Self::internal(&error),
        };
        match error {
            E::Refused(cause) => match cause.downcast::<sparql::Error>() {
                Ok(error) => (*error).into(),
                Err(cause) => Self::new(reason, cause.to_string()),
            },
            error => Self::new(reason, error.to_string()),
        }
    }
}

impl From<linked::Error> for Refusal {
    fn from(error: linked::Error) -> Self {
        match error {
            linked::Error::Stopped(stopped) => Busy::Late(stopped).into(),
            linked::Error::Document(_) | linked::Error::Dump(_) => Self::internal(&error),
        }
    }
}

impl From<reconcile::Error> for Refusal {
    fn from(error: reconcile::Error) -> Self {
        use query::Error as E;
        let error = match error {
            reconcile::Error::Request(problem) => return Self::bad_request(problem),
            reconcile::Error::Read(error) => error,
        };
        let reason = match &error {
            E::Reader(cause) | E::FullText(cause) => {
                tracing::error!(%cause, "the data could not be read");
                return Self::new(Reason::Internal, "the data could not be read; the server's log has the reason");
            }
            E::Stopped(Stopped::Late { .. } | Stopped::Cancelled) => Reason::DeadlineExceeded,
            E::TooManyRows { .. } => Reason::TooManyRows,
            E::AnswerTooLarge { .. } => Reason::AnswerTooLarge,
            E::TooCostly { .. } => Reason::TooCostly,
            E::Argument { .. } => Reason::BadRequest,
            E::Unsupported { .. } => Reason::Elsewhere,
            E::Source { .. } => Reason::SourceFailed,
        };
        Self::new(reason, format!("{error}, in smaller batches"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::negotiation::GRAPHQL_RESPONSE;
    use super::*;
    use http_body_util::BodyExt;
    use serde_json::Value;

    async fn body(response: HttpResponse) -> String {
        String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn every_reason_is_told_in_every_dialect() {
        let dialects =
            [Dialect::GraphQl(JSON), Dialect::GraphQl(GRAPHQL_RESPONSE), Dialect::Reconciliation, Dialect::Text];
        for reason in Reason::ALL.iter().copied() {
            let Row { status, code, headers } = reason.row();
            assert!(status.is_client_error() || status.is_server_error(), "{reason:?}");
            for dialect in dialects.clone() {
                let response = Refusal::new(reason, "\"what\" is wrong").respond(dialect.clone());
                assert_eq!(response.status(), status, "{reason:?} {dialect:?}");
                for (name, value) in &headers {
                    let values = response.headers().get_all(name).iter().map(|value| value.to_str().unwrap());
                    assert!(values.collect::<String>().contains(value), "{reason:?} {dialect:?}: {name}: {value}");
                }
                let media_type = response.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
                let text = body(response).await;
                let json = || serde_json::from_str::<Value>(&text).unwrap();
                let (expected, message) = match dialect {
                    Dialect::GraphQl(media_type) => {
                        assert_eq!(json()["errors"][0]["extensions"]["code"], code.name());
                        assert_eq!(json().get("data"), None);
                        (media_type, json()["errors"][0]["message"].clone())
                    }
                    Dialect::Reconciliation => {
                        assert_eq!(json()["status"], "error");
                        ("application/json", json()["message"].clone())
                    }
                    Dialect::Page { .. } => unreachable!("pages have a test of their own"),
                    Dialect::Text => ("text/plain", text.strip_suffix('\n').unwrap().into()),
                };
                assert_eq!(message, "\"what\" is wrong", "{reason:?} {dialect:?}");
                assert!(media_type.starts_with(expected), "{reason:?} {dialect:?}: {media_type}");
            }
        }
    }

    /// A page says in the language of its reader what is wrong, as far as it is not about what the reader wrote.
    #[tokio::test]
    async fn pages_say_why_they_are_not_there() {
        for words in Words::all() {
            for reason in Reason::ALL.iter().copied() {
                let dialect = Dialect::Page { words, root: "../".to_owned() };
                let response = Refusal::new(reason, "<what> is wrong").respond(dialect);
                assert_eq!(response.status(), reason.status(), "{reason:?}");
                assert_eq!(response.headers()[header::CONTENT_LANGUAGE], words.language);
                let page = body(response).await;
                let (title, means) = reason.told(words);
                assert!(page.contains(&format!("<h1>{title}</h1>")), "{reason:?} {}: {page}", words.language);
                assert!(
                    page.contains(means.unwrap_or("&lt;what&gt; is wrong")),
                    "{reason:?} {}: {page}",
                    words.language
                );
                let is_status_known = matches!(reason.status().as_u16(), 429 | 500 | 504);
                assert!(
                    means.is_some() || !is_status_known,
                    "{reason:?} has a meaning that does not depend on who asks"
                );
            }
        }
        let asked = |uri: &'static str, accept: &'static str, language: &'static str| {
            let headers = [(header::ACCEPT, accept), (header::ACCEPT_LANGUAGE, language)];
            let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value)));
            match Dialect::of_page(&Uri::from_static(uri), &headers.into_iter().collect()) {
                Dialect::Page { words, root } => format!("{} {root}", words.language),
                other => format!("{other:?}"),
            }
        };
        let browser = "text/html,application/xhtml+xml,*/*;q=0.8";
        assert_eq!(asked("/themes", browser, "fr-CH, en;q=0.5"), "fr ./");
        assert_eq!(asked("/id/theme/x?a=b&lang=ar", browser, "fr"), "ar ../../");
        assert_eq!(asked("/themes", "*/*", "fr"), "Text");
        assert_eq!(asked("/themes", "text/turtle", "fr"), "Text");
    }

    #[test]
    fn a_full_disk_another_end_of_writing_and_a_key_of_another_are_told_apart() {
        let stopped = |is_full| live::JournalError::Stopped { reason: "no room".into(), is_full };
        let reused = live::JournalError::KeyReused { key: "k".into(), t: 3 };
        for (error, status) in [
            (stopped(true), StatusCode::INSUFFICIENT_STORAGE),
            (stopped(false), StatusCode::SERVICE_UNAVAILABLE),
            (reused, StatusCode::CONFLICT),
        ] {
            let message = error.to_string();
            let refusal = Refusal::from(live::Error::from(error));
            assert_eq!(refusal.message, message, "what was acknowledged is kept, and that is said");
            assert_eq!(refusal.text().status(), status, "{message}");
        }
    }

    /// What a status promises, whichever reason it has.
    #[test]
    fn codes_and_headers_go_with_the_status() {
        for reason in Reason::ALL.iter().copied() {
            let Row { status, code, headers } = reason.row();
            let has = |name: &HeaderName| headers.iter().any(|(other, _)| other == name);
            let is_ours = matches!(
                code,
                Code::Internal
                    | Code::ServerBusy
                    | Code::DeadlineExceeded
                    | Code::SourceFailed
                    | Code::NotSupportedRemotely
            );
            assert_eq!(status.is_server_error(), is_ours, "{reason:?} has the code {}", code.name());
            if status == StatusCode::SERVICE_UNAVAILABLE {
                assert!(has(&header::RETRY_AFTER) || has(&header::CONNECTION), "{reason:?} says when to come again");
            }
        }
        let header = |refusal: Refusal| refusal.text().headers().clone();
        assert_eq!(header(Busy::TooMuch(std::time::Duration::from_millis(2_100)).into())[header::RETRY_AFTER], "3");
        assert_eq!(header(Refusal::method_not_allowed("GET", "no"))[header::ALLOW], "GET");
        assert_eq!(header(Refusal::media_type(JSON, "no"))[header::ACCEPT], JSON);
        let full = String::from_utf8(TooManyConnections::OfAddress.response()).unwrap();
        assert!(full.starts_with("HTTP/1.1 429 Too Many Requests\r\nretry-after: 5\r\n"), "{full}");
    }
}
