//! What names a term, and where it stands.

use zerocopy::{FromBytes, Immutable, IntoBytes};

/// Number of a term. Numbers below that of [`Terms::resources`](super::Terms::resources) are those of resources, the others those of
/// literals.
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

/// Where a term stands among all of its dictionary: places are compared where numbers are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place(u32);

impl Place {
    /// The place of a term whose dictionary was numbered in its order, and has not grown since.
    #[inline]
    pub fn as_numbered(id: Id) -> Self {
        Self(id.0)
    }

    /// The term that stands there.
    #[inline]
    pub fn id(self) -> Id {
        Id(self.0)
    }

    /// The place as a number that is compared as it is.
    #[inline]
    pub fn rank(self) -> u32 {
        self.0
    }
}

/// Makes each of some terms stand once, in no order that means anything.
pub fn only_once(ids: &mut Vec<Id>) {
    ids.sort_unstable_by_key(|id| id.0);
    ids.dedup();
}
