//! IRI constants of the vocabularies that the engine itself reads. What a dataset means stands in its ontology;
//! only what the engine has to recognize in any ontology is here.

/// RDF 1.1 Concepts, <https://www.w3.org/TR/rdf11-concepts/>.
pub mod rdf {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    /// The class of a resource.
    pub const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    /// The resource that a statement is about.
    pub const SUBJECT: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject";
    /// The property of a statement.
    pub const PREDICATE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate";
    /// What a statement says of its subject.
    pub const OBJECT: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#object";
    /// The class of lists.
    pub const LIST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#List";
    /// First element of a list.
    pub const FIRST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
    /// Rest of a list.
    pub const REST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
    /// The empty list.
    pub const NIL: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
    /// Datatype of language-tagged strings.
    pub const LANG_STRING: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
}

/// RDF Schema 1.1, <https://www.w3.org/TR/rdf-schema/>.
pub mod rdfs {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://www.w3.org/2000/01/rdf-schema#";
    /// Subclass relation.
    pub const SUB_CLASS_OF: &str = "http://www.w3.org/2000/01/rdf-schema#subClassOf";
    /// A name of a resource.
    pub const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";
    /// A description of a resource.
    pub const COMMENT: &str = "http://www.w3.org/2000/01/rdf-schema#comment";
    /// What says more about a resource.
    pub const SEE_ALSO: &str = "http://www.w3.org/2000/01/rdf-schema#seeAlso";
    /// The class of classes.
    pub const CLASS: &str = "http://www.w3.org/2000/01/rdf-schema#Class";
    /// The class of datatypes.
    pub const DATATYPE: &str = "http://www.w3.org/2000/01/rdf-schema#Datatype";
    /// The class of literals.
    pub const LITERAL: &str = "http://www.w3.org/2000/01/rdf-schema#Literal";
    /// The class of everything.
    pub const RESOURCE: &str = "http://www.w3.org/2000/01/rdf-schema#Resource";
    /// What has a property.
    pub const DOMAIN: &str = "http://www.w3.org/2000/01/rdf-schema#domain";
    /// What the values of a property are.
    pub const RANGE: &str = "http://www.w3.org/2000/01/rdf-schema#range";
}

/// VoID, <https://www.w3.org/TR/void/>.
pub mod void {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://rdfs.org/ns/void#";
    /// The class of datasets of linked data.
    pub const DATASET: &str = "http://rdfs.org/ns/void#Dataset";
    /// The class of sets of links between two datasets.
    pub const LINKSET: &str = "http://rdfs.org/ns/void#Linkset";
    /// The class of documents about a dataset.
    pub const DATASET_DESCRIPTION: &str = "http://rdfs.org/ns/void#DatasetDescription";
    /// A resource of a dataset to look at.
    pub const EXAMPLE_RESOURCE: &str = "http://rdfs.org/ns/void#exampleResource";
    /// What the IRIs of a dataset's resources begin with.
    pub const URI_SPACE: &str = "http://rdfs.org/ns/void#uriSpace";
    /// The dataset that a document is a part of.
    pub const IN_DATASET: &str = "http://rdfs.org/ns/void#inDataset";
    /// A vocabulary that a dataset uses.
    pub const VOCABULARY: &str = "http://rdfs.org/ns/void#vocabulary";
    /// A file with all triples.
    pub const DATA_DUMP: &str = "http://rdfs.org/ns/void#dataDump";
    /// `void:sparqlEndpoint`
    pub const SPARQL_ENDPOINT: &str = "http://rdfs.org/ns/void#sparqlEndpoint";
    /// Where an IRI, put at the end, is looked up.
    pub const URI_LOOKUP_ENDPOINT: &str = "http://rdfs.org/ns/void#uriLookupEndpoint";
    /// A syntax that a dataset comes in.
    pub const FEATURE: &str = "http://rdfs.org/ns/void#feature";
    /// How many triples.
    pub const TRIPLES: &str = "http://rdfs.org/ns/void#triples";
    /// How many resources.
    pub const ENTITIES: &str = "http://rdfs.org/ns/void#entities";
    /// How many classes.
    pub const CLASSES: &str = "http://rdfs.org/ns/void#classes";
    /// How many properties.
    pub const PROPERTIES: &str = "http://rdfs.org/ns/void#properties";
    /// The part that is about one class.
    pub const CLASS_PARTITION: &str = "http://rdfs.org/ns/void#classPartition";
    /// The class of a part.
    pub const CLASS: &str = "http://rdfs.org/ns/void#class";
    /// The part with one property.
    pub const PROPERTY_PARTITION: &str = "http://rdfs.org/ns/void#propertyPartition";
    /// The property of a part.
    pub const PROPERTY: &str = "http://rdfs.org/ns/void#property";
    /// A part of a dataset.
    pub const SUBSET: &str = "http://rdfs.org/ns/void#subset";
    /// A dataset that links join.
    pub const TARGET: &str = "http://rdfs.org/ns/void#target";
    /// The dataset that links start from.
    pub const SUBJECTS_TARGET: &str = "http://rdfs.org/ns/void#subjectsTarget";
    /// The dataset that links lead to.
    pub const OBJECTS_TARGET: &str = "http://rdfs.org/ns/void#objectsTarget";
    /// A property of links.
    pub const LINK_PREDICATE: &str = "http://rdfs.org/ns/void#linkPredicate";
}

/// DCAT 3, <https://www.w3.org/TR/vocab-dcat-3/>.
pub mod dcat {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://www.w3.org/ns/dcat#";
    /// The class of catalogues.
    pub const CATALOG: &str = "http://www.w3.org/ns/dcat#Catalog";
    /// The class of datasets.
    pub const DATASET: &str = "http://www.w3.org/ns/dcat#Dataset";
    /// The class of forms that a dataset comes in.
    pub const DISTRIBUTION: &str = "http://www.w3.org/ns/dcat#Distribution";
    /// The class of services that answer questions.
    pub const DATA_SERVICE: &str = "http://www.w3.org/ns/dcat#DataService";
    /// A dataset of a catalogue.
    pub const DATASET_LINK: &str = "http://www.w3.org/ns/dcat#dataset";
    /// A form of a dataset.
    pub const DISTRIBUTION_LINK: &str = "http://www.w3.org/ns/dcat#distribution";
    /// A service of a catalogue.
    pub const SERVICE: &str = "http://www.w3.org/ns/dcat#service";
    /// A keyword.
    pub const KEYWORD: &str = "http://www.w3.org/ns/dcat#keyword";
    /// A version.
    pub const VERSION: &str = "http://www.w3.org/ns/dcat#version";
    /// `dcat:accessService`
    pub const ACCESS_SERVICE: &str = "http://www.w3.org/ns/dcat#accessService";
    /// Where a distribution can be had.
    pub const ACCESS_URL: &str = "http://www.w3.org/ns/dcat#accessURL";
    /// The file of a distribution.
    pub const DOWNLOAD_URL: &str = "http://www.w3.org/ns/dcat#downloadURL";
    /// The media type of a distribution, before compression.
    pub const MEDIA_TYPE: &str = "http://www.w3.org/ns/dcat#mediaType";
    /// How a distribution is compressed.
    pub const COMPRESS_FORMAT: &str = "http://www.w3.org/ns/dcat#compressFormat";
    /// The size of a distribution in bytes.
    pub const BYTE_SIZE: &str = "http://www.w3.org/ns/dcat#byteSize";
    /// Where a service answers.
    pub const ENDPOINT_URL: &str = "http://www.w3.org/ns/dcat#endpointURL";
    /// What a service can be asked.
    pub const ENDPOINT_DESCRIPTION: &str = "http://www.w3.org/ns/dcat#endpointDescription";
    /// The dataset that a service answers from.
    pub const SERVES_DATASET: &str = "http://www.w3.org/ns/dcat#servesDataset";
}

/// Dublin Core terms, <http://purl.org/dc/terms/>.
pub mod dct {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://purl.org/dc/terms/";
    /// A title.
    pub const TITLE: &str = "http://purl.org/dc/terms/title";
    /// A description.
    pub const DESCRIPTION: &str = "http://purl.org/dc/terms/description";
    /// A licence.
    pub const LICENSE: &str = "http://purl.org/dc/terms/license";
    /// The class of licences.
    pub const LICENSE_DOCUMENT: &str = "http://purl.org/dc/terms/LicenseDocument";
    /// Who publishes.
    pub const PUBLISHER: &str = "http://purl.org/dc/terms/publisher";
    /// When something came out.
    pub const ISSUED: &str = "http://purl.org/dc/terms/issued";
    /// When it last changed.
    pub const MODIFIED: &str = "http://purl.org/dc/terms/modified";
    /// What it was made of.
    pub const SOURCE: &str = "http://purl.org/dc/terms/source";
    /// A language.
    pub const LANGUAGE: &str = "http://purl.org/dc/terms/language";
    /// The class of languages.
    pub const LINGUISTIC_SYSTEM: &str = "http://purl.org/dc/terms/LinguisticSystem";
    /// A standard that it follows.
    pub const CONFORMS_TO: &str = "http://purl.org/dc/terms/conformsTo";
    /// The class of standards.
    pub const STANDARD: &str = "http://purl.org/dc/terms/Standard";
    /// A file format.
    pub const FORMAT: &str = "http://purl.org/dc/terms/format";
    /// The class of media types.
    pub const MEDIA_TYPE: &str = "http://purl.org/dc/terms/MediaType";
    /// The class of media types and extents.
    pub const MEDIA_TYPE_OR_EXTENT: &str = "http://purl.org/dc/terms/MediaTypeOrExtent";
}

/// FOAF, <http://xmlns.com/foaf/0.1/>.
pub mod foaf {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://xmlns.com/foaf/0.1/";
    /// The class of agents.
    pub const AGENT: &str = "http://xmlns.com/foaf/0.1/Agent";
    /// The class of documents.
    pub const DOCUMENT: &str = "http://xmlns.com/foaf/0.1/Document";
    /// A name.
    pub const NAME: &str = "http://xmlns.com/foaf/0.1/name";
    /// A home page.
    pub const HOMEPAGE: &str = "http://xmlns.com/foaf/0.1/homepage";
    /// A page about it.
    pub const PAGE: &str = "http://xmlns.com/foaf/0.1/page";
    /// What a document is about.
    pub const PRIMARY_TOPIC: &str = "http://xmlns.com/foaf/0.1/primaryTopic";
}

/// SKOS, <https://www.w3.org/TR/skos-reference/>.
pub mod skos {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://www.w3.org/2004/02/skos/core#";
    /// The name of a concept in a language.
    pub const PREF_LABEL: &str = "http://www.w3.org/2004/02/skos/core#prefLabel";
    /// Another name of a concept.
    pub const ALT_LABEL: &str = "http://www.w3.org/2004/02/skos/core#altLabel";
    /// A name by which a concept is found, and not called.
    pub const HIDDEN_LABEL: &str = "http://www.w3.org/2004/02/skos/core#hiddenLabel";
    /// A more general concept.
    pub const BROADER: &str = "http://www.w3.org/2004/02/skos/core#broader";
    /// What a concept means.
    pub const DEFINITION: &str = "http://www.w3.org/2004/02/skos/core#definition";
}

/// The words in which schema.org declares its properties, <https://schema.org/docs/datamodel.html>; with both spellings of its
/// namespace, those with `https` end in `_S`.
pub mod schema {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://schema.org/";
    /// The same.
    pub const NAMESPACE_S: &str = "https://schema.org/";
    /// The first day of something.
    pub const START_DATE: &str = "http://schema.org/startDate";
    /// The name of a thing.
    pub const NAME: &str = "http://schema.org/name";
    /// The same.
    pub const NAME_S: &str = "https://schema.org/name";
    /// The class of datatypes.
    pub const DATA_TYPE: &str = "http://schema.org/DataType";
    /// The same.
    pub const DATA_TYPE_S: &str = "https://schema.org/DataType";
    /// A class whose instances have a property.
    pub const DOMAIN_INCLUDES: &str = "http://schema.org/domainIncludes";
    /// The same.
    pub const DOMAIN_INCLUDES_S: &str = "https://schema.org/domainIncludes";
    /// A class of the values of a property.
    pub const RANGE_INCLUDES: &str = "http://schema.org/rangeIncludes";
    /// The same.
    pub const RANGE_INCLUDES_S: &str = "https://schema.org/rangeIncludes";
}

/// SPDX 2, <http://spdx.org/rdf/terms>.
pub mod spdx {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://spdx.org/rdf/terms#";
    /// The class of checksums.
    pub const CHECKSUM: &str = "http://spdx.org/rdf/terms#Checksum";
    /// The class of algorithms of checksums.
    pub const CHECKSUM_ALGORITHM: &str = "http://spdx.org/rdf/terms#ChecksumAlgorithm";
    /// A checksum of a file.
    pub const CHECKSUM_LINK: &str = "http://spdx.org/rdf/terms#checksum";
    /// How a checksum is computed.
    pub const ALGORITHM: &str = "http://spdx.org/rdf/terms#algorithm";
    /// SHA-256.
    pub const SHA256: &str = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256";
    /// The checksum.
    pub const CHECKSUM_VALUE: &str = "http://spdx.org/rdf/terms#checksumValue";
}

/// OWL 2, <https://www.w3.org/TR/owl2-overview/>.
pub mod owl {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://www.w3.org/2002/07/owl#";
    /// From an ontology to one that it stands on.
    pub const IMPORTS: &str = "http://www.w3.org/2002/07/owl#imports";
    /// The class of classes.
    pub const CLASS: &str = "http://www.w3.org/2002/07/owl#Class";
    /// The classes of properties.
    pub const PROPERTIES: [&str; 4] = [
        "http://www.w3.org/2002/07/owl#ObjectProperty",
        "http://www.w3.org/2002/07/owl#DatatypeProperty",
        "http://www.w3.org/2002/07/owl#AnnotationProperty",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property",
    ];
    /// Properties of which a resource has one value.
    pub const FUNCTIONAL_PROPERTY: &str = "http://www.w3.org/2002/07/owl#FunctionalProperty";
    /// Properties that say the same both ways.
    pub const SYMMETRIC_PROPERTY: &str = "http://www.w3.org/2002/07/owl#SymmetricProperty";
    /// Whether a class or a property is no longer to be used.
    pub const DEPRECATED: &str = "http://www.w3.org/2002/07/owl#deprecated";
    /// A class with the same instances.
    pub const EQUIVALENT_CLASS: &str = "http://www.w3.org/2002/07/owl#equivalentClass";
    /// The property that says the same the other way round.
    pub const INVERSE_OF: &str = "http://www.w3.org/2002/07/owl#inverseOf";
    /// The classes of which instances belong to one.
    pub const UNION_OF: &str = "http://www.w3.org/2002/07/owl#unionOf";
    /// The classes of which instances belong to all.
    pub const INTERSECTION_OF: &str = "http://www.w3.org/2002/07/owl#intersectionOf";
    /// The property that a restriction is about.
    pub const ON_PROPERTY: &str = "http://www.w3.org/2002/07/owl#onProperty";
    /// What all values are.
    pub const ALL_VALUES_FROM: &str = "http://www.w3.org/2002/07/owl#allValuesFrom";
    /// What one value is at least.
    pub const SOME_VALUES_FROM: &str = "http://www.w3.org/2002/07/owl#someValuesFrom";
    /// How many values there are.
    pub const CARDINALITY: &str = "http://www.w3.org/2002/07/owl#cardinality";
    /// How many values there are at least.
    pub const MIN_CARDINALITY: &str = "http://www.w3.org/2002/07/owl#minCardinality";
    /// How many values there are at most.
    pub const MAX_CARDINALITY: &str = "http://www.w3.org/2002/07/owl#maxCardinality";
    /// How many values of a class there are.
    pub const QUALIFIED_CARDINALITY: &str = "http://www.w3.org/2002/07/owl#qualifiedCardinality";
    /// How many values of a class there are at least.
    pub const MIN_QUALIFIED_CARDINALITY: &str = "http://www.w3.org/2002/07/owl#minQualifiedCardinality";
    /// Version of an ontology.
    pub const VERSION_INFO: &str = "http://www.w3.org/2002/07/owl#versionInfo";
}

/// SHACL and SHACL Advanced Features, <https://www.w3.org/TR/shacl/>, <https://www.w3.org/TR/shacl-af/>.
pub mod sh {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://www.w3.org/ns/shacl#";
    /// Class of shapes about nodes.
    pub const NODE_SHAPE: &str = "http://www.w3.org/ns/shacl#NodeShape";
    /// Class of shapes about the values of a property.
    pub const PROPERTY_SHAPE: &str = "http://www.w3.org/ns/shacl#PropertyShape";
    /// Class of all shapes.
    pub const SHAPE: &str = "http://www.w3.org/ns/shacl#Shape";
    /// Class of classes that are shapes themselves (SHACL 1.2).
    pub const SHAPE_CLASS: &str = "http://www.w3.org/ns/shacl#ShapeClass";
    /// A shape that a node has to meet too.
    pub const NODE: &str = "http://www.w3.org/ns/shacl#node";
    /// Shapes all of which a node has to meet.
    pub const AND: &str = "http://www.w3.org/ns/shacl#and";
    /// Shapes one of which a node has to meet.
    pub const OR: &str = "http://www.w3.org/ns/shacl#or";
    /// Shapes exactly one of which a node has to meet.
    pub const XONE: &str = "http://www.w3.org/ns/shacl#xone";
    /// A shape that a node must not meet.
    pub const NOT: &str = "http://www.w3.org/ns/shacl#not";
    /// Whether a node may have no other properties.
    pub const CLOSED: &str = "http://www.w3.org/ns/shacl#closed";
    /// A value that must be there.
    pub const HAS_VALUE: &str = "http://www.w3.org/ns/shacl#hasValue";
    /// What the text of values looks like.
    pub const PATTERN: &str = "http://www.w3.org/ns/shacl#pattern";
    /// The languages that texts may be in.
    pub const LANGUAGE_IN: &str = "http://www.w3.org/ns/shacl#languageIn";
    /// How bad a violation of a shape is.
    pub const SEVERITY: &str = "http://www.w3.org/ns/shacl#severity";
    /// What to say of a violation.
    pub const MESSAGE: &str = "http://www.w3.org/ns/shacl#message";
    /// The severity with which data are refused, that of a shape which names none.
    pub const VIOLATION: &str = "http://www.w3.org/ns/shacl#Violation";
    /// The class whose instances a shape is about.
    pub const TARGET_CLASS: &str = "http://www.w3.org/ns/shacl#targetClass";
    /// A property shape of a node shape.
    pub const PROPERTY: &str = "http://www.w3.org/ns/shacl#property";
    /// The path of a property shape.
    pub const PATH: &str = "http://www.w3.org/ns/shacl#path";
    /// A path walked the other way round.
    pub const INVERSE_PATH: &str = "http://www.w3.org/ns/shacl#inversePath";
    /// Datatype of the values.
    pub const DATATYPE: &str = "http://www.w3.org/ns/shacl#datatype";
    /// Class of the values.
    pub const CLASS: &str = "http://www.w3.org/ns/shacl#class";
    /// Kind of node of the values.
    pub const NODE_KIND: &str = "http://www.w3.org/ns/shacl#nodeKind";
    /// The node kind of IRIs.
    pub const IRI: &str = "http://www.w3.org/ns/shacl#IRI";
    /// The node kind of literals.
    pub const LITERAL: &str = "http://www.w3.org/ns/shacl#Literal";
    /// The node kind of blank nodes.
    pub const BLANK_NODE: &str = "http://www.w3.org/ns/shacl#BlankNode";
    /// The node kind of resources.
    pub const BLANK_NODE_OR_IRI: &str = "http://www.w3.org/ns/shacl#BlankNodeOrIRI";
    /// The allowed values.
    pub const IN: &str = "http://www.w3.org/ns/shacl#in";
    /// A path walked any number of times.
    pub const ZERO_OR_MORE_PATH: &str = "http://www.w3.org/ns/shacl#zeroOrMorePath";
    /// A path walked once or more.
    pub const ONE_OR_MORE_PATH: &str = "http://www.w3.org/ns/shacl#oneOrMorePath";
    /// A path walked once or not at all.
    pub const ZERO_OR_ONE_PATH: &str = "http://www.w3.org/ns/shacl#zeroOrOnePath";
    /// Paths any of which is walked.
    pub const ALTERNATIVE_PATH: &str = "http://www.w3.org/ns/shacl#alternativePath";
    /// The least number of values.
    pub const MIN_COUNT: &str = "http://www.w3.org/ns/shacl#minCount";
    /// The greatest number of values.
    pub const MAX_COUNT: &str = "http://www.w3.org/ns/shacl#maxCount";
    /// The least value.
    pub const MIN_INCLUSIVE: &str = "http://www.w3.org/ns/shacl#minInclusive";
    /// What all values are greater than.
    pub const MIN_EXCLUSIVE: &str = "http://www.w3.org/ns/shacl#minExclusive";
    /// The greatest value.
    pub const MAX_INCLUSIVE: &str = "http://www.w3.org/ns/shacl#maxInclusive";
    /// What all values are less than.
    pub const MAX_EXCLUSIVE: &str = "http://www.w3.org/ns/shacl#maxExclusive";
    /// At most one value a language.
    pub const UNIQUE_LANG: &str = "http://www.w3.org/ns/shacl#uniqueLang";
    /// What people call a property.
    pub const NAME: &str = "http://www.w3.org/ns/shacl#name";
    /// What a shape is about, for people.
    pub const DESCRIPTION: &str = "http://www.w3.org/ns/shacl#description";
    /// Where a property or a rule stands among others.
    pub const ORDER: &str = "http://www.w3.org/ns/shacl#order";
    /// A shape that is switched off.
    pub const DEACTIVATED: &str = "http://www.w3.org/ns/shacl#deactivated";
    /// A prefix declaration of an ontology.
    pub const DECLARE: &str = "http://www.w3.org/ns/shacl#declare";
    /// The prefix of a declaration.
    pub const PREFIX: &str = "http://www.w3.org/ns/shacl#prefix";
    /// The namespace of a declaration.
    pub const NAMESPACE_OF_PREFIX: &str = "http://www.w3.org/ns/shacl#namespace";
    /// A rule of a shape.
    pub const RULE: &str = "http://www.w3.org/ns/shacl#rule";
    /// The query of a rule.
    pub const CONSTRUCT: &str = "http://www.w3.org/ns/shacl#construct";
}

/// Shapes that many use, <http://datashapes.org/dash>.
pub mod dash {
    /// What an `rdf:List` is.
    pub const LIST_SHAPE: &str = "http://datashapes.org/dash#ListShape";
}

/// The GraphQL vocabulary of TopBraid, <http://datashapes.org/graphql>.
pub mod graphql {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://datashapes.org/graphql#";
    /// A shape that the API shows.
    pub const PUBLIC_SHAPE: &str = "http://datashapes.org/graphql#publicShape";
    /// A class whose shapes the API shows, with those of its subclasses.
    pub const PUBLIC_CLASS: &str = "http://datashapes.org/graphql#publicClass";
    /// A namespace whose shapes the API shows.
    pub const PUBLIC_NAMESPACE: &str = "http://datashapes.org/graphql#publicNamespace";
    /// A shape that the API shows, but not at the root of queries.
    pub const PROTECTED_SHAPE: &str = "http://datashapes.org/graphql#protectedShape";
    /// A class whose shapes the API shows, with those of its subclasses, but not at the root of queries.
    pub const PROTECTED_CLASS: &str = "http://datashapes.org/graphql#protectedClass";
    /// A shape that the API never shows, regardless of other declarations.
    pub const PRIVATE_SHAPE: &str = "http://datashapes.org/graphql#privateShape";
    /// Name of a type or of a field.
    pub const NAME: &str = "http://datashapes.org/graphql#name";
    /// Whether a type is an interface even without public subclasses, and has no instances of its own.
    pub const IS_INTERFACE: &str = "http://datashapes.org/graphql#isInterface";
    /// Properties of the vocabulary that steer other programs and mean nothing here.
    pub const FOR_OTHERS: [&str; 3] = ["defaultPrefix", "isIDField", "uriTemplate"];
}

/// XML Schema datatypes, <https://www.w3.org/TR/xmlschema11-2/>.
pub mod xsd {
    /// Namespace of the datatypes.
    pub const NAMESPACE: &str = "http://www.w3.org/2001/XMLSchema#";
    /// Strings.
    pub const STRING: &str = "http://www.w3.org/2001/XMLSchema#string";
    /// True and false.
    pub const BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
    /// Whole numbers of any size.
    pub const INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
    /// Whole numbers from zero.
    pub const NON_NEGATIVE_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#nonNegativeInteger";
    /// Bytes in hexadecimal.
    pub const HEX_BINARY: &str = "http://www.w3.org/2001/XMLSchema#hexBinary";
    /// Decimal numbers.
    pub const DECIMAL: &str = "http://www.w3.org/2001/XMLSchema#decimal";
    /// Days.
    pub const DATE: &str = "http://www.w3.org/2001/XMLSchema#date";
    /// Moments.
    pub const DATE_TIME: &str = "http://www.w3.org/2001/XMLSchema#dateTime";
    /// Times of the day.
    pub const TIME: &str = "http://www.w3.org/2001/XMLSchema#time";
    /// Years.
    pub const G_YEAR: &str = "http://www.w3.org/2001/XMLSchema#gYear";
    /// Months of a year.
    pub const G_YEAR_MONTH: &str = "http://www.w3.org/2001/XMLSchema#gYearMonth";
    /// Lengths of time.
    pub const DURATION: &str = "http://www.w3.org/2001/XMLSchema#duration";
}

/// DCMI Metadata Element Set, <https://www.dublincore.org/specifications/dublin-core/dces/>.
pub mod dc {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://purl.org/dc/elements/1.1/";
    /// The title of a resource.
    pub const TITLE: &str = "http://purl.org/dc/elements/1.1/title";
}

/// vCard, <https://www.w3.org/TR/vcard-rdf/>.
pub mod vcard {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://www.w3.org/2006/vcard/ns#";
    /// The name of a person or an organization as it is written.
    pub const FORMATTED_NAME: &str = "http://www.w3.org/2006/vcard/ns#fn";
    /// The name of an organization.
    pub const ORGANIZATION_NAME: &str = "http://www.w3.org/2006/vcard/ns#organization-name";
}

/// SKOS eXtension for Labels, <https://www.w3.org/TR/skos-reference/#xl>.
pub mod skosxl {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://www.w3.org/2008/05/skos-xl#";
    /// The text of a label.
    pub const LITERAL_FORM: &str = "http://www.w3.org/2008/05/skos-xl#literalForm";
}

/// PROV-O, <https://www.w3.org/TR/prov-o/>.
pub mod prov {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://www.w3.org/ns/prov#";
    /// What something was made from.
    pub const WAS_DERIVED_FROM: &str = "http://www.w3.org/ns/prov#wasDerivedFrom";
}

/// Web Annotation, <https://www.w3.org/TR/annotation-vocab/>.
pub mod oa {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://www.w3.org/ns/oa#";
}

/// SPARQL 1.1 Service Description, <https://www.w3.org/TR/sparql11-service-description/>.
pub mod sd {
    /// Namespace of the vocabulary.
    pub const NAMESPACE: &str = "http://www.w3.org/ns/sparql-service-description#";
}

/// The W3C's registry of file formats, <https://www.w3.org/ns/formats/>.
pub mod formats {
    /// Namespace of the registry.
    pub const NAMESPACE: &str = "http://www.w3.org/ns/formats/";
    /// RDF 1.1 Turtle.
    pub const TURTLE: &str = "http://www.w3.org/ns/formats/Turtle";
    /// RDF 1.1 N-Triples.
    pub const N_TRIPLES: &str = "http://www.w3.org/ns/formats/N-Triples";
    /// RDF 1.1 XML Syntax.
    pub const RDF_XML: &str = "http://www.w3.org/ns/formats/RDF_XML";
    /// JSON-LD.
    pub const JSON_LD: &str = "http://www.w3.org/ns/formats/JSON-LD";
    /// RDF 1.1 TriG.
    pub const TRIG: &str = "http://www.w3.org/ns/formats/TriG";
    /// RDF 1.1 N-Quads.
    pub const N_QUADS: &str = "http://www.w3.org/ns/formats/N-Quads";
}

/// Prefixes that people know, with their namespaces, for files that declare none of their own.
pub const WELL_KNOWN: [(&str, &str); 21] = [
    ("bibo", "http://purl.org/ontology/bibo/"),
    ("dc", dc::NAMESPACE),
    ("dcat", dcat::NAMESPACE),
    ("dct", dct::NAMESPACE),
    ("eli", "http://data.europa.eu/eli/ontology#"),
    ("foaf", foaf::NAMESPACE),
    ("geo", "http://www.w3.org/2003/01/geo/wgs84_pos#"),
    ("gsp", "http://www.opengis.net/ont/geosparql#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("owl", owl::NAMESPACE),
    ("prov", prov::NAMESPACE),
    ("qb", "http://purl.org/linked-data/cube#"),
    ("schema", schema::NAMESPACE),
    ("schemas", schema::NAMESPACE_S),
    ("skos", skos::NAMESPACE),
    ("skosxl", skosxl::NAMESPACE),
    ("sosa", "http://www.w3.org/ns/sosa/"),
    ("ssn", "http://www.w3.org/ns/ssn/"),
    ("time", "http://www.w3.org/2006/time#"),
    ("vcard", vcard::NAMESPACE),
    ("void", void::NAMESPACE),
];

/// What Plenary adds for the API, in the namespace of its own ontology.
pub mod ple {
    /// Namespace of the ontology.
    pub const NAMESPACE: &str = "https://w3id.org/plenary/ontology#";
    /// Start of the identifiers of the record's own resources; a kind and a name follow.
    pub const RESOURCES: &str = "https://w3id.org/plenary/id/";
    /// Any process, where a context rule names what has to be near.
    pub const ANY_PROCESS: &str = "https://w3id.org/plenary/ontology#AnyProcess";
    /// The stance of a statement in which no word shows one.
    pub const DEFAULT_STANCE: &str = "https://w3id.org/plenary/ontology#defaultStance";
    /// The stance of a question.
    pub const QUESTION_STANCE: &str = "https://w3id.org/plenary/ontology#questionStance";
    /// The process of which a meeting is a part.
    pub const PART_OF_PROCESS: &str = "https://w3id.org/plenary/ontology#partOfProcess";
    /// Class of links that were proposed to people.
    pub const LINK_PROPOSAL: &str = "https://w3id.org/plenary/ontology#LinkProposal";
    /// Whether a person accepted a proposal.
    pub const ACCEPTED: &str = "https://w3id.org/plenary/ontology#accepted";
    /// Whether the data have what is proposed.
    pub const KNOWN: &str = "https://w3id.org/plenary/ontology#known";
    /// How likely an assertion is, from 0 to 1.
    pub const CONFIDENCE: &str = "https://w3id.org/plenary/ontology#confidence";
    /// Why something is proposed.
    pub const REASON: &str = "https://w3id.org/plenary/ontology#reason";
    /// The list of languages that a text is looked for in, most wanted first.
    pub const LANGUAGES: &str = "https://w3id.org/plenary/ontology#languages";
    /// Plural name of a type's root field, where English rules give the wrong one.
    pub const PLURAL: &str = "https://w3id.org/plenary/ontology#plural";
    /// Name of the object type of those instances of an interface's class that are of none of its public subclasses.
    pub const DIRECT_NAME: &str = "https://w3id.org/plenary/ontology#directName";
    /// The list of properties that name things, the one that is wanted most first.
    pub const NAMED_BY: &str = "https://w3id.org/plenary/ontology#namedBy";
    /// Whether reconciliation matches names with a shape's instances; true by default.
    pub const RECONCILED: &str = "https://w3id.org/plenary/ontology#reconciled";
    /// Class of the declaration that the analyses of positions are made from.
    pub const POSITION_ANALYSIS: &str = "https://w3id.org/plenary/ontology#PositionAnalysis";
    /// The class of positions.
    pub const POSITION_CLASS: &str = "https://w3id.org/plenary/ontology#positionClass";
    /// From a position to its actor.
    pub const ACTOR_PATH: &str = "https://w3id.org/plenary/ontology#actorPath";
    /// From a position to those for whom it is taken besides.
    pub const ON_BEHALF_PATH: &str = "https://w3id.org/plenary/ontology#onBehalfPath";
    /// From a position to its themes.
    pub const THEME_PATH: &str = "https://w3id.org/plenary/ontology#themePath";
    /// From a position to its processes.
    pub const PROCESS_PATH: &str = "https://w3id.org/plenary/ontology#processPath";
    /// From a position to its meeting.
    pub const MEETING_PATH: &str = "https://w3id.org/plenary/ontology#meetingPath";
    /// From a position to its date.
    pub const DATE_PATH: &str = "https://w3id.org/plenary/ontology#datePath";
    /// From a position to its stance.
    pub const STANCE_PATH: &str = "https://w3id.org/plenary/ontology#stancePath";
    /// From a stance to its polarity.
    pub const POLARITY_PATH: &str = "https://w3id.org/plenary/ontology#polarityPath";
    /// From a theme to its valence.
    pub const VALENCE_PATH: &str = "https://w3id.org/plenary/ontology#valencePath";
    /// From a theme to the more general one.
    pub const BROADER_PATH: &str = "https://w3id.org/plenary/ontology#broaderPath";
    /// From an actor to the bodies of which it is a member.
    pub const MEMBER_PATH: &str = "https://w3id.org/plenary/ontology#memberPath";
    /// From a meeting to its interventions.
    pub const INTERVENTION_PATH: &str = "https://w3id.org/plenary/ontology#interventionPath";
    /// From an intervention to its speaker.
    pub const SPEAKER_PATH: &str = "https://w3id.org/plenary/ontology#speakerPath";
    /// From an intervention to those whom the speaker speaks for.
    pub const SPOKEN_FOR_PATH: &str = "https://w3id.org/plenary/ontology#spokenForPath";
    /// From a position to the answers that paragraphs give it.
    pub const ANSWER_PATH: &str = "https://w3id.org/plenary/ontology#answerPath";
    /// From an answer to its paragraph.
    pub const PARAGRAPH_PATH: &str = "https://w3id.org/plenary/ontology#paragraphPath";
    /// From an answer to how far the paragraph does what was asked.
    pub const EXTENT_PATH: &str = "https://w3id.org/plenary/ontology#extentPath";
    /// From a paragraph to its themes.
    pub const PARAGRAPH_THEME_PATH: &str = "https://w3id.org/plenary/ontology#paragraphThemePath";
    /// From a paragraph to its draft.
    pub const DRAFT_PATH: &str = "https://w3id.org/plenary/ontology#draftPath";
    /// From a paragraph to its place among those of its draft.
    pub const PARAGRAPH_PLACE_PATH: &str = "https://w3id.org/plenary/ontology#paragraphPlacePath";
    /// From a draft to the version before it.
    pub const PREVIOUS_VERSION_PATH: &str = "https://w3id.org/plenary/ontology#previousVersionPath";
    /// From a draft to its day.
    pub const VERSION_DATE_PATH: &str = "https://w3id.org/plenary/ontology#versionDatePath";
    /// What actors are taken together by.
    pub const BLOC: &str = "https://w3id.org/plenary/ontology#bloc";
    /// The weight of a polarity.
    pub const POLARITY_WEIGHT: &str = "https://w3id.org/plenary/ontology#polarityWeight";
    /// The polarity that has a weight.
    pub const OF_POLARITY: &str = "https://w3id.org/plenary/ontology#ofPolarity";
    /// The valence of the themes on which a polarity has a weight of its own.
    pub const OF_VALENCE: &str = "https://w3id.org/plenary/ontology#ofValence";
    /// Whether a position of a polarity demands, where others support.
    pub const IS_DEMAND: &str = "https://w3id.org/plenary/ontology#isDemand";
    /// Whether a stance is for, against, a demand or neither.
    pub const POLARITY: &str = "https://w3id.org/plenary/ontology#polarity";
    /// What a position of the polarity adds to a net stance.
    pub const WEIGHT: &str = "https://w3id.org/plenary/ontology#weight";
    /// What leads from the places in documents that a shape is about to what is written there.
    pub const EXCERPT: &str = "https://w3id.org/plenary/ontology#excerpt";
    /// From a place to its document.
    pub const DOCUMENT_PATH: &str = "https://w3id.org/plenary/ontology#documentPath";
    /// From a place to its first code point.
    pub const START_PATH: &str = "https://w3id.org/plenary/ontology#startPath";
    /// From a place to the code point after its last.
    pub const END_PATH: &str = "https://w3id.org/plenary/ontology#endPath";
    /// From a document to the SHA-256 of its bytes.
    pub const DIGEST_PATH: &str = "https://w3id.org/plenary/ontology#digestPath";
    /// From a document to the SHA-256 of its text.
    pub const TEXT_DIGEST_PATH: &str = "https://w3id.org/plenary/ontology#textDigestPath";
    /// From a document to its media type.
    pub const FORMAT_PATH: &str = "https://w3id.org/plenary/ontology#formatPath";
    /// From a document to the tag of its language.
    pub const TEXT_LANGUAGE_PATH: &str = "https://w3id.org/plenary/ontology#textLanguagePath";
    /// From a place to the words that are written there.
    pub const QUOTE_PATH: &str = "https://w3id.org/plenary/ontology#quotePath";
    /// From a place to the words with what stands around them.
    pub const CONTEXT_PATH: &str = "https://w3id.org/plenary/ontology#contextPath";
    /// From a place to where in the context the words begin.
    pub const CONTEXT_START_PATH: &str = "https://w3id.org/plenary/ontology#contextStartPath";
    /// From a place to its page.
    pub const PAGE_PATH: &str = "https://w3id.org/plenary/ontology#pagePath";
    /// Whether full text reads the values of a property: texts unless said otherwise, strings if said.
    pub const SEARCHED: &str = "https://w3id.org/plenary/ontology#searched";
    /// The service of SPARQL that searches texts.
    pub const SEARCH: &str = "https://w3id.org/plenary/ontology#search";
    /// What [`SEARCH`] looks for.
    pub const QUERY: &str = "https://w3id.org/plenary/ontology#query";
    /// How well a resource meets a search.
    pub const SCORE: &str = "https://w3id.org/plenary/ontology#score";
    /// A field of the API, as `field` or `Type.field`, whose names for people stand beside.
    pub const OF_FIELD: &str = "https://w3id.org/plenary/ontology#ofField";
    /// A way over fields from the resources of a shape to others by whose names they are found too.
    pub const SEARCH_VIA: &str = "https://w3id.org/plenary/ontology#searchVia";
    /// A value of a closed list, as `VALUE` or `Enum.VALUE`, whose names for people stand beside.
    pub const OF_VALUE: &str = "https://w3id.org/plenary/ontology#ofValue";
    /// A query in GraphQL that shows what can be asked.
    pub const GRAPHQL: &str = "https://w3id.org/plenary/ontology#graphql";
    /// The values of its variables, as JSON.
    pub const VARIABLES: &str = "https://w3id.org/plenary/ontology#variables";
    /// A query in SPARQL that shows what can be asked.
    pub const SPARQL: &str = "https://w3id.org/plenary/ontology#sparql";
    /// A way to others by whose names the resources of a shape are called.
    pub const TITLE_VIA: &str = "https://w3id.org/plenary/ontology#titleVia";
    /// A way to what stands below the resources of a shape.
    pub const BELOW_VIA: &str = "https://w3id.org/plenary/ontology#belowVia";
    /// A way to what the resources of a shape rest on.
    pub const SOURCE_VIA: &str = "https://w3id.org/plenary/ontology#sourceVia";
}
