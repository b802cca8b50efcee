//! Reads the arguments of an analysis into a question.

use super::arguments::Arguments;
use super::collect::Collected;
use super::conditions::ConditionReader;
use super::error::{Code, Error, position};
use crate::ontology::{ClassId, Ontology};
use crate::query::analysis::{self, AnalysisField, AnalysisRequest, Compare, Mention, Unusable};
use crate::query::{Condition, Window};
use crate::values::{Datatype, Value as Typed};
use async_graphql::Value;
use oxigraph::model::NamedNode;
use std::fmt::Display;

/// The question of a field with the identifiers in its arguments.
pub(super) fn read(
    ontology: &Ontology,
    analysis: &AnalysisField,
    arguments: &Arguments<'_, '_>,
    field: &Collected<'_>,
) -> Result<AnalysisRequest, Error> {
    let mut reader = QuestionReader { ontology, arguments, mentions: Vec::new() };
    let question = (analysis.read)(&mut reader).map_err(|unusable| match unusable.downcast::<Refused>() {
        Ok(refused) => refused.0,
        Err(other) => Error::new(Code::BadUserInput, other.to_string()).at(field.field().pos),
    })?;
    let field = (field.key.to_owned(), position(field.field().pos));
    Ok(AnalysisRequest { question, mentions: reader.mentions, field })
}

/// An error of ours on its way through the analysis that reads the arguments.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.message)]
struct Refused(Error);

fn refused(error: Error) -> Unusable {
    Refused(error).into()
}

/// Reads the arguments of one field, and keeps every identifier.
struct QuestionReader<'c, 'a, 'b> {
    ontology: &'c Ontology,
    arguments: &'c Arguments<'a, 'b>,
    mentions: Vec<Mention>,
}

impl QuestionReader<'_, '_, '_> {
    /// An identifier that must be there.
    fn mention(&mut self, name: &str, value: &Value, class: Option<ClassId>) -> Result<NamedNode, Unusable> {
        let iri = self.ontology.prefixes().expand(&text(value));
        let iri = iri
            .map_err(|problem| analysis::Arguments::unusable(self, name, &format_args!("cannot be used: {problem}")))?;
        let expected = match class.map(|class| self.ontology.class(class)) {
            Some(class) => format!("a {} of this dataset; `{}` lists them", class.name, class.plural),
            None => "a resource of this dataset that the API shows".to_owned(),
        };
        self.mentions.push(Mention { argument: name.to_owned(), iri: iri.clone(), class, expected });
        Ok(iri)
    }
}

impl analysis::Arguments for QuestionReader<'_, '_, '_> {
    fn identifier(&mut self, name: &str, class: Option<ClassId>) -> Result<Option<NamedNode>, Unusable> {
        self.arguments.value(name).map(|value| self.mention(name, &value, class)).transpose()
    }

    fn identifiers(&mut self, name: &str, class: Option<ClassId>) -> Result<Option<Vec<NamedNode>>, Unusable> {
        let values = self.arguments.list(name);
        values.map(|values| values.iter().map(|value| self.mention(name, value, class)).collect()).transpose()
    }

    fn date(&self, name: &str) -> Result<Option<String>, Unusable> {
        let Some(value) = self.arguments.value(name) else { return Ok(None) };
        match &value {
            Value::String(text) if Typed::read(Datatype::Date, text).is_held() => Ok(Some(text.clone())),
            other => Err(self.unusable(name, &format_args!("is {other}, which is not a date such as 2025-05-30"))),
        }
    }

    fn count(&self, name: &str) -> Result<Option<usize>, Unusable> {
        self.arguments.count(name).map_err(refused)
    }

    fn texts(&self, name: &str) -> Option<Vec<String>> {
        self.arguments.list(name).map(|values| values.iter().map(text).collect())
    }

    fn truth(&self, name: &str) -> Result<Option<bool>, Unusable> {
        match self.arguments.value(name) {
            None => Ok(None),
            Some(Value::Boolean(truth)) => Ok(Some(truth)),
            Some(other) => Err(self.unusable(name, &format_args!("is {other}, which is neither true nor false"))),
        }
    }

    fn choice(&self, name: &str) -> Option<String> {
        self.arguments.value(name).map(|value| text(&value))
    }

    fn condition(&self, name: &str, class: ClassId) -> Result<Option<Condition>, Unusable> {
        let Some(value) = self.arguments.value(name) else { return Ok(None) };
        let reader = ConditionReader { ontology: self.ontology, arguments: self.arguments };
        reader.read(class, &value, name).map(Some).map_err(refused)
    }

    fn page(&self, question: &dyn Compare) -> Result<Window, Unusable> {
        self.arguments.page(&question.order_name(), question.layout().named_by).map_err(refused)
    }

    fn unusable(&self, name: &str, problem: &dyn Display) -> Unusable {
        refused(self.arguments.error(name, problem))
    }
}

/// A value as it is written: a name or a string stands for itself.
fn text(value: &Value) -> String {
    match value {
        Value::Enum(name) => name.to_string(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
