//! Tests of values in SPARQL, so that an endpoint finds what the snapshot finds: the rules of [`values`](plenary_values).
//!
//! What every engine compares as these rules do is left to its operators. For the rest the lexical form decides: numbers too
//! long for an engine digit by digit, times without a zone as those of UTC, lengths of time in seconds.

// A new condition, test or operator must be answered here: no arm may take what it does not name.
#![warn(clippy::wildcard_enum_match_arm)]

use super::expressions::{all, any, call, not, one_of, string};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNodeRef, Variable};
use plenary_ontology::{Ends, Scalar};
use plenary_query::{Case, Inequality, Test, TextRelation};
use plenary_values::{Datatype, Frame, Length, Number, SECONDS_OF_MONTH, Value, as_moment, is_zoned};
use spargebra::algebra::{Expression, Function};

/// Whether a value passes a test; none if every value does.
pub(super) fn passes(ends: Ends, value: &Variable, test: &Test) -> Option<Expression> {
    Some(match test {
        Test::Exists => return None,
        Test::In(values) => compare(ends, value, By::Equal, values),
        Test::Compared(inequality, with) => compare(ends, value, (*inequality).into(), std::slice::from_ref(with)),
        // Every text has the empty one in it, but some engines do not know.
        Test::Text(relation, _, other) if other.is_empty() && relation.holds("x", other) => return None,
        Test::Text(relation, Case::Kept, other) => related(text(value), *relation, other),
        Test::Text(relation, Case::Folded, other) => related(folded(value), *relation, other),
    })
}

/// Whether a text stands so to another.
fn related(text: Expression, relation: TextRelation, other: &str) -> Expression {
    match relation {
        TextRelation::Equal => By::Equal.of(text, string(other)),
        TextRelation::Contains => call(Function::Contains, [text, string(other)]),
        TextRelation::StartsWith => call(Function::StrStarts, [text, string(other)]),
    }
}

/// A comparison of a value with a constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl From<Inequality> for By {
    fn from(inequality: Inequality) -> Self {
        match inequality {
            Inequality::Less => Self::Less,
            Inequality::LessOrEqual => Self::LessOrEqual,
            Inequality::Greater => Self::Greater,
            Inequality::GreaterOrEqual => Self::GreaterOrEqual,
        }
    }
}

impl By {
    fn of(self, value: Expression, with: Expression) -> Expression {
        let (value, with) = (Box::new(value), Box::new(with));
        match self {
            Self::Equal => Expression::Equal(value, with),
            Self::Less => Expression::Less(value, with),
            Self::LessOrEqual => Expression::LessOrEqual(value, with),
            Self::Greater => Expression::Greater(value, with),
            Self::GreaterOrEqual => Expression::GreaterOrEqual(value, with),
        }
    }

    /// Of two keys, of which the second decides where the first are equal.
    fn of_both(self, first: (Expression, Expression), second: (Expression, Expression)) -> Expression {
        let strict = match self {
            Self::Equal => return all([Self::Equal.of(first.0, first.1), Self::Equal.of(second.0, second.1)]),
            Self::Less | Self::LessOrEqual => Self::Less,
            Self::Greater | Self::GreaterOrEqual => Self::Greater,
        };
        let tie = all([Self::Equal.of(first.0.clone(), first.1.clone()), self.of(second.0, second.1)]);
        any([strict.of(first.0, first.1), tie])
    }
}

/// Whether a value compares so with one of some constants, of which those count that are values of the path's type.
fn compare(ends: Ends, value: &Variable, by: By, with: &[String]) -> Expression {
    let datatype = ends.datatype();
    let held = || with.iter().filter(|text| Value::held(datatype, text).is_some());
    let native = |value: Expression, datatype: NamedNodeRef<'_>| {
        any(held().map(|with| by.of(value.clone(), typed(with, datatype))))
    };
    match datatype {
        Datatype::Text if by == By::Equal => one_of(text(value), held().map(|with| string(with)).collect()),
        Datatype::Text => any(held().map(|with| by.of(text(value), string(with)))),
        Datatype::Integer if ends == Ends::Values(Scalar::Int) => native(value.clone().into(), xsd::INTEGER),
        Datatype::Integer | Datatype::Decimal => {
            let exact = held().filter_map(|with| Number::read(with)).map(|with| number(value, by, with));
            let exact = all([matches(text(value), r"^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)$"), any(exact)]);
            Expression::Coalesce(vec![native(value.clone().into(), xsd::DECIMAL), exact])
        }
        // As a double by its digits: 0.1 is another number as an `xsd:float`.
        Datatype::Double => native(cast(text(value), xsd::DOUBLE), xsd::DOUBLE),
        Datatype::Boolean => native(value.clone().into(), xsd::BOOLEAN),
        Datatype::Date | Datatype::DateTime | Datatype::Time | Datatype::Year | Datatype::YearMonth => {
            any(held().map(|with| instant(datatype, value, by, with)))
        }
        Datatype::Duration => {
            let exact = held().filter_map(|with| Length::read(with)).map(|with| length(value, by, with));
            all([matches(text(value), DURATION), any(exact)])
        }
    }
}

fn text(value: &Variable) -> Expression {
    call(Function::Str, [value.clone().into()])
}

fn typed(text: &str, datatype: NamedNodeRef<'_>) -> Expression {
    Literal::new_typed_literal(text, datatype).into()
}

fn integer(number: i64) -> Expression {
    Literal::from(number).into()
}

fn cast(text: Expression, datatype: NamedNodeRef<'_>) -> Expression {
    call(Function::Custom(datatype.into_owned()), [text])
}

fn matches(text: Expression, pattern: &str) -> Expression {
    call(Function::Regex, [text, string(pattern)])
}

fn choose(condition: Expression, yes: Expression, no: Expression) -> Expression {
    Expression::If(Box::new(condition), Box::new(yes), Box::new(no))
}

/// As [`fold`](plenary_values::fold) folds.
fn folded(value: &Variable) -> Expression {
    let small = call(Function::LCase, [call(Function::UCase, [call(Function::LCase, [text(value)])])]);
    call(Function::Replace, [small, string("ς"), string("σ")])
}

/// A number compared digit by digit, at any size: by sign, by length, by digits.
fn number(value: &Variable, by: By, with: Number<'_>) -> Expression {
    let is_negative = || matches(text(value), "^-.*[1-9]");
    let before_point = call(Function::StrBefore, [call(Function::Concat, [text(value), string(".")]), string(".")]);
    // A pattern must not match nothing, so a mark is put in front.
    let marked = call(Function::Concat, [string("#"), before_point]);
    let whole = || call(Function::Replace, [marked.clone(), string("^#[+-]?0*"), string("")]);
    let fraction = || {
        let after_point = call(Function::StrAfter, [text(value), string(".")]);
        call(Function::Replace, [after_point, string("0+$"), string("")])
    };
    let size = |by: By| {
        let length = call(Function::StrLen, [whole()]);
        let wanted = i64::try_from(with.whole().len()).unwrap_or(i64::MAX);
        let strict = match by {
            By::Equal => {
                return all([
                    By::Equal.of(whole(), string(with.whole())),
                    By::Equal.of(fraction(), string(with.fraction())),
                ]);
            }
            By::Less | By::LessOrEqual => By::Less,
            By::Greater | By::GreaterOrEqual => By::Greater,
        };
        let digits = by.of_both((whole(), string(with.whole())), (fraction(), string(with.fraction())));
        any([strict.of(length.clone(), integer(wanted)), all([By::Equal.of(length, integer(wanted)), digits])])
    };
    // Among negative numbers the longer is the less.
    let size = |by: By| match (with.is_negative(), by) {
        (false, by) => size(by),
        (true, By::Equal) => size(By::Equal),
        (true, By::Less) => size(By::Greater),
        (true, By::LessOrEqual) => size(By::GreaterOrEqual),
        (true, By::Greater) => size(By::Less),
        (true, By::GreaterOrEqual) => size(By::LessOrEqual),
    };
    match (with.is_negative(), by) {
        (false, By::Equal | By::Greater | By::GreaterOrEqual) => all([not(is_negative()), size(by)]),
        (false, By::Less | By::LessOrEqual) => any([is_negative(), size(by)]),
        (true, By::Equal | By::Less | By::LessOrEqual) => all([is_negative(), size(by)]),
        (true, By::Greater | By::GreaterOrEqual) => any([not(is_negative()), size(by)]),
    }
}

/// A date, month, year or time as a moment. One without a time zone counts as UTC, but cannot be compared in SPARQL with
/// one that has a zone. So dates and moments of UTC stand for two constants: with any data, one of them can be
/// compared, and both never disagree. Others are compared as moments that their lexical forms are made to.
fn instant(datatype: Datatype, value: &Variable, by: By, with: &str) -> Expression {
    let both = |local: &str, own: NamedNodeRef<'_>| {
        let zoned = format!("{local}Z");
        any([local, &zoned].map(|with| by.of(value.clone().into(), typed(with, own))))
    };
    let Some(moment) = as_moment(datatype, with) else { return any([]) };
    match (datatype, with.strip_suffix('Z')) {
        (Datatype::DateTime, _) => both(moment.trim_end_matches('Z'), xsd::DATE_TIME),
        (Datatype::Date, Some(local)) => both(local, xsd::DATE),
        (Datatype::Date, None) if !is_zoned(with) => both(with, xsd::DATE),
        _ => match Frame::of(datatype) {
            Some(frame) => by.of(framed(value, frame), typed(&moment, xsd::DATE_TIME)),
            None => any([]),
        },
    }
}

/// The moment that a lexical form is made to.
fn framed(value: &Variable, frame: Frame) -> Expression {
    let zone = || {
        let is_offset = matches(text(value), "[+-][0-9][0-9]:[0-9][0-9]$");
        let ends = call(Function::StrEnds, [text(value), string("Z")]);
        choose(ends, integer(1), choose(is_offset, integer(6), integer(0)))
    };
    let minus = |a, b| Expression::Subtract(Box::new(a), Box::new(b));
    let length = || minus(call(Function::StrLen, [text(value)]), zone());
    let local = call(Function::SubStr, [text(value), integer(1), length()]);
    let after = Expression::Add(Box::new(length()), Box::new(integer(1)));
    let zone = choose(By::Equal.of(zone(), integer(0)), string("Z"), call(Function::SubStr, [text(value), after]));
    cast(call(Function::Concat, [string(frame.before), local, string(frame.after), zone]), xsd::DATE_TIME)
}

/// The lexical form of a duration, as far as invalid ones are recognized.
const DURATION: &str = "^-?P([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+([.][0-9]+)?S)?)?$";

/// A length of time in seconds, with months of average length, and in months where these are equal.
fn length(value: &Variable, by: By, with: Length) -> Expression {
    let date = call(
        Function::StrBefore,
        [call(Function::Concat, [call(Function::StrAfter, [text(value), string("P")]), string("T")]), string("T")],
    );
    let time = call(Function::StrAfter, [text(value), string("T")]);
    // Each part in turn: what stands before its letter, 0 if the letter is not there, and what is left.
    let parts = |mut rest: Expression, letters: [&str; 3]| {
        letters.map(|letter| {
            let number = cast(call(Function::StrBefore, [rest.clone(), string(letter)]), xsd::DECIMAL);
            let is_there = call(Function::Contains, [rest.clone(), string(letter)]);
            let after = call(Function::StrAfter, [rest.clone(), string(letter)]);
            rest = choose(is_there, after, rest.clone());
            Expression::Coalesce(vec![number, integer(0)])
        })
    };
    let [years, months, days] = parts(date, ["Y", "M", "D"]);
    let [hours, minutes, seconds] = parts(time, ["H", "M", "S"]);
    let times = |a: Expression, b: i64| Expression::Multiply(Box::new(a), Box::new(integer(b)));
    let plus = |a: Expression, b: Expression| Expression::Add(Box::new(a), Box::new(b));
    let sign = || choose(call(Function::StrStarts, [text(value), string("-")]), integer(-1), integer(1));
    let signed = |number: Expression| Expression::Multiply(Box::new(sign()), Box::new(number));
    let months = plus(times(years, 12), months);
    let total = [times(days, 86_400), times(hours, 3_600), times(minutes, 60), seconds]
        .into_iter()
        .fold(times(months.clone(), SECONDS_OF_MONTH), plus);
    by.of_both(
        (signed(total), typed(&with.seconds().to_string(), xsd::DECIMAL)),
        (signed(months), integer(with.months())),
    )
}
