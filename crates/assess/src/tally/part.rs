//! What is gathered of one source for one indicator.

use std::borrow::Cow;

use foreshock_event::{DatePrecision, Number, Record, Stretch};
use foreshock_watch::{Indicator, Measure, NumericField, Range, Selection};
use jiff::tz::TimeZone;

use super::{
    days::{Delays, PerDay, day_of_number},
    number,
};
use crate::{
    amount::Amount,
    indicator::{is_close, measured_field},
    occurrences::Reach,
};

/// What an indicator selects of a source.
pub(super) struct Part<'w> {
    /// Number of the indicator, and the place of the source among its sources.
    pub number: (usize, usize),
    indicator: &'w Indicator,
    near: Option<Reach>,
    gathered: Gathered,
    /// Delays of the reports of what is selected, where they may be asked for.
    pub delays: Option<Delays>,
}

enum Gathered {
    Days(PerDay<Amount>),
    /// Records with what joining and measuring them asks for, and nothing else.
    Records(Vec<Record>),
}

impl<'w> Part<'w> {
    pub(super) fn new(
        number: (usize, usize),
        indicator: &'w Indicator,
        is_joined: bool,
        delays: bool,
    ) -> Self {
        Self {
            number,
            indicator,
            near: indicator.selection.near.as_ref().map(Reach::new),
            gathered: match is_joined {
                true => Gathered::Records(Vec::new()),
                false => Gathered::Days(PerDay::default()),
            },
            delays: (delays && !is_joined).then(Delays::default),
        }
    }

    pub(super) fn selection(&self) -> &'w Selection {
        &self.indicator.selection
    }

    pub(super) fn records(&self) -> &[Record] {
        match &self.gathered {
            Gathered::Records(records) => records,
            Gathered::Days(_) => &[],
        }
    }

    pub(super) fn days(&self) -> impl Iterator<Item = (i32, &Amount)> {
        let days = match &self.gathered {
            Gathered::Days(days) => Some(days),
            Gathered::Records(_) => None,
        };
        days.into_iter().flat_map(PerDay::iter)
    }

    pub(super) fn merge(&mut self, other: Self) {
        match (&mut self.gathered, other.gathered) {
            (Gathered::Days(days), Gathered::Days(others)) => {
                let measure = &self.indicator.measure;
                for (day, amount) in others.iter() {
                    days.at(day, || Amount::of(measure)).add_all(amount);
                }
            }
            (Gathered::Records(records), Gathered::Records(mut others)) => {
                records.append(&mut others);
            }
            _ => {}
        }
        if let (Some(delays), Some(others)) = (&mut self.delays, other.delays) {
            delays.merge(&others);
        }
    }

    /// Gathers rows that stand and whose text fields fit.
    pub(super) fn add<S: Stretch>(
        &mut self,
        stretch: &S,
        rows: &[u32],
        today: i32,
        zone: &TimeZone,
    ) -> Result<(), S::Error> {
        if rows.is_empty() {
            return Ok(());
        }
        let selection = &self.indicator.selection;
        let ranges = selection
            .ranges
            .iter()
            .map(|(field, range)| Ok((stretch.numbers(number(*field))?, range)))
            .collect::<Result<Vec<_>, S::Error>>()?;
        let near = match &self.near {
            None => None,
            Some(reach) => Some((
                stretch.numbers(Number::Lat)?,
                stretch.numbers(Number::Lon)?,
                reach,
            )),
        };
        let mut selected = fitting(rows, &ranges, near);
        if !selection.description.is_empty() {
            let mut fitting = Vec::new();
            for &row in selected.iter() {
                let text = stretch.description(row as usize)?;
                let fits = |text: &str| selection.description.iter().any(|one| one.fits(text));
                if text.is_some_and(fits) {
                    fitting.push(row);
                }
            }
            selected = fitting.into();
        }
        if selected.is_empty() {
            return Ok(());
        }
        if let Some(delays) = &mut self.delays {
            let (published, ended) = (stretch.published_at()?, stretch.ended_on()?);
            for row in selected.iter().map(|row| *row as usize) {
                delays.add(published[row], ended[row], today, zone);
            }
        }
        match &mut self.gathered {
            Gathered::Days(days) => count(days, self.indicator, stretch, &selected),
            Gathered::Records(records) => keep(records, self.indicator, stretch, &selected),
        }
    }
}

/// Which rows lie within ranges, and near enough where that is asked.
fn fitting<'r>(
    rows: &'r [u32],
    ranges: &[(&[f64], &Range)],
    near: Option<(&[f64], &[f64], &Reach)>,
) -> Cow<'r, [u32]> {
    if ranges.is_empty() && near.is_none() {
        return rows.into();
    }
    let fits = |row: usize| {
        let in_ranges = ranges
            .iter()
            .all(|(values, range)| range.min <= values[row] && values[row] <= range.max);
        in_ranges
            && near.is_none_or(|(lat, lon, reach)| {
                let is_there = !lat[row].is_nan() && !lon[row].is_nan();
                is_there && reach.reaches_place(lat[row], lon[row])
            })
    };
    let fitting = rows.iter().copied().filter(|row| fits(*row as usize));
    fitting.collect()
}

/// What is asked of rows that are counted, each by row of the stretch.
struct Counted<'s> {
    /// The day by which it is counted.
    day: &'s [i32],
    /// What is measured; nothing where events are counted.
    values: Option<&'s [f64]>,
    /// How exactly it is dated, its first and its last day, where that matters.
    lasting: Option<(&'s [DatePrecision], &'s [i32], &'s [i32])>,
}

/// Adds rows to the days by which they are counted.
fn count<S: Stretch>(
    days: &mut PerDay<Amount>,
    indicator: &Indicator,
    stretch: &S,
    rows: &[u32],
) -> Result<(), S::Error> {
    let measure = &indicator.measure;
    let values = match measured_field(measure) {
        Some(field) => Some(stretch.numbers(number(field))?),
        None => None,
    };
    let day = match measure {
        Measure::Level(_) => stretch.ended_on()?,
        _ => stretch.began_on()?,
    };
    let precisions = match measure.counts() {
        true => Some(stretch.date_precision()?),
        false => None,
    };
    let lasting = match precisions.filter(|precisions| are_coarse(rows, precisions)) {
        Some(precisions) => Some((precisions, stretch.began_on()?, stretch.ended_on()?)),
        None => None,
    };
    let counted = Counted {
        day,
        values,
        lasting,
    };
    counted.add(rows, days, indicator);
    Ok(())
}

/// Whether any row is dated less exactly than to the day; where none is, it does not matter
/// how long they last.
fn are_coarse(rows: &[u32], precisions: &[DatePrecision]) -> bool {
    let is_coarse = |row: &u32| precisions[*row as usize] != DatePrecision::Day;
    rows.iter().any(is_coarse)
}

impl Counted<'_> {
    fn add(&self, rows: &[u32], days: &mut PerDay<Amount>, indicator: &Indicator) {
        let measure = &indicator.measure;
        for row in rows.iter().map(|row| *row as usize) {
            let close = |(precisions, began, ended): (&[DatePrecision], &[i32], &[i32])| {
                is_close(indicator, precisions[row], || ended[row] - began[row])
            };
            let value = self.values.map_or(1.0, |values| values[row]);
            if !value.is_nan() && self.lasting.is_none_or(close) {
                days.at(self.day[row], || Amount::of(measure)).add(value);
            }
        }
    }
}

/// Keeps a slim record of each row.
fn keep<S: Stretch>(
    records: &mut Vec<Record>,
    indicator: &Indicator,
    stretch: &S,
    rows: &[u32],
) -> Result<(), S::Error> {
    let (began, ended) = (stretch.began_on()?, stretch.ended_on()?);
    let feeds = stretch.texts(foreshock_event::Field::Feed)?;
    let (precisions, published) = (stretch.date_precision()?, stretch.published_at()?);
    let field = measured_field(&indicator.measure);
    let values = match field {
        Some(field) => Some(stretch.numbers(number(field))?),
        None => None,
    };
    let nothing: foreshock_event::Text = "".into();
    for row in rows.iter().map(|row| *row as usize) {
        // Both are days that dates were read from.
        let days = (day_of_number(began[row]), day_of_number(ended[row]));
        let (Some(began_on), Some(ended_on)) = days else {
            continue;
        };
        let feed = (feeds.codes[row] as usize).checked_sub(1);
        let feed = feed.map_or(&nothing, |place| &feeds.values[place]);
        let mut record = Record::new(feed.clone(), nothing.clone(), nothing.clone(), began_on);
        record.ended_on = ended_on;
        record.event_id = stretch.event_id(row)?;
        record.date_precision = precisions[row];
        record.published_at = published[row];
        let value = values.map(|values| values[row]);
        let value = value.filter(|value| !value.is_nan());
        match field {
            Some(NumericField::Count) => record.count = value,
            Some(NumericField::Intensity) => record.intensity = value,
            Some(NumericField::Fatalities) => record.fatalities_best = value,
            // It came from such a number.
            Some(NumericField::Quad) => record.quad = value.map(|value| value as u8),
            None => {}
        }
        records.push(record);
    }
    Ok(())
}
