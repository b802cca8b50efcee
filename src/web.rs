//! The scripts and styles that pages load, as `web/` makes them of TypeScript. They are embedded, so that building the program needs
//! Rust alone. Each name has a digest of the content in it: a name means the same bytes for ever.

include!(concat!(env!("CARGO_MANIFEST_DIR"), "/web/dist/files.rs"));

/// The media type and the content of a file; none if there is none of that name.
pub fn file(name: &str) -> Option<(&'static str, &'static [u8])> {
    let (_, bytes) = FILES.iter().find(|(known, _)| *known == name)?;
    let media_type = match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        _ => return None,
    };
    Some((media_type, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_has_a_media_type_and_a_digest_in_its_name() {
        for (name, bytes) in FILES {
            let (stem, _) = name.rsplit_once('.').unwrap();
            let (_, digest) = stem.rsplit_once('-').unwrap();
            assert!(digest.len() == 8 && digest.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{name}");
            assert_eq!(file(name).map(|(_, content)| content), Some(*bytes), "{name}");
        }
        assert!(file(PAGE_SCRIPT).is_some() && file(QUERY_STYLE).is_some());
        assert_eq!(file("files.rs"), None);
    }
}
