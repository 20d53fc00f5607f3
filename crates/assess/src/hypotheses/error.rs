/// Why a case cannot be weighed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A range that is empty, or not of numbers above 0.
    #[error("{low} to {high} is no range of likelihoods: give numbers above 0, the smaller first")]
    Range {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// Priors of which no values within their ranges sum to 1.
    #[error("the priors sum to between {low} and {high}: change them so that they can sum to 1")]
    Priors {
        /// Sum of the lower ends.
        low: f64,
        /// Sum of the upper ends.
        high: f64,
    },
    /// Fewer than two hypotheses.
    #[error("{0} hypotheses cannot be weighed against each other: give at least two")]
    TooFew(usize),
    /// An item with another number of hypotheses than the priors.
    #[error(
        "item {item} speaks of {found} hypotheses, and there are {expected}: give one likelihood for each"
    )]
    Hypotheses {
        /// Number of the item, from 0 up.
        item: usize,
        /// How many it speaks of.
        found: usize,
        /// How many there are.
        expected: usize,
    },
    /// A matrix for another number of hypotheses.
    #[error(
        "the matrix speaks of {found} hypotheses and the watch of {expected}: read it for this watch"
    )]
    Matrix {
        /// How many it speaks of.
        found: usize,
        /// How many there are.
        expected: usize,
    },
    /// A group that names an item twice, or one that there is not, or whose
    /// share is not between 0 and 1.
    #[error(
        "dependence {group} is not a share from 0 to 1 of items that are each in one dependence"
    )]
    Group {
        /// Number of the group, from 0 up.
        group: usize,
    },
}
