//! The result of the pass, as text for people.

use spargebra::algebra::GraphPattern;
use std::fmt::{self, Display, Formatter};

/// The groups of patterns in the order in which they are looked up.
#[derive(Debug, Default)]
pub(crate) struct Explanation {
    groups: Vec<Vec<String>>,
    open: Vec<String>,
    tables: Vec<String>,
}

impl Explanation {
    pub(super) fn looked_up(&mut self, pattern: &GraphPattern, triples: f64, for_each_row: f64) {
        let pattern = pattern.to_string();
        self.open.push(format!(
            "{}  # {} alone, {} for each row",
            pattern.trim_end_matches(" ."),
            shown(triples),
            shown(for_each_row)
        ));
    }

    /// A part became the next table.
    pub(super) fn made_table(&mut self, how: String) {
        self.tables.push(how);
    }

    /// Adds what is told of a part whose groups have ended.
    pub(super) fn append(&mut self, part: Self) {
        self.groups.extend(part.groups);
        self.tables.extend(part.tables);
    }

    pub(super) fn end_of_group(&mut self) {
        if !self.open.is_empty() {
            self.groups.push(std::mem::take(&mut self.open));
        }
    }
}

fn shown(rows: f64) -> String {
    if rows >= 10.0 || rows == rows.trunc() { format!("{rows:.0}") } else { format!("{rows:.3}") }
}

impl Display for Explanation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (number, group) in self.groups.iter().enumerate() {
            writeln!(f, "# group {}", number + 1)?;
            for line in group {
                writeln!(f, "{line}")?;
            }
        }
        for (number, how) in self.tables.iter().enumerate() {
            writeln!(f, "# table {number}: {how}")?;
        }
        Ok(())
    }
}
