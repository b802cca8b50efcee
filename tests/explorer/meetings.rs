//! Several meetings: the record with a second one that is invented (`second-meeting.ttl`), and with a third that is read from a document in Chinese
//! (`consultation.zh.md`), whose text is at hand.

use super::{count, numbers, walk};
use crate::cli::plenary;
use crate::http::app_of;
use crate::linked::{fetch, text};
use crate::support::{World, repository};
use axum::http::Method;
use plenary::http::App;
use std::fs;
use std::sync::{Arc, LazyLock};

/// An application of the record with both beside it.
static APP: LazyLock<Arc<App>> = LazyLock::new(|| {
    let desk = tempfile::tempdir().unwrap();
    let here = repository("tests/explorer");
    let document = here.join("consultation.zh.md");
    let out = desk.path().to_str().unwrap();
    plenary(&["import", document.to_str().unwrap(), "--process", "process:wsis20-review", "--out", out], b"")
        .assert_succeeded();
    fs::copy(here.join("second-meeting.ttl"), desk.path().join("second-meeting.ttl")).unwrap();
    app_of(&World::beside(desk.path()))
});

async fn page(address: &str) -> String {
    let answer = fetch(&APP, Method::GET, address, &[("accept", "text/html")]).await;
    text(&answer).to_owned()
}

/// What stands behind the numbers of a page whose addresses have a part.
fn behind(page: &str, part: &str) -> Vec<usize> {
    numbers(page).into_iter().filter(|(_, href)| href.contains(part)).map(|(number, _)| number).collect()
}

#[tokio::test]
async fn numbers_over_several_meetings_are_lengths_of_lists_in_every_language() {
    let mut pages = Vec::new();
    for address in [
        "/",
        "/id/meeting/test-prep2",
        "/id/meeting/consultation?since=meeting:wsis20-prep1",
        "/id/meeting/test-prep2?since=meeting:wsis20-prep1&change=CHANGED",
        "/id/meeting/test-prep2?since=meeting:wsis20-prep1&change=SILENT",
        "/id/theme/multistakeholder-model",
        "/id/theme/governance?narrower=true",
        "/id/theme/multistakeholder-model?silent=meeting:test-prep2",
        "/id/actor/rus",
        "/time",
        "/search?q=internet&meeting=meeting:test-prep2",
    ] {
        let sign = if address.contains('?') { '&' } else { '?' };
        pages.extend(["en", "zh", "fr", "es", "ru", "ar"].map(|language| format!("{address}{sign}lang={language}")));
    }
    let checked = walk(&APP, &pages).await;
    assert!(checked > 1500, "{checked} numbers");
}

/// A text that there is in two languages says so to the reader of a third.
#[tokio::test]
async fn texts_in_another_language_name_it() {
    let arabic = page("/id/statement/test-prep2-s1?lang=ar").await;
    assert!(arabic.contains("<span class=\"tag\">English</span>"), "{arabic}");
    let chinese = page("/id/statement/test-prep2-s1?lang=zh").await;
    assert!(!chinese.contains("<span class=\"tag\">English</span>"));
}

/// What was new is told against the meeting before, and against another if the reader chooses one.
#[tokio::test]
async fn a_meeting_says_what_was_new() {
    let meeting = page("/id/meeting/test-prep2").await;
    assert!(meeting.contains("What was new since <a href=\"../../id/meeting/wsis20-prep1\""), "{meeting}");
    // Russia was against it and is for it, Saudi Arabia the other way round.
    assert_eq!(behind(&meeting, "change=CHANGED"), [2]);
    assert!(!meeting.contains("<select name=\"since\""), "there is one earlier meeting");
    let changed = page("/id/meeting/test-prep2?since=meeting:wsis20-prep1&change=CHANGED").await;
    assert_eq!(count(&changed), Some(2));
    for part in [
        "/id/actor/rus\"",
        "/id/actor/sau\"",
        "/id/theme/multistakeholder-model\"",
        "Supports the multistakeholder model.",
    ] {
        assert!(changed.contains(part), "{part}: {changed}");
    }
    // Latvia took the same side in May and had not the floor; China had it.
    let absent = page("/id/meeting/test-prep2?since=meeting:wsis20-prep1&change=ABSENT").await;
    let silent = page("/id/meeting/test-prep2?since=meeting:wsis20-prep1&change=SILENT").await;
    assert!(!silent.contains("/id/actor/lva\"") && silent.contains("/id/actor/chn\""), "{silent}");
    assert!(count(&absent) > count(&silent), "{absent}");
    let third = page("/id/meeting/consultation").await;
    assert!(third.contains("since <a href=\"../../id/meeting/test-prep2\""), "{third}");
    assert!(third.contains("<select name=\"since\""), "{third}");
    let first = page("/id/meeting/wsis20-prep1").await;
    assert!(!first.contains("What was new since"), "there is no earlier meeting");
}

/// Themes and actors are followed from meeting to meeting.
#[tokio::test]
async fn sides_are_followed_from_meeting_to_meeting() {
    let theme = page("/id/theme/multistakeholder-model").await;
    let by_meeting = theme.split_once("id=\"by-meeting\"").unwrap().1;
    let of_meeting = |meeting: &str| behind(by_meeting, &format!("meeting={meeting}&side="));
    let iri = |name: &str| format!("https://w3id.org/plenary/id/meeting/{name}");
    assert_eq!(of_meeting(&iri("test-prep2")), [1, 1], "{by_meeting}");
    assert_eq!(of_meeting(&iri("consultation")), [1]);
    let (changed, _) = by_meeting.split_once("id=\"changed\"").unwrap().1.split_once("</section>").unwrap();
    assert!(changed.contains("/id/actor/rus\"") && changed.contains("/id/actor/sau\""), "{changed}");
    assert!(!changed.contains("/id/actor/lva\""), "{changed}");
    let actor = page("/id/actor/rus").await;
    let steps = actor.split("<ol class=\"steps\">").nth(1).unwrap().split_once("</ol>").unwrap().0;
    assert!(steps.contains("30 May 2025") && steps.contains("15 July 2025"), "{steps}");
}

/// Where the words of a document are at hand they stand beside what was read from them.
#[tokio::test]
async fn a_meeting_stands_beside_its_document() {
    let meeting = page("/id/meeting/consultation?lang=zh").await;
    assert!(
        meeting.contains("文件原文")
            && meeting.contains("<blockquote lang=\"zh\" dir=\"ltr\">支持多利益攸关方模式。</blockquote>"),
        "{meeting}"
    );
    assert_eq!(meeting.matches("支持多利益攸关方模式。").count(), 1, "words that are the document's own stand once");
    let first = page("/id/meeting/wsis20-prep1?lang=zh").await;
    assert!(!first.contains("<blockquote") && first.contains("/id/document/wsis20-prep1-zh"), "{first}");
}
