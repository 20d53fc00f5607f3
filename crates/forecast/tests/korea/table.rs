//! The table of the CSIS, by the kinds that watches/korea-csis counts.

use std::{env, path::PathBuf};

use foreshock_forecast::occurrence::DailySeries;
use jiff::civil::{Date, date};

/// The kinds, each with the first day from which the table is meant to be
/// complete and the patterns of its categories.
pub const KINDS: [(&str, Date, &[&str]); 4] = [
    (
        "missile launches",
        date(2000, 1, 1),
        &[
            "*Ballistic*",
            "*Cruise Missile*",
            "*Short-range Missile Launch*",
            "*Surface-to-Air Missile*",
            "*Anti-aircraft Missile*",
            "*Joint Missile Test*",
            "Missile Provocation / Nuclear Detonation Device",
        ],
    ),
    (
        "nuclear tests",
        date(1958, 2, 16),
        &["Nuclear Provocation / *"],
    ),
    (
        "clashes",
        date(2000, 1, 1),
        &[
            "*Exchange of Fire*",
            "*Naval Campaign",
            "*Sinking of the ROKS Cheonan",
            "*Shelling of Yeonpyeong Island",
            "*Land Mine Explosion",
        ],
    ),
    (
        "incursions",
        date(2000, 1, 1),
        &[
            "*Infiltration*",
            "*Territorial Incursion*",
            "*Territorial Provocation*",
            "*Raid on Blue House*",
            "*Assault by NK Armed Agents",
            "*NK Spy Naval Vessel",
            "*Drones (UAVs)",
        ],
    ),
];

/// The last day of the table.
pub const END: Date = date(2023, 12, 31);

/// Date and category of each row; `None`, said loudly, where the table is
/// missing.
pub fn read() -> Option<Vec<(Date, String)>> {
    let directory = env::var_os("FORESHOCK_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let path = directory.join("korea/csis_north_korea_provocations_1958_2023.csv");
    if !path.exists() {
        eprintln!(
            "SKIPPED, no table of Korean provocations: {}",
            path.display()
        );
        return None;
    }
    let mut rows = Vec::new();
    let mut table = csv::Reader::from_path(path).unwrap();
    for row in table.byte_records() {
        let row = row.unwrap();
        let text = |column: usize| {
            let text = String::from_utf8_lossy(&row[column]).replace('\u{a0}', " ");
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let day: Date = text(0).parse().unwrap();
        rows.push((day, format!("{} / {}", text(1), text(2))));
    }
    Some(rows)
}

/// Whether a category fits a pattern with stars at its ends or in its midst.
fn fits(category: &str, pattern: &str) -> bool {
    let category = category.to_lowercase();
    let pattern = pattern.to_lowercase();
    let parts: Vec<&str> = pattern.split('*').collect();
    let mut rest = &*category;
    for (index, part) in parts.iter().enumerate() {
        let Some(at) = rest.find(part) else {
            return false;
        };
        if index == 0 && at != 0 {
            return false;
        }
        rest = &rest[at + part.len()..];
    }
    parts.last().is_some_and(|last| last.is_empty()) || rest.is_empty()
}

/// The days of one kind from the first day on.
pub fn series(rows: &[(Date, String)], from: Date, patterns: &[&str]) -> DailySeries {
    let days = (END - from).get_days() as usize + 1;
    let mut counts = vec![Some(0); days];
    for (day, category) in rows {
        if *day >= from && patterns.iter().any(|pattern| fits(category, pattern)) {
            let index = (*day - from).get_days() as usize;
            counts[index] = counts[index].map(|count: u32| count + 1);
        }
    }
    DailySeries::new(counts).unwrap()
}
