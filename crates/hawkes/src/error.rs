//! The errors of this crate.

/// Why a catalogue was refused or an answer could not be given.
///
/// Every function of this crate that takes data returns this type; none panics
/// on input.
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
    /// A vector or matrix has the wrong number of entries.
    #[error("{what} must have {expected} entries, but has {found}")]
    WrongDimension {
        /// What has the wrong dimension.
        what: &'static str,
        /// How many entries it must have.
        expected: usize,
        /// How many it has.
        found: usize,
    },
    /// The window ends before or when it starts.
    #[error("the window must end after it starts, but is from {start} to {end}")]
    EmptyWindow {
        /// Start of the window.
        start: f64,
        /// End of the window.
        end: f64,
    },
    /// A time, mark or level is missing, infinite or not a number.
    #[error(
        "{what} {index} is missing, infinite or not a number; leave the record out or repair it"
    )]
    NotFinite {
        /// What is not finite: `time`, `mark`, `level`.
        what: &'static str,
        /// Its index, counted from 0.
        index: usize,
    },
    /// The times are not in ascending order.
    #[error(
        "time {index} ({time}) lies before the time that precedes it ({previous}); sort the records by time"
    )]
    Unsorted {
        /// The index of the offending time, counted from 0.
        index: usize,
        /// The offending time.
        time: f64,
        /// The time before it.
        previous: f64,
    },
    /// An event lies outside the observation window.
    #[error(
        "time {index} ({time}) lies outside the window from {start} to {end}; widen the window or leave the record out"
    )]
    OutsideWindow {
        /// The index of the event, counted from 0.
        index: usize,
        /// Its time.
        time: f64,
        /// Start of the window.
        start: f64,
        /// End of the window.
        end: f64,
    },
    /// An event names a kind that the catalogue does not have.
    #[error("event {index} is of kind {kind}, but the kinds are 0 to {}", kinds - 1)]
    UnknownKind {
        /// The index of the event, counted from 0.
        index: usize,
        /// The kind it names.
        kind: usize,
        /// How many kinds there are.
        kinds: usize,
    },
    /// There are no events, so that nothing can be estimated.
    #[error("there are no events, nothing can be estimated")]
    NoEvents,
    /// No day is covered, so that nothing was observed.
    #[error("no day is covered, nothing was observed")]
    NothingCovered,
    /// The model weighs marks, but the catalogue has none.
    #[error("the model weighs the marks of events, but the catalogue has no marks")]
    NoMarks,
    /// The iterations of a fit did not converge.
    #[error("{what} did not converge after {iterations} iterations")]
    DidNotConverge {
        /// What did not converge.
        what: &'static str,
        /// After how many iterations it was given up.
        iterations: usize,
    },
    /// The parameters give an event that was observed no chance at all.
    #[error("the intensity of kind {kind} at time {time} is zero, but an event was observed there")]
    ImpossibleEvent {
        /// The kind of the event.
        kind: usize,
        /// Its time.
        time: f64,
    },
    /// The branching ratio is 1 or more where a stable process is needed.
    #[error(
        "the branching ratio is {branching_ratio}, but must be below 1 for a process that does not explode"
    )]
    Explosive {
        /// The spectral radius of the excitation matrix.
        branching_ratio: f64,
    },
    /// Too few simulated catalogues fulfil the condition of a test.
    #[error(
        "only {have} of the simulated catalogues fulfil the condition, {needed} are needed; simulate more"
    )]
    TooFewSimulations {
        /// How many fulfil it.
        have: usize,
        /// How many are needed.
        needed: usize,
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

/// Checks that an argument is 0 or more, and finite.
pub(crate) fn not_negative(argument: &'static str, value: f64) -> Result<(), Error> {
    if value >= 0.0 && value.is_finite() {
        Ok(())
    } else {
        Err(Error::OutOfRange {
            argument,
            range: "0 or more, and finite",
            value,
        })
    }
}

/// Checks the number of entries of a vector or matrix.
pub(crate) fn dimension(what: &'static str, expected: usize, found: usize) -> Result<(), Error> {
    if expected == found {
        Ok(())
    } else {
        Err(Error::WrongDimension {
            what,
            expected,
            found,
        })
    }
}
