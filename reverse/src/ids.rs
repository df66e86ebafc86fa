//! Ids of scalars, blocks and stored arrays, each a type of its own of 32 bits.

/// Returns a count as 32 bits; the limits of a tape keep counts below 2³².
pub(crate) fn narrow(n: usize) -> u32 {
    u32::try_from(n).expect("a block has fewer than 2³² numbers")
}

/// Defines an id: an index of 32 bits whose largest value stands for "none".
macro_rules! define_id {
    ($(#[$attribute:meta])* $name:ident) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(transparent)]
        pub(crate) struct $name(u32);

        impl $name {
            /// No id.
            pub(crate) const NONE: Self = Self(u32::MAX);

            /// Returns the id with this index.
            pub(crate) fn new(index: usize) -> Self {
                Self(narrow(index))
            }

            /// Returns the index; that of [`Self::NONE`] lies beyond every list.
            #[inline(always)]
            pub(crate) fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

define_id! {
    /// A scalar of a recording: the index of its adjoint. The ids of inputs come first.
    ScalarId
}
define_id! {
    /// A recorded block: the index of its length and of its adjoint.
    BlockId
}
define_id! {
    /// An array stored for a pullback: its index in the list of such arrays.
    ArrayId
}

impl ScalarId {
    /// Returns the id with this index, of which the low 32 bits are taken.
    ///
    /// Recording one operation has no room for a check; the tape checks its limit whenever a page is full.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "the limit is checked once per page")]
    pub(crate) fn unchecked(index: usize) -> Self {
        Self(index as u32)
    }

    /// Returns whether `next` comes right after this id.
    pub(crate) fn is_followed_by(self, next: Self) -> bool {
        self.0.checked_add(1) == Some(next.0)
    }
}

/// A range of a recorded block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    pub(crate) block: BlockId,
    pub(crate) start: u32,
    pub(crate) len: u32,
}

impl View {
    /// The view of a constant, whose adjoint is discarded.
    pub(crate) const NONE: View = View { block: BlockId::NONE, start: 0, len: 0 };

    /// Returns whether the view is of a recorded block.
    pub(crate) fn is_active(self) -> bool {
        self.block != BlockId::NONE
    }

    /// Returns the part of this view that begins at `start` and has `len` numbers.
    pub(crate) fn part(self, start: usize, len: usize) -> View {
        if self.is_active() {
            View { block: self.block, start: self.start + narrow(start), len: narrow(len) }
        } else {
            self
        }
    }
}
