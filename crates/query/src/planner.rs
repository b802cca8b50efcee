//! From a selection to a plan.
//!
//! The walk follows the selection. For each list of objects it adds one step that reads them, one that finds out their
//! types where there can be several, and one for each field, so the number of steps is the number of different fields.

use super::bytes::keyed;
use super::grouping::{Counting, GroupKey};
use super::listing::{Hop, Listing, Order};
use super::parts::{ConnectionPart, GroupPart, planned};
use super::plan::{
    ConnectionShape, GroupsShape, Output, OutputField, Parents, Plan, Read, RootOutput, RootShape, Shape, Step, StepId,
    ValueNames, ValueType, Variant,
};
use super::search::{Search, SearchFacet};
use super::selection::{
    Entities, EntityGroup, Facet, Grouping, Object, Pick, RootPick, Selected, SelectedPart, Selection,
};
use super::window::Window;
use plenary_graph::snapshot::best_text;
use plenary_ontology::{ClassId, Ends, Ontology, PathId, Scalar};
use std::sync::Arc;

/// Makes the plan of a selection.
pub fn plan(selection: &Selection, ontology: &Ontology) -> Plan {
    let mut planner = Planner { ontology, steps: Vec::new(), searches: Vec::new() };
    let fields = selection.roots.iter().map(|root| (keyed(&root.key), planner.root(&root.key, &root.pick))).collect();
    let searches = planner.searches.iter().map(|(search, _)| SEARCH.saturating_mul(search.query.clauses() as u64));
    let costs = planner.steps.iter().map(|step| step.cost).chain(searches);
    let cost = costs.fold(0, u64::saturating_add);
    Plan { steps: planner.steps, shape: RootShape { fields }, cost }
}

/// The estimated number of elements of a plain list, which is short by its shape.
const WHOLE_LIST: usize = 10;
/// The estimated number of entries of an analysis, which is its largest page.
const WHOLE_ANALYSIS: usize = 200;
/// The estimated number of rows that a search reads for each clause, few of which it returns.
const SEARCH: u64 = 50_000;

pub(super) struct Planner<'a> {
    ontology: &'a Ontology,
    steps: Vec<Step>,
    /// Searches with their steps: the same search for several fields is carried out once.
    searches: Vec<(Search, StepId)>,
}

/// What a connection is over.
enum ConnectionOver<'a> {
    /// What a search found, which brings its counts along.
    Search(StepId, &'a Search),
    Instances(ClassId),
    Links(Parents, PathId),
}

/// The objects that fields are planned for.
#[derive(Clone, Copy)]
struct Owner<'a> {
    step: StepId,
    types: Option<StepId>,
    object: &'a Object,
    /// For each field the types that ask for it.
    asking: &'a [Vec<ClassId>],
}

impl Planner<'_> {
    pub(super) fn step(&mut self, parents: Option<Parents>, read: Read, label: String) -> StepId {
        let rows = parents.as_ref().map_or(1, |parents| self.steps[parents.step.0].cost);
        let cost = rows.saturating_mul(self.rows_for_each(&read));
        self.steps.push(Step { parents, read, label, cost });
        StepId(self.steps.len() - 1)
    }

    /// How many rows a read may give for each row that it is made for.
    fn rows_for_each(&self, read: &Read) -> u64 {
        let page = |window: &Window| window.first.into_iter().chain(window.last).min();
        let rows = match read {
            Read::Lookup { iris, .. } => iris.len(),
            Read::Instances { listing, .. } => page(&listing.window).unwrap_or(usize::MAX),
            Read::Links(_, listing) => page(&listing.window).unwrap_or(WHOLE_LIST),
            Read::CountInstances(_, counting) | Read::CountLinks(_, counting) => counting.first,
            Read::Link(_) | Read::Literal(_) | Read::Text { .. } | Read::Types(_) | Read::Dataset => 1,
            Read::Literals(..) | Read::Labels { .. } | Read::Take(_) | Read::FoundFacet(..) => 1,
            Read::Analysis(_) => WHOLE_ANALYSIS,
            Read::Search(search) => page(&search.window).unwrap_or(WHOLE_LIST),
        };
        rows.max(1) as u64
    }

    fn root(&mut self, key: &str, pick: &RootPick) -> RootOutput {
        match pick {
            RootPick::Typename => RootOutput::Typename,
            RootPick::Known(known) => RootOutput::Known(known.clone()),
            RootPick::Refused(refusal) => RootOutput::Refused(refusal.clone()),
            RootPick::Node { iri, object } => {
                let read = Read::Lookup { iris: vec![iri.clone()], types: object.types.clone() };
                let step = self.step(None, read, key.to_owned());
                RootOutput::Node(self.shape(step, object))
            }
            RootPick::Entities(Entities { groups, places }) => {
                let shapes = groups.iter().map(|EntityGroup { iris, object }| {
                    let read = Read::Lookup { iris: iris.clone(), types: object.types.clone() };
                    let step = self.step(None, read, key.to_owned());
                    self.shape(step, object)
                });
                RootOutput::Entities(shapes.collect(), places.clone())
            }
            RootPick::Instances { class, listing, parts } => {
                let read = Read::Instances { class: *class, listing: listing.clone() };
                let step = self.step(None, read, key.to_owned());
                let source = ConnectionOver::Instances(*class);
                RootOutput::Connection(self.connection(step, &source, listing, parts))
            }
            RootPick::Analysis(analysed) => RootOutput::Table(self.analysis(None, analysed, key.to_owned())),
            RootPick::Search { search, parts } => {
                let order = Order { keys: Vec::new(), name: search.order_name() };
                let listing = Listing { order, ..Listing::page(search.window.clone()) };
                let known = self.searches.iter().find(|(known, _)| *known == **search).map(|(_, step)| *step);
                let step = known.unwrap_or_else(|| {
                    let step = self.step(None, Read::Search(search.clone()), key.to_owned());
                    self.searches.push((Search::clone(search), step));
                    step
                });
                RootOutput::Connection(self.connection(step, &ConnectionOver::Search(step, search), &listing, parts))
            }
            RootPick::Dataset(fields) => {
                if fields.iter().any(|(_, field)| field.is_read()) {
                    self.step(None, Read::Dataset, key.to_owned());
                }
                RootOutput::Dataset(fields.iter().map(|(key, field)| (keyed(key), field.clone())).collect())
            }
        }
    }

    pub(super) fn shape(&mut self, step: StepId, object: &Object) -> Shape {
        let names_type = object.fields.iter().any(|field| matches!(field.pick, Pick::Typename));
        let types = (object.types.len() > 1 && (object.variants.len() > 1 || names_type)).then(|| {
            let parents = Parents { step, only: None };
            self.step(Some(parents), Read::Types(object.types.clone()), "__typename".to_owned())
        });
        let mut asking = vec![Vec::new(); object.fields.len()];
        for variant in &object.variants {
            for &field in &variant.fields {
                asking[field].extend(&variant.types);
            }
        }
        let owner = Owner { step, types, object, asking: &asking };
        let fields = object.fields.iter().enumerate().map(|(index, field)| self.field(owner, index, field)).collect();
        let variants = &object.variants;
        Shape {
            step,
            types,
            names: object.types.iter().map(|&class| (class, self.ontology.class(class).name.clone())).collect(),
            fields,
            variants: variants.iter().map(|v| Variant { types: v.types.clone(), fields: v.fields.clone() }).collect(),
        }
    }

    fn field(&mut self, owner: Owner<'_>, index: usize, field: &Selected) -> OutputField {
        let output = self.output(owner, index, field);
        OutputField { key: field.key.clone(), json_key: keyed(&field.key), output, at: field.at }
    }

    fn output(&mut self, owner: Owner<'_>, index: usize, field: &Selected) -> Output {
        let mut read = |read| {
            let parents = owner.parents(index);
            let label = format!("{}.{}", self.name(&owner, &parents), field.key);
            self.step(Some(parents), read, label)
        };
        match &field.pick {
            Pick::Id => Output::Id,
            Pick::Typename => Output::Typename,
            Pick::Value { path, scalar, required } => {
                Output::Value { step: read(Read::Literal(*path)), kind: self.value_type(*scalar), required: *required }
            }
            Pick::Values { path, scalar } => {
                Output::Values { step: read(Read::Literals(*path, None)), kind: self.value_type(*scalar) }
            }
            Pick::Text { path, languages, required } => {
                let step = read(Read::Text { path: *path, languages: languages.clone(), fallback: *required });
                Output::Value { step, kind: ValueType::String, required: *required }
            }
            Pick::Texts { path, languages, parts } => Output::Texts {
                step: read(Read::Literals(*path, languages.clone())),
                parts: planned(parts, |part| *part),
            },
            Pick::Link { path, required, object } => {
                let step = read(Read::Link(*path));
                Output::Link { required: *required, shape: self.shape(step, object) }
            }
            Pick::Links { path, listing, object } => {
                let step = read(Read::Links(*path, listing.clone()));
                Output::Links(self.shape(step, object))
            }
            Pick::Connection { path, listing, parts } => {
                let step = read(Read::Links(*path, listing.clone()));
                let source = ConnectionOver::Links(owner.parents(index), *path);
                Output::Connection(self.connection(step, &source, listing, parts))
            }
            Pick::Analysis(analysed) => {
                let parents = owner.parents(index);
                let label = format!("{}.{}", self.name(&owner, &parents), field.key);
                Output::Table(self.analysis(Some(parents), analysed, label))
            }
        }
    }

    fn connection(
        &mut self,
        step: StepId,
        source: &ConnectionOver<'_>,
        listing: &Listing,
        parts: &[(String, SelectedPart)],
    ) -> ConnectionShape {
        let parts = planned(parts, |part| match part {
            ConnectionPart::Nodes(object) => ConnectionPart::Nodes(self.shape(step, object)),
            ConnectionPart::Edges(parts) => {
                ConnectionPart::Edges(planned(parts, |part| part.planned(|object| self.shape(step, object))))
            }
            ConnectionPart::PageInfo(fields) => ConnectionPart::PageInfo(planned(fields, |field| *field)),
            ConnectionPart::TotalCount => ConnectionPart::TotalCount,
            ConnectionPart::Groups(Grouping { counting, parts }) => {
                let (step, counting) = self.count(source, listing, counting);
                ConnectionPart::Groups(self.groups(step, &counting, parts))
            }
            ConnectionPart::Facets { facets, parts } => {
                let facet = |facet: &Facet| {
                    let (step, counting) = self.count(source, listing, &facet.counting);
                    let values = if facet.values.is_empty() { &[Vec::new()][..] } else { &facet.values[..] };
                    values.iter().map(|parts| self.groups(step, &counting, parts)).collect()
                };
                ConnectionPart::Facets {
                    facets: facets.iter().map(facet).collect(),
                    parts: planned(parts, |part| *part),
                }
            }
            ConnectionPart::Suggestion => ConnectionPart::Suggestion,
            ConnectionPart::Matched(names) => ConnectionPart::Matched(*names),
            ConnectionPart::Types(parts) => ConnectionPart::Types(planned(parts, Clone::clone)),
            ConnectionPart::Typename(name) => ConnectionPart::Typename(name.clone()),
        });
        ConnectionShape { step, order: listing.order.clone(), parts }
    }

    /// Counts the groups of what the listing lets through, regardless of its page.
    fn count(&mut self, source: &ConnectionOver<'_>, listing: &Listing, counting: &Counting) -> (StepId, Counting) {
        let counting = Counting { filter: listing.filter.clone(), ..counting.clone() };
        let (parents, read) = match source {
            ConnectionOver::Search(step, search) => {
                let name = counting.keys.first().map(|key| key.name.as_str());
                let is_asked = |facet: &SearchFacet| Some(facet.name.as_str()) == name && facet.first == counting.first;
                let place = search.facets.iter().position(is_asked).unwrap_or(usize::MAX);
                (None, Read::FoundFacet(*step, place))
            }
            ConnectionOver::Instances(class) => (None, Read::CountInstances(*class, counting.clone())),
            ConnectionOver::Links(parents, path) => (Some(parents.clone()), Read::CountLinks(*path, counting.clone())),
        };
        (self.step(parents, read, "groups".to_owned()), counting)
    }

    fn groups(&mut self, step: StepId, counting: &Counting, parts: &[(String, GroupPart)]) -> GroupsShape {
        let names = counting.keys.iter().map(|key| key.name.clone()).collect();
        let mut label = |languages: &Arc<[String]>| {
            let keys = counting.keys.iter().enumerate();
            keys.map(|(number, key)| self.value_names(step, number, key, languages)).collect()
        };
        let parts = planned(parts, |part| part.planned(&mut label));
        GroupsShape { step, names, parts }
    }

    /// Where the names of the values of a key come from.
    fn value_names(&mut self, groups: StepId, number: usize, key: &GroupKey, languages: &Arc<[String]>) -> ValueNames {
        if let Some(path) = key.label {
            let read = Read::Labels { groups, key: number, path, languages: Arc::clone(languages) };
            return ValueNames::Read(self.step(None, read, "groups.label".to_owned()));
        }
        let Some(Hop::Link(path)) = key.way.last() else { return ValueNames::None };
        match self.ontology.path(*path).ends {
            Ends::Values(Scalar::Enum(id)) => {
                let known = self.ontology.enumeration(id);
                let name = |value: &String| {
                    let name = best_text(&known.names(value), languages)?.value.clone();
                    Some((value.clone(), name))
                };
                ValueNames::Known(known.values.iter().filter_map(name).collect())
            }
            _ => ValueNames::None,
        }
    }

    fn value_type(&self, scalar: Scalar) -> ValueType {
        match scalar {
            Scalar::Int => ValueType::Int,
            Scalar::Float => ValueType::Float,
            Scalar::Boolean => ValueType::Boolean,
            Scalar::Enum(id) => ValueType::Enum(self.ontology.enumeration(id).values.clone()),
            Scalar::String
            | Scalar::BigInt
            | Scalar::Decimal
            | Scalar::Date
            | Scalar::DateTime
            | Scalar::Time
            | Scalar::Year
            | Scalar::YearMonth
            | Scalar::Duration
            | Scalar::Iri => ValueType::String,
        }
    }

    /// The types that a step reads for, as one reads them in a plan.
    fn name(&self, owner: &Owner<'_>, parents: &Parents) -> String {
        let types = parents.only.as_ref().map_or(&owner.object.types, |(_, only)| only);
        let names: Vec<_> = types.iter().map(|&class| self.ontology.class(class).name.as_str()).collect();
        names.join("|")
    }
}

impl Owner<'_> {
    /// The rows that a field is read for: all, or only those of the types that ask for it.
    fn parents(&self, field: usize) -> Parents {
        let asking = &self.asking[field];
        let only = self.types.filter(|_| asking.len() < self.object.types.len()).map(|types| (types, asking.clone()));
        Parents { step: self.step, only }
    }
}
