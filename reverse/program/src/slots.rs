//! The memory of a running program: slots that instructions name.

/// The samples that run together, a number of each in every slot.
pub const LANES: usize = 16;

/// An instruction: the slots of its result and of its operands; those beyond the rule's number of operands repeat one.
pub(crate) type Instruction<I> = [I; 4];

/// Slots with indices of a width.
pub(crate) trait Slots<V> {
    /// The index of a slot.
    type Index: Copy;
    /// Returns the number in a slot.
    fn at(&self, index: Self::Index) -> &V;
    /// Sets the number in a slot.
    fn put(&mut self, index: Self::Index, value: V);
}

/// The number of slots that indices of 16 bits reach.
pub(crate) const NEAR: usize = 1 << 16;

/// As many slots as indices of 16 bits reach, so that no index is beyond them and none is checked.
///
/// The system gives memory to those that are used.
#[derive(Clone, Debug)]
pub(crate) struct NearSlots<V>(pub(crate) Box<[V; NEAR]>);

/// Any number of slots.
#[derive(Clone, Debug)]
pub(crate) struct FarSlots<V>(pub(crate) Vec<V>);

impl<V> Slots<V> for NearSlots<V> {
    type Index = u16;
    #[inline(always)]
    fn at(&self, index: u16) -> &V {
        &self.0[usize::from(index)]
    }
    #[inline(always)]
    fn put(&mut self, index: u16, value: V) {
        self.0[usize::from(index)] = value;
    }
}

impl<V> Slots<V> for FarSlots<V> {
    type Index = u32;
    #[inline(always)]
    fn at(&self, index: u32) -> &V {
        &self.0[index as usize]
    }
    #[inline(always)]
    fn put(&mut self, index: u32, value: V) {
        self.0[index as usize] = value;
    }
}

impl<V: Copy> NearSlots<V> {
    /// Returns slots that hold `zero`.
    pub(crate) fn new(zero: V) -> Self {
        match vec![zero; NEAR].into_boxed_slice().try_into() {
            Ok(all) => NearSlots(all),
            Err(_) => unreachable!("a slice of this length"),
        }
    }
}
