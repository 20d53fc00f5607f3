//! The simple forecasts that every other one must beat.

mod climatology;
mod conflictology;
mod last_value;
mod seasonal;
mod zero;

pub use climatology::{Climatology, Scope};
pub use conflictology::Conflictology;
pub use last_value::LastValue;
pub use seasonal::Seasonal;
pub use zero::Zero;

use rand::{Rng, seq::index};
use rand_chacha::ChaCha8Rng;

/// `draws` members of `values`, each as often as every other: whole rounds
/// through all of them in order, and a random choice without repetition for
/// what remains.
fn equal_draws(values: &[f64], draws: usize, generator: &mut ChaCha8Rng) -> Vec<f64> {
    if values.is_empty() {
        return vec![0.0; draws];
    }
    let whole = draws / values.len() * values.len();
    let mut chosen: Vec<f64> = values.iter().cycle().take(whole).copied().collect();
    let rest = index::sample(generator, values.len(), draws - whole);
    chosen.extend(rest.iter().map(|index| values[index]));
    chosen
}

/// One of `values` at random; zero when there is none.
fn one_of(values: &[f64], generator: &mut ChaCha8Rng) -> f64 {
    if values.is_empty() {
        0.0
    } else {
        values[generator.random_range(0..values.len())]
    }
}
