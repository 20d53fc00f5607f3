//! Claims held against a chronology: what differs from its rows, what agrees, and
//! what it does not hold. A table is no judge: what is not found in it is "not
//! found in the table" and never "false".

mod day;
mod number;
mod order;
mod topic;

use jiff::civil::Date;
use serde::Serialize;

use crate::{Claim, Kind, Reading, Time, time::Precision};

/// A row of a chronology.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Name of the file.
    pub file: String,
    /// Row in the file, from 1 for the first after the header.
    pub row: u64,
    /// First day of the event.
    pub from: Date,
    /// Last day of the event.
    pub to: Date,
    /// Whether the row gives days and not months or years.
    pub to_the_day: bool,
    /// Its category.
    pub category: String,
    /// Code of the acting side.
    pub source: Option<String>,
    /// Code of the side acted upon.
    pub target: Option<String>,
    /// What it measures.
    pub count: Option<f64>,
    /// Where the fact is from.
    pub citation: Option<String>,
}

/// A chronology: rows by day.
#[derive(Debug, Clone, Default)]
pub struct Chronology {
    rows: Vec<Row>,
}

impl Chronology {
    /// A chronology of these rows.
    pub fn new(mut rows: Vec<Row>) -> Self {
        rows.sort_by(|one, other| {
            let key = |row: &Row| (row.from, row.to, row.file.clone(), row.row);
            key(one).cmp(&key(other))
        });
        Self { rows }
    }

    /// First and last day of its rows; `None` where there are none.
    pub fn span(&self) -> Option<(Date, Date)> {
        let first = self.rows.first()?.from;
        let last = self.rows.iter().map(|row| row.to).max()?;
        Some((first, last))
    }
}

/// What the table says of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It differs from a row.
    Differs,
    /// A row says the same.
    Agrees,
    /// The table holds nothing like it.
    NotFound,
}

/// What the table says of one part of a claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Name of the claim.
    pub claim: String,
    /// How the table lies to it.
    pub verdict: Verdict,
    /// In words, with the rows cited.
    pub message: String,
    /// The rows, as `file:row`.
    pub rows: Vec<String>,
}

/// Holds the claims of a text against a chronology: days, numbers, and what is
/// said to be the first or the last of its kind.
///
/// Rows are compared with a claim if they share a topic with it (a word of the
/// row's category) and, where the claim names countries, one of them. Only
/// claims of the past are looked at.
pub fn compare(reading: &Reading, chronology: &Chronology) -> Vec<Finding> {
    let topics = topic::Topics::of(chronology);
    let mut findings = Vec::new();
    for (index, claim) in reading.claims.iter().enumerate() {
        if !matches!(claim.kind, Kind::Fact | Kind::Trend | Kind::Cause) {
            continue;
        }
        // "The first of them" means what the sentence before spoke of.
        let before = index
            .checked_sub(1)
            .and_then(|before| reading.claims.get(before));
        let about = topics.rows(claim, before, chronology);
        let written = reading.date.as_ref().map(|date| date.day);
        findings.extend(of_claim(claim, &about, chronology, written));
    }
    findings
}

fn of_claim(
    claim: &Claim,
    about: &[&Row],
    chronology: &Chronology,
    written: Option<Date>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let days: Vec<&Time> = claim
        .times
        .iter()
        .filter(|time| matches!(time.precision, Precision::Day | Precision::Span))
        .filter(|time| time.from.is_some() && time.to.is_some())
        .collect();
    if about.is_empty() {
        // Only what could be looked up is worth saying of.
        if !days.is_empty() {
            findings.push(finding(
                claim,
                Verdict::NotFound,
                "not found in the table: it has no rows on what this speaks of".to_owned(),
                &[],
            ));
        }
        return findings;
    }
    for time in &days {
        findings.extend(day::finding(claim, time, about, chronology));
    }
    findings.extend(number::findings(claim, &days, about));
    findings.extend(order::first(claim, about));
    findings.extend(order::last(claim, about, written));
    findings
}

fn finding(claim: &Claim, verdict: Verdict, message: String, rows: &[&Row]) -> Finding {
    Finding {
        claim: claim.id.clone(),
        verdict,
        message,
        rows: rows.iter().map(|row| place(row)).collect(),
    }
}

fn place(row: &Row) -> String {
    format!("{}:{}", row.file, row.row)
}

/// A row in words, with its place.
fn cited(row: &Row) -> String {
    let count = row
        .count
        .map_or(String::new(), |count| format!(", {count}"));
    let source = row
        .citation
        .as_ref()
        .map_or(String::new(), |from| format!(", from {from}"));
    format!(
        "{} {}{count} ({}{source})",
        row.from,
        row.category,
        place(row)
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::read;

    fn waves() -> Chronology {
        let row = |row: u64, from: Date, category: &str, count: Option<f64>| Row {
            file: "waves.csv".to_owned(),
            row,
            from,
            to: from,
            to_the_day: true,
            category: category.to_owned(),
            source: Some("PRK".to_owned()),
            target: Some("KOR".to_owned()),
            count,
            citation: None,
        };
        Chronology::new(vec![
            row(1, date(2024, 5, 28), "balloon_trash", Some(260.0)),
            row(2, date(2024, 6, 1), "balloon_trash", None),
            row(3, date(2024, 6, 8), "balloon_trash", Some(330.0)),
            row(4, date(2024, 7, 1), "ballistic_missile", Some(1.0)),
        ])
    }

    fn verdicts(text: &str) -> Vec<(Verdict, String)> {
        let reading = read(text, Some(date(2024, 9, 16)));
        let found = compare(&reading, &waves());
        found
            .into_iter()
            .map(|found| (found.verdict, found.message))
            .collect()
    }

    #[test]
    fn a_day_that_differs_is_flagged_with_the_rows_nearby() {
        let found = verdicts("North Korea launched balloons on 30 May 2024.");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, Verdict::Differs);
        assert!(
            found[0]
                .1
                .contains("2024-05-28 balloon_trash, 260 (waves.csv:1)"),
            "{found:?}"
        );
    }

    #[test]
    fn a_day_that_agrees_is_said_to() {
        let found = verdicts("North Korea launched 260 balloons on 28 May 2024.");
        assert!(
            found.iter().all(|(verdict, _)| *verdict == Verdict::Agrees),
            "{found:?}"
        );
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn numbers_are_compared_as_they_are_meant() {
        let number = |text: &str| {
            let found = verdicts(text);
            found.iter().any(|(verdict, message)| {
                *verdict == Verdict::Differs && message.contains("the table has 330")
            })
        };
        assert!(number(
            "The North Koreans sent 500 balloons on 8 June 2024."
        ));
        assert!(!number(
            "The North Koreans sent more than 300 balloons on 8 June 2024."
        ));
        assert!(number(
            "The North Koreans sent more than 400 balloons on 8 June 2024."
        ));
        assert!(!number(
            "The North Koreans sent about 320 balloons on 8 June 2024."
        ));
    }

    #[test]
    fn the_first_that_is_none() {
        let found = verdicts("North Korea sent its first balloons on 1 June 2024.");
        assert!(
            found
                .iter()
                .any(|(verdict, message)| *verdict == Verdict::Differs
                    && message.contains("earlier")
                    && message.contains("waves.csv:1")),
            "{found:?}"
        );
        let found = verdicts("North Korea sent its first balloons on 28 May 2024.");
        assert!(
            found.iter().all(|(verdict, _)| *verdict == Verdict::Agrees),
            "{found:?}"
        );
    }

    #[test]
    fn the_last_that_is_none() {
        let found = verdicts("The last balloons from North Korea came on 1 June 2024.");
        assert!(
            found
                .iter()
                .any(|(verdict, message)| *verdict == Verdict::Differs
                    && message.contains("later")
                    && message.contains("waves.csv:3")),
            "{found:?}"
        );
    }

    #[test]
    fn what_the_table_does_not_hold_is_not_found_and_never_false() {
        for text in [
            "Sudan shelled the port on 30 May 2024.",
            "North Korea launched balloons on 30 May 2019.",
            "North Korea launched balloons on 30 August 2024.",
        ] {
            let found = verdicts(text);
            assert!(
                found
                    .iter()
                    .all(|(verdict, message)| *verdict == Verdict::NotFound
                        && message.starts_with("not found in the table")),
                "{text} {found:?}"
            );
            assert!(!found.is_empty(), "{text}");
        }
    }
}
