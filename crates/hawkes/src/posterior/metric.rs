//! Directions and their lengths, from the curvature at a point.

use nalgebra::DMatrix;

use super::LogDensity;

/// Curvature below which a direction counts as flat: the density then says
/// nothing about it on the scale of one, and a longer step would overshoot.
const FLATTEST: f64 = 0.05;
/// Step of the central differences, on the scale of the coordinates.
const DIFFERENCE: f64 = 1e-4;

/// A linear map that turns a standard normal vector into one with the
/// covariance of the density near a point.
#[derive(Debug, Clone)]
pub struct Metric {
    centre: Vec<f64>,
    /// Row by row, `dimension` by `dimension`.
    map: Vec<f64>,
    /// The same, column by column.
    columns: Vec<f64>,
}

impl Metric {
    /// Measures the curvature of `density` at `centre`.
    ///
    /// Directions along which the density is flat or curves upwards get the
    /// length that belongs to a curvature of 0.05.
    pub fn at(density: &impl LogDensity, centre: &[f64]) -> Self {
        let n = centre.len();
        let curvature = negative_hessian(density, centre);
        let eigen = curvature.symmetric_eigen();
        let (mut map, mut columns) = (vec![0.0; n * n], vec![0.0; n * n]);
        for column in 0..n {
            let value = eigen.eigenvalues[column];
            let length = value.max(FLATTEST).sqrt().recip();
            for row in 0..n {
                map[row * n + column] = eigen.eigenvectors[(row, column)] * length;
                columns[column * n + row] = map[row * n + column];
            }
        }
        Self {
            centre: centre.to_vec(),
            map,
            columns,
        }
    }

    /// The number of coordinates.
    pub fn dimension(&self) -> usize {
        self.centre.len()
    }

    /// The point that standardised coordinates stand for.
    pub fn point(&self, standardised: &[f64], point: &mut [f64]) {
        let n = standardised.len();
        // The sums of all rows side by side, each still from left to right.
        point.fill(-0.0);
        let mut columns = self.columns.chunks_exact(4 * n);
        let mut along = standardised.chunks_exact(4);
        for (columns, along) in columns.by_ref().zip(along.by_ref()) {
            let (left, right) = columns.split_at(2 * n);
            let ((first, second), (third, fourth)) = (left.split_at(n), right.split_at(n));
            let rows = first.iter().zip(second).zip(third).zip(fourth);
            for (moved, (((a, b), c), d)) in point.iter_mut().zip(rows) {
                *moved = *moved + a * along[0] + b * along[1] + c * along[2] + d * along[3];
            }
        }
        let rest = columns.remainder().chunks_exact(n);
        for (column, along) in rest.zip(along.remainder()) {
            for (moved, weight) in point.iter_mut().zip(column) {
                *moved += weight * along;
            }
        }
        for (point, centre) in point.iter_mut().zip(&self.centre) {
            *point += centre;
        }
    }

    /// The covariance of two coordinates, as the curvature has it.
    pub(crate) fn covariance(&self, one: usize, other: usize) -> f64 {
        let n = self.dimension();
        let row = |place: usize| &self.map[place * n..(place + 1) * n];
        row(one).iter().zip(row(other)).map(|(a, b)| a * b).sum()
    }

    /// The gradient with respect to the standardised coordinates.
    pub fn pull_back(&self, gradient: &[f64], standardised: &mut [f64]) {
        standardised.fill(0.0);
        let rows = self.map.chunks_exact(gradient.len());
        for (row, slope) in rows.zip(gradient) {
            for (standardised, weight) in standardised.iter_mut().zip(row) {
                *standardised += weight * slope;
            }
        }
    }
}

/// The negative Hessian of `density` at a point by central differences of its
/// gradient; directions into places of density zero count as flat.
fn negative_hessian(density: &impl LogDensity, at: &[f64]) -> DMatrix<f64> {
    let n = at.len();
    let mut hessian = DMatrix::zeros(n, n);
    let mut point = at.to_vec();
    let mut above = vec![0.0; n];
    let mut below = vec![0.0; n];
    for row in 0..n {
        point[row] = at[row] + DIFFERENCE;
        let value_above = density.evaluate(&point, &mut above);
        point[row] = at[row] - DIFFERENCE;
        let value_below = density.evaluate(&point, &mut below);
        point[row] = at[row];
        let finite = above.iter().chain(&below).all(|slope| slope.is_finite());
        if value_above.is_finite() && value_below.is_finite() && finite {
            for column in 0..n {
                let slope = (below[column] - above[column]) / (2.0 * DIFFERENCE);
                hessian[(row, column)] += 0.5 * slope;
                hessian[(column, row)] += 0.5 * slope;
            }
        }
    }
    hessian
}
