//! What publishers ask of those who use their data.

use super::Publisher;

/// A publisher's terms, as far as they bear on a brief that is passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Whether the descriptions of events may be passed on.
    pub text_may_be_reprinted: bool,
    /// How the publisher asks to be cited.
    pub cite: &'static str,
    /// The terms in a few words, with where they stand.
    pub licence: &'static str,
}

impl Publisher {
    /// What it asks of those who use its data. Terms change; where it matters, read them
    /// where they stand.
    pub fn terms(self) -> Terms {
        let free = |cite, licence| Terms {
            text_may_be_reprinted: true,
            cite,
            licence,
        };
        match self {
            Self::Gdelt | Self::GdeltTotals => free(
                "The GDELT Project, https://www.gdeltproject.org/",
                "Open for any use with citation of the GDELT Project and a link.",
            ),
            Self::Icews => free(
                "Boschee, E., Lautenschlager, J., O'Brien, S., Shellman, S., Starz, J. and Ward, M. (2015). ICEWS Coded Event Data. Harvard Dataverse, doi:10.7910/DVN/28075.",
                "Terms of Harvard Dataverse, with citation.",
            ),
            Self::Polecat => free(
                "Political Event Classification, Attributes, and Types (POLECAT). Harvard Dataverse, doi:10.7910/DVN/AJGVIT.",
                "Terms of Harvard Dataverse, with citation.",
            ),
            Self::Ged | Self::GedTotals => free(
                "Sundberg, R. and Melander, E. (2013). Introducing the UCDP Georeferenced Event Dataset. Journal of Peace Research 50(4); Davies, S., Pettersson, T. and Öberg, M. (2023). Organized violence 1989-2022 and the return of conflict between states. Journal of Peace Research 60(4). https://ucdp.uu.se/",
                "CC BY 4.0.",
            ),
            Self::Views => free(
                "VIEWS (PRIO and Uppsala University), https://viewsforecasting.org/",
                "CC BY 4.0.",
            ),
            Self::Acled => Terms {
                text_may_be_reprinted: false,
                cite: "ACLED (Armed Conflict Location & Event Data), https://acleddata.com/",
                licence: "ACLED's terms of use forbid passing its data on; figures made from them may be shown with citation.",
            },
            Self::Mid => free(
                "Palmer, G., McManus, R., D'Orazio, V., Kenwick, M., Karstens, M., Bloch, C., Dietrich, N., Kahn, K., Ritter, K. and Soules, M. (2020). The MID5 Dataset, 2011-2014. Conflict Management and Peace Science. https://correlatesofwar.org/",
                "Free for research with citation.",
            ),
        }
    }

    /// The publisher whose [`title`](Publisher::title) or [`name`](Publisher::name) this
    /// is, without regard to case; so a plain table of its data is held to its terms too.
    pub fn of_title(title: &str) -> Option<Self> {
        let same = |name: &str| name.eq_ignore_ascii_case(title.trim());
        let mut all = Self::ALL.into_iter();
        all.find(|publisher| same(publisher.title()) || same(publisher.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_publisher_is_known_by_its_title_in_any_case() {
        assert_eq!(Publisher::of_title("Acled "), Some(Publisher::Acled));
        assert_eq!(Publisher::of_title("ucdp ged"), Some(Publisher::Ged));
        assert_eq!(Publisher::of_title("Press review"), None);
    }

    #[test]
    fn only_acled_forbids_its_descriptions_and_all_want_to_be_cited() {
        for publisher in Publisher::ALL {
            let terms = publisher.terms();
            let may = publisher != Publisher::Acled;
            assert_eq!(terms.text_may_be_reprinted, may, "{publisher:?}");
            assert!(!terms.cite.is_empty() && !terms.licence.is_empty());
        }
    }
}
