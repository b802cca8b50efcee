//! What the analyses of positions have to know: which class and which paths play which role, and what counts as for and
//! against. Read from the one `ple:PositionAnalysis` of an ontology, if it has one.

use super::facts::{Facts, Place, subject};
use super::property::read_path;
use super::{Class, ClassId, Ends, Enum, Error, FieldKind, Path, PathId, Scalar, is_legal_name};
use oxigraph::model::{NamedOrBlankNode, Term};
use plenary_base::vocab::{graphql, ple, rdf, rdfs, sh};

/// The roles of an ontology's classes and paths in the analyses of positions.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
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
    pub weights: Vec<(String, f64)>,
}

impl Analysis {
    /// The paths from a position to the actors that hold it.
    pub fn owners(&self) -> impl Iterator<Item = PathId> + use<> {
        [Some(self.actor), self.on_behalf].into_iter().flatten()
    }
}

/// Something that actors are taken together by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bloc {
    /// Name in the API.
    pub name: String,
    /// Documentation.
    pub description: String,
    /// From an actor to its blocs: bodies or values.
    pub path: PathId,
}

/// Names of the types that the analyses of positions add to the API.
const TYPES: [&str; 19] = [
    "Agreement",
    "AgreementConnection",
    "AgreementEdge",
    "AgreementTopic",
    "AgreementBy",
    "AgreementOrder",
    "Verdict",
    "Side",
    "PositionChange",
    "Silence",
    "SilenceConnection",
    "SilenceEdge",
    "Gap",
    "Bloc",
    "GapConnection",
    "GapEdge",
    "Dissent",
    "DissentConnection",
    "DissentEdge",
];
/// Names of the root fields that the analyses of positions add to the API.
const ROOTS: [&str; 4] = ["agreement", "silence", "gaps", "dissent"];
/// The field that actors have on top of those of their shapes.
pub const HISTORY: &str = "positionHistory";

/// Names that are taken before classes and fields get theirs.
pub(super) struct Reserved {
    /// What has the names.
    pub(super) by: &'static str,
    pub(super) types: &'static [&'static str],
    pub(super) roots: &'static [&'static str],
    /// Of fields of every type.
    pub(super) fields: &'static [&'static str],
}

/// The names that the analyses of positions take, if the ontology declares them.
pub(super) fn reserved(facts: &Facts) -> Option<Reserved> {
    declaration(facts)?;
    Some(Reserved { by: "an analysis of positions", types: &TYPES, roots: &ROOTS, fields: &[HISTORY] })
}

/// The declaration and where it stands.
fn declaration(facts: &Facts) -> Option<(&NamedOrBlankNode, &Place)> {
    let is_declaration =
        |object: &Term| matches!(object, Term::NamedNode(class) if class.as_str() == ple::POSITION_ANALYSIS);
    let mut all = facts.iter();
    let (triple, place) =
        all.find(|(triple, _)| triple.predicate.as_str() == rdf::TYPE && is_declaration(&triple.object))?;
    Some((&triple.subject, place))
}

/// Reads the declaration; `None` if there is none.
pub(super) fn read_analysis(
    facts: &Facts,
    classes: &[Class],
    paths: &[Path],
    enums: &[Enum],
) -> Result<Option<Analysis>, Error> {
    let Some((node, place)) = declaration(facts) else { return Ok(None) };
    Reader { facts, classes, paths, enums, node, place }.read().map(Some)
}

struct Reader<'a> {
    facts: &'a Facts,
    classes: &'a [Class],
    paths: &'a [Path],
    enums: &'a [Enum],
    node: &'a NamedOrBlankNode,
    place: &'a Place,
}

impl Reader<'_> {
    fn error(&self, problem: impl std::fmt::Display) -> Error {
        Error::Declaration { place: self.place.clone(), problem: format!("the ple:PositionAnalysis {problem}") }
    }

    fn read(&self) -> Result<Analysis, Error> {
        let positions = self.position_class()?;
        let (actor, actors) = self.link(ple::ACTOR_PATH, positions)?;
        let (theme, themes) = self.link(ple::THEME_PATH, positions)?;
        let (process, processes) = self.link(ple::PROCESS_PATH, positions)?;
        let (meeting, meetings) = self.link(ple::MEETING_PATH, positions)?;
        let (stance, stances) = self.link(ple::STANCE_PATH, positions)?;
        let (polarity, weights) = self.weights(stances)?;
        let (member, bodies) = self.link(ple::MEMBER_PATH, actors)?;
        let (intervention, interventions) = self.link(ple::INTERVENTION_PATH, meetings)?;
        let (date, kind) = self.path(ple::DATE_PATH, positions)?;
        if kind.ends() != Ends::Values(Scalar::Date) {
            return Err(self.error("has a ple:datePath that does not lead to an xsd:date"));
        }
        Ok(Analysis {
            positions,
            actors,
            themes,
            processes,
            meetings,
            stances,
            bodies,
            interventions,
            actor,
            on_behalf: self.optional(ple::ON_BEHALF_PATH, positions)?,
            theme,
            process,
            meeting,
            date,
            stance,
            polarity,
            broader: self.link(ple::BROADER_PATH, themes)?.0,
            member,
            intervention,
            speaker: self.link(ple::SPEAKER_PATH, interventions)?.0,
            spoken_for: self.optional(ple::SPOKEN_FOR_PATH, interventions)?,
            blocs: self.blocs(actors)?,
            weights,
        })
    }

    fn class_ids(&self) -> impl Iterator<Item = (ClassId, &Class)> {
        (0..u16::MAX).map(ClassId).zip(self.classes)
    }

    fn position_class(&self) -> Result<ClassId, Error> {
        let class = self.facts.iri(self.node, ple::POSITION_CLASS);
        let found = class.and_then(|class| self.class_ids().find(|(_, known)| known.iri == *class));
        found.map(|(id, _)| id).ok_or_else(|| self.error("needs a ple:positionClass with a public shape"))
    }

    /// The path of a role, which must be that of a field of a class or of one of its subclasses.
    fn path(&self, role: &str, class: ClassId) -> Result<(PathId, FieldKind), Error> {
        let name = role.rsplit('#').next().unwrap_or(role);
        let term = self.facts.object(self.node, role).ok_or_else(|| self.error(format_args!("needs a ple:{name}")))?;
        self.field(term, class).ok_or_else(|| {
            let class = &self.classes[usize::from(class.0)].name;
            self.error(format_args!("has a ple:{name} that is not the sh:path of a public property of {class}"))
        })
    }

    fn field(&self, path: &Term, class: ClassId) -> Option<(PathId, FieldKind)> {
        let steps = read_path(self.facts, path)?;
        let below = self.class_ids().filter(|(id, known)| *id == class || known.superclasses.contains(&class));
        let own = &self.classes[usize::from(class.0)];
        let mut fields = own.fields.iter().chain(below.flat_map(|(_, class)| &class.fields));
        fields.find(|field| self.paths[usize::from(field.path.0)].steps == steps).map(|field| (field.path, field.kind))
    }

    fn link(&self, role: &str, class: ClassId) -> Result<(PathId, ClassId), Error> {
        let (path, kind) = self.path(role, class)?;
        let name = role.rsplit('#').next().unwrap_or(role);
        let target = kind.class().ok_or_else(|| self.error(format_args!("has a ple:{name} that leads to no class")))?;
        Ok((path, target))
    }

    fn optional(&self, role: &str, class: ClassId) -> Result<Option<PathId>, Error> {
        if self.facts.object(self.node, role).is_none() {
            return Ok(None);
        }
        self.link(role, class).map(|(path, _)| Some(path))
    }

    fn blocs(&self, actors: ClassId) -> Result<Vec<Bloc>, Error> {
        let read = |node: NamedOrBlankNode| {
            let name = self.facts.literal(&node, graphql::NAME).filter(|name| is_legal_name(name));
            let name = name.ok_or_else(|| self.error("has a ple:bloc without a graphql:name that is legal"))?;
            let path = self.facts.object(&node, sh::PATH).and_then(|path| self.field(path, actors));
            let (path, _) = path.ok_or_else(|| {
                self.error(format_args!("has the ple:bloc {name}, whose sh:path is not that of a property of actors"))
            })?;
            let description = self.facts.text(&node, rdfs::COMMENT).unwrap_or_default();
            Ok(Bloc { name: name.to_owned(), description, path })
        };
        self.facts.objects(self.node, ple::BLOC).filter_map(subject).map(read).collect()
    }

    /// The path to a stance's polarity, and a weight for every polarity that there can be.
    fn weights(&self, stances: ClassId) -> Result<(PathId, Vec<(String, f64)>), Error> {
        let (path, kind) = self.path(ple::POLARITY_PATH, stances)?;
        let Ends::Values(Scalar::Enum(polarity)) = kind.ends() else {
            return Err(self.error("has a ple:polarityPath that does not lead to an enum (sh:in)"));
        };
        let weight = |polarity: &String| {
            let mut nodes = self.facts.objects(self.node, ple::POLARITY_WEIGHT).filter_map(subject);
            let node = nodes.find(|node| self.facts.literal(node, ple::OF_POLARITY) == Some(polarity));
            let weight = node.and_then(|node| self.facts.literal(&node, ple::WEIGHT)?.parse::<f64>().ok());
            let weight = weight.filter(|weight| weight.is_finite());
            let weight = weight.ok_or_else(|| {
                self.error(format_args!("needs a ple:polarityWeight [ ple:ofPolarity \"{polarity}\" ; ple:weight … ]"))
            })?;
            Ok((polarity.clone(), weight))
        };
        let values = &self.enums[usize::from(polarity.0)].values;
        Ok((path, values.iter().map(weight).collect::<Result<_, Error>>()?))
    }
}
