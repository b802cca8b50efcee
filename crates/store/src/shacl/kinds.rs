//! What the API needs and no shape says: an instance of a class that the ontology declares an interface (`graphql:isInterface`) is of one of
//! the object types under it, too. Else a link to it would lead to nothing.

use oxigraph::model::{BlankNode, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use plenary_base::vocab::{rdf, rdfs, sh};
use plenary_ontology::{ClassId, Ontology};

/// Most classes that a message names.
const NAMED: usize = 12;

/// Shapes that ask for this, beside those of the ontology's files.
pub(super) fn shapes(of_ontology: &[Quad], ontology: &Ontology) -> Vec<Triple> {
    let mut writer = Writer { triples: Vec::new(), nodes: 0 };
    for id in ontology.class_ids().filter(|&id| is_abstract(ontology, id)) {
        let class = ontology.class(id);
        let kinds: Vec<&NamedNode> = class.concrete.iter().map(|&kind| &ontology.class(kind).iri).collect();
        // An instance of an interface below is told by that one's shape.
        let below = ontology
            .class_ids()
            .filter(|&other| is_abstract(ontology, other) && ontology.class(other).superclasses.contains(&id));
        let allowed = kinds.iter().copied().chain(below.map(|other| &ontology.class(other).iri));

        let shape = writer.node();
        // By this the report names the shape that is in a file.
        let owner = owner(of_ontology, &class.iri).unwrap_or_else(|| class.iri.clone().into());
        writer.say(owner, rdfs::SEE_ALSO, shape.clone());
        writer.say(shape.clone(), sh::TARGET_CLASS, class.iri.clone());
        let shapes: Vec<Term> = allowed
            .map(|kind| {
                let of_kind = writer.node();
                writer.say(of_kind.clone(), sh::CLASS, kind.clone());
                of_kind.into()
            })
            .collect();
        let list = writer.list(shapes);
        writer.say(shape.clone(), sh::OR, list);
        writer.say(shape, sh::MESSAGE, Literal::from(message(ontology, &class.iri, &kinds)));
    }
    writer.triples
}

/// Whether a class has no instances of its own.
fn is_abstract(ontology: &Ontology, id: ClassId) -> bool {
    ontology.class(id).is_interface && !ontology.classes().iter().any(|class| class.direct_of == Some(id))
}

/// The shape of a class.
fn owner(of_ontology: &[Quad], class: &NamedNode) -> Option<NamedOrBlankNode> {
    let is_target = |quad: &&Quad| {
        quad.predicate.as_str() == sh::TARGET_CLASS
            && matches!(&quad.object, Term::NamedNode(target) if target == class)
    };
    of_ontology.iter().find(is_target).map(|quad| quad.subject.clone())
}

fn message(ontology: &Ontology, class: &NamedNode, kinds: &[&NamedNode]) -> String {
    let short = |iri: &NamedNode| match ontology.prefixes().split(iri.as_str()) {
        Some((prefix, name)) => format!("{prefix}:{name}"),
        None => iri.to_string(),
    };
    let mut named: Vec<String> = kinds.iter().take(NAMED).map(|kind| short(kind)).collect();
    let last = match kinds.len().saturating_sub(NAMED) {
        0 => named.pop().unwrap_or_default(),
        more => format!("one of {more} others"),
    };
    let named = if named.is_empty() { last } else { format!("{} or {last}", named.join(", ")) };
    format!(
        "it is said to be of {} and not of which kind; say which: {named} (a class that is not among these needs a public shape)",
        short(class)
    )
}

struct Writer {
    triples: Vec<Triple>,
    nodes: usize,
}

impl Writer {
    fn node(&mut self) -> BlankNode {
        self.nodes += 1;
        // The blank nodes of files are called otherwise.
        BlankNode::new_unchecked(format!("kinds{}", self.nodes))
    }

    fn say(&mut self, subject: impl Into<NamedOrBlankNode>, predicate: &str, object: impl Into<Term>) {
        self.triples.push(Triple::new(subject, NamedNodeRef::new_unchecked(predicate), object));
    }

    fn list(&mut self, items: Vec<Term>) -> Term {
        let mut rest: Term = NamedNode::new_unchecked(rdf::NIL).into();
        for item in items.into_iter().rev() {
            let node = self.node();
            self.say(node.clone(), rdf::FIRST, item);
            self.say(node.clone(), rdf::REST, rest);
            rest = node.into();
        }
        rest
    }
}
