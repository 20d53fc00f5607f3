//! GDELT event files (gdeltproject.org): 1.0 with 58 columns, its historical
//! backfile with 57 (no SOURCEURL), 2.0 with 61 (with three ADM2 codes). No
//! header, tabs, no quotes, whatever the name ends with.
//!
//! **When a row became public.** DATEADDED says it: in 2.0 to the second (UTC),
//! in 1.0 as a day, which stands for its end. GDELT began to publish daily in
//! April 2013; all that is older was added in bulk early in that year. A
//! DATEADDED before 1 April 2013, and any in the backfile of 57 columns, says
//! nothing of when an event became known, so it is left out, and the lag that
//! the watch declares decides.
//!
//! **Quad classes** are as published: GDELT counts root 09 (investigate) as material
//! cooperation and 14 (protest) as verbal conflict, where CAMEO's own division has
//! 3 and 4.
//!
//! **Event days** are SQLDATE as published, also where the text spoke of "a year
//! ago" and SQLDATE therefore lies exactly a year, month or week before
//! DATEADDED.

use foreshock_event::Record;
use jiff::{Timestamp, civil::Date, civil::date, tz::TimeZone};

use super::{
    Publisher,
    context::{Context, compact_day, day_of, end_of, not_a_day, number, place, whole},
    read::{Out, lossy, other_layout, split},
};
use crate::{
    Error, RawFile,
    crosswalk::{PloverType, Scheme, plover_of_cameo},
    lines::lines,
    unpack::unpacked,
};

/// Columns of 1.0 before it had addresses, of 1.0, and of 2.0.
const COLUMNS: [usize; 3] = [57, 58, 61];
/// Since when DATEADDED tells when a row became public.
const DAILY_SINCE: Date = date(2013, 4, 1);

pub(super) fn read(file: &RawFile, out: &mut Out<'_, '_>) -> Result<(), Error> {
    // A file in which nothing is laid out as events is none of GDELT's; one bad
    // row at the start is.
    const LOOKED_AT: u64 = 20;
    let (mut seen, mut fitting) = (0_u64, 0_u64);
    let mut waiting: Vec<(u64, Vec<u8>)> = Vec::new();
    lines(unpacked(&file.path)?, &file.path, &mut |row, line| {
        seen += 1;
        let fits = fits(line);
        fitting += u64::from(fits);
        if fitting == 0 {
            if seen > LOOKED_AT {
                return Err(nothing_fits(file));
            }
            waiting.push((row, line.to_owned()));
            return Ok(());
        }
        for (row, line) in waiting.drain(..) {
            take(row, &line, out);
        }
        take(row, line, out);
        Ok(())
    })?;
    match fitting == 0 && seen > 0 {
        true => Err(nothing_fits(file)),
        false => Ok(()),
    }
}

fn fits(line: &[u8]) -> bool {
    let columns = line.iter().filter(|&&byte| byte == b'\t').count() + 1;
    COLUMNS.contains(&columns)
}

fn nothing_fits(file: &RawFile) -> Error {
    let cause = "none of its first lines has 57, 58 or 61 fields".to_owned();
    other_layout(file, Publisher::Gdelt, cause)
}

fn take(row: u64, line: &[u8], out: &mut Out<'_, '_>) {
    let made = split(line, &COLUMNS).and_then(|fields| event(&fields, row, &mut out.context));
    out.row(row, made, || lossy(line));
}

/// The columns of an action's place.
struct Geo<'f> {
    kind: &'f str,
    name: &'f str,
    country: &'f str,
    adm1: &'f str,
    lat: &'f str,
    lon: &'f str,
}

fn event(fields: &[&str], row: u64, context: &mut Context<'_>) -> Result<Record, String> {
    let second_edition = fields.len() == 61;
    let at = |index: usize| fields.get(index).copied().unwrap_or_default().trim();
    let id = at(0);
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!(
            "GLOBALEVENTID: `{}` is not a number",
            crate::dates::shortened(id)
        ));
    }
    let on = compact_day("SQLDATE", at(1))?;
    let code = at(26);
    if code.is_empty() {
        return Err("EventCode is empty".to_owned());
    }
    let mut record = context.record(code, on, row);
    record.event_id = id.into();
    record.cameo = context.some(code);
    record.plover = match plover_of_cameo(code) {
        Some(PloverType::Type(name)) => Some(context.text(name)),
        Some(PloverType::LeftOut) => None,
        None => {
            context.unknown_event(code);
            None
        }
    };
    record.source = actor(at(5), at(7), context);
    record.source_name = context.some(at(6));
    record.target = actor(at(15), at(17), context);
    record.target_name = context.some(at(16));
    record.quad = match at(29) {
        "" => None,
        text => Some(crate::numbers::quad(text).map_err(|reason| format!("QuadClass: {reason}"))?),
    };
    record.intensity = number("GoldsteinScale", at(30))?;
    record.mentions = whole("NumMentions", at(31))?;
    record.sources = whole("NumSources", at(32))?;
    record.articles = whole("NumArticles", at(33))?;
    record.tone = number("AvgTone", at(34))?;
    let geo = if second_edition {
        Geo {
            kind: at(51),
            name: at(52),
            country: at(53),
            adm1: at(54),
            lat: at(56),
            lon: at(57),
        }
    } else {
        Geo {
            kind: at(49),
            name: at(50),
            country: at(51),
            adm1: at(52),
            lat: at(53),
            lon: at(54),
        }
    };
    record.geo_precision = context.some(geo.kind).filter(|kind| &**kind != "0");
    record.place = context.some(geo.name);
    record.country = context.country(Scheme::Fips, geo.country, None);
    record.adm1 = context.some(geo.adm1);
    place(
        &mut record,
        ("ActionGeo_Lat", geo.lat),
        ("ActionGeo_Long", geo.lon),
    )?;
    let added = at(if second_edition { 59 } else { 56 });
    record.published_at = match fields.len() {
        61 => Some(instant(added)?),
        58 => Some(compact_day("DATEADDED", added)?)
            .filter(|day| *day >= DAILY_SINCE)
            .and_then(end_of),
        _ => {
            compact_day("DATEADDED", added)?;
            None
        }
    };
    if fields.len() > 57 {
        record.url = context.some(at(fields.len() - 1));
    }
    Ok(record)
}

/// YYYYMMDDHHMMSS in UTC.
fn instant(text: &str) -> Result<Timestamp, String> {
    let instant = || {
        if text.len() != 14 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let part = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
        let small = |from, to| i8::try_from(part(from, to)?).ok();
        let day = day_of(part(0, 4)?, part(4, 6)?, part(6, 8)?)?;
        let time = jiff::civil::Time::new(small(8, 10)?, small(10, 12)?, small(12, 14)?, 0).ok()?;
        let zoned = day
            .to_datetime(time)
            .to_zoned_datetime(TimeZone::UTC)
            .ok()?;
        Some(zoned.timestamp())
    };
    instant().ok_or_else(|| not_a_day("DATEADDED", text))
}

/// The code of an actor: its country, or `---` where it has none, and the rest
/// of its CAMEO code in its parts of three letters (`PRKGOVMIL` is PRK.GOV.MIL).
fn actor(code: &str, country: &str, context: &mut Context<'_>) -> Option<foreshock_event::Text> {
    if code.is_empty() && country.is_empty() {
        return None;
    }
    let first = match country {
        "" => context.text("---"),
        code => context.country(Scheme::Cameo, code, None)?,
    };
    let mut roles = code.strip_prefix(country).unwrap_or(code);
    let mut whole = first.to_string();
    while !roles.is_empty() {
        let end = roles
            .char_indices()
            .nth(3)
            .map_or(roles.len(), |(at, _)| at);
        let (role, rest) = roles.split_at(end);
        whole.push('.');
        whole.push_str(role);
        roles = rest;
    }
    Some(context.text(&whole))
}
