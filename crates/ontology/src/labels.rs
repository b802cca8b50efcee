//! Names of fields and of the values of enums, where no property can give them.
//!
//! `ple:ofField "interventions"` gives names to the fields of that name, `"Person.chairs"` to that of one type. They come behind
//! the names of the property shape and of the property; in a language that these have, they change nothing.

use super::shapes::Builder;
use super::{Class, Enum, Error, Field, FieldKind, Text};
use oxigraph::model::Term;
use plenary_base::vocab::{ple, rdfs};
use std::borrow::Cow;

impl Builder<'_> {
    /// Gives fields and values the names that stand apart from their shapes.
    pub(super) fn read_labels(&mut self) -> Result<(), Error> {
        self.read_value_labels()?;
        // Names of the field of one type come first, wherever they stand.
        for of_type in [true, false] {
            for (triple, place) in self.facts.iter().filter(|(triple, _)| triple.predicate.as_str() == ple::OF_FIELD) {
                let Term::Literal(name) = &triple.object else { continue };
                let name = name.value();
                if name.contains('.') != of_type {
                    continue;
                }
                let texts = self.facts.texts(&triple.subject, rdfs::LABEL);
                let mut is_field = false;
                for field in self.classes.iter_mut().flat_map(|class| fields_called(class, name)) {
                    is_field = true;
                    for text in &texts {
                        if field.labels.iter().all(|label| label.language != text.language) {
                            field.labels.push(text.clone());
                        }
                    }
                }
                if !is_field {
                    let problem =
                        format!("no type has the field `{name}` of ple:ofField: write `field`, or `Type.field`");
                    return Err(Error::Declaration { place: place.clone(), problem });
                }
            }
        }
        Ok(())
    }

    fn read_value_labels(&mut self) -> Result<(), Error> {
        for (triple, place) in self.facts.iter().filter(|(triple, _)| triple.predicate.as_str() == ple::OF_VALUE) {
            let Term::Literal(name) = &triple.object else { continue };
            let (of, value) = match name.value().split_once('.') {
                Some((of, value)) => (Some(of), value),
                None => (None, name.value()),
            };
            let texts = self.facts.texts(&triple.subject, rdfs::LABEL);
            let meaning = self.facts.text(&triple.subject, rdfs::COMMENT);
            let descriptions = self.facts.texts(&triple.subject, rdfs::COMMENT);
            let is_meant = |known: &&mut Enum| {
                of.is_none_or(|of| known.name == of) && known.values.iter().any(|known| known == value)
            };
            let mut is_value = false;
            for known in self.enums.iter_mut().chain(&mut self.choices).filter(is_meant) {
                is_value = true;
                if !texts.is_empty() {
                    known.labels.entry(value.to_owned()).or_default().extend(texts.iter().cloned());
                }
                known.meanings.extend(meaning.iter().map(|meaning| (value.to_owned(), meaning.clone())));
                if !descriptions.is_empty() {
                    known.descriptions.insert(value.to_owned(), descriptions.clone());
                }
            }
            if !is_value {
                let problem =
                    format!("no enum has the value `{}` of ple:ofValue: write `VALUE`, or `Enum.VALUE`", name.value());
                return Err(Error::Declaration { place: place.clone(), problem });
            }
        }
        Ok(())
    }
}

impl Class {
    /// What people call one of its instances, in every language that there are words for: its labels, or else the words of its name.
    pub fn names(&self) -> Cow<'_, [Text]> {
        labels_or_words(&self.labels, &self.name)
    }
}

impl Field {
    /// What people call it, in every language that there are words for: its labels; in languages without one its description; the words
    /// of its name if it has no label at all.
    pub fn names(&self) -> Vec<Text> {
        let mut names = labels_or_words(&self.labels, &self.name).into_owned();
        for text in &self.descriptions {
            if text.language.as_deref() != Some("en") && names.iter().all(|name| name.language != text.language) {
                let value = text.value.trim_end_matches(['.', '。']).to_owned();
                names.push(Text { value, language: text.language.clone() });
            }
        }
        names
    }
}

impl Enum {
    /// What people call one of its values, in every language that there are words for: its labels, or else the words of its name.
    pub fn names(&self, value: &str) -> Cow<'_, [Text]> {
        labels_or_words(self.labels.get(value).map_or(&[], Vec::as_slice), value)
    }
}

fn labels_or_words<'a>(labels: &'a [Text], name: &str) -> Cow<'a, [Text]> {
    match labels {
        [] => Cow::Owned(vec![Text { value: words_of(name), language: Some("en".into()) }]),
        labels => Cow::Borrowed(labels),
    }
}

/// `interventionsOnBehalf` → `interventions on behalf`, `MEMBER_STATE` → `member state`.
pub fn words_of(name: &str) -> String {
    let mut words = String::new();
    let mut was_lower = false;
    for char in name.chars() {
        if char == '_' || (char.is_uppercase() && was_lower) {
            words.push(' ');
        }
        was_lower = char.is_lowercase() || char.is_ascii_digit();
        if char != '_' {
            words.extend(char.to_lowercase());
        }
    }
    words
}

/// The field, and its companion that gives all translations.
fn fields_called<'a>(class: &'a mut Class, name: &'a str) -> impl Iterator<Item = &'a mut Field> {
    let name = match name.split_once('.') {
        Some((of, name)) => (of == class.name).then_some(name),
        None => Some(name),
    };
    let is_called = move |field: &Field| {
        let translated = field.name.strip_suffix("Translations").filter(|_| matches!(field.kind, FieldKind::Texts));
        name.is_some_and(|name| field.name == name || translated == Some(name))
    };
    class.fields.iter_mut().filter(move |field| is_called(field))
}

#[cfg(test)]
mod tests {
    use super::words_of;

    #[test]
    fn names_become_words() {
        for (name, words) in [
            ("interventionsOnBehalf", "interventions on behalf"),
            ("MEMBER_STATE", "member state"),
            ("isoAlpha3", "iso alpha3"),
        ] {
            assert_eq!(words_of(name), words);
        }
    }
}
