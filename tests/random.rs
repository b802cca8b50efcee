//! Random queries over the whole schema, answered by the engine and by the naive executor: over the shipped record, over
//! data that break every promise, and over random ontologies with random data. The dice are fixed, so a failure comes
//! again; its query is in the message, and of a random ontology the smallest that proptest finds.

mod conditions;
mod dice;
mod documents;
mod found;
mod ontologies;
mod searches;
mod writer;

pub(crate) use dice::Dice;
pub(crate) use searches::searches_of_random_worlds;

use crate::oddities::ODD;
use crate::support::{RECORD, World};
use ontologies::{WORDS, worlds};
use plenary::graphql::Request;
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use std::cell::Cell;
use writer::Writer;

/// So many queries, or as many as the environment says: `PLENARY_RANDOM=10000`.
fn queries(usual: u32) -> u32 {
    std::env::var("PLENARY_RANDOM").ok().map_or(usual, |count| count.parse().unwrap())
}

/// The random request of a seed over a world.
pub(crate) fn request_of(world: &World, seed: u64) -> Request {
    Writer::new(world, Dice::seeded(seed), &[]).request()
}

/// Random queries over so many random ontologies with random data, always the same ones.
pub(crate) fn queries_of_random_worlds(count: usize, mut look: impl FnMut(&World, &[Request])) {
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let mut seen = 0;
    let mut seed = 0;
    while seen < count {
        let model = worlds().new_tree(&mut runner).unwrap().current();
        let Ok(world) = World::try_of(&model.shapes(), &model.data()) else { continue };
        seen += 1;
        let requests: Vec<Request> = (0..u64::from(QUERIES)).map(|i| request_of(&world, seed + i)).collect();
        seed += u64::from(QUERIES);
        look(&world, &requests);
    }
}

#[test]
fn of_the_record() {
    for seed in 1..=u64::from(queries(400)) {
        let request = request_of(&RECORD, seed);
        if let Err(problem) = RECORD.agreed(&request) {
            panic!("the query of seed {seed} {problem}\n{request:?}");
        }
    }
}

/// Of data that break the promises of the schema in every way: what is null then, and how far up, must be the same too.
#[test]
fn of_odd_data() {
    let mut errors = 0;
    for seed in 1..=u64::from(queries(1000)) {
        let request = request_of(&ODD, seed);
        match ODD.compared(&request) {
            Ok((_, found)) => errors += found.len(),
            Err(problem) => panic!("the query of seed {seed} {problem}\n{request:?}"),
        }
    }
    assert!(errors > 100, "only {errors} fields could not be given");
}

/// Queries over one ontology.
const QUERIES: u32 = 5;

/// Of ontologies that nobody has thought of. An ontology may be refused, for names that cannot be, but most are not.
#[test]
fn of_random_ontologies() {
    let worlds_wanted = queries(400).div_ceil(QUERIES);
    let config =
        Config { cases: worlds_wanted, failure_persistence: None, max_shrink_iters: 4000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let tapes = vec(vec(any::<u16>(), 0..300), QUERIES as usize);
    let (refused, answered, fields) = (Cell::new(0_u32), Cell::new(0_u32), Cell::new(0_usize));
    let outcome = runner.run(&(worlds(), tapes), |(model, tapes)| {
        let (shapes, data) = (model.shapes(), model.data());
        let fail = |problem: String| TestCaseError::fail(format!("{problem}\n{shapes}\n{data}"));
        let world = match World::try_of(&shapes, &data) {
            Ok(world) => world,
            Err(error) => {
                let message = error.to_string();
                let reasons = ["has the name `f", "has no object type under it"];
                let has_place = message.lines().any(|line| line.starts_with("shapes.ttl:"));
                if !reasons.iter().any(|reason| message.contains(reason)) || !has_place {
                    return Err(fail(format!("refused without a good reason: {message}")));
                }
                refused.set(refused.get() + 1);
                return Ok(());
            }
        };
        for tape in tapes {
            let mut writer = Writer::new(&world, Dice::taped(tape), &WORDS);
            let request = writer.request();
            let (data, _) = world.compared(&request).map_err(|problem| fail(format!("{request:?}\n{problem}")))?;
            answered.set(answered.get() + 1);
            fields.set(fields.get() + data.matches(':').count());
            searches::compare(&world, &mut writer).map_err(&fail)?;
        }
        Ok(())
    });
    match outcome {
        // The numbers that made the world say less than the world.
        Err(TestError::Fail(reason, _)) => panic!("{reason}"),
        Err(error) => panic!("{error}"),
        Ok(()) => {}
    }
    let (refused, answered, fields) = (refused.get(), answered.get(), fields.get());
    assert!(refused * 4 < worlds_wanted, "{refused} of {worlds_wanted} ontologies are refused");
    assert!(fields > answered as usize * 5, "only {fields} fields in {answered} answers");
}
