//! Paired comparison of two processes on the same catalogue (Rhoades et al. 2011).

use crate::continuous::Process;
use crate::continuous::simulate::Simulator;
use crate::{Catalogue, Error, error};
use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// How much better one process explains a catalogue than another.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    /// The information gain per event of the first over the second, in nats.
    pub gain_per_event: f64,
    /// Lower end of its interval at the level asked for.
    pub lower: f64,
    /// Upper end of its interval.
    pub upper: f64,
    /// The T-test's two-sided p-value of no gain.
    pub t_p_value: f64,
    /// The W-test's two-sided p-value of a median gain of zero (signed ranks of
    /// Wilcoxon, normal approximation corrected for ties and continuity).
    pub w_p_value: f64,
    /// How many events were compared.
    pub event_count: usize,
}

/// Compares two processes on a catalogue, each with the history that its own
/// simulator holds; the catalogue starts where both simulators do. `None` with
/// fewer than two events, or where all events gain the same, so that nothing can
/// be said of the error.
///
/// The tests take the gains of single events as independent and those of the
/// T-test as normal.
///
/// # Errors
///
/// If the level is not between 0 and 1, the kinds or starts do not fit, marks are
/// missing, or a process gives an event no chance.
pub fn compare(
    first: &Simulator<'_>,
    second: &Simulator<'_>,
    observed: &Catalogue,
    level: f64,
) -> Result<Option<Comparison>, Error> {
    error::open_unit("the level of the interval", level)?;
    let (a, b) = (
        first.continuation(observed)?,
        second.continuation(observed)?,
    );
    for (event, (x, y)) in a.logarithms.iter().zip(&b.logarithms).enumerate() {
        if !(x.is_finite() && y.is_finite()) {
            return Err(Error::ImpossibleEvent {
                kind: usize::from(observed.kinds()[event]),
                time: observed.times()[event],
            });
        }
    }
    let count = observed.len();
    if count < 2 {
        return Ok(None);
    }
    let n = count as f64;
    let offset = (a.expected - b.expected) / n;
    let gains: Vec<f64> = a
        .logarithms
        .iter()
        .zip(&b.logarithms)
        .map(|(x, y)| x - y - offset)
        .collect();
    paired(&gains, 1.0, count, level)
}

/// The T- and W-test of gains that add up to the difference of two log-likelihoods.
/// `scale` turns the mean gain into one per event.
pub(crate) fn paired(
    gains: &[f64],
    scale: f64,
    event_count: usize,
    level: f64,
) -> Result<Option<Comparison>, Error> {
    if gains.len() < 2 {
        return Ok(None);
    }
    let n = gains.len() as f64;
    let mean = gains.iter().sum::<f64>() / n;
    let variance = gains.iter().map(|g| (g - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let error = (variance / n).sqrt();
    if error <= 1e-12 * (1.0 + mean.abs()) {
        return Ok(None);
    }
    let law = StudentsT::new(0.0, 1.0, n - 1.0).map_err(|_| Error::OutOfRange {
        argument: "degrees of freedom",
        range: "1 or more",
        value: n - 1.0,
    })?;
    let reach = law.inverse_cdf(0.5 + 0.5 * level) * error;
    Ok(Some(Comparison {
        gain_per_event: scale * mean,
        lower: scale * (mean - reach),
        upper: scale * (mean + reach),
        t_p_value: (2.0 * law.cdf(-(mean / error).abs())).min(1.0),
        w_p_value: signed_ranks(gains)?,
        event_count,
    }))
}

impl Process {
    /// Compares this process with another on a catalogue, nothing known of what
    /// came before; see [`compare`].
    ///
    /// # Errors
    ///
    /// As [`compare`].
    pub fn compare(
        &self,
        other: &Process,
        observed: &Catalogue,
        level: f64,
    ) -> Result<Option<Comparison>, Error> {
        let start = observed.window().start();
        let (first, second) = (Simulator::new(self, start)?, Simulator::new(other, start)?);
        compare(&first, &second, observed, level)
    }
}

/// The two-sided p-value of Wilcoxon's signed ranks; differences of zero are left
/// out, ties share their mean rank.
fn signed_ranks(differences: &[f64]) -> Result<f64, Error> {
    let mut sorted: Vec<f64> = differences.iter().copied().filter(|d| *d != 0.0).collect();
    sorted.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
    let n = sorted.len() as f64;
    let (mut positive, mut ties) = (0.0, 0.0);
    let mut start = 0;
    while start < sorted.len() {
        let size = sorted[start..]
            .iter()
            .take_while(|d| d.abs() == sorted[start].abs())
            .count();
        let rank = start as f64 + (size as f64 + 1.0) / 2.0;
        let above = sorted[start..start + size]
            .iter()
            .filter(|d| **d > 0.0)
            .count();
        positive += rank * above as f64;
        ties += (size as f64).powi(3) - size as f64;
        start += size;
    }
    let mean = n * (n + 1.0) / 4.0;
    let variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ties / 48.0;
    if variance <= 0.0 {
        return Ok(1.0);
    }
    let normal = Normal::new(0.0, 1.0).map_err(|_| Error::DidNotConverge {
        what: "the normal distribution",
        iterations: 0,
    })?;
    let z = ((positive - mean).abs() - 0.5).max(0.0) / variance.sqrt();
    Ok((2.0 * normal.cdf(-z)).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signed_ranks_as_in_scipy() {
        // scipy.stats.wilcoxon(x, method="asymptotic", correction=True).pvalue, 1.17.1
        let x = [1.2, -0.4, 0.8, 2.5, -1.1, 0.3, 1.9, 0.8, -0.8, 3.1];
        let p = signed_ranks(&x).expect("a p-value");
        assert!((p - 0.125_293_5).abs() < 1e-6, "{p}");
    }
}
