//! What is written at a place in a document, with what stands around it.

use super::view::View;
use crate::ontology::{Excerpts, Field, Role};
use crate::snapshot::Id;

/// The words of a place, and what stands before them and behind.
#[derive(Debug)]
pub(super) struct Quoted {
    pub(super) before: String,
    pub(super) words: String,
    pub(super) after: String,
    /// The tag of the document's language.
    pub(super) language: Option<String>,
}

/// What is written at a resource, if it is a place in a document and its words are known.
pub(super) fn quoted(view: View<'_>, id: Id) -> Option<Quoted> {
    let excerpts = excerpts(view, id)?;
    let snapshot = &view.data.snapshot;
    let first = |id: Id, path| snapshot.relation(path).row(id).first().copied();
    let text = |id: Id, path| first(id, path).map(|end| snapshot.terms().text(end));
    let read = |role: &Option<Role>| text(id, role.as_ref()?.path);
    let words = text(id, excerpts.quote.path)?;
    let language = excerpts.language.and_then(|path| text(first(id, excerpts.document.path)?, path));
    let around = || {
        let context = read(&excerpts.context)?;
        let start: usize = read(&excerpts.context_start)?.parse().ok()?;
        let (at, _) = context.char_indices().nth(start)?;
        let (before, rest) = context.split_at_checked(at)?;
        Some((before, rest.strip_prefix(words)?))
    };
    let (before, after) = around().unwrap_or_default();
    Some(Quoted {
        before: before.to_owned(),
        words: words.to_owned(),
        after: after.to_owned(),
        language: language.map(str::to_owned),
    })
}

/// Whether a field says what [`quoted`] shows.
pub(super) fn is_shown(view: View<'_>, id: Id, field: &Field) -> bool {
    excerpts(view, id).is_some_and(|excerpts| {
        let roles = [Some(&excerpts.quote), excerpts.context.as_ref(), excerpts.context_start.as_ref()];
        roles.into_iter().flatten().any(|role| role.path == field.path)
    })
}

fn excerpts(view: View<'_>, id: Id) -> Option<&Excerpts> {
    let class = view.data.snapshot.type_of(id)?;
    view.ontology.excerpts().iter().find(|excerpts| view.ontology.is_a(class, excerpts.class))
}
