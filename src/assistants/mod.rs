//! What an assistant reads: a program that answers people in sentences, such as a language model, and has to say where each sentence stands.
//!
//! It speaks the [Model Context Protocol](https://modelcontextprotocol.io): [`Handler`] is that protocol, by rmcp; everything else here is
//! JSON in, JSON out. `tools` has the table of all tools; each asks questions in GraphQL of the [`Engine`], which guards and bounds them
//! as it does those of anybody, and makes facts of the answers (`evidence`). `names` finds the resource that a name means and never
//! guesses; `answer` keeps every answer within its budget and tells apart what is not there, what is refused, and what failed.
//!
//! Tools that know who takes which side are there for ontologies that say what plays these parts (`ple:PositionAnalysis`); `record`
//! finds the names of fields by these roles. Who opens the door to the data, the gate of a server or a terminal, is a [`Door`].

mod answer;
mod asker;
mod evidence;
mod handler;
mod names;
mod prompts;
mod record;
mod resources;
mod tools;

pub use answer::Outcome;
pub use asker::{Ask, Asker, Whereabouts};
pub use handler::{Door, Handler};

use self::evidence::Evidence;
use self::record::Record;
use self::tools::Known;
use crate::graphql::Engine;
use crate::ontology::ClassId;
use crate::query::Reader;
use serde_json::{Map, Value};

/// The tools, prompts and resources that there are for an ontology.
#[derive(Debug)]
pub struct Assistants {
    /// Who takes which side, if the ontology says it.
    record: Option<Record>,
    /// The classes whose resources rest on a document, and how.
    evidence: Vec<(ClassId, Evidence)>,
    tools: Vec<Known>,
}

impl Assistants {
    /// What the schema of an engine has a meaning for.
    pub fn new(engine: &Engine) -> Self {
        let ontology = engine.ontology();
        let of_class = |class| Some((class, Evidence::of(ontology, class)?));
        let evidence: Vec<_> = ontology.concrete_classes().filter_map(of_class).collect();
        let record = Record::of(engine, &evidence);
        let tools = tools::known(engine, record.as_ref(), &evidence);
        Self { record, evidence, tools }
    }

    /// What the resources of a class rest on.
    fn evidence(&self, class: ClassId) -> Option<&Evidence> {
        self.evidence.iter().find(|(known, _)| *known == class).map(|(_, evidence)| evidence)
    }

    /// Answers what a client asks, whatever it is.
    pub fn answer<R: Reader>(&self, ask: &Ask, asker: &Asker<'_, R>) -> Outcome {
        match ask {
            Ask::Tool { name, arguments } => self.call(name, arguments, asker),
            Ask::Resource { uri } => resources::read(self, uri, asker),
            Ask::Completion { of, begun } => names::beginning(of, begun, asker),
        }
        .unwrap_or_else(|outcome| *outcome)
    }

    fn call<R: Reader>(
        &self,
        name: &str,
        arguments: &Map<String, Value>,
        asker: &Asker<'_, R>,
    ) -> Result<Outcome, Box<Outcome>> {
        match self.tools.iter().find(|tool| tool.name() == name) {
            Some(tool) => tools::call(self, tool, arguments, asker),
            None => Err(Outcome::refused(&format!("there is no tool `{name:.80}`; tools/list says which there are"))),
        }
    }
}
