//! Many short arrays in two.

use crate::{Arrays, Error, Plain, Section, Writer};
use std::ops::Index;

/// Arrays that lie one after the other.
#[derive(Debug, Clone)]
pub struct Rows<T: 'static> {
    /// Where each starts; one more for the end of the last.
    starts: Section<u32>,
    values: Section<T>,
}

impl<T> Default for Rows<T> {
    /// No row.
    fn default() -> Self {
        Self { starts: Section::default(), values: Section::default() }
    }
}

impl<T: Clone + Send + Sync> Rows<T> {
    /// Puts rows together, which have less than 2^32 values in all.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a [T]>) -> Self {
        let (mut starts, mut values) = (vec![0], Vec::new());
        for row in rows {
            values.extend_from_slice(row);
            starts.push(values.len() as u32);
        }
        Self { starts: starts.into(), values: values.into() }
    }
}

impl<T> Rows<T> {
    /// Rows that lie one after the other, by where each starts and, at last, where they end.
    pub fn whole(starts: Section<u32>, values: Section<T>) -> Self {
        Self { starts, values }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[T]> {
        self.starts.windows(2).map(|ends| &self.values[ends[0] as usize..ends[1] as usize])
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.starts.heap_bytes() + self.values.heap_bytes()
    }
}

impl<T> Index<usize> for Rows<T> {
    type Output = [T];

    #[inline]
    fn index(&self, row: usize) -> &[T] {
        &self.values[self.starts[row] as usize..self.starts[row + 1] as usize]
    }
}

impl<T: Plain> Rows<T> {
    /// Writes them as two sections, whose names begin with one.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, to: &mut Writer, name: &str) -> Result<(), Error> {
        to.slice(&format!("{name}/starts"), &self.starts)?;
        to.slice(&format!("{name}/values"), &self.values)
    }

    /// Takes what was written under a name.
    ///
    /// # Errors
    /// If it is not there, or does not belong together.
    pub fn open(arrays: &Arrays, name: &str) -> Result<Self, Error> {
        let rows =
            Self { starts: arrays.slice(&format!("{name}/starts"))?, values: arrays.slice(&format!("{name}/values"))? };
        let end = rows.starts.last().copied().unwrap_or(0) as usize;
        arrays.fits(name, end == rows.values.len()).map(|()| rows)
    }
}
