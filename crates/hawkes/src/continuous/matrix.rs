//! What is needed of matrices.

use nalgebra::{Cholesky, DMatrix, DVector, SVD};

/// The largest absolute eigenvalue of a square matrix, row after row.
pub(crate) fn spectral_radius(entries: &[f64], size: usize) -> f64 {
    if size == 1 {
        return entries[0].abs();
    }
    DMatrix::from_row_slice(size, size, entries)
        .complex_eigenvalues()
        .iter()
        .map(|value| value.norm())
        .fold(0.0, f64::max)
}

/// The derivative of the spectral radius ρ of a matrix without negative entries
/// by its entries, row after row: u_i v_j / (u · v) with the left and right
/// vectors of Perron. `None` where ρ is not a simple eigenvalue.
pub(crate) fn spectral_slope(entries: &[f64], size: usize) -> Option<Vec<f64>> {
    let radius = spectral_radius(entries, size);
    let matrix = DMatrix::from_row_slice(size, size, entries);
    let right = null_vector(&matrix, radius)?;
    let left = null_vector(&matrix.transpose(), radius)?;
    let product = left.dot(&right);
    if product.abs() < 1e-9 {
        return None;
    }
    let mut slope = Vec::with_capacity(size * size);
    for row in 0..size {
        for column in 0..size {
            slope.push(left[row] * right[column] / product);
        }
    }
    Some(slope)
}

/// A unit vector that (matrix - value) maps to nothing: the right singular vector
/// of the smallest singular value.
fn null_vector(matrix: &DMatrix<f64>, value: f64) -> Option<DVector<f64>> {
    let size = matrix.nrows();
    let shifted = matrix - DMatrix::<f64>::identity(size, size) * value;
    // Not sorted, which a singular value that is none would make panic.
    let decomposition = SVD::new_unordered(shifted, false, true);
    let values = &decomposition.singular_values;
    if values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let smallest = values.imin();
    decomposition
        .v_t
        .map(|vectors| vectors.row(smallest).transpose())
}

/// Solves a positive definite system on some of its rows and columns, after
/// scaling to a unit diagonal, with `ridge` added to it. `None` where the
/// system is not positive definite.
pub(crate) fn solve(
    matrix: &DMatrix<f64>,
    right: &[f64],
    free: &[usize],
    ridge: f64,
) -> Option<Vec<f64>> {
    let size = free.len();
    let scale: Vec<f64> = free.iter().map(|&i| matrix[(i, i)].abs().sqrt()).collect();
    if scale.iter().any(|s| !(*s > 0.0 && s.is_finite())) {
        return None;
    }
    let scaled = DMatrix::from_fn(size, size, |row, column| {
        let entry = matrix[(free[row], free[column])] / (scale[row] * scale[column]);
        if row == column { entry + ridge } else { entry }
    });
    let vector = DVector::from_fn(size, |row, _| right[free[row]] / scale[row]);
    let solution = Cholesky::new(scaled)?.solve(&vector);
    Some(solution.iter().zip(&scale).map(|(x, s)| x / s).collect())
}

/// The inverse of a positive definite matrix on some of its rows and columns.
pub(crate) fn inverse(matrix: &DMatrix<f64>, free: &[usize]) -> Option<DMatrix<f64>> {
    let size = free.len();
    let scale: Vec<f64> = free.iter().map(|&i| matrix[(i, i)].abs().sqrt()).collect();
    if scale.iter().any(|s| !(*s > 0.0 && s.is_finite())) {
        return None;
    }
    let scaled = DMatrix::from_fn(size, size, |row, column| {
        matrix[(free[row], free[column])] / (scale[row] * scale[column])
    });
    let mut inverse = Cholesky::new(scaled)?.inverse();
    for row in 0..size {
        for column in 0..size {
            inverse[(row, column)] /= scale[row] * scale[column];
        }
    }
    Some(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radius_of_a_cycle_of_kinds() {
        // 0 excites 1, 1 excites 2, 2 excites 0: no event excites its own kind.
        let cycle = [0.0, 0.0, 0.4, 0.9, 0.0, 0.0, 0.0, 0.6, 0.0];
        let radius = spectral_radius(&cycle, 3);
        assert!((radius - (0.4f64 * 0.9 * 0.6).cbrt()).abs() < 1e-12);
    }

    #[test]
    fn slope_of_the_radius() {
        let matrix = [0.3, 0.1, 0.2, 0.4];
        let slope = spectral_slope(&matrix, 2).expect("simple");
        for entry in 0..4 {
            let (mut up, mut down) = (matrix, matrix);
            up[entry] += 1e-6;
            down[entry] -= 1e-6;
            let difference = (spectral_radius(&up, 2) - spectral_radius(&down, 2)) / 2e-6;
            assert!((difference - slope[entry]).abs() < 1e-7);
        }
    }

    #[test]
    fn slope_is_withheld_where_the_radius_bends() {
        assert_eq!(spectral_slope(&[0.0, 0.3, 0.0, 0.0], 2), None);
    }
}
