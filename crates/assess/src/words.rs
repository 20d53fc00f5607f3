//! Findings in plain words.

use foreshock_counts::{Expected, robust::LevelBaseline};
use foreshock_watch::{Indicator, Period, Watch};
use jiff::civil::Date;

use crate::{
    assessment::{Band, IndicatorFinding, SourceFinding, Status, TripwireFinding},
    coverage::Covered,
};

/// The lowest level that makes a headline.
const HEADLINE_LEVEL: u8 = 1;
const MOST_HEADLINES: usize = 6;

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `value` to six significant digits: more would say nothing, and would make
/// files longer.
pub(crate) fn significant(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return if value.is_finite() {
            0.0
        } else {
            value.clamp(f64::MIN, f64::MAX)
        };
    }
    format!("{value:.5e}").parse().unwrap_or(value)
}

/// A number as people write it: whole where it is whole, else to three
/// significant digits; thousands apart.
pub(crate) fn number(value: f64) -> String {
    let size = value.abs();
    if size >= 1000.0 || (value.fract() == 0.0 && size < 1e15) {
        let digits = format!("{:.0}", size);
        let mut grouped = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        return if value < 0.0 && digits != "0" {
            format!("-{grouped}")
        } else {
            grouped
        };
    }
    let decimals = if size >= 100.0 {
        0
    } else if size >= 10.0 {
        1
    } else if size >= 0.1 {
        2
    } else {
        3
    };
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn unit(indicator: &Indicator, value: f64) -> &str {
    &indicator.unit[usize::from(value != 1.0)]
}

/// "9 launches in 30 days".
fn amount(indicator: &Indicator, observed: f64) -> String {
    let amount = format!("{} {}", number(observed), unit(indicator, observed));
    if indicator.measure.counts() {
        format!("{amount} in {}", span(indicator.period))
    } else {
        amount
    }
}

/// "30 days", "a week".
fn span(period: Period) -> String {
    match period.to_string().split_once(' ') {
        Some(("1", unit)) => format!("a {unit}"),
        _ => period.to_string(),
    }
}

fn range(band: &Band, counts: bool) -> String {
    let (lower, upper) = if counts {
        (number(band.lower.floor()), number(band.upper.ceil()))
    } else {
        (number(band.lower), number(band.upper))
    };
    if lower == upper {
        lower
    } else {
        format!("{lower} to {upper}")
    }
}

/// "9 launches in 30 days where 0 to 3 were expected".
pub(crate) fn observed(indicator: &Indicator, observed: f64, band: &Band) -> String {
    let amount = amount(indicator, observed);
    let expected = range(band, indicator.measure.counts());
    if (band.lower..=band.upper).contains(&observed) {
        format!("{amount}, within the {expected} expected")
    } else {
        let verb = if expected == "1" { "was" } else { "were" };
        format!("{amount} where {expected} {verb} expected")
    }
}

pub(crate) fn too_little(indicator: &Indicator, observed: f64) -> String {
    format!(
        "{}; too little before it to say what was to be expected",
        amount(indicator, observed)
    )
}

pub(crate) fn no_data(indicator: &Indicator, covered: &Covered, complete_to: Date) -> String {
    match (covered.first(), covered.last()) {
        (Some(first), _) if first > complete_to => {
            format!("no data: the sources cover it only from {first}")
        }
        (_, Some(last)) if last < complete_to => {
            format!("no data: the sources cover it only to {last}")
        }
        (Some(first), _) if indicator.measure.counts() => {
            format!(
                "no data: it is covered from {first}, less than {}",
                span(indicator.period)
            )
        }
        (Some(_), _) => format!(
            "no data: nothing was observed in the last {}",
            indicator.period
        ),
        _ => "no data: no source covers it".to_owned(),
    }
}

pub(crate) fn left_out_as_coarse(events: usize, indicator: &Indicator) -> String {
    let (noun, verb) = if events == 1 {
        ("event is", "was")
    } else {
        ("events are", "were")
    };
    format!(
        "{events} {noun} dated only to a month, quarter or year and {verb} not put into periods of {}.",
        indicator.period
    )
}

pub(crate) fn waiting(days: u16, complete_to: Date) -> String {
    let days = if days == 1 {
        "1 day".to_owned()
    } else {
        format!("{days} days")
    };
    format!(
        "Periods end on {complete_to}, {days} before the day of the view: later events may still become known."
    )
}

pub(crate) fn count_method(expected: &Expected) -> String {
    format!("{}; {}", expected.method, expected.why)
}

pub(crate) fn level_method(baseline: &LevelBaseline, of_logarithm: bool) -> String {
    format!(
        "robust baseline of the {}{}, from {} values; the last lies {} days back",
        if of_logarithm { "logarithm" } else { "level" },
        if baseline.seasonal {
            " with season"
        } else {
            ""
        },
        baseline.observations,
        number(baseline.gap.round()),
    )
}

/// The findings that a reader must not miss, most urgent first.
pub(crate) fn headlines(
    records: usize,
    indicators: &[IndicatorFinding],
    tripwires: &[TripwireFinding],
) -> Vec<String> {
    if records == 0 {
        return vec!["Nothing was known by then: every event of the sources became known later, or there is none.".to_owned()];
    }
    let mut alarmed: Vec<&IndicatorFinding> = indicators
        .iter()
        .filter(|finding| finding.level.is_some_and(|level| level >= HEADLINE_LEVEL))
        .collect();
    alarmed.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    let assessed = indicators
        .iter()
        .filter(|finding| finding.status == Status::Assessed)
        .count();
    let silent = indicators.len() - assessed;
    let mut headlines: Vec<String> = alarmed
        .iter()
        .take(MOST_HEADLINES)
        .map(|finding| {
            format!(
                "{}: {} (level {}, {}).",
                finding.title,
                finding.reason,
                finding.level.unwrap_or_default(),
                finding.level_word
            )
        })
        .collect();
    let more = alarmed.len().saturating_sub(MOST_HEADLINES);
    if more > 0 {
        headlines.push(format!(
            "{more} more indicators are above what was to be expected."
        ));
    }
    if alarmed.is_empty() && assessed > 0 {
        headlines.push(match assessed {
            1 => "Nothing is unusual: the one indicator with data lies within what was to be expected.".to_owned(),
            _ => format!("Nothing is unusual: all {assessed} indicators with enough data lie within what was to be expected."),
        });
    }
    let fired: Vec<&TripwireFinding> = tripwires.iter().filter(|tripwire| tripwire.fired).collect();
    if let [first, more @ ..] = &fired[..] {
        let sure = fired.iter().filter(|tripwire| {
            let (followed, base) = (tripwire.followed.as_ref(), tripwire.base_rate);
            followed
                .zip(base)
                .is_some_and(|(followed, base)| followed.lower > base)
        });
        headlines.push(format!(
            "{} within the horizon: {}{}. {} been followed by the outcome more often than chance would bring.",
            if more.is_empty() { "1 tripwire has shown its sign".to_owned() } else { format!("{} tripwires have shown their sign", fired.len()) },
            first.title,
            match more.len() { 0 => String::new(), 1 => " and 1 more".to_owned(), more => format!(" and {more} more") },
            match sure.count() { 0 => "None of them has so far".to_owned(), 1 => "1 of them has so far".to_owned(), n => format!("{n} of them have so far") },
        ));
    }
    if silent > 0 {
        headlines.push(match silent {
            1 => "1 indicator has no data, or too little, and says nothing.".to_owned(),
            _ => format!("{silent} indicators have no data, or too little, and say nothing."),
        });
    }
    headlines
}

/// What must be borne in mind.
pub(crate) fn caveats(
    watch: &Watch,
    sources: &[SourceFinding],
    indicators: &[IndicatorFinding],
) -> Vec<String> {
    let mut caveats = Vec::new();
    let names = |chosen: Vec<&SourceFinding>| {
        if chosen.len() == sources.len() && sources.len() > 1 {
            return "every source".to_owned();
        }
        chosen
            .iter()
            .map(|source| source.title.as_str())
            .collect::<Vec<_>>()
            .join("; ")
    };
    let hindsight: Vec<&SourceFinding> = sources.iter().filter(|source| source.hindsight).collect();
    if !hindsight.is_empty() {
        caveats.push(format!(
            "Compiled in hindsight: {}. Such tables hold what was later thought worth recording, so early periods may look quieter than they seemed at the time.",
            names(hindsight)
        ));
    }
    let pseudo: Vec<&SourceFinding> = sources
        .iter()
        .filter(|source| source.vintages.pseudo > 0)
        .collect();
    if !pseudo.is_empty() {
        caveats.push(format!(
            "Dated by pseudo-vintage (day of the event plus a declared lag, since the source does not say when each entry became public): {}.",
            names(pseudo)
        ));
    }
    let partial: Vec<&SourceFinding> = sources
        .iter()
        .filter(|source| source.covers.iter().any(|covers| covers.partial))
        .collect();
    if !partial.is_empty() {
        caveats.push(format!(
            "Only part of what happened was collected, for some categories at least: {}. Compare an indicator with its own past, not with others.",
            names(partial)
        ));
    }
    let assessed = indicators
        .iter()
        .filter(|finding| finding.status == Status::Assessed)
        .count();
    if assessed > 1 {
        caveats.push(format!(
            "Alarm levels allow for {assessed} indicators being looked at together (Holm): on a day when nothing is going on, the chance that any of them reaches level 1 is at most 10%."
        ));
    }
    if watch
        .claims
        .iter()
        .any(|claim| claim.not_testable.is_none())
    {
        caveats.push(
            "A verdict on a claim says what the events show, not why: a trend that fits a claim does not prove its cause.".to_owned(),
        );
    }
    caveats
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        for (value, text) in [
            (0.0, "0"),
            (3.0, "3"),
            (1234567.0, "1,234,567"),
            (1999.6, "2,000"),
            (-12345.0, "-12,345"),
            (0.5, "0.5"),
            (12.345, "12.3"),
            (123.4, "123"),
            (0.0123, "0.012"),
            (-0.04, "-0.04"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn six_digits_are_kept() {
        assert_eq!(significant(0.123_456_789), 0.123_457);
        assert_eq!(significant(-1.0e-30), -1.0e-30);
        assert_eq!(significant(f64::INFINITY), f64::MAX);
        assert_eq!(significant(0.0), 0.0);
    }
}
