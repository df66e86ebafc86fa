//! The colours of engines: one table for the terminal, the charts and the page.
//!
//! Orange forward, blue reverse, grey loss, everywhere. Markup says `class="forward"` and draws with
//! `currentColor`; the style sheets made here say what colour that is, by day and by night.

use std::fmt::Write;

use dualtape_contenders::EngineKind;

/// One thing that has a colour of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ink {
    /// The class in markup.
    pub(crate) class: &'static str,
    /// On white paper, as `#rrggbb`.
    pub(crate) light: &'static str,
    /// On a dark screen, as `#rrggbb`.
    pub(crate) dark: &'static str,
    /// In a terminal, whose background is unknown: one of the 256 colours, in the middle between both.
    pub(crate) terminal: u8,
}

const fn ink(class: &'static str, light: &'static str, dark: &'static str, terminal: u8) -> Ink {
    Ink { class, light, dark, terminal }
}

const LOSS: Ink = ink("loss", "#667079", "#9aa5af", 244);
const REVERSE: Ink = ink("reverse", "#0b62b8", "#6cb4ff", 32);
const FORWARD: Ink = ink("forward", "#c4510b", "#ff9a57", 166);
const FORWARD_GRADIENT: Ink = ink("forward-gradient", "#8a6100", "#e0b050", 136);
const NUM_DUAL: Ink = ink("num-dual", "#1f7a45", "#5fc98a", 65);
const FINITE_DIFFERENCE: Ink = ink("finite-difference", "#8b4a9c", "#d39ae4", 133);

/// The background of pages and charts.
pub(crate) const PAPER: Ink = ink("paper", "#ffffff", "#15191e", 0);
/// Text and axes.
pub(crate) const TEXT: Ink = ink("text", "#1b1f24", "#e8ebee", 0);
/// Text of less weight.
pub(crate) const FAINT: Ink = ink("faint", "#5d666f", "#a3adb7", 244);
/// Lines that only guide the eye.
pub(crate) const GRID: Ink = ink("grid", "#e6e9ec", "#2b323a", 240);

/// The part that a network learns from.
pub(crate) const TRAINING: Ink = ink("training", "#0b62b8", "#6cb4ff", 32);
/// The part that a network is judged by.
pub(crate) const VALIDATION: Ink = ink("validation", "#c4510b", "#ff9a57", 166);

/// Classes of examples, in their order.
const CLASSES: [Ink; 8] = [
    ink("class-1", "#0b62b8", "#6cb4ff", 32),
    ink("class-2", "#c4510b", "#ff9a57", 166),
    ink("class-3", "#1f7a45", "#5fc98a", 65),
    ink("class-4", "#8b4a9c", "#d39ae4", 133),
    ink("class-5", "#946200", "#e3b341", 136),
    ink("class-6", "#00707a", "#4fc3cf", 37),
    ink("class-7", "#b3261e", "#ff8a80", 160),
    ink("class-8", "#a8326f", "#f08bbd", 168),
];

/// A check that passed.
const GOOD: Ink = ink("good", "#1f7a45", "#5fc98a", 65);
/// A check that failed.
const BAD: Ink = ink("bad", "#b3261e", "#ff8a80", 160);
/// A warning.
const ALERT: Ink = ink("alert", "#946200", "#e3b341", 136);
/// The background of code and data.
pub(crate) const SOFT: Ink = ink("soft", "#f6f7f8", "#1d232a", 0);

/// The parts that numbers play in a computation graph: neither the orange nor the blue of a pass.
pub(crate) const INPUT: Ink = ink("input", "#00737d", "#4cc8cf", 30);
pub(crate) const PARAMETER: Ink = ink("parameter", "#8b4a9c", "#d39ae4", 133);
pub(crate) const CONSTANT: Ink = ink("constant", "#667079", "#9aa5af", 244);
pub(crate) const OPERATION: Ink = ink("operation", "#667079", "#9aa5af", 244);
pub(crate) const OUTPUT: Ink = ink("output", "#2f7a1f", "#7fce6a", 65);

/// Returns the colour of an engine.
pub(crate) fn of(engine: EngineKind) -> Ink {
    match engine {
        EngineKind::Loss => LOSS,
        EngineKind::Reverse => REVERSE,
        EngineKind::Forward => FORWARD,
        EngineKind::ForwardGradient => FORWARD_GRADIENT,
        EngineKind::NumDual => NUM_DUAL,
        EngineKind::FiniteDifference => FINITE_DIFFERENCE,
        EngineKind::FaultyRule | EngineKind::FaultyZeros | EngineKind::FaultyStale => BAD,
    }
}

/// Returns the colour of a class of examples; beyond the eighth they begin again.
pub(crate) fn class(index: usize) -> Ink {
    CLASSES[index % CLASSES.len()]
}

/// Returns every colour of a report.
fn all() -> impl Iterator<Item = Ink> {
    [PAPER, TEXT, FAINT, GRID, GOOD, BAD, ALERT, SOFT].into_iter().chain(EngineKind::DEFAULT.map(of))
}

/// Returns the rules of everything that reports show; see [`style_sheet_of`].
pub(crate) fn style_sheet() -> String {
    style_sheet_of(&all().collect::<Vec<_>>())
}

/// Returns the rules that pictures of a training need beside [`style_sheet`].
pub(crate) fn training_style_sheet() -> String {
    style_sheet_of(&[&[TRAINING, VALIDATION], &CLASSES[..]].concat())
}

/// Returns the rules that give each class its colour, and a variable of its name. Print stays light, whatever the screen is.
pub(crate) fn style_sheet_of(inks: &[Ink]) -> String {
    let rules = |colour: fn(&Ink) -> &'static str| {
        let (mut variables, mut classes) = (String::new(), String::new());
        for ink in inks {
            write!(variables, "--{}:{};", ink.class, colour(ink)).expect("a String takes everything");
            write!(classes, ".{}{{color:{}}}", ink.class, colour(ink)).expect("a String takes everything");
        }
        format!(":root{{{variables}}}\n{classes}\n")
    };
    let (light, dark) = (rules(|ink| ink.light), rules(|ink| ink.dark));
    format!("{light}@media screen and (prefers-color-scheme:dark){{\n{dark}}}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of WCAG 2.2.
    fn luminance(rgb: [f64; 3]) -> f64 {
        let linear = rgb.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn hex(colour: &str) -> [f64; 3] {
        [1, 3, 5].map(|at| {
            f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("a colour is #rrggbb")) / 255.0
        })
    }

    /// The colour cube and the greys of xterm.
    fn xterm(index: u8) -> [f64; 3] {
        let level = |step: u8| if step == 0 { 0.0 } else { (55.0 + 40.0 * f64::from(step)) / 255.0 };
        match index {
            232.. => [(8.0 + 10.0 * f64::from(index - 232)) / 255.0; 3],
            16.. => [(index - 16) / 36, (index - 16) / 6 % 6, (index - 16) % 6].map(level),
            _ => panic!("the first 16 colours differ from terminal to terminal"),
        }
    }

    /// WCAG 2.2 AA wants 4.5 for text; a terminal's colour must do on black and on white, so it gets 3.
    #[test]
    fn every_engine_can_be_read_by_day_by_night_and_in_a_terminal() {
        let parts = [INPUT, PARAMETER, CONSTANT, OPERATION, OUTPUT];
        let others =
            [TEXT, FAINT, GOOD, BAD, ALERT, TRAINING, VALIDATION].into_iter().chain(parts).chain(CLASSES);
        for ink in EngineKind::DEFAULT.map(of).into_iter().chain(others) {
            let (day, night) =
                (contrast(hex(ink.light), hex(PAPER.light)), contrast(hex(ink.dark), hex(PAPER.dark)));
            assert!(day >= 4.5 && night >= 4.5, "{}: {day:.2} by day, {night:.2} by night", ink.class);
        }
        for ink in EngineKind::DEFAULT.map(of) {
            let colour = xterm(ink.terminal);
            let (white, black) = (contrast(colour, [1.0; 3]), contrast(colour, [0.0; 3]));
            assert!(white >= 3.0 && black >= 3.0, "{}: {white:.2} on white, {black:.2} on black", ink.class);
        }
    }

    #[test]
    fn engines_are_named_as_everywhere_and_differ() {
        for engine in EngineKind::DEFAULT {
            assert_eq!(of(engine).class, engine.name());
            for other in EngineKind::DEFAULT.into_iter().filter(|&other| other != engine) {
                assert_ne!(of(engine).light, of(other).light);
                assert_ne!(of(engine).terminal, of(other).terminal);
            }
        }
    }

    #[test]
    fn golden_rules_of_colours_with_the_dark_ones_for_screens_only() {
        snapbox::assert_data_eq!(style_sheet(), snapbox::file!["../../tests/golden/report.css"].raw());
        let training = training_style_sheet();
        snapbox::assert_data_eq!(training, snapbox::file!["../../tests/golden/training.css"].raw());
    }
}
