//! What the fuzz targets do with their bytes, a function each. A panic, a wrong answer or an input over a bound ends the run.
//!
//! The targets themselves (`fuzz_targets/`) are a line each, so that a test or a debugger can call what they call.

mod documents;
mod headers;
mod requests;
mod schemas;
mod world;

pub use documents::{docx, read};
pub use headers::http;
pub use requests::{cursor, graphql, sparql};
pub use schemas::shapes;
