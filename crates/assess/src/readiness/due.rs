//! Changes that the ledger does not know of yet.

use foreshock_event::{Entry, Known};
use foreshock_watch::{AlertSeverity, Watch};
use jiff::{Timestamp, civil::Date};

use super::{
    entries::{
        self, CHANGE_SCHEMA, ChangeEntry, READINESS_CHANGED, SIGN_SCHEMA, SignEntry, TRIPWIRE_SEEN,
    },
    names_of,
};
use crate::{
    assessment::{Assessment, LevelName, Readiness, TripwireFinding},
    calendar::days_before,
    questions::{Draft, digest_of},
    words::hexadecimal,
};

/// Changes of the level since the one that `entries` tell of last, oldest first.
///
/// Where the ledger tells of none yet, what went before is not told either: there
/// is one change, from the routine to the level now, which may be the routine as
/// well. Of that nobody is told; it says from when on the ledger tells. Where the level now is
/// another one than its changes lead to, because rules or records of the past
/// were changed, there is one more change that says so.
pub fn due<'a>(
    watch: &Watch,
    known: &Known,
    readiness: &Readiness,
    entries: impl IntoIterator<Item = &'a Entry>,
) -> Vec<Draft<ChangeEntry>> {
    let last = entries::changes(entries, &watch.title).last();
    let mut key = last.as_ref().map(|(entry, _)| entry.key.to_string());
    let mut place = last.as_ref().map_or(0, |(_, change)| change.to.place);
    let mut drafts = Vec::new();
    let mut note = |from: usize, to: &LevelName, seen: Seen| {
        let from = super::words::name(watch, from);
        let body = entry(watch, known, readiness, from, to.clone(), seen);
        let identity = (
            &key,
            &body.watch,
            &body.rules_digest,
            &body.from,
            &body.to,
            body.on,
        );
        let draft = Draft {
            kind: READINESS_CHANGED,
            key: format!("readiness:{}", digest_of(&identity)),
            body,
        };
        key = Some(draft.key.clone());
        drafts.push(draft);
    };
    if let Some((_, last)) = &last {
        let since = readiness
            .changes
            .iter()
            .filter(|change| change.at > last.at);
        for change in since {
            if change.from.place == place {
                let seen = Seen {
                    at: change.at,
                    on: change.on,
                    by_condition: true,
                    reason: change.reason.clone(),
                };
                note(place, &change.to, seen);
                place = change.to.place;
            }
        }
    }
    if place != readiness.now.place || last.is_none() {
        let newest = readiness.changes.last();
        let (at, on) = match (&last, newest) {
            // The first entry of all says since when.
            (None, Some(change)) if place != readiness.now.place => (change.at, change.on),
            _ => (known.as_of().instant(), known.as_of().date()),
        };
        let first_of_a_level = last.is_none() && newest.is_some() && place != readiness.now.place;
        let reason = match last {
            None => readiness.reason.clone(),
            Some(_) => format!(
                "The level was written down last as another one: the rules or the records were changed, or it was too long ago to tell each change. {}",
                readiness.reason
            ),
        };
        let seen = Seen {
            at,
            on,
            by_condition: first_of_a_level,
            reason,
        };
        note(place, &readiness.now, seen);
    }
    drafts
}

/// When and why a change was seen.
struct Seen {
    at: Timestamp,
    on: Date,
    by_condition: bool,
    reason: String,
}

fn entry(
    watch: &Watch,
    known: &Known,
    readiness: &Readiness,
    from: LevelName,
    to: LevelName,
    seen: Seen,
) -> ChangeEntry {
    let (low, high) = (from.place.min(to.place), from.place.max(to.place));
    let levels = watch.readiness.get(low..high).unwrap_or(&[]);
    let mut tells: Vec<usize> = Vec::new();
    for index in levels.iter().flat_map(|level| &level.tells) {
        if !tells.contains(index) {
            tells.push(*index);
        }
    }
    let reached = to
        .place
        .checked_sub(1)
        .and_then(|index| watch.readiness.get(index));
    ChangeEntry {
        schema: CHANGE_SCHEMA.to_owned(),
        watch: watch.title.clone(),
        watch_digest: hexadecimal(&watch.digest),
        rules_digest: readiness.rules_digest.clone(),
        from,
        on: seen.on,
        at: seen.at,
        as_of: known.as_of().to_string(),
        timezone: watch.timezone_name.clone(),
        known_digest: hexadecimal(&known.digest()),
        by_condition: seen.by_condition,
        reason: seen.reason,
        tells: names_of(watch, &tells),
        checklist: reached.map_or_else(Vec::new, |level| level.checklist.clone()),
        severity: levels
            .last()
            .map_or(AlertSeverity::Unknown, |level| level.severity),
        to,
    }
}

/// Signs of tripwires that `entries` do not tell of yet; none where nobody is
/// told of signs.
pub fn signs_seen<'a>(
    watch: &Watch,
    assessment: &Assessment,
    entries: impl IntoIterator<Item = &'a Entry>,
) -> Vec<Draft<SignEntry>> {
    if !watch.alerts.iter().any(|alert| alert.tripwires) {
        return Vec::new();
    }
    let told: Vec<SignEntry> = entries::signs(entries, &watch.title)
        .map(|(_, sign)| sign)
        .collect();
    let of = |finding: &TripwireFinding| {
        let on = finding.last_sign.filter(|_| finding.fired)?;
        let horizon = u16::try_from(finding.horizon_days).unwrap_or(u16::MAX);
        let of_this = told.iter().filter(|sign| sign.tripwire == finding.id);
        let newest = of_this.map(|sign| sign.on).max();
        if newest.is_some_and(|newest| newest >= on) {
            return None;
        }
        let still = newest.filter(|newest| *newest > days_before(on, horizon));
        Some(Draft {
            kind: TRIPWIRE_SEEN,
            key: format!("tripwire:{}", digest_of(&(&watch.title, &finding.id, on))),
            body: SignEntry {
                schema: SIGN_SCHEMA.to_owned(),
                watch: watch.title.clone(),
                tripwire: finding.id.clone(),
                title: finding.title.clone(),
                on,
                still,
                text: finding.text.clone(),
                as_of: assessment.as_of.clone(),
                timezone: assessment.timezone.clone(),
                known_digest: assessment.known_digest.clone(),
            },
        })
    };
    assessment.tripwires.iter().filter_map(of).collect()
}
