//! The model: the classes, fields and languages that the API shows, read from SHACL shapes.
//!
//! The ontology is the only place where types and fields are declared. This crate turns its Turtle files into an
//! [`Ontology`]: flat lists with typed ids, names checked, paths resolved. It knows nothing of GraphQL's wire format,
//! of the store, or of any particular domain.

mod declarations;
mod examples;
mod excerpts;
mod extension;
mod facets;
mod facts;
mod fields;
mod hierarchy;
mod iri;
mod labels;
mod names;
mod naming;
mod notice;
mod property;
mod scalars;
mod searching;
mod shapes;
mod targets;
mod visibility;

pub use examples::{Example, ExampleQuery};
pub use excerpts::{Excerpts, Role};
pub use extension::{Extension, Reserved};
pub use facts::{Facts, Place, Text, TurtleFile, subject};
pub use iri::Prefixes;
pub use labels::words_of;
pub use names::{is_legal_name, local_name, lower_first, plural, upper_first};
pub use naming::Known;
pub use notice::Notice;
pub use searching::{TextRole, Via};
pub use shapes::{RESERVED_FIELDS, RESERVED_ROOTS, RESERVED_TYPES, TYPE_SUFFIXES};

use oxigraph::model::NamedNode;
use plenary_values::Datatype;
use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Ids are 16 bits wide, so this is the most classes, paths and enums that there can be.
const MOST: usize = u16::MAX as usize;

/// Index of a public class in [`Ontology::classes`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClassId(pub u16);

/// Index of a path in [`Ontology::paths`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PathId(pub u16);

/// Index of an enum in [`Ontology::enums`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EnumId(pub u16);

/// Everything that the API shows, in the order of the ontology's files.
#[derive(Debug)]
pub struct Ontology {
    classes: Vec<Class>,
    paths: Vec<Path>,
    enums: Vec<Enum>,
    choices: Vec<Enum>,
    rules: Vec<Rule>,
    prefixes: Prefixes,
    notices: Vec<Notice>,
    implicit_targets: Vec<NamedNode>,
    languages: Vec<String>,
    named_by: Vec<String>,
    version: Option<String>,
    extensions: Vec<Arc<dyn Any + Send + Sync>>,
    excerpts: Vec<Excerpts>,
    examples: Vec<Example>,
    /// For every class that the ontology names: the public classes that its instances belong to.
    memberships: HashMap<NamedNode, Vec<ClassId>>,
}

/// A class with a public shape: an object type, or an interface if it has public subclasses.
#[derive(Debug)]
pub struct Class {
    /// The class.
    pub iri: NamedNode,
    /// Name of the GraphQL type.
    pub name: String,
    /// Name of the root field that gives one instance.
    pub singular: String,
    /// Name of the root field that gives all instances.
    pub plural: String,
    /// Whether reconciliation matches its instances, if they have names.
    pub is_reconciled: bool,
    /// Whether there are these fields; else instances are reached over links, and by their identifiers.
    pub is_root: bool,
    /// Documentation.
    pub description: String,
    /// Whether instances belong to it only through a subclass.
    pub is_interface: bool,
    /// The public superclasses, nearest first.
    pub superclasses: Vec<ClassId>,
    /// The object types that its instances have: itself, or those of its public subclasses and of its direct instances.
    pub concrete: Vec<ClassId>,
    /// The interface whose direct instances have this object type: those that are of none of its public subclasses. Such
    /// a type has the IRI of that class, and its fields.
    pub direct_of: Option<ClassId>,
    /// Its fields with those of the superclasses, theirs first.
    pub fields: Vec<Field>,
    /// Its names (`rdfs:label`) in every language.
    pub labels: Vec<Text>,
    /// What its shape is about, in every language.
    pub descriptions: Vec<Text>,
    /// The ways to others by whose names its instances are found too, those of the superclasses first.
    pub search_ways: Vec<Via>,
    /// The ways to others by whose names its instances are called where they have none of their own.
    pub title_ways: Vec<Via>,
    /// The ways to what its instances rest on, such as a passage of a document.
    pub source_ways: Vec<Via>,
    /// The ways to what stands below its instances, such as narrower themes: what those have counts beside their own.
    pub below_ways: Vec<Via>,
    /// Where the shape stands.
    pub place: Place,
}

impl Class {
    /// The field of a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The name of the condition on all that a link of the class `id` to itself reaches; none for other fields, and where
    /// another field has that name.
    pub fn chain(&self, id: ClassId, field: &Field) -> Option<String> {
        let name = chain_name(&field.name);
        (field.kind.class() == Some(id) && self.field(&name).is_none()).then_some(name)
    }
}

/// `broader` → `broaderTransitive`.
fn chain_name(field: &str) -> String {
    format!("{field}Transitive")
}

/// A field of a type.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Name of the GraphQL field.
    pub name: String,
    /// Documentation.
    pub description: String,
    /// What people call it, in every language: `sh:name`, or the `rdfs:label` of the property that it is. An inverse or
    /// a sequence has none of its own.
    pub labels: Vec<Text>,
    /// Documentation in every language.
    pub descriptions: Vec<Text>,
    /// Where its values are.
    pub path: PathId,
    /// What its values are and how many.
    pub kind: FieldKind,
    /// Whether full text reads its values.
    pub searched: bool,
    /// Whether its values are the names of the resources that have them.
    pub is_name: bool,
    /// Whether full text reads its values if they are names: the shapes do not say no.
    is_searched_unless_said: bool,
    /// Where the property shape stands.
    pub place: Place,
}

/// What the values of a field are and how many there can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// At most one value; exactly one if `required`.
    Value {
        /// Type of the value.
        scalar: Scalar,
        /// Whether the shapes demand one.
        required: bool,
    },
    /// A list of values.
    Values {
        /// Type of the values.
        scalar: Scalar,
    },
    /// One text in the language that fits best.
    Text {
        /// Whether the shapes demand one in some language.
        required: bool,
    },
    /// Texts with their languages.
    Texts,
    /// At most one resource; exactly one if `required`.
    Link {
        /// Class of the resource.
        class: ClassId,
        /// Whether the shapes demand one.
        required: bool,
    },
    /// A short list of resources, bounded by the shapes.
    Links {
        /// Class of the resources.
        class: ClassId,
    },
    /// Resources without a bound, given page by page.
    Connection {
        /// Class of the resources.
        class: ClassId,
    },
}

impl FieldKind {
    /// What the field leads to.
    pub fn ends(self) -> Ends {
        match self {
            Self::Value { scalar, .. } | Self::Values { scalar } => Ends::Values(scalar),
            Self::Text { .. } | Self::Texts => Ends::Texts,
            Self::Link { class, .. } | Self::Links { class } | Self::Connection { class } => Ends::Class(class),
        }
    }

    /// The class of the resources that the field leads to.
    pub fn class(self) -> Option<ClassId> {
        match self {
            Self::Link { class, .. } | Self::Links { class } | Self::Connection { class } => Some(class),
            Self::Value { .. } | Self::Values { .. } | Self::Text { .. } | Self::Texts => None,
        }
    }
}

/// Type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// `xsd:string` and all datatypes without a type of their own.
    String,
    /// Integers that the shapes keep within 32 bits.
    Int,
    /// Integers of any size, written as strings so that no digit is lost.
    BigInt,
    /// `xsd:decimal`, written as a string so that no digit is lost.
    Decimal,
    /// `xsd:double` and `xsd:float`.
    Float,
    /// `xsd:boolean`.
    Boolean,
    /// `xsd:date`.
    Date,
    /// `xsd:dateTime` and `xsd:dateTimeStamp`.
    DateTime,
    /// `xsd:time`.
    Time,
    /// `xsd:gYear`.
    Year,
    /// `xsd:gYearMonth`.
    YearMonth,
    /// `xsd:duration`, `xsd:dayTimeDuration` and `xsd:yearMonthDuration`.
    Duration,
    /// A link out of the dataset.
    Iri,
    /// One of a closed list of names.
    Enum(EnumId),
}

impl Scalar {
    /// How its values are read and compared.
    pub fn datatype(self) -> Datatype {
        match self {
            Self::String | Self::Iri | Self::Enum(_) => Datatype::Text,
            Self::Int | Self::BigInt => Datatype::Integer,
            Self::Decimal => Datatype::Decimal,
            Self::Float => Datatype::Double,
            Self::Boolean => Datatype::Boolean,
            Self::Date => Datatype::Date,
            Self::DateTime => Datatype::DateTime,
            Self::Time => Datatype::Time,
            Self::Year => Datatype::Year,
            Self::YearMonth => Datatype::YearMonth,
            Self::Duration => Datatype::Duration,
        }
    }

    /// Whether JSON has a form for each of its values. It has none for the infinities and for NaN.
    pub fn is_always_writable(self) -> bool {
        self != Self::Float
    }
}

/// A closed list of names, from `sh:in`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Enum {
    /// Name of the GraphQL type.
    pub name: String,
    /// Documentation.
    pub description: String,
    /// The names in the order of the shape.
    pub values: Vec<String>,
    /// What people call the names (`ple:ofValue`), where the ontology says it.
    pub labels: BTreeMap<String, Vec<Text>>,
    /// What the names mean, where the ontology says it beside.
    pub meanings: BTreeMap<String, String>,
    /// The same in every language.
    pub descriptions: BTreeMap<String, Vec<Text>>,
}

/// A property path: a sequence of steps, with what it leads to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path {
    /// The steps from a resource to the values.
    pub steps: Vec<Step>,
    /// What is at its ends.
    pub ends: Ends,
}

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ends {
    /// Resources of a class.
    Class(ClassId),
    /// Values of a type.
    Values(Scalar),
    /// Texts with languages.
    Texts,
}

impl Ends {
    /// How what is at the ends is read and compared: resources by their IRIs.
    pub fn datatype(self) -> Datatype {
        match self {
            Self::Values(scalar) => scalar.datatype(),
            Self::Texts | Self::Class(_) => Datatype::Text,
        }
    }
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Step {
    /// The property.
    pub predicate: NamedNode,
    /// Whether it is walked from object to subject.
    pub inverse: bool,
    /// Whether it leads to an `rdf:List`, of which the members are meant.
    pub members: bool,
}

impl Path {
    /// Whether it leads to the members of `rdf:List`s, which have an order.
    pub fn is_list(&self) -> bool {
        self.steps.last().is_some_and(|step| step.members)
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, step) in self.steps.iter().enumerate() {
            let separator = if i > 0 { "/" } else { "" };
            let caret = if step.inverse { "^" } else { "" };
            write!(f, "{separator}{caret}{}", step.predicate)?;
            if step.members {
                f.write_str("/rdf:rest*/rdf:first")?;
            }
        }
        Ok(())
    }
}

/// A rule that derives triples: a SPARQL CONSTRUCT query run for every instance of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The target class of the rule's shape, with its subclasses.
    pub targets: Vec<NamedNode>,
    /// The query, with `$this` for the instance; it may use the ontology's prefixes without declaring them.
    pub construct: String,
    /// Rules of a smaller order run first.
    pub order: i64,
    /// Where the rule stands.
    pub place: Place,
}

/// Why an ontology cannot be used. Every message names the file and the line.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum Error {
    #[error("{file}:{line}: {message}")]
    Syntax { file: String, line: u32, message: String },
    #[error(
        "no public shape in {files}: say `<ontology> a graphql:Schema ; graphql:publicShape ex:MyShape` for each node shape that the API shows"
    )]
    NoPublicShapes { files: String },
    #[error("the public shape {shape} is not described in the ontology's files")]
    UnknownShape { shape: String },
    #[error("{place}: the shape {shape} has no class: add `sh:targetClass`")]
    NoTargetClass { place: Place, shape: String },
    #[error("{place}: `{name}` ({what}) is not a legal GraphQL name: set another with `{remedy}`")]
    IllegalName { place: Place, what: String, name: String, remedy: &'static str },
    #[error("{place}: {what} has the name `{name}`, which {other} has already: set another with `{remedy}`")]
    NameCollision { place: Place, what: String, name: String, other: String, remedy: &'static str },
    #[error("{place}: a property of {shape} {problem}")]
    Property { place: Place, shape: String, problem: String },
    #[error("{place}: a rule of {shape} {problem}")]
    Rule { place: Place, shape: String, problem: String },
    #[error("{place}: {problem}")]
    Declaration { place: Place, problem: String },
    #[error("{}", lines(.0))]
    Several(Vec<Self>),
    #[error("the ontology is too large: more than {limit} {what}")]
    TooLarge { limit: usize, what: &'static str },
}

/// All problems, a line each.
fn lines(problems: &[Error]) -> String {
    let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
    format!("the ontology has {} problems\n{}", lines.len(), lines.join("\n"))
}

impl Ontology {
    /// Reads an ontology from its Turtle files.
    ///
    /// # Errors
    /// If a file is not Turtle, no shape is public, a name that is given is illegal or used twice, or what is said of
    /// values cannot be. All errors are reported together.
    ///
    /// # Example
    /// ```
    /// let shapes = plenary_ontology::TurtleFile {
    ///     name: "shapes.ttl".into(),
    ///     text: r#"
    ///         @prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    ///         @prefix graphql: <http://datashapes.org/graphql#> .
    ///         @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    ///         ex: a graphql:Schema ; graphql:publicShape ex:CityShape .
    ///         ex:CityShape sh:targetClass ex:City ; sh:property [ sh:path ex:name ; sh:datatype xsd:string ] ."#.into(),
    /// };
    /// let ontology = plenary_ontology::Ontology::read(&[shapes])?;
    /// assert_eq!(ontology.classes()[0].plural, "cities");
    /// # Ok::<(), plenary_ontology::Error>(())
    /// ```
    pub fn read(sources: &[TurtleFile]) -> Result<Self, Error> {
        Self::read_with(sources, &[])
    }

    /// The same with what some programs know besides classes and fields.
    ///
    /// # Errors
    /// Those of [`Self::read`], and those of the extensions.
    pub fn read_with(sources: &[TurtleFile], extensions: &[&dyn Extension]) -> Result<Self, Error> {
        shapes::read(sources, extensions)
    }

    /// The public classes.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// All class ids, in order.
    pub fn class_ids(&self) -> impl Iterator<Item = ClassId> + use<> {
        (0..u16::try_from(self.classes.len()).unwrap_or(u16::MAX)).map(ClassId)
    }

    /// The classes that are object types, not interfaces.
    pub fn concrete_classes(&self) -> impl Iterator<Item = ClassId> + '_ {
        self.class_ids().filter(|&id| !self.class(id).is_interface)
    }

    /// The class of an id.
    pub fn class(&self, id: ClassId) -> &Class {
        &self.classes[usize::from(id.0)]
    }

    /// The class with the GraphQL type name.
    pub fn class_named(&self, name: &str) -> Option<ClassId> {
        self.class_ids().find(|&id| self.class(id).name == name)
    }

    /// The distinct paths of all fields.
    pub fn paths(&self) -> &[Path] {
        &self.paths
    }

    /// The path of an id.
    pub fn path(&self, id: PathId) -> &Path {
        &self.paths[usize::from(id.0)]
    }

    /// The enums.
    pub fn enums(&self) -> &[Enum] {
        &self.enums
    }

    /// The enum of an id.
    pub fn enumeration(&self, id: EnumId) -> &Enum {
        &self.enums[usize::from(id.0)]
    }

    /// The closed lists of names that go with extensions, such as the sides of an analysis, with what people call the names.
    pub fn choices(&self) -> &[Enum] {
        &self.choices
    }

    /// The rules in the order in which they are to run.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The prefixes that identifiers may be written with.
    pub fn prefixes(&self) -> &Prefixes {
        &self.prefixes
    }

    /// What is not taken as it stands, though the ontology can be used.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The shapes that are classes themselves, and so about their own instances.
    pub fn implicit_targets(&self) -> &[NamedNode] {
        &self.implicit_targets
    }

    /// The languages that a text is looked for in, most wanted first; `*` stands for any other.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// The version that the ontology gives itself (`owl:versionInfo`).
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// What an [`Extension`] has read, by its type; none if the files declare nothing of it.
    pub fn extension<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.extensions.iter().find_map(|extension| Arc::clone(extension).downcast().ok())
    }

    /// Queries that show what can be asked, in the order of the files.
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }

    /// The classes whose instances are places in documents, with what leads to what is written there.
    pub fn excerpts(&self) -> &[Excerpts] {
        &self.excerpts
    }

    /// The public classes that instances of `class` (public or not) belong to.
    pub fn memberships(&self, class: &NamedNode) -> &[ClassId] {
        self.memberships.get(class).map_or(&[], Vec::as_slice)
    }

    /// The classes (public or not) whose instances are of one of the object types of a public class, sorted.
    pub fn classes_within(&self, class: ClassId) -> Vec<&NamedNode> {
        let is_concrete = |of: &ClassId| self.class(class).concrete.contains(of);
        let within = self.memberships.iter().filter(|(_, of)| of.iter().any(is_concrete));
        let mut classes: Vec<_> = within.map(|(iri, _)| iri).collect();
        classes.sort();
        classes
    }

    /// The classes that the ontology names; not the object types of direct instances.
    pub fn declared_classes(&self) -> impl Iterator<Item = &Class> {
        self.classes.iter().filter(|class| class.direct_of.is_none())
    }

    /// The other object types of the interface of which `class` has the direct instances: a resource that is of one of
    /// them is no direct instance. None for all other classes.
    pub fn instead_of(&self, class: ClassId) -> impl Iterator<Item = ClassId> + '_ {
        let interface = self.class(class).direct_of.map(|interface| self.class(interface));
        let concrete = interface.into_iter().flat_map(|interface| interface.concrete.iter().copied());
        concrete.filter(move |other| *other != class)
    }

    /// Whether `class` is `ancestor` or one of its subclasses.
    pub fn is_a(&self, class: ClassId, ancestor: ClassId) -> bool {
        class == ancestor || self.class(class).superclasses.contains(&ancestor)
    }
}
