//! Names of resources, classes, fields and properties.

use super::describe::texts;
use super::{Data, Reader};
use crate::ontology::{Class, Field, Ontology, Scalar, Text, Via};
use crate::snapshot::{Id, Ranks};
use oxigraph::model::NamedNode;

/// Most names that one way gives to a title.
const MOST_OF_A_WAY: usize = 4;

/// Names all resources of a page.
#[derive(Debug)]
pub(crate) struct Titles<'a> {
    pub(crate) data: &'a Data,
    pub(crate) ontology: &'a Ontology,
    pub(crate) reader: &'a Reader,
    ranks: Ranks,
}

impl<'a> Titles<'a> {
    pub(crate) fn new(data: &'a Data, ontology: &'a Ontology, reader: &'a Reader) -> Self {
        Self { data, ontology, reader, ranks: Ranks::new(data.snapshot.terms(), reader.chain(), true) }
    }

    /// The class of a resource that the ontology has a shape for.
    pub(crate) fn class(&self, id: Id) -> Option<&'a Class> {
        self.data.snapshot.type_of(id).map(|class| self.ontology.class(class))
    }

    /// What a resource is called: its name, or else the names of what its class is called by, or else what it is and the
    /// end of its IRI. One part for each name.
    pub(crate) fn resource(&self, id: Id) -> Vec<Text> {
        self.titled(id, true)
    }

    fn titled(&self, id: Id, may_borrow: bool) -> Vec<Text> {
        let iri = self.data.snapshot.terms().text(id);
        let Some(class) = self.class(id) else { return vec![self.iri(iri)] };
        if let Some(name) = class.title_field().and_then(|field| self.text(id, field)) {
            return vec![name];
        }
        let ways = class.title_ways.iter().filter(|_| may_borrow);
        let mut named = Vec::new();
        let mut parts: Vec<Text> = ways.flat_map(|way| self.borrowed(id, way, &mut named)).collect();
        if parts.is_empty() {
            parts.push(self.class_label(class));
            parts.push(plain(local_name(iri)));
        }
        parts
    }

    /// What a way gives to a title: names of resources or a value. Of many the first are named, and how many more there are; what a
    /// way before has `named` counts among them and is not named again.
    fn borrowed(&self, id: Id, way: &Via, before: &mut Vec<Id>) -> Vec<Text> {
        let mut ends = self.ends(id, way);
        let all = ends.len();
        if way.value.is_none() {
            ends.retain(|end| !before.contains(end));
            before.extend(&ends);
        }
        let most = MOST_OF_A_WAY.saturating_sub(all - ends.len());
        let named = ends.iter().take(most).flat_map(|&end| match way.value {
            Some(scalar) => vec![self.value(scalar, self.data.snapshot.terms().text(end))],
            None => self.titled(end, false),
        });
        let mut parts: Vec<Text> = named.collect();
        if let Some(left_out) = ends.len().checked_sub(most).filter(|&left_out| left_out > 0) {
            let words = self.reader.words();
            let value = words.count("and-more", left_out);
            parts.push(Text { value, language: Some(words.language.to_owned()) });
        }
        parts
    }

    /// A value in the reader's words.
    pub(crate) fn value(&self, scalar: Scalar, text: &str) -> Text {
        let words = self.reader.words();
        let word = |word: &str| Text { value: word.to_owned(), language: Some(words.language.to_owned()) };
        match (scalar, text) {
            (Scalar::Boolean, "true" | "1") => word(words.say("yes")),
            (Scalar::Boolean, "false" | "0") => word(words.say("no")),
            (Scalar::Enum(id), name) => self.named(&self.ontology.enumeration(id).names(name)),
            (_, text) => plain(text),
        }
    }

    /// A name of a closed list that goes with an analysis, such as `FOR` of `Side`, in the reader's words.
    pub(crate) fn choice(&self, of: &str, name: &str) -> Text {
        match self.ontology.choices().iter().find(|known| known.name == of) {
            Some(known) => self.named(&known.names(name)),
            None => plain(name),
        }
    }

    /// The resources, or the values, at the end of a way.
    pub(crate) fn ends(&self, id: Id, way: &Via) -> Vec<Id> {
        way.paths.iter().fold(vec![id], |from, &path| {
            let relation = self.data.snapshot.relation(path);
            from.into_iter().flat_map(|id| relation.row(id).iter().copied()).collect()
        })
    }

    /// The best text of a field.
    pub(crate) fn text(&self, id: Id, field: &Field) -> Option<Text> {
        let terms = self.data.snapshot.terms();
        let best = self.ranks.best(terms, self.data.snapshot.relation(field.path).row(id))?;
        Some(Text { value: terms.text(best).to_owned(), language: terms.language(best).map(str::to_owned) })
    }

    /// What the singular of a class is called.
    pub(crate) fn class_label(&self, class: &Class) -> Text {
        self.named(&class.names())
    }

    /// What a field is called.
    pub(crate) fn field_label(&self, field: &Field) -> Text {
        self.named(&field.names())
    }

    /// The name that the reader wants most.
    fn named(&self, names: &[Text]) -> Text {
        self.reader.pick(names).cloned().unwrap_or_default()
    }

    /// What something is called that the ontology has no shape for.
    pub(crate) fn iri(&self, iri: &str) -> Text {
        let node = NamedNode::new_unchecked(iri);
        let named =
            |property: &String| Some(texts(&self.data.triples, &node, property)).filter(|texts| !texts.is_empty());
        match self.ontology.named_by().iter().find_map(named) {
            Some(names) => self.reader.pick(&names).cloned().unwrap_or_else(|| plain(self.short(iri))),
            None => plain(self.short(iri)),
        }
    }

    /// The IRI with a prefix of the ontology, if one fits.
    pub(crate) fn short(&self, iri: &str) -> String {
        match self.ontology.prefixes().split(iri) {
            Some((prefix, rest)) if !rest.is_empty() && !rest.contains(['/', '#', '?']) => format!("{prefix}:{rest}"),
            _ => iri.to_owned(),
        }
    }

    /// The name of a resource by its IRI.
    pub(crate) fn of_iri(&self, iri: &str) -> Vec<Text> {
        match self.data.snapshot.terms().resource(iri) {
            Some(id) => self.resource(id),
            None => vec![self.iri(iri)],
        }
    }
}

/// A text without a language.
pub(crate) fn plain(value: impl Into<String>) -> Text {
    Text { value: value.into(), language: None }
}

fn local_name(iri: &str) -> &str {
    iri.trim_end_matches(['/', '#']).rsplit(['#', '/', ':']).next().unwrap_or(iri)
}
