//! What a page about a resource says, before it is HTML: fields by the ontology, in its order, and what else is known.

use super::ontology_page::anchor;
use super::quoted::{Quoted, is_shown, quoted};
use super::sections::{Link, PER_PAGE, Section, Sections, Value};
use super::sources::{SourceStep, sources};
use super::titles::Titles;
use super::{Description, View};
use crate::ontology::{Class, Field, FieldKind, Scalar, Text};
use crate::snapshot::Id;
use oxigraph::model::NamedNode;

/// A page about one resource.
#[derive(Debug)]
pub struct ResourcePage {
    pub(super) iri: NamedNode,
    pub(super) title: Vec<Text>,
    pub(super) class: Option<Link>,
    /// What is written there, if it is a place in a document.
    pub(super) quoted: Option<Quoted>,
    pub(super) facts: Vec<Section>,
    pub(super) relations: Vec<Section>,
    pub(super) names: Vec<Text>,
    pub(super) other_names: Vec<Section>,
    pub(super) sources: Vec<Vec<SourceStep>>,
    pub(super) elsewhere: Vec<Section>,
    pub(super) more: Vec<Section>,
    pub(super) leads_here: Vec<Section>,
    /// The triples that begin at the resource, for machines that read the page.
    pub(super) json_ld: String,
}

/// A page of one relationship of a resource.
#[derive(Debug)]
pub struct ListPage {
    pub(super) of: Link,
    pub(super) section: Section,
    /// What the resources below are called whose relationship it is.
    pub(super) below: Option<Text>,
    pub(super) iri: NamedNode,
    pub(super) field: String,
    pub(super) page: usize,
    pub(super) pages: usize,
}

impl ResourcePage {
    /// Reads all that a page about a resource says.
    pub fn new(view: View<'_>, description: &Description, json_ld: String) -> Self {
        let titles = Titles::new(view.data, view.ontology, view.reader);
        let iri = &description.iri;
        let mut page = Self {
            iri: iri.clone(),
            title: titles.of_iri(iri.as_str()),
            class: None,
            quoted: None,
            facts: Vec::new(),
            relations: Vec::new(),
            names: Vec::new(),
            other_names: Vec::new(),
            sources: Vec::new(),
            elsewhere: Vec::new(),
            more: Vec::new(),
            leads_here: Vec::new(),
            json_ld,
        };
        let maker = Sections { view, titles: &titles };
        let known = view.data.snapshot.terms().resource(iri.as_str());
        let typed = known.and_then(|id| Some((id, titles.class(id)?)));
        if let Some((id, class)) = typed {
            page.read_fields(&maker, id, class);
        }
        page.more = maker.more(description, typed.map(|(_, class)| class));
        if typed.is_none() {
            page.leads_here = maker.leads_here(description);
        }
        page
    }

    fn read_fields(&mut self, maker: &Sections<'_>, id: Id, class: &Class) {
        let place = anchor(class.iri.as_str(), &class.name);
        let href = format!("{}#{place}", maker.view.addresses.page("ontology"));
        self.class = Some(Link { href, title: vec![maker.titles.class_label(class)] });
        self.sources = sources(maker.view, maker.titles, id, class);
        self.quoted = quoted(maker.view, id);
        let title = class.title_field();
        for field in &class.fields {
            let is_title = title.is_some_and(|title| title.path == field.path);
            match field.kind {
                FieldKind::Texts if is_title => self.names = maker.other_names(id, field, &self.title),
                FieldKind::Text { .. } if is_title => {}
                _ if is_shown(maker.view, id, field) => {}
                // The companion with all translations of a text: the text itself is shown.
                FieldKind::Texts if class.fields.iter().any(|text| is_companion(text, field)) => {}
                _ => {
                    let Some(section) = maker.section(id, class, field) else { continue };
                    match field.kind {
                        FieldKind::Texts => self.other_names.push(section),
                        FieldKind::Connection { .. } => self.relations.push(section),
                        FieldKind::Value { scalar: Scalar::Iri, .. } | FieldKind::Values { scalar: Scalar::Iri } => {
                            self.elsewhere.push(section);
                        }
                        _ => self.facts.push(section),
                    }
                }
            }
        }
    }
}

fn is_companion(text: &Field, field: &Field) -> bool {
    matches!(text.kind, FieldKind::Text { .. }) && text.path == field.path
}

impl ListPage {
    /// A page of a relationship, counted from 1; none if the resource has no such relationship or the page is past the end.
    /// With `below` it is what the resources below it have and it has not itself.
    pub fn new(view: View<'_>, iri: &NamedNode, field: &str, below: bool, page: usize) -> Option<Self> {
        let titles = Titles::new(view.data, view.ontology, view.reader);
        let maker = Sections { view, titles: &titles };
        let id = view.data.snapshot.terms().resource(iri.as_str())?;
        let class = titles.class(id)?;
        let field = class.field(field).filter(|field| field.kind.class().is_some())?;
        let below = if below { Some(maker.below(id, class, field)?) } else { None };
        let row = match &below {
            Some((_, found)) => found.as_slice(),
            None => view.data.snapshot.relation(field.path).row(id),
        };
        let ordered = maker.view.data.snapshot.in_list_order(field.path, id, row).filter(|_| below.is_none());
        let ordered = ordered.or_else(|| maker.by_name(field, row));
        let row = ordered.as_deref().unwrap_or(row);
        let pages = row.len().div_ceil(PER_PAGE).max(1);
        let start = page.checked_sub(1).filter(|_| page <= pages)? * PER_PAGE;
        let shown = &row[start..row.len().min(start + PER_PAGE)];
        Some(Self {
            of: maker.link(id),
            section: Section {
                values: shown.iter().map(|&end| Value::Link(maker.link(end))).collect(),
                count: row.len(),
                ..maker.empty(field)
            },
            below: below.map(|(label, _)| label),
            iri: iri.clone(),
            field: field.name.clone(),
            page,
            pages,
        })
    }
}
