//! Positions by month and polarity: of all, on a theme, of an actor.

use super::conditions::Conditions;
use super::figure::{self, Files};
use super::question::Question;
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
    positions: Positions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Positions {
    total_count: usize,
    group_by: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    key: Vec<Key>,
    count: usize,
}

#[derive(Deserialize)]
struct Key {
    value: Option<String>,
}

/// Whether positions have dates in a schema.
pub(super) fn is_known(engine: &Engine) -> bool {
    engine.ontology().extension::<Roles>().is_some() && Question::new(QUESTION).is_valid(engine)
}

/// The page, or its table.
///
/// # Errors
/// If the address has no meaning, or the question fails.
pub(super) fn page(visit: &Visit<'_>) -> Result<Answer, Error> {
    let Some(roles) = visit.view.ontology.extension::<Roles>() else {
        return Err(Error::Address("the data have no positions".to_owned()));
    };
    let conditions = Conditions::read(visit, roles.positions)?;
    let question = Question::new(QUESTION).with("where", conditions.all.clone());
    if visit.parameter("as") == Some("csv") {
        return question.table(visit, PATH);
    }
    let Answered { positions } = question.ask(visit)?;
    let words = visit.words();
    let title = words.say("time");
    let parameters = conditions.parameters(None);
    let list =
        |more: &[(&str, &str)]| visit.page("positions", &parameters.iter().chain(more).copied().collect::<Vec<_>>());
    let csv = visit.page(PATH, &parameters.iter().copied().chain([("as", "csv")]).collect::<Vec<_>>());
    let body = html! {
        h1 { (title) " " (visit.number(positions.total_count, &list(&[]))) }
        p.lead { (words.say("time-lead")) }
        (super::list::narrowed(visit, PATH, &conditions))
        @if positions.group_by.is_empty() { p { (words.say("nothing-found")) } }
        @else { (table(visit, &positions.group_by, list)) }
        (figure::under(visit, title, &question, Files { csv: Some(&csv), svg: None }))
    };
    let own = visit.view.addresses.page_of_no_language(PATH, &parameters);
    let frame = Frame { title, own: Some(&own), place: Some(PATH), ..Frame::default() };
    Ok(Answer::Page(layout(visit.view, &frame, &body)))
}

/// Months × polarities; each number leads to its positions.
fn table(visit: &Visit<'_>, groups: &[Group], list: impl Fn(&[(&str, &str)]) -> String) -> Markup {
    let mut months: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut polarities: BTreeSet<&str> = BTreeSet::new();
    for group in groups {
        let [Key { value: Some(month) }, Key { value: Some(polarity) }] = group.key.as_slice() else { continue };
        polarities.insert(polarity);
        *months.entry(month).or_default().entry(polarity).or_default() += group.count;
    }
    let most = months.values().flat_map(BTreeMap::values).copied().max().unwrap_or(1);
    html! {
        div.scroll {
            table.matrix {
                thead { tr { th scope="col" { (visit.words().say("month")) } @for polarity in &polarities { th scope="col" { (visit.value("Stance", "polarity", polarity)) } } } }
                tbody { @for (month, counts) in &months { tr {
                    th scope="row" { time datetime=(month) { (month) } }
                    @for polarity in &polarities { td {
                        @if let Some(n) = counts.get(polarity) {
                            @let (first, last) = (format!("{month}-01"), last_day(month));
                            meter class={ "polarity " (polarity.to_ascii_lowercase()) } min="0" max=(most) value=(n) aria-hidden="true" {}
                            " " (visit.number(*n, &list(&[("date.gte", &first), ("date.lte", &last), ("stance.polarity", polarity)])))
                        }
                    } }
                } } }
            }
        }
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
