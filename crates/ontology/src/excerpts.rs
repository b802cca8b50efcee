//! What a place in a document is: which paths lead to the document, to where the place begins and ends, and to what is
//! written there. Read from the `ple:excerpt` of the shapes that have one.

use super::facts::{Facts, Place, subject};
use super::property::read_path;
use super::targets::Targets;
use super::{Class, ClassId, Ends, Error, Path, PathId, Scalar};
use oxigraph::model::{NamedNode, NamedOrBlankNode};
use plenary_base::vocab::ple;

/// The roles of the paths of a class whose instances are places in documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpts {
    /// The class of the places.
    pub class: ClassId,
    /// From a place to its document.
    pub document: Role,
    /// From a place to its first code point in the document's text, counted from 0.
    pub start: PathId,
    /// From a place to the code point after the last.
    pub end: PathId,
    /// From a document to the SHA-256 of its bytes.
    pub digest: Role,
    /// From a document to the SHA-256 of its text in UTF-8.
    pub text_digest: Option<Role>,
    /// From a document to its media type.
    pub format: Option<PathId>,
    /// From a document to the tag of its language.
    pub language: Option<PathId>,
    /// From a place to the words that are written there.
    pub quote: Role,
    /// From a place to the words with what stands around them.
    pub context: Option<Role>,
    /// From a place to the code point of the context at which the words begin, counted from 0.
    pub context_start: Option<Role>,
    /// From a place to the page on which it begins, from 1.
    pub page: Option<Role>,
}

/// A path of one step, so that what is at its end can be written as a triple.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// The path.
    pub path: PathId,
    /// The property that it is.
    pub predicate: NamedNode,
}

/// Reads the declarations, in the order of the files.
pub(super) fn read_excerpts(
    facts: &Facts,
    targets: &Targets,
    classes: &[Class],
    paths: &[Path],
) -> Result<Vec<Excerpts>, Error> {
    let declarations = facts.iter().filter(|(triple, _)| triple.predicate.as_str() == ple::EXCERPT);
    let read = |(triple, place): (&oxigraph::model::Triple, &Place)| {
        let error = |problem: String| Error::Declaration { place: place.clone(), problem };
        let class = targets.classes(&triple.subject).first();
        let class = class.and_then(|class| classes.iter().position(|known| known.iri == *class));
        let class = class.and_then(|index| u16::try_from(index).ok()).map(ClassId);
        let class = class.ok_or_else(|| error("a ple:excerpt needs a public shape of a class".into()))?;
        let node = subject(&triple.object).ok_or_else(|| error("a ple:excerpt is a node with paths".into()))?;
        Reader { facts, classes, paths, node, place }.read(class)
    };
    declarations.map(read).collect()
}

struct Reader<'a> {
    facts: &'a Facts,
    classes: &'a [Class],
    paths: &'a [Path],
    node: NamedOrBlankNode,
    place: &'a Place,
}

/// What a role leads to.
#[derive(Clone, Copy)]
enum End {
    Text,
    Number,
    Resource,
}

impl Reader<'_> {
    fn read(&self, class: ClassId) -> Result<Excerpts, Error> {
        let (document, documents) = self.needed(ple::DOCUMENT_PATH, class, End::Resource)?;
        let documents = documents.unwrap_or(class);
        let number = |role| Ok(self.needed(role, class, End::Number)?.0);
        Ok(Excerpts {
            class,
            document: self.direct(ple::DOCUMENT_PATH, document)?,
            start: number(ple::START_PATH)?,
            end: number(ple::END_PATH)?,
            digest: self.direct(ple::DIGEST_PATH, self.needed(ple::DIGEST_PATH, documents, End::Text)?.0)?,
            text_digest: self.written(ple::TEXT_DIGEST_PATH, documents, End::Text)?,
            format: self.found(ple::FORMAT_PATH, documents, End::Text)?.map(|(path, _)| path),
            language: self.found(ple::TEXT_LANGUAGE_PATH, documents, End::Text)?.map(|(path, _)| path),
            quote: self.direct(ple::QUOTE_PATH, self.needed(ple::QUOTE_PATH, class, End::Text)?.0)?,
            context: self.written(ple::CONTEXT_PATH, class, End::Text)?,
            context_start: self.written(ple::CONTEXT_START_PATH, class, End::Number)?,
            page: self.written(ple::PAGE_PATH, class, End::Number)?,
        })
    }

    fn error(&self, role: &str, problem: &str) -> Error {
        let name = role.rsplit('#').next().unwrap_or(role);
        Error::Declaration { place: self.place.clone(), problem: format!("the ple:excerpt {problem} ple:{name}") }
    }

    fn needed(&self, role: &str, class: ClassId, end: End) -> Result<(PathId, Option<ClassId>), Error> {
        self.found(role, class, end)?.ok_or_else(|| self.error(role, "needs a"))
    }

    /// The path of a role and the class that it leads to; none if the role is left out.
    fn found(&self, role: &str, class: ClassId, end: End) -> Result<Option<(PathId, Option<ClassId>)>, Error> {
        let Some(term) = self.facts.object(&self.node, role) else { return Ok(None) };
        let steps =
            read_path(self.facts, term).filter(|steps| !steps.iter().any(|step| step.members)).unwrap_or_default();
        let mut fields = self.classes[usize::from(class.0)].fields.iter();
        let field = fields.find(|field| self.paths[usize::from(field.path.0)].steps == steps);
        let found = field.filter(|field| match end {
            End::Text => field.kind.ends() == Ends::Values(Scalar::String),
            End::Number => field.kind.ends() == Ends::Values(Scalar::Int),
            End::Resource => field.kind.class().is_some(),
        });
        let found = found.ok_or_else(|| {
            let what = match end {
                End::Text => "a public property with an xsd:string, which it needs for",
                End::Number => "a public property with an xsd:integer within 32 bits, which it needs for",
                End::Resource => "a public property with resources, which it needs for",
            };
            self.error(role, &format!("names what is not the sh:path of {what}"))
        })?;
        Ok(Some((found.path, found.kind.class())))
    }

    fn written(&self, role: &str, class: ClassId, end: End) -> Result<Option<Role>, Error> {
        self.found(role, class, end)?.map(|(path, _)| self.direct(role, path)).transpose()
    }

    fn direct(&self, role: &str, path: PathId) -> Result<Role, Error> {
        match self.paths[usize::from(path.0)].steps.as_slice() {
            [step] if !step.inverse => Ok(Role { path, predicate: step.predicate.clone() }),
            _ => Err(self.error(role, "needs a single property as its")),
        }
    }
}
