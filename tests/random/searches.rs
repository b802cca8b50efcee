//! Random searches over everything. The order of what is found is the index's own, but what is found is not, and pages
//! must give all of it once.

use super::dice::Dice;
use super::ontologies::{WORDS, worlds};
use super::writer::Writer;
use crate::naive::{Asked, found};
use crate::support::World;
use plenary::graphql::Request;
use plenary::ontology::ClassId;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

/// Searches over so many random ontologies with random data, always the same ones.
pub(crate) fn searches_of_random_worlds(count: usize, mut look: impl FnMut(&World, &Request)) {
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let mut seeds = 0..;
    let mut seen = 0;
    while seen < count {
        let model = worlds().new_tree(&mut runner).unwrap().current();
        let Ok(world) = World::try_of(&model.shapes(), &model.data()) else { continue };
        seen += 1;
        for seed in seeds.by_ref().take(4) {
            let mut writer = Writer::new(&world, Dice::seeded(seed), &WORDS);
            let variables = json!({ "query": writer.search(), "mode": writer.dice.pick(&["ALL", "ANY"]), "first": 50 });
            look(&world, &search(&variables));
        }
    }
}

/// A search with everything that can be asked of it.
fn search(variables: &Value) -> Request {
    let query = "query($query: String!, $types: [SearchType!], $lang: [LangTag!], $mode: SearchMode, $first: Int, $after: String) {
        search(query: $query, types: $types, lang: $lang, mode: $mode, first: $first, after: $after) {
            totalCount nodes { id } edges { cursor score via highlights { field lang text } } pageInfo { hasNextPage endCursor } } }";
    Request { query: query.into(), variables: variables.as_object().unwrap().clone(), ..Request::default() }
}

/// Compares what one search finds with what is found by reading all texts.
pub(super) fn compare(world: &World, writer: &mut Writer<'_>) -> Result<(), String> {
    let words = writer.search();
    let mode = writer.dice.pick(&["ALL", "ANY"]);
    let classes: Vec<ClassId> = world.ontology.class_ids().collect();
    let types: Vec<ClassId> = (0..writer.dice.below(3)).map(|_| writer.dice.pick(&classes)).collect();
    let languages: Option<Vec<&str>> = writer.dice.one_in(3).then(|| writer.languages());
    let size = 1 + writer.dice.below(4);

    let lowered: Option<Vec<String>> =
        languages.as_ref().map(|tags| tags.iter().map(|tag| tag.to_lowercase()).collect());
    let mut wanted: Vec<ClassId> =
        types.iter().flat_map(|&class| world.ontology.class(class).concrete.clone()).collect();
    if types.is_empty() {
        wanted = world.ontology.concrete_classes().collect();
    }
    let asked = Asked {
        words: words.split(' ').map(str::to_owned).collect(),
        any: mode == "ANY",
        types: &wanted,
        languages: lowered,
    };
    let expected = found(&asked, &world.ontology, world.store.inner().unwrap());

    let names: Vec<&str> = types.iter().map(|&class| world.ontology.class(class).name.as_str()).collect();
    let variables = json!({ "query": words, "mode": mode, "types": names, "lang": languages });
    let all = page(world, &variables, 200, None)?;
    let mut ids = all.ids.clone();
    ids.sort();
    if ids != expected || all.total != expected.len() {
        return Err(format!("{variables} finds {} {:?}, but naively {expected:?}", all.total, all.ids));
    }
    let mut paged = Vec::new();
    let mut after = None;
    for _ in 0..=expected.len() {
        let page = page(world, &variables, size, after)?;
        paged.extend(page.ids);
        after = page.end;
        if !page.next {
            break;
        }
    }
    if paged == all.ids {
        Ok(())
    } else {
        Err(format!("{variables} in pages of {size} finds {paged:?}, not {:?}", all.ids))
    }
}

struct Page {
    ids: Vec<String>,
    total: usize,
    next: bool,
    end: Option<String>,
}

fn page(world: &World, variables: &Value, first: usize, after: Option<String>) -> Result<Page, String> {
    let mut variables = variables.clone();
    variables["first"] = first.into();
    variables["after"] = after.into();
    let response = world.respond(&search(&variables));
    if response.get("errors").is_some() {
        return Err(response.to_string());
    }
    let search = &response["data"]["search"];
    let ids = search["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned());
    Ok(Page {
        ids: ids.collect(),
        total: usize::try_from(search["totalCount"].as_u64().unwrap()).unwrap(),
        next: search["pageInfo"]["hasNextPage"].as_bool().unwrap(),
        end: search["pageInfo"]["endCursor"].as_str().map(str::to_owned),
    })
}
