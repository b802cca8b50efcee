//! The texts of a snapshot for full text: which there are, by the ontology, and the index over them.

use super::Snapshot;
use crate::terms::Id;
use plenary_ontology::{ClassId, Ontology, PathId, TextRole, Via};
use plenary_search::{Entry, Error, Index, Role, Turned};
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

    /// Whether full text reads what is at the end of a path.
    pub(super) fn is_searched(&self, path: PathId) -> bool {
        self.searchable.classes.iter().flat_map(|class| &class.fields).any(|field| field.path == path)
    }

    /// Makes the full-text index of that of an earlier snapshot, if that has one. `touched` are the resources whose texts may be others
    /// now, each once.
    pub(super) fn follow_search(&self, earlier: &Self, touched: &[Id]) {
        let Some(index) = earlier.searchable.made() else { return };
        let turned =
            touched.iter().map(|id| Turned { id: id.0, before: earlier.texts_of(*id), after: self.texts_of(*id) });
        let turned: Vec<Turned<'_>> = turned.filter(|turned| turned.before != turned.after).collect();
        match index.after(&turned) {
            Ok(Some(index)) => drop(self.searchable.index.set(Ok(index))),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the full-text index is built anew"),
        }
    }

    /// The index of all texts, made anew.
    pub(super) fn whole_index(&self) -> Result<Index, Error> {
        let classes = (0..).map(ClassId).zip(&self.searchable.classes);
        let entries = classes.filter(|(_, searched)| !searched.fields.is_empty()).flat_map(|(class, searched)| {
            self.extent(class).iter().flat_map(move |&id| self.texts_as(id, class, searched))
        });
        match &self.room {
            Some(room) => Index::build_on_disk(entries, room),
            None => Index::build(&entries.collect::<Vec<_>>()),
        }
    }

    /// All texts of a resource that are searched, each once.
    fn texts_of(&self, id: Id) -> Vec<Entry<'_>> {
        let classes = (0..).map(ClassId).zip(&self.searchable.classes);
        let own = classes.filter(|(class, searched)| !searched.fields.is_empty() && self.is_instance(id, *class));
        own.flat_map(|(class, searched)| self.texts_as(id, class, searched)).collect()
    }

    /// Those that a resource has as an instance of a class.
    fn texts_as<'a>(&'a self, id: Id, class: ClassId, searched: &'a SearchedClass) -> impl Iterator<Item = Entry<'a>> {
        let roles = searched.fields.iter().filter_map(move |field| Some((field, self.role(id, class, field)?)));
        roles.flat_map(move |(field, role)| {
            self.relation(field.path).row(id).iter().map(move |&literal| {
                let (language, text) = (self.terms().language(literal), self.terms().text(literal));
                Entry { id: id.0, field: field.path.0, role, language, text }
            })
        })
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
