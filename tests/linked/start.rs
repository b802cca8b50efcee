//! The first page: its languages, what it loads, and whether its questions are answered truly.

use super::{get, text};
use crate::support::{RECORD, World};
use axum::http::StatusCode;
use plenary::linked::START_SCRIPT;
use serde_json::Value;

/// The queries of the six questions, as the script sends them.
fn questions() -> Vec<String> {
    let template = |name: &str| {
        let rest = START_SCRIPT.split(&format!("const {name} = `")).nth(1).unwrap();
        rest.split('`').next().unwrap().to_owned()
    };
    let position = template("POSITION").replace("${EVIDENCE}", &template("EVIDENCE"));
    let queries = START_SCRIPT.split("  query: `").skip(1).map(|rest| rest.split('`').next().unwrap());
    queries.map(|query| query.replace("${POSITION}", &position).replace("${EVIDENCE}", &template("EVIDENCE"))).collect()
}

#[test]
fn each_question_is_answered() {
    let questions = questions();
    assert_eq!(questions.len(), 6);
    for question in &questions {
        let data = RECORD.ask(question);
        assert!(data.as_object().unwrap().values().all(|value| !value.is_null()), "{question}: {data}");
    }
    let panel = START_SCRIPT.split("const THING = `").nth(1).unwrap().split('`').next().unwrap();
    let panel = panel.replace("${NAMES}", "label labelTranslations { value lang }");
    let panel = panel.replace("query ($id: ID!) {", "{").replace("$id", "\"theme:inclusion\"");
    assert!(!RECORD.ask(&panel)["node"].is_null(), "{panel}");
}

/// Positions on several themes are counted once.
#[test]
fn fault_11_the_last_question_counts_positions_and_not_their_themes() {
    let data = RECORD.ask(&questions()[5]);
    let themes = data["theme"]["descendants"]["nodes"].as_array().unwrap();
    let of_each: Vec<u64> = themes.iter().filter_map(|theme| theme["positions"]["totalCount"].as_u64()).collect();
    let with_any = of_each.iter().filter(|count| **count > 0).count();
    assert_eq!((of_each.iter().sum::<u64>(), with_any), (43, 12), "what was shown before");
    assert_eq!(data["positions"]["totalCount"], 28);
    assert!(!START_SCRIPT.contains(".reduce("), "nothing is summed up in the page");
}

/// Those who speak for others are counted by the server, however many interventions there are.
#[test]
fn fault_11_who_speaks_for_whom_is_counted_and_not_the_page() {
    let data = RECORD.ask(&questions()[4]);
    let counted = RECORD.ask(
        "{ interventions(first: 200) { totalCount nodes { onBehalfOf { id } alignsWith { id } deliveredByAsStated { id } } } }",
    );
    let all = &counted["interventions"];
    let relates = |node: &&Value| {
        ["onBehalfOf", "alignsWith"].iter().any(|key| !node[key].as_array().unwrap().is_empty())
            || !node["deliveredByAsStated"].is_null()
    };
    let relating = all["nodes"].as_array().unwrap().iter().filter(relates).count();
    assert_eq!(data["speaking"]["totalCount"], relating);
    assert_eq!(data["all"]["totalCount"], all["totalCount"]);
}

/// What a machine read says so, with its confidence; what a person wrote or corrected does too.
#[test]
fn fault_13_the_first_page_says_how_each_position_was_made() {
    assert!(questions()[0].contains("method confidence"));
    for key in ["HUMAN:", "RULE:", "MODEL:", "CORRECTED:"] {
        assert_eq!(START_SCRIPT.matches(key).count(), 6, "{key} in six languages");
    }
    let methods = RECORD.ontology.enums().iter().find(|known| known.name == "Method").unwrap();
    assert_eq!(methods.values, ["HUMAN", "RULE", "MODEL", "CORRECTED"]);
    assert!(methods.values.iter().all(|value| methods.labels[value].len() == 6), "{:?}", methods.labels);
}

#[tokio::test]
async fn fault_33_the_first_page_speaks_the_language_of_its_reader() {
    for (language, html, title) in [
        ("en", "<html lang=\"en\">", "Who said what, and where it is written"),
        ("zh-Hans", "<html lang=\"zh\">", "谁说了什么，记录在哪一行"),
        ("fr-CH, en;q=0.5", "<html lang=\"fr\">", "Qui a dit quoi, et où c’est écrit"),
        ("es", "<html lang=\"es\">", "Quién dijo qué, y dónde está escrito"),
        ("ru", "<html lang=\"ru\">", "Кто что сказал и где это записано"),
        ("ar", "<html lang=\"ar\" dir=\"rtl\">", "من قال ماذا، وأين كُتب"),
    ] {
        let answer = get("/", &[("accept-language", language)]).await;
        let page = text(&answer);
        assert_eq!(answer.status, StatusCode::OK);
        assert!(page.contains(html) && page.contains(&format!("<h1>{title}</h1>")), "{language}: {page}");
        assert!(answer.list("vary").contains(&"accept-language".to_owned()));
    }
    let chosen = get("/?lang=ar", &[("accept-language", "en")]).await;
    assert!(text(&chosen).contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(text(&chosen).contains("href=\"./catalog?lang=ar\""), "the choice is handed on");
    // The script has every text in every language.
    let keys = |language: &str| -> Vec<String> {
        let rest = START_SCRIPT.split(&format!("\n  {language}: {{\n")).nth(1).unwrap();
        let block = rest.split("\n  },\n").next().unwrap();
        let words = block.split(['\n', ',', ' ']).filter_map(|word| word.strip_suffix(':'));
        words.filter(|word| word.chars().all(|char| char.is_ascii_alphabetic())).map(str::to_owned).collect()
    };
    let english = keys("en");
    assert!(english.len() > 50, "{english:?}");
    for language in ["zh", "fr", "es", "ru", "ar"] {
        let own = keys(language);
        let missing: Vec<_> = english.iter().filter(|key| !own.contains(key) && key.len() > 2).collect();
        assert!(missing.is_empty(), "{language} has no {missing:?}");
    }
}

#[tokio::test]
async fn fault_33_numbers_stand_before_their_units_in_every_language() {
    let page = get("/catalog", &[("accept", "text/html"), ("accept-language", "ar")]).await;
    assert!(text(&page).contains(" KiB</span>"));
    for cell in text(&page).split("<td class=\"number\">").skip(1).filter(|cell| cell.contains("KiB")) {
        assert!(cell.starts_with("<span dir=\"ltr\">"), "{cell}");
    }
}

/// A policy without `'unsafe-inline'` must leave every page as it is.
#[tokio::test]
async fn hostile_d4_no_page_has_a_style_or_a_script_of_its_own() {
    let mut loaded = std::collections::BTreeSet::new();
    for uri in [
        "/",
        "/id/theme/igf-future",
        "/id/actor/chn?field=positions",
        "/id/actor/nobody",
        "/nothing-here",
        "/ontology",
        "/catalog",
        "/reconcile/preview?id=actor:chn",
    ] {
        let answer = get(uri, &[("accept", "text/html")]).await;
        let page = text(&answer);
        assert!(page.to_lowercase().starts_with("<!doctype html>"), "{uri}: {page}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{uri}: {policy}");
        assert!(policy.contains("style-src 'self'"), "{uri}: {policy}");
        assert!(!page.contains("<style") && !page.contains(" style=\"") && !page.contains(" style='"), "{uri}");
        assert!(!page.contains("javascript:") && !page.contains("data:"), "{uri}");
        for handler in [" onclick=", " onload=", " onerror=", " onchange="] {
            assert!(!page.contains(handler), "{handler} at {uri}");
        }
        for script in page.split("<script").skip(1) {
            let (attributes, content) = script.split_once('>').unwrap();
            let is_data = attributes.contains("type=\"application/ld+json\"");
            assert!(is_data || content.starts_with("</script>"), "{uri}: {script:.200}");
        }
        // What it loads is here, under the same root.
        for part in page.split("<link ").chain(page.split("<script ")).skip(1) {
            let tag = part.split('>').next().unwrap();
            if tag.contains("rel=\"stylesheet\"") || tag.contains("rel=\"icon\"") || tag.starts_with("src=") {
                let href = tag.split("href=\"").nth(1).or_else(|| tag.split("src=\"").nth(1)).unwrap();
                loaded.insert(href.split('"').next().unwrap().trim_start_matches(['.', '/']).to_owned());
            }
        }
    }
    assert_eq!(Vec::from_iter(&loaded), ["icon.svg", "page.css", "start.css", "start.js"]);
    for file in loaded {
        let answer = get(&format!("/{file}"), &[]).await;
        assert_eq!((answer.status, answer.body.is_empty()), (StatusCode::OK, false), "{file}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(!answer.header("etag").is_empty());
        let again = get(&format!("/{file}"), &[("if-none-match", answer.header("etag"))]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    }
}

#[tokio::test]
async fn hostile_d5_every_page_has_names_for_its_parts() {
    for uri in ["/", "/id/theme/igf-future", "/id/actor/nobody", "/ontology", "/catalog"] {
        for language in ["en", "zh", "fr", "es", "ru", "ar"] {
            let answer = get(uri, &[("accept", "text/html"), ("accept-language", language)]).await;
            let page = text(&answer);
            assert_eq!(page.matches("<main").count(), 1, "{uri}");
            assert!(page.contains("<meta name=\"description\" content=\""), "{uri}");
            for tag in page.split("<nav").skip(1) {
                assert!(tag.split('>').next().unwrap().contains("aria-label="), "a nav without a name at {uri}");
            }
            for tag in page.split("<button").skip(1) {
                assert!(tag.split('>').next().unwrap().contains("type=\"button\""), "a button without type at {uri}");
            }
        }
    }
    assert!(START_SCRIPT.contains("element.type = \"button\""), "those that the script makes have it too");
}

/// Data of an ontology of its own: the page names a resource only if the data name one.
#[tokio::test]
async fn the_example_is_one_that_the_data_name() {
    let page = get("/", &[]).await;
    assert!(text(&page).contains("href=\"./id/actor/chn\""), "{}", text(&page));
    let other = crate::http::app_of(&World::of(
        "ex: graphql:publicShape ex:S . ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:n ; sh:datatype xsd:string ] .",
        "",
    ));
    let page = super::fetch(&other, axum::http::Method::GET, "/", &[]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!text(&page).contains("/id/"));
}

/// A name has a digest of its content in it, so that browsers need not ask again.
#[tokio::test]
async fn what_web_has_made_is_kept_for_ever() {
    for (name, content_type) in [
        (plenary::web::PAGE_SCRIPT, "text/javascript; charset=utf-8"),
        (plenary::web::QUERY_STYLE, "text/css; charset=utf-8"),
    ] {
        let answer = get(&format!("/web/{name}"), &[]).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, content_type));
        assert_eq!(answer.list("cache-control"), ["public", "max-age=31536000", "immutable"]);
        assert_eq!(plenary::web::file(name).map(|(_, bytes)| bytes), Some(&answer.body[..]));
    }
    assert_eq!(get("/web/files.rs", &[]).await.status, StatusCode::NOT_FOUND);
}
