//! The order of literals, as `<` of SPARQL has it: by what they mean, and only where they can be compared.

use crate::lexical::is_well_formed;
use oxigraph::model::{LiteralRef, TermRef};
use oxsdatatypes::{
    Date, DateTime, DayTimeDuration, Double, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth, Time,
    YearMonthDuration,
};
use plenary_base::vocab::xsd;
use plenary_values::{Datatype, Number};
use std::cmp::Ordering;
use std::str::FromStr;

/// The order of two terms; none if they cannot be compared: IRIs, literals of different types, dates one of which has a time zone and
/// lies within the hours that the other may mean, values that their datatype does not have.
pub(crate) fn compare(a: TermRef<'_>, b: TermRef<'_>) -> Option<Ordering> {
    let (TermRef::Literal(a), TermRef::Literal(b)) = (a, b) else { return None };
    if a.language().is_some() || b.language().is_some() {
        return None;
    }
    let well_formed = |literal: LiteralRef<'_>| is_well_formed(literal.value(), literal.datatype().as_str());
    let (of_a, of_b) = (name(a)?, name(b)?);
    if !well_formed(a) || !well_formed(b) {
        return None;
    }
    let (text, other) = (a.value(), b.value());
    match (Datatype::named(of_a), Datatype::named(of_b)) {
        (Datatype::Integer | Datatype::Decimal, Datatype::Integer | Datatype::Decimal) => {
            Some(Number::read(text)?.compare(&Number::read(other)?))
        }
        (
            Datatype::Integer | Datatype::Decimal | Datatype::Double,
            Datatype::Integer | Datatype::Decimal | Datatype::Double,
        ) => Double::from_str(text).ok()?.partial_cmp(&Double::from_str(other).ok()?),
        (Datatype::DateTime, Datatype::DateTime) => parsed::<DateTime>(text, other),
        (Datatype::Boolean, Datatype::Boolean) => {
            let is_true = |text: &str| matches!(text, "true" | "1");
            Some(is_true(text).cmp(&is_true(other)))
        }
        (Datatype::Duration, Datatype::Duration) => match (of_a, of_b) {
            ("dayTimeDuration", "dayTimeDuration") => parsed::<DayTimeDuration>(text, other),
            ("yearMonthDuration", "yearMonthDuration") => parsed::<YearMonthDuration>(text, other),
            _ => parsed::<Duration>(text, other),
        },
        _ if of_a != of_b => None,
        _ => match of_a {
            "string" => Some(text.cmp(other)),
            "date" => parsed::<Date>(text, other),
            "time" => parsed::<Time>(text, other),
            "gYear" => parsed::<GYear>(text, other),
            "gYearMonth" => parsed::<GYearMonth>(text, other),
            "gMonth" => parsed::<GMonth>(text, other),
            "gMonthDay" => parsed::<GMonthDay>(text, other),
            "gDay" => parsed::<GDay>(text, other),
            _ => None,
        },
    }
}

fn name<'a>(literal: LiteralRef<'a>) -> Option<&'a str> {
    literal.datatype().as_str().strip_prefix(xsd::NAMESPACE)
}

fn parsed<T: FromStr + PartialOrd>(a: &str, b: &str) -> Option<Ordering> {
    a.parse::<T>().ok()?.partial_cmp(&b.parse::<T>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::compare;
    use oxigraph::model::{Literal, NamedNode, Term};
    use std::cmp::Ordering::{self, Equal, Greater, Less};

    #[test]
    fn literals_are_compared_by_what_they_mean() {
        let typed = |text: &str, datatype: &str| -> Term {
            Literal::new_typed_literal(
                text,
                NamedNode::new_unchecked(format!("http://www.w3.org/2001/XMLSchema#{datatype}")),
            )
            .into()
        };
        let cases: [(&str, &str, &str, &str, Option<Ordering>); 16] = [
            ("9", "integer", "10", "integer", Some(Less)),
            ("123456789012345678901234567890", "integer", "123456789012345678901234567889.5", "decimal", Some(Greater)),
            ("1", "byte", "1.0", "decimal", Some(Equal)),
            ("1", "int", "1.5E0", "double", Some(Less)),
            ("NaN", "double", "1", "double", None),
            ("1", "integer", "1", "string", None),
            ("x", "integer", "1", "integer", None),
            ("a", "string", "b", "string", Some(Less)),
            ("2025-05-30", "date", "2025-05-31", "date", Some(Less)),
            ("2025-05-30", "date", "2025-05-30T00:00:00", "dateTime", None),
            ("2002-10-10T12:00:00-05:00", "dateTime", "2002-10-10T12:00:00", "dateTime", None),
            ("2002-10-10T12:00:00-05:00", "dateTime", "2002-10-10T12:00:01-05:00", "dateTime", Some(Less)),
            ("2024", "gYear", "2025", "gYear", Some(Less)),
            ("false", "boolean", "1", "boolean", Some(Less)),
            ("P1M", "duration", "P30D", "duration", None),
            ("PT1H", "dayTimeDuration", "PT61M", "dayTimeDuration", Some(Less)),
        ];
        for (a, of_a, b, of_b, expected) in cases {
            let (left, right) = (typed(a, of_a), typed(b, of_b));
            assert_eq!(compare(left.as_ref(), right.as_ref()), expected, "{a} {b}");
            assert_eq!(compare(right.as_ref(), left.as_ref()), expected.map(Ordering::reverse), "{b} {a}");
        }
    }
}
