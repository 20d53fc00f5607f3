use rand_distr::{Distribution, Poisson};

use crate::{Error, Forecaster, Panel, Paths, Support, Task};

/// The last observed count goes on: Poisson counts around it, independent from
/// lead to lead. It is `last_historical_poisson` of the VIEWS challenge.
///
/// A unit without observations is given zero.
#[derive(Debug, Clone, Copy, Default)]
pub struct LastValue;

impl Forecaster for LastValue {
    fn name(&self) -> &str {
        "last_value"
    }

    fn version(&self) -> &str {
        "1"
    }

    fn forecast(&self, history: &Panel, task: &Task) -> Result<Paths, Error> {
        Paths::simulate(self.name(), history, task, |unit, generator, paths| {
            let Some((_, last)) = history.observations(unit).next_back() else {
                return Ok(Support::Nothing);
            };
            // A mean of zero has no Poisson distribution in the library.
            if let Ok(around) = Poisson::new(last) {
                for lead in task.leads.clone() {
                    for draw in paths.at(lead) {
                        *draw = around.sample(generator);
                    }
                }
            }
            Ok(Support::OwnHistory)
        })
    }
}
