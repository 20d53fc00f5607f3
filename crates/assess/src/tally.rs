//! Series from columns, without a record for each event.
//!
//! A [`Tally`] gathers what indicators measure day by day, from stretches of columns in any
//! order, several at once, and gives exactly what [`series`](crate::series) gives: sums are
//! exact, so that their order does not matter. It holds an amount for each day on which an
//! indicator has events; of indicators that join events of several sources, which depends on
//! the events around, it holds a slim record of each event that they select.

mod days;
mod matching;
mod part;

use foreshock_counts::nowcast::DelayDistribution;
use foreshock_event::{AsOf, Number, Record, Stretch, Text};
use foreshock_watch::{Indicator, Measure, Merge, NumericField, Watch};
use jiff::civil::Date;

use self::{
    days::{Delays, PerDay, day_of_number},
    matching::{Hits, Matching},
    part::Part,
};
use crate::{
    amount::Amount,
    calendar::{Calendar, days_before},
    coverage::Declared,
    exact::ExactSum,
    indicator::{self, Measured, Series, calendar, looks_for_delays},
    occurrences::{Occurrence, joined},
};

/// What indicators of a watch measure, gathered from columns.
pub struct Tally<'w> {
    watch: &'w Watch,
    as_of: AsOf,
    indicators: Vec<&'w Indicator>,
    sources: Vec<OfSource<'w>>,
}

/// What is gathered of one source.
struct OfSource<'w> {
    /// Its place among the sources of the watch.
    index: usize,
    parts: Vec<Part<'w>>,
    /// For each 64 of the parts, which rows they select.
    matching: Vec<Matching<'w>>,
    hits: Hits,
    /// First and last day of all events, where they say what is covered.
    span: Option<Span>,
    /// Delays of all reports, where they may be asked for.
    delays: Option<Delays>,
    /// What it reports in all, where something is measured against that.
    totals: Option<PerDay<ExactSum>>,
}

#[derive(Clone, Copy, Default)]
struct Span(Option<(i32, i32)>);

impl Span {
    fn add(&mut self, began_on: i32, ended_on: i32) {
        self.0 = Some(match self.0 {
            None => (began_on, ended_on),
            Some((first, last)) => (first.min(began_on), last.max(ended_on)),
        });
    }
}

impl<'w> Tally<'w> {
    /// Nothing gathered yet of `indicators`, as of that instant.
    pub fn new(watch: &'w Watch, indicators: &[&'w Indicator], as_of: &AsOf) -> Self {
        let mut tally = Self {
            watch,
            as_of: as_of.clone(),
            indicators: indicators.to_vec(),
            sources: Vec::new(),
        };
        for (number, indicator) in indicators.iter().copied().enumerate() {
            let delays = looks_for_delays(watch, indicator);
            for (place, &index) in indicator.sources.iter().enumerate() {
                let of = tally.of(index);
                of.parts.push(Part::new(
                    (number, place),
                    indicator,
                    is_joined(indicator),
                    delays,
                ));
                if delays {
                    of.delays.get_or_insert_default();
                }
            }
            if let Measure::Share(total) = &indicator.measure
                && let Some(index) = watch.sources.iter().position(|one| one.id == *total)
            {
                tally.of(index).totals.get_or_insert_default();
            }
        }
        for of in &mut tally.sources {
            of.matching = of
                .parts
                .chunks(Matching::MOST)
                .map(|parts| Matching::new(parts.iter().map(Part::selection)))
                .collect();
        }
        tally
    }

    fn of(&mut self, index: usize) -> &mut OfSource<'w> {
        let place = match self.sources.iter().position(|of| of.index == index) {
            Some(place) => place,
            None => {
                let declares = |source: &foreshock_watch::Source| !source.covers.is_empty();
                let declares = self.watch.sources.get(index).is_some_and(declares);
                self.sources.push(OfSource {
                    index,
                    parts: Vec::new(),
                    matching: Vec::new(),
                    hits: Hits::default(),
                    span: (!declares).then(Span::default),
                    delays: None,
                    totals: None,
                });
                self.sources.len() - 1
            }
        };
        &mut self.sources[place]
    }

    /// The sources that something is gathered of, as places among those of the watch.
    pub fn sources(&self) -> Vec<usize> {
        self.sources.iter().map(|of| of.index).collect()
    }

    /// Gathers a stretch of the records of a source, given by its place in the watch.
    ///
    /// # Errors
    ///
    /// Where a column cannot be read.
    pub fn add<S: Stretch>(&mut self, source: usize, stretch: &S) -> Result<(), S::Error> {
        let today = days::number_of_day(self.as_of.last_whole_day());
        let zone = &self.watch.timezone;
        match self.sources.iter_mut().find(|of| of.index == source) {
            Some(of) => of.add(stretch, today, zone),
            None => Ok(()),
        }
    }

    /// Adds what another tally of the same indicators gathered.
    pub fn merge(&mut self, other: Self) {
        for (of, other) in self.sources.iter_mut().zip(other.sources) {
            for (part, other) in of.parts.iter_mut().zip(other.parts) {
                part.merge(other);
            }
            if let (Some(span), Some(Span(Some((first, last))))) = (&mut of.span, other.span) {
                span.add(first, last);
            }
            if let (Some(delays), Some(other)) = (&mut of.delays, other.delays) {
                delays.merge(&other);
            }
            if let (Some(totals), Some(other)) = (&mut of.totals, other.totals) {
                for (day, sum) in other.iter() {
                    totals.at(day, ExactSum::default).add_all(sum);
                }
            }
        }
    }

    /// The series of each indicator, in the order in which they were given.
    pub fn series(&self) -> Vec<Measured> {
        let indicators = self.indicators.iter().enumerate();
        indicators
            .map(|(number, indicator)| self.series_of(number, indicator))
            .collect()
    }

    fn series_of(&self, number: usize, indicator: &Indicator) -> Measured {
        let watch = self.watch;
        let today = self.as_of.last_whole_day();
        let mut parts: Vec<&Part<'_>> = self
            .sources
            .iter()
            .flat_map(|of| &of.parts)
            .filter(|part| part.number.0 == number)
            .collect();
        parts.sort_by_key(|part| part.number.1);
        let records: Vec<&[Record]> = parts.iter().map(|part| part.records()).collect();
        let occurrences = match is_joined(indicator) {
            true => Some(joined_records(indicator, &records)),
            false => None,
        };
        let delay = looks_for_delays(watch, indicator)
            .then(|| self.delay(indicator, &parts, occurrences.as_deref(), today))
            .flatten();
        let waiting = indicator::waiting_days(watch, indicator, delay.as_ref());
        let span_of = |source: &str| {
            let of = |of: &&OfSource<'_>| *watch.sources[of.index].id == *source;
            let (first, last) = self.sources.iter().find(of)?.span?.0?;
            Some((day_of_number(first)?, day_of_number(last)?))
        };
        let covered = Declared::of(watch, indicator).until(today, span_of);
        let calendar = calendar(indicator, &covered, today, days_before(today, waiting));
        let amounts = match &occurrences {
            Some(occurrences) => {
                let (timed, _) = indicator::by_precision(indicator, occurrences);
                indicator::amounts(indicator, &timed, &calendar)
            }
            None => {
                let mut amounts = vec![Amount::of(&indicator.measure); calendar.len()];
                for (day, amount) in parts.iter().flat_map(|part| part.days()) {
                    let day = day_of_number(day);
                    if let Some(period) = day.and_then(|day| calendar.period_of(day)) {
                        amounts[period].add_all(amount);
                    }
                }
                amounts
            }
        };
        let totals = match &indicator.measure {
            Measure::Share(total) => Some(self.totals(total, &calendar)),
            _ => None,
        };
        let series: Series =
            indicator::of_amounts(indicator, &amounts, totals.as_deref(), &covered, calendar);
        Measured::of(series, &covered)
    }

    /// The delay from event to report: of the events that are selected, or else of all of
    /// their sources.
    fn delay(
        &self,
        indicator: &Indicator,
        parts: &[&Part<'_>],
        occurrences: Option<&[Occurrence<'_>]>,
        today: Date,
    ) -> Option<DelayDistribution> {
        let mut own = Delays::default();
        let today = days::number_of_day(today);
        match occurrences {
            Some(occurrences) => {
                for record in occurrences.iter().map(|one| one.record) {
                    let ended = days::number_of_day(record.ended_on);
                    own.add(record.published_at, ended, today, &self.watch.timezone);
                }
            }
            None => {
                let delays = parts.iter().filter_map(|part| part.delays.as_ref());
                delays.for_each(|delays| own.merge(delays));
            }
        }
        own.estimate().or_else(|| {
            let mut all = Delays::default();
            let of = self.sources.iter();
            of.filter(|of| indicator.sources.contains(&of.index))
                .filter_map(|of| of.delays.as_ref())
                .for_each(|delays| all.merge(delays));
            all.estimate()
        })
    }

    fn totals(&self, source: &Text, calendar: &Calendar) -> Vec<Option<ExactSum>> {
        let mut totals: Vec<Option<ExactSum>> = vec![None; calendar.len()];
        let of = |of: &&OfSource<'_>| self.watch.sources[of.index].id == *source;
        let gathered = self.sources.iter().find(of);
        for (day, sum) in gathered
            .and_then(|of| of.totals.as_ref())
            .into_iter()
            .flat_map(PerDay::iter)
        {
            if let Some(period) = day_of_number(day).and_then(|day| calendar.period_of(day)) {
                totals[period].get_or_insert_default().add_all(sum);
            }
        }
        totals
    }
}

impl OfSource<'_> {
    fn add<S: Stretch>(
        &mut self,
        stretch: &S,
        today: i32,
        zone: &jiff::tz::TimeZone,
    ) -> Result<(), S::Error> {
        self.add_all(stretch, today, zone)?;
        let parts = self.parts.chunks_mut(Matching::MOST);
        for (parts, matching) in parts.zip(&mut self.matching) {
            if matching.rows(stretch, &mut self.hits)? {
                for (part, rows) in parts.iter_mut().zip(self.hits.of_parts()) {
                    part.add(stretch, rows, today, zone)?;
                }
            }
        }
        Ok(())
    }

    /// Gathers what is asked of all events, whatever is selected.
    fn add_all<S: Stretch>(
        &mut self,
        stretch: &S,
        today: i32,
        zone: &jiff::tz::TimeZone,
    ) -> Result<(), S::Error> {
        let mut span = self.span.as_mut();
        if let Some(of_source) = &mut span
            && let Some((first, last)) = stretch.span_of_all()?
        {
            of_source.add(first, last);
            span = None;
        }
        if span.is_none() && self.delays.is_none() && self.totals.is_none() {
            return Ok(());
        }
        let stands = stretch.stands()?;
        if !stands.contains(&true) {
            return Ok(());
        }
        let (began, ended) = (stretch.began_on()?, stretch.ended_on()?);
        if let Some(span) = span {
            let standing = standing(stands);
            standing.for_each(|row| span.add(began[row], ended[row]));
        }
        if let Some(delays) = &mut self.delays {
            let published = stretch.published_at()?;
            let standing = standing(stands);
            standing.for_each(|row| delays.add(published[row], ended[row], today, zone));
        }
        if let Some(totals) = &mut self.totals {
            total(totals, stands, began, stretch.numbers(Number::Count)?);
        }
        Ok(())
    }
}

fn standing(stands: &[bool]) -> impl Iterator<Item = usize> {
    (0..stands.len()).filter(|&row| stands[row])
}

/// Adds what rows that stand report to their days.
fn total(totals: &mut PerDay<ExactSum>, stands: &[bool], began: &[i32], counts: &[f64]) {
    for row in standing(stands).filter(|&row| !counts[row].is_nan()) {
        totals.at(began[row], ExactSum::default).add(counts[row]);
    }
}

/// Whether events of several sources are joined, which depends on those around them.
fn is_joined(indicator: &Indicator) -> bool {
    matches!(indicator.merge, Merge::Within(_)) && indicator.sources.len() > 1
}

/// The events that records of several sources tell of, the preferred source first.
fn joined_records<'r>(indicator: &Indicator, records: &[&'r [Record]]) -> Vec<Occurrence<'r>> {
    let in_order = |records: &&'r [Record]| {
        let mut records: Vec<&'r Record> = records.iter().collect();
        records.sort_by(|a, b| {
            (a.began_on, &a.feed, &a.event_id).cmp(&(b.began_on, &b.feed, &b.event_id))
        });
        records
    };
    joined(indicator.merge, records.iter().map(in_order))
}

/// The number of a record that a field of a watch is.
fn number(field: NumericField) -> Number {
    match field {
        NumericField::Count => Number::Count,
        NumericField::Intensity => Number::Intensity,
        NumericField::Fatalities => Number::FatalitiesBest,
        NumericField::Quad => Number::Quad,
    }
}
