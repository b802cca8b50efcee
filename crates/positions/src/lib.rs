//! The analyses of positions: who takes which side, who agrees with whom, whose side changes, who is silent, what only one
//! bloc raises, who differs from the body that it is a member of, and what drafts make of what was asked for.
//!
//! Which class holds positions, which paths lead to actors, themes and stances, and what counts as for and against, an
//! ontology declares once (`ple:PositionAnalysis`); [`Roles`] are what it says. [`Positions`] is registered twice: with the
//! ontology, as what reads the roles, and with an interface such as GraphQL, as the family of the fields that ask.
//!
//! An analysis is a file: the field with its arguments and how they become a question, the layout of the answer, what is
//! looked up, and the algorithm. A line in `ROOTS`, `OF_ACTORS`, `OF_THEMES` or `OF_DRAFTS` of this file registers it; its names are reserved by that.
//!
//! # Example
//!
//! ```
//! use plenary_ontology::{Ontology, TurtleFile};
//! use plenary_positions::{Positions, Roles};
//! use plenary_query::analysis::Family;
//!
//! let shapes = TurtleFile {
//!     name: "shapes.ttl".into(),
//!     text: r#"
//!         @prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
//!         @prefix graphql: <http://datashapes.org/graphql#> .
//!         ex: a graphql:Schema ; graphql:publicShape ex:CityShape .
//!         ex:CityShape sh:targetClass ex:City ; sh:property [ sh:path ex:twin ; sh:class ex:City ] ."#.into(),
//! };
//! // Cities take no positions, so that nothing can be asked of them.
//! let ontology = Ontology::read_with(&[shapes], &[&Positions])?;
//! assert!(ontology.extension::<Roles>().is_none() && Positions.roots(&ontology).is_empty());
//! # Ok::<(), plenary_ontology::Error>(())
//! ```

mod agreement;
mod asked;
mod behind;
mod changes;
mod demands;
mod dissent;
mod gaps;
mod history;
mod outcome;
mod pairs;
mod parties;
mod roles;
mod side_lists;
mod sides;
mod silence;
mod stances;
mod standing;
mod subset;
mod versions;

pub use roles::{Bloc, DraftRoles, Roles};

use asked::Of;

use plenary_base::vocab::ple;
use plenary_ontology::{ClassId, Enum, Error, Extension, Facts, Ontology, Reserved};
use plenary_query::analysis::{AnalysisField, ArgumentKind, Evidence, Family};
use std::any::Any;
use std::sync::Arc;
use subset::{By, Subset};

/// The field of an analysis, by the roles of an ontology.
type Field = fn(&Arc<Roles>) -> AnalysisField;

/// The fields of the root, in the order of the schema.
const ROOTS: [Field; 6] =
    [agreement::field, history::field, changes::field, silence::field, dissent::field, gaps::field];
/// The fields that actors have beside those of their shapes.
const OF_ACTORS: [Field; 3] = [history::of_actor, sides::of_actor, sides::counts_of_actor];
/// The fields that themes have beside those of their shapes.
const OF_THEMES: [Field; 2] = [sides::of_theme, sides::counts_of_theme];
/// A field that the root and themes have where an ontology knows texts that are negotiated.
type DraftField = fn(&Arc<Roles>, &Arc<DraftRoles>, Of) -> AnalysisField;
/// These fields.
const OF_DRAFTS: [DraftField; 2] = [outcome::field, demands::field];

/// The fields of some kind, with those of drafts if there are any.
fn with_drafts(roles: &Arc<Roles>, fields: &[Field], of: Of) -> Vec<AnalysisField> {
    let of_drafts = roles.drafts.iter().flat_map(|drafts| OF_DRAFTS.map(|field| field(roles, drafts, of)));
    fields.iter().map(|field| field(roles)).chain(of_drafts).collect()
}

/// The analyses of positions, for those who register them.
#[derive(Debug, Clone, Copy)]
pub struct Positions;

impl Extension for Positions {
    fn reserved(&self, facts: &Facts) -> Option<Reserved> {
        facts.instance(ple::POSITION_ANALYSIS)?;
        // Names do not depend on which classes have the roles, but for what actors are taken together by.
        let roles = Arc::new(roles::named(facts));
        let roots = with_drafts(&roles, &ROOTS, Of::Root);
        let mut fields: Vec<AnalysisField> = OF_ACTORS.iter().map(|field| field(&roles)).collect();
        fields.extend(with_drafts(&roles, &OF_THEMES, Of::Theme));
        let name = |field: &AnalysisField| field.name.to_owned();
        let mut choices: Vec<Enum> = Vec::new();
        for known in roots.iter().chain(&fields).flat_map(AnalysisField::choices) {
            if choices.iter().all(|choice| choice.name != known.name) {
                let values = known.items.into_iter().map(|(name, _)| name).collect();
                choices.push(Enum { name: known.name.to_owned(), values, ..Enum::default() });
            }
        }
        Some(Reserved {
            by: "an analysis of positions",
            types: roots.iter().chain(&fields).flat_map(AnalysisField::type_names).collect(),
            roots: roots.iter().map(name).collect(),
            fields: fields.iter().map(name).collect(),
            choices,
        })
    }

    fn read(&self, facts: &Facts, ontology: &Ontology) -> Result<Option<Arc<dyn Any + Send + Sync>>, Error> {
        let roles = roles::read(facts, ontology)?;
        Ok(roles.map(|roles| Arc::new(roles) as Arc<dyn Any + Send + Sync>))
    }
}

impl Family for Positions {
    fn evidence(&self, ontology: &Ontology) -> Option<Arc<dyn Evidence>> {
        ontology.extension::<Roles>().map(|roles| Arc::new(behind::Positions { roles }) as Arc<dyn Evidence>)
    }

    fn roots(&self, ontology: &Ontology) -> Vec<AnalysisField> {
        let Some(roles) = ontology.extension::<Roles>() else { return Vec::new() };
        // Where there is nothing to choose from, such as blocs that no ontology declares, nothing can be asked.
        let has_choices = |field: &AnalysisField| {
            let mut kinds = field.arguments.iter().map(|argument| &argument.kind);
            kinds.all(|kind| !matches!(kind, ArgumentKind::Choice(choices) if choices.items.is_empty()))
        };
        with_drafts(&roles, &ROOTS, Of::Root).into_iter().filter(has_choices).collect()
    }

    fn fields(&self, ontology: &Ontology, class: ClassId) -> Vec<AnalysisField> {
        let Some(roles) = ontology.extension::<Roles>() else { return Vec::new() };
        let mut fields = Vec::new();
        if ontology.is_a(class, roles.actors) {
            fields.extend(OF_ACTORS.iter().map(|field| field(&roles)));
        }
        if ontology.is_a(class, roles.themes) {
            fields.extend(with_drafts(&roles, &OF_THEMES, Of::Theme));
        }
        fields
    }
}
