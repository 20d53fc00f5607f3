//! Series from the columns of real lakes are those of what was known, bit by bit.

use std::fs;

use jiff::{SignedDuration, civil::Date};

use super::*;
use crate::arguments::Store;

/// A source of each publisher at hand, with indicators of every measure.
const PUBLISHERS: &str = r#"
title = "Publishers"
as_of = 2021-12-31
timezone = "Asia/Seoul"

[[source]]
id = "gdelt"
format = "gdelt"
path = "${FORESHOCK_DATA}/gdelt/*.zip"

[[source]]
id = "icews"
format = "icews"
path = "${FORESHOCK_DATA}/icews/icews_raw_2018_sample.tab.gz"

[[source]]
id = "ged"
format = "ged"
path = "${FORESHOCK_DATA}/ucdp_ged/GED231_*.csv.gz"
lag = "1 day"

[[source]]
id = "totals"
format = "ged-totals"
path = "${FORESHOCK_DATA}/ucdp_ged/ged_all_types_vintages_asof_2018-01_to_2022-01.csv.gz"

[[indicator]]
id = "dyad"
title = "One dyad"
from = "gdelt"
match = { source = "USA*", target = "KOR*" }
period = "day"

[[indicator]]
id = "coded-twice"
title = "Cooperation in two sources"
from = ["gdelt", "icews"]
merge_within = "3 days"
match = { quad = { min = 1, max = 2 }, country = ["KOR", "PRK", "USA"] }
period = "day"
direction = "down"

[[indicator]]
id = "tone"
title = "Goldstein scores"
from = ["gdelt", "icews"]
disjoint = true
measure = "mean(intensity)"
match = { source = "*GOV*" }
period = "7 days"

[[indicator]]
id = "near"
title = "Around Seoul"
from = "gdelt"
match = { near = { point = [37.57, 126.98], km = 400 } }
period = "day"

[[indicator]]
id = "deaths"
title = "Deaths"
from = "ged"
measure = "sum(fatalities)"
match = { fatalities = { min = 1 } }
period = "month"
direction = "both"

[[indicator]]
id = "level"
title = "The level of deaths"
from = "totals"
measure = "level(count)"
period = "month"

[[indicator]]
id = "share"
title = "Battles in all that is counted"
from = "ged"
measure = "share(totals)"
unit = ["event", "events"]
period = "month"
"#;

fn data() -> PathBuf {
    env::var_os(DATA_VARIABLE).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    )
}

/// Opens a watch over a lake of its own and holds all its series, as of several days, to
/// what is known; how many values there are.
fn check(watch: &Path, days: &[&str]) -> usize {
    let place = tempfile::tempdir().expect("a directory");
    let arguments = arguments::Theatre {
        watch: watch.to_owned(),
        store: Store {
            lake: Some(place.path().join("lake")),
            reread: false,
        },
    };
    let theatre = Theatre::open(&arguments).expect("a lake");
    let watch = &theatre.loaded.watch;
    let indicators: Vec<&Indicator> = watch.indicators.iter().collect();
    let mut views: Vec<AsOf> = days
        .iter()
        .map(|day| AsOf::parse(day, watch.timezone.clone()).expect("a day"))
        .collect();
    let own = theatre.loaded.as_of(None).expect("an instant");
    let within = own.instant() - SignedDuration::from_hours(31 * 24 + 7);
    views.push(AsOf::at(within, watch.timezone.clone()));
    views.push(own);
    let mut values = 0;
    for as_of in views {
        let known = theatre.known(&as_of).expect("what was known");
        let gathered = theatre.series(&indicators, &as_of).expect("series");
        for (indicator, gathered) in indicators.iter().zip(gathered) {
            let measured = foreshock_assess::series(watch, indicator, &known);
            let bits = |measured: &Measured| -> Vec<((Date, Date), bool, Option<u64>)> {
                let periods = measured.periods.iter().zip(&measured.covered);
                periods
                    .zip(&measured.values)
                    .map(|((days, covered), value)| (*days, *covered, value.map(f64::to_bits)))
                    .collect()
            };
            assert_eq!(bits(&gathered), bits(&measured), "{} {as_of}", indicator.id);
            let there = gathered.values.iter().flatten();
            values += there.filter(|value| **value != 0.0).count();
        }
    }
    values
}

#[test]
fn series_of_the_korea_watch() {
    let watch = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../watches/korea");
    let values = check(&watch, &["2024-06-10", "2020-01-01"]);
    assert!(values > 500, "{values}");
}

/// Of watches whose data are not shipped.
#[test]
fn series_of_publishers_at_hand() {
    let data = data();
    let needed = [
        "gdelt/20191024143000.export.CSV.zip",
        "icews/icews_raw_2018_sample.tab.gz",
        "ucdp_ged/GED231_SouthSudan_to2021.csv.gz",
        "korea/csis_north_korea_provocations_1958_2023.csv",
    ];
    for name in needed {
        if !data.join(name).is_file() {
            eprintln!("SKIPPED: {name} is not there; set {DATA_VARIABLE}");
            return;
        }
    }
    let place = tempfile::tempdir().expect("a directory");
    let csis = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../watches/korea-csis/watch.toml");
    let csis = fs::read_to_string(csis).expect("a watch");
    for (text, days, fewest) in [
        (csis.as_str(), &["2010-05-05"][..], 1000),
        (PUBLISHERS, &["2019-10-24", "2018-03-26", "2020-06-30"], 100),
    ] {
        let text = text.replace(
            &format!("${{{DATA_VARIABLE}}}"),
            &data.display().to_string(),
        );
        let watch = place.path().join("watch.toml");
        fs::write(&watch, text).expect("a watch");
        let values = check(&watch, days);
        assert!(values > fewest, "{values}");
    }
}
