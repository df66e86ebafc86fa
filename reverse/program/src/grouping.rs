//! The order of instructions: runs of one operation, so that each run is one tight loop.

use crate::graph::Id;
use crate::listing::{Line, Operation};

/// The instructions that the next run is chosen from. More make longer runs and need more slots.
const WINDOW: usize = 128;

/// The instructions in the window, as bits by their place modulo its length.
type Bits = u128;

/// Returns the instructions in an order that keeps operands before their readers and equal operations together.
///
/// The next run is the operation with the most instructions of the window that are ready, and all of them.
pub(crate) fn grouped(lines: &[Line], nodes: usize, rules: usize) -> Vec<Line> {
    let mut window = Window {
        lines,
        rules,
        computed_by: vec![NOWHERE; nodes],
        done: vec![false; lines.len()],
        ready: vec![0; Operation::count(rules)],
        readers: [0; WINDOW],
        waits: [0; WINDOW],
        base: 0,
        end: 0,
    };
    let mut out = Vec::with_capacity(lines.len());
    window.fill();
    while window.base < lines.len() {
        let run = (0..window.ready.len()).max_by_key(|&kind| window.ready[kind].count_ones());
        let kind = run.expect("an instruction has a kind");
        while let Some(at) = window.next(kind) {
            out.push(lines[at]);
            window.finish(at);
        }
        window.fill();
    }
    out
}

const NOWHERE: u32 = u32::MAX;

struct Window<'a> {
    lines: &'a [Line],
    rules: usize,
    /// The instruction that computes each node; none for inputs and constants.
    computed_by: Vec<u32>,
    done: Vec<bool>,
    /// The instructions of each kind that wait for nothing.
    ready: Vec<Bits>,
    /// The instructions that read the result of each.
    readers: [Bits; WINDOW],
    /// The operands that each waits for.
    waits: [u8; WINDOW],
    base: usize,
    end: usize,
}

impl Window<'_> {
    /// Returns the kind of an instruction, which is its operation.
    fn kind(&self, at: usize) -> usize {
        self.lines[at].operation.place(self.rules)
    }

    /// Moves on over finished instructions and takes in as many new ones.
    fn fill(&mut self) {
        while self.base < self.end && self.done[self.base] {
            self.base += 1;
        }
        while self.end < self.lines.len() && self.end < self.base + WINDOW {
            let (at, line) = (self.end, &self.lines[self.end]);
            let (slot, bit) = (at % WINDOW, 1 << (at % WINDOW));
            (self.readers[slot], self.waits[slot]) = (0, 0);
            for operand in line.operands {
                let Some(by) = self.pending(operand) else { continue };
                if self.readers[by] & bit == 0 {
                    self.readers[by] |= bit;
                    self.waits[slot] += 1;
                }
            }
            if self.waits[slot] == 0 {
                let kind = self.kind(at);
                self.ready[kind] |= bit;
            }
            if line.computes() {
                self.computed_by[line.result as usize] = u32::try_from(at).expect("instructions fit an id");
            }
            self.end += 1;
        }
    }

    /// Returns the place in the window of the instruction that a node waits for.
    fn pending(&self, node: Id) -> Option<usize> {
        let by = self.computed_by[node as usize];
        (by != NOWHERE && !self.done[by as usize]).then_some(by as usize % WINDOW)
    }

    /// Returns the first instruction of a kind that is ready.
    fn next(&self, kind: usize) -> Option<usize> {
        let start = self.base % WINDOW;
        let bits = self.ready[kind].rotate_right(u32::try_from(start).expect("a place in the window"));
        (bits != 0).then(|| self.base + bits.trailing_zeros() as usize)
    }

    /// Marks an instruction as done; its readers may be ready.
    fn finish(&mut self, at: usize) {
        self.done[at] = true;
        let kind = self.kind(at);
        self.ready[kind] &= !(1 << (at % WINDOW));
        let mut readers = self.readers[at % WINDOW];
        while readers != 0 {
            let slot = readers.trailing_zeros() as usize;
            readers &= readers - 1;
            self.waits[slot] -= 1;
            if self.waits[slot] == 0 {
                let reader = self.base + (slot + WINDOW - self.base % WINDOW) % WINDOW;
                let kind = self.kind(reader);
                self.ready[kind] |= 1 << slot;
            }
        }
    }
}
