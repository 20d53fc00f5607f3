//! What an indicator measures.

use std::fmt;

use foreshock_event::{Record, Text};
use serde::{Deserialize, Serialize};

/// A number that a record carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumericField {
    /// What the row measures.
    Count,
    /// Goldstein score or the publisher's scale.
    Intensity,
    /// Best estimate of deaths.
    Fatalities,
    /// Quad class.
    Quad,
}

impl NumericField {
    /// Names by which a watch calls the fields.
    pub const NAMES: [&'static str; 4] = ["count", "intensity", "fatalities", "quad"];

    /// The field of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "count" => Some(Self::Count),
            "intensity" => Some(Self::Intensity),
            "fatalities" => Some(Self::Fatalities),
            "quad" => Some(Self::Quad),
            _ => None,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Intensity => "intensity",
            Self::Fatalities => "fatalities",
            Self::Quad => "quad",
        }
    }

    /// Its value in `record`, where it has one.
    pub fn of(self, record: &Record) -> Option<f64> {
        match self {
            Self::Count => record.count,
            Self::Intensity => record.intensity,
            Self::Fatalities => record.fatalities_best,
            Self::Quad => record.quad.map(f64::from),
        }
    }
}

/// What an indicator measures in each period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Number of events.
    Count,
    /// Sum of a field over the events.
    Sum(NumericField),
    /// Mean of a field over the events; no value in a period without any.
    Mean(NumericField),
    /// Number of events over the total that the named source reports for the
    /// same days.
    Share(Text),
    /// Median of a field over the observations of a series; no value in a
    /// period without any.
    Level(NumericField),
}

impl Measure {
    /// Whether a period without events measures zero, and not nothing.
    pub fn counts(&self) -> bool {
        matches!(self, Self::Count | Self::Sum(_) | Self::Share(_))
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count => out.write_str("count"),
            Self::Sum(field) => write!(out, "sum({})", field.name()),
            Self::Mean(field) => write!(out, "mean({})", field.name()),
            Self::Share(source) => write!(out, "share({source})"),
            Self::Level(field) => write!(out, "level({})", field.name()),
        }
    }
}
