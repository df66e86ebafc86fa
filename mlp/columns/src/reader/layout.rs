//! Lines that the csv crate would misread, rewritten on their way to it: runs of spaces, and comments.

use std::io::{self, Read};

/// A reader that makes each run of spaces and tabs one tab, or blanks lines before the table that begin with `#`, or both.
///
/// A blanked line stays a line, so that line numbers hold. Within quotes nothing changes.
pub(super) struct Layout<R> {
    source: R,
    /// Flag for fields between runs of spaces.
    spaces: bool,
    /// Flag for comments.
    comments: bool,
    buffer: Vec<u8>,
    /// The start of what was not yet passed on, in `buffer`.
    start: usize,
    state: State,
    /// The bytes of a byte order mark so far; none once the text has begun.
    mark: Option<usize>,
}

/// The bytes of the mark that can stand at the start of a text in UTF-8.
const BYTE_ORDER_MARK: [u8; 3] = *b"\xef\xbb\xbf";

/// The place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    LineStart,
    Field,
    Quoted,
    /// In a run of spaces after a field.
    Run,
    Comment,
}

impl<R> Layout<R> {
    /// Returns a reader at the start of a text.
    pub(super) fn new(source: R, spaces: bool, comments: bool) -> Self {
        Self {
            source,
            spaces,
            comments,
            buffer: Vec::new(),
            start: 0,
            state: State::LineStart,
            mark: Some(0),
        }
    }

    /// Takes a byte of the text, but for the mark that can stand at its start.
    fn push_text(&mut self, byte: u8) {
        if self.mark.is_some_and(|seen| BYTE_ORDER_MARK.get(seen) == Some(&byte)) {
            self.mark = self.mark.map(|seen| seen + 1);
            return;
        }
        if let Some(seen) = self.mark.take().filter(|&seen| seen < BYTE_ORDER_MARK.len()) {
            BYTE_ORDER_MARK[..seen].iter().for_each(|&byte| self.push(byte));
        }
        self.push(byte);
    }

    fn push(&mut self, byte: u8) {
        let is_end = byte == b'\n' || byte == b'\r';
        let is_space = self.spaces && (byte == b' ' || byte == b'\t');
        self.state = match self.state {
            State::Quoted => {
                self.buffer.push(byte);
                if byte == b'"' { State::Field } else { State::Quoted }
            }
            _ if is_end => {
                self.buffer.push(byte);
                State::LineStart
            }
            State::Comment => State::Comment,
            State::LineStart if self.comments && byte == b'#' => State::Comment,
            // Spaces before the first field are no field.
            State::LineStart if is_space => State::LineStart,
            State::Field | State::Run if is_space => State::Run,
            state => {
                if state == State::Run {
                    self.buffer.push(b'\t');
                }
                self.buffer.push(byte);
                // The table has begun: what begins with # from here on is data.
                self.comments = false;
                if byte == b'"' { State::Quoted } else { State::Field }
            }
        };
    }
}

impl<R: Read> Read for Layout<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if !self.spaces && !self.comments && self.start == self.buffer.len() {
            return self.source.read(out);
        }
        while self.start == self.buffer.len() {
            self.buffer.clear();
            self.start = 0;
            let mut block = [0; 1 << 13];
            let count = self.source.read(&mut block)?;
            if count == 0 {
                return Ok(0);
            }
            block[..count].iter().for_each(|&byte| self.push_text(byte));
        }
        let count = out.len().min(self.buffer.len() - self.start);
        out[..count].copy_from_slice(&self.buffer[self.start..self.start + count]);
        self.start += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::Layout;
    use std::io::Read;

    #[test]
    fn runs_of_spaces_separate_and_comments_stay_lines() {
        let text = "\u{feff}# a  b\n  x   \"y  z\" 1  \nu\t v 2\r\n# 7 8";
        let mut found = String::new();
        Layout::new(text.as_bytes(), true, true).read_to_string(&mut found).unwrap();
        assert_eq!(found, "\nx\t\"y  z\"\t1\nu\tv\t2\r\n#\t7\t8");
    }
}
