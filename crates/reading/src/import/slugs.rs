//! Names of documents and meetings in IRIs, made from the names of files.

use super::{Language, Options};

/// The last parts of the IRIs of a document and of its meeting.
#[derive(Debug, Clone)]
pub(super) struct Slugs {
    pub(super) document: String,
    pub(super) meeting: String,
}

impl Slugs {
    /// `Prep 2 (summary).en.md` is the document `prep-2-summary-en` of the meeting `prep-2-summary`.
    pub(super) fn new(file: &str, language: Language, options: &Options) -> Self {
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let bare = match stem.rsplit_once('.') {
            Some((bare, tag)) if Language::of(tag).is_some() => bare,
            _ => stem,
        };
        let meeting = options.meeting.as_deref().map_or_else(|| slug(bare), slug);
        let document = match &options.document {
            Some(document) => slug(document),
            None => format!("{}-{}", slug(bare), language.tag()),
        };
        Self { document, meeting }
    }
}

/// A name that may stand in an IRI and in a file name: letters and digits of any script in lower case, one hyphen
/// between. Names without any of them are called `document`.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for char in name.chars().flat_map(char::to_lowercase) {
        if char.is_alphanumeric() {
            slug.push(char);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    match slug.trim_end_matches('-') {
        "" => "document".to_owned(),
        slug => slug.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_become_names_in_iris() {
        let slugs = Slugs::new("Prep 2 (summary).en.md", Language::English, &Options::default());
        assert_eq!((slugs.document.as_str(), slugs.meeting.as_str()), ("prep-2-summary-en", "prep-2-summary"));
        assert_eq!(slug("筹备会议/二"), "筹备会议-二");
        assert_eq!(slug("??"), "document");
    }
}
