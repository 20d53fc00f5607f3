//! What was known of a dataset, column by column.
//!
//! A series only counts and adds up, so that nothing need become a record for it. Data files
//! are read row group by row group, of each only the columns that are asked for, and a
//! column is not read where the columns before it left nothing to select. What of an event
//! counts is exactly what [`Lake::known`] takes: identifiers that stand in more than one row
//! are found first, and of their rows the one that counts.

mod group;
mod pages;
mod repeated;
mod shadowed;
#[cfg(test)]
mod tests;

use std::{cell::OnceCell, sync::Mutex, sync::PoisonError};

use arrow::array::{Array, ArrayRef, AsArray};
use foreshock_event::{AsOf, DatePrecision, Facet, Feed, Field, Number, Stretch, Text};
use jiff::Timestamp;

use self::{
    group::{Coded, Group, Lineage, Opened, instant},
    repeated::Limits,
    shadowed::{Known, Shadowed, shadowed},
};
use crate::{Dataset, Error, Lake, bulk::each_at_once, columns::Kind, delta::DataFile};

impl Lake {
    /// Hands what lies in the lake of `dataset` to `each`, a stretch after the other and
    /// several at once; [`Stretch::stands`] tells what of it was known at `as_of` as `feed`
    /// has it. Each worker keeps something of its own, which is given back in no order.
    ///
    /// Held are the columns of one row group for each worker, the footers of all data files
    /// (some 50 kB each), and, where events may stand in more than one row, of the
    /// identifiers a bit each where they are numbers, else some hundred MiB at a time.
    ///
    /// # Errors
    ///
    /// Where a data file is missing or damaged, and those of `each`.
    pub fn stretches<K: Send>(
        &self,
        as_of: &AsOf,
        (dataset, feed): &(Dataset, Feed),
        keep: impl Fn() -> K + Sync,
        each: impl Fn(&Rows<'_>, &mut K) -> Result<(), Error> + Sync,
    ) -> Result<Vec<K>, Error> {
        self.stretches_within(as_of, (dataset, feed), Limits::default(), keep, each)
    }

    fn stretches_within<K: Send>(
        &self,
        as_of: &AsOf,
        (dataset, feed): (&Dataset, &Feed),
        limits: Limits,
        keep: impl Fn() -> K + Sync,
        each: impl Fn(&Rows<'_>, &mut K) -> Result<(), Error> + Sync,
    ) -> Result<Vec<K>, Error> {
        let Some(number) = self.lineage(dataset.id()) else {
            return Ok(Vec::new());
        };
        keep_room();
        let lineage = Lineage {
            dataset: dataset.id(),
            number,
        };
        let all = self.data_files()?.into_iter();
        let files: Vec<DataFile> = all.filter(|file| file.kind == Kind::Event).collect();
        let mut opened = each_at_once(&files, || (), |file, ()| Opened::new(file, lineage))
            .into_iter()
            .collect::<Result<Vec<_>, Error>>()?;
        opened.retain(|opened| !opened.groups.is_empty());
        let known = Known { as_of, feed };
        let shadowed = shadowed(&opened, lineage, &known, limits)?;
        let numbered: Vec<(usize, &Opened)> = opened.iter().enumerate().collect();
        let idle: Mutex<Vec<K>> = Mutex::default();
        let at_rest = || idle.lock().unwrap_or_else(PoisonError::into_inner);
        let of_file = |(file, opened): &(usize, &Opened), (): &mut ()| {
            let taken = at_rest().pop();
            let mut kept = taken.unwrap_or_else(&keep);
            for group in opened.all_groups() {
                let rows = Rows::new(&group, lineage, &known, (*file, &shadowed));
                each(&rows, &mut kept)?;
            }
            at_rest().push(kept);
            Ok(())
        };
        each_at_once(&numbered, || (), of_file)
            .into_iter()
            .collect::<Result<(), Error>>()?;
        Ok(idle.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Lets the allocator of glibc keep the room of a column for the next one. It gives blocks
/// of more than 128 KiB back to the system and takes them anew, which took a quarter of the
/// time, until a larger one was given back: from then on it keeps those that are smaller.
fn keep_room() {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(31 << 20)));
}

/// The rows of one row group of a data file.
pub struct Rows<'g> {
    group: &'g Group<'g>,
    lineage: Lineage<'g>,
    known: &'g Known<'g>,
    /// Number of the file, and which rows do not count since others of their event do.
    shadowed: (usize, &'g Shadowed),
    stands: OnceCell<Vec<bool>>,
    texts: [OnceCell<Coded>; Field::ALL.len()],
    numbers: [OnceCell<Vec<f64>>; Number::ALL.len()],
    began_on: OnceCell<Vec<i32>>,
    ended_on: OnceCell<Vec<i32>>,
    precisions: OnceCell<Vec<DatePrecision>>,
    published: OnceCell<Vec<Option<Timestamp>>>,
    descriptions: OnceCell<Option<ArrayRef>>,
    ids: OnceCell<Option<ArrayRef>>,
}

/// What a cell holds, read where it is empty.
fn filled<T>(cell: &OnceCell<T>, read: impl FnOnce() -> Result<T, Error>) -> Result<&T, Error> {
    if let Some(there) = cell.get() {
        return Ok(there);
    }
    let read = read()?;
    Ok(cell.get_or_init(|| read))
}

impl<'g> Rows<'g> {
    fn new(
        group: &'g Group<'g>,
        lineage: Lineage<'g>,
        known: &'g Known<'g>,
        shadowed: (usize, &'g Shadowed),
    ) -> Self {
        Self {
            group,
            lineage,
            known,
            shadowed,
            stands: OnceCell::new(),
            texts: Default::default(),
            numbers: Default::default(),
            began_on: OnceCell::new(),
            ended_on: OnceCell::new(),
            precisions: OnceCell::new(),
            published: OnceCell::new(),
            descriptions: OnceCell::new(),
            ids: OnceCell::new(),
        }
    }

    /// Whether all rows stand, as far as the footer tells.
    fn all_stand(&self) -> bool {
        let (file, shadowed) = self.shadowed;
        let until = self.known.whole_microseconds();
        !shadowed.any_of(file) && self.group.all_published_by(self.lineage, until)
    }

    fn standing(&self) -> Result<Vec<bool>, Error> {
        if self.all_stand() {
            return Ok(vec![true; self.group.rows]);
        }
        let mut stands = match self.group.members(self.lineage)? {
            Some(members) if !members.contains(&true) => return Ok(members),
            Some(members) => members,
            None => vec![true; self.group.rows],
        };
        let known = self.known.of(self.group)?;
        let retracted = self.group.retracted()?;
        for ((stands, known), retracted) in stands.iter_mut().zip(known).zip(retracted) {
            *stands &= known && !retracted;
        }
        let (file, shadowed) = self.shadowed;
        if shadowed.any_of(file) {
            for (row, stands) in stands.iter_mut().enumerate() {
                *stands &= !shadowed.holds(file, self.group.first + row);
            }
        }
        Ok(stands)
    }

    /// The values of a text field.
    fn coded(&self, field: Field) -> Result<Coded, Error> {
        let constant = |text: &Text| Coded {
            values: vec![text.clone()],
            codes: vec![1; self.group.rows],
        };
        let name = match field {
            Field::Feed => return Ok(constant(&self.known.feed.id)),
            Field::Publisher => return Ok(constant(&self.group.opened.file.publisher)),
            Field::Category => "category",
            Field::Source => "source",
            Field::Target => "target",
            Field::Country => "country",
            Field::Adm1 => "adm1",
            Field::Place => "place",
            Field::Cameo => "cameo",
            Field::Plover => "plover",
        };
        let mut coded = self.group.coded(name)?;
        if field == Field::Category && coded.codes.contains(&0) {
            // Every record has a category, if an empty one.
            coded.values.push("".into());
            let empty = u32::try_from(coded.values.len()).unwrap_or(u32::MAX);
            for code in coded.codes.iter_mut().filter(|code| **code == 0) {
                *code = empty;
            }
        }
        Ok(coded)
    }
}

impl Stretch for Rows<'_> {
    type Error = Error;

    fn rows(&self) -> usize {
        self.group.rows
    }

    fn stands(&self) -> Result<&[bool], Error> {
        Ok(filled(&self.stands, || self.standing())?)
    }

    fn span_of_all(&self) -> Result<Option<(i32, i32)>, Error> {
        Ok(self.group.days_of_all().filter(|_| self.all_stand()))
    }

    fn texts(&self, field: Field) -> Result<Facet<'_>, Error> {
        let coded = filled(&self.texts[field as usize], || self.coded(field))?;
        Ok(Facet {
            values: &coded.values,
            codes: &coded.codes,
        })
    }

    fn numbers(&self, number: Number) -> Result<&[f64], Error> {
        let name = match number {
            Number::Count => "count",
            Number::Intensity => "intensity",
            Number::FatalitiesBest => "fatalities_best",
            Number::Quad => "quad",
            Number::Lat => "lat",
            Number::Lon => "lon",
        };
        let cell = &self.numbers[number as usize];
        Ok(filled(cell, || self.group.numbers(name))?)
    }

    fn began_on(&self) -> Result<&[i32], Error> {
        Ok(filled(&self.began_on, || self.group.days("began_on"))?)
    }

    fn ended_on(&self) -> Result<&[i32], Error> {
        Ok(filled(&self.ended_on, || self.group.days("ended_on"))?)
    }

    fn date_precision(&self) -> Result<&[DatePrecision], Error> {
        Ok(filled(&self.precisions, || self.group.precisions())?)
    }

    fn published_at(&self) -> Result<&[Option<Timestamp>], Error> {
        let read = || -> Result<Vec<Option<Timestamp>>, Error> {
            let published = self.group.instants("published_at")?.into_iter();
            published
                .map(|at| at.map(instant).transpose())
                .collect::<Result<_, String>>()
                .map_err(|cause| self.group.damaged(cause))
        };
        Ok(filled(&self.published, read)?)
    }

    fn description(&self, row: usize) -> Result<Option<&str>, Error> {
        let texts = filled(&self.descriptions, || self.group.texts("text"))?;
        Ok(texts.as_ref().and_then(|texts| at(texts, row)))
    }

    fn event_id(&self, row: usize) -> Result<Text, Error> {
        let ids = filled(&self.ids, || self.group.texts("event_id"))?;
        let id = ids.as_ref().and_then(|ids| at(ids, row));
        Ok(id.unwrap_or_default().into())
    }
}

/// The text of a row, where it has one.
fn at(texts: &ArrayRef, row: usize) -> Option<&str> {
    if texts.is_null(row) {
        return None;
    }
    match texts.as_string_opt::<i32>() {
        Some(texts) => Some(texts.value(row)),
        None => texts.as_string_view_opt().map(|texts| texts.value(row)),
    }
}
