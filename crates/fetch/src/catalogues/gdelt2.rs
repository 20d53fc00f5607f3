//! GDELT 2.0: `masterfilelist.txt`, a line for each file with size, MD5 and address.

use foreshock_source::{Publisher, gaps};
use jiff::{
    ToSpan,
    civil::{DateTime, Time},
};

use crate::{
    Error, Listed, Listing, Span,
    catalogues::Lists,
    listing::{ByName, is_safe_name},
};

const LIST: &str = "masterfilelist.txt";
/// End of the names of event files; mentions and the knowledge graph are not read.
const EVENTS: &str = ".export.CSV.zip";

pub(super) fn list(lists: &Lists, span: Span) -> Result<Listing, Error> {
    let mut listing = Listing::default();
    let mut files = ByName::default();
    let mut reaches: Option<(DateTime, DateTime)> = None;
    let mut events = 0_u64;
    lists.each_line(LIST, |number, line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [size, md5, address] = fields[..] else {
            listing.fault(number, line, "not size, MD5 and address");
            return;
        };
        let name = address.rsplit('/').next().unwrap_or_default();
        if !name.ends_with(EVENTS) {
            return;
        }
        let slot = begins(name).filter(|_| is_safe_name(name));
        let (Some(begins), Ok(size), Ok(md5)) = (slot, size.parse(), md5.parse()) else {
            listing.fault(number, line, "no size, MD5 or time in it");
            return;
        };
        events += 1;
        let (first, last) = reaches.get_or_insert((begins, begins));
        *first = (*first).min(begins);
        *last = (*last).max(begins);
        if !span.meets(begins.date(), begins.date()) {
            return;
        }
        // The name alone is used: files lie beside their list, wherever that is mirrored.
        let Ok(url) = lists.address(name) else {
            listing.fault(number, line, "no address");
            return;
        };
        let listed = Listed {
            name: name.to_owned(),
            url,
            size: Some(size),
            md5: Some(md5),
        };
        if !files.insert(listed) {
            listing.fault(number, line, "listed before with another size or MD5");
        }
    })?;
    if events == 0 {
        return Err(lists.no_list(LIST, "it names no file of events"));
    }
    listing.files = files.sorted();
    listing.reaches = reaches;
    if let Some((first, last)) = reaches {
        let from = first.max(span.from.to_datetime(Time::midnight()));
        let to = last.min(span.to.to_datetime(Time::constant(23, 45, 0, 0)));
        if from <= to {
            // The slots next to both ends, so that what is missing there is found as well.
            let edges = [from.checked_sub(15.minutes()), to.checked_add(15.minutes())];
            let edges = edges.into_iter().flatten();
            let edges = edges.map(|time| format!("{}{EVENTS}", time.strftime("%Y%m%d%H%M%S")));
            let names = listing.files.iter().map(|file| file.name.clone());
            let slots = names.chain(edges);
            listing.gaps = gaps(slots.filter_map(|name| Publisher::Gdelt.slot(&name)));
        }
    }
    Ok(listing)
}

/// When the quarter of an hour of a file begins, by its name.
fn begins(name: &str) -> Option<DateTime> {
    let stamp = name.strip_suffix(EVENTS)?;
    (stamp.len() == 14)
        .then(|| DateTime::strptime("%Y%m%d%H%M%S", stamp).ok())
        .flatten()
}
