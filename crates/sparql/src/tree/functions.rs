//! The functions of SPARQL on values.

use super::budget::Halt;
use super::expression::{Expression, Given};
use super::run::{Labels, Run};
use super::value::{Text, Value};
use crate::meter::Stop;
use md5::{Digest, Md5};
use oxigraph::model::{BaseDirection, BlankNode, Literal, NamedNode, Triple};
use oxsdatatypes::{DateTime, Double, TimezoneOffset};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use spargebra::algebra::Function;
use std::fmt::Write as _;
use std::rc::Rc;

/// A text with its language and direction.
type Tagged<'d> = (Text<'d>, Language<'d>);
/// The language of a text, if it has one, with its direction.
type Language<'d> = Option<(Text<'d>, Option<BaseDirection>)>;

/// The text of a value with its language; none if it is no text.
fn tagged<'d>(value: Value<'d>) -> Option<Tagged<'d>> {
    match value {
        Value::String(text) => Some((text, None)),
        Value::Language(text, language) => Some((text, Some((language, None)))),
        Value::Directed(text, language, direction) => Some((text, Some((language, Some(direction))))),
        _ => None,
    }
}

/// A text with a language, if there is one.
fn with_language<'d>(text: Text<'d>, language: Language<'d>) -> Value<'d> {
    match language {
        None => Value::String(text),
        Some((language, None)) => Value::Language(text, language),
        Some((language, Some(direction))) => Value::Directed(text, language, direction),
    }
}

/// A text without a language.
fn plain<'d>(value: Value<'d>) -> Option<Text<'d>> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Two texts of which the second has no language, or that of the first (SPARQL 1.1, section 17.4.3.1.2).
fn compatible<'d>(a: Value<'d>, b: Value<'d>) -> Option<(Text<'d>, Text<'d>, Language<'d>)> {
    let ((a, language), (b, other)) = (tagged(a)?, tagged(b)?);
    (other.is_none() || other == language).then_some((a, b, language))
}

/// A part of a text, without a copy where the text is one of the data.
fn part<'d>(text: &Text<'d>, range: std::ops::Range<usize>) -> Text<'d> {
    match text {
        Text::Data(text) => Text::Data(&text[range]),
        Text::Made(text) => text[range].into(),
    }
}

impl<'d> Run<'d> {
    /// What a function gives.
    pub(super) fn call(
        &mut self,
        function: &'d Function,
        parts: &'d [Expression],
        row: &mut [u32],
    ) -> Given<Value<'d>> {
        match function {
            Function::Concat => return self.concat(parts, row),
            Function::BNode => return self.blank_node(parts.first(), row),
            Function::Rand => return Ok(Some(Value::Double(Double::from(self.chance()?)))),
            Function::Uuid => {
                let uuid = self.uuid()?;
                return Ok(Some(Value::Iri(format!("urn:uuid:{uuid}").into())));
            }
            Function::StrUuid => return Ok(Some(Value::text(self.uuid()?))),
            Function::Now => return Ok(Some(Value::DateTime(self.now))),
            _ => {}
        }
        let Some(first) = parts.first() else { return Ok(None) };
        let Some(first) = self.value(first, row)? else { return Ok(None) };
        if parts.len() == 1 {
            return self.of_one(function, first);
        }
        let mut others = Vec::with_capacity(parts.len() - 1);
        for part in &parts[1..] {
            let Some(value) = self.value(part, row)? else { return Ok(None) };
            others.push(value);
        }
        match function {
            Function::Regex => self.matches(first, others),
            Function::Replace => self.replace(first, others),
            _ => Ok(of_more(function, first, others)),
        }
    }

    /// Functions of one value.
    fn of_one(&mut self, function: &Function, value: Value<'d>) -> Given<Value<'d>> {
        Ok(match function {
            Function::Str => value.lexical().map(Value::String),
            Function::Lang => match value {
                Value::Language(_, language) | Value::Directed(_, language, _) => Some(Value::String(language)),
                literal if literal.is_literal() => Some(Value::String(Text::Data(""))),
                _ => None,
            },
            Function::LangDir => match value {
                Value::Directed(_, _, direction) => Some(Value::String(Text::Data(match direction {
                    BaseDirection::Ltr => "ltr",
                    BaseDirection::Rtl => "rtl",
                }))),
                literal if literal.is_literal() => Some(Value::String(Text::Data(""))),
                _ => None,
            },
            Function::HasLang => Some(Value::Boolean(matches!(value, Value::Language(..) | Value::Directed(..)))),
            Function::HasLangDir => Some(Value::Boolean(matches!(value, Value::Directed(..)))),
            Function::Datatype => value.datatype().map(Value::Iri),
            Function::Iri => self.iri(value),
            Function::IsIri => Some(Value::Boolean(matches!(value, Value::Iri(_)))),
            Function::IsBlank => Some(Value::Boolean(matches!(value, Value::Blank(_)))),
            Function::IsLiteral => Some(Value::Boolean(value.is_literal())),
            Function::IsNumeric => Some(Value::Boolean(matches!(
                value,
                Value::Integer(_) | Value::Decimal(_) | Value::Float(_) | Value::Double(_)
            ))),
            Function::Abs | Function::Ceil | Function::Floor | Function::Round => rounded(function, &value),
            Function::StrLen => tagged(value).map(|(text, _)| Value::Integer((text.chars().count() as i64).into())),
            Function::UCase | Function::LCase | Function::EncodeForUri => return self.rewritten(function, value),
            Function::Year
            | Function::Month
            | Function::Day
            | Function::Hours
            | Function::Minutes
            | Function::Seconds
            | Function::Timezone
            | Function::Tz => part_of_time(function, &value),
            Function::Md5 => plain(value).map(|text| digest::<Md5>(&text)),
            Function::Sha1 => plain(value).map(|text| digest::<Sha1>(&text)),
            Function::Sha256 => plain(value).map(|text| digest::<Sha256>(&text)),
            Function::Sha384 => plain(value).map(|text| digest::<Sha384>(&text)),
            Function::Sha512 => plain(value).map(|text| digest::<Sha512>(&text)),
            Function::IsTriple => Some(Value::Boolean(matches!(value, Value::Triple(_)))),
            Function::Subject | Function::Predicate | Function::Object => match value {
                Value::Triple(triple) => Some(Value::of_term(&match function {
                    Function::Subject => triple.subject.clone().into(),
                    Function::Predicate => triple.predicate.clone().into(),
                    _ => triple.object.clone(),
                })),
                _ => None,
            },
            _ => None,
        })
    }

    fn iri(&self, value: Value<'d>) -> Option<Value<'d>> {
        match value {
            Value::Iri(iri) => Some(Value::Iri(iri)),
            Value::String(text) => {
                let iri = match &self.plan.base {
                    Some(base) => base.resolve(&text).ok()?,
                    None => oxiri::Iri::parse(text.to_string()).ok()?,
                };
                Some(Value::Iri(iri.into_inner().into()))
            }
            _ => None,
        }
    }

    /// What has up to three times the length of a text.
    fn rewritten(&self, function: &Function, value: Value<'d>) -> Given<Value<'d>> {
        let Some((text, language)) = tagged(value) else { return Ok(None) };
        if text.len() > self.budget.one_text {
            return Err(Stop::Text.into());
        }
        Ok(Some(match function {
            Function::UCase => with_language(text.to_uppercase().into(), language),
            Function::LCase => with_language(text.to_lowercase().into(), language),
            _ => Value::text(encoded(&text)),
        }))
    }

    fn concat(&mut self, parts: &'d [Expression], row: &mut [u32]) -> Given<Value<'d>> {
        let mut joined = String::new();
        let mut common: Option<Language<'d>> = None;
        for part in parts {
            let Some((text, language)) = self.value(part, row)?.and_then(tagged) else { return Ok(None) };
            if joined.len() + text.len() > self.budget.one_text {
                return Err(Stop::Text.into());
            }
            joined.push_str(&text);
            match &common {
                Some(one) if *one != language => common = Some(None),
                Some(_) => {}
                None => common = Some(language),
            }
        }
        Ok(Some(with_language(joined.into(), common.flatten())))
    }

    /// A new blank node, or that of a text in this solution.
    fn blank_node(&mut self, of: Option<&'d Expression>, row: &mut [u32]) -> Given<Value<'d>> {
        let Some(of) = of else { return Ok(Some(Value::Blank(BlankNode::default().as_str().into()))) };
        let Some(text) = self.value(of, row)?.and_then(plain) else { return Ok(None) };
        if self.labels.solution != self.solution {
            self.labels = Labels { solution: self.solution, known: Vec::new() };
        }
        if let Some((_, label)) = self.labels.known.iter().find(|(known, _)| **known == *text) {
            return Ok(Some(Value::Blank(Text::Made(Rc::clone(label)))));
        }
        let label: Rc<str> = BlankNode::default().as_str().into();
        self.labels.known.push(((&*text).into(), Rc::clone(&label)));
        Ok(Some(Value::Blank(Text::Made(label))))
    }

    /// A number from 0 on, below 1.
    fn chance(&self) -> Result<f64, Halt> {
        const BITS: u32 = f64::MANTISSA_DIGITS;
        let random =
            getrandom::u64().map_err(|error| crate::Error::Evaluation(format!("no random number: {error}")))?;
        Ok((random >> (64 - BITS)) as f64 / (1_u64 << BITS) as f64)
    }

    fn uuid(&self) -> Result<String, Halt> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| crate::Error::Evaluation(format!("no random number: {error}")))?;
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let mut text = String::with_capacity(36);
        for (at, byte) in bytes.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        Ok(text)
    }
}

/// Functions of two values and more.
fn of_more<'d>(function: &Function, first: Value<'d>, others: Vec<Value<'d>>) -> Option<Value<'d>> {
    let mut others = others.into_iter();
    let second = others.next()?;
    Some(match function {
        Function::LangMatches => Value::Boolean(lang_matches(&plain(first)?, &plain(second)?)),
        Function::StrStarts => {
            let (a, b, _) = compatible(first, second)?;
            Value::Boolean(a.starts_with(&*b))
        }
        Function::StrEnds => {
            let (a, b, _) = compatible(first, second)?;
            Value::Boolean(a.ends_with(&*b))
        }
        Function::Contains => {
            let (a, b, _) = compatible(first, second)?;
            Value::Boolean(a.contains(&*b))
        }
        Function::StrBefore => {
            let (a, b, language) = compatible(first, second)?;
            match a.find(&*b) {
                Some(at) => with_language(part(&a, 0..at), language),
                None => Value::String(Text::Data("")),
            }
        }
        Function::StrAfter => {
            let (a, b, language) = compatible(first, second)?;
            match a.find(&*b) {
                Some(at) => with_language(part(&a, at + b.len()..a.len()), language),
                None => Value::String(Text::Data("")),
            }
        }
        Function::SubStr => {
            let (text, language) = tagged(first)?;
            let length = match others.next() {
                Some(Value::Integer(length)) => Some(i64::from(length)),
                Some(_) => return None,
                None => None,
            };
            let Value::Integer(start) = second else { return None };
            with_language(substring(&text, start.into(), length)?, language)
        }
        Function::StrLang => {
            let literal = Literal::new_language_tagged_literal(&*plain(first)?, &*plain(second)?).ok()?;
            Value::of_term(&literal.into())
        }
        Function::StrLangDir => {
            let direction = match &*plain(others.next()?)? {
                "ltr" => BaseDirection::Ltr,
                "rtl" => BaseDirection::Rtl,
                _ => return None,
            };
            let (text, language) = (plain(first)?, plain(second)?);
            let literal = Literal::new_directional_language_tagged_literal(&*text, &*language, direction).ok()?;
            Value::of_term(&literal.into())
        }
        Function::StrDt => {
            let Value::Iri(datatype) = second else { return None };
            let literal = Literal::new_typed_literal(&*plain(first)?, NamedNode::new_unchecked(&*datatype));
            Value::of_term(&literal.into())
        }
        Function::Triple => {
            let (Ok(subject), Ok(predicate)) = (first.term().try_into(), second.term().try_into()) else { return None };
            let subject: oxigraph::model::NamedOrBlankNode = subject;
            let predicate: NamedNode = predicate;
            Value::Triple(Rc::new(Triple::new(subject, predicate, others.next()?.term())))
        }
        Function::Adjust => adjusted(&first, &second)?,
        _ => return None,
    })
}

/// Whether a language is in a range (RFC 4647, basic filtering).
fn lang_matches(language: &str, range: &str) -> bool {
    if range == "*" {
        return !language.is_empty();
    }
    let mut subtags = language.split('-');
    range.split('-').all(|wanted| subtags.next().is_some_and(|subtag| subtag.eq_ignore_ascii_case(wanted)))
}

/// Characters of a text from a place on, counted from 1.
fn substring<'d>(text: &Text<'d>, start: i64, length: Option<i64>) -> Option<Text<'d>> {
    let start = start.checked_sub(1)?;
    let end = length.map_or(Some(i64::MAX), |length| start.checked_add(length))?;
    let mut from = None;
    for (place, (at, _)) in (0_i64..).zip(text.char_indices()) {
        if start <= place && place < end {
            from.get_or_insert(at);
        } else if let Some(from) = from {
            return Some(part(text, from..at));
        }
    }
    Some(from.map_or(Text::Data(""), |from| part(text, from..text.len())))
}

/// A text as `ENCODE_FOR_URI` writes it.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(byte.into()),
            byte => {
                // Writing to a string cannot fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

fn digest<'d, D: Digest>(text: &str) -> Value<'d> {
    let mut hex = String::new();
    for byte in D::digest(text.as_bytes()) {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    Value::text(hex)
}

fn rounded<'d>(function: &Function, value: &Value<'d>) -> Option<Value<'d>> {
    use Value as V;
    Some(match (function, value) {
        (Function::Abs, V::Integer(value)) => V::Integer(value.checked_abs()?),
        (_, V::Integer(value)) => V::Integer(*value),
        (Function::Abs, V::Decimal(value)) => V::Decimal(value.checked_abs()?),
        (Function::Ceil, V::Decimal(value)) => V::Decimal(value.checked_ceil()?),
        (Function::Floor, V::Decimal(value)) => V::Decimal(value.checked_floor()?),
        (_, V::Decimal(value)) => V::Decimal(value.checked_round()?),
        (Function::Abs, V::Float(value)) => V::Float(value.abs()),
        (Function::Ceil, V::Float(value)) => V::Float(value.ceil()),
        (Function::Floor, V::Float(value)) => V::Float(value.floor()),
        (_, V::Float(value)) => V::Float(value.round()),
        (Function::Abs, V::Double(value)) => V::Double(value.abs()),
        (Function::Ceil, V::Double(value)) => V::Double(value.ceil()),
        (Function::Floor, V::Double(value)) => V::Double(value.floor()),
        (_, V::Double(value)) => V::Double(value.round()),
        _ => return None,
    })
}

fn part_of_time<'d>(function: &Function, value: &Value<'d>) -> Option<Value<'d>> {
    use Value as V;
    let integer = |number: i64| V::Integer(number.into());
    Some(match function {
        Function::Year => integer(match value {
            V::DateTime(value) => value.year(),
            V::Date(value) => value.year(),
            V::YearMonth(value) => value.year(),
            V::Year(value) => value.year(),
            _ => return None,
        }),
        Function::Month => integer(
            match value {
                V::DateTime(value) => value.month(),
                V::Date(value) => value.month(),
                V::YearMonth(value) => value.month(),
                V::MonthDay(value) => value.month(),
                V::Month(value) => value.month(),
                _ => return None,
            }
            .into(),
        ),
        Function::Day => integer(
            match value {
                V::DateTime(value) => value.day(),
                V::Date(value) => value.day(),
                V::MonthDay(value) => value.day(),
                V::Day(value) => value.day(),
                _ => return None,
            }
            .into(),
        ),
        Function::Hours => integer(
            match value {
                V::DateTime(value) => value.hour(),
                V::Time(value) => value.hour(),
                _ => return None,
            }
            .into(),
        ),
        Function::Minutes => integer(
            match value {
                V::DateTime(value) => value.minute(),
                V::Time(value) => value.minute(),
                _ => return None,
            }
            .into(),
        ),
        Function::Seconds => V::Decimal(match value {
            V::DateTime(value) => value.second(),
            V::Time(value) => value.second(),
            _ => return None,
        }),
        Function::Timezone => V::DayTimeDuration(offset(value)??.into()),
        _ => V::text(offset(value)?.map_or_else(String::new, |offset| offset.to_string())),
    })
}

/// The time zone of a point in time, if it has one; none if it is no point in time.
fn offset(value: &Value<'_>) -> Option<Option<TimezoneOffset>> {
    use Value as V;
    Some(match value {
        V::DateTime(value) => value.timezone_offset(),
        V::Date(value) => value.timezone_offset(),
        V::Time(value) => value.timezone_offset(),
        V::Year(value) => value.timezone_offset(),
        V::YearMonth(value) => value.timezone_offset(),
        V::Month(value) => value.timezone_offset(),
        V::MonthDay(value) => value.timezone_offset(),
        V::Day(value) => value.timezone_offset(),
        _ => return None,
    })
}

/// `ADJUST`: the same point in time in another time zone.
fn adjusted<'d>(value: &Value<'_>, zone: &Value<'_>) -> Option<Value<'d>> {
    use Value as V;
    let zone = Some(match zone {
        V::DayTimeDuration(zone) => TimezoneOffset::try_from(*zone).ok()?,
        V::Duration(zone) => TimezoneOffset::try_from(*zone).ok()?,
        _ => return None,
    });
    Some(match value {
        V::DateTime(value) => V::DateTime(value.adjust(zone)?),
        V::Date(value) => V::Date(value.adjust(zone)?),
        V::Time(value) => V::Time(value.adjust(zone)?),
        V::Year(value) => V::Year(value.adjust(zone)?),
        V::YearMonth(value) => V::YearMonth(value.adjust(zone)?),
        V::Month(value) => V::Month(value.adjust(zone)?),
        V::MonthDay(value) => V::MonthDay(value.adjust(zone)?),
        V::Day(value) => V::Day(value.adjust(zone)?),
        _ => return None,
    })
}

/// The time at which an evaluation begins: it is the same wherever a query asks for it.
pub(super) fn now() -> DateTime {
    DateTime::now()
}
