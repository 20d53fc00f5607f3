//! What may be said, by rule.

use crate::{
    excitation::Excitation,
    placebo::Placebo,
    segmented::{Effect, Ratio},
};

/// Events in the record below which nothing is said.
pub const FEWEST_EVENTS: u64 = 5;
/// Increase below which nothing could have been seen, above which the record is
/// too small to speak of.
pub const VAGUE: f64 = 10.0;
/// p-value up to which placebo dates and the days before are taken to differ.
pub const LEVEL: f64 = 0.05;

/// What may be said of an intervention and a kind of event. None of these says
/// that the one brought about the other: what made people act may have made the
/// events as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Fewer than [`FEWEST_EVENTS`] events, or the interval holds 1 and an effect
    /// below a factor of [`VAGUE`] could not have been seen; or undefined.
    TooFew,
    /// The interval of the rate ratio holds 1.
    NoDifference,
    /// The interval leaves out 1, and the rate was different in the same
    /// direction before the intervention.
    AlreadyBefore(Direction),
    /// The interval leaves out 1, and so do too many placebo dates, or there is
    /// no room for placebo dates.
    AsAtPlaceboDates(Direction),
    /// The interval leaves out 1, the rate was not different before, and placebo
    /// dates seldom show as much.
    Differs(Direction),
}

/// More or fewer events than to be expected without the intervention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// More.
    More,
    /// Fewer.
    Fewer,
}

/// Whether regression and point process agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// Both show more events.
    BothMore,
    /// Neither shows more events.
    NeitherMore,
    /// The regression shows fewer; a point process cannot show that, and shows no
    /// more either.
    FewerByOne,
    /// The regression shows more and the point process does not.
    RegressionAlone,
    /// The point process shows more and the regression does not.
    ProcessAlone,
    /// There is only one of them, or none.
    Untold,
}

impl Ratio {
    /// The direction that the interval leaves no doubt of.
    pub fn direction(&self) -> Option<Direction> {
        match self.upper {
            _ if self.lower > 1.0 => Some(Direction::More),
            Some(upper) if upper < 1.0 => Some(Direction::Fewer),
            _ => None,
        }
    }
}

impl Verdict {
    /// The verdict on an effect; what was before and placebo dates are asked for only
    /// where they decide.
    pub(crate) fn of(
        effect: &Effect,
        before: impl FnOnce() -> Option<Ratio>,
        placebo: impl FnOnce() -> Option<Placebo>,
    ) -> Self {
        if effect.events + effect.other_events < FEWEST_EVENTS {
            return Self::TooFew;
        }
        let Some(direction) = effect.level.direction() else {
            let increase = effect.detectable.increase;
            return match increase.is_some_and(|factor| factor <= VAGUE) {
                true => Self::NoDifference,
                false => Self::TooFew,
            };
        };
        let as_before = before().is_some_and(|before| {
            before.p_value <= LEVEL && (before.ratio > 1.0) == (direction == Direction::More)
        });
        if as_before {
            return Self::AlreadyBefore(direction);
        }
        match placebo() {
            Some(placebo) if placebo.p_value <= LEVEL => Self::Differs(direction),
            _ => Self::AsAtPlaceboDates(direction),
        }
    }
}

impl Agreement {
    pub(crate) fn of(effect: &Effect, excitation: Option<&Excitation>) -> Self {
        let Some(excitation) = excitation else {
            return Self::Untold;
        };
        match (effect.level.direction(), excitation.shows()) {
            (Some(Direction::More), true) => Self::BothMore,
            (Some(Direction::More), false) => Self::RegressionAlone,
            (_, true) => Self::ProcessAlone,
            (Some(Direction::Fewer), false) => Self::FewerByOne,
            (None, false) => Self::NeitherMore,
        }
    }
}
