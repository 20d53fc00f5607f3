//! A backtest in plain words.

use super::{AlarmBacktest, Baseline, QuestionBacktest, SkillVerdict, TripwireBacktest};
use crate::{questions::percent, words::number};

/// Cases below which a share says little.
const FEWEST: u64 = 5;

pub(super) const VINTAGE: &str = "pseudo-vintages: the data as they stand now, cut off at each date by the day of publication or, where that is not known, by the day of the event and a declared lag";

pub(super) fn too_few(why: &str) -> String {
    format!("Too few cases to say: {why}. The base rate is what may be used.")
}

pub(super) fn verdict(backtest: &QuestionBacktest) -> String {
    let Some(skill) = backtest
        .scores
        .as_ref()
        .and_then(|scores| scores.brier_skill)
    else {
        return too_few("no score could be made");
    };
    let (Some(lower), Some(upper)) = (skill.lower, skill.upper) else {
        return too_few("the dates hold fewer than two blocks of twice the horizon");
    };
    let baseline = match backtest.baseline {
        Baseline::RecentBaseRate => "the base rate in which recent windows count more",
        Baseline::LongRunShare => "the plain share of past windows",
    };
    let said = match backtest.verdict {
        SkillVerdict::Skill => format!("Better than the best baseline, {baseline}"),
        SkillVerdict::Worse => format!("Worse than the best baseline, {baseline}; use that"),
        SkillVerdict::NoSkill => {
            format!("No skill shown against the best baseline, {baseline}; use that")
        }
        SkillVerdict::TooFewCases => format!(
            "Too few cases to say ({} days with an event); against the best baseline, {baseline}, which is what may be used",
            backtest.cases
        ),
    };
    format!(
        "{said}: Brier skill {}, 90% interval {} to {}.",
        two(skill.skill),
        two(lower),
        two(upper)
    )
}

fn two(value: f64) -> String {
    format!("{value:.2}").replace("-0.00", "0.00")
}

pub(super) fn tripwire(tripwire: &TripwireBacktest) -> String {
    let (Some(rate), Some(base)) = (&tripwire.hit_rate, tripwire.base_rate) else {
        return "No sign whose horizon has run out.".to_owned();
    };
    let few = match tripwire.signs < FEWEST {
        true => " Too few signs to judge by.",
        false => "",
    };
    let lead = match tripwire.lead_days {
        Some(days) => format!(
            " The outcome came {} days after the sign was known (median).",
            number(days)
        ),
        None => String::new(),
    };
    format!(
        "{} of {} signs had the outcome within {} days ({}, 90% interval {} to {}; of all days {} had).{lead}{few}",
        tripwire.hits,
        tripwire.signs,
        tripwire.horizon_days,
        percent(rate.share),
        percent(rate.lower),
        percent(rate.upper),
        percent(base),
    )
}

pub(super) fn alarm(alarm: &AlarmBacktest) -> String {
    if alarm.runs == 0 {
        return format!("No alarm; {} episodes.", alarm.episodes);
    }
    let few = match (alarm.runs as u64) < FEWEST {
        true => " Too few alarms to judge by.",
        false => "",
    };
    let lead = match alarm.lead_days {
        Some(days) if days >= 0.0 => {
            format!(" They began {} days before it (median).", number(days))
        }
        Some(days) => format!(" They began {} days after it (median).", number(-days)),
        None => String::new(),
    };
    format!(
        "{} of {} runs of alarms were near an episode; {} of {} episodes were met.{lead}{few}",
        alarm.hits, alarm.runs, alarm.met, alarm.episodes
    )
}
