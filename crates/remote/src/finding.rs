//! Full text over an endpoint: the matches in the texts that have been read, and the queries that the endpoint gets for them.

use super::groups;
use super::reader::Remote;
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::{Id, Snapshot};
use plenary_ontology::ClassId;
use plenary_query::{
    Budget, Condition, Counting, Error, Found, FoundSource, Group, Listing, Reader, Search, Window, find, matching,
};
use std::borrow::Cow;
use std::collections::HashSet;

/// A list may ask for this many times as many resources as a condition hands over.
const PARTS: usize = 20;

impl Remote<'_> {
    /// A page of what a search finds, without what is no longer at the endpoint. Scores, highlights, `via` and the number of
    /// all are of one moment, that at which the texts were read.
    pub(super) fn find(&self, search: &Search, budget: &mut Budget) -> Result<Found, Error> {
        let texts = self.searched()?;
        let mut found = find(texts, search, &AtEndpoint { remote: self, texts }, budget)?;
        let iris: Vec<NamedNode> = found.links.ids.iter().map(|&id| resource(texts, id)).collect();
        let kinds = self.kinds(&iris, &search.types, budget)?;
        let ids: Vec<Id> = iris.into_iter().map(|iri| self.terms.id(&iri.into())).collect();
        let is_there: Vec<bool> = ids.iter().map(|id| kinds.contains_key(id)).collect();
        found.links.ids = there(ids, &is_there);
        found.links.starts = vec![0, found.links.ids.len() as u32];
        found.scores = there(found.scores, &is_there);
        found.reasons = there(found.reasons, &is_there);
        Ok(found)
    }

    /// What is asked of a list, with such a condition. A list is asked for in parts if there are many.
    pub(super) fn found_listing<'l>(
        &self,
        listing: &'l Listing,
        budget: &mut Budget,
    ) -> Result<Cow<'l, Listing>, Error> {
        Ok(match self.found_among(&listing.filter, PARTS * self.endpoint.settings().found, budget)? {
            Cow::Borrowed(_) => Cow::Borrowed(listing),
            Cow::Owned(filter) => Cow::Owned(Listing { filter: filter.into(), ..listing.clone() }),
        })
    }

    /// A condition in which the resources that full text finds stand in place of what it looks for.
    pub(super) fn found<'c>(&self, condition: &'c Condition, budget: &mut Budget) -> Result<Cow<'c, Condition>, Error> {
        self.found_among(condition, self.endpoint.settings().found, budget)
    }

    /// The same; what the whole condition needs may find at most `most` resources.
    fn found_among<'c>(
        &self,
        condition: &'c Condition,
        most: usize,
        budget: &mut Budget,
    ) -> Result<Cow<'c, Condition>, Error> {
        if !searches(condition) {
            return Ok(Cow::Borrowed(condition));
        }
        Ok(Cow::Owned(match condition {
            Condition::All(parts) => {
                let found = parts.iter().map(|part| self.found_among(part, most, budget).map(Cow::into_owned));
                all(found.collect::<Result<_, _>>()?)
            }
            Condition::Any(parts) => {
                let found = parts.iter().map(|part| self.found(part, budget).map(Cow::into_owned));
                Condition::Any(found.collect::<Result<_, _>>()?)
            }
            Condition::Not(part) => self.found(part, budget)?.into_owned().negated(),
            Condition::Link { path, quantifier, condition } => Condition::Link {
                path: *path,
                quantifier: *quantifier,
                condition: Box::new(self.found(condition, budget)?.into_owned()),
            },
            Condition::Reaches { path, condition } => {
                Condition::Reaches { path: *path, condition: Box::new(self.found(condition, budget)?.into_owned()) }
            }
            Condition::FullText { path, languages, query } => {
                let texts = self.searched()?;
                let ids = matching(texts, *path, languages.as_deref(), query, budget)?;
                if ids.len() > most {
                    let message = format!(
                        "the filter {query} finds {} resources, but at most {most} can be handed over to a SPARQL \
                         endpoint; filter by rarer words, or use `search`",
                        ids.len()
                    );
                    return Err(Error::Unsupported { message });
                }
                Condition::Is(ids.into_iter().map(|id| resource(texts, id)).collect())
            }
            Condition::Is(_) | Condition::Type(_) | Condition::Value { .. } | Condition::Count { .. } => {
                condition.clone()
            }
        }))
    }

    /// The texts, the same for all of the request.
    fn searched(&self) -> Result<&Snapshot, Error> {
        match self.texts.get() {
            Some(texts) => Ok(texts),
            None => {
                let texts = self.endpoint.searched(self.ontology)?;
                Ok(self.texts.get_or_init(|| texts))
            }
        }
    }
}

/// What the endpoint says of resources that are found in the texts.
struct AtEndpoint<'r, 'a> {
    remote: &'r Remote<'a>,
    texts: &'r Snapshot,
}

impl AtEndpoint<'_, '_> {
    fn named(&self, ids: &[Id]) -> Vec<NamedNode> {
        ids.iter().map(|&id| resource(self.texts, id)).collect()
    }
}

impl FoundSource for AtEndpoint<'_, '_> {
    fn keep(&self, class: ClassId, ids: Vec<Id>, condition: &Condition, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        if ids.is_empty() {
            return Ok(ids);
        }
        let filter = Condition::All(vec![Condition::Is(self.named(&ids)), condition.clone()]);
        let listing = Listing { filter: filter.into(), ..Listing::page(Window::all()) };
        let kept = self.remote.instances(class, &listing, budget)?;
        let kept: HashSet<&str> = kept.ids.iter().map(|&id| self.remote.terms.text(id)).collect();
        Ok(ids.into_iter().filter(|&id| kept.contains(self.texts.terms().text(id))).collect())
    }

    fn count(&self, ids: &[Id], counting: &Counting, budget: &mut Budget) -> Result<Vec<Group>, Error> {
        groups::of(self.remote, &self.named(ids), counting, budget)
    }

    fn text(&self, id: Id) -> &str {
        self.remote.terms.text(id)
    }
}

/// Those of a column, which may be empty, whose resource is there.
fn there<T>(column: Vec<T>, is_there: &[bool]) -> Vec<T> {
    column.into_iter().zip(is_there).filter(|(_, is_there)| **is_there).map(|(cell, _)| cell).collect()
}

/// All of some conditions, in one list with at most one set of named resources among them, which can be handed over in
/// parts then.
fn all(conditions: Vec<Condition>) -> Condition {
    let mut named: Option<Vec<NamedNode>> = None;
    let mut rest = Vec::new();
    let mut open = conditions;
    open.reverse();
    while let Some(condition) = open.pop() {
        match condition {
            Condition::All(parts) => open.extend(parts.into_iter().rev()),
            Condition::Is(iris) => {
                named = Some(match named {
                    None => iris,
                    Some(mut known) => {
                        let others: HashSet<&NamedNode> = iris.iter().collect();
                        known.retain(|iri| others.contains(iri));
                        known
                    }
                });
            }
            other => rest.push(other),
        }
    }
    Condition::All(named.map(Condition::Is).into_iter().chain(rest).collect())
}

/// A resource of the texts. Only instances of classes are found, and these have IRIs.
fn resource(texts: &Snapshot, id: Id) -> NamedNode {
    NamedNode::new_unchecked(texts.terms().text(id))
}

/// Whether full text is needed for a condition.
fn searches(condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(searches),
        Condition::Not(condition) | Condition::Link { condition, .. } | Condition::Reaches { condition, .. } => {
            searches(condition)
        }
        Condition::FullText { .. } => true,
        Condition::Is(_) | Condition::Type(_) | Condition::Value { .. } | Condition::Count { .. } => false,
    }
}
