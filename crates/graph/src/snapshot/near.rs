//! Names similar to one that does not exist.

use super::Snapshot;
use plenary_search::words::likeness;

/// How like a name must be, from 0 to 1. Those next to it in order are like it already, so it need be less than for the names of a schema.
const LIKE: f64 = 0.6;

impl Snapshot {
    /// IRIs of resources that are like one that does not exist, the most alike first. Looked at are the next `looked_at` in order
    /// on either side of where it would be, until `goes_on` says no.
    pub fn near(&self, iri: &str, looked_at: u32, goes_on: impl Fn() -> bool) -> Vec<&str> {
        let terms = self.terms();
        // The kind has to be the same: only the end of the path is compared.
        let Some((kind, name)) = iri.rsplit_once(['/', '#']) else { return Vec::new() };
        let place = terms.place(iri);
        let mut found: Vec<(f64, &str)> = terms
            .around(place, looked_at)
            .take_while(|_| goes_on())
            .filter(|&id| self.type_of(id).is_some())
            .filter_map(|id| {
                let other = terms.text(id);
                let (other_kind, other_name) = other.rsplit_once(['/', '#'])?;
                let likeness = (kind == other_kind).then(|| likeness(name, other_name, LIKE)).flatten()?;
                Some((likeness, other))
            })
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        found.into_iter().map(|(_, iri)| iri).collect()
    }
}
