//! Interrupted time series: segmented quasi-Poisson regression of daily counts
//! (Bernal, Cummins and Gasparrini 2017).

use crate::{
    baseline::Terms,
    contrast::{Contrast, Estimate},
    error::Error,
    power::{Detectable, detectable},
    record::{Exposure, Record},
};

/// Days with the intervention, and events on them, from which on a slope within
/// it is fitted.
pub const DAYS_FOR_SLOPE: u64 = 56;
/// Events on days with the intervention from which on a slope is fitted.
pub const EVENTS_FOR_SLOPE: u64 = 10;

/// A rate ratio with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// Estimate; 0 where nothing happened on the days looked at.
    pub ratio: f64,
    /// Lower end; 0 where the record puts no limit there.
    pub lower: f64,
    /// Upper end; absent where the record puts no limit there.
    pub upper: Option<f64>,
    /// Two-sided p-value of a ratio of 1.
    pub p_value: f64,
}

/// The rate on days that an intervention may have touched over the rate to be
/// expected of them without it.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The rate ratio: the change of level.
    pub level: Ratio,
    /// Factor by which the rate changes further in each 30 days after switching
    /// on, where the record supports it.
    pub slope: Option<Ratio>,
    /// Watched days looked at.
    pub days: u64,
    /// Events on them.
    pub events: u64,
    /// Events to be expected on them without the intervention.
    pub expected: f64,
    /// Watched days that it is compared with.
    pub other_days: u64,
    /// Events on those.
    pub other_events: u64,
    /// Variance of the score over that of independent Poisson counts, at
    /// least 1.
    pub dispersion: f64,
    /// Terms of the baseline.
    pub terms: Terms,
    /// The smallest effects that would have been seen.
    pub detectable: Detectable,
}

impl From<Estimate> for Ratio {
    fn from(estimate: Estimate) -> Self {
        Self {
            ratio: estimate.ratio,
            lower: estimate.lower,
            upper: estimate.upper,
            p_value: estimate.p_value,
        }
    }
}

/// One more value a row: 1 on days of which `marked` holds.
pub(crate) fn indicator(days: &[usize], marked: &[bool]) -> Vec<f64> {
    let value = |&day: &usize| if marked[day] { 1.0 } else { 0.0 };
    days.iter().map(value).collect()
}

/// The effect on days exposed; terms are left out from the top where the
/// regression does not converge with them.
pub(crate) fn effect(
    record: &Record,
    exposure: &Exposure,
    terms: Terms,
    confidence: f64,
) -> Result<Effect, Error> {
    let design = terms.design(record, |day| !exposure.left_out[day]);
    let exposed = indicator(&design.days, &exposure.exposed);
    let slope_value = slope_value(&design.days, exposure);
    let contrast = Contrast::new(design.clone(), exposed.clone(), record.days());
    let estimate = match contrast.estimate(confidence) {
        Ok(estimate) => estimate,
        Err(error) => {
            let simpler = terms.simpler().ok_or(error)?;
            return effect(record, exposure, simpler, confidence);
        }
    };
    let (days, events) = record.sum(|day| exposure.exposed[day]);
    let (other_days, other_events) =
        record.sum(|day| !exposure.exposed[day] && !exposure.left_out[day]);
    let slope = (days >= DAYS_FOR_SLOPE && events >= EVENTS_FOR_SLOPE && other_events > 0)
        .then(|| Contrast::new(design.with(&exposed), slope_value, record.days()))
        .and_then(|contrast| contrast.estimate(confidence).ok())
        .map(Ratio::from);
    Ok(Effect {
        level: estimate.into(),
        slope,
        days,
        events,
        expected: estimate.expected,
        other_days,
        other_events,
        dispersion: estimate.dispersion,
        terms,
        detectable: detectable(&estimate),
    })
}

/// Units of 30 days since the latest onset, on exposed days about their mean.
fn slope_value(days: &[usize], exposure: &Exposure) -> Vec<f64> {
    let since = |day: usize| {
        let began = exposure.onsets.partition_point(|&onset| onset < day);
        let onset = began.checked_sub(1).map_or(0, |last| exposure.onsets[last]);
        (day - onset) as f64 / 30.0
    };
    let exposed = || days.iter().filter(|&&day| exposure.exposed[day]);
    let mean = exposed().map(|&day| since(day)).sum::<f64>() / exposed().count().max(1) as f64;
    let value = |&day: &usize| match exposure.exposed[day] {
        true => since(day) - mean,
        false => 0.0,
    };
    days.iter().map(value).collect()
}

/// Whether the rate was already different in the `length` days before each
/// onset, compared with the other days without the intervention. `None` where
/// fewer than two weeks of such days are on record (or `length`, if that is
/// less), or nothing happened on days without the intervention.
pub(crate) fn before(
    record: &Record,
    exposure: &Exposure,
    length: usize,
    terms: Terms,
    confidence: f64,
) -> Option<Ratio> {
    let marked = exposure.before(length);
    let free = |day: usize| !exposure.exposed[day] && !exposure.left_out[day];
    let (days, _) = record.sum(|day| marked[day]);
    let (other_days, _) = record.sum(|day| free(day) && !marked[day]);
    let (_, events) = record.sum(free);
    if (days as usize) < length.min(14) || other_days == 0 || events == 0 {
        return None;
    }
    let mut terms = terms;
    loop {
        let design = terms.design(record, free);
        let value = indicator(&design.days, &marked);
        let contrast = Contrast::new(design, value, record.days());
        match contrast.estimate(confidence) {
            Ok(estimate) => return Some(estimate.into()),
            Err(_) => terms = terms.simpler()?,
        }
    }
}
