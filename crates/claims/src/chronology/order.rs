//! What is said to be the first or the last of its kind.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::{Finding, Row, Verdict, cited, finding as found};
use crate::{Claim, time::Precision};

/// Holds "the first" against the table's earlier rows; "the first since 2020"
/// against those since then only.
pub(super) fn first(claim: &Claim, about: &[&Row]) -> Option<Finding> {
    static FIRST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:the|its|their|his) first\b|\bfor the first time\b|\bfirst ever\b")
            .expect("the crate's own pattern")
    });
    static OTHERWISE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\bfirst (?:half|quarter|place|step|of all|two|three|months?|weeks?|days?|secretary|lady|aid|responders?)\b|\bat first\b")
            .expect("the crate's own pattern")
    });
    if !FIRST.is_match(&claim.quote) || OTHERWISE.is_match(&claim.quote) {
        return None;
    }
    let day = claim
        .times
        .iter()
        .filter(|time| time.precision == Precision::Day)
        .find_map(|time| time.from)?;
    let since = claim
        .times
        .iter()
        .filter(|time| time.precision != Precision::Day)
        .filter_map(|time| time.to)
        .filter(|to| *to < day)
        .max();
    let earliest = about
        .iter()
        .copied()
        .filter(|row| row.to_the_day && since.is_none_or(|since| row.from > since))
        .find(|row| row.from < day)?;
    let message = format!(
        "the text speaks of a first on {day}, and the table has an earlier one: {}",
        cited(earliest)
    );
    Some(found(claim, Verdict::Differs, message, &[earliest]))
}

/// Holds "the last" and "the latest" against the table's later rows, up to the
/// day of writing.
pub(super) fn last(claim: &Claim, about: &[&Row], written: Option<Date>) -> Option<Finding> {
    static LAST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:the|its|their) (?:last|latest|most recent) \w+")
            .expect("the crate's own pattern")
    });
    static SPANS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:last|latest) (?:two|three|few|several|days?|weeks?|months?|years?|decades?|quarter|\d+)\b")
            .expect("the crate's own pattern")
    });
    if !LAST.is_match(&claim.quote) || SPANS.is_match(&claim.quote) {
        return None;
    }
    let written = written?;
    let day = claim
        .times
        .iter()
        .filter(|time| time.precision == Precision::Day)
        .find_map(|time| time.to)?;
    let later = about
        .iter()
        .copied()
        .rfind(|row| row.to_the_day && day < row.from && row.from <= written)?;
    let message = format!(
        "the text speaks of the last on {day}, and the table has a later one: {}",
        cited(later)
    );
    Some(found(claim, Verdict::Differs, message, &[later]))
}
