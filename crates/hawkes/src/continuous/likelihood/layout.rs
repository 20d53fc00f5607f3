//! Where each parameter stands.

use std::ops::Range;

/// Where the parameters of each kind stand in the vector of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    pub kinds: usize,
    /// Coefficients of background terms of each kind.
    pub terms: usize,
    /// Weights of excitation of each kind.
    pub columns: usize,
    /// Numbers of the kernel.
    pub shape: usize,
    /// 1 if the mark exponent is estimated.
    pub mark: usize,
}

impl Layout {
    /// Parameters of one kind: background rate, coefficients, weights.
    pub fn own(&self) -> usize {
        1 + self.terms + self.columns
    }
    /// Where those of a kind begin.
    pub fn of_kind(&self, kind: usize) -> usize {
        kind * self.own()
    }
    /// Where the weights of a kind stand.
    pub fn weights(&self, kind: usize) -> Range<usize> {
        let start = self.of_kind(kind) + 1 + self.terms;
        start..start + self.columns
    }
    /// Where the numbers of the kernel begin.
    pub fn shape_start(&self) -> usize {
        self.kinds * self.own()
    }
    /// Where the numbers of the kernel stand.
    pub fn shapes(&self) -> Range<usize> {
        self.shape_start()..self.mark_index()
    }
    /// Where the mark exponent stands, if it is estimated.
    pub fn mark_index(&self) -> usize {
        self.shape_start() + self.shape
    }
    pub fn len(&self) -> usize {
        self.mark_index() + self.mark
    }
    /// Whether the log-likelihood is concave along a parameter: background rates
    /// and weights enter the intensity linearly.
    pub fn is_linear(&self, index: usize) -> bool {
        index < self.shape_start() && {
            let within = index % self.own();
            within == 0 || within > self.terms
        }
    }
}
