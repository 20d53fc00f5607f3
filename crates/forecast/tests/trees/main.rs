//! The distributional trees: laws, a world whose law is known, and the windows of
//! the VIEWS challenge.

#[path = "../views/challenge.rs"]
mod challenge;

use challenge::{ORIGINS, folder, panel};
use foreshock_forecast::{
    Forecaster, Panel, Support, Task,
    baselines::Conflictology,
    evaluation::{CellScores, Evaluation, rolling_origin},
    forecast_at,
    models::DistributionalTrees,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma, Poisson};

/// October of the years 2005 to 2016, whose windows the settings were chosen on.
const TUNING: [i64; 12] = [310, 322, 334, 346, 358, 370, 382, 394, 406, 418, 430, 442];

/// Units at rest or at war, which begin a war with probability 1% a month and end
/// it with 5%; in a war counts are negative binomial around the unit's own level.
fn world(units: usize, periods: usize, seed: u64) -> Panel {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    let mut counts = Vec::new();
    for _ in 0..units {
        let level = generator.random_range(2.0_f64..5.0).exp();
        let mut war = generator.random::<f64>() < 1.0 / 6.0;
        for _ in 0..periods {
            let turn = if war { 0.05 } else { 0.01 };
            war ^= generator.random::<f64>() < turn;
            let mean = Gamma::new(3.0, level / 3.0).unwrap().sample(&mut generator);
            let count: f64 = Poisson::new(mean.max(1e-9)).unwrap().sample(&mut generator);
            counts.push(Some(if war { count } else { 0.0 }));
        }
    }
    Panel::new((0..units).map(|unit| unit.to_string()), 1, periods, counts).unwrap()
}

#[test]
fn paths_do_not_depend_on_the_number_of_threads() {
    let panel = world(12, 120, 1);
    let task = Task::new(110, 2..=5, 50, 9).unwrap();
    let with = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
            .install(|| forecast_at(&DistributionalTrees, &panel, &task).unwrap())
    };
    let one = with(1);
    assert_eq!(one, with(3));
    let other = forecast_at(&DistributionalTrees, &panel, &Task { seed: 10, ..task }).unwrap();
    assert_ne!(one, other, "another seed gives other paths");
}

#[test]
fn later_counts_change_nothing() {
    let panel = world(12, 120, 2);
    let task = Task::new(100, 1..=6, 50, 9).unwrap();
    let forecast = forecast_at(&DistributionalTrees, &panel, &task).unwrap();
    let counts = (0..12).flat_map(|unit| {
        panel
            .series(unit)
            .enumerate()
            .map(|(period, count)| if period < 100 { count } else { Some(7e5) })
            .collect::<Vec<_>>()
    });
    let changed = Panel::new(panel.units().iter().cloned(), 1, 120, counts).unwrap();
    assert_eq!(
        forecast,
        forecast_at(&DistributionalTrees, &changed, &task).unwrap()
    );
    assert_ne!(
        forecast,
        forecast_at(&DistributionalTrees, &changed, &task.at(101)).unwrap()
    );
}

#[test]
fn a_world_without_events_has_none_ahead() {
    let panel = Panel::new(["A", "B"], 1, 80, vec![Some(0.0); 160]).unwrap();
    let task = Task::new(80, 1..=12, 100, 3).unwrap();
    let paths = forecast_at(&DistributionalTrees, &panel, &task).unwrap();
    for unit in 0..2 {
        assert_eq!(paths.any_event(unit, 1..=12), 0.0);
        assert_eq!(paths.support(unit), Some(Support::OwnHistory));
    }
}

#[test]
fn units_without_history_borrow_and_say_so() {
    let busy = world(10, 100, 4);
    let counts = (0..11).flat_map(|unit| {
        (1..=100)
            .map(|period| busy.count(unit, period))
            .collect::<Vec<_>>()
    });
    let panel = Panel::new((0..11).map(|unit| unit.to_string()), 1, 100, counts).unwrap();
    let task = Task::new(100, 3..=4, 200, 3).unwrap();
    let paths = forecast_at(&DistributionalTrees, &panel, &task).unwrap();
    assert_eq!(paths.support(10), Some(Support::OtherUnits));
    assert!(paths.any_event(10, 3..=4) > 0.0);
    let nothing = Panel::new(["A"], 1, 30, vec![None; 30]).unwrap();
    let paths = forecast_at(&DistributionalTrees, &nothing, &Task { origin: 30, ..task }).unwrap();
    assert_eq!(paths.support(0), Some(Support::Nothing));
    assert_eq!(paths.any_event(0, 3..=4), 0.0);
}

#[test]
fn histories_too_short_to_learn_from_are_answered() {
    for periods in [1, 5, 25] {
        let panel = Panel::new(["A"], 1, periods, (0..periods).map(|t| Some(t as f64))).unwrap();
        let task = Task::new(periods as i64, 1..=40, 30, 3).unwrap();
        let paths = forecast_at(&DistributionalTrees, &panel, &task).unwrap();
        let largest = paths.at(0, 40).iter().copied().fold(0.0, f64::max);
        assert_eq!(largest, periods as f64 - 1.0, "the last count is drawn");
    }
}

#[test]
fn draws_of_a_known_world_are_calibrated() {
    let (mut any, mut forecast_any, mut inside, mut wars) = (0.0, 0.0, 0.0, 0.0);
    for seed in 0..3 {
        let panel = world(120, 200, 100 + seed);
        let task = Task::new(188, 3..=12, 200, seed).unwrap();
        let paths = forecast_at(&DistributionalTrees, &panel, &task).unwrap();
        for unit in 0..120 {
            for lead in 3..=12 {
                let truth = panel.count(unit, 188 + i64::from(lead)).unwrap();
                any += f64::from(truth > 0.0);
                forecast_any += paths.any_event(unit, lead..=lead);
                let range = paths.quantiles(unit, lead, &[0.05, 0.95]).unwrap();
                if range[1] > 0.0 {
                    wars += 1.0;
                    inside += f64::from((range[0]..=range[1]).contains(&truth));
                }
            }
        }
    }
    let bias = forecast_any / any;
    assert!(
        (0.85..1.15).contains(&bias),
        "expected over observed: {bias}"
    );
    let coverage: f64 = inside / wars;
    assert!((0.86..0.97).contains(&coverage), "{coverage} of {wars}");
}

#[test]
fn a_window_of_the_challenge_beats_conflictology() {
    let Some(folder) = folder() else { return };
    let panel = panel(&folder);
    let task = Task::new(0, 3..=14, 300, 1).unwrap();
    let conflictology = Conflictology::default();
    let forecasters: [&dyn Forecaster; 2] = [&conflictology, &DistributionalTrees];
    let made = rolling_origin(&forecasters, &panel, &task, &[ORIGINS[0].1]).unwrap();
    let mean = |index, score: fn(&CellScores) -> f64| made.mean(index, score, |_| true).unwrap();
    assert!(mean(1, |cell| cell.crps) < 13.0);
    assert!(mean(0, |cell| cell.crps) > 14.4);
    assert!(mean(1, |cell| cell.interval) < 180.0);
    assert!(mean(1, |cell| cell.ignorance) < 0.60);
    let peace = |cell: &CellScores| {
        (0..12).all(|age| panel.count(cell.unit, cell.origin - age) == Some(0.0))
    };
    let brier = |index| made.mean(index, |cell| cell.brier, peace).unwrap();
    assert!(brier(1) < brier(0), "{} and {}", brier(1), brier(0));
}

#[test]
#[ignore = "prints the tables of docs/methods/distributional-trees.md"]
fn windows_of_the_challenge() {
    let Some(folder) = folder() else { return };
    let panel = panel(&folder);
    let conflictology = Conflictology::default();
    let forecasters: [&dyn Forecaster; 2] = [&conflictology, &DistributionalTrees];
    let ethiopia = panel.unit("57").unwrap();
    let ordinary = |cell: &CellScores| {
        let month = cell.origin + i64::from(cell.lead);
        cell.unit != ethiopia || (month != 492 && month != 504)
    };
    let print = |made: &Evaluation, origins: &[i64]| {
        for &origin in origins {
            for (index, name) in made.forecasters.iter().enumerate() {
                let mean = |score: fn(&CellScores) -> f64| {
                    made.mean(index, score, |cell| cell.origin == origin && ordinary(cell))
                        .unwrap()
                };
                println!(
                    "{origin} {name:14} {:8.3} {:8.2} {:.4}",
                    mean(|cell| cell.crps),
                    mean(|cell| cell.interval),
                    mean(|cell| cell.ignorance),
                );
            }
        }
        for (index, name) in made.forecasters.iter().enumerate() {
            let mean = |score: fn(&CellScores) -> f64| made.mean(index, score, ordinary).unwrap();
            println!(
                "mean {name:14} {:8.3} {:8.2} {:.4}",
                mean(|cell| cell.crps),
                mean(|cell| cell.interval),
                mean(|cell| cell.ignorance),
            );
        }
    };
    let task = Task::new(0, 3..=14, 1000, 20_260_101).unwrap();
    for origins in [&ORIGINS.map(|(_, origin)| origin)[..], &TUNING] {
        let started = std::time::Instant::now();
        let made = rolling_origin(&forecasters, &panel, &task, origins).unwrap();
        print(&made, origins);
        println!("{:?}", started.elapsed());
    }
}
