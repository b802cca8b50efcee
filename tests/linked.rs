//! Linked data: documents about resources, the ontology, the catalogue and the dumps, through all layers of the server.

mod catalogue;
mod documents;
mod dumps;
mod pages;

use crate::http::{APP, Answer, built, send};
use axum::body::Body;
use axum::http::Method;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
use oxigraph::model::{GraphName, Quad, Triple};
use plenary::http::App;
use std::collections::BTreeSet;
use std::sync::Arc;

const SPACE: &str = "https://w3id.org/plenary/id/";
/// Resources of different kinds, with and without a shape.
const RESOURCES: [&str; 12] = [
    "actor/chn",
    "actor/g77-china",
    "actor/suela-janina",
    "theme/igf-continuation",
    "process/wsis20-review",
    "meeting/wsis20-prep1",
    "intervention/wsis20-prep1-i01",
    "statement/wsis20-prep1-s064",
    "position/wsis20-prep1-s022-p1",
    "stance/supports",
    "document/wsis20-prep1-zh",
    "scheme/stances",
];
/// Media type, suffix and syntax; the last two keep graphs.
const SYNTAXES: [(&str, &str, RdfFormat); 6] = [
    ("text/turtle", "ttl", RdfFormat::Turtle),
    ("application/n-triples", "nt", RdfFormat::NTriples),
    ("application/rdf+xml", "rdf", RdfFormat::RdfXml),
    ("application/ld+json", "jsonld", RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() }),
    ("application/trig", "trig", RdfFormat::TriG),
    ("application/n-quads", "nq", RdfFormat::NQuads),
];

pub(crate) async fn fetch(app: &Arc<App>, method: Method, uri: &str, headers: &[(&str, &str)]) -> Answer {
    send(app, built(method, uri, headers, Body::empty())).await
}

pub(crate) async fn get(uri: &str, headers: &[(&str, &str)]) -> Answer {
    fetch(&APP, Method::GET, uri, headers).await
}

pub(crate) fn text(answer: &Answer) -> &str {
    std::str::from_utf8(&answer.body).unwrap()
}

fn quads(format: RdfFormat, bytes: &[u8]) -> BTreeSet<String> {
    let parser = RdfParser::from_format(format).with_base_iri("http://127.0.0.1:7878/").unwrap();
    parser.for_slice(bytes).map(|quad| quad.unwrap().to_string()).collect()
}

fn triples(format: RdfFormat, bytes: &[u8]) -> BTreeSet<String> {
    let parser = RdfParser::from_format(format).with_base_iri("http://127.0.0.1:7878/").unwrap();
    parser.for_slice(bytes).map(|quad| triple(&quad.unwrap())).collect()
}

fn triple(quad: &Quad) -> String {
    Triple::from(quad.clone()).to_string()
}

fn in_graph(quad: &Quad) -> bool {
    quad.graph_name != GraphName::DefaultGraph
}
