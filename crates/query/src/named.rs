//! How explanations call types and paths, which plans hold as numbers: by their names in the API.

use plenary_ontology::{ClassId, Ends, Ontology, Path, PathId};
use std::fmt::{self, Display, Formatter};

/// What is printed with the names of an ontology.
pub trait Named {
    /// Writes it.
    ///
    /// # Errors
    /// If the formatter cannot be written to.
    fn write(&self, names: SchemaNames<'_>, f: &mut Formatter<'_>) -> fmt::Result;

    /// The same to be printed.
    fn named<'a>(&'a self, names: SchemaNames<'a>) -> impl Display + 'a
    where
        Self: Sized,
    {
        Printed(self, names)
    }
}

struct Printed<'a, T>(&'a T, SchemaNames<'a>);

impl<T: Named> Display for Printed<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.write(self.1, f)
    }
}

/// The names of an ontology, as they are from one of its classes.
#[derive(Debug, Clone, Copy)]
pub struct SchemaNames<'a> {
    /// None if numbers are printed.
    ontology: Option<&'a Ontology>,
    /// The class of the resources that are spoken of, if it is one.
    class: Option<ClassId>,
}

impl<'a> SchemaNames<'a> {
    /// Names where it is not known what is spoken of.
    pub fn new(ontology: &'a Ontology) -> Self {
        Self { ontology: Some(ontology), class: None }
    }

    /// Numbers instead of names, for what is compared and not read.
    pub fn numbers() -> Self {
        Self { ontology: None, class: None }
    }

    /// The names from a class.
    #[must_use]
    pub fn of(self, class: Option<ClassId>) -> Self {
        Self { class, ..self }
    }

    /// The names from what a path leads to.
    #[must_use]
    pub fn behind(self, path: PathId) -> Self {
        self.of(self.ontology.and_then(|ontology| end(ontology, path)))
    }

    /// The names of types, one after the other.
    pub fn types(self, classes: &[ClassId]) -> String {
        let name = |class: &ClassId| match self.ontology {
            Some(ontology) => ontology.class(*class).name.clone(),
            None => class.0.to_string(),
        };
        classes.iter().map(name).collect::<Vec<_>>().join("|")
    }

    /// A path by its field: `Meeting.interventions`. Where the class is not known, the field has its name alone if all classes
    /// call it so. A path that no field has is written as its properties.
    pub fn path(self, path: PathId) -> impl Display + 'a {
        PathName { names: self, path }
    }
}

/// The class that a path leads to.
pub(super) fn end(ontology: &Ontology, path: PathId) -> Option<ClassId> {
    match ontology.path(path).ends {
        Ends::Class(class) => Some(class),
        Ends::Values(_) | Ends::Texts => None,
    }
}

/// The name that a class has for a path.
fn field(ontology: &Ontology, class: ClassId, path: PathId) -> Option<&str> {
    let fields = &ontology.class(class).fields;
    fields.iter().find(|field| field.path == path).map(|field| field.name.as_str())
}

struct PathName<'a> {
    names: SchemaNames<'a>,
    path: PathId,
}

impl Display for PathName<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { names: SchemaNames { ontology, class }, path } = *self;
        let Some(ontology) = ontology else { return write!(f, "path {}", path.0) };
        if let Some((class, field)) = class.and_then(|class| Some((class, field(ontology, class, path)?))) {
            return write!(f, "{}.{field}", ontology.class(class).name);
        }
        let owners = ontology.class_ids().filter_map(|class| Some((class, field(ontology, class, path)?)));
        let owners: Vec<_> = owners.collect();
        let Some((_, field)) = owners.first() else { return properties(ontology, path, f) };
        if owners.iter().any(|(_, other)| other != field) {
            return properties(ontology, path, f);
        }
        // A field that is of one class and its subclasses is that class's.
        let has_all = |ancestor: ClassId| owners.iter().all(|(class, _)| ontology.is_a(*class, ancestor));
        if let Some((class, _)) = owners.iter().find(|(class, _)| has_all(*class)) {
            write!(f, "{}.", ontology.class(*class).name)?;
        }
        f.write_str(field)
    }
}

/// A path as SPARQL has it, with the ontology's prefixes.
fn properties(ontology: &Ontology, path: PathId, f: &mut Formatter<'_>) -> fmt::Result {
    let Path { steps, .. } = ontology.path(path);
    for (i, step) in steps.iter().enumerate() {
        let separator = if i > 0 { "/" } else { "" };
        let caret = if step.inverse { "^" } else { "" };
        write!(f, "{separator}{caret}")?;
        match ontology.prefixes().split(step.predicate.as_str()) {
            Some((prefix, name)) => write!(f, "{prefix}:{name}")?,
            None => write!(f, "{}", step.predicate)?,
        }
        if step.members {
            f.write_str("/rdf:rest*/rdf:first")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use plenary_ontology::TurtleFile;

    #[test]
    fn paths_are_called_as_the_class_calls_them() -> Result<(), plenary_ontology::Error> {
        let text = r#"
            @prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
            @prefix graphql: <http://datashapes.org/graphql#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            @prefix ple: <https://w3id.org/plenary/def/> .
            ex: a graphql:Schema ; graphql:publicShape ex:CityShape , ex:RiverShape ;
                sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/" ] .
            ex:CityShape sh:targetClass ex:City ;
                sh:property [ sh:path ex:name ; sh:datatype xsd:string ] , [ sh:path ex:code ; sh:datatype xsd:string ] ,
                    [ sh:path ex:size ; sh:datatype xsd:integer ; graphql:name "people" ] .
            ex:RiverShape sh:targetClass ex:River ;
                sh:property [ sh:path ex:name ; sh:datatype xsd:string ] ,
                    [ sh:path ex:size ; sh:datatype xsd:integer ; graphql:name "length" ] ."#;
        let ontology = Ontology::read(&[TurtleFile { name: "shapes.ttl".into(), text: text.into() }])?;
        let city = ontology.class_named("City");
        let path = |name: &str| {
            let field = |class: ClassId| ontology.class(class).field(name).map(|field| field.path);
            ontology.class_ids().find_map(field)
        };
        let names = SchemaNames::new(&ontology);
        let called = |names: SchemaNames<'_>, name: &str| path(name).map(|path| names.path(path).to_string());
        assert_eq!(called(names.of(city), "people").as_deref(), Some("City.people"));
        assert_eq!(called(names.of(city), "name").as_deref(), Some("City.name"));
        assert_eq!(called(names, "name").as_deref(), Some("name"));
        assert_eq!(called(names, "code").as_deref(), Some("City.code"));
        assert_eq!(called(names, "people").as_deref(), Some("ex:size"));
        Ok(())
    }
}
