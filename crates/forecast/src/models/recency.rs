//! History in which recent periods count more, shrunk towards that of similar
//! units.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::{Error, Forecaster, Panel, Paths, Support, Task};

/// Edges of the classes of recent level: the bins of the ignorance score of the
/// VIEWS challenge.
const CLASSES: [f64; 10] = [0.01, 0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5];

/// Past counts of a unit, drawn with probability proportional to
/// `e^(-age / τ)`, and with a share of what followed in similar situations.
///
/// The share of the similar is `κ / (n + κ)`, with `n` the sum of the weights of
/// the unit's own periods: what followed `h` periods after a period in which any
/// unit had a recency-weighted mean of the same class. A path keeps its past
/// period from lead to lead with probability `persistence` and draws another
/// otherwise, which leaves the distribution at each lead as it is.
///
/// A unit without observations is drawn from all situations.
#[derive(Debug, Clone)]
pub struct Recency {
    scale: f64,
    pooling: f64,
    persistence: f64,
    name: String,
}

impl Recency {
    /// With the time scale `τ` in periods, `κ` periods of pooling, and the
    /// probability with which a path keeps its past period.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] unless the scale is positive and finite, the
    /// pooling finite and not negative, and the persistence from 0 to 1.
    pub fn new(scale: f64, pooling: f64, persistence: f64) -> Result<Self, Error> {
        let check = |argument, range, value: f64, fits: bool| {
            if fits {
                Ok(())
            } else {
                Err(Error::OutOfRange {
                    argument,
                    range,
                    value,
                })
            }
        };
        check(
            "the time scale",
            "positive and finite",
            scale,
            scale > 0.0 && scale.is_finite(),
        )?;
        check(
            "the pooling",
            "finite and not negative",
            pooling,
            pooling >= 0.0 && pooling.is_finite(),
        )?;
        check(
            "the persistence",
            "from 0 to 1",
            persistence,
            (0.0..=1.0).contains(&persistence),
        )?;
        Ok(Self {
            scale,
            pooling,
            persistence,
            name: format!("recency_{scale}"),
        })
    }
}

impl Default for Recency {
    /// `τ` of 9 periods, pooling of half a period, persistence 0.8.
    fn default() -> Self {
        Self {
            scale: 9.0,
            pooling: 0.5,
            persistence: 0.8,
            name: "recency_9".to_owned(),
        }
    }
}

/// Recency-weighted sum of counts and of weights after each period, `None`
/// before the first observation.
fn levels(history: &Panel, unit: usize, scale: f64) -> Vec<Option<(f64, f64)>> {
    let keep = (-1.0 / scale).exp();
    let mut state: Option<(f64, f64)> = None;
    history
        .series(unit)
        .map(|count| {
            if let Some((sum, weight)) = &mut state {
                *sum *= keep;
                *weight *= keep;
            }
            if let Some(count) = count {
                let (sum, weight) = state.unwrap_or((0.0, 0.0));
                state = Some((sum + count, weight + 1.0));
            }
            state
        })
        .collect()
}

fn class((sum, weight): (f64, f64)) -> usize {
    CLASSES.partition_point(|&edge| edge <= sum / weight)
}

/// The index whose cumulative weight first exceeds a uniform draw.
fn weighted(cumulative: &[f64], generator: &mut ChaCha8Rng) -> usize {
    let total = cumulative.last().copied().unwrap_or(0.0);
    let point = generator.random::<f64>() * total;
    cumulative
        .partition_point(|&sum| sum <= point)
        .min(cumulative.len().saturating_sub(1))
}

impl Forecaster for Recency {
    fn name(&self) -> &str {
        &self.name
    }

    fn version(&self) -> &str {
        "1"
    }

    fn forecast(&self, history: &Panel, task: &Task) -> Result<Paths, Error> {
        task.check(history)?;
        let units = history.units().len();
        let levels: Vec<_> = (0..units)
            .map(|unit| levels(history, unit, self.scale))
            .collect();
        // By lead and class, what followed on that class.
        let mut followed = vec![vec![Vec::new(); CLASSES.len() + 1]; task.steps()];
        let mut anything = Vec::new();
        for (unit, levels) in levels.iter().enumerate() {
            let counts: Vec<Option<f64>> = history.series(unit).collect();
            anything.extend(counts.iter().flatten());
            for (classes, lead) in followed.iter_mut().zip(task.leads.clone()) {
                for (level, count) in levels.iter().zip(counts.iter().skip(lead as usize)) {
                    if let (Some(level), Some(count)) = (level, count) {
                        classes[class(*level)].push(*count);
                    }
                }
            }
        }
        for counts in followed.iter_mut().flatten() {
            counts.sort_by(f64::total_cmp);
        }
        Paths::simulate(self.name(), history, task, |unit, generator, paths| {
            let (ages, own): (Vec<f64>, Vec<f64>) = history
                .observations(unit)
                .map(|(period, count)| ((task.origin - period) as f64, count))
                .unzip();
            let mut weight = 0.0;
            let cumulative: Vec<f64> = ages
                .iter()
                .map(|age| {
                    weight += (-age / self.scale).exp();
                    weight
                })
                .collect();
            let class = levels[unit].last().copied().flatten().map(class);
            let similar = |step: usize| {
                class
                    .map(|class| &followed[step][class])
                    .filter(|counts| !counts.is_empty())
                    .unwrap_or(&anything)
            };
            let share = if anything.is_empty() {
                0.0
            } else if own.is_empty() {
                1.0
            } else {
                self.pooling / (weight + self.pooling)
            };
            if own.is_empty() && anything.is_empty() {
                return Ok(Support::Nothing);
            }
            for draw in 0..paths.draws() {
                // A path is a place in the unit's own past, or in the ordered
                // outcomes of similar situations.
                let mut from_similar = false;
                let mut place = 0.0;
                let mut period = 0;
                for (step, lead) in task.leads.clone().enumerate() {
                    if step == 0 || generator.random::<f64>() >= self.persistence {
                        from_similar = generator.random::<f64>() < share;
                        if from_similar {
                            place = generator.random();
                        } else {
                            period = weighted(&cumulative, generator);
                        }
                    }
                    paths.at(lead)[draw] = if from_similar {
                        let counts = similar(step);
                        counts[((place * counts.len() as f64) as usize).min(counts.len() - 1)]
                    } else {
                        own[period]
                    };
                }
            }
            Ok(if own.is_empty() {
                Support::OtherUnits
            } else {
                Support::OwnHistory
            })
        })
    }
}
