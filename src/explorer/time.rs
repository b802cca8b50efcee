//! Positions by month and polarity: of all, on a theme, of an actor.

use super::conditions::Conditions;
use super::figure::{self, Files};
use super::parameters::{self, Table};
use super::pictures::{Bar, Part, Picture, bars};
use super::question::{Group, Grouped, Key, Question};
use super::visit::{Answer, Error, Visit};
use crate::graphql::Engine;
use crate::linked::{Frame, layout};
use crate::positions::Roles;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Its path from the server's root.
pub(super) const PATH: &str = "time";
const QUESTION: &str = include_str!("queries/time.graphql");

#[derive(Deserialize)]
struct Answered {
    positions: Grouped,
}

/// Whether positions have dates in a schema.
pub(super) fn is_known(engine: &Engine) -> bool {
    engine.ontology().extension::<Roles>().is_some() && Question::new(QUESTION).is_valid(engine)
}

/// What the address may say besides the conditions of a list of positions.
pub(super) fn table(_: &Visit<'_>) -> Table {
    Table::of([parameters::files(["csv", "svg"])]).with_conditions()
}

/// The page, or its table.
///
/// # Errors
/// If the address has no meaning, or the question fails.
pub(super) fn page(visit: &Visit<'_>) -> Result<Answer, Error> {
    let Some(roles) = visit.view.ontology.extension::<Roles>() else {
        return Err(Error::Refused("the data have no positions".to_owned()));
    };
    let conditions = Conditions::read(visit, roles.positions)?;
    let question = Question::new(QUESTION).with("where", conditions.all.clone());
    let form = visit.parameter("as");
    if form == Some("csv") {
        return question.table(visit, PATH);
    }
    let Answered { positions } = question.ask(visit)?;
    let words = visit.words();
    let title = words.say("time");
    let parameters = conditions.parameters(None);
    let list =
        |more: &[(&str, &str)]| visit.page("positions", &parameters.iter().chain(more).copied().collect::<Vec<_>>());
    let months = Months::of(&positions.group_by);
    let picture = months.picture(visit, &roles, title, list);
    if form == Some("svg") {
        return Ok(picture.answer(PATH));
    }
    let file = |form| visit.page(PATH, &parameters.iter().copied().chain([("as", form)]).collect::<Vec<_>>());
    let (csv, svg) = (file("csv"), file("svg"));
    let body = html! {
        h1 { (title) " " (visit.number(positions.total_count, &list(&[]))) }
        p.lead { (words.say("time-lead")) }
        (super::list::narrowed(visit, PATH, &conditions))
        @if positions.group_by.is_empty() { p { (words.say("nothing-found")) } }
        @else {
            figure { div.scroll { (picture.inline()) } (picture.legend()) }
            (months.table(visit, list))
        }
        (figure::under(visit, title, &question, Files { csv: Some(&csv), svg: Some(&svg) }))
    };
    let own = visit.view.addresses.page_of_no_language(PATH, &parameters);
    let frame = Frame { title, own: Some(&own), place: Some(PATH), ..Frame::default() };
    Ok(Answer::Page(layout(visit.view, &frame, &body)))
}

/// How many positions of each polarity there are in each month.
#[derive(Default)]
struct Months<'a> {
    months: BTreeMap<&'a str, BTreeMap<&'a str, usize>>,
    polarities: BTreeSet<&'a str>,
}

impl<'a> Months<'a> {
    fn of(groups: &'a [Group]) -> Self {
        let mut all = Self::default();
        for group in groups {
            let [Key { value: Some(month) }, Key { value: Some(polarity) }] = group.key.as_slice() else { continue };
            all.polarities.insert(polarity);
            *all.months.entry(month).or_default().entry(polarity).or_default() += group.count;
        }
        all
    }

    /// Months × polarities; each number leads to its positions.
    fn table(&self, visit: &Visit<'_>, list: impl Fn(&[(&str, &str)]) -> String) -> Markup {
        let most = self.months.values().flat_map(BTreeMap::values).copied().max().unwrap_or(1);
        html! {
            div.scroll data-hint=(visit.words().say("more-sideways")) {
                table.matrix {
                    thead { tr { th scope="col" { (visit.words().say("month")) } @for polarity in &self.polarities { th scope="col" { (visit.value("Stance", "polarity", polarity)) } } } }
                    tbody { @for (month, counts) in &self.months { tr {
                        th scope="row" { time datetime=(month) { (month) } }
                        @for polarity in &self.polarities { td {
                            @if let Some(n) = counts.get(polarity) {
                                meter class={ "polarity " (polarity.to_ascii_lowercase()) } min="0" max=(most) value=(n) aria-hidden="true" {}
                                " " (visit.number(*n, &address(&list, month, Some(polarity))))
                            }
                        } }
                    } } }
                }
            }
        }
    }

    /// Each month as a bar: what is against before the middle, what is for or without a side behind it.
    fn picture(
        &self,
        visit: &Visit<'_>,
        roles: &Roles,
        label: &str,
        list: impl Fn(&[(&str, &str)]) -> String,
    ) -> Picture {
        let rows: Vec<Bar> = self
            .months
            .iter()
            .map(|(month, counts)| {
                let part = |(polarity, n): (&&str, &usize)| Part {
                    kind: kind(roles, polarity),
                    title: format!("{month}, {}: {n}", visit.value_text("Stance", "polarity", polarity)),
                    n: *n,
                    href: address(&list, month, Some(polarity)),
                };
                let mut parts: Vec<Part> = counts.iter().map(part).collect();
                // From the middle outwards: for, calls for, then what takes no side.
                parts.sort_by_key(|part| ["for", "calls"].iter().position(|kind| *kind == part.kind).unwrap_or(2));
                let (before, behind) = parts.into_iter().partition(|part| part.kind == "against");
                Bar { name: (*month).to_owned(), href: address(&list, month, None), before, behind }
            })
            .collect();
        let name = |polarity: &&str| (kind(roles, polarity), visit.value_text("Stance", "polarity", polarity));
        bars(label.to_owned(), &rows, visit.is_mirrored()).with_key(self.polarities.iter().map(name).collect())
    }
}

/// The address of the positions of a month, and of a polarity if one is given.
fn address(list: impl Fn(&[(&str, &str)]) -> String, month: &str, polarity: Option<&str>) -> String {
    let (first, last) = (format!("{month}-01"), last_day(month));
    let days = [("date.gte", first.as_str()), ("date.lte", last.as_str())];
    list(&days.into_iter().chain(polarity.map(|polarity| ("stance.polarity", polarity))).collect::<Vec<_>>())
}

/// How positions of a polarity are drawn, by what they weigh.
fn kind(roles: &Roles, polarity: &str) -> &'static str {
    let known = roles.weights.iter().find(|weight| weight.polarity == polarity && weight.valence.is_none());
    match known {
        Some(weight) if weight.weight < 0.0 => "against",
        Some(weight) if weight.weight > 0.0 && weight.is_demand => "calls",
        Some(weight) if weight.weight > 0.0 => "for",
        _ => "none",
    }
}

/// The last day of a month such as `2025-02`.
fn last_day(month: &str) -> String {
    let number = |range: std::ops::Range<usize>| month.get(range).and_then(|part| part.parse::<u32>().ok());
    let (year, of_year) = (number(0..4).unwrap_or(0), number(5..7).unwrap_or(0));
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match of_year {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    format!("{month}-{days}")
}

#[cfg(test)]
mod tests {
    use super::last_day;

    #[test]
    fn months_end_where_the_calendar_says() {
        for (month, day) in [
            ("2025-02", "28"),
            ("2024-02", "29"),
            ("2000-02", "29"),
            ("1900-02", "28"),
            ("2025-06", "30"),
            ("2025-12", "31"),
        ] {
            assert_eq!(last_day(month), format!("{month}-{day}"));
        }
    }
}
