//! Names of fields and of the values of enums, where no property can give them.
//!
//! `ple:ofField "interventions"` gives names to the fields of that name, `"Person.chairs"` to that of one type. They come behind
//! the names of the property shape and of the property; in a language that these have, they change nothing.

use super::shapes::Builder;
use super::{Class, Enum, Error, Field, FieldKind};
use oxigraph::model::Term;
use plenary_base::vocab::{ple, rdfs};

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
            let is_meant = |known: &&mut Enum| {
                of.is_none_or(|of| known.name == of) && known.values.iter().any(|known| known == value)
            };
            let mut is_value = false;
            for known in self.enums.iter_mut().filter(is_meant) {
                is_value = true;
                if !texts.is_empty() {
                    known.labels.entry(value.to_owned()).or_default().extend(texts.iter().cloned());
                }
                known.meanings.extend(meaning.iter().map(|meaning| (value.to_owned(), meaning.clone())));
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
