//! What followed interventions: days and counts out of the indicators, studied,
//! and put into words.

mod words;

use foreshock_effects::{self as effects, Record, Settings, Study};
use foreshock_event::{DatePrecision, Known};
use foreshock_watch::{Doing, Expects, Intervention, Marks, Watch};
use jiff::civil::Date;
use rayon::prelude::*;

use crate::{
    assessment::{
        Agreement, Comparison, DetectableEffect, EffectRatio, EffectVerdict, Effects,
        ExcitationEffect, Expected, InterventionFinding, LevelEffect, OutcomeEffect, PlaceboDates,
        WayOfDoing,
    },
    calendar::{days_before, days_between},
    coverage::Covered,
    indicator::{Examined, waiting_days},
    occurrences::occurrences,
    words::significant,
};

const CONFIDENCE: f64 = 0.95;
/// Placebo draws of a record of [`FULL_DAYS`]; longer ones have fewer, so that
/// the work is bounded.
const DRAWS: usize = 99;
const FEWEST_DRAWS: usize = 39;
const FULL_DAYS: usize = 2000;
/// The newest days that are looked at.
const MOST_DAYS: usize = 9000;

/// How much is worked out of what followed interventions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Everything that is shown.
    Full,
    /// What the verdicts on claims rest on.
    Verdicts,
}

/// What followed the interventions of the watch; nothing where it names none.
pub(crate) fn finding(
    watch: &Watch,
    known: &Known,
    indicators: &[Examined<'_>],
    depth: Depth,
) -> Option<Effects> {
    if watch.interventions.is_empty() {
        return None;
    }
    let today = known.as_of().last_whole_day();
    let done: Vec<Done<'_>> = watch
        .interventions
        .iter()
        .map(|intervention| Done::new(watch, intervention, known, indicators, today))
        .collect();
    let pairs: Vec<(usize, usize)> = watch
        .interventions
        .iter()
        .enumerate()
        .flat_map(|(which, one)| one.indicators.iter().map(move |&index| (which, index)))
        .collect();
    let outcomes: Vec<OutcomeEffect> = pairs
        .par_iter()
        .enumerate()
        .map(|(stream, &(which, index))| {
            let seed = watch
                .seed
                .wrapping_add((stream as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            done[which].outcome(&indicators[index], seed, depth)
        })
        .collect();
    let mut of_pairs = pairs.iter().zip(outcomes).peekable();
    let mut interventions = Vec::with_capacity(done.len());
    for (which, done) in done.iter().enumerate() {
        let mut found = Vec::new();
        while let Some((_, outcome)) = of_pairs.next_if(|((of, _), _)| *of == which) {
            found.push(outcome);
        }
        interventions.push(done.finding(watch, found));
    }
    Some(Effects {
        comparisons: pairs.len(),
        text: words::summary(&interventions),
        method: words::METHOD.to_owned(),
        interventions,
    })
}

/// Whether a verdict on a claim rests on what followed an intervention.
fn is_judged(intervention: &Intervention) -> bool {
    intervention.claim.is_some() && intervention.expects.is_some()
}

/// An intervention with the days on which it was done, as far as known.
struct Done<'a> {
    intervention: &'a Intervention,
    way: WayOfDoing,
    spans: Vec<(Date, Option<Date>)>,
    /// Where its dates are known; absent where the watch itself names them.
    covered: Option<Covered>,
    /// The last day of which all that was done is known.
    complete_to: Date,
    notes: Vec<String>,
}

impl<'a> Done<'a> {
    fn new(
        watch: &'a Watch,
        intervention: &'a Intervention,
        known: &Known,
        indicators: &[Examined<'_>],
        today: Date,
    ) -> Self {
        let mut notes: Vec<String> = intervention.note.iter().cloned().collect();
        // Up to when what was done is known in full: of later days it cannot be told that
        // nothing was done.
        let mut complete_to = today;
        let mut dates = |marks: &Marks| -> (Vec<Date>, Covered) {
            let (mut dates, coarse, covered) = match marks {
                Marks::Indicator(index) => {
                    let examined = &indicators[*index];
                    let (dates, coarse) = days(&examined.occurrences, today);
                    complete_to = complete_to.min(examined.complete_to);
                    (dates, coarse, examined.covered.clone())
                }
                Marks::Own(indicator) => {
                    let (dates, coarse) = days(&occurrences(watch, indicator, known), today);
                    let waiting = waiting_days(watch, indicator, None);
                    complete_to = complete_to.min(days_before(today, waiting));
                    (dates, coarse, Covered::of(watch, indicator, known))
                }
            };
            if coarse > 0 {
                notes.push(format!("Left out: {coarse} without a known day."));
            }
            dates.sort_unstable();
            dates.dedup();
            (dates, covered)
        };
        let (way, spans, covered) = match &intervention.when {
            Doing::Dates(marks) => {
                let (dates, covered) = dates(marks);
                let single = dates.into_iter().map(|date| (date, Some(date))).collect();
                (WayOfDoing::Dates, single, Some(covered))
            }
            Doing::OnOff { on, off } => {
                let ((on, covered), (off, off_covered)) = (dates(on), dates(off));
                let spans = spans(&on, &off);
                (WayOfDoing::Spans, spans, Some(covered.both(off_covered)))
            }
            Doing::Spans(spans) => {
                let begun = spans.iter().filter(|span| span.from <= today);
                let cut = begun
                    .map(|span| (span.from, span.to.filter(|to| *to <= today)))
                    .collect();
                (WayOfDoing::Spans, cut, None)
            }
        };
        Self {
            intervention,
            way,
            spans,
            covered,
            complete_to,
            notes,
        }
    }

    fn window(&self) -> Option<u16> {
        match self.way {
            WayOfDoing::Dates => Some(
                self.intervention
                    .window_days
                    .unwrap_or(Intervention::USUAL_WINDOW_DAYS),
            ),
            WayOfDoing::Spans => self.intervention.window_days,
        }
    }

    fn finding(&self, watch: &Watch, outcomes: Vec<OutcomeEffect>) -> InterventionFinding {
        let claim = self
            .intervention
            .claim
            .and_then(|index| watch.claims.get(index));
        InterventionFinding {
            id: self.intervention.id.clone(),
            title: self.intervention.title.clone(),
            claim: claim.map(|claim| claim.id.clone()),
            way: self.way,
            window_days: self.window().map(u32::from),
            expects: self.expects(),
            spans: self.spans.clone(),
            outcomes,
            notes: self.notes.clone(),
        }
    }

    fn expects(&self) -> Option<Expected> {
        self.intervention.expects.map(Expected::from)
    }

    /// The days that both the intervention and the indicator cover.
    fn span(&self, outcome: &Examined<'_>) -> Option<(Date, Date)> {
        let both = match &self.covered {
            Some(covered) => outcome.covered.clone().both(covered.clone()),
            None => outcome.covered.clone(),
        };
        let (from, to) = both.newest()?;
        let to = to.min(outcome.complete_to).min(self.complete_to);
        let earliest = days_before(to, MOST_DAYS as u16 - 1);
        let from = from.max(earliest);
        (from <= to).then_some((from, to))
    }

    fn outcome(&self, outcome: &Examined<'_>, seed: u64, depth: Depth) -> OutcomeEffect {
        let mut finding = OutcomeEffect {
            indicator: outcome.finding.id.clone(),
            title: outcome.finding.title.clone(),
            span: self.span(outcome),
            onsets: 0,
            verdict: EffectVerdict::TooFew,
            agreement: Agreement::Untold,
            comparison: match self.intervention.expects {
                Some(_) => Comparison::Untold,
                None => Comparison::NothingClaimed,
            },
            level: None,
            excitation: None,
            placebo: None,
            before: None,
            text: String::new(),
        };
        if depth == Depth::Verdicts && !is_judged(self.intervention) {
            return finding;
        }
        let Some(span) = finding.span else {
            finding.text = words::NEVER_COVERED.to_owned();
            return finding;
        };
        let length = usize::try_from(days_between(span.0, span.1) + 1).unwrap_or(0);
        let record = Record::new(counts(outcome, span, length));
        let settings = Settings {
            confidence: CONFIDENCE,
            window: u32::from(
                self.window()
                    .unwrap_or(Intervention::USUAL_WINDOW_DAYS)
                    .min(Intervention::USUAL_WINDOW_DAYS),
            ),
            draws: (DRAWS * FULL_DAYS / length.max(FULL_DAYS)).max(FEWEST_DRAWS),
            seed,
        };
        if depth == Depth::Verdicts {
            if let Ok(found) = effects::verdict(&record, &self.days_of(span), &settings) {
                self.judge(&mut finding, found);
            }
            return finding;
        }
        match effects::study(&record, &self.days_of(span), &settings) {
            Ok(study) => {
                self.fill(&mut finding, &study);
                finding.text = words::outcome(self.way, self.window(), &finding, &study, outcome);
            }
            Err(error) => finding.text = format!("It could not be studied: {error}."),
        }
        finding
    }

    /// The intervention in days of a record that begins with `span`.
    fn days_of(&self, span: (Date, Date)) -> effects::Intervention {
        let day = |date: Date| i64::from(days_between(span.0, date));
        match self.way {
            WayOfDoing::Dates => effects::Intervention::Dates {
                days: self.spans.iter().map(|(from, _)| day(*from)).collect(),
                window: u32::from(self.window().unwrap_or(Intervention::USUAL_WINDOW_DAYS)),
            },
            WayOfDoing::Spans => effects::Intervention::Spans {
                spans: self
                    .spans
                    .iter()
                    .map(|(from, to)| (day(*from), day(to.unwrap_or(span.1.max(*from)))))
                    .collect(),
                longest: self.window().map(u32::from),
            },
        }
    }

    /// The verdict, and how it compares with what is said to follow.
    fn judge(&self, finding: &mut OutcomeEffect, found: effects::Verdict) {
        finding.verdict = verdict(found);
        if let (Some(expects), effects::Verdict::Differs(direction)) =
            (self.intervention.expects, found)
        {
            let more = direction == effects::Direction::More;
            finding.comparison = match (expects == Expects::Up) == more {
                true => Comparison::AsClaimed,
                false => Comparison::Otherwise,
            };
        }
    }

    fn fill(&self, finding: &mut OutcomeEffect, study: &Study) {
        finding.onsets = study.onsets;
        self.judge(finding, study.verdict);
        finding.agreement = match study.agreement {
            effects::Agreement::BothMore => Agreement::BothMore,
            effects::Agreement::NeitherMore => Agreement::NeitherMore,
            effects::Agreement::FewerByOne => Agreement::FewerByOne,
            effects::Agreement::RegressionAlone => Agreement::RegressionAlone,
            effects::Agreement::ProcessAlone => Agreement::ProcessAlone,
            effects::Agreement::Untold => Agreement::Untold,
        };
        finding.level = study.effect.as_ref().map(level);
        finding.before = study.before.map(|before| ratio(&before));
        finding.placebo = study.placebo.as_ref().map(|placebo| PlaceboDates {
            lower: significant(placebo.band[0]),
            median: significant(placebo.band[1]),
            upper: significant(placebo.band[2]),
            p_value: significant(placebo.p_value),
            draws: placebo.draws,
        });
        finding.excitation = study.excitation.map(|found| {
            let as_ratio = |additional: f64| {
                significant(1.0 + additional * found.reached / found.without_effect.max(1e-9))
            };
            ExcitationEffect {
                additional: significant(found.additional),
                lower: significant(found.lower),
                upper: found.upper.map(significant),
                own: significant(found.own),
                without_effect: significant(found.without_effect),
                ratio: as_ratio(found.additional),
                ratio_lower: as_ratio(found.lower),
                ratio_upper: found.upper.map(as_ratio),
            }
        });
    }
}

fn verdict(verdict: effects::Verdict) -> EffectVerdict {
    use effects::{Direction::More, Verdict};
    match verdict {
        Verdict::TooFew => EffectVerdict::TooFew,
        Verdict::NoDifference => EffectVerdict::NoDifference,
        Verdict::AlreadyBefore(More) => EffectVerdict::MoreAlreadyBefore,
        Verdict::AlreadyBefore(_) => EffectVerdict::FewerAlreadyBefore,
        Verdict::AsAtPlaceboDates(More) => EffectVerdict::MoreAsAtPlaceboDates,
        Verdict::AsAtPlaceboDates(_) => EffectVerdict::FewerAsAtPlaceboDates,
        Verdict::Differs(More) => EffectVerdict::More,
        Verdict::Differs(_) => EffectVerdict::Fewer,
    }
}

fn ratio(found: &effects::Ratio) -> EffectRatio {
    EffectRatio {
        ratio: significant(found.ratio),
        lower: significant(found.lower),
        upper: found.upper.map(significant),
        p_value: significant(found.p_value),
    }
}

fn level(found: &effects::Effect) -> LevelEffect {
    LevelEffect {
        level: ratio(&found.level),
        slope: found.slope.as_ref().map(ratio),
        days: found.days,
        events: found.events,
        expected: significant(found.expected),
        other_days: found.other_days,
        other_events: found.other_events,
        dispersion: significant(found.dispersion),
        trend: found.terms.trend,
        season: found.terms.season,
        detectable: DetectableEffect {
            increase: found.detectable.increase.map(significant),
            decrease: found.detectable.decrease.map(significant),
        },
    }
}

/// The days of events up to `today`, and how many have no known day.
fn days(occurrences: &[crate::Occurrence<'_>], today: Date) -> (Vec<Date>, usize) {
    let known = occurrences.iter().filter(|one| one.date() <= today);
    let (fine, coarse): (Vec<_>, Vec<_>) =
        known.partition(|one| one.record.date_precision == DatePrecision::Day);
    (fine.iter().map(|one| one.date()).collect(), coarse.len())
}

/// From each day of switching on, unless it is on already, to the next day of
/// switching off. What is switched off on the day that it is switched on has no
/// day of its own.
fn spans(on: &[Date], off: &[Date]) -> Vec<(Date, Option<Date>)> {
    let mut spans: Vec<(Date, Option<Date>)> = Vec::new();
    for &from in on {
        let is_on = spans
            .last()
            .is_some_and(|last| last.1.is_none_or(|to| from < to));
        if !is_on {
            let next = off.iter().find(|to| **to >= from);
            spans.push((from, next.copied()));
        }
    }
    spans
}

/// Events of known day by day of `span`.
fn counts(outcome: &Examined<'_>, (from, to): (Date, Date), length: usize) -> Vec<u32> {
    let mut counts = vec![0u32; length];
    for occurrence in &outcome.occurrences {
        let date = occurrence.date();
        if (from..=to).contains(&date) && occurrence.record.date_precision == DatePrecision::Day {
            let day = usize::try_from(days_between(from, date)).unwrap_or(0);
            counts[day] = counts[day].saturating_add(1);
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_is_on_is_not_switched_on_again() {
        let on = [
            date(2024, 1, 1),
            date(2024, 1, 5),
            date(2024, 3, 1),
            date(2024, 5, 1),
        ];
        let off = [date(2023, 12, 1), date(2024, 2, 1), date(2024, 3, 1)];
        let expected = [
            (date(2024, 1, 1), Some(date(2024, 2, 1))),
            (date(2024, 3, 1), Some(date(2024, 3, 1))),
            (date(2024, 5, 1), None),
        ];
        assert_eq!(spans(&on, &off), expected);
    }
}
