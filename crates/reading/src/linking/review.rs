//! The file of proposals that a person reads and marks.
//!
//! Each proposal is a block of Turtle with the names of both in a comment. To accept it one takes the `#` off its last line but
//! one; to reject it one writes `false` there. Written again, the file keeps what was decided.

use super::error::Error;
use super::proposal::Proposal;
use super::turtle::{declarations, quoted_line, short};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use plenary_base::vocab::{ple, rdf, skos};
use plenary_ontology::Prefixes;
use plenary_store::{Store, turtle};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

/// What a person said of a proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Ours.
    pub subject: NamedNode,
    /// The property of the link, which the person may have changed.
    pub property: NamedNode,
    /// Theirs.
    pub object: NamedNode,
    /// From 0 to 1, if it is said.
    pub score: Option<f64>,
    /// Why it was proposed.
    pub reason: String,
    /// Whether it was accepted or rejected; none if there is no decision yet.
    pub accepted: Option<bool>,
}

/// A file of proposals as it was read.
#[derive(Debug, Default)]
pub struct Review {
    /// In the order of the subjects, then of the objects.
    pub decisions: Vec<Decision>,
}

impl Review {
    /// The proposals in the triples of a file.
    ///
    /// # Errors
    /// If a proposal lacks a subject, a predicate or an object, or two of one pair were decided differently.
    pub fn read(file: &str, triples: &[Triple]) -> Result<Self, Error> {
        let is_proposal = |triple: &&Triple| {
            triple.predicate.as_str() == rdf::TYPE
                && matches!(&triple.object, Term::NamedNode(of) if of.as_str() == ple::LINK_PROPOSAL)
        };
        let mut nodes: HashMap<&NamedOrBlankNode, Vec<&Triple>> =
            triples.iter().filter(is_proposal).map(|triple| (&triple.subject, Vec::new())).collect();
        for triple in triples {
            if let Some(about) = nodes.get_mut(&triple.subject) {
                about.push(triple);
            }
        }
        let mut pairs: BTreeMap<(NamedNode, NamedNode), Decision> = BTreeMap::new();
        for about in nodes.values() {
            let decision = decision(file, about)?;
            let key = (decision.subject.clone(), decision.object.clone());
            match pairs.get(&key) {
                Some(other) if other.accepted.is_some() && other.accepted != decision.accepted => {
                    return Err(Error::Proposal {
                        file: file.to_owned(),
                        subject: decision.subject.to_string(),
                        problem: format!("and {} stands there twice, with different marks", decision.object),
                    });
                }
                Some(other) if other.accepted.is_some() => {}
                _ => drop(pairs.insert(key, decision)),
            }
        }
        Ok(Self { decisions: pairs.into_values().collect() })
    }

    /// The file for proposals; what this one has decided stays as it is. `dataset` is what they lead to.
    pub fn write(&self, proposals: &[Proposal], dataset: &str, prefixes: &Prefixes) -> String {
        let decided = self.decisions.iter().filter(|decision| decision.accepted.is_some());
        let mut decided: BTreeMap<(&NamedNode, &NamedNode), &Decision> =
            decided.map(|decision| ((&decision.subject, &decision.object), decision)).collect();
        let mut blocks: Vec<(&NamedNode, Block<'_>)> = Vec::new();
        for proposal in proposals {
            let mark = decided.remove(&(&proposal.subject, &proposal.object));
            blocks.push((&proposal.subject, Block { proposal: Some(proposal), mark }));
        }
        blocks.extend(decided.into_values().map(|mark| (&mark.subject, Block { proposal: None, mark: Some(mark) })));
        // Those of one subject stay in their order: the best first, then what was decided before.
        blocks.sort_by_key(|(subject, _)| *subject);
        let open = blocks.iter().filter(|(_, block)| block.is_open()).count();
        let mut text = format!(
            "# {} proposed links to {}, {open} of them open, written by `plenary link`.\n#\n\
             # To accept one, take the # off its `ple:accepted true`; to reject it for good, write false there. If it is right in\n\
             # another way, change its rdf:predicate first. Then: plenary link --accept THIS-FILE\n\n",
            blocks.len(),
            quoted_line(dataset),
        );
        let terms = [ple::ACCEPTED, rdf::SUBJECT, skos::PREF_LABEL].map(NamedNode::new_unchecked);
        let iris = blocks.iter().flat_map(|(_, block)| block.iris()).chain(&terms);
        text += &declarations(iris, prefixes);
        for (_, block) in &blocks {
            block.write(&mut text, prefixes);
        }
        text
    }
}

/// A proposal as it is written: one that is made, one that was decided, or both.
struct Block<'a> {
    proposal: Option<&'a Proposal>,
    mark: Option<&'a Decision>,
}

impl<'a> Block<'a> {
    fn is_open(&self) -> bool {
        self.mark.is_none() && self.proposal.is_some_and(|proposal| !proposal.is_known)
    }

    fn iris(&self) -> impl Iterator<Item = &'a NamedNode> {
        let proposal = self.proposal.into_iter().flat_map(|proposal| [&proposal.subject, &proposal.object]);
        proposal.chain(self.mark.into_iter().flat_map(|mark| [&mark.subject, &mark.object, &mark.property]))
    }

    fn write(&self, text: &mut String, prefixes: &Prefixes) {
        let Some((subject, object)) = self.iris().next().zip(self.iris().nth(1)) else { return };
        let property = match (self.mark, self.proposal) {
            (Some(mark), _) => mark.property.clone(),
            (None, proposal) => proposal.map_or(super::Relation::Related, |proposal| proposal.relation).property(),
        };
        let score = self.proposal.map(|proposal| proposal.score).or(self.mark.and_then(|mark| mark.score));
        let reason = match (self.proposal, self.mark) {
            (Some(proposal), _) => proposal.reason.as_str(),
            (None, mark) => mark.map_or("", |mark| mark.reason.as_str()),
        };
        text.push('\n');
        // Writing to a string cannot fail.
        if let Some(proposal) = self.proposal {
            let _ = writeln!(text, "# {} → {}", proposal.subject_title, proposal.object_title);
        }
        let name = |iri: &NamedNode| short(iri, prefixes);
        let term = |iri: &str| short(&NamedNode::new_unchecked(iri), prefixes);
        let _ = writeln!(text, "[] a {} ;", term(ple::LINK_PROPOSAL));
        let ends = [(rdf::SUBJECT, name(subject)), (rdf::PREDICATE, name(&property)), (rdf::OBJECT, name(object))];
        let ends = ends.map(|(end, iri)| format!("{} {iri} ;", term(end)));
        let _ = writeln!(text, "    {}", ends.join(" "));
        if let Some(score) = score {
            let _ = writeln!(text, "    {} {score:.2} ;", term(ple::CONFIDENCE));
        }
        match self.mark.and_then(|mark| mark.accepted) {
            Some(accepted) => drop(writeln!(text, "    {} {accepted} ;", term(ple::ACCEPTED))),
            None if self.proposal.is_some_and(|proposal| proposal.is_known) => {
                let _ = writeln!(text, "    {} true ;", term(ple::KNOWN));
            }
            None => drop(writeln!(text, "#   {} true ;", term(ple::ACCEPTED))),
        }
        let _ = writeln!(text, "    {} {} .", term(ple::REASON), turtle::text(reason, "en"));
    }
}

fn decision(file: &str, about: &[&Triple]) -> Result<Decision, Error> {
    let value = |property: &str| about.iter().find(|triple| triple.predicate.as_str() == property).map(|t| &t.object);
    let literal = |property: &str| match value(property) {
        Some(Term::Literal(literal)) => Some(literal.value()),
        _ => None,
    };
    let shown = match value(rdf::SUBJECT) {
        Some(subject) => subject.to_string(),
        None => "nothing".to_owned(),
    };
    let wrong = |problem: String| Error::Proposal { file: file.to_owned(), subject: shown.clone(), problem };
    let iri = |property: &str| match (value(property), property.trim_start_matches(rdf::NAMESPACE)) {
        (Some(Term::NamedNode(iri)), _) => Ok(iri.clone()),
        (Some(other), name) => Err(wrong(format!("has the rdf:{name} {other}, which is no IRI"))),
        (None, name) => Err(wrong(format!("has no rdf:{name}"))),
    };
    let accepted = match literal(ple::ACCEPTED) {
        None => None,
        Some("true" | "1") => Some(true),
        Some("false" | "0") => Some(false),
        Some(other) => return Err(wrong(format!("has ple:accepted `{other}`, which is neither true nor false"))),
    };
    Ok(Decision {
        subject: iri(rdf::SUBJECT)?,
        property: iri(rdf::PREDICATE)?,
        object: iri(rdf::OBJECT)?,
        score: literal(ple::CONFIDENCE).and_then(|score| score.parse().ok()),
        reason: literal(ple::REASON).unwrap_or_default().to_owned(),
        accepted,
    })
}

/// The pairs that the data say were rejected.
pub fn rejected(store: &Store) -> HashSet<(NamedNode, NamedNode)> {
    let is_false = |quad: &Quad| matches!(&quad.object, Term::Literal(literal) if literal.value() == "false");
    let end = |node: &NamedOrBlankNode, property: NamedNodeRef<'_>| {
        let mut triples = store.triples().triples(Some(node.as_ref()), Some(property), None);
        match triples.next().map(|triple| triple.object) {
            Some(Term::NamedNode(iri)) => Some(iri),
            _ => None,
        }
    };
    let mut pairs = HashSet::new();
    let accepted = NamedNodeRef::new_unchecked(ple::ACCEPTED);
    for quad in store.triples().quads(None, Some(accepted), None) {
        if is_false(&quad) {
            let subject = end(&quad.subject, NamedNodeRef::new_unchecked(rdf::SUBJECT));
            let object = end(&quad.subject, NamedNodeRef::new_unchecked(rdf::OBJECT));
            pairs.extend(subject.zip(object));
        }
    }
    pairs
}
