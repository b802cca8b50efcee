//! How the store writes values: it keeps those that it knows as values, and writes them in one form, `1` for `01`.

use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, LiteralRef, NamedNodeRef, Quad, Term, TermRef, Triple};
use oxsdatatypes::{
    Boolean, Date, DateTime, DayTimeDuration, Decimal, Double, Duration, Float, GDay, GMonth, GMonthDay, GYear,
    GYearMonth, Integer, Time, YearMonthDuration,
};
use plenary_base::vocab::xsd::NAMESPACE;
use plenary_values::Datatype;
use std::str::FromStr;

/// A literal as the store writes it; none if it keeps it as it is. Data come from the store, so a constant of a query has to be
/// looked for in this form.
pub fn as_stored(literal: LiteralRef<'_>) -> Option<Literal> {
    let (text, datatype) = (literal.value(), literal.datatype());
    let name = datatype.as_str().strip_prefix(NAMESPACE)?;
    let (written, datatype) = match name {
        "boolean" => (written::<Boolean>(text)?, datatype),
        "float" => (written::<Float>(text)?, datatype),
        "double" => (written::<Double>(text)?, datatype),
        // One type for all of them.
        _ if Datatype::named(name) == Datatype::Integer => (written::<Integer>(text)?, xsd::INTEGER),
        "decimal" => (written::<Decimal>(text)?, datatype),
        "dateTime" | "dateTimeStamp" => (written::<DateTime>(text)?, xsd::DATE_TIME),
        "time" => (written::<Time>(text)?, datatype),
        "date" => (written::<Date>(text)?, datatype),
        "gYearMonth" => (written::<GYearMonth>(text)?, datatype),
        "gYear" => (written::<GYear>(text)?, datatype),
        "gMonthDay" => (written::<GMonthDay>(text)?, datatype),
        "gDay" => (written::<GDay>(text)?, datatype),
        "gMonth" => (written::<GMonth>(text)?, datatype),
        "duration" => (written::<Duration>(text)?, datatype),
        "yearMonthDuration" => (written::<YearMonthDuration>(text)?, datatype),
        "dayTimeDuration" => (written::<DayTimeDuration>(text)?, datatype),
        _ => return None,
    };
    differs(literal, &written, datatype).then(|| Literal::new_typed_literal(written, datatype))
}

/// A term as the store writes it, also what a triple term is about; none if it keeps it as it is.
pub fn as_kept(term: TermRef<'_>) -> Option<Term> {
    match term {
        TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
        TermRef::Literal(literal) => as_stored(literal).map(Term::from),
        TermRef::Triple(triple) => {
            let object = as_kept(triple.object.as_ref())?;
            Some(Triple::new(triple.subject.clone(), triple.predicate.clone(), object).into())
        }
    }
}

/// A term as the store writes it, triple terms too.
pub fn in_form(term: TermRef<'_>) -> Term {
    as_kept(term).unwrap_or_else(|| term.into_owned())
}

/// A quad as the store writes it.
pub fn quad_in_form(quad: &Quad) -> Quad {
    Quad { object: in_form(quad.object.as_ref()), ..quad.clone() }
}

fn written<T: FromStr + ToString>(text: &str) -> Option<String> {
    text.parse::<T>().ok().map(|value| value.to_string())
}

fn differs(literal: LiteralRef<'_>, written: &str, datatype: NamedNodeRef<'_>) -> bool {
    literal.value() != written || literal.datatype() != datatype
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{GraphNameRef, NamedNode};
    use oxigraph::store::Store;

    #[test]
    fn values_have_one_form_and_the_rest_stays_as_it_is() {
        let iri = |name: &str| NamedNode::new_unchecked(format!("http://example.org/{name}"));
        let number = |text: &str| Term::from(Literal::new_typed_literal(text, xsd::INTEGER));
        let nested = |text: &str| Term::from(Triple::new(iri("a"), iri("b"), number(text)));
        let text = Term::from(Literal::from("01"));
        for (written, kept) in [
            (number("01"), number("1")),
            (text.clone(), text),
            (nested("+1"), nested("1")),
            (iri("o").into(), iri("o").into()),
        ] {
            let quad = |object| Quad::new(iri("s"), iri("p"), object, iri("g"));
            assert_eq!(quad_in_form(&quad(written)), quad(kept));
        }
    }

    /// The store is asked: what it gives back is how it writes.
    #[test]
    fn literals_are_written_as_the_store_writes_them() {
        let store = Store::new().unwrap();
        let node = NamedNode::new("http://example.org/x").unwrap();
        let texts = [
            "1",
            "01",
            "+1",
            "-0",
            "1.0",
            "1.10",
            "123.0",
            ".5",
            "1.0E6",
            "1e6",
            "INF",
            "-INF",
            "NaN",
            "true",
            "1 ",
            "0",
            "false",
            "99999999999999999999",
            "2025-05-30",
            "2025-05-30Z",
            "2025-05-30+00:00",
            "2025-05-30T10:00:00",
            "2025-05-30T10:00:00.500Z",
            "2025-05-30T10:00:00+02:00",
            "24:00:00",
            "10:00:00.0",
            "2025",
            "-0001",
            "2025-05",
            "--05-30",
            "---30",
            "--05",
            "P1Y",
            "P12M",
            "PT60S",
            "P1Y0M",
            "PT1M",
            "P0D",
            "P400D",
            "x",
            "",
        ];
        let types = [
            "boolean",
            "float",
            "double",
            "integer",
            "byte",
            "short",
            "int",
            "long",
            "unsignedByte",
            "unsignedShort",
            "unsignedInt",
            "unsignedLong",
            "positiveInteger",
            "negativeInteger",
            "nonPositiveInteger",
            "nonNegativeInteger",
            "decimal",
            "dateTime",
            "dateTimeStamp",
            "time",
            "date",
            "gYearMonth",
            "gYear",
            "gMonthDay",
            "gDay",
            "gMonth",
            "duration",
            "yearMonthDuration",
            "dayTimeDuration",
            "string",
            "anyURI",
        ];
        let mut others = 0;
        for datatype in types {
            let datatype = NamedNode::new(format!("http://www.w3.org/2001/XMLSchema#{datatype}")).unwrap();
            for text in texts {
                let literal = Literal::new_typed_literal(text, datatype.clone());
                store.clear().unwrap();
                store
                    .insert(&Quad::new(node.clone(), node.clone(), literal.clone(), GraphNameRef::DefaultGraph))
                    .unwrap();
                let kept = store.iter().next().unwrap().unwrap().object;
                let expected = as_stored(literal.as_ref()).map_or(Term::from(literal.clone()), Term::from);
                assert_eq!(expected, kept, "{literal}");
                others += usize::from(kept != Term::from(literal));
            }
        }
        assert!(others > 100, "{others} are written otherwise");
    }
}
