//! The GraphQL adapter: schema out of the ontology, requests in, responses out.
//!
//! async-graphql parses and validates; it never resolves a field. A validated request is lowered to a
//! [`Selection`](crate::query::Selection), the query engine answers it, and the bytes of the answer become the response:
//!
//! 1. `request` parses and checks: `guard` refuses texts that are too long, too deep or that run in circles, before anything walks
//!    them, and `seam` asks async-graphql whether the request is valid.
//! 2. `roots` resolves names, binds variables, merges fragments and applies directives.
//! 3. [`crate::query::plan`] plans, and [`crate::query::answer`] reads and writes.
//!
//! A subscription is parsed and checked likewise, and `subscriptions` says what it asks for; who has the events writes them by it.

mod analyses;
mod arguments;
mod ask;
mod collect;
mod conditions;
mod definitions;
mod engine;
mod error;
mod explain;
mod federation;
mod found;
mod groups;
mod guard;
mod inputs;
mod introspection;
mod keys;
mod lowering;
mod meta;
mod notices;
mod objects;
mod operators;
mod orders;
mod plans;
mod questions;
mod request;
mod response;
mod roots;
mod scalars;
mod schema;
mod seam;
mod search;
mod separated;
mod sheet;
mod signatures;
mod subscriptions;
mod subtypes;

pub use engine::Engine;
pub use error::{Code, Error};
pub use guard::Guards;
pub(crate) use keys::group_keys;
pub use request::Request;
pub use response::Response;
pub use schema::SchemaError;
pub use separated::Separated;
pub use sheet::{Cell, Sheet};
pub use signatures::{DEFAULT_GROUPS, DEFAULT_PAGE, LARGEST_PAGE, MOST_GROUPS};
pub use subscriptions::{CommitEvent, Subscription};
pub(crate) use subtypes::{subtype, subtypes};
