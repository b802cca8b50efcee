//! On which side of a thing a position is.

use serde::{Deserialize, Serialize};

/// For, against or neither. Of a theme that is the name of a problem, the side is that of the work on it: who warns of the
/// digital divide and who calls for bridging it are both for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Side {
    /// The speaker wants it.
    For,
    /// The speaker does not want it.
    Against,
    /// The speaker says neither.
    Neutral,
}

/// The attitude of a stance, as `ple:polarity` has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Polarity {
    Positive,
    Negative,
    Demand,
    Neutral,
    Procedural,
}

impl Polarity {
    /// The polarity of a name.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "POSITIVE" => Self::Positive,
            "NEGATIVE" => Self::Negative,
            "DEMAND" => Self::Demand,
            "NEUTRAL" => Self::Neutral,
            "PROCEDURAL" => Self::Procedural,
            _ => return None,
        })
    }

    /// The side of a position of this polarity on a thing, which may be a problem.
    pub(super) fn side(self, is_problem: bool) -> Side {
        match self {
            Self::Positive | Self::Demand => Side::For,
            Self::Negative if is_problem => Side::For,
            Self::Negative => Side::Against,
            Self::Neutral | Self::Procedural => Side::Neutral,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_warns_of_a_problem_and_who_calls_for_work_on_it_are_on_one_side() {
        assert_eq!(Polarity::Negative.side(true), Polarity::Demand.side(true));
        assert_eq!(Polarity::Negative.side(false), Side::Against);
        assert_eq!(Polarity::Neutral.side(true), Side::Neutral);
    }
}
