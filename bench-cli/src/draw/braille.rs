//! A canvas of braille characters: two by four dots each, so that lines in a terminal look like lines.

use dualtape_contenders::EngineKind;

/// Dots, and the engine whose colour each character has.
pub(crate) struct Canvas {
    /// Characters per row.
    columns: usize,
    /// Bits of the dots of each character, row by row from the top.
    cells: Vec<u8>,
    /// The engine that drew last into each character.
    owners: Vec<Option<EngineKind>>,
}

impl Canvas {
    /// Returns an empty canvas.
    pub(crate) fn new(columns: usize, rows: usize) -> Self {
        Self { columns, cells: vec![0; columns * rows], owners: vec![None; columns * rows] }
    }

    /// Draws a line between two places; (0, 0) is the upper left corner and (1, 1) the lower right one.
    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), owner: EngineKind) {
        let (wide, high) = (self.columns as f64 * 2.0 - 1.0, self.rows() as f64 * 4.0 - 1.0);
        let steps = ((to.0 - from.0).abs() * wide).max((to.1 - from.1).abs() * high).ceil().max(1.0);
        let mut step = 0.0;
        while step <= steps {
            let part = step / steps;
            self.dot((from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part), owner);
            step += 1.0;
        }
    }

    /// Draws one dot.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the canvas")]
    pub(crate) fn dot(&mut self, (x, y): (f64, f64), owner: EngineKind) {
        /// The bits of a character's dots, by row and column (Unicode 2800).
        const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
        let place = |share: f64, dots: usize| (share.clamp(0.0, 1.0) * (dots - 1) as f64).round() as usize;
        let (x, y) = (place(x, self.columns * 2), place(y, self.rows() * 4));
        let cell = y / 4 * self.columns + x / 2;
        self.cells[cell] |= BITS[y % 4][x % 2];
        self.owners[cell] = Some(owner);
    }

    /// Returns the characters of a row, each with the engine that drew it.
    pub(crate) fn row(&self, row: usize) -> impl Iterator<Item = (char, Option<EngineKind>)> {
        let range = row * self.columns..(row + 1) * self.columns;
        self.cells[range.clone()].iter().zip(&self.owners[range]).map(|(&bits, &owner)| {
            let braille = char::from_u32(0x2800 + u32::from(bits)).unwrap_or(' ');
            (if bits == 0 { ' ' } else { braille }, owner)
        })
    }

    fn rows(&self) -> usize {
        self.cells.len() / self.columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(canvas: &Canvas) -> Vec<String> {
        (0..canvas.rows()).map(|row| canvas.row(row).map(|(letter, _)| letter).collect()).collect()
    }

    #[test]
    fn corners_are_corners() {
        let mut canvas = Canvas::new(2, 1);
        canvas.dot((0.0, 0.0), EngineKind::Loss);
        canvas.dot((1.0, 1.0), EngineKind::Forward);
        assert_eq!(text(&canvas), ["⠁⢀"]);
        assert_eq!(
            canvas.row(0).map(|(_, owner)| owner).collect::<Vec<_>>(),
            [Some(EngineKind::Loss), Some(EngineKind::Forward)]
        );
    }

    #[test]
    fn lines_have_no_gaps() {
        let mut canvas = Canvas::new(4, 2);
        canvas.line((0.0, 1.0), (1.0, 0.0), EngineKind::Reverse);
        assert_eq!(text(&canvas), ["  ⡠⠊", "⡠⠊  "]);
    }
}
