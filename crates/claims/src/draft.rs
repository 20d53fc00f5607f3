//! A draft of a watch: each claim with what it lacks, and stubs of what could
//! test it, for a person to edit.
//!
//! What stands in the draft unmarked was in the text. What was assumed says so in
//! a comment, and what the text leaves open is a stub in comments with `FILL`
//! where a person must decide; the draft is accepted by `foreshock check` as it
//! is, and a stub that is uncommented without being filled is refused there.

mod stubs;

use std::{collections::BTreeMap, fmt::Write};

use crate::{Actor, Claim, Reading};

/// What the draft says of the text.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Name of the text: its file or title.
    pub name: String,
}

/// The draft of a watch, as TOML.
pub fn draft(reading: &Reading, origin: &Origin) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = written(&mut out, reading, origin);
    out
}

fn written(out: &mut String, reading: &Reading, origin: &Origin) -> std::fmt::Result {
    let testable = reading
        .claims
        .iter()
        .filter(|claim| claim.testable.as_written)
        .count();
    writeln!(
        out,
        "# A draft from {}: {} claims in {} sentences, found by rules.",
        comment(&origin.name),
        reading.claims.len(),
        reading.sentences
    )?;
    writeln!(
        out,
        "# The rules miss claims and take others for what they are not: read the text beside it."
    )?;
    writeln!(
        out,
        "# {testable} of the claims can be tested as written. Lines with FILL are left open by the"
    )?;
    writeln!(
        out,
        "# text; nothing was put there. Lines with \"guess\" say what was assumed and why.\n"
    )?;
    writeln!(
        out,
        "title = {}",
        quoted(&format!("Draft: {}", origin.name))
    )?;
    match &reading.date {
        Some(date) if date.from == "text" => {
            writeln!(
                out,
                "# guess: the date that stands at the head of the text ({}).",
                comment(date.text.as_deref().unwrap_or_default())
            )?;
            writeln!(out, "as_of = {}", date.day)?;
        }
        Some(date) => writeln!(out, "as_of = {}", date.day)?,
        None => writeln!(
            out,
            "# The text has no date and none was given: times such as \"last week\" are not resolved.\n# FILL as_of = the day of the text\nas_of = \"now\""
        )?,
    }
    writeln!(
        out,
        "# guess: the text does not say whose days count.\ntimezone = \"UTC\"\nseed = 1\n"
    )?;
    let names = Names::of(reading);
    names.write(out)?;
    source(out)?;
    writeln!(
        out,
        "\n# ---------------------------------------------------------------- claims\n"
    )?;
    for claim in &reading.claims {
        of_claim(out, claim, origin)?;
    }
    stubs::write(out, reading, &names)
}

/// Where events come from. No text says that.
fn source(out: &mut String) -> std::fmt::Result {
    writeln!(
        out,
        "# guess: the indicators below match root families of CAMEO, which the files of GDELT"
    )?;
    writeln!(
        out,
        "# and ICEWS code; `foreshock ingest gdelt FILES` brings them in. Put your own table in"
    )?;
    writeln!(
        out,
        "# its place with `path` and `columns`, as `foreshock init TABLE` writes them."
    )?;
    writeln!(out, "[[source]]\nid = \"events\"\nformat = \"gdelt\"")
}

fn of_claim(out: &mut String, claim: &Claim, origin: &Origin) -> std::fmt::Result {
    let position = &claim.position;
    writeln!(
        out,
        "# {}, line {}, characters {} to {}{}",
        claim.kind.words(),
        position.line,
        position.first_character,
        position.last_character,
        claim
            .told_by
            .as_ref()
            .map_or(String::new(), |by| format!("; told by \"{}\"", comment(by)))
    )?;
    for actor in &claim.actors {
        if let (Some(code), Some(guess)) = (&actor.code, &actor.guess) {
            writeln!(
                out,
                "# guess: \"{}\" is {code}, since {}",
                comment(&actor.name),
                comment(guess)
            )?;
        }
    }
    for time in &claim.times {
        let span = match (time.from, time.to) {
            (Some(from), Some(to)) if from == to => format!("is {from}"),
            (Some(from), Some(to)) => format!("is {from} to {to}"),
            _ => "is no date".to_owned(),
        };
        let guess = time.guess.as_ref().map_or(String::new(), |guess| {
            format!("; guess: {}", comment(guess))
        });
        writeln!(out, "# \"{}\" {span}{guess}", comment(&time.text))?;
    }
    writeln!(
        out,
        "[[claim]]\nid = {}\ntext = {}",
        quoted(&claim.id),
        quoted(&one_line(&claim.quote))
    )?;
    let by = claim
        .said_by
        .as_ref()
        .map_or(String::new(), |by| format!(", said by {}", one_line(by)));
    writeln!(
        out,
        "stated_in = {}",
        quoted(&format!("{}, line {}{by}", origin.name, position.line))
    )?;
    if !claim.testable.as_written {
        writeln!(
            out,
            "not_testable = {}",
            quoted(&claim.testable.lacks.join(" "))
        )?;
        writeln!(out, "testable_if = {}", quoted(&claim.testable.would_take))?;
    }
    writeln!(out)
}

/// Names of the draft for the actors of the text, by code.
pub(crate) struct Names {
    /// Code, name in the draft, words of the text.
    by_code: BTreeMap<String, (String, Vec<String>)>,
}

impl Names {
    fn of(reading: &Reading) -> Self {
        let mut by_code: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
        for actor in reading.claims.iter().flat_map(|claim| &claim.actors) {
            let Some(code) = &actor.code else { continue };
            let name = code.to_lowercase().replace('.', "_");
            let (_, words) = by_code.entry(code.clone()).or_insert((name, Vec::new()));
            let word = one_line(&actor.name);
            if !words.contains(&word) && words.len() < 4 {
                words.push(word);
            }
        }
        Self { by_code }
    }

    /// The name of an actor in the draft; `None` where it has no code.
    pub(crate) fn name(&self, actor: &Actor) -> Option<&str> {
        let (name, _) = self.by_code.get(actor.code.as_ref()?)?;
        Some(name)
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        if self.by_code.is_empty() {
            return Ok(());
        }
        writeln!(out, "[actors]")?;
        for (code, (name, words)) in &self.by_code {
            let words: Vec<String> = words
                .iter()
                .map(|word| format!("\"{}\"", comment(word)))
                .collect();
            writeln!(
                out,
                "{name} = [{}] # in the text: {}",
                quoted(code),
                words.join(", ")
            )?;
        }
        writeln!(out)
    }
}

/// A text in one line with single spaces.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text that may stand in a comment of TOML, which has no control characters.
pub(crate) fn comment(text: &str) -> String {
    one_line(text)
        .chars()
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect()
}

/// A basic string of TOML.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() => {
                out.push_str(&format!("\\u{:04X}", u32::from(control)));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
