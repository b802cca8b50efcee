//! The one form of each value that Oxigraph's store keeps: `"01"^^xsd:byte` becomes `1`.

use super::Error;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};

/// Begins the names under which literals go through a store.
const NUMBERED: &str = "urn:plenary:number:";

/// The quads as a store gives them back, in the same order.
///
/// # Errors
/// If there is no memory for a store.
pub fn canonical(quads: &[Quad]) -> Result<Vec<Quad>, Error> {
    let mut canonical = quads.to_vec();
    let store = oxigraph::store::Store::new()?;
    let mut transaction = store.start_transaction()?;
    for (number, quad) in quads.iter().enumerate().filter(|(_, quad)| has_value(&quad.object)) {
        let subject = NamedNode::new_unchecked(format!("{NUMBERED}{number}"));
        let numbered = Quad::new(subject, quad.predicate.clone(), quad.object.clone(), GraphName::DefaultGraph);
        transaction.insert(&numbered);
    }
    transaction.commit()?;
    for quad in store.iter() {
        let Quad { subject, object, .. } = quad?;
        if let NamedOrBlankNode::NamedNode(subject) = subject
            && let Some(number) =
                subject.as_str().strip_prefix(NUMBERED).and_then(|number| number.parse::<usize>().ok())
            && let Some(quad) = canonical.get_mut(number)
        {
            quad.object = object;
        }
    }
    Ok(canonical)
}

/// Whether a term has a literal that may be written in several forms.
fn has_value(term: &Term) -> bool {
    match term {
        Term::Literal(literal) => {
            let datatype = literal.datatype();
            literal.language().is_none() && datatype != xsd::STRING && datatype != rdf::LANG_STRING
        }
        Term::Triple(triple) => has_value(&triple.object),
        Term::NamedNode(_) | Term::BlankNode(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{Literal, Triple};

    #[test]
    fn values_have_one_form_and_the_rest_stays_as_it_is() {
        let iri = |name: &str| NamedNode::new_unchecked(format!("http://example.org/{name}"));
        let quad = |object: Term| Quad::new(iri("s"), iri("p"), object, iri("g"));
        let number = |text: &str| Term::from(Literal::new_typed_literal(text, xsd::INTEGER));
        let nested = |text: &str| Term::from(Triple::new(iri("a"), iri("b"), number(text)));
        let text = Term::from(Literal::from("01"));
        let quads = [number("01"), text.clone(), number("1"), nested("+1"), iri("o").into()].map(quad);
        let expected = [number("1"), text, number("1"), nested("1"), iri("o").into()].map(quad);
        assert_eq!(canonical(&quads).unwrap(), expected);
    }
}
