//! Reads the arguments of an analysis into a question.

use super::analyses::{BY, DEEPEST, DEFAULT_NODES, DEFAULT_PATH, DEFAULT_PATHS, LONGEST_PATH, MOST_PATHS, ORDERS};
use super::arguments::Arguments;
use super::collect::Collected;
use super::conditions::ConditionReader;
use super::error::{Error, position};
use super::schema::LARGEST_PAGE;
use crate::ontology::{Analysis, ClassId, Ends, Ontology};
use crate::positions::{Agreement, AgreementOrder, By, Dissent, Gaps, Silence, Subset};
use crate::query::analysis::{AnalysisRequest, Compare, LinkField, Mention, Question, Walk};
use crate::query::{Condition, Quantifier, Test, Window};
use crate::values::{Datatype, Value as Typed};
use async_graphql::Value;
use oxigraph::model::NamedNode;
use std::sync::Arc;

/// Reads the arguments of one field, and keeps every identifier.
pub(super) struct QuestionReader<'o, 'c, 'a, 'b> {
    ontology: &'o Ontology,
    arguments: &'c Arguments<'a, 'b>,
    link_fields: &'o Arc<[LinkField]>,
    mentions: Vec<Mention>,
}

impl<'o, 'c, 'a, 'b> QuestionReader<'o, 'c, 'a, 'b> {
    /// A reader of a field's arguments.
    pub(super) fn new(
        ontology: &'o Ontology,
        link_fields: &'o Arc<[LinkField]>,
        arguments: &'c Arguments<'a, 'b>,
    ) -> Self {
        Self { ontology, arguments, link_fields, mentions: Vec::new() }
    }

    /// The question with the identifiers that have been read.
    pub(super) fn ask(self, question: Question, field: &Collected<'_>) -> AnalysisRequest {
        let field = (field.key.to_owned(), position(field.field().pos));
        AnalysisRequest { question, mentions: self.mentions, field }
    }

    /// An identifier that must be there.
    fn mention(&mut self, name: &str, value: &Value, class: Option<ClassId>) -> Result<NamedNode, Error> {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let iri = self.ontology.prefixes().expand(&text);
        let iri = iri.map_err(|problem| self.arguments.error(name, format_args!("cannot be used: {problem}")))?;
        let expected = match class.map(|class| self.ontology.class(class)) {
            Some(class) => format!("a {} of this dataset; `{}` lists them", class.name, class.plural),
            None => "a resource of this dataset that the API shows".to_owned(),
        };
        self.mentions.push(Mention { argument: name.to_owned(), iri: iri.clone(), class, expected });
        Ok(iri)
    }

    fn id(&mut self, name: &str, class: Option<ClassId>) -> Result<Option<NamedNode>, Error> {
        self.arguments.value(name).map(|value| self.mention(name, &value, class)).transpose()
    }

    fn required(&mut self, name: &str, class: Option<ClassId>) -> Result<NamedNode, Error> {
        self.id(name, class)?.ok_or_else(|| self.arguments.error(name, "is missing"))
    }

    /// A number within bounds; `way` says what to do about one that is too large.
    fn count(&self, name: &str, default: usize, most: usize, way: &str) -> Result<usize, Error> {
        match self.arguments.count(name)? {
            Some(count) if count > most => {
                Err(self.arguments.error(name, format_args!("is {count}, but must not be more than {most}; {way}")))
            }
            count => Ok(count.unwrap_or(default)),
        }
    }

    /// The page that is asked for.
    fn page(&self, question: &impl Compare) -> Result<Window, Error> {
        self.arguments.page(&question.order_name(), question.layout().named_by)
    }

    fn choice<const N: usize>(&self, name: &str, names: [(&str, &str); N]) -> usize {
        let chosen = self.arguments.value(name).map(|value| value_name(&value));
        chosen.and_then(|chosen| names.iter().position(|(name, _)| *name == chosen)).unwrap_or(0)
    }

    fn by(&self) -> By {
        if self.choice("by", BY) == 0 { By::Theme } else { By::Process }
    }

    /// Which positions are looked at.
    pub(super) fn subset(&mut self, roles: &Arc<Analysis>) -> Result<Subset, Error> {
        let is = |iri: &NamedNode| Box::new(Condition::Is(vec![iri.clone()]));
        let link = |path, condition| Condition::Link { path, quantifier: Quantifier::Some, condition };
        let mut parts = Vec::new();
        let theme = self.id("theme", Some(roles.themes))?;
        parts.extend(theme.as_ref().map(|theme| {
            link(roles.theme, Box::new(Condition::Reaches { path: roles.broader, condition: is(theme) }))
        }));
        let process = self.id("process", Some(roles.processes))?;
        parts.extend(process.as_ref().map(|process| link(roles.process, is(process))));
        let meeting = self.id("meeting", Some(roles.meetings))?;
        parts.extend(meeting.as_ref().map(|meeting| link(roles.meeting, is(meeting))));
        if let (Some(from), Some(to)) = (self.date("from")?, self.date("to")?)
            && Typed::read(Datatype::Date, &from).compare(&Typed::read(Datatype::Date, &to)).is_gt()
        {
            return Err(self.arguments.error("to", format_args!("is {to}, which is before `from`, {from}")));
        }
        let day = |test| Condition::Value { path: roles.date, languages: None, test };
        parts.extend(self.date("from")?.map(|date| day(Test::Greater(date, true))));
        parts.extend(self.date("to")?.map(|date| day(Test::Less(date, true))));
        parts.extend(self.condition("where", roles.positions)?);
        Ok(Subset { roles: Arc::clone(roles), filter: Condition::All(parts), theme, process })
    }

    fn date(&self, name: &str) -> Result<Option<String>, Error> {
        let Some(value) = self.arguments.value(name) else { return Ok(None) };
        match &value {
            Value::String(text) if Typed::read(Datatype::Date, text).is_held() => Ok(Some(text.clone())),
            other => {
                Err(self.arguments.error(name, format_args!("is {other}, which is not a date such as 2025-05-30")))
            }
        }
    }

    fn condition(&self, name: &str, class: ClassId) -> Result<Option<Condition>, Error> {
        let Some(value) = self.arguments.value(name) else { return Ok(None) };
        let reader = ConditionReader { ontology: self.ontology, arguments: self.arguments };
        reader.read(class, &value, name).map(Some)
    }

    pub(super) fn agreement(&mut self, roles: &Arc<Analysis>) -> Result<Question, Error> {
        let values = self.arguments.list("actors").unwrap_or_default();
        if values.len() > LARGEST_PAGE {
            let count = values.len();
            let problem =
                format_args!("has {count} actors, but at most {LARGEST_PAGE} are compared; leave it out for all");
            return Err(self.arguments.error("actors", problem));
        }
        let actors = values.iter().map(|value| self.mention("actors", value, Some(roles.actors)));
        let actors = actors.collect::<Result<Vec<_>, _>>()?;
        // A pair takes two: of one actor, or of none, there is nothing to compare, and 0 would look like an answer.
        if self.arguments.value("actors").is_some() && actors.iter().all(|actor| Some(actor) == actors.first()) {
            let problem =
                "must name at least two different actors, whose pairs are compared; leave it out for all pairs";
            return Err(self.arguments.error("actors", problem));
        }
        let order = match self.choice("order", ORDERS) {
            0 => AgreementOrder::MostAgreement,
            1 => AgreementOrder::MostDisagreement,
            _ => AgreementOrder::MostInCommon,
        };
        let (subset, by, window) = (self.subset(roles)?, self.by(), Window::all());
        let question = Agreement { subset, actors, by, order, window };
        let window = self.page(&question)?;
        Ok(Agreement { window, ..question }.into())
    }

    pub(super) fn silence(&mut self, roles: &Arc<Analysis>) -> Result<Question, Error> {
        let subset = self.subset(roles)?;
        let meeting = self.required("meeting", Some(roles.meetings))?;
        let question = Silence { subset, meeting, window: Window::all() };
        let window = self.page(&question)?;
        Ok(Silence { window, ..question }.into())
    }

    pub(super) fn gaps(&mut self, roles: &Arc<Analysis>) -> Result<Question, Error> {
        let wanted = self.arguments.value("by").map(|value| value_name(&value));
        let mut blocs = roles.blocs.iter();
        let bloc = blocs.find(|bloc| wanted.as_ref().is_none_or(|wanted| bloc.name == *wanted));
        let bloc = bloc.ok_or_else(|| self.arguments.error("by", "names no bloc that the ontology declares"))?;
        let groups = self.condition("groups", roles.bodies)?;
        if groups.is_some() && self.ontology.path(bloc.path).ends != Ends::Class(roles.bodies) {
            let body = &self.ontology.class(roles.bodies).name;
            let problem = format_args!("chooses among {body} resources, but `by` compares {}", bloc.name);
            return Err(self.arguments.error("groups", problem));
        }
        let least = self.arguments.count("least")?.unwrap_or(1);
        let groups = groups.unwrap_or_else(Condition::anything);
        let subset = self.subset(roles)?;
        let bodies = match self.ontology.path(bloc.path).ends {
            Ends::Class(class) => Some(class),
            Ends::Values(_) | Ends::Texts => None,
        };
        let question = Gaps { subset, bloc: bloc.path, bodies, groups, least, window: Window::all() };
        let window = self.page(&question)?;
        Ok(Gaps { window, ..question }.into())
    }

    pub(super) fn dissent(&mut self, roles: &Arc<Analysis>) -> Result<Question, Error> {
        let body = self.required("group", Some(roles.bodies))?;
        let subset = self.subset(roles)?;
        let question = Dissent { subset, body, by: self.by(), window: Window::all() };
        let window = self.page(&question)?;
        Ok(Dissent { window, ..question }.into())
    }

    pub(super) fn path(&mut self) -> Result<Question, Error> {
        let (from, to) = (self.required("from", None)?, self.required("to", None)?);
        let way = "look for a resource between the two and ask for each half";
        let longest = self.count("maxLength", DEFAULT_PATH, LONGEST_PATH, way)?;
        let first = self.count("first", DEFAULT_PATHS, MOST_PATHS, "choose fields with `via`")?;
        Ok(Question::Walk(Walk::Path { from, to, fields: self.fields()?, longest, first }))
    }

    /// The fields that may be walked.
    fn fields(&self) -> Result<Arc<[LinkField]>, Error> {
        let all = self.link_fields;
        let Some(wanted) = self.arguments.list("via") else { return Ok(Arc::clone(all)) };
        if wanted.is_empty() {
            return Err(self.arguments.error("via", "is empty, so no field could be walked; leave it out for all"));
        }
        let mut chosen = vec![false; all.len()];
        for value in &wanted {
            let name = value_name(value);
            let fits = |field: &LinkField| field.name == name || format!("{}.{}", field.type_name, field.name) == name;
            let found: Vec<usize> = (0..all.len()).filter(|&i| fits(&all[i])).collect();
            if found.is_empty() {
                let problem = format_args!(
                    "has `{name}`, which is no field that leads to resources; write `memberOf`, or `Actor.memberOf` with the type that has it first"
                );
                return Err(self.arguments.error("via", problem));
            }
            // The way back over a field is the same relationship.
            let links: Vec<usize> = found.iter().map(|&i| all[i].link).collect();
            (0..all.len()).filter(|&i| links.contains(&all[i].link)).for_each(|i| chosen[i] = true);
        }
        Ok(all.iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|(field, _)| field.clone()).collect())
    }

    pub(super) fn neighbourhood(&mut self) -> Result<Question, Error> {
        let centre = self.required("id", None)?;
        let depth = self.count("depth", 1, DEEPEST, "go on from a resource at the edge")?;
        let first = self.count("first", DEFAULT_NODES, LARGEST_PAGE, "go on from a resource at the edge")?;
        Ok(Question::Walk(Walk::Neighbourhood {
            centre,
            fields: Arc::clone(self.link_fields),
            depth,
            first: first.max(1),
        }))
    }
}

fn value_name(value: &Value) -> String {
    match value {
        Value::Enum(name) => name.to_string(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
