//! POLECAT (Harvard Dataverse doi:10.7910/DVN/AJGVIT), events of the PLOVER
//! scheme: 40 columns separated by tabs, with a header. The layout is that of
//! public code that loads the files; no data could be had to try it on.

use foreshock_event::{Record, Text};

use super::{
    Publisher,
    context::{Context, end_of, iso_day, number, place},
    read::{Fields, Header, Out, lossy, other_layout, split},
};
use crate::{Error, RawFile, crosswalk::Scheme, crosswalk::iso3, lines::lines, unpack::unpacked};

pub(super) fn read(file: &RawFile, out: &mut Out<'_, '_>) -> Result<(), Error> {
    let mut header: Option<Header> = None;
    lines(unpacked(&file.path)?, &file.path, &mut |number, line| {
        let line = line.text;
        let Some(header) = &header else {
            let first = lossy(line);
            let names: Vec<&str> = first.split('\t').collect();
            let found = Header::new(&names);
            if !["Event ID", "Event Date", "Event Type"]
                .iter()
                .all(|name| found.has(name))
            {
                let cause =
                    "its first line does not name the columns Event ID, Event Date and Event Type";
                return Err(other_layout(file, Publisher::Polecat, cause.to_owned()));
            }
            header = Some(found);
            return Ok(());
        };
        let row = number - 1;
        let made = split(line, &[header.len()])
            .and_then(|fields| event(&header.fields(&fields), row, &mut out.context));
        out.row(row, made, || lossy(line));
        Ok(())
    })?;
    match header {
        Some(_) => Ok(()),
        None => Err(Error::Empty {
            path: file.path.clone(),
            skipped: 0,
        }),
    }
}

/// A field, empty where it is missing.
fn present<'f>(fields: &'f Fields<'_>, name: &str) -> &'f str {
    match fields.get(name) {
        "NA" | "None" => "",
        value => value,
    }
}

fn event(fields: &Fields<'_>, row: u64, context: &mut Context<'_>) -> Result<Record, String> {
    let get = |name: &str| present(fields, name);
    let (id, kind) = (get("Event ID"), get("Event Type"));
    if id.is_empty() {
        return Err("Event ID is missing".to_owned());
    }
    if kind.is_empty() {
        return Err("Event Type is missing".to_owned());
    }
    let on = iso_day("Event Date", get("Event Date"))?;
    // The type alone stands under `plover`; a list of modes as published.
    let category = match get("Event Mode") {
        "" => kind.to_owned(),
        mode => format!("{kind} / {mode}"),
    };
    let mut record = context.record(&category, on, row);
    record.event_id = id.into();
    record.plover = context.some(&kind.to_uppercase());
    record.quad = quad(get("Quad Code"))?;
    record.intensity = number("Intensity", get("Intensity"))?;
    record.source = actor(
        [
            get("Actor Country"),
            get("Actor COW"),
            get("Primary Actor Sector"),
        ],
        context,
    );
    record.target = actor(
        [
            get("Recipient Country"),
            get("Recipient COW"),
            get("Primary Recipient Sector"),
        ],
        context,
    );
    record.source_name = context.some(get("Actor Name"));
    record.target_name = context.some(get("Recipient Name"));
    record.place = context.some(fields.first(&["Placename", "City"]));
    record.adm1 = context.some(get("Province"));
    record.country = country(get("Country"), "", context);
    record.geo_precision = context.some(get("Feature Type"));
    place(
        &mut record,
        ("Latitude", get("Latitude")),
        ("Longitude", get("Longitude")),
    )?;
    record.published_at = match get("Publication Date") {
        "" => None,
        day => end_of(iso_day("Publication Date", day)?),
    };
    record.citation = context.some(get("Source"));
    Ok(record)
}

/// Quad classes are written as a number or in words.
fn quad(text: &str) -> Result<Option<u8>, String> {
    let words = text.to_uppercase();
    let is = |word: &str| words.contains(word);
    Ok(
        match (
            is("VERBAL"),
            is("MATERIAL"),
            is("COOPERATION"),
            is("CONFLICT"),
        ) {
            _ if text.is_empty() => None,
            (true, false, true, false) => Some(1),
            (false, true, true, false) => Some(2),
            (true, false, false, true) => Some(3),
            (false, true, false, true) => Some(4),
            _ => {
                let digit = text.trim_start_matches(['Q', 'q']);
                Some(crate::numbers::quad(digit).map_err(|_| {
                    format!(
                        "Quad Code: `{}` is no quad class",
                        crate::dates::shortened(text)
                    )
                })?)
            }
        },
    )
}

/// A country, written as an alpha-3 code or a name; by its COW number where that
/// tells nothing.
fn country(written: &str, cow: &str, context: &mut Context<'_>) -> Option<Text> {
    let told = iso3(Scheme::Iso3, written, None)
        .or_else(|| iso3(Scheme::Name, written, None))
        .or_else(|| iso3(Scheme::Cow, cow, None));
    match told {
        Some(iso3) => Some(context.text(iso3)),
        None => context.country(Scheme::Name, written, None),
    }
}

/// Country, and the primary sector as a role. A list of countries names none.
fn actor([written, cow, sector]: [&str; 3], context: &mut Context<'_>) -> Option<Text> {
    let country = country(written, cow, context);
    let sector = sector.split(';').next().unwrap_or_default().trim();
    match (country, sector) {
        (None, "") => None,
        (Some(country), "") => Some(country),
        (country, sector) => {
            let country = country.unwrap_or_else(|| "---".into());
            Some(context.text(&format!("{country}.{sector}")))
        }
    }
}
