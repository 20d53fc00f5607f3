//! Signs of an outcome: whether one was seen, and how sure it has been.

mod strength;

use std::collections::BTreeSet;

use foreshock_event::{DatePrecision, Known};
use foreshock_watch::{Tripwire, Watch};
use jiff::civil::Date;

use crate::{
    assessment::{Share, TripwireFinding},
    calendar::{days_after, days_before, days_between},
    indicator::Examined,
    occurrences::Occurrence,
    words::{number, significant},
};

const CONFIDENCE: f64 = 0.95;

pub(crate) fn findings(
    watch: &Watch,
    known: &Known,
    indicators: &[Examined<'_>],
) -> Vec<TripwireFinding> {
    let finding = |tripwire: &Tripwire| {
        let sign = &indicators[tripwire.sign];
        let outcome = &indicators[tripwire.outcome];
        let today = known.as_of().last_whole_day();
        finding(tripwire, sign, outcome, today)
    };
    watch.tripwires.iter().map(finding).collect()
}

/// The days on which an indicator has an event, within `span`.
fn days(examined: &Examined<'_>, span: (Date, Date)) -> BTreeSet<Date> {
    let dated = examined.occurrences.iter().filter(|one| has_a_day(one));
    dated
        .map(|occurrence| occurrence.date())
        .filter(|date| (span.0..=span.1).contains(date))
        .collect()
}

/// The day of the newest of `occurrences` up to `today`.
pub(crate) fn last_sign(occurrences: &[Occurrence<'_>], today: Date) -> Option<Date> {
    let dated = occurrences.iter().filter(|one| has_a_day(one));
    dated
        .map(|occurrence| occurrence.date())
        .filter(|date| *date <= today)
        .max()
}

/// Whether the last sign lies within the horizon of a tripwire.
pub(crate) fn within(last_sign: Option<Date>, today: Date, horizon: u16) -> bool {
    last_sign.is_some_and(|date| date > days_before(today, horizon))
}

/// Whether the day of an event is known: of one that is dated to a month it cannot be
/// told what came before it.
pub(crate) fn has_a_day(occurrence: &Occurrence<'_>) -> bool {
    occurrence.record.date_precision == DatePrecision::Day
}

/// An outcome on the day of the sign does not count, since the record does not
/// say which came first.
fn finding(
    tripwire: &Tripwire,
    sign: &Examined<'_>,
    outcome: &Examined<'_>,
    today: Date,
) -> TripwireFinding {
    let horizon = tripwire.horizon_days;
    let last_sign = last_sign(&sign.occurrences, today);
    let fired = within(last_sign, today, horizon);
    let mut finding = TripwireFinding {
        id: tripwire.id.clone(),
        title: tripwire.title.clone(),
        sign: sign.finding.id.clone(),
        outcome: outcome.finding.id.clone(),
        horizon_days: u32::from(horizon),
        fired,
        last_sign,
        hits: 0,
        false_alarms: 0,
        pending: 0,
        misses: 0,
        outcomes: 0,
        followed: None,
        base_rate: None,
        span: None,
        strength: None,
        text: String::new(),
    };
    let both = sign.covered.clone().both(outcome.covered.clone()).newest();
    let complete_to = sign.complete_to.min(outcome.complete_to);
    let Some(span) = both
        .map(|(from, to)| (from, to.min(complete_to)))
        .filter(|(from, to)| from <= to)
    else {
        finding.text =
            "Sign and outcome are never covered at the same time, so their history cannot be told."
                .to_owned();
        return finding;
    };
    let signs = days(sign, span);
    let outcomes = days(outcome, span);
    let follows = |date: Date| {
        date.tomorrow().is_ok_and(|next| {
            outcomes
                .range(next..=days_after(date, horizon))
                .next()
                .is_some()
        })
    };
    let resolved_to = days_before(span.1, horizon);
    for &date in &signs {
        match (follows(date), date <= resolved_to) {
            // A sign that is still open counts once its time is up, whether an
            // outcome has followed or not: counting early hits alone would
            // flatter it.
            (_, false) => finding.pending += 1,
            (true, true) => finding.hits += 1,
            (false, true) => finding.false_alarms += 1,
        }
    }
    let warned = |date: Date| {
        date.yesterday().is_ok_and(|before| {
            signs
                .range(days_before(date, horizon)..=before)
                .next()
                .is_some()
        })
    };
    finding.outcomes = outcomes.len() as u64;
    finding.misses = outcomes.iter().filter(|date| !warned(**date)).count() as u64;
    finding.span = Some(span);
    finding.base_rate = base_rate(span.0, resolved_to, &outcomes, horizon).map(significant);
    finding.strength = strength::strength(span, &signs, &outcomes, horizon);
    let followed = finding
        .strength
        .as_ref()
        .and_then(|strength| strength.followed);
    finding.followed = followed.map(|followed| Share {
        share: followed.share,
        lower: followed.lower,
        upper: followed.upper,
    });
    finding.text = text(&finding);
    finding
}

/// Share of the days from `from` to `to` on each of which an outcome followed
/// within the horizon.
pub(crate) fn base_rate(
    from: Date,
    to: Date,
    outcomes: &BTreeSet<Date>,
    horizon: u16,
) -> Option<f64> {
    let days = days_between(from, to) + 1;
    if days < 1 {
        return None;
    }
    // An outcome speaks for the days of the horizon before it; days that two
    // outcomes speak for count once.
    let mut followed = 0;
    let mut counted_to: Option<Date> = None;
    for &outcome in outcomes {
        let first = days_before(outcome, horizon).max(from);
        let first = match counted_to.and_then(|date| date.tomorrow().ok()) {
            Some(next) => first.max(next),
            None => first,
        };
        let Ok(last) = outcome.yesterday() else {
            continue;
        };
        let last = last.min(to);
        if first <= last {
            followed += days_between(first, last) + 1;
            counted_to = Some(last);
        }
    }
    Some(f64::from(followed) / f64::from(days))
}

fn text(finding: &TripwireFinding) -> String {
    let resolved = finding.hits + finding.false_alarms;
    let independent = finding
        .strength
        .as_ref()
        .and_then(|strength| strength.followed)
        .map_or(0, |followed| followed.independent);
    let days = match finding.horizon_days {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    let seen = match (finding.fired, finding.last_sign) {
        (true, Some(date)) => {
            format!("The sign was last seen on {date}, within its horizon of {days}.")
        }
        (false, Some(date)) => format!("The sign was last seen on {date}, {days} ago or more."),
        (_, None) => "The sign has not been seen.".to_owned(),
    };
    let history = match (&finding.followed, finding.base_rate) {
        (Some(followed), Some(base)) => {
            let percent = |share: f64| number((share * 100.0).round());
            let cases = match independent == resolved {
                true => String::new(),
                false => format!(" for {independent} independent cases"),
            };
            let signs = if resolved == 1 {
                "sign".to_owned()
            } else {
                format!("{resolved} signs")
            };
            let of = if resolved == 1 { "the one" } else { "the" };
            format!(
                "Of {of} {signs} whose time is up, {} had the outcome within {days} ({}%, 95% interval {} to {}%{cases}); of all days, {}% had.",
                finding.hits,
                percent(followed.share),
                percent(followed.lower),
                percent(followed.upper),
                percent(base),
            )
        }
        _ => format!(
            "No sign with its {days} behind it is on record, so how sure it is cannot be told."
        ),
    };
    let strength = finding.strength.as_ref();
    match strength.map(|strength| &strength.text) {
        Some(strength) => format!("{seen} {history} {strength}"),
        None => format!("{seen} {history}"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_base_rate_counts_each_day_once() {
        let outcomes = BTreeSet::from([date(2024, 1, 6), date(2024, 1, 8)]);
        // Days 1 to 5 are followed within five days by the first, 3 to 7 by the
        // second.
        let rate = base_rate(date(2024, 1, 1), date(2024, 1, 10), &outcomes, 5);
        assert_eq!(rate, Some(0.7));
        assert_eq!(
            base_rate(date(2024, 1, 2), date(2024, 1, 1), &outcomes, 5),
            None
        );
    }

    #[test]
    fn a_brute_count_agrees() {
        let outcomes: BTreeSet<Date> = [3, 4, 11, 26, 27].map(|day| date(2024, 3, day)).into();
        for horizon in [1, 4, 9, 30] {
            let (from, to) = (date(2024, 2, 20), date(2024, 3, 29));
            let days: Vec<Date> = from
                .series(jiff::Span::new().days(1))
                .take_while(|d| *d <= to)
                .collect();
            let followed = days.iter().filter(|d| {
                outcomes
                    .iter()
                    .any(|o| (1..=i32::from(horizon)).contains(&days_between(**d, *o)))
            });
            let share = followed.count() as f64 / days.len() as f64;
            assert_eq!(base_rate(from, to, &outcomes, horizon), Some(share));
        }
    }
}
