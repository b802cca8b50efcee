//! The fields that ask for walks, which every ontology has.

use super::family::{AnalysisField, Argument, ArgumentKind, Arguments, Entries, Family, Unusable};
use super::{Evidence, LinkField, Question, Walk, layouts, link_fields};
use plenary_ontology::{ClassId, Ontology};
use std::sync::Arc;

/// Number of hops of the longest path if the request names none.
const DEFAULT_PATH: usize = 4;
/// Number of hops of the longest path that is looked for.
const LONGEST_PATH: usize = 8;
/// Number of paths if the request names none.
const DEFAULT_PATHS: usize = 10;
/// Most paths.
const MOST_PATHS: usize = 50;
/// Greatest depth of a neighbourhood.
const DEEPEST: usize = 3;
/// Number of resources of a neighbourhood if the request names none.
const DEFAULT_NODES: usize = 50;
/// Most resources of a neighbourhood.
const MOST_NODES: usize = 200;

/// Paths and neighbourhoods.
#[derive(Debug, Clone, Default)]
pub struct Walks {
    /// What hops of paths rest on, if another family knows it.
    pub evidence: Option<Arc<dyn Evidence>>,
}

impl Family for Walks {
    fn roots(&self, ontology: &Ontology) -> Vec<AnalysisField> {
        let fields: Arc<[LinkField]> = link_fields(ontology).into();
        vec![path(Arc::clone(&fields), self.evidence.clone()), neighbourhood(fields)]
    }

    fn fields(&self, _ontology: &Ontology, _class: ClassId) -> Vec<AnalysisField> {
        Vec::new()
    }
}

fn path(fields: Arc<[LinkField]>, evidence: Option<Arc<dyn Evidence>>) -> AnalysisField {
    let longest = format!("Most hops of a path: {DEFAULT_PATH} if left out, at most {LONGEST_PATH}.");
    let first = format!("Number of paths to give: {DEFAULT_PATHS} if left out, at most {MOST_PATHS}.");
    let via = "Only these fields are walked, both ways: `memberOf`, or `Actor.memberOf` for that of one type.";
    AnalysisField {
        name: "path",
        description: "The shortest chains of relationships from one resource to another, all of the same length and in the order of their IRIs; none if there is no chain short enough. Fields are walked both ways.".into(),
        arguments: vec![
            Argument::required("from", "Where the paths start."),
            Argument::required("to", "Where they end."),
            Argument::new("maxLength", ArgumentKind::Count, longest),
            Argument::new("via", ArgumentKind::Texts, via),
            Argument::new("first", ArgumentKind::Count, first),
        ],
        layout: layouts::path(&[], evidence.as_deref()),
        entries: Entries::List,
        read: Box::new(move |arguments| {
            let (from, to) = (arguments.required("from", None)?, arguments.required("to", None)?);
            let way = "look for a resource between the two and ask for each half";
            let longest = arguments.count_within("maxLength", DEFAULT_PATH, LONGEST_PATH, way)?;
            let first = arguments.count_within("first", DEFAULT_PATHS, MOST_PATHS, "choose fields with `via`")?;
            let (fields, evidence) = (walked(&fields, arguments)?, evidence.clone());
            Ok(Question::Walk(Walk::Path { from, to, fields, longest, first, evidence, is_explained: false }))
        }),
    }
}

/// The fields that may be walked.
fn walked(all: &Arc<[LinkField]>, arguments: &dyn Arguments) -> Result<Arc<[LinkField]>, Unusable> {
    let Some(wanted) = arguments.texts("via") else { return Ok(Arc::clone(all)) };
    if wanted.is_empty() {
        return Err(arguments.unusable("via", &"is empty, so no field could be walked; leave it out for all"));
    }
    let mut chosen = vec![false; all.len()];
    for name in &wanted {
        let fits = |field: &LinkField| field.name == *name || format!("{}.{}", field.type_name, field.name) == *name;
        let found: Vec<usize> = (0..all.len()).filter(|&i| fits(&all[i])).collect();
        if found.is_empty() {
            let problem = format_args!(
                "has `{name}`, which is no field that leads to resources; write `memberOf`, or `Actor.memberOf` with the type that has it first"
            );
            return Err(arguments.unusable("via", &problem));
        }
        // The way back over a field is the same relationship.
        let links: Vec<usize> = found.iter().map(|&i| all[i].link).collect();
        (0..all.len()).filter(|&i| links.contains(&all[i].link)).for_each(|i| chosen[i] = true);
    }
    Ok(all.iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|(field, _)| field.clone()).collect())
}

fn neighbourhood(fields: Arc<[LinkField]>) -> AnalysisField {
    let depth = format!("Most hops from the middle: 1 if left out, at most {DEEPEST}.");
    let first = format!("Number of resources to give: {DEFAULT_NODES} if left out, at most {MOST_NODES}.");
    AnalysisField {
        name: "neighbourhood",
        description: "The resources around one, of every field in turn, and all links between them; for drawing."
            .into(),
        arguments: vec![
            Argument::required("id", "The resource in the middle."),
            Argument::new("depth", ArgumentKind::Count, depth),
            Argument::new("first", ArgumentKind::Count, first),
        ],
        layout: layouts::neighbourhood(&[]),
        entries: Entries::One,
        read: Box::new(move |arguments| {
            let centre = arguments.required("id", None)?;
            let way = "go on from a resource at the edge";
            let depth = arguments.count_within("depth", 1, DEEPEST, way)?;
            let first = arguments.count_within("first", DEFAULT_NODES, MOST_NODES, way)?.max(1);
            Ok(Question::Walk(Walk::Neighbourhood { centre, fields: Arc::clone(&fields), depth, first }))
        }),
    }
}
