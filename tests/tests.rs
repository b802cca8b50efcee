//! The integration tests: one binary, the application in the same process, no port but for the command line's own tests.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that panics has failed, as it should"
)]

mod analyses;
mod answers;
mod assistants;
mod channels;
mod cli;
mod cues;
mod data_types;
mod examples;
mod explain;
mod explorer;
mod facts;
mod federation;
mod floors;
#[cfg(unix)]
mod full_disk;
mod hostile;
mod http;
mod import;
mod import_apart;
mod import_assist;
mod import_files;
mod into_store;
mod layouts;
mod linked;
mod linking;
mod live;
mod load;
mod naive;
mod named_otherwise;
mod oddities;
#[cfg(unix)]
mod operating;
mod query_page;
mod quotes;
mod random;
mod reading_metamorphic;
mod readme;
mod reads;
mod reconcile;
mod refusals;
mod remote;
mod review;
mod schema;
mod search;
mod shapes;
mod sheets;
mod signs;
mod sparql;
mod speaker_given;
mod starter;
mod support;
mod voices;
mod windows;
mod writable;
