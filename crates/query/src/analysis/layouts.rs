//! The layout of each question's answer. The algorithms fill the columns in this order.

use super::layout::{Column, Kind, Layout, Names, Types};
use super::{Comparison, LinkField, Question, Walk};
use plenary_ontology::Analysis;

/// How two actors stand to each other on a topic; cells hold the index.
pub(super) const AGREE: usize = 0;
pub(super) const DISAGREE: usize = 1;
pub(super) const ONLY_A: usize = 2;
pub(super) const ONLY_B: usize = 3;
const VERDICT: Names = Names::Enum(
    "Verdict",
    "How two actors stand to each other on a theme or a process.",
    &[
        ("AGREE", "Both are for it, or both are against it."),
        ("DISAGREE", "One is for it and the other against it."),
        ("ONLY_A", "Only the first takes a side."),
        ("ONLY_B", "Only the second takes a side."),
    ],
);
/// The side that an actor takes; cells hold the index.
pub(super) const FOR: usize = 0;
pub(super) const AGAINST: usize = 1;
pub(super) const BALANCED: usize = 2;
pub(super) const NO_SIDE: usize = 3;
const SIDE: Names = Names::Enum(
    "Side",
    "The side that an actor takes: the sign of its net stance, which is the sum of the weights of its positions. The weight of each polarity stands in the ontology (`ple:polarityWeight`).",
    &[
        ("FOR", "The net stance is above zero."),
        ("AGAINST", "The net stance is below zero."),
        ("BALANCED", "It speaks for and against in equal measure."),
        ("NONE", "It speaks of it, but neither for nor against."),
    ],
);
/// Which way a link is walked; cells hold the index.
pub(super) const FORWARD: usize = 0;
pub(super) const INVERSE: usize = 1;
const DIRECTION: Names = Names::Enum(
    "LinkDirection",
    "Which way a link is walked.",
    &[
        ("FORWARD", "The field is that of the resource from which the hop starts."),
        ("INVERSE", "The field is that of the resource at which the hop ends."),
    ],
);

fn column(name: &'static str, kind: Kind, description: &'static str) -> Column {
    Column { name, description, kind }
}

/// A pair of actors.
pub fn agreement(roles: &Analysis) -> Layout {
    let actor = || Kind::Resource(Types::Class(roles.actors));
    let positions = || Kind::Resources(Types::Class(roles.positions));
    let topic = Layout {
        name: "AgreementTopic",
        named_by: 0,
        description: "One theme or process on which at least one of two actors takes a side, with the positions of both.",
        columns: vec![
            column("theme", Kind::Optional(Types::Class(roles.themes)), "The theme, if themes are compared."),
            column("process", Kind::Optional(Types::Class(roles.processes)), "The process, if processes are compared."),
            column("verdict", Kind::Choice(VERDICT), "How the two stand to each other on it."),
            column("netA", Kind::Number, "Net stance of the first: the sum of the weights of its positions."),
            column("netB", Kind::Number, "Net stance of the second."),
            column("positionsA", positions(), "The positions of the first that count for or against."),
            column("positionsB", positions(), "The positions of the second that count for or against."),
        ],
    };
    Layout {
        name: "Agreement",
        named_by: 2,
        description: "How far two actors agree: the topics on which both take a side, and those on which only one does.",
        columns: vec![
            column("a", actor(), "The first actor, by IRI."),
            column("b", actor(), "The second actor."),
            column(
                "agree",
                Kind::Count,
                "Topics on which both are on the same side: those of `topics` with the verdict AGREE.",
            ),
            column("disagree", Kind::Count, "Topics on which they are on opposite sides (DISAGREE)."),
            column(
                "onlyA",
                Kind::Count,
                "Topics on which only the first takes a side (ONLY_A). Silence is not disagreement, so they do not count in the score.",
            ),
            column("onlyB", Kind::Count, "Topics on which only the second takes a side (ONLY_B)."),
            column(
                "score",
                Kind::OptionalNumber,
                "(agree − disagree) / (agree + disagree), from −1 to 1; null if there is no topic on which both take a side.",
            ),
            column(
                "topics",
                Kind::Entries(topic),
                "What the counts are made of: disagreement first, then agreement, then what only one speaks on.",
            ),
            column("positionsA", positions(), "All positions of the first that count here."),
            column("positionsB", positions(), "All positions of the second that count here."),
        ],
    }
}

/// The side of an actor at one meeting.
pub fn history(roles: &Analysis) -> Layout {
    Layout {
        name: "PositionChange",
        named_by: 0,
        description: "The side that an actor takes on a theme at one meeting, and whether it is another than before.",
        columns: vec![
            column("meeting", Kind::Resource(Types::Class(roles.meetings)), "The meeting."),
            column("date", Kind::Date, "The date of its positions."),
            column("side", Kind::Choice(SIDE), "The side, by the net stance."),
            column("net", Kind::Number, "Net stance: the sum of the weights of the positions."),
            column("stances", Kind::Resources(Types::Class(roles.stances)), "The stances of the positions."),
            column(
                "changed",
                Kind::Truth,
                "Whether the side is another than at the meeting before; false for the first.",
            ),
            column("previous", Kind::Same, "The entry of the meeting before; null for the first."),
            column(
                "positions",
                Kind::Resources(Types::Class(roles.positions)),
                "The positions, neutral ones included.",
            ),
        ],
    }
}

/// An actor that kept silent.
pub fn silence(roles: &Analysis) -> Layout {
    Layout {
        name: "Silence",
        named_by: 1,
        description: "An actor that took part in a meeting and took no position on a theme or a narrower one.",
        columns: vec![
            column("actor", Kind::Resource(Types::Class(roles.actors)), "The actor."),
            column(
                "interventions",
                Kind::Resources(Types::Class(roles.interventions)),
                "How it took part: where it spoke, or another spoke for it.",
            ),
            column(
                "positions",
                Kind::Resources(Types::Class(roles.positions)),
                "What it spoke on instead: its positions at the meeting.",
            ),
        ],
    }
}

/// A theme that one bloc only raises.
pub fn gap(roles: &Analysis) -> Layout {
    Layout {
        name: "Gap",
        named_by: 3,
        description: "A theme that members of only one of the compared blocs raise.",
        columns: vec![
            column("theme", Kind::Resource(Types::Class(roles.themes)), "The theme."),
            column("group", Kind::Optional(Types::Class(roles.bodies)), "The bloc, if it is a body."),
            column("value", Kind::Text, "The bloc, if it is a value such as a regional group."),
            column("actors", Kind::Resources(Types::Class(roles.actors)), "The members that raise it."),
            column(
                "others",
                Kind::Resources(Types::Class(roles.actors)),
                "Actors of no bloc that raise it too; they do not count, for blocs are compared with each other.",
            ),
            column("positions", Kind::Resources(Types::Class(roles.positions)), "The positions of the members on it."),
        ],
    }
}

/// A member that differs from its body.
pub fn dissent(roles: &Analysis) -> Layout {
    let positions = || Kind::Resources(Types::Class(roles.positions));
    Layout {
        name: "Dissent",
        named_by: 3,
        description: "A member of a body that is for what the body is against, or against what it is for.",
        columns: vec![
            column("member", Kind::Resource(Types::Class(roles.actors)), "The member."),
            column("theme", Kind::Optional(Types::Class(roles.themes)), "The theme, if themes are compared."),
            column("process", Kind::Optional(Types::Class(roles.processes)), "The process, if processes are compared."),
            column("side", Kind::Choice(SIDE), "The side of the member; the body is on the other."),
            column("net", Kind::Number, "Net stance of the member."),
            column("groupNet", Kind::Number, "Net stance of the body."),
            column(
                "positions",
                positions(),
                "The member's own positions that count for or against; not those that it takes on behalf of the body.",
            ),
            column(
                "groupPositions",
                positions(),
                "The positions by the body or on its behalf that count for or against.",
            ),
        ],
    }
}

/// The fields by which links go, as columns.
fn field_columns(fields: &[LinkField]) -> Vec<Column> {
    let names =
        |name: fn(&LinkField) -> &String| Kind::Choice(Names::Texts(fields.iter().map(name).cloned().collect()));
    vec![
        column("field", names(|field| &field.name), "Name of the field."),
        column("type", names(|field| &field.type_name), "The type that has the field."),
    ]
}

/// A chain of links.
pub fn path(fields: &[LinkField]) -> Layout {
    let direction = || column("direction", Kind::Choice(DIRECTION), "Which way the field is walked.");
    let mut relation = field_columns(fields);
    relation.push(direction());
    let mut hop = vec![
        column("from", Kind::Resource(Types::Any), "Where the hop starts."),
        column("to", Kind::Resource(Types::Any), "Where it ends."),
    ];
    hop.extend(relation.clone());
    let relation = Layout {
        name: "PathRelation",
        named_by: 0,
        description: "Another field by which a hop can be made.",
        columns: relation,
    };
    hop.push(column("also", Kind::Entries(relation), "Other fields that link the same two resources."));
    let hop =
        Layout { name: "PathHop", named_by: 0, description: "One link of a path, named by its field.", columns: hop };
    Layout {
        name: "Path",
        named_by: 0,
        description: "A shortest chain of links from one resource to another.",
        columns: vec![
            column("length", Kind::Count, "Number of hops."),
            column("nodes", Kind::Resources(Types::Any), "The resources on the way, both ends included."),
            column("hops", Kind::Entries(hop), "The links on the way."),
        ],
    }
}

/// What is around a resource.
pub fn neighbourhood(fields: &[LinkField]) -> Layout {
    let mut edge = vec![
        column("from", Kind::Resource(Types::Any), "The resource that has the field."),
        column("to", Kind::Resource(Types::Any), "The resource that the field leads to."),
    ];
    edge.extend(field_columns(fields));
    let edge = Layout {
        name: "NeighbourhoodEdge",
        named_by: 0,
        description: "A link between two resources of a neighbourhood.",
        columns: edge,
    };
    Layout {
        name: "Neighbourhood",
        named_by: 0,
        description: "The resources around one, and the links between them; for drawing.",
        columns: vec![
            column("nodes", Kind::Resources(Types::Any), "The resource and those around it, the nearest first."),
            column("edges", Kind::Entries(edge), "All links between these, each once."),
            column("complete", Kind::Truth, "Whether `nodes` are all that there are within the depth."),
        ],
    }
}

impl Question {
    /// The layout of the answer.
    pub fn layout(&self) -> Layout {
        match self {
            Self::Compare(comparison) => {
                let roles = &comparison.subset().roles;
                match &**comparison {
                    Comparison::Agreement { .. } => agreement(roles),
                    Comparison::History { .. } => history(roles),
                    Comparison::Silence { .. } => silence(roles),
                    Comparison::Gaps { .. } => gap(roles),
                    Comparison::Dissent { .. } => dissent(roles),
                }
            }
            Self::Walk(Walk::Path { fields, .. }) => path(fields),
            Self::Walk(Walk::Neighbourhood { fields, .. }) => neighbourhood(fields),
        }
    }
}
