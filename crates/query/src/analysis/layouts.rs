//! The layouts of the answers of walks. The algorithms fill the columns in this order.

use super::layout::{Column, ColumnType, Layout, Names, Types};
use super::{Evidence, LinkField};

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

/// The fields by which links go, as columns.
fn field_columns(fields: &[LinkField]) -> Vec<Column> {
    let names =
        |name: fn(&LinkField) -> &String| ColumnType::Choice(Names::Texts(fields.iter().map(name).cloned().collect()));
    vec![
        Column::new("field", names(|field| &field.name), "Name of the field."),
        Column::new("type", names(|field| &field.type_name), "The type that has the field."),
    ]
}

/// The column of a path that has its hops, and of a hop that has what it rests on, behind all others.
pub(super) const HOPS: usize = 2;
pub(super) const EVIDENCE: usize = 6;

/// A chain of links, with what each rests on if that is known.
pub(super) fn path(fields: &[LinkField], evidence: Option<&dyn Evidence>) -> Layout {
    let direction = || Column::new("direction", ColumnType::Choice(DIRECTION), "Which way the field is walked.");
    let mut relation = field_columns(fields);
    relation.push(direction());
    let mut hop = vec![
        Column::new("from", ColumnType::Resource(Types::Any), "Where the hop starts."),
        Column::new("to", ColumnType::Resource(Types::Any), "Where it ends."),
    ];
    hop.extend(relation.clone());
    let relation = Layout {
        name: "PathRelation",
        named_by: 0,
        description: "Another field by which a hop can be made.",
        columns: relation,
    };
    hop.push(Column::new("also", ColumnType::Entries(relation), "Other fields that link the same two resources."));
    hop.extend(evidence.map(Evidence::column));
    let hop =
        Layout { name: "PathHop", named_by: 0, description: "One link of a path, named by its field.", columns: hop };
    Layout {
        name: "Path",
        named_by: 0,
        description: "A shortest chain of links from one resource to another.",
        columns: vec![
            Column::new("length", ColumnType::Count, "Number of hops."),
            Column::new("nodes", ColumnType::Resources(Types::Any), "The resources on the way, both ends included."),
            Column::new("hops", ColumnType::Entries(hop), "The links on the way."),
        ],
    }
}

/// What is around a resource.
pub(super) fn neighbourhood(fields: &[LinkField]) -> Layout {
    let mut edge = vec![
        Column::new("from", ColumnType::Resource(Types::Any), "The resource that has the field."),
        Column::new("to", ColumnType::Resource(Types::Any), "The resource that the field leads to."),
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
            Column::new(
                "nodes",
                ColumnType::Resources(Types::Any),
                "The resource and those around it, the nearest first.",
            ),
            Column::new("edges", ColumnType::Entries(edge), "All links between these, each once."),
            Column::new("complete", ColumnType::Truth, "Whether `nodes` are all that there are within the depth."),
        ],
    }
}
