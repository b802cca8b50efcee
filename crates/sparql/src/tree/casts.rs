//! Casts to datatypes (SPARQL 1.1, section 17.5).

use super::value::Value;
use oxigraph::model::NamedNodeRef;
use oxigraph::model::vocab::xsd;
use oxsdatatypes::Boolean;

/// The datatypes that there are casts to.
const CASTS: [NamedNodeRef<'_>; 17] = [
    xsd::STRING,
    xsd::BOOLEAN,
    xsd::DOUBLE,
    xsd::FLOAT,
    xsd::INTEGER,
    xsd::DECIMAL,
    xsd::DATE,
    xsd::TIME,
    xsd::DATE_TIME,
    xsd::DURATION,
    xsd::YEAR_MONTH_DURATION,
    xsd::DAY_TIME_DURATION,
    xsd::G_YEAR,
    xsd::G_YEAR_MONTH,
    xsd::G_MONTH,
    xsd::G_MONTH_DAY,
    xsd::G_DAY,
];

/// Whether a function of this name is a cast.
pub(super) fn is_cast(name: NamedNodeRef<'_>) -> bool {
    CASTS.contains(&name)
}

/// What a cast gives; none for an error.
pub(super) fn cast<'d>(datatype: NamedNodeRef<'_>, value: &Value<'d>) -> Option<Value<'d>> {
    use Value as V;
    let text = match value {
        V::String(text) => Some(&**text),
        _ => None,
    };
    Some(match datatype {
        xsd::STRING => V::String(value.lexical()?),
        xsd::BOOLEAN => V::Boolean(match value {
            V::Boolean(value) => *value,
            V::String(text) => text.parse::<Boolean>().ok()?.into(),
            number @ (V::Integer(_) | V::Decimal(_) | V::Float(_) | V::Double(_)) => number.truth()?,
            _ => return None,
        }),
        xsd::DOUBLE => V::Double(match value {
            V::Double(value) => *value,
            V::Float(value) => (*value).into(),
            V::Integer(value) => (*value).into(),
            V::Decimal(value) => (*value).into(),
            V::Boolean(value) => Boolean::from(*value).into(),
            _ => text?.parse().ok()?,
        }),
        xsd::FLOAT => V::Float(match value {
            V::Double(value) => (*value).into(),
            V::Float(value) => *value,
            V::Integer(value) => (*value).into(),
            V::Decimal(value) => (*value).into(),
            V::Boolean(value) => Boolean::from(*value).into(),
            _ => text?.parse().ok()?,
        }),
        xsd::INTEGER => V::Integer(match value {
            V::Double(value) => (*value).try_into().ok()?,
            V::Float(value) => (*value).try_into().ok()?,
            V::Integer(value) => *value,
            V::Decimal(value) => (*value).try_into().ok()?,
            V::Boolean(value) => (*value).into(),
            _ => text?.parse().ok()?,
        }),
        xsd::DECIMAL => V::Decimal(match value {
            V::Double(value) => (*value).try_into().ok()?,
            V::Float(value) => (*value).try_into().ok()?,
            V::Integer(value) => (*value).into(),
            V::Decimal(value) => *value,
            V::Boolean(value) => (*value).into(),
            _ => text?.parse().ok()?,
        }),
        _ => return cast_time(datatype, value, text),
    })
}

fn cast_time<'d>(datatype: NamedNodeRef<'_>, value: &Value<'d>, text: Option<&str>) -> Option<Value<'d>> {
    use Value as V;
    Some(match datatype {
        xsd::DATE => V::Date(match value {
            V::Date(value) => *value,
            V::DateTime(value) => (*value).try_into().ok()?,
            _ => text?.parse().ok()?,
        }),
        xsd::TIME => V::Time(match value {
            V::Time(value) => *value,
            V::DateTime(value) => (*value).into(),
            _ => text?.parse().ok()?,
        }),
        xsd::DATE_TIME => V::DateTime(match value {
            V::DateTime(value) => *value,
            V::Date(value) => (*value).try_into().ok()?,
            _ => text?.parse().ok()?,
        }),
        xsd::DURATION => V::Duration(match value {
            V::Duration(value) => *value,
            V::YearMonthDuration(value) => (*value).into(),
            V::DayTimeDuration(value) => (*value).into(),
            _ => text?.parse().ok()?,
        }),
        xsd::YEAR_MONTH_DURATION => V::YearMonthDuration(match value {
            V::Duration(value) => (*value).try_into().ok()?,
            V::YearMonthDuration(value) => *value,
            _ => text?.parse().ok()?,
        }),
        xsd::DAY_TIME_DURATION => V::DayTimeDuration(match value {
            V::Duration(value) => (*value).try_into().ok()?,
            V::DayTimeDuration(value) => *value,
            _ => text?.parse().ok()?,
        }),
        xsd::G_YEAR => V::Year(match value {
            V::Year(value) => *value,
            V::YearMonth(value) => (*value).try_into().ok()?,
            V::Date(value) => (*value).try_into().ok()?,
            V::DateTime(value) => (*value).try_into().ok()?,
            _ => text?.parse().ok()?,
        }),
        xsd::G_YEAR_MONTH => V::YearMonth(match value {
            V::YearMonth(value) => *value,
            V::Date(value) => (*value).into(),
            V::DateTime(value) => (*value).try_into().ok()?,
            _ => text?.parse().ok()?,
        }),
        xsd::G_MONTH => V::Month(match value {
            V::Month(value) => *value,
            V::YearMonth(value) => (*value).into(),
            V::MonthDay(value) => (*value).into(),
            V::Date(value) => (*value).into(),
            V::DateTime(value) => (*value).into(),
            _ => text?.parse().ok()?,
        }),
        xsd::G_MONTH_DAY => V::MonthDay(match value {
            V::MonthDay(value) => *value,
            V::Date(value) => (*value).into(),
            V::DateTime(value) => (*value).into(),
            _ => text?.parse().ok()?,
        }),
        xsd::G_DAY => V::Day(match value {
            V::Day(value) => *value,
            V::MonthDay(value) => (*value).into(),
            V::Date(value) => (*value).into(),
            V::DateTime(value) => (*value).into(),
            _ => text?.parse().ok()?,
        }),
        _ => return None,
    })
}
