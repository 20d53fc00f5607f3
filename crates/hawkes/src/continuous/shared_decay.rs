//! One pass over a segment with one decay for all pairs, the most usual case.
//!
//! The same sums as the pass for any kernel, with sizes known to the compiler:
//! `K` kinds, and `L` slopes of one event's intensity, which are 0 where the value
//! alone is wanted, K + 1 with the decay given (background rate, weights), and
//! K + 2 with the decay estimated.

use std::ops::Range;

/// Factors are computed for so many events at a time, apart from the recursion.
const BLOCK: usize = 256;

/// Catalogue, parameters and decay of one pass.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pass<'a> {
    pub times: &'a [f64],
    pub kinds: &'a [u16],
    /// The first event that is explained.
    pub first: usize,
    pub rate: f64,
}

/// The excitation by each kind for a weight of 1: Σ e^(-βΔ), Σ Δ e^(-βΔ) and
/// Σ Δ² e^(-βΔ).
#[derive(Debug, Clone, Copy)]
pub(super) struct Excitation<const K: usize> {
    pub now: f64,
    pub sum: [f64; K],
    pub lag: [f64; K],
    pub square: [f64; K],
}

/// What the events of one kind add.
#[derive(Debug, Clone, Copy)]
pub(super) struct Totals<const K: usize, const L: usize> {
    /// Σ ln λ.
    pub value: f64,
    pub gradient: [f64; L],
    pub information: [[f64; L]; L],
    /// Second derivatives of λ by weight and decay, over λ.
    pub mixed: [f64; K],
    /// Second derivatives of λ by the decay, over λ.
    pub twice: f64,
    /// Logarithms are taken of products, one for many events.
    product: f64,
}

impl Pass<'_> {
    /// Sums over the events of `range`, by kind; `state` is left after them.
    pub fn run<const K: usize, const L: usize>(
        &self,
        range: Range<usize>,
        background: &[f64; K],
        weights: &[[f64; K]; K],
        state: &mut Excitation<K>,
    ) -> [Totals<K, L>; K] {
        let curved = L == K + 2;
        let rate = self.rate;
        let weights = weights.map(|row| row.map(|weight| rate * weight));
        let mut unit = [[0.0; K]; K];
        for (kind, row) in unit.iter_mut().enumerate() {
            row[kind] = 1.0;
        }
        let mut totals = [Totals {
            value: 0.0,
            gradient: [0.0; L],
            information: [[0.0; L]; L],
            mixed: [0.0; K],
            twice: 0.0,
            product: 1.0,
        }; K];
        let Excitation {
            mut now,
            mut sum,
            mut lag,
            mut square,
        } = *state;
        // Events of one instant do not excite one another.
        let mut fresh = [0.0; K];
        let mut gaps = [0.0; BLOCK];
        let mut factors = [0.0; BLOCK];
        let mut start = range.start;
        while start < range.end {
            let end = range.end.min(start + BLOCK);
            let times = &self.times[start..end];
            for ((gap, factor), &time) in gaps.iter_mut().zip(&mut factors).zip(times) {
                *gap = time - now;
                *factor = (-rate * *gap).exp();
                now = time;
            }
            let kinds = &self.kinds[start..end];
            for (index, ((&gap, &factor), &kind)) in
                gaps.iter().zip(&factors).zip(kinds).enumerate()
            {
                let kind = usize::from(kind);
                if gap > 0.0 {
                    for j in 0..K {
                        sum[j] += fresh[j];
                        fresh[j] = 0.0;
                        if curved {
                            square[j] = factor * (square[j] + gap * (2.0 * lag[j] + gap * sum[j]));
                            lag[j] = factor * (lag[j] + gap * sum[j]);
                        }
                        sum[j] *= factor;
                    }
                }
                for j in 0..K {
                    fresh[j] += unit[kind][j];
                }
                if start + index < self.first {
                    continue;
                }
                let weights = &weights[kind];
                let total = &mut totals[kind];
                let mut intensity = background[kind];
                for j in 0..K {
                    intensity += weights[j] * sum[j];
                }
                total.take(intensity);
                if L == 0 {
                    continue;
                }
                let inverse = 1.0 / intensity;
                let scale = rate * inverse;
                let mut row = [0.0; L];
                row[0] = inverse;
                for j in 0..K {
                    row[1 + j] = scale * sum[j];
                }
                if curved {
                    let (mut once, mut twice) = (0.0, 0.0);
                    for j in 0..K {
                        let late = rate * lag[j];
                        let fall = sum[j] - late;
                        once += weights[j] * fall;
                        twice += weights[j] * (fall - 2.0 * late + rate * rate * square[j]);
                        total.mixed[j] += scale * fall;
                    }
                    row[1 + K] = once * inverse;
                    total.twice += twice * inverse;
                }
                for i in 0..L {
                    total.gradient[i] += row[i];
                    for j in 0..L {
                        total.information[i][j] += row[i] * row[j];
                    }
                }
            }
            start = end;
        }
        for j in 0..K {
            sum[j] += fresh[j];
        }
        for total in &mut totals {
            total.value += total.product.ln();
        }
        *state = Excitation {
            now,
            sum,
            lag,
            square,
        };
        totals
    }
}

impl<const K: usize, const L: usize> Totals<K, L> {
    /// Takes the intensity of one event into the sum of logarithms.
    #[inline]
    fn take(&mut self, intensity: f64) {
        let product = self.product * intensity;
        if (1e-150..1e150).contains(&product) && (1e-100..1e100).contains(&intensity) {
            self.product = product;
        } else {
            self.settle(intensity);
        }
    }

    #[cold]
    #[inline(never)]
    fn settle(&mut self, intensity: f64) {
        self.value += self.product.ln() + intensity.ln();
        self.product = 1.0;
    }
}
