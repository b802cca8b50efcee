//! Walks over pages while the data change under them: what is there all the time is seen once, and nothing is seen twice.

use super::{Order, Thing, ask, runner, world};
use crate::http::{app_of, publish};
use crate::support::World;
use axum::body::Body;
use axum::http::Request as HttpRequest;
use http_body_util::BodyExt;
use plenary::http::{App, Front};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tower::ServiceExt;

/// Some states of the data: which of the things are there in each. The first few always are.
fn states() -> impl Strategy<Value = Vec<Vec<Thing>>> {
    let number = prop_oneof![1 => Just(None), 4 => (0..5).prop_map(Some)];
    let all = vec((number, prop::bool::weighted(0.4)), 1..40);
    (all, vec(vec(any::<bool>(), 40), 1..5)).prop_map(|(all, choices)| {
        let chosen = |choice: Vec<bool>| {
            let things = all.iter().enumerate().filter(|(name, (_, stays))| *stays || choice[*name]);
            things.map(|(name, (number, _))| Thing { name, number: *number }).collect()
        };
        choices.into_iter().map(chosen).collect()
    })
}

fn stable(states: &[Vec<Thing>]) -> HashSet<String> {
    let stays = |thing: &&Thing| states.iter().all(|state| state.contains(thing));
    states[0].iter().filter(stays).map(Thing::iri).collect()
}

/// Each page is read from another state, so the element of its cursor is often gone.
#[test]
fn a_walk_over_changing_data_sees_what_stays_once() {
    let order = prop::sample::select(Order::ALL.to_vec());
    let turns = vec(0..5_usize, 60);
    let walk = (states(), turns, order, 1..7_usize, any::<bool>(), 0..2_usize);
    let outcome = runner(100).run(&walk, |(states, turns, order, size, forward, place)| {
        let worlds: Vec<World> = states.iter().map(|state| world(state)).collect();
        let mut seen: Vec<String> = Vec::new();
        let mut cursor: Option<String> = None;
        for turn in turns.iter().cycle().take(200) {
            let state = turn % states.len();
            let window = match forward {
                true => json!({ "first": size, "after": cursor }),
                false => json!({ "last": size, "before": cursor }),
            };
            let page = ask(&worlds[state], place, order, &window);
            let all: Vec<String> = order.sorted(&states[state]).iter().map(Thing::iri).collect();
            prop_assert!(all.windows(page.ids.len().max(1)).any(|part| part == page.ids) || page.ids.is_empty());
            let (end, more) =
                if forward { (page.cursors.last(), page.next) } else { (page.cursors.first(), page.previous) };
            if forward {
                seen.extend(page.ids)
            } else {
                seen.splice(0..0, page.ids).for_each(drop)
            }
            if !more || end.is_none() {
                break;
            }
            cursor = end.cloned();
        }
        let different: HashSet<&String> = seen.iter().collect();
        prop_assert_eq!(different.len(), seen.len(), "something is seen twice: {:?}", seen);
        for id in stable(&states) {
            prop_assert!(different.contains(&id), "{} is not seen in {:?}", id, seen);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_page_after_what_is_gone_starts_with_what_came_next() {
    let things: Vec<Thing> = (0..10).map(|name| Thing { name, number: Some(name as i32 / 3) }).collect();
    let before = world(&things);
    for order in Order::ALL {
        let sorted = order.sorted(&things);
        for gone in 0..things.len() {
            let left: Vec<Thing> = things.iter().filter(|thing| **thing != sorted[gone]).cloned().collect();
            let after = world(&left);
            for place in 0..2 {
                let cursor = &ask(&before, place, order, &json!({ "first": 10 })).cursors[gone];
                let next = ask(&after, place, order, &json!({ "first": 2, "after": cursor }));
                let expected: Vec<String> = sorted[gone + 1..].iter().take(2).map(Thing::iri).collect();
                assert_eq!(next.ids, expected, "{order:?} after {gone}");
                assert_eq!((next.previous, next.next), (gone > 0, gone + 3 < 10), "{order:?} after {gone}");
                let previous = ask(&after, place, order, &json!({ "last": 2, "before": cursor }));
                let expected: Vec<String> = sorted[gone.saturating_sub(2)..gone].iter().map(Thing::iri).collect();
                assert_eq!(previous.ids, expected, "{order:?} before {gone}");
            }
        }
    }
}

/// The same through the server, with a publisher that swaps snapshots as fast as it can.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn clients_walk_while_snapshots_are_swapped() {
    let all: Vec<Thing> =
        (0..60).map(|name| Thing { name, number: (name % 7 != 0).then_some(name as i32 % 4) }).collect();
    let state = |rest: usize| -> Vec<Thing> {
        all.iter().filter(|thing| thing.name % 3 == 0 || thing.name % 5 == rest).cloned().collect()
    };
    let states: Vec<Vec<Thing>> = (0..4).map(state).collect();
    let stays = stable(&states);
    assert!(stays.len() >= 20);
    let worlds: Vec<World> = states.iter().map(|state| world(state)).collect();
    let app = app_of(&worlds[0]);
    let (done, published) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let publisher = {
        let (app, done, published) = (Arc::clone(&app), Arc::clone(&done), Arc::clone(&published));
        tokio::task::spawn_blocking(move || {
            while !done.load(Ordering::Relaxed) {
                let world = &worlds[published.load(Ordering::Relaxed) % worlds.len()];
                publish(&app, world);
                published.fetch_add(1, Ordering::Relaxed);
            }
        })
    };
    let clients = Order::ALL.map(|order| {
        let (app, published, stays) = (Arc::clone(&app), Arc::clone(&published), stays.clone());
        tokio::spawn(async move {
            // Walks during which the data were changed at least twice.
            let mut disturbed = 0;
            for _ in 0..10_000 {
                let before = published.load(Ordering::Relaxed);
                let seen = walk(&app, order).await;
                let different: HashSet<String> = seen.iter().cloned().collect();
                assert_eq!(different.len(), seen.len(), "something is seen twice: {seen:?}");
                assert!(stays.is_subset(&different), "something is not seen: {seen:?}");
                disturbed += usize::from(published.load(Ordering::Relaxed) >= before + 2);
                if disturbed >= 10 {
                    break;
                }
            }
            disturbed
        })
    });
    let disturbed = futures_util::future::join_all(clients).await;
    done.store(true, Ordering::Relaxed);
    publisher.await.unwrap();
    for disturbed in disturbed {
        assert!(disturbed.unwrap() >= 10, "the data were not changed during the walks");
    }
}

/// All identifiers of one walk from the first page to the last.
async fn walk(app: &Arc<App>, order: Order) -> Vec<String> {
    let query = format!(
        "query($after: String) {{ things(orderBy: {}, first: 4, after: $after) {{ nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}",
        order.argument()
    );
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let body = json!({ "query": query, "variables": { "after": after } }).to_string();
        let request = HttpRequest::builder().method("POST").uri("/graphql").header("content-type", "application/json");
        let request = request.header("accept-language", "en").body(Body::from(body)).unwrap();
        let response = Front::new(Arc::clone(app)).oneshot(request).await.unwrap();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let json: Value = serde_json::from_slice(&bytes).unwrap();
        let list = &json["data"]["things"];
        seen.extend(list["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()));
        if list["pageInfo"]["hasNextPage"] == false || list["pageInfo"]["endCursor"].is_null() {
            return seen;
        }
        after = list["pageInfo"]["endCursor"].clone();
    }
}
