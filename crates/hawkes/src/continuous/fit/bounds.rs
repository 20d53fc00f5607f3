//! How far the search for a maximum may go.

use super::Form;
use crate::Catalogue;
use crate::continuous::likelihood::Problem;
use crate::continuous::scoring::Bounds;
use crate::continuous::{Kernel, power_law};

/// Smallest exponent less 1 of a power law that is estimated.
pub(super) const SMALLEST_EXCESS: f64 = 0.02;

/// The smallest distance between two events, or a millionth of the window where
/// all fall together.
pub(super) fn smallest_gap(catalogue: &Catalogue) -> f64 {
    catalogue
        .times()
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .filter(|gap| *gap > 0.0)
        .fold(f64::INFINITY, f64::min)
        .min(catalogue.window().length())
        .max(1e-9 * catalogue.window().length())
}

pub(super) fn offset_range(catalogue: &Catalogue) -> (f64, f64) {
    let length = catalogue.window().length();
    let low = (0.1 * smallest_gap(catalogue)).max(1e-7 * length);
    (low, length)
}

pub(super) fn bounds(
    problem: &Problem<'_>,
    form: &Form,
    catalogue: &Catalogue,
    limits: &[f64],
) -> Bounds {
    let layout = problem.layout;
    let length = catalogue.window().length();
    let mut bounds = Bounds {
        lower: vec![f64::NEG_INFINITY; layout.len()],
        upper: vec![f64::INFINITY; layout.len()],
        fixed: vec![false; layout.len()],
    };
    for parameter in 0..layout.shape_start() {
        if layout.is_linear(parameter) {
            bounds.lower[parameter] = 0.0;
        }
    }
    for kind in 0..layout.kinds {
        for (term, limit) in limits.iter().enumerate() {
            let parameter = layout.of_kind(kind) + 1 + term;
            bounds.lower[parameter] = -limit;
            bounds.upper[parameter] = *limit;
        }
    }
    let shape = layout.shape_start()..layout.shape_start() + layout.shape;
    for (index, parameter) in shape.enumerate() {
        let (low, high) = match form.kernel {
            Kernel::PowerLaw { .. } if index == 0 => offset_range(catalogue),
            Kernel::PowerLaw { .. } => (SMALLEST_EXCESS, power_law::LARGEST_EXPONENT - 1.0),
            // A slower decay is a trend; a faster one ends before the next event.
            _ => (0.1 / length, 30.0 / smallest_gap(catalogue)),
        };
        bounds.lower[parameter] = low.ln();
        bounds.upper[parameter] = high.ln();
    }
    if layout.mark == 1 {
        let spread = catalogue.marks().map_or(0.0, |marks| {
            let low = marks.iter().copied().fold(f64::INFINITY, f64::min);
            let high = marks.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            high - low
        });
        // The largest mark may weigh e^20 times the smallest.
        let limit = if spread > 0.0 { 20.0 / spread } else { 0.0 };
        bounds.lower[layout.mark_index()] = -limit;
        bounds.upper[layout.mark_index()] = limit;
    }
    bounds
}
