//! GDELT event files (gdeltproject.org): 1.0 with 58 columns, its historical
//! backfile with 57 (no SOURCEURL), 2.0 with 61 (with three ADM2 codes). No
//! header, tabs, no quotes, whatever the name ends with.
//!
//! **When a row became public.** DATEADDED says it: in 2.0 to the second (UTC),
//! in 1.0 as a day, which stands for its end. GDELT began to publish daily in
//! April 2013; all that is older was added in bulk early in that year. A
//! DATEADDED before 1 April 2013, and any in the backfile of 57 columns, says
//! nothing of when an event became known, so it is left out, and the lag that
//! the watch declares decides.
//!
//! **Quad classes** are as published: GDELT counts root 09 (investigate) as material
//! cooperation and 14 (protest) as verbal conflict, where CAMEO's own division has
//! 3 and 4.
//!
//! **Event days** are SQLDATE as published, also where the text spoke of "a year
//! ago" and SQLDATE therefore lies exactly a year, month or week before
//! DATEADDED.

use jiff::{Timestamp, civil::Date, civil::date, tz::TimeZone};

use super::{
    Publisher,
    context::{
        compact_day, country_of, day_of, degrees, end_of, not_a_day, number, trimmed, whole,
    },
    memo::Memo,
    read::{lossy, other_layout, utf8, wrong_number},
};
use crate::{
    Error, RawFile, Rejected, Stated, StatedRow, UnknownCodes,
    crosswalk::{self, PloverType, Scheme, plover_of_cameo},
    is_same,
    lines::{Line, lines},
    tabs::{Ends, PADDING},
    unpack::unpacked,
};

/// Columns of 1.0 before it had addresses, of 1.0, and of 2.0.
const COLUMNS: [usize; 3] = [57, 58, 61];
/// Since when DATEADDED tells when a row became public.
const DAILY_SINCE: Date = date(2013, 4, 1);

pub(super) fn read(
    file: &RawFile,
    unknown: &mut UnknownCodes,
    each: &mut dyn FnMut(StatedRow<'_>),
) -> Result<(), Error> {
    // A file in which nothing is laid out as events is none of GDELT's; one bad
    // row at the start is.
    const LOOKED_AT: u64 = 20;
    let mut seen = 0_u64;
    let mut is_gdelt = false;
    let mut waiting: Vec<(u64, Vec<u8>)> = Vec::new();
    let mut reader = Reader::new(unknown);
    let mut ends = Ends::new();
    lines(unpacked(&file.path)?, &file.path, &mut |row, line| {
        seen += 1;
        if !is_gdelt {
            ends.find(&line);
            is_gdelt = COLUMNS.contains(&ends.count);
        }
        if !is_gdelt {
            if seen > LOOKED_AT {
                return Err(nothing_fits(file));
            }
            let mut padded = line.text.to_owned();
            padded.resize(padded.len() + PADDING, 0);
            waiting.push((row, padded));
            return Ok(());
        }
        for (row, padded) in waiting.drain(..) {
            let text = &padded[..padded.len() - PADDING];
            let padded = &padded;
            reader.row(row, &Line { text, padded }, &mut ends, each);
        }
        reader.row(row, &line, &mut ends, each);
        Ok(())
    })?;
    match !is_gdelt && seen > 0 {
        true => Err(nothing_fits(file)),
        false => Ok(()),
    }
}

fn nothing_fits(file: &RawFile) -> Error {
    let cause = "none of its first lines has 57, 58 or 61 fields".to_owned();
    other_layout(file, Publisher::Gdelt, cause)
}

/// A line and where its fields end.
struct Fields<'l> {
    line: &'l str,
    ends: &'l Ends,
}

impl<'l> Fields<'l> {
    fn new(line: &Line<'l>, ends: &'l mut Ends) -> Result<Self, String> {
        let text = utf8(line.text)?;
        ends.find(line);
        if !COLUMNS.contains(&ends.count) {
            return Err(wrong_number(ends.count, &COLUMNS));
        }
        Ok(Self { line: text, ends })
    }

    /// A field by its place from 0, trimmed.
    #[inline]
    fn at(&self, index: usize) -> &'l str {
        let start = index
            .checked_sub(1)
            .map_or(0, |before| self.ends.at(before) + 1);
        trimmed(
            self.line
                .get(start..self.ends.at(index))
                .unwrap_or_default(),
        )
    }

    #[inline]
    fn some(&self, index: usize) -> Option<&'l str> {
        Some(self.at(index)).filter(|field| !field.is_empty())
    }
}

/// Reads the rows of one file. What most rows have in common is made once.
struct Reader<'u> {
    unknown: &'u mut UnknownCodes,
    /// The codes of the two actors, which are put together here.
    source: Memo,
    target: Memo,
    /// The countries of places.
    country: Memo,
    /// The last SQLDATE that is a day, and that day.
    day: Option<(String, Date)>,
    /// The last DATEADDED with the number of columns and what it says.
    added: (String, usize, Option<Timestamp>),
}

impl<'u> Reader<'u> {
    fn new(unknown: &'u mut UnknownCodes) -> Self {
        Self {
            unknown,
            source: Memo::new(),
            target: Memo::new(),
            country: Memo::new(),
            day: None,
            added: (String::new(), 0, None),
        }
    }

    fn row(
        &mut self,
        row: u64,
        line: &Line<'_>,
        ends: &mut Ends,
        each: &mut dyn FnMut(StatedRow<'_>),
    ) {
        match Fields::new(line, ends).and_then(|fields| self.event(&fields, row)) {
            Ok(stated) => each(StatedRow::Event(&stated)),
            Err(reason) => each(StatedRow::Rejected(Rejected {
                row,
                reason,
                raw: lossy(line.text),
            })),
        }
    }

    fn event<'a>(&'a mut self, fields: &Fields<'a>, row: u64) -> Result<Stated<'a>, String> {
        let count = fields.ends.count;
        let second_edition = count == 61;
        let at = |index: usize| fields.at(index);
        let id = at(0);
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(format!(
                "GLOBALEVENTID: `{}` is not a number",
                crate::dates::shortened(id)
            ));
        }
        let on = at(1);
        let on = match &self.day {
            Some((written, day)) if is_same(written.as_bytes(), on.as_bytes()) => *day,
            _ => {
                let day = compact_day("SQLDATE", on)?;
                self.day = Some((on.to_owned(), day));
                day
            }
        };
        let code = at(26);
        if code.is_empty() {
            return Err("EventCode is empty".to_owned());
        }
        let mut stated = Stated::new(row, id, code, on);
        stated.cameo = Some(code);
        stated.plover = match plover_of_cameo(code) {
            Some(PloverType::Type(name)) => Some(name),
            Some(PloverType::LeftOut) => None,
            None => {
                self.unknown.add(Scheme::CameoEvent, code);
                None
            }
        };
        stated.source = actor(at(5), at(7), self.unknown, &mut self.source);
        stated.source_name = fields.some(6);
        stated.target = actor(at(15), at(17), self.unknown, &mut self.target);
        stated.target_name = fields.some(16);
        stated.quad = match at(29) {
            "" => None,
            text => {
                Some(crate::numbers::quad(text).map_err(|reason| format!("QuadClass: {reason}"))?)
            }
        };
        stated.intensity = number("GoldsteinScale", at(30))?;
        stated.mentions = whole("NumMentions", at(31))?;
        stated.sources = whole("NumSources", at(32))?;
        stated.articles = whole("NumArticles", at(33))?;
        stated.tone = number("AvgTone", at(34))?;
        // Columns of the action's place: the second edition has one more in each place.
        let (place, lat) = if second_edition { (51, 56) } else { (49, 53) };
        stated.geo_precision = fields.some(place).filter(|kind| *kind != "0");
        stated.place = fields.some(place + 1);
        let code = at(place + 2);
        let unknown = &mut *self.unknown;
        let fips = self.country.of((code, ""), |country| {
            country.push_str(self::country(Scheme::Fips, code, unknown).unwrap_or_default());
            crosswalk::is_known(Scheme::Fips, code)
        });
        stated.country = Some(fips).filter(|country| !country.is_empty());
        stated.adm1 = fields.some(place + 3);
        (stated.lat, stated.lon) =
            degrees(("ActionGeo_Lat", at(lat)), ("ActionGeo_Long", at(lat + 1)))?;
        let added = at(if second_edition { 59 } else { 56 });
        if !is_same(self.added.0.as_bytes(), added.as_bytes()) || self.added.1 != count {
            let published_at = published(added, count)?;
            self.added = (added.to_owned(), count, published_at);
        }
        stated.published_at = self.added.2;
        if count > 57 {
            stated.url = fields.some(count - 1);
        }
        Ok(stated)
    }
}

/// The country that a code stands for, or the code as it is.
fn country<'c>(scheme: Scheme, code: &'c str, unknown: &mut UnknownCodes) -> Option<&'c str> {
    country_of(scheme, code, None, unknown).map(|(country, _)| country)
}

/// What DATEADDED of a row of so many columns says.
fn published(added: &str, columns: usize) -> Result<Option<Timestamp>, String> {
    Ok(match columns {
        61 => Some(instant(added)?),
        58 => Some(compact_day("DATEADDED", added)?)
            .filter(|day| *day >= DAILY_SINCE)
            .and_then(end_of),
        _ => {
            compact_day("DATEADDED", added)?;
            None
        }
    })
}

/// YYYYMMDDHHMMSS in UTC.
fn instant(text: &str) -> Result<Timestamp, String> {
    let instant = || {
        if text.len() != 14 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let part = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
        let small = |from, to| i8::try_from(part(from, to)?).ok();
        let day = day_of(part(0, 4)?, part(4, 6)?, part(6, 8)?)?;
        let time = jiff::civil::Time::new(small(8, 10)?, small(10, 12)?, small(12, 14)?, 0).ok()?;
        let zoned = day
            .to_datetime(time)
            .to_zoned_datetime(TimeZone::UTC)
            .ok()?;
        Some(zoned.timestamp())
    };
    instant().ok_or_else(|| not_a_day("DATEADDED", text))
}

/// The code of an actor: its country, or `---` where it has none, and the rest of its CAMEO
/// code in its parts of three letters (`PRKGOVMIL` is PRK.GOV.MIL).
fn actor<'m>(
    code: &str,
    country: &str,
    unknown: &mut UnknownCodes,
    memo: &'m mut Memo,
) -> Option<&'m str> {
    if code.is_empty() && country.is_empty() {
        return None;
    }
    Some(memo.of((code, country), |whole| {
        whole.push_str(self::country(Scheme::Cameo, country, unknown).unwrap_or("---"));
        let mut roles = code.strip_prefix(country).unwrap_or(code);
        while !roles.is_empty() {
            let third = roles.char_indices().nth(3);
            let (role, rest) = roles.split_at(third.map_or(roles.len(), |(at, _)| at));
            whole.push('.');
            whole.push_str(role);
            roles = rest;
        }
        country.is_empty() || crosswalk::is_known(Scheme::Cameo, country)
    }))
}
