//! The file of accepted links: one a line, sorted, with what each leads to in a comment.
//!
//! New lines are put in their places among those that are there; nothing that is there is written anew, whether a person or this
//! program wrote it. What was rejected stands at the end, so that it is not proposed again.

use super::Error;
use super::review::Decision;
use super::turtle::{declarations, quoted_line, short};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use plenary_base::vocab::{ple, rdf};
use plenary_ontology::Prefixes;
use std::collections::HashSet;

/// Lines of rejected proposals begin so.
const REJECTED: &str = "[] a ple:LinkProposal ;";

/// A file of links with new ones put in.
#[derive(Debug)]
pub struct Links {
    /// The whole file.
    pub text: String,
    /// How many links are new.
    pub accepted: usize,
    /// How many links were there already.
    pub known: usize,
    /// How many rejections are new.
    pub rejected: usize,
}

impl Links {
    /// Puts what was decided into a file. `text` is what the file has, or nothing; `triples` are those of the text, and `name`
    /// is what the links lead to.
    ///
    /// # Errors
    /// If a rejection in the file cannot be understood: it would be forgotten.
    pub fn merge(
        text: &str,
        triples: &[Triple],
        name: &str,
        decisions: &[&Decision],
        prefixes: &Prefixes,
    ) -> Result<Self, Error> {
        let there: HashSet<(&NamedNode, &NamedNode, &NamedNode)> = triples.iter().filter_map(link).collect();
        let rejected_there = rejected(name, triples)?;
        let mut lines: Vec<String> = match text {
            "" => head(name, decisions, prefixes),
            text => text.lines().map(str::to_owned).collect(),
        };
        let declared = declared(&lines);
        let write = |iri: &NamedNode| written(iri, prefixes, &declared);
        let mut links = Self { text: String::new(), accepted: 0, known: 0, rejected: 0 };
        let mut end = Vec::new();
        for decision in decisions {
            let Decision { subject, property, object, .. } = decision;
            match decision.accepted {
                Some(true) if there.contains(&(subject, property, object)) => links.known += 1,
                Some(true) => {
                    let line =
                        format!("{} {} {} .   # {}", write(subject), write(property), write(object), remark(decision));
                    insert(&mut lines, line, &declared);
                    links.accepted += 1;
                }
                Some(false) if !rejected_there.contains(&(subject.clone(), object.clone())) => {
                    end.push(rejection(decision, &write));
                    links.rejected += 1;
                }
                _ => {}
            }
        }
        if !end.is_empty() && !lines.iter().any(|line| line.starts_with(REJECTED) || line.starts_with("# Rejected")) {
            lines.extend([String::new(), "# Rejected, and not proposed again.".to_owned()]);
        }
        end.sort();
        lines.extend(end);
        links.text = lines.join("\n") + "\n";
        Ok(links)
    }
}

fn head(name: &str, decisions: &[&Decision], prefixes: &Prefixes) -> Vec<String> {
    let head = format!(
        "# Links to {}, proposed by `plenary link` and accepted by a person. One a line, sorted; the comments tell the\n\
         # score and the reason at the time.\n\n",
        quoted_line(name)
    );
    let iris = decisions.iter().flat_map(|decision| [&decision.subject, &decision.property, &decision.object]);
    let terms = [ple::ACCEPTED, rdf::SUBJECT];
    let terms = terms.map(NamedNode::new_unchecked);
    let needs_terms = decisions.iter().any(|decision| decision.accepted == Some(false));
    let text = head + &declarations(iris.chain(terms.iter().filter(|_| needs_terms)), prefixes);
    text.lines().map(str::to_owned).chain([String::new()]).collect()
}

/// The prefixes that a file declares: name and namespace.
fn declared(lines: &[String]) -> Vec<(String, String)> {
    let declaration = |line: &String| {
        let (name, namespace) = line.trim().strip_prefix("@prefix")?.trim().split_once(':')?;
        let namespace = namespace.trim().strip_prefix('<')?.split_once('>')?.0;
        Some((name.to_owned(), namespace.to_owned()))
    };
    lines.iter().filter_map(declaration).collect()
}

/// An IRI by a prefix that the file declares, or in full.
fn written(iri: &NamedNode, prefixes: &Prefixes, declared: &[(String, String)]) -> String {
    let name = short(iri, prefixes);
    let is_declared = name.split_once(':').is_some_and(|(prefix, local)| {
        declared.iter().any(|(known, space)| known == prefix && iri.as_str() == format!("{space}{local}"))
    });
    if is_declared { name } else { iri.to_string() }
}

/// Puts a link before the first that is greater, or else behind the last.
fn insert(lines: &mut Vec<String>, line: String, declared: &[(String, String)]) {
    let new = key(&line, declared);
    let keys: Vec<_> = lines.iter().map(|line| key(line, declared)).collect();
    let before = keys.iter().position(|key| key.is_some() && *key > new);
    let behind = keys.iter().rposition(Option::is_some).map_or(lines.len(), |last| last + 1);
    lines.insert(before.unwrap_or(behind), line);
}

/// The three IRIs of a line that is one link.
fn key(line: &str, declared: &[(String, String)]) -> Option<[String; 3]> {
    let mut words = line.split_whitespace();
    let three = [words.next()?, words.next()?, words.next()?];
    let is_link = words.next() == Some(".") && !line.starts_with(['@', '#', '[', ' ']);
    let expand = |word: &str| match (word.strip_prefix('<'), word.split_once(':')) {
        (Some(iri), _) => iri.trim_end_matches('>').to_owned(),
        (None, Some((prefix, name))) => {
            let space = declared.iter().find(|(known, _)| known == prefix).map_or("", |(_, space)| space.as_str());
            format!("{space}{name}")
        }
        (None, None) => word.to_owned(),
    };
    is_link.then(|| three.map(expand))
}

fn remark(decision: &Decision) -> String {
    let score = decision.score.map(|score| format!("{score:.2}: ")).unwrap_or_default();
    format!("{score}{}", quoted_line(&decision.reason))
}

fn rejection(decision: &Decision, write: &impl Fn(&NamedNode) -> String) -> String {
    let term = |iri: &str| write(&NamedNode::new_unchecked(iri));
    let Decision { subject, property, object, .. } = decision;
    format!(
        "[] a {} ; {} {} ; {} {} ; {} {} ; {} false .   # {}",
        term(ple::LINK_PROPOSAL),
        term(rdf::SUBJECT),
        write(subject),
        term(rdf::PREDICATE),
        write(property),
        term(rdf::OBJECT),
        write(object),
        term(ple::ACCEPTED),
        remark(decision)
    )
}

fn link(triple: &Triple) -> Option<(&NamedNode, &NamedNode, &NamedNode)> {
    match (&triple.subject, &triple.object) {
        (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(object)) => Some((subject, &triple.predicate, object)),
        _ => None,
    }
}

/// The pairs that a file says were rejected.
fn rejected(name: &str, triples: &[Triple]) -> Result<HashSet<(NamedNode, NamedNode)>, Error> {
    let review = super::Review::read(&format!("links/{name}.ttl"), triples)?;
    let decisions = review.decisions.into_iter().filter(|decision| decision.accepted == Some(false));
    Ok(decisions.map(|decision| (decision.subject, decision.object)).collect())
}
