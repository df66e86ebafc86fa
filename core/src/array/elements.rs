//! Arrays for numbers without array code of their own.

use std::ops::Range;
use std::sync::Arc;

use crate::array::Array;
use crate::array::buf::Buf;
use crate::scalar::Scalar;

/// A shared run of numbers on which every block operation is its defining loop: `type Array = Elements<Self>`.
#[derive(Clone, Debug)]
pub struct Elements<S> {
    all: Arc<[S]>,
    range: Range<usize>,
}

impl<S: Scalar> Elements<S> {
    fn from_iter(x: impl Iterator<Item = S>) -> Self {
        let all: Arc<[S]> = x.collect();
        let range = 0..all.len();
        Elements { all, range }
    }
}

impl<S: Scalar<Array = Elements<S>>> Array for Elements<S> {
    type Real = S::Real;
    type Scalar = S;

    fn len(&self) -> usize {
        self.range.len()
    }
    fn get(&self, i: usize) -> S {
        self.all[self.range.clone()][i]
    }
    fn from_scalars(x: &[S]) -> Self {
        Self::from_iter(x.iter().copied())
    }
    fn constant(x: &Buf<S::Real>) -> Self {
        Self::from_iter(x.iter().map(|&v| S::constant(v)))
    }
    fn slice(&self, range: Range<usize>) -> Self {
        assert!(range.start <= range.end && range.end <= self.len(), "elements {range:?} of {}", self.len());
        Elements {
            all: self.all.clone(),
            range: self.range.start + range.start..self.range.start + range.end,
        }
    }
}
