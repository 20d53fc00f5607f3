//! Ticking what is to be done at a level.

use foreshock_event::Entry;
use foreshock_watch::Watch;
use jiff::civil::Date;
use thiserror::Error;

use super::entries::{CHECKLIST_TICKED, TICK_SCHEMA, TickEntry, ticks};
use crate::{
    assessment::{LevelFinding, Readiness, Tick},
    judgements,
    questions::{Draft, digest_of},
};

/// Why something cannot be ticked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TickError {
    /// Nothing is to be done.
    #[error(
        "the level is {0}, and nothing is to be ticked\n  help: a checklist can be ticked while its level is held"
    )]
    NothingToDo(String),
    /// The level of that name is not held, or there is none.
    #[error("the level `{0}` is not held\n  help: {1}")]
    NotHeld(String, String),
    /// There is no such item.
    #[error(
        "there is no item `{0}` on the checklist of {1}\n  help: give its number, 1 to {2}, or its text"
    )]
    NoItem(String, String, usize),
    /// Nobody is named.
    #[error("a tick needs a name\n  help: say who did it: --by NAME")]
    Nobody,
    /// A name or a note that cannot be written down.
    #[error("{0}\n  help: write plain text")]
    Text(String),
}

/// A tick of an item, by its number from 1 or its text, on the checklist of the
/// level of that id, or of the highest level held.
///
/// # Errors
///
/// Where there is no such level or item, or nobody is named.
pub fn tick(
    watch: &Watch,
    readiness: &Readiness,
    date: Date,
    level: Option<&str>,
    item: &str,
    by: &str,
    note: Option<&str>,
) -> Result<Draft<TickEntry>, TickError> {
    let by = by.trim();
    if by.is_empty() {
        return Err(TickError::Nobody);
    }
    let plain = |what, text: Option<&str>, longest| {
        let text = text.filter(|text| !text.trim().is_empty());
        text.map_or(Ok(()), |text| judgements::text(what, text, longest))
            .map_err(|error| TickError::Text(error.to_string()))
    };
    plain("name", Some(by), judgements::LONGEST_NAME)?;
    plain("note", note, judgements::LONGEST_TEXT)?;
    let level = of_level(readiness, level)?;
    let number = item.trim().parse::<usize>().ok();
    let found = level
        .checklist
        .iter()
        .enumerate()
        .find(|(index, one)| number == Some(index + 1) || one.text == item.trim())
        .map(|(_, one)| one.text.clone())
        .ok_or_else(|| {
            TickError::NoItem(
                item.to_owned(),
                level.name.title.clone(),
                level.checklist.len(),
            )
        })?;
    let body = TickEntry {
        schema: TICK_SCHEMA.to_owned(),
        watch: watch.title.clone(),
        level: level.name.id.clone().unwrap_or_default(),
        item: found,
        on: date,
        by: by.to_owned(),
        note: note
            .map(str::trim)
            .filter(|note| !note.is_empty())
            .map(str::to_owned),
    };
    let key = format!("tick:{}", digest_of(&(&body, level.raised_on)));
    Ok(Draft {
        kind: CHECKLIST_TICKED,
        key,
        body,
    })
}

fn of_level<'a>(readiness: &'a Readiness, id: Option<&str>) -> Result<&'a LevelFinding, TickError> {
    let mut held = readiness.levels.iter().filter(|level| level.held);
    match id {
        None => held
            .next_back()
            .filter(|level| !level.checklist.is_empty())
            .ok_or_else(|| TickError::NothingToDo(readiness.now.title.clone())),
        Some(id) => held
            .clone()
            .find(|level| level.name.id.as_deref() == Some(id))
            .ok_or_else(|| {
                let held: Vec<&str> = held.filter_map(|level| level.name.id.as_deref()).collect();
                let help = match held.is_empty() {
                    true => "no level is held".to_owned(),
                    false => format!("held are: {}", held.join(", ")),
                };
                TickError::NotHeld(id.to_owned(), help)
            }),
    }
}

/// The ticks of an item since a level was reached, that were made for a day up to
/// `until`.
pub(super) fn of_item(
    ticks: &[(&Entry, TickEntry)],
    level: &str,
    item: &str,
    since: Date,
    until: Date,
) -> Vec<Tick> {
    ticks
        .iter()
        .filter(|(_, tick)| tick.level == level && tick.item == item)
        .filter(|(_, tick)| (since..=until).contains(&tick.on))
        .map(|(entry, tick)| Tick {
            by: tick.by.clone(),
            at: entry.recorded_at,
            note: tick.note.clone(),
        })
        .collect()
}

/// `readiness` of the view of day `until` with every tick of `entries` that was made for
/// a view up to that day, also where it was written down later.
pub fn ticked<'a>(
    watch: &Watch,
    mut readiness: Readiness,
    until: Date,
    entries: impl IntoIterator<Item = &'a Entry>,
) -> Readiness {
    let told: Vec<_> = ticks(entries, &watch.title).collect();
    for level in &mut readiness.levels {
        let (Some(id), Some(since)) = (level.name.id.clone(), level.raised_on) else {
            continue;
        };
        for item in &mut level.checklist {
            item.ticks = of_item(&told, &id, &item.text, since, until);
        }
    }
    readiness
}
