use super::one_of;
use crate::{Error, Forecaster, Panel, Paths, Support, Task};

/// Draws from the same season of earlier years, such as all Marches for a
/// March. Leads are independent.
///
/// A season that was never observed is drawn from the whole history of the
/// unit; a unit without observations is given zero.
#[derive(Debug, Clone, Copy)]
pub struct Seasonal {
    season: usize,
}

impl Seasonal {
    /// With a year of `season` periods.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the year has less than two periods.
    pub fn new(season: usize) -> Result<Self, Error> {
        if season < 2 {
            return Err(Error::OutOfRange {
                argument: "the length of a year",
                range: "at least 2 periods",
                value: season as f64,
            });
        }
        Ok(Self { season })
    }
}

impl Forecaster for Seasonal {
    fn name(&self) -> &str {
        "seasonal"
    }

    fn version(&self) -> &str {
        "1"
    }

    fn forecast(&self, history: &Panel, task: &Task) -> Result<Paths, Error> {
        Paths::simulate(self.name(), history, task, |unit, generator, paths| {
            let observed: Vec<(i64, f64)> = history.observations(unit).collect();
            if observed.is_empty() {
                return Ok(Support::Nothing);
            }
            let all: Vec<f64> = observed.iter().map(|&(_, count)| count).collect();
            for lead in task.leads.clone() {
                let target = task.origin + i64::from(lead);
                let same_season: Vec<f64> = observed
                    .iter()
                    .filter(|(period, _)| (target - period) % self.season as i64 == 0)
                    .map(|&(_, count)| count)
                    .collect();
                let values = if same_season.is_empty() {
                    &all
                } else {
                    &same_season
                };
                for draw in paths.at(lead) {
                    *draw = one_of(values, generator);
                }
            }
            Ok(Support::OwnHistory)
        })
    }
}
