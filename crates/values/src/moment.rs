//! Dates, months, years and times of day as moments on one time line.

use super::Datatype;
use oxsdatatypes::{DateTime, TimezoneOffset};

/// What makes a moment of a lexical form: it stands between these, before its time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// What comes before it.
    pub before: &'static str,
    /// What comes after it.
    pub after: &'static str,
}

impl Frame {
    /// The frame of a type; none for types that are not of time. Times of day are of the day that XML Schema takes.
    pub fn of(datatype: Datatype) -> Option<Self> {
        let (before, after) = match datatype {
            Datatype::DateTime => ("", ""),
            Datatype::Date => ("", "T00:00:00"),
            Datatype::YearMonth => ("", "-01T00:00:00"),
            Datatype::Year => ("", "-01-01T00:00:00"),
            Datatype::Time => ("1972-12-31T", ""),
            Datatype::Text
            | Datatype::Integer
            | Datatype::Decimal
            | Datatype::Double
            | Datatype::Boolean
            | Datatype::Duration => return None,
        };
        Some(Self { before, after })
    }
}

/// Whether a lexical form ends with a time zone, `Z` or `+02:00`.
pub fn is_zoned(text: &str) -> bool {
    zone_at(text) < text.len()
}

/// Where the time zone begins.
fn zone_at(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_offset = |zone: &[u8]| matches!(zone, [b'+' | b'-', _, _, b':', _, _]);
    match bytes.last() {
        Some(b'Z') => text.len() - 1,
        Some(_) if bytes.len() >= 6 && is_offset(&bytes[bytes.len() - 6..]) => text.len() - 6,
        _ => text.len(),
    }
}

/// The moment at which a value begins, in UTC as `xsd:dateTime` writes it; none if it is no value of the type, or the type
/// is not of time.
pub fn as_moment(datatype: Datatype, text: &str) -> Option<String> {
    let Frame { before, after } = Frame::of(datatype)?;
    let (local, zone) = text.split_at_checked(zone_at(text))?;
    let zone = if zone.is_empty() { "Z" } else { zone };
    let moment: DateTime = format!("{before}{local}{after}{zone}").parse().ok()?;
    Some(moment.adjust(Some(TimezoneOffset::UTC))?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fault_07_every_type_of_time_has_its_moment() {
        let cases = [
            (Datatype::Date, "2025-05-30", Some("2025-05-30T00:00:00Z")),
            (Datatype::Date, "-0044-03-15", Some("-0044-03-15T00:00:00Z")),
            (Datatype::Date, "12025-01-01+02:00", Some("12024-12-31T22:00:00Z")),
            (Datatype::DateTime, "2025-05-30T10:00:00-05:00", Some("2025-05-30T15:00:00Z")),
            (Datatype::Year, "2025", Some("2025-01-01T00:00:00Z")),
            (Datatype::YearMonth, "2025-05Z", Some("2025-05-01T00:00:00Z")),
            (Datatype::Time, "00:30:00+01:00", Some("1972-12-30T23:30:00Z")),
            (Datatype::Date, "soon", None),
            (Datatype::Integer, "2025", None),
        ];
        for (datatype, text, expected) in cases {
            assert_eq!(as_moment(datatype, text).as_deref(), expected, "{text}");
        }
        for text in ["2025-05-30", "-0044-03-15", "1234567-01-01", "10:00:00", "2025-05-30T10:00:00"] {
            assert!(!is_zoned(text), "{text}");
        }
    }
}
