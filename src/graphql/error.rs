//! Errors of a request, as the client gets them.

use crate::clock::Stopped;
use crate::query::{self, Fault, FieldError, PathSegment, Position};
use async_graphql::Pos;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// What kind of thing went wrong; clients branch on it, so the names are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The HTTP request is not a GraphQL request.
    BadRequest,
    /// The text is not GraphQL.
    ParseFailed,
    /// The request does not fit the schema.
    ValidationFailed,
    /// The request names no operation, or one that is not there.
    OperationNotFound,
    /// The digest of a persisted query is not known.
    PersistedQueryNotFound,
    /// The query is not on the server's list.
    QueryNotAllowed,
    /// An argument or a variable has a value that cannot be used.
    BadUserInput,
    /// The text of the request is too long.
    QueryTooLarge,
    /// The request is nested too deeply.
    TooDeep,
    /// The request has too many fields.
    TooManyFields,
    /// The request may read too many rows.
    TooCostly,
    /// The answer would have too many rows.
    TooManyRows,
    /// The answer would have too many bytes.
    AnswerTooLarge,
    /// The answer took too long.
    DeadlineExceeded,
    /// The request was cancelled.
    Cancelled,
    /// Too many requests are being answered.
    ServerBusy,
    /// Too much was asked from one address.
    RateLimited,
    /// The data do not have what the schema promises.
    DataIncomplete,
    /// The request asks for what a remote endpoint cannot answer.
    NotSupportedRemotely,
    /// The remote endpoint cannot be reached or cannot answer now.
    SourceUnavailable,
    /// The remote endpoint answered what is of no use.
    SourceFailed,
    /// Something failed that is not the client's fault.
    Internal,
}

impl Code {
    /// The name in `errors[].extensions.code`.
    pub fn name(self) -> &'static str {
        match self {
            Self::BadRequest => "BAD_REQUEST",
            Self::ParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::ValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::OperationNotFound => "OPERATION_RESOLUTION_FAILURE",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::QueryNotAllowed => "QUERY_NOT_ALLOWED",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::QueryTooLarge => "QUERY_TOO_LARGE",
            Self::TooDeep => "TOO_DEEP",
            Self::TooManyFields => "TOO_MANY_FIELDS",
            Self::TooCostly => "TOO_COSTLY",
            Self::TooManyRows => "TOO_MANY_ROWS",
            Self::AnswerTooLarge => "ANSWER_TOO_LARGE",
            Self::DeadlineExceeded => "DEADLINE_EXCEEDED",
            Self::Cancelled => "CANCELLED",
            Self::ServerBusy => "SERVER_BUSY",
            Self::RateLimited => "RATE_LIMITED",
            Self::DataIncomplete => "DATA_INCOMPLETE",
            Self::NotSupportedRemotely => "NOT_SUPPORTED_REMOTELY",
            Self::SourceUnavailable => "SOURCE_UNAVAILABLE",
            Self::SourceFailed => "SOURCE_FAILED",
            Self::Internal => "INTERNAL",
        }
    }
}

/// One entry of `errors`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What kind of thing went wrong.
    pub code: Code,
    /// What is wrong, with what, and the way out.
    pub message: String,
    /// Places in the request.
    pub locations: Vec<Position>,
    /// Place in the answer.
    pub path: Vec<PathSegment>,
}

impl Error {
    /// An error without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), locations: Vec::new(), path: Vec::new() }
    }

    /// The same error at a place of the request.
    #[must_use]
    pub fn at(mut self, at: Pos) -> Self {
        self.locations = vec![position(at)];
        self
    }

    /// The same error at a place of the answer.
    #[must_use]
    pub fn on(mut self, path: &[String]) -> Self {
        self.path = path.iter().cloned().map(PathSegment::Key).collect();
        self
    }

    /// An error of the parser, in one line: it draws the place over several, which the location says anyway.
    pub(super) fn from_parser(error: &async_graphql::parser::Error) -> Self {
        let text = error.to_string();
        let problem = text.lines().last().unwrap_or_default().trim().trim_start_matches("= ");
        let locations: Vec<_> = error.positions().map(position).collect();
        let place =
            locations.first().map(|at| format!(" at line {}, column {}", at.line, at.column)).unwrap_or_default();
        let message = format!("the request is not GraphQL{place}: {problem}");
        Self { code: Code::ParseFailed, message, locations, path: Vec::new() }
    }

    /// An error of async-graphql under one of our codes.
    pub(super) fn from_server(code: Code, error: async_graphql::ServerError) -> Self {
        let path = error.path.into_iter().map(|segment| match segment {
            async_graphql::PathSegment::Field(key) => PathSegment::Key(key),
            async_graphql::PathSegment::Index(index) => PathSegment::Index(index),
        });
        Self {
            code,
            message: error.message,
            locations: error.locations.into_iter().map(position).collect(),
            path: path.collect(),
        }
    }
}

impl From<FieldError> for Error {
    fn from(error: FieldError) -> Self {
        let locations = if error.at == Position::default() { Vec::new() } else { vec![error.at] };
        let code = match error.fault {
            Fault::Data => Code::DataIncomplete,
            Fault::Request => Code::BadUserInput,
        };
        Self { code, message: error.message, locations, path: error.path }
    }
}

impl From<Stopped> for Error {
    fn from(stopped: Stopped) -> Self {
        query::Error::from(stopped).into()
    }
}

impl From<query::Error> for Error {
    fn from(error: query::Error) -> Self {
        if let query::Error::Argument { message, key, at } = &error {
            let path = vec![PathSegment::Key(key.clone())];
            return Self { code: Code::BadUserInput, message: message.clone(), locations: vec![*at], path };
        }
        let code = match &error {
            query::Error::TooCostly { .. } => Code::TooCostly,
            query::Error::TooManyRows { .. } => Code::TooManyRows,
            query::Error::AnswerTooLarge { .. } => Code::AnswerTooLarge,
            query::Error::Stopped(Stopped::Late { .. }) => Code::DeadlineExceeded,
            query::Error::Stopped(Stopped::Cancelled) => Code::Cancelled,
            query::Error::Argument { .. } => Code::BadUserInput,
            query::Error::Unsupported { .. } => Code::NotSupportedRemotely,
            query::Error::Source { is_down: true, .. } => Code::SourceUnavailable,
            query::Error::Source { is_down: false, .. } => Code::SourceFailed,
            query::Error::FullText(cause) => {
                tracing::error!(%cause, "full text cannot be searched");
                Code::Internal
            }
            query::Error::Reader(cause) => {
                tracing::error!(%cause, "the data could not be read");
                Code::Internal
            }
        };
        Self::new(code, error.to_string())
    }
}

/// A position of async-graphql as one of ours.
pub(super) fn position(at: Pos) -> Position {
    Position { line: at.line, column: at.column }
}

impl Serialize for Error {
    /// The form of the GraphQL specification, section 7.1.2.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("message", &self.message)?;
        if !self.locations.is_empty() {
            let locations: Vec<_> =
                self.locations.iter().map(|at| serde_json::json!({ "line": at.line, "column": at.column })).collect();
            map.serialize_entry("locations", &locations)?;
        }
        if !self.path.is_empty() {
            let path: Vec<serde_json::Value> = self
                .path
                .iter()
                .map(|segment| match segment {
                    PathSegment::Key(key) => key.as_str().into(),
                    PathSegment::Index(index) => (*index).into(),
                })
                .collect();
            map.serialize_entry("path", &path)?;
        }
        map.serialize_entry("extensions", &serde_json::json!({ "code": self.code.name() }))?;
        map.end()
    }
}
