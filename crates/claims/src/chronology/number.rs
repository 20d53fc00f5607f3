//! Numbers that a claim names, and the numbers of the rows of that day.

use unicode_segmentation::UnicodeSegmentation;

use super::{Finding, Row, Verdict, cited, finding as found};
use crate::{Bound, Claim, Time};

/// How far a number that is "about" may be from the table's.
const ABOUT: f64 = 0.1;

/// Compares the numbers of a claim that names one day with the rows of that day,
/// where the number counts what the row is about.
pub(super) fn findings(claim: &Claim, days: &[&Time], about: &[&Row]) -> Vec<Finding> {
    let [day] = days else {
        return Vec::new();
    };
    let (Some(from), Some(to)) = (day.from, day.to) else {
        return Vec::new();
    };
    let on: Vec<&Row> = about
        .iter()
        .copied()
        .filter(|row| row.from <= to && from <= row.to && row.count.is_some())
        .collect();
    if on.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for number in &claim.numbers {
        let counts_it: Vec<&Row> = on
            .iter()
            .copied()
            .filter(|row| counts(&number.of, row))
            .collect();
        let Some(row) = counts_it.first() else {
            continue;
        };
        let fits = counts_it
            .iter()
            .filter_map(|row| row.count)
            .any(|count| fits(number.bound, number.value, count));
        let (verdict, message) = match fits {
            true => (
                Verdict::Agrees,
                format!("\"{}\" agrees with the table: {}", number.text, cited(row)),
            ),
            false => (
                Verdict::Differs,
                format!(
                    "the text says \"{}\", the table has {}: {}",
                    number.text,
                    row.count.unwrap_or_default(),
                    cited(row)
                ),
            ),
        };
        findings.push(found(claim, verdict, message, &[row]));
    }
    findings
}

fn fits(bound: Bound, value: f64, count: f64) -> bool {
    match bound {
        Bound::Exactly => (value - count).abs() < 0.5,
        Bound::About => (value - count).abs() <= ABOUT * count.abs().max(value.abs()),
        Bound::AtLeast => count >= value,
        Bound::AtMost => count <= value,
    }
}

/// Whether the words after a number name what the row is about.
fn counts(of: &str, row: &Row) -> bool {
    of.unicode_words().any(|word| {
        let singular = word.to_lowercase();
        let singular = singular.strip_suffix('s').unwrap_or(&singular);
        singular.len() > 3
            && row
                .category
                .split(|character: char| !character.is_alphabetic())
                .any(|part| part.eq_ignore_ascii_case(singular))
    })
}
