//! Full text on the snapshot: the texts that the index finds, joined with the graph.
//!
//! Each clause of a query scores the resources whose own texts have it, and, along the ways that the ontology declares
//! (`ple:searchVia`), those that are linked to a resource that has it in its names. So a statement is found by its theme's
//! name in any language, and a query may have some words from a statement and some from the name of its speaker. Names
//! are not copied into the index for that: the links of the snapshot are walked back from what was found.

use super::found::{FoundSource, by_type, counts};
use super::links::Links;
use super::scores::{Scores, both, either, merged, within};
use super::search::{Found, Highlight, Reasons, Search};
use super::sets::{intersect, sorted};
use super::{Budget, Cursor, Error};
use plenary_graph::snapshot::{Id, Snapshot, is_in};
use plenary_ontology::{ClassId, PathId, Via};
use plenary_search::{Hit, Marker, Query, Role};
use std::cmp::Ordering;
use std::ops::Range;

/// What a match in the name of a linked resource counts, beside one in an own text.
const LINKED: f32 = 0.5;
/// What a match in another text of the same resource counts, beside the best.
const ANOTHER: f32 = 0.1;
/// What a name counts more that is the query and nothing else.
const WHOLE: f32 = 10.0;
/// Looking for a clause in the index takes about as long as this number of look-ups, even if nothing is found.
const CLAUSE_COST: usize = 256;
/// Most highlights of one resource.
const MOST_HIGHLIGHTS: usize = 5;
/// Most names of linked resources that are given for one resource, and most linked resources that are looked at.
const MOST_VIA: usize = 12;
const MOST_LINKED: usize = 100;

/// A page of what a search finds in the texts of a snapshot, with what `data` says of it.
///
/// # Errors
/// If the index or the data fail, or the budget runs out.
pub fn find<D: FoundSource>(
    snapshot: &Snapshot,
    search: &Search,
    data: &D,
    budget: &mut Budget,
) -> Result<Found, Error> {
    let mut text_search = TextSearch { snapshot, search, query: &search.query };
    let mut found = text_search.kept(data, budget)?;
    let mut is_fallback = false;
    if let Some(fallback) = search.fallback.as_ref().filter(|_| found.is_empty()) {
        text_search.query = fallback;
        found = text_search.kept(data, budget)?;
        is_fallback = !found.is_empty();
    }
    let beside = text_search.beside(&found, data, budget)?;
    // How many stand before a cursor, or, with what stands at it, up to it.
    let up_to = |cursor: &Cursor, with_it: bool| {
        let score = cursor.keys().first().and_then(|key| key.as_ref()?.parse().ok()).unwrap_or(f32::MAX);
        let is_up_to =
            |&&(id, found): &&(Id, f32)| match by_score((found, snapshot.terms().text(id)), (score, cursor.iri())) {
                Ordering::Less => true,
                Ordering::Equal => with_it,
                Ordering::Greater => false,
            };
        found.iter().filter(is_up_to).count()
    };
    let after = search.window.after.as_ref().map_or(0, |cursor| up_to(cursor, true));
    let before = search.window.before.as_ref().map_or(found.len(), |cursor| up_to(cursor, false));
    let page = search.window.page(found.len(), after, before);
    let shown = best(snapshot, found, page.start as usize..page.end as usize);
    budget.spend(shown.len())?;
    let ids: Vec<Id> = shown.iter().map(|&(id, _)| id).collect();
    let reasons = if search.beside.reasons { text_search.reasons(&ids, budget)? } else { Vec::new() };
    let links = Links { starts: vec![0, ids.len() as u32], ids, pages: vec![page] };
    let scores = shown.into_iter().map(|(_, score)| score).collect();
    Ok(Found { links, scores, reasons, is_fallback, ..beside })
}

/// The part of what is found that would stand at `range`, were all of it sorted with the best first.
fn best(snapshot: &Snapshot, mut found: Scores, range: Range<usize>) -> Scores {
    let place = |id: Id| snapshot.terms().order(id);
    let order = |a: &(Id, f32), b: &(Id, f32)| by_score((a.1, place(a.0)), (b.1, place(b.0)));
    if range.end < found.len() {
        found.select_nth_unstable_by(range.end, order);
        found.truncate(range.end);
    }
    if range.start > 0 && range.start < found.len() {
        found.select_nth_unstable_by(range.start, order);
    }
    let mut shown = found.split_off(range.start.min(found.len()));
    shown.sort_unstable_by(order);
    shown
}

/// The best first, equals by IRI.
fn by_score<T: Ord>(a: (f32, T), b: (f32, T)) -> Ordering {
    b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1))
}

/// The resources with a text at the end of a path that meets a query, sorted: every clause in some text, or, if one is
/// enough, any.
///
/// # Errors
/// If the index fails, or time has run out.
pub fn matching(
    snapshot: &Snapshot,
    path: PathId,
    languages: Option<&[String]>,
    query: &Query,
    budget: &mut Budget,
) -> Result<Vec<Id>, Error> {
    let index = snapshot.search_index().map_err(unreadable)?;
    let terms = snapshot.terms();
    let takes = |tag: Option<&str>| takes(languages, tag);
    let mut kept: Option<Vec<Id>> = None;
    for clause in 0..query.clauses() {
        let hits = index.find(query, clause, &takes, &mut |work| budget.spend_time(work))?;
        budget.spend_time(hits.len() + CLAUSE_COST)?;
        let ids = sorted(terms, hits.iter().filter(|hit| hit.field == path.0).map(|hit| Id(hit.id)).collect());
        kept = Some(match kept {
            None => ids,
            Some(mut kept) if query.is_any() => {
                kept.extend(ids);
                sorted(terms, kept)
            }
            Some(kept) => intersect(terms, &kept, &ids),
        });
    }
    Ok(kept.unwrap_or_default())
}

/// The index's error as one of the query engine. It is kept in the snapshot, so what is passed on is what it says.
fn unreadable(error: &plenary_search::Error) -> Error {
    Error::FullText(format!("{error}: {error:?}").into())
}

fn takes(languages: Option<&[String]>, tag: Option<&str>) -> bool {
    languages.is_none_or(|ranges| is_in(tag, ranges))
}

struct TextSearch<'a> {
    snapshot: &'a Snapshot,
    search: &'a Search,
    /// The words as they are combined now.
    query: &'a Query,
}

impl TextSearch<'_> {
    /// What is found and meets the conditions on it.
    fn kept<D: FoundSource>(&self, data: &D, budget: &mut Budget) -> Result<Scores, Error> {
        let mut found = self.everything(budget)?;
        for (class, condition) in &self.search.filters {
            budget.spend_time(found.len())?;
            let is_meant = |id: Id| self.snapshot.is_instance(id, *class);
            let of_class: Vec<Id> = found.iter().map(|&(id, _)| id).filter(|&id| is_meant(id)).collect();
            let kept = data.keep(*class, of_class, condition, budget)?;
            found.retain(|&(id, _)| !is_meant(id) || self.snapshot.terms().is_in(&kept, id));
        }
        Ok(found)
    }

    /// What is said of all that is found.
    fn beside<D: FoundSource>(&self, found: &Scores, data: &D, budget: &mut Budget) -> Result<Found, Error> {
        let Search { types, facets, beside, .. } = self.search;
        let mut said = Found::default();
        if beside.suggestion {
            let index = self.snapshot.search_index().map_err(unreadable)?;
            said.suggestion = index.suggest(&self.search.query, &mut |work| budget.spend_time(work))?;
        }
        if !beside.types && facets.is_empty() {
            return Ok(said);
        }
        budget.spend_time(found.len())?;
        let typed = |&(id, _): &(Id, f32)| Some((id, self.snapshot.type_within(id, types)?));
        let typed: Vec<(Id, ClassId)> = found.iter().filter_map(typed).collect();
        if beside.types {
            said.types = by_type(&typed, types);
        }
        for facet in facets {
            said.facets.push(counts(facet, &typed, data, budget)?);
        }
        Ok(said)
    }

    /// Everything that is found.
    fn everything(&self, budget: &mut Budget) -> Result<Scores, Error> {
        let query = self.query;
        let index = self.snapshot.search_index().map_err(unreadable)?;
        let terms = self.snapshot.terms();
        let takes = |tag: Option<&str>| takes(self.search.languages.as_deref(), tag);
        let mut total: Option<Scores> = None;
        for clause in 0..query.clauses() {
            let hits = index.find(query, clause, &takes, &mut |work| budget.spend_time(work))?;
            let scores = self.scores(&hits, budget)?;
            total = Some(match total {
                None => scores,
                Some(total) if query.is_any() => either(terms, total, &scores),
                Some(total) => both(terms, &total, &scores),
            });
        }
        let mut total = total.unwrap_or_default();
        let mut whole = index.find_whole(query, &takes, &mut |work| budget.spend_time(work))?;
        // What is added up must not depend on the order in which it is found.
        whole.sort_unstable_by_key(|hit| (hit.id, hit.role));
        for hit in whole {
            if let Ok(place) = total.binary_search_by_key(&terms.order(Id(hit.id)), |&(id, _)| terms.order(id)) {
                total[place].1 += WHOLE * if hit.role == Role::Name { 1.2 } else { 1.0 };
            }
        }
        budget.spend_time(total.len())?;
        Ok(total)
    }

    /// What one clause gives each resource that is wanted: for its own texts, the best most, and for the best name that
    /// it is linked to.
    fn scores(&self, hits: &[Hit], budget: &mut Budget) -> Result<Scores, Error> {
        budget.spend_time(hits.len() + CLAUSE_COST)?;
        let own = hits.iter().map(|hit| (Id(hit.id), hit.score)).filter(|&(id, _)| self.is_wanted(id)).collect();
        let terms = self.snapshot.terms();
        let own = merged(terms, own, |best, score| best.max(score) + ANOTHER * best.min(score));
        Ok(either(terms, own, &self.linked(hits, budget)?))
    }

    /// What one clause gives each resource that is wanted for the best name that it is linked to.
    fn linked(&self, hits: &[Hit], budget: &mut Budget) -> Result<Scores, Error> {
        let ways = self.search.types.iter().map(|&class| (class, &self.snapshot.searched(class).ways));
        let ways: Vec<_> = ways.flat_map(|(class, ways)| ways.iter().map(move |way| (class, way))).collect();
        if ways.is_empty() {
            return Ok(Scores::new());
        }
        let terms = self.snapshot.terms();
        let names = hits.iter().filter(|hit| hit.role != Role::Body);
        let names = merged(terms, names.map(|hit| (Id(hit.id), LINKED * hit.score)).collect(), f32::max);
        let mut linked = Scores::new();
        for (class, way) in ways {
            let starts = self.back(way, within(terms, &names, self.snapshot.extent(way.class)), budget)?;
            linked.extend(within(terms, &starts, self.snapshot.extent(class)));
        }
        linked.retain(|&(id, _)| self.is_wanted(id));
        Ok(merged(terms, linked, f32::max))
    }

    fn is_wanted(&self, id: Id) -> bool {
        self.snapshot.type_within(id, &self.search.types).is_some()
    }

    /// The resources from which a way leads to some, each with the best score of those.
    fn back(&self, way: &Via, ends: Scores, budget: &mut Budget) -> Result<Scores, Error> {
        let mut scores = ends;
        for &path in way.paths.iter().rev() {
            let inverse = self.snapshot.inverse(path);
            let mut starts = Scores::new();
            for (id, score) in scores {
                let row = inverse.row(id);
                budget.spend_time(row.len() + 1)?;
                starts.extend(row.iter().map(|&start| (start, score)));
            }
            scores = merged(self.snapshot.terms(), starts, f32::max);
        }
        Ok(scores)
    }

    fn reasons(&self, ids: &[Id], budget: &mut Budget) -> Result<Vec<Reasons>, Error> {
        let marker = Marker::new(self.query);
        ids.iter()
            .map(|&id| {
                budget.spend_time(50)?; // texts are read again, which is slow beside reading arrays
                let Some(class) = self.snapshot.type_within(id, &self.search.types) else {
                    return Ok(Reasons::default());
                };
                Ok(Reasons {
                    highlights: self.highlights(&marker, id, class),
                    via: self.via(&marker, id, class, budget)?,
                })
            })
            .collect()
    }

    fn highlights(&self, marker: &Marker<'_>, id: Id, class: ClassId) -> Vec<Highlight> {
        let mut highlights = Vec::new();
        for field in &self.snapshot.searched(class).fields {
            for (language, text) in self.texts(id, field.path) {
                if let Some(marks) = marker.marks(language, text) {
                    let met = marks.met();
                    let html = marks.excerpt(text);
                    let highlight =
                        Highlight { field: field.name.clone(), language: language.map(str::to_owned), html };
                    highlights.push((met, highlight));
                }
            }
        }
        highlights.sort_by_key(|(met, _)| std::cmp::Reverse(*met));
        highlights.truncate(MOST_HIGHLIGHTS);
        highlights.into_iter().map(|(_, highlight)| highlight).collect()
    }

    fn via(&self, marker: &Marker<'_>, id: Id, class: ClassId, budget: &mut Budget) -> Result<Vec<String>, Error> {
        let mut via: Vec<String> = Vec::new();
        for way in &self.snapshot.searched(class).ways {
            let mut ends = vec![id];
            for &path in &way.paths {
                let relation = self.snapshot.relation(path);
                ends = ends.iter().flat_map(|&id| relation.row(id)).copied().take(MOST_LINKED).collect();
                budget.spend_time(ends.len() + 1)?;
            }
            self.snapshot.terms().sort(&mut ends);
            for end in ends {
                self.add_names(marker, &way.name, end, &mut via);
            }
        }
        via.truncate(MOST_VIA);
        Ok(via)
    }

    /// Reports which names of a linked resource match.
    fn add_names(&self, marker: &Marker<'_>, way: &str, end: Id, via: &mut Vec<String>) {
        let Some(class) = self.snapshot.type_of(end) else { return };
        for field in self.snapshot.searched(class).fields.iter().filter(|field| field.role != Role::Body) {
            for (language, text) in self.texts(end, field.path) {
                if via.len() < MOST_VIA && marker.marks(language, text).is_some() {
                    let tag = language.map(|tag| format!("@{tag}")).unwrap_or_default();
                    let name = format!("{way}.{}{tag}", field.name);
                    if !via.contains(&name) {
                        via.push(name);
                    }
                }
            }
        }
    }

    /// The texts of a resource that count.
    fn texts(&self, id: Id, path: PathId) -> impl Iterator<Item = (Option<&str>, &str)> {
        let terms = self.snapshot.terms();
        let texts = self.snapshot.relation(path).row(id).iter();
        let texts = texts.map(move |&literal| (terms.language(literal), terms.text(literal)));
        texts.filter(|(language, _)| takes(self.search.languages.as_deref(), *language))
    }
}
