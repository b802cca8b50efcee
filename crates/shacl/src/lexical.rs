//! Whether a literal is what its datatype says: `"2024-13-45"^^xsd:date` is not.

use oxsdatatypes::{
    Date, DateTime, DayTimeDuration, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth, Time, YearMonthDuration,
};
use plenary_base::vocab::xsd;
use std::str::FromStr;

/// Whether the text is in the lexical space of the datatype (XML Schema 1.1 part 2, section 3). Of what is not an XML
/// Schema datatype, and of those that any text fits, nothing is asked.
pub fn is_well_formed(text: &str, datatype: &str) -> bool {
    let Some(name) = datatype.strip_prefix(xsd::NAMESPACE) else { return true };
    match name {
        "boolean" => matches!(text, "true" | "false" | "1" | "0"),
        "decimal" => is_decimal(text),
        "double" | "float" => is_double(text),
        "date" => parses::<Date>(text),
        "time" => parses::<Time>(text),
        "dateTime" => parses::<DateTime>(text),
        "dateTimeStamp" => parses::<DateTime>(text) && has_timezone(text),
        "gYear" => parses::<GYear>(text),
        "gYearMonth" => parses::<GYearMonth>(text),
        "gMonth" => parses::<GMonth>(text),
        "gMonthDay" => parses::<GMonthDay>(text),
        "gDay" => parses::<GDay>(text),
        "duration" => parses::<Duration>(text),
        "yearMonthDuration" => parses::<YearMonthDuration>(text),
        "dayTimeDuration" => parses::<DayTimeDuration>(text),
        "anyURI" => !text.contains(|char: char| char.is_control() || " <>\"{}|\\^`".contains(char)),
        name => range(name).is_none_or(|(least, most)| is_integer(text, least, most)),
    }
}

/// The range of an integer datatype; the ends of `i128` stand for no bound.
fn range(datatype: &str) -> Option<(i128, i128)> {
    Some(match datatype {
        "integer" => (i128::MIN, i128::MAX),
        "nonNegativeInteger" => (0, i128::MAX),
        "positiveInteger" => (1, i128::MAX),
        "nonPositiveInteger" => (i128::MIN, 0),
        "negativeInteger" => (i128::MIN, -1),
        "long" => (i64::MIN.into(), i64::MAX.into()),
        "int" => (i32::MIN.into(), i32::MAX.into()),
        "short" => (i16::MIN.into(), i16::MAX.into()),
        "byte" => (i8::MIN.into(), i8::MAX.into()),
        "unsignedLong" => (0, u64::MAX.into()),
        "unsignedInt" => (0, u32::MAX.into()),
        "unsignedShort" => (0, u16::MAX.into()),
        "unsignedByte" => (0, u8::MAX.into()),
        _ => return None,
    })
}

fn parses<T: FromStr>(text: &str) -> bool {
    text.parse::<T>().is_ok()
}

fn has_timezone(date_time: &str) -> bool {
    date_time.split_once('T').is_some_and(|(_, time)| time.contains(['Z', '+', '-']))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn without_sign(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn is_integer(text: &str, least: i128, most: i128) -> bool {
    is_digits(without_sign(text))
        && match text.parse::<i128>() {
            Ok(number) => (least..=most).contains(&number),
            Err(_) if text.starts_with('-') => least == i128::MIN,
            Err(_) => most == i128::MAX,
        }
}

fn is_decimal(text: &str) -> bool {
    match without_sign(text).split_once('.') {
        Some((whole, fraction)) => is_digits(&format!("{whole}{fraction}")),
        None => is_digits(without_sign(text)),
    }
}

fn is_double(text: &str) -> bool {
    match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => is_decimal(mantissa) && is_digits(without_sign(exponent)),
        None => is_decimal(text) || matches!(text, "INF" | "+INF" | "-INF" | "NaN"),
    }
}

#[cfg(test)]
mod tests {
    use super::is_well_formed;

    #[test]
    fn knows_the_lexical_forms() {
        let check = |datatype: &str, good: &[&str], bad: &[&str]| {
            let datatype = format!("http://www.w3.org/2001/XMLSchema#{datatype}");
            good.iter().for_each(|text| assert!(is_well_formed(text, &datatype), "{text} is a {datatype}"));
            bad.iter().for_each(|text| assert!(!is_well_formed(text, &datatype), "{text} is no {datatype}"));
        };
        check("date", &["2024-02-29", "2024-02-29Z", "-0044-03-15"], &["2024-13-45", "2023-02-29", "30.5.2025", ""]);
        check("dateTime", &["2025-05-30T10:00:00", "2025-05-30T10:00:00.5+02:00"], &["2025-05-30", "2025-05-30T25:00"]);
        check("dateTimeStamp", &["2025-05-30T10:00:00Z", "2025-05-30T10:00:00-05:00"], &["2025-05-30T10:00:00"]);
        check("time", &["10:00:00"], &["10:61:00", "10"]);
        check("gYear", &["2025", "12025"], &["25", "2025-05"]);
        check("int", &["1", "-2147483648", "+07"], &["2147483648", "1.0", "", "-"]);
        check("integer", &["-99999999999999999999999999999999999999999999"], &["1e3", "٣"]);
        check("nonNegativeInteger", &["0", "99999999999999999999999999999999999999999999"], &["-1"]);
        check("decimal", &["1.", ".5", "-1.50"], &[".", "1e3", "1.2.3", "1.-2"]);
        check("double", &["1e3", "-1.5E-7", "INF", "NaN"], &["inf", "1e", "e3"]);
        check("boolean", &["true", "0"], &["TRUE", "yes"]);
        check("anyURI", &["https://example.org/a?b#c", "relative", "urn:日本"], &["http://a b", "<x>"]);
        check("string", &["anything at all", ""], &[]);
        assert!(is_well_formed("POINT(", "http://www.opengis.net/ont/geosparql#wktLiteral"));
    }
}
