//! From origin to origin: every forecast from the days before it alone.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{
    Model, ModelView, Outlook, Reason,
    base_rate::{BaseRate, BaseRates},
    dynamic_rate::DynamicRate,
    excitation::Excitation,
    pool::Pool,
    renewal::Renewal,
    series::{DailySeries, Window},
    situation::Situation,
    states::States,
};
use crate::error::Error;

/// The longest window: ten years.
const LONGEST: u32 = 3653;

/// The forecasts at the last day of the series, one for each window.
///
/// To weigh the models, the same forecasts are first made at earlier origins, a
/// week apart, each from the days before it alone. No random numbers are drawn.
///
/// # Errors
/// [`Error::OutOfRange`] for a window without days or one that ends more than
/// ten years ahead, [`Error::TooFewData`] when no day of the series is covered.
pub fn outlook(series: &DailySeries, windows: &[Window]) -> Result<Vec<Outlook>, Error> {
    let last = series.days() - 1;
    Ok(outlooks(series, &[last], windows)?
        .pop()
        .unwrap_or_default())
}

/// The forecasts at several origins, each the same as [`outlook`] gives for the
/// series up to that day, in one pass for all origins that are whole weeks
/// apart.
///
/// Origins are days of the series counted from 0; the result has one entry for
/// each, in their order.
///
/// # Errors
/// Those of [`outlook`], and [`Error::NoSuchPeriod`] for an origin outside the
/// series.
pub fn outlooks(
    series: &DailySeries,
    origins: &[usize],
    windows: &[Window],
) -> Result<Vec<Vec<Outlook>>, Error> {
    for window in windows {
        if window.days == 0 || window.gap.saturating_add(window.days) > LONGEST {
            return Err(Error::OutOfRange {
                argument: "the length of a window",
                range: "at least 1 day, and its end at most 3653 days ahead",
                value: f64::from(window.days),
            });
        }
    }
    let mut courses: BTreeMap<usize, usize> = BTreeMap::new();
    for &origin in origins {
        if origin >= series.days() {
            return Err(Error::NoSuchPeriod {
                period: origin as i64,
                first: 0,
                last: series.days() as i64 - 1,
            });
        }
        if series.past(origin).covered() == 0 {
            return Err(Error::TooFewData {
                model: "a forecast of occurrence",
                needed: "at least one covered day up to the origin",
                have: 0,
            });
        }
        let last = courses.entry(origin % 7).or_default();
        *last = origin.max(*last);
    }
    let made: BTreeMap<usize, Vec<Outlook>> = courses
        .into_values()
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|last| course(series, last, windows, origins))
        .flatten_iter()
        .collect();
    Ok(origins
        .iter()
        .map(|origin| made.get(origin).cloned().unwrap_or_default())
        .collect())
}

/// What a model says at one origin.
struct Said {
    probabilities: Vec<f64>,
    reason: Reason,
}

/// All origins a week apart that end with `last`; those of `wanted` are kept.
fn course(
    series: &DailySeries,
    last: usize,
    windows: &[Window],
    wanted: &[usize],
) -> Vec<(usize, Vec<Outlook>)> {
    let origins: Vec<usize> = (last % 7..=last).step_by(7).collect();
    let models: Vec<Box<dyn Model>> = vec![
        Box::new(DynamicRate::new(windows)),
        Box::new(Renewal::new(windows)),
        Box::new(Excitation::new(windows)),
        Box::new(States::new(windows)),
        Box::new(Situation::new(windows)),
    ];
    let said: Vec<(&'static str, Vec<Said>)> = models
        .into_par_iter()
        .map(|mut model| {
            let said = origins
                .iter()
                .map(|&origin| {
                    let past = series.past(origin);
                    model.observe(past);
                    Said {
                        probabilities: (0..windows.len())
                            .map(|index| model.probability(past, index).clamp(0.0, 1.0))
                            .collect(),
                        reason: model.reason(past),
                    }
                })
                .collect();
            (model.name(), said)
        })
        .collect();
    let of_window = |index: usize, &window: &Window| -> Vec<Outlook> {
        let mut base_rate = BaseRate::new(window);
        let mut pool = Pool::new(window, said.len());
        origins
            .iter()
            .enumerate()
            .map(|(step, &origin)| {
                let past = series.past(origin);
                let BaseRates { weighed, long_run } = base_rate.at(past);
                let probabilities: Vec<f64> = said
                    .iter()
                    .map(|(_, said)| said[step].probabilities[index])
                    .collect();
                let pooled = pool.at(past, weighed, &probabilities);
                let models = said
                    .iter()
                    .zip(&probabilities)
                    .zip(&pooled.weights)
                    .map(|(((name, said), &probability), &weight)| ModelView {
                        name,
                        probability,
                        weight,
                        contribution: weight * (probability - weighed),
                        reason: said[step].reason,
                    })
                    .collect();
                Outlook {
                    window,
                    probability: pooled.probability,
                    base_rate: weighed,
                    long_run_share: long_run,
                    models,
                    skill: pooled.skill,
                }
            })
            .collect()
    };
    let mut by_window: Vec<std::vec::IntoIter<Outlook>> = windows
        .par_iter()
        .enumerate()
        .map(|(index, window)| of_window(index, window))
        .collect::<Vec<_>>()
        .into_iter()
        .map(Vec::into_iter)
        .collect();
    origins
        .iter()
        .filter_map(|&origin| {
            let outlooks = by_window.iter_mut().filter_map(Iterator::next).collect();
            wanted.contains(&origin).then_some((origin, outlooks))
        })
        .collect()
}
