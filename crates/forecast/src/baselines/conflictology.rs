use super::equal_draws;
use crate::{Error, Forecaster, Panel, Paths, Support, Task};

/// The last observed counts of a unit as equally likely futures.
///
/// With as many draws as counts the draws are these counts, oldest first, the
/// same at every lead; with twelve monthly counts this is `conflictology` of the
/// VIEWS challenge, draw for draw. With another number of draws each count is
/// drawn equally often, up to a random choice for what is left over. A path
/// stays at its count, as the level of a conflict tends to.
///
/// A unit without observations is given zero.
#[derive(Debug, Clone)]
pub struct Conflictology {
    window: usize,
    name: String,
}

impl Conflictology {
    /// With the last `window` observed counts.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when the window is zero.
    pub fn new(window: usize) -> Result<Self, Error> {
        if window == 0 {
            return Err(Error::OutOfRange {
                argument: "the window of conflictology",
                range: "at least 1 period",
                value: 0.0,
            });
        }
        let name = match window {
            12 => "conflictology".to_owned(),
            _ => format!("conflictology_{window}"),
        };
        Ok(Self { window, name })
    }
}

impl Default for Conflictology {
    /// The last twelve counts.
    fn default() -> Self {
        Self {
            window: 12,
            name: "conflictology".to_owned(),
        }
    }
}

impl Forecaster for Conflictology {
    fn name(&self) -> &str {
        &self.name
    }

    fn version(&self) -> &str {
        "1"
    }

    fn forecast(&self, history: &Panel, task: &Task) -> Result<Paths, Error> {
        Paths::simulate(self.name(), history, task, |unit, generator, paths| {
            let mut last: Vec<f64> = history
                .observations(unit)
                .rev()
                .take(self.window)
                .map(|(_, count)| count)
                .collect();
            last.reverse();
            let draws = equal_draws(&last, paths.draws(), generator);
            paths.set_all(|draw| draws[draw]);
            Ok(if last.is_empty() {
                Support::Nothing
            } else {
                Support::OwnHistory
            })
        })
    }
}
