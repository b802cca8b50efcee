//! Analyses over an endpoint: the bytes of the snapshot, in a number of queries that the data do not change.

use super::endpoint::{Good, bad, send};
use super::{JSON, embedded, endpoint, over, refused_request};
use crate::analyses::{CHANCE, TWO_MEETINGS};
use crate::oddities::ODD;
use crate::random::Dice;
use crate::support::{RECORD, World, case, request};
use plenary::graphql::{Engine, Guards};
use plenary::query::Limits;
use plenary::remote::{Auth, Endpoint, Remote, Settings};
use serde_json::Value;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

/// Where a page stands.
const PAGE: &str = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor }";

/// Writes questions with random arguments about a world.
struct Asker<'a> {
    world: &'a World,
    dice: Dice,
}

impl Asker<'_> {
    /// Mostly the IRI of an instance, sometimes of something else.
    fn iri(&mut self, class: &str) -> String {
        let classes = &self.world.ontology;
        let class = classes.class_named(class).unwrap();
        let instances = self.world.snapshot.extent(class);
        if instances.is_empty() || self.dice.one_in(25) {
            return "https://w3id.org/plenary/id/nothing".to_owned();
        }
        self.world.snapshot.terms().text(self.dice.pick(instances)).to_owned()
    }

    /// The IRI of anything that the API shows.
    fn anything(&mut self) -> String {
        let classes: Vec<String> = self.world.ontology.classes().iter().map(|class| class.name.clone()).collect();
        let class = self.dice.below(classes.len());
        self.iri(&classes[class])
    }

    fn subset(&mut self, with_theme: bool) -> String {
        let mut arguments = String::new();
        if with_theme && self.dice.one_in(2) {
            arguments += &format!("theme: \"{}\" ", self.iri("Theme"));
        }
        if self.dice.one_in(6) {
            arguments += &format!("process: \"{}\" ", self.iri("Process"));
        }
        if with_theme && self.dice.one_in(4) {
            arguments += &format!("meeting: \"{}\" ", self.iri("Meeting"));
        }
        if self.dice.one_in(5) {
            arguments += self.dice.pick(&["from: \"2025-06-01\" ", "to: \"2025-10-13\" ", "from: \"2025-05-30Z\" "]);
        }
        if self.dice.one_in(3) {
            arguments += self.dice.pick(&[
                "where: { explicit: { eq: true } } ",
                "where: { stance: { polarity: { in: [NEGATIVE, DEMAND] } } } ",
                "where: { not: { actor: { groups: { some: { id: { eq: \"actor:g77-china\" } } } } } } ",
                "where: { themes: { none: { broader: {} } } } ",
                "where: { or: [{ onBehalfOf: { some: {} } }, { processes: { some: {} } }] } ",
            ]);
        }
        arguments
    }

    fn part(&mut self) -> String {
        match self.dice.below(4) {
            0 => format!("last: {}", self.dice.below(30)),
            _ => format!("first: {} offset: {}", self.dice.below(30), self.dice.below(3)),
        }
    }

    /// A question about positions.
    fn comparison(&mut self) -> String {
        let by = self.dice.pick(&["", "by: PROCESS "]);
        match self.dice.below(11) {
            10 => self.outcomes(),
            5 => self.sides_of_themes(),
            6 => self.sides_of_actors(),
            7 => self.one_with_others(),
            8 => self.histories(),
            9 => self.changes(),
            0 => {
                let mut actors: Vec<String> =
                    (0..self.dice.below(6)).map(|_| format!("\"{}\"", self.iri("Actor"))).collect();
                actors.sort();
                actors.dedup();
                let actors = if actors.len() < 2 { String::new() } else { format!("actors: [{}] ", actors.join(", ")) };
                let order = self.dice.pick(&["", "order: MOST_DISAGREEMENT ", "order: MOST_IN_COMMON "]);
                format!(
                    "{{ agreement({actors}{order}{by}{}{}) {{ totalCount {PAGE} nodes {{ a {{ id }} b {{ id }} agree disagree onlyA onlyB score \
                     positionsA {{ id }} topics {{ theme {{ id }} process {{ id }} verdict netA netB positionsB {{ id }} }} }} }} }}",
                    self.subset(true),
                    self.part()
                )
            }
            1 => format!(
                "{{ actors(first: {}) {{ nodes {{ positionHistory(theme: \"{}\" {}) {{ meeting {{ id }} date side net changed stances {{ id }} \
                 previous {{ side }} positions {{ id }} }} }} }} }}",
                self.dice.below(120),
                self.iri("Theme"),
                self.subset(false)
            ),
            2 => format!(
                "{{ silence(meeting: \"{}\", theme: \"{}\" {}{}) {{ totalCount {PAGE} nodes {{ actor {{ id }} interventions {{ id }} positions {{ id }} }} }} }}",
                self.iri("Meeting"),
                self.iri("Theme"),
                self.subset(false),
                self.part()
            ),
            3 => {
                let blocs = self.dice.pick(&[
                    "",
                    "by: BODY ",
                    "by: BODY groups: { id: { in: [\"actor:g77-china\", \"actor:eu\", \"actor:au\"] } } ",
                ]);
                format!(
                    "{{ gaps({blocs}least: {} {}{}) {{ totalCount {PAGE} nodes {{ theme {{ id }} value group {{ id }} actors {{ id }} others {{ id }} \
                     positions {{ id }} }} }} }}",
                    1 + self.dice.below(3),
                    self.subset(true),
                    self.part()
                )
            }
            _ => format!(
                "{{ dissent(group: \"{}\" {by}{}{}) {{ totalCount {PAGE} nodes {{ member {{ id }} theme {{ id }} process {{ id }} side net groupNet \
                 positions {{ id }} groupPositions {{ id }} }} }} }}",
                self.iri("Body"),
                self.subset(true),
                self.part()
            ),
        }
    }

    fn one_with_others(&mut self) -> String {
        let with = self.dice.pick(&[
            "with: \"actor:rus\" ",
            "with: \"actor:irq\" excludeRepresented: true ",
            "with: \"actor:g77-china\" withBloc: BODY ",
            "with: \"AFRICAN\" withBloc: REGIONAL_GROUP excludeRepresented: true ",
        ]);
        let against = self.dice.pick(&[
            "",
            "against: [\"actor:lva\", \"actor:nld\", \"actor:g77-china\"] ",
            "againstBlocs: BODY ",
            "againstBlocs: REGIONAL_GROUP against: [\"AFRICAN\", \"EASTERN_EUROPEAN\", \"ASIA_PACIFIC\"] ",
            "againstBlocs: BODY against: [\"actor:eu\"] ",
        ]);
        let by = self.dice.pick(&["", "by: PROCESS "]);
        format!(
            "{{ agreement({with}{against}{by}{}{}) {{ totalCount {PAGE} nodes {{ a {{ id }} b {{ id }} groupA {{ id }} groupB {{ id }} valueA valueB \
             agree disagree onlyA onlyB score positionsA {{ id }} topics {{ theme {{ id }} process {{ id }} verdict netA netB positionsB {{ id }} }} }} }} }}",
            self.subset(true),
            self.part()
        )
    }

    fn changes(&mut self) -> String {
        let more = self.dice.pick(&[
            "",
            "kind: [NEW, SILENT] ",
            "actors: [\"actor:rus\", \"actor:eu\"] ",
            "theme: \"theme:governance\" ",
        ]);
        format!(
            "{{ changes(from: \"{}\", to: \"{}\" {more}{}) {{ totalCount {PAGE} nodes {{ actor {{ id }} theme {{ id }} kind before after netBefore netAfter \
             nBefore positionsBefore {{ id }} nAfter positionsAfter {{ id }} }} }} }}",
            self.iri("Meeting"),
            self.iri("Meeting"),
            self.part()
        )
    }

    fn histories(&mut self) -> String {
        let whose = self.dice.pick(&[
            "actors: [\"actor:rus\", \"actor:g77-china\", \"actor:nld\"] ",
            "blocs: BODY ",
            "blocs: REGIONAL_GROUP ",
            "actors: [\"actor:irq\"] blocs: BODY among: [\"actor:eu\", \"actor:au\"] ",
            "actors: \"actor:irq\" blocs: REGIONAL_GROUP among: \"AFRICAN\" ",
        ]);
        format!(
            "{{ positionHistory(theme: \"{}\" {whose}{}) {{ actor {{ id }} group {{ id }} value meeting {{ id }} date side net changed stances {{ id }} \
             previous {{ side }} positions {{ id }} }} }}",
            self.iri("Theme"),
            self.subset(false)
        )
    }

    fn outcomes(&mut self) -> String {
        let narrower = self.dice.pick(&["narrower: true ", "narrower: false "]);
        let order = self.dice.pick(&["", "order: BY_ACTOR "]);
        let (theme, subset, part) = (self.iri("Theme"), self.subset(false), self.part());
        let outcome = "theme { id } n actors { id } answered unanswered extents { extent n } versions { draft { id } date nParagraphs paragraphs { id } \
                       answered extents { extent n } }";
        let demands = format!("totalCount {PAGE} nodes {{ position {{ id }} side date answers {{ id }} }}");
        match self.dice.below(3) {
            0 => format!("{{ outcome(theme: \"{theme}\" {narrower}{subset}) {{ {outcome} }} }}"),
            1 => format!("{{ demands(theme: \"{theme}\" {narrower}{order}{subset}{part}) {{ {demands} }} }}"),
            _ => format!(
                "{{ themes(first: {}) {{ nodes {{ outcome({narrower}{subset}) {{ {outcome} }} demands({narrower}{order}{subset}{part}) {{ {demands} }} }} }} }}",
                self.dice.below(40)
            ),
        }
    }

    fn sides_of_themes(&mut self) -> String {
        let blocs = self.dice.pick(&[
            "",
            "",
            "actors: [\"actor:rus\", \"actor:g77-china\"] ",
            "blocs: BODY ",
            "blocs: BODY actors: [\"actor:eu\", \"actor:g77-china\"] ",
            "blocs: REGIONAL_GROUP ",
            "blocs: REGIONAL_GROUP actors: [\"AFRICAN\"] ",
        ]);
        let narrower = self.dice.pick(&["", "narrower: false "]);
        let (subset, side, part) = (self.subset(false), self.side(), self.part());
        format!(
            "{{ themes(first: {}) {{ nodes {{ sides({blocs}{narrower}{side}{subset}{part}) {{ totalCount {PAGE} nodes {{ actor {{ id }} group {{ id }} value \
             side net n positions {{ id }} own {{ id }} onBehalf {{ id }} nForOthers membersFor members {{ actor {{ id }} side positions {{ id }} }} }} }} \
             counts: sideCounts({blocs}narrower: true {subset}) {{ for callsFor against balanced none }} }} }} }}",
            self.dice.below(40)
        )
    }

    fn sides_of_actors(&mut self) -> String {
        let narrower = self.dice.pick(&["", "narrower: true "]);
        let (subset, side, part) = (self.subset(true), self.side(), self.part());
        format!(
            "{{ actors(where: {{ positions: {{ some: {{}} }} }}, first: {}) {{ nodes {{ sides({narrower}{side}{subset}{part}) {{ totalCount {PAGE} nodes {{ theme {{ id }} \
             side net n positions {{ id }} nOwn onBehalf {{ id }} forOthers {{ id }} }} }} sideCounts(narrower: false {subset}) {{ for callsFor none }} }} }} }}",
            self.dice.below(40)
        )
    }

    fn side(&mut self) -> &'static str {
        self.dice.pick(&[
            "",
            "side: FOR ",
            "side: [CALLS_FOR, AGAINST] ",
            "order: MOST_AGAINST ",
            "order: MOST_POSITIONS side: NONE ",
        ])
    }

    /// A question about links.
    fn walk(&mut self) -> String {
        if self.dice.one_in(3) {
            return format!(
                "{{ neighbourhood(id: \"{}\", depth: {}, first: {}) {{ complete nodes {{ id __typename }} edges {{ from {{ id }} to {{ id }} field type }} }} }}",
                self.anything(),
                self.dice.below(4),
                1 + self.dice.below(60)
            );
        }
        format!(
            "{{ path(from: \"{}\", to: \"{}\", maxLength: {}, first: {}) {{ length nodes {{ id }} hops {{ from {{ id }} to {{ id }} field type direction {} \
             also {{ field type direction }} }} }} }}",
            self.anything(),
            self.anything(),
            1 + self.dice.below(6),
            1 + self.dice.below(20),
            if self.dice.one_in(2) { "positions { id }" } else { "" }
        )
    }
}

/// A random question about positions.
pub(super) fn comparison(world: &World, seed: u64) -> String {
    Asker { world, dice: Dice::seeded(seed) }.comparison()
}

/// A random question about links.
pub(super) fn walk(world: &World, seed: u64) -> String {
    Asker { world, dice: Dice::seeded(seed) }.walk()
}

/// The answers over an endpoint that must be those of the snapshot; how many of them are no errors.
fn same(world: &World, endpoint: &Endpoint, queries: impl Iterator<Item = String>) -> usize {
    let mut answered = 0;
    for query in queries {
        let request = request(&query);
        let (there, here) = (over(world, endpoint, &request).0, embedded(world, &request));
        assert_eq!(there, here, "{query}");
        answered += usize::from(!here.contains("\"errors\""));
    }
    answered
}

#[test]
fn random_comparisons_give_the_same_bytes() {
    for world in [&*RECORD, &TWO_MEETINGS, &CHANCE] {
        let good = Good::over(world.store.inner().unwrap());
        for parents in [500, 7] {
            let settings = Settings { parents, ..Settings::default() };
            let endpoint = Endpoint::new(&good.url, Auth::None, settings).unwrap();
            let questions = (1..=60).map(|seed| comparison(world, seed * parents as u64));
            let answered = same(world, &endpoint, questions);
            assert!(answered > 40, "only {answered} of 60 questions have an answer");
        }
    }
}

/// Over data too that break every promise: blank nodes, several types, sequences of properties.
#[test]
fn random_walks_give_the_same_bytes() {
    for world in [&*RECORD, &ODD] {
        let good = Good::over(world.store.inner().unwrap());
        for parents in [500, 3] {
            let settings = Settings { parents, ..Settings::default() };
            let endpoint = Endpoint::new(&good.url, Auth::None, settings).unwrap();
            let questions = (1..=40).map(|seed| walk(world, seed * parents as u64));
            let answered = same(world, &endpoint, questions);
            assert!(answered > 20, "only {answered} of 40 questions have an answer");
        }
    }
}

/// The queries that an analysis alone takes at the endpoint.
fn queries(query: &str, parents: usize) -> usize {
    let good = Good::over(RECORD.store.inner().unwrap());
    let settings = Settings { parents, ..Settings::default() };
    let endpoint = Endpoint::new(&good.url, Auth::None, settings).unwrap();
    let (json, counted) = over(&RECORD, &endpoint, &request(query));
    assert!(!json.contains("\"errors\""), "{query}: {json}");
    assert_eq!(good.asked(), counted, "{query}: the reader counts otherwise than the endpoint");
    counted
}

#[test]
fn a_comparison_takes_a_query_and_one_for_its_positions_and_a_walk_one_for_each_front() {
    let all = RECORD.ask("{ positions { totalCount } }")["positions"]["totalCount"].as_u64().unwrap() as usize;
    for (parents, query) in [
        (500, "{ agreement { totalCount } }"),
        (20, "{ agreement { totalCount } }"),
        (7, "{ gaps { totalCount } }"),
        (20, "{ gaps(by: BODY) { totalCount } }"),
    ] {
        assert_eq!(queries(query, parents), 1 + all.div_ceil(parents), "{query} with {parents} parents");
    }
    for query in [
        r#"{ agreement(actors: ["actor:rus", "actor:lva"], theme: "theme:igf-future") { totalCount } }"#,
        r#"{ agreement(with: "actor:rus", against: ["actor:eu"], againstBlocs: BODY) { totalCount } }"#,
        r#"{ agreement(with: "AFRICAN", withBloc: REGIONAL_GROUP, excludeRepresented: true) { totalCount } }"#,
        r#"{ positionHistory(theme: "theme:governance", actors: ["actor:rus"], blocs: BODY) { net } }"#,
        r#"{ silence(meeting: "meeting:wsis20-prep1", theme: "theme:igf-future") { totalCount } }"#,
        r#"{ dissent(group: "actor:g77-china") { totalCount } }"#,
    ] {
        assert_eq!(queries(query, 500), 2, "{query}");
    }
    // The page of actors; then as many as there are chunks of actors, and chunks of their positions.
    let history = r#"{ actors(where: { positions: { some: {} } }, first: 30) { nodes { positionHistory(theme: "theme:igf-future") { positions { id } } } } }"#;
    let answer = RECORD.ask(history);
    let actors = answer["actors"]["nodes"].as_array().unwrap().len();
    let told = answer["actors"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|actor| actor["positionHistory"].as_array().unwrap());
    let told = told.flat_map(|entry| entry["positions"].as_array().unwrap()).map(|position| position["id"].as_str());
    let positions = told.collect::<std::collections::BTreeSet<_>>().len();
    assert!(actors > 7 && positions > 7, "{actors} {positions}");
    for parents in [500, 20, 7, 1] {
        let expected = 1 + actors.div_ceil(parents) + positions.div_ceil(parents);
        assert_eq!(queries(history, parents), expected, "{parents} parents");
    }
    // The page of themes; then as many as there are chunks of themes, and chunks of the positions on them.
    let sides = "{ themes(first: 30) { nodes { sides(first: 200) { nodes { positions { id } } } } } }";
    let answer = RECORD.ask(sides);
    let told = answer["themes"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|theme| theme["sides"]["nodes"].as_array().unwrap());
    let told = told.flat_map(|entry| entry["positions"].as_array().unwrap()).map(|position| position["id"].as_str());
    let positions = told.collect::<std::collections::BTreeSet<_>>().len();
    for parents in [500, 20, 7] {
        let expected = 1 + 30_usize.div_ceil(parents) + positions.div_ceil(parents);
        assert_eq!(queries(sides, parents), expected, "{parents} parents");
    }
    // Nobody to ask for, but the theme must be there; and no positions, of which there is nothing more to ask.
    let nobody = r#"{ actors(where: { id: { eq: "actor:nobody" } }) { nodes { positionHistory(theme: "theme:igf-future") { net } } } }"#;
    assert_eq!(queries(nobody, 500), 2);
    assert_eq!(queries(r#"{ agreement(from: "2031-01-01") { totalCount } }"#, 500), 1);
    // The ends are the same, or both are in the first front, so nothing is left to be joined.
    assert_eq!(queries(r#"{ path(from: "actor:rus", to: "actor:rus") { length } }"#, 500), 1);
    assert_eq!(queries(r#"{ path(from: "actor:rus", to: "actor:g77-china", maxLength: 1) { length } }"#, 500), 1);
    // The front of each depth, and the links between those of the last.
    let around =
        |depth: usize| format!("{{ neighbourhood(id: \"actor:rus\", depth: {depth}, first: 200) {{ complete }} }}");
    assert_eq!([1, 2].map(|depth| queries(&around(depth), 500)), [2, 3]);
    // At most a query for each hop, and one for the links where both fronts meet.
    for longest in 1..=8 {
        let path = format!(
            "{{ path(from: \"actor:rus\", to: \"document:wsis20-prep1-zh\", maxLength: {longest}) {{ length }} }}"
        );
        let counted = queries(&path, 100_000);
        assert!(counted <= longest + 1, "{counted} queries for {longest} hops");
    }
}

#[test]
fn rows_and_time_are_bounded() {
    let good = Good::over(RECORD.store.inner().unwrap());
    let there = endpoint(&good.url);
    let limits = Limits { rows: 50, ..Limits::default() };
    let engine =
        Engine::new(Arc::clone(&RECORD.ontology), plenary::server::ANALYSES, Guards::default(), limits).unwrap();
    let questions = [
        "{ agreement { totalCount } }",
        "{ gaps { totalCount } }",
        r#"{ dissent(group: "actor:g77-china") { totalCount } }"#,
        r#"{ path(from: "actor:rus", to: "document:wsis20-prep1-zh", maxLength: 8) { length } }"#,
        r#"{ neighbourhood(id: "actor:g77-china", first: 200) { complete } }"#,
    ];
    for query in questions {
        let remote = Remote::new(&there, &RECORD.ontology);
        let response: Value = serde_json::from_slice(&engine.answer(&request(query), &remote).to_json()).unwrap();
        let error = &response["errors"][0];
        assert_eq!(error["extensions"]["code"], "TOO_MANY_ROWS", "{query}: {response}");
        assert!(error["message"].as_str().unwrap().contains("more than 50 rows; ask for fewer"), "{error}");
        assert!(remote.queries() <= 2, "{query}: it ends with the query that brings too much");
    }
    let (silent, _) = bad(|_, _, _| std::thread::sleep(Duration::from_secs(30)));
    for query in questions {
        refused_request(query, &silent, Settings::default(), "DEADLINE_EXCEEDED", "1500 ms");
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

/// The endpoint answers the first query of a walk, and dies within the next.
#[test]
fn an_endpoint_that_dies_on_the_way_gives_an_error() {
    let good = Good::over(RECORD.store.inner().unwrap());
    let (url, client) = (good.url.clone(), reqwest::blocking::Client::new());
    let (dies, connections) = bad(move |stream, request, number| {
        if number > 0 {
            let head = format!("HTTP/1.1 200 OK\r\n{JSON}content-length: 100000\r\n\r\n{{\"head\":{{\"vars\":[");
            stream.write_all(head.as_bytes()).unwrap();
            return;
        }
        let body = request.split_once("\r\n\r\n").unwrap().1;
        let answer =
            client.post(&url).header("content-type", FORM).body(body.to_owned()).send().unwrap().text().unwrap();
        send(stream, "200 OK", JSON, &answer);
    });
    let path = r#"{ path(from: "actor:rus", to: "document:wsis20-prep1-zh", maxLength: 8) { length } }"#;
    refused_request(path, &dies, Settings::default(), "SOURCE_UNAVAILABLE", "broke off");
    assert_eq!(connections.load(std::sync::atomic::Ordering::SeqCst), 2);
}

/// A file of `graphql/analyses` that says what is wrong says it over an endpoint too.
#[test]
fn unknown_identifiers_are_named() {
    let good = Good::over(RECORD.store.inner().unwrap());
    let file = crate::support::repository("tests/graphql/analyses/unknown_identifiers.graphql");
    let (json, queries) = over(&RECORD, &endpoint(&good.url), &case(&file));
    assert!(json.contains("`actors` names <https://w3id.org/plenary/id/actor/atlantis>"), "{json}");
    assert_eq!(queries, 1);
}
