//! What an ontology has to declare for outcomes.

use plenary::ontology::TurtleFile;
use std::sync::Arc;

/// The schema of the ontology with other roles, or why it has none.
fn with_roles(change: impl Fn(&str) -> String) -> Result<String, String> {
    let read = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        TurtleFile { name: path.display().to_string(), text: change(&text) }
    };
    let files = std::fs::read_dir(crate::support::repository("ontology")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.is_file()).collect();
    files.sort();
    let sources: Vec<TurtleFile> = files.into_iter().map(read).collect();
    let ontology = plenary::server::ontology(&sources).map_err(|error| error.to_string())?;
    Ok(plenary::server::engine(Arc::new(ontology)).unwrap().sdl().to_owned())
}

/// The lines of a text without those that give one of some roles.
fn without(text: &str, roles: &[&str]) -> String {
    let gives = |line: &&str| roles.iter().any(|role| line.starts_with(&format!("    ple:{role} ")));
    text.lines().filter(|line| !gives(line)).collect::<Vec<_>>().join("\n")
}

/// A text without the names of the values of an order that is not there then.
fn without_order(text: &str) -> String {
    let Some((before, rest)) = text.split_once("[ ple:ofValue \"DemandOrder.BY_DATE\" ]") else {
        return text.to_owned();
    };
    format!("{before}{}", &rest[rest.find("[ ple:ofValue \"AgreementBy.").unwrap()..])
}

#[test]
fn an_ontology_has_outcomes_if_it_declares_all_their_roles() {
    let rest = [
        "paragraphPath",
        "extentPath",
        "paragraphThemePath",
        "draftPath",
        "paragraphPlacePath",
        "previousVersionPath",
        "versionDatePath",
    ];
    assert!(with_roles(str::to_owned).unwrap().contains("type OutcomeVersion {"));
    let none = with_roles(|text| without_order(&without(text, &[&["answerPath"], &rest[..]].concat()))).unwrap();
    for absent in ["Outcome", "demands(", "type Demand", "DemandOrder"] {
        assert!(!none.contains(absent), "{absent}");
    }
    assert!(none.contains("sideCounts("));
    for role in rest {
        let problem = with_roles(|text| without(text, &[role])).unwrap_err();
        assert!(problem.contains(&format!("the ple:PositionAnalysis needs a ple:{role}")), "{problem}");
    }
    for (role, other, problem) in [
        ("ple:extentPath          ple:answerExtent", "ple:extentPath ple:method", ""),
        ("ple:extentPath          ple:answerExtent", "ple:extentPath ple:reviewedBy", "does not lead to an enum"),
        ("ple:versionDatePath     dct:issued", "ple:versionDatePath ple:documentSymbol", "does not lead to xsd:date"),
        (
            "ple:paragraphPlacePath  ple:order",
            "ple:paragraphPlacePath ple:paragraphNumber",
            "an xsd:integer within 32 bits",
        ),
        ("ple:paragraphThemePath  ple:treats", "ple:paragraphThemePath ple:treatsProcess", "does not lead to Theme"),
        (
            "ple:previousVersionPath ple:previousVersion",
            "ple:previousVersionPath ple:draftOf",
            "does not lead to Draft",
        ),
    ] {
        let read = with_roles(|text| text.replace(role, other));
        match problem {
            "" => assert!(read.unwrap().contains("extent: Method!"), "an extent is whatever closed list is declared"),
            _ => assert!(read.as_ref().unwrap_err().contains(problem), "{:?}", read.unwrap_err()),
        }
    }
}
