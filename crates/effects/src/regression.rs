//! Log-linear Poisson regression with a few terms, by Newton's method.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use wide::f64x4;

use crate::error::Error;

const MOST_STEPS: usize = 60;
/// Gain in log-likelihood below which a maximum is taken to be reached.
const FLAT: f64 = 1e-9;
/// Largest logarithm of a mean.
const STEEPEST: f64 = 30.0;

/// Widest design: level, trend, season, and two contrasts.
const WIDEST: usize = 6;

/// Calls a method of a design for its width, so that loops over a row are unrolled.
macro_rules! of_width {
    ($design:expr, $method:ident($($argument:expr),*)) => {
        match $design.width {
            1 => $design.$method::<1>($($argument),*),
            2 => $design.$method::<2>($($argument),*),
            3 => $design.$method::<3>($($argument),*),
            4 => $design.$method::<4>($($argument),*),
            5 => $design.$method::<5>($($argument),*),
            _ => $design.$method::<WIDEST>($($argument),*),
        }
    };
}

/// Rows of explanatory values with a count each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Design {
    /// Values of a row.
    pub width: usize,
    /// Row after row.
    pub values: Vec<f64>,
    /// The counts.
    pub counts: Vec<f64>,
    /// The day of each row.
    pub days: Vec<usize>,
}

/// A maximum of the likelihood.
#[derive(Debug, Clone)]
pub(crate) struct Fit {
    pub coefficients: Vec<f64>,
    pub means: Vec<f64>,
}

impl Design {
    pub(crate) fn rows(&self) -> usize {
        self.counts.len()
    }

    pub(crate) fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.width..(row + 1) * self.width]
    }

    /// The design with one more value in each row, the last.
    pub(crate) fn with(&self, column: &[f64]) -> Self {
        let mut values = Vec::with_capacity(self.values.len() + column.len());
        for (row, &value) in column.iter().enumerate() {
            values.extend_from_slice(self.row(row));
            values.push(value);
        }
        Self {
            width: self.width + 1,
            values,
            counts: self.counts.clone(),
            days: self.days.clone(),
        }
    }

    /// Maximises the likelihood of `ln mean = values · coefficients + offset`.
    ///
    /// # Errors
    /// [`Error::NoConvergence`].
    pub(crate) fn fit(&self, offset: &[f64], start: Option<&[f64]>) -> Result<Fit, Error> {
        let coefficients = match start {
            Some(start) => start.to_vec(),
            None => self.start(offset),
        };
        let mut means = vec![0.0; self.rows()];
        let height = self.means(&coefficients, offset, &mut means);
        let mut climb = Climb::new(self, offset, coefficients, means, height);
        for _ in 0..MOST_STEPS {
            let (_, step) = climb.step()?;
            let gain = climb.go(&step)?;
            if gain < FLAT * (1.0 + climb.height.abs()) {
                return Ok(Fit {
                    coefficients: climb.coefficients,
                    means: climb.means,
                });
            }
        }
        Err(Error::NoConvergence)
    }

    /// The last coefficient where the likelihood is highest, for a design that has one
    /// value more than that of a fit.
    ///
    /// # Errors
    /// [`Error::NoConvergence`].
    pub(crate) fn last_coefficient(&self, without: &Fit) -> Result<f64, Error> {
        let mut coefficients = without.coefficients.clone();
        coefficients.push(0.0);
        let of_events: f64 = self
            .counts
            .iter()
            .zip(&without.means)
            .filter(|(count, _)| **count > 0.0)
            .map(|(count, mean)| count * mean.ln())
            .sum();
        let height = of_events - without.means.iter().sum::<f64>();
        let offset = vec![0.0; self.rows()];
        let mut climb = Climb::new(self, &offset, coefficients, without.means.clone(), height);
        for _ in 0..MOST_STEPS {
            let (slope, step) = climb.step()?;
            // What Newton's step will gain, all but exactly where it is so little; the
            // means there are not asked for.
            if 0.5 * slope.dot(&step) < FLAT * (1.0 + climb.height.abs()) {
                let last = climb.coefficients.last().copied().unwrap_or(0.0);
                return Ok(last + step.iter().next_back().copied().unwrap_or(0.0));
            }
            climb.go(&step)?;
        }
        Err(Error::NoConvergence)
    }

    /// The first value of every row is 1; its coefficient gives the total.
    fn start(&self, offset: &[f64]) -> Vec<f64> {
        let total: f64 = self.counts.iter().sum();
        let exposure: f64 = offset.iter().map(|offset| offset.exp()).sum();
        let mut start = vec![0.0; self.width];
        start[0] = ((total + 0.1) / exposure.max(1e-300)).ln();
        start
    }

    /// Fills in the means and returns the log-likelihood but for a constant.
    fn means(&self, coefficients: &[f64], offset: &[f64], means: &mut [f64]) -> f64 {
        of_width!(self, means_and_height(coefficients, offset, means))
    }

    /// `X' W X` with the means as weights.
    pub(crate) fn information(&self, means: &[f64]) -> Result<Cholesky<f64, Dyn>, Error> {
        let packed = of_width!(self, squares(means));
        let matrix = unpacked(&packed, self.width);
        matrix.cholesky().ok_or(Error::NoConvergence)
    }

    /// The rows, of a width that the compiler knows.
    fn rows_of<const WIDTH: usize>(&self) -> impl Iterator<Item = &[f64; WIDTH]> {
        debug_assert_eq!(WIDTH, self.width);
        self.values.as_chunks::<WIDTH>().0.iter()
    }

    fn means_and_height<const WIDTH: usize>(
        &self,
        coefficients: &[f64],
        offset: &[f64],
        means: &mut [f64],
    ) -> f64 {
        let mut height = 0.0;
        let rows = self.rows_of::<WIDTH>().zip(offset).zip(&self.counts);
        for (((row, offset), count), mean) in rows.zip(means.iter_mut()) {
            let log: f64 = row
                .iter()
                .zip(coefficients)
                .map(|(value, coefficient)| value * coefficient)
                .sum::<f64>()
                + offset;
            *mean = log.min(STEEPEST);
            height += count * *mean;
        }
        exponentiate(means);
        height - means.iter().sum::<f64>()
    }

    /// Slope of the log-likelihood.
    fn slope<const WIDTH: usize>(&self, means: &[f64]) -> Vec<f64> {
        let mut slope = [0.0; WIDTH];
        for ((row, count), mean) in self.rows_of::<WIDTH>().zip(&self.counts).zip(means) {
            let residual = count - mean;
            for (slope, value) in slope.iter_mut().zip(row) {
                *slope += value * residual;
            }
        }
        slope.to_vec()
    }

    /// Lower triangle of `X' W X`, row by row.
    fn squares<const WIDTH: usize>(&self, means: &[f64]) -> Vec<f64> {
        let mut squares = [[0.0; WIDTH]; WIDTH];
        for (row, mean) in self.rows_of::<WIDTH>().zip(means) {
            for (i, one) in row.iter().enumerate() {
                let weighted = mean * one;
                for (cell, other) in squares[i][..=i].iter_mut().zip(row) {
                    *cell += weighted * other;
                }
            }
        }
        let triangle = squares.iter().enumerate();
        triangle
            .flat_map(|(i, cells)| &cells[..=i])
            .copied()
            .collect()
    }
}

/// A climb to the highest likelihood.
struct Climb<'a> {
    design: &'a Design,
    offset: &'a [f64],
    coefficients: Vec<f64>,
    means: Vec<f64>,
    /// The log-likelihood but for a constant.
    height: f64,
    trial: Vec<f64>,
}

impl<'a> Climb<'a> {
    fn new(
        design: &'a Design,
        offset: &'a [f64],
        coefficients: Vec<f64>,
        means: Vec<f64>,
        height: f64,
    ) -> Self {
        Self {
            trial: vec![0.0; means.len()],
            design,
            offset,
            coefficients,
            means,
            height,
        }
    }

    /// The slope and Newton's step.
    fn step(&self) -> Result<(DVector<f64>, DVector<f64>), Error> {
        let design = self.design;
        let slope = DVector::from_vec(of_width!(design, slope(&self.means)));
        let step = design.information(&self.means)?.solve(&slope);
        Ok((slope, step))
    }

    /// Takes a step, or as much of it as does not lead down, and returns the gain.
    fn go(&mut self, step: &DVector<f64>) -> Result<f64, Error> {
        let mut length = 1.0;
        loop {
            let at: Vec<f64> = self
                .coefficients
                .iter()
                .zip(step.iter())
                .map(|(at, step)| at + length * step)
                .collect();
            let reached = self.design.means(&at, self.offset, &mut self.trial);
            if reached.is_finite() && reached >= self.height - FLAT {
                self.coefficients = at;
                std::mem::swap(&mut self.means, &mut self.trial);
                let gain = reached - self.height;
                self.height = reached;
                return Ok(gain);
            }
            length *= 0.5;
            if length < 1e-6 {
                return Err(Error::NoConvergence);
            }
        }
    }
}

/// Puts in place of each value its exponential, four side by side.
fn exponentiate(values: &mut [f64]) {
    let (fours, rest) = values.as_chunks_mut::<4>();
    for four in fours {
        *four = f64x4::new(*four).exp().to_array();
    }
    rest.iter_mut().for_each(|value| *value = value.exp());
}

/// Adds `weight` times the square of `values` to a lower triangle, row by row.
pub(crate) fn add_square(packed: &mut [f64], values: &[f64], weight: f64) {
    let mut cells = packed.iter_mut();
    for (i, one) in values.iter().enumerate() {
        let weighted = weight * one;
        for (other, cell) in values[..=i].iter().zip(cells.by_ref()) {
            *cell += weighted * other;
        }
    }
}

/// The symmetric matrix of a lower triangle.
pub(crate) fn unpacked(packed: &[f64], width: usize) -> DMatrix<f64> {
    DMatrix::from_fn(width, width, |i, j| {
        let (row, column) = if i < j { (j, i) } else { (i, j) };
        packed[row * (row + 1) / 2 + column]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_side_by_side_are_those_of_each() {
        let logs = [
            -1e4, -745.5, -708.0, -30.0, -1.0, -1e-9, 0.0, 0.3, 29.7, 30.0,
        ];
        let mut values = logs;
        exponentiate(&mut values);
        for (value, log) in values.iter().zip(logs) {
            let expected = log.exp();
            assert!(
                (value - expected).abs() <= 1e-14 * expected + 1e-300,
                "{value} for {expected}"
            );
        }
    }
}
