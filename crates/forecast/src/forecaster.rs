//! The trait that every forecaster has.

use crate::{error::Error, panel::Panel, paths::Paths, task::Task};

/// A method that turns a history into sample paths.
pub trait Forecaster: Sync {
    /// The name under which its record is kept.
    fn name(&self) -> &str;

    /// The version of the method; it changes whenever the same history, task
    /// and seed would give other paths.
    fn version(&self) -> &str;

    /// Sample paths of every unit of the history over the leads of the task.
    ///
    /// The history ends at the task's origin. The same history, task and seed
    /// give the same paths whatever the number of threads. A unit without
    /// observations gets an answer too, and [`Paths::support`] says on what it
    /// rests.
    ///
    /// # Errors
    /// [`Error::NotAtOrigin`] when the history does not end at the origin, and
    /// what the method itself cannot do.
    fn forecast(&self, history: &Panel, task: &Task) -> Result<Paths, Error>;
}

impl<F: Forecaster + Send + ?Sized> Forecaster for std::sync::Arc<F> {
    fn name(&self) -> &str {
        (**self).name()
    }

    fn version(&self) -> &str {
        (**self).version()
    }

    fn forecast(&self, history: &Panel, task: &Task) -> Result<Paths, Error> {
        (**self).forecast(history, task)
    }
}

/// The forecast of `forecaster` as it would have been at the task's origin:
/// whatever the panel holds later is cut off first.
///
/// # Errors
/// Those of [`Panel::up_to`] and of the forecaster.
pub fn forecast_at(
    forecaster: &dyn Forecaster,
    panel: &Panel,
    task: &Task,
) -> Result<Paths, Error> {
    forecaster.forecast(&panel.up_to(task.origin)?, task)
}
