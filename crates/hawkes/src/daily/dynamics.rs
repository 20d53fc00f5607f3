//! Everything a reader needs of several daily series, in one call.

use rayon::prelude::*;
use serde::Serialize;

use super::{
    answers::Answers,
    fit::NotIdentified,
    model::{Background, Model},
    posterior::{Drawn, posterior},
    preference::{LikelihoodRatio, Verdict, likelihood_ratio},
    prior::Priors,
    residuals::{self, ResidualTest, Residuals},
    series::Series,
};
use crate::{
    DailyCounts, Error,
    posterior::{Interval, Sampling},
};

/// Days of record from which the background may drift.
const LONG: usize = 3 * 365;
/// Days between knots of a background that drifts, at least.
const KNOTS_EVERY: usize = 365;
/// Knots at most.
const MOST_KNOTS: usize = 10;
/// Draws by which each chain finds its step; the metric is known from the mode.
const WARM_UP: usize = 75;
/// Mean probability of acceptance aimed at. On records of this kind the draws are worth
/// more than with 0.8, and take fewer steps.
const ACCEPTANCE: f64 = 0.65;
/// Probability from which excitation of a pair counts as supported: that one event
/// brings about more than 0.05 others.
pub const SUPPORTED: f64 = 0.95;

/// How [`dynamics`] looks at series.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Where all random streams start.
    pub seed: u64,
    /// Numbers of days after which the branching ratio is also looked at, from
    /// what had been seen by then; in any order.
    pub past: Vec<usize>,
    /// Simulated records behind each p-value.
    pub replicates: usize,
}

impl Settings {
    /// Yearly looks at the last `years` years and 99 simulated records for each
    /// p-value.
    pub fn yearly(seed: u64, days: usize, years: usize) -> Self {
        let back = |year: usize| days.checked_sub((year as f64 * 365.25).round() as usize);
        Self {
            seed,
            past: (1..=years)
                .rev()
                .filter_map(back)
                .filter(|day| *day > 0)
                .collect(),
            replicates: 99,
        }
    }
}

/// How several series excite each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Dynamics {
    /// Events of each kind on covered days.
    pub events: Vec<u64>,
    /// Covered days.
    pub covered_days: usize,
    /// Days between the knots of the background, where the record is long enough
    /// for one that drifts.
    pub knots_every: Option<usize>,
    /// The answers; none where nothing happened.
    pub answers: Option<Answers>,
    /// The branching ratio after earlier days, from what had been seen by then;
    /// in the order of days.
    pub past: Vec<Past>,
    /// The comparison with independent counts; none where nothing happened or a
    /// fit failed.
    pub against_independence: Option<LikelihoodRatio>,
    /// What is preferred.
    pub verdict: Verdict,
    /// The test of fit; none as above.
    pub fit_test: Option<ResidualTest>,
    /// What the data do not tell.
    pub not_identified: Vec<NotIdentified>,
    /// How the posterior was drawn; none where nothing happened.
    pub drawn: Option<Drawn>,
    /// What stands out, in the order of weight.
    pub findings: Vec<Finding>,
}

/// The branching ratio as it looked earlier.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Past {
    /// Number of days that had been seen.
    pub days: usize,
    /// Number of events that had been seen.
    pub events: u64,
    /// The branching ratio; none where nothing had happened.
    pub branching_ratio: Option<Interval>,
}

/// Something worth a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "finding", rename_all = "kebab-case")]
pub enum Finding {
    /// Events of one kind bring about events of another or the same.
    Excites {
        /// The exciting kind.
        exciting: usize,
        /// The excited kind.
        excited: usize,
        /// Events brought about by one.
        children: Interval,
        /// Days until half of them have come; none for other kernels.
        half_life: Option<Interval>,
    },
    /// Activity may feed itself.
    NearCritical {
        /// The branching ratio.
        branching_ratio: Interval,
        /// Probability that it is 1 or more.
        explosive: f64,
    },
    /// A kind is expected at well above its background.
    Elevated {
        /// The kind.
        kind: usize,
        /// Intensity over background.
        ratio: Interval,
    },
    /// Independent counts are enough.
    Independent,
    /// Neither excitation nor its absence is supported.
    CannotTell {
        /// What the branching ratio may be.
        branching_ratio: Interval,
    },
    /// The model does not describe the record well; figures are to be taken with
    /// care.
    PoorFit {
        /// The smaller p-value of the two tests of fit.
        p_value: f64,
    },
    /// The draws have not converged; figures are provisional.
    NotConverged,
    /// A kind never occurred.
    NeverSeen {
        /// The kind.
        kind: usize,
    },
}

/// Looks at how several daily series excite each other, as of the day after
/// their last.
///
/// The background is constant for records below three years, else its log-rate is
/// linear between knots that lie at least a year apart, at most ten of them: a
/// slow change of the rate would otherwise pass for excitation that lasts for
/// months. The rest is the default [`Model`] with the weak [`Priors`]. The result
/// depends on the arguments only, not on the number of threads.
///
/// # Errors
///
/// Where no day is covered or fewer than 19 replicates are asked for. Series
/// without events, or with a kind that never occurred, are no error.
pub fn dynamics(counts: &DailyCounts, settings: &Settings) -> Result<Dynamics, Error> {
    let series = Series::new(counts);
    let model = default_model(series.days);
    let sampling = sampling(settings.seed);
    let draws = posterior(&model, &series, &Priors::weak(&series), &sampling)?;
    if settings.replicates < 19 {
        return Err(Error::OutOfRange {
            argument: "replicates",
            range: "19 or more",
            value: settings.replicates as f64,
        });
    }
    let events: u64 = series.totals.iter().sum();
    let answers = Answers::of(&draws, &series).filter(|_| events > 0);
    let seed = |purpose: u64| settings.seed ^ (purpose << 32);
    let against = likelihood_ratio(&model, &series, settings.replicates, seed(1)).ok();
    let which = Residuals::Waiting;
    let fit_test = residuals::test(&model, &series, which, settings.replicates, seed(2)).ok();
    let verdict = match (&against, &answers) {
        (Some(ratio), Some(answers)) => Verdict::of(ratio, &answers.branching_ratio),
        _ => Verdict::CannotTell,
    };
    let mut dynamics = Dynamics {
        events: series.totals.clone(),
        covered_days: series.covered_days,
        knots_every: model.background.knots_every,
        answers,
        past: past(&series, settings)?,
        against_independence: against,
        verdict,
        fit_test,
        not_identified: draws.not_identified,
        drawn: (events > 0).then_some(draws.drawn),
        findings: Vec::new(),
    };
    dynamics.findings = findings(&dynamics);
    Ok(dynamics)
}

/// How [`dynamics`] draws from its posterior.
pub fn sampling(seed: u64) -> Sampling {
    let mut sampling = Sampling::seeded(seed);
    sampling.warmup = WARM_UP;
    sampling.target_acceptance = ACCEPTANCE;
    sampling
}

/// The model for a record of so many days.
pub fn default_model(days: usize) -> Model {
    let knots_every = (days >= LONG).then(|| KNOTS_EVERY.max(days.div_ceil(MOST_KNOTS)));
    Model {
        background: Background {
            knots_every,
            ..Background::default()
        },
        ..Model::default()
    }
}

fn past(series: &Series, settings: &Settings) -> Result<Vec<Past>, Error> {
    let mut days: Vec<usize> = settings
        .past
        .iter()
        .map(|day| (*day).min(series.days))
        .collect();
    days.sort_unstable();
    days.dedup();
    days.into_par_iter()
        .map(|days| {
            let seen = series.between(0..days);
            let events: u64 = seen.totals.iter().sum();
            let branching_ratio = if events == 0 {
                None
            } else {
                let mut sampling = sampling(settings.seed);
                sampling.chains = 2;
                sampling.draws = 125;
                let model = default_model(days);
                let draws = posterior(&model, &seen, &Priors::weak(&seen), &sampling)?;
                Interval::of(draws.draws.iter().map(|draw| draw.branching_ratio()))
            };
            Ok(Past {
                days,
                events,
                branching_ratio,
            })
        })
        .collect()
}

fn findings(dynamics: &Dynamics) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(answers) = &dynamics.answers else {
        return never_seen(dynamics);
    };
    match dynamics.verdict {
        Verdict::SelfExciting => findings.extend(excited(answers)),
        Verdict::Independent => findings.push(Finding::Independent),
        Verdict::CannotTell => findings.push(Finding::CannotTell {
            branching_ratio: answers.branching_ratio,
        }),
    }
    if dynamics.verdict == Verdict::SelfExciting {
        if answers.explosive >= 0.05 {
            findings.push(Finding::NearCritical {
                branching_ratio: answers.branching_ratio,
                explosive: answers.explosive,
            });
        }
        for (kind, now) in answers.now.iter().enumerate() {
            if now.ratio.low >= 1.5 {
                findings.push(Finding::Elevated {
                    kind,
                    ratio: now.ratio,
                });
            }
        }
    }
    if let Some(test) = &dynamics.fit_test {
        let p_value = test.kolmogorov_smirnov_p.min(test.anderson_darling_p);
        // Two tests, so half the level each.
        if p_value <= 0.025 {
            findings.push(Finding::PoorFit { p_value });
        }
    }
    if dynamics.drawn.is_some_and(|drawn| !drawn.is_reliable()) {
        findings.push(Finding::NotConverged);
    }
    findings.extend(never_seen(dynamics));
    findings
}

fn never_seen(dynamics: &Dynamics) -> Vec<Finding> {
    let kinds = dynamics.events.iter().enumerate();
    kinds
        .filter(|(_, events)| **events == 0)
        .map(|(kind, _)| Finding::NeverSeen { kind })
        .collect()
}

/// The supported pairs, the strongest first.
fn excited(answers: &Answers) -> Vec<Finding> {
    let kinds = answers.excitation.len();
    let mut pairs: Vec<(usize, usize)> = (0..kinds)
        .flat_map(|excited| (0..kinds).map(move |exciting| (excited, exciting)))
        .filter(|(excited, exciting)| answers.supported[*excited][*exciting] >= SUPPORTED)
        .collect();
    pairs.sort_by(|a, b| {
        let median = |pair: &(usize, usize)| answers.excitation[pair.0][pair.1].median;
        median(b).total_cmp(&median(a))
    });
    pairs
        .into_iter()
        .map(|(excited, exciting)| Finding::Excites {
            exciting,
            excited,
            children: answers.excitation[excited][exciting],
            half_life: answers
                .half_lives
                .as_ref()
                .map(|half_lives| half_lives[excited][exciting]),
        })
        .collect()
}
