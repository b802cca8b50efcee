//! Terms as expressions see them.

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{BaseDirection, BlankNode, Literal, NamedNode, Term, Triple};
use oxsdatatypes::{
    Boolean, Date, DateTime, DayTimeDuration, Decimal, Double, Duration, Float, GDay, GMonth, GMonthDay, GYear,
    GYearMonth, Integer, Time, YearMonthDuration,
};
use plenary_graph::triples::Known;
use std::cmp::Ordering;
use std::ops::Deref;
use std::rc::Rc;

/// A text of the data, or one that the query has made.
#[derive(Debug, Clone)]
pub(super) enum Text<'d> {
    Data(&'d str),
    Made(Rc<str>),
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Data(text) => text,
            Self::Made(text) => text,
        }
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self::Made(text.into())
    }
}

impl From<&str> for Text<'_> {
    fn from(text: &str) -> Self {
        Self::Made(text.into())
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

/// A term by its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'d> {
    Iri(Text<'d>),
    Blank(Text<'d>),
    String(Text<'d>),
    /// Text and language.
    Language(Text<'d>, Text<'d>),
    /// Text, language and direction.
    Directed(Text<'d>, Text<'d>, BaseDirection),
    Boolean(bool),
    Integer(Integer),
    Decimal(Decimal),
    Float(Float),
    Double(Double),
    DateTime(DateTime),
    Date(Date),
    Time(Time),
    Year(GYear),
    YearMonth(GYearMonth),
    Month(GMonth),
    MonthDay(GMonthDay),
    Day(GDay),
    Duration(Duration),
    YearMonthDuration(YearMonthDuration),
    DayTimeDuration(DayTimeDuration),
    /// Another datatype, or a text that is no value of its own: text and IRI of the datatype.
    Other(Text<'d>, Text<'d>),
    Triple(Rc<Triple>),
}

impl<'d> Value<'d> {
    /// The value of a term of the data.
    pub(super) fn of_known(known: Known<'d>) -> Self {
        match known {
            Known::Iri(iri) => Self::Iri(Text::Data(iri)),
            Known::Blank(label) => Self::Blank(Text::Data(label)),
            Known::String(text) => Self::String(Text::Data(text)),
            Known::Language(text, language) => Self::Language(Text::Data(text), Text::Data(language)),
            Known::Typed(text, datatype) => typed(text, datatype.as_str())
                .unwrap_or_else(|| Self::Other(Text::Data(text), Text::Data(datatype.as_str()))),
            Known::Whole(term) => Self::of_term(term),
        }
    }

    /// The value of a term.
    pub(super) fn of_term(term: &Term) -> Self {
        match term {
            Term::NamedNode(iri) => Self::Iri(iri.as_str().into()),
            Term::BlankNode(node) => Self::Blank(node.as_str().into()),
            Term::Triple(triple) => Self::Triple(Rc::new((**triple).clone())),
            Term::Literal(literal) => match (literal.language(), literal.direction()) {
                (Some(language), Some(direction)) => Self::Directed(literal.value().into(), language.into(), direction),
                (Some(language), None) => Self::Language(literal.value().into(), language.into()),
                (None, _) => {
                    let (text, datatype) = (literal.value(), literal.datatype().as_str());
                    typed(text, datatype).unwrap_or_else(|| Self::Other(text.into(), datatype.into()))
                }
            },
        }
    }

    /// A text.
    pub(super) fn text(text: impl Into<Text<'d>>) -> Self {
        Self::String(text.into())
    }

    /// The term that has the value.
    pub(super) fn term(&self) -> Term {
        match self {
            Self::Iri(iri) => NamedNode::new_unchecked(&**iri).into(),
            Self::Blank(label) => BlankNode::new_unchecked(&**label).into(),
            Self::String(text) => Literal::new_simple_literal(&**text).into(),
            Self::Language(text, language) => {
                Literal::new_language_tagged_literal_unchecked(&**text, &**language).into()
            }
            Self::Directed(text, language, direction) => {
                Literal::new_directional_language_tagged_literal_unchecked(&**text, &**language, *direction).into()
            }
            Self::Boolean(value) => Literal::from(*value).into(),
            Self::Integer(value) => Literal::from(*value).into(),
            Self::Decimal(value) => Literal::from(*value).into(),
            Self::Float(value) => Literal::from(*value).into(),
            Self::Double(value) => Literal::from(*value).into(),
            Self::DateTime(value) => Literal::from(*value).into(),
            Self::Date(value) => Literal::from(*value).into(),
            Self::Time(value) => Literal::from(*value).into(),
            Self::Year(value) => Literal::from(*value).into(),
            Self::YearMonth(value) => Literal::from(*value).into(),
            Self::Month(value) => Literal::from(*value).into(),
            Self::MonthDay(value) => Literal::from(*value).into(),
            Self::Day(value) => Literal::from(*value).into(),
            Self::Duration(value) => Literal::from(*value).into(),
            Self::YearMonthDuration(value) => Literal::from(*value).into(),
            Self::DayTimeDuration(value) => Literal::from(*value).into(),
            Self::Other(text, datatype) => {
                Literal::new_typed_literal(&**text, NamedNode::new_unchecked(&**datatype)).into()
            }
            Self::Triple(triple) => Term::from((**triple).clone()),
        }
    }

    /// The IRI of the datatype of a literal.
    pub(super) fn datatype(&self) -> Option<Text<'d>> {
        let iri = match self {
            Self::Iri(_) | Self::Blank(_) | Self::Triple(_) => return None,
            Self::Other(_, datatype) => return Some(datatype.clone()),
            Self::String(_) => xsd::STRING,
            Self::Language(..) => rdf::LANG_STRING,
            Self::Directed(..) => rdf::DIR_LANG_STRING,
            Self::Boolean(_) => xsd::BOOLEAN,
            Self::Integer(_) => xsd::INTEGER,
            Self::Decimal(_) => xsd::DECIMAL,
            Self::Float(_) => xsd::FLOAT,
            Self::Double(_) => xsd::DOUBLE,
            Self::DateTime(_) => xsd::DATE_TIME,
            Self::Date(_) => xsd::DATE,
            Self::Time(_) => xsd::TIME,
            Self::Year(_) => xsd::G_YEAR,
            Self::YearMonth(_) => xsd::G_YEAR_MONTH,
            Self::Month(_) => xsd::G_MONTH,
            Self::MonthDay(_) => xsd::G_MONTH_DAY,
            Self::Day(_) => xsd::G_DAY,
            Self::Duration(_) => xsd::DURATION,
            Self::YearMonthDuration(_) => xsd::YEAR_MONTH_DURATION,
            Self::DayTimeDuration(_) => xsd::DAY_TIME_DURATION,
        };
        Some(Text::Data(iri.as_str()))
    }

    /// What `STR` gives: none for blank nodes and triple terms.
    pub(super) fn lexical(&self) -> Option<Text<'d>> {
        match self {
            Self::Iri(text) | Self::String(text) | Self::Language(text, _) | Self::Directed(text, ..) => {
                Some(text.clone())
            }
            Self::Other(text, _) => Some(text.clone()),
            Self::Blank(_) | Self::Triple(_) => None,
            value => match value.term() {
                Term::Literal(literal) => Some(literal.destruct().0.into()),
                _ => None,
            },
        }
    }

    /// Whether it is a literal.
    pub(super) fn is_literal(&self) -> bool {
        !matches!(self, Self::Iri(_) | Self::Blank(_) | Self::Triple(_))
    }

    /// The effective boolean value; none if it has none, which is an error of SPARQL.
    pub(super) fn truth(&self) -> Option<bool> {
        Some(match self {
            Self::Boolean(value) => *value,
            Self::String(text) => !text.is_empty(),
            Self::Integer(value) => Boolean::from(*value).into(),
            Self::Decimal(value) => Boolean::from(*value).into(),
            Self::Float(value) => Boolean::from(*value).into(),
            Self::Double(value) => Boolean::from(*value).into(),
            _ => return None,
        })
    }

    /// `=`. None is an error: values of datatypes that nothing is known of may be equal or not.
    pub(super) fn equals(&self, other: &Self) -> Option<bool> {
        use Value::{
            Blank, Date, DateTime, DayTimeDuration, Decimal, Directed, Double, Duration, Float, Integer, Iri, Language,
            Other, Time, Triple, YearMonthDuration,
        };
        match (self, other) {
            (Iri(_) | Blank(_) | Language(..) | Directed(..), _) => Some(self == other),
            (Other(a, type_a), Other(b, type_b)) => (a == b && type_a == type_b).then_some(true),
            (Other(..), Iri(_) | Blank(_) | Language(..) | Directed(..) | Triple(_)) => Some(false),
            (Triple(a), Triple(b)) => {
                let object = Self::of_term(&a.object).equals(&Self::of_term(&b.object))?;
                Some(a.subject == b.subject && a.predicate == b.predicate && object)
            }
            (Triple(_), _) => Some(false),
            (Other(..), _) | (_, Other(..)) => None,
            (Integer(_) | Decimal(_) | Float(_) | Double(_), Integer(_) | Decimal(_) | Float(_) | Double(_))
            | (DateTime(_), DateTime(_))
            | (Date(_), Date(_))
            | (Time(_), Time(_)) => Some(self.same_kind(other) == Some(Ordering::Equal)),
            (
                Duration(_) | YearMonthDuration(_) | DayTimeDuration(_),
                Duration(_) | YearMonthDuration(_) | DayTimeDuration(_),
            ) => Some(equal_durations(self, other)),
            _ => Some(self == other),
        }
    }

    /// `<` and its like. None is an error: the two have no order.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Iri(a), Self::Iri(b)) | (Self::Blank(a), Self::Blank(b)) => (a == b).then_some(Ordering::Equal),
            (Self::Boolean(a), Self::Boolean(b)) => (a == b).then_some(Ordering::Equal),
            (Self::Other(a, type_a), Self::Other(b, type_b)) => (a == b && type_a == type_b).then_some(Ordering::Equal),
            (Self::Triple(a), Self::Triple(b)) => {
                let is_near = a.subject == b.subject && a.predicate == b.predicate;
                is_near.then(|| Self::of_term(&a.object).compare(&Self::of_term(&b.object)))?
            }
            (Self::Double(a), Self::Double(b)) if a.is_identical_with(*b) => Some(Ordering::Equal),
            (Self::Float(a), Self::Float(b)) if a.is_identical_with(*b) => Some(Ordering::Equal),
            _ => self.same_kind(other),
        }
    }

    /// The order of values that have one.
    fn same_kind(&self, other: &Self) -> Option<Ordering> {
        use Value as V;
        match (self, other) {
            (V::String(a), V::String(b)) => Some((**a).cmp(&**b)),
            (V::Language(a, la), V::Language(b, lb)) => (la == lb).then(|| (**a).cmp(&**b)),
            (V::Directed(a, la, da), V::Directed(b, lb, db)) => (la == lb && da == db).then(|| (**a).cmp(&**b)),
            (V::Integer(a), V::Integer(b)) => a.partial_cmp(b),
            (V::Integer(a), V::Decimal(b)) => Decimal::from(*a).partial_cmp(b),
            (V::Integer(a), V::Float(b)) => Float::from(*a).partial_cmp(b),
            (V::Integer(a), V::Double(b)) => Double::from(*a).partial_cmp(b),
            (V::Decimal(a), V::Integer(b)) => a.partial_cmp(&Decimal::from(*b)),
            (V::Decimal(a), V::Decimal(b)) => a.partial_cmp(b),
            (V::Decimal(a), V::Float(b)) => Float::from(*a).partial_cmp(b),
            (V::Decimal(a), V::Double(b)) => Double::from(*a).partial_cmp(b),
            (V::Float(a), V::Integer(b)) => a.partial_cmp(&Float::from(*b)),
            (V::Float(a), V::Decimal(b)) => a.partial_cmp(&Float::from(*b)),
            (V::Float(a), V::Float(b)) => a.partial_cmp(b),
            (V::Float(a), V::Double(b)) => Double::from(*a).partial_cmp(b),
            (V::Double(a), V::Integer(b)) => a.partial_cmp(&Double::from(*b)),
            (V::Double(a), V::Decimal(b)) => a.partial_cmp(&Double::from(*b)),
            (V::Double(a), V::Float(b)) => a.partial_cmp(&Double::from(*b)),
            (V::Double(a), V::Double(b)) => a.partial_cmp(b),
            (V::DateTime(a), V::DateTime(b)) => a.partial_cmp(b),
            (V::Date(a), V::Date(b)) => a.partial_cmp(b),
            (V::Time(a), V::Time(b)) => a.partial_cmp(b),
            (V::Year(a), V::Year(b)) => a.partial_cmp(b),
            (V::YearMonth(a), V::YearMonth(b)) => a.partial_cmp(b),
            (V::Month(a), V::Month(b)) => a.partial_cmp(b),
            (V::MonthDay(a), V::MonthDay(b)) => a.partial_cmp(b),
            (V::Day(a), V::Day(b)) => a.partial_cmp(b),
            _ => compare_durations(self, other),
        }
    }
}

/// A length of time as one of both kinds.
fn duration(value: &Value<'_>) -> Option<Duration> {
    match value {
        Value::Duration(value) => Some(*value),
        Value::YearMonthDuration(value) => Some((*value).into()),
        Value::DayTimeDuration(value) => Some((*value).into()),
        _ => None,
    }
}

fn equal_durations(a: &Value<'_>, b: &Value<'_>) -> bool {
    duration(a).is_some_and(|a| duration(b) == Some(a))
}

fn compare_durations(a: &Value<'_>, b: &Value<'_>) -> Option<Ordering> {
    duration(a)?.partial_cmp(&duration(b)?)
}

/// The value of a text of a datatype; none if it has none.
fn typed<'d>(text: &str, datatype: &str) -> Option<Value<'d>> {
    let name = datatype.strip_prefix(plenary_base::vocab::xsd::NAMESPACE)?;
    Some(match name {
        "string" => Value::String(text.into()),
        "boolean" => Value::Boolean(text.parse::<Boolean>().ok()?.into()),
        "integer" | "byte" | "short" | "int" | "long" | "unsignedByte" | "unsignedShort" | "unsignedInt"
        | "unsignedLong" | "positiveInteger" | "negativeInteger" | "nonPositiveInteger" | "nonNegativeInteger" => {
            Value::Integer(text.parse().ok()?)
        }
        "decimal" => Value::Decimal(text.parse().ok()?),
        "float" => Value::Float(text.parse().ok()?),
        "double" => Value::Double(text.parse().ok()?),
        "dateTime" | "dateTimeStamp" => Value::DateTime(text.parse().ok()?),
        "date" => Value::Date(text.parse().ok()?),
        "time" => Value::Time(text.parse().ok()?),
        "gYear" => Value::Year(text.parse().ok()?),
        "gYearMonth" => Value::YearMonth(text.parse().ok()?),
        "gMonth" => Value::Month(text.parse().ok()?),
        "gMonthDay" => Value::MonthDay(text.parse().ok()?),
        "gDay" => Value::Day(text.parse().ok()?),
        "duration" => Value::Duration(text.parse().ok()?),
        "yearMonthDuration" => Value::YearMonthDuration(text.parse().ok()?),
        "dayTimeDuration" => Value::DayTimeDuration(text.parse().ok()?),
        _ => return None,
    })
}
