//! A snapshot after a change: what the change does not touch is shared with the one before.
//!
//! Of each path only those starts are looked at again whose way a triple that came or went is on, found by walking back from it. Their rows
//! are made anew, whole, beside the relation that there was. What is seldom touched, and would need much more to be known, is built: paths to
//! members of lists whose lists have changed, and paths and classes of which something is left out.

use super::builder::{self, Steps};
use super::ways::{Hop, back, forth};
use super::{Backward, Dataset, Differences, LeftOut, NO_CLASS, Relation, Several, Snapshot, Types};
use crate::terms::{Id, Terms, only_once};
use crate::triples::{Triples, Turned};
use oxigraph::model::vocab::rdf;
use plenary_arrays::{Rows, Section};
use plenary_ontology::{Ends, Ontology, Path, PathId, Step};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Instant;

/// If a change has more than this part of all triples, it is sooner to build all; not so if it has few.
const PART: usize = 16;
const ALWAYS: usize = 1_000;

/// If more than this part of the starts of a path are looked at again, it is sooner to build it; not so if they are few.
const PART_OF_PATH: usize = 8;
const ALWAYS_OF_PATH: usize = 1_000;

/// If a triple lies between more starts and ends than make so many pairs, the rows of the starts are made anew.
const MOST_PAIRS: usize = 10_000;

impl Snapshot {
    /// The snapshot of triples after a change; this one is of those before. Of the dataset, classes and languages are counted here. It has
    /// a full-text index if this one has, unless so much has changed that all texts are to be indexed.
    pub fn changed(
        &self,
        ontology: &Ontology,
        before: &Triples,
        after: &Triples,
        turned: &Turned,
        dataset: Dataset,
    ) -> Self {
        let size = turned.came.len() + turned.went.len();
        if size > ALWAYS && size > after.len() / PART {
            return Self::build(ontology, after, dataset);
        }
        let start = Instant::now();
        let change = Change { ontology, before, after, terms: &after.terms, turned };
        let retyped = change.retyped();
        let mut left_out = self.left_out.clone();
        let classes = change.classes(self, &retyped, &mut left_out);

        let by_class = start.elapsed();
        let mut steps = Steps::new(after);
        let (mut relations, mut backward) = (Vec::new(), Vec::new());
        // The resources whose texts may be others now.
        let mut touched = retyped.clone();
        for (path, id) in ontology.paths().iter().zip((0..).map(PathId)) {
            let (old, way_back) = (&self.relations[usize::from(id.0)], &self.backward[usize::from(id.0)]);
            let moved: &[Id] = match path.ends {
                Ends::Class(class) => &classes.moved[usize::from(class.0)],
                Ends::Values(_) | Ends::Texts => &[],
            };
            let rows = if self.left_out.contains_key(&LeftOut::Path(id.0)) && change.touches(path, moved) {
                None
            } else {
                change.rows(id, path, old, moved, &classes.extents)
            };
            if self.is_searched(id) {
                touched.extend(rows.iter().flatten().map(|(start, _)| *start));
            }
            let (relation, way_back) = match rows {
                Some(rows) if rows.is_empty() => (Arc::clone(old), Arc::clone(way_back)),
                Some(rows) => {
                    let differences = differences(&after.terms, old, &rows);
                    (Arc::new(old.with_rows(rows)), Arc::new(way_back.after(&differences)))
                }
                None => {
                    let (relation, notice) = steps.restricted(ontology, id, &classes.extents);
                    note(&mut left_out, LeftOut::Path(id.0), notice);
                    if self.is_searched(id) {
                        let starts = old.subjects().chain(relation.subjects());
                        touched.extend(starts.filter(|start| old.row(*start) != relation.row(*start)));
                    }
                    (relation, Arc::new(Backward::new(path.ends)))
                }
            };
            relations.push(relation);
            backward.push(way_back);
        }
        let linked = start.elapsed();
        let mut lists = HashMap::new();
        for (id, own) in &self.lists {
            let path = ontology.path(*id);
            let is_touched = change.touches(path, &[]);
            lists.insert(*id, if is_touched { steps.lists(path) } else { own.clone() });
        }
        let mut texts = self.texts.clone();
        change.count_texts(&mut texts);
        let mut dataset = dataset;
        dataset.languages = builder::languages(&after.terms, &texts);
        dataset.classes = builder::class_counts(ontology, &classes.extents);
        let snapshot = Self {
            terms: Arc::clone(&after.terms),
            relations,
            lists,
            backward,
            extents: classes.extents,
            types: classes.types,
            several: classes.several,
            searchable: super::Searchable::new(ontology),
            dataset,
            texts,
            left_out,
            room: None,
        };
        only_once(&mut touched);
        let counted = start.elapsed();
        snapshot.follow_search(self, &touched);
        tracing::debug!(?by_class, ?linked, ?counted, texts = ?start.elapsed(), "made a snapshot of the one before");
        snapshot
    }
}

/// Takes what is left out now in the place of what was, and says what is new.
fn note(left_out: &mut BTreeMap<LeftOut, String>, of: LeftOut, notice: Option<String>) {
    let before = left_out.remove(&of);
    if let Some(notice) = notice {
        if before.as_ref() != Some(&notice) {
            tracing::warn!("{notice}");
        }
        left_out.insert(of, notice);
    }
}

/// The links that come with new rows, and those that go.
fn differences(terms: &Terms, old: &Relation, rows: &[(Id, Vec<Id>)]) -> Differences {
    let mut differences = Vec::new();
    for (start, row) in rows {
        let (mut was, mut is) = (old.row(*start), &**row);
        while let (Some(gone), Some(come)) = (was.first(), is.first()) {
            let order = if gone == come { Ordering::Equal } else { builder::order(terms, *gone, *come) };
            if order.is_lt() {
                differences.push((*start, *gone, false));
            } else if order.is_gt() {
                differences.push((*start, *come, true));
            }
            was = &was[usize::from(order.is_le())..];
            is = &is[usize::from(order.is_ge())..];
        }
        differences.extend(was.iter().map(|gone| (*start, *gone, false)));
        differences.extend(is.iter().map(|come| (*start, *come, true)));
    }
    differences
}

struct Change<'a> {
    ontology: &'a Ontology,
    before: &'a Triples,
    after: &'a Triples,
    terms: &'a Terms,
    turned: &'a Turned,
}

/// What is known of the classes of resources.
struct Classes {
    extents: Vec<Section<Id>>,
    types: Types,
    several: Several,
    /// For each class the resources that have become or have ceased to be instances.
    moved: Vec<Vec<Id>>,
}

impl Change<'_> {
    /// The triples with a property that came, and those that went: which are there.
    fn turned_of(&self, predicate: u32) -> impl Iterator<Item = ([u32; 3], bool)> {
        let came = self.turned.came.iter().map(|triple| (*triple, true));
        let went = self.turned.went.iter().map(|triple| (*triple, false));
        came.chain(went).filter(move |(triple, _)| triple[1] == predicate)
    }

    fn number(&self, predicate: oxigraph::model::NamedNodeRef<'_>) -> Option<u32> {
        self.terms.find(predicate.into())
    }

    /// Whether a triple of a path has changed, or an end of it has moved.
    fn touches(&self, path: &Path, moved: &[Id]) -> bool {
        let mut numbers =
            path.steps.iter().flat_map(builder::predicates).filter_map(|predicate| self.number(predicate));
        !moved.is_empty() || numbers.any(|predicate| self.turned_of(predicate).next().is_some())
    }

    /// The resources of which it may be that they are of other classes now.
    fn retyped(&self) -> Vec<Id> {
        let of_type = self.number(rdf::TYPE).into_iter().flat_map(|number| self.turned_of(number));
        let mut retyped: Vec<Id> = of_type.map(|([subject, ..], _)| Id(subject)).collect();
        only_once(&mut retyped);
        retyped
    }

    fn classes(&self, old: &Snapshot, retyped: &[Id], left_out: &mut BTreeMap<LeftOut, String>) -> Classes {
        let types = self.number(rdf::TYPE);
        let pairs = retyped.iter().flat_map(|id| {
            let found = types.map(|number| self.after.found(Some(id.0), Some(number), None)).into_iter().flatten();
            found.map(|([_, _, class], _)| (*id, Id(class)))
        });
        // What becomes of a resource does not depend on others, so this is what would become of it among all.
        let (own, notices) = builder::extents(self.ontology, self.terms, pairs);
        let is_told = |left_out: &BTreeMap<LeftOut, String>| left_out.keys().any(|of| matches!(of, LeftOut::Class(_)));
        let is_whole = !retyped.is_empty() && (is_told(left_out) || !notices.is_empty());
        let whole = is_whole.then(|| builder::all_extents(self.ontology, self.after));
        if let Some((_, notices)) = &whole {
            let mut now: BTreeMap<LeftOut, String> = notices.iter().cloned().collect();
            for id in self.ontology.class_ids() {
                let of = LeftOut::Class(id.0);
                note(left_out, of, now.remove(&of));
            }
        }
        let mut moved = Vec::with_capacity(own.len());
        let mut extents = Vec::with_capacity(own.len());
        for (number, own) in own.iter().enumerate() {
            let was = &old.extents[number];
            let is_changed = |id: &&Id| self.terms.is_in(was, **id) != self.terms.is_in(own, **id);
            let mut changed: Vec<Id> = retyped.iter().filter(is_changed).copied().collect();
            self.terms.sort(&mut changed);
            extents.push(match &whole {
                Some((extents, _)) => extents[number].clone().into(),
                None if changed.is_empty() => was.clone(),
                None => toggled(self.terms, was, &changed).into(),
            });
            moved.push(changed);
        }
        let (types, several) = self.types(old, retyped, &own);
        Classes { extents, types, several, moved }
    }

    /// The object types, of which those of some resources are others now. `own` are the classes that these are of.
    fn types(&self, old: &Snapshot, retyped: &[Id], own: &[Vec<Id>]) -> (Types, Several) {
        let first_of_tail = self.terms.first_of_tail();
        let mut came = old.types.came.clone();
        came.resize(self.terms.len() - first_of_tail, NO_CLASS);
        let now = builder::types_of(self.ontology, own);
        let class = |id: &Id| now.get(&id.0).and_then(|classes| classes.first().copied()).unwrap_or(NO_CLASS);
        let mut in_order = Vec::new();
        for id in retyped {
            match id.index().checked_sub(first_of_tail) {
                Some(place) => came[place] = class(id),
                None if old.types.in_order.get(id.index()) == Some(&class(id)) => {}
                None => {
                    if in_order.is_empty() {
                        in_order = old.types.in_order.to_vec();
                    }
                    in_order[id.index()] = class(id);
                }
            }
        }
        let in_order = if in_order.is_empty() { old.types.in_order.clone() } else { in_order.into() };
        let several = &old.several;
        let is_other =
            retyped.iter().any(|id| several.get(*id).is_some() || now.get(&id.0).is_some_and(|of| of.len() > 1));
        let several = if is_other {
            let mut all: BTreeMap<u32, &[u16]> =
                several.resources.iter().map(|id| id.0).zip(several.types.iter()).collect();
            for id in retyped {
                all.remove(&id.0);
                all.extend(now.get(&id.0).filter(|of| of.len() > 1).map(|of| (id.0, &**of)));
            }
            Several { resources: all.keys().copied().map(Id).collect(), types: Rows::of(all.values().copied()) }
        } else {
            several.clone()
        };
        (Types { in_order, first_of_tail, came }, several)
    }

    /// The rows of a path that are others now, with their starts; none if it has to be built.
    fn rows(
        &self,
        id: PathId,
        path: &Path,
        old: &Relation,
        moved: &[Id],
        extents: &[Section<Id>],
    ) -> Option<Vec<(Id, Vec<Id>)>> {
        let steps: Option<Vec<Hop>> = path.steps.iter().map(|step| Hop::of(step, self.terms)).collect();
        // With a property that no triple has or had, the path leads nowhere.
        let Some(hops) = steps else { return Some(Vec::new()) };
        if path.steps.iter().any(|step| step.members) && self.touches(path, &[]) {
            return None;
        }
        if let ([hop], [Step { members: false, .. }]) = (&*hops, &*path.steps) {
            return self.rows_of_one(id, path, (hop, old), moved, extents);
        }
        // Where a triple went, it has to be looked whether another way leads to the same; where one came, there are more ends and no fewer.
        let (mut anew, mut pairs) = (Vec::new(), Vec::new());
        for (place, hop) in hops.iter().enumerate() {
            for ([subject, _, object], is_there) in self.turned_of(hop.predicate) {
                let (subject, object) = (Id(subject), Id(object));
                if self.terms.is_triple(object) {
                    continue;
                }
                let (from, to) = if hop.inverse { (object, subject) } else { (subject, object) };
                let starts = back(if is_there { self.after } else { self.before }, &hops[..place], from);
                let ends = if is_there { forth(self.after, &hops[place + 1..], to) } else { Vec::new() };
                if is_there && starts.len() * ends.len() <= MOST_PAIRS {
                    pairs.extend(starts.iter().flat_map(|start| ends.iter().map(|end| (*start, *end))));
                } else {
                    anew.extend(starts);
                }
            }
        }
        for &end in moved {
            // A way that was there and is not any more has been walked back already.
            if path.steps.iter().any(|step| step.members) {
                return None;
            }
            pairs.extend(back(self.after, &hops, end).into_iter().map(|start| (start, end)));
        }
        only_once(&mut anew);
        pairs.sort_unstable_by_key(|(start, end)| (start.0, end.0));
        pairs.dedup();
        let more = pairs
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|pairs| anew.binary_search_by_key(&pairs[0].0.0, |start| start.0).is_err());
        if anew.len() + more.clone().count() > ALWAYS_OF_PATH.max(old.len() / PART_OF_PATH) {
            return None;
        }
        let mut rows = Vec::new();
        for &start in &anew {
            let mut row = forth(self.after, &hops, start);
            let all = row.len();
            row.retain(|&end| self.leads_to(path, end, extents));
            if row.len() < all && self.is_told(id, start, extents) {
                return None;
            }
            row.sort_by(|a, b| builder::order(self.terms, *a, *b));
            row.dedup();
            rows.push((start, row));
        }
        for pairs in more {
            let start = pairs[0].0;
            let mut row = old.row(start).to_vec();
            for &(_, end) in pairs {
                let is_meant = self.leads_to(path, end, extents);
                if !is_meant && self.is_told(id, start, extents) {
                    return None;
                }
                self.put(&mut row, end, is_meant);
            }
            rows.push((start, row));
        }
        rows.retain(|(start, row)| row != old.row(*start));
        Some(rows)
    }

    /// Makes an end one of a row, or none.
    fn put(&self, row: &mut Vec<Id>, end: Id, is_there: bool) {
        match row.binary_search_by(|other| builder::order(self.terms, *other, end)) {
            Ok(place) if !is_there => drop(row.remove(place)),
            Err(place) if is_there => row.insert(place, end),
            Ok(_) | Err(_) => {}
        }
    }

    /// The same of a path of one step: where many links of a start stay, their ends are not looked at.
    fn rows_of_one(
        &self,
        id: PathId,
        path: &Path,
        (hop, old): (&Hop, &Relation),
        moved: &[Id],
        extents: &[Section<Id>],
    ) -> Option<Vec<(Id, Vec<Id>)>> {
        let turned = self.turned_of(hop.predicate).map(|([subject, _, object], _)| (Id(subject), Id(object)));
        let turned = turned.filter(|(_, object)| !self.terms.is_triple(*object));
        let mut pairs: Vec<(Id, Id)> = turned.map(|(s, o)| if hop.inverse { (o, s) } else { (s, o) }).collect();
        for &end in moved {
            pairs.extend(back(self.after, std::slice::from_ref(hop), end).into_iter().map(|start| (start, end)));
        }
        pairs.sort_unstable_by_key(|(start, end)| (start.0, end.0));
        pairs.dedup();
        let mut rows = Vec::new();
        for pairs in pairs.chunk_by(|a, b| a.0 == b.0) {
            let start = pairs[0].0;
            let mut row = old.row(start).to_vec();
            for &(_, end) in pairs {
                let (subject, object) = if hop.inverse { (end, start) } else { (start, end) };
                let is_there = self.after.set_of([subject.0, hop.predicate, object.0]).is_some();
                let is_meant = self.leads_to(path, end, extents);
                if is_there && !is_meant && self.is_told(id, start, extents) {
                    return None;
                }
                self.put(&mut row, end, is_there && is_meant);
            }
            if row != old.row(start) {
                rows.push((start, row));
            }
        }
        Some(rows)
    }

    /// Whether a path may lead to an end.
    fn leads_to(&self, path: &Path, end: Id, extents: &[Section<Id>]) -> bool {
        match path.ends {
            Ends::Class(class) => self.terms.is_in(&extents[usize::from(class.0)], end),
            Ends::Values(_) | Ends::Texts => true,
        }
    }

    /// Whether a start has the field of a path, so that it is told if the path leads where it may not.
    fn is_told(&self, id: PathId, start: Id, extents: &[Section<Id>]) -> bool {
        self.ontology.class_ids().any(|holder| {
            let has_field = self.ontology.class(holder).fields.iter().any(|field| field.path == id);
            has_field && self.terms.is_in(&extents[usize::from(holder.0)], start)
        })
    }

    /// Counts the texts of each tag anew.
    fn count_texts(&self, texts: &mut Vec<u64>) {
        texts.resize(self.terms.tags().len(), 0);
        let read: HashSet<u32> =
            builder::read(self.ontology).into_iter().filter_map(|predicate| self.number(predicate)).collect();
        let mut count = |triples: &[[u32; 3]], add: fn(u64) -> u64| {
            let objects = triples.iter().filter(|triple| read.contains(&triple[1])).map(|triple| Id(triple[2]));
            objects.filter_map(|object| self.terms.tag(object)).for_each(|tag| texts[tag] = add(texts[tag]));
        };
        count(&self.turned.came, |count| count + 1);
        count(&self.turned.went, |count| count.saturating_sub(1));
    }
}

/// A sorted set without those of another that it has, and with those that it has not. What lies between two of them is copied as it is.
fn toggled(terms: &Terms, set: &[Id], others: &[Id]) -> Vec<Id> {
    let (mut toggled, mut rest) = (Vec::with_capacity(set.len() + others.len()), set);
    for &id in others {
        let (before, from) = rest.split_at(rest.partition_point(|&own| terms.order(own) < terms.order(id)));
        toggled.extend_from_slice(before);
        rest = from;
        match rest.split_first() {
            Some((own, behind)) if *own == id => rest = behind,
            _ => toggled.push(id),
        }
    }
    toggled.extend_from_slice(rest);
    toggled
}
