//! What names a term, and where it stands.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use zerocopy::{FromBytes, Immutable, IntoBytes};

/// Number of a term of a [`Terms`](super::Terms).
///
/// A number is a name and no place: two numbers are the same or not, and which of two terms comes first is what
/// [`Terms::order`](super::Terms::order) says. So terms can be added to a dictionary without giving others new numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, FromBytes, IntoBytes, Immutable)]
#[repr(transparent)]
pub struct Id(pub u32);

impl Id {
    /// Stands for no term, in columns where a row may have none.
    pub const NONE: Self = Self(u32::MAX);

    /// The id as an index.
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where a term stands among all of its dictionary: places are compared where numbers are not. They are those of one dictionary, and of
/// none that has grown from it.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    rank: u64,
    id: Id,
}

/// Bits of a rank that tell terms apart which came after the dictionary was put in order, and stand before the same one of its terms.
const WITHIN: u32 = 30;

/// What those bits are for the term itself, before which they stand.
const LAST: u64 = (1 << WITHIN) - 1;

/// Most terms that may come.
pub(super) const MOST: usize = LAST as usize;

impl Place {
    /// The place of a term whose number is its place.
    #[inline]
    pub fn as_numbered(id: Id) -> Self {
        Self { rank: u64::from(id.0) << WITHIN | LAST, id }
    }

    /// The place of a term that came, before the term of a number and behind all that came with a lesser `within`.
    pub(super) fn before(number: u32, within: u32, id: Id) -> Self {
        Self { rank: u64::from(number) << WITHIN | u64::from(within), id }
    }

    /// The term that stands there.
    #[inline]
    pub fn id(self) -> Id {
        self.id
    }

    /// The number of the next term that was in order, from this place on.
    #[inline]
    pub(super) fn number(self) -> u32 {
        (self.rank >> WITHIN) as u32
    }

    /// The place as a number below 2^62 that is compared as it is.
    #[inline]
    pub fn rank(self) -> u64 {
        self.rank
    }
}

impl PartialEq for Place {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.rank == other.rank
    }
}

impl Eq for Place {}

impl Hash for Place {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.rank.hash(state);
    }
}

impl PartialOrd for Place {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank.cmp(&other.rank)
    }
}

/// Makes each of some terms stand once, in no order that means anything.
pub fn only_once(ids: &mut Vec<Id>) {
    ids.sort_unstable_by_key(|id| id.0);
    ids.dedup();
}
