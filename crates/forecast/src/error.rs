//! The errors of this crate.

/// Why a forecast could not be made.
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
    /// A panel without units or without periods.
    #[error("the panel has {units} units and {periods} periods; it needs at least one of each")]
    EmptyPanel {
        /// Units of the panel.
        units: usize,
        /// Periods of the panel.
        periods: usize,
    },
    /// Two units have the same name.
    #[error("the unit {unit} stands twice in the panel; merge its rows or rename one")]
    DuplicateUnit {
        /// The name.
        unit: String,
    },
    /// A table of values does not have one value for each unit and period.
    #[error("{what} holds {have} values, but {units} units times {periods} periods need {needed}")]
    WrongShape {
        /// What was given.
        what: String,
        /// Values given.
        have: usize,
        /// Units of the panel.
        units: usize,
        /// Periods of the panel.
        periods: usize,
        /// Values needed.
        needed: usize,
    },
    /// A count that is negative, infinite or not a number.
    #[error(
        "unit {unit}, period {period}: {value} is not a count; counts are finite and not negative"
    )]
    NotACount {
        /// The unit.
        unit: String,
        /// The period.
        period: i64,
        /// The value given.
        value: f64,
    },
    /// A covariate that is infinite or not a number.
    #[error(
        "covariate {covariate}, unit {unit}, period {period}: {value} is not a finite number; leave it out where it is not known"
    )]
    NotFinite {
        /// The covariate.
        covariate: String,
        /// The unit.
        unit: String,
        /// The period.
        period: i64,
        /// The value given.
        value: f64,
    },
    /// A period outside the panel.
    #[error("period {period} lies outside the panel, which runs from {first} to {last}")]
    NoSuchPeriod {
        /// The period asked for.
        period: i64,
        /// First period of the panel.
        first: i64,
        /// Last period of the panel.
        last: i64,
    },
    /// The history handed to a forecaster does not end at the task's origin.
    #[error(
        "the history ends at period {last}, but the origin is {origin}; cut it with `Panel::up_to`"
    )]
    NotAtOrigin {
        /// Last period of the history.
        last: i64,
        /// Origin of the task.
        origin: i64,
    },
    /// The forecast would not fit in memory.
    #[error(
        "{units} units x {leads} leads x {draws} draws are more values than the {limit} that one forecast may hold; ask for fewer draws or units"
    )]
    TooLarge {
        /// Units.
        units: usize,
        /// Leads.
        leads: usize,
        /// Draws.
        draws: usize,
        /// The limit.
        limit: usize,
    },
    /// Forecasts that are to be put together do not fit each other.
    #[error("forecasts of {first} and {second} cannot be put together: {why}")]
    Mismatch {
        /// One forecaster.
        first: String,
        /// The other.
        second: String,
        /// What differs.
        why: &'static str,
    },
    /// There is too little data for the model at all.
    #[error("{model} needs {needed}, but has {have}")]
    TooFewData {
        /// The model.
        model: &'static str,
        /// What it needs, in words.
        needed: &'static str,
        /// How many it has.
        have: usize,
    },
    /// A forecaster gave a draw that is negative, infinite or not a number.
    #[error(
        "{model} drew {value} for unit {unit}, which is not a count; this is a fault of the forecaster"
    )]
    BadDraw {
        /// The forecaster.
        model: String,
        /// The unit.
        unit: String,
        /// The draw.
        value: f64,
    },
    /// A forecast could not be scored.
    #[error("a forecast cannot be scored: {0}")]
    Score(#[from] foreshock_scoring::Error),
}
