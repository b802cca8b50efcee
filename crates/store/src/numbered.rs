//! What data state, before it is sorted and rules run on it.

use crate::files::Input;
use crate::gather::{Gathered, is_blank};
use crate::skolem::Skolem;
use crate::{Error, Store};
use oxigraph::model::{GraphName, Quad};
use plenary_arrays::Scratch;
use plenary_graph::triples::TooLarge;
use plenary_ontology::Ontology;
use std::borrow::Borrow;
use std::collections::HashSet;
use std::sync::Arc;

/// What the ontology's own files and data state, numbered as it comes, with IRIs for all blank nodes of the data.
pub struct Numbered {
    pub(crate) gathered: Gathered,
}

impl Numbered {
    /// Reads data on all cores, and names their blank nodes by what is said about them: the same files give the same names. `own` is what the
    /// ontology's files state ([`read_sources`](crate::read_sources)).
    ///
    /// # Errors
    /// If an input cannot be read, is not RDF, or writes into a graph that no file may write; if there are too many terms or quads.
    pub fn read(ontology: &Ontology, own: &[Quad], inputs: &[Input]) -> Result<Self, Error> {
        Self::read_within(ontology, own, inputs, None)
    }

    /// The same with about as much memory as there is to be, if that is said; the rest is on disk.
    ///
    /// # Errors
    /// As [`Numbered::read`], and if that is too little, or the disk cannot be written.
    pub fn read_within(
        ontology: &Ontology,
        own: &[Quad],
        inputs: &[Input],
        room: Option<&Arc<Scratch>>,
    ) -> Result<Self, Error> {
        let mut numbered = Self::of_own(own, room)?;
        numbered.gathered.read(ontology, inputs, 0)?;
        let blank = std::mem::take(&mut numbered.gathered.blank);
        numbered.gathered.hierarchy.retain(|quad| !is_blank(quad));
        let skolem = Skolem::all(ontology.prefixes(), &blank);
        blank.iter().try_for_each(|quad| numbered.gathered.add(&skolem.named(quad)))?;
        Ok(numbered)
    }

    /// Takes quads that were read before, whose blank nodes have IRIs ([`named_by_content`](crate::named_by_content),
    /// [`named_by_label`](crate::named_by_label)).
    ///
    /// # Errors
    /// If there are too many terms or quads.
    pub fn of_quads<Q: Borrow<Quad>>(own: &[Quad], quads: impl IntoIterator<Item = Q>) -> Result<Self, Error> {
        let mut numbered = Self::of_own(own, None)?;
        for quad in quads {
            numbered.gathered.add(quad.borrow())?;
        }
        Ok(numbered)
    }

    fn of_own(own: &[Quad], room: Option<&Arc<Scratch>>) -> Result<Self, TooLarge> {
        let own_graphs: HashSet<GraphName> = own.iter().map(|quad| quad.graph_name.clone()).collect();
        let mut gathered = Gathered { own_graphs: own_graphs.into(), ..Gathered::within(room) };
        own.iter().try_for_each(|quad| gathered.builder.state(quad))?;
        Ok(Self { gathered })
    }

    /// What data state in graphs that files of the ontology state something in too.
    pub fn beside_own(&self) -> &[Quad] {
        &self.gathered.beside_own
    }

    /// What data state of classes that are under others.
    pub fn hierarchy(&self) -> &[Quad] {
        &self.gathered.hierarchy
    }
}

/// What becomes of what is stated.
pub struct Built {
    /// The data.
    pub store: Store,
    /// If the shapes were to be checked.
    pub report: Option<crate::Report>,
    /// Quads as the data have them of which some value is written otherwise, each with all that is stated in its place.
    pub otherwise: Vec<(Quad, Vec<Quad>)>,
}
