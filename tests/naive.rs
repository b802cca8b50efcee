//! The same answers as the engine's, found the slow way: one resource and one field at a time, in nested loops over the
//! quads of the store. It shares nothing with the engine but the selection and the names of the ontology, so where both
//! give the same bytes, neither the snapshot, nor the plan, nor the writer has changed anything.

mod conditions;
mod dataset;
mod groups;
mod order;
mod search;
mod values;

pub(crate) use search::{Asked, facet, found};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oxigraph::model::{Literal, NamedNodeRef, NamedOrBlankNode, Term, vocab};
use oxigraph::store::Store;
use plenary::ontology::{ClassId, Ends, Ontology, PathId, Scalar, Step, Text};
use plenary::query::{
    ConnectionPart, EdgePart, Listing, Member, Object, PageField, Pick, RecordField, RecordId, RecordPick, Records,
    RootPick, SelectedPart, Selection, TextPart,
};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// JSON; none where a value is missing that must not be null, so that the object around it is missing too.
type Json = Option<String>;

/// The value of `data`.
pub(crate) fn answer(selection: &Selection, ontology: &Ontology, store: &Store) -> String {
    let naive = Naive { ontology, store, known_ends: RefCell::default(), known_types: RefCell::default() };
    object(&selection.roots, |root| (&root.key, naive.root(&root.pick))).unwrap_or_else(null)
}

/// What is asked of a record that is known already.
fn record(records: &Records, id: RecordId, fields: &[RecordField]) -> String {
    let record_of = records.get(id).unwrap();
    let member = |field: &RecordField| match &field.pick {
        RecordPick::Typename => format!("\"{}\"", record_of.type_name),
        RecordPick::Member(index, fields) => match &record_of.members[*index] {
            Member::Texts(_) => panic!("a text is asked for in languages"),
            Member::Json(json) => json.to_string(),
            Member::One(id) => record(records, *id, fields),
            Member::Many(ids) => {
                let all: Vec<_> = ids.iter().map(|id| record(records, *id, fields)).collect();
                format!("[{}]", all.join(","))
            }
        },
        RecordPick::Text(index, languages) => match &record_of.members[*index] {
            Member::Texts(texts) => {
                choose(&terms(texts), languages, true).and_then(|text| string(&text)).unwrap_or_else(null)
            }
            other => panic!("{other:?} is no text"),
        },
    };
    let members: Vec<_> = fields.iter().map(|field| format!("{}{}", field.json_key, member(field))).collect();
    format!("{{{}}}", members.join(","))
}

/// Texts of the ontology as terms.
fn terms(texts: &[Text]) -> Vec<Term> {
    let literal = |text: &Text| match &text.language {
        Some(tag) => Literal::new_language_tagged_literal_unchecked(&text.value, tag).into(),
        None => Literal::from(text.value.as_str()).into(),
    };
    texts.iter().map(literal).collect()
}

/// What a path leads to.
type Terms = Rc<Vec<Term>>;

struct Naive<'a> {
    ontology: &'a Ontology,
    store: &'a Store,
    /// What has been found before, as conditions ask for the same again and again.
    known_ends: RefCell<HashMap<(Term, u16), Terms>>,
    known_types: RefCell<HashMap<(Term, u16), bool>>,
}

impl Naive<'_> {
    fn root(&self, pick: &RootPick) -> Json {
        match pick {
            RootPick::Typename => string("Query"),
            RootPick::Search { .. } => panic!("searches have their expectations in search.rs"),
            RootPick::Analysis(_) => panic!("analyses are computed again in analyses.rs"),
            RootPick::Node { iri, object } => Some(self.resource(&iri.clone().into(), object).unwrap_or_else(null)),
            RootPick::Entities(entities) => list(&entities.places, |place| {
                let named = place
                    .as_ref()
                    .ok()
                    .map(|&(group, row)| (&entities.groups[group].iris[row], &entities.groups[group].object));
                let found = named.and_then(|(iri, object)| self.resource(&iri.clone().into(), object));
                Some(found.unwrap_or_else(null))
            }),
            RootPick::Instances { class, listing, parts } => {
                let all = self.quads(None, Some(vocab::rdf::TYPE), None).into_iter().map(|(subject, _)| subject);
                let instances = all.filter(|subject| self.is_a(subject, *class));
                self.connection((sorted(instances.collect()), false), listing, parts)
            }
            RootPick::Dataset(fields) => self.dataset(fields),
            RootPick::Known(known) => {
                Some(known.record.map_or_else(null, |id| record(&known.records, id, &known.fields)))
            }
            RootPick::Refused(_) => Some(null()),
        }
    }

    /// Subject and object of the quads of a pattern, in whatever graph.
    fn quads(&self, s: Option<&Term>, p: Option<NamedNodeRef<'_>>, o: Option<&Term>) -> Vec<(Term, Term)> {
        let subject = match s {
            None => None,
            Some(Term::NamedNode(iri)) => Some(NamedOrBlankNode::from(iri.clone())),
            Some(Term::BlankNode(node)) => Some(node.clone().into()),
            Some(_) => return Vec::new(),
        };
        let quads = self.store.quads_for_pattern(subject.as_ref().map(|s| s.as_ref()), p, o.map(|o| o.as_ref()), None);
        quads.map(|quad| quad.unwrap()).map(|quad| (quad.subject.into(), quad.object)).collect()
    }

    fn objects(&self, subject: &Term, predicate: NamedNodeRef<'_>) -> Vec<Term> {
        self.quads(Some(subject), Some(predicate), None).into_iter().map(|(_, object)| object).collect()
    }

    /// Whether a resource is of one of the object types that a class stands for. A blank node has no name to give to a
    /// client, so it is of none.
    fn is_a(&self, resource: &Term, class: ClassId) -> bool {
        let key = (resource.clone(), class.0);
        let known = self.known_types.borrow().get(&key).copied();
        known.unwrap_or_else(|| {
            let is_a = self.is_found_to_be_a(resource, class);
            self.known_types.borrow_mut().insert(key, is_a);
            is_a
        })
    }

    fn is_found_to_be_a(&self, resource: &Term, class: ClassId) -> bool {
        let concrete = &self.ontology.class(class).concrete;
        concrete.iter().any(|&wanted| {
            self.has_class(resource, wanted)
                && !self.ontology.instead_of(wanted).any(|other| self.is_a(resource, other))
        })
    }

    /// Whether a resource is said to be of a class or of one below it.
    fn has_class(&self, resource: &Term, wanted: ClassId) -> bool {
        let mut classes = if resource.is_named_node() { self.objects(resource, vocab::rdf::TYPE) } else { Vec::new() };
        let mut seen = BTreeSet::new();
        while let Some(found) = classes.pop() {
            if found == Term::from(self.ontology.class(wanted).iri.clone()) {
                return true;
            }
            if seen.insert(found.to_string()) {
                classes.extend(self.objects(&found, vocab::rdfs::SUB_CLASS_OF));
            }
        }
        false
    }

    fn walk(&self, from: &Term, step: &Step) -> Vec<Term> {
        if step.members {
            let mut nodes = self.objects(from, step.predicate.as_ref());
            let mut at = 0;
            while at < nodes.len() {
                for next in self.objects(&nodes[at], vocab::rdf::REST) {
                    if !nodes.contains(&next) {
                        nodes.push(next);
                    }
                }
                at += 1;
            }
            return nodes.iter().flat_map(|node| self.objects(node, vocab::rdf::FIRST)).collect();
        }
        if !step.inverse {
            return self.objects(from, step.predicate.as_ref());
        }
        self.quads(None, Some(step.predicate.as_ref()), Some(from)).into_iter().map(|(subject, _)| subject).collect()
    }

    fn ends(&self, resource: &Term, path: PathId) -> Terms {
        let key = (resource.clone(), path.0);
        if let Some(known) = self.known_ends.borrow().get(&key) {
            return Rc::clone(known);
        }
        let path = self.ontology.path(path);
        let mut ends = vec![resource.clone()];
        for step in &path.steps {
            ends = ends.iter().flat_map(|end| self.walk(end, step)).collect();
        }
        if let Ends::Class(class) = path.ends {
            ends.retain(|end| self.is_a(end, class));
        }
        let ends = Rc::new(sorted(ends));
        self.known_ends.borrow_mut().insert(key, Rc::clone(&ends));
        ends
    }

    /// The members of the list that a path leads to, in its order; none if it leads to no list or to several, or to one that
    /// forks.
    fn in_list_order(&self, resource: &Term, path: PathId) -> Option<Vec<Term>> {
        let (last, front) = self.ontology.path(path).steps.split_last().filter(|(last, _)| last.members)?;
        let mut heads = vec![resource.clone()];
        for step in front {
            heads = heads.iter().flat_map(|end| self.walk(end, step)).collect();
        }
        let heads = sorted(heads.iter().flat_map(|end| self.objects(end, last.predicate.as_ref())).collect());
        let is_node = |head: &&Term| {
            [vocab::rdf::FIRST, vocab::rdf::REST].iter().any(|predicate| !self.objects(head, *predicate).is_empty())
        };
        let heads: Vec<&Term> = heads.iter().filter(is_node).collect();
        let [head] = heads[..] else { return None };
        let (mut members, mut nodes) = (Vec::new(), vec![head.clone()]);
        loop {
            let node = nodes.last()?;
            let (mut first, mut rest) = (self.objects(node, vocab::rdf::FIRST), self.objects(node, vocab::rdf::REST));
            if first.len() > 1 || rest.len() > 1 {
                return None;
            }
            members.extend(first.pop().filter(|member| !members.contains(member)));
            match rest.pop().filter(|next| !nodes.contains(next)) {
                Some(next) => nodes.push(next),
                None => break,
            }
        }
        let ends = self.ends(resource, path);
        members.retain(|member| ends.contains(member));
        Some(members)
    }

    /// What a path leads to, and whether it is in an order of its own.
    fn listed(&self, resource: &Term, path: PathId, listing: &Listing) -> (Vec<Term>, bool) {
        let ordered = self.in_list_order(resource, path).filter(|_| listing.order.keys.is_empty());
        let is_ordered = ordered.is_some();
        (ordered.unwrap_or_else(|| self.ends(resource, path).to_vec()), is_ordered)
    }

    fn resource(&self, resource: &Term, asked: &Object) -> Json {
        let class = *asked.types.iter().find(|class| self.is_a(resource, **class))?;
        let variant = asked.variants.iter().find(|variant| variant.types.contains(&class))?;
        object(&variant.fields, |&field| {
            let field = &asked.fields[field];
            (&field.key, self.field(resource, class, &field.pick))
        })
    }

    fn field(&self, resource: &Term, class: ClassId, pick: &Pick) -> Json {
        let unless = |required: bool| (!required).then(null);
        match pick {
            Pick::Id => string(text(resource)),
            Pick::Analysis(_) => panic!("analyses are computed again in analyses.rs"),
            Pick::Typename => string(&self.ontology.class(class).name),
            Pick::Value { path, scalar, required } => {
                let value = self.ends(resource, *path).first().and_then(|value| self.scalar(value, *scalar));
                value.or_else(|| unless(*required))
            }
            Pick::Values { path, scalar } => list(&self.in_order(resource, *path), |value| {
                // Elements that JSON cannot write are null by themselves.
                self.scalar(value, *scalar).or_else(|| unless(*scalar != Scalar::Float))
            }),
            Pick::Text { path, languages, required } => {
                let best = choose(&self.ends(resource, *path), languages, *required);
                best.and_then(|best| string(&best)).or_else(|| unless(*required))
            }
            Pick::Texts { path, languages, parts } => {
                let mut texts = self.in_order(resource, *path);
                texts.retain(|text| languages.as_ref().is_none_or(|ranges| conditions::takes(ranges, text)));
                list(&texts, |value| {
                    object(parts, |(key, part)| {
                        let json = match part {
                            TextPart::Value => string(text(value)),
                            TextPart::Language => language(value).map_or_else(|| Some(null()), string),
                            TextPart::Typename => string("LangString"),
                        };
                        (key, json)
                    })
                })
            }
            Pick::Link { path, required, object } => {
                let link = self.ends(resource, *path).first().and_then(|link| self.resource(link, object));
                link.or_else(|| unless(*required))
            }
            Pick::Links { path, listing, object } => {
                let rows = self.page(self.listed(resource, *path, listing), listing).rows;
                list(&rows, |row| self.resource(&row.term, object))
            }
            Pick::Connection { path, listing, parts } => {
                self.connection(self.listed(resource, *path, listing), listing, parts)
            }
        }
    }

    fn scalar(&self, value: &Term, scalar: Scalar) -> Json {
        let text = text(value);
        match scalar {
            Scalar::Int => text.parse::<i32>().ok().map(|number| number.to_string()),
            Scalar::Float => text.parse::<f64>().ok().filter(|n| n.is_finite()).map(|number| number.to_string()),
            Scalar::Boolean if ["true", "1"].contains(&text) => Some("true".into()),
            Scalar::Boolean if ["false", "0"].contains(&text) => Some("false".into()),
            Scalar::Boolean => None,
            Scalar::Enum(id) if !self.ontology.enumeration(id).values.iter().any(|v| v == text) => None,
            _ => string(text),
        }
    }

    fn in_order(&self, resource: &Term, path: PathId) -> Vec<Term> {
        self.in_list_order(resource, path).unwrap_or_else(|| self.ends(resource, path).to_vec())
    }

    fn connection(&self, list_of_all: (Vec<Term>, bool), listing: &Listing, parts: &[(String, SelectedPart)]) -> Json {
        let page = self.page(list_of_all, listing);
        let cursor = |row: Option<&order::Placed>| match row {
            Some(row) => {
                let form = serde_json::to_string(&(&listing.order.name, text(&row.term), &row.keys)).unwrap();
                string(&URL_SAFE_NO_PAD.encode(form))
            }
            None => Some(null()),
        };
        object(parts, |(key, part)| {
            let json = match part {
                ConnectionPart::Nodes(asked) => list(&page.rows, |row| self.resource(&row.term, asked)),
                ConnectionPart::Edges(parts) => list(&page.rows, |row| {
                    object(parts, |(key, part)| match part {
                        EdgePart::Node(asked) => (key, self.resource(&row.term, asked)),
                        EdgePart::Cursor => (key, cursor(Some(row))),
                        EdgePart::Typename(name) => (key, string(name)),
                        EdgePart::Score | EdgePart::Highlights(_) | EdgePart::Via => {
                            panic!("searches have their expectations in search.rs")
                        }
                    })
                }),
                ConnectionPart::PageInfo(fields) => object(fields, |(key, field)| match field {
                    PageField::HasNextPage => (key, Some(page.next.to_string())),
                    PageField::HasPreviousPage => (key, Some(page.previous.to_string())),
                    PageField::StartCursor => (key, cursor(page.rows.first())),
                    PageField::EndCursor => (key, cursor(page.rows.last())),
                    PageField::Typename => (key, string("PageInfo")),
                }),
                ConnectionPart::TotalCount => Some(page.all.len().to_string()),
                ConnectionPart::Groups(grouping) => self.grouping(&page.all, grouping),
                ConnectionPart::Facets { facets, parts } => self.facets(&page.all, facets, parts),
                ConnectionPart::Suggestion | ConnectionPart::Matched(_) | ConnectionPart::Types(_) => {
                    panic!("searches have their expectations in search.rs")
                }
                ConnectionPart::Typename(name) => string(name),
            };
            (key, json)
        })
    }
}

fn null() -> String {
    "null".into()
}

fn string(text: &str) -> Json {
    serde_json::to_string(text).ok()
}

fn list<T>(items: impl IntoIterator<Item = T>, json: impl Fn(T) -> Json) -> Json {
    let items: Option<Vec<_>> = items.into_iter().map(json).collect();
    Some(format!("[{}]", items?.join(",")))
}

fn object<'k, T>(fields: impl IntoIterator<Item = T>, json: impl Fn(T) -> (&'k String, Json)) -> Json {
    let members = fields.into_iter().map(json).map(|(key, value)| Some(format!("\"{key}\":{}", value?)));
    Some(format!("{{{}}}", members.collect::<Option<Vec<_>>>()?.join(",")))
}

fn text(term: &Term) -> &str {
    match term {
        Term::NamedNode(iri) => iri.as_str(),
        Term::BlankNode(node) => node.as_str(),
        Term::Literal(literal) => literal.value(),
        Term::Triple(_) => "",
    }
}

fn language(term: &Term) -> Option<&str> {
    match term {
        Term::Literal(literal) => literal.language(),
        _ => None,
    }
}

/// Resources by IRI, then literals by language and text, each once.
fn sorted(mut terms: Vec<Term>) -> Vec<Term> {
    terms.sort_by_cached_key(|term| {
        (term.is_literal(), language(term).map(str::to_owned), text(term).to_owned(), term.to_string())
    });
    terms.dedup();
    terms
}

/// Whether a language range takes a text: 0 the same tag, 1 a narrower or 2 a wider one, 3 any for `*`.
fn fits(range: &str, term: &Term, closeness: usize) -> bool {
    let Some(tag) = language(term) else { return false };
    match closeness {
        0 => tag.eq_ignore_ascii_case(range),
        1 => tag.to_lowercase().starts_with(&format!("{}-", range.to_lowercase())),
        2 => range.to_lowercase().starts_with(&format!("{}-", tag.to_lowercase())),
        _ => range == "*",
    }
}

/// The text that a reader gets: for each range the closest, before any for `*` and at the end one without a language, then
/// any if there must be one.
fn choose(texts: &[Term], chain: &[String], any: bool) -> Option<String> {
    let untagged = || texts.iter().find(|term| language(term).is_none());
    let wanted = chain.iter().flat_map(|range| (0..4).map(move |closeness| (range, closeness)));
    let mut found = wanted.filter_map(|(range, closeness)| {
        let fitting = || texts.iter().find(|term| fits(range, term, closeness));
        if range == "*" && closeness == 3 { untagged().or_else(fitting) } else { fitting() }
    });
    let best = found.next().or_else(untagged).or_else(|| texts.first().filter(|_| any));
    best.map(|term| text(term).to_owned())
}
