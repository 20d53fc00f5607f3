//! What changed between two points in time.

use foreshock_watch::Watch;
use jiff::civil::Date;

use crate::{
    View,
    assessment::{Change, ChangeKind, Verdict},
};

/// What is different `now` from `then`, most urgent first.
pub(crate) fn between(
    then: &View<'_>,
    now: &View<'_>,
    watch: &Watch,
    compared_with: Date,
) -> Vec<Change> {
    let mut changes = Vec::new();
    let fired = now.tripwires.iter().zip(&then.tripwires);
    for (now, then) in fired.filter(|(now, then)| now.fired && now.last_sign != then.last_sign) {
        changes.push(Change {
            kind: ChangeKind::Tripwire,
            id: now.id.clone(),
            text: match now.last_sign {
                Some(date) if then.fired => format!("{}: a further sign on {date}.", now.title),
                Some(date) => format!("{}: the sign was seen on {date}.", now.title),
                None => continue,
            },
        });
    }
    let mut levels: Vec<(i16, Change)> = Vec::new();
    for (now, then) in now.indicators.iter().zip(&then.indicators) {
        let (Some(to), Some(from)) = (now.finding.level, then.finding.level) else {
            continue;
        };
        let step = i16::from(to) - i16::from(from);
        let kind = match step {
            1.. => ChangeKind::LevelUp,
            0 => continue,
            _ => ChangeKind::LevelDown,
        };
        let text = format!(
            "{}: level {from} to {to} ({}); {}.",
            now.finding.title, now.finding.level_word, now.finding.reason
        );
        levels.push((
            step,
            Change {
                kind,
                id: now.finding.id.clone(),
                text,
            },
        ));
    }
    levels.sort_by_key(|(step, _)| std::cmp::Reverse(*step));
    changes.extend(levels.into_iter().map(|(_, change)| change));
    for (now, then) in now.claims.iter().zip(&then.claims) {
        if now.verdict != then.verdict {
            changes.push(Change {
                kind: ChangeKind::Verdict,
                id: now.id.clone(),
                text: format!(
                    "{} The verdict was “{}” and is “{}”.",
                    now.text,
                    verdict(then.verdict),
                    verdict(now.verdict)
                ),
            });
        }
    }
    let fresh: Vec<(usize, &str)> = now
        .indicators
        .iter()
        .zip(&then.indicators)
        .map(|(now, then)| {
            let before = then.occurrences.len();
            (
                now.occurrences.len().saturating_sub(before),
                now.indicator.title.as_str(),
            )
        })
        .filter(|(number, _)| *number > 0)
        .collect();
    if !fresh.is_empty() {
        let list: Vec<String> = fresh
            .iter()
            .map(|(number, title)| format!("{title} {number}"))
            .collect();
        changes.push(Change {
            kind: ChangeKind::Events,
            id: String::new(),
            text: format!(
                "Events that became known since {compared_with}: {}.{}",
                list.join(", "),
                if watch.indicators.len() > 1 {
                    " An event can count for more than one indicator."
                } else {
                    ""
                }
            ),
        });
    }
    changes
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supports => "supports",
        Verdict::Contradicts => "contradicts",
        Verdict::Mixed => "mixed",
        Verdict::Open => "open",
        Verdict::TooLittleData => "too little data",
        Verdict::NotTestable => "not testable",
    }
}
