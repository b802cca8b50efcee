//! Which positions are looked at.

use crate::Roles;
use oxigraph::model::NamedNode;
use plenary_ontology::{ClassId, PathId};
use plenary_query::analysis::{Argument, ArgumentKind, Arguments, Choices, Need, Question, ReadQuestion, Unusable};
use plenary_query::{Condition, Inequality, Named, Quantifier, SchemaNames, Test};
use plenary_values::{Datatype, Value};
use std::hash::BuildHasher;
use std::sync::Arc;

/// Which positions are looked at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Subset {
    /// The roles of the ontology's paths.
    pub(crate) roles: Arc<Roles>,
    /// Only positions that meet this.
    pub(crate) filter: Condition,
    /// Only this theme and those under it: a position may be on others too, which are then not looked at.
    pub(crate) theme: Option<NamedNode>,
    /// Only this process, likewise.
    pub(crate) process: Option<NamedNode>,
}

/// What positions are compared on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// On each theme.
    Theme,
    /// On each process.
    Process,
}

impl By {
    /// The argument that chooses it.
    pub(crate) fn argument() -> Argument {
        let names = [("THEME", "Each theme by itself; a narrower one is another."), ("PROCESS", "Each process.")];
        let choices = Choices::new("AgreementBy", "What is compared.", &names);
        Argument::new("by", ArgumentKind::Choice(choices), "What is compared: THEME if left out.")
    }

    /// What that argument says.
    pub(crate) fn read(arguments: &dyn Arguments) -> Self {
        if arguments.choice("by").as_deref() == Some("PROCESS") { Self::Process } else { Self::Theme }
    }

    /// From a position to what it is compared on.
    fn path(self, roles: &Roles) -> PathId {
        match self {
            Self::Theme => roles.theme,
            Self::Process => roles.process,
        }
    }
}

/// A condition as cursors are bound to it: with numbers, as in those that have been given out.
pub(crate) fn numbered(condition: &Condition) -> String {
    condition.named(SchemaNames::numbers()).to_string()
}

impl Subset {
    /// The arguments that choose it. Those that the field has itself are left out.
    pub(crate) fn arguments(roles: &Roles, without: &[&str]) -> Vec<Argument> {
        let all = [
            Argument::optional("theme", "Only this theme and those under it."),
            Argument::optional("process", "Only positions on this process."),
            Argument::optional("meeting", "Only positions taken at this meeting."),
            Argument::new("from", ArgumentKind::Date, "Only positions of this day or later."),
            Argument::new("to", ArgumentKind::Date, "Only positions of this day or earlier."),
            Argument::new(
                "where",
                ArgumentKind::Condition(roles.positions),
                "Only positions that meet this condition.",
            ),
        ];
        all.into_iter().filter(|argument| !without.contains(&argument.name)).collect()
    }

    /// What those arguments say.
    pub(crate) fn read(roles: &Arc<Roles>, arguments: &mut dyn Arguments) -> Result<Self, Unusable> {
        Self::read_without(roles, arguments, &[])
    }

    /// The same where the field has some of these arguments itself.
    pub(crate) fn read_without(
        roles: &Arc<Roles>,
        arguments: &mut dyn Arguments,
        without: &[&str],
    ) -> Result<Self, Unusable> {
        let has = |name: &str| !without.contains(&name);
        let is = |iri: &NamedNode| Condition::Is(vec![iri.clone()]);
        let mut parts = Vec::new();
        let theme = if has("theme") { arguments.identifier("theme", Some(roles.themes))? } else { None };
        parts.extend(theme.as_ref().map(|theme| {
            some(roles.theme, Condition::Reaches { path: roles.broader, condition: Box::new(is(theme)) })
        }));
        let process = arguments.identifier("process", Some(roles.processes))?;
        parts.extend(process.as_ref().map(|process| some(roles.process, is(process))));
        let meeting = if has("meeting") { arguments.identifier("meeting", Some(roles.meetings))? } else { None };
        parts.extend(meeting.as_ref().map(|meeting| some(roles.meeting, is(meeting))));
        let day = |name: &str| if has(name) { arguments.date(name) } else { Ok(None) };
        let (from, to) = (day("from")?, day("to")?);
        if let (Some(from), Some(to)) = (&from, &to)
            && Value::read(Datatype::Date, from).compare(&Value::read(Datatype::Date, to)).is_gt()
        {
            return Err(arguments.unusable("to", &format_args!("is {to}, which is before `from`, {from}")));
        }
        let day = |test| Condition::Value { path: roles.date, languages: None, test };
        parts.extend(from.map(|date| day(Test::Compared(Inequality::GreaterOrEqual, date))));
        parts.extend(to.map(|date| day(Test::Compared(Inequality::LessOrEqual, date))));
        parts.extend(arguments.condition("where", roles.positions)?);
        Ok(Self { roles: Arc::clone(roles), filter: Condition::All(parts), theme, process })
    }

    /// What is compared, for people.
    pub(crate) fn compared(&self) -> (&'static str, ClassId, &Condition) {
        ("positions", self.roles.positions, &self.filter)
    }

    /// The name of the order of an answer's entries: that of the name of the question, of what it asks besides, and of the
    /// positions.
    pub(crate) fn order_name(&self, name: &str, asked: String) -> String {
        let hasher = foldhash::fast::FixedState::with_seed(0);
        format!("{name} {:016x}", hasher.hash_one((asked, numbered(&self.filter))))
    }

    /// What is looked up first: the positions and, if one theme is wanted, those under it. With `whose`, only positions of
    /// actors that meet one of these conditions; each is a need of its own, so that a source may start from it.
    pub(crate) fn needs(&self, whose: &[Condition]) -> Vec<Need> {
        let roles = &*self.roles;
        let conditions = if whose.is_empty() { vec![self.filter.clone()] } else { self.owned(whose) };
        let positions = conditions
            .into_iter()
            .map(|condition| Need { is_compared: true, ..Need::new(roles.positions, condition, &[]) });
        let themes = self.theme.iter().map(|theme| {
            let is_theme = Box::new(Condition::Is(vec![theme.clone()]));
            Need::new(roles.themes, Condition::Reaches { path: roles.broader, condition: is_theme }, &[roles.broader])
        });
        positions.chain(themes).collect()
    }

    /// The positions of actors that meet one of some conditions: those that they take, and those on their behalf, each by
    /// itself.
    pub(crate) fn owned(&self, whose: &[Condition]) -> Vec<Condition> {
        let of = |who: &Condition| self.roles.owners().map(|owner| some(owner, who.clone())).collect::<Vec<_>>();
        whose.iter().flat_map(of).map(|owned| Condition::All(vec![owned, self.filter.clone()])).collect()
    }

    /// What is looked up of each position to know whose it is.
    pub(crate) fn owners(&self) -> Vec<Vec<PathId>> {
        self.roles.owners().map(|owner| vec![owner]).collect()
    }

    /// What is looked up of each position to know whose it is, what it is on, and what it weighs there.
    pub(crate) fn weights(&self, by: By) -> Vec<Vec<PathId>> {
        let roles = &*self.roles;
        let mut columns = self.owners();
        columns.extend([vec![roles.stance], vec![roles.stance, roles.polarity]]);
        if by == By::Theme {
            columns.extend(roles.valence.map(|valence| vec![roles.theme, valence]));
        }
        columns.push(vec![by.path(roles)]);
        columns
    }
}

/// What reads the question of a field, by the roles of the ontology.
pub(crate) fn reading(
    roles: &Arc<Roles>,
    read: impl Fn(&Arc<Roles>, &mut dyn Arguments) -> Result<Question, Unusable> + Send + Sync + 'static,
) -> ReadQuestion {
    let roles = Arc::clone(roles);
    Box::new(move |arguments| read(&roles, arguments))
}

/// Some resource at the end of the path meets a condition.
pub(crate) fn some(path: PathId, condition: Condition) -> Condition {
    Condition::Link { path, quantifier: Quantifier::Some, condition: Box::new(condition) }
}
