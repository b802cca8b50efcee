//! From property shapes to fields.
//!
//! A path that a public shape speaks of is a field. What its values are and how many is the conjunction of all that shapes
//! say of the path, those of superclasses and those that the API does not show among them. A subclass has the fields of its
//! superclasses: what it adds to them narrows what validation takes, while the types stay those of the interface.
//!
//! The work goes in passes over all classes, as names and types depend on each other: drafts, superclasses first; names,
//! those that are given before those that are made; paths and enums in the order of the files.

use super::facets::{Facets, included};
use super::facts::{Place, subject};
use super::names::{candidates, is_legal_name, legal, local_name};
use super::property::{Nature, PropertyReader, steps_of};
use super::scalars::Bounds;
use super::searching::is_searched;
use super::shapes::Builder;
use super::visibility::PublicShape;
use super::{ClassId, Enum, EnumId, Error, Field, FieldKind, MOST, Path, Scalar, Step};
use oxigraph::model::NamedOrBlankNode;
use plenary_base::vocab::{graphql, ple, rdfs, sh};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A property shape that says something of the instances of a class.
struct Said {
    node: NamedOrBlankNode,
    steps: Vec<Step>,
    name: Option<String>,
    /// Number of the public shape, and of the property in it; none if it only constrains.
    at: Option<(usize, usize)>,
}

/// A field that has no id yet.
struct Draft {
    class: usize,
    steps: Vec<Step>,
    /// The name that the shapes give it.
    given: Option<String>,
    /// The name that it is given by, or the end of its property's IRI.
    plain: String,
    form: Form,
    /// Whether validation makes sure of what the form says, so that a count of values can be relied on.
    is_sure: bool,
    /// The property shapes that declare it, as written.
    nodes: Vec<NamedOrBlankNode>,
    shape: String,
    at: (usize, usize),
    place: Place,
}

/// The type of a field, but for whether there must be a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Form {
    Value(Kind),
    Values(Kind),
    Text,
    Texts,
    Link(ClassId),
    Links(ClassId),
    Connection(ClassId),
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Scalar(Scalar),
    /// One of some names, of which an enum is made.
    Names(Vec<String>),
}

impl Builder<'_> {
    /// The fields of all classes.
    pub(super) fn read_fields(&mut self, shapes: &[PublicShape]) -> Result<(), Error> {
        let said: Vec<Vec<Said>> = (0..self.classes.len()).map(|class| self.said(class, shapes)).collect();
        let mut drafts = self.drafts(&said, shapes);
        drafts.sort_by_key(|draft| draft.at);
        let names = self.name_fields(&drafts);
        let required = self.required(&said, &drafts, &names);
        let mut fields = Vec::with_capacity(drafts.len());
        for ((draft, name), is_required) in drafts.iter().zip(names).zip(required) {
            fields.push(self.finish(draft, name, is_required)?);
        }
        for class in 0..self.classes.len() {
            let mut chain: Vec<usize> =
                self.classes[class].superclasses.iter().rev().map(|id| usize::from(id.0)).collect();
            chain.push(class);
            let mut own: Vec<Field> = Vec::new();
            for from in chain {
                let mut of: Vec<usize> = (0..drafts.len()).filter(|&draft| drafts[draft].class == from).collect();
                of.sort_by(|&a, &b| {
                    self.place_of(&drafts[a]).partial_cmp(&self.place_of(&drafts[b])).unwrap_or(a.cmp(&b))
                });
                for draft in of {
                    for field in &fields[draft] {
                        if own.iter().all(|other| other.name != field.name) {
                            own.push(field.clone());
                        }
                    }
                }
            }
            self.classes[class].fields = own;
        }
        self.notice_chains();
        Ok(())
    }

    /// Whether there must be a value. A class that has a field from two superclasses has it as both say, so that both promise
    /// a value or neither.
    fn required(&self, said: &[Vec<Said>], drafts: &[Draft], names: &[String]) -> Vec<bool> {
        let promise = |draft: &Draft| draft.is_sure && least(&said[draft.class], &draft.steps, self) > 0;
        let mut required: Vec<bool> = drafts.iter().map(promise).collect();
        let below: Vec<Vec<usize>> = drafts.iter().map(|draft| self.below(draft.class)).collect();
        let is_shared =
            |a: usize, b: usize| names[a] == names[b] && below[a].iter().any(|class| below[b].contains(class));
        let mut changes = true;
        while changes {
            changes = false;
            for draft in 0..drafts.len() {
                let is_broken =
                    required[draft] && (0..drafts.len()).any(|other| !required[other] && is_shared(draft, other));
                if is_broken {
                    required[draft] = false;
                    changes = true;
                }
            }
        }
        required
    }

    /// Where a field stands among those of its class: by shape, `sh:order`, and then as written.
    fn place_of(&self, draft: &Draft) -> (usize, f64, usize) {
        let order = draft.nodes.iter().find_map(|node| self.facts.literal(node, sh::ORDER)?.parse().ok());
        (draft.at.0, order.unwrap_or(f64::MAX), draft.at.1)
    }

    /// All that is said of the instances of a class: first by its own public shapes, then by others about it, then by
    /// those about its superclasses.
    fn said(&mut self, class: usize, shapes: &[PublicShape]) -> Vec<Said> {
        let facts = self.facts;
        let iri = self.classes[class].iri.clone();
        let hidden = self.private_shapes();
        let mut said: Vec<Said> = Vec::new();
        for (number, shape) in shapes.iter().enumerate().filter(|(_, shape)| shape.class == iri) {
            for (place, (node, is_shown)) in self.properties(&shape.node, &hidden).into_iter().enumerate() {
                let at = is_shown.then_some((number, place));
                let reader = PropertyReader { facts, shape, property: &node };
                match reader.steps() {
                    Ok(Some(steps)) => {
                        let name = facts.literal(&node, graphql::NAME).map(str::to_owned);
                        said.push(Said { node, steps, name, at });
                    }
                    Ok(None) if at.is_some() => self.left_out.push(format!(
                        "{} ({}) has a path of a kind that no field can follow",
                        shape.node,
                        reader.place()
                    )),
                    Ok(None) => {}
                    Err(error) => self.problems.push(error),
                }
            }
        }
        let mut seen: HashSet<NamedOrBlankNode> =
            shapes.iter().filter(|shape| shape.class == iri).map(|shape| shape.node.clone()).collect();
        for above in self.hierarchy.up(&iri) {
            let about: Vec<_> = self.targets.shapes(&above).cloned().collect();
            for shape in about.into_iter().filter(|shape| seen.insert(shape.clone())) {
                for (node, _) in self.properties(&shape, &hidden) {
                    let path = facts.object(&node, sh::PATH).and_then(|path| steps_of(facts, &node, path));
                    said.extend(path.map(|steps| Said { node, steps, name: None, at: None }));
                }
            }
        }
        said
    }

    /// The property shapes of a node shape and of those that it includes, each with whether it is shown.
    fn properties(
        &self,
        shape: &NamedOrBlankNode,
        hidden: &HashSet<NamedOrBlankNode>,
    ) -> Vec<(NamedOrBlankNode, bool)> {
        let mut found: Vec<(NamedOrBlankNode, bool)> = Vec::new();
        let mut seen = HashSet::new();
        let mut waiting = vec![(shape.clone(), true)];
        while let Some((shape, is_shown)) = waiting.pop() {
            if !seen.insert(shape.clone()) || self.facts.is_true(&shape, sh::DEACTIVATED) {
                continue;
            }
            let is_property = self.facts.object(&shape, sh::PATH).is_some();
            let own = is_property.then(|| shape.clone());
            let named = self.facts.objects(&shape, sh::PROPERTY).filter(|_| !is_property).filter_map(subject);
            for property in own.into_iter().chain(named) {
                let is_new = found.iter().all(|(known, _)| *known != property);
                // Of what is nowhere described there is nothing to read; it is noticed once for all.
                let is_described = self.facts.place(&property).is_some();
                if is_new && is_described && !self.facts.is_true(&property, sh::DEACTIVATED) {
                    found.push((property, is_shown));
                }
            }
            if !is_property {
                let included = included(self.facts, &shape).into_iter().rev();
                waiting.extend(included.map(|other| (other.clone(), is_shown && !hidden.contains(&other))));
            }
        }
        found
    }

    /// What the fields are, superclasses first: a path that a superclass has is none of the subclass's own.
    fn drafts(&mut self, said: &[Vec<Said>], shapes: &[PublicShape]) -> Vec<Draft> {
        let mut order: Vec<usize> = (0..self.classes.len()).collect();
        order.sort_by_key(|&class| self.classes[class].superclasses.len());
        let mut drafts: Vec<Draft> = Vec::new();
        for class in order {
            for group in groups(&said[class]) {
                let first = group[0];
                let Some(at) = first.at else { continue };
                let shape = &shapes[at.0];
                let given = group.iter().find_map(|said| said.name.clone());
                let above = &self.classes[class].superclasses;
                let is_inherited = drafts.iter().any(|draft| {
                    above.contains(&ClassId(draft.class as u16))
                        && draft.steps == first.steps
                        && given.as_ref().is_none_or(|given| *given == draft.plain)
                });
                if is_inherited {
                    continue;
                }
                let reader = PropertyReader { facts: self.facts, shape, property: &first.node };
                let Some(plain) = given.clone().or_else(|| self.plain_name(&reader, &first.steps)) else { continue };
                let mut facets = Facets::default();
                for own in &group {
                    facets.add(self.facts, &own.node);
                }
                for other in &said[class] {
                    let is_own = group.iter().any(|own| std::ptr::eq(*own, other));
                    if other.steps == first.steps && !is_own {
                        facets.add(self.facts, &other.node);
                    }
                }
                let what = format!("{}.{plain} ({})", self.classes[class].name, reader.place());
                match self.nature(&facets, &reader, &what) {
                    Ok((nature, is_known)) => drafts.push(Draft {
                        class,
                        steps: first.steps.clone(),
                        given,
                        plain,
                        // What JSON cannot write is null, unless the shapes keep it out.
                        is_sure: is_known && (nature.is_always_writable() || Bounds::of(&facets).are_finite()),
                        form: form(nature, &facets),
                        nodes: group.iter().map(|said| said.node.clone()).collect(),
                        shape: shape.node.to_string(),
                        at,
                        place: reader.place(),
                    }),
                    Err(error) => self.problems.push(error),
                }
            }
        }
        drafts
    }

    /// The name that a field gets if none is declared and it is free.
    fn plain_name(&mut self, reader: &PropertyReader<'_>, steps: &[Step]) -> Option<String> {
        let [Step { predicate, inverse: false, .. }] = steps else {
            let (shape, place) = (&reader.shape.node, reader.place());
            self.left_out.push(format!("{shape} ({place}) walks an inverse or a sequence path without a graphql:name"));
            return None;
        };
        let name = legal(local_name(predicate.as_str()));
        if name.is_none() {
            self.problems.push(Error::IllegalName {
                place: reader.place(),
                what: format!("a field of {}", reader.shape.node),
                name: local_name(predicate.as_str()).to_owned(),
                remedy: "graphql:name",
            });
        }
        name
    }

    /// The names of fields, in the order of the drafts. Those that are given must be free; those that are made of an IRI
    /// take the prefix of the IRI where the name is taken.
    fn name_fields(&mut self, drafts: &[Draft]) -> Vec<String> {
        let mut taken: Vec<HashMap<String, usize>> = vec![HashMap::new(); self.classes.len()];
        let mut names: Vec<String> = drafts.iter().map(|draft| draft.plain.clone()).collect();
        let below: Vec<Vec<usize>> = (0..self.classes.len()).map(|class| self.below(class)).collect();
        let is_same = |a: usize, b: usize| drafts[a].steps == drafts[b].steps && drafts[a].form == drafts[b].form;
        let clash = |taken: &[HashMap<String, usize>], draft: usize, name: &str| {
            let others = below[drafts[draft].class].iter().filter_map(|&class| taken[class].get(name));
            others.copied().find(|&other| !is_same(other, draft))
        };
        // Superclasses name their fields first, regardless of the order of the files.
        let mut order: Vec<usize> = (0..drafts.len()).collect();
        order.sort_by_key(|&draft| self.classes[drafts[draft].class].superclasses.len());
        let (given, made): (Vec<usize>, Vec<usize>) =
            order.into_iter().partition(|&draft| drafts[draft].given.is_some());
        for draft in given {
            let Draft { class, plain, place, .. } = &drafts[draft];
            let (remedy, what) = ("graphql:name", || format!("a field of {}", drafts[draft].shape));
            if !is_legal_name(plain) {
                let (place, name) = (place.clone(), plain.clone());
                self.problems.push(Error::IllegalName { place, what: what(), name, remedy });
                continue;
            }
            let reserved = |name: String| Some((self.reserved_fields.get(&name)?.clone(), name));
            if let Some((other, name)) = claims(&drafts[draft].form, plain).into_iter().find_map(reserved) {
                self.problems.push(Error::NameCollision { place: place.clone(), what: what(), name, other, remedy });
                continue;
            }
            for name in claims(&drafts[draft].form, plain) {
                if let Some(other) = clash(&taken, draft, &name) {
                    self.problems.push(collision(&self.classes[*class].name, name, &drafts[draft], &drafts[other]));
                    continue;
                }
                for &class in &below[*class] {
                    taken[class].insert(name.clone(), draft);
                }
            }
        }
        for draft in made {
            let Draft { class, plain, steps, place, .. } = &drafts[draft];
            let prefix = steps.last().and_then(|step| self.facts.prefix_of(step.predicate.as_str()));
            let is_free = |name: &String| {
                let mut claimed = claims(&drafts[draft].form, name).into_iter();
                claimed.all(|name| !self.reserved_fields.contains_key(&name) && clash(&taken, draft, &name).is_none())
            };
            let Some(name) = candidates(plain, prefix).find(is_free) else { continue };
            if name != *plain {
                self.renamed.push(format!("{}.{name} for {plain} ({place})", self.classes[*class].name));
            }
            for claimed in claims(&drafts[draft].form, &name) {
                for &class in &below[*class] {
                    taken[class].insert(claimed.clone(), draft);
                }
            }
            names[draft] = name;
        }
        names
    }

    /// A class and the classes below it.
    fn below(&self, class: usize) -> Vec<usize> {
        let id = ClassId(class as u16);
        let is_below = |&other: &usize| other == class || self.classes[other].superclasses.contains(&id);
        (0..self.classes.len()).filter(is_below).collect()
    }

    /// The field of a draft, with its companion for translations.
    fn finish(&mut self, draft: &Draft, name: String, required: bool) -> Result<Vec<Field>, Error> {
        let facts = self.facts;
        let kind = match &draft.form {
            Form::Value(kind) => FieldKind::Value { scalar: self.scalar(kind, draft, &name)?, required },
            Form::Values(kind) => FieldKind::Values { scalar: self.scalar(kind, draft, &name)? },
            Form::Text => FieldKind::Text { required },
            Form::Texts => FieldKind::Texts,
            Form::Link(class) => FieldKind::Link { class: *class, required },
            Form::Links(class) => FieldKind::Links { class: *class },
            Form::Connection(class) => FieldKind::Connection { class: *class },
        };
        let mut labels = Vec::new();
        let own = draft.nodes.iter().flat_map(|node| facts.texts(node, sh::NAME));
        let of_property = match draft.steps.as_slice() {
            [Step { predicate, inverse: false, .. }] => facts.texts(&predicate.clone().into(), rdfs::LABEL),
            _ => Vec::new(),
        };
        for text in own.chain(of_property) {
            let is_new = labels.iter().all(|label: &super::Text| label.language != text.language);
            labels.extend(is_new.then_some(text));
        }
        let described = draft.nodes.iter().find(|node| facts.object(node, sh::DESCRIPTION).is_some());
        let descriptions = described.map(|node| facts.texts(node, sh::DESCRIPTION)).unwrap_or_default();
        let description = described.and_then(|node| facts.text(node, sh::DESCRIPTION)).unwrap_or_default();
        let said = draft.nodes.iter().find_map(|node| facts.literal(node, ple::SEARCHED));
        let (place, problem) = (draft.place.clone(), |problem: &str| problem.to_owned());
        let searched = is_searched(kind, said).map_err(problem).unwrap_or_else(|problem| {
            self.problems.push(Error::Property { place: place.clone(), shape: draft.shape.clone(), problem });
            false
        });
        let path = self.path_id(Path { steps: draft.steps.clone(), ends: kind.ends() })?;
        let mut fields = vec![Field {
            name,
            description,
            labels,
            descriptions,
            path,
            kind,
            searched,
            is_name: false,
            is_searched_unless_said: said.is_none(),
            place,
        }];
        if matches!(kind, FieldKind::Text { .. }) {
            let text = &fields[0];
            fields.push(Field {
                name: translations(&text.name),
                description: format!("`{}` in every language, each with its tag.", text.name),
                kind: FieldKind::Texts,
                searched: false, // the same texts again
                is_searched_unless_said: false,
                ..text.clone()
            });
        }
        Ok(fields)
    }

    fn scalar(&mut self, kind: &Kind, draft: &Draft, field: &str) -> Result<Scalar, Error> {
        match kind {
            Kind::Scalar(scalar) => Ok(*scalar),
            Kind::Names(values) => self.enumeration(values, draft, field).map(Scalar::Enum),
        }
    }

    /// The enum of some names: called like the property or, if that name is taken, like class and field.
    fn enumeration(&mut self, values: &[String], draft: &Draft, field: &str) -> Result<EnumId, Error> {
        let Some(Step { predicate, .. }) = draft.steps.last() else {
            return Err(Error::TooLarge { limit: MOST, what: "enums" });
        };
        let description = self.facts.text(&predicate.clone().into(), rdfs::COMMENT).unwrap_or_default();
        let local = super::names::upper_first(&legal(local_name(predicate.as_str())).unwrap_or_default());
        let class = &self.classes[draft.class].name;
        let of_field = format!("{class}{}", super::names::upper_first(field));
        let wanted = [local].into_iter().filter(|name| is_legal_name(name)).chain(candidates(&of_field, None));
        for name in wanted {
            let new = Enum {
                name,
                description: description.clone(),
                values: values.to_vec(),
                labels: BTreeMap::new(),
                meanings: BTreeMap::new(),
                descriptions: BTreeMap::new(),
            };
            let known = self.enums.iter().position(|known| *known == new);
            let names = [new.name.clone(), format!("{}Filter", new.name)];
            let index = match known {
                Some(index) => index,
                None if names.iter().any(|name| self.types.contains_key(name)) => continue,
                None => {
                    for name in names {
                        self.types.insert(name, format!("the enum of {predicate}"));
                    }
                    self.enums.push(new);
                    self.enums.len() - 1
                }
            };
            return u16::try_from(index).map(EnumId).map_err(|_| Error::TooLarge { limit: MOST, what: "enums" });
        }
        Err(Error::TooLarge { limit: MOST, what: "enums" })
    }

    /// A condition over the chain of a link has no name where a field has it.
    fn notice_chains(&mut self) {
        for (class, id) in self.classes.iter().zip((0..u16::MAX).map(ClassId)) {
            for field in class.fields.iter().filter(|field| field.kind.class() == Some(id)) {
                if let Some(other) = class.field(&super::chain_name(&field.name)) {
                    self.unchained.push(format!("{}.{} ({})", class.name, field.name, other.place));
                }
            }
        }
    }
}

/// What a class's shapes say of each path, as the fields that it makes: one for each name that it is given, with what is
/// said without a name.
fn groups(said: &[Said]) -> Vec<Vec<&Said>> {
    let mut groups: Vec<Vec<&Said>> = Vec::new();
    let mut seen: Vec<(&[Step], Option<&String>)> = Vec::new();
    for shown in said.iter().filter(|said| said.at.is_some()) {
        let same = || said.iter().filter(|other| other.at.is_some() && other.steps == shown.steps);
        let is_named = same().any(|other| other.name.is_some());
        if shown.name.is_none() && is_named || seen.contains(&(&shown.steps, shown.name.as_ref())) {
            continue;
        }
        seen.push((&shown.steps, shown.name.as_ref()));
        groups.push(same().filter(|other| other.name.is_none() || other.name == shown.name).collect());
    }
    groups
}

/// At least how many values each instance of a class has on a path.
fn least(said: &[Said], steps: &[Step], builder: &Builder<'_>) -> u64 {
    let mut facets = Facets::default();
    for said in said.iter().filter(|said| said.steps == steps) {
        facets.add(builder.facts, &said.node);
    }
    facets.least
}

fn form(nature: Nature, facets: &Facets) -> Form {
    let is_one = facets.most.is_some_and(|most| most <= 1);
    match nature {
        Nature::Class(class) if is_one => Form::Link(class),
        Nature::Class(class) if facets.most.is_some() => Form::Links(class),
        Nature::Class(class) => Form::Connection(class),
        Nature::Text if is_one || facets.is_unique => Form::Text,
        Nature::Text => Form::Texts,
        Nature::Value(kind) if is_one => Form::Value(kind),
        Nature::Value(kind) => Form::Values(kind),
    }
}

/// The names that a field of a name takes.
fn claims(form: &Form, name: &str) -> Vec<String> {
    let companion = matches!(form, Form::Text).then(|| translations(name));
    std::iter::once(name.to_owned()).chain(companion).collect()
}

fn translations(name: &str) -> String {
    format!("{name}Translations")
}

fn collision(class: &str, name: String, draft: &Draft, first: &Draft) -> Error {
    let path = Path { steps: first.steps.clone(), ends: super::Ends::Texts };
    Error::NameCollision {
        place: draft.place.clone(),
        what: format!("a field of {class}"),
        name,
        other: format!("the field at {} ({path})", first.place),
        remedy: "graphql:name",
    }
}
