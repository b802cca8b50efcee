//! The interface's own words in the six official languages of the United Nations. They are data: one Fluent file a language
//! (`en.ftl` and so on), with the same messages in each; English is what the others are made of. Names of classes, fields and values are
//! not here: those are the ontology's.

#[cfg(test)]
mod tests;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::collections::HashMap;
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

/// The files, by language; the first is that of readers of no other.
const FILES: [(&str, &str); 6] = [
    ("en", include_str!("en.ftl")),
    ("zh", include_str!("zh.ftl")),
    ("fr", include_str!("fr.ftl")),
    ("es", include_str!("es.ftl")),
    ("ru", include_str!("ru.ftl")),
    ("ar", include_str!("ar.ftl")),
];

static ALL: LazyLock<Vec<Words>> = LazyLock::new(|| FILES.map(|(language, text)| Words::read(language, text)).into());

/// The words of one language.
pub struct Words {
    /// Its tag.
    pub language: &'static str,
    /// Messages without variables, ready.
    ready: HashMap<String, String>,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Words {
    /// The words of all languages, English first.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// English, which everything falls back to.
    pub fn english() -> &'static Self {
        &ALL[0]
    }

    fn read(language: &'static str, text: &'static str) -> Self {
        // What cannot be read is left out; a test reads each file and finds nothing left out.
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(text.to_owned());
        let names: Vec<String> = resource.entries().filter_map(name_of).collect();
        let tag: LanguageIdentifier = language.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Numbers and names stand in elements of their own, which isolate them.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        let mut words = Self { language, ready: HashMap::new(), bundle };
        words.ready = names.into_iter().filter_map(|name| Some((name.clone(), words.format(&name, None)?))).collect();
        words
    }

    /// A message; none if there is none of that name, or a variable is missing.
    fn format(&self, name: &str, values: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(name)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, values, &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }

    /// A message without variables. If there is none of that name, the name; a test finds each name that the program uses.
    pub fn say<'a>(&'a self, name: &'a str) -> &'a str {
        self.ready.get(name).map_or(name, String::as_str)
    }

    /// A message with variables: numbers by which its plural is chosen, or texts.
    pub fn tell<'a, V: Into<FluentValue<'a>>>(
        &self,
        name: &str,
        values: impl IntoIterator<Item = (&'a str, V)>,
    ) -> String {
        let mut arguments = FluentArgs::new();
        values.into_iter().for_each(|(name, value)| arguments.set(name, value));
        self.format(name, Some(&arguments)).unwrap_or_else(|| name.to_owned())
    }

    /// A message about a number, `$n`.
    pub fn count(&self, name: &str, n: usize) -> String {
        self.tell(name, [("n", n)])
    }

    /// A date of the form `2025-05-30` as it is written in running text; what is no such date stays as it is.
    pub fn date(&self, date: &str) -> String {
        let part = |range: std::ops::Range<usize>| date.get(range)?.parse::<usize>().ok();
        let (Some(year), Some(month), Some(day)) = (part(0..4), part(5..7), part(8..10)) else {
            return date.to_owned();
        };
        if date.len() != 10 || !(1..=12).contains(&month) {
            return date.to_owned();
        }
        let name = format!("month-{month}");
        // The day is a number, for some languages write the first in another way; the year is none, for it has no separators.
        let (year, month) = (FluentValue::from(year.to_string()), FluentValue::from(self.say(&name).to_owned()));
        self.tell("date", [("year", year), ("month", month), ("day", FluentValue::from(day))])
    }
}

/// The name of a message; terms and comments have none that a page could ask for.
fn name_of(entry: &fluent_syntax::ast::Entry<&str>) -> Option<String> {
    match entry {
        fluent_syntax::ast::Entry::Message(message) => Some(message.id.name.to_owned()),
        _ => None,
    }
}
