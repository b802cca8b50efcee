//! Periods of time by which dates and times are grouped.

use super::Datatype;

/// A stretch of time, in the time zone that a date or moment is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bucket {
    /// `2025`.
    Year,
    /// `2025-05`.
    Month,
    /// `2025-05-30`.
    Day,
}

impl Bucket {
    /// The beginning of a lexical form that tells the stretch: all up to the hyphen after the year, which has a sign and as
    /// many digits as it needs, and a fixed number of characters more. What has no such hyphen is its own stretch.
    pub fn of(self, text: &str) -> &str {
        let mut hyphens = text.char_indices().skip(1).filter(|(_, character)| *character == '-');
        let Some((year, _)) = hyphens.next() else { return text };
        let rest = &text[year..];
        let end = rest.char_indices().nth(self.beyond_year()).map_or(rest.len(), |(end, _)| end);
        &text[..year + end]
    }

    /// The characters of the stretch after those of the year.
    pub fn beyond_year(self) -> usize {
        match self {
            Self::Year => 0,
            Self::Month => "-05".len(),
            Self::Day => "-05-30".len(),
        }
    }

    /// What the stretches are.
    pub fn datatype(self) -> Datatype {
        match self {
            Self::Year => Datatype::Year,
            Self::Month => Datatype::YearMonth,
            Self::Day => Datatype::Date,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Bucket::{Day, Month, Year};

    #[test]
    fn fault_07_years_have_as_many_digits_as_they_need() {
        let cases = [
            (Year, "2025-05-30", "2025"),
            (Month, "2025-05-30", "2025-05"),
            (Day, "2025-05-30", "2025-05-30"),
            (Year, "-0044-03-15", "-0044"),
            (Month, "-0044-03-15", "-0044-03"),
            (Day, "-0044-03-15Z", "-0044-03-15"),
            (Year, "12025-01-01", "12025"),
            (Month, "12025-01-01T00:00:00-05:00", "12025-01"),
            (Day, "12025-01-01T00:00:00-05:00", "12025-01-01"),
            (Year, "2020-05+01:00", "2020"),
            (Year, "soon", "soon"),
            (Day, "é-ü", "é-ü"),
            (Year, "", ""),
        ];
        for (bucket, text, expected) in cases {
            assert_eq!(bucket.of(text), expected, "{bucket:?} of {text}");
            assert_eq!(bucket.of(expected), expected, "what is cut stays");
        }
    }
}
