//! What a state of excitation says: the excitation now, what is still to come of
//! it, and their derivatives.

use super::basis::Layout;
use super::{Basis, Curvature, State};

impl State {
    /// The excitation of kind `excited` now.
    ///
    /// `alpha` are its weights, one for each column. Writes the excitation for a
    /// weight of 1 to `columns`, its derivatives by the numbers of the kernel
    /// that matter to this kind to `by_shape` (if not empty), and returns the
    /// excitation and its derivative by the mark exponent.
    #[inline]
    pub fn read(
        &mut self,
        basis: &Basis,
        excited: usize,
        alpha: &[f64],
        columns: &mut [f64],
        by_shape: &mut [f64],
    ) -> (f64, f64) {
        let (mut total, mut by_mark) = (0.0, 0.0);
        match &basis.layout {
            Layout::None => {}
            // The usual case, kept free of branches.
            Layout::Together { rates, .. }
                if rates.len() == 1 && by_shape.is_empty() && self.slope.is_empty() =>
            {
                let rate = rates[0];
                for ((column, a), sum) in columns.iter_mut().zip(alpha).zip(&self.sum) {
                    *column = rate * sum;
                    total += a * *column;
                }
            }
            Layout::Together { rates, by_kind } => {
                by_shape.fill(0.0);
                let single = rates.len() == 1;
                let components = basis.states_per_kind();
                for (state, (column, a)) in columns.iter_mut().zip(alpha).enumerate() {
                    let index = if single {
                        0
                    } else if *by_kind {
                        state
                    } else {
                        state % components
                    };
                    let rate = rates[index];
                    *column = rate * self.sum[state];
                    total += a * *column;
                    if !by_shape.is_empty() {
                        by_shape[index] += a * rate * (self.sum[state] - rate * self.lag[state]);
                    }
                    if !self.slope.is_empty() {
                        by_mark += a * rate * self.slope[state];
                    }
                }
            }
            Layout::ByPair { rates } => {
                for (exciting, (column, a)) in columns.iter_mut().zip(alpha).enumerate() {
                    let pair = excited * basis.kinds + exciting;
                    let rate = rates[pair];
                    self.touch(pair, rate);
                    *column = rate * self.sum[pair];
                    total += a * *column;
                    if !by_shape.is_empty() {
                        by_shape[exciting] = a * rate * (self.sum[pair] - rate * self.lag[pair]);
                    }
                    if !self.slope.is_empty() {
                        by_mark += a * rate * self.slope[pair];
                    }
                }
            }
            Layout::Mixture { rates, weights } => {
                by_shape.fill(0.0);
                let components = rates.len();
                for (exciting, (column, a)) in columns.iter_mut().zip(alpha).enumerate() {
                    let states = exciting * components..(exciting + 1) * components;
                    let sums = &self.sum[states.clone()];
                    *column = mix(&weights[0], rates, sums);
                    total += a * *column;
                    if !by_shape.is_empty() {
                        by_shape[0] += a * mix(&weights[1], rates, sums);
                        by_shape[1] += a * mix(&weights[2], rates, sums);
                    }
                    if !self.slope.is_empty() {
                        by_mark += a * mix(&weights[0], rates, &self.slope[states]);
                    }
                }
            }
        }
        (total, by_mark)
    }

    /// What is still to come of the excitation of kind `excited`: the integral
    /// from now to infinity if nothing more happens, in the form of
    /// [`State::read`].
    pub fn remaining(
        &mut self,
        basis: &Basis,
        excited: usize,
        alpha: &[f64],
        columns: &mut [f64],
        by_shape: &mut [f64],
    ) -> (f64, f64) {
        let (mut total, mut by_mark) = (0.0, 0.0);
        by_shape.fill(0.0);
        for (column, (value, a)) in columns.iter_mut().zip(alpha).enumerate() {
            let mut slope = 0.0;
            match &basis.layout {
                Layout::None => *value = 0.0,
                Layout::Mixture { rates, weights } => {
                    let components = rates.len();
                    let states = column * components..(column + 1) * components;
                    let of = |weights: &[f64], sums: &[f64]| -> f64 {
                        weights.iter().zip(sums).map(|(w, s)| w * s).sum()
                    };
                    let sums = &self.sum[states.clone()];
                    *value = of(&weights[0], sums);
                    if !by_shape.is_empty() {
                        by_shape[0] += a * of(&weights[1], sums);
                        by_shape[1] += a * of(&weights[2], sums);
                    }
                    if !self.slope.is_empty() {
                        slope = of(&weights[0], &self.slope[states]);
                    }
                }
                Layout::Together { rates, by_kind } => {
                    let index = if *by_kind {
                        column
                    } else {
                        column % rates.len()
                    };
                    *value = self.sum[column];
                    if !by_shape.is_empty() {
                        by_shape[index] -= a * rates[index] * self.lag[column];
                    }
                    slope = self.slope.get(column).copied().unwrap_or(0.0);
                }
                Layout::ByPair { rates } => {
                    let pair = excited * basis.kinds + column;
                    self.touch(pair, rates[pair]);
                    *value = self.sum[pair];
                    if !by_shape.is_empty() {
                        by_shape[column] -= a * rates[pair] * self.lag[pair];
                    }
                    slope = self.slope.get(pair).copied().unwrap_or(0.0);
                }
            }
            total += a * *value;
            by_mark += a * slope;
        }
        (total, by_mark)
    }

    /// The columns of exponential kernels with their state, number of the decay
    /// and decay, for one excited kind.
    fn exponentials<'s>(
        basis: &'s Basis,
        excited: usize,
    ) -> Option<impl Iterator<Item = (usize, usize, f64)> + 's> {
        let (rates, start, count) = match &basis.layout {
            Layout::None | Layout::Mixture { .. } => return None,
            Layout::Together { rates, .. } => (rates, 0, basis.kinds * basis.states_per_kind()),
            Layout::ByPair { rates } => (rates, excited * basis.kinds, basis.kinds),
        };
        let by_kind = !matches!(&basis.layout, Layout::Together { by_kind: false, .. });
        Some((0..count).map(move |column| {
            let index = if by_kind {
                column
            } else {
                column % rates.len()
            };
            (start + column, index, rates[start + index])
        }))
    }

    /// Second derivatives of the excitation now; call after [`State::read`].
    #[inline]
    pub fn curvature(&self, basis: &Basis, excited: usize, alpha: &[f64], out: &mut Curvature) {
        out.twice.fill(0.0);
        if let Some(columns) = Self::exponentials(basis, excited) {
            for (column, (state, index, rate)) in columns.enumerate() {
                let (sum, lag) = (self.sum[state], rate * self.lag[state]);
                let square = rate * rate * self.square[state];
                out.mixed[column] = rate * (sum - lag);
                out.twice[index] += alpha[column] * rate * (sum - 3.0 * lag + square);
            }
        }
    }

    /// Second derivatives of what is still to come of the excitation; call after
    /// [`State::remaining`].
    pub fn remaining_curvature(
        &self,
        basis: &Basis,
        excited: usize,
        alpha: &[f64],
        out: &mut Curvature,
    ) {
        out.twice.fill(0.0);
        if let Some(columns) = Self::exponentials(basis, excited) {
            for (column, (state, index, rate)) in columns.enumerate() {
                let lag = rate * self.lag[state];
                let square = rate * rate * self.square[state];
                out.mixed[column] = -lag;
                out.twice[index] += alpha[column] * (square - lag);
            }
        }
    }

    /// All that an event of weight 1 of the kind of a column triggers per unit
    /// of its weight, with derivatives by the shape: 1, or the sum of the weights
    /// of a mixture.
    pub fn whole(basis: &Basis) -> [f64; 3] {
        match &basis.layout {
            Layout::Mixture { weights, .. } => {
                [0, 1, 2].map(|index: usize| weights[index].iter().sum())
            }
            _ => [1.0, 0.0, 0.0],
        }
    }

    /// The parts into which the excitation of `excited` by one column splits:
    /// decay, and what is still to come of it per unit of weight.
    pub fn parts(&mut self, basis: &Basis, excited: usize, column: usize) -> Vec<(f64, f64)> {
        match &basis.layout {
            Layout::None => Vec::new(),
            Layout::Together { rates, by_kind } => {
                let index = if *by_kind {
                    column
                } else {
                    column % rates.len()
                };
                vec![(rates[index], self.sum[column])]
            }
            Layout::ByPair { rates } => {
                let pair = excited * basis.kinds + column;
                self.touch(pair, rates[pair]);
                vec![(rates[pair], self.sum[pair])]
            }
            Layout::Mixture { rates, weights } => {
                let states = &self.sum[column * rates.len()..(column + 1) * rates.len()];
                rates
                    .iter()
                    .zip(&weights[0])
                    .zip(states)
                    .map(|((rate, weight), sum)| (*rate, weight * sum))
                    .collect()
            }
        }
    }
}

#[inline]
fn mix(weights: &[f64], rates: &[f64], sums: &[f64]) -> f64 {
    weights
        .iter()
        .zip(rates)
        .zip(sums)
        .map(|((weight, rate), sum)| weight * rate * sum)
        .sum()
}
