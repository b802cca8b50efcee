//! Documents whose text is at hand: what is written at the places that the data name follows from it, and becomes triples.

use crate::digest::hexadecimal;
use crate::file;
use crate::ontology::{Excerpts, Ontology, PathId};
use crate::source::{self, Format};
use crate::store::Store;
use crate::triples::Triples;
use anyhow::{Context, bail};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::convert::Infallible;
use std::path::{Path, PathBuf};

/// All quotes and contexts together may have this many bytes: a passage is a sentence or two, and a record that quotes its
/// documents a hundred times over is no record.
const MOST_QUOTED: usize = 256 << 20;
/// The number of documents, or of troubles with them, that a message lists.
const LISTED: usize = 8;

/// A file that the user says is a document of the data.
struct Attached {
    path: PathBuf,
    bytes: Vec<u8>,
    digest: String,
    is_used: bool,
}

impl Attached {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let bound = file::Bound { bytes: source::MAX_FILE as u64, advice: "no document of a record is larger" };
        let bytes = file::read(path, bound).context("--document")?;
        let digest = hexadecimal(&Sha256::digest(&bytes));
        Ok(Self { path: path.to_owned(), bytes, digest, is_used: false })
    }
}

/// A document that the data name.
#[derive(Debug, Default)]
struct Known {
    digests: BTreeSet<String>,
    text_digests: BTreeSet<String>,
    /// The graphs that name a digest of it.
    graphs: BTreeSet<NamedNode>,
}

/// Adds to a store what is written at the places in documents, of those that are `named` or lie beside the file of their graph.
///
/// # Errors
/// If a named file cannot be read, or is no document of the data; the message says which digests the data name.
pub(super) fn attach(
    store: &mut Store,
    ontology: &Ontology,
    named: &[PathBuf],
    beside: &HashMap<NamedNode, PathBuf>,
) -> anyhow::Result<()> {
    let mut attached = named.iter().map(|path| Attached::read(path)).collect::<anyhow::Result<Vec<_>>>()?;
    let (mut troubles, mut expected, mut quoted) = (Vec::new(), Vec::new(), Vec::new());
    let mut left = MOST_QUOTED;
    for excerpts in ontology.excerpts() {
        for (document, known) in documents(store.triples(), excerpts) {
            let digests = known.digests.iter().chain(&known.text_digests);
            expected.extend(digests.map(|digest| format!("{digest} ({document})")));
            let place = Place { triples: store.triples(), ontology, excerpts };
            let text = match place.named(&document, &known, &mut attached)? {
                Some(text) => text,
                None => match place.beside(&document, &known, beside) {
                    Ok(Some(text)) => text,
                    Ok(None) => continue,
                    Err(trouble) => {
                        troubles.push(trouble);
                        continue;
                    }
                },
            };
            let (triples, silent) = place.excerpts(&document, &text, &mut left);
            if silent > 0 {
                troubles.push(format!(
                    "{silent} passages of {document} show no quote: nothing is written there, or too much"
                ));
            }
            quoted.extend(triples);
        }
    }
    store.derive(quoted, ontology.prefixes())?;
    if let Some(stranger) = attached.iter().find(|attached| !attached.is_used) {
        let names = match expected.len() {
            0 => "the data name no document's digest".to_owned(),
            count => format!("the data name {}{}", expected[..count.min(LISTED)].join(", "), more(count)),
        };
        bail!("--document {} has the SHA-256 {}, and {names}", stranger.path.display(), stranger.digest);
    }
    for trouble in troubles.iter().take(LISTED) {
        tracing::warn!("{trouble}");
    }
    if troubles.len() > LISTED {
        tracing::warn!("{} more documents show no quotes", troubles.len() - LISTED);
    }
    Ok(())
}

/// What is written at the places that a record names in its document, and the record does not state itself.
///
/// # Errors
/// If the record is too large.
pub(crate) fn quotes(
    record: &[Quad],
    ontology: &Ontology,
    document: &NamedNode,
    text: &source::Excerpts,
) -> anyhow::Result<Vec<Triple>> {
    let record = Triples::build(record.iter().cloned().map(Ok::<_, Infallible>))?;
    let (mut triples, mut left) = (Vec::new(), MOST_QUOTED);
    for excerpts in ontology.excerpts() {
        let place = Place { triples: &record, ontology, excerpts };
        triples.extend(place.excerpts(document, text, &mut left).0);
    }
    Ok(triples)
}

fn more(count: usize) -> String {
    if count > LISTED { format!(" and {} more", count - LISTED) } else { String::new() }
}

/// All documents with a digest, by their names.
fn documents(triples: &Triples, excerpts: &Excerpts) -> BTreeMap<NamedNode, Known> {
    let mut documents: BTreeMap<NamedNode, Known> = BTreeMap::new();
    let roles = [(Some(&excerpts.digest), false), (excerpts.text_digest.as_ref(), true)];
    for (role, is_of_text) in roles.into_iter().filter_map(|(role, is_of_text)| Some((role?, is_of_text))) {
        for quad in triples.quads(None, Some(role.predicate.as_ref()), None) {
            let (NamedOrBlankNode::NamedNode(document), Term::Literal(digest)) = (quad.subject, quad.object) else {
                continue;
            };
            let known = documents.entry(document).or_default();
            let digests = if is_of_text { &mut known.text_digests } else { &mut known.digests };
            digests.insert(digest.value().to_owned());
            if let oxigraph::model::GraphName::NamedNode(graph) = quad.graph_name {
                known.graphs.insert(graph);
            }
        }
    }
    documents
}

/// The data, and what leads to places in documents.
struct Place<'a> {
    triples: &'a Triples,
    ontology: &'a Ontology,
    excerpts: &'a Excerpts,
}

impl Place<'_> {
    /// The text of a document that the user has named, or whose text the user has named.
    fn named(
        &self,
        document: &NamedNode,
        known: &Known,
        attached: &mut [Attached],
    ) -> anyhow::Result<Option<source::Excerpts>> {
        let is_of =
            |file: &&mut Attached| known.digests.contains(&file.digest) || known.text_digests.contains(&file.digest);
        let Some(file) = attached.iter_mut().find(is_of) else { return Ok(None) };
        file.is_used = true;
        let shown = file.path.display();
        let name = file.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let read = if known.digests.contains(&file.digest) {
            source::read(&name, &file.bytes, None)
        } else {
            let text = String::from_utf8(file.bytes.clone());
            let text =
                text.map_err(|_| anyhow::anyhow!("--document {shown} is not UTF-8, but a text of {document}"))?;
            source::read_text(&name, text, self.format(document))
        };
        let read = read.with_context(|| format!("--document {shown}"))?;
        let digest = hexadecimal(&Sha256::digest(read.text.as_bytes()));
        if !known.text_digests.is_empty() && !known.text_digests.contains(&digest) {
            bail!(
                "--document {shown} is {document}, but is not read as it was when its record was made: its text has the SHA-256 \
                 {digest} now; import it again"
            );
        }
        Ok(Some(source::Excerpts::new(&read)))
    }

    /// The text of a document that was kept beside its record; otherwise, why it cannot be had, unless none was kept.
    fn beside(
        &self,
        document: &NamedNode,
        known: &Known,
        beside: &HashMap<NamedNode, PathBuf>,
    ) -> Result<Option<source::Excerpts>, String> {
        if known.text_digests.is_empty() {
            return Ok(None);
        }
        let silent = format!("so the passages of {document} show no quotes");
        let Some(path) = known.graphs.iter().find_map(|graph| beside.get(graph)) else {
            return Err(format!("the text of {document} is not at hand, {silent}; --document FILE names it"));
        };
        let shown = path.display();
        let bound = file::Bound { bytes: source::MAX_TEXT as u64, advice: "import the document again" };
        let text = match file::read_text(path, bound) {
            Err(error) if error.is_absent() => {
                return Err(format!(
                    "{shown} is missing, {silent}; import the document again, or name it with --document"
                ));
            }
            read => read.map_err(|error| format!("{error}, {silent}"))?,
        };
        let digest = hexadecimal(&Sha256::digest(text.as_bytes()));
        if !known.text_digests.contains(&digest) {
            let expected: Vec<_> = known.text_digests.iter().map(String::as_str).collect();
            return Err(format!(
                "{shown} was changed: its SHA-256 is {digest}, and the record was made of {}, {silent}; import the document again",
                expected.join(" or ")
            ));
        }
        let read = source::read_text(&shown.to_string(), text, self.format(document));
        Ok(Some(source::Excerpts::new(&read.map_err(|error| format!("{error}, {silent}"))?)))
    }

    /// What a document was read as; of one that does not say it, lines.
    fn format(&self, document: &NamedNode) -> Format {
        let document = NamedOrBlankNode::from(document.clone());
        let format = self.excerpts.format.and_then(|path| self.end(&document, path));
        format.and_then(|format| Format::of_media_type(&format)).unwrap_or(Format::Plain)
    }

    /// What is written at the places in a document and is not stated, and at how many places nothing can be shown.
    fn excerpts(&self, document: &NamedNode, text: &source::Excerpts, left: &mut usize) -> (Vec<Triple>, usize) {
        let roles = self.excerpts;
        let predicate = roles.document.predicate.as_ref();
        let places = self.triples.triples(None, Some(predicate), Some(document.as_ref().into()));
        let places: BTreeMap<String, NamedOrBlankNode> =
            places.map(|triple| (triple.subject.to_string(), triple.subject)).collect();
        let (mut triples, mut silent) = (Vec::new(), 0);
        for place in places.into_values() {
            let number = |path| self.end(&place, path).and_then(|end| end.parse().ok());
            let (Some(start), Some(end)) = (number(roles.start), number(roles.end)) else {
                silent += 1;
                continue;
            };
            let excerpt = text.at(start..end).filter(|found| found.quote.len() + found.context.len() <= *left);
            let Some(found) = excerpt else {
                silent += 1;
                continue;
            };
            *left -= found.quote.len() + found.context.len();
            let mut add = |role: &crate::ontology::Role, value: Literal| {
                triples.push(Triple::new(place.clone(), role.predicate.clone(), value));
            };
            let stated = self.stated(&place, roles.quote.predicate.as_ref());
            let agrees = stated.as_ref().is_none_or(|stated| *stated == found.quote);
            if let Some(context) = &roles.context
                && agrees
                && self.stated(&place, context.predicate.as_ref()).is_none()
            {
                add(context, Literal::from(found.context.as_str()));
                if let (Some(role), Ok(start)) = (&roles.context_start, i64::try_from(found.start)) {
                    add(role, Literal::from(start));
                }
            }
            if let (Some(role), Some(page)) = (&roles.page, text.page(start))
                && self.stated(&place, role.predicate.as_ref()).is_none()
            {
                add(role, Literal::from(i64::from(page)));
            }
            if stated.is_none() {
                add(&roles.quote, Literal::from(found.quote.as_str()));
            }
        }
        (triples, silent)
    }

    fn stated(&self, subject: &NamedOrBlankNode, predicate: NamedNodeRef<'_>) -> Option<String> {
        let triple = self.triples.triples(Some(subject.as_ref()), Some(predicate), None).next()?;
        Some(value(triple.object))
    }

    /// The first value at the end of a path.
    fn end(&self, subject: &NamedOrBlankNode, path: PathId) -> Option<String> {
        let mut ends = vec![Term::from(subject.clone())];
        for step in &self.ontology.path(path).steps {
            let mut next = Vec::new();
            for end in ends {
                let predicate = Some(step.predicate.as_ref());
                if step.inverse {
                    let found = self.triples.triples(None, predicate, Some(end.as_ref()));
                    next.extend(found.map(|triple| Term::from(triple.subject)));
                    continue;
                }
                let subject = match end {
                    Term::NamedNode(iri) => NamedOrBlankNode::from(iri),
                    Term::BlankNode(node) => NamedOrBlankNode::from(node),
                    _ => continue,
                };
                let found = self.triples.triples(Some(subject.as_ref()), predicate, None);
                next.extend(found.map(|triple| triple.object));
            }
            ends = next;
        }
        ends.into_iter().next().map(value)
    }
}

fn value(term: Term) -> String {
    match term {
        Term::Literal(literal) => literal.destruct().0,
        Term::NamedNode(iri) => iri.into_string(),
        other => other.to_string(),
    }
}

/// The file beside that of a graph in which the text of its document is kept: `NAME.txt` beside `NAME.ttl`.
pub(super) fn text_beside(path: &Path, is_compressed: bool) -> PathBuf {
    let inner = if is_compressed { path.with_extension("") } else { path.to_owned() };
    inner.with_extension("txt")
}
