//! The official scores of the VIEWS Prediction Challenge 2023/24.

use std::borrow::Cow;

use super::{Draws, resample_by_fourier};
use crate::error::{Error, finite};
use crate::sample::{BinnedIgnorance, Sample};

/// Larger outcomes and draws count as this.
const LARGEST: f64 = 1e10;

/// Left edges of the bins of the ignorance; the last bin is open.
const EDGES: [f64; 11] = [
    0.0, 0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5,
];

/// Draws to which the ignorance resamples.
const DRAWS: usize = 1000;

/// Probability of missing the outcome of the interval.
const ALPHA: f64 = 0.1;

pub(super) fn crps(forecast: &Draws, observed: f64) -> Result<f64, Error> {
    let (forecast, observed) = capped(forecast, observed)?;
    forecast.sample.crps(observed)
}

pub(super) fn interval_score(forecast: &Draws, observed: f64) -> Result<f64, Error> {
    let (forecast, observed) = capped(forecast, observed)?;
    forecast.sample.interval_score(ALPHA, observed)
}

pub(super) fn ignorance(forecast: &Draws, observed: f64, resample: bool) -> Result<f64, Error> {
    let (forecast, observed) = capped(forecast, observed)?;
    let ignorance = BinnedIgnorance::new(&EDGES, 1.0)?;
    if resample && forecast.ordered.len() != DRAWS {
        let resampled = Sample::from_vec(resample_by_fourier(&forecast.ordered, DRAWS)?)?;
        ignorance.score(&resampled, observed)
    } else {
        ignorance.score(&forecast.sample, observed)
    }
}

/// Forecast and outcome with values above the largest set to it.
fn capped(forecast: &Draws, observed: f64) -> Result<(Cow<'_, Draws>, f64), Error> {
    finite("observed", observed)?;
    let sorted = forecast.sample.sorted();
    let forecast = if sorted[sorted.len() - 1] > LARGEST {
        let capped: Vec<f64> = forecast.ordered.iter().map(|x| x.min(LARGEST)).collect();
        Cow::Owned(Draws::new(&capped)?)
    } else {
        Cow::Borrowed(forecast)
    };
    Ok((forecast, observed.min(LARGEST)))
}
