//! Forecasts in plain words.

use foreshock_forecast::occurrence::Reason;
use foreshock_watch::Rule;

use crate::{
    assessment::{BaseRate, Basis, ModelForecast, ReplayedRecord},
    questions::{Asked, History, Odds},
    words::number,
};

/// Models that are named among the reasons.
const NAMED: usize = 2;
/// What a model must add to the probability to be named.
const LEAST_NAMED: f64 = 0.005;

/// "7 days", "1 day".
pub(crate) fn days(days: u16) -> String {
    format!("{days} day{}", if days == 1 { "" } else { "s" })
}

/// "0.4%", "12%".
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        percent if percent > 0.0 && percent < 1.0 => format!("{}%", number(percent)),
        percent => format!("{}%", number(percent.round())),
    }
}

/// The rule as a sentence.
pub(crate) fn rule(rule: &Rule) -> String {
    format!(
        "Yes with {} on its days, once that is known; counted are {}. No once those days are over, covered and complete. Void if its sources do not cover them.",
        rule.threshold(),
        rule.conditions()
    )
}

pub(crate) fn nothing_known(history: Option<&History>) -> String {
    match history {
        None => "Its sources cover no day yet, so nothing can be said.".to_owned(),
        Some(history) => format!(
            "Its sources are known from {} to {}: less than one past window of its length, so nothing can be said.",
            history.first_covered(),
            history.last_covered()
        ),
    }
}

/// What a model looks at.
pub(crate) fn model(reason: Reason) -> String {
    let per_year = |rate: f64| number((rate * 10.0).round() / 10.0);
    match reason {
        Reason::RecentRate { recent, long_run } => format!(
            "Of late there are {} days with an event a year, {} in the long run.",
            per_year(recent),
            per_year(long_run)
        ),
        Reason::TimeSinceLast { days, usual } => match (days, usual) {
            (Some(ago), Some(usual)) => {
                format!(
                    "The last event was {ago} days ago; {usual} days lie between events usually."
                )
            }
            (Some(ago), None) => {
                format!("The last event was {ago} days ago; what is usual cannot be told yet.")
            }
            (None, _) => "There was no event yet.".to_owned(),
        },
        Reason::Excitation { share } => format!(
            "{} of the events to be expected follow upon earlier ones.",
            percent(share)
        ),
        Reason::State { active, rate } => format!(
            "An active phase, with {} days with an event a year, is on with a probability of {}.",
            per_year(rate),
            percent(active)
        ),
        Reason::Situation {
            last_month,
            last_year,
            days_since_last,
        } => {
            let ago = match days_since_last {
                Some(days) => format!("the last one {days} days ago"),
                None => "none before".to_owned(),
            };
            format!(
                "Days with an event: {last_month} in the last 30, {last_year} in the last 365, {ago}; and what followed on the like."
            )
        }
    }
}

/// Why the probability is what it is: the base rate, what is made of the
/// models, and what moves it most.
pub(crate) fn reasons(
    rule: &Rule,
    asked: Asked,
    history: &History,
    odds: &Odds,
    base_rate: Option<&BaseRate>,
) -> Vec<String> {
    let mut reasons = Vec::new();
    if let Some(base) = base_rate {
        let of = match base.windows {
            1 => "the one past window".to_owned(),
            windows => format!("{windows} past windows"),
        };
        let weighed = match (base.rate - base.long_run).abs() >= 0.005 {
            true => format!(
                "; with recent ones counting more, the base rate is {}",
                percent(base.rate)
            ),
            false => String::new(),
        };
        reasons.push(format!(
            "Of {of} of {}, {} had {} (90% interval {} to {}){weighed}.",
            days(odds.days),
            base.with_event,
            threshold(rule, odds.needed),
            percent(base.lower),
            percent(base.upper),
        ));
    }
    let tried = odds.skill;
    reasons.push(match odds.basis {
        Basis::Pool => "The models together have done better than the base rate before, so what they say together is issued.".to_owned(),
        Basis::BaseRateNoSkill => "The models have not done better than the base rate beyond chance, so the base rate is issued.".to_owned(),
        Basis::BaseRateTooFewCases => format!(
            "With {} in the origins that could be scored, there are too few cases to say whether models do better, so the base rate is issued.",
            match tried.map_or(0, |tried| tried.cases) {
                0 => "no event".to_owned(),
                1 => "1 event".to_owned(),
                cases => format!("{cases} events"),
            }
        ),
        Basis::BaseRateNoModel => "No model forecasts such a rule, so the base rate is issued.".to_owned(),
        Basis::ShorterHorizon => "The base rate would lie below the forecast within a shorter horizon, which cannot be, so that forecast is issued.".to_owned(),
        Basis::Nothing => "Nothing is issued.".to_owned(),
    });
    if odds.basis == Basis::Pool {
        let mut moving: Vec<&ModelForecast> = odds
            .models
            .iter()
            .filter(|model| model.contribution.abs() >= LEAST_NAMED)
            .collect();
        moving.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
        for model in moving.into_iter().take(NAMED) {
            let direction = match model.contribution > 0.0 {
                true => "raises",
                false => "lowers",
            };
            reasons.push(format!(
                "{} {direction} it by {} ({}): {}",
                model.name,
                points(model.contribution),
                percent(model.probability),
                model.reason
            ));
        }
    }
    if history.partial {
        reasons.push(
            "Of its days only part was collected, so that quiet windows may be gaps.".to_owned(),
        );
    }
    if asked.fixed && odds.needed < rule.at_least {
        reasons.push(format!(
            "Of {} {} are known already, so that {} more make a yes.",
            number(rule.at_least),
            number(rule.at_least - odds.needed),
            number(odds.needed)
        ));
    }
    reasons
}

fn threshold(rule: &Rule, needed: f64) -> String {
    Rule {
        at_least: needed,
        ..rule.clone()
    }
    .threshold()
}

/// "4 points".
fn points(difference: f64) -> String {
    let points = number((difference.abs() * 1000.0).round() / 10.0);
    format!("{points} point{}", if points == "1" { "" } else { "s" })
}

/// How the models would have done before.
pub(crate) fn replay(odds: &Odds) -> Option<ReplayedRecord> {
    let tried = odds.skill?;
    let skill = |skill: Option<f64>| {
        skill.map_or("unknown".to_owned(), |skill| {
            number((skill * 100.0).round() / 100.0)
        })
    };
    let text = match tried.origins {
        0 => "No past forecast could be replayed.".to_owned(),
        origins => format!(
            "Replayed at {origins} weekly origins with {} on pseudo-vintages: Brier skill of the models against the base rate {}, logarithmic skill {}.",
            match tried.cases {
                1 => "1 day with an event".to_owned(),
                cases => format!("{cases} days with an event"),
            },
            skill(tried.brier),
            skill(tried.logarithmic)
        ),
    };
    Some(ReplayedRecord {
        origins: tried.origins,
        cases: tried.cases,
        brier_skill: tried.brier,
        logarithmic_skill: tried.logarithmic,
        text,
    })
}
