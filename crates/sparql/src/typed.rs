//! Literals with a datatype, as expressions see them.

use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, Term};
use spareval::ExpressionTerm;

/// The value of a literal. The commonest datatypes are read without a copy of the text, all others as Oxigraph does.
pub(super) fn typed(text: &str, datatype: &NamedNode) -> ExpressionTerm {
    let value = match datatype.as_ref() {
        xsd::INTEGER => text.parse().ok().map(ExpressionTerm::IntegerLiteral),
        xsd::DATE_TIME => text.parse().ok().map(ExpressionTerm::DateTimeLiteral),
        xsd::DATE => text.parse().ok().map(ExpressionTerm::DateLiteral),
        _ => None,
    };
    value.unwrap_or_else(|| Term::from(Literal::new_typed_literal(text, datatype.clone())).into())
}
