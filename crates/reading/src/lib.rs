//! From what people wrote to data: [`import`] reads a meeting's document into its record, [`linking`] proposes which things of
//! another dataset are ours. Neither knows the other.

pub mod import;
pub mod linking;
