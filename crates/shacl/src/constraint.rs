//! Whether the values of a focus node meet a constraint, and what is wrong if they do not.
//!
//! [`Checker::constraint`] looks at one constraint; each family of constraints is a method of [`Trial`].

use crate::check::{Checker, Node, Out, Stop, Work};
use crate::compare::compare;
use crate::lexical::is_well_formed;
use crate::path::Path;
use crate::report::{Finding, shacl};
use crate::shape::{Bound, Constraint, Shape, Slot};
use crate::shown::{qualified, shown, shown_literal};
use crate::sparql::{Failure, Sparql};
use crate::{Data, Error};
use oxigraph::model::{Literal, Term, TermRef};
use plenary_base::clock::Stopped;
use std::collections::BTreeMap;

/// Findings that are given as the details of another: at most this many.
pub(crate) const MOST_DETAILS: usize = 100;

/// Why a trial ends before all values are looked at.
enum End {
    /// Only the verdict is asked for, and a value is wrong.
    Decided,
    Stopped(Stop),
}

impl From<Stop> for End {
    fn from(stop: Stop) -> Self {
        Self::Stopped(stop)
    }
}

impl From<Stopped> for End {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped.into())
    }
}

impl<D: Data> Checker<'_, D> {
    /// Whether the values of a focus node meet a constraint.
    pub(crate) fn constraint(
        &self,
        shape: &Shape,
        constraint: &Constraint,
        focus: Node<D::Id>,
        values: &[Node<D::Id>],
        out: Out,
        work: &mut Work<D::Id>,
    ) -> Result<bool, Stop> {
        let mut trial = Trial { checker: self, shape, constraint, focus, values, out, work, conforms: true };
        match trial.run() {
            Ok(()) => Ok(trial.conforms),
            Err(End::Decided) => Ok(false),
            Err(End::Stopped(stop)) => Err(stop),
        }
    }
}

/// A constraint of a shape, looked at for one focus node.
struct Trial<'t, 'a, D: Data> {
    checker: &'t Checker<'a, D>,
    shape: &'t Shape,
    constraint: &'t Constraint,
    focus: Node<D::Id>,
    values: &'t [Node<D::Id>],
    out: Out,
    work: &'t mut Work<D::Id>,
    conforms: bool,
}

impl<D: Data> Trial<'_, '_, D> {
    fn run(&mut self) -> Result<(), End> {
        match self.constraint {
            Constraint::Class(_)
            | Constraint::Datatype(_)
            | Constraint::NodeKind(_)
            | Constraint::Range(..)
            | Constraint::MinLength(_)
            | Constraint::MaxLength(_)
            | Constraint::Pattern { .. }
            | Constraint::LanguageIn(_)
            | Constraint::In(_) => self.each_value(),
            Constraint::MinCount(limit) => self.count(|count| count >= *limit, "MinCount", *limit),
            Constraint::MaxCount(limit) => self.count(|count| count <= *limit, "MaxCount", *limit),
            Constraint::HasValue(slot) => self.has_value(*slot),
            Constraint::UniqueLang => self.unique_languages(),
            Constraint::Equals(slot) => self.equals(*slot),
            Constraint::Disjoint(slot) => self.disjoint(*slot),
            Constraint::LessThan(slot) => self.less_than(*slot, false),
            Constraint::LessThanOrEquals(slot) => self.less_than(*slot, true),
            Constraint::Property(inner) => self.property(*inner),
            Constraint::Not(inner) => self.not(*inner),
            Constraint::Node(inner) => self.node(*inner),
            Constraint::And(inners) => self.and(inners),
            Constraint::Or(inners) => self.or(inners),
            Constraint::Xone(inners) => self.exactly_one(inners),
            Constraint::Qualified { shape, siblings, min, max } => self.qualified(*shape, siblings, *min, *max),
            Constraint::Closed(allowed) => self.closed(allowed),
            Constraint::Sparql(sparql) => self.sparql(sparql),
        }
    }

    /// Constraints that look at one value, and at nothing else.
    fn each_value(&mut self) -> Result<(), End> {
        let (checker, constraint) = (self.checker, self.constraint);
        for &value in self.values {
            self.work.ticker.tick(1)?;
            if !checker.test(constraint, value) {
                self.wrong(Some(value), || Some(checker.message(constraint)))?;
            }
        }
        Ok(())
    }

    fn count(&mut self, is_met: impl FnOnce(u64) -> bool, component: &str, limit: u64) -> Result<(), End> {
        let count = self.values.len() as u64;
        if is_met(count) {
            return Ok(());
        }
        self.wrong(None, || Some(format!("{component}({limit}) not satisfied")))?;
        self.counted(count);
        Ok(())
    }

    fn has_value(&mut self, slot: Slot) -> Result<(), End> {
        let checker = self.checker;
        if self.values.contains(&checker.constant(slot)) {
            return Ok(());
        }
        self.wrong(None, || Some(format!("HasValue({}) not satisfied", shown(checker.shapes.constants[slot].as_ref()))))
    }

    /// Says of the last finding how many values it is about.
    fn counted(&mut self, count: u64) {
        if let Some(finding) = self.work.findings.last_mut() {
            finding.count = Some(count);
        }
    }

    fn unique_languages(&mut self) -> Result<(), End> {
        let checker = self.checker;
        for (language, same) in checker.by_language(self.values) {
            if same.len() > 1 {
                self.wrong(None, || {
                    let mut texts: Vec<String> = same.iter().map(|&value| checker.term(value).to_string()).collect();
                    texts.sort();
                    Some(format!("Unique lang failed for lang {language} with values: {}", texts.join(", ")))
                })?;
                self.counted(same.len() as u64);
                if let Some(finding) = self.work.findings.last_mut() {
                    finding.language = Some(language);
                }
            }
        }
        Ok(())
    }

    fn equals(&mut self, slot: Slot) -> Result<(), End> {
        let values = self.values;
        let others = self.others(slot)?;
        for &value in others.iter().filter(|other| !values.contains(other)) {
            self.wrong(Some(value), || None)?;
        }
        for &value in values.iter().filter(|value| !others.contains(value)) {
            self.wrong(Some(value), || None)?;
        }
        self.work.give_back(others);
        Ok(())
    }

    fn disjoint(&mut self, slot: Slot) -> Result<(), End> {
        let checker = self.checker;
        let others = self.others(slot)?;
        for &value in self.values.iter().filter(|value| others.contains(value)) {
            self.wrong(Some(value), || {
                Some(format!("Disjoint failed. Property {}", shown(checker.shapes.constants[slot].as_ref())))
            })?;
        }
        self.work.give_back(others);
        Ok(())
    }

    fn less_than(&mut self, slot: Slot, or_equal: bool) -> Result<(), End> {
        let (checker, component) = (self.checker, self.constraint.component());
        let others = self.others(slot)?;
        for &other in &others {
            for &value in self.values {
                self.work.ticker.tick(1)?;
                let order = checker.compare(value, other);
                if order.is_some_and(|order| order.is_lt() || or_equal && order.is_eq()) {
                    continue;
                }
                self.wrong(Some(value), || {
                    let relation = match (order, or_equal) {
                        (None, _) => "comparable to",
                        (Some(_), false) => "less than",
                        (Some(_), true) => "less or equals than",
                    };
                    let text = |node| shown(checker.term(node).as_ref());
                    let (value, other) = (text(value), text(other));
                    Some(format!("{component} constraint violated: {other} is not {relation} {value}"))
                })?;
            }
        }
        self.work.give_back(others);
        Ok(())
    }

    fn property(&mut self, inner: usize) -> Result<(), End> {
        for &value in self.values {
            self.conforms &= self.checker.shape(inner, value, self.out, self.work)?;
            if !self.conforms && matches!(self.out, Out::Verdict) {
                return Err(End::Decided);
            }
        }
        Ok(())
    }

    fn not(&mut self, inner: usize) -> Result<(), End> {
        let (checker, shape, focus) = (self.checker, self.shape, self.focus);
        for &value in self.values {
            if self.conforms_to(inner, value)? {
                self.wrong(Some(value), || {
                    Some(format!(
                        "Shape: {}. NOT constraint not satisfied for focus node {} and internal shape {}",
                        shown(shape.name.as_ref()),
                        checker.term(focus),
                        checker.name_of(inner)
                    ))
                })?;
            }
        }
        Ok(())
    }

    fn node(&mut self, inner: usize) -> Result<(), End> {
        let (checker, shape) = (self.checker, self.shape);
        for &value in self.values {
            if !self.conforms_to(inner, value)? {
                self.wrong(Some(value), || {
                    Some(format!(
                        "Shape {}: value {} does not conform to node shape {} (sh:node)",
                        shown(shape.name.as_ref()),
                        checker.term(value),
                        checker.name_of(inner)
                    ))
                })?;
                self.explain(&[inner], value)?;
            }
        }
        Ok(())
    }

    fn and(&mut self, inners: &[usize]) -> Result<(), End> {
        for &value in self.values {
            for &inner in inners {
                if !self.conforms_to(inner, value)? {
                    self.wrong(Some(value), || None)?;
                    self.explain(&[inner], value)?;
                    break;
                }
            }
        }
        Ok(())
    }

    fn or(&mut self, inners: &[usize]) -> Result<(), End> {
        for &value in self.values {
            if self.checker.conforming(inners, value, 1, self.work)? == 0 {
                self.wrong(Some(value), || Some("OR not satisfied".to_owned()))?;
                self.explain(inners, value)?;
            }
        }
        Ok(())
    }

    fn exactly_one(&mut self, inners: &[usize]) -> Result<(), End> {
        let (checker, shape) = (self.checker, self.shape);
        for &value in self.values {
            let conforming = checker.conforming(inners, value, usize::MAX, self.work)?;
            if conforming != 1 {
                self.wrong(Some(value), || {
                    Some(format!(
                        "Shape {}: Xone constraint not satisfied for node {}. Number of conforming shapes: {conforming}",
                        shown(shape.name.as_ref()),
                        checker.term(value)
                    ))
                })?;
                if conforming == 0 {
                    self.explain(inners, value)?;
                }
            }
        }
        Ok(())
    }

    fn qualified(&mut self, inner: usize, siblings: &[usize], min: Option<u64>, max: Option<u64>) -> Result<(), End> {
        let (checker, focus) = (self.checker, self.focus);
        let mut count = 0_u64;
        for &value in self.values {
            let is_counted = self.conforms_to(inner, value)?
                && (siblings.is_empty() || checker.conforming(siblings, value, 1, self.work)? == 0);
            count += u64::from(is_counted);
        }
        let message = |relation: &str, limit: u64| {
            format!(
                "conform to shape {}, which is {relation}: {limit}. Focus node: {}",
                checker.name_of(inner),
                checker.term(focus)
            )
        };
        if let Some(min) = min.filter(|min| count < *min) {
            self.wrong_with("QualifiedMinCount", None, || {
                Some(format!("QualifiedValueShape: only {count} nodes {}", message("less than minCount", min)))
            })?;
            self.counted(count);
        }
        if let Some(max) = max.filter(|max| count > *max) {
            self.wrong_with("QualifiedMaxCount", None, || {
                Some(format!("QualifiedValueShape: {count} nodes {}", message("greater than maxCount", max)))
            })?;
            self.counted(count);
        }
        Ok(())
    }

    fn closed(&mut self, allowed: &[Slot]) -> Result<(), End> {
        let checker = self.checker;
        for &value in self.values {
            let Node::Known(id) = value else { continue };
            for [_, property, object] in checker.data.triples(Some(id), None, None) {
                self.work.ticker.tick(1)?;
                if allowed.iter().any(|slot| checker.known(*slot) == Some(property)) {
                    continue;
                }
                self.wrong(Some(Node::Known(object)), || None)?;
                if let (Some(finding), Term::NamedNode(property)) =
                    (self.work.findings.last_mut(), checker.term(Node::Known(property)))
                {
                    finding.path = Some(Path::Predicate(property));
                }
            }
        }
        Ok(())
    }

    fn sparql(&mut self, sparql: &Sparql) -> Result<(), End> {
        let checker = self.checker;
        let focus = checker.term(self.focus);
        let is_property = self.shape.path.is_some();
        let mut end = None;
        let evaluated = sparql.evaluate(checker.data, focus.clone(), checker.clock, &mut |solution| {
            if let Err(reason) = self.wrong(None, || None) {
                end = Some(reason);
                return false;
            }
            if let Some(finding) = self.work.findings.last_mut() {
                finding.value = solution.value.or_else(|| (!is_property).then(|| focus.clone()));
                if let Some(path) = solution.path {
                    finding.path = Some(Path::Predicate(path));
                }
                if !solution.messages.is_empty() {
                    finding.messages = solution.messages;
                }
            }
            true
        });
        if let Some(end) = end {
            return Err(end);
        }
        evaluated.map_err(|failure| match failure {
            Failure::Stopped(stopped) => Stop::from(stopped),
            Failure::Evaluation(problem) => Stop::Failed(Error::Shape {
                shape: checker.shapes.name(&self.shape.name),
                problem: format!("has sh:sparql: the query cannot be evaluated: {problem}"),
            }),
        })?;
        Ok(())
    }

    /// The values of another property of the focus node, in a list that is to be given back.
    fn others(&mut self, slot: Slot) -> Result<Vec<Node<D::Id>>, Stop> {
        self.checker.values_of(self.focus, slot, self.work)
    }

    fn conforms_to(&mut self, shape: usize, value: Node<D::Id>) -> Result<bool, Stop> {
        self.checker.shape(shape, value, Out::Verdict, self.work)
    }

    /// The constraint is not met. The message is made only if findings are asked for.
    fn wrong(&mut self, value: Option<Node<D::Id>>, message: impl FnOnce() -> Option<String>) -> Result<(), End> {
        self.wrong_with(self.constraint.component(), value, message)
    }

    fn wrong_with(
        &mut self,
        component: &str,
        value: Option<Node<D::Id>>,
        message: impl FnOnce() -> Option<String>,
    ) -> Result<(), End> {
        self.conforms = false;
        if matches!(self.out, Out::Verdict) {
            return Err(End::Decided);
        }
        if self.work.findings.len() >= self.work.most {
            return Err(Stop::Full.into());
        }
        let (checker, shape) = (self.checker, self.shape);
        let messages = if shape.messages.is_empty() {
            message().map(Literal::from).into_iter().collect()
        } else {
            shape.messages.clone()
        };
        let focus = checker.term(self.focus);
        self.work.findings.push(Finding {
            origin: focus.clone(),
            focus,
            path: shape.path.as_ref().map(|(path, _)| path.clone()),
            value: value.map(|value| checker.term(value)),
            count: None,
            language: None,
            shape: shape.name.clone(),
            component: shacl(&format!("{component}ConstraintComponent")),
            severity: shape.severity.clone(),
            messages,
            details: Vec::new(),
        });
        Ok(())
    }

    /// Gives the last finding its details: why a value does not conform to some shapes.
    fn explain(&mut self, shapes: &[usize], value: Node<D::Id>) -> Result<(), Stop> {
        if !matches!(self.out, Out::Findings { with_details: true }) {
            return Ok(());
        }
        let (checker, work) = (self.checker, &mut *self.work);
        let (findings, most) = (work.take(), std::mem::replace(&mut work.most, MOST_DETAILS));
        let out = Out::Findings { with_details: false };
        let mut shapes = shapes.iter();
        let explained = shapes.try_for_each(|&shape| checker.shape(shape, value, out, work).map(drop));
        let details = std::mem::replace(&mut work.findings, findings);
        work.most = most;
        if let Some(finding) = work.findings.last_mut() {
            finding.details = details;
        }
        match explained {
            Err(Stop::Full) => Ok(()),
            explained => explained,
        }
    }
}

impl<D: Data> Checker<'_, D> {
    fn name_of(&self, shape: usize) -> String {
        shown(self.shapes.shapes[shape].name.as_ref())
    }

    fn by_language(&self, values: &[Node<D::Id>]) -> BTreeMap<String, Vec<Node<D::Id>>> {
        let mut languages: BTreeMap<String, Vec<Node<D::Id>>> = BTreeMap::new();
        for &value in values {
            let language = self.with_term(value, |term| match term {
                Some(TermRef::Literal(literal)) => literal.language().map(str::to_ascii_lowercase),
                _ => None,
            });
            if let Some(language) = language {
                languages.entry(language).or_default().push(value);
            }
        }
        languages
    }

    /// Whether a single value meets a constraint that looks at nothing else.
    fn test(&self, constraint: &Constraint, value: Node<D::Id>) -> bool {
        match constraint {
            Constraint::Class(class) => self.is_instance(value, *class),
            Constraint::In(allowed) => allowed.iter().any(|slot| self.constant(*slot) == value),
            constraint => self.with_term(value, |term| term.is_some_and(|term| test(constraint, term))),
        }
    }

    /// Words for a constraint on single values.
    fn message(&self, constraint: &Constraint) -> String {
        let name = |slot: &Slot| shown(self.shapes.constants[*slot].as_ref());
        match constraint {
            Constraint::Class(class) => format!("Class constraint not satisfied for class {}", name(class)),
            Constraint::Datatype(datatype) => format!("Expected Datatype: {}", qualified(datatype.as_str())),
            Constraint::NodeKind(kinds) => {
                format!("NodeKind constraint not satisfied. Expected node kind: {}", kinds.name)
            }
            Constraint::Range(_, limit) => {
                format!("{}({}) not satisfied", constraint.component(), shown_literal(limit.as_ref()))
            }
            Constraint::MinLength(limit) => format!("has less than {limit} characters"),
            Constraint::MaxLength(limit) => format!("has more than {limit} characters"),
            Constraint::Pattern { text, .. } => format!("Pattern({text}) not satisfied"),
            Constraint::LanguageIn(languages) => {
                format!("LanguageIn constraint not satisfied. Expected one of {}", languages.join(", "))
            }
            Constraint::In(allowed) => {
                let shown = |slot: &Slot| match &self.shapes.constants[*slot] {
                    Term::NamedNode(iri) => qualified(iri.as_str()),
                    term => shown(term.as_ref()),
                };
                let allowed: Vec<String> = allowed.iter().map(shown).collect();
                format!("In constraint not satisfied. Expected one of [{}]", allowed.join(", "))
            }
            constraint => format!("{} not satisfied", constraint.component()),
        }
    }
}

/// Whether a term meets a constraint that looks at nothing but the term.
fn test(constraint: &Constraint, term: TermRef<'_>) -> bool {
    // What SPARQL's STR() gives: nothing for a blank node.
    let text = match term {
        TermRef::NamedNode(iri) => Some(iri.as_str()),
        TermRef::Literal(literal) => Some(literal.value()),
        _ => None,
    };
    // Most texts are longer or shorter in bytes already.
    let length = |text: &str| text.chars().count() as u64;
    match constraint {
        Constraint::Datatype(datatype) => match term {
            TermRef::Literal(literal) => {
                literal.datatype() == datatype.as_ref() && is_well_formed(literal.value(), datatype.as_str())
            }
            _ => false,
        },
        Constraint::NodeKind(kinds) => match term {
            TermRef::NamedNode(_) => kinds.iri,
            TermRef::BlankNode(_) => kinds.blank_node,
            TermRef::Literal(_) => kinds.literal,
            _ => false,
        },
        Constraint::Range(bound, limit) => compare(term, limit.as_ref().into()).is_some_and(|order| match bound {
            Bound::MinInclusive => order.is_ge(),
            Bound::MinExclusive => order.is_gt(),
            Bound::MaxInclusive => order.is_le(),
            Bound::MaxExclusive => order.is_lt(),
        }),
        Constraint::MinLength(limit) => text.is_some_and(|text| length(text) >= *limit),
        Constraint::MaxLength(limit) => text.is_some_and(|text| text.len() as u64 <= *limit || length(text) <= *limit),
        Constraint::Pattern { regex, .. } => text.is_some_and(|text| regex.is_match(text)),
        Constraint::LanguageIn(languages) => match term {
            TermRef::Literal(literal) => {
                literal.language().is_some_and(|language| languages.iter().any(|range| matches_range(language, range)))
            }
            _ => false,
        },
        _ => false,
    }
}

/// Whether a language is in a range (SPARQL's `langMatches`): `en-GB` is in `en`.
fn matches_range(language: &str, range: &str) -> bool {
    range == "*"
        || language.get(..range.len()).is_some_and(|start| start.eq_ignore_ascii_case(range))
            && matches!(language.as_bytes().get(range.len()), None | Some(b'-'))
}
