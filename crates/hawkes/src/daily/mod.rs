//! Excitation of daily counts, for records that carry a day and no instant.

mod answers;
mod background;
mod compare;
mod counts;
mod course;
mod density;
mod dynamics;
mod excitation;
mod fit;
mod forecast;
mod likelihood;
mod model;
mod parameters;
mod posterior;
mod preference;
mod prior;
pub mod residuals;
mod rows;
mod series;
mod simulate;
mod what_if;

pub use answers::{Answers, Now, Origin, origins};
pub use compare::compare;
pub use dynamics::{
    Dynamics, Finding, Past, SUPPORTED, Settings, default_model, dynamics, sampling,
};
pub use fit::{Fit, NotIdentified, Profile, Profiled, StandardErrors, fit, profile};
pub use forecast::test_forecast;
pub use likelihood::log_likelihood;
pub use model::{Background, Excitation, HalfLife, Kernel, Model, Observation};
pub use parameters::{Parameters, spectral_radius};
pub use posterior::{Drawn, Posterior, posterior};
pub use preference::{LikelihoodRatio, Verdict, likelihood_ratio};
pub use prior::Priors;
pub use rows::Weighing;
pub use series::Series;
pub use simulate::{Futures, simulate, simulate_series};
pub use what_if::{Answer, Asked, Contrast, Effort, Input, what_if, what_if_given};
