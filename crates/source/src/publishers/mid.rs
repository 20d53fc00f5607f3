//! Militarized Interstate Disputes (correlatesofwar.org, MID 5.0, and GML MID
//! 2.0): disputes (MIDA), their participants (MIDB), incidents (MIDI) and their
//! participants (MIDIP). States are COW numbers. -9 and NA stand for missing,
//! also inside dates: without a day the date is a month, without a month a year.
//! GML writes the key of disputes `dispnum3`, and 2000 as `2e3`.
//!
//! A row of participants is an event by that state. Who it is directed at are the
//! states of the other side in the same dispute or incident, whose rows stand
//! together: one of them is the target, several are named together.

use foreshock_event::{DatePrecision, Record};
use jiff::civil::Date;

use super::{
    context::{Context, day_of},
    read::{Fields, Header, Out, Reader},
};
use crate::{bounded::LONGEST_ROW, crosswalk::Scheme};

/// Participants that a dispute or an incident can have: more rows under one key
/// than there have ever been states are damage, and are not held together; nor are rows
/// that together are longer than any row may be.
const MOST_PARTICIPANTS: usize = 512;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Table {
    #[default]
    Disputes,
    DisputeParticipants,
    Incidents,
    IncidentParticipants,
}

/// A participant whose opponents are not all read yet.
struct Participant {
    row: u64,
    made: Result<Record, String>,
    raw: String,
    first_side: bool,
    state: String,
}

/// Rows of one of the tables.
#[derive(Default)]
pub(super) struct Rows {
    table: Table,
    /// The key of disputes.
    key: &'static str,
    /// The dispute or incident whose participants are being read.
    open: String,
    participants: Vec<Participant>,
    /// Bytes of the rows of those.
    held: usize,
}

impl Reader for Rows {
    fn header(&mut self, header: &Header) -> Result<(), String> {
        let key = ["dispnum", "dispnum3"]
            .into_iter()
            .find(|name| header.has(name));
        self.key = key.ok_or("it has no column `dispnum`")?;
        if header.has("ccode1") {
            return Err(
                "it holds one row for each pair of states and year, not disputes or incidents"
                    .to_owned(),
            );
        }
        if let Some(name) = ["stday", "stmon", "styear", "hostlev"]
            .into_iter()
            .find(|name| !header.has(name))
        {
            return Err(format!("it has no column `{name}`"));
        }
        self.table = match (header.has("incidnum"), header.has("ccode")) {
            (false, false) => Table::Disputes,
            (false, true) => Table::DisputeParticipants,
            (true, false) => Table::Incidents,
            (true, true) => Table::IncidentParticipants,
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
        let made = self.record(fields, row, &mut out.context);
        let Some(side) = self.side() else {
            out.row(row, made, raw);
            return;
        };
        let key = self.key_of(fields);
        let is_full = self.participants.len() >= MOST_PARTICIPANTS || self.held >= LONGEST_ROW;
        if key != self.open || is_full {
            self.end(out);
            self.open = key;
        }
        self.held += fields.length();
        let state = made.as_ref().ok().and_then(|record| record.source.clone());
        self.participants.push(Participant {
            row,
            raw: if made.is_err() { raw() } else { String::new() },
            made,
            first_side: fields.get(side) == "1",
            state: state.map(|state| state.to_string()).unwrap_or_default(),
        });
    }

    fn end(&mut self, out: &mut Out<'_, '_>) {
        let participants = std::mem::take(&mut self.participants);
        self.held = 0;
        let opponents = |first_side: bool| -> Vec<String> {
            let mut states: Vec<String> = participants
                .iter()
                .filter(|other| other.first_side != first_side && !other.state.is_empty())
                .map(|other| other.state.clone())
                .collect();
            states.dedup();
            states
        };
        let sides = [opponents(false), opponents(true)];
        for participant in participants {
            let against = &sides[usize::from(participant.first_side)];
            let made = participant.made.map(|mut record| {
                match &against[..] {
                    [] => {}
                    [one] => record.target = Some(out.context.text(one)),
                    several => record.target_name = Some(out.context.text(&several.join("; "))),
                }
                record
            });
            out.row(participant.row, made, || participant.raw);
        }
    }
}

impl Rows {
    /// The column that says on which side a participant stands.
    fn side(&self) -> Option<&'static str> {
        match self.table {
            Table::Disputes | Table::Incidents => None,
            Table::DisputeParticipants => Some("sidea"),
            Table::IncidentParticipants => Some("insidea"),
        }
    }

    fn key_of(&self, fields: &Fields<'_>) -> String {
        match self.table {
            Table::Disputes | Table::DisputeParticipants => fields.get(self.key).to_owned(),
            Table::Incidents | Table::IncidentParticipants => {
                format!("{}/{}", fields.get(self.key), fields.get("incidnum"))
            }
        }
    }

    fn record(
        &self,
        fields: &Fields<'_>,
        row: u64,
        context: &mut Context<'_>,
    ) -> Result<Record, String> {
        let version = if fields.get("version").starts_with("gml") {
            "gml"
        } else {
            "mid"
        };
        let key = whole(self.key, fields.get(self.key))?
            .ok_or_else(|| format!("{} is missing", self.key))?;
        let (began, precision) =
            day(fields, ["stday", "stmon", "styear"])?.ok_or("styear is missing")?;
        let began = began.0;
        let (ended, last_precision) = match day(fields, ["endday", "endmon", "endyear"])? {
            Some(((_, last), precision)) => (last, precision),
            None => (began, precision),
        };
        if ended < began {
            return Err(format!(
                "endday: it ends on {ended}, before it begins on {began}"
            ));
        }
        let action = match self.table {
            Table::Disputes | Table::DisputeParticipants => fields.get("hiact"),
            Table::Incidents | Table::IncidentParticipants => fields.get("action"),
        };
        let kind = match self.table {
            Table::Disputes => "dispute",
            Table::DisputeParticipants => "dispute participant",
            Table::Incidents => "incident",
            Table::IncidentParticipants => "incident participant",
        };
        let action = if is_missing(action) {
            "unknown"
        } else {
            action
        };
        let mut record = context.record(&format!("{kind} / action {action}"), began, row);
        record.ended_on = ended;
        record.date_precision = precision.max(last_precision);
        let mut id = match self.table {
            Table::Disputes | Table::DisputeParticipants => format!("{version}/{key}"),
            Table::Incidents | Table::IncidentParticipants => {
                let incident =
                    whole("incidnum", fields.get("incidnum"))?.ok_or("incidnum is missing")?;
                format!("{version}/{key}/{incident}")
            }
        };
        if self.side().is_some() {
            let number = whole("ccode", fields.get("ccode"))?.ok_or("ccode is missing")?;
            let code = number.to_string();
            record.source = context.country(Scheme::Cow, &code, Some(began.year()));
            record.source_name = context.some(fields.get("stabb"));
            // A state can take part more than once, from another day on.
            id.push_str(&format!("/{number}/{began}"));
        }
        record.event_id = id.into();
        record.intensity = whole("hostlev", fields.get("hostlev"))?.map(f64::from);
        // Threats are verbal conflict; displays, uses of force and wars material.
        record.quad = match record.intensity {
            Some(2.0) => Some(3),
            Some(level) if level >= 3.0 => Some(4),
            _ => None,
        };
        record.fatalities_best = whole("fatalpre", fields.get("fatalpre"))?.map(f64::from);
        Ok(record)
    }
}

/// How MID and GML write that they do not know.
fn is_missing(text: &str) -> bool {
    matches!(text, "" | "-9" | "-9.0" | "NA")
}

/// A whole number of 0 or more, `None` where it is missing. GML's numbers went
/// through a program that writes 2000 as 2e3.
fn whole(name: &str, text: &str) -> Result<Option<u32>, String> {
    if is_missing(text) {
        return Ok(None);
    }
    let number = crate::numbers::number(text).ok();
    let whole = number.filter(|number| number.fract() == 0.0 && (0.0..=1e9).contains(number));
    match whole {
        Some(number) => Ok(Some(number as u32)),
        None => Err(format!(
            "{name}: `{}` is not a whole number",
            crate::dates::shortened(text)
        )),
    }
}

/// First and last day that a date in three columns stands for, and how exactly;
/// `None` where not even the year is known.
#[allow(clippy::type_complexity, reason = "the days and their precision")]
fn day(
    fields: &Fields<'_>,
    [day, month, year]: [&str; 3],
) -> Result<Option<((Date, Date), DatePrecision)>, String> {
    let part = |name: &str| whole(name, fields.get(name));
    let small = |part: u32| i16::try_from(part).unwrap_or(i16::MAX);
    let Some(of_year) = part(year)? else {
        return Ok(None);
    };
    let (of_month, of_day) = (part(month)?, part(day)?);
    let found = match (of_month, of_day) {
        (Some(of_month), Some(of_day)) => {
            let on = day_of(small(of_year), small(of_month), small(of_day));
            on.map(|on| ((on, on), DatePrecision::Day))
        }
        (Some(of_month), None) => {
            let first = day_of(small(of_year), small(of_month), 1);
            first.map(|first| ((first, first.last_of_month()), DatePrecision::Month))
        }
        (None, _) => {
            let first = day_of(small(of_year), 1, 1);
            first.map(|first| ((first, first.last_of_year()), DatePrecision::Year))
        }
    };
    match found {
        Some(found) => Ok(Some(found)),
        None => Err(format!(
            "{day}: {}-{}-{} is not a day of the calendar",
            fields.get(year),
            fields.get(month),
            fields.get(day)
        )),
    }
}
