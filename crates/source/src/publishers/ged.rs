//! UCDP Georeferenced Event Dataset (ucdp.uu.se), yearly and Candidate, and its
//! re-exports by GIS programs: `best_est` for `best`, days as 01/31/2004, no
//! `gwnoa`, records that end with one delimiter more than the header.
//!
//! The month of an event is that of `date_end` for those who count as VIEWS does;
//! records keep both days. `low` above `best` and `best` of 0 are kept as
//! published. A Candidate event that is still being checked (`code_status`) is an
//! event like any other.

use foreshock_event::{DatePrecision, Record, Text};
use jiff::civil::Date;

use super::{
    context::{Context, day_of, is_time, iso_day, not_a_day, number_in, place},
    read::{Fields, Header, Out, Reader},
};
use crate::crosswalk::{Scheme, iso3};

/// Deaths of one event are never more than people there are.
const DEATHS: (f64, f64) = (0.0, 1e10);

pub(super) struct Rows;

impl Reader for Rows {
    fn header(&mut self, header: &Header) -> Result<(), String> {
        let missing = ["id", "type_of_violence", "date_start", "date_end"]
            .into_iter()
            .find(|name| !header.has(name));
        if let Some(name) = missing {
            return Err(format!("it has no column `{name}`"));
        }
        if !header.has("best") && !header.has("best_est") {
            return Err("it has no column `best` or `best_est`".to_owned());
        }
        Ok(())
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
    let id = fields.get("id");
    if id.is_empty() {
        return Err("id is missing".to_owned());
    }
    let began = day("date_start", fields.get("date_start"))?;
    let ended = day("date_end", fields.get("date_end"))?;
    if ended < began {
        return Err(format!(
            "date_end: the event ends on {ended}, before it begins on {began}"
        ));
    }
    let category = match fields.get("type_of_violence") {
        "" => return Err("type_of_violence is missing".to_owned()),
        "1" => "state-based",
        "2" => "non-state",
        "3" => "one-sided",
        other => other,
    };
    let mut record = context.record(category, began, row);
    record.event_id = id.into();
    record.ended_on = ended;
    // 1 to 3 are within a day to a week, 4 within a month, 5 within a year.
    record.date_precision = match fields.get("date_prec") {
        "4" => DatePrecision::Month,
        "5" => DatePrecision::Year,
        _ => DatePrecision::Day,
    };
    record.quad = Some(4);
    let deaths = |names: &[&str]| {
        let name = names.first().copied().unwrap_or_default();
        number_in(name, fields.first(names), DEATHS)
    };
    record.fatalities_best = deaths(&["best", "best_est"])?;
    record.fatalities_low = deaths(&["low", "low_est"])?;
    record.fatalities_high = deaths(&["high", "high_est"])?;
    if record.fatalities_best.is_none() {
        return Err("best is missing".to_owned());
    }
    let year = Some(ended.year());
    record.source = side(fields.get("side_a"), fields.get("gwnoa"), year, context);
    record.target = side(fields.get("side_b"), fields.get("gwnob"), year, context);
    record.source_name = context.some(fields.get("side_a"));
    record.target_name = context.some(fields.get("side_b"));
    record.country = context.country(Scheme::GleditschWard, fields.get("country_id"), year);
    record.adm1 = context.some(fields.get("adm_1"));
    record.place = context.some(fields.get("where_coordinates"));
    record.geo_precision = context.some(fields.get("where_prec"));
    place(
        &mut record,
        ("latitude", fields.get("latitude")),
        ("longitude", fields.get("longitude")),
    )?;
    record.text = context.some(fields.first(&["source_headline", "where_description"]));
    record.citation = context.some(fields.first(&["source_article", "source_original"]));
    Ok(record)
}

/// A day as UCDP writes it, or month first as GIS programs do.
fn day(name: &str, text: &str) -> Result<Date, String> {
    let Some((month, rest)) = text.split_once('/') else {
        return iso_day(name, text);
    };
    let day = || {
        let (day, rest) = rest.split_once('/')?;
        let (year, time) = match rest.split_once(' ') {
            Some((year, time)) => (year, Some(time)),
            None => (rest, None),
        };
        if time.is_some_and(|time| !is_time(time)) {
            return None;
        }
        day_of(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    };
    day().ok_or_else(|| not_a_day(name, text))
}

/// The code of a side: only governments have one, by their state number or, in
/// re-exports without it, by the country that their name ends with.
fn side(name: &str, number: &str, year: Option<i16>, context: &mut Context<'_>) -> Option<Text> {
    let country = match number {
        "" => {
            let country = name.strip_prefix("Government of ")?;
            context.text(iso3(Scheme::Name, country, None)?)
        }
        number => context.country(Scheme::GleditschWard, number, year)?,
    };
    Some(context.text(&format!("{country}.GOV")))
}
