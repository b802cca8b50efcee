//! Finds the resources that a query may mean, and says how well each fits.

use super::describe::Typed;
use super::queries::{Property, Query};
use super::score::{LEAST, SURE, Wanted, rounded, with_properties};
use super::{Error, MOST_CANDIDATES, MOST_VALUES, Service};
use crate::ontology::{ClassId, FieldKind, Known, PathId};
use crate::query::{Condition, Listing, Quantifier, Reader, Search, Test, Window};
use crate::search::{self, Mode, QueryError};
use crate::snapshot::{Id, only_once};
use oxigraph::model::NamedNode;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// A resource that a query may mean.
struct Candidate {
    resource: Typed,
    /// How well its names fit.
    name: f64,
    /// The share of properties that agree, if any were given.
    agreeing: Option<f64>,
    score: f64,
}

impl<R: Reader> Service<'_, R> {
    /// The candidates of a query as they are written, the best first.
    pub(super) fn candidates(&self, query: &Query) -> Result<Vec<Value>, Error> {
        let found = if query.text.is_empty() { self.by_properties(query)? } else { self.by_text(query)? };
        let mut resources = self.typed(&found)?;
        resources.retain(|(_, class)| query.types.contains(class));
        let names = self.score_names(&resources, &query.text)?;
        let agreeing = self.agreeing(&resources, &query.properties)?;
        let scored = resources.iter().zip(names).zip(agreeing).map(|((&resource, name), agreeing)| {
            // Without a name to compare, the properties are all there is.
            let name = if query.text.is_empty() { 100.0 * agreeing.unwrap_or_default() } else { name };
            Candidate { resource, name, agreeing, score: with_properties(name, agreeing) }
        });
        let mut candidates: Vec<_> = scored.filter(|candidate| candidate.score >= LEAST).collect();
        // Equals stay in the order of the search; identifiers and codes, which are asked for first, come before.
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
        let second = candidates.get(1).map_or(0.0, |second| second.score);
        let is_sure = candidates.first().is_some_and(|best| {
            best.name >= SURE && best.agreeing.is_none_or(|share| share >= 1.0) && best.score > second
        });
        candidates.truncate(query.limit);
        self.write_candidates(&candidates, is_sure)
    }

    fn write_candidates(&self, candidates: &[Candidate], is_sure: bool) -> Result<Vec<Value>, Error> {
        let resources: Vec<_> = candidates.iter().map(|candidate| candidate.resource).collect();
        let written = self.write(&resources, "type")?.into_iter().zip(candidates).enumerate();
        let with_score = |(i, (mut json, candidate)): (usize, (Value, &Candidate))| {
            let mut features = vec![json!({ "id": "name", "value": rounded(candidate.name) })];
            features
                .extend(candidate.agreeing.map(|share| json!({ "id": "properties", "value": rounded(100.0 * share) })));
            json["score"] = rounded(candidate.score).into();
            json["features"] = features.into();
            json["match"] = (is_sure && i == 0).into();
            json
        };
        Ok(written.map(with_score).collect())
    }

    /// What an identifier, a code, a link or full text finds.
    fn by_text(&self, query: &Query) -> Result<Vec<Id>, Error> {
        let mut found: Vec<Id> = self.find(&[&query.text])?.into_iter().flatten().collect();
        let spellings = [query.text.clone(), query.text.to_uppercase(), query.text.to_lowercase()];
        for &class in &query.types {
            let coded = self
                .ontology
                .known_by(class)
                .into_iter()
                .filter(|(known, _)| matches!(known, Known::Code | Known::Link));
            for (_, path) in coded {
                let test = Test::In(spellings.to_vec());
                found.extend(self.instances(class, Condition::Value { path, languages: None, test })?);
            }
        }
        found.extend(self.search(&query.text, Mode::All, &query.types)?);
        if found.len() < query.limit {
            found.extend(self.search(&query.text, Mode::Any, &query.types)?);
        }
        let mut seen = HashSet::new();
        found.retain(|id| seen.insert(*id));
        Ok(found)
    }

    /// The first instances of a class that meet a condition.
    fn instances(&self, class: ClassId, filter: Condition) -> Result<Vec<Id>, Error> {
        let window = Window { first: Some(MOST_CANDIDATES), ..Window::all() };
        let listing = Listing { filter: filter.into(), ..Listing::page(window) };
        Ok(self.read(|reader, budget| reader.instances(class, &listing, budget))?.ids)
    }

    /// What full text finds, the best first.
    pub(super) fn search(&self, text: &str, mode: Mode, types: &[ClassId]) -> Result<Vec<Id>, Error> {
        let query = match search::Query::parse(text, mode) {
            Ok(query) => query,
            Err(QueryError::NothingToFind) => return Ok(Vec::new()),
            Err(problem) => return Err(Error::request(format!("{text:.40} {problem}"))),
        };
        let window = Window { first: Some(MOST_CANDIDATES), ..Window::all() };
        let search = Search::plain(query, types.to_vec(), window);
        Ok(self.read(|reader, budget| reader.search(&search, budget))?.links.ids)
    }

    /// The resources that have what is known of them, if no name is.
    fn by_properties(&self, query: &Query) -> Result<Vec<Id>, Error> {
        let mut found = Vec::new();
        for property in &query.properties {
            for (class, field) in self.fields(&property.name)? {
                if query.types.contains(&class) {
                    found.extend(self.instances(class, condition(field.path, field.kind, &property.values))?);
                }
            }
        }
        let mut seen = HashSet::new();
        found.retain(|id| seen.insert(*id));
        Ok(found)
    }

    /// How well the best name of each resource fits.
    fn score_names(&self, resources: &[Typed], text: &str) -> Result<Vec<f64>, Error> {
        let wanted = Wanted::new(text);
        let identifier = self.ontology.prefixes().expand(text).ok();
        let is_named = |id: Id| identifier.as_ref().is_some_and(|iri| iri.as_str() == self.reader.term(id));
        let mut scores: Vec<f64> = resources.iter().map(|&(id, _)| if is_named(id) { 100.0 } else { 0.0 }).collect();
        let mut classes: Vec<ClassId> = resources.iter().map(|(_, class)| *class).collect();
        classes.sort_unstable();
        classes.dedup();
        for class in classes {
            let rows: Vec<usize> = (0..resources.len()).filter(|&row| resources[row].1 == class).collect();
            let ids: Vec<Id> = rows.iter().map(|&row| resources[row].0).collect();
            for (known, path) in self.ontology.known_by(class) {
                let names = self.read(|reader, budget| reader.literals(&ids, path, None, budget))?;
                for (i, &row) in rows.iter().enumerate() {
                    for &name in names.list(i) {
                        let name = self.reader.term(name);
                        self.budget.borrow_mut().spend_time(wanted.work(name))?;
                        scores[row] = scores[row].max(wanted.score(known, name));
                    }
                }
            }
        }
        Ok(scores)
    }

    /// For each resource the share of properties that agree; none if no properties were given.
    fn agreeing(&self, resources: &[Typed], properties: &[Property]) -> Result<Vec<Option<f64>>, Error> {
        if properties.is_empty() {
            return Ok(vec![None; resources.len()]);
        }
        let mut agreeing = vec![0_usize; resources.len()];
        for property in properties {
            let wanted: Vec<Wanted<'_>> = property.values.iter().map(|value| Wanted::new(value)).collect();
            for (count, values) in agreeing.iter_mut().zip(self.comparable(resources, &property.name)?) {
                *count += usize::from(values.iter().any(|value| wanted.iter().any(|wanted| wanted.is(value))));
            }
        }
        Ok(agreeing.into_iter().map(|count| Some(count as f64 / properties.len() as f64)).collect())
    }

    /// The values of a property of each resource as texts: of a linked resource its identifier and its names in all languages.
    fn comparable(&self, resources: &[Typed], name: &str) -> Result<Vec<Vec<String>>, Error> {
        let mut all = vec![Vec::new(); resources.len()];
        let mut fields: Vec<_> = self.fields(name)?.into_iter().map(|(_, field)| (field.path, field.kind)).collect();
        fields.dedup();
        for (path, kind) in fields {
            let has = |class: ClassId| self.ontology.class(class).field(name).is_some_and(|own| own.path == path);
            let ids: Vec<Id> = resources.iter().map(|&(id, class)| if has(class) { id } else { Id::NONE }).collect();
            if kind.class().is_none() {
                let values = self.read(|reader, budget| reader.literals(&ids, path, None, budget))?;
                for (row, texts) in all.iter_mut().enumerate() {
                    texts.extend(values.list(row).iter().map(|&value| self.reader.term(value).to_owned()));
                }
                continue;
            }
            let listing = Listing::page(Window { first: Some(MOST_VALUES), ..Window::all() });
            let links = self.read(|reader, budget| reader.links(&ids, path, &listing, budget))?;
            let names = self.all_names(&links.ids)?;
            for (row, texts) in all.iter_mut().enumerate() {
                for link in links.list(row) {
                    texts.push(self.reader.term(*link).to_owned());
                    texts.extend(names.get(link).into_iter().flatten().cloned());
                }
            }
        }
        Ok(all)
    }

    /// The labels of resources in all languages.
    fn all_names(&self, ids: &[Id]) -> Result<HashMap<Id, Vec<String>>, Error> {
        let mut distinct = ids.to_vec();
        only_once(&mut distinct);
        let mut names: HashMap<Id, Vec<String>> = HashMap::new();
        let typed = self.typed(&distinct)?;
        let mut paths: Vec<PathId> = typed.iter().filter_map(|(_, class)| self.ontology.label(*class)).collect();
        paths.sort_unstable();
        paths.dedup();
        for path in paths {
            let labels = self.read(|reader, budget| reader.literals(&distinct, path, None, budget))?;
            for (row, &id) in distinct.iter().enumerate() {
                let texts = labels.list(row).iter().map(|&label| self.reader.term(label).to_owned());
                names.entry(id).or_default().extend(texts);
            }
        }
        Ok(names)
    }
}

/// That a field has one of some values.
fn condition(path: PathId, kind: FieldKind, values: &[String]) -> Condition {
    if kind.class().is_none() {
        return Condition::Value { path, languages: None, test: Test::In(values.to_vec()) };
    }
    let iris: Vec<_> = values.iter().filter_map(|value| NamedNode::new(value).ok()).collect();
    let is = Box::new(Condition::Is(iris));
    Condition::Link { path, quantifier: Quantifier::Some, condition: is }
}
