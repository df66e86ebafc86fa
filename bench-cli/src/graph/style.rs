//! Colours and words: what a part of a diagram is called, and what it looks like.

use dualtape_contenders::EngineKind;

use crate::draw::palette;
use crate::draw::palette::Ink;
use crate::graph::diagram::{ImageInk, NodeRole, PassKind};

impl NodeRole {
    /// All of them, from left to right in most graphs.
    pub(crate) const ALL: [Self; 5] =
        [Self::Input, Self::Parameter, Self::Constant, Self::Operation, Self::Output];

    /// Returns the colour.
    pub(crate) fn ink(self) -> Ink {
        match self {
            Self::Input => palette::INPUT,
            Self::Parameter => palette::PARAMETER,
            Self::Constant => palette::CONSTANT,
            Self::Operation => palette::OPERATION,
            Self::Output => palette::OUTPUT,
        }
    }

    /// Returns the name for people.
    pub(crate) fn name(self) -> &'static str {
        self.ink().class
    }

    /// Returns the dashes of the border, which tell it apart without colours.
    pub(crate) fn dashes(self) -> Option<&'static str> {
        (self == Self::Constant).then_some("4 3")
    }

    /// Returns the width of the border.
    pub(crate) fn border(self) -> f64 {
        if self == Self::Output { 2.2 } else { 1.2 }
    }
}

impl ImageInk {
    /// Returns the colour.
    pub(crate) fn ink(self) -> Ink {
        match self {
            Self::Grey => palette::TEXT,
            Self::Raises => palette::of(EngineKind::Reverse),
            Self::Lowers => palette::of(EngineKind::Forward),
        }
    }
}

impl PassKind {
    /// Returns the colour: orange forward, blue reverse.
    pub(crate) fn ink(self) -> Ink {
        match self {
            Self::Forward => palette::of(EngineKind::Forward),
            Self::Reverse => palette::of(EngineKind::Reverse),
        }
    }

    /// Returns the name for people and in markup.
    pub(crate) fn name(self) -> &'static str {
        self.ink().class
    }

    /// Returns the name of its result.
    pub(crate) fn result(self) -> &'static str {
        match self {
            Self::Forward => "value",
            Self::Reverse => "adjoint",
        }
    }
}

/// Returns the rules that drawn diagrams need, whatever document they stand in.
pub(crate) fn style_sheet() -> String {
    let common = [palette::PAPER, palette::TEXT, palette::FAINT, palette::GRID, palette::SOFT];
    let passes = [PassKind::Forward, PassKind::Reverse].map(PassKind::ink);
    let inks = common.into_iter().chain(passes).chain(NodeRole::ALL.map(NodeRole::ink));
    palette::style_sheet_of(&inks.collect::<Vec<_>>())
}
