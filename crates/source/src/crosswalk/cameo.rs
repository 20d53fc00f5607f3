//! Codes of the CAMEO scheme (P. A. Schrodt, CAMEO Codebook 1.1b3): countries
//! of actors, names of events, and what PLOVER makes of them.

use std::{collections::HashMap, sync::OnceLock};

use super::{Scheme, iso3};

const NAMES: &str = include_str!("cameo_names.tsv");

/// Codes that stand where a country would and name a part of the world.
const REGIONS: [&str; 27] = [
    "AFR", "ASA", "BLK", "CRB", "CAU", "CFR", "CAS", "CEU", "EIN", "EAF", "EEU", "EUR", "LAM",
    "MEA", "MDT", "NAF", "NMR", "PGS", "SCN", "SAM", "SAS", "SEA", "SAF", "WAF", "WST", "BLT",
    "CAM",
];

/// The country of a CAMEO actor.
pub fn country_of_cameo(code: &str) -> Option<&'static str> {
    // Codes that are not those of ISO 3166-1 alpha-3.
    match code {
        "ROM" => Some("ROU"),
        "TMP" => Some("TLS"),
        "ZAR" => Some("COD"),
        "WSB" | "GZS" => Some("PSE"),
        "KSV" => Some("XKX"),
        code => iso3(Scheme::Iso3, code, None),
    }
}

/// Whether a code that stands where a country would names a part of the world.
pub fn is_cameo_region(code: &str) -> bool {
    REGIONS.contains(&code)
}

/// The code of an event by the name under which it is published, without regard
/// to case.
pub fn cameo_of_name(name: &str) -> Option<&'static str> {
    static TABLE: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        NAMES
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .collect()
    });
    table.get(name.to_lowercase().as_str()).copied()
}

/// Quad class by the root of a CAMEO code: 01 to 05 verbal cooperation, 06 to
/// 08 material cooperation, 09 to 13 verbal conflict, 14 to 20 material
/// conflict.
pub fn quad_of_cameo(code: &str) -> Option<u8> {
    match root(code)? {
        1..=5 => Some(1),
        6..=8 => Some(2),
        9..=13 => Some(3),
        14..=20 => Some(4),
        _ => None,
    }
}

/// What PLOVER calls an event that CAMEO codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PloverType {
    /// It is one of PLOVER's types.
    Type(&'static str),
    /// PLOVER leaves it out (statements and appeals).
    LeftOut,
}

/// The PLOVER type by the root of a CAMEO code. 08 is CONCEDE, but RETREAT for
/// its form 087 (de-escalate military engagement), as PLOVER divides them.
pub fn plover_of_cameo(code: &str) -> Option<PloverType> {
    let name = match root(code)? {
        1 | 2 => return Some(PloverType::LeftOut),
        3 => "AGREE",
        4 => "CONSULT",
        5 => "SUPPORT",
        6 => "COOPERATE",
        7 => "AID",
        8 if code.starts_with("087") => "RETREAT",
        8 => "CONCEDE",
        9 | 11 => "ACCUSE",
        10 => "REQUEST",
        12 => "REJECT",
        13 => "THREATEN",
        14 => "PROTEST",
        15 => "MOBILIZE",
        16 => "SANCTION",
        17 => "COERCE",
        18..=20 => "ASSAULT",
        _ => return None,
    };
    Some(PloverType::Type(name))
}

fn root(code: &str) -> Option<u8> {
    if let [tens @ b'0'..=b'9', ones @ b'0'..=b'9', ..] = *code.as_bytes() {
        return Some(10 * (tens - b'0') + (ones - b'0'));
    }
    code.get(..2)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_keep_their_zeros() {
        assert_eq!(cameo_of_name("Make statement"), Some("010"));
        assert_eq!(cameo_of_name("MAKE STATEMENT"), Some("010"));
        assert_eq!(cameo_of_name("nothing of the kind"), None);
        assert_eq!(quad_of_cameo("0834"), Some(2));
        assert_eq!(quad_of_cameo("1"), None);
    }

    #[test]
    fn plover_follows_the_root() {
        assert_eq!(plover_of_cameo("010"), Some(PloverType::LeftOut));
        assert_eq!(plover_of_cameo("190"), Some(PloverType::Type("ASSAULT")));
        assert_eq!(plover_of_cameo("0871"), Some(PloverType::Type("RETREAT")));
        assert_eq!(plover_of_cameo("083"), Some(PloverType::Type("CONCEDE")));
        assert_eq!(plover_of_cameo("99"), None);
    }

    #[test]
    fn no_region_is_a_country() {
        for region in REGIONS {
            assert_eq!(country_of_cameo(region), None, "{region}");
        }
    }
}
