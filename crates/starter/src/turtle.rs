//! The shapes as a file for people, with the evidence in comments.

use super::Materials;
use super::classes::{Class, Classes};
use super::fields::{Field, Fields, some};
use super::names::{ClassName, plural_of};
use super::namespaces::Namespaces;
use super::survey::Survey;
use super::vocabulary::{About, Vocabulary, is_of_the_language};
use oxigraph::model::{Literal, NamedNode};
use plenary_base::vocab::rdf;
use plenary_ontology::{local_name, lower_first};
use plenary_store::Input;
use plenary_store::turtle::{comment, declaration, string};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The node that says which shapes are public.
const SCHEMA: &str = "<urn:plenary:shapes>";
/// The line before what has no shape.
pub const REST: &str = "# What has no shape:";
/// Most characters of a description.
const DESCRIPTION: usize = 600;

/// All that is known.
pub(super) struct Draft<'a> {
    pub(super) materials: &'a Materials,
    pub(super) survey: Option<&'a Survey>,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) classes: &'a Classes,
    pub(super) class_names: &'a [ClassName],
    pub(super) fields: &'a Fields,
}

impl Draft<'_> {
    /// Writes the file.
    pub(super) fn write(&self, mut namespaces: Namespaces) -> String {
        let mut shapes = String::new();
        let mut public: Vec<String> =
            self.vocabulary.shapes.keys().map(|shape| namespaces.turtle(shape.as_str())).collect();
        for (class, name) in self.classes.all.iter().zip(self.class_names) {
            if !class.is_covered {
                public.push(shape_of(name));
                self.write_shape(class, name, &mut namespaces, &mut shapes);
            }
        }
        let rest = self.rest(&namespaces);
        let schema = self.schema(&public, &mut namespaces);
        let used = namespaces.used().into_iter();
        let prefixes: String = used.map(|(prefix, namespace)| declaration(prefix, namespace, 0)).collect();
        format!("{}\n{prefixes}\n{schema}{shapes}{rest}", self.head())
    }

    fn head(&self) -> String {
        let names = |inputs: &[Input]| inputs.iter().map(|input| comment(&input.name())).collect::<Vec<_>>().join(", ");
        let mut head = format!("# Starter shapes, written by `plenary shapes` {}", env!("CARGO_PKG_VERSION"));
        // Writing to a string cannot fail, here and below.
        if let Some(survey) = self.survey {
            let _ = write!(head, "\n#   from {}: {} statements", names(&self.materials.data), survey.triples);
        }
        if !self.materials.vocabulary.is_empty() {
            let _ = write!(head, "\n#   with what is declared in {}", names(&self.materials.vocabulary));
        }
        head += "\n# Each comment is the evidence for the line below it. What is written holds of all that was read; what is doubtful is\n\
                 # left looser and says so. Edit it: take out what clients need not see, tighten what you know to be a rule.\n";
        if !self.materials.command.is_empty() {
            let _ = writeln!(head, "# Serve it: {}", comment(&self.materials.command));
        }
        head
    }

    fn schema(&self, public: &[String], namespaces: &mut Namespaces) -> String {
        let mut text = format!("{SCHEMA} a graphql:Schema");
        if let Some(survey) = self.survey.filter(|survey| !survey.languages.is_empty()) {
            let mut languages: Vec<_> = survey.languages.iter().collect();
            languages.sort_by_key(|(language, count)| (std::cmp::Reverse(**count), (*language).clone()));
            let counts: Vec<_> = languages.iter().map(|(language, count)| format!("{language} {count}")).collect();
            let _ = write!(text, " ;\n    # texts in each language: {}", counts.join(", "));
            let tags: Vec<_> = languages.iter().take(8).map(|(language, _)| string(language)).collect();
            let _ = write!(text, "\n    ple:languages ( {} \"*\" )", tags.join(" "));
        }
        let prefixes: Vec<_> = namespaces
            .for_identifiers()
            .into_iter()
            .map(|(prefix, namespace)| format!("[ sh:prefix {} ; sh:namespace {} ]", string(prefix), string(namespace)))
            .collect();
        if !prefixes.is_empty() {
            let _ = write!(
                text,
                " ;\n    # identifiers may be written with these\n    sh:declare\n        {}",
                prefixes.join(" ,\n        ")
            );
        }
        if self.vocabulary.has_public_shapes {
            text += " ;\n    # besides the shapes that the files say are public already";
        }
        if !public.is_empty() {
            let _ = write!(text, " ;\n    graphql:publicShape\n        {}", public.join(" ,\n        "));
        }
        text + " .\n"
    }

    fn write_shape(&self, class: &Class, name: &ClassName, namespaces: &mut Namespaces, text: &mut String) {
        let [named, blank] = class.instances;
        let evidence = match (self.survey, blank) {
            (None, _) => "declared".to_owned(),
            (Some(_), 0) => count(named, "instance"),
            (Some(_), _) => format!("{}, {blank} of them without an IRI", count(named + blank, "instance")),
        };
        let turtle = namespaces.turtle(class.iri.as_str());
        let number = self.classes.find(&class.iri).unwrap_or_default();
        let _ = write!(text, "\n# {turtle}: {evidence}\n");
        for note in self.notes(class, number, namespaces) {
            let _ = writeln!(text, "#   {note}");
        }
        let about = self.vocabulary.classes.get(&class.iri).map(|declared| &declared.about);
        self.write_class(class, about, &turtle, namespaces, text);
        let _ = write!(text, "{} a sh:NodeShape ;\n    sh:targetClass {turtle}", shape_of(name));
        if name.name != local_name(class.iri.as_str()) {
            let _ = write!(text, " ;\n    graphql:name {}", string(&name.name));
        }
        let singular = lower_first(&name.name);
        if name.plural != plenary_ontology::plural(&singular) {
            let _ = write!(text, " ;\n    # {} → {}\n    ple:plural {}", singular, name.plural, string(&name.plural));
        }
        if let Some(about) = about {
            write_texts("sh:description", &about.comments, ";\n    ", text);
        }
        let fields = self.fields.of.get(&number).map(Vec::as_slice).unwrap_or_default();
        for field in fields.iter().filter(|field| !field.values.is_left_out) {
            write_field(field, namespaces, text);
        }
        *text += " .\n";
        for field in fields.iter().filter(|field| field.values.is_left_out) {
            let path = namespaces.shown(field.predicate.as_str());
            let _ = writeln!(text, "#   {path}: {}", field.values.evidence);
            for doubt in &field.values.doubts {
                let _ = writeln!(text, "#     left out: {doubt}");
            }
        }
    }

    /// What the class is called and what it is under.
    fn write_class(
        &self,
        class: &Class,
        about: Option<&About>,
        turtle: &str,
        namespaces: &mut Namespaces,
        text: &mut String,
    ) {
        let mut lines = Vec::new();
        if !class.parents.is_empty() {
            let above = class.parents.iter().map(|&parent| namespaces.turtle(self.classes.all[parent].iri.as_str()));
            lines.push(format!("rdfs:subClassOf {}", above.collect::<Vec<_>>().join(" , ")));
        }
        let labels: Vec<_> = about.into_iter().flat_map(|about| &about.labels).map(|label| label.to_string()).collect();
        if !labels.is_empty() && !self.is_described(&class.iri) {
            lines.push(format!("rdfs:label {}", labels.join(" , ")));
        }
        if !lines.is_empty() {
            let _ = writeln!(text, "{turtle} {} .", lines.join(" ; "));
        }
    }

    /// Whether the data speak of a class as of one of their things, so that a label here would be one of theirs.
    fn is_described(&self, class: &NamedNode) -> bool {
        self.survey.is_some_and(|survey| survey.described_classes.contains(class))
    }

    fn notes(&self, class: &Class, number: usize, namespaces: &mut Namespaces) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(unused) = self.fields.unused.get(&number) {
            notes.push(format!("declared for it, and no field here: {}", some(unused.iter(), namespaces)));
        }
        if self.survey.is_some() && class.sets.is_empty() {
            notes.push("no instance in the data".into());
        }
        notes
    }

    /// What became no shape, at the end of the file.
    fn rest(&self, namespaces: &Namespaces) -> String {
        let mut notes = Vec::new();
        let classes = self.classes;
        if !classes.beyond.is_empty() {
            notes.push(format!(
                "{} classes with fewer instances than those above: {}",
                classes.beyond.len(),
                some(classes.beyond.iter(), namespaces)
            ));
        }
        if !classes.without_instances.is_empty() {
            let (all, some) = (classes.without_instances.len(), some(classes.without_instances.iter(), namespaces));
            notes.push(format!("{all} declared classes without an instance in the data: {some}"));
        }
        if !self.fields.without_class.is_empty() {
            let without = &self.fields.without_class;
            notes.push(format!(
                "{} declared properties for which no class is said and no value stands above: {}",
                without.len(),
                some(without.iter(), namespaces)
            ));
        }
        if self.vocabulary.shapes_without_class > 0 {
            let shapes = self.vocabulary.shapes_without_class;
            notes
                .push(format!("{shapes} node shapes about no class: they need sh:targetClass, or are parts of others"));
        }
        if self.vocabulary.deprecated > 0 {
            notes.push(format!("{} classes and properties that are deprecated", self.vocabulary.deprecated));
        }
        if let Some(survey) = self.survey {
            notes.extend(rest_of_data(survey, self.classes, namespaces));
        }
        if notes.is_empty() {
            return String::new();
        }
        let notes: String = notes.iter().map(|note| format!("#   {note}\n")).collect();
        format!("\n{REST}\n{notes}")
    }
}

/// What of the data has no shape.
fn rest_of_data(survey: &Survey, classes: &Classes, namespaces: &Namespaces) -> Vec<String> {
    let mut notes = Vec::new();
    let mut of_language: BTreeMap<&NamedNode, u64> = BTreeMap::new();
    for (set, [named, blank]) in survey.sets.iter().zip(&survey.instances) {
        let is_without_shape = |class: &&NamedNode| is_of_the_language(class.as_str()) && classes.find(class).is_none();
        for class in set.iter().filter(is_without_shape) {
            *of_language.entry(class).or_default() += named + blank;
        }
    }
    let list = of_language.iter_mut().find(|(class, _)| class.as_str() == rdf::LIST);
    // `rdf:nil`, the empty list, is not a node that the data describe.
    if let Some((_, nodes)) = list {
        *nodes = nodes.saturating_sub(1);
    }
    for (class, instances) in of_language.into_iter().filter(|(_, instances)| *instances > 0) {
        let what =
            if class.as_str() == rdf::LIST { "nodes of lists" } else { "instances of a class of the language itself" };
        notes.push(format!("{instances} {what} ({})", namespaces.shown(class.as_str())));
    }
    let [named, blank] = survey.classless;
    if named + blank > 0 {
        let used = survey.uses.range((0, NamedNode::new_unchecked(""))..).take_while(|((set, _), _)| *set == 0);
        let mut used: Vec<_> = used.map(|((_, predicate), own)| (std::cmp::Reverse(own.subjects), predicate)).collect();
        used.sort();
        let have = some(used.into_iter().map(|(_, predicate)| predicate), namespaces);
        notes.push(format!(
            "{}, {blank} of them without an IRI, which have {have}",
            count(named + blank, "subject without a class")
        ));
    }
    notes
}

fn write_field(field: &Field, namespaces: &mut Namespaces, text: &mut String) {
    let predicate = namespaces.turtle(field.predicate.as_str());
    let mut parts = match field.is_inverse {
        true => vec![format!("sh:path [ sh:inversePath {predicate} ]")],
        false => vec![format!("sh:path {predicate}")],
    };
    if field.is_inverse || field.name != local_name(field.predicate.as_str()) {
        parts.push(format!("graphql:name {}", string(&field.name)));
    }
    parts.extend(field.values.constraints.iter().cloned());
    let _ = write!(text, " ;\n    # {}", comment(&field.values.evidence));
    for doubt in &field.values.doubts {
        let _ = write!(text, "\n    #   {}", comment(doubt));
    }
    let _ = write!(text, "\n    sh:property [ {}", parts.join(" ; "));
    write_texts("sh:name", &field.labels, ";\n        ", text);
    write_texts("sh:description", &field.comments, ";\n        ", text);
    *text += " ]";
}

fn write_texts(property: &str, texts: &[Literal], before: &str, text: &mut String) {
    let short = texts.iter().filter(|text| text.value().chars().count() <= DESCRIPTION);
    let shown: Vec<_> = short.map(|text| text.to_string()).collect();
    if !shown.is_empty() {
        let _ = write!(text, " {before}{property} {}", shown.join(" , "));
    }
}

fn shape_of(name: &ClassName) -> String {
    format!("shapes:{}", name.name)
}

fn count(count: u64, what: &str) -> String {
    match (count, what.split_once(' ')) {
        (1, _) => format!("1 {what}"),
        (_, Some((noun, rest))) => format!("{count} {} {rest}", plural_of(noun)),
        (_, None) => format!("{count} {}", plural_of(what)),
    }
}
