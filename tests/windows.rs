//! Pages of lists of 0 to 500 elements, as the GraphQL Cursor Connections Specification has them: against a slice of the
//! whole list, at the root and below a resource, page after page in both directions, and while the data change.

mod changes;
mod reference;

use crate::support::World;
use plenary::graphql::Request;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use reference::{Asked, Slice, slice};
use serde_json::{Value, json};

const SHAPES: &str = "
ex: graphql:publicShape ex:HubShape , ex:ThingShape . ex: sh:declare [ sh:prefix \"ex\" ; sh:namespace \"http://example.org/\" ] .
ex:HubShape sh:targetClass ex:Hub ; sh:property [ sh:path ex:has ; graphql:name \"things\" ; sh:class ex:Thing ] ,
    [ sh:path ex:hasFew ; graphql:name \"few\" ; sh:class ex:Thing ; sh:maxCount 500 ] .
ex:ThingShape sh:targetClass ex:Thing ; sh:property [ sh:path ex:number ; sh:datatype xsd:integer ; sh:maxCount 1 ] ,
    [ sh:path ex:label ; sh:datatype rdf:langString ; sh:uniqueLang true ] .";

/// A resource of the list: its name, and what it is ordered by, which may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Thing {
    name: usize,
    number: Option<i32>,
}

impl Thing {
    fn iri(&self) -> String {
        format!("http://example.org/t{:03}", self.name)
    }
}

/// A hub that has all things.
fn world(things: &[Thing]) -> World {
    let mut data = String::from("ex:hub a ex:Hub .\n");
    for thing in things {
        let name = thing.name;
        data += &format!("ex:t{name:03} a ex:Thing . ex:hub ex:has ex:t{name:03} ; ex:hasFew ex:t{name:03} .\n");
        if let Some(number) = thing.number {
            data += &format!("ex:t{name:03} ex:number {number} ; ex:label \"{number}\"@en .\n");
        }
    }
    World::of(SHAPES, &data)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Iri,
    Ascending,
    Descending,
    /// By the number as a text.
    Label,
}

impl Order {
    const ALL: [Self; 4] = [Self::Iri, Self::Ascending, Self::Descending, Self::Label];

    fn argument(self) -> &'static str {
        match self {
            Self::Iri => "[]",
            Self::Ascending => "[{ number: ASC }]",
            Self::Descending => "[{ number: DESC }]",
            Self::Label => "[{ label: ASC }]",
        }
    }

    /// The things in this order, by the rules of the schema: equals by IRI, what has no key last.
    fn sorted(self, things: &[Thing]) -> Vec<Thing> {
        let mut sorted = things.to_vec();
        sorted.sort_by_key(|thing| {
            let number = thing.number.map_or(i32::MAX, |number| match self {
                Self::Iri => 0,
                Self::Descending => -number,
                // The numbers have one digit each, so texts have their order.
                Self::Ascending | Self::Label => number,
            });
            (if self == Self::Iri { 0 } else { number }, thing.name)
        });
        sorted
    }
}

/// Where the list stands.
const PLACES: [&str; 2] = ["things", "hub(id: \"ex:hub\") { things"];

/// A page as it is answered.
#[derive(Debug, PartialEq, Eq)]
struct Page {
    ids: Vec<String>,
    cursors: Vec<String>,
    previous: bool,
    next: bool,
}

/// Asks for a page of the list at a place.
fn ask(world: &World, place: usize, order: Order, window: &Value) -> Page {
    let query = format!(
        "query($first: Int, $after: String, $last: Int, $before: String, $offset: Int) {{ {}(orderBy: {}, first: $first,
            after: $after, last: $last, before: $before, offset: $offset) {{ totalCount nodes {{ id }} edges {{ cursor node {{ id }} }}
            pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} {} }}",
        PLACES[place],
        order.argument(),
        "}".repeat(place),
    );
    let variables = window.as_object().unwrap().clone();
    let response = world.respond(&Request { query, variables, languages: vec!["en".into()], ..Request::default() });
    assert_eq!(response.get("errors"), None, "{response}");
    let data = &response["data"];
    let list = if place == 0 { &data["things"] } else { &data["hub"]["things"] };
    let texts = |pointer: &str| -> Vec<String> {
        let edges = list["edges"].as_array().unwrap().iter();
        edges.map(|edge| edge.pointer(pointer).unwrap().as_str().unwrap().to_owned()).collect()
    };
    let (ids, cursors) = (texts("/node/id"), texts("/cursor"));
    let nodes: Vec<_> = list["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
    assert_eq!(nodes, ids, "nodes and edges are the same page");
    let info = &list["pageInfo"];
    assert_eq!(info["startCursor"].as_str(), cursors.first().map(String::as_str));
    assert_eq!(info["endCursor"].as_str(), cursors.last().map(String::as_str));
    let flag = |name: &str| info[name].as_bool().unwrap();
    Page { previous: flag("hasPreviousPage"), next: flag("hasNextPage"), ids, cursors }
}

/// Lists of 0 to 500 things, mostly short, with few different keys.
fn things() -> impl Strategy<Value = Vec<Thing>> {
    let number = prop_oneof![1 => Just(None), 4 => (0..6).prop_map(Some)];
    let length = prop_oneof![4 => 0..12_usize, 1 => 150..260_usize, 1 => 0..=500_usize];
    length.prop_flat_map(move |length| {
        vec(number.clone(), length)
            .prop_map(|numbers| numbers.into_iter().enumerate().map(|(name, number)| Thing { name, number }).collect())
    })
}

/// Sizes around nothing, the usual, and the largest page.
fn size() -> impl Strategy<Value = Option<usize>> {
    prop_oneof![2 => Just(None), 4 => (0..6_usize).prop_map(Some), 1 => prop::sample::select(vec![19, 20, 21, 199, 200]).prop_map(Some)]
}

fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn every_window_is_the_slice_of_the_specification() {
    let cursor = || prop::option::weighted(0.6, any::<Index>());
    let offset = prop_oneof![3 => Just(None), 1 => (0..5_usize).prop_map(Some), 1 => Just(Some(600))];
    let windows = vec((size(), size(), cursor(), cursor(), offset), 20);
    let order = prop::sample::select(Order::ALL.to_vec());
    let outcome = runner(60).run(&(things(), windows, order, 0..PLACES.len()), |(things, windows, order, place)| {
        let world = world(&things);
        let sorted = order.sorted(&things);
        let all: Vec<String> = sorted.iter().map(Thing::iri).collect();
        let cursors = all_cursors(&world, place, order, all.len());
        prop_assert_eq!(cursors.len(), all.len());
        for (first, last, after, before, offset) in windows {
            let at = |cursor: Option<Index>| cursor.filter(|_| !all.is_empty()).map(|index| index.index(all.len()));
            let (after, before) = (at(after), at(before));
            let window = json!({ "first": first, "last": last, "offset": offset,
                "after": after.map(|at| &cursors[at]), "before": before.map(|at| &cursors[at]) });
            let page = ask(&world, place, order, &window);
            // Without a size a page has 20.
            let first = first.or(if last.is_none() { Some(20) } else { None });
            let expected = slice(&all, &Asked { first, last, after, before, offset: offset.unwrap_or(0) });
            let found = Slice { elements: &page.ids, has_previous: page.previous, has_next: page.next };
            if found != expected {
                return Err(TestCaseError::fail(format!(
                    "{window} of {} gives {found:?}, not {expected:?}",
                    all.len()
                )));
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// The cursors of all elements, read page by page.
fn all_cursors(world: &World, place: usize, order: Order, length: usize) -> Vec<String> {
    let mut cursors = Vec::new();
    for _ in 0..=length / 200 {
        let after = cursors.last().cloned();
        cursors.extend(ask(world, place, order, &json!({ "first": 200, "after": after })).cursors);
    }
    cursors
}

/// All pages one after the other are the list, forward by `after` and backward by `before`, and the flags say when it
/// ends.
#[test]
fn all_pages_together_are_the_list() {
    let order = prop::sample::select(Order::ALL.to_vec());
    let size = prop_oneof![3 => 1..8_usize, 1 => Just(200_usize)];
    let outcome = runner(60).run(&(things(), size, order, 0..PLACES.len()), |(things, size, order, place)| {
        let size = if things.len() > 100 { size.max(40) } else { size };
        let world = world(&things);
        let all: Vec<String> = order.sorted(&things).iter().map(Thing::iri).collect();
        let mut forward: Vec<String> = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let page = ask(&world, place, order, &json!({ "first": size, "after": cursor }));
            prop_assert_eq!(page.previous, !forward.is_empty());
            forward.extend(page.ids);
            prop_assert_eq!(page.next, forward.len() < all.len());
            cursor = page.cursors.last().cloned();
            if !page.next {
                break;
            }
        }
        prop_assert_eq!(&forward, &all);
        let mut backward: Vec<String> = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let page = ask(&world, place, order, &json!({ "last": size, "before": cursor }));
            prop_assert_eq!(page.next, !backward.is_empty());
            backward.splice(0..0, page.ids);
            prop_assert_eq!(page.previous, backward.len() < all.len());
            cursor = page.cursors.first().cloned();
            if !page.previous {
                break;
            }
        }
        prop_assert_eq!(&backward, &all);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// A short list is no connection: `first` and `offset` alone.
#[test]
fn short_lists_are_sliced_too() {
    let windows = vec((prop::option::of(0..600_usize), prop::option::of(0..600_usize)), 10);
    let order = prop::sample::select(Order::ALL.to_vec());
    let outcome = runner(30).run(&(things(), windows, order), |(things, windows, order)| {
        let world = world(&things);
        let all: Vec<String> = order.sorted(&things).iter().map(Thing::iri).collect();
        for (first, offset) in windows {
            let query = format!(
                "query($first: Int, $offset: Int) {{ hub(id: \"ex:hub\") {{ few(orderBy: {}, first: $first, offset: $offset) {{ id }} }} }}",
                order.argument()
            );
            let variables = json!({ "first": first, "offset": offset }).as_object().unwrap().clone();
            let response = world.respond(&Request { query, variables, languages: vec!["en".into()], ..Request::default() });
            let few = response["data"]["hub"]["few"].as_array().unwrap().iter();
            let found: Vec<_> = few.map(|thing| thing["id"].as_str().unwrap().to_owned()).collect();
            let asked = Asked { first, last: None, after: None, before: None, offset: offset.unwrap_or(0) };
            prop_assert_eq!(&found[..], slice(&all, &asked).elements);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}
