//! The scalars of the schema besides those of GraphQL itself: only those that some field has.

use super::analyses::Analyses;
use super::operators::scalar_name;
use crate::ontology::{Ends, Ontology, Scalar};
use async_graphql::Value;
use async_graphql::dynamic::Scalar as ScalarType;

/// Scalars that stand for those of the ontology: documentation, and where the lexical forms are described.
fn described(scalar: Scalar) -> Option<(&'static str, &'static str)> {
    Some(match scalar {
        Scalar::BigInt => {
            ("An integer of any size, as a string so that no digit is lost. An argument may be a number.", "integer")
        }
        Scalar::Decimal => ("A decimal number, as a string so that no digit is lost.", "decimal"),
        Scalar::Date => ("A date, YYYY-MM-DD.", "date"),
        Scalar::DateTime => ("A moment, YYYY-MM-DDThh:mm:ss with a time zone where it is known.", "dateTime"),
        Scalar::Time => ("A time of day, hh:mm:ss with a time zone where it is known.", "time"),
        Scalar::Year => ("A year, YYYY, with a hyphen in front for those before the year 0.", "gYear"),
        Scalar::YearMonth => ("A month of a year, YYYY-MM.", "gYearMonth"),
        Scalar::Duration => ("A length of time such as P1Y6M or PT36H.", "duration"),
        Scalar::String | Scalar::Int | Scalar::Float | Scalar::Boolean | Scalar::Iri | Scalar::Enum(_) => return None,
    })
}

/// The scalars that some field or argument has.
pub(super) fn used(ontology: &Ontology, analyses: &Analyses) -> Vec<ScalarType> {
    let scalar = |name: &str, description: &str, url: &str| {
        ScalarType::new(name)
            .description(description)
            .specified_by_url(url)
            .validator(|value| matches!(value, Value::String(_)))
    };
    let mut scalars = vec![
        scalar("IRI", "An IRI, written out in full.", "https://www.rfc-editor.org/rfc/rfc3987"),
        scalar(
            "LangTag",
            "A language tag such as `en` or `zh-Hans`; `*` stands for any.",
            "https://www.rfc-editor.org/rfc/rfc5646",
        ),
    ];
    // Commits have moments, whatever the ontology has.
    let mut known = vec![Scalar::DateTime];
    known.extend(analyses.have_dates().then_some(Scalar::Date));
    for field in ontology.classes().iter().flat_map(|class| &class.fields) {
        if let Ends::Values(scalar) = field.kind.ends()
            && !known.contains(&scalar)
        {
            known.push(scalar);
        }
    }
    for own in known {
        let Some((description, anchor)) = described(own) else { continue };
        let url = format!("https://www.w3.org/TR/xmlschema11-2/#{anchor}");
        let scalar = scalar(scalar_name(ontology, own), description, &url);
        scalars.push(match own {
            // A number with a point or an exponent may have lost digits already.
            Scalar::BigInt => scalar.validator(|value| match value {
                Value::String(_) => true,
                Value::Number(number) => number.is_i64() || number.is_u64(),
                _ => false,
            }),
            _ => scalar,
        });
    }
    scalars
}
