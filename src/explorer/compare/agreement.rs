//! How far each pair agrees. To have nothing in common is no disagreement.

use super::Pair;
use super::party::{ACTOR, Party, by_kind};
use crate::explorer::blocs::Kind;
use crate::explorer::evidence::Named;
use crate::explorer::figure::{self, Files};
use crate::explorer::question::{Nodes, Question};
use crate::explorer::visit::{Error, Visit};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// An agreement with a bloc: the second of the pair.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Other {
    b: Option<Named>,
    group_b: Option<Named>,
    value_b: Option<String>,
    agree: usize,
    disagree: usize,
}

impl Other {
    pub(super) fn id(&self) -> Option<&str> {
        let resource = self.b.as_ref().or(self.group_b.as_ref()).map(|named| named.id.as_str());
        resource.or(self.value_b.as_deref())
    }
}

/// What is asked: actors with each other in one analysis, and each bloc with the actors and with the blocs behind it.
struct Asked {
    question: Question,
    /// Which bloc an alias is of, and the kind of those that it is compared with.
    aliases: Vec<(String, usize, String)>,
}

/// The question for some parties.
pub(super) fn question(parties: &[Party]) -> Question {
    asked(parties).question
}

fn asked(parties: &[Party]) -> Asked {
    let (mut variables, mut fields, mut aliases) = (Vec::new(), String::new(), Vec::new());
    let mut values: Vec<(String, Value)> = Vec::new();
    let actors: Vec<&str> =
        parties.iter().filter(|party| party.kind.is_none()).map(|party| party.id.as_str()).collect();
    if !actors.is_empty() {
        variables.push("$actor: [ID!]".to_owned());
        values.push((ACTOR.to_owned(), actors.clone().into()));
    }
    if actors.len() > 1 {
        fields += "  actor: agreement(actors: $actor, first: 190) { nodes { a { id label } b { id label } agree disagree onlyA onlyB score } }\n";
    }
    for (at, party) in parties.iter().enumerate() {
        let Some(kind) = &party.kind else { continue };
        let behind: Vec<Party> = parties[at + 1..].iter().filter(|other| other.kind.is_some()).cloned().collect();
        let mut others = by_kind(&behind);
        if !actors.is_empty() {
            others.push((ACTOR, None, actors.clone()));
        }
        if others.is_empty() {
            continue;
        }
        variables.push(format!("$with{at}: ID"));
        values.push((format!("with{at}"), party.id.as_str().into()));
        for (of, blocs, ids) in others {
            let alias = format!("p{at}_{of}");
            let against = match blocs {
                None => "against: $actor".to_owned(),
                Some(Kind { name, .. }) => {
                    variables.push(format!("${alias}: [ID!]"));
                    values.push((alias.clone(), ids.into()));
                    format!("against: ${alias}, againstBlocs: {name}")
                }
            };
            fields += &format!(
                "  {alias}: agreement(with: $with{at}, withBloc: {}, {against}, first: 20) {{ nodes {{ b {{ id label }} groupB {{ id label }} valueB agree disagree onlyA onlyB score }} }}\n",
                kind.name
            );
            aliases.push((alias, at, of.to_owned()));
        }
    }
    let text = format!("query CompareAgreement({}) {{\n{fields}}}\n", variables.join(", "));
    let question = values.into_iter().fold(Question::new(text), |question, (name, value)| question.with(&name, value));
    Asked { question, aliases }
}

#[derive(Deserialize)]
struct Answered {
    actor: Option<Nodes<Pair>>,
    #[serde(flatten)]
    blocs: BTreeMap<String, Nodes<Other>>,
}

/// The matrix of all parties.
///
/// # Errors
/// If the question fails.
pub(super) fn html(visit: &Visit<'_>, parties: &[Party]) -> Result<Markup, Error> {
    let Asked { question, aliases } = asked(parties);
    let Answered { actor, blocs } = question.ask(visit)?;
    let mut pairs: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
    let place = |parameter: &str, id: &str| parties.iter().position(|party| party.named() == (parameter, id));
    let mut add = |one: Option<usize>, other: Option<usize>, counts: (usize, usize)| {
        if let (Some(one), Some(other)) = (one, other) {
            pairs.insert((one.min(other), one.max(other)), counts);
        }
    };
    for pair in actor.iter().flat_map(|actor| &actor.nodes) {
        add(place(ACTOR, &pair.a.id), place(ACTOR, &pair.b.id), (pair.agree, pair.disagree));
    }
    for (alias, at, of) in &aliases {
        for other in blocs.get(alias).iter().flat_map(|list| &list.nodes) {
            add(Some(*at), other.id().and_then(|id| place(of, id)), (other.agree, other.disagree));
        }
    }
    let words = visit.words();
    let links: Vec<Markup> = parties.iter().map(|party| party.link(visit)).collect();
    Ok(html! {
        h2 { (words.say("agreement")) }
        div.scroll data-hint=(visit.words().say("more-sideways")) {
            table.matrix {
                thead { tr { td {} @for link in &links { th scope="col" { (link) } } } }
                tbody { @for (one, link) in links.iter().enumerate() { tr {
                    th scope="row" { (link) }
                    @for other in 0..parties.len() { td {
                        @match pairs.get(&(one.min(other), one.max(other))) {
                            Some((agree, disagree)) if agree + disagree > 0 => {
                                (super::verdicts(visit, [parties[one].named(), parties[other].named()], (*agree, *disagree), &[]))
                            }
                            Some(_) => span.quiet { (words.say("nothing-in-common")) },
                            None => "",
                        }
                    } }
                } } }
            }
        }
        p.quiet { (words.say("agreement-meaning")) }
        (figure::under(visit, words.say("agreement"), &question, Files::default()))
    })
}
