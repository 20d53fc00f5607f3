//! `views-2023/…` against every official score of the challenge's benchmarks
//! that is at hand: 9 files of 2,292 forecasts for three benchmarks and four
//! windows.
//!
//! The data may not be passed on with this repository. The test looks in
//! `FORESHOCK_DATA`, or in `../shared/data` beside the clone, and says what it
//! skipped.

use std::{collections::BTreeMap, env, fs, fs::File, path::PathBuf};

use arrow::{
    array::AsArray,
    compute::cast,
    datatypes::{DataType, Float64Type, Int64Type},
};
use foreshock_scoring::catalogue::{self, Draws};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// Country and month.
type Cell = (i64, i64);

fn folder() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data = env::var_os("FORESHOCK_DATA").map_or(beside, PathBuf::from);
    let folder = data.join("views_cm");
    folder.join("eval").is_dir().then_some(folder)
}

/// Country, month and outcome of each row, in the order of the file.
fn rows(path: &PathBuf) -> Vec<(Cell, f64)> {
    let file = File::open(path).expect("a file of forecasts");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .expect("Parquet")
        .build()
        .expect("a reader");
    let mut rows = Vec::new();
    for batch in reader {
        let batch = batch.expect("rows");
        let whole = |name| {
            let column = batch.column_by_name(name).expect("a column");
            cast(column, &DataType::Int64).expect("whole numbers")
        };
        let (months, countries) = (whole("month_id"), whole("country_id"));
        let outcome = batch.column_by_name("outcome").expect("outcomes");
        let outcome = cast(outcome, &DataType::Float64).expect("numbers");
        for row in 0..batch.num_rows() {
            rows.push((
                (
                    countries.as_primitive::<Int64Type>().value(row),
                    months.as_primitive::<Int64Type>().value(row),
                ),
                outcome.as_primitive::<Float64Type>().value(row),
            ));
        }
    }
    rows
}

fn official(path: &PathBuf) -> BTreeMap<Cell, f64> {
    fs::read_to_string(path)
        .expect("official scores")
        .lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            let whole = |at: usize| fields[at].parse().expect("a whole number");
            ((whole(1), whole(0)), fields[2].parse().expect("a number"))
        })
        .collect()
}

#[test]
fn every_official_score_is_reproduced() {
    let Some(folder) = folder() else {
        eprintln!(
            "SKIPPED every_official_score_is_reproduced: no views_cm/eval in FORESHOCK_DATA or ../shared/data"
        );
        return;
    };
    let benchmarks = [
        ("bm_conflictology", "bm_conflictology"),
        ("bm_boot_240", "bm_boot_240"),
        ("bm_last_historical_poisson", "bm_last"),
    ];
    let mut compared = 0;
    for (benchmark, file) in benchmarks {
        for year in 2018..=2021 {
            let forecasts = folder.join(format!("benchmarks/{benchmark}/{file}_cm_{year}.parquet"));
            let actuals: BTreeMap<Cell, f64> =
                rows(&folder.join(format!("actuals/cm_actuals_{year}.parquet")))
                    .into_iter()
                    .collect();
            let mut draws: BTreeMap<Cell, Vec<f64>> = BTreeMap::new();
            for (cell, draw) in rows(&forecasts) {
                draws.entry(cell).or_default().push(draw);
            }
            let draws: BTreeMap<Cell, Draws> = draws
                .into_iter()
                .map(|(cell, draws)| (cell, Draws::new(&draws).expect("draws")))
                .collect();
            for score in ["crps", "ign", "mis"] {
                let metric = catalogue::find(&format!("views-2023/{score}")).expect("a metric")[0];
                let path = folder.join(format!("eval/{benchmark}/{score}_Y{year}.csv"));
                let official = official(&path);
                assert_eq!(official.len(), 2292);
                for (cell, theirs) in official {
                    let ours = metric
                        .score_draws(&draws[&cell], actuals[&cell])
                        .expect("a score");
                    assert!(
                        (ours - theirs).abs() <= 1e-9,
                        "{benchmark} {year} {score} {cell:?}: {ours} instead of {theirs}"
                    );
                    compared += 1;
                }
            }
        }
    }
    assert_eq!(compared, 3 * 4 * 3 * 2292);
}
