//! The errors of this crate.

/// Why an estimate could not be made.
///
/// Every function of this crate that takes data returns this type; none
/// panics on input.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An argument lies outside its range.
    #[error("{argument} must be {range}, but is {value}")]
    OutOfRange {
        /// The name of the argument.
        argument: &'static str,
        /// The range it must lie in, in words.
        range: &'static str,
        /// The value given.
        value: f64,
    },
    /// There are fewer observations than the estimator needs.
    #[error("at least {needed} observations are needed, but there are {have}")]
    TooFewPoints {
        /// How many observations the estimator needs.
        needed: usize,
        /// How many it was given.
        have: usize,
    },
    /// A period was asked for that the series does not have.
    #[error("period {index} does not exist in a series of {length} periods")]
    NoSuchPeriod {
        /// The index asked for, counted from 0.
        index: usize,
        /// The length of the series.
        length: usize,
    },
    /// An observation is infinite or not a number.
    #[error("observation {index} is not a finite number")]
    NotFinite {
        /// The index of the observation, counted from 0.
        index: usize,
    },
    /// Every count that the level of the baseline rests on is zero, so that a
    /// log-linear baseline does not exist.
    #[error("all counts in the reference windows are zero, a log-linear baseline does not exist")]
    AllZero,
    /// All observation times are the same, so that a slope does not exist.
    #[error("all observations have the same time, a slope does not exist")]
    SameTime,
    /// The iterations of a fit did not converge.
    #[error("the fit did not converge")]
    DidNotConverge,
    /// At the age in question no report can have arrived, so that the final
    /// count cannot be estimated from the count seen.
    #[error(
        "no report can have arrived at an age of {age} days, the final count is not identified"
    )]
    NothingReported {
        /// Age of the period in days.
        age: u32,
    },
}

/// Checks that an argument lies in the open interval from 0 to 1.
pub(crate) fn open_unit(argument: &'static str, value: f64) -> Result<(), Error> {
    if value > 0.0 && value < 1.0 {
        Ok(())
    } else {
        Err(Error::OutOfRange {
            argument,
            range: "above 0 and below 1",
            value,
        })
    }
}

/// Checks that an argument is positive and finite.
pub(crate) fn positive(argument: &'static str, value: f64) -> Result<(), Error> {
    if value > 0.0 && value.is_finite() {
        Ok(())
    } else {
        Err(Error::OutOfRange {
            argument,
            range: "positive and finite",
            value,
        })
    }
}
