//! Excitation in continuous time, for records that carry an instant.

mod answers;
mod background;
mod branching;
mod continuation;
mod fit;
mod kernel;
mod likelihood;
mod limit;
mod matrix;
mod model;
mod posterior;
mod power_law;
mod preference;
mod prior;
mod process;
mod profile;
mod recursion;
mod residuals;
mod scoring;
mod search;
mod shared_decay;
pub mod simulate;

pub use answers::{Interval, Parameter, Parentage};
pub use background::Term;
pub use fit::{Fit, Unidentified};
pub use kernel::{Family, Kernel, ShapeName};
pub use model::{MarkLaw, Model};
pub use posterior::Posterior;
pub use power_law::PowerLaw;
pub use preference::{Preference, Preferred};
pub use prior::Priors;
pub use process::{Intensity, Process, Productivity};
pub use residuals::{GoodnessOfFit, Residuals};
pub use simulate::{Method, Outlook, Simulator};
