//! What is lost where instants are known to the day only: continuous truth,
//! rounded to days, fitted by the daily model and by the continuous model that
//! takes dates for instants.

use foreshock_hawkes::{
    Catalogue, DailyCounts, Window,
    continuous::{Family, Kernel, Model, Process, Simulator},
    daily::{self, Priors, Series, posterior},
    posterior::{Sampling, quantile_of_sorted},
};
use rayon::prelude::*;

/// What a fit says of a single kind.
#[derive(Clone, Copy)]
struct Estimate {
    branching_ratio: f64,
    half_life: f64,
    background: f64,
}

impl Estimate {
    fn of_process(process: &Process) -> Self {
        Self {
            branching_ratio: process.branching_ratio(),
            half_life: process.half_life(0, 0).unwrap_or(f64::NAN),
            background: process.background()[0],
        }
    }
}

struct Compared {
    /// Instants as they are.
    instants: Estimate,
    /// Counts by day.
    daily: Estimate,
    /// Days taken for instants.
    ties: Estimate,
}

const BRANCHING: f64 = 0.5;

fn compared(half_life: f64, rate: f64, days: usize, seed: u64) -> Option<Compared> {
    let kernel = Kernel::Exponential {
        decay: std::f64::consts::LN_2 / half_life,
    };
    let truth = Process::new(vec![rate], kernel, vec![BRANCHING]).expect("a process");
    let simulator = Simulator::new(&truth, 0.0).expect("a simulator");
    let catalogue = simulator
        .path(days as f64, seed, 0)
        .expect("a path")
        .catalogue;
    let fitted = |catalogue: &Catalogue| {
        let fit = Model::estimated(Family::Exponential).fit(catalogue).ok()?;
        Some(Estimate::of_process(&fit.process))
    };
    let mut counts = vec![0_u32; days];
    for time in catalogue.times() {
        counts[(*time as usize).min(days - 1)] += 1;
    }
    let window = Window::new(0.0, days as f64).expect("a window");
    let rounded = catalogue.times().iter().map(|time| time.floor()).collect();
    let rounded = Catalogue::of_one_kind(rounded, window).expect("a catalogue");
    let series = Series::new(&DailyCounts::new(counts, 1, days).expect("valid"));
    let fit = daily::fit(&daily::Model::default(), &series).ok()?;
    Some(Compared {
        instants: fitted(&catalogue)?,
        ties: fitted(&rounded)?,
        daily: Estimate {
            branching_ratio: fit.parameters.branching_ratio(),
            half_life: fit.parameters.half_lives.as_ref()?[0][0],
            background: fit.parameters.background[0][0].exp(),
        },
    })
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    quantile_of_sorted(&sorted, 0.5)
}

fn runs(half_life: f64, rate: f64, days: usize, records: u64) -> Vec<Compared> {
    (0..records)
        .into_par_iter()
        .filter_map(|seed| compared(half_life, rate, days, seed))
        .collect()
}

#[test]
fn days_tell_excitation_that_lasts_for_days() {
    let runs = runs(10.0, 0.1, 6000, 12);
    let found = median(runs.iter().map(|run| run.daily.branching_ratio));
    assert!((found - BRANCHING).abs() < 0.1, "{found}");
    let found = median(runs.iter().map(|run| run.daily.half_life));
    assert!((7.0..14.0).contains(&found), "{found}");
}

#[test]
fn excitation_within_the_day_is_not_seen() {
    let runs = runs(0.25, 0.1, 6000, 12);
    let found = median(runs.iter().map(|run| run.daily.branching_ratio));
    let with_instants = median(runs.iter().map(|run| run.instants.branching_ratio));
    assert!((with_instants - BRANCHING).abs() < 0.1, "{with_instants}");
    assert!(found < 0.75 * BRANCHING, "{found}");
}

#[test]
#[ignore = "full size; prints a table of docs/methods/daily-excitation.md"]
fn table_of_rounding() {
    println!("| half-life | background a day | instants | days | days as instants |");
    println!("|---|---|---|---|---|");
    for half_life in [0.25, 1.0, 3.0, 10.0, 30.0] {
        for rate in [0.05, 0.5] {
            let days = (1000.0_f64 / rate) as usize;
            let runs = runs(half_life, rate, days, 100);
            let cell = |of: fn(&Compared) -> Estimate| {
                format!(
                    "{:.2}, {:.3}, {:.2}",
                    median(runs.iter().map(|run| of(run).branching_ratio)),
                    median(runs.iter().map(|run| of(run).half_life)),
                    median(runs.iter().map(|run| of(run).background / rate)),
                )
            };
            println!(
                "| {half_life} | {rate} | {} | {} | {} |",
                cell(|run| run.instants),
                cell(|run| run.daily),
                cell(|run| run.ties)
            );
        }
    }
}

/// The interval of the posterior for a record of 50 events, with the prior's
/// spread beside it.
#[test]
fn few_events_leave_wide_intervals() {
    let empty = DailyCounts::new(vec![0; 1000], 1, 1000).expect("valid");
    let few = {
        let mut counts = vec![0; 1000];
        for event in 0..20 {
            counts[37 + 48 * event] = 1;
        }
        DailyCounts::new(counts, 1, 1000).expect("valid")
    };
    let width = |counts: &DailyCounts| {
        let series = Series::new(counts);
        let model = daily::Model::default();
        let draws = posterior(
            &model,
            &series,
            &Priors::weak(&series),
            &Sampling::seeded(2),
        )
        .expect("a posterior");
        let mut ratios: Vec<f64> = draws.draws.iter().map(|d| d.branching_ratio()).collect();
        assert!(ratios.iter().all(|ratio| ratio.is_finite()));
        ratios.sort_by(f64::total_cmp);
        quantile_of_sorted(&ratios, 0.95) - quantile_of_sorted(&ratios, 0.05)
    };
    let (nothing, twenty) = (width(&empty), width(&few));
    // Without events the prior is all there is: an exponential with mean 0.5.
    assert!((nothing - 1.47).abs() < 0.3, "{nothing}");
    assert!(twenty < nothing && twenty > 0.15, "{twenty}");
}
