//! Ignorance of a sample by a histogram of its draws.

use super::Sample;
use crate::error::{Error, all_finite, at_least, finite, positive};

/// Ignorance (the logarithmic score to base 2, in bits) of a sample, through a
/// histogram with pseudo-draws; smaller is better.
///
/// `−log₂((c_b + k) / (S + k B))`, where `c_b` of the `S` draws lie in the bin
/// `b` of the outcome, every one of the `B` bins gets `k` pseudo-draws, and
/// bins hold their left edge. The last bin is open above (Good 1952; Roulston
/// and Smith 2002).
///
/// The pseudo-draws weigh more where there are fewer draws, so that figures
/// from different numbers of draws must not be compared. The score sees the
/// bin only: proper, not strictly proper for the whole distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct BinnedIgnorance {
    edges: Vec<f64>,
    pseudo_draws: f64,
}

impl BinnedIgnorance {
    /// Ignorance with the given left edges, in rising order, and pseudo-draws
    /// per bin.
    ///
    /// # Errors
    /// [`Error::TooFew`] without an edge, [`Error::NotFinite`] and
    /// [`Error::NotRising`] for edges that are not finite or not rising,
    /// [`Error::OutOfRange`] unless the pseudo-draws are positive.
    pub fn new(left_edges: &[f64], pseudo_draws: f64) -> Result<Self, Error> {
        at_least("edges", 1, left_edges.len())?;
        all_finite("edge", left_edges)?;
        if let Some(index) = left_edges.windows(2).position(|pair| pair[0] >= pair[1]) {
            return Err(Error::NotRising {
                what: "edges",
                index: index + 1,
            });
        }
        positive("pseudo-draws", pseudo_draws)?;
        Ok(Self {
            edges: left_edges.to_vec(),
            pseudo_draws,
        })
    }

    /// The left edges of the bins.
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// The bin, counted from 0, that holds a value; `None` below the first
    /// edge.
    pub fn bin(&self, value: f64) -> Option<usize> {
        self.edges
            .partition_point(|edge| *edge <= value)
            .checked_sub(1)
    }

    /// The ignorance of a forecast about an outcome, in bits.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the outcome or a draw lies below the first
    /// edge or the outcome is not a finite number.
    pub fn score(&self, forecast: &Sample, observed: f64) -> Result<f64, Error> {
        finite("observed", observed)?;
        let below = |argument, value| Error::OutOfRange {
            argument,
            range: "at or above the first edge of the histogram",
            value,
        };
        let bin = self
            .bin(observed)
            .ok_or_else(|| below("observed", observed))?;
        let smallest = forecast.sorted()[0];
        if smallest < self.edges[0] {
            return Err(below("draw", smallest));
        }
        let above = match self.edges.get(bin + 1) {
            Some(edge) => forecast.below(*edge),
            None => forecast.count(),
        };
        let in_bin = above - forecast.below(self.edges[bin]);
        let total = forecast.count() as f64 + self.pseudo_draws * self.edges.len() as f64;
        Ok(-((in_bin as f64 + self.pseudo_draws) / total).log2())
    }
}
