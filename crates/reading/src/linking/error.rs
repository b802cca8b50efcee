//! What can be wrong with a dataset, a table or a file of proposals.

use super::MOST_NAMES;
use plenary_store as store;

/// Why nothing is proposed or accepted.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum Error {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error("{property} has the ple:linkRole `{role}`, which is none; see ontology/linking.ttl")]
    Role { property: String, role: String },
    #[error("the dataset has {names} names and codes, more than {MOST_NAMES}; link a part of it, as with --to-class")]
    TooLarge { names: usize },
    #[error("{file}: {message}; the columns are {columns}")]
    Columns { file: String, message: String, columns: String },
    #[error("{place}: {message}")]
    Table { place: String, message: String },
    #[error("{file}: the proposal about {subject} {problem}")]
    Proposal { file: String, subject: String, problem: String },
}
