//! Signs against their outcomes, each from the day on which it was known.

use std::collections::{BTreeSet, HashMap};

use foreshock_event::{Known, Record};
use foreshock_watch::{Tripwire, Watch};
use jiff::civil::Date;

use super::{TripwireBacktest, alarms::share, median, words, years};
use crate::{
    calendar::{days_after, days_before, days_between},
    coverage::Covered,
    occurrences::occurrences,
    tripwires::base_rate,
    words::significant,
};

pub(super) fn of_watch(watch: &Watch, known: &Known, span: (Date, Date)) -> Vec<TripwireBacktest> {
    let known_on: HashMap<(&str, &str), Date> = known
        .records()
        .zip(known.known_from())
        .map(|(record, (instant, _))| {
            let day = instant.to_zoned_datetime(watch.timezone.clone()).date();
            ((&*record.feed, &*record.event_id), day)
        })
        .collect();
    watch
        .tripwires
        .iter()
        .map(|tripwire| of_tripwire(watch, tripwire, known, span, &known_on))
        .collect()
}

fn of_tripwire(
    watch: &Watch,
    tripwire: &Tripwire,
    known: &Known,
    (from, to): (Date, Date),
    known_on: &HashMap<(&str, &str), Date>,
) -> TripwireBacktest {
    let horizon = tripwire.horizon_days;
    let became_known = |record: &Record| known_on.get(&(&*record.feed, &*record.event_id)).copied();
    let sign = &watch.indicators[tripwire.sign];
    let outcome = &watch.indicators[tripwire.outcome];
    // The day of the event, and the day on which it was known.
    let signs: BTreeSet<(Date, Date)> = occurrences(watch, sign, known)
        .iter()
        .filter_map(|occurrence| Some((became_known(occurrence.record)?, occurrence.date())))
        .filter(|(seen, _)| (from..=to).contains(seen))
        .map(|(seen, on)| (on, seen))
        .collect();
    let outcomes: BTreeSet<Date> = occurrences(watch, outcome, known)
        .iter()
        .map(|occurrence| occurrence.date())
        .collect();
    let covered = Covered::of(watch, outcome, known);
    let end = covered
        .last()
        .map(|last| last.min(known.as_of().last_whole_day()));
    let resolved = |on: Date| end.is_some_and(|end| days_after(on, horizon) <= end);
    let first_after = |on: Date| {
        let next = on.tomorrow().ok()?;
        outcomes
            .range(next..=days_after(on, horizon))
            .next()
            .copied()
    };
    let mut finding = TripwireBacktest {
        id: tripwire.id.clone(),
        title: tripwire.title.clone(),
        horizon_days: horizon.into(),
        signs: 0,
        hits: 0,
        hit_rate: None,
        base_rate: None,
        false_alarms_per_year: None,
        lead_days: None,
        outcomes: 0,
        missed: 0,
        text: String::new(),
    };
    let mut leads = Vec::new();
    let mut days: BTreeSet<Date> = BTreeSet::new();
    for &(on, seen) in &signs {
        if !resolved(on) || !days.insert(on) {
            continue;
        }
        finding.signs += 1;
        if let Some(outcome) = first_after(on) {
            finding.hits += 1;
            leads.push(f64::from(days_between(seen, outcome)));
        }
    }
    let all_signs: BTreeSet<Date> = signs.iter().map(|(on, _)| *on).collect();
    let warned = |date: Date| {
        date.yesterday().is_ok_and(|before| {
            all_signs
                .range(days_before(date, horizon)..=before)
                .next()
                .is_some()
        })
    };
    let within: Vec<Date> = outcomes.range(from..=to).copied().collect();
    finding.outcomes = within.len() as u64;
    finding.missed = within.iter().filter(|date| !warned(**date)).count() as u64;
    finding.hit_rate = share(finding.hits, finding.signs);
    if let Some(end) = end {
        let last = to.min(days_before(end, horizon));
        finding.base_rate = base_rate(from, last, &outcomes, horizon).map(significant);
        finding.false_alarms_per_year = (from <= last)
            .then(|| significant((finding.signs - finding.hits) as f64 / years(from, last)));
    }
    finding.lead_days = median(leads);
    finding.text = words::tripwire(&finding);
    finding
}
