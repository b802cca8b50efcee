//! Which properties of vocabularies are read, ours and others: declared in `ontology/linking.ttl`, and by the shapes.

use super::Error;
use super::relation::Relation;
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use plenary_base::vocab::{ple, rdf, skos};
use plenary_ontology::{ClassId, Known, Ontology};
use plenary_search::words::{fold, fold_whole};
use plenary_store::Store;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A column of this property holds the identifiers of a table's rows.
pub(super) const IDENTIFIER: NamedNodeRef<'_> = NamedNodeRef::new_unchecked(rdf::SUBJECT);

/// What a property says about a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Label,
    OtherName,
    /// A code of a system of its own.
    Code,
    /// A code of any system.
    Notation,
    Same,
    Subject,
    Broader,
    Narrower,
}

impl Role {
    const ALL: [(&'static str, Self); 8] = [
        ("LABEL", Self::Label),
        ("OTHER_NAME", Self::OtherName),
        ("CODE", Self::Code),
        ("NOTATION", Self::Notation),
        ("SAME", Self::Same),
        ("SUBJECT", Self::Subject),
        ("BROADER", Self::Broader),
        ("NARROWER", Self::Narrower),
    ];
}

/// Which properties name resources, hold codes or say what is broader; how columns of tables are headed; which words of names
/// say nothing.
#[derive(Debug, Default)]
pub struct Vocabulary {
    roles: HashMap<NamedNode, Role>,
    columns: HashMap<String, NamedNode>,
    /// From a word in the head of a column to the tag of its language.
    languages: HashMap<String, String>,
    stop_words: BTreeMap<String, HashSet<String>>,
    linkable: Vec<NamedNode>,
    /// The relations that may be proposed.
    relations: Vec<Relation>,
}

impl Vocabulary {
    /// Reads what a store's ontology declares. Labels, other names and codes of the shapes count too.
    ///
    /// # Errors
    /// If the store cannot be read, or a role is none that is known.
    pub fn read(store: &Store, ontology: &Ontology) -> Result<Self, Error> {
        let mut vocabulary = Self::default();
        for (property, role) in declared(store, "linkRole") {
            let role = text(&role).0;
            let known = Role::ALL.iter().find(|(name, _)| *name == role);
            let (_, role) = known.ok_or_else(|| Error::Role { property: property.to_string(), role: role.into() })?;
            vocabulary.roles.insert(property, *role);
        }
        for class in ontology.class_ids() {
            vocabulary.add_shape(ontology, class);
        }
        for (property, head) in declared(store, "columnName") {
            vocabulary.columns.insert(fold_whole(text(&head).0), property);
        }
        for (_, name) in declared(store, "languageName") {
            let (word, tag) = text(&name);
            vocabulary.languages.insert(fold(word), tag.to_owned());
        }
        for (_, word) in declared(store, "stopWord") {
            let (word, tag) = text(&word);
            vocabulary.stop_words.entry(tag.to_owned()).or_default().insert(fold(word));
        }
        vocabulary.linkable = declared(store, "linkable").into_iter().map(|(class, _)| class).collect();
        let has = |relation: &Relation| {
            !matches!(relation, Relation::Broad | Relation::Narrow) || relation.is_known_to(ontology)
        };
        vocabulary.relations = Relation::ALL.into_iter().filter(has).collect();
        Ok(vocabulary)
    }

    /// What the shape of a class says of properties; what is declared goes before.
    fn add_shape(&mut self, ontology: &Ontology, class: ClassId) {
        if ontology.label(class).is_none() {
            return;
        }
        for (known, path) in ontology.known_by(class) {
            let role = match known {
                Known::Label => Role::Label,
                Known::OtherName => Role::OtherName,
                Known::Code => Role::Code,
                Known::Link => continue,
            };
            if let [step] = &ontology.path(path).steps[..]
                && !step.inverse
                && !step.members
            {
                self.roles.entry(step.predicate.clone()).or_insert(role);
            }
        }
    }

    /// The classes whose instances are linked by default: those that are declared so, or all that have a label.
    pub fn linkable(&self, ontology: &Ontology) -> Vec<ClassId> {
        let with_label = ontology.class_ids().filter(|&class| ontology.label(class).is_some());
        let is_declared = |class: &ClassId| self.linkable.contains(&ontology.class(*class).iri);
        let (declared, others): (Vec<_>, Vec<_>) = with_label.partition(is_declared);
        if declared.is_empty() { others } else { declared }
    }

    pub(super) fn role(&self, property: NamedNodeRef<'_>) -> Option<Role> {
        self.roles.get(&property.into_owned()).copied()
    }

    /// Whether a property holds codes of a system of its own.
    pub(super) fn is_code(&self, property: NamedNodeRef<'_>) -> bool {
        self.role(property) == Some(Role::Code)
    }

    pub(super) fn may_be(&self, relation: Relation) -> bool {
        self.relations.contains(&relation)
    }

    /// The property of a column with this head, in any language, and the language that the head names.
    pub(super) fn column(&self, head: &str) -> Option<(NamedNode, Option<String>)> {
        let folded = fold_whole(head);
        if let Some(property) = self.columns.get(&folded) {
            return Some((property.clone(), None));
        }
        let (named, rest): (Vec<&str>, Vec<&str>) =
            folded.split(' ').partition(|word| self.languages.contains_key(*word));
        let [word] = named[..] else { return None };
        let language = self.languages.get(word).cloned();
        let label = NamedNode::new_unchecked(skos::PREF_LABEL);
        let property = if rest.is_empty() { Some(&label) } else { self.columns.get(&rest.join(" ")) };
        let property =
            property.filter(|&property| matches!(self.role(property.as_ref()), Some(Role::Label | Role::OtherName)));
        property.map(|property| (property.clone(), language))
    }

    /// Whether a folded word says nothing in a language, or in any if none is known.
    pub(super) fn is_stop_word(&self, word: &str, language: Option<&str>) -> bool {
        match language {
            Some(language) => self.stop_words.get(language).is_some_and(|words| words.contains(word)),
            None => self.stop_words.values().any(|words| words.contains(word)),
        }
    }
}

/// The subjects of a property of ours with its values.
fn declared(store: &Store, name: &str) -> Vec<(NamedNode, Term)> {
    let property = NamedNode::new_unchecked(format!("{}{name}", ple::NAMESPACE));
    let triples = store.triples().triples(None, Some(property.as_ref()), None);
    let pair = |triple: Triple| match triple.subject {
        NamedOrBlankNode::NamedNode(subject) => Some((subject, triple.object)),
        NamedOrBlankNode::BlankNode(_) => None,
    };
    triples.filter_map(pair).collect()
}

/// The text of a literal with its language, which is empty if it has none.
fn text(term: &Term) -> (&str, &str) {
    match term {
        Term::Literal(literal) => (literal.value(), literal.language().unwrap_or_default()),
        _ => ("", ""),
    }
}
