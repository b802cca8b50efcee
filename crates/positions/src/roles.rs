//! What the analyses of positions have to know: which class and which paths play which role, and what counts as for and
//! against. Read from the one `ple:PositionAnalysis` of an ontology, if it has one.

use oxigraph::model::{NamedOrBlankNode, Term};
use plenary_base::vocab::{graphql, ple, rdfs, sh};
use plenary_ontology::{
    ClassId, Ends, Error, Facts, FieldKind, Ontology, PathId, Place, Scalar, is_legal_name, subject,
};
use std::sync::Arc;

/// The roles of an ontology's classes and paths in the analyses of positions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Roles {
    /// The class of positions.
    pub positions: ClassId,
    /// The class of the actors whose positions they are.
    pub actors: ClassId,
    /// The class of themes.
    pub themes: ClassId,
    /// The class of processes.
    pub processes: ClassId,
    /// The class of meetings.
    pub meetings: ClassId,
    /// The class of stances.
    pub stances: ClassId,
    /// The class of what actors are members of.
    pub bodies: ClassId,
    /// The name of that class in the API, for messages.
    pub body_name: String,
    /// The class of interventions.
    pub interventions: ClassId,
    /// From a position to its actor.
    pub actor: PathId,
    /// From a position to those for whom it is taken besides.
    pub on_behalf: Option<PathId>,
    /// From a position to its themes.
    pub theme: PathId,
    /// From a position to its processes.
    pub process: PathId,
    /// From a position to its meeting.
    pub meeting: PathId,
    /// From a position to its date.
    pub date: PathId,
    /// From a position to its stance.
    pub stance: PathId,
    /// From a stance to its polarity.
    pub polarity: PathId,
    /// From a theme to its valence, by which a polarity may weigh otherwise.
    pub valence: Option<PathId>,
    /// From a theme to the more general one.
    pub broader: PathId,
    /// From an actor to the bodies of which it is a member.
    pub member: PathId,
    /// From a meeting to its interventions.
    pub intervention: PathId,
    /// From an intervention to its speaker.
    pub speaker: PathId,
    /// From an intervention to those whom the speaker speaks for.
    pub spoken_for: Option<PathId>,
    /// What actors are taken together by.
    pub blocs: Vec<Bloc>,
    /// For each polarity what a position adds to its actor's net stance.
    pub weights: Vec<Weight>,
    /// The texts that are negotiated; none if the ontology declares none.
    pub drafts: Option<Arc<DraftRoles>>,
}

/// The roles of texts that are negotiated, and of what says how far a paragraph answers a position.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DraftRoles {
    /// The class of answers.
    pub answers: ClassId,
    /// The class of paragraphs.
    pub paragraphs: ClassId,
    /// The class of drafts.
    pub drafts: ClassId,
    /// From a position to its answers.
    pub answer: PathId,
    /// From an answer to its paragraph.
    pub paragraph: PathId,
    /// From an answer to how far the paragraph does what was asked.
    pub extent: PathId,
    /// Name of the closed list of extents in the API.
    pub extent_name: Arc<str>,
    /// The extents in the order of that list.
    pub extents: Arc<[String]>,
    /// From a paragraph to its themes.
    pub theme: PathId,
    /// From a paragraph to its draft.
    pub draft: PathId,
    /// From a paragraph to its place among those of its draft.
    pub place: PathId,
    /// From a draft to the version before it.
    pub previous: PathId,
    /// From a draft to its day.
    pub date: PathId,
}

/// What a position of a polarity adds to its actor's net stance.
#[derive(Debug, Clone, PartialEq)]
pub struct Weight {
    /// The polarity of its stance.
    pub polarity: String,
    /// The valence of the theme on which it weighs this; none where it holds for all others.
    pub valence: Option<String>,
    /// Above zero counts as for, below zero as against.
    pub weight: f64,
    /// Whether a position of this polarity demands.
    pub is_demand: bool,
}

impl Roles {
    /// The paths from a position to the actors that hold it.
    pub fn owners(&self) -> impl Iterator<Item = PathId> + use<> {
        [Some(self.actor), self.on_behalf].into_iter().flatten()
    }
}

/// Something that actors are taken together by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bloc {
    /// Name in the API.
    pub name: String,
    /// Documentation.
    pub description: String,
    /// From an actor to its blocs: bodies or values.
    pub path: PathId,
    /// The class of the blocs, if they are resources.
    pub bodies: Option<ClassId>,
    /// All values that there can be, if the blocs are values of an enum.
    pub values: Vec<String>,
}

/// Reads the declaration; none if there is none.
pub(crate) fn read(facts: &Facts, ontology: &Ontology) -> Result<Option<Roles>, Error> {
    let Some((node, place)) = facts.instance(ple::POSITION_ANALYSIS) else { return Ok(None) };
    Reader { facts, ontology, node, place }.read().map(Some)
}

/// Roles of which only the names are known: those of the blocs. The ontology has no classes yet.
pub(crate) fn named(facts: &Facts) -> Roles {
    let Some((node, _)) = facts.instance(ple::POSITION_ANALYSIS) else { return Roles::default() };
    let name = |bloc: NamedOrBlankNode| facts.literal(&bloc, graphql::NAME).map(str::to_owned);
    let names = facts.objects(node, ple::BLOC).filter_map(subject).filter_map(name);
    let drafts = facts.object(node, ple::ANSWER_PATH).map(|_| Arc::default());
    Roles { blocs: names.map(|name| Bloc { name, ..Bloc::default() }).collect(), drafts, ..Roles::default() }
}

struct Reader<'a> {
    facts: &'a Facts,
    ontology: &'a Ontology,
    node: &'a NamedOrBlankNode,
    place: &'a Place,
}

impl Reader<'_> {
    fn error(&self, problem: impl std::fmt::Display) -> Error {
        Error::Declaration { place: self.place.clone(), problem: format!("the ple:PositionAnalysis {problem}") }
    }

    fn read(&self) -> Result<Roles, Error> {
        let positions = self.position_class()?;
        let (actor, actors) = self.link(ple::ACTOR_PATH, positions)?;
        let (theme, themes) = self.link(ple::THEME_PATH, positions)?;
        let (process, processes) = self.link(ple::PROCESS_PATH, positions)?;
        let (meeting, meetings) = self.link(ple::MEETING_PATH, positions)?;
        let (stance, stances) = self.link(ple::STANCE_PATH, positions)?;
        let valence = self.optional_value(ple::VALENCE_PATH, themes)?;
        let (polarity, weights) = self.weights(stances)?;
        let (member, bodies) = self.link(ple::MEMBER_PATH, actors)?;
        let (intervention, interventions) = self.link(ple::INTERVENTION_PATH, meetings)?;
        Ok(Roles {
            positions,
            actors,
            themes,
            processes,
            meetings,
            stances,
            bodies,
            body_name: self.ontology.class(bodies).name.clone(),
            interventions,
            actor,
            on_behalf: self.optional(ple::ON_BEHALF_PATH, positions)?,
            theme,
            process,
            meeting,
            date: self.values(ple::DATE_PATH, positions, Scalar::Date)?,
            stance,
            polarity,
            valence,
            broader: self.link(ple::BROADER_PATH, themes)?.0,
            member,
            intervention,
            speaker: self.link(ple::SPEAKER_PATH, interventions)?.0,
            spoken_for: self.optional(ple::SPOKEN_FOR_PATH, interventions)?,
            blocs: self.blocs(actors)?,
            weights,
            drafts: self.drafts(positions, themes)?.map(Arc::new),
        })
    }

    /// The roles of texts that are negotiated: all of them, if the first is declared.
    fn drafts(&self, positions: ClassId, themes: ClassId) -> Result<Option<DraftRoles>, Error> {
        if self.facts.object(self.node, ple::ANSWER_PATH).is_none() {
            return Ok(None);
        }
        let (answer, answers) = self.link(ple::ANSWER_PATH, positions)?;
        let (paragraph, paragraphs) = self.link(ple::PARAGRAPH_PATH, answers)?;
        let (draft, drafts) = self.link(ple::DRAFT_PATH, paragraphs)?;
        let (extent, kind) = self.path(ple::EXTENT_PATH, answers)?;
        let Ends::Values(Scalar::Enum(extents)) = kind.ends() else {
            return Err(self.error("has a ple:extentPath that does not lead to an enum (sh:in)"));
        };
        let extents = self.ontology.enumeration(extents);
        Ok(Some(DraftRoles {
            answers,
            paragraphs,
            drafts,
            answer,
            paragraph,
            extent,
            extent_name: extents.name.as_str().into(),
            extents: extents.values.clone().into(),
            theme: self.link_to(ple::PARAGRAPH_THEME_PATH, paragraphs, themes)?,
            draft,
            place: self.values(ple::PARAGRAPH_PLACE_PATH, paragraphs, Scalar::Int)?,
            previous: self.link_to(ple::PREVIOUS_VERSION_PATH, drafts, drafts)?,
            date: self.values(ple::VERSION_DATE_PATH, drafts, Scalar::Date)?,
        }))
    }

    fn position_class(&self) -> Result<ClassId, Error> {
        let class = self.facts.iri(self.node, ple::POSITION_CLASS);
        let found = class.and_then(|class| self.ontology.class_ids().find(|id| self.ontology.class(*id).iri == *class));
        found.ok_or_else(|| self.error("needs a ple:positionClass with a public shape"))
    }

    /// The path of a role, which must be that of a field of a class or of one of its subclasses.
    fn path(&self, role: &str, class: ClassId) -> Result<(PathId, FieldKind), Error> {
        let name = role.rsplit('#').next().unwrap_or(role);
        let term = self.facts.object(self.node, role).ok_or_else(|| self.error(format_args!("needs a ple:{name}")))?;
        self.field(term, class).ok_or_else(|| {
            let class = &self.ontology.class(class).name;
            self.error(format_args!("has a ple:{name} that is not the sh:path of a public property of {class}"))
        })
    }

    fn field(&self, path: &Term, class: ClassId) -> Option<(PathId, FieldKind)> {
        let steps = self.facts.path(path)?;
        let below = self.ontology.class_ids().filter(|id| self.ontology.is_a(*id, class));
        let classes = std::iter::once(class).chain(below).map(|id| self.ontology.class(id));
        let mut fields = classes.flat_map(|class| &class.fields);
        fields.find(|field| self.ontology.path(field.path).steps == steps).map(|field| (field.path, field.kind))
    }

    fn link(&self, role: &str, class: ClassId) -> Result<(PathId, ClassId), Error> {
        let (path, kind) = self.path(role, class)?;
        let name = role.rsplit('#').next().unwrap_or(role);
        let target = kind.class().ok_or_else(|| self.error(format_args!("has a ple:{name} that leads to no class")))?;
        Ok((path, target))
    }

    /// The path of a role that must lead to a class that is known already.
    fn link_to(&self, role: &str, class: ClassId, wanted: ClassId) -> Result<PathId, Error> {
        let (path, target) = self.link(role, class)?;
        if target != wanted {
            let name = role.rsplit('#').next().unwrap_or(role);
            let wanted = &self.ontology.class(wanted).name;
            return Err(self.error(format_args!("has a ple:{name} that does not lead to {wanted}")));
        }
        Ok(path)
    }

    /// The path of a role that must lead to values of a type.
    fn values(&self, role: &str, class: ClassId, wanted: Scalar) -> Result<PathId, Error> {
        let (path, kind) = self.path(role, class)?;
        if kind.ends() != Ends::Values(wanted) {
            let name = role.rsplit('#').next().unwrap_or(role);
            let wanted = if wanted == Scalar::Date { "xsd:date" } else { "an xsd:integer within 32 bits" };
            return Err(self.error(format_args!("has a ple:{name} that does not lead to {wanted}")));
        }
        Ok(path)
    }

    fn optional(&self, role: &str, class: ClassId) -> Result<Option<PathId>, Error> {
        if self.facts.object(self.node, role).is_none() {
            return Ok(None);
        }
        self.link(role, class).map(|(path, _)| Some(path))
    }

    /// The path of a role that leads to values and may be left out.
    fn optional_value(&self, role: &str, class: ClassId) -> Result<Option<PathId>, Error> {
        if self.facts.object(self.node, role).is_none() {
            return Ok(None);
        }
        self.path(role, class).map(|(path, _)| Some(path))
    }

    fn blocs(&self, actors: ClassId) -> Result<Vec<Bloc>, Error> {
        let read = |node: NamedOrBlankNode| {
            let name = self.facts.literal(&node, graphql::NAME).filter(|name| is_legal_name(name));
            let name = name.ok_or_else(|| self.error("has a ple:bloc without a graphql:name that is legal"))?;
            let path = self.facts.object(&node, sh::PATH).and_then(|path| self.field(path, actors));
            let (path, kind) = path.ok_or_else(|| {
                self.error(format_args!("has the ple:bloc {name}, whose sh:path is not that of a property of actors"))
            })?;
            let description = self.facts.text(&node, rdfs::COMMENT).unwrap_or_default();
            let values = match kind.ends() {
                Ends::Values(Scalar::Enum(values)) => self.ontology.enumeration(values).values.clone(),
                _ => Vec::new(),
            };
            Ok(Bloc { name: name.to_owned(), description, path, bodies: kind.class(), values })
        };
        self.facts.objects(self.node, ple::BLOC).filter_map(subject).map(read).collect()
    }

    /// The path to a stance's polarity, and a weight for every polarity that there can be: one for themes of any valence,
    /// and others for themes of a valence that is named.
    fn weights(&self, stances: ClassId) -> Result<(PathId, Vec<Weight>), Error> {
        let (path, kind) = self.path(ple::POLARITY_PATH, stances)?;
        let Ends::Values(Scalar::Enum(polarity)) = kind.ends() else {
            return Err(self.error("has a ple:polarityPath that does not lead to an enum (sh:in)"));
        };
        let mut weights = Vec::new();
        for polarity in &self.ontology.enumeration(polarity).values {
            let wanted = || {
                self.error(format_args!("needs a ple:polarityWeight [ ple:ofPolarity \"{polarity}\" ; ple:weight … ]"))
            };
            let known = weights.len();
            for node in self.facts.objects(self.node, ple::POLARITY_WEIGHT).filter_map(subject) {
                if self.facts.literal(&node, ple::OF_POLARITY) != Some(polarity) {
                    continue;
                }
                let weight = self.facts.literal(&node, ple::WEIGHT).and_then(|weight| weight.parse::<f64>().ok());
                let weight = weight.filter(|weight| weight.is_finite()).ok_or_else(wanted)?;
                let valence = self.facts.literal(&node, ple::OF_VALENCE).map(str::to_owned);
                let is_demand = self.facts.literal(&node, ple::IS_DEMAND) == Some("true");
                weights.push(Weight { polarity: polarity.clone(), valence, weight, is_demand });
            }
            if weights[known..].iter().all(|weight| weight.valence.is_some()) {
                return Err(wanted());
            }
        }
        Ok((path, weights))
    }
}
