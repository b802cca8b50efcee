//! How a selection is answered: what to read ([`Step`]s) and what the answer looks like ([`RootShape`]), kept apart.
//!
//! A plan is flat data without references, and prints well: the print is what `explain` shows and what the tests keep.

use super::analysis::{AnalysisRequest, ColumnPart, Form};
use super::dataset::DatasetField;
use super::grouping::Counting;
use super::listing::{Listing, Order};
use super::named::{Named, SchemaNames, end};
use super::parts::{ConnectionPart, GroupPart};
use super::position::Position;
use super::records::Known;
use super::search::Search;
use super::selection::{Refusal, TextPart};
use oxigraph::model::NamedNode;
use plenary_ontology::{ClassId, Ontology, PathId};
use std::fmt::{self, Display, Formatter};
use std::sync::Arc;

/// Index of a step in [`Plan::steps`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StepId(pub usize);

/// What to read and what to write.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The reads, each from the rows of an earlier one.
    pub steps: Vec<Step>,
    /// The answer.
    pub shape: RootShape,
    /// How many rows the steps may read, if all pages are full.
    pub cost: u64,
}

/// One read for all rows of an earlier step.
#[derive(Debug, Clone)]
pub struct Step {
    /// The rows to read for; none for the steps that start a plan.
    pub parents: Option<Parents>,
    /// What to read.
    pub read: Read,
    /// The field that it is for, as `type.field`.
    pub label: String,
    /// How many rows it may read, if all pages are full.
    pub cost: u64,
}

/// The rows that a step reads for.
#[derive(Debug, Clone)]
pub struct Parents {
    /// The step whose rows they are.
    pub step: StepId,
    /// Only rows of these types, which the step `.0` has found out.
    pub only: Option<(StepId, Vec<ClassId>)>,
}

/// What a step reads.
#[derive(Debug, Clone, PartialEq)]
pub enum Read {
    /// Resources by IRI.
    Lookup {
        /// Their IRIs.
        iris: Vec<NamedNode>,
        /// The types that they may have.
        types: Vec<ClassId>,
    },
    /// A page of the instances of a class.
    Instances {
        /// The class.
        class: ClassId,
        /// Which of them, and in which order.
        listing: Listing,
    },
    /// One linked resource.
    Link(PathId),
    /// A page of the linked resources.
    Links(PathId, Listing),
    /// One literal.
    Literal(PathId),
    /// All literals, or all texts in some languages.
    Literals(PathId, Option<Vec<String>>),
    /// The text in the language that fits best.
    Text {
        /// Where the texts are.
        path: PathId,
        /// Language ranges, most wanted first.
        languages: Arc<[String]>,
        /// Whether any language is better than none.
        fallback: bool,
    },
    /// The object types of the rows.
    Types(Vec<ClassId>),
    /// Counts of groups of the instances of a class.
    CountInstances(ClassId, Counting),
    /// Counts of groups of the linked resources.
    CountLinks(PathId, Counting),
    /// The names of the resources that groups have in common: a text for each value of a key.
    Labels {
        /// The step that counted the groups.
        groups: StepId,
        /// Which of the keys.
        key: usize,
        /// Where the names are.
        path: PathId,
        /// Language ranges, most wanted first.
        languages: Arc<[String]>,
    },
    /// An analysis: one list of entries, or one for each row.
    Analysis(Box<AnalysisRequest>),
    /// A column of the entries of an analysis. Nothing is read: the analysis brought it along.
    Take(usize),
    /// A page of what full text finds.
    Search(Box<Search>),
    /// The counts of a facet of what a step found, by its index. Nothing is read: the step brought them along.
    FoundFacet(StepId, usize),
    /// Facts about the dataset.
    Dataset,
}

/// The answer as a whole.
#[derive(Debug, Clone, Default)]
pub struct RootShape {
    /// The fields of the root.
    pub fields: Vec<(String, RootOutput)>,
}

/// A field of the root.
#[derive(Debug, Clone)]
pub enum RootOutput {
    /// The name of the root type.
    Typename,
    /// One resource or null.
    Node(Shape),
    /// A list of resources and nulls: for each place the shape and the row, or why there is none.
    Entities(Vec<Shape>, Vec<Result<(usize, usize), Refusal>>),
    /// A connection over all instances of a class.
    Connection(ConnectionShape),
    /// Facts about the dataset.
    Dataset(Vec<(String, DatasetField)>),
    /// The entries of an analysis.
    Table(TableShape),
    /// A record that is known already.
    Known(Known),
    /// Null, and why.
    Refused(Refusal),
}

/// An object.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The step whose rows the objects are.
    pub step: StepId,
    /// The step that found out their types, if there can be several.
    pub types: Option<StepId>,
    /// SchemaNames of the types.
    pub names: Vec<(ClassId, String)>,
    /// All fields.
    pub fields: Vec<OutputField>,
    /// Which fields each type has.
    pub variants: Vec<Variant>,
}

/// The fields of some types.
#[derive(Debug, Clone)]
pub struct Variant {
    /// The types.
    pub types: Vec<ClassId>,
    /// Indexes in [`Shape::fields`].
    pub fields: Vec<usize>,
}

/// A field of an object.
#[derive(Debug, Clone)]
pub struct OutputField {
    /// Key in the answer.
    pub key: String,
    /// The key as JSON, colon included.
    pub json_key: String,
    /// What is written.
    pub output: Output,
    /// Where it stands in the request, for messages.
    pub at: Position,
}

/// What is written for a field.
#[derive(Debug, Clone)]
pub enum Output {
    /// The IRI of the object.
    Id,
    /// The name of its type.
    Typename,
    /// A value.
    Value {
        /// The step that read it.
        step: StepId,
        /// How it is written.
        kind: ValueType,
        /// Whether the schema promises one.
        required: bool,
    },
    /// A list of values.
    Values {
        /// The step that read them.
        step: StepId,
        /// How each is written.
        kind: ValueType,
    },
    /// Texts with their languages.
    Texts {
        /// The step that read them.
        step: StepId,
        /// What of each, with the keys as JSON.
        parts: Vec<(String, TextPart)>,
    },
    /// A resource or null.
    Link {
        /// Whether the schema promises one.
        required: bool,
        /// The resource.
        shape: Shape,
    },
    /// A list of resources.
    Links(Shape),
    /// A connection.
    Connection(ConnectionShape),
    /// The entries of an analysis.
    Table(TableShape),
}

/// A connection.
#[derive(Debug, Clone)]
pub struct ConnectionShape {
    /// The step whose lists are the pages.
    pub step: StepId,
    /// The order of the lists, which cursors are bound to.
    pub order: Order,
    /// What of the page.
    pub parts: Vec<(String, PlannedPart)>,
}

/// What of a connection is written; a facet has counts for every time that its values are asked for.
pub type PlannedPart = ConnectionPart<Shape, GroupsShape, Vec<GroupsShape>>;

/// Counts of groups.
#[derive(Debug, Clone)]
pub struct GroupsShape {
    /// The step that counted.
    pub step: StepId,
    /// SchemaNames of the keys.
    pub names: Vec<String>,
    /// What of each group, with where the names of the values of each key come from.
    pub parts: Vec<(String, GroupPart<Vec<ValueNames>>)>,
}

/// Where the names of the values of a key come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueNames {
    /// They have none.
    None,
    /// A step reads them.
    Read(StepId),
    /// They are known: values with their names.
    Known(Vec<(String, String)>),
}

/// How the entries of a step are written.
#[derive(Debug, Clone)]
pub struct TableShape {
    /// The step that gave the table.
    pub step: StepId,
    /// How its lists are written, keys as JSON.
    pub form: Form<EntryShape>,
    /// The name of the order of a page, and how many columns name an entry in it.
    pub order: (String, usize),
}

/// How an entry is written.
#[derive(Debug, Clone)]
pub struct EntryShape {
    /// The step whose rows the entries are.
    pub step: StepId,
    /// The fields.
    pub fields: Vec<EntryOutput>,
}

/// A field of an entry.
#[derive(Debug, Clone)]
pub struct EntryOutput {
    /// Key in the answer.
    pub key: String,
    /// The key as JSON, colon included.
    pub json_key: String,
    /// Index of the column.
    pub column: usize,
    /// What is written.
    pub value: ColumnPart<Shape, EntryShape>,
}

/// How a value is written in JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueType {
    /// As a string, as it is.
    String,
    /// As a number of 32 bits.
    Int,
    /// As a number.
    Float,
    /// As `true` or `false`.
    Boolean,
    /// As a string that must be one of these.
    Enum(Vec<String>),
}

impl ValueType {
    /// Whether the schema lets an element of a list be null, as JSON cannot write each value.
    pub fn may_be_null(&self) -> bool {
        match self {
            Self::Float => true,
            Self::String | Self::Int | Self::Boolean | Self::Enum(_) => false,
        }
    }
}

impl Plan {
    /// How often the reader is asked: once a step, but for those that take what an earlier one brought along.
    pub fn reads(&self) -> usize {
        let is_read = |step: &&Step| !matches!(step.read, Read::Take(_) | Read::FoundFacet(..));
        self.steps.iter().filter(is_read).count()
    }

    /// The plan to be printed, one line a step.
    pub fn display<'a>(&'a self, ontology: &'a Ontology) -> impl Display + 'a {
        Lines { plan: self, ontology }
    }

    /// The line of a step to be printed: number, where its rows come from, what it reads, for which field.
    pub fn line<'a>(&'a self, number: usize, ontology: &'a Ontology) -> impl Display + 'a {
        Line { plan: self, number, ontology }
    }

    fn write_line(&self, number: usize, step: &Step, ontology: &Ontology, f: &mut Formatter<'_>) -> fmt::Result {
        let names = SchemaNames::new(ontology);
        write!(f, "{number}: {}", step.label)?;
        let mut class = None;
        if let Some(parents) = &step.parents {
            write!(f, " of {}", parents.step.0)?;
            class = self.class(parents.step, ontology);
            if let Some((types, only)) = &parents.only {
                write!(f, " where type in {} is {}", types.0, names.types(only))?;
                class = one(only);
            }
        }
        write!(f, " — {}", step.read.named(names.of(class)))
    }

    /// The class of what a step gives, if it is one.
    fn class(&self, step: StepId, ontology: &Ontology) -> Option<ClassId> {
        match &self.steps.get(step.0)?.read {
            Read::Instances { class, .. } => Some(*class),
            Read::Link(path) | Read::Links(path, _) => end(ontology, *path),
            Read::Lookup { types, .. } => one(types),
            Read::Search(search) => one(&search.types),
            Read::Literal(_)
            | Read::Literals(..)
            | Read::Text { .. }
            | Read::Types(_)
            | Read::CountInstances(..)
            | Read::CountLinks(..)
            | Read::Labels { .. }
            | Read::Analysis(_)
            | Read::Take(_)
            | Read::FoundFacet(..)
            | Read::Dataset => None,
        }
    }
}

struct Lines<'a> {
    plan: &'a Plan,
    ontology: &'a Ontology,
}

impl Display for Lines<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (0..self.plan.steps.len()).try_for_each(|number| writeln!(f, "{}", self.plan.line(number, self.ontology)))
    }
}

struct Line<'a> {
    plan: &'a Plan,
    number: usize,
    ontology: &'a Ontology,
}

impl Display for Line<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(step) = self.plan.steps.get(self.number) else { return Ok(()) };
        self.plan.write_line(self.number, step, self.ontology, f)
    }
}

/// The class, if there is one only.
fn one(classes: &[ClassId]) -> Option<ClassId> {
    match classes {
        [class] => Some(*class),
        _ => None,
    }
}

impl Named for Read {
    fn write(&self, names: SchemaNames<'_>, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lookup { iris, .. } => {
                let iris: Vec<_> = iris.iter().map(ToString::to_string).collect();
                write!(f, "look up {}", iris.join(", "))
            }
            Self::Instances { class, listing } => write!(f, "instances ({})", listing.named(names.of(Some(*class)))),
            Self::Link(path) => write!(f, "one link of {}", names.path(*path)),
            Self::Links(path, listing) => {
                write!(f, "links of {} ({})", names.path(*path), listing.named(names.behind(*path)))
            }
            Self::Literal(path) => write!(f, "one value of {}", names.path(*path)),
            Self::Literals(path, None) => write!(f, "values of {}", names.path(*path)),
            Self::Literals(path, Some(languages)) => {
                write!(f, "values of {} in {}", names.path(*path), languages.join(", "))
            }
            Self::Text { path, languages, fallback } => {
                let any = if *fallback { ", else any" } else { "" };
                write!(f, "text of {} in {}{any}", names.path(*path), languages.join(", "))
            }
            Self::Types(_) => f.write_str("types"),
            Self::CountInstances(class, counting) => {
                write!(f, "count instances ({})", counting.named(names.of(Some(*class))))
            }
            Self::CountLinks(path, counting) => {
                write!(f, "count links of {} ({})", names.path(*path), counting.named(names.behind(*path)))
            }
            Self::Labels { groups, key, path, languages } => {
                let (groups, path, languages) = (groups.0, names.path(*path), languages.join(", "));
                write!(f, "names of key {key} of {groups}: text of {path} in {languages}")
            }
            Self::Analysis(ask) => write!(f, "analysis: {}", ask.named(names)),
            Self::Take(column) => write!(f, "column {column}"),
            Self::Search(search) => write!(f, "search for {}", search.named(names)),
            Self::FoundFacet(search, facet) => write!(f, "facet {facet} of {}", search.0),
            Self::Dataset => f.write_str("facts about the dataset"),
        }
    }
}
