//! Linked data: what is known of a resource, as a page for people and as RDF; the ontology, the catalogue and the dumps.
//! Pure functions: a question in, text out. Nothing here knows HTTP.
//!
//! ```text
//! IRI ──Description──► quads ──► six syntaxes
//!     ──ResourcePage─► model ──► HTML          (fields, labels and order are the ontology's)
//! data ──Statistics─► catalogue (VoID, DCAT-AP)     ──Dumps──► N-Quads, TriG, gzip, SHA-256
//! ```
//!
//! HTML is written by `maud` templates alone, which escape all their input; addresses from the data become links
//! only if they are of the web ([`Addresses::outward`]).

mod address;
mod catalogue;
mod catalogue_page;
mod context;
mod data;
mod describe;
mod dump;
mod eu_languages;
mod form;
mod frame;
mod graph;
pub(crate) mod html;
mod near;
mod ontology_page;
mod page;
mod page_html;
mod quoted;
mod reader;
mod sections;
mod service;
mod sort;
mod sources;
mod statistics;
mod titles;
mod view;

pub use address::{Addresses, Site, iris_of_path, way_up};
pub use catalogue::catalogue;
pub use catalogue_page::catalogue_page;
pub use context::context;
pub use data::Data;
pub use describe::{Description, Written, is_writable, ontology_graph, write};
pub use dump::{Dump, Dumps};
pub use form::{Form, forms};
pub(crate) use frame::chosen_language;
pub use frame::{Frame, MenuItem, MenuName, PICTURE, STYLE, layout, notice};
pub use near::{Missing, near};
pub use ontology_page::ontology_page;
pub use page::{ListPage, ResourcePage};
pub use page_html::OwnPart;
pub(crate) use reader::is_right_to_left;
pub use reader::{Reader, wanted};
pub(crate) use sections::Link;
pub use service::Service;
pub use statistics::{Linkset, Statistics};
pub(crate) use titles::Titles;
pub use view::View;

/// Why something cannot be shown.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum Error {
    #[error("a document cannot be written")]
    Document(#[from] crate::store::Error),
    #[error("a dump cannot be written or read")]
    Dump(#[from] std::io::Error),
    #[error(transparent)]
    Stopped(#[from] crate::clock::Stopped),
}
