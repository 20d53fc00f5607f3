//! Which kinds of event set each other off: the daily counts of the kinds that
//! the watch names, and what a point process makes of them.

use std::collections::BTreeMap;

use foreshock_event::DatePrecision;
use foreshock_hawkes::{
    DailyCounts, Error,
    daily::{self, Answers, Finding, Settings, Verdict},
    posterior::Interval,
};
use foreshock_watch::Watch;
use jiff::civil::Date;

use crate::{
    assessment::{
        BranchingAt, Dynamics, DynamicsKind, Estimate, ExcitationVerdict, FitTest, PairEstimate,
    },
    calendar::{days_after, days_between},
    coverage::Covered,
    indicator::Examined,
    words::{number, significant},
};

/// Past years at whose ends the branching ratio is looked at as well.
const YEARS_BACK: usize = 10;
/// Days in which a present rate is expressed.
const RATE_DAYS: f64 = 30.0;
/// Pairs that are named in the text; the matrix has them all.
const NAMED_PAIRS: usize = 3;

/// How many times as large as its lower end the upper end of an interval may be
/// for a ratio to be worth a sentence.
const VAGUE: f64 = 10.0;

/// What the kinds of `[dynamics]` do to each other; nothing where the watch
/// does not ask.
pub(crate) fn finding(watch: &Watch, indicators: &[Examined<'_>]) -> Option<Dynamics> {
    let asked = watch.dynamics.as_ref()?;
    let kinds: Vec<&Examined<'_>> = asked
        .indicators
        .iter()
        .filter_map(|&index| indicators.get(index))
        .collect();
    let notes: Vec<String> = asked
        .note
        .iter()
        .cloned()
        .chain(in_two_kinds(&kinds))
        .collect();
    let Some(span) = span(&kinds, asked.from) else {
        return Some(Dynamics {
            text: "The kinds are never covered at the same time.".to_owned(),
            ..untold(&kinds, notes)
        });
    };
    Some(within(&kinds, span, watch.seed, notes))
}

fn within(
    kinds: &[&Examined<'_>],
    span: (Date, Date),
    seed: u64,
    mut notes: Vec<String>,
) -> Dynamics {
    let (record, coarse) = counts(kinds, span);
    if coarse > 0 {
        notes.push(format!(
            "Left out: {coarse} {} whose day is not known",
            if coarse == 1 { "event" } else { "events" }
        ));
    }
    let days = usize::try_from(days_between(span.0, span.1) + 1).unwrap_or(0);
    let settings = Settings::yearly(seed, days, YEARS_BACK);
    match record.and_then(|record| daily::dynamics(&record, &settings)) {
        Ok(found) => told(kinds, span, &found, notes),
        Err(error) => Dynamics {
            span: Some(span),
            text: format!("The model could not be fitted: {error}."),
            ..untold(kinds, notes)
        },
    }
}

/// The newest span in which every kind is covered and complete.
pub(crate) fn span(kinds: &[&Examined<'_>], from: Option<Date>) -> Option<(Date, Date)> {
    let covered = kinds
        .iter()
        .map(|kind| kind.covered.clone())
        .reduce(Covered::both)?;
    let complete_to = kinds.iter().map(|kind| kind.complete_to).min()?;
    let (first, last) = covered.newest()?;
    let first = from.map_or(first, |from| from.max(first));
    let last = last.min(complete_to);
    (first <= last).then_some((first, last))
}

/// How many events of each kind began on each day, and how many are left out
/// since their day is not known.
pub(crate) fn counts(
    kinds: &[&Examined<'_>],
    (from, to): (Date, Date),
) -> (Result<DailyCounts, Error>, usize) {
    let days = usize::try_from(days_between(from, to) + 1).unwrap_or(0);
    let mut counts = vec![0u32; days * kinds.len()];
    let mut coarse = 0;
    for (kind, examined) in kinds.iter().enumerate() {
        let within = examined
            .occurrences
            .iter()
            .filter(|occurrence| (from..=to).contains(&occurrence.date()));
        for occurrence in within {
            if occurrence.record.date_precision != DatePrecision::Day {
                coarse += 1;
                continue;
            }
            let day = usize::try_from(days_between(from, occurrence.date())).unwrap_or(0);
            counts[kind * days + day] += 1;
        }
    }
    (DailyCounts::new(counts, kinds.len(), days), coarse)
}

/// Says so where an event is counted in several kinds, which would show as
/// kinds that set each other off.
fn in_two_kinds(kinds: &[&Examined<'_>]) -> Option<String> {
    let mut times: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for occurrence in kinds.iter().flat_map(|kind| &kind.occurrences) {
        let record = occurrence.record;
        *times.entry((&record.feed, &record.event_id)).or_default() += 1;
    }
    let shared = times.values().filter(|times| **times > 1).count();
    (shared > 0).then(|| {
        format!(
            "{shared} {} counted in several kinds, so that the kinds hang together by themselves",
            if shared == 1 {
                "event is"
            } else {
                "events are"
            }
        )
    })
}

/// The kinds with nothing said of them.
fn untold(kinds: &[&Examined<'_>], notes: Vec<String>) -> Dynamics {
    Dynamics {
        kinds: kinds.iter().map(|kind| blank(kind)).collect(),
        span: None,
        verdict: ExcitationVerdict::CannotTell,
        text: String::new(),
        model: None,
        excitation: Vec::new(),
        branching_ratio: None,
        half_life_days: None,
        history: Vec::new(),
        tests: Vec::new(),
        notes,
    }
}

fn blank(kind: &Examined<'_>) -> DynamicsKind {
    DynamicsKind {
        indicator: kind.finding.id.clone(),
        title: kind.finding.title.clone(),
        events: 0,
        triggered: None,
        rate_now: None,
        background: None,
    }
}

fn told(
    kinds: &[&Examined<'_>],
    span: (Date, Date),
    found: &daily::Dynamics,
    mut notes: Vec<String>,
) -> Dynamics {
    let answers = found.answers.as_ref();
    notes.extend(remarks(kinds, found));
    let kind = |(index, kind): (usize, &&Examined<'_>)| {
        let now = answers.and_then(|answers| answers.now.get(index));
        DynamicsKind {
            events: found.events.get(index).copied().unwrap_or(0),
            triggered: answers
                .and_then(|answers| *answers.triggered.get(index)?)
                .map(|share| estimate(&share, 1.0)),
            rate_now: now.map(|now| estimate(&now.intensity, RATE_DAYS)),
            background: now.map(|now| estimate(&now.background, RATE_DAYS)),
            ..blank(kind)
        }
    };
    Dynamics {
        kinds: kinds.iter().enumerate().map(kind).collect(),
        span: Some(span),
        verdict: match found.verdict {
            Verdict::SelfExciting => ExcitationVerdict::Supported,
            Verdict::Independent => ExcitationVerdict::NotSupported,
            Verdict::CannotTell => ExcitationVerdict::CannotTell,
        },
        text: text(kinds, found),
        model: Some(model(found)),
        excitation: answers.map(matrix).unwrap_or_default(),
        branching_ratio: answers.map(|answers| estimate(&answers.branching_ratio, 1.0)),
        half_life_days: answers.and_then(half_life),
        history: history(span, found),
        tests: tests(found),
        notes,
    }
}

fn estimate(interval: &Interval, factor: f64) -> Estimate {
    Estimate {
        median: significant(interval.median * factor),
        lower: significant(interval.low * factor),
        upper: significant(interval.high * factor),
    }
}

fn matrix(answers: &Answers) -> Vec<Vec<PairEstimate>> {
    let pair = |(children, probability): (&Interval, &f64)| PairEstimate {
        median: significant(children.median),
        lower: significant(children.low),
        upper: significant(children.high),
        supported: *probability >= daily::SUPPORTED,
    };
    let rows = answers.excitation.iter().zip(&answers.supported);
    rows.map(|(children, supported)| children.iter().zip(supported).map(pair).collect())
        .collect()
}

/// The half-life, which the model has one of for all pairs.
fn half_life(answers: &Answers) -> Option<Estimate> {
    let first = answers.half_lives.as_ref()?.first()?.first()?;
    Some(estimate(first, 1.0))
}

/// The branching ratio at past days and at the last.
fn history((from, to): (Date, Date), found: &daily::Dynamics) -> Vec<BranchingAt> {
    let days = usize::try_from(days_between(from, to) + 1).unwrap_or(0);
    let at = |days: usize, interval: &Interval| BranchingAt {
        date: days_after(
            from,
            u16::try_from(days.saturating_sub(1)).unwrap_or(u16::MAX),
        ),
        branching_ratio: estimate(interval, 1.0),
    };
    let past = found
        .past
        .iter()
        .filter_map(|past| Some(at(past.days, past.branching_ratio.as_ref()?)));
    let last = found
        .answers
        .as_ref()
        .map(|answers| at(days, &answers.branching_ratio));
    past.chain(last).collect()
}

fn tests(found: &daily::Dynamics) -> Vec<FitTest> {
    let of_all = |name: &str, p_value: f64| FitTest {
        name: name.to_owned(),
        indicator: None,
        p_value: significant(p_value),
    };
    let fit = found.fit_test.iter().flat_map(|test| {
        [
            of_all(
                "Fit: Kolmogorov-Smirnov of the rescaled waiting times",
                test.kolmogorov_smirnov_p,
            ),
            of_all(
                "Fit: Anderson-Darling of the rescaled waiting times",
                test.anderson_darling_p,
            ),
        ]
    });
    let against = found
        .against_independence
        .iter()
        .map(|ratio| of_all("Likelihood ratio against independent counts", ratio.p_value));
    against.chain(fit).collect()
}

fn model(found: &daily::Dynamics) -> String {
    let background = match found.knots_every {
        None => "a constant background".to_owned(),
        Some(days) => format!("a background that may drift from one {days} days to the next"),
    };
    format!(
        "Daily counts, negative binomial, with {background}. Each event raises what is expected \
         of the days after it by an amount for each pair of kinds that fades with one half-life; \
         weak priors, posterior draws, 90% intervals. What events of one day do to each other \
         cannot be seen and counts as background or as clustering."
    )
}

fn title<'a>(kinds: &[&'a Examined<'_>], kind: usize) -> &'a str {
    kinds.get(kind).map_or("", |kind| &kind.finding.title)
}

fn ninety(interval: &Interval) -> String {
    format!(
        "{} (90%: {} to {})",
        number(significant(interval.median)),
        number(significant(interval.low)),
        number(significant(interval.high))
    )
}

/// What was found, in two or three sentences.
fn text(kinds: &[&Examined<'_>], found: &daily::Dynamics) -> String {
    let Some(answers) = &found.answers else {
        return "None of the kinds has happened in this span, so nothing can be told.".to_owned();
    };
    let mut sentences = vec![match found.verdict {
        Verdict::SelfExciting => format!(
            "The branching ratio is {}.",
            ninety(&answers.branching_ratio)
        ),
        Verdict::Independent => format!(
            "Counts that take no notice of each other account for the record as well; the \
             branching ratio would be {}.",
            ninety(&answers.branching_ratio)
        ),
        Verdict::CannotTell => format!(
            "{} events on {} days fit counts that take no notice of each other, and do not rule \
             out the opposite: the branching ratio may be {}.",
            found.events.iter().sum::<u64>(),
            found.covered_days,
            ninety(&answers.branching_ratio)
        ),
    }];
    let mut pairs = 0;
    for one in &found.findings {
        match one {
            Finding::Excites {
                exciting,
                excited,
                children,
                ..
            } if pairs < NAMED_PAIRS => {
                pairs += 1;
                sentences.push(format!(
                    "One event of \u{201c}{}\u{201d} sets off {} of {}.",
                    title(kinds, *exciting),
                    ninety(children),
                    match exciting == excited {
                        true => "its own kind".to_owned(),
                        false => format!("\u{201c}{}\u{201d}", title(kinds, *excited)),
                    }
                ));
            }
            Finding::NearCritical { explosive, .. } => sentences.push(format!(
                "That it feeds itself without end has a probability of {}%.",
                number(significant(explosive * 100.0))
            )),
            Finding::Elevated { kind, ratio } if ratio.high < ratio.low * VAGUE => {
                sentences.push(format!(
                    "\u{201c}{}\u{201d} is now expected at {} times its background.",
                    title(kinds, *kind),
                    ninety(ratio)
                ))
            }
            _ => {}
        }
    }
    sentences.join(" ")
}

/// What limits it.
fn remarks(kinds: &[&Examined<'_>], found: &daily::Dynamics) -> Vec<String> {
    let remark = |one: &Finding| match one {
        Finding::PoorFit { p_value } => Some(format!(
            "The model does not describe the record well (p = {}): take its figures with care",
            number(significant(*p_value))
        )),
        Finding::NotConverged => {
            Some("The posterior draws have not settled: the figures are provisional".to_owned())
        }
        Finding::NeverSeen { kind } => Some(format!(
            "\u{201c}{}\u{201d} never happened in this span, so its row and column say only what \
             was assumed beforehand",
            title(kinds, *kind)
        )),
        _ => None,
    };
    found.findings.iter().filter_map(remark).collect()
}
