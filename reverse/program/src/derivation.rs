//! Derivatives of a program's outputs, appended to it.

use std::ops::Range;

use dualtape_core::{Real, Scalar};

use crate::derive::Activity;
use crate::graph::{Graph, Id};
use crate::traced::Traced;

/// A program to which derivatives are appended.
pub(crate) struct Derivation<'g, R: Real> {
    pub(crate) graph: &'g Graph<R>,
    pub(crate) outputs: &'g [Id],
    pub(crate) variables: Range<usize>,
}

impl<'g, R: Real> Derivation<'g, R> {
    fn activity(&self) -> Activity {
        let variables = &self.variables;
        Activity::of(self.graph, |place| variables.contains(&(place as usize)))
    }

    /// Appends the derivatives by the variables, from adjoints of some nodes.
    pub(crate) fn pull(&self, seeds: &[(Id, Traced<'g, R>)]) -> Vec<Traced<'g, R>> {
        let adjoints = self.activity().pull(self.graph, seeds);
        let inputs = &self.graph.0.borrow().inputs[self.variables.clone()];
        inputs.iter().map(|&id| adjoints[id as usize].unwrap_or_default()).collect()
    }

    pub(crate) fn gradient_of(&self, output: Id) -> Vec<Traced<'g, R>> {
        self.pull(&[(output, Traced::one())])
    }

    /// Appends an input; nothing is recorded at a particular value of it.
    pub(crate) fn input(&self) -> Traced<'g, R> {
        let id = self.graph.0.borrow_mut().input(R::ONE);
        self.graph.number(id)
    }

    /// Appends a tangent per variable as inputs, and the tangents of the outputs.
    pub(crate) fn tangents(&self) -> Vec<Traced<'g, R>> {
        let seeds: Vec<Traced<'g, R>> = self.variables.clone().map(|_| self.input()).collect();
        self.push(self.outputs, &seeds)
    }

    /// Appends the tangents of some nodes, from those of the variables.
    pub(crate) fn push(&self, nodes: &[Id], seeds: &[Traced<'g, R>]) -> Vec<Traced<'g, R>> {
        let start = self.variables.start;
        let tangents = self.activity().push(self.graph, |place| {
            (place as usize).checked_sub(start).and_then(|i| seeds.get(i)).copied()
        });
        nodes.iter().map(|&id| tangents[id as usize].unwrap_or_default()).collect()
    }

    /// Returns the derivatives of a row that are not constant zeros, from a column on, and adds their places.
    pub(crate) fn entries(
        &self,
        row: usize,
        derivatives: &[Traced<'g, R>],
        from: usize,
        places: &mut Vec<(usize, usize)>,
    ) -> Vec<Id> {
        let columns = (from..derivatives.len()).filter(|&column| !derivatives[column].is_zero());
        let columns: Vec<usize> = columns.collect();
        places.extend(columns.iter().map(|&column| (row, column)));
        columns.iter().map(|&column| self.graph.id(derivatives[column])).collect()
    }

    pub(crate) fn ids(&self, numbers: &[Traced<'g, R>]) -> Vec<Id> {
        numbers.iter().map(|&number| self.graph.id(number)).collect()
    }
}
