//! Excitation in continuous time, for records that carry an instant.

mod background;
mod fit;
mod kernel;
mod likelihood;
mod matrix;
mod model;
mod power_law;
mod process;
mod recursion;
mod scoring;
mod search;
pub mod simulate;

pub use background::Term;
pub use fit::{Fit, Unidentified};
pub use kernel::{Family, Kernel, ShapeName};
pub use model::{MarkLaw, Model};
pub use power_law::PowerLaw;
pub use process::{Intensity, Process, Productivity};
pub use simulate::{Method, Outlook, Simulator};
