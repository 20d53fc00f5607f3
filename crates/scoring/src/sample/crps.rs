//! Continuous ranked probability score of a sample.

use super::Sample;
use crate::error::{Error, at_least, finite};

/// The CRPS of a sample split into what the spread of the forecast costs and
/// what missing the outcome costs. The three sum to the score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrpsParts {
    /// The score that an outcome at the median of the sample would have got.
    pub dispersion: f64,
    /// What is added because the outcome lies below the median.
    pub overprediction: f64,
    /// What is added because the outcome lies above the median.
    pub underprediction: f64,
}

impl CrpsParts {
    /// The score itself.
    pub fn total(&self) -> f64 {
        self.dispersion + self.overprediction + self.underprediction
    }
}

impl Sample {
    /// The CRPS of the empirical distribution of the draws; smaller is better,
    /// 0 is perfect, in the unit of the outcome.
    ///
    /// `1/S Σ |xᵢ − y| − 1/(2S²) Σᵢⱼ |xᵢ − xⱼ|`, where the second term is
    /// `1/S² Σ (2i − S − 1) x₍ᵢ₎` over the sorted draws, so that the cost is
    /// that of sorting (Gneiting and Raftery 2007, equation 20; Jordan, Krüger
    /// and Lerch 2019).
    ///
    /// It grows with fewer draws even where the distribution they come from is
    /// the same. To compare forecasts with different numbers of draws use
    /// [`Sample::crps_fair`].
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the outcome is not a finite number.
    pub fn crps(&self, observed: f64) -> Result<f64, Error> {
        finite("observed", observed)?;
        let count = self.sorted.len() as f64;
        Ok(self.distance(observed) - self.spread() / (count * count))
    }

    /// The fair CRPS: `1/S Σ |xᵢ − y| − 1/(2S(S − 1)) Σᵢⱼ |xᵢ − xⱼ|` (Ferro,
    /// Richardson and Weigel 2008; Ferro 2014).
    ///
    /// Its expectation over draws is the CRPS of the distribution that they
    /// come from, whatever their number. It may be negative.
    ///
    /// # Errors
    /// [`Error::TooFew`] with fewer than two draws, [`Error::OutOfRange`] when
    /// the outcome is not a finite number.
    pub fn crps_fair(&self, observed: f64) -> Result<f64, Error> {
        finite("observed", observed)?;
        at_least("draws", 2, self.sorted.len())?;
        let count = self.sorted.len() as f64;
        Ok(self.distance(observed) - self.spread() / (count * (count - 1.0)))
    }

    /// The CRPS of the empirical distribution in parts, as scoringutils splits
    /// it: dispersion is the score at the median of the draws, the rest is
    /// over- or underprediction by the side on which the outcome lies.
    ///
    /// It is the split of the weighted interval score as the number of
    /// intervals grows (Bracher et al. 2021).
    ///
    /// # Errors
    /// Those of [`Sample::crps`].
    pub fn crps_parts(&self, observed: f64) -> Result<CrpsParts, Error> {
        let total = self.crps(observed)?;
        let median = self.median();
        let dispersion = self.crps(median)?;
        // The median minimises the mean distance, so the rest is not negative
        // but for rounding.
        let rest = (total - dispersion).max(0.0);
        Ok(CrpsParts {
            dispersion,
            overprediction: if observed < median { rest } else { 0.0 },
            underprediction: if observed > median { rest } else { 0.0 },
        })
    }

    /// `1/S Σ |xᵢ − y|`.
    fn distance(&self, observed: f64) -> f64 {
        let sum: f64 = lanes(&self.sorted, |_, draw| (draw - observed).abs());
        sum / self.sorted.len() as f64
    }

    /// `Σ (2i − S − 1) x₍ᵢ₎`, counted from 1: half the sum of the distances
    /// between all ordered pairs.
    fn spread(&self) -> f64 {
        // Counted from the median, so that a large common level does not cost
        // digits: the weights sum to zero.
        let level = self.sorted[self.sorted.len() / 2];
        let last = (self.sorted.len() - 1) as f64;
        lanes(&self.sorted, |index, draw| {
            (2.0 * index - last) * (draw - level)
        })
    }
}

/// The sum of `term(index, value)` in eight partial sums: the compiler may
/// compute them side by side, and rounding errors grow more slowly than in one
/// running sum.
fn lanes(values: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    let mut index = [0.0; LANES];
    for (lane, index) in index.iter_mut().enumerate() {
        *index = lane as f64;
    }
    let mut chunks = values.chunks_exact(LANES);
    for chunk in &mut chunks {
        for lane in 0..LANES {
            sums[lane] += term(index[lane], chunk[lane]);
            index[lane] += LANES as f64;
        }
    }
    let rest: f64 = chunks
        .remainder()
        .iter()
        .zip(index)
        .map(|(value, index)| term(index, *value))
        .sum();
    sums.iter().sum::<f64>() + rest
}
