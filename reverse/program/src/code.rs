//! Code that runs: instructions in runs of one operation, on slots.

use dualtape_core::Real;

use crate::graph::{Computation, Guard, Id, Node};
use crate::grouping::grouped;
use crate::kernel::{Kernel, Machine, MulAdd, MulSub, Predicate, SubMul};
use crate::listing::{Line, Operation, lines};
use crate::slots::{Instruction, NEAR, Packed};

/// The instructions, with indices of the width that the slots need.
#[derive(Clone, Debug)]
pub(crate) enum Instructions {
    /// Up to 65,536 slots.
    Near(Vec<Packed>),
    /// More.
    Far(Vec<Instruction>),
}

/// Instructions of one operation, up to the place `end`.
#[derive(Clone, Copy, Debug)]
struct Run<R: Real> {
    what: What<R>,
    end: u32,
}

#[derive(Clone, Copy, Debug)]
enum What<R: Real> {
    Kernel(Kernel<R>, f64),
    Guard(Predicate, bool),
}

/// A scheduled program.
#[derive(Clone, Debug)]
pub(crate) struct Code<R: Real> {
    pub(crate) instructions: Instructions,
    runs: Vec<Run<R>>,
    /// The slots of constants, which come first.
    pub(crate) constants: Vec<R>,
    /// The number of inputs, whose slots follow.
    pub(crate) inputs: usize,
    /// The number of slots.
    pub(crate) slots: usize,
    /// The slots of the outputs.
    pub(crate) outputs: Vec<u32>,
    /// The places of guards among the instructions, in order, with the guards.
    guards: Vec<(u32, Guard)>,
}

impl<R: Real> Code<R> {
    /// Schedules a computation: dead code, fusing, grouping, slots.
    pub(crate) fn schedule(computation: &Computation<R>, outputs: &[Id]) -> Self {
        let lines = grouped(&lines(computation, outputs), computation.nodes.len(), computation.rules.len());
        let place = Places::of(computation, &lines, outputs);
        let fused = |kernel| What::Kernel(kernel, 0.0);
        let what = |operation| match operation {
            Operation::Rule(id) => {
                let rule = &computation.rules[id as usize];
                What::Kernel(rule.kernel, rule.parameter)
            }
            Operation::MulAdd => fused(Kernel::of::<MulAdd>()),
            Operation::MulSub => fused(Kernel::of::<MulSub>()),
            Operation::SubMul => fused(Kernel::of::<SubMul>()),
            Operation::Guard(predicate, holds) => What::Guard(predicate, holds),
        };
        let mut runs: Vec<Run<R>> = Vec::new();
        let mut guards = Vec::new();
        let mut before = None;
        // The run that computes each node, of those that gather operands.
        let mut run_of = vec![0; computation.nodes.len()];
        for (line, at) in lines.iter().zip(0_u32..) {
            let reads_own_run =
                || line.operands.iter().any(|&operand| run_of[operand as usize] == runs.len());
            if before != Some(line.operation) || reads_own_run() {
                runs.push(Run { what: what(line.operation), end: at });
                before = Some(line.operation);
            }
            if matches!(runs.last(), Some(Run { what: What::Kernel(kernel, _), .. }) if kernel.gathers) {
                run_of[line.result as usize] = runs.len();
            }
            if let Some(run) = runs.last_mut() {
                run.end = at + 1;
            }
            if !line.computes() {
                guards.push((at, computation.guards[line.result as usize]));
            }
        }
        let instructions = if place.slots <= NEAR {
            Instructions::Near(place.instructions.into_iter().map(Packed::of).collect())
        } else {
            Instructions::Far(place.instructions)
        };
        Code {
            instructions,
            runs,
            constants: place.constants,
            inputs: computation.inputs.len(),
            slots: place.slots,
            outputs: place.outputs,
            guards,
        }
    }

    /// Returns the number of instructions.
    pub(crate) fn len(&self) -> usize {
        self.runs.last().map_or(0, |run| run.end as usize)
    }

    /// Returns the number of runs.
    pub(crate) fn runs(&self) -> usize {
        self.runs.len()
    }

    /// Executes the instructions on slots that hold constants and inputs, and returns the samples of `all` whose guards
    /// hold, as bits.
    #[inline(always)]
    pub(crate) fn execute<M: Machine<R> + ?Sized>(&self, machine: &mut M, code: &[M::Line], all: u32) -> u32 {
        let (mut rest, mut at, mut held) = (code, 0, all);
        for run in &self.runs {
            let (now, later) = rest.split_at((run.end - at) as usize);
            (rest, at) = (later, run.end);
            match run.what {
                What::Kernel(kernel, parameter) => {
                    machine.run(&kernel, parameter, now);
                }
                What::Guard(predicate, holds) => {
                    held &= machine.check(predicate, holds, now);
                    if held == 0 {
                        return 0;
                    }
                }
            }
        }
        held
    }

    /// Returns the first guard that does not hold for a sample, by its numbers in the slots.
    pub(crate) fn violated(&self, number: impl Fn(u32) -> R) -> Option<Guard> {
        let operands = |at: u32| match &self.instructions {
            Instructions::Near(code) => code[at as usize].slots().map(u32::from),
            Instructions::Far(code) => code[at as usize],
        };
        let holds = |&&(at, guard): &&(u32, Guard)| {
            let [_, a, b, _] = operands(at);
            guard.predicate.of(number(a), number(b)) == guard.holds
        };
        self.guards.iter().find(|guard| !holds(guard)).map(|&(_, guard)| guard)
    }
}

/// The slots of the nodes.
struct Places<R> {
    constants: Vec<R>,
    instructions: Vec<Instruction>,
    slots: usize,
    outputs: Vec<u32>,
}

impl<R: Real> Places<R> {
    /// Gives each node a slot: constants first, then inputs, then any that no later instruction reads.
    fn of(computation: &Computation<R>, lines: &[Line], outputs: &[Id]) -> Self {
        const NEVER: u32 = u32::MAX;
        let nodes = computation.nodes.len();
        // The instruction that reads each node last; an output and an operand of a guard are read at the end.
        let mut last = vec![NEVER; nodes];
        let mut used = vec![false; nodes];
        for (line, at) in lines.iter().zip(0_u32..) {
            for operand in line.operands {
                (last[operand as usize], used[operand as usize]) = (at, true);
            }
        }
        let guarded = lines.iter().filter(|line| !line.computes()).flat_map(|line| line.operands);
        for id in outputs.iter().copied().chain(guarded) {
            (last[id as usize], used[id as usize]) = (NEVER, true);
        }
        let mut slot_of = vec![NEVER; nodes];
        let mut constants = Vec::new();
        for (id, slot) in slot_of.iter_mut().enumerate().filter(|(id, _)| used[*id]) {
            if let Some(value) = computation.constant(u32::try_from(id).expect("nodes fit an id")) {
                *slot = u32::try_from(constants.len()).expect("nodes fit an id");
                constants.push(value);
            }
        }
        let first_input = u32::try_from(constants.len()).expect("nodes fit an id");
        for (node, slot) in computation.nodes.iter().zip(&mut slot_of) {
            if let Node::Input(place) = node {
                *slot = first_input + place;
            }
        }
        let mut slots = first_input + u32::try_from(computation.inputs.len()).expect("inputs fit an id");
        let mut free = Vec::new();
        let mut instructions = Vec::with_capacity(lines.len());
        for (line, at) in lines.iter().zip(0_u32..) {
            let [a, b, c] = line.operands;
            let operands = [a, b, c].map(|operand| slot_of[operand as usize]);
            if !line.computes() {
                instructions.push([operands[0], operands[0], operands[1], operands[0]]);
                continue;
            }
            for (operand, is_again) in [(a, false), (b, b == a), (c, c == a || c == b)] {
                // The result may take the slot of an operand: it is written after all are read.
                if !is_again && last[operand as usize] == at && computation.constant(operand).is_none() {
                    free.push(slot_of[operand as usize]);
                }
            }
            let slot = free.pop().unwrap_or_else(|| {
                slots += 1;
                slots - 1
            });
            slot_of[line.result as usize] = slot;
            instructions.push([slot, operands[0], operands[1], operands[2]]);
        }
        let outputs = outputs.iter().map(|&id| slot_of[id as usize]).collect();
        Places { constants, instructions, slots: slots as usize, outputs }
    }
}
