//! Harvard Dataverse: the description of a dataset as JSON, with the size and MD5 of each
//! of its files.

use std::collections::HashMap;

use jiff::{ToSpan, civil::Date};
use serde::Deserialize;

use crate::{
    Catalogue, Error, Listed, Listing, Md5, Span,
    catalogues::Lists,
    listing::{ByName, is_safe_name},
};

/// Days before its date that a file may be about: releases are weekly at most.
const DAYS_BEFORE: i64 = 14;

#[derive(Deserialize)]
struct Answer {
    data: Data,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    latest_version: Version,
}

#[derive(Deserialize)]
struct Version {
    files: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(default)]
    restricted: bool,
    data_file: DataFile,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DataFile {
    id: u64,
    filename: String,
    filesize: Option<u64>,
    md5: Option<String>,
    /// Present where Dataverse keeps a copy of its own making beside the file.
    original_file_format: Option<String>,
    original_file_size: Option<u64>,
}

pub(super) fn list(lists: &Lists, span: Span) -> Result<Listing, Error> {
    let mut listing = Listing::default();
    let mut files = ByName::default();
    // Names stand for more than one file now and then.
    let mut times: HashMap<String, u32> = HashMap::new();
    for dataset in datasets(lists.catalogue) {
        let below = format!("api/datasets/:persistentId/?persistentId={dataset}");
        let answer: Answer = lists.with(&below, |list| {
            serde_json::from_reader(list).map_err(|error| lists.no_list(&below, &error.to_string()))
        })?;
        for entry in answer.data.latest_version.files {
            let file = entry.data_file;
            let Some((first, last)) = days(lists.catalogue, &file.filename) else {
                continue;
            };
            if !span.meets(first, last) {
                continue;
            }
            if !is_safe_name(&file.filename) {
                listing.fault(file.id, &file.filename, "is no name for a file here");
                continue;
            }
            if entry.restricted && lists.client.token_is_missing() {
                listing.fault(
                    file.id,
                    &file.filename,
                    "is restricted and there is no token",
                );
                continue;
            }
            let time = times.entry(file.filename.clone()).or_default();
            *time += 1;
            let name = match *time {
                1 => file.filename.clone(),
                _ => format!("{}-{}", file.id, file.filename),
            };
            let is_made = file.original_file_format.is_some();
            let below = match is_made {
                true => format!("api/access/datafile/{}?format=original", file.id),
                false => format!("api/access/datafile/{}", file.id),
            };
            let listed = Listed {
                name,
                url: lists.address(&below)?,
                size: match is_made {
                    true => file.original_file_size,
                    false => file.filesize,
                },
                md5: file.md5.as_deref().and_then(|md5| md5.parse::<Md5>().ok()),
            };
            if !files.insert(listed) {
                listing.fault(file.id, &file.filename, "is listed twice");
            }
        }
    }
    listing.files = files.sorted();
    Ok(listing)
}

fn datasets(catalogue: Catalogue) -> &'static [&'static str] {
    match catalogue {
        // The years to 2018, and the files since.
        Catalogue::Icews => &["doi:10.7910/DVN/28075", "doi:10.7910/DVN/QI2T9A"],
        Catalogue::Polecat => &["doi:10.7910/DVN/AJGVIT"],
        Catalogue::Gdelt | Catalogue::Gdelt1 | Catalogue::Ucdp => &[],
    }
}

/// First and last day that a file of events is about, by the first number in its name:
/// `events.2013.20150313084929.tab` a year, `20181004-icews-events.zip` the days before a
/// day. Documents and dictionaries, which lie beside them, have none.
fn days(catalogue: Catalogue, name: &str) -> Option<(Date, Date)> {
    let lower = name.to_lowercase();
    let is_of_events = match catalogue {
        Catalogue::Icews => {
            lower.starts_with("events.")
                || lower
                    .trim_start_matches(|c: char| c.is_ascii_digit())
                    .starts_with("-icews-events")
        }
        _ => lower.starts_with("ngecevents"),
    };
    let ends = [".tab", ".txt", ".csv", ".zip", ".gz"];
    if !is_of_events || !ends.iter().any(|end| lower.ends_with(end)) {
        return None;
    }
    let from = lower.find(|sign: char| sign.is_ascii_digit())?;
    let digits = &lower[from..];
    let length = digits
        .find(|sign: char| !sign.is_ascii_digit())
        .unwrap_or(digits.len());
    let digits = &digits[..length];
    let year: i16 = digits.get(..4)?.parse().ok()?;
    if length < 8 {
        return Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?));
    }
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<i8>().ok();
    let day = Date::new(year, part(4, 6)?, part(6, 8)?).ok()?;
    Some((day.checked_sub(DAYS_BEFORE.days()).ok()?, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_which_days_a_file_is_about() {
        let said = |catalogue, name: &str| {
            days(catalogue, name).map(|(first, last)| format!("{first}..{last}"))
        };
        for (catalogue, name, expected) in [
            (
                Catalogue::Icews,
                "events.2013.20150313084929.tab",
                Some("2013-01-01..2013-12-31"),
            ),
            (
                Catalogue::Icews,
                "20181004-icews-events.zip",
                Some("2018-09-20..2018-10-04"),
            ),
            (Catalogue::Icews, "CAMEO.CDB.09b5.pdf", None),
            (Catalogue::Icews, "icews.actors.20150313112628.tab", None),
            (
                Catalogue::Polecat,
                "ngecEventsDV-2022.txt.zip",
                Some("2022-01-01..2022-12-31"),
            ),
            (
                Catalogue::Polecat,
                "ngecEvents.20230103111842.Release603.DV.txt",
                Some("2022-12-20..2023-01-03"),
            ),
            (Catalogue::Polecat, "ngecEvents readme.pdf", None),
        ] {
            assert_eq!(said(catalogue, name).as_deref(), expected, "{name}");
        }
    }
}
