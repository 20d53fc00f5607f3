//! The benchmarks of the VIEWS challenge, made again, and the models beside
//! them.

mod challenge;

use std::{collections::HashMap, fs::File};

use arrow::{
    array::{Array, AsArray},
    compute::cast,
    datatypes::{DataType, Int64Type},
};
use challenge::{ORIGINS, folder, panel};
use foreshock_forecast::{
    Forecaster, Task,
    baselines::{Climatology, Conflictology, LastValue, Scope},
    evaluation::rolling_origin,
    forecast_at,
    models::{ConflictStates, DynamicCounts, Recency},
};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

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
        let [months, units, draws, outcomes] = &columns[..] else {
            panic!("four columns were asked for");
        };
        assert_eq!(months.len(), 191 * 12 * 12);
        for (row, outcome) in outcomes.iter().enumerate() {
            let unit = panel.unit(&units[row].to_string()).unwrap();
            let lead = (months[row] - origin) as u32;
            let draw = paths.at(unit, lead)[draws[row] as usize];
            assert_eq!(draw, *outcome as f64, "{year}, row {row}");
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
        (
            1000,
            Box::new(foreshock_forecast::catalogue::find("pool", 12).unwrap()),
        ),
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

/// Columns of a Parquet file as whole numbers.
fn columns(path: &std::path::Path, names: &[&str]) -> Vec<Vec<i64>> {
    let file = File::open(path).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .build()
        .unwrap();
    let mut columns = vec![Vec::new(); names.len()];
    for batch in reader {
        let batch = batch.unwrap();
        for (name, column) in names.iter().zip(&mut columns) {
            let values = cast(batch.column_by_name(name).unwrap(), &DataType::Int64).unwrap();
            assert_eq!(values.null_count(), 0, "{name}");
            column.extend(values.as_primitive::<Int64Type>().values());
        }
    }
    columns
}
