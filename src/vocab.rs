//! IRI constants of the vocabularies that the engine itself reads. What a dataset means stands in its ontology;
//! only what the engine has to recognise in any ontology is here.

/// RDF 1.1 Concepts, <https://www.w3.org/TR/rdf11-concepts/>.
pub mod rdf {
    /// The class of a resource.
    pub const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
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
    /// Subclass relation.
    pub const SUB_CLASS_OF: &str = "http://www.w3.org/2000/01/rdf-schema#subClassOf";
    /// A name of a resource.
    pub const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";
    /// A description of a resource.
    pub const COMMENT: &str = "http://www.w3.org/2000/01/rdf-schema#comment";
    /// The class of classes.
    pub const CLASS: &str = "http://www.w3.org/2000/01/rdf-schema#Class";
}

/// OWL 2, <https://www.w3.org/TR/owl2-overview/>.
pub mod owl {
    /// The class of classes.
    pub const CLASS: &str = "http://www.w3.org/2002/07/owl#Class";
    /// Version of an ontology.
    pub const VERSION_INFO: &str = "http://www.w3.org/2002/07/owl#versionInfo";
}

/// SHACL and SHACL Advanced Features, <https://www.w3.org/TR/shacl/>, <https://www.w3.org/TR/shacl-af/>.
pub mod sh {
    /// Class of shapes about nodes.
    pub const NODE_SHAPE: &str = "http://www.w3.org/ns/shacl#NodeShape";
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
    /// The allowed values.
    pub const IN: &str = "http://www.w3.org/ns/shacl#in";
    /// At least so many values.
    pub const MIN_COUNT: &str = "http://www.w3.org/ns/shacl#minCount";
    /// At most so many values.
    pub const MAX_COUNT: &str = "http://www.w3.org/ns/shacl#maxCount";
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
    pub const NAMESPACE: &str = "http://www.w3.org/ns/shacl#namespace";
    /// A rule of a shape.
    pub const RULE: &str = "http://www.w3.org/ns/shacl#rule";
    /// The query of a rule.
    pub const CONSTRUCT: &str = "http://www.w3.org/ns/shacl#construct";
}

/// The GraphQL vocabulary of TopBraid, <http://datashapes.org/graphql>.
pub mod graphql {
    /// A shape that the API shows.
    pub const PUBLIC_SHAPE: &str = "http://datashapes.org/graphql#publicShape";
    /// A class whose shapes the API shows.
    pub const PUBLIC_CLASS: &str = "http://datashapes.org/graphql#publicClass";
    /// A shape that the API does not show, whatever else is said.
    pub const PRIVATE_SHAPE: &str = "http://datashapes.org/graphql#privateShape";
    /// Name of a type or of a field.
    pub const NAME: &str = "http://datashapes.org/graphql#name";
    /// Whether a type is an interface even without public subclasses.
    pub const IS_INTERFACE: &str = "http://datashapes.org/graphql#isInterface";
}

/// XML Schema datatypes, <https://www.w3.org/TR/xmlschema11-2/>.
pub mod xsd {
    /// Namespace of the datatypes.
    pub const NAMESPACE: &str = "http://www.w3.org/2001/XMLSchema#";
    /// Strings.
    pub const STRING: &str = "http://www.w3.org/2001/XMLSchema#string";
}

/// What Plenary adds for the API, in the namespace of its own ontology.
pub mod ple {
    /// The list of languages that a text is looked for in, most wanted first.
    pub const LANGUAGES: &str = "https://w3id.org/plenary/ontology#languages";
    /// Plural name of a type's root field, where English rules give the wrong one.
    pub const PLURAL: &str = "https://w3id.org/plenary/ontology#plural";
    /// Class of the declaration that the analyses of positions are made from.
    pub const POSITION_ANALYSIS: &str = "https://w3id.org/plenary/ontology#PositionAnalysis";
    /// The class of positions.
    pub const POSITION_CLASS: &str = "https://w3id.org/plenary/ontology#positionClass";
    /// From a position to whose it is.
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
    /// What actors are taken together by.
    pub const BLOC: &str = "https://w3id.org/plenary/ontology#bloc";
    /// The weight of a polarity.
    pub const POLARITY_WEIGHT: &str = "https://w3id.org/plenary/ontology#polarityWeight";
    /// The polarity that has a weight.
    pub const OF_POLARITY: &str = "https://w3id.org/plenary/ontology#ofPolarity";
    /// What a position of the polarity adds to a net stance.
    pub const WEIGHT: &str = "https://w3id.org/plenary/ontology#weight";
    /// Whether full text reads the values of a property: texts unless said otherwise, strings if said.
    pub const SEARCHED: &str = "https://w3id.org/plenary/ontology#searched";
    /// A way over fields from the resources of a shape to others by whose names they are found too.
    pub const SEARCH_VIA: &str = "https://w3id.org/plenary/ontology#searchVia";
    /// A way to others by whose names the resources of a shape are called.
    pub const TITLE_VIA: &str = "https://w3id.org/plenary/ontology#titleVia";
    /// A way to what the resources of a shape rest on.
    pub const SOURCE_VIA: &str = "https://w3id.org/plenary/ontology#sourceVia";
}
