//! IRIs of the record's model: what the importer reads from the vocabulary and writes into a document's graph.

/// Start of the terms of the Plenary ontology.
pub(super) const PLE: &str = "https://w3id.org/plenary/ontology#";
/// Start of all identifiers of resources; a kind and a name follow.
pub(super) const ID: &str = "https://w3id.org/plenary/id/";
/// Any process, where a context rule names what has to be near.
pub(super) const ANY_PROCESS: &str = "https://w3id.org/plenary/ontology#AnyProcess";

/// The stance of a statement in which no word shows one.
pub(super) const DEFAULT_STANCE: &str = "https://w3id.org/plenary/ontology#defaultStance";

/// SKOS, <https://www.w3.org/TR/skos-reference/>.
pub(super) mod skos {
    pub(in crate::import) const PREF_LABEL: &str = "http://www.w3.org/2004/02/skos/core#prefLabel";
    pub(in crate::import) const ALT_LABEL: &str = "http://www.w3.org/2004/02/skos/core#altLabel";
    pub(in crate::import) const HIDDEN_LABEL: &str = "http://www.w3.org/2004/02/skos/core#hiddenLabel";
}
