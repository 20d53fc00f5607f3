//! The errors of this crate.

/// Why a question could not be asked of a record.
///
/// What a record cannot answer is not an error but an answer, such as
/// [`Undefined`](crate::Undefined).
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
    /// Two arguments that speak of the same days differ in length.
    #[error("{argument} has {have} days, but the record has {needed}: give one value for each day")]
    Length {
        /// The name of the argument.
        argument: &'static str,
        /// The length of the record.
        needed: usize,
        /// The length given.
        have: usize,
    },
    /// A span ends before it begins.
    #[error("the span from day {from} to day {to} ends before it begins: exchange the two")]
    Backwards {
        /// First day.
        from: i64,
        /// Last day.
        to: i64,
    },
    /// A log-linear regression did not come to an end.
    #[error("the regression did not converge: leave out a term, or give a longer record")]
    NoConvergence,
}

/// Checks that a level lies strictly between 0 and 1.
pub(crate) fn open_unit(argument: &'static str, value: f64) -> Result<(), Error> {
    if value > 0.0 && value < 1.0 {
        return Ok(());
    }
    Err(Error::OutOfRange {
        argument,
        range: "strictly between 0 and 1",
        value,
    })
}
