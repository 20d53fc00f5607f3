//! Who is spoken of: names of countries, their peoples, capitals and offices, led
//! to codes.

use std::{ops::Range, sync::LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;
use serde::Serialize;

use crate::rules::rows;

/// An actor that a claim names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Actor {
    /// As it stands in the text.
    pub name: String,
    /// ISO 3166-1 alpha-3 country, then CAMEO roles (`PRK.MIL`); absent where
    /// only a role could be told.
    pub code: Option<String>,
    /// CAMEO role, where one is named.
    pub role: Option<String>,
    /// Why this code is no more than a guess, where it is one.
    pub guess: Option<String>,
    /// Whether it is the side acted upon, by the word before it.
    pub acted_upon: bool,
}

/// How a name stands for a country.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Name,
    People,
    Capital,
    Office,
}

struct Named {
    code: &'static str,
    form: Form,
}

struct Gazetteer {
    names: AhoCorasick,
    entries: Vec<Named>,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
    let mut names = Vec::new();
    let mut entries = Vec::new();
    let mut add = |code: &'static str, written: &'static str, form: Form| {
        for name in written.split('|').filter(|name| !name.is_empty()) {
            // Flat sentences have straight apostrophes only.
            if !name.contains('’') {
                names.push(name);
                entries.push(Named { code, form });
            }
        }
    };
    for row in rows(include_str!("../data/countries.tsv")) {
        let [code, written, people, capitals] = row[..] else {
            continue;
        };
        add(code, written, Form::Name);
        add(code, people, Form::People);
        add(code, capitals, Form::Capital);
    }
    for row in rows(include_str!("../data/offices.tsv")) {
        if let [code, written] = row[..] {
            add(code, written, Form::Office);
        }
    }
    let names = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(&names)
        .expect("the crate's own names");
    Gazetteer { names, entries }
});

/// Roles with the pattern of the words for them.
static ROLES: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    rows(include_str!("../data/roles.tsv"))
        .filter_map(|row| match row[..] {
            [role, words] => Some((
                role,
                Regex::new(&format!(r"(?i)\b(?:{words})\b")).expect("the crate's own pattern"),
            )),
            _ => None,
        })
        .collect()
});

/// Names that hold the name of a country and are another thing.
static OTHERWISE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:Latin|South|North|Central) America\w*|Washington Post|George Washington|New England|Gulf of \w+|South China Sea|East China Sea|Sea of Japan|Bay of \w+|China Sea|Indian Ocean|French Guiana|Paris Club|Vienna Convention|Geneva Conventions?|Rome Statute|Berlin Wall|Minsk agreements?|US\$|U\.S\. dollars?|US dollars?|English")
        .expect("the crate's own pattern")
});

/// Names of countries that are also names of persons or of other places.
const AMBIGUOUS: [&str; 8] = [
    "Georgia",
    "Georgian",
    "Jordan",
    "Chad",
    "Niger",
    "Guinea",
    "Congo",
    "Dominican",
];

/// What the whole text tells of names that depend on it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Context {
    /// It speaks of one of the two Koreas by name.
    korea: bool,
}

impl Context {
    pub(crate) fn of(text: &str) -> Self {
        Self {
            korea: ["Korea", "Pyongyang", "DPRK", "Seoul"]
                .iter()
                .any(|name| text.contains(name)),
        }
    }
}

/// An actor with its place in the flat sentence.
pub(crate) struct Found {
    pub(crate) range: Range<usize>,
    pub(crate) actor: Actor,
}

/// The actors of a flat sentence, in their order.
pub(crate) fn actors(sentence: &str, context: Context) -> Vec<Found> {
    let otherwise: Vec<Range<usize>> = OTHERWISE
        .find_iter(sentence)
        .map(|found| found.range())
        .collect();
    let mut found: Vec<Found> = Vec::new();
    for hit in GAZETTEER.names.find_iter(sentence) {
        let range = hit.range();
        let free = !otherwise
            .iter()
            .any(|other| other.start <= range.start && range.start < other.end);
        let Some(named) = GAZETTEER.entries.get(hit.pattern().as_usize()) else {
            continue;
        };
        if free && is_whole_word(sentence, &range) {
            found.push(of_country(sentence, range, named));
        }
    }
    if context.korea {
        found.extend(sides(sentence));
    }
    found.extend(roles_alone(sentence, &found));
    found.sort_by_key(|found| (found.range.start, found.range.end));
    for found in &mut found {
        found.actor.acted_upon = is_acted_upon(sentence, found.range.start);
    }
    found
}

fn is_whole_word(sentence: &str, range: &Range<usize>) -> bool {
    let before = sentence
        .get(..range.start)
        .and_then(|text| text.chars().next_back());
    let after = sentence
        .get(range.end..)
        .and_then(|text| text.chars().next());
    let ends_in_stop = sentence
        .get(range.clone())
        .is_some_and(|name| name.ends_with('.'));
    !before.is_some_and(|before| before.is_alphanumeric() || before == '-')
        && (ends_in_stop || !after.is_some_and(char::is_alphanumeric))
}

fn of_country(sentence: &str, range: Range<usize>, named: &Named) -> Found {
    let name = sentence.get(range.clone()).unwrap_or_default();
    let mut guess = None;
    let mut range = range.clone();
    let (mut code, mut role) = match named.code.split_once('.') {
        Some((country, role)) => (country.to_owned(), Some(role.to_owned())),
        None => (named.code.to_owned(), None),
    };
    if matches!(code.as_str(), "IGO" | "NGO") {
        // An organisation has no country of its own.
        return Found {
            actor: Actor {
                name: name.to_owned(),
                code: None,
                role: Some(code),
                guess: None,
                acted_upon: false,
            },
            range,
        };
    }
    if named.form == Form::Capital {
        guess = Some(format!(
            "{name} is taken for the government that sits there"
        ));
        role = Some("GOV".to_owned());
    }
    if AMBIGUOUS.contains(&name) {
        guess = Some(format!(
            "{name} is also the name of persons or other places"
        ));
    }
    if matches!(named.form, Form::People | Form::Name) {
        let after = sentence.get(range.end..).unwrap_or_default();
        if let Some((of_role, end)) = role_after(after) {
            role = Some(of_role.to_owned());
            range.end += end;
        }
    }
    if let Some(role) = role.as_deref().filter(|_| code.len() == 3) {
        code = format!("{code}.{role}");
    }
    Found {
        actor: Actor {
            name: sentence.get(range.clone()).unwrap_or_default().to_owned(),
            code: Some(code),
            role,
            guess,
            acted_upon: false,
        },
        range,
    }
}

/// The role named within the next words ("North Korean border guards"), and where
/// its name ends.
fn role_after(after: &str) -> Option<(&'static str, usize)> {
    let near: usize = after.split_inclusive(' ').take(4).map(str::len).sum();
    let near = after.get(..near)?;
    let stop = near.find([',', '.', ';', '(', '"']).unwrap_or(near.len());
    let near = near.get(..stop)?;
    if !near.starts_with([' ', '\'']) {
        return None;
    }
    ROLES
        .iter()
        .filter_map(|(role, words)| Some((words.find(near)?, *role)))
        .filter(|(found, _)| !is_adjective(near, found.end()))
        .filter(|(found, _)| {
            let between = near.get(..found.start()).unwrap_or_default();
            between.split_whitespace().count() <= 1 + usize::from(between.starts_with('\''))
        })
        .min_by_key(|(found, _)| found.start())
        .map(|(found, role)| (role, found.end()))
}

/// Whether the word that ends at `end` only describes the next ("military
/// exercise", "government debt").
fn is_adjective(sentence: &str, end: usize) -> bool {
    static THINGS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^ (?:exercises?|drills?|confrontations?|actions?|operations?|aid|accords?|alliances?|conflicts?|assistance|equipment|talks|cooperation|bases?|spending|intervention|presence|pressure|rule|solution|activit\w+|debt|bonds?|buildings?|budget|service|hardware|satellites?|demarcation|parade|vehicles?|trial|station|custody|camps?|releases?)")
            .expect("the crate's own pattern")
    });
    THINGS.is_match(sentence.get(end..).unwrap_or_default())
}

/// "The North" and "the South" in a text on Korea.
fn sides(sentence: &str) -> Vec<Found> {
    static SIDES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:[Tt]he|[Bb]oth|[Aa]) (?P<side>North|South)(?:'s)?\b(?P<next> [A-Z]\w*)?")
            .expect("the crate's own pattern")
    });
    let mut found = Vec::new();
    for hit in SIDES.captures_iter(sentence) {
        let (Some(side), None) = (hit.name("side"), hit.name("next")) else {
            continue;
        };
        let country = if side.as_str() == "North" {
            "PRK"
        } else {
            "KOR"
        };
        let after = sentence.get(side.end()..).unwrap_or_default();
        let role = role_after(after);
        let end = side.end() + role.map_or(0, |(_, end)| end);
        let range = side.start()..end;
        found.push(Found {
            actor: Actor {
                name: sentence.get(range.clone()).unwrap_or_default().to_owned(),
                code: Some(match role {
                    Some((role, _)) => format!("{country}.{role}"),
                    None => country.to_owned(),
                }),
                role: role.map(|(role, _)| role.to_owned()),
                guess: Some("the text speaks of Korea elsewhere".to_owned()),
                acted_upon: false,
            },
            range,
        });
    }
    found
}

/// Roles without the name of a country; at most four, since a list of them tells
/// little.
fn roles_alone(sentence: &str, named: &[Found]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for (role, words) in ROLES.iter() {
        for hit in words.find_iter(sentence) {
            let range = hit.range();
            let covered = named
                .iter()
                .chain(&found)
                .any(|other| other.range.start < range.end && range.start < other.range.end);
            if !covered && !is_adjective(sentence, range.end) {
                found.push(Found {
                    actor: Actor {
                        name: hit.as_str().to_owned(),
                        code: None,
                        role: Some((*role).to_owned()),
                        guess: None,
                        acted_upon: false,
                    },
                    range,
                });
            }
        }
    }
    found.sort_by_key(|found| found.range.start);
    found.truncate(4);
    found
}

/// Whether the words before say that the actor is acted upon.
fn is_acted_upon(sentence: &str, start: usize) -> bool {
    static TOWARDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:against|on|at|into|towards?|to|over|attacked|invaded|sanctioned|accused|killed|shelled|blamed|urged|condemned|threatened|warned)(?: the| a| an| its)?(?: \w+)? $")
            .expect("the crate's own pattern")
    });
    let before = sentence.get(..start).unwrap_or_default();
    let mut from = before.len().saturating_sub(48);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    TOWARDS.is_match(before.get(from..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(sentence: &str) -> Vec<String> {
        actors(sentence, Context::of(sentence))
            .into_iter()
            .map(|found| {
                let actor = found.actor;
                let code = actor.code.or(actor.role).unwrap_or_default();
                format!("{}={code}", actor.name)
            })
            .collect()
    }

    #[test]
    fn countries_peoples_capitals_and_offices() {
        assert_eq!(
            codes(
                "North Korean border guards fired at Seoul while the Kremlin and the UN watched."
            ),
            [
                "North Korean border guards=PRK.MIL",
                "Seoul=KOR.GOV",
                "Kremlin=RUS.GOV",
                "UN=IGO"
            ]
        );
        assert_eq!(codes("Latin America and us."), Vec::<String>::new());
    }

    #[test]
    fn the_north_is_korea_only_in_a_text_on_korea() {
        assert_eq!(codes("The North fired."), Vec::<String>::new());
        assert_eq!(
            codes("Korea is split. The North's army fired at the South."),
            ["North's army=PRK.MIL", "South=KOR"]
        );
    }

    #[test]
    fn every_code_of_a_country_is_in_the_published_table() {
        use foreshock_source::crosswalk::{Scheme, iso3};
        for row in rows(include_str!("../data/countries.tsv")) {
            assert_eq!(row.len(), 4, "{row:?}");
            // Kosovo's code is for users to assign.
            if row[0] != "XKX" {
                assert_eq!(iso3(Scheme::Iso3, row[0], None), Some(row[0]));
            }
        }
        for row in rows(include_str!("../data/offices.tsv")) {
            let country = row[0].split('.').next().unwrap();
            let special = ["IGO", "NGO", "IMG"].contains(&country);
            assert!(special || iso3(Scheme::Iso3, country, None).is_some());
        }
    }
}
