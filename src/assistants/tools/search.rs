//! `search`: what has all words, each with what it rests on.

use crate::assistants::Assistants;
use crate::assistants::answer::{Answered, Outcome, Page};
use crate::assistants::asker::Asker;
use crate::assistants::evidence::put;
use crate::assistants::names;
use crate::ontology::{ClassId, Ontology};
use crate::query::Reader;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Results that are asked for, more than fit into an answer.
const RESULTS: usize = 30;
/// Characters of a title that is the text itself.
const TITLE: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    query: String,
    types: Option<Vec<String>>,
    #[serde(rename = "lang")]
    _lang: Option<String>,
    cursor: Option<String>,
}

pub(super) fn search<R: Reader>(
    assistants: &Assistants,
    arguments: &Arguments,
    asker: &Asker<'_, R>,
) -> Answered<Outcome> {
    let types = arguments.types.as_ref().filter(|types| !types.is_empty());
    let question = format!(
        "query($query: String!, $types: [SearchType!], $first: Int!, $after: String) {{ \
         found: search(query: $query, types: $types, first: $first, after: $after) {{ totalCount suggestion edges {{ cursor via \
         highlights {{ lang text }} node {{ __typename iri: id {} }} }} }} }}",
        fragments(assistants, asker.engine.ontology())
    );
    let variables = json!({ "query": arguments.query, "types": types, "first": RESULTS, "after": arguments.cursor });
    let found = asker.ask(&question, variables)?;
    let found = &found["found"];
    let edges = found["edges"].as_array().map(Vec::as_slice).unwrap_or_default();
    if edges.is_empty() {
        let suggestion = found["suggestion"].as_str().map(|other| format!("; did you mean `{other}`?"));
        let asked: String = arguments.query.chars().take(TITLE).collect();
        let message = format!("no text has all words of `{asked}`{}", suggestion.unwrap_or_default());
        return Err(Outcome::not_found(&message, names::nearest(asker, &arguments.query)?));
    }
    let mut content = Map::from_iter([("total".to_owned(), found["totalCount"].clone())]);
    let mut page = Page::new(&Value::Object(content.clone()));
    let (mut results, mut last) = (Vec::new(), None);
    for edge in edges {
        let Some(result) = page.take(result(assistants, asker, edge)) else { break };
        results.push(result);
        last = edge["cursor"].as_str();
    }
    let is_all = results.len() == edges.len() && edges.len() < RESULTS;
    content.insert("results".to_owned(), results.into());
    put(&mut content, "cursor", last.filter(|_| !is_all).into());
    Ok(Outcome::found(content))
}

/// What is asked of each type: its title and its evidence.
fn fragments(assistants: &Assistants, ontology: &Ontology) -> String {
    let fragment = |class: ClassId| {
        let evidence = assistants.evidence(class).map(|evidence| evidence.selection());
        let class = ontology.class(class);
        // A field of one name may have a different type in another class, so that each has a name of its own.
        let title = class.title_field().map(|field| format!("title{}: {}", class.name, field.name));
        let asked = [title, evidence].into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!asked.is_empty()).then(|| format!("... on {} {{ {asked} }}", class.name))
    };
    ontology.concrete_classes().filter_map(fragment).collect::<Vec<_>>().join(" ")
}

fn result<R: Reader>(assistants: &Assistants, asker: &Asker<'_, R>, edge: &Value) -> Value {
    let node = &edge["node"];
    let (iri, of) = (node["iri"].as_str().unwrap_or_default(), node["__typename"].as_str().unwrap_or_default());
    let class = asker.engine.ontology().class_named(of);
    let evidence = class.and_then(|class| assistants.evidence(class));
    let fact = evidence.map(|evidence| evidence.fact(asker, node)).unwrap_or_default();
    // The words as they were found, if nothing is said of them otherwise.
    let highlight = &edge["highlights"][0];
    let shown = highlight["text"].as_str().map(|text| text.replace("<em>", "").replace("</em>", ""));
    let title = match (fact.get("text").and_then(Value::as_str), node[format!("title{of}")].as_str()) {
        (Some(text), _) => text.chars().take(TITLE).collect(),
        (None, Some(title)) => title.to_owned(),
        (None, None) => iri.to_owned(),
    };
    let mut result = Map::new();
    result.insert("id".to_owned(), iri.into());
    result.insert("title".to_owned(), title.into());
    result.insert("type".to_owned(), of.into());
    put(&mut result, "url", asker.url(iri).into());
    put(&mut result, "t", asker.whereabouts.t.into());
    if !fact.contains_key("text") {
        put(&mut result, "text", shown.into());
        put(&mut result, "lang", highlight["lang"].clone());
    }
    result.extend(fact);
    if let Some(via) = edge["via"].as_array().filter(|via| !via.is_empty()) {
        result.insert("via".to_owned(), via.clone().into());
    }
    result.into()
}
