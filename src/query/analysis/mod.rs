//! Analyses: questions whose answer is not a resource but a comparison of many, each carrying what it rests on.
//!
//! An [`Ask`] is data: a [`Question`], and every identifier that it names. The snapshot answers it with a [`Table`] of
//! entries in the columns of the question's [`Layout`]: the schema is printed from the layout, requests are lowered by it,
//! and the table is written by it. Resources in a table are ordinary rows: the planner reads their fields with ordinary
//! steps, so an analysis costs one read and each field under it one more.
//!
//! What counts as a position, an actor, for or against stands in the ontology ([`crate::ontology::Analysis`]).
//! [`Question::Path`] and [`Question::Neighbourhood`] need none of that and work over every ontology.

mod agreement;
mod dissent;
mod gaps;
mod history;
mod layout;
pub mod layouts;
mod links;
mod neighbourhood;
mod path;
mod planning;
mod shape;
mod silence;
mod stances;
mod table;
mod write;

pub use layout::{Column, Kind, Layout, Names, Types};
pub use links::{LinkField, link_fields};
pub use shape::{
    Analysed, ColumnPick, EntryField, EntryFields, EntryOutput, EntryShape, EntryValue, Form, TablePart, TableShape,
};
pub use table::{Arena, Cell, Table};

use super::condition::Condition;
use super::{Budget, Error, Position};
use crate::ontology::{Analysis, ClassId, PathId};
use crate::snapshot::{Id, Snapshot};
use oxigraph::model::NamedNode;
use std::fmt::{self, Display, Formatter};
use std::sync::Arc;

/// A question with every identifier that it names.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The question.
    pub question: Question,
    /// The identifiers, which must be there: an analysis of nothing would look like an answer.
    pub mentions: Vec<Mention>,
    /// Key of the field in the answer, and where it stands in the request, for messages.
    pub field: (String, Position),
}

/// An identifier in the arguments of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Name of the argument.
    pub argument: String,
    /// The resource.
    pub iri: NamedNode,
    /// The class that it must be of; any that the API shows if none.
    pub class: Option<ClassId>,
    /// What it must be, and where to find one, for messages.
    pub expected: String,
}

/// Which positions are looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Subset {
    /// The roles of the ontology's paths.
    pub roles: Arc<Analysis>,
    /// Only positions that meet this.
    pub filter: Condition,
    /// Only this theme and those under it: a position may be on others too, which are then not looked at.
    pub theme: Option<NamedNode>,
    /// Only this process, likewise.
    pub process: Option<NamedNode>,
}

/// What positions are compared on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// On each theme.
    Theme,
    /// On each process.
    Process,
}

/// Which part of the entries is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// So many are skipped.
    pub offset: usize,
    /// At most so many.
    pub first: usize,
}

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// Who agrees with whom.
    Agreement {
        /// The positions.
        subset: Subset,
        /// Only pairs of these; of all who take positions if none.
        actors: Vec<NamedNode>,
        /// What is compared.
        by: By,
        /// Which pairs come first.
        order: AgreementOrder,
        /// Which of them.
        part: Part,
    },
    /// The side that each row's actor takes, meeting by meeting.
    History {
        /// The positions.
        subset: Subset,
    },
    /// Who took part in a meeting and said nothing on a theme.
    Silence {
        /// The positions that break the silence.
        subset: Subset,
        /// The meeting.
        meeting: NamedNode,
        /// Which of the silent.
        part: Part,
    },
    /// Themes that members of one bloc only raise.
    Gaps {
        /// The positions.
        subset: Subset,
        /// From actors to their blocs.
        bloc: PathId,
        /// Only these blocs, if they are resources.
        groups: Condition,
        /// At least so many of the bloc raise it.
        least: usize,
        /// Which of them.
        part: Part,
    },
    /// Members whose side differs from that of their body.
    Dissent {
        /// The positions.
        subset: Subset,
        /// The body.
        body: NamedNode,
        /// What is compared.
        by: By,
        /// Which of them.
        part: Part,
    },
    /// The shortest chains of links from one resource to another.
    Path {
        /// From here.
        from: NamedNode,
        /// To here.
        to: NamedNode,
        /// The links that may be walked.
        fields: Arc<[LinkField]>,
        /// At most so many hops.
        longest: usize,
        /// At most so many chains.
        first: usize,
    },
    /// What is around a resource.
    Neighbourhood {
        /// The resource.
        centre: NamedNode,
        /// The links.
        fields: Arc<[LinkField]>,
        /// At most so many hops away.
        depth: usize,
        /// At most so many resources.
        first: usize,
    },
}

/// Which pairs come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgreementOrder {
    /// Those with the highest score.
    MostAgreement,
    /// Those with the lowest score.
    MostDisagreement,
    /// Those with most topics in common.
    MostInCommon,
}

/// Answers a question on the snapshot: one list of entries, or one for each row of [`Question::History`].
pub(super) fn answer(snapshot: &Snapshot, ask: &Ask, rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
    check(snapshot, ask)?;
    match &ask.question {
        Question::Agreement { subset, actors, by, order, part } => {
            agreement::pairs(snapshot, subset, actors, (*by, *order, *part), budget)
        }
        Question::History { subset } => history::changes(snapshot, subset, rows, budget),
        Question::Silence { subset, meeting, part } => silence::silent(snapshot, subset, meeting, *part, budget),
        Question::Gaps { subset, bloc, groups, least, part } => {
            gaps::gaps(snapshot, subset, (*bloc, groups), (*least, *part), budget)
        }
        Question::Dissent { subset, body, by, part } => dissent::dissent(snapshot, subset, body, (*by, *part), budget),
        Question::Path { from, to, fields, longest, first } => {
            path::paths(snapshot, fields, (from, to), (*longest, *first), budget)
        }
        Question::Neighbourhood { centre, fields, depth, first } => {
            neighbourhood::around(snapshot, fields, centre, (*depth, *first), budget)
        }
    }
}

/// Every identifier is there and of its class.
fn check(snapshot: &Snapshot, ask: &Ask) -> Result<(), Error> {
    for mention in &ask.mentions {
        let found = snapshot.terms().find(mention.iri.as_str()).ok();
        let fits = found.is_some_and(|id| match mention.class {
            Some(class) => snapshot.is_instance(id, class),
            None => snapshot.type_of(id).is_some(),
        });
        if !fits {
            let (key, at) = ask.field.clone();
            let Mention { argument, iri, expected, .. } = mention;
            let message = format!("`{argument}` names {iri}, which is not {expected}");
            return Err(Error::Argument { message, key, at });
        }
    }
    Ok(())
}

impl Display for Ask {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (name, subset) = match &self.question {
            Question::Agreement { subset, .. } => ("agreement", Some(subset)),
            Question::History { subset } => ("history", Some(subset)),
            Question::Silence { subset, .. } => ("silence", Some(subset)),
            Question::Gaps { subset, .. } => ("gaps", Some(subset)),
            Question::Dissent { subset, .. } => ("dissent", Some(subset)),
            Question::Path { .. } => ("path", None),
            Question::Neighbourhood { .. } => ("neighbourhood", None),
        };
        f.write_str(name)?;
        for mention in &self.mentions {
            write!(f, ", {} {}", mention.argument, mention.iri)?;
        }
        match subset.filter(|subset| !subset.filter.is_anything()) {
            Some(subset) => write!(f, ", positions where {}", subset.filter),
            None => Ok(()),
        }
    }
}
