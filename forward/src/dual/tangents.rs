//! The tangents of a block: one array per lane, of the active entries alone.

use std::array::from_fn;
use std::borrow::Cow;
use std::ops::Range;

use dualtape_core::{Accumulate, Array};

use crate::dual::columns::{ActiveColumns, Within};

/// The tangents of a block along `N` directions.
///
/// A lane holds the [`ActiveColumns`], rows × width. Operations that cannot use the structure take the tangents
/// [filled](Tangents::filled) with zeros.
#[derive(Clone, Debug)]
pub(crate) struct Tangents<A, const N: usize> {
    pub(crate) columns: ActiveColumns,
    pub(crate) lanes: [A; N],
}

impl<A: Array, const N: usize> Tangents<A, N> {
    /// Returns tangents of all numbers; `None` if there are none.
    pub(crate) fn whole(lanes: [A; N]) -> Option<Self> {
        let len = lanes.first().map_or(0, A::len);
        (len > 0).then(|| Tangents { columns: ActiveColumns::all(len), lanes })
    }

    /// Returns the tangents of `columns` of a block, lane by lane.
    ///
    /// Not generic over `lane`, here and below: a lane is worth a call, and each rule would compile all of it anew.
    pub(crate) fn new(columns: ActiveColumns, lane: &mut dyn FnMut(usize) -> A) -> Self {
        Tangents { columns, lanes: from_fn(lane) }
    }

    /// Returns `f` of each lane, for a result with the same active entries.
    pub(crate) fn map(&self, f: &dyn Fn(&A) -> A) -> Self {
        Self::new(self.columns, &mut |k| f(&self.lanes[k]))
    }

    /// Returns `f` of each lane, which it may overwrite, for a result with the same active entries.
    pub(crate) fn into_map(self, f: &dyn Fn(A) -> A) -> Self {
        Tangents { columns: self.columns, lanes: self.lanes.map(f) }
    }

    /// Returns the entries of `x`, a block of the same shape, that are active here.
    pub(crate) fn active_part(&self, x: &A) -> A {
        if self.columns.is_all() { x.clone() } else { x.columns(self.columns.of, self.columns.range()) }
    }

    /// Returns the same with zeros for the inactive entries of `columns`.
    pub(crate) fn spread(&self, columns: ActiveColumns) -> Self {
        if self.columns == columns {
            return self.clone();
        }
        let rows = self.lanes[0].len() / self.columns.width;
        let (cols, at) = self.place_in(columns);
        Self::new(columns, &mut |k| {
            let mut lane = A::zeros(rows * cols);
            lane.put_columns(cols, at, Accumulate::Replace, &self.lanes[k]);
            lane
        })
    }

    /// Returns the number of columns of a matrix that holds `columns`, and the place of these ones in it.
    fn place_in(&self, columns: ActiveColumns) -> (usize, usize) {
        // All numbers are the whole of any matrix, also of the one that these are columns of.
        let (cols, first) = if columns.is_all() { (self.columns.of, 0) } else { (columns.width, columns.at) };
        (cols, self.columns.at - first)
    }

    /// Returns the same with an entry for every number.
    pub(crate) fn filled(&self) -> Cow<'_, Self> {
        if self.columns.is_all() {
            Cow::Borrowed(self)
        } else {
            Cow::Owned(self.spread(self.columns.whole()))
        }
    }

    /// Returns the active columns of a matrix of `cols` columns, with their tangents; all columns if the active entries
    /// are no columns of that matrix.
    pub(crate) fn in_matrix(&self, cols: usize) -> (Range<usize>, Cow<'_, Self>) {
        match self.columns.in_matrix(cols) {
            Some(range) => (range, Cow::Borrowed(self)),
            None => (0..cols, self.filled()),
        }
    }

    /// Returns the tangents of the numbers in `range`.
    pub(crate) fn slice(&self, range: Range<usize>) -> Option<Self> {
        match self.columns.within(&range) {
            Within::Inactive => None,
            Within::Active { columns, stored } => {
                Some(Self::new(columns, &mut |k| self.lanes[k].slice(stored.clone())))
            }
            Within::Irregular => {
                let lanes = self.filled().lanes.each_ref().map(|lane| lane.slice(range.clone()));
                Self::whole(lanes)
            }
        }
    }

    /// Returns the sum of two contributions.
    pub(crate) fn plus(self, other: &Self) -> Self {
        let columns = self.columns.hull(other.columns);
        let mut sum = if self.columns == columns { self } else { self.spread(columns) };
        let (cols, at) = other.place_in(columns);
        for (sum, lane) in sum.lanes.iter_mut().zip(&other.lanes) {
            if other.columns == columns {
                sum.put(0, Accumulate::Add, lane);
            } else {
                sum.put_columns(cols, at, Accumulate::Add, lane);
            }
        }
        sum
    }

    /// Returns the tangents of the number at `i`; `None` if it is inactive.
    pub(crate) fn get(&self, i: usize) -> Option<[A::Scalar; N]> {
        self.columns.stored(i).map(|at| self.reduce(&|lane| lane.get(at)))
    }

    /// `Σ x_i ẋ_i` over the active entries, for each lane.
    pub(crate) fn dot(&self, x: &A) -> [A::Scalar; N] {
        let x = self.active_part(x);
        self.reduce(&|lane| lane.dot(&x))
    }

    /// Returns `f` of each lane.
    pub(crate) fn reduce(&self, f: &dyn Fn(&A) -> A::Scalar) -> [A::Scalar; N] {
        from_fn(|k| f(&self.lanes[k]))
    }
}

/// Returns the sum of contributions that may be none.
pub(crate) fn plus<A: Array, const N: usize>(
    x: Option<Tangents<A, N>>,
    y: Option<Tangents<A, N>>,
) -> Option<Tangents<A, N>> {
    match (x, y) {
        (Some(x), Some(y)) => Some(x.plus(&y)),
        (x, y) => x.or(y),
    }
}
