//! Reliability diagrams: do events happen as often as forecast?

use rand::Rng;

use super::{decomposition::bin, indicator, pairs};
use crate::error::{Error, at_least, open_unit};
use crate::random::stream;

/// One bin of a reliability diagram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReliabilityBin {
    /// Left edge, which belongs to the bin.
    pub from: f64,
    /// Right edge, which belongs to the last bin only.
    pub to: f64,
    /// Forecasts in the bin.
    pub forecasts: usize,
    /// Events among them.
    pub events: usize,
    /// Mean forecast, at which the point is drawn; `None` in an empty bin.
    pub mean_forecast: Option<f64>,
    /// Share of events; `None` in an empty bin.
    pub event_rate: Option<f64>,
    /// The band in which the share of events would lie if the forecasts were
    /// reliable; `None` in an empty bin.
    pub consistency: Option<(f64, f64)>,
}

/// A reliability diagram with consistency bands.
#[derive(Debug, Clone, PartialEq)]
pub struct ReliabilityDiagram {
    /// Bins of equal width over 0 to 1.
    pub bins: Vec<ReliabilityBin>,
    /// Probability with which a band holds the share of events of a reliable
    /// forecast.
    pub level: f64,
    /// Resamples that the bands rest on.
    pub resamples: usize,
}

/// A reliability diagram with consistency bands by resampling (Bröcker and
/// Smith 2007): in each resample forecasts are drawn with replacement, an event
/// happens with the forecast probability, and the share of events of each bin
/// is noted; the band holds the central `level` of these.
///
/// A point outside its band speaks against reliability. The bands hold bin by
/// bin, so that among many bins some points lie outside by chance, and they
/// take the forecasts for independent: where horizons overlap they are too
/// narrow.
///
/// The same seed gives the same bands.
///
/// # Errors
/// [`Error::TooFew`] without forecasts, bins or at least 10 resamples,
/// [`Error::OutOfRange`] when a probability or the level is out of range,
/// [`Error::LengthMismatch`] unless there is one outcome each.
pub fn reliability_diagram(
    probabilities: &[f64],
    outcomes: &[bool],
    bins: usize,
    level: f64,
    resamples: usize,
    seed: u64,
) -> Result<ReliabilityDiagram, Error> {
    pairs(probabilities, outcomes)?;
    at_least("bins", 1, bins)?;
    at_least("resamples", 10, resamples)?;
    open_unit("level", level)?;
    let mut forecasts = vec![0usize; bins];
    let mut events = vec![0usize; bins];
    let mut sums = vec![0.0; bins];
    for (&forecast, &outcome) in probabilities.iter().zip(outcomes) {
        let at = bin(forecast, bins);
        forecasts[at] += 1;
        events[at] += usize::from(outcome);
        sums[at] += forecast;
    }
    let rates = reliable_rates(probabilities, bins, resamples, seed);
    let bins = (0..bins)
        .map(|at| {
            let count = forecasts[at];
            let filled = count > 0;
            ReliabilityBin {
                from: at as f64 / bins as f64,
                to: (at + 1) as f64 / bins as f64,
                forecasts: count,
                events: events[at],
                mean_forecast: filled.then(|| sums[at] / count as f64),
                event_rate: filled.then(|| events[at] as f64 / count as f64),
                consistency: band(&rates[at], level).filter(|_| filled),
            }
        })
        .collect();
    Ok(ReliabilityDiagram {
        bins,
        level,
        resamples,
    })
}

/// The shares of events of each bin over resamples of reliable forecasts.
fn reliable_rates(
    probabilities: &[f64],
    bins: usize,
    resamples: usize,
    seed: u64,
) -> Vec<Vec<f64>> {
    let mut rates = vec![Vec::with_capacity(resamples); bins];
    let mut forecasts = vec![0u32; bins];
    let mut events = vec![0u32; bins];
    for resample in 0..resamples {
        let mut random = stream(seed, resample as u64);
        forecasts.fill(0);
        events.fill(0);
        for _ in 0..probabilities.len() {
            let forecast = probabilities[random.random_range(0..probabilities.len())];
            let at = bin(forecast, bins);
            forecasts[at] += 1;
            events[at] += u32::from(random.random::<f64>() < forecast);
        }
        for at in 0..bins {
            if forecasts[at] > 0 {
                rates[at].push(f64::from(events[at]) / f64::from(forecasts[at]));
            }
        }
    }
    rates
}

/// The central part of a list of values; `None` when it is empty.
fn band(values: &[f64], level: f64) -> Option<(f64, f64)> {
    let sample = crate::Sample::new(values).ok()?;
    let interval = sample.interval(1.0 - level).ok()?;
    Some((interval.lower, interval.upper))
}

/// A step of the isotonic reliability curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibrated {
    /// Smallest forecast of the step.
    pub from: f64,
    /// Largest forecast of the step.
    pub to: f64,
    /// Share of events among the forecasts of the step.
    pub event_rate: f64,
    /// Forecasts of the step.
    pub forecasts: usize,
}

/// The CORP split of the mean Brier score:
/// `brier = miscalibration − discrimination + uncertainty`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CorpDecomposition {
    /// The mean Brier score.
    pub brier: f64,
    /// What recalibration would gain; zero or more.
    pub miscalibration: f64,
    /// What the recalibrated forecast gains over the base rate; zero or more.
    pub discrimination: f64,
    /// The score of the base rate.
    pub uncertainty: f64,
}

/// A reliability curve by isotonic regression and the split that goes with it.
#[derive(Debug, Clone, PartialEq)]
pub struct CorpReliability {
    /// Steps of the curve, by rising forecast.
    pub steps: Vec<Calibrated>,
    /// The split of the mean Brier score.
    pub decomposition: CorpDecomposition,
}

/// The CORP reliability curve (Dimitriadis, Gneiting and Jordan 2021): the
/// isotonic regression of outcomes on forecasts by pooling adjacent violators,
/// which needs no choice of bins.
///
/// # Errors
/// [`Error::TooFew`] without forecasts, [`Error::LengthMismatch`] unless there
/// is one outcome each, [`Error::OutOfRange`] when a probability does not lie
/// between 0 and 1.
pub fn corp_reliability(
    probabilities: &[f64],
    outcomes: &[bool],
) -> Result<CorpReliability, Error> {
    pairs(probabilities, outcomes)?;
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b]));
    let mut pools: Vec<Pool> = Vec::new();
    for tied in order.chunk_by(|a, b| probabilities[*a] == probabilities[*b]) {
        let forecast = probabilities[tied[0]];
        let mut pool = Pool {
            from: forecast,
            to: forecast,
            forecasts: tied.len(),
            events: tied.iter().filter(|i| outcomes[**i]).count(),
        };
        // Rates are compared as products of whole numbers, so that equal rates
        // are equal.
        while let Some(last) = pools.last()
            && last.events * pool.forecasts >= pool.events * last.forecasts
        {
            pool.from = last.from;
            pool.forecasts += last.forecasts;
            pool.events += last.events;
            pools.pop();
        }
        pools.push(pool);
    }
    let n = probabilities.len() as f64;
    let events = outcomes.iter().filter(|o| **o).count() as f64;
    let uncertainty = events / n * (1.0 - events / n);
    let brier = probabilities
        .iter()
        .zip(outcomes)
        .map(|(p, o)| (p - indicator(*o)).powi(2))
        .sum::<f64>()
        / n;
    // Within a step the recalibrated forecast is the share of events r, whose
    // Brier score sums to k r (1 − r).
    let recalibrated = pools
        .iter()
        .map(|pool| pool.events as f64 * (1.0 - pool.rate()))
        .sum::<f64>()
        / n;
    Ok(CorpReliability {
        steps: pools
            .iter()
            .map(|pool| Calibrated {
                from: pool.from,
                to: pool.to,
                event_rate: pool.rate(),
                forecasts: pool.forecasts,
            })
            .collect(),
        decomposition: CorpDecomposition {
            brier,
            miscalibration: brier - recalibrated,
            discrimination: uncertainty - recalibrated,
            uncertainty,
        },
    })
}

struct Pool {
    from: f64,
    to: f64,
    forecasts: usize,
    events: usize,
}

impl Pool {
    fn rate(&self) -> f64 {
        self.events as f64 / self.forecasts as f64
    }
}
