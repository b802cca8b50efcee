//! A small page about one resource, which clients show in a frame.

use super::{Error, Service};
use crate::ontology::Known;
use crate::query::Reader;
use std::fmt::Write as _;

/// Names in the order in which they are shown, each once; more are left out.
const MOST_NAMES: usize = 24;

impl<R: Reader> Service<'_, R> {
    /// The page of a resource; none if it is not there.
    ///
    /// # Errors
    /// If a limit is exceeded.
    pub fn preview(&self, id: &str) -> Result<Option<String>, Error> {
        let found: Vec<_> = self.find(&[id])?.into_iter().flatten().collect();
        let typed = self.typed(&found)?;
        let Some(&(id, class)) = typed.first() else { return Ok(None) };
        let name = self.names(&typed)?.concat();
        let mut names: Vec<(String, &str)> = Vec::new();
        for (known, path) in self.ontology.known_by(class) {
            let values = self.read(|reader, budget| reader.literals(&[id], path, None, budget))?;
            for &value in values.list(0).iter().filter(|_| known != Known::Link) {
                let text = self.reader.term(value);
                if text != name && !names.iter().any(|(known, _)| known == text) {
                    names.push((text.to_owned(), self.reader.language(value).unwrap_or_default()));
                }
            }
        }
        names.truncate(MOST_NAMES);
        let language = self.languages.first().filter(|tag| tag.as_str() != "*").map_or("en", String::as_str);
        let mut page = format!(
            "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<link rel=\"stylesheet\" href=\"../page.css\">\n\
             <link rel=\"icon\" type=\"image/svg+xml\" href=\"../icon.svg\">\n",
            escaped(language),
        );
        let iri = escaped(self.reader.term(id));
        // Writing to a string cannot fail.
        let _ = writeln!(
            page,
            "<title>{0}</title>\n<body class=\"preview\">\n<main>\n<h1><a href=\"{iri}\" target=\"_blank\" rel=\"noopener\">{0}</a></h1>",
            escaped(&name)
        );
        let _ = writeln!(page, "<p>{}</p>", escaped(&self.ontology.class(class).name));
        if let Some(Some(description)) = self.descriptions(&typed)?.first() {
            let _ = writeln!(page, "<p>{}</p>", escaped(description));
        }
        let names: Vec<_> = names
            .iter()
            .map(|(text, language)| format!("<bdi lang=\"{}\">{}</bdi>", escaped(language), escaped(text)))
            .collect();
        if !names.is_empty() {
            let _ = writeln!(page, "<p>{}</p>", names.join(" · "));
        }
        page.push_str("</main>\n");
        Ok(Some(page))
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
