//! What all pages are made of.

use super::{Addresses, Data, MenuItem, Reader};
use crate::clock::Clock;
use crate::ontology::Ontology;

/// What a page is made of.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The data.
    pub data: &'a Data,
    /// What its classes and fields are called.
    pub ontology: &'a Ontology,
    /// Who reads it.
    pub reader: &'a Reader,
    /// Where its links lead.
    pub addresses: &'a Addresses,
    /// The links that every page has.
    pub menu: &'a [MenuItem],
    /// The number of the commit whose data these are, if it is an earlier one.
    pub past: Option<u64>,
    /// How long the work may take. Loops end when it stops; the caller checks it before it sends a page.
    pub clock: &'a Clock,
}

impl View<'_> {
    /// Whether the request still has time, and its client still waits.
    pub(super) fn goes_on(&self) -> bool {
        self.clock.check().is_ok()
    }
}
