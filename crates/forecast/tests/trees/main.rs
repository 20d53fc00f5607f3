//! The distributional trees: laws, worlds whose law is known, and the windows of
//! the VIEWS challenge.

#[path = "../views/challenge.rs"]
mod challenge;

use challenge::{ORIGINS, folder, panel};
use foreshock_forecast::{
    Forecaster, Task,
    baselines::Conflictology,
    evaluation::{CellScores, Evaluation, rolling_origin},
    models::DistributionalTrees,
};

const TUNING: [i64; 12] = [310, 322, 334, 346, 358, 370, 382, 394, 406, 418, 430, 442];

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
