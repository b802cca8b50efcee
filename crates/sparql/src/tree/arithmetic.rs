//! Sums and products of numbers, times and lengths of time.

use super::value::Value;
use oxsdatatypes::{Decimal, Double, Duration, Float, Integer};

/// An operation on two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// Two numbers of one type: that of the wider one.
enum Numbers {
    Integers(Integer, Integer),
    Decimals(Decimal, Decimal),
    Floats(Float, Float),
    Doubles(Double, Double),
}

impl Numbers {
    fn of(a: &Value<'_>, b: &Value<'_>) -> Option<Self> {
        use Value as V;
        Some(match (a, b) {
            (V::Integer(a), V::Integer(b)) => Self::Integers(*a, *b),
            (V::Integer(a), V::Decimal(b)) => Self::Decimals((*a).into(), *b),
            (V::Decimal(a), V::Integer(b)) => Self::Decimals(*a, (*b).into()),
            (V::Decimal(a), V::Decimal(b)) => Self::Decimals(*a, *b),
            (V::Double(a), b) => Self::Doubles(*a, double(b)?),
            (a, V::Double(b)) => Self::Doubles(double(a)?, *b),
            (V::Float(a), b) => Self::Floats(*a, float(b)?),
            (a, V::Float(b)) => Self::Floats(float(a)?, *b),
            _ => return None,
        })
    }
}

fn double(value: &Value<'_>) -> Option<Double> {
    Some(match value {
        Value::Integer(value) => (*value).into(),
        Value::Decimal(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::Double(value) => *value,
        _ => return None,
    })
}

fn float(value: &Value<'_>) -> Option<Float> {
    Some(match value {
        Value::Integer(value) => (*value).into(),
        Value::Decimal(value) => (*value).into(),
        Value::Float(value) => *value,
        _ => return None,
    })
}

/// What an operation gives; none for an error, such as an overflow.
pub(super) fn operate<'d>(operation: Operation, a: &Value<'_>, b: &Value<'_>) -> Option<Value<'d>> {
    use Operation::{Add, Divide, Multiply, Subtract};
    let Some(numbers) = Numbers::of(a, b) else {
        return match operation {
            Add => add_time(a, b),
            Subtract => subtract_time(a, b),
            Multiply | Divide => None,
        };
    };
    Some(match (operation, numbers) {
        (Add, Numbers::Integers(a, b)) => Value::Integer(a.checked_add(b)?),
        (Add, Numbers::Decimals(a, b)) => Value::Decimal(a.checked_add(b)?),
        (Add, Numbers::Floats(a, b)) => Value::Float(a + b),
        (Add, Numbers::Doubles(a, b)) => Value::Double(a + b),
        (Subtract, Numbers::Integers(a, b)) => Value::Integer(a.checked_sub(b)?),
        (Subtract, Numbers::Decimals(a, b)) => Value::Decimal(a.checked_sub(b)?),
        (Subtract, Numbers::Floats(a, b)) => Value::Float(a - b),
        (Subtract, Numbers::Doubles(a, b)) => Value::Double(a - b),
        (Multiply, Numbers::Integers(a, b)) => Value::Integer(a.checked_mul(b)?),
        (Multiply, Numbers::Decimals(a, b)) => Value::Decimal(a.checked_mul(b)?),
        (Multiply, Numbers::Floats(a, b)) => Value::Float(a * b),
        (Multiply, Numbers::Doubles(a, b)) => Value::Double(a * b),
        (Divide, Numbers::Integers(a, b)) => Value::Decimal(Decimal::from(a).checked_div(b)?),
        (Divide, Numbers::Decimals(a, b)) => Value::Decimal(a.checked_div(b)?),
        (Divide, Numbers::Floats(a, b)) => Value::Float(a / b),
        (Divide, Numbers::Doubles(a, b)) => Value::Double(a / b),
    })
}

fn duration(value: &Value<'_>) -> Option<Duration> {
    Some(match value {
        Value::Duration(value) => *value,
        Value::YearMonthDuration(value) => (*value).into(),
        Value::DayTimeDuration(value) => (*value).into(),
        _ => return None,
    })
}

fn add_time<'d>(a: &Value<'_>, b: &Value<'_>) -> Option<Value<'d>> {
    use Value as V;
    Some(match (a, b) {
        (V::YearMonthDuration(a), V::YearMonthDuration(b)) => V::YearMonthDuration(a.checked_add(*b)?),
        (V::DayTimeDuration(a), V::DayTimeDuration(b)) => V::DayTimeDuration(a.checked_add(*b)?),
        (V::DateTime(a), V::YearMonthDuration(b)) => V::DateTime(a.checked_add_year_month_duration(*b)?),
        (V::DateTime(a), V::DayTimeDuration(b)) => V::DateTime(a.checked_add_day_time_duration(*b)?),
        (V::DateTime(a), V::Duration(b)) => V::DateTime(a.checked_add_duration(*b)?),
        (V::Date(a), V::YearMonthDuration(b)) => V::Date(a.checked_add_year_month_duration(*b)?),
        (V::Date(a), V::DayTimeDuration(b)) => V::Date(a.checked_add_day_time_duration(*b)?),
        (V::Date(a), V::Duration(b)) => V::Date(a.checked_add_duration(*b)?),
        (V::Time(a), V::DayTimeDuration(b)) => V::Time(a.checked_add_day_time_duration(*b)?),
        (V::Time(a), V::Duration(b)) => V::Time(a.checked_add_duration(*b)?),
        (a, b) => V::Duration(duration(a)?.checked_add(duration(b)?)?),
    })
}

fn subtract_time<'d>(a: &Value<'_>, b: &Value<'_>) -> Option<Value<'d>> {
    use Value as V;
    Some(match (a, b) {
        (V::DateTime(a), V::DateTime(b)) => V::DayTimeDuration(a.checked_sub(*b)?),
        (V::Date(a), V::Date(b)) => V::DayTimeDuration(a.checked_sub(*b)?),
        (V::Time(a), V::Time(b)) => V::DayTimeDuration(a.checked_sub(*b)?),
        (V::YearMonthDuration(a), V::YearMonthDuration(b)) => V::YearMonthDuration(a.checked_sub(*b)?),
        (V::DayTimeDuration(a), V::DayTimeDuration(b)) => V::DayTimeDuration(a.checked_sub(*b)?),
        (V::DateTime(a), V::YearMonthDuration(b)) => V::DateTime(a.checked_sub_year_month_duration(*b)?),
        (V::DateTime(a), V::DayTimeDuration(b)) => V::DateTime(a.checked_sub_day_time_duration(*b)?),
        (V::DateTime(a), V::Duration(b)) => V::DateTime(a.checked_sub_duration(*b)?),
        (V::Date(a), V::YearMonthDuration(b)) => V::Date(a.checked_sub_year_month_duration(*b)?),
        (V::Date(a), V::DayTimeDuration(b)) => V::Date(a.checked_sub_day_time_duration(*b)?),
        (V::Date(a), V::Duration(b)) => V::Date(a.checked_sub_duration(*b)?),
        (V::Time(a), V::DayTimeDuration(b)) => V::Time(a.checked_sub_day_time_duration(*b)?),
        (V::Time(a), V::Duration(b)) => V::Time(a.checked_sub_duration(*b)?),
        (a, b) => V::Duration(duration(a)?.checked_sub(duration(b)?)?),
    })
}

/// The value with the other sign.
pub(super) fn negated<'d>(value: &Value<'_>) -> Option<Value<'d>> {
    Some(match value {
        Value::Integer(value) => Value::Integer(value.checked_neg()?),
        Value::Decimal(value) => Value::Decimal(value.checked_neg()?),
        Value::Float(value) => Value::Float(-*value),
        Value::Double(value) => Value::Double(-*value),
        Value::Duration(value) => Value::Duration(value.checked_neg()?),
        Value::YearMonthDuration(value) => Value::YearMonthDuration(value.checked_neg()?),
        Value::DayTimeDuration(value) => Value::DayTimeDuration(value.checked_neg()?),
        _ => return None,
    })
}
