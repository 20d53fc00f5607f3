//! The productivity of marks.

use super::Problem;
use crate::Catalogue;

/// The productivity of marks: κ(m) = e^(b m) divided by its mean over the events
/// of the kind.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Marks {
    /// Every event weighs 1.
    Ignored,
    /// b given, with the logarithm of the mean of e^(b m) of each kind.
    Given { exponent: f64, ln_means: Vec<f64> },
    /// b estimated: the last entry of the parameters, means taken anew.
    Estimated,
}

impl Problem<'_> {
    /// Exponent and logarithms of the means of the productivity at some
    /// parameters; `None` where marks are ignored.
    pub fn productivity_at(&self, parameters: &[f64]) -> Option<(f64, Vec<f64>)> {
        match &self.marks {
            Marks::Ignored => None,
            Marks::Given { exponent, ln_means } => Some((*exponent, ln_means.clone())),
            Marks::Estimated => {
                let exponent = parameters[self.layout.mark_index()];
                Some((exponent, ln_means(self.catalogue, exponent)))
            }
        }
    }

    /// The productivity of each event and its derivative by the exponent.
    pub(super) fn weights(&self, parameters: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let (Some((exponent, ln_means)), Some(marks)) =
            (self.productivity_at(parameters), self.catalogue.marks())
        else {
            return (Vec::new(), Vec::new());
        };
        let kinds = self.catalogue.kinds();
        let weights: Vec<f64> = marks
            .iter()
            .zip(kinds)
            .map(|(mark, &kind)| (exponent * mark - ln_means[usize::from(kind)]).exp())
            .collect();
        if self.layout.mark == 0 {
            return (weights, Vec::new());
        }
        let mut tilted = vec![0.0; self.layout.kinds];
        for ((mark, weight), &kind) in marks.iter().zip(&weights).zip(kinds) {
            tilted[usize::from(kind)] += mark * weight / self.counts[usize::from(kind)] as f64;
        }
        let slopes = marks
            .iter()
            .zip(&weights)
            .zip(kinds)
            .map(|((mark, weight), &kind)| weight * (mark - tilted[usize::from(kind)]))
            .collect();
        (weights, slopes)
    }
}

/// The logarithm of the mean of e^(b m) over the events of each kind, 0 where
/// there is none.
pub(crate) fn ln_means(catalogue: &Catalogue, exponent: f64) -> Vec<f64> {
    let kinds = catalogue.kind_count();
    let marks = catalogue.marks().unwrap_or(&[]);
    let mut largest = vec![f64::NEG_INFINITY; kinds];
    for (mark, &kind) in marks.iter().zip(catalogue.kinds()) {
        let slot = &mut largest[usize::from(kind)];
        *slot = slot.max(exponent * mark);
    }
    let mut sums = vec![(0.0f64, 0usize); kinds];
    for (mark, &kind) in marks.iter().zip(catalogue.kinds()) {
        let (sum, count) = &mut sums[usize::from(kind)];
        *sum += (exponent * mark - largest[usize::from(kind)]).exp();
        *count += 1;
    }
    sums.into_iter()
        .zip(largest)
        .map(|((sum, count), largest)| {
            if count == 0 {
                0.0
            } else {
                largest + (sum / count as f64).ln()
            }
        })
        .collect()
}
