//! The benchmarks of the VIEWS challenge, made again, and the models beside
//! them.

mod challenge;

use std::collections::HashMap;

use challenge::{ORIGINS, columns, folder, panel};
use foreshock_forecast::{
    Forecaster, Task,
    baselines::{Climatology, Conflictology, LastValue, Scope},
    evaluation::rolling_origin,
    forecast_at,
    models::{ConflictStates, DynamicCounts, Recency},
};

#[test]
fn conflictology_is_that_of_the_challenge_draw_for_draw() {
    let Some(folder) = folder() else { return };
    let panel = panel(&folder);
    for (year, origin) in ORIGINS {
        let task = Task::new(origin, 3..=14, 12, 1).unwrap();
        let paths = forecast_at(&Conflictology::default(), &panel, &task).unwrap();
        let path = folder.join(format!(
            "benchmarks/bm_conflictology/bm_conflictology_cm_{year}.parquet"
        ));
        let columns = columns(&path, &["month_id", "country_id", "draw", "outcome"]);
        assert_eq!(columns[0].len(), 191 * 12 * 12);
        for row in 0..columns[0].len() {
            let unit = panel.unit(&columns[1][row].to_string()).unwrap();
            let lead = (columns[0][row] - origin) as u32;
            let draw = paths.at(unit, lead)[columns[2][row] as usize];
            assert_eq!(draw, columns[3][row] as f64, "{year}, row {row}");
        }
    }
}

#[test]
fn the_last_value_has_the_means_of_the_challenge() {
    let Some(folder) = folder() else { return };
    let panel = panel(&folder);
    let (year, origin) = ORIGINS[0];
    let path = folder.join(format!(
        "benchmarks/bm_last_historical_poisson/bm_last_cm_{year}.parquet"
    ));
    let columns = columns(&path, &["country_id", "outcome"]);
    let mut sums: HashMap<i64, (f64, f64)> = HashMap::new();
    for (unit, outcome) in columns[0].iter().zip(&columns[1]) {
        let entry = sums.entry(*unit).or_default();
        entry.0 += *outcome as f64;
        entry.1 += 1.0;
    }
    let task = Task::new(origin, 3..=14, 1000, 1).unwrap();
    let paths = forecast_at(&LastValue, &panel, &task).unwrap();
    for (unit, (sum, count)) in sums {
        let index = panel.unit(&unit.to_string()).unwrap();
        let ours = paths.sums(index, 3..=14).iter().sum::<f64>() / 12_000.0;
        let theirs = sum / count;
        let error = 6.0 * (2.0 * theirs / 12_000.0).sqrt();
        assert!(
            (ours - theirs).abs() <= error,
            "{unit}: {ours} and {theirs}"
        );
    }
}

#[test]
#[ignore = "prints the table of docs/methods/forecasters.md"]
fn windows_of_the_challenge() {
    let Some(folder) = folder() else { return };
    let panel = panel(&folder);
    let forecasters: Vec<(usize, Box<dyn Forecaster>)> = vec![
        (12, Box::new(Conflictology::default())),
        (1000, Box::new(LastValue)),
        (1000, Box::new(Climatology::new(Scope::Unit))),
        (1000, Box::new(Recency::default())),
        (1000, Box::new(ConflictStates)),
        (1000, Box::new(DynamicCounts)),
    ];
    println!(
        "forecaster, CRPS, interval score, ignorance, Brier in peace; without Ethiopia: CRPS, interval"
    );
    for (draws, forecaster) in &forecasters {
        let started = std::time::Instant::now();
        let task = Task::new(0, 3..=14, *draws, 20_260_101).unwrap();
        let origins = ORIGINS.map(|(_, origin)| origin);
        let made = rolling_origin(&[&**forecaster], &panel, &task, &origins).unwrap();
        assert_eq!(made.unresolved, 0);
        let ethiopia = panel.unit("57").unwrap();
        let outlier = |cell: &foreshock_forecast::evaluation::CellScores| {
            let month = cell.origin + i64::from(cell.lead);
            cell.unit == ethiopia && (month == 492 || month == 504)
        };
        let peace = |cell: &foreshock_forecast::evaluation::CellScores| {
            (0..12).all(|age| panel.count(cell.unit, cell.origin - age) == Some(0.0))
        };
        println!(
            "{:16} {:7.3} {:7.2} {:.4} {:.5}; {:7.3} {:7.2}  {:?} {:?}",
            forecaster.name(),
            made.mean(0, |c| c.crps, |_| true).unwrap(),
            made.mean(0, |c| c.interval, |_| true).unwrap(),
            made.mean(0, |c| c.ignorance, |_| true).unwrap(),
            made.mean(0, |c| c.brier, peace).unwrap(),
            made.mean(0, |c| c.crps, |c| !outlier(c)).unwrap(),
            made.mean(0, |c| c.interval, |c| !outlier(c)).unwrap(),
            origins.map(|o| (made
                .mean(0, |c| c.crps, |c| c.origin == o && !outlier(c))
                .unwrap()
                * 100.0)
                .round()
                / 100.0),
            started.elapsed(),
        );
    }
}
