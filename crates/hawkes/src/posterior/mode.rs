//! The point of highest density.

use super::LogDensity;
use crate::{Error, optimise};

/// Slope below which a point counts as the mode. Coordinates are of the order
/// of one, and only the start and the metric depend on it.
const FLAT: f64 = 1e-3;

/// The point of highest density found from a start.
#[derive(Debug, Clone, PartialEq)]
pub struct Mode {
    /// The point.
    pub point: Vec<f64>,
    /// The log density there.
    pub log_density: f64,
}

impl Mode {
    /// Climbs from `start`. Where the climb does not end, the start is kept:
    /// draws are right from any start, if slower.
    ///
    /// # Errors
    ///
    /// Where the density is zero or not a number at `start`.
    pub fn find(density: &impl LogDensity, start: &[f64]) -> Result<Self, Error> {
        let mut gradient = vec![0.0; start.len()];
        let at_start = density.evaluate(start, &mut gradient);
        if !at_start.is_finite() {
            return Err(Error::NotFinite {
                what: "log density of start",
                index: 0,
            });
        }
        let found = climb(density, &[start.to_vec()], FLAT);
        Ok(match found {
            Ok(optimum) if optimum.value >= at_start => Self {
                point: optimum.point,
                log_density: optimum.value,
            },
            _ => Self {
                point: start.to_vec(),
                log_density: at_start,
            },
        })
    }
}

/// The highest of the maxima that the climbs from these starts arrive at, with
/// `value` the log density there.
///
/// # Errors
///
/// Where no climb arrives at a point with a slope of at most `flat`.
pub(crate) fn climb(
    density: &impl LogDensity,
    starts: &[Vec<f64>],
    flat: f64,
) -> Result<optimise::Optimum, Error> {
    // The minimiser's first step is as long as the gradient. That of a log
    // density grows with the number of events, and such a step would leave the
    // range of anything sensible.
    let mut slopes = vec![0.0; density.dimension()];
    let mut scale = 1.0_f64;
    for start in starts {
        if density.evaluate(start, &mut slopes).is_finite() {
            scale = scale.max(slopes.iter().map(|slope| slope * slope).sum::<f64>().sqrt());
        }
    }
    let descend = |at: &[f64], gradient: &mut [f64]| {
        let value = density.evaluate(at, gradient);
        gradient.iter_mut().for_each(|slope| *slope /= -scale);
        -value / scale
    };
    let mut optimum = optimise::minimise(descend, starts, flat / scale)?;
    optimum.value *= -scale;
    Ok(optimum)
}
