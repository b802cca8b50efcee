//! Which scalar holds every value that a property shape allows.

use super::Scalar;
use super::facets::Facets;
use oxigraph::model::Term;
use plenary_base::vocab::xsd;
use plenary_values::{Datatype, Value};

/// What the shapes say of the least and the greatest value.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bounds<'a> {
    least: Option<&'a str>,
    greatest: Option<&'a str>,
}

impl<'a> Bounds<'a> {
    /// The tightest of all that is said.
    pub(super) fn of(facets: &'a Facets) -> Self {
        let least = facets.least_values.iter().map(|text| (Some(text.as_str()), None));
        let greatest = facets.greatest_values.iter().map(|text| (None, Some(text.as_str())));
        least.chain(greatest).fold(Self::default(), |bounds, (least, greatest)| bounds.within(least, greatest))
    }

    /// Whether there are both, and both are finite: then no value is infinite, nor is it NaN, which is neither more nor less
    /// than anything.
    pub(super) fn are_finite(self) -> bool {
        let is_finite =
            |bound: Option<&str>| bound.and_then(|text| text.parse::<f64>().ok()).is_some_and(f64::is_finite);
        is_finite(self.least) && is_finite(self.greatest)
    }

    /// These bounds within those of a datatype.
    fn within(self, least: Option<&'a str>, greatest: Option<&'a str>) -> Self {
        let is_more = |a: &str, b: &str| number(a).compare(&number(b)).is_gt();
        let tighter = |own: Option<&'a str>, other: Option<&'a str>, is_tighter: &dyn Fn(&str, &str) -> bool| match (
            own.filter(|text| number(text).is_held()),
            other,
        ) {
            (Some(own), Some(other)) => Some(if is_tighter(own, other) { own } else { other }),
            (own, other) => own.or(other),
        };
        Self {
            least: tighter(self.least, least, &is_more),
            greatest: tighter(self.greatest, greatest, &|a, b| is_more(b, a)),
        }
    }

    /// Whether every integer within them has 32 bits.
    fn are_of_32_bits(self) -> bool {
        let (Some(least), Some(greatest)) = (self.least, self.greatest) else { return false };
        number(least).compare(&number("-2147483648")).is_ge() && number(greatest).compare(&number("2147483647")).is_le()
    }
}

fn number(text: &str) -> Value<'_> {
    Value::read(Datatype::Decimal, text)
}

/// The scalar of an XML Schema datatype: `Int` for integers that always have 32 bits, by their datatype or by what the shape
/// bounds them to.
pub(super) fn scalar_of(datatype: &str, bounds: Bounds<'_>) -> Scalar {
    let integer = |least: Option<&str>, greatest: Option<&str>| {
        if bounds.within(least, greatest).are_of_32_bits() { Scalar::Int } else { Scalar::BigInt }
    };
    let Some(name) = datatype.strip_prefix(xsd::NAMESPACE) else { return Scalar::String };
    match Datatype::named(name) {
        Datatype::Integer => match name {
            "int" | "short" | "byte" | "unsignedShort" | "unsignedByte" => Scalar::Int,
            "nonNegativeInteger" | "unsignedLong" | "unsignedInt" => integer(Some("0"), None),
            "positiveInteger" => integer(Some("1"), None),
            "nonPositiveInteger" => integer(None, Some("0")),
            "negativeInteger" => integer(None, Some("-1")),
            _ => integer(None, None),
        },
        Datatype::Decimal => Scalar::Decimal,
        Datatype::Double => Scalar::Float,
        Datatype::Boolean => Scalar::Boolean,
        Datatype::Date => Scalar::Date,
        Datatype::DateTime => Scalar::DateTime,
        Datatype::Time => Scalar::Time,
        Datatype::Year => Scalar::Year,
        Datatype::YearMonth => Scalar::YearMonth,
        Datatype::Duration => Scalar::Duration,
        Datatype::Text => Scalar::String,
    }
}

/// The scalar of the members of `sh:in`, if they are literals of one datatype that is no string.
pub(super) fn scalar_of_members(members: &[&Term]) -> Option<Scalar> {
    let datatype = match members.first()? {
        Term::Literal(first) => first.datatype(),
        _ => return None,
    };
    let texts = members.iter().map(|member| match member {
        Term::Literal(literal) if literal.datatype() == datatype => Some(literal.value()),
        _ => None,
    });
    let texts: Vec<&str> = texts.collect::<Option<_>>()?;
    let order = |a: &&&str, b: &&&str| number(a).compare(&number(b));
    let bounds = Bounds { least: texts.iter().min_by(order).copied(), greatest: texts.iter().max_by(order).copied() };
    Some(scalar_of(datatype.as_str(), bounds)).filter(|scalar| *scalar != Scalar::String)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(datatype: &str, least: Option<&str>, greatest: Option<&str>) -> Scalar {
        scalar_of(&format!("{}{datatype}", xsd::NAMESPACE), Bounds { least, greatest })
    }

    #[test]
    fn fault_04_a_scalar_holds_every_value_that_the_shapes_allow() {
        let cases = [
            ("integer", None, None, Scalar::BigInt),
            ("integer", Some("0"), None, Scalar::BigInt),
            ("integer", Some("0"), Some("2147483647"), Scalar::Int),
            ("integer", Some("0"), Some("2147483648"), Scalar::BigInt),
            ("integer", Some("-2147483649"), Some("0"), Scalar::BigInt),
            ("integer", Some("-2147483648"), Some("0"), Scalar::Int),
            ("integer", Some("0"), Some("x"), Scalar::BigInt),
            ("nonNegativeInteger", None, Some("10"), Scalar::Int),
            ("nonNegativeInteger", Some("-99999999999"), Some("10"), Scalar::Int),
            ("positiveInteger", None, None, Scalar::BigInt),
            ("negativeInteger", Some("-5"), None, Scalar::Int),
            ("unsignedInt", None, None, Scalar::BigInt),
            ("unsignedShort", None, None, Scalar::Int),
            ("int", None, None, Scalar::Int),
            ("long", Some("1"), Some("5.5"), Scalar::Int),
            ("gYear", None, None, Scalar::Year),
            ("dayTimeDuration", None, None, Scalar::Duration),
            ("gMonthDay", None, None, Scalar::String),
        ];
        for (datatype, least, greatest, expected) in cases {
            assert_eq!(of(datatype, least, greatest), expected, "{datatype} from {least:?} to {greatest:?}");
        }
    }
}
