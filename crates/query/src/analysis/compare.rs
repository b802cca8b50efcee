//! Questions that compare resources by what they mean. What that is stands outside of this crate: whoever registers an
//! analysis implements [`Compare`].
//!
//! A comparison declares what it looks up, so that a source that is elsewhere brings this and no more. First come the
//! compared resources, under every condition of the request, and what does not depend on them; then, of each compared
//! resource that has been found, the links of some paths. So conditions are met once, not once for each path.

use super::{ComparisonSource, Layout, Table};
use crate::condition::Condition;
use crate::{Budget, Error};
use oxigraph::model::NamedNode;
use plenary_graph::snapshot::{Id, Place};
use plenary_ontology::{ClassId, PathId};
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::fmt::{Debug, Display};

/// A question that compares resources.
pub trait Compare: Debug + Send + Sync {
    /// Its name, for people.
    fn name(&self) -> &'static str;

    /// What is compared, in the plural, the class that it is of, and which of it.
    fn compared(&self) -> (&'static str, ClassId, &Condition);

    /// What an entry of the answer has.
    fn layout(&self) -> Layout;

    /// The name of the order of its entries, which cursors are bound to: that of this question alone, whichever page.
    fn order_name(&self) -> String;

    /// What is looked up first; `rows` are those that the question is asked for.
    fn needs(&self, rows: &[NamedNode]) -> Vec<Need>;

    /// What is looked up of each compared resource: paths, each of which goes on from the ends of the one before.
    fn columns(&self) -> Vec<Vec<PathId>>;

    /// Answers the question; its identifiers have been checked. One list of entries, or one for each row.
    ///
    /// # Errors
    /// If the budget runs out.
    fn answer(&self, source: &dyn ComparisonSource, rows: &[Id], budget: &mut Budget) -> Result<Table, Error>;
}

/// Resources that are looked up, or links.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// Of which class the resources are at which the first path starts; of any if none.
    pub class: Option<ClassId>,
    /// What these resources meet.
    pub condition: Condition,
    /// Paths, each of which goes on from the ends of the one before. The links of the last are looked up; if there is no
    /// path, the resources are, as instances of the class.
    pub paths: Vec<PathId>,
    /// What the ends of the last path meet.
    pub end: Condition,
    /// Whether these are compared resources: the resources, or where the last path starts.
    pub is_compared: bool,
}

impl Need {
    /// Resources of a class, or of any, that meet a condition, or the links of the last of some paths from these.
    pub fn new(class: impl Into<Option<ClassId>>, condition: Condition, paths: &[PathId]) -> Self {
        let (class, paths) = (class.into(), paths.to_vec());
        Self { class, condition, paths, end: Condition::anything(), is_compared: false }
    }
}

impl dyn Compare {
    /// Answers the question as [`Compare::answer`] does, but not from what it has not declared: a source that brings what is
    /// declared alone has nothing else, and an answer from nothing would look like one. `iris` are the rows.
    ///
    /// # Errors
    /// If the budget runs out, or something is looked up that is not declared.
    pub fn answer_declared(
        &self,
        source: &dyn ComparisonSource,
        (rows, iris): (&[Id], &[NamedNode]),
        budget: &mut Budget,
    ) -> Result<Table, Error> {
        let mut declared =
            Declared { source, classes: BTreeSet::new(), paths: BTreeSet::new(), missing: OnceCell::new() };
        for need in self.needs(iris) {
            match (need.paths.last(), need.class) {
                (Some(&path), _) => drop(declared.paths.insert(path)),
                (None, class) => declared.classes.extend(class),
            }
        }
        declared.paths.extend(self.columns().iter().filter_map(|paths| paths.last()));
        let table = self.answer(&declared, rows, budget)?;
        match declared.missing.into_inner() {
            None => Ok(table),
            Some(missing) => Err(Error::Reader(Undeclared { question: self.name(), missing }.into())),
        }
    }
}

/// A comparison looks up what it has not declared.
#[derive(Debug, thiserror::Error)]
#[error("`{question}` looks up {missing}, which its `needs` and `columns` do not declare")]
struct Undeclared {
    question: &'static str,
    missing: String,
}

/// A source that notes the first look-up of what is not declared.
struct Declared<'s> {
    source: &'s dyn ComparisonSource,
    classes: BTreeSet<ClassId>,
    paths: BTreeSet<PathId>,
    missing: OnceCell<String>,
}

impl Declared<'_> {
    fn check(&self, is_declared: bool, what: impl Display) {
        if !is_declared {
            self.missing.get_or_init(|| what.to_string());
        }
    }
}

impl ComparisonSource for Declared<'_> {
    fn find(&self, iri: &NamedNode) -> Id {
        self.source.find(iri)
    }

    fn all(&self, class: ClassId, condition: &Condition, budget: &mut Budget) -> Result<Vec<Id>, Error> {
        self.check(self.classes.contains(&class), format_args!("the instances of class {}", class.0));
        self.source.all(class, condition, budget)
    }

    fn row(&self, path: PathId, from: Id) -> &[Id] {
        self.check(self.paths.contains(&path), format_args!("path {}", path.0));
        self.source.row(path, from)
    }

    fn back(&self, path: PathId, to: Id) -> &[Id] {
        self.check(self.paths.contains(&path), format_args!("path {} backwards", path.0));
        self.source.back(path, to)
    }

    fn order(&self, id: Id) -> Place {
        self.source.order(id)
    }

    fn text(&self, id: Id) -> &str {
        self.source.text(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    /// A source that has nothing, as an endpoint has of what was not brought.
    struct Nothing;

    impl ComparisonSource for Nothing {
        fn find(&self, _iri: &NamedNode) -> Id {
            Id::NONE
        }

        fn all(&self, _class: ClassId, _condition: &Condition, _budget: &mut Budget) -> Result<Vec<Id>, Error> {
            Ok(Vec::new())
        }

        fn row(&self, _path: PathId, _from: Id) -> &[Id] {
            &[]
        }

        fn back(&self, _path: PathId, _to: Id) -> &[Id] {
            &[]
        }

        fn order(&self, id: Id) -> Place {
            Place::as_numbered(id)
        }

        fn text(&self, _id: Id) -> &str {
            ""
        }
    }

    /// Looks up the instances of class 1, and path 2 in both directions, whatever it declares.
    #[derive(Debug)]
    struct Question {
        needs: Vec<Need>,
        columns: Vec<Vec<PathId>>,
        filter: Condition,
    }

    impl Compare for Question {
        fn name(&self) -> &'static str {
            "question"
        }

        fn compared(&self) -> (&'static str, ClassId, &Condition) {
            ("things", ClassId(1), &self.filter)
        }

        fn layout(&self) -> Layout {
            Layout { name: "Answer", description: "", columns: Vec::new(), named_by: 0 }
        }

        fn order_name(&self) -> String {
            String::new()
        }

        fn needs(&self, _rows: &[NamedNode]) -> Vec<Need> {
            self.needs.clone()
        }

        fn columns(&self) -> Vec<Vec<PathId>> {
            self.columns.clone()
        }

        fn answer(&self, source: &dyn ComparisonSource, _rows: &[Id], budget: &mut Budget) -> Result<Table, Error> {
            source.all(ClassId(1), &self.filter, budget)?;
            source.row(PathId(2), Id(0));
            source.back(PathId(2), Id(0));
            Ok(Table::single(Default::default(), Vec::new()))
        }
    }

    #[test]
    fn what_is_not_declared_gives_no_answer() {
        let anything = Condition::anything;
        let answer = |needs: Vec<Need>, columns: Vec<Vec<PathId>>| {
            let question: &dyn Compare = &Question { needs, columns, filter: anything() };
            let limits = Limits::default();
            let answered = question.answer_declared(&Nothing, (&[], &[]), &mut Budget::new(limits, &limits.clock()));
            answered.map(|table| table.len()).map_err(|error| match error {
                Error::Reader(cause) => cause.to_string(),
                other => panic!("{other}"),
            })
        };
        let (class, path) = (Need::new(ClassId(1), anything(), &[]), Need::new(None, anything(), &[PathId(2)]));
        assert_eq!(answer(vec![class.clone(), path.clone()], Vec::new()), Ok(0));
        assert_eq!(answer(vec![class.clone()], vec![vec![PathId(3), PathId(2)]]), Ok(0));
        let undeclared =
            |what: &str| Err(format!("`question` looks up {what}, which its `needs` and `columns` do not declare"));
        assert_eq!(answer(vec![path], Vec::new()), undeclared("the instances of class 1"));
        // What lies on the way is not brought.
        assert_eq!(answer(vec![class], vec![vec![PathId(2), PathId(3)]]), undeclared("path 2"));
    }
}
