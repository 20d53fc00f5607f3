//! Alarm levels.

use crate::error::Error;
use std::fmt;

/// Alarm level of an observation, from its tail probability after adjustment
/// for the number of indicators watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Level 0: 0.10 or more.
    AsExpected,
    /// Level 1: below 0.10.
    Slight,
    /// Level 2: below 0.05.
    Notable,
    /// Level 3: below 0.01.
    Unusual,
    /// Level 4: below 0.001.
    VeryUnusual,
    /// Level 5: below 0.0001.
    Extreme,
}

impl Level {
    /// All levels, from 0 to 5.
    pub const ALL: [Level; 6] = [
        Self::AsExpected,
        Self::Slight,
        Self::Notable,
        Self::Unusual,
        Self::VeryUnusual,
        Self::Extreme,
    ];

    /// The level of an adjusted tail probability.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when it is not between 0 and 1.
    ///
    /// ```
    /// use foreshock_counts::Level;
    /// let level = Level::of(0.004)?;
    /// assert_eq!((level.number(), level.to_string().as_str()), (3, "unusual"));
    /// # Ok::<(), foreshock_counts::Error>(())
    /// ```
    pub fn of(adjusted_tail_probability: f64) -> Result<Self, Error> {
        if !(0.0..=1.0).contains(&adjusted_tail_probability) {
            return Err(Error::OutOfRange {
                argument: "tail probability",
                range: "between 0 and 1",
                value: adjusted_tail_probability,
            });
        }
        let above = Self::ALL.into_iter().rev().find(|level| {
            level
                .below()
                .is_some_and(|bound| adjusted_tail_probability < bound)
        });
        Ok(above.unwrap_or(Self::AsExpected))
    }

    /// The number of the level, 0 to 5.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The bound that the adjusted tail probability is below; none at level 0.
    pub fn below(self) -> Option<f64> {
        match self {
            Self::AsExpected => None,
            Self::Slight => Some(0.10),
            Self::Notable => Some(0.05),
            Self::Unusual => Some(0.01),
            Self::VeryUnusual => Some(0.001),
            Self::Extreme => Some(0.0001),
        }
    }

    /// The word for the level.
    pub fn word(self) -> &'static str {
        match self {
            Self::AsExpected => "as expected",
            Self::Slight => "slight",
            Self::Notable => "notable",
            Self::Unusual => "unusual",
            Self::VeryUnusual => "very unusual",
            Self::Extreme => "extreme",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.word())
    }
}
