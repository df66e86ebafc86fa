//! Operands: random ones over the whole range of a format, and those next to which rules bend, saturate or cancel.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

use crate::big::Format;

/// Numbers next to which something happens: kinks and jumps, ends of domains, zeros and multiples of π/2, ends of tails
/// in either format, and the largest arguments of exponentials.
#[rustfmt::skip]
const SPECIAL: &[f64] = &[
    0.0, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 10.0, 100.0,
    std::f64::consts::LN_2, std::f64::consts::E, std::f64::consts::FRAC_PI_4, std::f64::consts::FRAC_PI_2,
    std::f64::consts::PI, 22.0, 355.0, 1e5, 1e22,
    5.5, 8.0, 9.0, 10.05, 14.4, 16.6, 17.3, 18.7, 19.1, 26.54, 27.2, 36.0, 37.4, 38.5, 44.0, 52.0,
    87.3, 88.7, 89.4, 103.9, 126.0, 127.9, 354.0, 372.5, 708.3, 709.7, 710.4, 744.4, 745.1, 1022.0, 1023.9,
];

/// A stream of operands with a fixed seed.
pub(crate) struct Points(pub(crate) ChaCha8Rng);

impl Points {
    /// Returns a number in [0, 1).
    fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Returns a number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }

    /// Returns a number of random sign and of a magnitude between these powers of two, by its logarithm.
    fn between<T: Format>(&mut self, low: f64, high: f64) -> T {
        let magnitude = (low + (high - low) * self.unit()).exp2();
        let x = T::from_f64(magnitude * (1.0 + self.unit() * 1e-3));
        if self.0.next_u64() & 1 == 0 { x } else { -x }
    }

    /// Returns one operand: now of any magnitude, now of a usual one, now close to ±1.
    pub(crate) fn any<T: Format>(&mut self) -> T {
        match self.below(5) {
            0 => self.between((T::LEAST - T::DIGITS) as f64, T::MOST as f64),
            1 | 2 => self.between(-10.0, 9.5),
            3 => self.between(-1.0, 6.0),
            _ => {
                let distance = self.between::<T>(-(T::DIGITS as f64), 0.0);
                if self.0.next_u64() & 1 == 0 { T::ONE + distance } else { distance - T::ONE }
            }
        }
    }

    /// Returns `n` random operands and the special ones with their neighbours.
    pub(crate) fn one<T: Format>(&mut self, n: usize) -> Vec<T> {
        let mut points: Vec<T> = (0..n).map(|_| self.any()).collect();
        let ends = [T::LEAST, T::LEAST - T::DIGITS + 1, T::MOST].map(|e| T::from_f64((e as f64).exp2()));
        let special = SPECIAL.iter().map(|&x| T::from_f64(x)).chain(ends).chain([T::INFINITY.next_down()]);
        for x in special.flat_map(|x| [x, -x]) {
            points.extend([x.next_down(), x, x.next_up()].into_iter().filter(|x| x.is_finite()));
        }
        points
    }

    /// Returns `2n` random pairs, half of them of about the same magnitude, and pairs of some special operands; the
    /// second one is between 0 and 1 if it is a label.
    pub(crate) fn pairs<T: Format>(&mut self, n: usize, label: bool) -> Vec<Vec<T>> {
        let mut pairs = Vec::new();
        for i in 0..2 * n {
            let x: T = self.any();
            let y = match (label, i % 4) {
                (true, 0) => T::ZERO,
                (true, 1) => T::ONE,
                (true, _) => T::from_f64(self.unit()),
                (false, 0) => self.any(),
                (false, 1) => self.between(-3.0, 5.0),
                (false, _) => x * self.between(-3.0, 3.0),
            };
            pairs.push([x, y]);
        }
        let special = [-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0].map(T::from_f64);
        let second: &[T] = if label { &special[3..6] } else { &special };
        pairs.extend(special.iter().flat_map(|&x| second.iter().map(move |&y| [x, y])));
        pairs.into_iter().filter(|pair| pair.iter().all(|x| x.is_finite())).map(Vec::from).collect()
    }

    /// Returns `n` runs of up to six operands, an even number of them if asked for: of any magnitude, or of a usual one.
    pub(crate) fn runs<T: Format>(&mut self, n: usize, even: bool) -> Vec<Vec<T>> {
        (0..n)
            .map(|i| {
                let length = 1 + self.below(6);
                let length = if even { length.next_multiple_of(2) } else { length };
                (0..length).map(|_| if i % 3 == 0 { self.any() } else { self.between(-6.0, 4.0) }).collect()
            })
            .collect()
    }
}
