//! The relations by which concepts of two datasets are linked: the mapping properties of SKOS.

use oxigraph::model::{NamedNode, NamedNodeRef};
use plenary_base::vocab::skos;
use plenary_ontology::Ontology;

/// A mapping property of SKOS, <https://www.w3.org/TR/skos-reference/#mapping>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// `skos:exactMatch`: the same thing.
    Exact,
    /// `skos:closeMatch`: nearly the same; one may replace the other in a search.
    Close,
    /// `skos:relatedMatch`: it shares the subject.
    Related,
    /// `skos:broadMatch`: the other is more general.
    Broad,
    /// `skos:narrowMatch`: the other is more special.
    Narrow,
}

impl Relation {
    /// All relations, the closest first.
    pub const ALL: [Self; 5] = [Self::Exact, Self::Close, Self::Related, Self::Broad, Self::Narrow];

    /// Its name in SKOS.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exactMatch",
            Self::Close => "closeMatch",
            Self::Related => "relatedMatch",
            Self::Broad => "broadMatch",
            Self::Narrow => "narrowMatch",
        }
    }

    /// Its property.
    pub fn property(self) -> NamedNode {
        NamedNode::new_unchecked(format!("{}{}", skos::NAMESPACE, self.name()))
    }

    /// The relation of a property.
    pub fn of(property: NamedNodeRef<'_>) -> Option<Self> {
        let name = property.as_str().strip_prefix(skos::NAMESPACE)?;
        Self::ALL.into_iter().find(|relation| relation.name() == name)
    }

    /// Whether some shape of the ontology has a field for it.
    pub(super) fn is_known_to(self, ontology: &Ontology) -> bool {
        let property = self.property();
        ontology.paths().iter().any(|path| matches!(&path.steps[..], [step] if step.predicate == property))
    }
}
