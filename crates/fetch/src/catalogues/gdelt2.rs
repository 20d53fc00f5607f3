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

/// How much of the end of the list is asked for first: a month of it, where the whole has
/// more than ten years.
const END: u64 = 1 << 20;

pub(super) fn list(lists: &Lists, span: Span) -> Result<Listing, Error> {
    if let Some(listing) = recent(lists, span) {
        return Ok(listing);
    }
    let mut reading = Reading::of(lists, span);
    lists.each_line(LIST, |number, line| reading.line(number, line))?;
    if reading.events == 0 {
        return Err(lists.no_list(LIST, "it names no file of events"));
    }
    Ok(reading.listing())
}

/// What the end of the list gives, where it begins more than a day before the span and
/// has files within it. The list is in the order of time.
fn recent(lists: &Lists, span: Span) -> Option<Listing> {
    let end = lists.last_lines(LIST, END)?;
    let mut reading = Reading::of(lists, span);
    for (number, line) in (1..).zip(end.lines()) {
        let line = line.trim();
        if !line.is_empty() {
            reading.line(number, line);
        }
    }
    let (first, _) = reading.reaches?;
    let listing = reading.listing();
    let is_before = first.date().tomorrow().ok()? < span.from;
    // A fault has the number of its line, which only the whole list tells.
    (is_before && !listing.files.is_empty() && listing.faults_in_all == 0).then_some(listing)
}

/// The list on its way through its lines.
struct Reading<'a> {
    lists: &'a Lists<'a>,
    span: Span,
    listing: Listing,
    files: ByName,
    reaches: Option<(DateTime, DateTime)>,
    /// Files of events that it names, within the span or not.
    events: u64,
}

impl<'a> Reading<'a> {
    fn of(lists: &'a Lists<'a>, span: Span) -> Self {
        Self {
            lists,
            span,
            listing: Listing::default(),
            files: ByName::default(),
            reaches: None,
            events: 0,
        }
    }

    fn line(&mut self, number: u64, line: &str) {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [size, md5, address] = fields[..] else {
            self.listing
                .fault(number, line, "not size, MD5 and address");
            return;
        };
        let name = address.rsplit('/').next().unwrap_or_default();
        if !name.ends_with(EVENTS) {
            return;
        }
        let slot = begins(name).filter(|_| is_safe_name(name));
        let (Some(begins), Ok(size), Ok(md5)) = (slot, size.parse(), md5.parse()) else {
            self.listing
                .fault(number, line, "no size, MD5 or time in it");
            return;
        };
        self.events += 1;
        let (first, last) = self.reaches.get_or_insert((begins, begins));
        *first = (*first).min(begins);
        *last = (*last).max(begins);
        if !self.span.meets(begins.date(), begins.date()) {
            return;
        }
        // The name alone is used: files lie beside their list, wherever that is mirrored.
        let Ok(url) = self.lists.address(name) else {
            self.listing.fault(number, line, "no address");
            return;
        };
        let listed = Listed {
            name: name.to_owned(),
            url,
            size: Some(size),
            md5: Some(md5),
        };
        if !self.files.insert(listed) {
            let why = "listed before with another size or MD5";
            self.listing.fault(number, line, why);
        }
    }

    /// What it gives, with what its sequence lacks within the span.
    fn listing(self) -> Listing {
        let mut listing = self.listing;
        listing.files = self.files.sorted();
        listing.reaches = self.reaches;
        let Some((first, last)) = self.reaches else {
            return listing;
        };
        let from = first.max(self.span.from.to_datetime(Time::midnight()));
        let to = last.min(self.span.to.to_datetime(Time::constant(23, 45, 0, 0)));
        if from <= to {
            // The slots next to both ends, so that what is missing there is found as well.
            let edges = [from.checked_sub(15.minutes()), to.checked_add(15.minutes())];
            let edges = edges.into_iter().flatten();
            let edges = edges.map(|time| format!("{}{EVENTS}", time.strftime("%Y%m%d%H%M%S")));
            let names = listing.files.iter().map(|file| file.name.clone());
            let slots = names.chain(edges);
            listing.gaps = gaps(slots.filter_map(|name| Publisher::Gdelt.slot(&name)));
        }
        listing
    }
}

/// When the quarter of an hour of a file begins, by its name.
fn begins(name: &str) -> Option<DateTime> {
    let stamp = name.strip_suffix(EVENTS)?;
    (stamp.len() == 14)
        .then(|| DateTime::strptime("%Y%m%d%H%M%S", stamp).ok())
        .flatten()
}
