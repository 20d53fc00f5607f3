//! One indicator: its periods, its baseline, its alarm.

use foreshock_counts::{self as counts, Level, Predictive, adjust::holm};
use foreshock_event::{DatePrecision, Known};
use foreshock_watch::{Direction, Indicator, Measure, NumericField, Source, Watch};
use jiff::civil::Date;

use crate::{
    amount::Amount,
    assessment::{
        self, Band, FrequencyTrend, IndicatorFinding, IntensityTrend, Latest, Point, Status, Trend,
    },
    calendar::{Calendar, days_before, days_between},
    coverage::Covered,
    exact::ExactSum,
    occurrences::{Occurrence, occurrences},
    trends,
    words::{self, significant},
};

/// Periods that are shown.
const SHOWN_PERIODS: usize = 60;
/// Events that are listed of an indicator; the newest.
const SHOWN_EVENTS: usize = 400;
/// Periods that are looked at in all.
const MOST_PERIODS: usize = 1500;
/// Periods below which a reference says too little.
const FEWEST_REFERENCE_PERIODS: usize = 3;
/// Share of the events of a period that must be known for it to count as
/// complete, where the delay of reporting can be estimated.
const COMPLETE: f64 = 0.95;

/// How much of an indicator is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// The latest period and its trends.
    Latest,
    /// Everything that is shown.
    Full,
    /// The alarm of the latest period alone.
    Alarm,
}

/// An indicator at one point in time.
pub(crate) struct Examined<'a> {
    pub(crate) indicator: &'a Indicator,
    pub(crate) occurrences: Vec<Occurrence<'a>>,
    pub(crate) covered: Covered,
    /// Last day by which everything has become known.
    pub(crate) complete_to: Date,
    pub(crate) finding: IndicatorFinding,
}

impl<'a> Examined<'a> {
    /// The events that are listed: the newest.
    pub(crate) fn newest(&self) -> &[Occurrence<'a>] {
        &self.occurrences[self.occurrences.len().saturating_sub(SHOWN_EVENTS)..]
    }

    pub(crate) fn into_finding(self, events: Vec<usize>) -> IndicatorFinding {
        IndicatorFinding {
            events,
            ..self.finding
        }
    }
}

/// What is measured in each period.
pub(crate) struct Series {
    pub(crate) calendar: Calendar,
    /// The value of each period; absent where it is not covered, or where
    /// nothing was measured and that does not mean zero.
    pub(crate) values: Vec<Option<f64>>,
    /// Whether the values are counts.
    pub(crate) counts: bool,
}

impl Series {
    /// The last period with its value, where it has one.
    pub(crate) fn latest(&self) -> Option<(usize, f64)> {
        let last = self.calendar.len().checked_sub(1)?;
        self.values[last].map(|observed| (last, observed))
    }

    /// The values as whole counts.
    pub(crate) fn whole(&self) -> Vec<Option<u64>> {
        let whole = |value: &f64| value.round().max(0.0) as u64;
        self.values
            .iter()
            .map(|value| value.as_ref().map(whole))
            .collect()
    }
}

/// A baseline for one period.
struct Baseline {
    predictive: Predictive,
    /// Whether it holds for the logarithm of the value.
    of_logarithm: bool,
    method: String,
    reference: (usize, usize),
    periods: usize,
}

pub(crate) fn examine<'a>(
    watch: &'a Watch,
    indicator: &'a Indicator,
    known: &'a Known,
    depth: Depth,
) -> Examined<'a> {
    let occurrences = occurrences(watch, indicator, known);
    let today = known.as_of().last_whole_day();
    // The delay of reporting is looked for only where something rests on it.
    let delay = (depth == Depth::Full || waits_for_reports(watch, indicator))
        .then(|| trends::reporting_delay(&occurrences, watch, indicator, today, || known))
        .flatten();
    let waiting = waiting_days(watch, indicator, delay.as_ref());
    let complete_to = days_before(today, waiting);
    let covered = Covered::of(watch, indicator, known);
    let mut notes: Vec<String> = indicator.note.iter().cloned().collect();
    let (timed, coarse) = by_precision(indicator, &occurrences);
    if coarse > 0 {
        notes.push(words::left_out_as_coarse(coarse, indicator));
    }
    let calendar = calendar(indicator, &covered, today, complete_to);
    let series = measure(indicator, &timed, &covered, calendar, || known);
    let mut finding = blank(watch, indicator, occurrences.len());
    match series.latest() {
        None => {
            finding.status = Status::NoData;
            finding.level_word = "no data".to_owned();
            finding.reason = words::no_data(indicator, &covered, complete_to);
        }
        Some((last, observed)) => {
            let (from, to) = series.calendar.days(last);
            let baseline = baseline(indicator, &series, last);
            finding.latest = Some(latest_finding(
                indicator,
                &series,
                observed,
                (from, to),
                baseline.as_ref(),
            ));
            match &baseline {
                None => {
                    finding.status = Status::TooLittleData;
                    finding.level_word = "too little data".to_owned();
                    finding.reason = words::too_little(indicator, observed);
                }
                Some(baseline) => {
                    finding.status = Status::Assessed;
                    finding.reason = words::observed(indicator, observed, &baseline.band());
                }
            }
        }
    }
    if depth != Depth::Alarm {
        finding.frequency = trends::frequency(indicator, &series);
        finding.intensity = trends::intensity(indicator, &series, &timed);
    }
    if depth == Depth::Full {
        finding.change_point = trends::change_point(indicator, &series);
        finding.nowcast = trends::nowcast(indicator, &series, delay.as_ref(), today);
        finding.series = points(indicator, &series, &timed, &covered, today);
        if waiting > 0 {
            notes.push(words::waiting(waiting, complete_to));
        }
        finding.notes = notes;
    }
    Examined {
        indicator,
        occurrences,
        covered,
        complete_to,
        finding,
    }
}

/// What an indicator measures, period by period, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// First and last day of each period.
    pub periods: Vec<(Date, Date)>,
    /// Whether its sources cover all of it.
    pub covered: Vec<bool>,
    /// The value; absent where a period is not covered, or where nothing was measured and
    /// that does not mean zero.
    pub values: Vec<Option<f64>>,
}

/// The series from which `indicator` is assessed: all whole periods up to the day by which
/// everything has become known.
pub fn series(watch: &Watch, indicator: &Indicator, known: &Known) -> Measured {
    let occurrences = occurrences(watch, indicator, known);
    let today = known.as_of().last_whole_day();
    let waiting = waiting(watch, indicator, &occurrences, today, || known);
    let complete_to = days_before(today, waiting);
    let covered = Covered::of(watch, indicator, known);
    let (timed, _) = by_precision(indicator, &occurrences);
    let calendar = calendar(indicator, &covered, today, complete_to);
    let series = measure(indicator, &timed, &covered, calendar, || known);
    Measured::of(series, &covered)
}

impl Measured {
    pub(crate) fn of(series: Series, covered: &Covered) -> Self {
        let periods: Vec<(Date, Date)> = (0..series.calendar.len())
            .map(|period| series.calendar.days(period))
            .collect();
        Self {
            covered: periods
                .iter()
                .map(|(from, to)| covered.holds(*from, *to))
                .collect(),
            periods,
            values: series.values,
        }
    }
}

/// Sets the level of each assessed indicator from its tail probability,
/// adjusted for how many were looked at.
pub(crate) fn raise_alarms(indicators: &mut [Examined<'_>]) {
    let tail = |examined: &Examined<'_>| examined.finding.latest.as_ref()?.p_value;
    let tails: Vec<Option<f64>> = indicators.iter().map(tail).collect();
    for (examined, raised) in indicators.iter_mut().zip(levels(&tails)) {
        let Some((adjusted, level)) = raised else {
            continue;
        };
        let finding = &mut examined.finding;
        finding.level = Some(level.number());
        finding.level_word = level.word().to_owned();
        if let Some(latest) = &mut finding.latest {
            latest.p_adjusted = Some(significant(adjusted));
            let inside = latest
                .expected
                .is_none_or(|band| (band.lower..=band.upper).contains(&latest.observed));
            if level == Level::AsExpected && !inside {
                finding.level_word = "within chance".to_owned();
            }
        }
    }
}

/// The adjusted tail probability and the level of each indicator, from the tail
/// probabilities of all that were looked at.
pub(crate) fn levels(tails: &[Option<f64>]) -> Vec<Option<(f64, Level)>> {
    let mut levels = vec![None; tails.len()];
    let raw: Vec<f64> = tails.iter().copied().flatten().collect();
    let Ok(adjusted) = holm(&raw) else {
        return levels;
    };
    let looked_at = levels.iter_mut().zip(tails).filter(|(_, p)| p.is_some());
    for ((level, _), adjusted) in looked_at.zip(adjusted) {
        *level = Level::of(adjusted.clamp(0.0, 1.0))
            .ok()
            .map(|level| (adjusted, level));
    }
    levels
}

/// Probability of a value at least as extreme as the latest, as an assessment
/// states it; `None` where there is no baseline to compare it with.
pub(crate) fn latest_tail(
    indicator: &Indicator,
    series: &Series,
    (last, observed): (usize, f64),
) -> Option<f64> {
    let baseline = baseline(indicator, series, last)?;
    Some(significant(baseline.tail(indicator, observed)))
}

fn blank(watch: &Watch, indicator: &Indicator, events_total: usize) -> IndicatorFinding {
    IndicatorFinding {
        id: indicator.id.clone(),
        title: indicator.title.clone(),
        claim: indicator
            .claim
            .and_then(|claim| watch.claims.get(claim))
            .map(|claim| claim.id.clone()),
        unit: indicator.unit.clone(),
        measure: indicator.measure.to_string(),
        is_level: !indicator.measure.counts(),
        period: indicator.period.to_string(),
        direction: match indicator.direction {
            Direction::Up => assessment::Direction::Up,
            Direction::Down => assessment::Direction::Down,
            Direction::Both => assessment::Direction::Both,
        },
        sources: watch
            .sources_of(indicator)
            .map(|source| source.id.to_string())
            .collect(),
        status: Status::NoData,
        level: None,
        level_word: String::new(),
        reason: String::new(),
        latest: None,
        frequency: None,
        intensity: None,
        change_point: None,
        nowcast: None,
        series: Vec::new(),
        notes: Vec::new(),
        events: Vec::new(),
        events_total,
    }
}

/// Days at the end of the view in which events may still become known.
///
/// What a source declares decides; else the estimated delay of reporting; else
/// the lag with which its events are taken to be known.
pub(crate) fn waiting_days(
    watch: &Watch,
    indicator: &Indicator,
    delay: Option<&counts::nowcast::DelayDistribution>,
) -> u16 {
    let declared = watch
        .sources_of(indicator)
        .filter_map(|source| source.complete_after)
        .max();
    let lag = |source: &Source| match source.input.is_dated_by_publisher() {
        true => 0,
        false => source.lag.map_or(0, |lag| lag.in_days()),
    };
    let lag = watch.sources_of(indicator).map(lag).max().unwrap_or(0);
    let estimated = || trends::days_to_completeness(indicator, delay?, COMPLETE);
    declared.or_else(estimated).unwrap_or(0).max(lag)
}

/// As [`waiting_days`], with the delay of reporting estimated where it decides.
pub(crate) fn waiting<'k>(
    watch: &Watch,
    indicator: &Indicator,
    occurrences: &[Occurrence<'_>],
    today: Date,
    known: impl FnOnce() -> &'k Known,
) -> u16 {
    let delay = waits_for_reports(watch, indicator)
        .then(|| trends::reporting_delay(occurrences, watch, indicator, today, known))
        .flatten();
    waiting_days(watch, indicator, delay.as_ref())
}

/// Whether the days that are waited rest on the delay of reporting.
fn waits_for_reports(watch: &Watch, indicator: &Indicator) -> bool {
    let mut sources = watch.sources_of(indicator);
    indicator.direction != Direction::Up && sources.all(|source| source.complete_after.is_none())
}

/// The same, and there is something to tell it by.
pub(crate) fn looks_for_delays(watch: &Watch, indicator: &Indicator) -> bool {
    waits_for_reports(watch, indicator) && trends::tells_delays(watch, indicator)
}

/// Events dated closely enough for the indicator's periods, and how many are
/// not.
pub(crate) fn by_precision<'a>(
    indicator: &Indicator,
    occurrences: &[Occurrence<'a>],
) -> (Vec<Occurrence<'a>>, usize) {
    if !indicator.measure.counts() {
        // An observation of a series stands for the whole of its span.
        return (occurrences.to_vec(), 0);
    }
    let closely = |occurrence: &&Occurrence<'_>| {
        let record = occurrence.record;
        let days = || days_between(record.began_on, record.ended_on);
        is_close(indicator, record.date_precision, days)
    };
    let timed: Vec<Occurrence<'a>> = occurrences.iter().filter(closely).cloned().collect();
    let coarse = occurrences.len() - timed.len();
    (timed, coarse)
}

/// Whether an event that lasts for so many days is dated closely enough.
pub(crate) fn is_close(
    indicator: &Indicator,
    precision: DatePrecision,
    days: impl FnOnce() -> i32,
) -> bool {
    precision == DatePrecision::Day || f64::from(days()) < indicator.period.days() * 1.5
}

/// The day by which an event is put into a period: an observation of a series
/// at the end of what it covers, an event where it began.
fn day_of(indicator: &Indicator, occurrence: &Occurrence<'_>) -> Date {
    match indicator.measure {
        Measure::Level(_) => occurrence.record.ended_on,
        _ => occurrence.record.began_on,
    }
}

/// The periods of an indicator up to the day by which everything has become known.
pub(crate) fn calendar(
    indicator: &Indicator,
    covered: &Covered,
    today: Date,
    complete_to: Date,
) -> Calendar {
    let earliest = covered.first().unwrap_or(today);
    Calendar::back_from(complete_to, indicator.period, earliest, MOST_PERIODS)
}

/// What is measured of `occurrences` in each period; `known` is asked for only where
/// they are measured against all that a source reports.
pub(crate) fn measure<'k>(
    indicator: &Indicator,
    occurrences: &[Occurrence<'_>],
    covered: &Covered,
    calendar: Calendar,
    known: impl FnOnce() -> &'k Known,
) -> Series {
    let amounts = amounts(indicator, occurrences, &calendar);
    let totals = match &indicator.measure {
        Measure::Share(total) => Some(totals(total, known(), &calendar)),
        _ => None,
    };
    of_amounts(indicator, &amounts, totals.as_deref(), covered, calendar)
}

/// What is measured of the events of each period.
pub(crate) fn amounts(
    indicator: &Indicator,
    occurrences: &[Occurrence<'_>],
    calendar: &Calendar,
) -> Vec<Amount> {
    let mut amounts = vec![Amount::of(&indicator.measure); calendar.len()];
    let field = measured_field(&indicator.measure);
    for occurrence in occurrences {
        let value = match field {
            None => Some(1.0),
            Some(field) => occurrence.value(field),
        };
        let period = calendar.period_of(day_of(indicator, occurrence));
        if let (Some(value), Some(period)) = (value, period) {
            amounts[period].add(value);
        }
    }
    amounts
}

/// The field that is added up or averaged; `None` where events are counted.
pub(crate) fn measured_field(measure: &Measure) -> Option<NumericField> {
    match measure {
        Measure::Sum(field) | Measure::Mean(field) | Measure::Level(field) => Some(*field),
        Measure::Count | Measure::Share(_) => None,
    }
}

/// What is measured where each period comes to one of `amounts`, with the total of each
/// where they are measured against one.
pub(crate) fn of_amounts(
    indicator: &Indicator,
    amounts: &[Amount],
    totals: Option<&[Option<ExactSum>]>,
    covered: &Covered,
    calendar: Calendar,
) -> Series {
    let values = amounts.iter().enumerate().map(|(period, amount)| {
        let (from, to) = calendar.days(period);
        let total = totals.and_then(|totals| totals[period].as_ref());
        amount.value(&indicator.measure, covered.holds(from, to), total)
    });
    let values = values.collect();
    let counts = matches!(indicator.measure, Measure::Count | Measure::Sum(_));
    Series {
        values,
        counts,
        calendar,
    }
}

/// How much a source reports for each period in all; absent where it reports
/// nothing.
fn totals(source: &str, known: &Known, calendar: &Calendar) -> Vec<Option<ExactSum>> {
    let mut totals: Vec<Option<ExactSum>> = vec![None; calendar.len()];
    for record in known.records().filter(|record| *record.feed == *source) {
        if let (Some(period), Some(count)) = (calendar.period_of(record.began_on), record.count) {
            totals[period].get_or_insert_default().add(count);
        }
    }
    totals
}

/// What was to be expected in the period `at` from those before it.
fn baseline(indicator: &Indicator, series: &Series, at: usize) -> Option<Baseline> {
    let reference = indicator.reference;
    if series.counts {
        let whole = series.whole();
        let expected = counts::expected(
            &whole[..at],
            indicator.period.per_year(),
            at,
            reference,
            &counts::choose::Options::default(),
        )
        .ok()?;
        return (expected.reference_periods >= FEWEST_REFERENCE_PERIODS).then(|| Baseline {
            method: words::count_method(&expected),
            reference: (
                expected.reference.start,
                expected.reference.end.saturating_sub(1),
            ),
            periods: expected.reference_periods,
            predictive: expected.predictive,
            of_logarithm: false,
        });
    }
    let first = at.saturating_sub(reference);
    let (baseline, of_logarithm) = trends::level_baseline(indicator, series, first..at)?;
    Some(Baseline {
        method: words::level_method(&baseline, of_logarithm),
        reference: (first, at.saturating_sub(1)),
        periods: baseline.observations,
        predictive: baseline.predictive,
        of_logarithm,
    })
}

/// The last day of a period, as days since the first period.
pub(crate) fn day_number(series: &Series, period: usize) -> f64 {
    f64::from(days_between(
        series.calendar.days(0).0,
        series.calendar.days(period).1,
    ))
}

fn latest_finding(
    indicator: &Indicator,
    series: &Series,
    observed: f64,
    (from, to): (Date, Date),
    baseline: Option<&Baseline>,
) -> Latest {
    let days = |(first, last): (usize, usize)| {
        (series.calendar.days(first).0, series.calendar.days(last).1)
    };
    let p_value = baseline.map(|baseline| baseline.tail(indicator, observed));
    Latest {
        from,
        to,
        observed: significant(observed),
        expected: baseline.map(Baseline::band),
        p_value: p_value.map(significant),
        p_adjusted: None,
        method: baseline.map(|baseline| baseline.method.clone()),
        reference: baseline.map(|baseline| days(baseline.reference)),
        reference_periods: baseline.map(|baseline| baseline.periods),
    }
}

impl Baseline {
    /// Probability of something at least as extreme as `observed`.
    fn tail(&self, indicator: &Indicator, observed: f64) -> f64 {
        let direction = match indicator.direction {
            Direction::Up => counts::Direction::Up,
            Direction::Down => counts::Direction::Down,
            Direction::Both => counts::Direction::Both,
        };
        let observed = match self.of_logarithm {
            true if observed <= 0.0 => f64::NEG_INFINITY,
            true => observed.ln(),
            false => observed,
        };
        self.predictive.tail(observed, direction).clamp(0.0, 1.0)
    }

    fn band(&self) -> Band {
        let value = |value: f64| {
            significant(if self.of_logarithm {
                value.exp()
            } else {
                value
            })
        };
        let quantile = |p| {
            self.predictive
                .quantile(p)
                .unwrap_or_else(|_| self.predictive.median())
        };
        Band {
            lower: value(quantile(0.025)),
            median: value(self.predictive.median()),
            upper: value(quantile(0.975)),
        }
    }
}

fn points(
    indicator: &Indicator,
    series: &Series,
    occurrences: &[Occurrence<'_>],
    covered: &Covered,
    today: Date,
) -> Vec<Point> {
    let first = series.calendar.len().saturating_sub(SHOWN_PERIODS);
    let mut points: Vec<Point> = (first..series.calendar.len())
        .map(|period| {
            let (from, to) = series.calendar.days(period);
            let observed = series.values[period];
            let expected = baseline(indicator, series, period).map(|baseline| baseline.band());
            let outside = match (observed, &expected) {
                (Some(observed), Some(band)) => match indicator.direction {
                    Direction::Up => observed > band.upper,
                    Direction::Down => observed < band.lower,
                    Direction::Both => observed > band.upper || observed < band.lower,
                },
                _ => false,
            };
            let observed = observed.map(significant);
            Point {
                from,
                to,
                observed,
                expected,
                outside,
                incomplete: false,
            }
        })
        .collect();
    let complete_to = points.last().map(|point| point.to);
    if let Some(from) = complete_to
        .and_then(|to| to.tomorrow().ok())
        .filter(|from| *from <= today)
        && series.counts
        && covered.holds(from, today)
    {
        let still_filling = occurrences
            .iter()
            .filter(|o| (from..=today).contains(&o.date()));
        let observed: f64 = match indicator.measure {
            Measure::Sum(field) => {
                let values = still_filling.filter_map(|o| o.value(field));
                values.sum::<f64>() + 0.0
            }
            _ => still_filling.count() as f64,
        };
        points.push(Point {
            from,
            to: today,
            observed: Some(significant(observed)),
            expected: None,
            outside: false,
            incomplete: true,
        });
    }
    points
}

/// What is known of the direction in which an indicator moves, for a claim that
/// predicts one: the trend, how many events it rests on, and a sentence.
pub(crate) fn movement(finding: &IndicatorFinding) -> Option<(Trend, u64, &str)> {
    let of_frequency = |trend: &FrequencyTrend| trend.recent_events + trend.reference_events;
    let of_intensity = |trend: &IntensityTrend| trend.n as u64;
    if finding.is_level {
        let trend = finding.intensity.as_ref()?;
        Some((trend.trend, of_intensity(trend), &trend.text))
    } else {
        let trend = finding.frequency.as_ref()?;
        Some((trend.trend, of_frequency(trend), &trend.text))
    }
}

/// The field whose size says how strong an event is.
pub(crate) fn strength(indicator: &Indicator) -> Option<NumericField> {
    match indicator.measure {
        Measure::Mean(field) => Some(field),
        _ => indicator.intensity,
    }
}
