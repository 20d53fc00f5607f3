//! Publishers that Foreshock knows by name: one module each, which takes the
//! publisher's files exactly as they are published.

mod acled;
mod additions;
mod context;
mod gdelt;
mod ged;
mod icews;
mod memo;
mod mid;
mod polecat;
mod read;
mod release;
mod series;
mod slots;
mod terms;

pub use additions::{Additions, Records};
pub use read::Published;
pub use release::{Release, Revision};
pub use slots::{Gap, Slot, gaps};
pub use terms::Terms;

use std::str::FromStr;

/// A publisher's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Publisher {
    /// GDELT event files: 1.0 with 57 or 58 columns, 2.0 with 61.
    Gdelt,
    /// GDELT normalisation files: how many events it holds per day or month.
    GdeltTotals,
    /// ICEWS coded events, or the event graphs with names made from them.
    Icews,
    /// POLECAT (PLOVER events).
    Polecat,
    /// UCDP GED and GED Candidate.
    Ged,
    /// UCDP totals by country and month, with or without their vintages.
    GedTotals,
    /// Country-month tables of the VIEWS prediction challenge.
    Views,
    /// ACLED exports.
    Acled,
    /// Militarized Interstate Disputes: disputes, incidents and participants.
    Mid,
}

impl Publisher {
    /// All of them, in the order in which they are listed for readers.
    pub const ALL: [Self; 9] = [
        Self::Gdelt,
        Self::GdeltTotals,
        Self::Icews,
        Self::Polecat,
        Self::Ged,
        Self::GedTotals,
        Self::Views,
        Self::Acled,
        Self::Mid,
    ];

    /// The name by which the command line and the watch call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gdelt => "gdelt",
            Self::GdeltTotals => "gdelt-totals",
            Self::Icews => "icews",
            Self::Polecat => "polecat",
            Self::Ged => "ged",
            Self::GedTotals => "ged-totals",
            Self::Views => "views",
            Self::Acled => "acled",
            Self::Mid => "mid",
        }
    }

    /// Who publishes it, as records say it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Gdelt => "GDELT",
            Self::GdeltTotals => "GDELT totals",
            Self::Icews => "ICEWS",
            Self::Polecat => "POLECAT",
            Self::Ged => "UCDP GED",
            Self::GedTotals => "UCDP GED totals",
            Self::Views => "VIEWS",
            Self::Acled => "ACLED",
            Self::Mid => "MID",
        }
    }

    /// The form of its files, in a few words for those who give another.
    pub fn layout(self) -> &'static str {
        match self {
            Self::Gdelt => "57, 58 or 61 columns separated by tabs, without a header",
            Self::GdeltTotals => "a CSV with the columns day or month, country (if any), total",
            Self::Icews => {
                "20 columns separated by tabs with the header `Event ID …`, or source, event, target and date separated by tabs"
            }
            Self::Polecat => "40 columns separated by tabs, with the header `Event ID …`",
            Self::Ged => {
                "a CSV with the columns id, type_of_violence, date_start, date_end, best …"
            }
            Self::GedTotals => "a CSV with the columns as_of (if any), month, country, best",
            Self::Views => "a CSV with the columns month_id, country_id and one value",
            Self::Acled => "a CSV with the columns event_id_cnty, event_date, event_type …",
            Self::Mid => "a CSV with the columns dispnum …: MIDA, MIDB, MIDI or MIDIP",
        }
    }

    /// Whether its rows say when they became public.
    pub fn dates_its_rows(self) -> bool {
        match self {
            Self::Gdelt | Self::Polecat | Self::Acled | Self::GedTotals => true,
            Self::GdeltTotals | Self::Icews | Self::Ged | Self::Views | Self::Mid => false,
        }
    }

    /// Whether its records carry the field that a watch calls by this name.
    pub fn gives(self, field: &str) -> bool {
        let fields: &[&str] = match self {
            Self::Gdelt | Self::Icews => &[
                "category",
                "source",
                "target",
                "country",
                "adm1",
                "place",
                "cameo",
                "plover",
                "quad",
                "intensity",
                "near",
            ],
            Self::Polecat => &[
                "category",
                "source",
                "target",
                "country",
                "adm1",
                "place",
                "plover",
                "quad",
                "intensity",
                "near",
            ],
            Self::Ged => &[
                "category",
                "source",
                "target",
                "country",
                "adm1",
                "place",
                "quad",
                "fatalities",
                "text",
                "near",
            ],
            Self::Acled => &[
                "category",
                "source",
                "target",
                "country",
                "adm1",
                "place",
                "fatalities",
                "text",
                "near",
            ],
            Self::GedTotals => &["category", "country", "place", "count"],
            Self::GdeltTotals | Self::Views => &["category", "country", "count"],
            Self::Mid => &[
                "category",
                "source",
                "target",
                "quad",
                "intensity",
                "fatalities",
            ],
        };
        fields.contains(&field)
    }

    /// Rises whenever the reader makes something else of the same bytes.
    fn reader_version(self) -> u32 {
        1
    }
}

impl FromStr for Publisher {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        let mut all = Self::ALL.into_iter();
        all.find(|publisher| publisher.name() == name).ok_or(())
    }
}
