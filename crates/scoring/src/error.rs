//! The errors of this crate, and the checks that raise them.

/// Why a score could not be computed.
///
/// Every function of this crate that takes data returns this type; none panics
/// on input, and none returns a value that is not a number.
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
    /// A value is infinite or not a number.
    #[error("{what} {index} is not a finite number")]
    NotFinite {
        /// What was looked at: "draw", "observation".
        what: &'static str,
        /// Its index, counted from 0.
        index: usize,
    },
    /// There are fewer values than are needed.
    #[error("at least {needed} {what} are needed, but there are {have}")]
    TooFew {
        /// What is counted: "draws", "periods".
        what: &'static str,
        /// How many are needed.
        needed: usize,
        /// How many there are.
        have: usize,
    },
    /// Two lists that belong together differ in length.
    #[error("there are {left} {left_name}, but {right} {right_name}; give one for each")]
    LengthMismatch {
        /// What the first list holds.
        left_name: &'static str,
        /// Length of the first list.
        left: usize,
        /// What the second list holds.
        right_name: &'static str,
        /// Length of the second list.
        right: usize,
    },
    /// A list that must rise does not.
    #[error("{what} must rise, but number {index} does not lie above the one before it")]
    NotRising {
        /// What the list holds.
        what: &'static str,
        /// The index, counted from 0, of the first value out of order.
        index: usize,
    },
    /// A forecast by quantiles lacks the level that a score needs.
    #[error("the score needs the quantile at level {level}, which the forecast does not have")]
    MissingLevel {
        /// The level that is missing.
        level: f64,
    },
    /// The score does not exist, such as the logarithm of a probability of
    /// zero or a ratio to a mean score of zero.
    #[error("{score} does not exist: {why}")]
    Undefined {
        /// The score that was asked for.
        score: &'static str,
        /// Why it does not exist, and what would make it exist.
        why: &'static str,
    },
    /// The metric scores another kind of forecast.
    #[error("`{metric}` scores {needs}, but the forecast is given as {given}")]
    WrongForecast {
        /// Name of the metric.
        metric: &'static str,
        /// What it scores.
        needs: &'static str,
        /// What it was given.
        given: &'static str,
    },
    /// No metric has this name.
    #[error("there is no metric `{name}`{}", suggestion(.nearest))]
    NoSuchMetric {
        /// The name asked for.
        name: String,
        /// The name that is nearest, where one is near.
        nearest: Option<&'static str>,
    },
}

fn suggestion(nearest: &Option<&'static str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// Checks that a value is finite.
pub(crate) fn finite(argument: &'static str, value: f64) -> Result<f64, Error> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(Error::OutOfRange {
            argument,
            range: "a finite number",
            value,
        })
    }
}

/// Checks that a value is positive and finite.
pub(crate) fn positive(argument: &'static str, value: f64) -> Result<f64, Error> {
    if value > 0.0 && value.is_finite() {
        Ok(value)
    } else {
        Err(Error::OutOfRange {
            argument,
            range: "positive and finite",
            value,
        })
    }
}

/// Checks that a value lies in the open interval from 0 to 1.
pub(crate) fn open_unit(argument: &'static str, value: f64) -> Result<f64, Error> {
    if value > 0.0 && value < 1.0 {
        Ok(value)
    } else {
        Err(Error::OutOfRange {
            argument,
            range: "above 0 and below 1",
            value,
        })
    }
}

/// Checks that a value is a probability.
pub(crate) fn probability(argument: &'static str, value: f64) -> Result<f64, Error> {
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err(Error::OutOfRange {
            argument,
            range: "between 0 and 1",
            value,
        })
    }
}

/// Checks that every value of a list is finite.
pub(crate) fn all_finite(what: &'static str, values: &[f64]) -> Result<(), Error> {
    // Without an early end the compiler may look at several values at once.
    if values
        .iter()
        .fold(true, |all, value| all & value.is_finite())
    {
        return Ok(());
    }
    let index = values.iter().position(|value| !value.is_finite());
    Err(Error::NotFinite {
        what,
        index: index.unwrap_or(0),
    })
}

/// Checks that a list has at least so many values.
pub(crate) fn at_least(what: &'static str, needed: usize, have: usize) -> Result<(), Error> {
    if have >= needed {
        Ok(())
    } else {
        Err(Error::TooFew { what, needed, have })
    }
}

/// Checks that two lists that belong together have the same length.
pub(crate) fn same_length(
    left_name: &'static str,
    left: usize,
    right_name: &'static str,
    right: usize,
) -> Result<(), Error> {
    if left == right {
        Ok(())
    } else {
        Err(Error::LengthMismatch {
            left_name,
            left,
            right_name,
            right,
        })
    }
}
