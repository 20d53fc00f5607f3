//! Gradient-boosted distributional trees.

mod classes;
mod features;
mod mixture;

use crate::{Error, Forecaster, Panel, Paths, Support, Task, evaluation::IGNORANCE_EDGES};
use classes::{Cases, Classes, Growth};
use features::{Features, LEVELS, RECENT, TWO_YEARS, WIDTH};
use mixture::{Mixture, couple, thinned};

/// Observations without which a unit is not learned from.
const TELLING: u32 = 24;

/// Mean count over 24 periods above which fighting is learned from as ongoing,
/// and from which it is forecast so.
const ONGOING: (f64, f64) = (5.0, 20.0);

/// Quantiles of past ratios between which the classes of ratios lie.
const RATIOS: (f64, f64, usize) = (0.04, 0.97, 20);

/// Values that stand for a class.
const VALUES: usize = 25;

/// Share, time scale and number of periods of the unit's own recent counts.
const HISTORY: (f64, f64, usize) = (0.2, 6.0, 36);

/// A learned case: unit, period of origin, lead, outcome.
struct Case {
    unit: usize,
    origin: usize,
    lead: u32,
    outcome: f64,
}

/// Gradient-boosted distributional trees over features of all histories.
///
/// Two models of the distribution of a count `lead` periods on are learned from
/// all past origins whose outcomes are known, and each unit gets the one that
/// fits its situation:
///
/// - **Classes**: the probability of each bin of the VIEWS ignorance score (0,
///   1-2, 3-5, … above 1000), with the past counts of the bin inside it. For units
///   whose mean over 24 periods is below 20.
/// - **Ratios**, for ongoing wars: classes of `ln(1 + y) - m`, where `m` is the
///   unit's mean of `ln(1 + y)` with a half-life of two periods, between quantiles
///   of past ratios; features are taken relative to `m`. What is learned is how
///   wars of any size grow, wane and end.
///
/// Both are continuation-ratio models whose hazards are boosted trees under log
/// loss. A fifth of each distribution is the unit's own last 36 counts with
/// weights `e^(-age / 6)`. Paths keep their rank from lead to lead as far as past
/// ratios did.
///
/// The history of counts is all it needs. Covariates are not used.
#[derive(Debug, Clone, Copy, Default)]
pub struct DistributionalTrees;

/// Every case whose origin is `keep`t, at every `every`th origin before the end;
/// per origin the `leads` at which it is asked, rotating so that each is asked
/// equally often.
fn cases(
    history: &Panel,
    features: &Features,
    task: &Task,
    (every, leads): (usize, usize),
    keep: impl Fn(&[f64]) -> bool,
) -> Vec<Case> {
    let last = history.periods() - 1;
    let steps = task.steps();
    let leads = leads.min(steps);
    let mut cases = Vec::new();
    for unit in 0..history.units().len() {
        let counts: Vec<Option<f64>> = history.series(unit).collect();
        for (turn, origin) in (0..=last).rev().step_by(every).enumerate() {
            if counts[origin].is_none()
                || features.observed(unit, origin) < TELLING
                || !keep(features.at(unit, origin))
            {
                continue;
            }
            for asked in 0..leads {
                let step = (turn + unit + asked * steps / leads) % steps;
                let lead = task.leads.start() + step as u32;
                let outcome = counts.get(origin + lead as usize).copied().flatten();
                cases.extend(outcome.map(|outcome| Case {
                    unit,
                    origin,
                    lead,
                    outcome,
                }));
            }
        }
    }
    cases
}

/// A class of the edges: the number of edges above the first that lie at or
/// below the value.
fn class(inner_edges: &[f64], value: f64) -> usize {
    inner_edges.partition_point(|&edge| edge <= value)
}

/// The sorted values of each class, thinned.
fn values_of_classes(values: impl Iterator<Item = f64>, inner_edges: &[f64]) -> Vec<Vec<f64>> {
    let mut of_classes = vec![Vec::new(); inner_edges.len() + 1];
    for value in values {
        of_classes[class(inner_edges, value)].push(value);
    }
    of_classes
        .into_iter()
        .map(|mut values| {
            values.sort_by(f64::total_cmp);
            thinned(&values, VALUES)
        })
        .collect()
}

/// Features of a case for the classes: all of them, and the lead.
fn absolute(features: &[f64], lead: u32) -> Vec<f64> {
    features.iter().copied().chain([f64::from(lead)]).collect()
}

/// Features of a case for the ratios: levels relative to the recent one, which
/// comes last but for the lead.
fn relative(features: &[f64], lead: u32) -> Vec<f64> {
    let level = features[RECENT];
    let (levels, others) = features.split_at(LEVELS);
    levels
        .iter()
        .map(|other| other - level)
        .chain(others.iter().copied())
        .chain([level, f64::from(lead)])
        .collect()
}

/// A fitted model of classes with the values that stand for them.
struct Fitted {
    classes: Classes,
    values: Vec<Vec<f64>>,
}

impl Fitted {
    fn of(
        cases: &[Case],
        row: impl Fn(&Case) -> Vec<f64>,
        width: usize,
        value: impl Fn(&Case) -> f64,
        inner_edges: &[f64],
        growth: Growth,
    ) -> Result<Self, Error> {
        let rows: Vec<Vec<f64>> = cases.iter().map(row).collect();
        let numbers: Vec<usize> = cases
            .iter()
            .map(|case| class(inner_edges, value(case)))
            .collect();
        Ok(Self {
            classes: Classes::fit(
                &Cases::of(&rows, width),
                &numbers,
                inner_edges.len() + 1,
                growth,
            )?,
            values: values_of_classes(cases.iter().map(value), inner_edges),
        })
    }
}

/// Evenly spaced inner edges between quantiles of the values, each once.
fn edges_between(mut values: Vec<f64>, (from, to, count): (f64, f64, usize)) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    let mut edges: Vec<f64> = (0..count)
        .filter_map(|k| {
            let level = from + (to - from) * k as f64 / (count - 1) as f64;
            values.get((level * values.len() as f64) as usize).copied()
        })
        .collect();
    edges.dedup();
    edges
}

/// The correlation of neighbouring ratios of the same origin, from 0 to 0.99.
/// Without at least ten pairs it is 0.8.
fn persistence(history: &Panel, cases: &[Case], ratio: impl Fn(&Case) -> f64) -> f64 {
    let mut pairs: Vec<(f64, f64)> = Vec::new();
    for case in cases {
        let next = history.count(
            case.unit,
            history.first() + case.origin as i64 + i64::from(case.lead) + 1,
        );
        if let Some(outcome) = next {
            let after = Case { outcome, ..*case };
            pairs.push((ratio(case), ratio(&after)));
        }
    }
    if pairs.len() < 10 {
        return 0.8;
    }
    let count = pairs.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / count;
    let (first, second) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let (mut both, mut one, mut other) = (0.0, 0.0, 0.0);
    for pair in &pairs {
        both += (pair.0 - first) * (pair.1 - second);
        one += (pair.0 - first).powi(2);
        other += (pair.1 - second).powi(2);
    }
    let spread = (one * other).sqrt();
    if spread > 0.0 {
        (both / spread).clamp(0.0, 0.99)
    } else {
        0.8
    }
}

impl Forecaster for DistributionalTrees {
    fn name(&self) -> &str {
        "trees"
    }

    fn version(&self) -> &str {
        "1"
    }

    fn forecast(&self, history: &Panel, task: &Task) -> Result<Paths, Error> {
        task.check(history)?;
        let features = Features::of(history);
        let now = history.periods() - 1;
        let at = |case: &Case| features.at(case.unit, case.origin);

        let bins = &IGNORANCE_EDGES[1..];
        let all = cases(history, &features, task, (2, 3), |_| true);
        let by_bin = Fitted::of(
            &all,
            |case| absolute(at(case), case.lead),
            WIDTH + 1,
            |case| case.outcome,
            bins,
            Growth {
                leaves: 4,
                trees: (200, 60),
                features: 0.25,
                leaf_weight: 4.0,
                seed: task.seed,
            },
        )?;

        let ongoing = cases(history, &features, task, (3, task.steps()), |features| {
            features[TWO_YEARS] > ONGOING.0.ln_1p()
        });
        let ratio = |case: &Case| case.outcome.ln_1p() - at(case)[RECENT];
        let by_ratio = Fitted::of(
            &ongoing,
            |case| relative(at(case), case.lead),
            WIDTH + 2,
            ratio,
            &edges_between(ongoing.iter().map(ratio).collect(), RATIOS),
            Growth {
                leaves: 6,
                trees: (60, 60),
                features: 0.5,
                leaf_weight: 15.0,
                seed: task.seed,
            },
        )?;
        let persistence = persistence(history, &ongoing, ratio);

        let asked: Vec<(usize, u32)> = (0..history.units().len())
            .flat_map(|unit| task.leads.clone().map(move |lead| (unit, lead)))
            .collect();
        let rows = |row: fn(&[f64], u32) -> Vec<f64>, width| {
            let rows: Vec<Vec<f64>> = asked
                .iter()
                .map(|&(unit, lead)| row(features.at(unit, now), lead))
                .collect();
            Cases::of(&rows, width)
        };
        let bin_shares = by_bin.classes.probabilities(&rows(absolute, WIDTH + 1));
        let ratio_shares = by_ratio.classes.probabilities(&rows(relative, WIDTH + 2));
        let mut anything: Vec<f64> = (0..history.units().len())
            .flat_map(|unit| history.observations(unit).map(|(_, count)| count))
            .collect();
        anything.sort_by(f64::total_cmp);

        Paths::simulate(self.name(), history, task, |unit, generator, paths| {
            let observed = features.observed(unit, now);
            let own: Vec<(f64, f64)> = history
                .observations(unit)
                .map(|(period, count)| ((task.origin - period) as f64, count))
                .filter(|(age, _)| *age < HISTORY.2 as f64)
                .collect();
            let weight: f64 = own.iter().map(|(age, _)| (-age / HISTORY.1).exp()).sum();
            let row = features.at(unit, now);
            let war = !ongoing.is_empty() && row[TWO_YEARS] >= ONGOING.1.ln_1p();
            let mixture = |step: usize| {
                let mut mixture = Mixture::default();
                if observed == 0 {
                    mixture.add(&thinned(&anything, 1000), 1.0);
                    return mixture;
                }
                let place = unit * task.steps() + step;
                if war {
                    for (values, share) in by_ratio.values.iter().zip(&ratio_shares[place]) {
                        let counts: Vec<f64> = values
                            .iter()
                            .map(|ratio| (ratio + row[RECENT]).exp_m1().max(0.0).round())
                            .collect();
                        mixture.add(&counts, share * (1.0 - HISTORY.0));
                    }
                } else {
                    for (values, share) in by_bin.values.iter().zip(&bin_shares[place]) {
                        mixture.add(values, share * (1.0 - HISTORY.0));
                    }
                }
                for &(age, count) in &own {
                    mixture.add_one(count, HISTORY.0 * (-age / HISTORY.1).exp() / weight);
                }
                mixture
            };
            couple(
                (0..task.steps()).map(mixture),
                persistence,
                *task.leads.start(),
                generator,
                paths,
            );
            Ok(match (observed, anything.is_empty()) {
                (0, true) => Support::Nothing,
                (0, false) => Support::OtherUnits,
                _ => Support::OwnHistory,
            })
        })
    }
}
