//! Where things are: the address of a resource, of a page, of a dump.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What a value in a query string need not encode.
const VALUE: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':').remove(b'/').remove(b',');
/// What the rest of an IRI keeps in a path; the rest of Unicode is encoded as RFC 3987 maps IRIs to URIs.
const PATH: &AsciiSet =
    &percent_encoding::CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'{').add(b'}');

/// Where a server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    public: Option<String>,
    absolute: String,
}

impl Site {
    /// A server that is hosted at a URL, or, if that is not known, listens at an address such as `127.0.0.1:7878`.
    ///
    /// # Errors
    /// A sentence, if the URL is not one of the web or has a query or a fragment.
    pub fn new(public: Option<&str>, listening: &str) -> Result<Self, String> {
        let Some(url) = public else {
            return Ok(Self { public: None, absolute: format!("http://{listening}/") });
        };
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let has_host = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', ':']));
        if !has_host || url.contains(['?', '#']) || oxigraph::model::NamedNode::new(url).is_err() {
            return Err(format!("`{url}` is not the URL of a server, such as https://data.example.org/plenary/"));
        }
        let url = format!("{}/", url.trim_end_matches('/'));
        Ok(Self { public: Some(url.clone()), absolute: url })
    }

    /// The URL under which the world reaches the server, with a slash at its end, if it is known.
    pub fn public(&self) -> Option<&str> {
        self.public.as_deref()
    }

    /// The root for absolute addresses, with a slash at its end: the public URL, or else where the server listens.
    pub fn absolute(&self) -> &str {
        &self.absolute
    }

    /// Where a path of the server is, for clients that need it in full: under its public URL, or else at the host that the
    /// request itself names (`Host`), or else where the server listens. What a proxy adds (`X-Forwarded-Host` and the like)
    /// is not believed, for any client can add it too; behind a proxy the public URL has to be given.
    pub fn called(&self, host: Option<&str>, path: &str) -> String {
        let is_host = |host: &&str| {
            !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
        };
        let path = path.trim_start_matches('/');
        match (&self.public, host.filter(is_host)) {
            (None, Some(host)) => format!("http://{host}/{path}"),
            _ => format!("{}{path}", self.absolute),
        }
    }

    /// The root for links in a document at a path such as `/id/actor/chn`: the public URL, or else the way up from there,
    /// so that links hold wherever the server is mounted.
    pub fn root_from(&self, path: &str) -> String {
        match &self.public {
            Some(url) => url.clone(),
            None => way_up(path),
        }
    }
}

/// The way from a document at a path to the root of the server.
pub fn way_up(path: &str) -> String {
    match path.strip_prefix('/').unwrap_or(path).matches('/').count() {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    }
}

/// Makes the links of one document.
#[derive(Debug, Clone)]
pub struct Addresses {
    root: String,
    space: Option<String>,
    language: Option<String>,
}

impl Addresses {
    /// Links from a root, to resources of the dataset's own space; `language` is handed on if the reader chose one by link.
    pub fn new(root: String, space: Option<String>, language: Option<String>) -> Self {
        Self { root, space, language }
    }

    /// Whether a resource is one of the dataset's own, with a path under `id/`.
    pub fn is_own(&self, iri: &str) -> bool {
        self.own(iri).is_some()
    }

    /// The page of a resource.
    pub fn resource(&self, iri: &str) -> String {
        self.with(&self.name(iri), &[])
    }

    /// The page of a resource, with parameters.
    pub fn resource_with(&self, iri: &str, parameters: &[(&str, &str)]) -> String {
        self.with(&self.name(iri), parameters)
    }

    /// A document of a resource in a form.
    pub fn document(&self, iri: &str, suffix: &str) -> String {
        match self.own(iri) {
            Some(rest) => format!("{}id/{}.{suffix}", self.root, encode_path(rest)),
            None => format!("{}describe.{suffix}?iri={}", self.root, utf8_percent_encode(iri, VALUE)),
        }
    }

    /// Another page of the server.
    pub fn page(&self, path: &str) -> String {
        self.with(&format!("{}{path}", self.root), &[])
    }

    /// Another page of the server, with parameters.
    pub fn page_with(&self, path: &str, parameters: &[(&str, &str)]) -> String {
        self.with(&format!("{}{path}", self.root), parameters)
    }

    /// The same without the choice of a language.
    pub fn page_of_no_language(&self, path: &str, parameters: &[(&str, &str)]) -> String {
        Self { language: None, ..self.clone() }.page_with(path, parameters)
    }

    /// The same from another root, without the choice of a language.
    pub fn at_root(&self, root: String) -> Self {
        Self { root, language: None, ..self.clone() }
    }

    /// The same without the choice of a language, for forms, which hand it on as a field.
    pub fn at_no_language(&self) -> Self {
        Self { language: None, ..self.clone() }
    }

    /// Whether addresses are whole, with scheme and host.
    pub fn is_absolute(&self) -> bool {
        self.root.contains("://")
    }

    /// A file of the server, which has no language.
    pub fn file(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    /// The page of a resource, without the choice of a language.
    pub(super) fn name(&self, iri: &str) -> String {
        match self.own(iri) {
            Some(rest) => format!("{}id/{}", self.root, encode_path(rest)),
            None => format!("{}describe?iri={}", self.root, utf8_percent_encode(iri, VALUE)),
        }
    }

    /// What follows the dataset's space in an IRI, if it can be a path.
    fn own<'a>(&self, iri: &'a str) -> Option<&'a str> {
        let rest = iri.strip_prefix(self.space.as_deref()?)?;
        (!rest.is_empty() && !rest.contains(['?', '#']) && !rest.split('/').any(|part| matches!(part, "" | "." | "..")))
            .then_some(rest)
    }

    fn with(&self, address: &str, parameters: &[(&str, &str)]) -> String {
        let language = self.language.as_deref().map(|tag| ("lang", tag));
        let all = parameters.iter().copied().chain(language);
        all.fold(address.to_owned(), |address, (name, value)| {
            let sign = if address.contains('?') { '&' } else { '?' };
            format!("{address}{sign}{}={}", utf8_percent_encode(name, VALUE), utf8_percent_encode(value, VALUE))
        })
    }

    /// An address out of the data, if it is one that a browser may follow.
    pub fn outward(iri: &str) -> Option<&str> {
        let scheme = iri.split_once(':')?.0;
        ["http", "https", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known)).then_some(iri)
    }
}

fn encode_path(rest: &str) -> String {
    utf8_percent_encode(rest, PATH).to_string()
}

/// The IRIs that a path under `/id/` can stand for: as it is, and with its percent-encoding undone.
pub fn iris_of_path(space: &str, path: &str) -> Vec<String> {
    let mut iris = vec![format!("{space}{path}")];
    if let Ok(decoded) = percent_decode_str(path).decode_utf8()
        && decoded != path
    {
        iris.push(format!("{space}{decoded}"));
    }
    iris
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_go_up_from_where_the_document_is_unless_the_host_is_known() {
        let site = Site::new(None, "127.0.0.1:1").unwrap();
        assert_eq!(site.absolute(), "http://127.0.0.1:1/");
        for (path, root) in
            [("/", "./"), ("/ontology", "./"), ("/id/actor/chn", "../../"), ("/id/x", "../"), ("//x/", "../../")]
        {
            assert_eq!(site.root_from(path), root, "{path}");
        }
        let site = Site::new(Some("https://example.org/x"), "").unwrap();
        assert_eq!(site.root_from("/id/actor/chn"), "https://example.org/x/");
        for bad in ["example.org", "javascript:alert(1)", "https://example.org/?q", "https://exa mple.org/", "http://"]
        {
            assert!(Site::new(Some(bad), "").is_err(), "{bad}");
        }
    }

    #[test]
    fn hostile_c5_the_host_of_the_request_counts_only_without_a_public_url() {
        let site = Site::new(None, "127.0.0.1:1").unwrap();
        assert_eq!(site.called(Some("e.org:81"), "/sparql"), "http://e.org:81/sparql");
        for bad in [None, Some(""), Some("a\"><script>"), Some("e.org/x")] {
            assert_eq!(site.called(bad, "/sparql"), "http://127.0.0.1:1/sparql", "{bad:?}");
        }
        let site = Site::new(Some("https://example.org/x"), "").unwrap();
        assert_eq!(site.called(Some("evil.example"), "/sparql"), "https://example.org/x/sparql");
    }

    #[test]
    fn own_resources_have_paths_and_others_are_asked_for() {
        let addresses = Addresses::new("/".into(), Some("http://e.org/id/".into()), Some("zh".into()));
        for (iri, expected) in [
            ("http://e.org/id/a/b", "/id/a/b?lang=zh"),
            ("http://e.org/id/a/é%20", "/id/a/%C3%A9%20?lang=zh"),
            ("http://e.org/id/a?b", "/describe?iri=http://e.org/id/a%3Fb&lang=zh"),
            ("http://e.org/id/../b", "/describe?iri=http://e.org/id/../b&lang=zh"),
            ("http://other.org/#x", "/describe?iri=http://other.org/%23x&lang=zh"),
        ] {
            assert_eq!(addresses.resource(iri), expected);
        }
        assert_eq!(addresses.document("http://e.org/id/a/b", "ttl"), "/id/a/b.ttl");
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        assert!(Addresses::outward("https://example.org/").is_some());
        for iri in ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "file:///etc/passwd", "x"] {
            assert_eq!(Addresses::outward(iri), None, "{iri}");
        }
    }
}
