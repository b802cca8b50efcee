//! Actors and blocs side by side: which side each takes on each theme, and how far each pair agrees.

mod agreement;
mod party;
mod sides;
mod verdict;

pub(super) use self::party::table;

use self::party::Party;
use self::sides::Sides;
use super::blocs::{self, Kind};
use super::evidence::Named;
use super::question::{Nodes, Question};
use super::visit::{Answer, Error, Visit};
use super::wrong::Wrong;
use crate::graphql::Engine;
use crate::linked::{Frame, chosen_language, layout};
use crate::positions::Roles;
use maud::{Markup, html};
use serde::Deserialize;

/// Its path from the server's root.
pub(super) const PATH: &str = "compare";
const FIND: &str = include_str!("../queries/find_actor.graphql");

/// Two actors, and on how many themes they agree and disagree.
#[derive(Deserialize)]
pub(super) struct Pair {
    pub(super) a: Named,
    pub(super) b: Named,
    pub(super) agree: usize,
    pub(super) disagree: usize,
}

#[derive(Deserialize)]
struct Found {
    search: Nodes<Named>,
}

/// Whether actors can be compared in a schema.
pub(super) fn is_known(engine: &Engine) -> bool {
    let actors = ["urn:x", "urn:y"].map(|id| Party { kind: None, id: id.to_owned() });
    let blocs = blocs::kinds(engine.ontology()).into_iter().map(|kind| Party { id: kind.example(), kind: Some(kind) });
    let parties: Vec<Party> = actors.into_iter().chain(blocs).collect();
    let with_first = |other: &Party| verdict::question(&parties[0], other, None, false).is_valid(engine);
    parties.iter().skip(1).all(with_first)
        && sides::question(&parties).is_valid(engine)
        && agreement::question(&parties).is_valid(engine)
        && Question::new(FIND).with("text", "x").is_valid(engine)
}

/// The page, its table or its picture.
///
/// # Errors
/// If the address names too many, or a question fails.
pub(super) fn page(visit: &Visit<'_>) -> Result<Answer, Error> {
    let parties = party::read(visit)?;
    match visit.parameter("as") {
        Some("csv") => return sides::question(&parties).table(visit, PATH),
        Some("svg") => return Ok(Sides::ask(visit, &parties)?.picture(visit, &parties).answer(PATH)),
        _ => {}
    }
    let words = visit.words();
    let title = words.say("compare");
    let verdict = visit.parameter("verdict");
    let between = match (verdict, parties.as_slice()) {
        (Some(verdict), [one, other]) => Some(verdict::html(visit, [one, other], verdict)?),
        (Some(verdict), _) => return Err(Wrong::say_of("wrong-needs", "verdict", verdict).allow(["actor"]).into()),
        (None, _) => None,
    };
    if let Some(name) = ["theme", "apart"].into_iter().find(|name| verdict.is_none() && visit.parameter(name).is_some())
    {
        return Err(Wrong::say("wrong-needs", name).allow(["verdict"]).into());
    }
    let found = match visit.parameter(party::ADD).filter(|text| !text.trim().is_empty()) {
        Some(text) => Some(Question::new(FIND).with("text", text).ask::<Found>(visit)?.search.nodes),
        None => None,
    };
    let body = html! {
        h1 { (title) }
        p.lead { (words.say("compare-lead")) }
        (chosen(visit, &parties))
        (add(visit, &parties, found.as_deref()))
        @if let Some(between) = &between {
            p { a href=(visit.page(PATH, &parties.iter().map(Party::named).collect::<Vec<_>>())) { (words.say("all")) } }
            (between)
        } @else if parties.len() > 1 {
            (Sides::ask(visit, &parties)?.html(visit, &parties))
            (agreement::html(visit, &parties)?)
        }
    };
    let beside = ["verdict", "theme", "apart"].into_iter().filter_map(|name| Some((name, visit.parameter(name)?)));
    let parameters: Vec<_> = parties.iter().map(Party::named).chain(beside).collect();
    let own = visit.view.addresses.page_of_no_language(PATH, &parameters);
    let frame = Frame { title, own: Some(&own), place: Some(PATH), ..Frame::default() };
    Ok(Answer::Page(layout(visit.view, &frame, &body)))
}

/// On how many themes two agree and disagree, each a link to these themes with the positions of both; `counted` says what is counted.
pub(super) fn verdicts(
    visit: &Visit<'_>,
    two: [(&str, &str); 2],
    (agree, disagree): (usize, usize),
    counted: &[(&str, &str)],
) -> Markup {
    let words = visit.words();
    let number = |n: usize, text: String, verdict: &str, ink: &str| {
        let parameters: Vec<_> = two.iter().chain(&[("verdict", verdict)]).chain(counted).copied().collect();
        html! {
            @if n > 0 { a class={ "n " (ink) } href=(visit.page(PATH, &parameters)) { (text) } } @else { span.quiet { (text) } }
        }
    };
    html! {
        (number(agree, words.count("agree-on", agree), verdict::VERDICTS[0], "ink-for")) ", "
        (number(disagree, words.count("disagree-on", disagree), verdict::VERDICTS[1], "ink-against"))
    }
}

/// Those who are compared, each with a way to leave it out.
fn chosen(visit: &Visit<'_>, parties: &[Party]) -> Markup {
    html! {
        @if !parties.is_empty() {
            ul.conditions {
                @for (at, party) in parties.iter().enumerate() {
                    @let others: Vec<_> = parties.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, party)| party.named()).collect();
                    li { (party.link(visit)) " " a.remove href=(visit.page(PATH, &others)) aria-label=(visit.words().tell("leave-out", [("name", party.title(visit))])) { "×" } }
                }
            }
        }
    }
}

/// A box for the name of one more, what was found of the last name, and the blocs that can be named without looking for them.
fn add(visit: &Visit<'_>, parties: &[Party], found: Option<&[Named]>) -> Markup {
    let words = visit.words();
    let with = |party: &Party| {
        let all: Vec<_> = parties.iter().map(Party::named).chain([party.named()]).collect();
        visit.page(PATH, &all)
    };
    let kinds = blocs::kinds(visit.view.ontology);
    html! {
        form.add action=(visit.view.addresses.file(PATH)) {
            @for (name, id) in parties.iter().map(Party::named) { input type="hidden" name=(name) value=(id); }
            (chosen_language(visit.view.reader))
            label { (words.say("add-actor")) " " input type="search" name=(party::ADD) autocomplete="off"; }
            button type="submit" { (words.say("add")) }
        }
        @if let Some(found) = found {
            @if found.is_empty() { p role="status" { (words.say("no-such-actor")) } }
            ul.found role="status" {
                @for party in found.iter().flat_map(|actor| choices(visit, &kinds, &actor.id)) {
                    li { a href=(with(&party)) { "+ " (party.title(visit)) } }
                }
            }
        }
        @for kind in kinds.iter().filter(|kind| !kind.values.is_empty()) {
            ul.found.blocs {
                li.quiet { (kind.label(visit)) }
                @for value in &kind.values {
                    @let party = Party { kind: Some(kind.clone()), id: value.clone() };
                    li { a href=(with(&party)) { "+ " (party.title(visit)) } }
                }
            }
        }
    }
}

/// An actor by itself, and with its members if it is a body.
fn choices(visit: &Visit<'_>, kinds: &[Kind], id: &str) -> Vec<Party> {
    let snapshot = &visit.view.data.snapshot;
    let class = snapshot.terms().resource(id).and_then(|resource| snapshot.type_of(resource));
    let bodies = visit.view.ontology.extension::<Roles>().map(|roles| roles.bodies);
    let is_body = class.zip(bodies).is_some_and(|(class, bodies)| visit.view.ontology.is_a(class, bodies));
    let bloc = kinds.iter().find(|kind| is_body && kind.is_of_bodies()).cloned();
    let party = |kind: Option<Kind>| Party { kind, id: id.to_owned() };
    std::iter::once(party(None)).chain(bloc.map(|kind| party(Some(kind)))).collect()
}
