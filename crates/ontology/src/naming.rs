//! Names of resources: the field whose values are names, and the other fields that identify a resource.
//!
//! Which property names things is decided by a list that the ontology declares (`ple:namedBy`), or by the usual one. The name
//! of a class's instances is its first field, in the order of the list, that gives texts or strings of such a property,
//! whether it must have a value or not. It is read as a name everywhere: by full text, in the labels of groups and facets, as
//! the title of pages, by reconciliation.

use super::facts::Facts;
use super::shapes::Builder;
use super::{Class, ClassId, Error, Field, FieldKind, Ontology, Path, PathId, Scalar, Step};
use oxigraph::model::Term;
use plenary_base::vocab::{dc, dct, foaf, ple, rdfs, schema, sh, skos, skosxl, vcard};

/// Properties that name things in most vocabularies, where an ontology does not list its own.
const USUAL: [&str; 10] = [
    skos::PREF_LABEL,
    rdfs::LABEL,
    dct::TITLE,
    dc::TITLE,
    foaf::NAME,
    schema::NAME,
    schema::NAME_S,
    vcard::FORMATTED_NAME,
    skosxl::LITERAL_FORM,
    sh::NAME,
];
/// What a field that names things is called where no property of the list does, and the ontology has no list.
const CALLED: [&str; 4] = ["label", "prefLabel", "name", "title"];

/// How a resource is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Its name, in all languages.
    Label,
    /// A string: a code, an acronym.
    Code,
    /// A link out of the dataset.
    Link,
    /// Other names in any language.
    OtherName,
}

/// The properties that name things, and whether the ontology lists them itself.
pub(super) fn read_names(facts: &Facts) -> Result<(Vec<String>, bool), Error> {
    let Some((triple, place)) = facts.iter().find(|(triple, _)| triple.predicate.as_str() == ple::NAMED_BY) else {
        return Ok((USUAL.map(str::to_owned).to_vec(), false));
    };
    let iri = |item: &Term| match item {
        Term::NamedNode(iri) => Some(iri.as_str().to_owned()),
        _ => None,
    };
    let listed = facts.list(&triple.object).and_then(|items| items.into_iter().map(iri).collect::<Option<Vec<_>>>());
    let problem = || "ple:namedBy takes a list of properties".to_owned();
    listed.map(|names| (names, true)).ok_or_else(|| Error::Declaration { place: place.clone(), problem: problem() })
}

/// Whether the values of a field can be names.
fn can_name(field: &Field) -> bool {
    matches!(
        field.kind,
        FieldKind::Text { .. }
            | FieldKind::Texts
            | FieldKind::Value { scalar: Scalar::String, .. }
            | FieldKind::Values { scalar: Scalar::String }
    )
}

impl Builder<'_> {
    /// Marks the field of each class whose values are names, and has full text read it.
    pub(super) fn mark_names(&mut self, names: &[String], are_listed: bool) {
        let paths = &self.paths;
        let is_of = |field: &Field, property: &str| {
            let Path { steps, .. } = &paths[usize::from(field.path.0)];
            matches!(steps.as_slice(), [Step { predicate, inverse: false, members: false }] if predicate.as_str() == property)
        };
        for class in &mut self.classes {
            let fields = &class.fields;
            let of = |fits: &dyn Fn(&Field) -> bool| fields.iter().position(|field| can_name(field) && fits(field));
            let listed = names.iter().find_map(|property| of(&|field| is_of(field, property)));
            let called = || CALLED.iter().find_map(|name| of(&|field| field.name == *name));
            let Some(named) = listed.or_else(|| if are_listed { None } else { called() }) else { continue };
            let field = &mut class.fields[named];
            field.is_name = true;
            field.searched |= field.is_searched_unless_said;
        }
    }

    /// Whether the shapes of a class let its instances be matched by reconciliation.
    pub(super) fn is_reconciled(&self, shapes: &[&super::visibility::PublicShape]) -> bool {
        shapes.iter().all(|shape| !matches!(self.facts.literal(&shape.node, ple::RECONCILED), Some("false" | "0")))
    }
}

impl Class {
    /// The field whose values are the names of its instances.
    pub fn name_field(&self) -> Option<&Field> {
        self.fields.iter().find(|field| field.is_name)
    }

    /// The field that its instances are called by: their names or, if the class has none, the first text that they cannot be
    /// without.
    pub fn title_field(&self) -> Option<&Field> {
        let is_needed = |field: &&Field| field.kind == FieldKind::Text { required: true };
        self.name_field().or_else(|| self.fields.iter().find(is_needed))
    }
}

impl Ontology {
    /// Where the names of a class are; none if its resources have none, or are not to be matched.
    pub fn label(&self, class: ClassId) -> Option<PathId> {
        let class = self.class(class);
        class.name_field().filter(|_| class.is_reconciled).map(|field| field.path)
    }

    /// The properties that name things, the one that is wanted most first.
    pub fn named_by(&self) -> &[String] {
        &self.named_by
    }

    /// The fields by which a resource of a class is known, most telling first. Longer texts, dates and numbers are not among
    /// them.
    pub fn known_by(&self, class: ClassId) -> Vec<(Known, PathId)> {
        let label = self.label(class);
        let known = |field: &Field| match field.kind {
            FieldKind::Text { .. } | FieldKind::Texts | FieldKind::Value { .. } | FieldKind::Values { .. }
                if Some(field.path) == label =>
            {
                Some(Known::Label)
            }
            FieldKind::Texts if field.searched && !self.names_a_text(class, field) => Some(Known::OtherName),
            FieldKind::Value { scalar: Scalar::String, .. } | FieldKind::Values { scalar: Scalar::String } => {
                Some(Known::Code)
            }
            FieldKind::Value { scalar: Scalar::Iri, .. } | FieldKind::Values { scalar: Scalar::Iri } => {
                Some(Known::Link)
            }
            _ => None,
        };
        let fields = self.class(class).fields.iter();
        let mut known: Vec<_> = fields.filter_map(|field| Some((known(field)?, field.path))).collect();
        known.sort_by_key(|(known, _)| *known as u8);
        known.dedup_by_key(|(_, path)| *path);
        known
    }

    /// Whether a field of many texts gives all languages of a field of one text, as `definitionTranslations` does.
    fn names_a_text(&self, class: ClassId, field: &Field) -> bool {
        let mut others = self.class(class).fields.iter();
        others.any(|other| other.path == field.path && matches!(other.kind, FieldKind::Text { .. }))
    }
}
