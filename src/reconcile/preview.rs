//! A small page about one resource, which clients show in a frame.

use super::{Error, Service};
use crate::ontology::Known;
use crate::query::Reader;
use maud::{DOCTYPE, html};

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
        let descriptions = self.descriptions(&typed)?;
        let description = descriptions.first().and_then(Option::as_ref);
        let page = html! {
            (DOCTYPE)
            html lang=(language) {
                head {
                    meta charset="utf-8";
                    title { (name) }
                    link rel="stylesheet" href="../page.css";
                    link rel="icon" type="image/svg+xml" href="../icon.svg";
                }
                body.preview {
                    main {
                        h1 { a href=(self.reader.term(id)) target="_blank" rel="noopener" { (name) } }
                        p { (self.ontology.class(class).name) }
                        @if let Some(description) = description { p { (description) } }
                        @if !names.is_empty() {
                            p {
                                @for (number, (text, language)) in names.iter().enumerate() {
                                    @if number > 0 { " · " }
                                    bdi lang=(language) { (text) }
                                }
                            }
                        }
                    }
                }
            }
        };
        Ok(Some(page.into_string()))
    }
}
