//! Loops that are unrolled before anything else happens to them.

/// Runs a block for `i` from 0 to a constant, at most 16.
///
/// An array that is only indexed by constants lives in registers. The compiler unrolls an ordinary loop too late for
/// that, and a tile of sums would be written to memory in every step.
macro_rules! unroll {
    ($i:ident < $n:expr, $body:block) => {
        $crate::unroll::times::<{ $n }>(
            #[inline(always)]
            |$i| $body,
        )
    };
}
pub(crate) use unroll;

/// Calls `f` with 0 up to `N`.
#[inline(always)]
pub(crate) fn times<const N: usize>(mut f: impl FnMut(usize)) {
    macro_rules! calls {
        ($($i:literal)*) => {
            $(
                if const { $i < N } {
                    f($i);
                }
            )*
        };
    }
    calls!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
}
