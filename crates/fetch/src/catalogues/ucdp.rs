//! UCDP: the page of downloads, of which the links to GED and GED Candidate as CSV count.
//! It gives no sizes and no sums.

use std::{collections::BTreeSet, io::Read};

use foreshock_source::{Gap, Publisher};
use jiff::{
    ToSpan,
    civil::{Date, Time},
};
use url::Url;

use crate::{
    Error, Listed, Listing, Span,
    catalogues::Lists,
    listing::{ByName, is_safe_name},
};

/// The largest page of downloads that is read.
const MOST_BYTES: u64 = 32 << 20;

/// A release, by the name of its file.
struct Release {
    /// Order among releases.
    order: u32,
    /// It is a yearly one, which holds everything before.
    yearly: bool,
    /// First and last day that it is about.
    days: (Date, Date),
}

pub(super) fn list(lists: &Lists, span: Span) -> Result<Listing, Error> {
    let mut listing = Listing::default();
    let mut text = String::new();
    lists.with("", |page| {
        page.take(MOST_BYTES)
            .read_to_string(&mut text)
            .map_err(|error| lists.no_list("", &error.to_string()))
    })?;
    let mut releases: Vec<(Release, Listed)> = Vec::new();
    let mut seen = ByName::default();
    for link in links(&text) {
        let Ok(url) = lists.address(&link) else {
            continue;
        };
        let name = url.path().rsplit('/').next().unwrap_or_default().to_owned();
        let Some(release) = release(&name).filter(|_| is_safe_name(&name)) else {
            continue;
        };
        if url.origin() != lists.base.origin() {
            listing.fault(0, &link, "leads to another server; it is not fetched");
            continue;
        }
        let listed = Listed {
            name,
            url: without_fragment(url),
            size: None,
            md5: None,
        };
        let is_new = !seen.holds(&listed.name);
        if !seen.insert(listed.clone()) {
            listing.fault(0, &link, "the same name stands for two files");
        }
        if is_new {
            releases.push((release, listed));
        }
    }
    if releases.is_empty() {
        return Err(lists.no_list("", "it links to no GED or GED Candidate as CSV"));
    }
    // Each yearly release holds the ones before it, so only the newest is read.
    let newest = releases
        .iter()
        .filter(|(release, _)| release.yearly)
        .map(|(release, _)| release.order)
        .max();
    releases.sort_by_key(|(release, _)| release.order);
    listing.gaps = gaps(&releases, newest, span);
    let wanted = releases.into_iter().filter(|(release, _)| {
        span.meets(release.days.0, release.days.1)
            && (!release.yearly || Some(release.order) == newest)
    });
    listing.files = wanted.map(|(_, listed)| listed).collect();
    Ok(listing)
}

/// Months between the newest yearly release and the newest Candidate one of which there
/// is no release.
fn gaps(releases: &[(Release, Listed)], newest: Option<u32>, span: Span) -> Vec<Gap> {
    let candidates = || releases.iter().filter(|(release, _)| !release.yearly);
    let after = releases
        .iter()
        .find(|(release, _)| release.yearly && Some(release.order) == newest)
        .and_then(|(release, _)| release.days.1.checked_add(1.day()).ok());
    let first = after.or_else(|| candidates().map(|(release, _)| release.days.0).min());
    let last = candidates().map(|(release, _)| release.days.1).max();
    let (Some(first), Some(last)) = (first, last) else {
        return Vec::new();
    };
    let held: BTreeSet<Date> = candidates()
        .flat_map(|(release, _)| months(release.days.0, release.days.1))
        .collect();
    let mut gaps: Vec<Gap> = Vec::new();
    for month in months(first.max(span.from), last.min(span.to)) {
        if held.contains(&month) {
            continue;
        }
        let begins = month.to_datetime(Time::midnight());
        match gaps.last_mut() {
            Some(gap)
                if gap
                    .to
                    .checked_add(1.month())
                    .is_ok_and(|next| next == begins) =>
            {
                gap.to = begins;
                gap.slots += 1;
            }
            _ => gaps.push(Gap {
                from: begins,
                to: begins,
                slots: 1,
                slot: "month",
                never_published: false,
            }),
        }
    }
    gaps
}

/// First days of the months from `first` to `last`.
fn months(first: Date, last: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first.first_of_month()), |month| {
        month.checked_add(1.month()).ok()
    })
    .take_while(move |month| *month <= last)
}

/// The release that a file of this name is, if it is one as CSV.
fn release(name: &str) -> Option<Release> {
    let lower = name.to_lowercase();
    let is_csv = [".csv", "csv.zip"].iter().any(|end| lower.ends_with(end));
    let order = Publisher::Ged.release(name).order?;
    if !is_csv || !lower.starts_with("ged") {
        return None;
    }
    let year = 2000 + i16::try_from(order / 100).ok()?;
    let day = |year, month| Date::new(year, month, 1).ok();
    let days = match i8::try_from(order % 100).ok()? {
        0 => (day(1989, 1)?, day(year - 1, 12)?.last_of_month()),
        month => {
            // `GEDEvent_v26_01_26_06`: January to June.
            let numbers: Vec<i8> = lower
                .split(|sign: char| !sign.is_ascii_digit())
                .filter_map(|number| number.parse().ok())
                .collect();
            let first = match numbers[..] {
                [_, first @ 1..=12, _, last] if last == month => first,
                _ => month,
            };
            (day(year, first)?, day(year, month)?.last_of_month())
        }
    };
    Some(Release {
        order,
        yearly: order % 100 == 0,
        days,
    })
}

/// Where the links of a page lead, as written.
fn links(page: &str) -> Vec<String> {
    let lower = page.to_ascii_lowercase();
    let mut links = Vec::new();
    for (at, _) in lower.match_indices("href") {
        let rest = page[at + 4..].trim_start();
        let Some(rest) = rest.strip_prefix('=') else {
            continue;
        };
        let rest = rest.trim_start();
        let link = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => rest[1..].split(quote).next(),
            _ => rest
                .split(|sign: char| sign.is_whitespace() || sign == '>')
                .next(),
        };
        links.extend(link.map(|link| link.trim().replace("&amp;", "&")));
    }
    links
}

fn without_fragment(mut url: Url) -> Url {
    url.set_fragment(None);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_which_days_a_release_is_about() {
        let days = |name: &str| {
            release(name).map(|release| {
                let (first, last) = release.days;
                format!("{first}..{last} {}", release.yearly)
            })
        };
        for (name, said) in [
            ("ged241-csv.zip", Some("1989-01-01..2023-12-31 true")),
            ("GEDEvent_v24_1.csv", Some("1989-01-01..2023-12-31 true")),
            (
                "GEDEvent_v23_0_10.csv",
                Some("2023-10-01..2023-10-31 false"),
            ),
            (
                "GEDEvent_v26_01_26_06.csv",
                Some("2026-01-01..2026-06-30 false"),
            ),
            ("ged241-xlsx.zip", None),
            ("ged241.pdf", None),
            ("ucdp-actor-261-csv.zip", None),
        ] {
            assert_eq!(days(name).as_deref(), said, "{name}");
        }
    }

    #[test]
    fn links_are_found_however_they_are_written() {
        let page = "<a HREF = \"ged/a.zip\">x</a><a class=b href='c.csv?d&amp;e'><a href=f>";
        assert_eq!(links(page), ["ged/a.zip", "c.csv?d&e", "f"]);
        assert!(links("href").is_empty());
        assert_eq!(links("<a href=\"").len(), 1);
    }
}
