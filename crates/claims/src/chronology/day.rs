//! A day that a claim names, and the days of the table.

use jiff::civil::Date;

use super::{Chronology, Finding, Row, Verdict, cited, finding as found};
use crate::{
    Claim, Time,
    time::{Precision, Relation},
};

/// Days within which a row of another day is taken for the same event under
/// another date. Further away it is another event.
const NEAR: i32 = 7;

pub(super) fn finding(
    claim: &Claim,
    time: &Time,
    about: &[&Row],
    chronology: &Chronology,
) -> Option<Finding> {
    let (from, to) = (time.from?, time.to?);
    if time.relation != Relation::Within || time.precision != Precision::Day {
        return None;
    }
    let on: Vec<&Row> = about
        .iter()
        .copied()
        .filter(|row| row.from <= to && from <= row.to)
        .collect();
    if !on.is_empty() {
        let rows: Vec<String> = on.iter().take(3).map(|row| cited(row)).collect();
        let message = format!("the table has it on that day: {}", rows.join("; "));
        return Some(found(claim, Verdict::Agrees, message, &on));
    }
    let (first, last) = chronology.span()?;
    if to < first || from > last {
        let message = format!("not found in the table: it covers {first} to {last}");
        return Some(found(claim, Verdict::NotFound, message, &[]));
    }
    let mut near: Vec<(i32, &Row)> = about
        .iter()
        .copied()
        .filter(|row| row.to_the_day)
        .map(|row| (distance(row.from, from), row))
        .filter(|(days, _)| *days <= NEAR)
        .collect();
    near.sort_by_key(|(days, row)| (*days, row.from));
    let near: Vec<&Row> = near.into_iter().map(|(_, row)| row).take(3).collect();
    if near.is_empty() {
        let message = format!("not found in the table: no such event within {NEAR} days of {from}");
        return Some(found(claim, Verdict::NotFound, message, &[]));
    }
    let rows: Vec<String> = near.iter().map(|row| cited(row)).collect();
    let message = format!(
        "the text says {}, where the table has none; nearest are {}",
        time.text,
        rows.join("; ")
    );
    Some(found(claim, Verdict::Differs, message, &near))
}

fn distance(one: Date, other: Date) -> i32 {
    (one - other).get_days().abs()
}
