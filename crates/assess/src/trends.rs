//! Trends in frequency and in strength, breaks, and what is still to come.

use foreshock_counts::{
    change_point::{self, current_regime},
    mann_kendall::{self, Autocorrelation},
    nowcast::{self, DelayDistribution},
    rate_ratio,
    robust::{self, LevelBaseline, Season},
};
use foreshock_event::{Known, Record};
use foreshock_watch::{Direction, Indicator, Measure, Period, Source, Watch};
use jiff::{Timestamp, civil::Date};

use crate::{
    assessment::{ChangePoint, FrequencyTrend, IntensityTrend, Nowcast, Trend},
    calendar::days_between,
    indicator::{Series, day_number, strength},
    occurrences::Occurrence,
    words::{number, significant},
};

const CONFIDENCE: f64 = 0.95;
/// Values below which no trend in strength is looked for.
const FEWEST_VALUES: usize = 5;
/// Probability from which the start of the present regime is shown. It is shown
/// with its probability, so that an even chance is worth telling.
const LEAST_PROBABILITY: f64 = 0.5;
/// Periods in which a break is looked for.
const MOST_PERIODS_FOR_BREAK: usize = 260;
/// Completeness from which a period needs no nowcast.
const AS_GOOD_AS_COMPLETE: f64 = 0.995;

/// How the rate of the recent window compares with the reference before it.
pub(crate) fn frequency(indicator: &Indicator, series: &Series) -> Option<FrequencyTrend> {
    if !series.counts {
        return None;
    }
    let counts = series.whole();
    let split = counts.len().checked_sub(indicator.window)?;
    let first = split.saturating_sub(indicator.reference);
    let recent: Vec<u64> = counts[split..].iter().flatten().copied().collect();
    let reference: Vec<u64> = counts[first..split].iter().flatten().copied().collect();
    if recent.is_empty() || reference.is_empty() {
        return None;
    }
    // Nothing here and nothing there is no trend, and no ratio either.
    if recent.iter().chain(&reference).all(|count| *count == 0) {
        return None;
    }
    let ratio = rate_ratio::rate_ratio(&recent, &reference, CONFIDENCE).ok()?;
    let trend = if ratio.lower > 1.0 {
        Trend::Rising
    } else if ratio.upper < 1.0 {
        Trend::Falling
    } else {
        Trend::Unclear
    };
    let days = |from: usize, to: usize| {
        // Only periods that are covered count, so the span begins with one.
        let covered = (from..to)
            .find(|&period| counts[period].is_some())
            .unwrap_or(from);
        (
            series.calendar.days(covered).0,
            series.calendar.days(to - 1).1,
        )
    };
    let (recent_days, reference_days) = (days(split, counts.len()), days(first, split));
    let unit = |total: u64| &indicator.unit[usize::from(total != 1)];
    let direction = match trend {
        Trend::Rising => "more often",
        Trend::Falling => "less often",
        Trend::Unclear => "no clear change in how often",
    };
    let text = format!(
        "{direction}: {} {} since {} against {} from {} to {}; rate ×{} (95% interval ×{} to ×{})",
        ratio.recent_total,
        unit(ratio.recent_total),
        recent_days.0,
        ratio.reference_total,
        reference_days.0,
        reference_days.1,
        number(ratio.ratio),
        number(ratio.lower),
        number(ratio.upper),
    );
    Some(FrequencyTrend {
        ratio: significant(ratio.ratio),
        lower: significant(ratio.lower),
        upper: significant(ratio.upper),
        recent_events: ratio.recent_total,
        recent: recent_days,
        reference_events: ratio.reference_total,
        reference: reference_days,
        trend,
        text,
    })
}

/// How the strength of each event, or the level of a series, moves over the
/// window and the reference together.
pub(crate) fn intensity(
    indicator: &Indicator,
    series: &Series,
    occurrences: &[Occurrence<'_>],
) -> Option<IntensityTrend> {
    let periods = series.calendar.len();
    let first = periods.saturating_sub(indicator.window + indicator.reference);
    if first >= periods {
        return None;
    }
    let (from, to) = (
        series.calendar.days(first).0,
        series.calendar.days(periods - 1).1,
    );
    let of_periods = matches!(indicator.measure, Measure::Level(_) | Measure::Share(_));
    let values: Vec<(Date, f64)> = if of_periods {
        (first..periods)
            .filter_map(|period| Some((series.calendar.days(period).1, series.values[period]?)))
            .collect()
    } else {
        let field = strength(indicator)?;
        occurrences
            .iter()
            .filter(|occurrence| (from..=to).contains(&occurrence.date()))
            .filter_map(|occurrence| Some((occurrence.date(), occurrence.value(field)?)))
            .collect()
    };
    if values.len() < FEWEST_VALUES {
        return None;
    }
    let points: Vec<(f64, f64)> = values
        .iter()
        .map(|(date, value)| (f64::from(days_between(from, *date)), *value))
        .collect();
    let found = mann_kendall::trend(&points, CONFIDENCE, Autocorrelation::default()).ok()?;
    let trend = match found.p_value < 1.0 - CONFIDENCE {
        true if found.slope > 0.0 => Trend::Rising,
        true if found.slope < 0.0 => Trend::Falling,
        _ => Trend::Unclear,
    };
    let mut sizes: Vec<f64> = values.iter().map(|(_, value)| *value).collect();
    sizes.sort_by(f64::total_cmp);
    let median = f64::midpoint(sizes[(sizes.len() - 1) / 2], sizes[sizes.len() / 2]);
    let unit = match indicator.measure {
        Measure::Level(_) | Measure::Mean(_) => indicator.unit[1].clone(),
        Measure::Share(_) => "share".to_owned(),
        _ => indicator.intensity_unit.clone(),
    };
    let per_month = |slope: f64| slope * 30.0;
    let direction = match trend {
        Trend::Rising => "rising",
        Trend::Falling => "falling",
        Trend::Unclear => "no clear trend",
    };
    let text = format!(
        "{direction}: {} {unit} a month (95% interval {} to {}), {} values from {} to {}, median {}",
        signed(per_month(found.slope)),
        signed(per_month(found.slope_lower)),
        signed(per_month(found.slope_upper)),
        values.len(),
        values.first()?.0,
        values.last()?.0,
        number(median),
    );
    Some(IntensityTrend {
        unit,
        slope: significant(per_month(found.slope)),
        lower: significant(per_month(found.slope_lower)),
        upper: significant(per_month(found.slope_upper)),
        p_value: significant(found.p_value),
        n: values.len(),
        span: (values.first()?.0, values.last()?.0),
        median: significant(median),
        trend,
        text,
    })
}

fn signed(value: f64) -> String {
    if value > 0.0 {
        format!("+{}", number(value))
    } else {
        number(value).replace('-', "−")
    }
}

/// Where the present regime of a count began, within the newest stretch that is
/// covered without a gap.
pub(crate) fn change_point(indicator: &Indicator, series: &Series) -> Option<ChangePoint> {
    if !series.counts {
        return None;
    }
    let counts = series.whole();
    let stretch: Vec<u64> = counts
        .iter()
        .rev()
        .map_while(|count| *count)
        .take(MOST_PERIODS_FOR_BREAK)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let options = change_point::Options {
        minimum_probability: LEAST_PROBABILITY,
        ..change_point::Options::default()
    };
    let found = current_regime(&stretch, &options).ok().flatten()?;
    let date = series
        .calendar
        .days(counts.len() - stretch.len() + found.index)
        .0;
    let text = format!(
        "since {date} about {} {} a period, {} before (probability {})",
        number(found.rate_after),
        indicator.unit[1],
        number(found.rate_before),
        number((found.probability * 100.0).round() / 100.0),
    );
    Some(ChangePoint {
        date,
        probability: significant(found.probability),
        before: significant(found.rate_before),
        after: significant(found.rate_after),
        text,
    })
}

/// The delay from event to report, where enough reports say when they became
/// public: those of the indicator's own events, or else of all events of its
/// sources.
pub(crate) fn reporting_delay<'k>(
    occurrences: &[Occurrence<'_>],
    watch: &Watch,
    indicator: &Indicator,
    today: Date,
    known: impl FnOnce() -> &'k Known,
) -> Option<DelayDistribution> {
    if !tells_delays(watch, indicator) {
        return None;
    }
    let delay = |record: &Record| delay(watch, record.ended_on, record.published_at?, today);
    let own: Vec<(u32, u32)> = occurrences
        .iter()
        .filter_map(|occurrence| delay(occurrence.record))
        .collect();
    DelayDistribution::estimate(&own).ok().or_else(|| {
        let sources: Vec<&str> = watch
            .sources_of(indicator)
            .map(|source| &*source.id)
            .collect();
        let all: Vec<(u32, u32)> = known()
            .records()
            .filter(|record| sources.contains(&&*record.feed))
            .filter_map(delay)
            .collect();
        DelayDistribution::estimate(&all).ok()
    })
}

/// Whether any source of `indicator` says when its reports became public; without that there
/// is no delay to look for.
pub(crate) fn tells_delays(watch: &Watch, indicator: &Indicator) -> bool {
    let dated = |source: &Source| source.input.is_dated_by_publisher();
    watch.sources_of(indicator).any(dated)
}

/// Days from the end of an event to its report, and from there to `today`; `None` where the
/// report is earlier than the event, or later than today.
pub(crate) fn delay(
    watch: &Watch,
    ended_on: Date,
    published_at: Timestamp,
    today: Date,
) -> Option<(u32, u32)> {
    let published = published_at
        .to_zoned_datetime(watch.timezone.clone())
        .date();
    observed(
        days_between(ended_on, published),
        days_between(ended_on, today),
    )
}

/// A delay in days and the longest that could be seen, where it was.
pub(crate) fn observed(delay: i32, observable: i32) -> Option<(u32, u32)> {
    let (delay, observable) = (u32::try_from(delay).ok()?, u32::try_from(observable).ok()?);
    (delay <= observable).then_some((delay, observable))
}

/// What the latest period will have come to when all of it is reported.
pub(crate) fn nowcast(
    indicator: &Indicator,
    series: &Series,
    delay: Option<&DelayDistribution>,
    today: Date,
) -> Option<Nowcast> {
    if !matches!(indicator.measure, Measure::Count) {
        return None;
    }
    let last = series.calendar.len().checked_sub(1)?;
    let seen = series.values[last]?.round() as u64;
    let (from, to) = series.calendar.days(last);
    let ages: Vec<u32> = (days_between(to, today)..=days_between(from, today))
        .filter_map(|age| u32::try_from(age).ok())
        .collect();
    let completeness = ages
        .iter()
        .map(|age| delay.map_or(1.0, |delay| delay.completeness(*age)))
        .sum::<f64>()
        / ages.len() as f64;
    if completeness >= AS_GOOD_AS_COMPLETE {
        return None;
    }
    let now = nowcast::nowcast(seen, completeness, CONFIDENCE).ok()?;
    let [lower, median, upper] = [now.lower, now.median, now.upper].map(|count| count as f64);
    let text = format!(
        "{seen} known of the period from {from} to {to}; about {}% of its events are usually known by now, so {} in the end (95% interval {} to {})",
        number((100.0 * completeness).floor()),
        number(median),
        number(lower),
        number(upper),
    );
    Some(Nowcast {
        from,
        to,
        seen,
        completeness: significant(completeness),
        lower,
        median,
        upper,
        text,
    })
}

/// Days until so many events are known that a period counts as complete.
///
/// For an alarm on more than expected none are needed: what is still to come
/// can only strengthen it.
pub(crate) fn days_to_completeness(
    indicator: &Indicator,
    delay: &DelayDistribution,
    share: f64,
) -> Option<u16> {
    match indicator.direction {
        Direction::Up => Some(0),
        Direction::Down | Direction::Both => {
            u16::try_from(delay.age_of_completeness(share).ok()?).ok()
        }
    }
}

/// What was to be expected of a level, and whether of its logarithm: levels that
/// are always above zero, such as prices, vary by factors.
pub(crate) fn level_baseline(
    indicator: &Indicator,
    series: &Series,
    periods: std::ops::Range<usize>,
) -> Option<(LevelBaseline, bool)> {
    let mut points: Vec<(f64, f64)> = periods
        .clone()
        .filter_map(|period| Some((day_number(series, period), series.values[period]?)))
        .collect();
    let of_logarithm = points.iter().all(|(_, value)| *value > 0.0);
    if of_logarithm {
        for (_, value) in &mut points {
            *value = value.ln();
        }
    }
    let parts = match indicator.period {
        Period::Months(months) if months <= 6 && 12 % months == 0 => Some(usize::from(12 / months)),
        Period::Months(_) => None,
        Period::Days(days) => (days <= 31).then_some(12),
    };
    let season = parts.map(|parts| Season { parts });
    let baseline = robust::baseline(&points, day_number(series, periods.end), season).ok()?;
    Some((baseline, of_logarithm))
}
