//! Numeric series by country and month or day, some with their vintages: UCDP
//! totals as they stood at month ends, the country-month tables of VIEWS, and
//! the normalisation totals of GDELT.
//!
//! A row is a record whose `count` is the value; a further row for the same
//! month and country is a further version of it. A row that stood in the table
//! as of a month (`as_of`) is known from the end of that month.

use foreshock_event::{DatePrecision, Record};

use super::{
    Publisher,
    context::{Context, compact_day, day_of, end_of, month, number, span},
    read::{Fields, Header, Out, Reader},
};
use crate::crosswalk::Scheme;

/// Columns of a VIEWS table that hold no value: they say of what it is, or have no name.
const VIEWS_KEYS: [&str; 5] = ["month_id", "country_id", "year", "month", ""];

pub(super) struct Rows {
    publisher: Publisher,
    /// Name of the column that holds the value.
    value: String,
}

impl Rows {
    pub(super) fn new(publisher: Publisher) -> Self {
        Self {
            publisher,
            value: String::new(),
        }
    }
}

impl Reader for Rows {
    fn header(&mut self, header: &Header) -> Result<(), String> {
        let needed: &[&str] = match self.publisher {
            Publisher::GedTotals => &["month", "country", "best"],
            Publisher::Views => &["month_id", "country_id"],
            _ => &["total"],
        };
        if let Some(name) = needed.iter().find(|name| !header.has(name)) {
            return Err(format!("it has no column `{name}`"));
        }
        self.value = match self.publisher {
            Publisher::GedTotals => "best".to_owned(),
            Publisher::Views => {
                let mut values = header.names().filter(|name| !VIEWS_KEYS.contains(name));
                match (values.next(), values.next()) {
                    (Some(value), None) => value.to_owned(),
                    (None, _) => return Err("it has no column with a value".to_owned()),
                    _ => return Err("it has more than one column with a value".to_owned()),
                }
            }
            _ if !header.has("day") && !header.has("month") => {
                return Err("it has no column `day` or `month`".to_owned());
            }
            _ => "total".to_owned(),
        };
        Ok(())
    }

    fn row(
        &mut self,
        row: u64,
        fields: &Fields<'_>,
        raw: &dyn Fn() -> String,
        out: &mut Out<'_, '_>,
    ) {
        let made = self.observation(fields, row, &mut out.context);
        out.row(row, made, raw);
    }
}

impl Rows {
    fn observation(
        &self,
        fields: &Fields<'_>,
        row: u64,
        context: &mut Context<'_>,
    ) -> Result<Record, String> {
        let value = number(&self.value, fields.get(&self.value))?
            .ok_or_else(|| format!("{} is missing", self.value))?;
        let mut record = match self.publisher {
            Publisher::GedTotals => of_ged(fields, row, context)?,
            Publisher::Views => of_views(&self.value, fields, row, context)?,
            _ => of_gdelt(fields, row, context)?,
        };
        record.count = Some(value);
        Ok(record)
    }
}

fn of_ged(fields: &Fields<'_>, row: u64, context: &mut Context<'_>) -> Result<Record, String> {
    let (written, name) = (fields.get("month"), fields.get("country"));
    if name.is_empty() {
        return Err("country is missing".to_owned());
    }
    let (first, last) = month("month", written)?;
    let mut record = context.record("best", first, row);
    span(&mut record, last, DatePrecision::Month);
    record.place = context.some(name);
    record.country = context.country(Scheme::Name, name, None);
    record.event_id = format!("{written}/{name}").into();
    record.published_at = match fields.get("as_of") {
        "" => None,
        as_of => end_of(month("as_of", as_of)?.1),
    };
    Ok(record)
}

fn of_views(
    value: &str,
    fields: &Fields<'_>,
    row: u64,
    context: &mut Context<'_>,
) -> Result<Record, String> {
    let whole = |name: &str| {
        super::context::whole(name, fields.get(name))?.ok_or_else(|| format!("{name} is missing"))
    };
    let (month_id, country_id) = (whole("month_id")?, whole("country_id")?);
    // Month 1 is January 1980.
    let months = month_id
        .checked_sub(1)
        .and_then(|months| i16::try_from(months).ok());
    let first = months.and_then(|months| day_of(1980 + months / 12, months % 12 + 1, 1));
    let first = first.ok_or_else(|| format!("month_id: there is no month {month_id}"))?;
    let mut record = context.record(value, first, row);
    span(&mut record, first.last_of_month(), DatePrecision::Month);
    record.country = context.country(Scheme::Views, &country_id.to_string(), Some(first.year()));
    record.event_id = format!("{value}/{month_id}/{country_id}").into();
    Ok(record)
}

fn of_gdelt(fields: &Fields<'_>, row: u64, context: &mut Context<'_>) -> Result<Record, String> {
    let country = fields.get("country");
    let (day, of_month) = (fields.get("day"), fields.get("month"));
    let mut record = if day.is_empty() {
        let first = compact_day("month", &format!("{of_month}01"))?;
        let mut record = context.record("events per month", first, row);
        span(&mut record, first.last_of_month(), DatePrecision::Month);
        record
    } else {
        context.record("events", compact_day("day", day)?, row)
    };
    record.country = context.country(Scheme::Fips, country, None);
    record.event_id = format!("{day}{of_month}/{country}").into();
    Ok(record)
}
