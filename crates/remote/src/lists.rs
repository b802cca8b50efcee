//! Pages of lists: cut by the endpoint where it is one list in the order of IRIs, otherwise here.

use super::expressions::{call, count_distinct, string};
use super::group::{Group, distinct, union};
use super::members;
use super::order::{self, Sorted};
use super::patterns::Patterns;
use super::reader::{Remote, Rows, element, parent};
use oxigraph::model::{NamedNode, Variable};
use plenary_graph::snapshot::{Id, only_once};
use plenary_ontology::{ClassId, PathId};
use plenary_query::{Budget, Condition, Error, Links, Listing, Page, Window};
use spargebra::algebra::{Expression, Function, GraphPattern, OrderExpression};
use std::borrow::Cow;
use std::collections::HashMap;

/// Pages that end beyond this number of elements are cut here: Virtuoso refuses to sort more of a list for a page.
const FARTHEST: usize = 10_000;

/// Where the elements of one list come from.
#[derive(Clone, Copy)]
enum Source<'a> {
    Class(ClassId),
    Parent(&'a NamedNode, PathId),
}

/// A page of the instances of a class.
pub(super) fn instances(
    remote: &Remote<'_>,
    class: ClassId,
    listing: &Listing,
    budget: &mut Budget,
) -> Result<Links, Error> {
    let mut links = Links { starts: vec![0], ..Links::default() };
    let (ids, page) = one(remote, Source::Class(class), listing, budget)?;
    add(&mut links, &ids, page);
    Ok(links)
}

/// For each row a page of what a path leads to.
pub(super) fn links(
    remote: &Remote<'_>,
    rows: &[Id],
    path: PathId,
    listing: &Listing,
    budget: &mut Budget,
) -> Result<Links, Error> {
    let parents = remote.parents(rows);
    let is_listed = remote.ontology.path(path).is_list() && listing.order.keys.is_empty();
    let pages = match &parents[..] {
        _ if is_listed => members::pages(remote, &parents, path, listing, budget)?,
        [only] => {
            let page = one(remote, Source::Parent(only, path), listing, budget)?;
            HashMap::from([(remote.terms.id(&only.clone().into()), page)])
        }
        _ => several(remote, &parents, path, listing, budget)?,
    };
    let nothing = (Vec::new(), listing.window.page(0, 0, 0));
    let mut links = Links { starts: vec![0], ..Links::default() };
    for row in rows {
        let (ids, page) = pages.get(row).unwrap_or(&nothing);
        budget.spend(ids.len())?;
        add(&mut links, ids, *page);
    }
    Ok(links)
}

fn add(links: &mut Links, ids: &[Id], page: Page) {
    links.ids.extend_from_slice(ids);
    links.starts.push(links.ids.len() as u32);
    links.pages.push(page);
}

/// A pattern that binds each element of a list, perhaps several times.
fn elements(patterns: &Patterns<'_>, source: Source<'_>, listing: &Listing) -> Result<Group, Error> {
    let mut group = Group::default();
    match source {
        Source::Class(class) => patterns.class(&mut group, &element(), class),
        Source::Parent(parent, path) => patterns.walk(&mut group, parent.clone().into(), path, &element()),
    }
    patterns.require(&mut group, &element(), &listing.filter)?;
    Ok(group)
}

/// A listing that asks for very many resources by name, as full text finds them, in parts with at most `most` of them.
pub(super) fn parts(listing: &Listing, most: usize) -> Vec<Cow<'_, Listing>> {
    let conditions = match &*listing.filter {
        Condition::All(conditions) => &conditions[..],
        other => std::slice::from_ref(other),
    };
    let named = conditions.iter().enumerate().find_map(|(place, condition)| match condition {
        Condition::Is(iris) if iris.len() > most => Some((place, iris)),
        _ => None,
    });
    let Some((place, iris)) = named else { return vec![Cow::Borrowed(listing)] };
    let part = |iris: &[NamedNode]| {
        let mut conditions = conditions.to_vec();
        conditions[place] = Condition::Is(iris.to_vec());
        Cow::Owned(Listing { filter: Condition::All(conditions).into(), ..listing.clone() })
    };
    iris.chunks(most.max(1)).map(part).collect()
}

fn one(
    remote: &Remote<'_>,
    source: Source<'_>,
    listing: &Listing,
    budget: &mut Budget,
) -> Result<(Vec<Id>, Page), Error> {
    let parts = parts(listing, remote.endpoint.settings().parents);
    let reach = listing.window.offset.saturating_add(listing.window.first.or(listing.window.last).unwrap_or(0));
    if parts.len() == 1 && listing.order.keys.is_empty() && reach <= FARTHEST {
        return cut_there(remote, &listing.window, |patterns| elements(patterns, source, listing), budget);
    }
    let mut answers: Vec<Rows> = Vec::new();
    let mut keys = Vec::new();
    for part in &parts {
        let patterns = remote.patterns();
        let base = || elements(&patterns, source, part).map(Group::into_pattern);
        let (pattern, variables, columns) = order::with_keys(&patterns, &listing.order, base, &[element()])?;
        answers.push(remote.select(pattern, &variables, budget)?);
        keys = columns;
    }
    let sorted = Sorted::new(remote, &listing.order, &keys, &answers, budget)?;
    let mut list: Vec<Id> = answers.iter().flat_map(Rows::iter).map(|row| row[0]).collect();
    only_once(&mut list);
    let page = sorted.page(list, &listing.window);
    sorted.keep();
    Ok(page)
}

/// One query for the page, the length of the whole list, and the places of the cursors in it.
fn cut_there(
    remote: &Remote<'_>,
    window: &Window,
    elements: impl Fn(&Patterns<'_>) -> Result<Group, Error>,
    budget: &mut Budget,
) -> Result<(Vec<Id>, Page), Error> {
    let patterns = remote.patterns();
    let [total, low, high] = ["total", "low", "high"].map(Variable::new_unchecked);
    let iri = || Box::new(call(Function::Str, [element().into()]));
    let bound = |iri: &str| Box::new(string(iri));
    let count = |variable: &Variable, filter: Option<Expression>| {
        let mut group = elements(&patterns)?;
        filter.into_iter().for_each(|filter| group.filter(filter));
        Ok::<_, Error>(GraphPattern::Group {
            inner: Box::new(group.into_pattern()),
            variables: Vec::new(),
            aggregates: vec![(variable.clone(), count_distinct(&element()))],
        })
    };
    let mut parts = vec![count(&total, None)?];
    if let Some(after) = &window.after {
        parts.push(count(&low, Some(Expression::LessOrEqual(iri(), bound(after.iri()))))?);
    }
    if let Some(before) = &window.before {
        parts.push(count(&high, Some(Expression::Less(iri(), bound(before.iri()))))?);
    }
    if window.first != Some(0) && window.last != Some(0) {
        let mut group = elements(&patterns)?;
        if let Some(after) = &window.after {
            group.filter(Expression::Greater(iri(), bound(after.iri())));
        }
        if let Some(before) = &window.before {
            group.filter(Expression::Less(iri(), bound(before.iri())));
        }
        parts.push(slice(group.into_pattern(), *iri(), window));
    }
    let variables = [element(), total, low, high];
    let answer = remote.select(project(union(parts), &variables), &variables, budget)?;
    let number = |column: usize| {
        let cell = answer.iter().map(|row| row[column]).find(|id| *id != Id::NONE);
        cell.and_then(|id| remote.terms.text(id).parse::<usize>().ok())
    };
    let total = number(1).unwrap_or_default();
    let low = if window.after.is_some() { number(2).unwrap_or_default() } else { 0 };
    let high = if window.before.is_some() { number(3).unwrap_or_default() } else { total };
    let page = window.page(total, low, high);
    let mut ids: Vec<Id> = answer.iter().map(|row| row[0]).filter(|id| *id != Id::NONE).collect();
    ids.sort_by(|a, b| remote.terms.order(*a, *b));
    // What the endpoint gave ends where the page ends; of `first` and `last` together it knows `first` alone.
    let wanted = (page.end - page.start) as usize;
    ids.drain(..ids.len().saturating_sub(wanted));
    Ok((ids, page))
}

/// The elements of a page by IRI: from the front, or, if only `last` is asked for, from the back.
fn slice(elements: GraphPattern, iri: Expression, window: &Window) -> GraphPattern {
    let is_backward = window.first.is_none() && window.last.is_some();
    let by = if is_backward { OrderExpression::Desc(iri) } else { OrderExpression::Asc(iri) };
    // Sorted outside, so that what is sorted is distinct already.
    let different = distinct(elements, &[element()]);
    let sorted = GraphPattern::OrderBy { inner: Box::new(different), expression: vec![by] };
    let (start, length) = if is_backward { (0, window.last) } else { (window.offset, window.first) };
    GraphPattern::Slice { inner: Box::new(project(sorted, &[element()])), start, length }
}

fn project(inner: GraphPattern, variables: &[Variable]) -> GraphPattern {
    GraphPattern::Project { inner: Box::new(inner), variables: variables.to_vec() }
}

/// The pages of several parents: all candidates are read, with the keys that they are sorted by.
fn several(
    remote: &Remote<'_>,
    parents: &[NamedNode],
    path: PathId,
    listing: &Listing,
    budget: &mut Budget,
) -> Result<HashMap<Id, (Vec<Id>, Page)>, Error> {
    let mut answers: Vec<Rows> = Vec::new();
    let mut keys = Vec::new();
    let most = remote.endpoint.settings().parents.max(1);
    let parts = parts(listing, most);
    for (chunk, part) in parents.chunks(most).flat_map(|chunk| parts.iter().map(move |part| (chunk, part))) {
        let patterns = remote.patterns();
        let base = || {
            let mut group = Group::default();
            group.values(&parent(), chunk.iter().cloned());
            patterns.walk(&mut group, parent().into(), path, &element());
            patterns.require(&mut group, &element(), &part.filter)?;
            Ok(group.into_pattern())
        };
        let (pattern, variables, columns) = order::with_keys(&patterns, &listing.order, base, &[element(), parent()])?;
        answers.push(remote.select(pattern, &variables, budget)?);
        keys = columns;
    }
    let sorted = Sorted::new(remote, &listing.order, &keys, &answers, budget)?;
    let mut lists: HashMap<Id, Vec<Id>> = HashMap::new();
    for row in answers.iter().flat_map(Rows::iter).filter(|row| row[1] != Id::NONE) {
        lists.entry(row[1]).or_default().push(row[0]);
    }
    let page = |(parent, mut list): (Id, Vec<Id>)| {
        only_once(&mut list);
        budget.spend_time(list.len())?;
        Ok((parent, sorted.page(list, &listing.window)))
    };
    let pages = lists.into_iter().map(page).collect();
    sorted.keep();
    pages
}
