//! The catalogue entry of the dataset: DCAT-AP 3 for portals, VoID for machines that follow links.

use super::eu_languages::authority;
use super::graph::{Graph, objects};
use super::statistics::Linkset;
use super::{Data, Dump, Error, Service, Site, Statistics};
use crate::ontology::Ontology;
use crate::store::SYNTAXES;
use crate::vocab::{dcat, dct, foaf, prov, spdx, void, xsd};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Quad, Term};
use oxsdatatypes::{Date, DateTime, DayTimeDuration, Decimal};
use std::cmp::Ordering;
use std::str::FromStr;
use std::time::SystemTime;

/// What the dataset may say of itself that the catalogue repeats as it is.
const REPEATED: [&str; 5] = [dct::TITLE, dct::DESCRIPTION, dcat::KEYWORD, dcat::VERSION, void::VOCABULARY];
/// A dump as the catalogue describes it.
pub(super) struct Described {
    /// Its file.
    pub(super) name: &'static str,
    /// Its syntax.
    pub(super) title: &'static str,
    /// The media type before compression.
    media_type: &'static str,
    /// The syntax in the EU's table of file types, which DCAT-AP wants.
    file_type: &'static str,
}

/// The dumps.
pub(super) const DUMPS: [Described; 2] = [
    Described { name: Dump::NQUADS, title: "N-Quads", media_type: "application/n-quads", file_type: "RDF_N_QUADS" },
    Described { name: Dump::TRIG, title: "TriG", media_type: "application/trig", file_type: "RDF_TRIG" },
];
const FILE_TYPES: &str = "http://publications.europa.eu/resource/authority/file-type/";
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";

/// The entry as triples, with all counts taken from the data, and the services that answer from them.
///
/// # Errors
/// If a dump cannot be made.
pub fn catalogue(data: &Data, ontology: &Ontology, site: &Site, services: &[Service]) -> Result<Vec<Quad>, Error> {
    let root = site.absolute();
    let here = |path: &str| NamedNode::new_unchecked(format!("{root}{path}"));
    let mut entry = Entry {
        data,
        root,
        dataset: data.dataset().cloned().unwrap_or_else(|| here("catalog#dataset")),
        catalogue: here("catalog"),
        statistics: data.statistics(),
        changed: changed(data),
        graph: Graph::default(),
    };
    let dumps = data.dumps(ontology.prefixes())?;
    entry.catalogue();
    entry.dataset(&here);
    for described in &DUMPS {
        if let Some(dump) = dumps.named(described.name) {
            entry.distribution(&here(described.name), described, dump);
        }
    }
    services.iter().for_each(|service| entry.service(&here, service));
    entry.void(&here);
    Ok(entry.graph.0)
}

struct Entry<'a> {
    data: &'a Data,
    root: &'a str,
    dataset: NamedNode,
    catalogue: NamedNode,
    statistics: &'a Statistics,
    changed: Option<Literal>,
    graph: Graph,
}

impl Entry<'_> {
    fn said(&self, property: &str) -> Vec<Term> {
        objects(&self.data.triples, self.dataset.as_ref().into(), property)
    }

    fn catalogue(&mut self) {
        let (catalogue, dataset) = (self.catalogue.clone(), self.dataset.clone());
        self.graph.ty(&catalogue, dcat::CATALOG);
        self.graph.add(&catalogue, dcat::DATASET_LINK, dataset);
        for property in [dct::TITLE, dct::DESCRIPTION] {
            self.texts(&catalogue, property);
        }
        self.graph.link(&catalogue, foaf::HOMEPAGE, self.root);
        self.graph.ty(&NamedNode::new_unchecked(self.root), foaf::DOCUMENT);
        self.terms_of_use(&catalogue);
        self.modified(&catalogue);
    }

    /// The texts that the dataset has for a property; where it has none, one that DCAT-AP can do with.
    fn texts(&mut self, subject: &NamedNode, property: &str) {
        let said = self.said(property);
        if said.is_empty() {
            self.graph.text(subject, property, "The data of a Plenary server", "en");
        }
        said.into_iter().for_each(|text| self.graph.add(subject, property, text));
    }

    /// Licence and publisher.
    fn terms_of_use(&mut self, subject: &NamedNode) {
        // DCAT-AP takes one licence.
        if let Some(Term::NamedNode(licence)) = self.said(dct::LICENSE).into_iter().next() {
            self.graph.ty(&licence, dct::LICENSE_DOCUMENT);
            self.graph.add(subject, dct::LICENSE, licence);
        }
        let said = self.said(dct::PUBLISHER).into_iter().find_map(|publisher| match publisher {
            Term::NamedNode(publisher) => Some(publisher),
            _ => None,
        });
        let publisher = said.unwrap_or_else(|| NamedNode::new_unchecked(format!("{}#publisher", self.root)));
        let names = objects(&self.data.triples, publisher.as_ref().into(), foaf::NAME);
        self.graph.ty(&publisher, foaf::AGENT);
        if names.is_empty() {
            self.graph.add(&publisher, foaf::NAME, Literal::new_simple_literal(self.root));
        }
        names.into_iter().for_each(|name| self.graph.add(&publisher, foaf::NAME, name));
        self.graph.add(subject, dct::PUBLISHER, publisher);
    }

    /// When the data changed last; nothing if neither they nor their files say it.
    fn modified(&mut self, subject: &NamedNode) {
        if let Some(changed) = self.changed.clone() {
            self.graph.add(subject, dct::MODIFIED, changed);
        }
    }

    fn dataset(&mut self, here: &impl Fn(&str) -> NamedNode) {
        let dataset = self.dataset.clone();
        self.graph.ty(&dataset, dcat::DATASET);
        for property in REPEATED {
            if [dct::TITLE, dct::DESCRIPTION].contains(&property) {
                self.texts(&dataset, property);
            } else {
                self.said(property).into_iter().for_each(|value| self.graph.add(&dataset, property, value));
            }
        }
        // What it was made of are pages and files, no datasets with an entry, so DCAT's dct:source is too much.
        for source in self.said(dct::SOURCE) {
            self.graph.add(&dataset, prov::WAS_DERIVED_FROM, source);
        }
        for language in &self.data.snapshot.dataset().languages {
            let Some(system) = authority(language).map(NamedNode::new_unchecked) else { continue };
            self.graph.ty(&system, dct::LINGUISTIC_SYSTEM);
            self.graph.add(&dataset, dct::LANGUAGE, system);
        }
        self.terms_of_use(&dataset);
        self.modified(&dataset);
        self.graph.link(&dataset, foaf::PAGE, self.root);
        for (path, title) in [("ontology", "Ontology"), ("context.jsonld", "JSON-LD context")] {
            let standard = here(path);
            self.graph.ty(&standard, dct::STANDARD);
            self.graph.text(&standard, dct::TITLE, title, "en");
            self.graph.add(&dataset, dct::CONFORMS_TO, standard);
        }
    }

    fn distribution(&mut self, file: &NamedNode, described: &Described, dump: &Dump) {
        let title = described.title;
        let named = |part: &str| NamedNode::new_unchecked(format!("{}#{part}-{title}", self.catalogue.as_str()));
        let (distribution, checksum) = (named("dump"), named("checksum"));
        let [media_type, gzip] =
            [described.media_type, "application/gzip"].map(|ty| NamedNode::new_unchecked(format!("{MEDIA_TYPES}{ty}")));
        let file_type = NamedNode::new_unchecked(format!("{FILE_TYPES}{}", described.file_type));
        let dataset = self.dataset.clone();
        let graph = &mut self.graph;
        graph.add(&dataset, dcat::DISTRIBUTION_LINK, distribution.clone());
        graph.add(&dataset, void::DATA_DUMP, file.clone());
        graph.ty(&distribution, dcat::DISTRIBUTION);
        graph.text(&distribution, dct::TITLE, &format!("All triples with their graphs, {title}, gzip"), "en");
        graph.add(&distribution, dcat::ACCESS_URL, file.clone());
        graph.add(&distribution, dcat::DOWNLOAD_URL, file.clone());
        graph.add(&distribution, dct::FORMAT, file_type.clone());
        graph.ty(&file_type, dct::MEDIA_TYPE_OR_EXTENT);
        for (property, ty) in [(dcat::MEDIA_TYPE, &media_type), (dcat::COMPRESS_FORMAT, &gzip)] {
            graph.add(&distribution, property, ty.clone());
            graph.ty(ty, dct::MEDIA_TYPE);
            graph.ty(ty, dct::MEDIA_TYPE_OR_EXTENT);
        }
        graph.add(&distribution, dcat::BYTE_SIZE, typed(dump.bytes.to_string(), xsd::NON_NEGATIVE_INTEGER));
        graph.add(&distribution, spdx::CHECKSUM_LINK, checksum.clone());
        graph.ty(&checksum, spdx::CHECKSUM);
        graph.link(&checksum, spdx::ALGORITHM, spdx::SHA256);
        graph.ty(&NamedNode::new_unchecked(spdx::SHA256), spdx::CHECKSUM_ALGORITHM);
        graph.add(&checksum, spdx::CHECKSUM_VALUE, typed(dump.sha256_hex(), xsd::HEX_BINARY));
        self.terms_of_use(&distribution);
        self.modified(&distribution);
    }

    /// A service, and the distribution that is had from it.
    fn service(&mut self, here: &impl Fn(&str) -> NamedNode, known: &Service) {
        let Service { name, endpoint, description } = *known;
        let (node, url) = (here(&format!("catalog#{endpoint}")), here(endpoint));
        let distribution = here(&format!("catalog#access-{endpoint}"));
        let (catalogue, dataset) = (self.catalogue.clone(), self.dataset.clone());
        let graph = &mut self.graph;
        graph.ty(&node, dcat::DATA_SERVICE);
        graph.text(&node, dct::TITLE, name, "en");
        graph.add(&node, dcat::ENDPOINT_URL, url.clone());
        graph.add(&node, dcat::ENDPOINT_DESCRIPTION, here(description));
        graph.add(&node, dcat::SERVES_DATASET, dataset.clone());
        graph.add(&catalogue, dcat::SERVICE, node.clone());
        graph.add(&dataset, dcat::DISTRIBUTION_LINK, distribution.clone());
        graph.ty(&distribution, dcat::DISTRIBUTION);
        graph.text(&distribution, dct::TITLE, &format!("Answers to questions in {name}"), "en");
        graph.add(&distribution, dcat::ACCESS_URL, url.clone());
        graph.add(&distribution, dcat::ACCESS_SERVICE, node);
        if *known == Service::SPARQL {
            graph.add(&dataset, void::SPARQL_ENDPOINT, url);
        }
        self.terms_of_use(&distribution);
        self.modified(&distribution);
    }

    fn void(&mut self, here: &impl Fn(&str) -> NamedNode) {
        let (dataset, statistics) = (self.dataset.clone(), self.statistics);
        let description = here(".well-known/void");
        self.graph.ty(&description, void::DATASET_DESCRIPTION);
        self.graph.add(&description, foaf::PRIMARY_TOPIC, dataset.clone());
        self.graph.ty(&dataset, void::DATASET);
        if let Some(space) = self.data.space() {
            self.graph.add(&dataset, void::URI_SPACE, Literal::new_simple_literal(space));
        }
        let snapshot = &self.data.snapshot;
        let entities = snapshot.terms().resources().filter(|&id| snapshot.type_of(id).is_some()).count();
        let classes: Vec<_> = snapshot.dataset().classes.iter().filter(|class| class.count > 0).collect();
        self.graph.count(&dataset, void::TRIPLES, statistics.triples);
        self.graph.count(&dataset, void::ENTITIES, entities as u64);
        self.graph.count(&dataset, void::CLASSES, classes.len() as u64);
        self.graph.count(&dataset, void::PROPERTIES, statistics.properties.len() as u64);
        self.graph.add(&dataset, void::URI_LOOKUP_ENDPOINT, here("describe?iri="));
        SYNTAXES.iter().for_each(|syntax| self.graph.link(&dataset, void::FEATURE, syntax.iri));
        for class in classes {
            let partition = here(&format!("catalog#class-{}", class.name));
            self.graph.add(&dataset, void::CLASS_PARTITION, partition.clone());
            self.graph.link(&partition, void::CLASS, &class.iri);
            self.graph.count(&partition, void::ENTITIES, class.count);
        }
        for (number, (property, count)) in (1..).zip(&statistics.properties) {
            self.partition(&dataset, &here(&format!("catalog#property-{number}")), property, *count);
        }
        for (number, linkset) in (1..).zip(&statistics.linksets) {
            self.linkset(here, number, linkset);
        }
    }

    fn partition(&mut self, whole: &NamedNode, partition: &NamedNode, property: &str, count: u64) {
        self.graph.add(whole, void::PROPERTY_PARTITION, partition.clone());
        self.graph.link(partition, void::PROPERTY, property);
        self.graph.count(partition, void::TRIPLES, count);
    }

    fn linkset(&mut self, here: &impl Fn(&str) -> NamedNode, number: usize, linkset: &Linkset) {
        let dataset = self.dataset.clone();
        let node = here(&format!("catalog#links-{number}"));
        let target = linkset.dataset.clone().unwrap_or_else(|| here(&format!("catalog#target-{number}")));
        self.graph.ty(&target, void::DATASET);
        self.graph.add(&target, void::URI_SPACE, Literal::new_simple_literal(&linkset.space));
        self.graph.ty(&node, void::LINKSET);
        self.graph.add(&dataset, void::SUBSET, node.clone());
        for (property, end) in [
            (void::TARGET, &dataset),
            (void::TARGET, &target),
            (void::SUBJECTS_TARGET, &dataset),
            (void::OBJECTS_TARGET, &target),
        ] {
            self.graph.add(&node, property, end.clone());
        }
        self.graph.count(&node, void::TRIPLES, linkset.triples());
        for (part, (property, count)) in (1..).zip(&linkset.properties) {
            self.graph.link(&node, void::LINK_PREDICATE, property);
            self.partition(&node, &here(&format!("catalog#links-{number}-{part}")), property, *count);
        }
    }
}

fn typed(value: String, datatype: &str) -> Literal {
    Literal::new_typed_literal(value, NamedNodeRef::new_unchecked(datatype))
}

/// When the data changed last: the latest of what they say themselves (`dct:modified` and `dct:issued` of anything in them, as
/// far as it lies behind us) and of the modification of their files, or of the time of their commit.
fn changed(data: &Data) -> Option<Literal> {
    let now = DateTime::from_str(&timestamp(data.since)).ok()?;
    let properties = [dct::MODIFIED, dct::ISSUED].map(NamedNodeRef::new_unchecked);
    let said = properties.into_iter().flat_map(|property| data.triples.triples(None, Some(property), None));
    let said = said.filter_map(|triple| match triple.object {
        Term::Literal(literal) => Some((moment(&literal)?, literal)),
        _ => None,
    });
    let file = data.snapshot.dataset().modified.map(|time| typed(timestamp(time), xsd::DATE_TIME));
    let commit = data.time.map(|time| typed(whole_seconds(time), xsd::DATE_TIME));
    let dated = file.into_iter().chain(commit).filter_map(|literal| Some((moment(&literal)?, literal)));
    let past = said.chain(dated).filter(|(moment, _)| moment.partial_cmp(&now) != Some(Ordering::Greater));
    past.max_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(Ordering::Equal)).map(|(_, literal)| literal)
}

/// The moment of an `xsd:dateTime`, or at which an `xsd:date` begins.
fn moment(literal: &Literal) -> Option<DateTime> {
    match literal.datatype().as_str() {
        xsd::DATE_TIME => DateTime::from_str(literal.value()).ok(),
        xsd::DATE => DateTime::try_from(Date::from_str(literal.value()).ok()?).ok(),
        _ => None,
    }
}

/// The moment of a commit, which is one of UTC, in whole seconds.
fn whole_seconds(time: DateTime) -> String {
    let text = time.to_string();
    text.split_once('.').map_or(text.clone(), |(seconds, _)| format!("{seconds}Z"))
}

/// A moment as `xsd:dateTime`, in whole seconds of UTC.
fn timestamp(time: SystemTime) -> String {
    const EPOCH: &str = "1970-01-01T00:00:00Z";
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let since = DayTimeDuration::new(Decimal::from(i64::try_from(seconds).unwrap_or(i64::MAX)));
    let moment = DateTime::from_str(EPOCH).ok().and_then(|epoch| epoch.checked_add_day_time_duration(since));
    moment.map_or_else(|| EPOCH.to_owned(), |moment| moment.to_string())
}

#[cfg(test)]
mod tests {
    use super::timestamp;
    use std::time::{Duration, SystemTime};

    #[test]
    fn moments_are_written_in_utc() {
        let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(1_748_595_661);
        assert_eq!(timestamp(moment), "2025-05-30T09:01:01Z");
    }
}
