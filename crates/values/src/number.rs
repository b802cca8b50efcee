//! Integers and decimals of any size: as the digits that they are written with.

use std::cmp::Ordering;

/// A number in the lexical form of `xsd:decimal`, without zeros that say nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number<'a> {
    is_negative: bool,
    /// The digits before the point; none for 0.
    whole: &'a str,
    /// The digits after the point.
    fraction: &'a str,
    /// Whether it is written without a point.
    is_integer: bool,
}

impl<'a> Number<'a> {
    /// Reads `[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)`.
    pub fn read(text: &'a str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let parts = unsigned.split_once('.');
        let (whole, fraction) = parts.unwrap_or((unsigned, ""));
        let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !are_digits(whole) || !are_digits(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let is_negative = text.starts_with('-') && whole.len() + fraction.len() > 0;
        Some(Self { is_negative, whole, fraction, is_integer: parts.is_none() })
    }

    /// Whether it is less than 0.
    pub fn is_negative(&self) -> bool {
        self.is_negative
    }

    /// The digits before the point, without zeros in front; none for 0.
    pub fn whole(&self) -> &'a str {
        self.whole
    }

    /// The digits after the point, without zeros at the end.
    pub fn fraction(&self) -> &'a str {
        self.fraction
    }

    /// Whether it is written without a point, as an integer must be.
    pub fn is_integer(&self) -> bool {
        self.is_integer
    }

    /// The order by size.
    pub fn compare(&self, other: &Number<'_>) -> Ordering {
        match (self.is_negative, other.is_negative) {
            (false, false) => self.size(other),
            (true, true) => self.size(other).reverse(),
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
        }
    }

    /// The order without signs: more digits before the point are more.
    fn size(&self, other: &Number<'_>) -> Ordering {
        let length = self.whole.len().cmp(&other.whole.len());
        length.then_with(|| self.whole.cmp(other.whole)).then_with(|| self.fraction.cmp(other.fraction))
    }
}
