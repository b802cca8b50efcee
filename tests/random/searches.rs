//! Random searches over everything. The order of what is found is the index's own, but what is found is not, and pages
//! must give all of it once.

use super::dice::Dice;
use super::ontologies::{WORDS, worlds};
use super::writer::Writer;
use crate::naive::{self, Asked, found};
use crate::support::World;
use plenary::graphql::Request;
use plenary::ontology::{ClassId, Ends};
use plenary::query::RootPick;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use std::collections::BTreeMap;

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
            let wanted: Vec<ClassId> = world.ontology.concrete_classes().collect();
            let beside = Beside::new(&mut writer, &wanted);
            look(&world, &beside.search(&variables));
        }
    }
}

/// What is asked of a search beside its words.
struct Beside {
    /// `where`, `fallback`.
    arguments: String,
    /// Fields that are counted.
    facets: Vec<String>,
}

impl Beside {
    fn new(writer: &mut Writer<'_>, wanted: &[ClassId]) -> Self {
        let ontology = &writer.world.ontology;
        let mut arguments = String::new();
        if writer.dice.one_in(2) {
            let declared: Vec<ClassId> =
                ontology.class_ids().filter(|&id| ontology.class(id).direct_of.is_none()).collect();
            let class = writer.dice.pick(&declared);
            let condition = writer.condition(class, 2);
            arguments += &format!(", where: {{ {}: {condition} }}", ontology.class(class).singular);
        }
        if writer.dice.one_in(3) {
            arguments += ", fallback: ANY";
        }
        let mut facets = Vec::new();
        for _ in 0..writer.dice.below(3) {
            let class = writer.dice.pick(wanted);
            facets.extend(facet_of(writer, class, 1));
        }
        Self { arguments, facets }
    }

    /// A search with everything that can be asked of it.
    fn search(&self, variables: &Value) -> Request {
        let Self { arguments, facets } = self;
        let facets = if facets.is_empty() {
            String::new()
        } else {
            format!("facets(fields: {}, first: 1000) {{ field values {{ value label count }} }}", json!(facets))
        };
        let query = format!(
            "query($query: String!, $types: [SearchType!], $lang: [LangTag!], $mode: SearchMode, $first: Int, $after: String) {{
        search(query: $query, types: $types, lang: $lang, mode: $mode, first: $first, after: $after{arguments}) {{
            totalCount nodes {{ id }} edges {{ cursor score via highlights {{ field lang text }} }} pageInfo {{ hasNextPage endCursor }}
            matched suggestion typeCounts {{ value count }} {facets} }} }}"
        );
        Request { query, variables: variables.as_object().unwrap().clone(), ..Request::default() }
    }
}

/// A field of a class that can be counted, or one behind a link.
fn facet_of(writer: &mut Writer<'_>, class: ClassId, links: usize) -> Option<String> {
    let field = writer.dice.pick_from(&writer.world.ontology.class(class).fields)?;
    match field.kind.ends() {
        Ends::Texts => None,
        Ends::Class(target) if links > 0 && writer.dice.one_in(2) => {
            Some(format!("{}.{}", field.name, facet_of(writer, target, links - 1)?))
        }
        Ends::Class(_) | Ends::Values(_) => Some(field.name.clone()),
    }
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
    let names: Vec<&str> = types.iter().map(|&class| world.ontology.class(class).name.as_str()).collect();
    let variables = json!({ "query": words, "mode": mode, "types": names, "lang": languages });
    let beside = Beside::new(writer, &wanted);
    let request = beside.search(&variables);
    let lowered_search =
        world.engine.lower(&request).map_err(|errors| format!("{request:?} is refused: {errors:?}"))?;
    let RootPick::Search { search, .. } = &lowered_search.roots[0].pick else { panic!("{request:?} is no search") };
    let mut asked = Asked {
        words: words.split(' ').map(str::to_owned).collect(),
        any: mode == "ANY",
        types: &wanted,
        languages: lowered,
        filters: &search.filters,
    };
    let store = world.store.inner().unwrap();
    let mut expected = found(&asked, &world.ontology, store);
    if expected.is_empty() && search.fallback.is_some() {
        asked.any = true;
        expected = found(&asked, &world.ontology, store);
    }
    let all = page(world, &beside, &variables, 200, None)?;
    let mut ids = all.ids.clone();
    ids.sort();
    if ids != expected || all.total != expected.len() {
        return Err(format!("{request:?} finds {} {:?}, but naively {expected:?}", all.total, all.ids));
    }
    let answered = all.answer["typeCounts"].as_array().unwrap().iter().map(|entry| entry["count"].as_u64().unwrap());
    if answered.sum::<u64>() != expected.len() as u64 {
        return Err(format!("{request:?} counts {}", all.answer["typeCounts"]));
    }
    for facet in &search.facets {
        let counts = naive::facet(&expected, facet, &search.types, &world.ontology, store);
        let answers = all.answer["facets"].as_array().unwrap();
        let given = answers.iter().find(|given| given["field"] == facet.name.as_str()).unwrap();
        let values = given["values"].as_array().unwrap();
        let entry = |entry: &Value| (entry["value"].as_str().map(str::to_owned), entry["count"].as_u64().unwrap());
        if values.iter().map(entry).collect::<BTreeMap<_, _>>() != counts || values.len() != counts.len() {
            return Err(format!("{request:?} counts {given}, but naively {counts:?}"));
        }
    }
    let mut paged = Vec::new();
    let mut after = None;
    for _ in 0..=expected.len() {
        let page = page(world, &beside, &variables, size, after)?;
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
    answer: Value,
}

fn page(
    world: &World,
    beside: &Beside,
    variables: &Value,
    first: usize,
    after: Option<String>,
) -> Result<Page, String> {
    let mut variables = variables.clone();
    variables["first"] = first.into();
    variables["after"] = after.into();
    let response = world.respond(&beside.search(&variables));
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
        answer: search.clone(),
    })
}
