//! Adjustment of p-values for the number of tests.

use crate::error::Error;

/// Holm's step-down adjusted p-values, in the order of the input.
///
/// With the p-values sorted, `p_(1) <= … <= p_(m)`, the adjusted value of
/// `p_(i)` is `max_{j <= i} min(1, (m − j + 1) p_(j))`. Rejecting where it is
/// at most `α` keeps the probability of any false rejection at most `α`
/// under every dependence of the tests (Holm 1979).
///
/// # Errors
/// [`Error::OutOfRange`] when a value is not between 0 and 1.
///
/// ```
/// let adjusted = foreshock_counts::adjust::holm(&[0.01, 0.04, 0.03])?;
/// assert_eq!(adjusted, [0.03, 0.06, 0.06]);
/// # Ok::<(), foreshock_counts::Error>(())
/// ```
pub fn holm(p_values: &[f64]) -> Result<Vec<f64>, Error> {
    if let Some(&value) = p_values.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(Error::OutOfRange {
            argument: "p-value",
            range: "between 0 and 1",
            value,
        });
    }
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![0.0; p_values.len()];
    let mut largest = 0.0_f64;
    for (rank, &index) in order.iter().enumerate() {
        let factor = (p_values.len() - rank) as f64;
        largest = largest.max((factor * p_values[index]).min(1.0));
        adjusted[index] = largest;
    }
    Ok(adjusted)
}
