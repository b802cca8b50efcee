//! From texts to data: [`import`] turns a meeting's document into its record, [`linking`] proposes which resources of
//! another dataset are ours. Neither knows the other.

pub mod import;
pub mod linking;
