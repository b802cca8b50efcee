//! Plenary
pub mod graphql;
pub mod ontology;
pub mod query;
pub mod snapshot;
pub mod vocab;
