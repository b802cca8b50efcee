//! Orders of lists: the keys are read with the lists, and the lists sorted here, as the snapshot sorts them.

use super::expressions::count_distinct;
use super::group::{Group, distinct, union};
use super::patterns::Patterns;
use super::reader::{Remote, Rows, element};
use oxigraph::model::{Literal, Variable};
use plenary_graph::snapshot::Id;
use plenary_query::{Budget, Collation, Cursor, Error, Hop, Order, OrderBy, OrderKey, Page, Window};
use plenary_values::{Datatype, Value};
use spargebra::algebra::GraphPattern;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;

/// The keys of resources as texts, for each order that a request has sorted by.
#[derive(Default)]
pub(super) struct Keys(Vec<(Order, KeysOf)>);

/// Resources with a text for each key, if they have one.
type KeysOf = HashMap<Id, Vec<Option<String>>>;

impl Keys {
    /// The keys of resources that have been sorted.
    pub(super) fn of(&self, ids: &[Id], order: &Order) -> Vec<Vec<Option<String>>> {
        let known = self.0.iter().find(|(known, _)| known == order).map(|(_, keys)| keys);
        let none = || vec![None; order.keys.len()];
        ids.iter().map(|id| known.and_then(|keys| keys.get(id)).cloned().unwrap_or_else(none)).collect()
    }

    fn add(&mut self, order: &Order, keys: KeysOf) {
        match self.0.iter_mut().find(|(known, _)| known == order) {
            Some((_, known)) => known.extend(keys),
            None => self.0.push((order.clone(), keys)),
        }
    }
}

/// Where the terms of a key stand in a row: the resources on the way, and at the end what is sorted by.
type Columns = Range<usize>;

/// A query for the elements of lists and for their keys, its variables, and where in them each key is. The keys are
/// united with the elements, not joined to them, so that an element of several texts does not multiply with others.
pub(super) fn with_keys(
    patterns: &Patterns<'_>,
    order: &Order,
    base: impl Fn() -> Result<GraphPattern, Error>,
    own: &[Variable],
) -> Result<(GraphPattern, Vec<Variable>, Vec<Columns>), Error> {
    let mut variables = own.to_vec();
    let mut columns = Vec::new();
    let mut parts = vec![distinct(base()?, own)];
    for key in &order.keys {
        let start = variables.len();
        let mut group = Group::default();
        group.part(distinct(base()?, &[element()]));
        // A number of links of the elements themselves is counted for them alone.
        let counted = match (&key.by, key.way.is_empty()) {
            (OrderBy::Count(_), true) => Some(base()?),
            _ => None,
        };
        follow(patterns, &mut group, &element(), (&key.way, &key.by), counted, &mut variables);
        columns.push(start..variables.len());
        if start < variables.len() {
            let asked = [&[element()], &variables[start..]].concat();
            parts.push(distinct(group.into_pattern(), &asked));
        }
    }
    let pattern = GraphPattern::Project { inner: Box::new(union(parts)), variables: variables.clone() };
    Ok((pattern, variables, columns))
}

/// The way and the value of a key, each step only if the one before is there.
fn follow(
    patterns: &Patterns<'_>,
    group: &mut Group,
    from: &Variable,
    (way, by): (&[Hop], &OrderBy),
    counted: Option<GraphPattern>,
    variables: &mut Vec<Variable>,
) {
    let (path, rest) = match (way.split_first(), by) {
        (Some((Hop::Link(path), rest)), _) => (*path, Some(rest)),
        (Some((Hop::Narrow(class), rest)), _) => {
            let same = patterns.fresh();
            let mut next = Group::default();
            next.part(patterns.narrowed(from, *class, &same));
            variables.push(same.clone());
            follow(patterns, &mut next, &same, (rest, by), None, variables);
            group.optional(next.into_pattern());
            return;
        }
        (None, OrderBy::Value(path) | OrderBy::Text { path, .. }) => (*path, None),
        (None, OrderBy::Count(path)) => {
            let (linked, count) = (patterns.fresh(), patterns.fresh());
            let mut within = Group::default();
            if let Some(counted) = counted {
                within.part(distinct(counted, std::slice::from_ref(from)));
            }
            patterns.walk(&mut within, from.clone().into(), *path, &linked);
            group.optional(GraphPattern::Group {
                inner: Box::new(distinct(within.into_pattern(), &[from.clone(), linked.clone()])),
                variables: vec![from.clone()],
                aggregates: vec![(count.clone(), count_distinct(&linked))],
            });
            variables.push(count);
            return;
        }
        (None, OrderBy::Iri) => return,
    };
    let to = patterns.fresh();
    let mut next = Group::default();
    patterns.walk(&mut next, from.clone().into(), path, &to);
    variables.push(to.clone());
    if let Some(rest) = rest {
        follow(patterns, &mut next, &to, (rest, by), None, variables);
    }
    group.optional(next.into_pattern());
}

/// What a key is compared by.
enum Place<'t> {
    Text(&'t str),
    Value(Value<'t>),
    Collated(Vec<u8>),
}

impl Place<'_> {
    fn compare(&self, other: &Place<'_>) -> Ordering {
        match (self, other) {
            (Self::Text(a), Place::Text(b)) => (**a).cmp(*b),
            (Self::Value(a), Place::Value(b)) => a.compare(b),
            (Self::Collated(a), Place::Collated(b)) => a.cmp(b),
            _ => Ordering::Equal, // keys of one order are of one kind
        }
    }
}

/// Elements with their keys.
pub(super) struct Sorted<'r, 'a> {
    remote: &'r Remote<'a>,
    order: &'r Order,
    /// For each key how texts are put in order, if it is one of texts.
    collations: Vec<Option<Collation>>,
    terms: HashMap<Id, Vec<Option<Id>>>,
    places: HashMap<Id, Vec<Option<Place<'r>>>>,
}

impl<'r, 'a> Sorted<'r, 'a> {
    /// Reads the keys of the elements, which stand first in each row of the answers.
    pub(super) fn new(
        remote: &'r Remote<'a>,
        order: &'r Order,
        columns: &[Columns],
        answers: &[Rows],
        budget: &mut Budget,
    ) -> Result<Self, Error> {
        let collation = |key: &OrderKey| match &key.by {
            OrderBy::Text { languages, .. } => Some(Collation::of(languages)),
            OrderBy::Iri | OrderBy::Value(_) | OrderBy::Count(_) => None,
        };
        let collations = order.keys.iter().map(collation).collect();
        let mut sorted = Self { remote, order, collations, terms: HashMap::new(), places: HashMap::new() };
        if order.keys.is_empty() {
            return Ok(sorted);
        }
        let mut rows: HashMap<Id, Vec<&[Id]>> = HashMap::new();
        for row in answers.iter().flat_map(Rows::iter) {
            rows.entry(row[0]).or_default().push(row);
        }
        for (id, rows) in rows {
            budget.spend_time(16)?; // a sort key takes about as long as 16 look-ups
            let terms: Vec<_> =
                order.keys.iter().zip(columns).map(|(key, at)| sorted.term(id, key, at, &rows)).collect();
            let text = |term: Id| remote.terms.text(term);
            let places = terms.iter().enumerate().map(|(key, term)| Some(sorted.place(key, text((*term)?)))).collect();
            sorted.terms.insert(id, terms);
            sorted.places.insert(id, places);
        }
        Ok(sorted)
    }

    /// The term that an element is ordered by: at each step the first, and at the end the first or the best text.
    fn term(&self, id: Id, key: &OrderKey, columns: &Columns, rows: &[&[Id]]) -> Option<Id> {
        let order = |a: &Id, b: &Id| self.remote.terms.order(*a, *b);
        let mut rows: Vec<&[Id]> = rows.iter().map(|row| &row[columns.clone()]).collect();
        let mut owner = id;
        for link in 0..key.way.len() {
            owner = rows.iter().map(|row| row[link]).filter(|id| *id != Id::NONE).min_by(order)?;
            rows.retain(|row| row[link] == owner);
        }
        let ends = || rows.iter().filter_map(|row| row.get(key.way.len()).copied()).filter(|id| *id != Id::NONE);
        match &key.by {
            OrderBy::Iri => Some(owner),
            OrderBy::Value(_) => ends().min_by(order),
            OrderBy::Count(_) => Some(ends().next().unwrap_or_else(|| self.remote.terms.id(&Literal::from(0).into()))),
            OrderBy::Text { languages, .. } => {
                let mut texts: Vec<Id> = ends().collect();
                texts.sort_by(order);
                self.remote.best(&texts, languages, true)
            }
        }
    }

    /// Where the text of a key belongs.
    fn place<'t>(&self, key: usize, text: &'t str) -> Place<'t> {
        match (&self.order.keys[key].by, &self.collations[key]) {
            (OrderBy::Value(path), _) => {
                Place::Value(Value::read(self.remote.ontology.path(*path).ends.datatype(), text))
            }
            (OrderBy::Count(_), _) => Place::Value(Value::read(Datatype::Integer, text)),
            (OrderBy::Text { .. }, Some(collation)) => Place::Collated(collation.key(text)),
            (OrderBy::Iri | OrderBy::Text { .. }, _) => Place::Text(text),
        }
    }

    /// The page of a list.
    pub(super) fn page(&self, mut list: Vec<Id>, window: &Window) -> (Vec<Id>, Page) {
        let none = Vec::new();
        let places = |id: &Id| self.places.get(id).unwrap_or(&none);
        let text = |id: &Id| self.remote.terms.text(*id);
        list.sort_by(|a, b| self.compare(places(a), places(b)).then_with(|| text(a).cmp(text(b))));
        let before = |cursor: &Cursor, or_equal: bool| {
            let keys = cursor.keys().iter().enumerate();
            let keys: Vec<_> = keys.map(|(key, text)| Some(self.place(key, text.as_deref()?))).collect();
            list.partition_point(|id| {
                let order = self.compare(places(id), &keys).then_with(|| text(id).cmp(cursor.iri()));
                order.is_lt() || (or_equal && order.is_eq())
            })
        };
        let low = window.after.as_ref().map_or(0, |cursor| before(cursor, true));
        let high = window.before.as_ref().map_or(list.len(), |cursor| before(cursor, false));
        let page = window.page(list.len(), low, high);
        (list[page.start as usize..page.end as usize].to_vec(), page)
    }

    /// Resources without a key come last, in both directions.
    fn compare(&self, a: &[Option<Place<'_>>], b: &[Option<Place<'_>>]) -> Ordering {
        let orders = a.iter().zip(b).zip(&self.order.keys).map(|((a, b), key)| match (a, b) {
            (Some(a), Some(b)) if key.descending => b.compare(a),
            (Some(a), Some(b)) => a.compare(b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        });
        orders.fold(Ordering::Equal, Ordering::then)
    }

    /// Keeps the keys as texts, for cursors.
    pub(super) fn keep(self) {
        if self.order.keys.is_empty() {
            return;
        }
        let text = |term: &Option<Id>| term.map(|term| self.remote.terms.text(term).to_owned());
        let keys = self.terms.iter().map(|(id, terms)| (*id, terms.iter().map(text).collect())).collect();
        self.remote.keys.borrow_mut().add(self.order, keys);
    }
}
