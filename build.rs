//! Puts the ontology and the record that ship with the program into it, so that it runs from any folder, and a digest of what it is compiled of.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hasher};
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
        collect(&folder, "ttl", &mut files)?;
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
    fs::write(out.join("builtin.rs"), code)?;

    let mut sources = vec![root.join("Cargo.lock"), root.join("build.rs")];
    for folder in ["crates", "src"] {
        collect(&root.join(folder), "rs", &mut sources)?;
    }
    sources.sort();
    let mut digest = DefaultHasher::new();
    // A package without the lock file is still one.
    for source in sources.iter().filter(|source| source.exists()) {
        let text = fs::read(source)?;
        digest.write_usize(text.len());
        digest.write(&text);
    }
    tell(&format!("rerun-if-changed={}", root.join("Cargo.lock").display()))?;
    tell(&format!("rustc-env=PLENARY_SOURCES={:016x}", digest.finish()))
}

/// Tells Cargo.
fn tell(line: &str) -> io::Result<()> {
    io::Write::write_all(&mut io::stdout(), format!("cargo::{line}\n").as_bytes())
}

/// All files under a folder whose names end so. Cargo runs this script again when a file or a folder changes.
fn collect(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) -> io::Result<()> {
    tell(&format!("rerun-if-changed={}", folder.display()))?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, extension, files)?;
        } else if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    Ok(())
}
