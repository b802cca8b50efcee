//! `plenary link`: what is proposed and why, how little work it takes, and the way of a proposal into the data.

mod command;
mod evidence;
mod tables;

use crate::support::RECORD;
use oxigraph::io::RdfFormat;
use oxigraph::model::{NamedNode, Triple};
use plenary::linking::{Collection, Options, Proposal, Proposals, Vocabulary, propose};
use plenary::store::{Input, triples};
use std::sync::LazyLock;

pub(crate) static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::read(&RECORD.store, &RECORD.ontology).unwrap());

const PREFIXES: &str = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix x: <http://example.org/> .
    @prefix wd: <http://www.wikidata.org/entity/> . @prefix ple: <https://w3id.org/plenary/ontology#> .\n";

/// The triples of a dataset in Turtle.
pub(crate) fn dataset(turtle: &str) -> Vec<Triple> {
    let input = Input::Text {
        name: "x.ttl".into(),
        text: format!("{PREFIXES}{turtle}").into(),
        graph: NamedNode::new_unchecked("urn:x"),
        format: RdfFormat::Turtle,
    };
    triples(input, RECORD.ontology.prefixes()).unwrap()
}

/// The resources of the record of some types.
pub(crate) fn ours(types: &[&str]) -> Collection {
    let classes: Vec<_> = types.iter().map(|name| RECORD.ontology.class_named(name).unwrap()).collect();
    Collection::ours(&RECORD.store, &RECORD.ontology, &VOCABULARY, &classes, None).unwrap()
}

/// What is proposed from resources of some types to some triples.
pub(crate) fn proposals(types: &[&str], triples: &[Triple], options: &Options) -> Proposals {
    let theirs = Collection::theirs(triples, &VOCABULARY, None).unwrap();
    propose(&ours(types), &theirs, &VOCABULARY, RECORD.ontology.prefixes(), options)
}

/// The same for a dataset in Turtle, without anything else.
pub(crate) fn linked(types: &[&str], turtle: &str) -> Vec<Proposal> {
    proposals(types, &dataset(turtle), &Options::default()).list
}

/// `actor/chn exactMatch c1` for each proposal.
pub(crate) fn lines(proposals: &[Proposal]) -> Vec<String> {
    let end = |iri: &NamedNode| {
        let iri = iri.as_str();
        let kept = iri.strip_prefix("https://w3id.org/plenary/id/").or_else(|| iri.strip_prefix("http://example.org/"));
        kept.unwrap_or(iri).to_owned()
    };
    let line = |p: &Proposal| format!("{} {} {}", end(&p.subject), p.relation.name(), end(&p.object));
    proposals.iter().map(line).collect()
}
