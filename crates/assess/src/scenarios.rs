//! What if: days to come with and without events that are set, through the daily
//! point process of the watch.

mod words;

use foreshock_event::Known;
use foreshock_hawkes::{
    daily::{
        self, Answer, Asked, Effort, Input, Posterior, Priors, Series, default_model, posterior,
        what_if,
    },
    posterior::Sampling,
};
use foreshock_watch::{Scenario, Set, Term, Watch};
use jiff::civil::Date;
use rayon::prelude::*;

use crate::{
    assessment::{ScenarioContrast, ScenarioFinding, ScenarioOutcome, ScenarioVerdict},
    calendar::days_between,
    dynamics,
    indicator::Examined,
    words::significant,
};

/// How long is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thoroughness {
    /// 150 draws of the parameters with 8 pairs of paths each, for an assessment
    /// that is made often.
    Quick,
    /// 500 draws with 40 pairs of paths each.
    Thorough,
}

impl Thoroughness {
    fn sampling(self, seed: u64) -> Sampling {
        let mut sampling = daily::sampling(seed);
        if self == Self::Quick {
            sampling.chains = 2;
            sampling.warmup = 60;
            sampling.draws = 75;
        }
        sampling
    }

    fn effort(self, seed: u64) -> Effort {
        let (draws, paths) = match self {
            Self::Quick => (150, 8),
            Self::Thorough => (500, 40),
        };
        Effort { draws, paths, seed }
    }
}

/// The findings on the scenarios that `wanted` lets through, in the order of the
/// watch.
pub(crate) fn findings(
    watch: &Watch,
    known: &Known,
    indicators: &[Examined<'_>],
    thoroughness: Thoroughness,
    wanted: impl Fn(&Scenario) -> bool + Sync,
) -> Vec<ScenarioFinding> {
    watch
        .scenarios
        .par_iter()
        .filter(|scenario| wanted(scenario))
        .map(|scenario| finding(watch, known, indicators, scenario, thoroughness))
        .collect()
}

/// A model of the kinds of a scenario, fitted to what was known.
struct Fitted {
    series: Series,
    draws: Posterior,
    span: (Date, Date),
    /// Days from the last of the record to the day of the view.
    gap: usize,
}

fn finding(
    watch: &Watch,
    known: &Known,
    indicators: &[Examined<'_>],
    scenario: &Scenario,
    thoroughness: Thoroughness,
) -> ScenarioFinding {
    let kinds: Vec<&Examined<'_>> = scenario
        .kinds()
        .into_iter()
        .filter_map(|index| indicators.get(index))
        .collect();
    let blank = ScenarioFinding {
        id: scenario.id.clone(),
        title: scenario.title.clone(),
        about: scenario.about.clone(),
        claim: scenario
            .claim
            .and_then(|claim| watch.claims.get(claim))
            .map(|claim| claim.id.clone()),
        inputs: words::inputs(watch, scenario),
        verdict: ScenarioVerdict::CannotBeAnswered,
        text: String::new(),
        outcomes: Vec::new(),
        assumptions: Vec::new(),
        span: None,
    };
    let unanswered = |text: String| ScenarioFinding {
        text,
        ..blank.clone()
    };
    if scenario.moves_a_level() {
        return unanswered(words::no_model_of_levels());
    }
    let fitted = match fit(watch, known, &kinds, thoroughness) {
        Ok(fitted) => fitted,
        Err(why) => return unanswered(format!("It cannot be answered: {why}.")),
    };
    let asked = asked(watch, scenario, &fitted);
    let questions: Vec<Asked> = asked.iter().map(|(asked, _)| *asked).collect();
    let inputs = inputs(scenario, fitted.gap);
    let seed = watch.seed ^ (3 << 32);
    let effort = thoroughness.effort(seed);
    let answers = match what_if(&fitted.draws, &fitted.series, &inputs, &questions, &effort) {
        Ok(answers) => answers,
        Err(error) => return unanswered(format!("It cannot be answered: {error}.")),
    };
    let set: Vec<usize> = inputs.iter().map(Input::kind).collect();
    let outcomes: Vec<ScenarioOutcome> = answers
        .iter()
        .zip(&asked)
        .map(|(answer, (_, question))| {
            let support = support(&fitted.draws, answer.asked.kind, &set);
            outcome(kinds[answer.asked.kind], answer, question, support)
        })
        .collect();
    let supported = |outcome: &ScenarioOutcome| outcome.support >= daily::SUPPORTED;
    let verdict = match outcomes.iter().any(supported) {
        true => ScenarioVerdict::Supported,
        false => ScenarioVerdict::NotSupported,
    };
    ScenarioFinding {
        verdict,
        text: words::text(verdict, &kinds, &set, &outcomes),
        outcomes,
        assumptions: words::assumptions(
            &kinds,
            &fitted.series,
            &fitted.draws,
            &set,
            fitted.span,
            &effort,
        ),
        span: Some(fitted.span),
        ..blank
    }
}

fn fit(
    watch: &Watch,
    known: &Known,
    kinds: &[&Examined<'_>],
    thoroughness: Thoroughness,
) -> Result<Fitted, String> {
    let from = watch.dynamics.as_ref().and_then(|dynamics| dynamics.from);
    let span = dynamics::span(kinds, from)
        .ok_or_else(|| "its kinds are never covered at the same time".to_owned())?;
    let today = known.as_of().last_whole_day();
    let gap = usize::try_from(days_between(span.1, today)).unwrap_or(0);
    let (counts, _) = dynamics::counts(kinds, span);
    let series = Series::new(&counts.map_err(|error| error.to_string())?);
    if series.totals().iter().all(|total| *total == 0) {
        return Err("none of its kinds has happened in the record".to_owned());
    }
    let draws = posterior(
        &default_model(series.days()),
        &series,
        &Priors::weak(&series),
        &thoroughness.sampling(watch.seed),
    )
    .map_err(|error| error.to_string())?;
    Ok(Fitted {
        series,
        draws,
        span,
        gap,
    })
}

/// What is asked: one event or more of each outcome within each horizon, and the
/// questions of the watch on the same indicators, which come with their ids.
fn asked(watch: &Watch, scenario: &Scenario, fitted: &Fitted) -> Vec<(Asked, Option<String>)> {
    let kinds = scenario.kinds();
    let first = fitted.gap;
    let mut all = Vec::new();
    for &index in &scenario.outcomes {
        let Some(kind) = kinds.iter().position(|kind| *kind == index) else {
            continue;
        };
        let Some(indicator) = watch.indicators.get(index) else {
            continue;
        };
        let of_questions = watch.questions.iter().filter_map(|question| {
            let same = question.indicator.as_ref() == Some(&indicator.id);
            match &question.term {
                Term::Horizons(days) if same && question.rule.sum.is_none() => {
                    Some((question.rule.at_least as u64, days, &question.id))
                }
                _ => None,
            }
        });
        let of_questions: Vec<(u64, &Vec<u16>, &String)> = of_questions.collect();
        for &horizon in &scenario.horizons {
            let mut thresholds = vec![1];
            thresholds.extend(
                of_questions
                    .iter()
                    .filter(|(_, days, _)| days.contains(&horizon))
                    .map(|(least, ..)| *least),
            );
            thresholds.sort_unstable();
            thresholds.dedup();
            for least in thresholds {
                let question = of_questions
                    .iter()
                    .find(|(of, days, _)| *of == least && days.contains(&horizon));
                let asked = Asked {
                    kind,
                    first,
                    days: usize::from(horizon),
                    least,
                };
                all.push((asked, question.map(|(.., id)| (*id).clone())));
            }
        }
    }
    all
}

/// What is set, in days from the last of the record.
fn inputs(scenario: &Scenario, gap: usize) -> Vec<Input> {
    let kinds = scenario.kinds();
    let place = |day: u16| gap + usize::from(day) - 1;
    scenario
        .inputs
        .iter()
        .filter_map(|input| {
            Some((
                kinds.iter().position(|kind| *kind == input.indicator)?,
                &input.set,
            ))
        })
        .flat_map(|(kind, set)| -> Vec<Input> {
            match set {
                Set::Happens { days, count } => days
                    .iter()
                    .map(|day| Input::Happens {
                        kind,
                        day: place(*day),
                        count: *count,
                    })
                    .collect(),
                Set::Absent { from, to } => vec![Input::Absent {
                    kind,
                    days: place(*from)..place(*to) + 1,
                }],
                Set::Level(_) => Vec::new(),
            }
        })
        .collect()
}

/// Probability that one event of a kind that is set brings about more than 0.05 of
/// `outcome`; of several, the largest.
fn support(draws: &Posterior, outcome: usize, set: &[usize]) -> f64 {
    let of = |by: usize| {
        let above = draws
            .draws
            .iter()
            .filter(|draw| draw.matrix()[outcome][by] > 0.05)
            .count();
        above as f64 / draws.draws.len().max(1) as f64
    };
    set.iter().map(|by| of(*by)).fold(0.0, f64::max)
}

fn outcome(
    kind: &Examined<'_>,
    answer: &Answer,
    question: &Option<String>,
    support: f64,
) -> ScenarioOutcome {
    let contrast = |of: &daily::Contrast| ScenarioContrast {
        without: significant(of.without),
        with: significant(of.with),
        difference: significant(of.difference),
        lower: significant(of.interval.low),
        upper: significant(of.interval.high),
        simulation_error: significant(of.simulation_error),
    };
    let mut outcome = ScenarioOutcome {
        indicator: kind.finding.id.clone(),
        question: question.clone(),
        title: kind.finding.title.clone(),
        horizon_days: u16::try_from(answer.asked.days).unwrap_or(u16::MAX),
        at_least: answer.asked.least,
        expected: contrast(&answer.expected),
        probability: contrast(&answer.probability),
        support: significant(support),
        text: String::new(),
    };
    outcome.text = words::outcome(kind, &outcome);
    outcome
}
