//! Rows laid out as GDELT 1.0 or 2.0 publishes them, with fields as long as in its files, for
//! measuring: `cargo run -p foreshock-source --example gdelt_shaped -- --help`.
//!
//! A row of the 15-minute files at hand has 398 to 405 bytes on average, a quarter of them
//! the address of the article, and 39% to 46% have no country of the first actor. A row of
//! these has 460, since every one has three places. None of it is real.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::PathBuf,
    process::ExitCode,
};

use jiff::{
    ToSpan,
    civil::{Date, date},
};
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

const HELP: &str = "\
Writes GDELT-shaped files, a day each.

  --bytes NUMBER     bytes in all (1000000000)
  --file-bytes NUMBER  bytes of a file (100000000)
  --edition NUMBER   1 for rows of 58 fields, 2 for rows of 61 (2)
  --earlier SHARE    share of rows whose event lies a week, a month or a year back (0)
  --damage SHARE     share of rows that cannot be read (0.001)
  --seed NUMBER      the same seed gives the same bytes (1)
  --first-day DAY    the day of the first file (2019-01-01)
  --first-id NUMBER  the number of the first event (800000000)
  --out DIRECTORY    where to";

const COUNTRIES: [(&str, &str, &str); 8] = [
    ("USA", "US", "United States"),
    ("CHN", "CH", "China"),
    ("KOR", "KS", "Seoul, Soul-t'ukpyolsi, South Korea"),
    ("PRK", "KN", "Pyongyang, P'yongyang-si, North Korea"),
    ("RUS", "RS", "Moscow, Moskva, Russia"),
    ("GBR", "UK", "London, London, City of, United Kingdom"),
    ("NGA", "NI", "Abuja, Federal Capital Territory, Nigeria"),
    ("BRA", "BR", "São Paulo, São Paulo, Brazil"),
];
const ROLES: [&str; 6] = ["", "GOV", "MIL", "COP", "MED", "BUS"];
const CODES: [&str; 10] = [
    "010", "020", "036", "040", "042", "051", "0834", "112", "173", "190",
];
const WORDS: [&str; 10] = [
    "government",
    "minister",
    "talks",
    "border",
    "security",
    "election",
    "police",
    "market",
    "agreement",
    "report",
];

struct Wanted {
    bytes: u64,
    file_bytes: u64,
    second_edition: bool,
    earlier: f64,
    damage: f64,
    seed: u64,
    first_day: Date,
    first_id: u64,
    out: PathBuf,
}

fn main() -> ExitCode {
    let Some(wanted) = wanted() else {
        eprintln!("{HELP}");
        return ExitCode::from(2);
    };
    match write(&wanted) {
        Ok((files, rows, damaged)) => {
            println!("{files} files, {rows} rows, {damaged} of them damaged");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}: {error}", wanted.out.display());
            ExitCode::FAILURE
        }
    }
}

fn wanted() -> Option<Wanted> {
    let mut wanted = Wanted {
        bytes: 1_000_000_000,
        file_bytes: 100_000_000,
        second_edition: true,
        earlier: 0.0,
        damage: 0.001,
        seed: 1,
        first_day: date(2019, 1, 1),
        first_id: 800_000_000,
        out: PathBuf::new(),
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next()?;
        match name.as_str() {
            "--bytes" => wanted.bytes = value.parse().ok()?,
            "--file-bytes" => wanted.file_bytes = value.parse().ok()?,
            "--edition" => {
                wanted.second_edition = match value.as_str() {
                    "1" => false,
                    "2" => true,
                    _ => return None,
                }
            }
            "--earlier" => wanted.earlier = value.parse().ok()?,
            "--damage" => wanted.damage = value.parse().ok()?,
            "--seed" => wanted.seed = value.parse().ok()?,
            "--first-day" => wanted.first_day = value.parse().ok()?,
            "--first-id" => wanted.first_id = value.parse().ok()?,
            "--out" => wanted.out = value.into(),
            _ => return None,
        }
    }
    let shares = [wanted.damage, wanted.earlier];
    let makes_sense =
        shares.iter().all(|share| (0.0..=1.0).contains(share)) && wanted.file_bytes > 0;
    (makes_sense && !wanted.out.as_os_str().is_empty()).then_some(wanted)
}

fn write(wanted: &Wanted) -> io::Result<(u64, u64, u64)> {
    fs::create_dir_all(&wanted.out)?;
    let mut random = ChaCha8Rng::seed_from_u64(wanted.seed);
    let (mut files, mut rows, mut damaged, mut bytes) = (0, 0, 0, 0);
    let mut day = wanted.first_day;
    let mut row = String::new();
    while bytes < wanted.bytes {
        let stamp = day.strftime("%Y%m%d").to_string();
        let time = if wanted.second_edition { "000000" } else { "" };
        let path = wanted.out.join(format!("{stamp}{time}.export.CSV"));
        let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
        let mut length = 0;
        while length < wanted.file_bytes && bytes + length < wanted.bytes {
            row.clear();
            let mut on = day;
            if wanted.earlier > 0.0 && random.random_bool(wanted.earlier) {
                let back = [1.week(), 1.month(), 1.year()][random.random_range(0..3)];
                on = day.checked_sub(back).map_err(io::Error::other)?;
            }
            let id = wanted.first_id + rows;
            self::row(
                &mut random,
                id,
                (on, &stamp),
                wanted.second_edition,
                &mut row,
            );
            if random.random_bool(wanted.damage) {
                damage(&mut random, &mut row);
                damaged += 1;
            }
            row.push('\n');
            file.write_all(row.as_bytes())?;
            length += row.len() as u64;
            rows += 1;
        }
        file.flush()?;
        bytes += length;
        files += 1;
        day = day.checked_add(1.day()).map_err(io::Error::other)?;
    }
    Ok((files, rows, damaged))
}

/// One row of 61 fields, or of 58, of an event on that day in the file of `stamp`.
fn row(
    random: &mut ChaCha8Rng,
    id: u64,
    (on, stamp): (Date, &str),
    second_edition: bool,
    row: &mut String,
) {
    let mut field = |text: &str| {
        if !row.is_empty() {
            row.push('\t');
        }
        row.push_str(text);
    };
    let day = on.strftime("%Y%m%d").to_string();
    let year = &day[..4];
    field(&id.to_string());
    field(&day);
    field(&day[..6]);
    field(year);
    field(&format!("{year}.{:04}", random.random_range(0..10_000)));
    for _ in 0..2 {
        let (code, _, name) = COUNTRIES[random.random_range(0..COUNTRIES.len())];
        let role = ROLES[random.random_range(0..ROLES.len())];
        let has_country = random.random_bool(0.55);
        let country = if has_country { code } else { "" };
        field(&format!("{country}{role}"));
        field(&match has_country {
            true => name.to_uppercase(),
            false => role.to_owned(),
        });
        field(country);
        for _ in 0..4 {
            field("");
        }
        field(role);
        field("");
        field("");
    }
    let code = CODES[random.random_range(0..CODES.len())];
    field(["0", "1"][random.random_range(0..2)]);
    field(code);
    field(&code[..3]);
    field(&code[..2]);
    field(&random.random_range(1..=4).to_string());
    field(&format!("{:.1}", random.random_range(-10.0..10.0_f64)));
    for most in [60, 4, 60] {
        field(&random.random_range(1..=most).to_string());
    }
    field(&random.random_range(-12.0..8.0_f64).to_string());
    for _ in 0..3 {
        let (_, fips, name) = COUNTRIES[random.random_range(0..COUNTRIES.len())];
        field(&random.random_range(1..=5).to_string());
        field(name);
        field(fips);
        field(&format!("{fips}{:02}", random.random_range(0..40)));
        if second_edition {
            field(&random.random_range(1000..200_000).to_string());
        }
        field(&format!("{:.4}", random.random_range(-60.0..70.0_f64)));
        field(&format!("{:.3}", random.random_range(-180.0..180.0_f64)));
        field(&random.random_range(-3_000_000..3_000_000).to_string());
    }
    match second_edition {
        true => field(&format!("{stamp}{:02}0000", random.random_range(0..24))),
        false => field(stamp),
    }
    let words: Vec<&str> = (0..4)
        .filter_map(|_| WORDS.choose(random).copied())
        .collect();
    field(&format!(
        "https://www.news{}.example/{}/{}/{}-{id}",
        random.random_range(0..5000),
        &stamp[..4],
        &stamp[4..6],
        words.join("-")
    ));
}

/// Makes a row one that cannot be read: cut off, of a day that there is not, or with a
/// field too many.
fn damage(random: &mut ChaCha8Rng, row: &mut String) {
    match random.random_range(0..3) {
        0 => {
            let cut = row.match_indices('\t').nth(20).map_or(0, |(at, _)| at);
            row.truncate(cut);
        }
        1 => {
            let at = row.find('\t').map_or(0, |at| at + 1);
            row.replace_range(at..at + 8, "20190231");
        }
        _ => row.push_str("\tsurplus"),
    }
}
