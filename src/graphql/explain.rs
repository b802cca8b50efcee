//! `extensions.explain`: how an answer was found.

use crate::ontology::Ontology;
use crate::query::{self, Answer, Plan};
use std::time::Duration;

/// Most steps that are explained, and bytes of the line of each: conditions may be long, and stand in many steps.
const MOST_EXPLAINED: usize = 2000;
const LONGEST_LINE: usize = 1000;

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
        "reads": plan.reads(),
        "rows": rows,
        "cost": plan.cost,
        "microseconds": microseconds(total),
        "plan": steps,
    })
}
