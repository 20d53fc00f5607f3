//! What is counted.

use std::fmt::Write;

use super::common::Place;

/// Every measure over rows of GDELT.
pub const GDELT: &str = r#"title = "Peninsula"
as_of = 2019-11-30

[[source]]
id = "world"
format = "gdelt"

[[indicator]]
id = "all"
title = "Events that involve either Korea"
from = "world"
match = { country = ["PRK", "KOR"] }
period = "day"
unit = ["event", "events"]

[[indicator]]
id = "coercion"
title = "Coercion, by code, both ways: what is reported late is waited for"
from = "world"
match = { cameo = ["17*", "*90", "1*3"], source = "KOR*" }
period = "7 days"
direction = "both"

[[indicator]]
id = "tone"
title = "Goldstein scores of meetings"
from = "world"
measure = "mean(intensity)"
match = { plover = "CONSULT", intensity = { min = -2, max = 9.5 } }
period = "30 days"

[[indicator]]
id = "goldstein"
title = "Goldstein scores, added up"
from = "world"
measure = "sum(intensity)"
period = "7 days"

[[indicator]]
id = "middle"
title = "The median score"
from = "world"
measure = "level(intensity)"
period = "30 days"

[[indicator]]
id = "near"
title = "Within reach of Seoul"
from = "world"
match = { near = { point = [37.57, 126.98], km = 250 } }
period = "30 days"
"#;

/// Events and totals of UCDP, with their releases and vintages.
pub const GED: &str = r#"title = "Deaths"
as_of = 2021-12-31
timezone = "Africa/Addis_Ababa"

[[source]]
id = "ged"
format = "ged"

[[source]]
id = "totals"
format = "ged-totals"

[[indicator]]
id = "ethiopia"
title = "Deaths in Ethiopia"
from = "ged"
measure = "sum(fatalities)"
match = { country = "ETH" }
period = "month"

[[indicator]]
id = "events"
title = "Events with deaths"
from = "ged"
match = { fatalities = { min = 1 } }
period = "week"
direction = "both"

[[indicator]]
id = "vintages"
title = "Totals of Ethiopia as they stood"
from = "totals"
measure = "level(count)"
match = { country = "ETH" }
period = "month"
"#;

const EDITIONS: &str = r#"title = "Versions"
as_of = "now"
timezone = "America/New_York"

[[source]]
id = "press"
publisher = "Press: a review, 100 %"
path = "events.csv"
kind = "snapshot"
lag = "2 days"
columns = { id = "id", date = "date", category = "category", count = "count", published = "published" }

[[source.covers]]
from = 2023-01-01

[[indicator]]
id = "sum"
title = "Shells"
from = "press"
measure = "sum(count)"
match = { category = "shelling" }
period = "month"

[[indicator]]
id = "both"
title = "Shellings, both ways"
from = "press"
match = { category = "*shell*" }
period = "month"
direction = "both"
"#;

/// Numbers that look drawn and are the same everywhere.
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, end: u64) -> u64 {
        // Steele, Lea and Flood (2014), SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        let place = self.below(choices.len() as u64);
        choices[usize::try_from(place).unwrap_or(0)]
    }
}

/// Two files of GDELT 2.0 in `extract`, of which some rows stand in both.
pub fn gdelt_extract(place: &Place, rows: u64) {
    let mut drawn = Drawn(7);
    let lines: Vec<String> = (0..rows)
        .map(|number| gdelt_row(&mut drawn, number))
        .collect();
    let (first, second) = (lines.len() * 3 / 4, lines.len() * 7 / 10);
    place.file("extract/20191130120000.export.CSV", lines[..first].concat());
    place.file(
        "extract/20191130121500.export.CSV",
        lines[second..].concat(),
    );
}

fn gdelt_row(drawn: &mut Drawn, number: u64) -> String {
    let (month, day) = (6 + drawn.below(6), 1 + drawn.below(30));
    let (added_month, added_day) = match drawn.below(4) {
        0 => (month + 1, day.min(28)),
        _ => (month, day),
    };
    let tenths = drawn.below(200);
    let lat = format!("{}.{:03}", 36 + drawn.below(4), drawn.below(1000));
    let lon = format!("{}.{:03}", 125 + drawn.below(4), drawn.below(1000));
    let mut fields = vec![String::new(); 61];
    for (at, value) in [
        (0, number.to_string()),
        (1, format!("2019{month:02}{day:02}")),
        (5, "KORMIL".to_owned()),
        (7, "KOR".to_owned()),
        (
            26,
            drawn
                .of(&["010", "040", "042", "173", "190", "1823", "0241"])
                .to_owned(),
        ),
        (
            30,
            match drawn.below(10) {
                0 => String::new(),
                _ => format!(
                    "{}.{}",
                    i64::try_from(tenths).unwrap_or(0) / 10 - 10,
                    tenths % 10
                ),
            },
        ),
        (53, drawn.of(&["KS", "KN", "FR"]).to_owned()),
        (56, lat),
        (57, lon),
        (59, format!("2019{added_month:02}{added_day:02}120000")),
    ] {
        fields[at] = value;
    }
    fields.join("\t") + "\n"
}

/// A table of which three editions were read, the last seen now.
pub fn three_editions(place: &Place) {
    let header = "id,date,category,count,published\n";
    let row = |letter: &str, number: u32, day: u32, count: u32| {
        format!(
            "{letter}{number},2023-{:02}-{day},shelling,{count},\n",
            1 + number % 12
        )
    };
    let first: Vec<String> = (0..60).map(|n| row("a", n, 10, n)).collect();
    let mut second: Vec<String> = (0..40)
        .map(|n| row("a", n, 10, if n == 5 { 500 } else { n }))
        .collect();
    second.push("z,2023-02-28,Shelling,7,2023-03-01\n".to_owned());
    let mut third: Vec<String> = (0..20).map(|n| row("b", n, 28, n)).collect();
    for number in 0..30 {
        let _ = write!(
            third[0],
            "c{number},2023-05-0{},shelling,1.5,2023-05-{}\n",
            1 + number % 9,
            10 + number % 20
        );
    }
    third.extend(second.iter().cloned());
    place.file("watch.toml", EDITIONS);
    for rows in [first, second, third] {
        place.file("events.csv", header.to_owned() + &rows.concat());
        place.well(&["series", "watch.toml"]);
    }
}
