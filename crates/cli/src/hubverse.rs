//! The hubverse format of forecasts: one row per value, told apart by output
//! type (<https://docs.hubverse.io>, schemas version 5).
//!
//! It lies in the program and not in `report`, because it converts files of
//! panel forecasts into each other and no Assessment is involved.

mod class;

pub(crate) use class::Class;

/// What a row of model output holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OutputType {
    Mean,
    Median,
    Quantile,
    Cdf,
    Pmf,
    Sample,
}

impl OutputType {
    const ALL: [Self; 6] = [
        Self::Mean,
        Self::Median,
        Self::Quantile,
        Self::Cdf,
        Self::Pmf,
        Self::Sample,
    ];

    /// The name that stands in the column `output_type`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Median => "median",
            Self::Quantile => "quantile",
            Self::Cdf => "cdf",
            Self::Pmf => "pmf",
            Self::Sample => "sample",
        }
    }

    /// The output type of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
