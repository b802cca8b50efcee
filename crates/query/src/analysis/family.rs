//! How analyses are asked for: which fields have them, with names, documentation and arguments, and how arguments become a
//! question. An interface such as GraphQL makes its schema of this, and reads requests by it.

use super::{ColumnType, Compare, Evidence, Layout, Names, Question};
use crate::condition::Condition;
use crate::window::Window;
use oxigraph::model::NamedNode;
use plenary_ontology::{ClassId, Ontology};
use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter};
use std::sync::Arc;

/// Analyses that are registered together.
pub trait Family: Send + Sync {
    /// The fields of the root, as far as an ontology has what they need.
    fn roots(&self, ontology: &Ontology) -> Vec<AnalysisField>;

    /// What links between resources rest on, if the family knows it; hops of paths have a column for it then.
    fn evidence(&self, _ontology: &Ontology) -> Option<Arc<dyn Evidence>> {
        None
    }

    /// The fields that instances of a class have beside those of their shapes.
    fn fields(&self, ontology: &Ontology, class: ClassId) -> Vec<AnalysisField>;
}

/// A field whose value is the answer to a question.
pub struct AnalysisField {
    /// Its name.
    pub name: &'static str,
    /// Documentation.
    pub description: String,
    /// The arguments, without those that choose a page.
    pub arguments: Vec<Argument>,
    /// What an entry of the answer has.
    pub layout: Layout,
    /// How the entries are given.
    pub entries: Entries,
    /// Makes a question of the arguments.
    pub read: ReadQuestion,
}

/// Makes a question of the arguments of a field.
pub type ReadQuestion = Box<dyn Fn(&mut dyn Arguments) -> Result<Question, Unusable> + Send + Sync>;

/// Why arguments make no question.
pub type Unusable = Box<dyn Error + Send + Sync>;

/// How the entries of an answer are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entries {
    /// Page by page.
    Page,
    /// All of them.
    List,
    /// There is one, or none.
    One,
}

/// An argument of a field.
#[derive(Debug, Clone)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub kind: ArgumentKind,
    /// Documentation.
    pub description: String,
}

/// What an argument takes.
#[derive(Debug, Clone)]
pub enum ArgumentKind {
    /// The identifier of a resource, which may be left out or not.
    Identifier {
        /// Whether it must be there.
        required: bool,
    },
    /// Identifiers of resources.
    Identifiers,
    /// A date.
    Date,
    /// A number that is not negative.
    Count,
    /// Texts.
    Texts,
    /// A condition on the instances of a class.
    Condition(ClassId),
    /// One of some names.
    Choice(Choices),
    /// Several of some names.
    Choices(Choices),
    /// True or false.
    Truth,
}

/// Names that an argument chooses from.
#[derive(Debug, Clone)]
pub struct Choices {
    /// Name of the enum.
    pub name: &'static str,
    /// Documentation.
    pub description: &'static str,
    /// The names, with what each means.
    pub items: Vec<(String, String)>,
}

impl Argument {
    /// An argument.
    pub fn new(name: &'static str, kind: ArgumentKind, description: impl Into<String>) -> Self {
        Self { name, kind, description: description.into() }
    }

    /// An identifier that must be there.
    pub fn required(name: &'static str, description: impl Into<String>) -> Self {
        Self::new(name, ArgumentKind::Identifier { required: true }, description)
    }

    /// An identifier that may be left out.
    pub fn optional(name: &'static str, description: impl Into<String>) -> Self {
        Self::new(name, ArgumentKind::Identifier { required: false }, description)
    }
}

impl Choices {
    /// A fixed list of names.
    pub fn new(name: &'static str, description: &'static str, items: &[(&str, &str)]) -> Self {
        let items = items.iter().map(|(name, meaning)| ((*name).to_owned(), (*meaning).to_owned()));
        Self { name, description, items: items.collect() }
    }
}

impl AnalysisField {
    /// The closed lists of names that its arguments and its answer have, each with its name, what it is, and its names with theirs.
    pub fn choices(&self) -> Vec<Choices> {
        let mut found = Vec::new();
        add_choices(&self.layout, &mut found);
        found.extend(self.arguments.iter().filter_map(|argument| match &argument.kind {
            ArgumentKind::Choice(choices) | ArgumentKind::Choices(choices) => Some(choices.clone()),
            _ => None,
        }));
        found
    }

    /// The names of the types that go with it, which no class may have.
    pub fn type_names(&self) -> Vec<String> {
        let mut names = Vec::new();
        add_types(&self.layout, &mut names);
        if self.entries == Entries::Page {
            names.extend(["Connection", "Edge"].map(|suffix| format!("{}{suffix}", self.layout.name)));
        }
        names.extend(self.choices().iter().map(|choices| choices.name.to_owned()));
        names
    }
}

fn add_choices(layout: &Layout, found: &mut Vec<Choices>) {
    for column in &layout.columns {
        match &column.kind {
            ColumnType::Entries(below) => add_choices(below, found),
            ColumnType::Choice(Names::Enum(name, description, items))
            | ColumnType::OptionalChoice(Names::Enum(name, description, items)) => {
                found.push(Choices::new(name, description, items));
            }
            _ => {}
        }
    }
}

fn add_types(layout: &Layout, names: &mut Vec<String>) {
    names.push(layout.name.to_owned());
    for column in &layout.columns {
        if let ColumnType::Entries(below) = &column.kind {
            add_types(below, names);
        }
    }
}

impl Debug for AnalysisField {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnalysisField").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The arguments of a field in a request. All that have been left out are none.
pub trait Arguments {
    /// An identifier. What has it must be there and of the class, or of any that the API shows, before anything is answered.
    ///
    /// # Errors
    /// If it is none.
    fn identifier(&mut self, name: &str, class: Option<ClassId>) -> Result<Option<NamedNode>, Unusable>;

    /// Identifiers, each of which must be there likewise.
    ///
    /// # Errors
    /// If one of them is none.
    fn identifiers(&mut self, name: &str, class: Option<ClassId>) -> Result<Option<Vec<NamedNode>>, Unusable>;

    /// A date.
    ///
    /// # Errors
    /// If it is none.
    fn date(&self, name: &str) -> Result<Option<String>, Unusable>;

    /// A number that is not negative.
    ///
    /// # Errors
    /// If it is none.
    fn count(&self, name: &str) -> Result<Option<usize>, Unusable>;

    /// Texts as they are written; a single one is a list of one.
    fn texts(&self, name: &str) -> Option<Vec<String>>;

    /// True or false.
    ///
    /// # Errors
    /// If it is neither.
    fn truth(&self, name: &str) -> Result<Option<bool>, Unusable>;

    /// The name that is chosen.
    fn choice(&self, name: &str) -> Option<String>;

    /// A condition on the instances of a class.
    ///
    /// # Errors
    /// If it is none.
    fn condition(&self, name: &str, class: ClassId) -> Result<Option<Condition>, Unusable>;

    /// Which page of a question's answer is asked for.
    ///
    /// # Errors
    /// If it is too large, or a cursor is that of another question.
    fn page(&self, question: &dyn Compare) -> Result<Window, Unusable>;

    /// The error of an argument: its name, and then the problem, which names the way out.
    fn unusable(&self, name: &str, problem: &dyn Display) -> Unusable;

    /// An identifier that must not be left out.
    ///
    /// # Errors
    /// If it is, or if it is none.
    fn required(&mut self, name: &str, class: Option<ClassId>) -> Result<NamedNode, Unusable> {
        self.identifier(name, class)?.ok_or_else(|| self.unusable(name, &"is missing"))
    }

    /// A number within bounds; `way` says what to do about one that is too large.
    ///
    /// # Errors
    /// If it is too large, or none.
    fn count_within(&self, name: &str, default: usize, most: usize, way: &str) -> Result<usize, Unusable> {
        match self.count(name)? {
            Some(count) if count > most => {
                Err(self.unusable(name, &format_args!("is {count}, but must not be more than {most}; {way}")))
            }
            count => Ok(count.unwrap_or(default)),
        }
    }
}
