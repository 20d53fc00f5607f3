//! The state of an item of evidence, read from the data.

use foreshock_event::Known;
use foreshock_watch::{EvidenceItem, Reading, Sees, State, Watch};

use super::measured::{Measured, measured};
use crate::{
    assessment::{EvidenceKind, IndicatorFinding, Status, Trend},
    indicator::Examined,
};

/// Alarm level from which an indicator is raised or lowered.
const ALARMED: u8 = 2;

/// What was read of an item.
pub(super) struct Read {
    pub kind: EvidenceKind,
    /// Id of the indicator or tripwire.
    pub of: Option<String>,
    /// In a word or two.
    pub state: String,
    /// Whether the sign is there, where that is known.
    pub sign: Option<bool>,
    /// How it was read.
    pub how: String,
    /// The rates beside a sign.
    pub measured: Option<Measured>,
}

/// What was read; `None` for a judgement of a later day.
pub(super) fn read(
    item: &EvidenceItem,
    watch: &Watch,
    known: &Known,
    indicators: &[Examined<'_>],
) -> Option<Read> {
    match &item.sees {
        Sees::Indicator {
            indicator,
            reading,
            sign,
        } => indicators
            .get(*indicator)
            .map(|examined| of_indicator(&examined.finding, *reading, *sign)),
        Sees::Tripwire { tripwire } => {
            let tripwire = watch.tripwires.get(*tripwire)?;
            let found = measured(
                indicators.get(tripwire.sign)?,
                indicators.get(tripwire.outcome)?,
                tripwire.horizon_days,
            );
            Some(of_tripwire(&tripwire.id, tripwire.horizon_days, found))
        }
        Sees::Judgement { text, date, source } => {
            (*date <= known.as_of().last_whole_day()).then(|| Read {
                kind: EvidenceKind::Judgement,
                of: None,
                state: "judged".to_owned(),
                sign: Some(true),
                how: format!("{} ({date}: {source})", ended(text)),
                measured: None,
            })
        }
    }
}

fn of_indicator(finding: &IndicatorFinding, reading: Reading, sign: State) -> Read {
    let state = match reading {
        Reading::Alarm => alarm(finding),
        Reading::Frequency => finding.frequency.as_ref().map(|trend| moves(trend.trend)),
        Reading::Intensity => finding.intensity.as_ref().map(|trend| moves(trend.trend)),
    };
    let (by, text) = match reading {
        Reading::Alarm => ("the alarm", Some(finding.reason.as_str())),
        Reading::Frequency => (
            "the trend in how often",
            finding.frequency.as_ref().map(|trend| trend.text.as_str()),
        ),
        Reading::Intensity => (
            "the trend in how strong",
            finding.intensity.as_ref().map(|trend| trend.text.as_str()),
        ),
    };
    let text = text
        .filter(|text| !text.is_empty())
        .unwrap_or("there is too little to tell a trend");
    Read {
        kind: EvidenceKind::Indicator,
        of: Some(finding.id.clone()),
        state: state.map_or("no data", word).to_owned(),
        sign: state.map(|state| state == sign),
        how: format!(
            "\u{201c}{}\u{201d} by {by}: {}. The sign is that it is {}.",
            finding.title,
            text.trim_end_matches('.'),
            word(sign)
        ),
        measured: None,
    }
}

fn word(state: State) -> &'static str {
    match state {
        State::Raised => "raised",
        State::Usual => "usual",
        State::Lowered => "lowered",
    }
}

fn alarm(finding: &IndicatorFinding) -> Option<State> {
    if finding.status != Status::Assessed {
        return None;
    }
    let latest = finding.latest.as_ref()?;
    let expected = latest.expected.as_ref()?;
    Some(match finding.level? {
        ALARMED.. if latest.observed > expected.median => State::Raised,
        ALARMED.. => State::Lowered,
        _ => State::Usual,
    })
}

fn moves(trend: Trend) -> State {
    match trend {
        Trend::Rising => State::Raised,
        Trend::Falling => State::Lowered,
        Trend::Unclear => State::Usual,
    }
}

fn of_tripwire(id: &str, horizon: u16, found: Option<Measured>) -> Read {
    let present = found.and_then(|found| found.present);
    let (state, how) = match (found, present) {
        (Some(Measured { days, .. }), Some(present)) => {
            let days = match days {
                1 => "day".to_owned(),
                days => format!("{days} days"),
            };
            let (state, came) = match present.followed {
                true => ("followed", "came"),
                false => ("not followed", "did not come"),
            };
            let sign = present.sign;
            (
                state,
                format!("In the {days} after the sign of {sign} the outcome {came}."),
            )
        }
        _ => (
            "no data",
            format!("No sign lies 1 to {horizon} days before the last complete day."),
        ),
    };
    Read {
        kind: EvidenceKind::Tripwire,
        of: Some(id.to_owned()),
        state: state.to_owned(),
        sign: present.map(|present| present.followed),
        how,
        measured: found,
    }
}

fn ended(text: &str) -> String {
    match text.ends_with(['.', '!', '?']) {
        true => text.to_owned(),
        false => format!("{text}."),
    }
}
