//! Numbers terms as they come, and puts them in their order when all are there.

use super::table::Table;
use super::tail::Tail;
use super::{BLANK, BLANK_NODE, FIRST_TAG, IRI, Kind, Tag, Terms, TooLarge, parts};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use oxigraph::model::{Term, TermRef};
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

/// Terms with provisional numbers.
#[derive(Default)]
pub(crate) struct Interner {
    /// The texts, of blank nodes with what stands before their labels.
    pub(super) text: String,
    /// End of each term's text.
    pub(super) ends: Vec<u32>,
    pub(super) kinds: Vec<Kind>,
    pub(super) tags: Vec<Tag>,
    pub(super) table: HashTable<u32>,
    pub(super) whole: HashMap<u32, Term>,
    pub(super) hasher: FixedState,
}

impl Interner {
    /// Number of terms.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The provisional number of a term, a new one if it is not known yet.
    ///
    /// # Errors
    /// If there are more than 2³² terms or bytes of text.
    pub(crate) fn add(&mut self, term: TermRef<'_>) -> Result<u32, TooLarge> {
        let (tag, text) = parts(term);
        let kind = match tag.kind(&self.tags) {
            Some(kind) => kind,
            None => kind_of_new(&mut self.tags, tag.to_tag())?,
        };
        self.insert(kind, &text, || tag.is_whole().then(|| term.into_owned()))
    }

    /// Takes all terms of another dictionary, and gives the provisional number here of each provisional number there.
    ///
    /// # Errors
    /// If there are more than 2³² terms or bytes of text.
    pub(crate) fn absorb(&mut self, other: &Self) -> Result<Vec<u32>, TooLarge> {
        let mut kinds = vec![IRI, BLANK_NODE];
        for tag in &other.tags {
            kinds.push(match self.tags.iter().position(|known| known == tag) {
                Some(place) => FIRST_TAG + place as Kind,
                None => kind_of_new(&mut self.tags, Some(tag.clone()))?,
            });
        }
        let number = |number: u32| {
            let kind = kinds[usize::from(other.kinds[number as usize])];
            let text = bare(&other.text, &other.ends, &other.kinds, number);
            self.insert(kind, text, || other.whole.get(&number).cloned())
        };
        (0..other.ends.len() as u32).map(number).collect()
    }

    /// The provisional number of a text of a kind. `whole` gives the term if it is one that is kept whole.
    fn insert(&mut self, kind: Kind, text: &str, whole: impl FnOnce() -> Option<Term>) -> Result<u32, TooLarge> {
        let hash = self.hasher.hash_one((kind, text));
        let Self { text: arena, ends, kinds, table, hasher, .. } = self;
        let is_it = |&number: &u32| kinds[number as usize] == kind && bare(arena, ends, kinds, number) == text;
        if let Some(&known) = table.find(hash, is_it) {
            return Ok(known);
        }
        let number = u32::try_from(ends.len()).ok().filter(|&n| n < u32::MAX).ok_or(TooLarge("terms"))?;
        if kind == BLANK_NODE {
            arena.push_str(BLANK);
        }
        arena.push_str(text);
        ends.push(u32::try_from(arena.len()).map_err(|_| TooLarge("bytes of text"))?);
        kinds.push(kind);
        if let Some(term) = whole() {
            self.whole.insert(number, term);
        }
        table.insert_unique(hash, number, |&number| {
            hasher.hash_one((kinds[number as usize], bare(arena, ends, kinds, number)))
        });
        Ok(number)
    }

    /// The dictionary in its order, and the number there of every provisional number.
    pub(crate) fn finish(self) -> (Terms, Vec<u32>) {
        let Self { text: arena, ends, kinds, tags, table, whole, hasher } = self;
        drop(table);
        let is_resource = |&number: &u32| kinds[number as usize] < FIRST_TAG;
        let all = 0..ends.len() as u32;
        let mut order: Vec<u32> = all.clone().filter(is_resource).collect();
        let resources = order.len();
        order.sort_unstable_by(|&a, &b| slice(&arena, &ends, a).cmp(slice(&arena, &ends, b)));
        let is_before = |text: &str| order.partition_point(|&number| slice(&arena, &ends, number) < text) as u32;
        // A semicolon is what follows the colon: this is where labels begin and where they end.
        let blank = is_before(BLANK)..is_before("_;");
        order.extend(all.filter(|number| !is_resource(number)));
        let mut numbers = vec![0; order.len()];
        for (&provisional, number) in order.iter().zip(0..) {
            numbers[provisional as usize] = number;
        }
        let hash = |&provisional: &u32| {
            hasher.hash_one((kinds[provisional as usize], bare(&arena, &ends, &kinds, provisional)))
        };
        let table = Table::of(order.iter().map(hash));
        let mut text = String::with_capacity(arena.len());
        let mut final_ends = Vec::with_capacity(order.len());
        let mut plain = vec![0_u64; order.len().div_ceil(64)];
        for (i, &provisional) in order.iter().enumerate() {
            let piece = slice(&arena, &ends, provisional);
            text.push_str(piece);
            final_ends.push(text.len() as u32);
            if is_plain(piece) {
                plain[i / 64] |= 1 << (i % 64);
            }
        }
        let tag_of = order[resources..].iter().map(|&provisional| kinds[provisional as usize] - FIRST_TAG).collect();
        let whole = whole.into_iter().map(|(number, term)| (numbers[number as usize], term)).collect();
        let terms = Terms {
            text: text.into(),
            ends: final_ends.into(),
            resources: resources as u32,
            blank,
            tag_of,
            tags,
            plain: plain.into(),
            whole: Arc::new(whole),
            table,
            hasher,
            tail: Tail::default(),
        };
        (terms, numbers)
    }
}

/// The kind of literals of a language or datatype that is not known yet, and is noted.
pub(super) fn kind_of_new(tags: &mut Vec<Tag>, tag: Option<Tag>) -> Result<Kind, TooLarge> {
    let kind = Kind::try_from(tags.len()).ok().and_then(|tag| tag.checked_add(FIRST_TAG));
    let kind = kind.ok_or(TooLarge("languages and datatypes"))?;
    tags.extend(tag);
    Ok(kind)
}

/// Whether a text stands in JSON as it is.
pub(super) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\')
}

/// Text of a provisional number.
fn slice<'a>(arena: &'a str, ends: &[u32], number: u32) -> &'a str {
    let number = number as usize;
    let start = if number == 0 { 0 } else { ends[number - 1] as usize };
    &arena[start..ends[number] as usize]
}

/// The same without what stands before the label of a blank node.
fn bare<'a>(arena: &'a str, ends: &[u32], kinds: &[Kind], number: u32) -> &'a str {
    let text = slice(arena, ends, number);
    if kinds[number as usize] == BLANK_NODE { &text[BLANK.len()..] } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Id;
    use oxigraph::model::vocab::xsd;
    use oxigraph::model::{BaseDirection, BlankNode, Literal, NamedNode, Triple};
    use plenary_arrays::{Arrays, Writer};

    #[test]
    fn every_term_is_found_by_itself_and_resources_are_in_order() {
        let iri = |text: &str| NamedNode::new_unchecked(text);
        let quoted = Triple::new(iri("http://e/b"), iri("http://e/p"), Literal::from(7));
        let terms: Vec<Term> = vec![
            Literal::from("a").into(),
            iri("http://e/b").into(),
            BlankNode::new_unchecked("a").into(),
            Literal::new_language_tagged_literal_unchecked("a", "en").into(),
            Literal::new_directional_language_tagged_literal_unchecked("a", "en", BaseDirection::Rtl).into(),
            Literal::new_directional_language_tagged_literal_unchecked("a", "en", BaseDirection::Ltr).into(),
            iri("URN:x").into(),
            Literal::from(1).into(),
            Term::Triple(Box::new(quoted)),
            iri("a:1").into(),
            iri("http://e/").into(),
            Literal::new_simple_literal("_:a \"").into(),
            BlankNode::new_unchecked("9").into(),
        ];
        let mut interner = Interner::default();
        let first: Vec<u32> = terms.iter().map(|term| interner.add(term.as_ref()).unwrap()).collect();
        let again: Vec<u32> = terms.iter().map(|term| interner.add(term.as_ref()).unwrap()).collect();
        assert_eq!(first, again);
        let (built, numbers) = interner.finish();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("arrays");
        let mut writer = Writer::begin(&path).unwrap();
        built.write(&mut writer, "terms").unwrap();
        writer.finish(&()).unwrap();
        let opened = Terms::open(&Arrays::open(&path).unwrap(), "terms").unwrap();
        assert!(built.heap_bytes() > 0 && opened.heap_bytes() == 0);
        for dictionary in [built, opened] {
            check(&dictionary, &terms, &first, &numbers);
        }
    }

    fn check(dictionary: &Terms, terms: &[Term], first: &[u32], numbers: &[u32]) {
        let iri = |text: &str| NamedNode::new_unchecked(text);
        assert_eq!((dictionary.len(), dictionary.resources().count()), (terms.len(), 6));
        for (term, provisional) in terms.iter().zip(first) {
            let number = numbers[*provisional as usize];
            assert_eq!(dictionary.find(term.as_ref()), Some(number), "{term}");
            assert_eq!(dictionary.get(number).as_ref(), Some(term));
            assert_eq!(dictionary.is_blank(Id(number)), term.is_blank_node(), "{term}");
        }
        let resources: Vec<&str> = (0..6).map(|number| dictionary.text(Id(number))).collect();
        assert_eq!(resources, ["URN:x", "_:9", "_:a", "a:1", "http://e/", "http://e/b"]);
        for (number, text) in (0..).zip(resources) {
            assert_eq!(dictionary.resource(text), Some(Id(number)), "{text}");
            assert_eq!(dictionary.place(text).id(), Id(number), "{text}");
        }
        assert_eq!((dictionary.resource("http://e/a"), dictionary.place("http://e/a").id()), (None, Id(5)));
        assert_eq!(dictionary.place("z").id(), Id(6));
        let number = |text: &str| dictionary.find(Literal::new_typed_literal(text, xsd::INTEGER).as_ref().into());
        assert_eq!(number("01"), number("1"));
        assert_eq!(dictionary.find(iri("_:a").as_ref().into()), None);
        assert_eq!(dictionary.get(13), None);
        // A quotation mark is in one text, and in how the triple is written.
        assert_eq!((6..13).filter(|&number| dictionary.is_plain(Id(number))).count(), 5);
    }
}
