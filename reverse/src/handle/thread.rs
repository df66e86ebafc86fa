//! The open recordings of a thread, the innermost last.

use dualtape_core::{Error, Scalar};

use crate::adjoint::Workspace;
use crate::handle::elsewhere;
use crate::handle::serial::{Range, Serial, SerialBlock};
use crate::ids::ScalarId;
use crate::limits::{Limits, Usage};
use crate::lists::Lists;
use crate::scalar_tape::{MAX_SCALARS, OwnedNodes};
use crate::sweep::pull_back;

/// A number that handles can be made of: it has a tape on each thread.
///
/// They are `f64`, `f32`, a [`Dual`](dualtape_forward::Dual) of one tangent, and a [`Handle`](crate::handle::Handle) of
/// either precision.
pub trait Recordable: Scalar + 'static {
    /// Calls `f` with the tape of this thread; `None` while the thread ends.
    #[doc(hidden)]
    fn with_tape<Out>(f: impl FnOnce(&mut ThreadTape<Self>) -> Out) -> Option<Out>;
}

/// The tape of one thread.
pub struct ThreadTape<T: Scalar> {
    /// The innermost recording is the last.
    open: Vec<OpenRecording<T>>,
    /// The memory of recordings that ended.
    spare: Vec<OpenRecording<T>>,
    serials: SerialBlock,
    /// The number of recordings so far, which is the key of the last.
    begun: u64,
}

impl<T: Scalar> std::fmt::Debug for ThreadTape<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ThreadTape").field("open", &self.open.len()).finish_non_exhaustive()
    }
}

impl<T: Scalar> ThreadTape<T> {
    pub(crate) const fn new() -> Self {
        ThreadTape { open: Vec::new(), spare: Vec::new(), serials: SerialBlock::new(), begun: 0 }
    }

    /// Begins a recording inside those that are open, and returns its key.
    pub(crate) fn begin(&mut self, limits: Limits) -> Result<u64, Error> {
        if let Some(outer) = self.open.last() {
            self.serials.finish(&outer.newest);
        }
        let range = self.serials.begin().ok_or(NO_SERIALS)?;
        self.begun += 1;
        let mut recording = self.spare.pop().unwrap_or_else(|| OpenRecording::new(range));
        recording.begin(self.begun, range, limits);
        elsewhere::open();
        self.open.push(recording);
        Ok(self.begun)
    }

    /// Ends a recording. One that is not the innermost stays until those inside it end, and none of them has results.
    pub(crate) fn end(&mut self, key: u64) {
        let Some(at) = self.open.iter().position(|recording| recording.key == key) else { return };
        self.open[at].is_abandoned = true;
        if at + 1 < self.open.len() {
            self.open[at..].iter_mut().for_each(|recording| recording.is_out_of_order = true);
            return;
        }
        self.serials.finish(&self.open[at].newest);
        elsewhere::forget(|serial| self.open[at].has(serial));
        while let Some(ended) = self.open.pop_if(|recording| recording.is_abandoned) {
            elsewhere::close();
            self.spare.push(ended);
        }
        if let Some(outer) = self.open.last_mut() {
            match self.serials.begin() {
                Some(range) => outer.resume(range),
                None => outer.is_out_of_order = true,
            }
        }
    }

    /// Returns an open recording.
    ///
    /// # Errors
    /// [`Error::RecordingOrder`]: it is not the innermost.
    pub(crate) fn innermost(&mut self, key: u64) -> Result<&mut OpenRecording<T>, Error> {
        let innermost = self.open.last_mut().filter(|recording| recording.key == key);
        innermost.ok_or(Error::RecordingOrder)
    }

    /// Records one operation and returns the serial number of its result.
    #[inline(always)]
    pub(crate) fn push(&mut self, weights: [T; 2], operands: [Serial; 2]) -> Serial {
        if let Some(recording) = self.open.last_mut() {
            return recording.push(weights, operands);
        }
        // Whatever becomes of the result, a recording that is open elsewhere knows nothing of it.
        operands.into_iter().for_each(elsewhere::note);
        Serial::LOST
    }

    /// Counts a reading of a number as a plain one.
    pub(crate) fn count_reading(&mut self, serial: Serial) {
        match self.open.last_mut().filter(|recording| recording.has(serial)) {
            Some(recording) => {
                recording.readings += 1;
                if recording.foreign > 0 && recording.check_limits().is_ok() {
                    elsewhere::note_unattributed();
                }
            }
            None => elsewhere::note(serial),
        }
    }
}

/// All serial numbers were given.
const NO_SERIALS: Error =
    Error::TapeLimit { unit: "serial numbers", needed: usize::MAX, limit: usize::MAX - 1 };

/// One recording of a thread.
pub(crate) struct OpenRecording<T: Scalar> {
    key: u64,
    nodes: OwnedNodes<T>,
    /// The serial numbers of the newest scalars.
    newest: Range,
    /// Those of the scalars before: a range more after each recording inside this one.
    older: Vec<Range>,
    lists: Lists<T>,
    workspace: Workspace<T>,
    limits: Limits,
    /// Operations with an operand of another recording.
    foreign: usize,
    /// Readings of numbers of this recording as plain ones.
    readings: usize,
    /// Readings that may concern any recording, when this one began.
    unattributed: usize,
    /// Flag for a recording that is to end.
    is_abandoned: bool,
    /// Flag for a recording that ended, or whose outer one ended, out of order.
    is_out_of_order: bool,
}

impl<T: Scalar> OpenRecording<T> {
    fn new(range: Range) -> Self {
        OpenRecording {
            key: 0,
            nodes: OwnedNodes::new(),
            newest: range,
            older: Vec::new(),
            lists: Lists::default(),
            workspace: Workspace::default(),
            limits: Limits::default(),
            foreign: 0,
            readings: 0,
            unattributed: 0,
            is_abandoned: false,
            is_out_of_order: false,
        }
    }

    fn begin(&mut self, key: u64, range: Range, limits: Limits) {
        (self.key, self.newest, self.limits) = (key, range, limits);
        (self.foreign, self.readings) = (0, 0);
        (self.is_abandoned, self.is_out_of_order) = (false, false);
        self.unattributed = elsewhere::unattributed();
        self.nodes.clear();
        self.older.clear();
        self.lists.clear();
    }

    /// Goes on after a recording inside this one.
    fn resume(&mut self, range: Range) {
        self.older.push(self.newest);
        self.newest = range.at(self.nodes.scalars());
    }

    /// Records an input and returns its serial number; none if an operation was recorded before.
    pub(crate) fn input(&mut self) -> Option<Serial> {
        (self.nodes.input() != ScalarId::NONE).then(|| self.newest.give())
    }

    #[inline(always)]
    fn push(&mut self, weights: [T; 2], operands: [Serial; 2]) -> Serial {
        let parents = operands.map(|operand| self.id(operand));
        self.nodes.push(weights, parents);
        if self.nodes.is_page_full() {
            self.begin_page();
        }
        self.newest.give()
    }

    /// Begins the next page, or stores nothing more beyond a limit: operations are then only counted, in the last page and
    /// on the same serial numbers over and over.
    #[cold]
    #[inline(never)]
    fn begin_page(&mut self) {
        if self.check_limits().is_ok() {
            self.nodes.begin_page();
        } else {
            self.newest.restart();
        }
    }

    /// Returns the id of an operand, and notes one of another recording.
    #[inline(always)]
    fn id(&mut self, operand: Serial) -> ScalarId {
        if operand == Serial::CONSTANT {
            return ScalarId::NONE;
        }
        match self.newest.find(operand) {
            Some(index) => ScalarId::unchecked(index),
            None => self.older_id(operand),
        }
    }

    #[cold]
    #[inline(never)]
    fn older_id(&mut self, operand: Serial) -> ScalarId {
        let index = self.older.iter().rev().find_map(|range| range.find(operand));
        self.foreign += usize::from(index.is_none());
        index.map_or(ScalarId::NONE, ScalarId::unchecked)
    }

    fn has(&self, serial: Serial) -> bool {
        std::iter::once(&self.newest).chain(&self.older).any(|range| range.find(serial).is_some())
    }

    /// Returns the number of inputs.
    pub(crate) fn inputs(&self) -> usize {
        self.nodes.inputs()
    }

    /// Pulls cotangents back and writes the adjoints of the inputs.
    pub(crate) fn pull(
        &mut self,
        seeds: impl Iterator<Item = (Serial, T)>,
        adjoints: &mut [T],
    ) -> Result<(), Error> {
        Error::check_length("gradient", self.nodes.inputs(), adjoints.len())?;
        let mut workspace = std::mem::take(&mut self.workspace);
        workspace.clear();
        let seeds: smallvec::SmallVec<[_; 4]> = seeds.map(|(serial, w)| (self.id(serial), w)).collect();
        let outcome = self.check();
        if outcome.is_ok() {
            pull_back(&self.nodes.recorded(), &self.lists, &mut workspace, |workspace| {
                seeds
                    .iter()
                    .filter(|(id, _)| *id != ScalarId::NONE)
                    .for_each(|&(id, w)| workspace.seed(id, w));
            });
            adjoints.copy_from_slice(&workspace.scalars[..adjoints.len()]);
        }
        self.workspace = workspace;
        outcome
    }

    /// Returns the size of the recording.
    pub(crate) fn usage(&self) -> Usage {
        let nodes = self.nodes.scalars() - self.nodes.inputs();
        Usage { nodes, events: 0, bytes: self.nodes.bytes() }
    }

    /// Returns the number of readings of active numbers as plain ones.
    pub(crate) fn readings(&self) -> usize {
        let unattributed = elsewhere::unattributed().wrapping_sub(self.unattributed);
        self.readings + elsewhere::count(|serial| self.has(serial)) + unattributed
    }

    fn check_limits(&self) -> Result<(), Error> {
        self.limits.check(self.usage(), self.nodes.scalars(), MAX_SCALARS)
    }

    /// Returns `Ok` while the recording is within its limits and every operand was of it or a constant.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.is_out_of_order {
            return Err(Error::RecordingOrder);
        }
        // Beyond a limit the numbers of the recording itself are not found any more.
        self.check_limits()?;
        if self.foreign > 0 {
            return Err(Error::ForeignNumbers { operations: self.foreign });
        }
        Ok(())
    }
}
