//! The data at one moment, in sorted arrays that never change: [`snapshot`] by the paths of an ontology, [`triples`] as all
//! triples with their graphs. Neither knows the other.

pub mod snapshot;
pub mod triples;
