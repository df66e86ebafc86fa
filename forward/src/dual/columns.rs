//! The active columns of a block.

use std::ops::Range;

/// The active entries of a run of `len` numbers: neighbouring columns of it as a row-major matrix.
///
/// Active are the entries whose tangents are not structurally zero. A chunk of one-hot seeds is a span of the run, that
/// is, columns of a matrix with one row. An affine map of it has active columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ActiveColumns {
    /// The numbers in the run.
    len: usize,
    /// The columns of the matrix; `len` if all entries are active.
    pub(crate) of: usize,
    /// The first active column.
    pub(crate) at: usize,
    /// The number of active columns.
    pub(crate) width: usize,
}

impl ActiveColumns {
    /// Returns the columns in `range` of a matrix of `of` columns and `len` numbers.
    pub(crate) fn new(len: usize, of: usize, range: Range<usize>) -> ActiveColumns {
        // All columns of any matrix are all numbers of the run.
        if range.len() == of {
            Self::all(len)
        } else {
            ActiveColumns { len, of, at: range.start, width: range.len() }
        }
    }

    /// Returns all of `len` numbers.
    pub(crate) fn all(len: usize) -> ActiveColumns {
        ActiveColumns { len, of: len, at: 0, width: len }
    }

    /// Returns all numbers of the run.
    pub(crate) fn whole(self) -> ActiveColumns {
        Self::all(self.len)
    }

    /// Returns the numbers in `range` of `len`.
    pub(crate) fn span(len: usize, range: Range<usize>) -> ActiveColumns {
        Self::new(len, len, range)
    }

    /// Returns the same columns of the run repeated `rows` times.
    pub(crate) fn repeated(self, rows: usize) -> ActiveColumns {
        Self::new(self.len * rows, self.of, self.range())
    }

    pub(crate) fn range(self) -> Range<usize> {
        self.at..self.at + self.width
    }

    pub(crate) fn is_all(self) -> bool {
        self.width == self.len
    }

    /// Returns the active entries, if they are neighbours in the run.
    pub(crate) fn as_span(self) -> Option<Range<usize>> {
        (self.of == self.len).then(|| self.range())
    }

    /// Returns the active entries as columns of a matrix of `cols` columns, if they are such columns.
    pub(crate) fn in_matrix(self, cols: usize) -> Option<Range<usize>> {
        if self.is_all() { Some(0..cols) } else { (self.of == cols).then(|| self.range()) }
    }

    /// Returns the fewest columns that hold these and `other`.
    pub(crate) fn hull(self, other: ActiveColumns) -> ActiveColumns {
        if self.is_all() || other.is_all() || self.of != other.of {
            return Self::all(self.len);
        }
        let end = self.range().end.max(other.range().end);
        Self::new(self.len, self.of, self.at.min(other.at)..end)
    }

    /// Returns the active entries among the numbers in `range`.
    pub(crate) fn within(self, range: &Range<usize>) -> Within {
        let len = range.len();
        if let Some(span) = self.as_span() {
            let (start, end) = (span.start.max(range.start), span.end.min(range.end));
            if start >= end {
                return Within::Inactive;
            }
            let columns = Self::span(len, start - range.start..end - range.start);
            return Within::Active { columns, stored: start - span.start..end - span.start };
        }
        if range.start.is_multiple_of(self.of) && len.is_multiple_of(self.of) {
            let stored = range.start / self.of * self.width..range.end / self.of * self.width;
            if stored.is_empty() {
                return Within::Inactive;
            }
            return Within::Active { columns: Self::new(len, self.of, self.range()), stored };
        }
        Within::Irregular
    }

    /// Returns the place of entry `i` among the stored ones, if it is active.
    pub(crate) fn stored(self, i: usize) -> Option<usize> {
        let (row, column) = (i / self.of, i % self.of);
        self.range().contains(&column).then(|| row * self.width + column - self.at)
    }
}

/// The active columns of a part of a run.
pub(crate) enum Within {
    /// None.
    Inactive,
    /// These columns of the part, from these of the stored numbers.
    Active { columns: ActiveColumns, stored: Range<usize> },
    /// No columns: the part cuts through rows.
    Irregular,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns every set of columns of every matrix of twelve numbers.
    fn every_one() -> Vec<ActiveColumns> {
        let matrices = [1, 2, 3, 4, 6, 12].into_iter();
        let ranges = |of: usize| (0..of).flat_map(move |at| (at + 1..=of).map(move |end| at..end));
        matrices.flat_map(|of| ranges(of).map(move |range| ActiveColumns::new(12, of, range))).collect()
    }

    /// Returns the active entries, in the order in which they are stored.
    fn members(columns: ActiveColumns) -> Vec<usize> {
        let mut members: Vec<_> = (0..columns.len).filter(|&i| columns.stored(i).is_some()).collect();
        members.sort_by_key(|&i| columns.stored(i));
        members
    }

    #[test]
    fn active_entries_are_stored_row_by_row() {
        for columns in every_one() {
            let expected: Vec<_> = (0..12).filter(|i| columns.range().contains(&(i % columns.of))).collect();
            assert_eq!(members(columns), expected, "{columns:?}");
            assert_eq!(columns.is_all(), expected.len() == 12, "{columns:?}");
        }
    }

    #[test]
    fn a_hull_holds_both() {
        for a in every_one() {
            for b in every_one() {
                let hull = members(a.hull(b));
                let inside = [a, b].into_iter().flat_map(members).all(|i| hull.contains(&i));
                assert!(inside, "{a:?} and {b:?}");
                assert_eq!(a.hull(b), b.hull(a));
            }
            assert_eq!(a.hull(a), a);
        }
    }

    #[test]
    fn a_part_has_the_active_entries_within_it() {
        for columns in every_one() {
            for range in (0..12).flat_map(|start| (start..=12).map(move |end| start..end)) {
                let all = members(columns);
                let inside: Vec<_> =
                    all.iter().filter(|&i| range.contains(i)).map(|i| i - range.start).collect();
                match columns.within(&range) {
                    Within::Inactive => assert!(inside.is_empty(), "{range:?} of {columns:?}"),
                    Within::Active { columns: part, stored } => {
                        assert_eq!(members(part), inside, "{range:?} of {columns:?}");
                        let kept: Vec<_> = all[stored].iter().map(|i| i - range.start).collect();
                        assert_eq!(kept, inside, "{range:?} of {columns:?}");
                    }
                    Within::Irregular => assert!(columns.as_span().is_none(), "{range:?} of {columns:?}"),
                }
            }
        }
    }
}
