//! Excitation of daily counts, for records that carry a day and no instant.

mod background;
mod density;
mod excitation;
mod fit;
mod likelihood;
mod model;
mod parameters;
mod posterior;
mod prior;
mod series;

pub use fit::{Fit, NotIdentified, Profile, Profiled, StandardErrors, fit, profile};
pub use likelihood::log_likelihood;
pub use model::{Background, Excitation, HalfLife, Kernel, Model, Observation};
pub use parameters::{Parameters, spectral_radius};
pub use posterior::{Posterior, posterior};
pub use prior::Priors;
pub use series::Series;
