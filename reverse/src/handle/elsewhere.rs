//! Readings of numbers as plain ones where their own recording cannot count them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::handle::serial::Serial;

/// The numbers that were read, each with the number of readings, until their recordings end.
static READ: Mutex<Vec<(Serial, usize)>> = Mutex::new(Vec::new());
/// The length of that list, which is mostly 0 and then need not be locked.
static COUNT: AtomicUsize = AtomicUsize::new(0);
/// Readings that may concern any recording.
static UNATTRIBUTED: AtomicUsize = AtomicUsize::new(0);

/// The number of recordings that are open, on all threads.
static OPEN: AtomicUsize = AtomicUsize::new(0);

/// Entries beyond which the older half is forgotten: numbers of recordings that have ended, most likely.
const MOST: usize = 4096;

fn with_read<Out>(f: impl FnOnce(&mut Vec<(Serial, usize)>) -> Out) -> Out {
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    let out = f(&mut read);
    COUNT.store(read.len(), Ordering::Release);
    out
}

/// Counts a recording that begins.
pub(crate) fn open() {
    OPEN.fetch_add(1, Ordering::AcqRel);
}

/// Counts a recording that has ended; with the last one all readings are forgotten.
pub(crate) fn close() {
    if OPEN.fetch_sub(1, Ordering::AcqRel) == 1 {
        forget(|_| true);
    }
}

/// Notes that a number was read on a thread, or inside a recording, that is not its own.
#[cold]
#[inline(never)]
pub(crate) fn note(serial: Serial) {
    // Without a recording it is a number of one that has ended, which concerns nobody.
    if serial == Serial::CONSTANT || serial == Serial::LOST || OPEN.load(Ordering::Acquire) == 0 {
        return;
    }
    with_read(|read| {
        if let Some((_, readings)) = read.iter_mut().rev().find(|(other, _)| *other == serial) {
            *readings += 1;
            return;
        }
        if read.len() >= MOST {
            read.drain(..MOST / 2);
            note_unattributed();
        }
        read.push((serial, 1));
    });
}

/// Notes a reading that may concern any recording.
pub(crate) fn note_unattributed() {
    UNATTRIBUTED.fetch_add(1, Ordering::Release);
}

/// Returns the number of readings so far that may concern any recording.
pub(crate) fn unattributed() -> usize {
    UNATTRIBUTED.load(Ordering::Acquire)
}

/// Returns the number of readings of numbers that `is_own` selects.
pub(crate) fn count(is_own: impl Fn(Serial) -> bool) -> usize {
    if COUNT.load(Ordering::Acquire) == 0 {
        return 0;
    }
    with_read(|read| read.iter().filter(|(serial, _)| is_own(*serial)).map(|(_, readings)| readings).sum())
}

/// Forgets the readings of numbers that `is_own` selects.
pub(crate) fn forget(is_own: impl Fn(Serial) -> bool) {
    if COUNT.load(Ordering::Acquire) > 0 {
        with_read(|read| read.retain(|&(serial, _)| !is_own(serial)));
    }
}
