//! Which rows of events that stand in more than one count.

use std::{
    cmp::{Ordering, Reverse},
    collections::{HashMap, HashSet},
    sync::{Mutex, PoisonError},
};

use foldhash::fast::RandomState;
use foreshock_event::{AsOf, Feed, Text};
use jiff::Timestamp;

use super::{
    group::{Group, Lineage, Opened, instant},
    repeated::{By, Limits, each_id, repeated},
};
use crate::{Error, bulk::each_at_once, columns::date_of, runs::meeting};

/// By which instant versions must have been known.
pub(super) struct Known<'k> {
    pub as_of: &'k AsOf,
    pub feed: &'k Feed,
}

impl Known<'_> {
    /// The last microsecond that is no later than the instant.
    pub(super) fn whole_microseconds(&self) -> i64 {
        let at = self.as_of.instant();
        let microseconds = at.as_microsecond();
        match Timestamp::from_microsecond(microseconds) {
            Ok(rounded) if rounded > at => microseconds - 1,
            _ => microseconds,
        }
    }

    /// Whether each row of a group was known.
    pub(super) fn of(&self, group: &Group<'_>) -> Result<Vec<bool>, Error> {
        let now = self.as_of.instant();
        let published = group.instants("published_at")?;
        // Of those that say when they were published nothing else decides.
        let since = self.whole_microseconds();
        if published.iter().all(Option::is_some) {
            return Ok(published.iter().map(|at| *at <= Some(since)).collect());
        }
        let (ingested, editions) = (group.instants("ingested_at")?, group.wholes("edition")?);
        let ended = group.days("ended_on")?;
        let mut decided: HashMap<(i64, u64, i32), bool, RandomState> = HashMap::default();
        let mut known = Vec::with_capacity(group.rows);
        for row in 0..group.rows {
            if let Some(published) = published[row] {
                known.push(published <= since);
                continue;
            }
            let key = (ingested[row].unwrap_or(0), editions[row], ended[row]);
            known.push(match decided.get(&key) {
                Some(known) => *known,
                None => {
                    let (ingested, edition, ended) = key;
                    let damaged = |cause| group.damaged(cause);
                    let (from, _) = self.feed.known_from_when(
                        None,
                        u32::try_from(edition).unwrap_or(u32::MAX),
                        date_of(ended).ok_or_else(|| damaged("a day out of range".to_owned()))?,
                        instant(ingested).map_err(damaged)?,
                        self.as_of.timezone(),
                    );
                    *decided.entry(key).or_insert(from <= now)
                }
            });
        }
        Ok(known)
    }
}

/// For each data file a bit for each row, set where another row of its event counts.
#[derive(Default)]
pub(super) struct Shadowed {
    files: HashMap<usize, Vec<u64>>,
}

impl Shadowed {
    /// Whether a row of a file is.
    pub(super) fn holds(&self, file: usize, row: usize) -> bool {
        let words = self.files.get(&file);
        words.is_some_and(|words| {
            words
                .get(row / 64)
                .is_some_and(|word| word >> (row % 64) & 1 == 1)
        })
    }

    /// Whether any row of a file is.
    pub(super) fn any_of(&self, file: usize) -> bool {
        self.files.contains_key(&file)
    }

    fn set(&mut self, file: usize, row: usize, shadowed: bool) {
        let words = self.files.entry(file).or_default();
        if words.len() <= row / 64 {
            words.resize(row / 64 + 1, 0);
        }
        let bit = 1 << (row % 64);
        match shadowed {
            true => words[row / 64] |= bit,
            false => words[row / 64] &= !bit,
        }
    }
}

/// What decides which version of an event counts: the newest, and of versions that stand
/// twice the one that was read first, as [`foreshock_event::known`] has it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    version: u32,
    read: Reverse<(Option<i64>, i64, Text, u64)>,
}

/// A version that was known, and where it lies.
struct Best {
    rank: Rank,
    file: usize,
    row: usize,
}

impl Best {
    fn is_beaten_by(&self, other: &Self) -> bool {
        // Where all is equal, the place decides, so that any order gives the same.
        let place = |best: &Self| Reverse((best.file, best.row));
        let by_rank = self.rank.cmp(&other.rank);
        by_rank.then_with(|| place(self).cmp(&place(other))) == Ordering::Less
    }
}

/// The newest version known of each event.
type Newest = HashMap<Box<str>, Best, RandomState>;

fn add(newest: &mut Newest, id: &str, best: Best) {
    match newest.get_mut(id) {
        None => {
            newest.insert(id.into(), best);
        }
        Some(so_far) if so_far.is_beaten_by(&best) => *so_far = best,
        Some(_) => {}
    }
}

/// The rows of a lineage that do not count since another row of their event does.
pub(super) fn shadowed(
    opened: &[Opened],
    lineage: Lineage<'_>,
    known: &Known<'_>,
    limits: Limits,
) -> Result<Shadowed, Error> {
    let meeting = meeting(opened.iter().map(|opened| opened.runs.as_deref()));
    let numbered: Vec<(usize, &Opened)> = opened
        .iter()
        .enumerate()
        .filter(|(file, _)| meeting[*file])
        .collect();
    let files: Vec<&Opened> = numbered.iter().map(|(_, opened)| *opened).collect();
    let mut shadowed = Shadowed::default();
    repeated(&files, lineage, limits, |by, keys| {
        let keys: HashSet<u64, RandomState> = keys.iter().copied().collect();
        let all = Mutex::new(Newest::default());
        let rows = each_at_once(
            &numbered,
            || (),
            |(file, opened), ()| -> Result<Vec<usize>, Error> {
                let (rows, newest) = versions(*file, opened, lineage, known, (by, &keys))?;
                let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                for (id, best) in newest {
                    add(&mut all, &id, best);
                }
                Ok(rows)
            },
        );
        for ((file, _), rows) in numbered.iter().zip(rows) {
            for row in rows? {
                shadowed.set(*file, row, true);
            }
        }
        for best in all
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
        {
            shadowed.set(best.file, best.row, false);
        }
        Ok(())
    })?;
    Ok(shadowed)
}

/// The rows of a file whose events have one of the keys, and the newest version known there
/// of each.
fn versions(
    file: usize,
    opened: &Opened,
    lineage: Lineage<'_>,
    known: &Known<'_>,
    (by, keys): (By, &HashSet<u64, RandomState>),
) -> Result<(Vec<usize>, Newest), Error> {
    let (mut rows, mut newest) = (Vec::new(), Newest::default());
    for group in opened.all_groups() {
        let mut found: Vec<(usize, Box<str>)> = Vec::new();
        each_id(&group, lineage, |row, id| {
            if by.key(id).is_some_and(|key| keys.contains(&key)) {
                found.push((row, id.into()));
            }
            true
        })?;
        if found.is_empty() {
            continue;
        }
        let known = known.of(&group)?;
        let (versions, rows_in_source) = (group.wholes("version")?, group.wholes("row")?);
        let published = group.instants("published_at")?;
        let ingested = group.instants("ingested_at")?;
        let sources = group.coded("file_sha256")?;
        let nothing: Text = "".into();
        for (row, id) in found {
            rows.push(group.first + row);
            if !known[row] {
                continue;
            }
            let source = (sources.codes[row] as usize).checked_sub(1);
            let source = source.map_or(&nothing, |place| &sources.values[place]);
            let rank = Rank {
                version: u32::try_from(versions[row]).unwrap_or(u32::MAX),
                read: Reverse((
                    published[row],
                    ingested[row].unwrap_or(0),
                    source.clone(),
                    rows_in_source[row],
                )),
            };
            let row = group.first + row;
            add(&mut newest, &id, Best { rank, file, row });
        }
    }
    Ok((rows, newest))
}
