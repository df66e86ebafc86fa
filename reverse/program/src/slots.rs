//! The memory of a running program: slots that instructions name.

use dualtape_core::Real;

/// The samples that run together, a number of each in every slot.
pub const LANES: usize = 16;

/// An instruction: the slots of its result and of its operands; those beyond the rule's number of operands repeat one.
pub(crate) type Instruction = [u32; 4];

/// An instruction of four indices of 16 bits, in one word: a load instead of four.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packed(u64);

impl Packed {
    /// Returns an instruction on slots below [`NEAR`].
    pub(crate) fn of(instruction: Instruction) -> Self {
        Packed(instruction.iter().rev().fold(0, |word, &slot| word << 16 | u64::from(slot)))
    }

    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "the index in these bits")]
    pub(crate) fn slots(self) -> [u16; 4] {
        [self.0 as u16, (self.0 >> 16) as u16, (self.0 >> 32) as u16, (self.0 >> 48) as u16]
    }
}

/// Slots with indices of a width.
pub(crate) trait Slots<V> {
    /// The index of a slot.
    type Index: Copy;
    /// An instruction.
    type Line: Copy;
    /// Returns the indices in an instruction.
    fn slots(line: Self::Line) -> [Self::Index; 4];
    /// Returns the number in a slot.
    fn at(&self, index: Self::Index) -> &V;
    /// Sets the number in a slot.
    fn put(&mut self, index: Self::Index, value: V);
}

/// The number of slots that indices of 16 bits reach.
pub(crate) const NEAR: usize = 1 << 16;

/// As many slots as indices of 16 bits reach, so that no index is beyond them and none is checked.
pub(crate) type NearSlots<V> = [V; NEAR];

/// Any number of slots.
pub(crate) type FarSlots<V> = [V];

impl<V> Slots<V> for NearSlots<V> {
    type Index = u16;
    type Line = Packed;
    #[inline(always)]
    fn slots(line: Packed) -> [u16; 4] {
        line.slots()
    }
    #[inline(always)]
    fn at(&self, index: u16) -> &V {
        &self[usize::from(index)]
    }
    #[inline(always)]
    fn put(&mut self, index: u16, value: V) {
        self[usize::from(index)] = value;
    }
}

impl<V> Slots<V> for FarSlots<V> {
    type Index = u32;
    type Line = Instruction;
    #[inline(always)]
    fn slots(line: Instruction) -> Instruction {
        line
    }
    #[inline(always)]
    fn at(&self, index: u32) -> &V {
        &self[index as usize]
    }
    #[inline(always)]
    fn put(&mut self, index: u32, value: V) {
        self[index as usize] = value;
    }
}

/// The bytes of a line of the cache: vectors that lie across two take twice as long to read.
const CACHE_LINE: usize = 64;

/// The memory of slots, of one number each or of one per lane.
#[derive(Debug)]
pub(crate) struct Memory<R> {
    numbers: Vec<R>,
    slots: usize,
}

impl<R: Real> Memory<R> {
    /// Returns memory for slots of `width` numbers, which are zero.
    ///
    /// # Cost
    /// The system gives memory to the slots that are used, of all that short indices reach.
    pub(crate) fn new(slots: usize, width: usize) -> Self {
        let slots = if slots <= NEAR { NEAR } else { slots };
        Memory { numbers: vec![R::ZERO; slots * width + CACHE_LINE / size_of::<R>()], slots }
    }

    /// Returns the slots of one number.
    pub(crate) fn one(&mut self) -> &mut [R] {
        &mut self.numbers[..self.slots]
    }

    /// Returns the slots of a number per lane.
    pub(crate) fn lanes(&mut self) -> &mut [[R; LANES]] {
        let start = self.numbers.as_ptr().align_offset(CACHE_LINE).min(CACHE_LINE / size_of::<R>());
        &mut self.numbers[start..].as_chunks_mut().0[..self.slots]
    }
}

/// Returns slots as those of short indices.
///
/// # Panics
/// If there is another number of them.
pub(crate) fn near<V>(slots: &mut [V]) -> &mut NearSlots<V> {
    slots.try_into().expect("as many slots as short indices reach")
}
