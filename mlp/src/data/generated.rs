//! Data sets made by a formula and seeded chance: what a small network can be shown on without a file.

use super::Dataset;
use crate::Error;
use crate::random::{Random, Stream};
use crate::text::names;
use dualtape_core::Scalar;
use std::f64::consts::{PI, TAU};

/// A data set that is drawn instead of read.
///
/// The features are `x1` and `x2`, the target is `class` with the classes `0` and `1`; the sine has the
/// feature `x` and the target `y`. Normal noise with the standard deviation given is added to each
/// coordinate.
///
/// | name | rows | class 0 | class 1 | noise |
/// |---|---|---|---|---|
/// | `xor` | 200 | the corners (0, 0) and (1, 1), in turn | (0, 1) and (1, 0) | none |
/// | `moons` | 1000 | (cos t, sin t) | (1 − cos t, ½ − sin t), t evenly from 0 to π | 0.1 |
/// | `circles` | 1000 | (cos t, sin t) | ½ (cos t, sin t), t evenly from 0 to below 2π | 0.1 |
/// | `spirals` | 1000 | r (sin φ, cos φ) with φ evenly from 0 to 6π, r = 6.5 (1 − φ / 6.5π) | the same, negated | 0.1 |
/// | `sine` | 500 | y = sin 2πx, x uniform on \[0, 1) | | 0.1, on y only |
///
/// Moons and circles are those of scikit-learn's `make_moons` and `make_circles` (with `factor` ½); 194
/// rows of `spirals` without noise are the benchmark of Lang and Witbrock (1988); the sine is that of
/// Bishop (2006, section 1.1).
///
/// # Example
/// ```
/// use dualtape_mlp::{Dataset, Generated};
///
/// let xor = Dataset::generated(Generated::Xor, 4, 7)?;
/// assert_eq!(xor.inputs(), [0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
/// assert_eq!(xor.targets(), [0.0, 1.0, 1.0, 0.0]);
/// # Ok::<(), dualtape_mlp::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Generated {
    /// The four rows of exclusive or, over and over.
    Xor,
    /// Two half circles that interlock.
    Moons,
    /// A circle within a circle.
    Circles,
    /// Two spirals of three turns that interlock.
    Spirals,
    /// One period of a sine, with noise.
    Sine,
}

names!(Generated ("data set"):
    Xor = "xor",
    Moons = "moons",
    Circles = "circles",
    Spirals = "spirals",
    Sine = "sine",
);

/// The standard deviation of the noise.
const NOISE: f64 = 0.1;

/// Fewer rows would leave a corner of [`Generated::Xor`] out.
const FEWEST: usize = 4;

impl Generated {
    /// The rows that the data set has unless the caller says otherwise.
    #[must_use]
    pub fn usual_rows(self) -> usize {
        match self {
            Self::Xor => 200,
            Self::Moons | Self::Circles | Self::Spirals => 1000,
            Self::Sine => 500,
        }
    }

    /// A point of class 0, `u` of the way along its curve, and what class 1 makes of it.
    fn curve(self, u: f64) -> ([f64; 2], [f64; 2]) {
        let arc = |t: f64| [Scalar::cos(t), Scalar::sin(t)];
        match self {
            Self::Moons => {
                let [x, y] = arc(u * PI);
                ([x, y], [1.0 - x, 0.5 - y])
            }
            Self::Circles => {
                let [x, y] = arc(u * TAU);
                ([x, y], [0.5 * x, 0.5 * y])
            }
            Self::Spirals => {
                let angle = 6.0 * PI * u;
                let radius = 6.5 * (1.0 - angle / (6.5 * PI));
                let [cos, sin] = arc(angle);
                ([radius * sin, radius * cos], [-radius * sin, -radius * cos])
            }
            Self::Xor | Self::Sine => unreachable!("{self} has no two curves"),
        }
    }

    /// Whether the last point of a curve lies next to the first, and so must not fall on it.
    fn is_closed(self) -> bool {
        self == Self::Circles
    }
}

impl Dataset {
    /// Draws `rows` rows of a data set; the same seed gives the same rows.
    ///
    /// Of an odd number, class 1 has one row more. See [`Generated`] for the formulas and
    /// [`Generated::usual_rows`] for sensible sizes.
    ///
    /// # Errors
    /// Fewer than 4 rows.
    pub fn generated(kind: Generated, rows: usize, seed: u64) -> Result<Self, Error> {
        if rows < FEWEST {
            return Err(Error::Setting { name: "rows", found: rows.to_string(), expected: "at least 4" });
        }
        let random = Random::new(seed, Stream::Generated);
        match kind {
            Generated::Xor => classes(xor(rows)),
            Generated::Sine => sine(rows, random),
            _ => classes(curves(kind, rows, random)),
        }
    }
}

/// Points and their classes.
type Points = (Vec<[f64; 2]>, Vec<f64>);

fn xor(rows: usize) -> Points {
    let table = [([0.0, 0.0], 0.0), ([0.0, 1.0], 1.0), ([1.0, 0.0], 1.0), ([1.0, 1.0], 0.0)];
    table.into_iter().cycle().take(rows).unzip()
}

/// Two curves, first all of class 0, then all of class 1.
fn curves(kind: Generated, rows: usize, mut random: Random) -> Points {
    let first = rows / 2;
    let mut points = Vec::with_capacity(rows);
    for (class, count) in [first, rows - first].into_iter().enumerate() {
        let gaps = if kind.is_closed() { count } else { count - 1 };
        for index in 0..count {
            let (zero, one) = kind.curve(index as f64 / gaps as f64);
            let point = if class == 0 { zero } else { one };
            points.push(point.map(|x| x + NOISE * random.normal()));
        }
    }
    let classes = (0..rows).map(|row| if row < first { 0.0 } else { 1.0 });
    (points, classes.collect())
}

fn classes((points, targets): Points) -> Result<Dataset, Error> {
    let names = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    Dataset::new(names(["x1", "x2"]), "class", names(["0", "1"]), points.concat(), targets)
}

fn sine(rows: usize, mut random: Random) -> Result<Dataset, Error> {
    let draw = |_| {
        let x = random.unit();
        (x, Scalar::sin(TAU * x) + NOISE * random.normal())
    };
    let (inputs, targets) = (0..rows).map(draw).unzip();
    Dataset::new(vec!["x".to_owned()], "y", Vec::new(), inputs, targets)
}
