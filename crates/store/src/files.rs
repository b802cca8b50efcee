//! Which files are data, in which format, and which graph each goes to.
//!
//! The layout of the data folder is the only configuration: a folder is a graph. Nothing is opened here; that is for
//! `read`.

use super::Error;
use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use oxigraph::model::NamedNode;
use plenary_ontology::Prefixes;
use std::borrow::Cow;
use std::fs;
use std::path::{Component, Path, PathBuf};

const FORMATS: [(&str, RdfFormat); 9] = [
    ("ttl", RdfFormat::Turtle),
    ("trig", RdfFormat::TriG),
    ("nt", RdfFormat::NTriples),
    ("nq", RdfFormat::NQuads),
    ("rdf", RdfFormat::RdfXml),
    ("xml", RdfFormat::RdfXml),
    ("owl", RdfFormat::RdfXml),
    ("jsonld", RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() }),
    ("n3", RdfFormat::N3),
];
/// Ends the name of a file that is compressed, after the extension of its format: `data.ttl.gz`.
const COMPRESSED: &str = "gz";
/// Files for people, which a data folder may well hold.
const TEXTS: [&str; 2] = ["md", "txt"];
/// Folders of which each file is a graph of its own, so that one document can be replaced by itself.
const GRAPH_PER_FILE: [&str; 2] = ["document", "ref"];

/// RDF to load.
#[derive(Debug, Clone)]
pub enum Input {
    /// A text in memory.
    Text {
        /// Name for messages.
        name: String,
        /// The text.
        text: Cow<'static, str>,
        /// Graph of the triples for which the text names none.
        graph: NamedNode,
        /// Format of the text.
        format: RdfFormat,
    },
    /// A file.
    File {
        /// Where it is.
        path: PathBuf,
        /// Graph of the triples for which the file names none.
        graph: NamedNode,
        /// Format of the file.
        format: RdfFormat,
        /// Whether it is compressed with gzip.
        is_compressed: bool,
    },
}

impl Input {
    /// Its name for messages.
    pub fn name(&self) -> Cow<'_, str> {
        match self {
            Self::Text { name, .. } => Cow::Borrowed(name),
            Self::File { path, .. } => path.to_string_lossy(),
        }
    }

    pub(super) fn format(&self) -> RdfFormat {
        match self {
            Self::Text { format, .. } | Self::File { format, .. } => *format,
        }
    }

    /// The graph of the triples for which the input names none.
    pub fn graph(&self) -> &NamedNode {
        match self {
            Self::Text { graph, .. } | Self::File { graph, .. } => graph,
        }
    }
}

/// The data files among `paths`: files as they are named, folders with all that is in them, in the order of the names.
///
/// Hidden files and `.md` and `.txt` are passed over in folders, other unknown extensions with a warning.
///
/// # Errors
/// If a path cannot be read, a named file has an unknown extension, or a folder has no RDF file.
pub fn discover(paths: &[PathBuf], prefixes: &Prefixes) -> Result<Vec<Input>, Error> {
    let mut inputs = Vec::new();
    for path in paths {
        let known = inputs.len();
        if fs::metadata(path).map_err(|source| unreadable(path, source))?.is_dir() {
            walk(path, path, prefixes, &mut inputs)?;
            if inputs.len() == known {
                return Err(Error::NoData { path: path.display().to_string(), known: known_extensions() });
            }
        } else {
            let name = Path::new(path.file_name().unwrap_or_default());
            let input = file(path, name, prefixes).ok_or_else(|| Error::UnknownExtension {
                path: path.display().to_string(),
                known: known_extensions(),
            })?;
            inputs.push(input);
        }
    }
    Ok(inputs)
}

fn walk(root: &Path, folder: &Path, prefixes: &Prefixes, inputs: &mut Vec<Input>) -> Result<(), Error> {
    let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
    let mut entries = entries.map_err(|source| unreadable(folder, source))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let metadata = fs::metadata(&path).map_err(|source| unreadable(&path, source))?;
        if metadata.is_dir() {
            walk(root, &path, prefixes, inputs)?;
        } else if !metadata.is_file() {
            // Reading it might never end. Who means it names it.
            tracing::warn!(
                "{}: passed over, it is a pipe or a device and no file; name it to have it read",
                path.display()
            );
        } else if let Some(input) = file(&path, path.strip_prefix(root).unwrap_or(&path), prefixes) {
            inputs.push(input);
        } else if !TEXTS.iter().any(|text| has_extension(&path, text)) {
            tracing::warn!("{}: passed over, its extension is none of {}", path.display(), known_extensions());
        }
    }
    Ok(())
}

/// The input that a file is, by its extensions; `relative` is its path under the data folder.
fn file(path: &Path, relative: &Path, prefixes: &Prefixes) -> Option<Input> {
    let (inner, is_compressed) = uncompressed(path);
    let format = format_of(inner)?;
    Some(Input::File { path: path.to_owned(), graph: graph_for(relative, prefixes), format, is_compressed })
}

/// The name without `.gz`, and whether it had that.
fn uncompressed(path: &Path) -> (&Path, bool) {
    match path.file_stem().filter(|_| has_extension(path, COMPRESSED)) {
        Some(stem) => (Path::new(stem), true),
        None => (path, false),
    }
}

/// The graph of a file, by its path relative to the data folder: that of its folder (`actors/states.ttl` goes to
/// `actors`), except that files under `document/` and `ref/` and at the top have a graph each (`document/x.ttl` goes to
/// `document/x`). A compressed file goes where the file in it would go.
pub fn graph_for(relative: &Path, prefixes: &Prefixes) -> NamedNode {
    let name = match uncompressed(relative) {
        (_, false) => relative.with_extension(""),
        (inner, true) => relative.with_file_name(inner).with_extension(""),
    };
    let mut segments: Vec<_> = name
        .components()
        .filter_map(|component| match component {
            Component::Normal(segment) => Some(segment.to_string_lossy()),
            _ => None,
        })
        .collect();
    if segments.len() > 1 && !GRAPH_PER_FILE.contains(&segments[0].as_ref()) {
        segments.pop();
    }
    let segments: Vec<_> = segments.iter().map(|segment| encode(segment)).collect();
    graph(prefixes, &segments.join("/"))
}

/// The graph of the ontology's own triples.
pub fn vocabulary_graph(prefixes: &Prefixes) -> NamedNode {
    graph(prefixes, "vocabulary")
}

/// The graph of what the rules derive; no file may write into it.
pub fn derived_graph(prefixes: &Prefixes) -> NamedNode {
    graph(prefixes, "derived")
}

/// The graph that stands for the default graph, where a dataset has one of its own.
pub fn default_graph(prefixes: &Prefixes) -> NamedNode {
    graph(prefixes, "default")
}

/// Graphs are named in the namespace of the prefix `graph`, if the ontology declares one.
fn graph(prefixes: &Prefixes, name: &str) -> NamedNode {
    let base = prefixes.namespace("graph").unwrap_or("urn:plenary:graph:");
    NamedNode::new_unchecked(format!("{base}{name}"))
}

/// Percent-encodes what is not a letter or a digit of any script, or one of `-._~`.
fn encode(segment: &str) -> String {
    let mut encoded = String::with_capacity(segment.len());
    for char in segment.chars() {
        if char.is_alphanumeric() || "-._~".contains(char) {
            encoded.push(char);
        } else {
            let mut bytes = [0; 4];
            for byte in char.encode_utf8(&mut bytes).bytes() {
                encoded.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    encoded
}

fn format_of(path: &Path) -> Option<RdfFormat> {
    FORMATS.iter().find(|(extension, _)| has_extension(path, extension)).map(|(_, format)| *format)
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

fn known_extensions() -> String {
    format!("{}, each also compressed (.ttl.gz)", FORMATS.map(|(extension, _)| extension).join(", "))
}

pub(super) fn unreadable(path: &Path, source: std::io::Error) -> Error {
    Error::Read { path: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::graph_for;
    use plenary_ontology::Prefixes;

    #[test]
    fn folders_are_graphs_and_so_are_documents() {
        let name = |path: &str| graph_for(path.as_ref(), &Prefixes::default()).into_string();
        assert_eq!(name("actors/states.ttl"), "urn:plenary:graph:actors");
        assert_eq!(name("vocabulary/themes.ttl"), "urn:plenary:graph:vocabulary");
        assert_eq!(name("document/wsis20-prep1.ttl"), "urn:plenary:graph:document/wsis20-prep1");
        assert_eq!(name("ref/a/b.v2.nt"), "urn:plenary:graph:ref/a/b.v2");
        assert_eq!(name("dataset.ttl"), "urn:plenary:graph:dataset");
        assert_eq!(name("a/b/c.ttl"), "urn:plenary:graph:a/b");
        assert_eq!(name("new actors/x.ttl"), "urn:plenary:graph:new%20actors");
        assert_eq!(name("dataset.ttl.gz"), "urn:plenary:graph:dataset");
        assert_eq!(name("document/a.v2.NT.GZ"), "urn:plenary:graph:document/a.v2");
        assert_eq!(name("文件 <1>.ttl"), "urn:plenary:graph:文件%20%3C1%3E");
    }
}
