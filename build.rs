//! Puts the ontology and the record that ship with the program into it, so that it runs from any folder, a digest of what it is
//! compiled of, and the commit that it is built from.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
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
    tell(&format!("rustc-env=BUILT_FROM={:016x}", digest.finish()))?;
    // Cargo gives these to programs that it runs, too: so they do not begin like the options of `plenary serve`.
    for name in ["TARGET", "PROFILE"] {
        tell(&format!("rustc-env=BUILT_{name}={}", env::var(name).unwrap_or_default()))?;
    }
    tell("rerun-if-env-changed=PLENARY_COMMIT")?;
    tell(&format!("rustc-env=BUILT_COMMIT={}", commit(&root)?))
}

/// The commit of the sources: what who builds says, else what git says, with `+` where files differ from it.
fn commit(root: &Path) -> io::Result<String> {
    if let Some(said) = env::var("PLENARY_COMMIT").ok().filter(|said| !said.trim().is_empty()) {
        return Ok(said.trim().to_owned());
    }
    let git = |arguments: &[&str]| {
        let output = Command::new("git").current_dir(root).args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    // A folder without a history, or a machine without git.
    let Some(commit) = git(&["rev-parse", "--short=12", "HEAD"]) else { return Ok("unknown".to_owned()) };
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]) {
        tell(&format!("rerun-if-changed={}", root.join(log).display()))?;
    }
    let differs = git(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|changes| !changes.is_empty());
    Ok(if differs { commit + "+" } else { commit })
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
