//! What followed interventions, in words. None of them says that one thing
//! brought about another.

use foreshock_effects::{Study, Undefined};

use crate::{
    assessment::{
        Agreement, EffectRatio, EffectVerdict, InterventionFinding, LevelEffect, OutcomeEffect,
        WayOfDoing,
    },
    indicator::Examined,
    words::{number, significant},
};

pub(super) const NEVER_COVERED: &str =
    "Intervention and indicator are never covered at the same time, so nothing can be told.";

pub(super) const METHOD: &str = "Two designs side by side. Interrupted time series: a log-linear \
regression of daily counts on the days looked at, with a trend and a season where the record \
supports them; intervals by inverting the score test with a variance that allows for dispersion \
and for days that hang together. Point process: expected additional events per intervention, with \
what events bring about themselves; it can show more, never fewer. Placebo dates: the same \
regression at the dates shifted by random numbers of days. Before: the same comparison for the \
days just before. Intervals are 95% ones. What is done in tense times is followed by what tense \
times bring: none of this tells the two apart.";

/// "×1.4 (95% interval ×0.8 to ×2.5)".
fn factor(ratio: &EffectRatio) -> String {
    match ratio.upper {
        Some(upper) => format!(
            "×{} (95% interval ×{} to ×{})",
            number(significant(ratio.ratio)),
            number(significant(ratio.lower)),
            number(significant(upper))
        ),
        None if ratio.lower > 0.0 => format!(
            "95% interval from ×{} up, without an upper limit",
            number(significant(ratio.lower))
        ),
        None => "without limit on either side".to_owned(),
    }
}

pub(super) fn outcome(
    way: WayOfDoing,
    window: Option<u16>,
    finding: &OutcomeEffect,
    study: &Study,
    outcome: &Examined<'_>,
) -> String {
    if let Some(undefined) = study.undefined {
        return match undefined {
            Undefined::NoEvents => {
                "Nothing of the kind is on record in this span, so an effect is not defined."
            }
            Undefined::NoDays => "It was not done in this span, so an effect is not defined.",
            Undefined::NothingElse => {
                "It was done all the time, so there is nothing to compare with."
            }
            Undefined::NoFit => {
                "The regression does not come to an end on this record, so nothing is said."
            }
        }
        .to_owned();
    }
    let Some(level) = &finding.level else {
        return NEVER_COVERED.to_owned();
    };
    let mut sentences = vec![
        seen(way, window, finding, level, outcome),
        verdict(finding, level),
    ];
    sentences.extend(could_be_seen(finding.verdict, level));
    sentences.extend(process(finding));
    if finding.onsets == 1 && finding.verdict != EffectVerdict::TooFew {
        sentences.push(
            "It was done once: whatever else happened at that time would show as well.".to_owned(),
        );
    }
    sentences.join(" ")
}

fn seen(
    way: WayOfDoing,
    window: Option<u16>,
    finding: &OutcomeEffect,
    level: &LevelEffect,
    outcome: &Examined<'_>,
) -> String {
    let unit = &outcome.finding.unit[usize::from(level.events != 1)];
    let times = match finding.onsets {
        0 => "begun before the record".to_owned(),
        1 => "begun once".to_owned(),
        times => format!("begun {times} times"),
    };
    let days = match (way, window) {
        (WayOfDoing::Dates, Some(1)) => "on the day after it".to_owned(),
        (WayOfDoing::Dates, Some(days)) => format!("within {days} days of it"),
        (WayOfDoing::Spans, Some(days)) => format!("in the first {days} days of it"),
        (_, None) => "while it lasted".to_owned(),
    };
    format!(
        "{} {unit} {days} ({} days, {times}), where {} were to be expected from {} on the other {} days: {}.",
        level.events,
        level.days,
        number(significant(level.expected)),
        level.other_events,
        level.other_days,
        factor(&level.level)
    )
}

fn verdict(finding: &OutcomeEffect, level: &LevelEffect) -> String {
    let placebo = match &finding.placebo {
        Some(placebo) => format!("p = {} against placebo dates", number(placebo.p_value)),
        None => "the record has no room for placebo dates".to_owned(),
    };
    let before = finding.before.as_ref().map(factor);
    let tense = |more: &str| {
        format!(
            "There were {more} already in the days before it ({}): it was done in times that differ, which cannot be told from an effect.",
            before.as_deref().unwrap_or_default()
        )
    };
    match finding.verdict {
        EffectVerdict::TooFew => {
            let events = level.events + level.other_events;
            match level.detectable.increase {
                None => "Too little to tell: no rise could have been seen.".to_owned(),
                Some(_) => format!("Too few cases to tell: {events} in all."),
            }
        }
        EffectVerdict::NoDifference => "No difference can be told.".to_owned(),
        EffectVerdict::MoreAlreadyBefore => format!("More followed. {}", tense("more")),
        EffectVerdict::FewerAlreadyBefore => format!("Fewer followed. {}", tense("fewer")),
        EffectVerdict::MoreAsAtPlaceboDates => {
            format!(
                "More followed, and dates at which nothing was done may show as much ({placebo})."
            )
        }
        EffectVerdict::FewerAsAtPlaceboDates => {
            format!(
                "Fewer followed, and dates at which nothing was done may show as little ({placebo})."
            )
        }
        EffectVerdict::More => {
            format!(
                "More followed than at placebo dates ({placebo}); {}.",
                calm(before)
            )
        }
        EffectVerdict::Fewer => {
            format!(
                "Fewer followed than at placebo dates ({placebo}); {}.",
                calm(before)
            )
        }
    }
}

/// What the days before say where they do not differ.
fn calm(before: Option<String>) -> String {
    match before {
        Some(ratio) => format!("no difference can be told in the days before it ({ratio})"),
        None => "the days before it could not be compared".to_owned(),
    }
}

/// Said where no difference was told.
fn could_be_seen(verdict: EffectVerdict, level: &LevelEffect) -> Option<String> {
    if !matches!(verdict, EffectVerdict::TooFew | EffectVerdict::NoDifference) {
        return None;
    }
    let increase = match level.detectable.increase {
        Some(factor) => format!(
            "A rise smaller than ×{} would hardly have been seen",
            number(significant(factor))
        ),
        None => "No rise could have been seen".to_owned(),
    };
    let decrease = match level.detectable.decrease {
        Some(factor) => format!(
            "nor a fall that left more than ×{}",
            number(significant(factor))
        ),
        None => "nor even the end of all events".to_owned(),
    };
    Some(format!(
        "{increase}, {decrease} (with a probability of 80% at best)."
    ))
}

fn process(finding: &OutcomeEffect) -> Option<String> {
    let found = finding.excitation.as_ref()?;
    let upper = match found.upper {
        Some(upper) => format!("{} to {}", number(found.lower), number(upper)),
        None => format!("from {} up", number(found.lower)),
    };
    let additional = format!(
        "By the point process one is followed by {} additional events (95% interval {upper})",
        number(found.additional)
    );
    let agreement = match finding.agreement {
        Agreement::BothMore => "the two designs agree that more followed",
        Agreement::NeitherMore => "neither design shows more",
        Agreement::FewerByOne => "it cannot show fewer, and shows no more",
        Agreement::RegressionAlone => "the designs disagree: the process needs no effect",
        Agreement::ProcessAlone => "the designs disagree: the regression shows no more",
        Agreement::Untold => return None,
    };
    Some(format!("{additional}; {agreement}."))
}

/// What was found of all of them together.
pub(super) fn summary(interventions: &[InterventionFinding]) -> String {
    let outcomes = || interventions.iter().flat_map(|one| &one.outcomes);
    let all = outcomes().count();
    let count = |wanted: &[EffectVerdict]| {
        outcomes()
            .filter(|one| wanted.contains(&one.verdict))
            .count()
    };
    let more = count(&[EffectVerdict::More]);
    let fewer = count(&[EffectVerdict::Fewer]);
    let before = count(&[
        EffectVerdict::MoreAlreadyBefore,
        EffectVerdict::FewerAlreadyBefore,
    ]);
    let placebo = count(&[
        EffectVerdict::MoreAsAtPlaceboDates,
        EffectVerdict::FewerAsAtPlaceboDates,
    ]);
    let open = count(&[EffectVerdict::NoDifference]);
    let few = count(&[EffectVerdict::TooFew]);
    let parts: Vec<String> = [
        (more, "show more afterwards than placebo dates do"),
        (fewer, "show fewer afterwards than placebo dates do"),
        (before, "differ already before the intervention"),
        (placebo, "differ no more than placebo dates may"),
        (open, "show no difference"),
        (few, "have too few cases to tell"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, what)| format!("{number} {what}"))
    .collect();
    let noun = if all == 1 { "pair" } else { "pairs" };
    format!(
        "Of {all} {noun} of an intervention and an indicator, {}. One in twenty would differ by chance alone, and what is done in tense times is followed by what tense times bring.",
        parts.join(", ")
    )
}
