//! Commits to data that violated the shapes before.

use super::*;

fn road(one: &str) -> Quad {
    near(one, "nowhere")
}

fn unchecked(folder: &Path, initial: Vec<Quad>) -> Live {
    let settings = Settings { check: Check::Skip, ..Settings::default() };
    Live::open(folder, ontology(), &sources(), &settings, stating(initial), |_| {}).unwrap()
}

/// What a commit is refused for.
fn refusal(live: &Live, deleted: &[Quad], added: &[Quad]) -> Vec<String> {
    match commit(live, deleted, added) {
        Err(Error::Invalid(report)) => report.violations().iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

/// Two cities that are near what is none, and one with too many numbers of people.
fn dirty() -> Vec<Quad> {
    let numbers = ["1", "2", "3"].map(|number| people("c", number, byte()));
    [city("a"), city("b"), city("c"), road("a"), road("b")].into_iter().chain(numbers).collect()
}

#[test]
fn a_commit_is_refused_for_what_it_makes_and_not_for_what_was() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(open_with(folder.path(), dirty(), |_| {}), Err(Error::Invalid(_))));
    let live = unchecked(folder.path(), dirty());
    commit(&live, &[], &[city("d"), near("a", "d")]).unwrap();
    let told = refusal(&live, &[], &[near("d", "elsewhere")]);
    assert!(
        told.len() == 1 && told[0].starts_with("http://example.org/d: ") && told[0].contains("/elsewhere"),
        "{told:?}"
    );
    // Of two at one node only the one that comes.
    let told = refusal(&live, &[], &[near("a", "elsewhere")]);
    assert!(told.len() == 1 && told[0].contains("value http://example.org/elsewhere"), "{told:?}");
    // A city that is none any more leaves roads to what is none.
    let told = refusal(&live, &[city("d")], &[]);
    assert!(told.len() == 1 && told[0].contains("value http://example.org/d,"), "{told:?}");

    // What is wrong may stay, and get better, but not worse.
    let told = refusal(&live, &[], &[people("c", "4", byte())]);
    assert!(told.len() == 1 && told[0].contains("MaxCount(1)"), "{told:?}");
    commit(&live, &[people("c", "3", byte())], &[]).unwrap();
    commit(&live, &[people("c", "2", byte())], &[people("c", "5", byte())]).unwrap();
    refusal(&live, &[], &[people("c", "3", byte())]);
    commit(&live, &[people("c", "5", byte())], &[]).unwrap();
    refusal(&live, &[], &[people("c", "5", byte())]);
    commit(&live, &[road("a")], &[]).unwrap();
    refusal(&live, &[], &[road("a")]);

    // A change of the hierarchy is judged by looking at all.
    let below = |class: &str| {
        let below = NamedNode::new_unchecked("http://www.w3.org/2000/01/rdf-schema#subClassOf");
        Quad::new(iri(class), below, iri("City"), iri("graph/cities"))
    };
    commit(&live, &[], &[below("Town")]).unwrap();
    let town = |name: &str| Quad::new(iri(name), rdf::TYPE.into_owned(), iri("Village"), iri("graph/cities"));
    commit(&live, &[], &[town("v"), near("v", "nowhere")]).unwrap();
    let told = refusal(&live, &[], &[below("Village")]);
    assert!(told.len() == 1 && told[0].starts_with("http://example.org/v: "), "{told:?}");
    commit(&live, &[near("v", "nowhere")], &[below("Village")]).unwrap();
}

#[test]
fn unchecked_data_stay_so_until_they_conform() {
    let folder = tempfile::tempdir().unwrap();
    let tell = Settings { check: Check::Tell, ..Settings::default() };
    let open = |settings: &Settings| {
        Live::open(folder.path(), ontology(), &sources(), settings, |_| panic!("it is a store"), |_| {})
    };
    assert!(unchecked(folder.path(), dirty()).keep().unwrap());
    assert!(matches!(open(&Settings::default()), Err(Error::Invalid(_))));
    for was_kept in [true, false] {
        if !was_kept {
            std::fs::remove_file(folder.path().join("arrays")).unwrap();
        }
        let live = open(&tell).unwrap();
        assert_eq!(live.was_kept(), was_kept);
        refusal(&live, &[], &[near("c", "elsewhere")]);
        assert!(!was_kept || commit(&live, &[road("a")], &[]).is_ok());
        live.keep().unwrap();
    }
    assert!(
        matches!(open(&Settings::default()), Err(Error::Invalid(_))),
        "arrays of unchecked data are not taken for others"
    );
    let live = open(&tell).unwrap();
    commit(&live, &[road("b"), people("c", "2", byte()), people("c", "3", byte())], &[]).unwrap();
    drop(live);
    let live = open(&Settings::default()).unwrap();
    assert!(!live.was_kept() && live.keep().unwrap());
    drop(live);
    let live = open(&tell).unwrap();
    assert!(live.was_kept());
    commit(&live, &[], &[city("e")]).unwrap();
    assert!(live.keep().unwrap());
    drop(live);
    assert!(open(&Settings::default()).unwrap().was_kept(), "checked data stay checked");
}

#[test]
fn a_store_that_cannot_be_made_leaves_nothing() {
    let parent = tempfile::tempdir().unwrap();
    let [new, old] = ["new", "old"].map(|name| parent.path().join(name));
    std::fs::create_dir(&old).unwrap();
    for folder in [&new, &old] {
        assert!(matches!(open_with(folder, dirty(), |_| {}), Err(Error::Invalid(_))));
        let no_data = |_: &[Quad]| Err("there are no data".into());
        let error = Live::open(folder, ontology(), &sources(), &Settings::default(), no_data, |_| {}).unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{error}");
    }
    assert!(!new.exists());
    assert_eq!(std::fs::read_dir(&old).unwrap().count(), 0);
    drop(open(&old).unwrap());
    assert!(open_with(&old, dirty(), |_| {}).is_ok(), "a store that was made stays");
}
