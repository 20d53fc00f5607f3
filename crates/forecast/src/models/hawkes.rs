//! Daily counts that excite each other, simulated ahead.

use foreshock_hawkes::{
    DailyCounts,
    daily::{Excitation, Model, Priors, Series, default_model, posterior, simulate},
    posterior::Sampling,
};
use rand::Rng;

use crate::{Error, Forecaster, Panel, Paths, Support, Task};

/// Chains, steps of each to warm up, and draws of each that are kept.
const CHAINS: usize = 2;
const WARM_UP: usize = 100;
const DRAWS: usize = 150;

/// The daily self-exciting model of `foreshock-hawkes`: each unit by itself, its
/// parameters drawn from their posterior, each path simulated with parameters
/// of its own.
///
/// Periods should be days; with longer ones what excites within a period is
/// taken for scatter. A unit without observations is given zero. Counts must be
/// whole numbers below a million; simulated ones are held there.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hawkes;

impl Forecaster for Hawkes {
    fn name(&self) -> &str {
        "hawkes"
    }

    fn version(&self) -> &str {
        "1"
    }

    fn forecast(&self, history: &Panel, task: &Task) -> Result<Paths, Error> {
        Paths::simulate(self.name(), history, task, |unit, generator, paths| {
            let days: Vec<Option<f64>> = history.series(unit).skip_while(Option::is_none).collect();
            if days.is_empty() {
                return Ok(Support::Nothing);
            }
            let counts = days
                .iter()
                .map(|count| match count.unwrap_or(0.0) {
                    count if count.fract() == 0.0 && count < 1e6 => Ok(count as u32),
                    value => Err(Error::OutOfRange {
                        argument: "a count that the Hawkes model takes",
                        range: "a whole number below a million",
                        value,
                    }),
                })
                .collect::<Result<Vec<u32>, Error>>()?;
            let covered = days.iter().map(Option::is_some).collect();
            let counts = DailyCounts::new(counts, 1, days.len())?.with_coverage(covered)?;
            let series = Series::new(&counts);
            let model = Model {
                excitation: Excitation::Own,
                ..default_model(days.len())
            };
            let mut sampling = Sampling::seeded(generator.random());
            (sampling.chains, sampling.warmup, sampling.draws) = (CHAINS, WARM_UP, DRAWS);
            let draws = posterior(&model, &series, &Priors::weak(&series), &sampling)?;
            let futures = simulate(
                &draws,
                &series,
                paths.horizon(),
                paths.draws(),
                generator.random(),
            )?;
            for draw in 0..paths.draws() {
                let path: Vec<f64> = futures.path(draw).iter().copied().map(f64::from).collect();
                paths.set_path(draw, &path);
            }
            Ok(Support::OwnHistory)
        })
    }
}
