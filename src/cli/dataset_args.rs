//! Which ontology and which data a command works on.

use crate::server::Files;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct DatasetArgs {
    /// Folder with the Turtle files of an ontology, or one such file: classes, SHACL shapes and rules. Without it, the
    /// ontology of meeting records that is built in.
    #[arg(long, value_name = "DIR")]
    pub(super) ontology: Option<PathBuf>,
    /// RDF files, or folders of them, to load; those that end in .gz are unpacked, to 250 times their size at most. With the built-in ontology they are added to the built-in record of the
    /// WSIS+20 review; with --ontology they are all there is. Without it, the built-in record.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub(super) data: Vec<PathBuf>,
    /// About how much memory loading may take, as 500MB or 2GB; the rest is in files, in the folder of a store that is made or in that for
    /// temporary files. Reading, rules, shapes and full text take some more: docs/store.md says how much. Without it, all is loaded in memory, which is faster.
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(super) memory: Option<usize>,
}

/// With less, more time goes into files than into the data.
const LEAST: usize = 64_000_000;

/// A size of memory in bytes.
fn size(text: &str) -> Result<usize, String> {
    let unit = text.trim_start_matches(|char: char| char.is_ascii_digit());
    let times = match unit.to_ascii_lowercase().as_str() {
        "mb" | "m" => 1_000_000,
        "mib" => 1 << 20,
        "gb" | "g" => 1_000_000_000,
        "gib" => 1 << 30,
        _ => return Err("write a number with its unit, as 500MB or 2GB".to_owned()),
    };
    let number: Option<usize> = text[..text.len() - unit.len()].parse().ok();
    let bytes =
        number.and_then(|number| number.checked_mul(times)).ok_or("write a number with its unit, as 500MB or 2GB")?;
    if bytes < LEAST {
        Err(format!("too little to load anything; give at least {}MB", LEAST / 1_000_000))
    } else {
        Ok(bytes)
    }
}

impl DatasetArgs {
    /// The files that are meant.
    ///
    /// # Errors
    /// If one of them is not there.
    pub(super) fn files(&self) -> anyhow::Result<Files> {
        Ok(Files::choose(self.ontology.as_deref(), &self.data)?.with_memory(self.memory))
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_have_a_unit_and_are_not_too_small() {
        assert_eq!((size("500MB"), size("2g"), size("1GiB")), (Ok(500_000_000), Ok(2_000_000_000), Ok(1 << 30)));
        for (text, problem) in [
            ("500", "unit"),
            ("MB", "unit"),
            ("1.5GB", "unit"),
            ("99999999999999GB", "unit"),
            ("63MB", "at least 64MB"),
            ("é", "unit"),
        ] {
            assert!(size(text).is_err_and(|error| error.contains(problem)), "{text}");
        }
    }
}
