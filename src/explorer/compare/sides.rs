//! Which side each takes on each theme.

use super::PATH;
use super::party::{Party, by_kind};
use crate::explorer::blocs::{self, Which};
use crate::explorer::evidence::Named;
use crate::explorer::figure::{self, Files};
use crate::explorer::pictures::{Cell, Picture, Row, matrix};
use crate::explorer::question::{Listed, Nodes, Question};
use crate::explorer::sides::{self, Side};
use crate::explorer::visit::{Error, Visit};
use maud::{Markup, html};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;
use std::collections::BTreeMap;

/// Most themes of a page.
const THEMES: usize = 200;

#[derive(Deserialize)]
struct Answered {
    themes: Listed<Theme>,
}

#[derive(Deserialize)]
struct Theme {
    id: String,
    /// For who reads the answer of the query itself; it must not be taken for a list.
    #[serde(rename = "label")]
    _label: IgnoredAny,
    /// The sides by the alias of the kind of parties.
    #[serde(flatten)]
    sides: BTreeMap<String, Nodes<Entry>>,
}

#[derive(Deserialize)]
struct Entry {
    actor: Option<Named>,
    #[serde(flatten)]
    bloc: Which,
    side: Side,
    n: usize,
}

impl Entry {
    fn id(&self) -> &str {
        self.actor.as_ref().map_or_else(|| self.bloc.id(), |actor| &actor.id)
    }
}

/// A theme with the entry of each party.
struct Line<'a> {
    theme: &'a str,
    cells: Vec<Option<&'a Entry>>,
}

impl Line<'_> {
    /// Whether some are for the theme and others against it.
    fn divides(&self) -> bool {
        let has = |sides: &[Side]| self.cells.iter().flatten().any(|entry| sides.contains(&entry.side));
        has(&[Side::Against]) && has(&[Side::For, Side::CallsFor])
    }

    fn len(&self) -> usize {
        self.cells.iter().flatten().count()
    }
}

/// The question for some parties: the themes on which one of them holds a position, with the side of each.
pub(super) fn question(parties: &[Party]) -> Question {
    let kinds = by_kind(parties);
    let variables: String = kinds.iter().map(|(alias, ..)| format!(", ${alias}: [ID!]")).collect();
    let lists: String = kinds
        .iter()
        .map(|(alias, kind, _)| {
            let (blocs, who) = match kind {
                None => (String::new(), "actor { id label }"),
                Some(kind) => (format!("blocs: {}, ", kind.name), "group { id label } value"),
            };
            format!("      {alias}: sides({blocs}actors: ${alias}, narrower: false, first: 20) {{ nodes {{ {who} side n }} }}\n")
        })
        .collect();
    let text = format!(
        "query Compare($where: ThemeWhere, $first: Int{variables}) {{\n  themes(where: $where, first: $first) {{\n    totalCount\n    \
         nodes {{\n      id label\n{lists}    }}\n  }}\n}}\n"
    );
    let held = kinds.iter().flat_map(|(_, kind, ids)| match kind {
        None => blocs::holding([json!({ "id": { "in": ids } })]),
        Some(kind) => kind.conditions(ids),
    });
    let held = json!({ "positions": { "some": { "or": held.collect::<Vec<_>>() } } });
    let question = Question::new(text).with("where", held).with("first", THEMES);
    kinds.iter().fold(question, |question, (alias, _, ids)| question.with(alias, ids.clone()))
}

/// The themes with the sides of all parties.
pub(super) struct Sides {
    question: Question,
    themes: Listed<Theme>,
}

impl Sides {
    /// Asks for them.
    ///
    /// # Errors
    /// If the question fails.
    pub(super) fn ask(visit: &Visit<'_>, parties: &[Party]) -> Result<Self, Error> {
        let question = question(parties);
        let Answered { themes } = question.ask(visit)?;
        Ok(Self { question, themes })
    }

    fn lines(&self, parties: &[Party]) -> Vec<Line<'_>> {
        let mut lines: Vec<Line<'_>> = Vec::new();
        for theme in &self.themes.nodes {
            let entry = |party: &Party| {
                let list = theme.sides.get(party.parameter())?;
                list.nodes.iter().find(|entry| entry.id() == party.id)
            };
            lines.push(Line { theme: &theme.id, cells: parties.iter().map(entry).collect() });
        }
        // What divides stands first, then what most of them speak of.
        lines.sort_by_key(|line| (std::cmp::Reverse(line.divides()), std::cmp::Reverse(line.len())));
        lines
    }

    /// The sides as a picture.
    pub(super) fn picture(&self, visit: &Visit<'_>, parties: &[Party]) -> Picture {
        let columns: Vec<String> = parties.iter().map(|party| party.title(visit)).collect();
        let row = |line: Line<'_>| {
            let cell = |((party, entry), name): ((&Party, &Option<&Entry>), &String)| {
                let entry = (*entry)?;
                Some(Cell {
                    kind: entry.side.kind(),
                    title: format!("{name}, {}: {}", entry.side.name_on(visit, line.theme), entry.n),
                    n: entry.n,
                    href: positions(visit, line.theme, party),
                })
            };
            Row {
                name: visit.name(line.theme),
                href: visit.view.addresses.resource(line.theme),
                cells: parties.iter().zip(&line.cells).zip(&columns).map(cell).collect(),
            }
        };
        let rows: Vec<Row> = self.lines(parties).into_iter().map(row).collect();
        let label = visit.words().say("sides-by-theme").to_owned();
        matrix(label, &columns, &rows, visit.is_mirrored()).with_key(sides::key(visit))
    }

    /// Themes × parties.
    pub(super) fn html(&self, visit: &Visit<'_>, parties: &[Party]) -> Markup {
        let words = visit.words();
        let lines = self.lines(parties);
        let parameters: Vec<(&str, &str)> = parties.iter().map(Party::named).collect();
        let file = |form| visit.page(PATH, &parameters.iter().copied().chain([("as", form)]).collect::<Vec<_>>());
        let (csv, svg) = (file("csv"), file("svg"));
        html! {
            h2 { (words.say("sides-by-theme")) " " span.count { (self.themes.total_count) } }
            @if lines.is_empty() { p { (words.say("nothing-found")) } }
            @else {
                div.scroll data-hint=(visit.words().say("more-sideways")) {
                    table.matrix {
                        thead { tr { th scope="col" { (words.say("theme")) } @for party in parties { th scope="col" { (party.link(visit)) } } } }
                        tbody { @for line in &lines { tr {
                            th scope="row" { (visit.link(line.theme)) }
                            @for (party, entry) in parties.iter().zip(&line.cells) { td {
                                @if let Some(entry) = entry {
                                    span class={ "side ink-" (entry.side.kind()) } { (entry.side.name_on(visit, line.theme)) } " " (visit.number(entry.n, &positions(visit, line.theme, party)))
                                }
                            } }
                        } } }
                    }
                }
                (figure::under(visit, words.say("compare"), &self.question, Files { csv: Some(&csv), svg: Some(&svg) }))
            }
        }
    }
}

/// The list of the positions that a party holds on a theme.
fn positions(visit: &Visit<'_>, theme: &str, party: &Party) -> String {
    visit.page("positions", &[("themes", theme), (&party.holders(), &party.id)])
}
