//! Data or a vocabulary without shapes → starter shapes, each line with the evidence for it.
//!
//! `survey` counts what subjects of which classes have, `vocabulary` holds what OWL or RDFS declare;
//! `classes` chooses what gets a shape, `fields` which property belongs to which class, `values` what a shape says of it, and
//! `turtle` writes it all for a person to read and edit. What is written holds of the data, as far as they were read: the data
//! conform to it, and where the evidence is weak the shape is less strict, and a comment says so.

mod classes;
mod fields;
mod names;
mod namespaces;
mod survey;
mod turtle;
mod values;
mod vocabulary;

use classes::Classes;
use fields::{Fields, Maker, words};
use names::{ClassName, Names};
use namespaces::Namespaces;
use plenary_store::{Error, Input};
use survey::{ROWS, Survey};
pub use turtle::REST;
use vocabulary::Vocabulary;

/// Shapes to begin with.
#[derive(Debug)]
pub struct Starter {
    /// The shapes in Turtle.
    pub turtle: String,
    /// How many classes they are about.
    pub classes: usize,
    /// How many fields they have.
    pub fields: usize,
    /// Whether they belong beside the shapes that the vocabulary has already.
    pub is_beside_others: bool,
}

/// What to make shapes of.
#[derive(Debug, Clone)]
pub struct Materials {
    /// The data.
    pub data: Vec<Input>,
    /// Files that declare classes and properties, or have shapes already.
    pub vocabulary: Vec<Input>,
    /// The command that serves the result, for the head of the file.
    pub command: String,
}

impl Starter {
    /// Makes shapes of data, of a vocabulary, or of both.
    ///
    /// Memory grows with the number of resources that have a class, and with the counts for their classes and properties; of the
    /// statements three million are held at a time, in numbers, and the files are read once more for each further three million.
    ///
    /// # Errors
    /// If a file cannot be read or is not RDF.
    ///
    /// # Example
    /// ```
    /// use plenary_starter::{Materials, Starter};
    /// use plenary_store::Input;
    /// let towns = Input::Text {
    ///     name: "towns.ttl".into(),
    ///     text: r#"
    ///         @prefix ex: <http://example.org/> .
    ///         ex:bern a ex:Town ; ex:name "Bern" . ex:thun a ex:Town ; ex:name "Thun" . ex:chur a ex:Town ; ex:name "Chur" ."#.into(),
    ///     graph: oxigraph::model::NamedNode::new("urn:graph")?,
    ///     format: oxigraph::io::RdfFormat::Turtle,
    /// };
    /// let starter = Starter::make(&Materials { data: vec![towns], vocabulary: Vec::new(), command: String::new() })?;
    /// assert!(starter.turtle.contains("[ sh:path ex:name ; sh:datatype xsd:string ; sh:minCount 1 ; sh:maxCount 1 ]"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn make(materials: &Materials) -> Result<Self, Error> {
        Self::in_parts(materials, ROWS)
    }

    fn in_parts(materials: &Materials, rows: usize) -> Result<Self, Error> {
        let survey = match &materials.data[..] {
            [] => None,
            data => Some(Survey::read(data, rows)?),
        };
        let vocabulary = Vocabulary::read(&materials.vocabulary)?;
        let survey = survey.as_ref();
        let declared = survey.into_iter().flat_map(|survey| &survey.prefixes).chain(&vocabulary.prefixes);
        let mut namespaces = Namespaces::new(declared);
        let classes = Classes::choose(survey, &vocabulary);
        let mut names = Names::default();
        let class_names = name_classes(&classes, &vocabulary, &mut names, &mut namespaces);
        let plurals: Vec<String> = class_names.iter().map(|name| name.plural.clone()).collect();
        let maker = Maker {
            survey,
            vocabulary: &vocabulary,
            classes: &classes,
            namespaces: &mut namespaces,
            names: &mut names,
            plurals: &plurals,
        };
        let fields: Fields = maker.fields();
        let count = fields.of.values().flatten().filter(|field| !field.values.is_left_out).count();
        let is_beside_others = !vocabulary.shapes.is_empty();
        let draft = turtle::Draft {
            materials,
            survey,
            vocabulary: &vocabulary,
            classes: &classes,
            class_names: &class_names,
            fields: &fields,
        };
        Ok(Self {
            classes: classes.all.iter().filter(|class| !class.is_covered).count(),
            fields: count,
            is_beside_others,
            turtle: draft.write(namespaces),
        })
    }
}

/// Names all classes, those with the most instances first.
fn name_classes(
    classes: &Classes,
    vocabulary: &Vocabulary,
    names: &mut Names,
    namespaces: &mut Namespaces,
) -> Vec<ClassName> {
    let mut order: Vec<usize> = (0..classes.all.len()).collect();
    order.sort_by_key(|&class| (std::cmp::Reverse(classes.all[class].instances.iter().sum::<u64>()), class));
    let mut named = vec![None; classes.all.len()];
    for class in order {
        let iri = &classes.all[class].iri;
        let labels = vocabulary.classes.get(iri).map(|class| &class.about.labels[..]);
        named[class] = Some(names.class(&words(iri, labels, namespaces), class + 1));
    }
    named.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests;
