//! ACLED exports (acleddata.com): the columns of its codebook, which also stand
//! in older exports beside others. `event_date` is "31 December 2023" in exports
//! and 2023-12-31 in the API. Rows are edited and deleted after publication, so
//! an export is the whole of what it covers.

use foreshock_event::{Record, Text};
use jiff::{Timestamp, civil::Date, fmt::strtime};

use super::{
    context::{Context, iso_day, not_a_day, number_in, place},
    read::{Fields, Header, Out, Reader},
};
use crate::crosswalk::{Scheme, iso3};

/// Deaths of one event are never more than people there are.
const DEATHS: (f64, f64) = (0.0, 1e10);

pub(super) struct Rows;

impl Reader for Rows {
    fn header(&mut self, header: &Header) -> Result<(), String> {
        let missing = ["event_id_cnty", "event_date", "event_type"]
            .into_iter()
            .find(|name| !header.has(name));
        match missing {
            Some(name) => Err(format!("it has no column `{name}`")),
            None => Ok(()),
        }
    }

    fn row(
        &mut self,
        row: u64,
        fields: &Fields<'_>,
        raw: &dyn Fn() -> String,
        out: &mut Out<'_, '_>,
    ) {
        let made = event(fields, row, &mut out.context);
        out.row(row, made, raw);
    }
}

fn event(fields: &Fields<'_>, row: u64, context: &mut Context<'_>) -> Result<Record, String> {
    let (id, kind) = (fields.get("event_id_cnty"), fields.get("event_type"));
    if id.is_empty() {
        return Err("event_id_cnty is missing".to_owned());
    }
    if kind.is_empty() {
        return Err("event_type is missing".to_owned());
    }
    let on = day(fields.get("event_date"))?;
    let category = match fields.get("sub_event_type") {
        "" => kind.to_owned(),
        form => format!("{kind} / {form}"),
    };
    let mut record = context.record(&category, on, row);
    record.event_id = id.into();
    // 3 stands for "within the month"; 1 and 2 are a day and within a week.
    if fields.get("time_precision") == "3" {
        record.date_precision = foreshock_event::DatePrecision::Month;
    }
    record.source = state_force(fields.get("actor1"), context);
    record.target = state_force(fields.get("actor2"), context);
    record.source_name = context.some(fields.get("actor1"));
    record.target_name = context.some(fields.get("actor2"));
    record.fatalities_best = number_in("fatalities", fields.get("fatalities"), DEATHS)?;
    record.country = match fields.get("iso") {
        "" => context.country(Scheme::Name, fields.get("country"), None),
        iso => context.country(Scheme::IsoNumeric, iso, None),
    };
    record.adm1 = context.some(fields.get("admin1"));
    record.place = context.some(fields.get("location"));
    record.geo_precision = context.some(fields.get("geo_precision"));
    place(
        &mut record,
        ("latitude", fields.get("latitude")),
        ("longitude", fields.get("longitude")),
    )?;
    record.text = context.some(fields.get("notes"));
    record.citation = context.some(fields.get("source"));
    record.published_at = match fields.get("timestamp") {
        "" => None,
        seconds => Some(edited(seconds)?),
    };
    Ok(record)
}

fn day(text: &str) -> Result<Date, String> {
    let written = ["%d %B %Y", "%d %b %Y"]
        .into_iter()
        .find_map(|format| strtime::parse(format, text).ok()?.to_date().ok());
    match written.filter(|day| (1500..=2200).contains(&day.year())) {
        Some(day) => Ok(day),
        None => iso_day("event_date", text).map_err(|_| not_a_day("event_date", text)),
    }
}

/// When the row was last edited: seconds since 1970.
fn edited(text: &str) -> Result<Timestamp, String> {
    let seconds: i64 = text.parse().map_err(|_| {
        format!(
            "timestamp: `{}` is not a number of seconds",
            crate::dates::shortened(text)
        )
    })?;
    Timestamp::from_second(seconds)
        .ok()
        .filter(|instant| instant.as_second() > 0 && instant.as_second() < 7_000_000_000)
        .ok_or_else(|| format!("timestamp: {seconds} lies outside the range of times"))
}

/// The code of an actor whose name says that it is a force of a state, such as
/// "Military Forces of Sudan (2019-)". Of others no country is told.
fn state_force(name: &str, context: &mut Context<'_>) -> Option<Text> {
    const FORCES: [(&str, &str); 3] = [
        ("Military Forces of ", "MIL"),
        ("Police Forces of ", "COP"),
        ("Government of ", "GOV"),
    ];
    let (country, role) = FORCES
        .iter()
        .find_map(|(prefix, role)| Some((name.strip_prefix(prefix)?, role)))?;
    let country = country.split(" (").next().unwrap_or(country);
    let iso3 = iso3(Scheme::Name, country, None)?;
    Some(context.text(&format!("{iso3}.{role}")))
}
