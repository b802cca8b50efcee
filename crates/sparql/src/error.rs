//! Why a query or an update is not answered.

use super::meter::Stop;
use super::service::ServiceError;
use super::view::ViewError;
use oxigraph::sparql::QueryEvaluationError;
use plenary_store::WriteError;
use std::error::Error as _;

/// Why a query or an update is not answered, or not to its end.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum Error {
    #[error("line {line}, column {column}: {message}")]
    Syntax { line: usize, column: usize, message: String },
    #[error("{0}")]
    BadRequest(String),
    #[error("{0}")]
    Refused(String),
    #[error("the answer comes as one of {}; accept one of them", offered.join(", "))]
    NotAcceptable { offered: Vec<&'static str> },
    #[error("the query took longer than {limit_ms} ms; ask for less, or bind more of it to constants")]
    Deadline { limit_ms: u128 },
    #[error("the query joins too many patterns, or has too many filters over them, to be planned; ask for parts of it")]
    TooLarge,
    #[error("the answer has more than {limit} rows; page through it with ORDER BY, LIMIT and OFFSET")]
    TooManyRows { limit: usize },
    #[error("the answer has more than {limit} bytes; ask for less of it at a time, with LIMIT and OFFSET")]
    TooManyBytes { limit: usize },
    #[error(
        "the query has to hold more than {limit} values at once; join its parts by a variable, or sort and group fewer rows"
    )]
    TooMuchMemory { limit: usize },
    #[error("{0}; make fewer or shorter texts with CONCAT, GROUP_CONCAT, REPLACE and BIND")]
    TooMuchText(String),
    #[error(transparent)]
    Service(ServiceError),
    #[error("{0}")]
    Evaluation(String),
    #[error("there is no graph of this name; the service description at /sparql lists the graphs")]
    NoGraph,
    #[error("there is a graph of this name already, and the request asks for a new one (If-None-Match: *)")]
    GraphExists,
    #[error("{0}; accept another media type")]
    Unwritable(String),
    #[error("the evaluation ended without the end of its answer")]
    Lost,
    #[error("the answer could not be sent")]
    Output(#[source] std::io::Error),
    #[error("the store failed")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<WriteError> for Error {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Unwritable(problem) => Self::Unwritable(problem.to_string()),
            WriteError::Out(error) => Self::Output(error),
        }
    }
}

impl Error {
    /// The error of an evaluation that was stopped.
    pub(super) fn stopped(stop: Stop, limits: &super::Limits) -> Self {
        match stop {
            Stop::Cancelled => Self::Deadline { limit_ms: limits.time.as_millis() },
            Stop::Memory => Self::TooMuchMemory { limit: limits.values },
            Stop::Row => Self::TooMuchText(format!(
                "a row of the answer, or an update, has more than {} bytes of text",
                limits.made_text
            )),
            Stop::Pattern => Self::TooMuchText(
                "a pattern of REGEX or REPLACE is too large for the text that it is looked for in".into(),
            ),
            Stop::Made => Self::TooMuchText(format!(
                "the expressions of the query make more than {} bytes of text",
                limits.made_text
            )),
            Stop::Text => Self::TooMuchText(format!("an expression makes more than {} bytes of text", limits.one_text)),
        }
    }

    /// What the evaluator says, as an error of ours.
    pub(super) fn of_evaluation(error: QueryEvaluationError, limits: &super::Limits) -> Self {
        match error {
            QueryEvaluationError::Cancelled => Self::stopped(Stop::Cancelled, limits),
            QueryEvaluationError::Service(cause) => match cause.downcast::<ServiceError>() {
                Ok(error) => Self::Service(*error),
                Err(cause) => Self::Evaluation(cause.to_string()),
            },
            QueryEvaluationError::Dataset(cause) => match cause.downcast::<ViewError>() {
                Ok(error) if matches!(*error, ViewError::TooMuchText(_)) => Self::TooMuchText(error.to_string()),
                Ok(error) => Self::Store(error),
                Err(cause) => Self::Store(cause),
            },
            error @ QueryEvaluationError::Unexpected(_) => {
                Self::Evaluation(error.source().map_or_else(|| error.to_string(), ToString::to_string))
            }
            error => Self::Evaluation(lower_first(&error.to_string())),
        }
    }
}

/// The beginning of a text that a client sent, for a message.
pub(super) fn beginning(text: &str) -> String {
    const MOST: usize = 200;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
