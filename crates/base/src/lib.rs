//! What every room uses: the time of a request, digests, files, and IRI constants.

pub mod clock;
pub mod digest;
pub mod file;
pub mod vocab;
