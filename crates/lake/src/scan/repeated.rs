//! Which events stand in more than one row.
//!
//! Nearly all stand in one, and of those that row decides. To find the others, each
//! identifier is looked at once. Most publishers number their events, and numbers are
//! crossed off on a map with a bit for each; other identifiers are compared by a digest of
//! 64 bits, of so many at a time as there is room for. Different identifiers of one digest
//! are found as well: whoever asks compares the identifiers themselves.

use std::{
    collections::HashMap,
    hash::BuildHasher,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use arrow::array::{Array, AsArray};
use foldhash::fast::FixedState;

use super::group::{Group, Lineage, Opened};
use crate::{Error, bulk::each_at_once, runs::number};

/// How much is held at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Parts of the map of numbers, of 64 KiB each.
    pub parts: usize,
    /// Digests, of 8 bytes each.
    pub digests: usize,
    /// Events that stand in more than one row.
    pub events: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            parts: 1 << 12,
            digests: 1 << 24,
            events: 1 << 20,
        }
    }
}

/// How identifiers are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// They are numbers, as they are usually written.
    Number,
    /// By a digest, which different ones may share.
    Digest,
}

impl By {
    /// The key of an identifier; `None` where it is no number.
    pub(super) fn key(self, id: &str) -> Option<u64> {
        match self {
            Self::Number => number(id.as_bytes()),
            Self::Digest => Some(FixedState::with_seed(0).hash_one(id)),
        }
    }
}

/// Hands the keys of identifiers that stand in more than one row to `each`, not too many at
/// a time; every such identifier comes once, perhaps with others that share its key.
pub(super) fn repeated(
    opened: &[&Opened],
    lineage: Lineage<'_>,
    limits: Limits,
    mut each: impl FnMut(By, &[u64]) -> Result<(), Error>,
) -> Result<(), Error> {
    if let Some(numbers) = numbers(opened, lineage, limits)? {
        return numbers
            .chunks(limits.events)
            .try_for_each(|keys| each(By::Number, keys));
    }
    let rows: usize = opened
        .iter()
        .flat_map(|opened| opened.all_groups())
        .map(|group| group.rows)
        .sum();
    let passes = rows.div_ceil(limits.digests).max(1) as u64;
    for pass in 0..passes {
        let mut digests = digests(opened, lineage, |digest| digest % passes == pass)?;
        digests.sort_unstable();
        let mut twice: Vec<u64> = digests
            .windows(2)
            .filter(|pair| pair[0] == pair[1])
            .map(|pair| pair[0])
            .collect();
        drop(digests);
        twice.dedup();
        twice
            .chunks(limits.events)
            .try_for_each(|keys| each(By::Digest, keys))?;
    }
    Ok(())
}

/// The digests that are wanted, one for each row.
fn digests(
    opened: &[&Opened],
    lineage: Lineage<'_>,
    wanted: impl Fn(u64) -> bool + Sync,
) -> Result<Vec<u64>, Error> {
    let of_file = |opened: &&Opened, (): &mut ()| -> Result<Vec<u64>, Error> {
        let mut digests = Vec::new();
        for group in opened.all_groups() {
            each_id(&group, lineage, |_, id| {
                digests.extend(By::Digest.key(id).filter(|digest| wanted(*digest)));
                true
            })?;
        }
        Ok(digests)
    };
    let all = each_at_once(opened, || (), of_file);
    Ok(all.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
}

/// Hands the identifiers of a lineage to `each` with their row in the group, as long as it
/// wants more.
pub(super) fn each_id(
    group: &Group<'_>,
    lineage: Lineage<'_>,
    mut each: impl FnMut(usize, &str) -> bool,
) -> Result<(), Error> {
    let members = group.members(lineage)?;
    if let Some(members) = &members
        && !members.contains(&true)
    {
        return Ok(());
    }
    let ids = group.texts("event_id")?;
    let ids = ids.as_ref().and_then(|ids| ids.as_string_view_opt());
    for row in 0..group.rows {
        if members.as_ref().is_some_and(|members| !members[row]) {
            continue;
        }
        let id = match ids {
            Some(ids) if !ids.is_null(row) => ids.value(row),
            _ => "",
        };
        if !each(row, id) {
            break;
        }
    }
    Ok(())
}

/// The numbers that stand in more than one row, in their order; `None` where not all
/// identifiers are numbers, or there would be too much to hold.
fn numbers(
    opened: &[&Opened],
    lineage: Lineage<'_>,
    limits: Limits,
) -> Result<Option<Vec<u64>>, Error> {
    let map = Map::new(limits.parts);
    let again = Mutex::new(Vec::new());
    let given_up = AtomicBool::new(false);
    let of_file = |opened: &&Opened, pen: &mut Pen<'_>| -> Result<(), Error> {
        let mut twice = Vec::new();
        for group in opened.all_groups() {
            if given_up.load(Ordering::Relaxed) {
                return Ok(());
            }
            each_id(&group, lineage, |_, id| {
                let crossed = number(id.as_bytes()).and_then(|number| {
                    if pen.cross_off(number)? {
                        twice.push(number);
                    }
                    Some(())
                });
                if crossed.is_none() || twice.len() > limits.digests {
                    given_up.store(true, Ordering::Relaxed);
                }
                crossed.is_some()
            })?;
        }
        let mut again = again.lock().unwrap_or_else(PoisonError::into_inner);
        again.append(&mut twice);
        if again.len() > limits.digests {
            given_up.store(true, Ordering::Relaxed);
        }
        Ok(())
    };
    each_at_once(opened, || Pen::new(&map), of_file)
        .into_iter()
        .collect::<Result<(), Error>>()?;
    if given_up.into_inner() {
        return Ok(None);
    }
    let mut again = again.into_inner().unwrap_or_else(PoisonError::into_inner);
    again.sort_unstable();
    again.dedup();
    Ok(Some(again))
}

/// Bits of a part of the map.
const PART: u64 = 1 << 19;

type Part = [AtomicU64];

/// A bit for each number, in parts that are made where a number of theirs is met.
struct Map {
    parts: RwLock<HashMap<u64, Arc<Part>>>,
    most: usize,
}

impl Map {
    fn new(most: usize) -> Self {
        Self {
            parts: RwLock::default(),
            most,
        }
    }

    /// The part of that number; `None` where there is no room for it.
    fn part(&self, number: u64) -> Option<Arc<Part>> {
        let parts = self.parts.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(part) = parts.get(&number) {
            return Some(part.clone());
        }
        drop(parts);
        let mut parts = self.parts.write().unwrap_or_else(PoisonError::into_inner);
        if parts.len() >= self.most && !parts.contains_key(&number) {
            return None;
        }
        let words = PART / u64::from(u64::BITS);
        let new = || (0..words).map(|_| AtomicU64::new(0)).collect();
        Some(parts.entry(number).or_insert_with(new).clone())
    }
}

/// Crosses numbers off on a map, with the part at hand that was needed last.
struct Pen<'m> {
    map: &'m Map,
    at_hand: Option<(u64, Arc<Part>)>,
}

impl<'m> Pen<'m> {
    fn new(map: &'m Map) -> Self {
        Self { map, at_hand: None }
    }

    /// Whether a number had been crossed off before; `None` where there is no room for it.
    fn cross_off(&mut self, number: u64) -> Option<bool> {
        let wanted = number / PART;
        if self.at_hand.as_ref().is_none_or(|(at, _)| *at != wanted) {
            self.at_hand = Some((wanted, self.map.part(wanted)?));
        }
        let (_, part) = self.at_hand.as_ref()?;
        let bit = number % PART;
        let mask = 1 << (bit % u64::from(u64::BITS));
        let word = &part[(bit / u64::from(u64::BITS)) as usize];
        Some(word.fetch_or(mask, Ordering::Relaxed) & mask != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_crossed_off_once() {
        let map = Map::new(2);
        let (mut one, mut other) = (Pen::new(&map), Pen::new(&map));
        let numbers = [0, 63, 64, PART - 1, PART, 7];
        for number in numbers {
            assert_eq!(one.cross_off(number), Some(false), "{number}");
        }
        for number in numbers {
            assert_eq!(other.cross_off(number), Some(true), "{number}");
        }
        assert_eq!(other.cross_off(2 * PART), None);
        assert_eq!(other.cross_off(1), Some(false));
    }
}
