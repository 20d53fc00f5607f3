//! The tables of codes, read once from the files beside this one.

use std::{collections::HashMap as Map, sync::OnceLock};

use foldhash::fast::FixedState;

const COUNTRIES: &str = include_str!("countries.csv");
const NAMES: &str = include_str!("names.csv");
const STATES: &str = include_str!("states.csv");
const VIEWS: &str = include_str!("views.csv");

/// The keys are ours, so that nobody can choose them to collide; rows look up several.
type HashMap<K, V> = Map<K, V, FixedState>;

/// Alpha-3 codes by everything else.
#[derive(Default)]
pub(super) struct Countries {
    pub iso3: HashMap<&'static str, &'static str>,
    pub iso2: HashMap<&'static str, &'static str>,
    pub numeric: HashMap<u16, &'static str>,
    pub fips: HashMap<&'static str, &'static str>,
    /// By lower-case name.
    pub name: HashMap<String, &'static str>,
}

/// What a state number stands for in a span of years.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub iso3: Option<&'static str>,
    pub from: i16,
    pub to: Option<i16>,
}

/// State numbers, each with its spans in the order of time.
#[derive(Default)]
pub(super) struct States {
    pub cow: HashMap<u16, Vec<State>>,
    pub gleditsch_ward: HashMap<u16, Vec<State>>,
    pub abbreviation: HashMap<&'static str, Vec<State>>,
}

/// The rows of one of our own tables: no comments, no header, fields without
/// their quotes.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| {
            let mut fields = Vec::new();
            let mut rest = line;
            loop {
                let (field, after) = match rest.strip_prefix('"').and_then(|r| r.split_once('"')) {
                    Some((field, after)) => (field, after.strip_prefix(',')),
                    None => match rest.split_once(',') {
                        Some((field, after)) => (field, Some(after)),
                        None => (rest, None),
                    },
                };
                fields.push(field);
                match after {
                    Some(after) => rest = after,
                    None => return fields,
                }
            }
        })
}

pub(super) fn countries() -> &'static Countries {
    static TABLE: OnceLock<Countries> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut all = Countries::default();
        for row in rows(COUNTRIES) {
            let [iso3, iso2, numeric, fips, name] = row[..] else {
                continue;
            };
            all.iso3.insert(iso3, iso3);
            // Two former countries share an alpha-2 code, which the present
            // keeper of a code goes before.
            all.iso2.entry(iso2).or_insert(iso3);
            if let Ok(numeric) = numeric.parse() {
                all.numeric.insert(numeric, iso3);
            }
            for fips in fips.split('|').filter(|fips| !fips.is_empty()) {
                all.fips.insert(fips, iso3);
            }
            all.name.insert(name.to_lowercase(), iso3);
        }
        for row in rows(NAMES) {
            if let [name, iso3] = row[..] {
                all.name.insert(name.to_lowercase(), iso3);
            }
        }
        all
    })
}

pub(super) fn states() -> &'static States {
    static TABLE: OnceLock<States> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut all = States::default();
        for row in rows(STATES) {
            let [system, number, abbreviation, iso3, from, to, _] = row[..] else {
                continue;
            };
            let (Ok(number), Ok(from)) = (number.parse::<u16>(), from.parse()) else {
                continue;
            };
            let state = State {
                iso3: Some(iso3).filter(|iso3| !iso3.is_empty()),
                from,
                to: to.parse().ok(),
            };
            if system != "gw" {
                all.cow.entry(number).or_default().push(state.clone());
                for abbreviation in abbreviation.split('|') {
                    let spans = all.abbreviation.entry(abbreviation).or_default();
                    spans.push(state.clone());
                }
            }
            if system != "cow" {
                all.gleditsch_ward.entry(number).or_default().push(state);
            }
        }
        all
    })
}

/// Gleditsch-Ward numbers by the numbers of VIEWS.
pub(super) fn views() -> &'static HashMap<u16, u16> {
    static TABLE: OnceLock<HashMap<u16, u16>> = OnceLock::new();
    TABLE.get_or_init(|| {
        rows(VIEWS)
            .filter_map(|row| match row[..] {
                [id, number] => Some((id.parse().ok()?, number.parse().ok()?)),
                _ => None,
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let count = |table: &'static str| table.lines().filter(|l| !l.starts_with('#')).count() - 1;
        assert_eq!(countries().iso3.len(), count(COUNTRIES));
        assert!(rows(COUNTRIES).all(|row| row.len() == 5));
        assert!(rows(NAMES).all(|row| row.len() == 2));
        assert!(rows(STATES).all(|row| row.len() == 7));
        let spans: usize = states().cow.values().map(Vec::len).sum();
        let of_cow = rows(STATES).filter(|row| row[0] != "gw").count();
        assert_eq!(spans, of_cow);
    }
}
