//! Which release of its publisher a file is, and what later releases do to
//! earlier ones.

use super::Publisher;

/// What a further file of a publisher does to what earlier files said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revision {
    /// It adds events and says nothing of earlier ones.
    Adds,
    /// A row with an identifier that is known is a new version of that event.
    Revises,
    /// So it is, and events that the file no longer holds are withdrawn, as far
    /// as they lie in the countries and between the first and the last day that
    /// it does hold.
    Replaces,
}

impl Revision {
    /// Whether events have versions at all.
    pub fn has_versions(self) -> bool {
        self != Self::Adds
    }
}

/// Where a file stands among the releases of its publisher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    /// What it does to earlier ones.
    pub revision: Revision,
    /// Order of the releases, where the file name tells: what a release of a
    /// higher order said stands.
    pub order: Option<u32>,
}

impl Publisher {
    /// Which release the file of this name is.
    ///
    /// UCDP GED 24.1 (yearly) supersedes the Candidate releases of 2023
    /// (23.0.1 to 23.0.12) and all before them. ACLED and the other tables have
    /// no releases in their names; of them what is read later is newer.
    ///
    /// ```
    /// use foreshock_source::{Publisher, Revision};
    ///
    /// let candidate = Publisher::Ged.release("GEDEvent_v23_0_10.csv");
    /// let yearly = Publisher::Ged.release("GEDEvent_v24_1.csv");
    /// assert!(candidate.order < yearly.order);
    /// assert_eq!(candidate.revision, Revision::Revises);
    /// assert_eq!(yearly.revision, Revision::Replaces);
    /// ```
    pub fn release(self, file_name: &str) -> Release {
        let (revision, order) = match self {
            Self::Gdelt | Self::GdeltTotals | Self::Icews | Self::Polecat => (Revision::Adds, None),
            Self::GedTotals | Self::Views | Self::Mid => (Revision::Revises, None),
            Self::Acled => (Revision::Replaces, None),
            Self::Ged => match ged_version(file_name) {
                Some((year, Some(month))) => (Revision::Revises, Some(year * 100 + month)),
                Some((year, None)) => (Revision::Replaces, Some(year * 100)),
                None => (Revision::Replaces, None),
            },
        };
        Release { revision, order }
    }

    /// Whether a further file can change what an earlier one said.
    pub fn has_versions(self) -> bool {
        self.release("").revision.has_versions()
    }
}

/// Year and, of a Candidate release, month: `GEDEvent_v23_1`, `GED231`, `ged231`
/// and `GEDEvent_v23_0_10`, `GEDEvent_v23_01_23_09` (several months in one).
fn ged_version(file_name: &str) -> Option<(u32, Option<u32>)> {
    let name = file_name.to_lowercase();
    let after = &name[name.find("ged")? + 3..];
    let after = after.strip_prefix("event").unwrap_or(after);
    let after = after.trim_start_matches(['_', '-']);
    let after = after.strip_prefix('v').unwrap_or(after);
    let length = after
        .find(|c: char| !(c.is_ascii_digit() || c == '_' || c == '.'))
        .unwrap_or(after.len());
    let numbers: Vec<u32> = after[..length]
        .split(['_', '.'])
        .map_while(|part| part.parse().ok())
        .collect();
    match numbers[..] {
        // GED231 is 23.1.
        [together] if (100..1000).contains(&together) => Some((together / 10, None)),
        [year, 0, month] if (1..=12).contains(&month) && year < 100 => Some((year, Some(month))),
        [year, _, _, month] if (1..=12).contains(&month) && year < 100 => Some((year, Some(month))),
        [year, 1..=9] if year < 100 => Some((year, None)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::ged_version;

    #[test]
    fn ucdp_names_its_releases_in_several_ways() {
        for (name, version) in [
            ("GEDEvent_v23_1.csv", Some((23, None))),
            ("GEDEvent_v24_1_csv.zip", Some((24, None))),
            ("ged241.csv", Some((24, None))),
            ("GED231_Ethiopia_to2021.csv.gz", Some((23, None))),
            ("GEDEvent_v23_0_10_excerpt.csv", Some((23, Some(10)))),
            ("GEDEvent_v23.0.10.csv", Some((23, Some(10)))),
            ("GEDEvent_v23_01_23_09.csv", Some((23, Some(9)))),
            ("GED-gis_Sudan_to2021.csv.gz", None),
            ("events.csv", None),
        ] {
            assert_eq!(ged_version(name), version, "{name}");
        }
    }
}
