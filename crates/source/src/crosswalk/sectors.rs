//! Sectors of ICEWS actors as CAMEO roles.

/// Sectors that say what an actor is, with the role of CAMEO that they stand
/// for. What stands for no role (parties by their leaning, religions, peoples)
/// has none here and is kept as published.
const ROLES: [(&str, &str); 41] = [
    ("Government", "GOV"),
    ("Executive", "GOV"),
    ("Executive Office", "GOV"),
    ("Cabinet", "GOV"),
    ("Local", "GOV"),
    ("Provincial", "GOV"),
    ("Municipal", "GOV"),
    ("Military", "MIL"),
    ("Army", "MIL"),
    ("Navy", "MIL"),
    ("Air Force", "MIL"),
    ("Marines", "MIL"),
    ("Army Special Forces", "MIL"),
    ("Military Intelligence", "SPY"),
    ("Police", "COP"),
    ("Legislative / Parliamentary", "LEG"),
    ("Lower House", "LEG"),
    ("Upper House", "LEG"),
    ("Unicameral", "LEG"),
    ("Judicial", "JUD"),
    ("Legal", "JUD"),
    ("Parties", "PTY"),
    ("Elite", "ELI"),
    ("General Population / Civilian / Social", "CVL"),
    ("Social", "CVL"),
    ("Dissident", "OPP"),
    ("Protestors / Popular Opposition / Mobs", "OPP"),
    ("Rebel", "REB"),
    ("Insurgents", "INS"),
    ("Separatists", "SEP"),
    ("Unidentified Forces", "UAF"),
    ("Radicals / Extremists / Fundamentalists", "RAD"),
    ("Criminals / Gangs", "CRM"),
    ("Organized Violent", "CRM"),
    ("Business", "BUS"),
    ("Media", "MED"),
    ("Education", "EDU"),
    ("Labor", "LAB"),
    ("Refugees / Displaced", "REF"),
    ("International Government Organization", "IGO"),
    ("Nongovernmental Organizations / Activists", "NGO"),
];

/// The CAMEO role that a sector of an ICEWS actor stands for. Ministries are
/// government.
pub fn role_of_sector(sector: &str) -> Option<&'static str> {
    let sector = sector.trim();
    let listed = ROLES.iter().find(|(name, _)| *name == sector);
    match listed {
        Some((_, role)) => Some(role),
        None if sector.ends_with("Ministry") => Some("GOV"),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ministries_are_government_and_beliefs_are_no_role() {
        assert_eq!(role_of_sector("Foreign Ministry"), Some("GOV"));
        assert_eq!(role_of_sector(" Police"), Some("COP"));
        assert_eq!(role_of_sector("Buddhist"), None);
    }
}
