//! The texts of a snapshot for full text: which there are, by the ontology, and the index over them.

use super::Snapshot;
use crate::terms::Id;
use plenary_ontology::{ClassId, Ontology, PathId, TextRole, Via};
use plenary_search::{Entry, Error, Index, Role};
use std::sync::OnceLock;

/// What full text reads of each class, and the index, made when it is first asked for.
#[derive(Debug)]
pub(super) struct Searchable {
    classes: Vec<SearchedClass>,
    index: OnceLock<Result<Index, Error>>,
}

/// What full text reads of the instances of a class.
#[derive(Debug, Clone, Default)]
pub struct SearchedClass {
    /// The fields whose values it reads; none for interfaces, whose instances are of other classes.
    pub fields: Vec<SearchedField>,
    /// The ways to others by whose names they are found too.
    pub ways: Vec<Via>,
}

/// A field whose values full text reads.
#[derive(Debug, Clone)]
pub struct SearchedField {
    /// Name of the field.
    pub name: String,
    /// Where its values are.
    pub path: PathId,
    /// How much of a resource they are.
    pub role: Role,
}

/// A text with the number of its class and of the field among those of the class that are searched.
type Placed<'a> = ((u16, usize), Entry<'a>);

fn unplaced(placed: Vec<Placed<'_>>) -> Vec<Entry<'_>> {
    placed.into_iter().map(|(_, entry)| entry).collect()
}

impl Searchable {
    pub(super) fn new(ontology: &Ontology) -> Self {
        let class = |id: ClassId| {
            let class = ontology.class(id);
            if class.is_interface {
                return SearchedClass::default();
            }
            let fields = class.searched().map(|(field, role)| SearchedField {
                name: field.name.clone(),
                path: field.path,
                role: match role {
                    TextRole::Name => Role::Name,
                    TextRole::OtherName => Role::OtherName,
                    TextRole::Body => Role::Body,
                },
            });
            SearchedClass { fields: fields.collect(), ways: class.search_ways.clone() }
        };
        Self { classes: ontology.class_ids().map(class).collect(), index: OnceLock::new() }
    }

    /// The same with an index that there is already.
    pub(super) fn with_index(self, index: Index) -> Self {
        Self { index: OnceLock::from(Ok(index)), ..self }
    }

    /// The index, if it was made.
    pub(super) fn made(&self) -> Option<&Index> {
        self.index.get()?.as_ref().ok()
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.made().map_or(0, Index::heap_bytes)
    }
}

impl Snapshot {
    /// What full text reads of a class.
    pub fn searched(&self, class: ClassId) -> &SearchedClass {
        &self.searchable.classes[usize::from(class.0)]
    }

    /// The full-text index. The first call builds it, and others wait for that.
    ///
    /// # Errors
    /// If it could not be built.
    pub fn search_index(&self) -> Result<&Index, &Error> {
        self.searchable.index.get_or_init(|| self.whole_index()).as_ref()
    }

    /// Makes the full-text index of that of an earlier snapshot, if that has one: only texts that it does not have are indexed. Gives how many
    /// texts have been; none if all are to be.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn follow_search(&self, earlier: &Self) -> Result<Option<usize>, Error> {
        let Some(Ok(index)) = earlier.searchable.index.get() else { return Ok(None) };
        let (own, others) = (self.placed_entries(), earlier.placed_entries());
        let mut same = vec![None; own.len()];
        let (mut at, mut other_at) = (0, 0);
        while let (Some(one), Some(other)) = (own.get(at), others.get(other_at)) {
            let order = self.key(one).cmp(&earlier.key(other));
            if order.is_eq() && (one.1.field, one.1.role) == (other.1.field, other.1.role) {
                same[at] = Some(other_at as u32);
            }
            at += usize::from(order.is_le());
            other_at += usize::from(order.is_ge());
        }
        let Some((index, indexed)) = index.after(&unplaced(others), &unplaced(own), &same)? else { return Ok(None) };
        Ok(self.searchable.index.set(Ok(index)).is_ok().then_some(indexed))
    }

    /// The index of all texts, made anew.
    pub(super) fn whole_index(&self) -> Result<Index, Error> {
        Index::build(&self.entries())
    }

    /// All texts that are searched, each once for its resource.
    fn entries(&self) -> Vec<Entry<'_>> {
        unplaced(self.placed_entries())
    }

    /// The same in an order that does not depend on the numbers of terms, by [`Self::key`].
    fn placed_entries(&self) -> Vec<Placed<'_>> {
        let mut entries = Vec::new();
        for (class, searched) in (0..).map(ClassId).zip(&self.searchable.classes) {
            for &id in if searched.fields.is_empty() { &[] } else { self.extent(class) } {
                for (number, field) in searched.fields.iter().enumerate() {
                    let Some(role) = self.role(id, class, field) else { continue };
                    entries.extend(self.relation(field.path).row(id).iter().map(|&literal| {
                        let (language, text) = (self.terms().language(literal), self.terms().text(literal));
                        ((class.0, number), Entry { id: id.0, field: field.path.0, role, language, text })
                    }));
                }
            }
        }
        entries
    }

    /// What a text is by: its class, its resource, its field, and its language and text.
    fn key<'a>(&'a self, ((class, field), entry): &Placed<'a>) -> (u16, &'a str, usize, Option<&'a str>, &'a str) {
        (*class, self.terms().text(Id(entry.id)), *field, entry.language, entry.text)
    }

    /// How much of a resource the texts of a field are: what the type says that makes the most of them. None for all
    /// types but the first that has the path, so that no text is indexed twice.
    fn role(&self, id: Id, class: ClassId, field: &SearchedField) -> Option<Role> {
        let Some(several) = self.several.get(id) else { return Some(field.role) };
        let fields = |class: ClassId| self.searched(class).fields.iter().filter(|other| other.path == field.path);
        let first = several.clone().find(|class| fields(*class).next().is_some());
        first.filter(|first| *first == class).and_then(|_| several.flat_map(fields).map(|field| field.role).max())
    }
}
