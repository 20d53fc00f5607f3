//! GDELT 1.0: `filesizes` (size, name) and `md5sums` (MD5, name).

use foreshock_source::{Publisher, gaps};
use jiff::{
    ToSpan,
    civil::{Date, Time},
};

use crate::{
    Error, Listed, Listing, Span,
    catalogues::Lists,
    listing::{ByName, is_safe_name},
};

const SIZES: &str = "filesizes";
const SUMS: &str = "md5sums";
/// End of the names of daily files.
const DAILY: &str = ".export.CSV.zip";

pub(super) fn list(lists: &Lists, span: Span) -> Result<Listing, Error> {
    let mut listing = Listing::default();
    let mut files = ByName::default();
    let mut reaches: Option<(Date, Date)> = None;
    let mut named = 0_u64;
    lists.each_line(SIZES, |number, line| {
        let Some((size, name)) = line.split_once(char::is_whitespace) else {
            listing.fault(number, line, "not size and name");
            return;
        };
        let name = name.trim();
        // Beside events lies a reduced edition of all of them, which has no days.
        let Some((first, last)) = days(name) else {
            return;
        };
        named += 1;
        if name.ends_with(DAILY) {
            let (from, to) = reaches.get_or_insert((first, last));
            *from = (*from).min(first);
            *to = (*to).max(last);
        }
        if !span.meets(first, last) {
            return;
        }
        let address = lists.address(name);
        let (Ok(size), Ok(url), true) = (size.parse(), address, is_safe_name(name)) else {
            listing.fault(number, line, "no size, or no name of a file");
            return;
        };
        let listed = Listed {
            name: name.to_owned(),
            url,
            size: Some(size),
            md5: None,
        };
        if !files.insert(listed) {
            listing.fault(number, line, "listed before with another size");
        }
    })?;
    if named == 0 {
        return Err(lists.no_list(SIZES, "it names no file of events"));
    }
    lists.each_line(SUMS, |number, line| {
        let Some((sum, name)) = line.split_once(char::is_whitespace) else {
            listing.fault(number, line, "not MD5 and name");
            return;
        };
        let name = name.trim().trim_start_matches('*');
        if !days(name).is_some_and(|(first, last)| span.meets(first, last)) {
            return;
        }
        match (sum.parse(), files.get_mut(name)) {
            (Ok(md5), Some(file)) => file.md5 = Some(md5),
            (Ok(_), None) => listing.fault(number, line, "has an MD5 and no size"),
            (Err(()), _) => listing.fault(number, line, "no MD5"),
        }
    })?;
    let (with, without): (Vec<Listed>, Vec<Listed>) = files
        .sorted()
        .into_iter()
        .partition(|file| file.md5.is_some());
    for file in without {
        listing.fault(0, &file.name, "has a size and no MD5; it is not fetched");
    }
    listing.files = with;
    if let Some((first, last)) = reaches {
        let time = |day: Date| day.to_datetime(Time::midnight());
        listing.reaches = Some((time(first), time(last)));
        let (from, to) = (first.max(span.from), last.min(span.to));
        if from <= to {
            let edges = [from.checked_sub(1.day()), to.checked_add(1.day())];
            let edges = edges.into_iter().flatten();
            let edges = edges.map(|day| format!("{}{DAILY}", day.strftime("%Y%m%d")));
            let names = listing.files.iter().map(|file| file.name.clone());
            let slots = names.chain(edges);
            listing.gaps = gaps(slots.filter_map(|name| Publisher::Gdelt.slot(&name)));
        }
    }
    Ok(listing)
}

/// First and last day that a file is about: `20160728.export.CSV.zip` the day on which its
/// events were added, `201303.zip` and `1979.zip` those on which they happened.
fn days(name: &str) -> Option<(Date, Date)> {
    let stamp = name
        .strip_suffix(DAILY)
        .or_else(|| name.strip_suffix(".zip"))?;
    if !stamp.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| stamp.get(from..to)?.parse::<i8>().ok();
    let year: i16 = stamp.get(..4)?.parse().ok()?;
    match stamp.len() {
        8 => {
            let day = Date::new(year, part(4, 6)?, part(6, 8)?).ok()?;
            Some((day, day))
        }
        6 => {
            let first = Date::new(year, part(4, 6)?, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        4 => Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)),
        _ => None,
    }
}
