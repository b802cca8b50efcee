//! What stands in an answer beside the data: how they were found, if that was asked, and what was not found.

use crate::ontology::Ontology;
use crate::query::{self, Answer, Plan, Unknown};
use std::time::Duration;

/// Most steps that are explained, and bytes of the line of each: conditions may be long, and stand in many steps.
const MOST_EXPLAINED: usize = 2000;
const LONGEST_LINE: usize = 1000;

/// What stands beside the data: how they were found, if that was asked, and what was not found.
pub(super) fn extensions(
    ontology: &Ontology,
    answer: &Answer,
    explained: Option<serde_json::Value>,
) -> Option<serde_json::Value> {
    if answer.unknown.is_empty() {
        return explained;
    }
    let notices: Vec<_> = answer.unknown.iter().map(|unknown| notice(ontology, unknown)).collect();
    let mut extensions = explained.unwrap_or_else(|| serde_json::json!({}));
    extensions["notices"] = notices.into();
    Some(extensions)
}

/// Why a field is null without an error, and what may have been meant.
fn notice(ontology: &Ontology, unknown: &Unknown) -> serde_json::Value {
    let short = |iri: &str| match ontology.prefixes().split(iri) {
        Some((prefix, name)) => format!("{prefix}:{name}"),
        None => iri.to_owned(),
    };
    let asked = query::shortened(&short(unknown.iri.as_str()), LONGEST_LINE);
    let like: Vec<_> = unknown.near.like.iter().map(|iri| short(iri)).collect();
    let message = match (unknown.near.is_a, like.as_slice()) {
        (Some(class), _) => {
            let name = &ontology.class(class).name;
            format!("`{asked}` is of the type {name}, which this field does not give; `node` gives every type")
        }
        (None, []) => format!("nothing that this field gives has the identifier `{asked}`"),
        (None, like) => {
            format!("nothing that this field gives has the identifier `{asked}`; did you mean {}?", like.join(" or "))
        }
    };
    let mut path = vec![serde_json::Value::from(unknown.key.as_str())];
    path.extend(unknown.index.map(serde_json::Value::from));
    serde_json::json!({ "message": message, "path": path })
}

/// How an answer was found: the plan with what each step read, how it answered its condition and how long it took.
pub(super) fn explain(plan: &Plan, ontology: &Ontology, answer: &Answer, total: Duration) -> serde_json::Value {
    let microseconds = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    let steps: Vec<_> = answer
        .work
        .iter()
        .enumerate()
        .take(MOST_EXPLAINED)
        .map(|(number, work)| {
            let step = query::shortened(&plan.line(number, ontology), LONGEST_LINE);
            let mut told =
                serde_json::json!({ "step": step, "rows": work.rows, "microseconds": microseconds(work.time) });
            if !work.access.is_empty() {
                told["where"] = work.access.iter().map(ToString::to_string).collect();
            }
            told
        })
        .collect();
    let rows: usize = answer.work.iter().map(|work| work.rows).sum();
    serde_json::json!({
        "explain": {
            "reads": plan.reads(),
            "rows": rows,
            "cost": plan.cost,
            "microseconds": microseconds(total),
            "plan": steps,
        }
    })
}
