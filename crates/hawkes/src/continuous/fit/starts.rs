//! Where the search for a maximum begins.

use super::Fit;
use super::bounds::{offset_range, smallest_gap};
use crate::continuous::likelihood::Problem;
use crate::continuous::{Family, Kernel};
use crate::{Catalogue, Error, Window};

/// A larger catalogue is first fitted on its early part.
const LARGE: usize = 5_000;
/// Events of that part.
const PILOT: usize = 3_000;
/// Starting decays lie at most this factor apart.
const SPACING: f64 = 6.0;
const MOST_STARTS: usize = 6;

/// Events of the early parts that a catalogue is fitted on first, one after the
/// other.
pub(super) fn pilots(events: usize) -> Vec<usize> {
    let mut sizes = Vec::new();
    if events >= LARGE {
        sizes.push(PILOT);
    }
    if events >= 100 * PILOT {
        sizes.push(events / 20);
    }
    sizes
}

/// The first `size` events of a catalogue, of more than that, up to the time of
/// the last of them; `None` where they all fall on the start of the window.
pub(super) fn early_part(catalogue: &Catalogue, size: usize) -> Result<Option<Catalogue>, Error> {
    let window = catalogue.window();
    let end = catalogue.times()[size];
    let count = catalogue.times().partition_point(|&time| time <= end);
    if end <= window.start() {
        return Ok(None);
    }
    let part = Catalogue::new(
        catalogue.times()[..count].to_vec(),
        catalogue.kinds()[..count].to_vec(),
        catalogue.kind_count(),
        Window::new(window.start(), end)?,
    )?;
    Ok(Some(match catalogue.marks() {
        Some(marks) => part.with_marks(marks[..count].to_vec())?,
        None => part,
    }))
}

/// Kernels to start from, within the bounds.
pub(super) fn starting_kernels(
    family: Family,
    catalogue: &Catalogue,
) -> Result<Vec<Kernel>, Error> {
    let length = catalogue.window().length();
    let kinds = catalogue.kind_count();
    let slow = 10.0 / length;
    let fast = (3.0 * catalogue.len().min(PILOT) as f64 / length)
        .max(10.0 * slow)
        .min(1.0 / smallest_gap(catalogue).min(0.01 * length));
    let ratio = fast / slow;
    let count = ((ratio.ln() / SPACING.ln()).ceil() as usize + 1).clamp(2, MOST_STARTS);
    let decays: Vec<f64> = (0..count)
        .map(|i| slow * ratio.powf(i as f64 / (count - 1) as f64))
        .collect();
    Ok(match family {
        Family::Exponential => decays
            .into_iter()
            .map(|decay| Kernel::Exponential { decay })
            .collect(),
        // The best decays of a simpler family are the starts, see `fit`.
        Family::ExponentialByExciting => vec![Kernel::ExponentialByExciting {
            decays: vec![decays[decays.len() / 2]; kinds],
        }],
        Family::ExponentialByPair => vec![Kernel::ExponentialByPair {
            decays: vec![decays[decays.len() / 2]; kinds * kinds],
        }],
        Family::SumOfExponentials { count: 0 } => {
            return Err(Error::OutOfRange {
                argument: "number of decays",
                range: "1 or more",
                value: 0.0,
            });
        }
        Family::SumOfExponentials { count } => [0.2, 0.5]
            .into_iter()
            .map(|part| Kernel::SumOfExponentials {
                decays: (0..count)
                    .map(|m| {
                        let place = part + (1.0 - part) * (m as f64 + 0.5) / count as f64;
                        slow * ratio.powf(place)
                    })
                    .collect(),
            })
            .collect(),
        Family::PowerLaw => {
            let (low, high) = offset_range(catalogue);
            [(0.3, 1.3), (0.7, 1.3), (0.5, 2.0)]
                .into_iter()
                .map(|(place, exponent)| Kernel::PowerLaw {
                    offset: (ratio.powf(place) * slow).recip().clamp(low, high),
                    exponent,
                })
                .collect()
        }
    })
}

/// Half of the events background, the other half triggered by all alike.
pub(super) fn starting_point(problem: &Problem<'_>, kernel: &Kernel) -> Vec<f64> {
    let layout = problem.layout;
    let length = problem.length();
    let total: usize = problem.explained().iter().sum();
    let mut start = vec![0.0; layout.len()];
    for (kind, &count) in problem.explained().iter().enumerate() {
        let share = if layout.columns > 0 { 0.5 } else { 1.0 };
        start[layout.of_kind(kind)] = share * count as f64 / length;
        let components = kernel.components().max(1) as f64;
        for (column, weight) in layout.weights(kind).enumerate() {
            let exciting = column / kernel.components().max(1);
            // What was never seen excites nothing.
            if problem.seen(exciting) {
                start[weight] = 0.5 * count as f64 / (total.max(1) as f64 * components);
            }
        }
    }
    start
}

pub(super) fn set_shape(problem: &Problem<'_>, parameters: &mut [f64], kernel: &Kernel) {
    if problem.layout.shape > 0 {
        let start = problem.layout.shape_start();
        for (slot, number) in parameters[start..].iter_mut().zip(kernel.shape()) {
            *slot = number;
        }
    }
}

/// The parameters of a fit with fewer decays, laid out for one with more.
pub(super) fn widen(fit: &Fit, problem: &Problem<'_>) -> Vec<f64> {
    let layout = problem.layout;
    let kinds = layout.kinds;
    let mut wide = vec![0.0; layout.len()];
    wide[..layout.shape_start()].copy_from_slice(&fit.parameters[..layout.shape_start()]);
    let shape = fit.process.kernel.shape();
    for index in 0..layout.shape {
        wide[layout.shape_start() + index] = match shape.len() {
            1 => shape[0],
            _ => shape[index % kinds],
        };
    }
    if layout.mark == 1
        && let Some(productivity) = &fit.process.productivity
    {
        wide[layout.mark_index()] = productivity.exponent;
    }
    // A weight of zero tells nothing of its decay: let it try again.
    for kind in 0..kinds {
        let most = wide[layout.weights(kind)]
            .iter()
            .copied()
            .fold(0.0, f64::max);
        for (column, weight) in layout.weights(kind).enumerate() {
            if problem.seen(column) {
                wide[weight] = wide[weight].max(0.05 * most);
            }
        }
    }
    wide
}
