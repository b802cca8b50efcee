//! The snapshot in a file. What follows from the ontology alone is not kept: classes and paths are named by their numbers in it.

use super::lists::Lists;
use super::relation::{KeptRows, Relation};
use super::searchable::Searchable;
use super::{Backward, Dataset, LeftOut, Several, Snapshot, Types, ValueIndex};
use crate::triples::Triples;
use plenary_arrays::{Arrays, Rows, Section, Writer};
use plenary_ontology::{Ends, Ontology, PathId};
use plenary_search::Index;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// What is kept beside the arrays.
#[derive(Serialize, Deserialize)]
struct Beside {
    /// The rows of each relation.
    relations: Vec<KeptRows>,
    /// The relation of each path: paths that end up the same share one.
    paths: Vec<usize>,
    /// For each path that leads to members of lists, the relations to their heads, from a node to its member, and to the next node.
    lists: Vec<(u16, [usize; 3])>,
    /// The way back of each path.
    backward: Vec<KeptBackward>,
    dataset: Dataset,
    texts: Vec<u64>,
    left_out: Vec<(LeftOut, String)>,
}

#[derive(Serialize, Deserialize)]
enum KeptBackward {
    Links(KeptRows),
    /// How many values are of the path's type.
    Values(u64),
}

/// Why a snapshot cannot be taken from a file.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file.
    #[error(transparent)]
    Arrays(#[from] plenary_arrays::Error),
    /// The full-text index in it.
    #[error(transparent)]
    Search(#[from] plenary_search::Error),
}

/// Where the full-text index is among the sections.
const TEXT: &str = "text";

/// Relations, each once, in the order in which they are first met.
#[derive(Default)]
struct Pool<'a> {
    numbers: HashMap<*const Relation, usize>,
    relations: Vec<&'a Relation>,
}

impl<'a> Pool<'a> {
    fn number(&mut self, relation: &'a Arc<Relation>) -> usize {
        *self.numbers.entry(Arc::as_ptr(relation)).or_insert_with(|| {
            self.relations.push(relation);
            self.relations.len() - 1
        })
    }
}

impl Snapshot {
    /// Writes the snapshot, under names that begin with one, without the dictionary and the triples that it is made of, which have to be
    /// [sorted](Triples::is_sorted). Ways back are made
    /// if they are not there yet; the full-text index is written if it has been made.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, to: &mut Writer, name: &str) -> Result<(), plenary_arrays::Error> {
        self.prepare_filters();
        let mut pool = Pool::default();
        let paths = self.relations.iter().map(|relation| pool.number(relation)).collect();
        let mut lists: Vec<_> = self.lists.iter().collect();
        lists.sort_unstable_by_key(|(path, _)| path.0);
        let lists = lists.into_iter().map(|(path, Lists { heads, first, rest })| {
            (path.0, [heads, first, rest].map(|relation| pool.number(relation)))
        });
        let lists = lists.collect();
        let relations = pool.relations.iter().enumerate();
        let relations = relations.map(|(i, relation)| relation.write(to, &format!("{name}/relations/{i}")));
        let relations = relations.collect::<Result<_, _>>()?;
        let mut backward = Vec::with_capacity(self.backward.len());
        for path in (0..).map(PathId).take(self.backward.len()) {
            let name = format!("{name}/backward/{}", path.0);
            backward.push(match self.ends(path) {
                Ends::Class(_) => KeptBackward::Links(self.inverse(path).write(to, &name)?),
                Ends::Values(_) | Ends::Texts => KeptBackward::Values(self.value_index(path).write(to, &name)?),
            });
        }
        for (i, extent) in self.extents.iter().enumerate() {
            to.slice(&format!("{name}/extents/{i}"), extent)?;
        }
        to.slice(&format!("{name}/types"), &self.types.in_order)?;
        to.slice(&format!("{name}/several/resources"), &self.several.resources)?;
        self.several.types.write(to, &format!("{name}/several/types"))?;
        if let Some(index) = self.searchable.made() {
            let text = format!("{name}/{TEXT}");
            match index.is_patched() {
                // Without one, who opens it makes it.
                true => self.whole_index().ok().map_or(Ok(()), |whole| whole.write(to, &text))?,
                false => index.write(to, &text)?,
            }
        }
        let (dataset, texts) = (self.dataset.clone(), self.texts.clone());
        let left_out = self.left_out.iter().map(|(of, notice)| (*of, notice.clone())).collect();
        to.json(&format!("{name}/beside"), &Beside { relations, paths, lists, backward, dataset, texts, left_out })
    }

    /// Opens a snapshot that was written under a name, of triples that were opened from the same file, by the ontology that it was
    /// built by. The full-text index is that of the file, if there is one in it.
    ///
    /// # Errors
    /// If it is not there, does not fit the ontology, or is damaged as far as it is read.
    pub fn open(ontology: &Ontology, triples: &Triples, arrays: &Arrays, name: &str) -> Result<Self, OpenError> {
        let name_of_beside = format!("{name}/beside");
        let Beside { relations, paths, lists, backward, dataset, texts, left_out } = arrays.json(&name_of_beside)?;
        let is_of_it = paths.len() == ontology.paths().len()
            && backward.len() == paths.len()
            && texts.len() == triples.terms.tags().len();
        arrays.fits(&name_of_beside, is_of_it)?;
        let relations = relations.iter().enumerate();
        let relations = relations.map(|(i, rows)| Relation::open(arrays, &format!("{name}/relations/{i}"), rows));
        let relations = relations.map(|relation| relation.map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
        let numbers = paths.iter().chain(lists.iter().flat_map(|(_, numbers)| numbers));
        arrays.fits(&name_of_beside, numbers.max().is_none_or(|&last| last < relations.len()))?;
        let relation = |number: usize| Arc::clone(&relations[number]);
        let lists = lists.into_iter().map(|(path, numbers)| {
            let [heads, first, rest] = numbers.map(relation);
            (PathId(path), Lists { heads, first, rest })
        });
        let lists = lists.collect();
        let mut ways = Vec::with_capacity(backward.len());
        for (i, (path, kept)) in ontology.paths().iter().zip(backward).enumerate() {
            let name = format!("{name}/backward/{i}");
            ways.push(match (path.ends, kept) {
                (Ends::Class(_), KeptBackward::Links(rows)) => Backward {
                    relation: OnceLock::from(Arc::new(Relation::open(arrays, &name, &rows)?)),
                    ..Backward::new(path.ends)
                },
                (Ends::Values(_) | Ends::Texts, KeptBackward::Values(held)) => {
                    let index = ValueIndex::open(arrays, &name, path.ends, held)?;
                    Backward { index: OnceLock::from(Arc::new(index)), ..Backward::new(path.ends) }
                }
                (ends, _) => {
                    arrays.fits(&name, false)?;
                    Backward::new(ends)
                }
            });
        }
        let extents = 0..ontology.classes().len();
        let extents = extents.map(|i| arrays.slice(&format!("{name}/extents/{i}"))).collect::<Result<_, _>>()?;
        let types: Section<u16> = arrays.slice(&format!("{name}/types"))?;
        arrays.fits(&format!("{name}/types"), types.len() == triples.terms.first_literal())?;
        let types = Types { in_order: types, first_of_tail: triples.terms.first_of_tail(), came: Vec::new() };
        let several = Several {
            resources: arrays.slice(&format!("{name}/several/resources"))?,
            types: Rows::open(arrays, &format!("{name}/several/types"))?,
        };
        arrays.fits(&format!("{name}/several/types"), several.types.len() == several.resources.len())?;
        let searchable = Searchable::new(ontology);
        let text = format!("{name}/{TEXT}");
        let searchable = match arrays.has(&format!("{text}/runs")) {
            true => searchable.with_index(Index::open(arrays, &text)?),
            false => searchable,
        };
        for (_, notice) in &left_out {
            tracing::warn!("{notice}");
        }
        Ok(Self {
            terms: Arc::clone(&triples.terms),
            relations: paths.into_iter().map(relation).collect(),
            lists,
            backward: ways.into_iter().map(Arc::new).collect(),
            extents,
            types,
            several,
            searchable,
            dataset,
            texts,
            left_out: left_out.into_iter().collect(),
            room: None,
        })
    }

    /// Whether the full-text index has been made.
    pub fn has_search_index(&self) -> bool {
        self.searchable.made().is_some()
    }
}
