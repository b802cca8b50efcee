//! What the rules derive after a change, worked out from what has changed.
//!
//! Stratum after stratum ([`Plan`](plenary_store::rules::Plan)), each in three steps:
//!
//! 1. **What may be gone.** The nodes that a change matters to are those from which a rule leads to what has come or gone
//!    ([`Footprint`](plenary_shacl::Footprint)). What the rule gave for them before and does not give now loses support; so does what was stated
//!    and is no more. In a stratum that feeds itself a triple may seem to be given by what it gave itself, so there all that the rule gave for
//!    them is taken away, and what followed from that.
//! 2. **What is still given.** Of what is in question, the other ways to derive it are looked for backwards: from the triple over the
//!    variables of a rule's template to the nodes that lead to all of them, and for these the rule is asked. What is given stays (the
//!    backward step of B/F: Motik, Nenov, Piro, Horrocks, AAAI 2015).
//! 3. **What comes.** The rules run for the nodes that the change matters to, and in a stratum that feeds itself again for those that
//!    what came matters to, until nothing comes.
//!
//! A rule that is guarded by what it derives itself ([`Plan::is_guarded`](plenary_store::rules::Plan::is_guarded)) runs on data without that, so
//! to it a triple comes or goes that begins or ceases to be stated, even where it is there all the time.
//!
//! Where no path leads back to a node, the rule runs for all its targets. A change that touches what a doubted rule reads or derives is not
//! worked out here at all, nor one of the hierarchy of classes.

use crate::Error;
use crate::bench::{Bench, Hidden, Moment};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Term, Triple};
use plenary_base::clock::{Clock, Stopped};
use plenary_base::vocab::rdfs;
use plenary_graph::triples::Numbers;
use plenary_ontology::Ontology;
use plenary_shacl::{Affected, Data, Failure, Reads, construct, sources};
use plenary_store::Placed;
use plenary_store::rules::{Kind, Prepared, Rules, Stratum};
use spargebra::term::{NamedNodePattern, TermPattern};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Works out what is derived.
pub(crate) struct Derivation<'a, 'b> {
    pub(crate) ontology: &'a Ontology,
    pub(crate) rules: &'a Rules,
    /// What the data put under which classes.
    pub(crate) placed: &'a Placed,
    pub(crate) bench: &'a mut Bench<'b>,
    /// The graphs that state a triple after the change, for each that it touches.
    pub(crate) stated: &'a HashMap<Numbers, BTreeSet<u32>>,
    /// The number of the graph that the rules fill.
    pub(crate) derived: u32,
    pub(crate) clock: &'a Clock,
    /// For how many nodes rules have run; filled in.
    pub(crate) asked: usize,
}

/// A rule with its number.
type Numbered<'a> = (usize, &'a Prepared);

/// For which nodes a rule runs.
enum Nodes {
    Some(BTreeSet<u32>),
    All,
}

impl Nodes {
    fn is_empty(&self) -> bool {
        matches!(self, Self::Some(nodes) if nodes.is_empty())
    }

    fn and(self, others: Self) -> Self {
        match (self, others) {
            (Self::Some(nodes), Self::Some(others)) => Self::Some(&nodes | &others),
            _ => Self::All,
        }
    }
}

impl From<Affected<u32>> for Nodes {
    fn from(affected: Affected<u32>) -> Self {
        match affected {
            Affected::Nodes(nodes) => Self::Some(nodes.into_iter().collect()),
            Affected::All => Self::All,
        }
    }
}

impl Derivation<'_, '_> {
    /// Brings what is derived up to date. Says no if that can only be found out by running all rules anew.
    pub(crate) fn run(&mut self) -> Result<bool, Error> {
        let changed: Vec<Numbers> = self.stated.keys().copied().collect();
        for triple in self.terms_of(changed.iter().copied()) {
            if triple.predicate.as_str() == rdfs::SUB_CLASS_OF || self.rules.plan().doubts(triple.as_ref()) {
                return Ok(false);
            }
        }
        for &triple in &changed {
            if self.is_stated(triple) {
                self.bench.add(triple);
            }
        }
        let placed = self.types_in_question(&changed);
        if self.terms_of(placed.iter().copied()).iter().any(|triple| self.rules.plan().doubts(triple.as_ref())) {
            return Ok(false);
        }
        // What is stated no more, and may be derived.
        let turned = changed.iter().copied().filter(|&triple| self.was_stated(triple) != self.is_stated(triple));
        let turned = self.terms_of(turned);
        let mut fallen = Vec::new();
        for triple in changed.into_iter().chain(placed) {
            if self.is_given_anyway(triple) {
                self.bench.add(triple);
            } else if self.bench.has(triple) && self.was_given_anyway(triple) {
                self.bench.remove(triple);
                fallen.push(triple);
            }
        }
        let rules = self.rules;
        for stratum in rules.plan().strata() {
            self.stratum(stratum, &fallen, &turned)?;
        }
        Ok(true)
    }

    /// Works out a stratum. Some triples have lost what gave them without a rule, and some begin or cease to be stated.
    fn stratum(&mut self, stratum: &Stratum, fallen: &[Numbers], turned: &[Triple]) -> Result<(), Error> {
        let all = self.rules;
        let rules: Vec<Numbered<'_>> =
            stratum.rules.iter().filter_map(|&number| Some((number, all.get(number)?))).collect();

        let came = self.terms_of(self.bench.added());
        let went = self.terms_of(self.bench.removed());
        let mut lost: BTreeSet<Numbers> = BTreeSet::new();
        for &triple in fallen {
            if self
                .bench
                .triple(triple)
                .is_some_and(|triple| stratum.kinds.iter().any(|kind| kind.has(triple.as_ref())))
            {
                lost.insert(triple);
            }
        }
        let mut goes: BTreeSet<Numbers> = BTreeSet::new();
        for rule in &rules {
            let nodes = self.affected(rule, &went, Reads::All)?.and(self.affected(rule, &came, Reads::InDoubt)?);
            let nodes = nodes.and(self.guarded(rule, turned)?);
            let mut gave = self.output(rule, Moment::Before, &nodes)?;
            if !stratum.is_recursive {
                let gives = self.output(rule, Moment::After, &nodes)?;
                gave.retain(|triple| !gives.contains(triple));
            }
            goes.extend(gave.into_iter().filter(|triple| self.is_derived(*triple)));
        }
        while !goes.is_empty() {
            goes.iter().for_each(|&triple| self.bench.remove(triple));
            lost.extend(&goes);
            let went = self.terms_of(goes.iter().copied());
            goes.clear();
            for rule in rules.iter().filter(|_| stratum.is_recursive) {
                let nodes = self.affected(rule, &went, Reads::All)?;
                let gave = self.output(rule, Moment::Before, &nodes)?;
                goes.extend(gave.into_iter().filter(|triple| self.is_derived(*triple)));
            }
        }

        let given = self.given(&rules, &lost)?;
        given.iter().for_each(|&triple| self.bench.add(triple));

        // What was given back is among what came for those who lost it with it.
        let came = self.terms_of(self.bench.added().chain(given));
        let went = self.terms_of(self.bench.removed());
        let mut comes: BTreeSet<Numbers> = BTreeSet::new();
        for rule in &rules {
            let nodes = self.affected(rule, &came, Reads::All)?.and(self.affected(rule, &went, Reads::InDoubt)?);
            let nodes = nodes.and(self.guarded(rule, turned)?);
            comes.extend(self.output(rule, Moment::After, &nodes)?);
        }
        comes.retain(|triple| !self.bench.has(*triple));
        while !comes.is_empty() {
            comes.iter().for_each(|&triple| self.bench.add(triple));
            let came = self.terms_of(comes.iter().copied());
            comes.clear();
            for rule in rules.iter().filter(|_| stratum.is_recursive) {
                let nodes = self.affected(rule, &came, Reads::All)?;
                comes.extend(self.output(rule, Moment::After, &nodes)?);
            }
            comes.retain(|triple| !self.bench.has(*triple));
        }
        Ok(())
    }

    /// The nodes that changed triples matter to.
    fn affected(&self, (_, rule): &Numbered<'_>, changed: &[Triple], reads: Reads) -> Result<Nodes, Error> {
        let both = self.bench.view(Moment::Both, &[]);
        let affected = rule.footprint.affected(&both, changed.iter().map(Triple::as_ref), reads, self.clock);
        Ok(affected.map_err(stopped)?.into())
    }

    /// The nodes of a guarded rule that triples matter to which begin or cease to be stated.
    fn guarded(&self, rule: &Numbered<'_>, turned: &[Triple]) -> Result<Nodes, Error> {
        match self.rules.plan().is_guarded(rule.0) {
            true => self.affected(rule, turned, Reads::InDoubt),
            false => Ok(Nodes::Some(BTreeSet::new())),
        }
    }

    /// What a rule gives for those of the nodes that are its targets.
    fn output(
        &mut self,
        &(number, rule): &Numbered<'_>,
        moment: Moment,
        nodes: &Nodes,
    ) -> Result<HashSet<Numbers>, Error> {
        if nodes.is_empty() {
            return Ok(HashSet::new());
        }
        let view = self.bench.view(moment, &[]);
        let Some(type_) = view.id(rdf::TYPE.into()) else { return Ok(HashSet::new()) };
        let classes: Vec<u32> = rule.targets.iter().filter_map(|class| view.id(class.as_ref().into())).collect();
        let mut targets: Vec<u32> = match nodes {
            Nodes::All => classes.iter().flat_map(|&class| view.subjects(type_, class)).collect(),
            Nodes::Some(nodes) => {
                let is_target = |node: &u32| view.objects(*node, type_).any(|class| classes.contains(&class));
                nodes.iter().copied().filter(is_target).collect()
            }
        };
        targets.sort_unstable();
        targets.dedup();
        if targets.is_empty() {
            return Ok(HashSet::new());
        }
        self.asked += targets.len();
        let mut triples = Vec::new();
        let kinds: Vec<(u32, Option<u32>)> = match self.rules.plan().is_guarded(number) {
            true => rule.writes.iter().filter_map(|kind| self.numbered(kind)).collect(),
            false => Vec::new(),
        };
        let hidden = Hidden { kinds: &kinds, stated: self.stated, derived: self.derived };
        let view = self.bench.view(moment, &targets).without((!kinds.is_empty()).then_some(hidden));
        construct(rule.of_affected(), &view, self.clock, |triple| triples.push(triple)).map_err(
            |failure| match failure {
                Failure::Stopped(reason) => stopped(reason),
                Failure::Evaluation(problem) => rule.failed(&problem).into(),
            },
        )?;
        tracing::trace!(rule = %rule.place, ?moment, targets = targets.len(), triples = triples.len(), "ran");
        Ok(triples.iter().map(|triple| self.bench.numbers(triple.as_ref())).collect())
    }

    /// The numbers of what a kind of triples has; none if no triple is of it.
    fn numbered(&self, kind: &Kind) -> Option<(u32, Option<u32>)> {
        let property = self.bench.find(kind.property.as_ref()?.as_ref().into())?;
        match &kind.object {
            Some(object) => Some((property, Some(self.bench.find(object.as_ref())?))),
            None => Some((property, None)),
        }
    }

    /// Those of some triples that rules give after the change.
    fn given(&mut self, rules: &[Numbered<'_>], of: &BTreeSet<Numbers>) -> Result<Vec<Numbers>, Error> {
        let mut given: BTreeSet<Numbers> = BTreeSet::new();
        for rule in rules {
            let mut nodes = Nodes::Some(BTreeSet::new());
            for &triple in of.difference(&given) {
                nodes = nodes.and(self.givers(rule, triple)?);
            }
            given.extend(self.output(rule, Moment::After, &nodes)?.intersection(&of.iter().copied().collect()));
        }
        Ok(given.into_iter().collect())
    }

    /// The nodes for which a rule may give a triple.
    fn givers(&self, (_, rule): &Numbered<'_>, triple: Numbers) -> Result<Nodes, Error> {
        let mut nodes = Nodes::Some(BTreeSet::new());
        let view = self.bench.view(Moment::After, &[]);
        let mut ticker = self.clock.ticker();
        for template in &rule.template {
            let predicate = match &template.predicate {
                NamedNodePattern::NamedNode(property) => TermPattern::NamedNode(property.clone()),
                NamedNodePattern::Variable(variable) => TermPattern::Variable(variable.clone()),
            };
            let mut bound = HashMap::new();
            let is_match =
                [&template.subject, &predicate, &template.object].into_iter().zip(triple).all(|(part, number)| {
                    match part {
                        TermPattern::Variable(variable) => *bound.entry(variable).or_insert(number) == number,
                        TermPattern::NamedNode(iri) => view.id(iri.as_ref().into()) == Some(number),
                        TermPattern::Literal(literal) => view.id(literal.as_ref().into()) == Some(number),
                        TermPattern::BlankNode(_) | TermPattern::Triple(_) => true,
                    }
                });
            if !is_match {
                continue;
            }
            // Those that lead to all of the triple.
            let mut leads: Option<HashSet<u32>> = None;
            for (variable, number) in bound {
                let Some(path) = rule.links.to(variable) else { continue };
                let mut from = HashSet::from([number]);
                for step in path.iter().rev() {
                    from = sources(&view, step, from, &mut ticker).map_err(stopped)?;
                }
                leads = Some(match leads {
                    Some(leads) => leads.intersection(&from).copied().collect(),
                    None => from,
                });
            }
            nodes = nodes.and(leads.map_or(Affected::All, Affected::Nodes).into());
        }
        Ok(nodes)
    }

    /// The types that follow, before or after, from changed types and what the data put under which classes.
    fn types_in_question(&mut self, changed: &[Numbers]) -> Vec<Numbers> {
        if self.placed.is_empty() {
            return Vec::new();
        }
        let mut types = BTreeSet::new();
        let type_ = self.bench.number(rdf::TYPE.into());
        for &[subject, predicate, class] in changed {
            if let (true, Term::NamedNode(class)) = (predicate == type_, self.bench.term(class)) {
                for above in self.placed.above(self.ontology, &class) {
                    types.insert([subject, predicate, self.bench.number(above.as_ref().into())]);
                }
            }
        }
        types.into_iter().collect()
    }

    /// Whether a type follows from another one that is stated.
    fn is_placed(&self, [subject, predicate, object]: Numbers, moment: Moment) -> bool {
        let view = self.bench.view(Moment::Both, &[]);
        if self.placed.is_empty() || view.id(rdf::TYPE.into()) != Some(predicate) {
            return false;
        }
        let Term::NamedNode(above) = self.bench.term(object) else { return false };
        let is_under = |class: u32| match self.bench.term(class) {
            Term::NamedNode(class) => self.placed.above(self.ontology, &class).contains(&above),
            _ => false,
        };
        let is_stated = |class: u32| match moment {
            Moment::Before => self.was_stated([subject, predicate, class]),
            Moment::After | Moment::Both => self.is_stated([subject, predicate, class]),
        };
        view.objects(subject, predicate).any(|class| is_stated(class) && is_under(class))
    }

    fn is_stated(&self, triple: Numbers) -> bool {
        match self.stated.get(&triple) {
            Some(graphs) => !graphs.is_empty(),
            None => self.was_stated(triple),
        }
    }

    fn was_stated(&self, triple: Numbers) -> bool {
        self.bench.graphs(triple).iter().any(|graph| *graph != self.derived)
    }

    /// Whether no rule has to give a triple.
    fn is_given_anyway(&self, triple: Numbers) -> bool {
        self.is_stated(triple) || self.is_placed(triple, Moment::After)
    }

    fn was_given_anyway(&self, triple: Numbers) -> bool {
        self.was_stated(triple) || self.is_placed(triple, Moment::Before)
    }

    /// Whether a triple is there because rules give it, as far as it is known.
    fn is_derived(&self, triple: Numbers) -> bool {
        self.bench.has(triple) && !self.is_given_anyway(triple)
    }

    fn terms_of(&self, triples: impl Iterator<Item = Numbers>) -> Vec<Triple> {
        triples.filter_map(|triple| self.bench.triple(triple)).collect()
    }
}

fn stopped(_: Stopped) -> Error {
    Error::Cancelled
}
