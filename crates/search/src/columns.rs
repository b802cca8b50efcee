//! The columns of the index: in which ways a text is cut into words, and what a document has in each.

use super::analyser::{Analyser, STEMMED};
use super::index::{Entry, Role};
use super::words::{fold_whole, is_han};
use tantivy::TantivyDocument;
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TokenizerManager;

/// The columns of the index.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    /// Names as a whole, folded.
    pub(super) whole: Field,
    pub(super) words: Field,
    characters: Field,
    stems: Vec<(Analyser, Field)>,
}

/// Names of more bytes than this are not compared as a whole: they are sentences.
const LONGEST_WHOLE: usize = 120;

impl Columns {
    pub(super) fn new() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let analysed = |name: &str| {
            let indexing = TextFieldIndexing::default().set_tokenizer(name);
            TextOptions::default()
                .set_indexing_options(indexing.set_index_option(IndexRecordOption::WithFreqsAndPositions))
        };
        let whole = TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false);
        let whole = TextOptions::default().set_indexing_options(whole.set_index_option(IndexRecordOption::Basic));
        let columns = Self {
            whole: schema.add_text_field("whole", whole),
            words: schema.add_text_field("words", analysed("words")),
            characters: schema.add_text_field("characters", analysed("characters")),
            stems: STEMMED
                .iter()
                .map(|(tag, language)| (Analyser::Stems(*language), schema.add_text_field(tag, analysed(tag))))
                .collect(),
        };
        (schema.build(), columns)
    }

    /// What cuts texts for the columns.
    pub(super) fn tokenizers() -> TokenizerManager {
        let tokenizers = TokenizerManager::default();
        tokenizers.register("words", Analyser::Words.for_index());
        tokenizers.register("characters", Analyser::Characters.for_index());
        for (tag, language) in STEMMED {
            tokenizers.register(tag, Analyser::Stems(language).for_index());
        }
        tokenizers
    }

    /// The columns of words, each with what cuts texts for it.
    pub(super) fn analysed(&self) -> impl Iterator<Item = (Analyser, Field)> {
        let words = [(Analyser::Words, self.words), (Analyser::Characters, self.characters)];
        words.into_iter().chain(self.stems.iter().copied())
    }

    /// The document of a text.
    pub(super) fn document(&self, entry: &Entry<'_>) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_text(self.words, entry.text);
        if entry.text.contains(is_han) {
            document.add_text(self.characters, entry.text);
        }
        let stems = Analyser::stems_of(entry.language);
        if let Some((_, field)) = self.stems.iter().find(|(analyser, _)| Some(*analyser) == stems) {
            document.add_text(*field, entry.text);
        }
        if entry.role != Role::Body && entry.text.len() <= LONGEST_WHOLE {
            document.add_text(self.whole, fold_whole(entry.text));
        }
        document
    }
}
