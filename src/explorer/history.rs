//! The side of an actor from meeting to meeting.

use super::evidence::Named;
use super::sides::Side;
use super::visit::Visit;
use maud::{Markup, html};
use serde::Deserialize;

/// An entry of `positionHistory`.
#[derive(Debug, Deserialize)]
pub(super) struct Step {
    actor: Option<Named>,
    pub(super) meeting: Named,
    date: Option<String>,
    side: Side,
    /// Whether the side is another than at the meeting before.
    pub(super) changed: bool,
    positions: Vec<Named>,
}

impl Step {
    pub(super) fn actor_id(&self) -> Option<&str> {
        self.actor.as_ref().map(|actor| actor.id.as_str())
    }
}

/// Each meeting with the side there; `href` gives the positions behind it.
pub(super) fn html(visit: &Visit<'_>, steps: &[Step], theme: &str, href: impl Fn(&Step) -> String) -> Markup {
    html! {
        ol.steps { @for step in steps { li {
            a.meeting href=(visit.view.addresses.resource(&step.meeting.id)) {
                @match &step.date { Some(date) => (visit.date(date)), None => (visit.name(&step.meeting.id)) }
            }
            " " span class={ "side ink-" (step.side.kind()) } { (step.side.name_on(visit, theme)) } " " (visit.number(step.positions.len(), &href(step)))
        } } }
    }
}
