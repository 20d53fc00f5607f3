//! A few rows of each layout that a reader takes, of our own.

use foreshock_source::Publisher;

/// A layout and rows in it.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub publisher: Publisher,
    pub rows: &'static str,
}

macro_rules! shapes {
    ($($publisher:ident $file:literal),* $(,)?) => {
        &[$(Shape {
            publisher: Publisher::$publisher,
            rows: include_str!(concat!("shapes/", $file)),
        }),*]
    };
}

/// Of publishers whose files are lines with tabs and without quotes.
pub const LINES: &[Shape] = shapes![
    Gdelt "gdelt_1_backfile.tsv",
    Gdelt "gdelt_1.tsv",
    Gdelt "gdelt_2.tsv",
    Icews "icews.tab",
    Icews "icews_graph.txt",
    Polecat "polecat.txt",
];

/// Of publishers whose files are tables with quotes.
pub const QUOTED: &[Shape] = shapes![
    Ged "ged.csv",
    Ged "ged_candidate.csv",
    Ged "ged_gis.csv",
    Acled "acled.csv",
    Mid "mid_disputes.csv",
    Mid "mid_dispute_participants.csv",
    Mid "mid_incidents.csv",
    Mid "mid_incident_participants.csv",
    GedTotals "ged_totals.csv",
    GdeltTotals "gdelt_totals.csv",
    GdeltTotals "gdelt_totals_monthly.csv",
    Views "views.csv",
];

/// A plain table of its own, with a column for most fields.
pub const TABLE: &str = include_str!("shapes/table.csv");

/// How many lines the header of a publisher's file has, by its first line.
pub fn header_lines(publisher: Publisher, first: &[u8]) -> u64 {
    match publisher {
        Publisher::Polecat => 1,
        Publisher::Icews => {
            let first = String::from_utf8_lossy(first);
            let mut names = first.split('\t');
            u64::from(names.next() == Some("Event ID") && names.next() == Some("Event Date"))
        }
        _ => 0,
    }
}
