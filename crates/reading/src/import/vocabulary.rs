//! IRIs of the record's model: what the importer reads from the vocabulary and writes into a document's graph.

pub(super) use plenary_base::vocab::ple::{
    ANY_PROCESS, DEFAULT_STANCE, NAMESPACE as PLE, POLARITY, QUESTION_STANCE, RESOURCES as ID,
};
pub(super) use plenary_base::vocab::skos;
