//! What every crate of Plenary stands on, and what none of them is about: the time that a request has ([`clock`]), digests as text
//! ([`digest`]), files that are read within bounds and written whole or not at all ([`mod@file`]), and IRIs of vocabularies
//! ([`vocab`]).
//!
//! # Example
//!
//! ```
//! use plenary_base::clock::{Clock, Stopped};
//! use std::time::Duration;
//!
//! let clock = Clock::new(Duration::from_secs(10));
//! assert!(clock.check().is_ok());
//! clock.token().cancel(); // its client has gone
//! assert!(matches!(clock.check(), Err(Stopped::Cancelled)));
//! ```
//!
//! # Where it stops
//!
//! Nothing here knows RDF beyond the names of things, a query or a network. What two crates share and a third does not need belongs to the lower of
//! the two, not here.

pub mod clock;
pub mod digest;
pub mod file;
pub mod vocab;
