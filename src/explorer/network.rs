//! Who agrees with whom as a network, with its table; and the ways between two things.

use super::compare::{self, Pair};
use super::evidence::Named;
use super::figure::{self, Files};
use super::parameters::{self, Table, Takes};
use super::question::{Listed, Question};
use super::visit::{Answer, Error, Visit};
use crate::graphql::Engine;
use crate::linked::html::{script_safe, text};
use crate::linked::{Frame, chosen_language, layout};
use crate::ontology::ClassId;
use crate::positions::Roles;
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

/// Its path from the server's root.
pub(super) const PATH: &str = "network";
const QUESTION: &str = include_str!("queries/network.graphql");
const WAYS: &str = include_str!("queries/path.graphql");
/// Pairs of the picture and of the table.
const MOST: usize = 150;

#[derive(Deserialize)]
struct Answered {
    agreement: Listed<Pair>,
}

#[derive(Deserialize)]
struct Ways {
    path: Vec<Way>,
}

#[derive(Deserialize)]
struct Way {
    hops: Vec<Hop>,
}

#[derive(Deserialize)]
struct Hop {
    from: Named,
    to: Named,
    field: String,
    #[serde(rename = "type")]
    class: String,
    direction: String,
    positions: Vec<Named>,
}

/// Whether there is a network in a schema.
pub(super) fn is_known(engine: &Engine) -> bool {
    Question::new(QUESTION).is_valid(engine)
        && Question::new(WAYS).with("from", "urn:x").with("to", "urn:y").is_valid(engine)
}

/// What the address may say.
pub(super) fn table(visit: &Visit<'_>) -> Table {
    let themes = visit.view.ontology.extension::<Roles>().map(|roles| roles.themes);
    let ends = ["from", "to"].map(|name| parameters::once(name, Takes::Resource(None)));
    Table::of([parameters::once("theme", Takes::Resource(themes)), parameters::files(["csv"])].into_iter().chain(ends))
}

/// The page, or its table.
///
/// # Errors
/// If a question fails.
pub(super) fn page(visit: &Visit<'_>) -> Result<Answer, Error> {
    let (theme, from, to) = (visit.iri("theme"), visit.iri("from"), visit.iri("to"));
    let question = Question::new(QUESTION).with("theme", theme.clone()).with("first", MOST);
    if visit.parameter("as") == Some("csv") {
        return question.table(visit, PATH);
    }
    let words = visit.words();
    let title = words.say("network");
    let Answered { agreement } = question.ask(visit)?;
    let parameters: Vec<(&str, &str)> = theme.iter().map(|theme| ("theme", theme.as_str())).collect();
    let csv = visit.page(PATH, &parameters.iter().copied().chain([("as", "csv")]).collect::<Vec<_>>());
    let body = html! {
        h1 { (title) @if let Some(theme) = &theme { ": " (visit.name(theme)) } }
        p.lead { (words.say("network-lead")) }
        p.quiet { (words.say("without-represented")) }
        @if agreement.nodes.is_empty() { p { (words.say("nothing-found")) } }
        @else {
            (picture(visit, &agreement.nodes))
            (figure::under(visit, title, &question, Files { csv: Some(&csv), svg: None }))
            @if agreement.total_count > agreement.nodes.len() {
                p.quiet { (words.tell("first-of", [("n", agreement.nodes.len()), ("all", agreement.total_count)])) }
            }
            (pairs_table(visit, theme.as_deref(), &agreement.nodes))
        }
        (ways(visit, from.as_deref(), to.as_deref())?)
    };
    let own = visit.view.addresses.page_of_no_language(PATH, &parameters);
    let frame = Frame { title, own: Some(&own), place: Some(PATH), ..Frame::default() };
    Ok(Answer::Page(layout(visit.view, &frame, &body)))
}

/// The data of the picture, which a script draws; the table below says the same.
fn picture(visit: &Visit<'_>, pairs: &[Pair]) -> Markup {
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for actor in pairs.iter().flat_map(|pair| [&pair.a, &pair.b]) {
        names.entry(&actor.id).or_insert_with(|| visit.name(&actor.id));
    }
    let nodes: Vec<_> = names
        .iter()
        .map(|(id, name)| json!({ "id": id, "label": name, "href": visit.view.addresses.resource(id) }))
        .collect();
    let links: Vec<_> = pairs
        .iter()
        .map(|pair| {
            let kind = if pair.disagree > pair.agree { "disagree" } else { "agree" };
            json!({
                "source": pair.a.id, "target": pair.b.id, "n": pair.agree + pair.disagree, "class": kind,
                "label": format!("{} – {}: {}, {}", names[pair.a.id.as_str()], names[pair.b.id.as_str()],
                    visit.words().count("agree-on", pair.agree), visit.words().count("disagree-on", pair.disagree)),
            })
        })
        .collect();
    let data = json!({ "nodes": nodes, "links": links }).to_string();
    html! {
        figure data-island="network" aria-label=(visit.words().say("network")) {
            script type="application/json" { (PreEscaped(script_safe(&data))) }
        }
    }
}

fn pairs_table(visit: &Visit<'_>, theme: Option<&str>, pairs: &[Pair]) -> Markup {
    let words = visit.words();
    // What is counted here is counted behind the numbers too.
    let counted: Vec<_> = theme.iter().map(|theme| ("theme", *theme)).chain([("apart", "true")]).collect();
    html! {
        div.scroll data-hint=(visit.words().say("more-sideways")) {
            table.matrix {
                thead { tr { th scope="col" { (words.say("first-actor")) } th scope="col" { (words.say("second-actor")) } th scope="col" { (words.say("agreement")) } td {} } }
                tbody { @for pair in pairs { tr {
                    td { (visit.link(&pair.a.id)) }
                    td { (visit.link(&pair.b.id)) }
                    td { (compare::verdicts(visit, [("actor", &pair.a.id), ("actor", &pair.b.id)], (pair.agree, pair.disagree), &counted)) }
                    td { a href=(visit.page("compare", &[("actor", &pair.a.id), ("actor", &pair.b.id)])) { (words.say("compare")) } }
                } } }
            }
        }
    }
}

/// The shortest ways between two things that the address names.
fn ways(visit: &Visit<'_>, from: Option<&str>, to: Option<&str>) -> Result<Markup, Error> {
    let words = visit.words();
    let found = match (from, to) {
        (Some(from), Some(to)) => {
            let question = Question::new(WAYS).with("from", from).with("to", to);
            let Ways { path } = question.ask(visit)?;
            html! {
                @if path.is_empty() { p role="status" { (words.say("no-way")) } }
                @for way in &path { ol.chain { @for hop in &way.hops { li { (step(visit, hop)) } } } }
                (figure::under(visit, words.say("ways"), &question, Files::default()))
            }
        }
        _ => html! {},
    };
    let value = |iri: Option<&str>| iri.map(str::to_owned);
    Ok(html! {
        h2 { (words.say("ways")) }
        form.add action=(visit.view.addresses.file(PATH)) {
            (chosen_language(visit.view.reader))
            label { (words.say("from")) " " input type="text" name="from" value=[value(from)] dir="ltr" placeholder="actor:chn"; }
            label { (words.say("to")) " " input type="text" name="to" value=[value(to)] dir="ltr" placeholder="theme:governance"; }
            button type="submit" { (words.say("show")) }
        }
        (found)
    })
}

fn step(visit: &Visit<'_>, hop: &Hop) -> Markup {
    let class = visit.view.ontology.class_named(&hop.class).map(|id| visit.view.ontology.class(id));
    let field = class.and_then(|class| class.field(&hop.field)).map(|field| visit.titles().field_label(field));
    html! {
        (visit.link(&hop.from.id)) " "
        span.quiet {
            @if hop.direction == "INVERSE" { "← " }
            @match field { Some(field) => (text(&field)), None => (hop.field) }
            @if hop.direction != "INVERSE" { " →" }
        }
        " " (visit.link(&hop.to.id))
        @if !hop.positions.is_empty() { " " (visit.number(hop.positions.len(), &behind(visit, hop))) " " span.quiet { (visit.words().count("positions-noun", hop.positions.len())) } }
    }
}

/// The list of the positions behind a hop: those of an actor on a theme or a process, whichever way the hop goes.
fn behind(visit: &Visit<'_>, hop: &Hop) -> String {
    let snapshot = &visit.view.data.snapshot;
    let is_a = |named: &Named, role: fn(&Roles) -> ClassId| {
        let class = snapshot.terms().resource(&named.id).and_then(|id| snapshot.type_of(id));
        let roles = visit.view.ontology.extension::<Roles>();
        class.zip(roles).is_some_and(|(class, roles)| visit.view.ontology.is_a(class, role(&roles)))
    };
    let (actor, topic) =
        if is_a(&hop.from, |roles| roles.actors) { (&hop.from, &hop.to) } else { (&hop.to, &hop.from) };
    let on = if is_a(topic, |roles| roles.themes) { "themes" } else { "processes" };
    visit.page("positions", &[("actor,onBehalfOf", &actor.id), (on, &topic.id)])
}
