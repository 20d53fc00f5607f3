//! `foreshock score --metrics views-2023` against every official score of the
//! challenge's benchmarks that is at hand: three scores of 2,292 forecasts of
//! three benchmarks in four windows.
//!
//! The data may not be passed on with this repository. The test looks in
//! `FORESHOCK_DATA`, or in `../shared/data` beside the clone, and says what it
//! skipped.

mod common;

use std::{collections::BTreeMap, env, fs, path::PathBuf};

use common::{Place, workspace};
use serde_json::Value;

fn folder() -> Option<PathBuf> {
    let beside = workspace().join("../shared/data");
    let folder = env::var_os("FORESHOCK_DATA")
        .map_or(beside, PathBuf::from)
        .join("views_cm");
    folder.join("eval").is_dir().then_some(folder)
}

/// Official scores by country and month.
fn official(path: &PathBuf) -> BTreeMap<(i64, i64), f64> {
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
    let place = Place::new();
    let mut compared = 0;
    for (benchmark, file) in benchmarks {
        for year in 2018..=2021 {
            let path = |name: String| folder.join(name).display().to_string();
            let scored = place.well(&[
                "score",
                "--metrics",
                "views-2023",
                "--forecasts",
                &path(format!("benchmarks/{benchmark}/{file}_cm_{year}.parquet")),
                "--actuals",
                &path(format!("actuals/cm_actuals_{year}.parquet")),
                "--json",
            ]);
            let scored: Value = serde_json::from_str(&scored.out).expect("JSON");
            let cells = scored["cells"].as_array().expect("cells");
            assert_eq!(cells.len(), 2292);
            for score in ["crps", "ign", "mis"] {
                let official =
                    official(&folder.join(format!("eval/{benchmark}/{score}_Y{year}.csv")));
                assert_eq!(official.len(), 2292);
                for cell in cells {
                    let whole = |name: &str| cell[name].as_i64().expect("a whole number");
                    let key = (whole("unit"), whole("time"));
                    let ours = cell["scores"][format!("views-2023/{score}")]
                        .as_f64()
                        .expect("a score");
                    let theirs = official[&key];
                    assert!(
                        (ours - theirs).abs() <= 1e-9,
                        "{benchmark} {year} {score} {key:?}: {ours} instead of {theirs}"
                    );
                    compared += 1;
                }
            }
        }
    }
    assert_eq!(compared, 3 * 4 * 3 * 2292);
}
