//! The fields of the ontology that lead to resources, which walks go over.

use plenary_ontology::{ClassId, Ontology, PathId, Step};

/// A field that leads to resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkField {
    /// Name of the field.
    pub name: String,
    /// Name of the type that has it first: a class, not its subclasses.
    pub type_name: String,
    /// Where it leads.
    pub path: PathId,
    /// The types that have it.
    pub owners: Vec<ClassId>,
    /// The types that it leads to.
    pub targets: Vec<ClassId>,
    /// The types at its end that have a field which is the same link the other way.
    pub returned: Vec<ClassId>,
    /// Number of the link, the same for a link and its way back.
    pub link: usize,
    /// Whether the field goes against the property of which the link is made.
    pub is_inverse: bool,
}

/// All fields that lead to resources, in the order of the ontology.
pub fn link_fields(ontology: &Ontology) -> Vec<LinkField> {
    let mut fields: Vec<LinkField> = Vec::new();
    let mut links: Vec<Vec<Step>> = Vec::new();
    for id in ontology.class_ids() {
        let class = ontology.class(id);
        for field in &class.fields {
            let Some(target) = field.kind.class() else { continue };
            let is_inherited =
                class.superclasses.iter().any(|&above| ontology.class(above).field(&field.name).is_some());
            if is_inherited {
                continue;
            }
            let steps = &ontology.path(field.path).steps;
            let is_inverse = steps.first().is_some_and(|step| step.inverse);
            let onward = if is_inverse { turned(steps) } else { steps.clone() };
            let link = links.iter().position(|known| *known == onward).unwrap_or_else(|| {
                links.push(onward);
                links.len() - 1
            });
            fields.push(LinkField {
                name: field.name.clone(),
                type_name: class.name.clone(),
                path: field.path,
                owners: class.concrete.clone(),
                targets: ontology.class(target).concrete.clone(),
                returned: Vec::new(),
                link,
                is_inverse,
            });
        }
    }
    let returned = |field: &LinkField| {
        let back = fields.iter().filter(|other| other.link == field.link && other.is_inverse != field.is_inverse);
        let whole = back.filter(|other| field.owners.iter().all(|owner| other.targets.contains(owner)));
        whole.flat_map(|other| other.owners.iter().copied()).collect()
    };
    let returned: Vec<Vec<ClassId>> = fields.iter().map(returned).collect();
    for (field, returned) in fields.iter_mut().zip(returned) {
        field.returned = returned;
    }
    fields
}

fn turned(steps: &[Step]) -> Vec<Step> {
    let turn = |step: &Step| Step { inverse: !step.inverse, ..step.clone() };
    steps.iter().rev().map(turn).collect()
}
