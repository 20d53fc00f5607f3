//! Every code that occurs in the real files, against the tables of codes.

use std::collections::BTreeSet;

use foreshock_source::{
    Publisher,
    crosswalk::{Scheme, is_known, iso3},
};

use super::{read, real};

#[test]
fn every_state_number_of_the_views_list() {
    let Some(path) = real("views_cm/country_list.csv") else {
        return;
    };
    let list = std::fs::read_to_string(path).expect("a list");
    let mut numbers = 0;
    for line in list.lines().skip(1) {
        let fields: Vec<&str> = line.splitn(3, ',').collect();
        let by_number = iso3(Scheme::GleditschWard, fields[1], Some(2020));
        let by_id = iso3(Scheme::Views, fields[0], None);
        let by_name = iso3(Scheme::Name, fields[2].trim_matches('"'), None);
        assert!(by_number.is_some(), "{line}");
        assert_eq!(by_number, by_id, "{line}");
        assert_eq!(by_number, by_name, "{line}");
        numbers += 1;
    }
    assert_eq!(numbers, 191);
}

/// The Correlates of War files say number and abbreviation; ours must be theirs.
#[test]
fn every_state_of_mid() {
    let mut pairs = BTreeSet::new();
    for name in ["MIDB_5.0", "MIDIP_5.0"] {
        let Some(path) = real(&format!("mid/{name}.csv.gz")) else {
            return;
        };
        let file = std::fs::File::open(path).expect("a file");
        let mut text = String::new();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(file), &mut text)
            .expect("text");
        let header: Vec<&str> = text.lines().next().expect("a header").split(',').collect();
        let place = |name: &str| {
            header
                .iter()
                .position(|column| *column == name)
                .expect(name)
        };
        let (state, number, year) = (place("stabb"), place("ccode"), place("styear"));
        for line in text.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let year: i16 = fields[year].parse().expect("a year");
            pairs.insert((
                fields[number].to_owned(),
                fields[state].trim_matches('"').to_owned(),
                year,
            ));
        }
    }
    let (mut without, mut outside) = (BTreeSet::new(), BTreeSet::new());
    for (number, abbreviation, year) in &pairs {
        if (number.as_str(), abbreviation.as_str()) == ("475", "NIR") {
            // One row of MIDB gives Nigeria the abbreviation of Niger; the number
            // decides.
            continue;
        }
        assert!(is_known(Scheme::Cow, number), "{number} {abbreviation}");
        assert!(
            is_known(Scheme::CowAbbreviation, abbreviation),
            "{number} {abbreviation}"
        );
        let by_number = iso3(Scheme::Cow, number, Some(*year));
        assert_eq!(
            by_number,
            iso3(Scheme::CowAbbreviation, abbreviation, Some(*year))
        );
        if by_number.is_none() {
            match iso3(Scheme::Cow, number, None) {
                None => without.insert(abbreviation.as_str()),
                Some(_) => outside.insert(abbreviation.as_str()),
            };
        }
    }
    let named: Vec<&str> = without.into_iter().collect();
    println!(
        "states of COW that ISO 3166 has no code for: {}",
        named.join(" ")
    );
    println!("states of COW in years before or after they are members: {outside:?}");
    assert_eq!(
        named,
        [
            "AUH", "BAD", "BAV", "HAN", "HSE", "HSG", "KOR", "MEC", "MOD", "PAP", "RVN", "SAX",
            "SIC", "TUS", "WRT"
        ]
    );
}

#[test]
fn every_fips_code_of_gdelt() {
    let mut unknown = BTreeSet::new();
    let mut codes = BTreeSet::new();
    for name in [
        "20151027220000.export.CSV.zip",
        "20180326044500.export.CSV.zip",
        "20190121220000.export.CSV.zip",
        "20191024143000.export.CSV.zip",
        "gdelt1_57col_1982_excerpt.tsv",
        "gdelt1_58col_20160728_excerpt.tsv",
    ] {
        let Some(path) = real(&format!("gdelt/{name}")) else {
            return;
        };
        let read = read(Publisher::Gdelt, &path).expect("GDELT");
        codes.extend(read.records.iter().filter_map(|r| r.country.clone()));
        unknown.extend(
            read.totals
                .unknown
                .iter()
                .map(|(scheme, code, _)| (scheme, code.to_owned())),
        );
    }
    let Some(path) = real("gdelt/gdelt1_norm_monthly_country_1979_2013.csv.gz") else {
        return;
    };
    let totals = read(Publisher::GdeltTotals, &path).expect("totals");
    unknown.extend(
        totals
            .totals
            .unknown
            .iter()
            .map(|(scheme, code, _)| (scheme, code.to_owned())),
    );
    codes.extend(totals.records.iter().filter_map(|r| r.country.clone()));
    let named: Vec<&str> = unknown.iter().map(|(_, code)| code.as_str()).collect();
    println!(
        "{} countries; not in our tables: {}",
        codes.len(),
        named.join(" ")
    );
    // Disputed islands, seas, and what GDELT means by OC is nowhere said.
    assert_eq!(named, UNKNOWN_FIPS);
}

/// FIPS codes of GDELT that stand for no country: the Paracel (PF) and Spratly
/// (PG) Islands, seas (OS), and OC, which no list explains.
const UNKNOWN_FIPS: [&str; 4] = ["OC", "OS", "PF", "PG"];
