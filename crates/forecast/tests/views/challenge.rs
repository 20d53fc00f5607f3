//! The country-months of the VIEWS challenge.

use std::{collections::BTreeMap, env, fs::File, path::PathBuf};

use flate2::read::GzDecoder;
use foreshock_forecast::Panel;

/// Origins of the four windows: October of the year before.
pub const ORIGINS: [(u16, i64); 4] = [(2018, 454), (2019, 466), (2020, 478), (2021, 490)];

/// The folder of the challenge; `None`, said loudly, where it is missing.
pub fn folder() -> Option<PathBuf> {
    let directory = env::var_os("FORESHOCK_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let folder = directory.join("views_cm");
    if folder.is_dir() {
        Some(folder)
    } else {
        eprintln!(
            "SKIPPED, no data of the VIEWS challenge: {}",
            folder.display()
        );
        None
    }
}

/// The history to December 2021: release 1, over it release 2 where there is
/// one. Only the 191 countries of the challenge.
pub fn panel(folder: &std::path::Path) -> Panel {
    let mut cells: BTreeMap<(i64, i64), f64> = BTreeMap::new();
    for name in [
        "cm_ged_sb_release1_1990-01_2021-12.csv.gz",
        "cm_ged_sb_release2_11countries_1990-01_2021-12.csv.gz",
        "cm_ged_sb_release2_all_2016-11_2021-12.csv.gz",
    ] {
        let file = GzDecoder::new(File::open(folder.join(name)).unwrap());
        for row in csv::Reader::from_reader(file).records() {
            let row = row.unwrap();
            let number = |column: usize| row[column].parse::<i64>().unwrap();
            cells.insert((number(3), number(0)), row[4].parse().unwrap());
        }
    }
    let units: Vec<i64> = csv::Reader::from_path(folder.join("country_list.csv"))
        .unwrap()
        .records()
        .map(|row| row.unwrap()[0].parse().unwrap())
        .collect();
    let counts = units
        .iter()
        .flat_map(|unit| (121..=504).map(|month| cells.get(&(*unit, month)).copied()))
        .collect::<Vec<_>>();
    Panel::new(units.iter().map(i64::to_string), 121, 384, counts).unwrap()
}
