//! What an ontology declares besides classes and fields, for programs that know what it means.

use super::{Enum, Error, Facts, Ontology};
use std::any::Any;
use std::sync::Arc;

/// Reads something that an ontology declares besides classes and fields.
pub trait Extension {
    /// The names in the API that go with it, if the files declare it. Classes and fields then get others.
    fn reserved(&self, facts: &Facts) -> Option<Reserved>;

    /// What the files declare, which [`Ontology::extension`] gives by its type; none if they declare nothing. The ontology has
    /// all its classes and fields.
    ///
    /// # Errors
    /// If what they declare cannot be.
    fn read(&self, facts: &Facts, ontology: &Ontology) -> Result<Option<Arc<dyn Any + Send + Sync>>, Error>;
}

/// Names that are taken before classes and fields get theirs.
#[derive(Debug, Clone)]
pub struct Reserved {
    /// What has the names, for messages.
    pub by: &'static str,
    /// Of types.
    pub types: Vec<String>,
    /// Of fields of the root.
    pub roots: Vec<String>,
    /// Of fields of every type.
    pub fields: Vec<String>,
    /// The closed lists of names that go with it. The ontology may say what people call these names (`ple:ofValue`).
    pub choices: Vec<Enum>,
}
