//! The ontology as a page: every term has a place of its own, named by the end of its IRI.

use super::View;
use super::describe::{ontology_terms, texts};
use super::frame::{Frame, layout};
use super::graph::{objects, ontology_iri};
use super::html::text;
use super::titles::Titles;
use crate::ontology::{Class, ClassId, Field, FieldKind, Ontology, Scalar, Text};
use crate::store::SYNTAXES;
use crate::vocab::{dct, owl, rdf, rdfs, sh, skos};
use maud::{Markup, html};
use oxigraph::model::{NamedNode, Term};

const DESCRIPTIONS: [&str; 3] = [rdfs::COMMENT, sh::DESCRIPTION, skos::DEFINITION];

/// A term that is not a public class.
struct Declared {
    iri: String,
    label: Text,
    description: Option<Text>,
    is_property: bool,
    /// The class that it is a shape of.
    shape_of: Option<String>,
}

/// The place of a term on the page: what comes after `#` in its IRI, or else a name.
pub(super) fn anchor(iri: &str, name: &str) -> String {
    iri.split_once('#').map_or(name, |(_, fragment)| fragment).to_owned()
}

/// The page.
pub fn ontology_page(view: View<'_>) -> String {
    let words = view.reader.words();
    let titles = Titles::new(view.data, view.ontology, view.reader);
    let iri = ontology_iri(&view.data.triples);
    let names = iri.as_ref().map(|iri| texts(&view.data.triples, iri, dct::TITLE)).unwrap_or_default();
    let title = view.reader.pick(&names).cloned();
    let declared = declared(view, &titles);
    let shapes = |class: &Class| {
        let class = class.iri.as_str().to_owned();
        declared.iter().filter(move |term| term.shape_of.as_ref() == Some(&class))
    };
    let (properties, others): (Vec<_>, Vec<_>) =
        declared.iter().filter(|term| term.shape_of.is_none()).partition(|term| term.is_property);
    let head = html! {
        @for syntax in SYNTAXES {
            link rel="alternate" type=(syntax.media_type) href=(view.addresses.file(&format!("ontology.{}", syntax.suffix)));
        }
    };
    let body = html! {
        p.kind { (words.say("ontology")) }
        h1 { @match &title { Some(title) => (text(title)), None => (words.say("ontology")) } }
        p.id {
            @if let Some(iri) = &iri { code dir="ltr" { (iri.as_str()) } }
            @if let Some(version) = view.ontology.version() { " · " (version) }
        }
        p { (links(view)) }
        section aria-labelledby="section-classes" {
            h2 #section-classes { (words.say("classes")) " " span.count { (view.ontology.declared_classes().count()) } }
            ul.links { @for class in view.ontology.declared_classes() { li {
                a href={ "#" (anchor(class.iri.as_str(), &class.name)) } { (text(&titles.class_label(class))) }
            } } }
            @for id in view.ontology.class_ids().filter(|&id| view.ontology.class(id).direct_of.is_none()) {
                (class_html(view, &titles, id, shapes(view.ontology.class(id))))
            }
        }
        section aria-labelledby="section-properties" {
            h2 #section-properties { (words.say("properties")) " " span.count { (properties.len()) } }
            @for term in properties { (term_html(&titles, term)) }
        }
        @if !others.is_empty() { section aria-labelledby="section-others" {
            h2 #section-others { (words.say("others")) }
            @for term in others { (term_html(&titles, term)) }
        } }
    };
    let name = title.map_or_else(|| words.say("ontology").to_owned(), |title| title.value);
    let own = view.addresses.file("ontology");
    layout(view, &Frame { title: &name, head: Some(head), own: Some(&own), ..Frame::default() }, &body)
}

/// The other forms of the ontology, and what is made of it.
fn links(view: View<'_>) -> Markup {
    html! {
        @for syntax in SYNTAXES {
            a href=(view.addresses.file(&format!("ontology.{}", syntax.suffix))) { (syntax.name) } " · "
        }
        a href=(view.addresses.file("graphql/schema")) { "schema.graphql" } " · "
        a href=(view.addresses.file("context.jsonld")) { "context.jsonld" }
    }
}

fn declared(view: View<'_>, titles: &Titles<'_>) -> Vec<Declared> {
    let triples = &view.data.triples;
    let mut declared = Vec::new();
    for iri in ontology_terms(triples, view.ontology).into_iter().take_while(|_| view.goes_on()) {
        let is_class = view.ontology.classes().iter().any(|class| class.iri.as_str() == iri);
        if is_class || !iri.contains('#') {
            continue;
        }
        let node = NamedNode::new_unchecked(iri.as_str());
        let types = objects(triples, node.as_ref().into(), rdf::TYPE);
        let is = |class: &str| types.iter().any(|ty| matches!(ty, Term::NamedNode(ty) if ty.as_str() == class));
        let shape_of =
            objects(triples, node.as_ref().into(), sh::TARGET_CLASS).into_iter().find_map(|class| match class {
                // A shape of a class that the API does not show stands by itself.
                Term::NamedNode(class) if view.ontology.classes().iter().any(|shown| shown.iri == class) => {
                    Some(class.into_string())
                }
                _ => None,
            });
        let mut description = None;
        for property in DESCRIPTIONS {
            let said = texts(triples, &node, property);
            description = description.or_else(|| view.reader.pick(&said).cloned());
        }
        declared.push(Declared {
            label: titles.iri(&iri),
            description,
            is_property: owl::PROPERTIES.iter().any(|class| is(class)),
            shape_of,
            iri,
        });
    }
    declared
}

fn class_html<'a>(
    view: View<'_>,
    titles: &Titles<'_>,
    id: ClassId,
    shapes: impl Iterator<Item = &'a Declared>,
) -> Markup {
    let class = view.ontology.class(id);
    let above = class.superclasses.iter().map(|&above| view.ontology.class(above));
    let count = view.data.snapshot.extent(id).len();
    html! {
        div.term id=(anchor(class.iri.as_str(), &class.name)) {
            h3 { (text(&titles.class_label(class))) " " span.count { (count) } }
            p.id {
                code { (titles.short(class.iri.as_str())) }
                @for above in above { " < " a href={ "#" (anchor(above.iri.as_str(), &above.name)) } { (above.name) } }
                @for shape in shapes { " · " span id=(anchor(&shape.iri, &shape.iri)) { (titles.short(&shape.iri)) } }
            }
            @if let Some(description) = view.reader.pick(&class.descriptions) { p { (text(description)) } }
            table aria-label=(view.reader.words().say("fields")) {
                tbody { @for field in &class.fields { tr {
                    th scope="row" { code title=(view.ontology.path(field.path)) { (field.name) } }
                    td { (kind_html(view.ontology, field)) }
                    td { @if let Some(description) = view.reader.pick(&field.descriptions) { (text(description)) } }
                } } }
            }
        }
    }
}

fn kind_html(ontology: &Ontology, field: &Field) -> Markup {
    let name = |scalar: Scalar| match scalar {
        Scalar::Enum(id) => ontology.enumeration(id).name.clone(),
        other => format!("{other:?}"),
    };
    html! {
        @match field.kind {
            FieldKind::Value { scalar, .. } => code { (name(scalar)) },
            FieldKind::Values { scalar } => code { "[" (name(scalar)) "]" },
            FieldKind::Text { .. } => code { "Text" },
            FieldKind::Texts => code { "[Text]" },
            FieldKind::Link { class, .. } => (class_link(ontology.class(class), "", "")),
            FieldKind::Links { class } => (class_link(ontology.class(class), "[", "]")),
            FieldKind::Connection { class } => (class_link(ontology.class(class), "[", "…]")),
        }
    }
}

fn class_link(class: &Class, before: &str, after: &str) -> Markup {
    html! { code { (before) a href={ "#" (anchor(class.iri.as_str(), &class.name)) } { (class.name) } (after) } }
}

fn term_html(titles: &Titles<'_>, term: &Declared) -> Markup {
    html! {
        div.term id=(anchor(&term.iri, &term.iri)) {
            h3 { (text(&term.label)) }
            p.id { code { (titles.short(&term.iri)) } }
            @if let Some(description) = &term.description { p { (text(description)) } }
        }
    }
}
