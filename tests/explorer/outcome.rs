//! Who got what they asked for, on pages over the record of the whole review.

use super::{count, walk};
use crate::http::app_of;
use crate::linked::{fetch, text};
use crate::support::REVIEW;
use axum::http::{Method, StatusCode};
use plenary::http::App;
use std::sync::{Arc, LazyLock};

static APP: LazyLock<Arc<App>> = LazyLock::new(|| app_of(&REVIEW));

async fn page(address: &str) -> String {
    let answer = fetch(&APP, Method::GET, address, &[("accept", "text/html")]).await;
    assert_eq!(answer.status, StatusCode::OK, "{address}: {}", text(&answer));
    text(&answer).to_owned()
}

#[tokio::test]
async fn numbers_of_outcomes_are_lengths_of_lists() {
    let mut pages: Vec<String> = [
        "/outcome",
        "/outcome?theme=theme:igf-strengthening&narrower=true",
        "/outcome?theme=theme:igf-continuation&version=draft:rev1",
        "/outcome?theme=theme:igf-continuation&demands=unanswered",
        "/id/draft/zero-draft",
        "/id/theme/igf-continuation",
    ]
    .map(str::to_owned)
    .into();
    pages.extend(
        ["en", "zh", "fr", "es", "ru", "ar"]
            .map(|language| format!("/outcome?theme=theme:igf-continuation&lang={language}")),
    );
    let checked = walk(&APP, &pages).await;
    assert!(checked > 400, "{checked} numbers");
}

/// From the theme to both sides, from a demand and from a paragraph to its source.
#[tokio::test]
async fn a_theme_leads_to_demands_and_versions_and_these_to_their_sources() {
    let theme = page("/id/theme/igf-continuation").await;
    assert!(theme.contains("/outcome?theme=http"), "{theme}");
    let draft = page("/id/draft/rev1").await;
    assert!(draft.contains("/outcome?theme=http"), "{draft}");

    let both = page("/outcome?theme=theme:igf-continuation").await;
    let (asked, versions) = both.split_once("<section aria-labelledby=\"versions\">").unwrap();
    assert!(asked.contains("<section aria-labelledby=\"asked-for\">"), "{both}");
    // Demands lead to their statements and say in words how they fared, or that nobody has judged.
    for part in ["/id/statement/", "/id/passage/", ">met</span>", ">partly met</span>", "No answer in the record"] {
        assert!(asked.contains(part), "no {part}: {asked}");
    }
    // Versions stand in their order, those of which nothing was read too.
    let drafts = ["elements", "zero-draft", "rev1", "rev2", "rev3", "rev4", "outcome"];
    let places: Vec<usize> =
        drafts.iter().map(|draft| versions.find(&format!("/id/draft/{draft}\"")).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
    for part in ["/id/paragraph/", "/id/document/", "what it says there is not known"] {
        assert!(versions.contains(part), "no {part}: {versions}");
    }

    let csv = fetch(&APP, Method::GET, "/outcome?theme=theme:igf-continuation&as=csv", &[]).await;
    let all = page("/outcome?theme=theme:igf-continuation&demands=all").await;
    let header = text(&csv).lines().next().unwrap();
    assert!(header.contains("position.actor.label") && header.contains("answers.extent"), "{header}");
    let rows = text(&csv).lines().filter(|line| line.contains("/id/position/")).count();
    assert_eq!(Some(rows), count(&all));
}

#[tokio::test]
async fn addresses_of_outcomes_that_mean_nothing_are_refused() {
    for (address, part) in [
        ("/outcome?extent=MET", "theme"),
        ("/outcome?theme=theme:igf-continuatoin", "igf-continuation"),
        ("/outcome?theme=theme:igf-continuation&extent=MOSTLY", "PARTLY_MET"),
        ("/outcome?theme=theme:igf-continuation&version=theme:governance", "Draft"),
        ("/outcome?theme=theme:igf-continuation&demands=some", "unanswered"),
        ("/outcome?theme=theme:igf-continuation&demands=all&page=99", "1 – "),
    ] {
        let answer = fetch(&APP, Method::GET, address, &[("accept", "text/html")]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        assert!(text(&answer).contains(part), "{address}: {}", text(&answer));
    }
}
