//! From shapes to classes and fields.
//!
//! Follows the mapping of <http://datashapes.org/graphql>: a public node shape is a type, a property shape is a field.
//! The work goes in passes, each over the whole ontology: which classes are public, what they are called, what is above
//! what, and what their fields are. Errors are collected, so that all are reported together.

use super::declarations::{read_languages, read_prefixes, read_rules};
use super::examples::read_examples;
use super::excerpts::read_excerpts;
use super::extension::{Extension, Reserved};
use super::facts::{Facts, TurtleFile, subject};
use super::hierarchy::Hierarchy;
use super::names::{candidates, is_legal_name, legal, local_name, lower_first, plural};
use super::naming::read_names;
use super::notice::Notice;
use super::targets::Targets;
use super::visibility::PublicShape;
use super::{Class, ClassId, Enum, Error, MOST, Ontology, Path, PathId};
use oxigraph::model::NamedNode;
use plenary_base::vocab::{graphql, owl, ple, rdfs, sh};
use std::collections::HashMap;

/// Names that every type, or every condition on a type, has already.
pub const RESERVED_FIELDS: [&str; 5] = ["id", "and", "or", "not", "types"];
/// What the names of the types of a class end with.
pub const TYPE_SUFFIXES: [&str; 9] =
    ["", "Connection", "Edge", "Where", "ListWhere", "Order", "Type", "GroupKey", "Group"];

/// Type names that the API uses itself, apart from those made from class names.
pub const RESERVED_TYPES: &[&str] = &[
    "Query",
    "Node",
    "PageInfo",
    "LangString",
    "LangTag",
    "IRI",
    "Date",
    "DateTime",
    "Time",
    "Year",
    "YearMonth",
    "Duration",
    "BigInt",
    "Decimal",
    "String",
    "Int",
    "Float",
    "Boolean",
    "ID",
    "Dataset",
    "ClassCount",
    "GraphCount",
    "DatasetType",
    "DatasetField",
    "DatasetFieldKind",
    "DatasetValue",
    "DatasetEnum",
    "DatasetGroupKey",
    "Mutation",
    "Subscription",
    "Commit",
    "OrderDirection",
    "CountOrder",
    "IDFilter",
    "TextFilter",
    "StringFilter",
    "IntFilter",
    "FloatFilter",
    "BooleanFilter",
    "BigIntFilter",
    "DecimalFilter",
    "DateFilter",
    "DateTimeFilter",
    "TimeFilter",
    "YearFilter",
    "YearMonthFilter",
    "DurationFilter",
    "IRIFilter",
    "GroupKeyValue",
    "Facet",
    "FacetValue",
    "Path",
    "PathHop",
    "PathRelation",
    "LinkDirection",
    "Neighbourhood",
    "NeighbourhoodEdge",
    "SearchType",
    "SearchWhere",
    "SearchMode",
    "SearchConnection",
    "SearchEdge",
    "SearchHighlight",
    "_Any",
    "_Entity",
    "_Service",
];
/// Root fields that the API has itself.
pub const RESERVED_ROOTS: [&str; 8] =
    ["node", "nodes", "dataset", "search", "path", "neighbourhood", "_entities", "_service"];

/// Reads an ontology from its files.
pub(super) fn read(sources: &[TurtleFile], extensions: &[&dyn Extension]) -> Result<Ontology, Error> {
    let facts = Facts::read(sources)?;
    let hierarchy = Hierarchy::read(&facts);
    let mut builder = Builder::new(&facts, &hierarchy, extensions);
    let shapes = builder.public_shapes(sources)?;
    builder.declare_classes(&shapes)?;
    builder.link_classes(&shapes);
    builder.read_fields(&shapes)?;
    // What comes now speaks of classes and fields, so that it would only repeat what is wrong with them.
    builder.stop_at_problems()?;
    builder.read_labels()?;
    let (named_by, are_listed) = read_names(&facts)?;
    builder.mark_names(&named_by, are_listed);
    builder.read_ways(&shapes)?;
    builder.add_direct_types();
    let memberships = builder.memberships();
    let notices = builder.notices();
    let Builder { classes, paths, enums, choices, targets, .. } = builder;
    let prefixes = read_prefixes(&facts)?;
    let rules = read_rules(&facts, &hierarchy, &targets)?;
    let excerpts = read_excerpts(&facts, &targets, &classes, &paths)?;
    let mut ontology = Ontology {
        extensions: Vec::new(),
        excerpts,
        examples: read_examples(&facts),
        classes,
        paths,
        enums,
        choices,
        rules,
        memberships,
        prefixes,
        notices,
        named_by,
        implicit_targets: targets.into_implicit(),
        languages: read_languages(&facts)?,
        version: facts
            .iter()
            .find(|(triple, _)| triple.predicate.as_str() == owl::VERSION_INFO)
            .and_then(|(triple, _)| facts.literal(&triple.subject, owl::VERSION_INFO))
            .map(str::to_owned),
    };
    for extension in extensions {
        let read = extension.read(&facts, &ontology)?;
        ontology.extensions.extend(read);
    }
    Ok(ontology)
}

/// What has been made of the shapes so far.
pub(super) struct Builder<'a> {
    pub(super) facts: &'a Facts,
    pub(super) hierarchy: &'a Hierarchy,
    pub(super) targets: Targets,
    pub(super) classes: Vec<Class>,
    pub(super) paths: Vec<Path>,
    pub(super) enums: Vec<Enum>,
    /// The closed lists of names that go with extensions.
    pub(super) choices: Vec<Enum>,
    /// The names of types that are taken, with what has them.
    pub(super) types: HashMap<String, String>,
    /// The names of fields of the root that are taken.
    roots: HashMap<String, String>,
    /// The names of fields that every type has, or may not have, with what has them.
    pub(super) reserved_fields: HashMap<String, String>,
    /// What makes the ontology unusable.
    pub(super) problems: Vec<Error>,
    /// Fields whose values no shape gives a type.
    pub(super) guessed: Vec<String>,
    /// Fields that lead to a class without a public shape.
    pub(super) unlinked: Vec<String>,
    /// Property shapes that make no field.
    pub(super) left_out: Vec<String>,
    /// Property shapes of which nothing is said.
    undescribed: Vec<String>,
    /// Names that were taken, and what is used in their place.
    pub(super) renamed: Vec<String>,
    /// Links whose condition over the chain has no name.
    pub(super) unchained: Vec<String>,
    /// Public shapes that are switched off.
    pub(super) deactivated: Vec<String>,
    /// What has no effect here.
    pub(super) idle: Vec<String>,
    /// The interfaces that have direct instances, with the names of their types.
    direct: Vec<(ClassId, String)>,
}

/// The property shapes that shapes name and nothing describes.
fn undescribed(facts: &Facts) -> Vec<String> {
    let named = facts.iter().filter(|(triple, _)| triple.predicate.as_str() == sh::PROPERTY);
    let nowhere = named.filter_map(|(triple, place)| Some((subject(&triple.object)?, place)));
    nowhere
        .filter(|(property, _)| facts.place(property).is_none())
        .map(|(property, place)| format!("{property} ({place})"))
        .collect()
}

/// A public class with the shapes about it, and the name that they give it.
struct Declared<'s> {
    shapes: Vec<&'s PublicShape>,
    given: Option<String>,
    plural: Option<String>,
}

impl<'a> Builder<'a> {
    fn new(facts: &'a Facts, hierarchy: &'a Hierarchy, extensions: &[&dyn Extension]) -> Self {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let own = Reserved {
            by: "the API itself",
            types: owned(RESERVED_TYPES),
            roots: owned(&RESERVED_ROOTS),
            fields: owned(&RESERVED_FIELDS),
            choices: Vec::new(),
        };
        let others = extensions.iter().filter_map(|extension| extension.reserved(facts));
        let taken: Vec<Reserved> = std::iter::once(own).chain(others).collect();
        let names = |of: fn(&Reserved) -> &[String]| -> HashMap<String, String> {
            let all = taken.iter().flat_map(|reserved| of(reserved).iter().map(|name| (name, reserved.by)));
            all.map(|(name, by)| (name.clone(), by.to_owned())).collect()
        };
        Self {
            facts,
            hierarchy,
            targets: Targets::read(facts, hierarchy),
            classes: Vec::new(),
            paths: Vec::new(),
            enums: Vec::new(),
            choices: taken.iter().flat_map(|reserved| &reserved.choices).cloned().collect(),
            types: names(|reserved| &reserved.types),
            roots: names(|reserved| &reserved.roots),
            reserved_fields: names(|reserved| &reserved.fields),
            problems: Vec::new(),
            guessed: Vec::new(),
            unlinked: Vec::new(),
            left_out: Vec::new(),
            undescribed: undescribed(facts),
            renamed: Vec::new(),
            unchained: Vec::new(),
            deactivated: Vec::new(),
            idle: Vec::new(),
            direct: Vec::new(),
        }
    }

    fn stop_at_problems(&mut self) -> Result<(), Error> {
        let mut problems = std::mem::take(&mut self.problems);
        match problems.pop() {
            None => Ok(()),
            Some(only) if problems.is_empty() => Err(only),
            Some(last) => {
                problems.push(last);
                Err(Error::Several(problems))
            }
        }
    }

    fn notices(&mut self) -> Vec<Notice> {
        let mut notice = |items: fn(&mut Self) -> &mut Vec<String>, summary| {
            let mut items = std::mem::take(items(self));
            items.dedup();
            Notice::of(items, summary)
        };
        let notices = [
            notice(
                |builder| &mut builder.guessed,
                "a field whose values no shape gives a type, so that they are given as text; say sh:datatype, sh:class, sh:in or sh:nodeKind",
            ),
            notice(
                |builder| &mut builder.unlinked,
                "a field that leads to a class without a public shape, so that it gives IRIs; make a shape of the class public (graphql:publicClass)",
            ),
            notice(
                |builder| &mut builder.left_out,
                "a property shape that is checked, but makes no field; give it a path of an IRI, sh:inversePath and sequences, and a graphql:name unless the path is an IRI",
            ),
            notice(
                |builder| &mut builder.undescribed,
                "a property shape of which no file says anything, so that nothing is checked and no field is made; add the file that describes it, or leave out the sh:property",
            ),
            notice(
                |builder| &mut builder.renamed,
                "a name that was taken or not allowed, so that another is used; choose one with graphql:name",
            ),
            notice(
                |builder| &mut builder.unchained,
                "a link to the same class without a condition over its chain, because a field has its name, …Transitive; name that field otherwise with graphql:name",
            ),
            notice(
                |builder| &mut builder.deactivated,
                "a public shape that is switched off (sh:deactivated), so that it is not shown",
            ),
            notice(
                |builder| &mut builder.idle,
                "a property of the graphql vocabulary that steers other programs and has no effect here",
            ),
        ];
        notices.into_iter().flatten().collect()
    }

    /// The classes of public shapes, in the order of these, each with a name of its own.
    fn declare_classes(&mut self, shapes: &[PublicShape]) -> Result<(), Error> {
        let mut declared: Vec<Declared<'_>> = Vec::new();
        for shape in shapes {
            match declared.iter_mut().find(|known| known.shapes[0].class == shape.class) {
                Some(known) => known.shapes.push(shape), // a second shape of the class adds its fields to the first
                None => declared.push(Declared { shapes: vec![shape], given: None, plural: None }),
            }
        }
        if declared.len() > MOST {
            return Err(Error::TooLarge { limit: MOST, what: "public classes" });
        }
        for class in &mut declared {
            class.given = self.given_name(&class.shapes, graphql::NAME, "graphql:name", "");
            class.plural = self.given_name(&class.shapes, ple::PLURAL, "ple:plural", "the plural of ");
        }
        let mut names: Vec<Option<String>> = vec![None; declared.len()];
        // Names that are given come first; names made from IRIs avoid them.
        for is_given in [true, false] {
            for (class, name) in declared.iter().zip(&mut names).filter(|(class, _)| class.given.is_some() == is_given)
            {
                *name = self.name_class(class);
            }
        }
        for (class, name) in declared.iter().zip(names) {
            let name = name.unwrap_or_else(|| "_".to_owned());
            self.classes.push(self.class(class, name));
        }
        Ok(())
    }

    fn class(&self, declared: &Declared<'_>, name: String) -> Class {
        let iri = &declared.shapes[0].class;
        let of_class = iri.clone().into();
        let first = declared.shapes[0];
        let singular = lower_first(&name);
        Class {
            description: self
                .facts
                .text(&first.node, sh::DESCRIPTION)
                .or_else(|| self.facts.text(&of_class, rdfs::COMMENT))
                .unwrap_or_default(),
            iri: iri.clone(),
            plural: declared.plural.clone().unwrap_or_else(|| plural(&singular)),
            name,
            singular,
            is_reconciled: self.is_reconciled(&declared.shapes),
            is_root: declared.shapes.iter().any(|shape| shape.is_root),
            is_interface: declared.shapes.iter().any(|shape| self.facts.is_true(&shape.node, graphql::IS_INTERFACE)),
            superclasses: Vec::new(),
            concrete: Vec::new(),
            direct_of: None,
            fields: Vec::new(),
            labels: self.facts.texts(&of_class, rdfs::LABEL),
            descriptions: self.facts.texts(&first.node, sh::DESCRIPTION),
            search_ways: Vec::new(),
            title_ways: Vec::new(),
            source_ways: Vec::new(),
            below_ways: Vec::new(),
            place: first.place.clone(),
        }
    }

    /// A name that the shapes of a class give it, with the first of them that does.
    fn given_name(
        &mut self,
        shapes: &[&PublicShape],
        property: &str,
        remedy: &'static str,
        what: &str,
    ) -> Option<String> {
        let facts = self.facts;
        let mut given = shapes.iter().filter(|shape| shape.is_only).filter_map(|shape| {
            facts.literal(&shape.node, property).map(|name| (name.to_owned(), shape.place.clone()))
        });
        let (name, place) = given.next()?;
        let what = format!("{what}the class {}", shapes[0].class);
        if let Some((other, place)) = given.find(|(other, _)| *other != name) {
            let problem = format!("{remedy} calls {what} `{other}`, but `{name}` elsewhere: leave one out");
            self.problems.push(Error::Declaration { place, problem });
        }
        if is_legal_name(&name) {
            return Some(name);
        }
        self.problems.push(Error::IllegalName { place, what, name, remedy });
        None
    }

    /// The name of a class, with all names that follow from it.
    fn name_class(&mut self, class: &Declared<'_>) -> Option<String> {
        let Declared { shapes, given, plural: many } = class;
        let (iri, place) = (&shapes[0].class, &shapes[0].place);
        let what = format!("the class {iri}");
        let is_root = shapes.iter().any(|shape| shape.is_root);
        let claims = |name: &str| {
            let singular = lower_first(name);
            let many = many.clone().unwrap_or_else(|| plural(&singular));
            let types: Vec<String> = TYPE_SUFFIXES.iter().map(|suffix| format!("{name}{suffix}")).collect();
            let roots = if is_root { vec![singular, many] } else { Vec::new() };
            (types, roots)
        };
        let taken = |builder: &Self, name: &str| {
            let (types, roots) = claims(name);
            let of_types = types.iter().find_map(|name| Some((name.clone(), builder.types.get(name)?.clone())));
            let of_roots = || roots.iter().find_map(|name| Some((name.clone(), builder.roots.get(name)?.clone())));
            of_types.or_else(of_roots).or_else(|| match roots.as_slice() {
                [one, many] if one == many => Some((many.clone(), "the field for one of them".to_owned())),
                _ => None,
            })
        };
        let name = match (given, legal(local_name(iri.as_str()))) {
            (Some(given), _) => given.clone(),
            (None, None) => {
                let (place, name) = (place.clone(), local_name(iri.as_str()).to_owned());
                self.problems.push(Error::IllegalName { place, what, name, remedy: "graphql:name" });
                return None;
            }
            // A plural that is given does not change with the name.
            (None, Some(plain)) => match many.as_ref().filter(|many| is_root && self.roots.contains_key(*many)) {
                Some(_) => plain,
                None => {
                    let prefix = self.facts.prefix_of(iri.as_str());
                    let free = candidates(&plain, prefix).find(|name| taken(self, name).is_none());
                    let name = free.unwrap_or_else(|| plain.clone());
                    if name != local_name(iri.as_str()) {
                        self.renamed.push(format!("{name} for {iri} ({place})"));
                    }
                    name
                }
            },
        };
        if let Some((name, other)) = taken(self, &name) {
            let is_plural = many.as_ref().is_some_and(|many| *many == name);
            let remedy = if is_plural { "ple:plural" } else { "graphql:name" };
            let place = place.clone();
            self.problems.push(Error::NameCollision { place, what: what.clone(), name, other, remedy });
        }
        let (types, roots) = claims(&name);
        for name in types {
            self.types.entry(name).or_insert_with(|| what.clone());
        }
        for name in roots {
            self.roots.entry(name).or_insert_with(|| what.clone());
        }
        Some(name)
    }

    pub(super) fn id_of(&self, class: &NamedNode) -> Option<ClassId> {
        self.classes.iter().position(|c| c.iri == *class).and_then(|i| u16::try_from(i).ok()).map(ClassId)
    }

    /// Superclasses, interfaces and the object types under each class.
    fn link_classes(&mut self, shapes: &[PublicShape]) {
        for i in 0..self.classes.len() {
            let above = self.hierarchy.up(&self.classes[i].iri);
            self.classes[i].superclasses = above[1..].iter().filter_map(|class| self.id_of(class)).collect();
        }
        let ids: Vec<ClassId> = (0..self.classes.len()).zip((0..u16::MAX).map(ClassId)).map(|(_, id)| id).collect();
        for &id in &ids {
            let is_above = |other: &ClassId| self.classes[usize::from(other.0)].superclasses.contains(&id);
            let is_in_circle =
                ids.iter().any(|other| is_above(other) && self.class_at(id).superclasses.contains(other));
            let has_below = ids.iter().any(is_above);
            let class = self.class_at(id);
            if is_in_circle || (class.is_interface && !has_below) {
                let name = &class.name;
                let problem = format!(
                    "the interface {name} has no object type under it: make the shape of a subclass public, leave out graphql:isInterface, or break the circle of rdfs:subClassOf"
                );
                self.problems.push(Error::Declaration { place: class.place.clone(), problem });
            } else if has_below && !class.is_interface {
                self.classes[usize::from(id.0)].is_interface = true;
                self.name_direct(id, shapes);
            }
        }
        for id in ids {
            if !self.class_at(id).is_interface {
                self.add_concrete(id, id);
            }
        }
        let direct: Vec<_> = self.direct.iter().map(|(interface, _)| *interface).collect();
        for (interface, number) in direct.into_iter().zip(self.classes.len()..) {
            if let Ok(number) = u16::try_from(number) {
                self.add_concrete(interface, ClassId(number));
            }
        }
    }

    fn class_at(&self, id: ClassId) -> &Class {
        &self.classes[usize::from(id.0)]
    }

    /// An object type is one of a class and of all classes above it.
    fn add_concrete(&mut self, class: ClassId, concrete: ClassId) {
        let above = self.class_at(class).superclasses.clone();
        for id in above.into_iter().chain([class]) {
            self.classes[usize::from(id.0)].concrete.push(concrete);
        }
    }

    /// Names the type of the instances of an interface that are of none of its public subclasses.
    fn name_direct(&mut self, interface: ClassId, shapes: &[PublicShape]) {
        let class = self.class_at(interface);
        let (iri, place, plain) = (class.iri.clone(), class.place.clone(), format!("Other{}", class.name));
        let of_class: Vec<_> = shapes.iter().filter(|shape| shape.class == iri).collect();
        let what = format!("the direct instances of the class {iri}");
        let given = self.given_name(&of_class, ple::DIRECT_NAME, "ple:directName", "the type of direct instances of ");
        let name = match given {
            Some(name) => match self.types.get(&name).cloned() {
                None => name,
                Some(other) => {
                    let remedy = "ple:directName";
                    self.problems.push(Error::NameCollision { place, what, name, other, remedy });
                    return;
                }
            },
            None => {
                let free = candidates(&plain, None).find(|name| !self.types.contains_key(name));
                free.unwrap_or_else(|| plain.clone())
            }
        };
        self.types.insert(name.clone(), what);
        self.direct.push((interface, name));
    }

    /// The types of direct instances: all that their interfaces say.
    fn add_direct_types(&mut self) {
        for (interface, name) in std::mem::take(&mut self.direct) {
            let Ok(id) = u16::try_from(self.classes.len()) else { return };
            let class = self.class_at(interface);
            let description = format!("A {} that is of no other type here. {}", class.name, class.description);
            self.classes.push(Class {
                iri: class.iri.clone(),
                singular: lower_first(&name),
                plural: plural(&lower_first(&name)),
                name,
                description: description.trim_end().to_owned(),
                is_reconciled: class.is_reconciled,
                is_root: false,
                is_interface: false,
                superclasses: std::iter::once(interface).chain(class.superclasses.iter().copied()).collect(),
                concrete: vec![ClassId(id)],
                direct_of: Some(interface),
                fields: class.fields.clone(),
                labels: class.labels.clone(),
                descriptions: class.descriptions.clone(),
                search_ways: class.search_ways.clone(),
                title_ways: class.title_ways.clone(),
                source_ways: class.source_ways.clone(),
                below_ways: class.below_ways.clone(),
                place: class.place.clone(),
            });
        }
    }

    /// The ways of every shape, for its class and the classes below.
    fn read_ways(&mut self, shapes: &[PublicShape]) -> Result<(), Error> {
        for shape in shapes {
            let Some(class) = self.id_of(&shape.class) else { continue };
            let ways = |property| self.ways(&shape.node, property, class, &shape.place);
            let (search, title) = (ways(ple::SEARCH_VIA)?, ways(ple::TITLE_VIA)?);
            let (source, beneath) = (ways(ple::SOURCE_VIA)?, ways(ple::BELOW_VIA)?);
            for (below, id) in self.classes.iter_mut().zip((0..u16::MAX).map(ClassId)) {
                if id == class || below.superclasses.contains(&class) {
                    below.search_ways.extend(search.iter().cloned());
                    below.title_ways.extend(title.iter().cloned());
                    below.source_ways.extend(source.iter().cloned());
                    below.below_ways.extend(beneath.iter().cloned());
                }
            }
        }
        Ok(())
    }

    pub(super) fn path_id(&mut self, path: Path) -> Result<PathId, Error> {
        let index = self.paths.iter().position(|known| *known == path).unwrap_or_else(|| {
            self.paths.push(path);
            self.paths.len() - 1
        });
        u16::try_from(index).map(PathId).map_err(|_| Error::TooLarge { limit: MOST, what: "paths" })
    }

    /// For every class that the ontology names, the public classes above it. Where none of these is an object type of an
    /// interface among them, its instances are direct ones.
    fn memberships(&self) -> HashMap<NamedNode, Vec<ClassId>> {
        let named = self.hierarchy.superclasses.keys().chain(self.classes.iter().map(|class| &class.iri));
        named
            .map(|class| {
                let mut of: Vec<ClassId> =
                    self.hierarchy.up(class).iter().filter_map(|above| self.id_of(above)).collect();
                for (direct, id) in self.classes.iter().zip((0..u16::MAX).map(ClassId)) {
                    let Some(interface) = direct.direct_of.filter(|interface| of.contains(interface)) else { continue };
                    let concrete = &self.class_at(interface).concrete;
                    let is_nearer = |other: &ClassId| {
                        *other != id
                            && (of.contains(other)
                                || self.class_at(*other).direct_of.is_some_and(|other| of.contains(&other)))
                    };
                    if !concrete.iter().any(is_nearer) {
                        of.push(id);
                    }
                }
                (class.clone(), of)
            })
            .collect()
    }
}
