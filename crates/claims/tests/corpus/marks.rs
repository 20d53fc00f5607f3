//! The texts, what the markers marked, and what the rules find.

use std::{fs, path::Path};

use foreshock_claims::{Kind, Reading, read, sentences, text_of};
use serde_json::Value;

/// A claim, as marked by a person or found by the rules. One sentence has one for
/// each kind at most.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Characters of the text.
    pub start: usize,
    pub end: usize,
    pub sentence: String,
    pub kind: Kind,
    pub actors: Vec<String>,
    pub time: Option<String>,
    pub speaker: Option<String>,
    /// No data could test it as written.
    pub vague: bool,
}

pub struct Text {
    pub name: String,
    pub text: String,
    a: Vec<Mark>,
    b: Vec<Mark>,
    found: Vec<Mark>,
    /// Characters of all sentences.
    pub units: Vec<(usize, usize)>,
}

impl Text {
    /// The marks of `A`, of `B`, or of the rules.
    pub fn marks(&self, marker: &str) -> &[Mark] {
        match marker {
            "A" => &self.a,
            "B" => &self.b,
            _ => &self.found,
        }
    }
}

pub fn texts() -> Vec<Text> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .filter_map(|entry| {
            entry
                .unwrap()
                .file_name()
                .into_string()
                .unwrap()
                .strip_suffix(".txt")
                .map(str::to_owned)
        })
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let bytes = fs::read(folder.join(format!("{name}.txt"))).unwrap();
            let text = text_of(&bytes).unwrap().to_owned();
            let marks = |marker: &str| {
                let json = fs::read(folder.join(format!("{name}.{marker}.json"))).unwrap();
                marked(&serde_json::from_slice(&json).unwrap())
            };
            let characters = |byte: usize| text[..byte].chars().count();
            let units: Vec<(usize, usize)> = sentences(&text)
                .into_iter()
                .map(|sentence| {
                    (
                        characters(sentence.range.start),
                        characters(sentence.range.end),
                    )
                })
                .collect();
            let reading = read(&text, None);
            Text {
                a: marks("a"),
                b: marks("b"),
                found: found(&reading, &units, &text),
                name,
                units,
                text,
            }
        })
        .collect()
}

fn marked(file: &Value) -> Vec<Mark> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let marks = file["marks"].as_array().unwrap();
    marks
        .iter()
        .map(|mark| Mark {
            start: usize::try_from(mark["start"].as_u64().unwrap()).unwrap(),
            end: usize::try_from(mark["end"].as_u64().unwrap()).unwrap(),
            sentence: text(&mark["sentence"]).unwrap(),
            kind: Kind::ALL
                .into_iter()
                .find(|kind| kind.name() == mark["kind"])
                .unwrap(),
            actors: mark["actors"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(text)
                .collect(),
            time: text(&mark["time"]),
            speaker: text(&mark["attributed_to"]),
            vague: mark["vague"].as_bool().unwrap(),
        })
        .collect()
}

/// What the rules find, on whole sentences, as the markers mark it.
fn found(reading: &Reading, units: &[(usize, usize)], text: &str) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for claim in &reading.claims {
        let (start, end) = units[claim.sentence - 1];
        let times: Vec<&str> = claim.times.iter().map(|time| time.text.as_str()).collect();
        let mark = Mark {
            start,
            end,
            sentence: text.chars().skip(start).take(end - start).collect(),
            kind: claim.kind,
            actors: claim
                .actors
                .iter()
                .map(|actor| actor.name.clone())
                .collect(),
            time: (!times.is_empty()).then(|| times.join("; ")),
            speaker: claim.said_by.clone(),
            vague: !claim.testable.as_written,
        };
        if !marks
            .iter()
            .any(|other| other.start == start && other.kind == mark.kind)
        {
            marks.push(mark);
        }
    }
    marks
}
