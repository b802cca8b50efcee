//! Where chance comes from.

/// A source of chance: Marsaglia's xorshift, or a tape of throws that proptest can shorten, after whose end all are 0. In
/// every choice 0 is the plainest, so what a short tape makes is short, too.
pub(crate) enum Dice {
    Seeded(u64),
    Taped { tape: Vec<u16>, at: usize },
}

impl Dice {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self::Seeded(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub(super) fn taped(tape: Vec<u16>) -> Self {
        Self::Taped { tape, at: 0 }
    }

    pub(crate) fn below(&mut self, sides: usize) -> usize {
        match self {
            Self::Seeded(state) => {
                *state ^= *state << 13;
                *state ^= *state >> 7;
                *state ^= *state << 17;
                usize::try_from(*state >> 32).unwrap() % sides
            }
            Self::Taped { tape, at } => {
                *at += 1;
                usize::from(tape.get(*at - 1).copied().unwrap_or(0)) % sides
            }
        }
    }

    pub(crate) fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == sides - 1
    }

    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// An item, if there are any.
    pub(super) fn pick_from<'i, T>(&mut self, items: &'i [T]) -> Option<&'i T> {
        if items.is_empty() { None } else { items.get(self.below(items.len())) }
    }
}
