//! Countries by the codes and names under which publishers know them.
//!
//! Every code is led to ISO 3166-1 alpha-3. What a table does not hold is not
//! guessed: callers keep the publisher's code as it is and count it.

mod cameo;
mod scores;
mod sectors;
mod tables;

pub use cameo::{
    PloverType, cameo_of_name, country_of_cameo, is_cameo_region, plover_of_cameo, quad_of_cameo,
};
pub use scores::{goldstein_of_cameo, score_of_plover};
pub use sectors::role_of_sector;

use tables::{State, countries, states, views};

/// A scheme of country codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scheme {
    /// ISO 3166-1 alpha-2 (`KR`).
    Iso2,
    /// ISO 3166-1 alpha-3 (`KOR`).
    Iso3,
    /// ISO 3166-1 numeric (`410`).
    IsoNumeric,
    /// FIPS 10-4 (`KS`).
    Fips,
    /// Number of the Correlates of War project (`732`).
    Cow,
    /// Abbreviation of the Correlates of War project (`ROK`).
    CowAbbreviation,
    /// Number of Gleditsch and Ward (`732`).
    GleditschWard,
    /// Country code of a CAMEO actor (`KOR`).
    Cameo,
    /// An English name (`South Korea`).
    Name,
    /// Country number of VIEWS (`146`).
    Views,
    /// Code or name of a CAMEO event (`190`); never a country.
    CameoEvent,
}

impl Scheme {
    /// Its name for readers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Iso2 => "ISO 3166-1 alpha-2",
            Self::Iso3 => "ISO 3166-1 alpha-3",
            Self::IsoNumeric => "ISO 3166-1 numeric",
            Self::Fips => "FIPS 10-4",
            Self::Cow => "COW number",
            Self::CowAbbreviation => "COW abbreviation",
            Self::GleditschWard => "Gleditsch-Ward number",
            Self::Cameo => "CAMEO country",
            Self::Name => "country name",
            Self::Views => "VIEWS country",
            Self::CameoEvent => "CAMEO event",
        }
    }
}

/// The ISO 3166-1 alpha-3 code of the country that `code` stands for in
/// `scheme`. `year` decides where a code changed hands (COW 678 was North Yemen
/// until 1990); state numbers stand for nothing outside the years in which they
/// hold. Without a year, the code's latest meaning is taken.
///
/// ```
/// use foreshock_source::crosswalk::{Scheme, iso3};
///
/// assert_eq!(iso3(Scheme::Fips, "KN", None), Some("PRK"));
/// assert_eq!(iso3(Scheme::Cow, "732", Some(2010)), Some("KOR"));
/// assert_eq!(iso3(Scheme::Cow, "315", Some(2010)), None);
/// ```
pub fn iso3(scheme: Scheme, code: &str, year: Option<i16>) -> Option<&'static str> {
    let code = code.trim();
    let all = countries();
    match scheme {
        Scheme::Iso3 => all.iso3.get(code).copied(),
        Scheme::Iso2 => all.iso2.get(code).copied(),
        Scheme::IsoNumeric => {
            let number: u16 = code.parse().ok()?;
            all.numeric.get(&number).copied()
        }
        Scheme::Fips => all.fips.get(code).copied(),
        Scheme::Cameo => country_of_cameo(code),
        Scheme::CameoEvent => None,
        Scheme::Views => {
            let number = views().get(&number(code)?)?;
            // VIEWS gives a country the number of its present state throughout.
            state(states().gleditsch_ward.get(number)?, None)
        }
        Scheme::Name => all.name.get(code.to_lowercase().as_str()).copied(),
        Scheme::Cow => state(states().cow.get(&number(code)?)?, year),
        Scheme::GleditschWard => state(states().gleditsch_ward.get(&number(code)?)?, year),
        Scheme::CowAbbreviation => state(states().abbreviation.get(code)?, year),
    }
}

/// Whether `code` is one of `scheme` at all, also where ISO 3166 has no code for
/// what it stands for (Hanover, COW 240) or it no longer holds.
pub fn is_known(scheme: Scheme, code: &str) -> bool {
    let known = |states: Option<&Vec<State>>| states.is_some();
    match scheme {
        Scheme::Cow => number(code).is_some_and(|n| known(states().cow.get(&n))),
        Scheme::GleditschWard => {
            number(code).is_some_and(|n| known(states().gleditsch_ward.get(&n)))
        }
        Scheme::CowAbbreviation => known(states().abbreviation.get(code.trim())),
        Scheme::Cameo => country_of_cameo(code).is_some() || is_cameo_region(code),
        _ => iso3(scheme, code, None).is_some(),
    }
}

fn number(code: &str) -> Option<u16> {
    code.trim().parse().ok()
}

fn state(periods: &[State], year: Option<i16>) -> Option<&'static str> {
    let period = match year {
        // A number that changes hands within a year belongs to whoever holds it
        // at the end of the year.
        Some(year) => periods
            .iter()
            .rev()
            .find(|state| state.from <= year && state.to.is_none_or(|to| year <= to)),
        None => periods.last(),
    };
    period.and_then(|state| state.iso3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_number_stands_for_whoever_holds_it_that_year() {
        let cow = |code, year| iso3(Scheme::Cow, code, year);
        assert_eq!(cow("345", Some(1995)), Some("YUG"));
        assert_eq!(cow("345", Some(2004)), Some("SCG"));
        assert_eq!(cow("345", Some(2010)), Some("SRB"));
        assert_eq!(cow("345", None), Some("SRB"));
        assert_eq!(cow("679", Some(1980)), None);
        assert_eq!(iso3(Scheme::GleditschWard, "678", Some(2020)), Some("YEM"));
        assert_eq!(cow("678", Some(2020)), None);
        assert_eq!(cow("260", Some(2000)), None);
        assert_eq!(iso3(Scheme::GleditschWard, "260", Some(2000)), Some("DEU"));
        assert_eq!(iso3(Scheme::GleditschWard, "970", None), Some("KIR"));
        assert_eq!(cow("970", None), Some("NRU"));
    }

    #[test]
    fn known_and_without_an_iso_code_is_not_unknown() {
        assert_eq!(iso3(Scheme::Cow, "240", Some(1850)), None);
        assert!(is_known(Scheme::Cow, "240"));
        assert!(!is_known(Scheme::Cow, "999"));
    }

    #[test]
    fn abbreviations_of_different_schemes_do_not_mix() {
        assert_eq!(iso3(Scheme::CowAbbreviation, "AUS", None), Some("AUT"));
        assert_eq!(iso3(Scheme::Iso3, "AUS", None), Some("AUS"));
        assert_eq!(iso3(Scheme::Fips, "AU", None), Some("AUT"));
        assert_eq!(iso3(Scheme::Iso2, "AU", None), Some("AUS"));
    }

    /// Every state number leads to a country that the table of countries has.
    #[test]
    fn the_tables_agree_with_each_other() {
        let all = states();
        let numbers = all.cow.values().chain(all.gleditsch_ward.values());
        for state in numbers.flatten() {
            if let Some(iso3) = state.iso3 {
                assert!(countries().iso3.contains_key(iso3), "{iso3}");
            }
            assert!(state.to.is_none_or(|to| state.from <= to));
        }
        for iso3 in countries().name.values() {
            assert!(countries().iso3.contains_key(iso3), "{iso3}");
        }
    }
}
