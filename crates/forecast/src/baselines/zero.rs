use crate::{Error, Forecaster, Panel, Paths, Support, Task};

/// Nothing ever happens: every draw is zero.
#[derive(Debug, Clone, Copy, Default)]
pub struct Zero;

impl Forecaster for Zero {
    fn name(&self) -> &str {
        "zero"
    }

    fn version(&self) -> &str {
        "1"
    }

    fn forecast(&self, history: &Panel, task: &Task) -> Result<Paths, Error> {
        Paths::simulate(self.name(), history, task, |_, _, _| Ok(Support::Nothing))
    }
}
