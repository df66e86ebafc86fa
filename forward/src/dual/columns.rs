//! Which numbers of a block move.

use std::ops::Range;

/// Neighbouring columns of a run of `len` numbers, seen as a row-major matrix: the ones that move.
///
/// A span of the run is a span of columns of a matrix with one row. That is what a chunk of one-hot seeds is in the
/// parameters; an affine map makes columns of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    /// The numbers in the run.
    len: usize,
    /// The columns of the matrix; `len` if all numbers move.
    pub(crate) of: usize,
    /// The first column that moves.
    pub(crate) at: usize,
    /// How many columns move.
    pub(crate) width: usize,
}

impl Columns {
    /// The columns in `range` of a matrix of `of` columns and `len` numbers.
    pub(crate) fn new(len: usize, of: usize, range: Range<usize>) -> Columns {
        // All columns of any matrix are all numbers of the run.
        if range.len() == of {
            Self::all(len)
        } else {
            Columns { len, of, at: range.start, width: range.len() }
        }
    }

    /// All of `len` numbers.
    pub(crate) fn all(len: usize) -> Columns {
        Columns { len, of: len, at: 0, width: len }
    }

    /// All numbers of the run.
    pub(crate) fn whole(self) -> Columns {
        Self::all(self.len)
    }

    /// The numbers in `range` of `len`.
    pub(crate) fn span(len: usize, range: Range<usize>) -> Columns {
        Self::new(len, len, range)
    }

    /// The same columns of the run repeated `rows` times.
    pub(crate) fn repeated(self, rows: usize) -> Columns {
        Self::new(self.len * rows, self.of, self.range())
    }

    pub(crate) fn range(self) -> Range<usize> {
        self.at..self.at + self.width
    }

    pub(crate) fn is_all(self) -> bool {
        self.width == self.len
    }

    /// The numbers that move, if they are neighbours in the run.
    pub(crate) fn as_span(self) -> Option<Range<usize>> {
        (self.of == self.len).then(|| self.range())
    }

    /// The same numbers as columns of a matrix of `cols` columns, if that is what they are.
    pub(crate) fn in_matrix(self, cols: usize) -> Option<Range<usize>> {
        if self.is_all() { Some(0..cols) } else { (self.of == cols).then(|| self.range()) }
    }

    /// The fewest columns that hold these and `other`.
    pub(crate) fn hull(self, other: Columns) -> Columns {
        if self.is_all() || other.is_all() || self.of != other.of {
            return Self::all(self.len);
        }
        let end = self.range().end.max(other.range().end);
        Self::new(self.len, self.of, self.at.min(other.at)..end)
    }

    /// What moves among the numbers in `range`.
    pub(crate) fn within(self, range: &Range<usize>) -> Within {
        let len = range.len();
        if let Some(span) = self.as_span() {
            let (start, end) = (span.start.max(range.start), span.end.min(range.end));
            if start >= end {
                return Within::Still;
            }
            let columns = Self::span(len, start - range.start..end - range.start);
            return Within::Moving { columns, stored: start - span.start..end - span.start };
        }
        if range.start.is_multiple_of(self.of) && len.is_multiple_of(self.of) {
            let stored = range.start / self.of * self.width..range.end / self.of * self.width;
            if stored.is_empty() {
                return Within::Still;
            }
            return Within::Moving { columns: Self::new(len, self.of, self.range()), stored };
        }
        Within::Unknown
    }

    /// Where the number at `i` is stored, if it moves.
    pub(crate) fn stored(self, i: usize) -> Option<usize> {
        let (row, column) = (i / self.of, i % self.of);
        self.range().contains(&column).then(|| row * self.width + column - self.at)
    }
}

/// What a part of a run has of the columns that move.
pub(crate) enum Within {
    /// Nothing.
    Still,
    /// These columns of the part, from these of the stored numbers.
    Moving { columns: Columns, stored: Range<usize> },
    /// The part cuts through rows.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every set of columns of every matrix of twelve numbers.
    fn every_one() -> Vec<Columns> {
        let matrices = [1, 2, 3, 4, 6, 12].into_iter();
        let ranges = |of: usize| (0..of).flat_map(move |at| (at + 1..=of).map(move |end| at..end));
        matrices.flat_map(|of| ranges(of).map(move |range| Columns::new(12, of, range))).collect()
    }

    /// The numbers that move, in the order in which they are stored.
    fn members(columns: Columns) -> Vec<usize> {
        let mut members: Vec<_> = (0..columns.len).filter(|&i| columns.stored(i).is_some()).collect();
        members.sort_by_key(|&i| columns.stored(i));
        members
    }

    #[test]
    fn what_moves_is_stored_row_by_row() {
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
    fn a_part_has_what_moves_within_it() {
        for columns in every_one() {
            for range in (0..12).flat_map(|start| (start..=12).map(move |end| start..end)) {
                let all = members(columns);
                let inside: Vec<_> =
                    all.iter().filter(|&i| range.contains(i)).map(|i| i - range.start).collect();
                match columns.within(&range) {
                    Within::Still => assert!(inside.is_empty(), "{range:?} of {columns:?}"),
                    Within::Moving { columns: part, stored } => {
                        assert_eq!(members(part), inside, "{range:?} of {columns:?}");
                        let kept: Vec<_> = all[stored].iter().map(|i| i - range.start).collect();
                        assert_eq!(kept, inside, "{range:?} of {columns:?}");
                    }
                    Within::Unknown => assert!(columns.as_span().is_none(), "{range:?} of {columns:?}"),
                }
            }
        }
    }
}
