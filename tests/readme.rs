//! The questions of README.md and of the pages beside it have the answers that stand there.

use crate::sparql::csv_of_the_review;
use crate::support::REVIEW;
use serde_json::Value;

/// The code blocks of a language, in order.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    text.split(fence.as_str()).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn questions_have_their_answers() {
    let pages = concat!(include_str!("../README.md"), include_str!("../docs/open-data.md"));
    let (questions, answers) = (blocks(pages, "graphql"), blocks(pages, "json"));
    assert!(questions.len() >= 10, "there are {} questions", questions.len());
    assert_eq!(questions.len(), answers.len(), "each question has one answer");
    for (question, answer) in questions.iter().zip(answers) {
        let answer: Value = serde_json::from_str(answer).unwrap_or_else(|error| panic!("{error} in {answer}"));
        assert_eq!(REVIEW.ask(question), answer, "{question}");
    }
}

#[test]
fn sparql_questions_have_their_answers() {
    let page = include_str!("../docs/sparql.md");
    let (questions, answers) = (blocks(page, "sparql"), blocks(page, "csv"));
    assert_eq!((questions.len(), answers.len()), (6, 6), "each question has one answer");
    for (question, answer) in questions.iter().zip(answers) {
        assert_eq!(csv_of_the_review(question).replace("\r\n", "\n"), answer, "{question}");
    }
}
