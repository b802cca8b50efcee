//! Pages for people: languages, relationships, sources, and hostile texts.

use super::{SPACE, fetch, get, text};
use crate::http::app_of;
use crate::support::{RECORD, World};
use axum::http::{Method, StatusCode};
use serde_json::Value;
use std::collections::BTreeSet;

async fn page(uri: &str, language: &str) -> String {
    let answer = get(uri, &[("accept", "text/html"), ("accept-language", language)]).await;
    assert_eq!(answer.status, StatusCode::OK, "{uri}");
    text(&answer).to_owned()
}

/// What stands between two pieces of a text.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("{before} in {text}")).1;
    rest.split_once(after).unwrap().0
}

#[tokio::test]
async fn a_page_speaks_the_language_of_its_reader() {
    for (language, html, title) in [
        ("en", "<html lang=\"en\">", "<span lang=\"en\" dir=\"ltr\">China</span>"),
        ("zh-Hans, en;q=0.5", "<html lang=\"zh\">", "<span lang=\"zh\" dir=\"ltr\">中国</span>"),
        ("ar", "<html lang=\"ar\" dir=\"rtl\">", "<span lang=\"ar\" dir=\"rtl\">الصين</span>"),
        ("ru", "<html lang=\"ru\">", "<span lang=\"ru\" dir=\"ltr\">Китай</span>"),
        ("fr", "<html lang=\"fr\">", "<span lang=\"fr\" dir=\"ltr\">Chine</span>"),
        ("tlh, es;q=0.1", "<html lang=\"es\">", "<span lang=\"es\" dir=\"ltr\">China</span>"),
        ("tlh", "<html lang=\"en\">", "<span lang=\"en\" dir=\"ltr\">China</span>"),
    ] {
        let page = page("/id/actor/chn", language).await;
        assert!(page.contains(html), "{language}");
        assert_eq!(between(&page, "<h1>", "</h1>"), title, "{language}");
    }
    // A choice by link goes before what the browser says, and is handed on.
    let chosen = page("/id/actor/chn?lang=fr", "zh").await;
    assert!(chosen.contains("<html lang=\"fr\">") && chosen.contains("theme/big-data?lang=fr\""));
    let unknown = get("/id/actor/chn?lang=%22%3E", &[("accept", "text/html"), ("accept-language", "zh")]).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    assert!(text(&unknown).contains("<html lang=\"zh\">") && !text(&unknown).contains("?lang=%22"));
}

#[tokio::test]
async fn a_position_leads_to_the_line_of_the_document() {
    let page = page("/id/position/wsis20-prep1-s022-p1", "en").await;
    let sources = between(&page, "id=\"sources\"", "</section>");
    for part in [
        "Stresses the importance of an inclusive and transparent review",
        ">Line<",
        ">22<",
        "ISOC.LIVE",
        "href=\"https://isoc.live/19420/\"",
    ] {
        let part = part.replace(">Line<", ">line<");
        assert!(sources.contains(&part), "{part} in {sources}");
    }
    let order: Vec<_> = ["statement/wsis20-prep1-s022\"", "passage/wsis20-prep1-s022\"", "document/wsis20-prep1-zh\""]
        .map(|part| sources.find(part).unwrap_or_else(|| panic!("{part} in {sources}")))
        .to_vec();
    assert!(order.is_sorted());
    // The statements of an intervention come from one document, which is shown in full once.
    let page = self::page("/id/intervention/wsis20-prep1-i01", "en").await;
    let sources = between(&page, "id=\"sources\"", "</section>");
    assert!(sources.matches("document/wsis20-prep1-zh\"").count() > 1);
    assert_eq!(sources.matches("href=\"https://isoc.live/19420/\"").count(), 1);
    let theme = self::page("/id/theme/multistakeholder-model", "en").await;
    assert!(!between(&theme, "id=\"facts\"", "</section>").contains("… ("), "a text in one language is whole");
}

#[tokio::test]
async fn relationships_are_counted_and_all_of_them_can_be_reached() {
    let snapshot = &RECORD.snapshot;
    let all = snapshot.terms().resources();
    let members = |id| {
        let class = RECORD.ontology.class(snapshot.type_of(id)?);
        Some(snapshot.relation(class.field("members")?.path).row(id).to_vec())
    };
    // The body with the most members has more than a page of them.
    let (body, members) =
        all.filter_map(|id| Some((id, members(id)?))).max_by_key(|(_, members)| members.len()).unwrap();
    let path = snapshot.terms().text(body).strip_prefix(SPACE).unwrap();
    assert!(members.len() > 100, "{path} has {} members", members.len());
    let first = page(&format!("/id/{path}"), "en").await;
    let section = between(&first, "<span lang=\"en\" dir=\"ltr\">members</span>", "</p></section>");
    assert!(section.contains(&format!("<span class=\"count\">{}</span>", members.len())), "{section}");
    assert!(first.contains(&format!("{path}?field=members")), "a link to all of them");
    let mut seen = BTreeSet::new();
    for number in 1..=members.len().div_ceil(100) {
        let page = page(&format!("/id/{path}?field=members&page={number}"), "en").await;
        let list = between(&page, "<ul class=\"links\">", "</ul>");
        seen.extend(list.split("href=\"../../id/").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
    }
    let expected: BTreeSet<_> =
        members.iter().map(|&id| snapshot.terms().text(id).strip_prefix(SPACE).unwrap().to_owned()).collect();
    assert_eq!(seen, expected);
    let past = get(&format!("/id/{path}?field=members&page=99"), &[]).await;
    assert_eq!(past.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_triples_are_in_the_page() {
    let page = page("/id/actor/chn", "en").await;
    let json: Value =
        serde_json::from_str(between(&page, "<script type=\"application/ld+json\">", "</script>")).unwrap();
    let bytes = serde_json::to_vec(&json).unwrap();
    let said = super::triples(super::SYNTAXES[3].2, &bytes);
    assert!(
        said.contains(&format!("<{SPACE}actor/chn> <https://w3id.org/plenary/ontology#isoAlpha3> \"CHN\"")),
        "{said:?}"
    );
    assert_eq!(page.matches("<script").count(), 2, "the data, and the script that all pages have");
    for part in [
        "<a class=\"skip\" href=\"#content\">",
        "<main class=\"wide\" id=\"content\">",
        "<meta name=\"viewport\"",
        "rel=\"alternate\" type=\"text/turtle\"",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

const SHAPES: &str = "
    @prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix graphql: <http://datashapes.org/graphql#> .
    ex:o a graphql:Schema ; graphql:publicShape <http://example.org/o#S> .
    <http://example.org/o#C> a owl:Class ; rdfs:label '<b>class</b>'@en ; rdfs:comment '</p><script>c</script>'@en .
    <http://example.org/o#S> sh:targetClass <http://example.org/o#C> ; sh:description '<i>shape</i>'@en ; sh:property
      [ sh:path ex:label ; sh:datatype rdf:langString ; sh:uniqueLang true ; sh:minCount 1 ; sh:description '<u>d</u>'@en ] ,
      [ sh:path ex:site ; sh:nodeKind sh:IRI ] ,
      [ sh:path ex:friend ; sh:class <http://example.org/o#C> ] .";

/// Whatever the data say, it stays text: nothing of it becomes an element, an attribute, a script or an address that runs.
#[tokio::test]
async fn hostile_texts_are_shown_and_do_nothing() {
    let hostile = [
        "<script>alert(1)</script>",
        "</title><img src=x onerror=alert(1)>",
        "\\\" onmouseover=\\\"alert(1)",
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]>&amp;'`",
    ];
    for label in hostile {
        let data = format!(
            "<http://example.org/d> a <http://www.w3.org/ns/dcat#Dataset> ; <http://rdfs.org/ns/void#uriSpace> 'http://example.org/id/' ;
                <http://purl.org/dc/terms/title> \"{label}\"@en ; <http://purl.org/dc/terms/description> \"{label}\"@en .
             <http://example.org/id/a> a <http://example.org/o#C> ; <http://example.org/label> \"{label}\"@en ;
                <http://example.org/site> <javascript:alert(1)> , <data:text/html,x> , <https://example.org/?a=1&b='x'> ;
                <http://example.org/other> <javascript:alert(2)> , \"{label}\" ; <http://example.org/friend> <http://example.org/id/b> .
             <http://example.org/id/b> a <http://example.org/o#C> ; <http://example.org/label> \"{label}\"@ar ."
        );
        let app = app_of(&World::of(SHAPES, &data));
        for uri in [
            "/id/a",
            "/id/b",
            "/id/a?field=friend",
            "/ontology",
            "/catalog",
            "/id/c",
            "/describe?iri=http://example.org/d",
        ] {
            let answer = fetch(&app, Method::GET, uri, &[("accept", "text/html")]).await;
            let page = text(&answer);
            assert!(page.starts_with("<!DOCTYPE html>"), "{uri}");
            let data = page.matches("<script type=\"application/ld+json\">").count();
            let allowed = data + page.matches("<script type=\"module\" src=\"").count();
            assert_eq!(page.matches("<script").count(), allowed, "{label} at {uri}: {page}");
            assert_eq!(page.matches("</script").count(), allowed, "{label} at {uri}");
            for bad in [
                "<img",
                "<b>class",
                "<i>shape",
                "<u>d",
                "<!--",
                "\" onmouseover=\"",
                "href=\"javascript:",
                "href=\"data:text",
            ] {
                assert!(!page.contains(bad), "{bad} of {label} at {uri}: {page}");
            }
            assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
            if data > 0 {
                let json = between(page, "<script type=\"application/ld+json\">", "</script>");
                assert!(serde_json::from_str::<Value>(json).is_ok(), "{json}");
            }
        }
        let page = fetch(&app, Method::GET, "/id/a", &[("accept", "text/html")]).await;
        let shown = label.replace("\\\"", "\"").replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        assert!(text(&page).contains(&shown.replace('"', "&quot;")), "{label} is shown as it is");
    }
}

/// What is asked for most stands before other names, of which the reader's own come first.
#[tokio::test]
async fn fault_31_positions_stand_before_other_names() {
    let body = async |language| {
        let page = page("/id/theme/igf-future", language).await;
        page.split_once("<main").unwrap().1.to_owned()
    };
    let english = body("en").await;
    let at = |text: &str| english.find(text).unwrap_or_else(|| panic!("{text} in {english}"));
    assert!(at("<span lang=\"en\" dir=\"ltr\">positions</span>") < at("future of the IGF"));
    assert!(at("future of the IGF") < at("avenir du FGI"), "the reader's language first");
    let others = between(&english, "future of the IGF", "</section>");
    assert!(others.split("<details>").nth(1).unwrap().contains("avenir du FGI"), "the others on demand");
    // Words that only point to it are no names, and do not stand between.
    let hidden = between(&english, "hiddenLabel</bdi></dt>", "</dd>");
    assert!(hidden.starts_with("<dd><details>"), "{hidden:.400}");
    let french = body("fr").await;
    assert!(french.find("avenir du FGI").unwrap() < french.find("future of the IGF").unwrap());
}

#[tokio::test]
async fn fault_31_what_stands_below_counts_too() {
    let inclusion = page("/id/theme/inclusion", "en").await;
    let positions = between(&inclusion, "<h3><span lang=\"en\" dir=\"ltr\">positions</span>", "<h3>");
    assert!(positions.contains("<span class=\"count\">0</span></h3>"), "none of its own: {positions}");
    assert!(positions.contains("all narrower themes</span> <span class=\"count\">24</span>"), "{positions}");
    assert!(positions.contains("field=positions&amp;below=true"), "a link to all of them");
    let all = page("/id/theme/inclusion?field=positions&below=true", "en").await;
    assert_eq!(between(&all, "<ul class=\"links\">", "</ul>").matches("/id/position/").count(), 24);
    // What leads to themes is the hierarchy itself.
    let narrower = between(&inclusion, "<h3><span lang=\"en\" dir=\"ltr\">narrower</span>", "<h3>");
    assert!(!narrower.contains("class=\"below\""), "{narrower}");
    let none = get("/id/theme/inclusion?field=narrower&below=true", &[]).await;
    assert_eq!(none.status, StatusCode::BAD_REQUEST);
}

/// "IGF" names the Forum and not what is said of its future.
#[tokio::test]
async fn fault_31_a_theme_has_no_names_of_actors_and_processes() {
    let names = |id: &str| {
        let answer = RECORD.ask(&format!("{{ node(id: \"{id}\") {{ ... on Theme {{ altLabels {{ value }} }} ... on Process {{ altLabels {{ value }} }} }} }}"));
        let names = answer["node"]["altLabels"].as_array().unwrap().clone();
        names.into_iter().map(|name| name["value"].as_str().unwrap().to_lowercase()).collect::<BTreeSet<_>>()
    };
    assert!(names("process:igf").contains("igf"));
    let future = names("theme:igf-future");
    assert!(!future.contains("igf") && !future.contains("internet governance forum"), "{future:?}");
    let mut actors = BTreeSet::new();
    for kind in ["states", "organizations", "groups", "persons"] {
        let names = "acronym labelTranslations { value } altLabels { value }";
        let answer = RECORD.ask(&format!("{{ {kind}(first: 200) {{ totalCount nodes {{ {names} }} }} }}"));
        let nodes = answer[kind]["nodes"].as_array().unwrap();
        assert_eq!(answer[kind]["totalCount"], nodes.len());
        for actor in nodes {
            actors.extend(actor["acronym"].as_str().map(str::to_lowercase));
            let labels = actor["labelTranslations"].as_array().unwrap();
            actors.extend(labels.iter().filter_map(|name| name["value"].as_str()).map(str::to_lowercase));
        }
    }
    let answer = RECORD.ask("{ themes(first: 200) { nodes { id altLabels { value } } } }");
    for theme in answer["themes"]["nodes"].as_array().unwrap() {
        for name in theme["altLabels"].as_array().unwrap() {
            let name = name["value"].as_str().unwrap().to_lowercase();
            // A right that an organization is called after is no name of the organization.
            assert!(!actors.contains(&name) || name == "derechos digitales", "{name} of {}", theme["id"]);
        }
    }
}

#[tokio::test]
async fn fault_31_a_title_says_what_it_leaves_out() {
    let answer =
        RECORD.ask("{ positions(first: 200) { nodes { id mainTheme { label } themes { id } processes { id } } } }");
    let nodes = answer["positions"]["nodes"].as_array().unwrap();
    let most = nodes.iter().max_by_key(|node| node["themes"].as_array().unwrap().len()).unwrap();
    let count = most["themes"].as_array().unwrap().len();
    assert!(count > 4, "{most}");
    let path = most["id"].as_str().unwrap().strip_prefix(SPACE).unwrap();
    let page = page(&format!("/id/{path}"), "en").await;
    let title = between(&page, "<h1>", "</h1>");
    assert!(title.contains(&format!("and {} more", count - 4)), "{title}");
    let main = most["mainTheme"]["label"].as_str().unwrap();
    assert!(title.split(" · ").nth(2).unwrap().contains(main), "{main} comes first in {title}");
    assert!(title.ends_with("read by the editors</span>"), "{title}");
}

#[tokio::test]
async fn fault_32_a_membership_says_its_standing() {
    for (path, language, standing) in [
        ("membership/asean-chn", "en", "partner"),
        ("membership/non-aligned-movement-chn", "en", "observer"),
        ("membership/asean-chn", "ar", "شريك"),
        ("membership/asean-idn", "fr", "membre"),
    ] {
        let page = page(&format!("/id/{path}"), language).await;
        let title = between(&page, "<h1>", "</h1>");
        assert!(title.ends_with(&format!(">{standing}</span>")), "{path} in {language}: {title}");
    }
    let china = page("/id/actor/chn?field=memberships", "en").await;
    let asean = china.split("href=").find(|link| link.contains("membership/asean-chn")).unwrap();
    assert!(asean.split("</a>").next().unwrap().contains("partner"), "{asean}");
    let brics = RECORD.ask(
        "{ group(id: \"actor:brics\") { members(first: 50) { totalCount } partners: standings(first: 50, where: { status: { eq: PARTNER } }) { totalCount } } }",
    );
    assert_eq!(brics["group"]["members"]["totalCount"], 10);
    assert_eq!(brics["group"]["partners"]["totalCount"], 10);
}

#[tokio::test]
async fn fault_30_a_page_that_is_missing_has_languages_and_ways_on() {
    for uri in ["/id/theme/nothing", "/nothing", "/no/thing"] {
        let answer = get(uri, &[("accept", "text/html"), ("accept-language", "fr")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{uri}");
        for name in ["accept", "accept-language"] {
            assert!(answer.list("vary").contains(&name.to_owned()), "{uri} depends on {name}");
        }
        let page = text(&answer);
        assert!(page.contains("<html lang=\"fr\">") && page.contains("lang=\"ar\""), "{uri}: {page}");
        assert!(page.contains("lang=ar\"") && page.contains("Page d’accueil"), "{uri}: {page}");
    }
    for uri in ["/id/theme/nothing", "/nothing", "/describe?iri=http://example.org/nothing"] {
        let machine = get(uri, &[("accept", "text/turtle")]).await;
        assert_eq!(machine.header("content-type"), "text/plain; charset=utf-8");
        assert!(machine.list("vary").contains(&"accept".to_owned()), "{uri}");
    }
}

/// Names of any length are compared in little time: the work does not grow with the product of their lengths.
#[tokio::test]
async fn hostile_b3_long_names_cost_no_more_than_short_ones() {
    get("/id/actor/chn", &[]).await; // the record is loaded before time is taken
    for length in [100, 300, 5_000, 60_000] {
        for accept in ["text/html", "text/turtle"] {
            let started = std::time::Instant::now();
            let answer = get(&format!("/id/actor/{}", "x".repeat(length)), &[("accept", accept)]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            assert!(answer.body.len() < 20_000, "{length} letters give {} bytes", answer.body.len());
            assert!(started.elapsed() < std::time::Duration::from_secs(5), "{length}: {:?}", started.elapsed());
        }
    }
    let near = get("/id/theme/digital-divid", &[("accept", "text/turtle")]).await;
    assert!(text(&near).contains("did you mean"), "{}", text(&near));
}
