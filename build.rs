//! Puts the ontology and the record that ship with the program into it, so that it runs from any folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let mut code = String::new();
    for (name, folder, what) in
        [("ONTOLOGY", "ontology", "The files of the ontology"), ("DATA", "data", "The files of the record")]
    {
        let folder = root.join(folder);
        let mut files = Vec::new();
        collect(&folder, &mut files)?;
        files.sort();
        let _ = writeln!(
            code,
            "/// {what}: path under its folder, and text.\npub(super) const {name}: &[(&str, &str)] = &["
        );
        for file in files {
            let relative = file.strip_prefix(&folder).map_err(io::Error::other)?;
            let relative = relative.to_string_lossy().replace('\\', "/");
            let _ = writeln!(code, "    ({relative:?}, include_str!({:?})),", file.to_string_lossy());
        }
        code.push_str("];\n");
    }
    fs::write(out.join("builtin.rs"), code)
}

/// All Turtle files under a folder. Cargo runs this script again when a file or a folder changes.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let _ =
        io::Write::write_all(&mut io::stdout(), format!("cargo::rerun-if-changed={}\n", folder.display()).as_bytes());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "ttl") {
            files.push(path);
        }
    }
    Ok(())
}
