//! Durations.

use oxsdatatypes::{DayTimeDuration, Decimal, Duration, YearMonthDuration};
use std::str::FromStr;

/// The seconds of a month of average length: a 4,800th of the 400 years after which the calendar begins again.
pub const SECONDS_OF_MONTH: i64 = 2_629_746;

/// A length of time. Months have no one length, so XML Schema leaves some pairs without an order (`P1M` and `P30D`); here
/// months of average length decide, and lengths are equal only if their months and their seconds are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Length {
    /// All of it in seconds, with months of average length.
    seconds: Decimal,
    months: i64,
}

impl Length {
    /// Reads the lexical form of `xsd:duration`.
    pub fn read(text: &str) -> Option<Self> {
        let duration = Duration::from_str(text).ok()?;
        let months = duration.years().checked_mul(12)?.checked_add(duration.months())?;
        let rest = DayTimeDuration::try_from(duration.checked_sub(YearMonthDuration::new(months))?).ok()?;
        let seconds = rest.as_seconds().checked_add(Decimal::from(months.checked_mul(SECONDS_OF_MONTH)?))?;
        Some(Self { seconds, months })
    }

    /// All of it in seconds, with months of average length.
    pub fn seconds(&self) -> Decimal {
        self.seconds
    }

    /// The months, those of the years among them.
    pub fn months(&self) -> i64 {
        self.months
    }
}
