//! Facts: what is said, with what it rests on. The ontology says how a class leads to its document (`ple:sourceVia`) and what a place in
//! one is (`ple:excerpt`); what it does not have is absent from a fact, and nothing is made up for it.

use super::asker::Asker;
use crate::ontology::{Class, ClassId, Excerpts, Field, FieldKind, Ontology, PathId, Scalar};
use crate::query::Reader;
use serde_json::{Map, Value, json};

/// The fields by which a class says how an assertion was made and how sure it is, where it has them.
const ASSERTED: [&str; 4] = ["method", "confidence", "explicit", "reviewedBy"];

/// How the resources of a class lead to their document, and what is said on the way.
#[derive(Debug, Clone)]
pub(super) struct Evidence {
    levels: Vec<Level>,
    asserted: Vec<&'static str>,
}

/// One resource on the way, which begins with the one that has the evidence.
#[derive(Debug, Clone)]
struct Level {
    /// The field that gives its texts in all languages.
    texts: Option<String>,
    /// The field of one text in one language, for conditions.
    text: Option<String>,
    kind: Kind,
    next: Option<Step>,
}

/// The field that leads to the next resource on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    field: String,
    /// Whether it leads to a short list, of which the first counts: a paragraph may stand at several places.
    is_list: bool,
}

#[derive(Debug, Clone)]
enum Kind {
    /// What is said, or what stands between that and its place.
    Other,
    /// A place in a document.
    Place {
        /// The fields that say where it is.
        fields: Vec<String>,
        quote: Option<String>,
        /// Those of the fields that say it in words, such as the first of the passage.
        in_words: Vec<String>,
    },
    /// The document.
    Document { title: Option<String>, digest: Option<String>, language: Option<String> },
}

impl Evidence {
    /// The evidence of a class; none if it declares none, or one that is a list.
    pub(super) fn of(ontology: &Ontology, class: ClassId) -> Option<Self> {
        let way = ontology.class(class).source_ways.iter().find_map(|way| single(ontology, class, &way.paths))?;
        let mut levels = vec![Level::of(ontology, class)];
        for (step, class) in way {
            if let Some(last) = levels.last_mut() {
                last.next = Some(step);
            }
            levels.push(Level::of(ontology, class));
        }
        let has = |name: &&&str| {
            matches!(ontology.class(class).field(name).map(|field| field.kind), Some(FieldKind::Value { .. }))
        };
        // What is said stands right before its place; texts earlier on the way only say what that is about.
        if let Some(place) = levels.iter().position(|level| matches!(level.kind, Kind::Place { .. })) {
            for level in &mut levels[..place.saturating_sub(1)] {
                (level.text, level.texts) = (None, None);
            }
        }
        Some(Self { levels, asserted: ASSERTED.iter().filter(has).copied().collect() })
    }

    /// What is asked of a resource of the class, its identifier included.
    pub(super) fn selection(&self) -> String {
        let mut selection = String::new();
        for level in self.levels.iter().rev() {
            let next = match &level.next {
                Some(Step { field, is_list: true }) => format!(" next: {field}(first: 1) {{ {selection} }}"),
                Some(Step { field, is_list: false }) => format!(" next: {field} {{ {selection} }}"),
                None => String::new(),
            };
            selection = format!("iri: id {}{next}", level.selection());
        }
        format!("{selection} {}", self.asserted.join(" "))
    }

    /// Whether the class itself has the text, and its place is the next: such are the sentences of a record.
    pub(super) fn is_sentence(&self) -> bool {
        self.levels[0].texts.is_some()
            && matches!(self.levels.get(1).map(|level| &level.kind), Some(Kind::Place { .. }))
    }

    /// The field for the words of the document, if the class is that of places.
    pub(super) fn quote(&self) -> Option<&str> {
        match &self.levels[0].kind {
            Kind::Place { quote, .. } => quote.as_deref(),
            _ => None,
        }
    }

    /// The condition on the class of sentences that the place of one is told in words that have some.
    pub(super) fn on_words_of_place(&self, words: &str) -> Option<Value> {
        let Step { field, is_list } = self.levels.first()?.next.as_ref()?;
        let Kind::Place { in_words, .. } = &self.levels.get(1)?.kind else { return None };
        let has =
            |name: &String| Value::Object(Map::from_iter([(name.clone(), json!({ "containsInsensitive": words }))]));
        let any = json!({ "or": in_words.iter().map(has).collect::<Vec<_>>() });
        let place = if *is_list { json!({ "some": any }) } else { any };
        (!in_words.is_empty()).then(|| Value::Object(Map::from_iter([(field.clone(), place)])))
    }

    /// The words in which the place of a sentence is told, in what was asked of it.
    pub(super) fn words_of_place<'n>(&self, node: &'n Value) -> impl Iterator<Item = &'n str> {
        let names = match self.levels.get(1).map(|level| &level.kind) {
            Some(Kind::Place { in_words, .. }) => in_words.as_slice(),
            _ => &[],
        };
        let place = following(node);
        names.iter().filter_map(|name| place[name].as_str()).collect::<Vec<_>>().into_iter()
    }

    /// The condition on the class that its text meets one.
    pub(super) fn on_text(&self, condition: Value) -> Option<Value> {
        let at = self.levels.iter().position(|level| level.text.is_some())?;
        let own = Value::Object(Map::from_iter([(self.levels[at].text.clone()?, condition)]));
        let links = self.levels[..at].iter().rev().filter_map(|level| level.next.as_ref());
        Some(links.fold(own, |condition, step| Value::Object(Map::from_iter([(step.field.clone(), condition)]))))
    }

    /// A fact of what was asked with [`Evidence::selection`].
    pub(super) fn fact<R: Reader>(&self, asker: &Asker<'_, R>, node: &Value) -> Map<String, Value> {
        let mut fact = Map::new();
        let iri = node["iri"].as_str().unwrap_or_default();
        fact.insert("iri".to_owned(), iri.into());
        let mut at = node;
        for level in &self.levels {
            level.add(asker, at, &mut fact);
            at = following(at);
        }
        for name in &self.asserted {
            put(&mut fact, name, node[*name].clone());
        }
        put(&mut fact, "url", asker.url(iri).into());
        put(&mut fact, "t", asker.whereabouts.t.into());
        fact
    }

    /// All texts of what was asked, in all languages, for who looks for words among them.
    pub(super) fn all_texts(&self, node: &Value) -> Vec<crate::ontology::Text> {
        let mut at = node;
        let mut all = Vec::new();
        for _ in &self.levels {
            all.extend(super::asker::texts(&at["texts"]));
            at = following(at);
        }
        all
    }
}

impl Level {
    fn of(ontology: &Ontology, id: ClassId) -> Self {
        let class = ontology.class(id);
        let is_place = ontology.excerpts().iter().find(|excerpts| excerpts.class == id);
        let is_document = ontology.excerpts().iter().find(|excerpts| document(ontology, excerpts) == Some(id));
        let kind = match (is_place, is_document) {
            (Some(excerpts), _) => place(class, excerpts),
            (None, Some(excerpts)) => Kind::Document {
                title: class.title_field().map(|field| field.name.clone()),
                digest: name_of(class, excerpts.digest.path),
                language: excerpts.language.and_then(|path| name_of(class, path)),
            },
            (None, None) => Kind::Other,
        };
        let text = match kind {
            // What is said, rather than what it is called.
            Kind::Other => {
                let mut texts: Vec<_> =
                    class.fields.iter().filter(|field| matches!(field.kind, FieldKind::Text { .. })).collect();
                texts.sort_by_key(|field| field.is_name);
                texts.first().copied()
            }
            _ => None,
        };
        let texts = text.and_then(|text| {
            class.fields.iter().find(|field| field.path == text.path && field.kind == FieldKind::Texts)
        });
        let name = |field: &Field| field.name.clone();
        Self { texts: texts.map(name), text: text.map(name), kind, next: None }
    }

    fn selection(&self) -> String {
        let texts = self.texts.as_ref().map(|texts| format!("texts: {texts} {{ value lang }}"));
        let kind = match &self.kind {
            Kind::Other => String::new(),
            Kind::Place { fields, quote, .. } => {
                let quote = quote.as_ref().map(|quote| format!(" quote: {quote}")).unwrap_or_default();
                format!("{}{quote}", fields.join(" "))
            }
            Kind::Document { title, digest, language } => {
                let parts = [("label", title), ("digest", digest), ("language", language)];
                let parts = parts.into_iter().filter_map(|(alias, name)| Some(format!("{alias}: {}", name.as_ref()?)));
                parts.collect::<Vec<_>>().join(" ")
            }
        };
        format!("{} {kind}", texts.unwrap_or_default())
    }

    fn add<R: Reader>(&self, asker: &Asker<'_, R>, node: &Value, fact: &mut Map<String, Value>) {
        if !node.is_object() {
            return;
        }
        if let Some(text) = asker.best(&node["texts"]).filter(|_| !fact.contains_key("text")) {
            put(fact, "text", text.value.into());
            put(fact, "lang", text.language.into());
        }
        match &self.kind {
            Kind::Other => {}
            Kind::Place { fields, .. } => {
                let values = fields.iter().map(|name| (name.clone(), node[name].clone()));
                let place: Map<_, _> = values.filter(|(_, value)| !value.is_null()).collect();
                fact.insert("place".to_owned(), place.into());
                put(fact, "quote", node["quote"].clone());
            }
            Kind::Document { .. } => {
                let mut document = Map::new();
                for name in ["iri", "label", "digest", "language"] {
                    put(&mut document, name, node[name].clone());
                }
                fact.insert("document".to_owned(), document.into());
            }
        }
    }
}

/// What a resource of an answer leads to.
fn following(node: &Value) -> &Value {
    match &node["next"] {
        Value::Array(list) => list.first().unwrap_or(&Value::Null),
        next => next,
    }
}

/// Adds a member that has a value.
pub(super) fn put(object: &mut Map<String, Value>, name: &str, value: Value) {
    if !value.is_null() {
        object.insert(name.to_owned(), value);
    }
}

/// The fields that say where a place is: all that have one value each, but for its words.
fn place(class: &Class, excerpts: &Excerpts) -> Kind {
    let optional = [&excerpts.context, &excerpts.context_start];
    let words: Vec<PathId> =
        std::iter::once(excerpts.quote.path).chain(optional.into_iter().flatten().map(|role| role.path)).collect();
    let fields = class.fields.iter().filter(|field| matches!(field.kind, FieldKind::Value { .. }));
    let fields: Vec<_> = fields.filter(|field| !words.contains(&field.path)).collect();
    let is_in_words = |field: &&&Field| matches!(&field.kind, FieldKind::Value { scalar: Scalar::String, .. });
    let name = |field: &&Field| field.name.clone();
    Kind::Place {
        in_words: fields.iter().filter(is_in_words).map(name).collect(),
        fields: fields.iter().map(name).collect(),
        quote: name_of(class, excerpts.quote.path),
    }
}

/// The class of the documents of places.
fn document(ontology: &Ontology, excerpts: &Excerpts) -> Option<ClassId> {
    let fields = &ontology.class(excerpts.class).fields;
    fields.iter().find(|field| field.path == excerpts.document.path)?.kind.class()
}

/// The fields of a way and the classes that they lead to; none if one of them is a list, but for a short one of places.
fn single(ontology: &Ontology, from: ClassId, paths: &[PathId]) -> Option<Vec<(Step, ClassId)>> {
    let mut class = from;
    let step = |path: &PathId| {
        let field = ontology.class(class).fields.iter().find(|field| field.path == *path)?;
        let is_place = |class: ClassId| ontology.excerpts().iter().any(|excerpts| excerpts.class == class);
        let (next, is_list) = match field.kind {
            FieldKind::Link { class, .. } => (class, false),
            FieldKind::Links { class } if is_place(class) => (class, true),
            _ => return None,
        };
        class = next;
        Some((Step { field: field.name.clone(), is_list }, next))
    };
    paths.iter().map(step).collect()
}

/// The name of the field of a path.
pub(super) fn name_of(class: &Class, path: PathId) -> Option<String> {
    class.fields.iter().find(|field| field.path == path).map(|field| field.name.clone())
}
