use super::one_of;
use crate::{Error, Forecaster, Panel, Paths, Support, Task};

/// Whose history a climatology draws from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The unit's own; where it has none, that of all units.
    Unit,
    /// That of all units together.
    AllUnits,
}

/// Draws from all that was ever observed, independent from lead to lead.
#[derive(Debug, Clone)]
pub struct Climatology {
    scope: Scope,
    window: Option<usize>,
    name: String,
}

impl Climatology {
    /// From the whole history.
    pub fn new(scope: Scope) -> Self {
        Self {
            scope,
            window: None,
            name: match scope {
                Scope::Unit => "climatology".to_owned(),
                Scope::AllUnits => "climatology_all".to_owned(),
            },
        }
    }

    /// From the last `periods` periods only.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when there are none.
    pub fn within(self, periods: usize) -> Result<Self, Error> {
        if periods == 0 {
            return Err(Error::OutOfRange {
                argument: "the window of the climatology",
                range: "at least 1 period",
                value: 0.0,
            });
        }
        Ok(Self {
            name: format!("{}_{periods}", Self::new(self.scope).name),
            window: Some(periods),
            ..self
        })
    }

    fn of_unit(&self, history: &Panel, unit: usize) -> Vec<f64> {
        let since = self
            .window
            .map_or(history.first(), |periods| start_of_window(history, periods));
        history
            .observations(unit)
            .filter(|(period, _)| *period >= since)
            .map(|(_, count)| count)
            .collect()
    }
}

/// The first of the last `periods` periods.
fn start_of_window(history: &Panel, periods: usize) -> i64 {
    history.last() - periods.min(history.periods()) as i64 + 1
}

impl Forecaster for Climatology {
    fn name(&self) -> &str {
        &self.name
    }

    fn version(&self) -> &str {
        "1"
    }

    fn forecast(&self, history: &Panel, task: &Task) -> Result<Paths, Error> {
        let all: Vec<f64> = (0..history.units().len())
            .flat_map(|unit| self.of_unit(history, unit))
            .collect();
        Paths::simulate(self.name(), history, task, |unit, generator, paths| {
            let own = self.of_unit(history, unit);
            let (values, support) = match (self.scope, own.is_empty(), all.is_empty()) {
                (_, _, true) => (&all, Support::Nothing),
                (Scope::Unit, false, _) => (&own, Support::OwnHistory),
                (Scope::AllUnits, false, _) => (&all, Support::OwnHistory),
                (_, true, false) => (&all, Support::OtherUnits),
            };
            for lead in task.leads.clone() {
                for draw in paths.at(lead) {
                    *draw = one_of(values, generator);
                }
            }
            Ok(support)
        })
    }
}
