//! The blocs of a theme: the side that the members of a regional group or of a body take together, and how many of them take each.

use super::scope::Scope;
use super::side::{Entry, PER_PAGE};
use crate::explorer::blocs::{self, Kind, Which};
use crate::explorer::evidence::EVIDENCE;
use crate::explorer::figure::{self, Files};
use crate::explorer::question::{Listed, Question};
use crate::explorer::sides::Side;
use crate::explorer::visit::{Error, Visit};
use crate::graphql::Engine;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Blocs of a kind on the page of the theme.
const FIRST: usize = 8;
/// What is asked of a bloc.
const BLOC: &str = "fragment Bloc on ThemeSide { group { id label } value side n membersFor membersCallingFor membersAgainst \
                    membersBalanced membersWithoutSide }";
/// What is asked of the members of a bloc.
const MEMBERS: &str =
    "fragment Members on ThemeSide { side n members { actor { id label } side n positions { id ...Evidence } } }";

#[derive(Deserialize)]
struct Answered<T> {
    theme: Option<BTreeMap<String, Listed<T>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bloc {
    #[serde(flatten)]
    which: Which,
    side: Side,
    n: usize,
    members_for: usize,
    members_calling_for: usize,
    members_against: usize,
    members_balanced: usize,
    members_without_side: usize,
}

#[derive(Deserialize)]
struct Members {
    side: Side,
    n: usize,
    members: Vec<Member>,
}

#[derive(Deserialize)]
struct Member {
    side: Side,
    #[serde(flatten)]
    entry: Entry,
}

impl Bloc {
    fn members(&self, side: Side) -> usize {
        match side {
            Side::For => self.members_for,
            Side::CallsFor => self.members_calling_for,
            Side::Against => self.members_against,
            Side::Balanced => self.members_balanced,
            Side::None => self.members_without_side,
        }
    }
}

/// Whether the schema has blocs.
pub(super) fn is_known(engine: &Engine) -> bool {
    let kinds = blocs::kinds(engine.ontology());
    let scope = Scope { iri: "urn:x", is_wide: false, meeting: None };
    let Some(first) = kinds.first() else { return false };
    question(&scope, &kinds, 1, 0).is_valid(engine) && of_bloc(&scope, first, &first.example()).is_valid(engine)
}

/// The blocs of some kinds, those with most positions first.
fn question(scope: &Scope<'_>, kinds: &[Kind], first: usize, offset: usize) -> Question {
    let of_kind = |kind: &Kind| {
        let (alias, name) = (&kind.parameter, &kind.name);
        format!(
            "    {alias}: sides(blocs: {name}, narrower: $narrower, meeting: $meeting, order: MOST_POSITIONS, first: $first, offset: $offset) {{\n      \
             totalCount\n      nodes {{ ...Bloc }}\n    }}\n"
        )
    };
    let lists: String = kinds.iter().map(of_kind).collect();
    let variables = "$id: ID!, $narrower: Boolean, $meeting: ID, $first: Int, $offset: Int";
    let text = format!("query ThemeBlocs({variables}) {{\n  theme(id: $id) {{\n{lists}  }}\n}}\n\n{BLOC}\n");
    scope.question(text).with("first", first).with("offset", offset)
}

/// One bloc with its members.
fn of_bloc(scope: &Scope<'_>, kind: &Kind, id: &str) -> Question {
    let name = &kind.name;
    let text = format!(
        "query ThemeBloc($id: ID!, $narrower: Boolean, $meeting: ID, $bloc: [ID!]) {{\n  theme(id: $id) {{\n    \
         bloc: sides(blocs: {name}, actors: $bloc, narrower: $narrower, meeting: $meeting) {{ totalCount nodes {{ ...Members }} }}\n  }}\n}}\n\n\
         {MEMBERS}\n{EVIDENCE}"
    );
    scope.question(text).with("bloc", vec![id])
}

/// The blocs on the page of the theme.
///
/// # Errors
/// If the question fails.
pub(super) fn section(visit: &Visit<'_>, scope: &Scope<'_>) -> Result<Markup, Error> {
    let kinds = blocs::kinds(visit.view.ontology);
    let question = question(scope, &kinds, FIRST, 0);
    let Answered::<Bloc> { theme } = question.ask(visit)?;
    let mut lists = theme.unwrap_or_default();
    lists.retain(|_, list| list.total_count > 0);
    let words = visit.words();
    Ok(html! {
        @if !lists.is_empty() {
            section aria-labelledby="blocs" {
                h2 #blocs { (words.say("blocs")) }
                p.quiet { (words.say("bloc-meaning")) }
                @for kind in &kinds {
                    @if let Some(list) = lists.get(&kind.parameter) {
                        @let all = scope.address(visit, &[("blocs", &kind.parameter)]);
                        h3.kind-of-bloc { (kind.label(visit)) " " (visit.number(list.total_count, &all)) }
                        (table(visit, scope, kind, &list.nodes))
                        @if list.total_count > list.nodes.len() { p { a href=(all) { (words.say("all")) } } }
                    }
                }
                (figure::under(visit, words.say("blocs"), &question, Files::default()))
            }
        }
    })
}

/// Each bloc with its side and positions, and its members by side.
fn table(visit: &Visit<'_>, scope: &Scope<'_>, kind: &Kind, blocs: &[Bloc]) -> Markup {
    let words = visit.words();
    let parameter = kind.parameter.as_str();
    html! {
        div.scroll data-hint=(visit.words().say("more-sideways")) {
            table.matrix {
                thead { tr { th scope="col" { (kind.label(visit)) } th scope="col" { (words.say("taken-together")) } th scope="col" { (words.say("members-by-side")) } } }
                tbody { @for bloc in blocs { @let id = bloc.which.id(); tr {
                    th scope="row" { a href=(scope.address(visit, &[(parameter, id)])) { (kind.title(visit, id)) } }
                    td { span class={ "side ink-" (bloc.side.kind()) } { (bloc.side.name_on(visit, scope.iri)) } " " (visit.number(bloc.n, &scope.positions(visit, &[(&kind.holders(), id)]))) }
                    td { div.sides { @for side in Side::ALL {
                        @let n = bloc.members(side);
                        @if n > 0 { span class={ "ink-" (side.kind()) } { (side.name_on(visit, scope.iri)) " " (visit.number(n, &scope.address(visit, &[(parameter, id), ("side", side.value())]))) } }
                    } } }
                } } }
            }
        }
    }
}

/// The page that an address asks for: all blocs of a kind, or one bloc with its members; none if it asks for neither.
///
/// # Errors
/// If the address has no meaning, or the question fails.
pub(super) fn page(visit: &Visit<'_>, scope: &Scope<'_>) -> Result<Option<Markup>, Error> {
    if let Some((kind, id)) = blocs::named(visit) {
        return members(visit, scope, &kind, &id).map(Some);
    }
    let Some(parameter) = visit.parameter("blocs") else { return Ok(None) };
    let kinds = blocs::kinds(visit.view.ontology);
    let kind = kinds.iter().find(|kind| kind.parameter == parameter);
    kind.map(|kind| list(visit, scope, kind)).transpose()
}

fn list(visit: &Visit<'_>, scope: &Scope<'_>, kind: &Kind) -> Result<Markup, Error> {
    let number = visit.page_number();
    let question = question(scope, std::slice::from_ref(kind), PER_PAGE, (number - 1) * PER_PAGE);
    let Answered::<Bloc> { theme } = question.ask(visit)?;
    let Some(list) = theme.and_then(|mut lists| lists.remove(&kind.parameter)) else { return Ok(html! {}) };
    let pages = visit.pages(list.total_count, PER_PAGE)?;
    let turn = |number: usize| scope.address(visit, &[("blocs", &kind.parameter), ("page", &number.to_string())]);
    Ok(html! {
        p { a href=(scope.address(visit, &[])) { (visit.words().say("all-sides")) } }
        (scope.choices(visit, false))
        h2.kind-of-bloc { (kind.label(visit)) " " span.count data-count=(list.total_count) { (list.total_count) } }
        (table(visit, scope, kind, &list.nodes))
        (visit.turns(number, pages, turn))
        (figure::under(visit, &format!("{}: {}", visit.name(scope.iri), kind.label(visit)), &question, Files::default()))
    })
}

/// The members of a bloc that speak of the theme, all or those of a side, each with its sentences.
fn members(visit: &Visit<'_>, scope: &Scope<'_>, kind: &Kind, id: &str) -> Result<Markup, Error> {
    let only = Side::read(visit);
    let question = of_bloc(scope, kind, id);
    let Answered::<Members> { theme } = question.ask(visit)?;
    let list = theme.and_then(|mut lists| lists.remove("bloc"));
    let bloc = list.and_then(|list| list.nodes.into_iter().next());
    let words = visit.words();
    let title = kind.title(visit, id);
    let head = html! {
        p { a href=(scope.address(visit, &[])) { (words.say("all-sides")) } }
        (scope.choices(visit, false))
    };
    let Some(bloc) = bloc else {
        return Ok(html! { (head) h2 { (kind.link(visit, id)) } p data-count="0" { (words.say("nobody-speaks")) } });
    };
    let shown: Vec<&Member> =
        bloc.members.iter().filter(|member| only.is_none_or(|side| member.side == side)).collect();
    let all = [(kind.parameter.as_str(), id)];
    Ok(html! {
        (head)
        h2 { (kind.link(visit, id)) ": " span class={ "side ink-" (bloc.side.kind()) } { (bloc.side.name_on(visit, scope.iri)) } " "
            (visit.number(bloc.n, &scope.positions(visit, &[(&kind.holders(), id)]))) }
        p.quiet { (words.say("bloc-meaning")) }
        h3 { (words.say("members-by-side")) @if let Some(side) = only { ": " span class={ "ink-" (side.kind()) } { (side.name_on(visit, scope.iri)) } } " " span.count { (shown.len()) } }
        @if only.is_some() { p { a href=(scope.address(visit, &all)) { (words.say("all")) } } }
        ol.items data-count=(shown.len()) {
            @for member in shown { li {
                p class={ "ink-" (member.side.kind()) } { (member.side.name_on(visit, scope.iri)) }
                (member.entry.html(visit, scope))
            } }
        }
        (figure::under(visit, &format!("{}: {title}", visit.name(scope.iri)), &question, Files::default()))
    })
}
