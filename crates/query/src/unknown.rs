//! Unknown identifiers of a request, and similar ones that exist. The answer has null for them, as the schema says;
//! these notices are given beside it.

use super::bytes::unquoted;
use super::plan::{Plan, Read, RootOutput, StepId};
use super::reader::{Near, Reader};
use super::rows::Rows;
use oxigraph::model::NamedNode;
use plenary_base::clock::Clock;
use plenary_graph::snapshot::Id;

/// Most notices for one request: each takes some searching.
const MOST: usize = 5;

/// An identifier that no resource of the field's types has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Key of the field of the root.
    pub key: String,
    /// Place in the field's list, if it is one.
    pub index: Option<usize>,
    /// The identifier, written out.
    pub iri: NamedNode,
    /// What may have been meant.
    pub near: Near,
}

/// The identifiers that `node`, `nodes` and the like asked for and did not find.
pub(super) fn unknown<R: Reader>(plan: &Plan, rows: &Rows, reader: &R, clock: &Clock) -> Vec<Unknown> {
    let asked = |step: StepId, row: usize| {
        let Some(Read::Lookup { iris, .. }) = plan.steps.get(step.0).map(|step| &step.read) else { return None };
        let is_missing = rows.ids(step).get(row) == Some(&Id::NONE);
        iris.get(row).filter(|_| is_missing)
    };
    let fields = plan.shape.fields.iter().flat_map(|(key, output)| {
        let found: Vec<(Option<usize>, &NamedNode)> = match output {
            RootOutput::Node(shape) => asked(shape.step, 0).map(|iri| (None, iri)).into_iter().collect(),
            RootOutput::Entities(shapes, places) => {
                let missing = places.iter().enumerate().filter_map(|(index, place)| {
                    let (group, row) = place.as_ref().ok()?;
                    Some((Some(index), asked(shapes.get(*group)?.step, *row)?))
                });
                missing.take(MOST).collect()
            }
            _ => Vec::new(),
        };
        found.into_iter().map(move |(index, iri)| (key, index, iri))
    });
    let told = fields.take(MOST).map(|(key, index, iri)| Unknown {
        key: unquoted(key).to_owned(),
        index,
        iri: iri.clone(),
        near: reader.near(iri, clock),
    });
    told.collect()
}
