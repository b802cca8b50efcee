use crate::Error;
use crate::patch::sort_key;
use oxigraph::model::{Quad, Term};
use std::collections::{HashMap, HashSet};

/// A net change: quads that come and quads that go. Both are sorted by their text, have each quad once, and have none in common; so equal
/// changes are equal texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    added: Vec<Quad>,
    deleted: Vec<Quad>,
}

impl Change {
    /// A change from quads in any order.
    ///
    /// # Errors
    /// If a quad is to come and to go.
    ///
    /// # Example
    /// ```
    /// # use oxigraph::model::{GraphName, NamedNode, Quad};
    /// # use plenary_journal::Change;
    /// let iri = |name: &str| NamedNode::new_unchecked(format!("http://example.org/{name}"));
    /// let quad = Quad::new(iri("a"), iri("p"), iri("b"), GraphName::DefaultGraph);
    /// assert_eq!(Change::new([quad.clone(), quad.clone()], [])?.added().len(), 1);
    /// assert!(Change::new([quad.clone()], [quad]).is_err());
    /// # Ok::<(), plenary_journal::Error>(())
    /// ```
    pub fn new(added: impl IntoIterator<Item = Quad>, deleted: impl IntoIterator<Item = Quad>) -> Result<Self, Error> {
        let (added, deleted) = (added.into_iter().collect(), deleted.into_iter().collect::<HashSet<_>>());
        let added: HashSet<Quad> = added;
        if let Some(quad) = added.intersection(&deleted).next() {
            return Err(Error::Contradiction { quad: quad.to_string() });
        }
        Ok(Self { added: sorted(added), deleted: sorted(deleted) })
    }

    /// A change from what is said last about each quad: whether it is there.
    pub(crate) fn net(quads: HashMap<Quad, bool>) -> Self {
        let (added, deleted): (Vec<_>, Vec<_>) = quads.into_iter().partition(|(_, is_added)| *is_added);
        let quads = |list: Vec<(Quad, bool)>| sorted(list.into_iter().map(|(quad, _)| quad));
        Self { added: quads(added), deleted: quads(deleted) }
    }

    /// A change from lists that are as they must be.
    pub(crate) fn from_sorted(added: Vec<Quad>, deleted: Vec<Quad>) -> Self {
        Self { added, deleted }
    }

    /// The quads that come.
    pub fn added(&self) -> &[Quad] {
        &self.added
    }

    /// The quads that go.
    pub fn deleted(&self) -> &[Quad] {
        &self.deleted
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.deleted.is_empty()
    }

    /// A quad with triple terms nested deeper than a number of levels.
    pub(crate) fn deeper_than(&self, levels: usize) -> Option<&Quad> {
        let is_deeper = |quad: &&Quad| {
            let mut object = &quad.object;
            for _ in 0..levels {
                let Term::Triple(triple) = object else { return false };
                object = &triple.object;
            }
            matches!(object, Term::Triple(_))
        };
        self.added.iter().chain(&self.deleted).find(is_deeper)
    }
}

fn sorted(quads: impl IntoIterator<Item = Quad>) -> Vec<Quad> {
    let mut quads: Vec<_> = quads.into_iter().collect();
    quads.sort_by_cached_key(|quad| sort_key(quad.as_ref()));
    quads
}
