//! A claim, and the reading of a whole text into claims.

use std::{ops::Range, sync::LazyLock};

use jiff::civil::Date;
use regex::Regex;
use serde::Serialize;

use crate::{
    Kind,
    actor::{self, Actor, Context},
    attribution,
    category::{self, Category},
    kind::{Told, told},
    sentence::{Setting, sentences},
    testable::{self, Modality, Testability, Vagueness},
    text::{Flat, Places, Position},
    time::{self, Time},
};

/// A number that a claim names, with what it counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Number {
    /// As it stands in the text: "more than 300 balloons".
    pub text: String,
    /// The number.
    pub value: f64,
    /// How the number is meant.
    pub bound: Bound,
    /// The words after it.
    pub of: String,
}

/// How a number is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Exactly.
    Exactly,
    /// About so many.
    About,
    /// More than, or at least.
    AtLeast,
    /// Fewer than, or at most.
    AtMost,
}

/// A claim of the text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Claim {
    /// Name within this reading: `claim_1` and on, in the order of the text.
    pub id: String,
    /// What it does.
    pub kind: Kind,
    /// The sentence or clause, exactly as it stands in the text.
    pub quote: String,
    /// Where it stands.
    pub position: Position,
    /// Sentence of the text, from 1.
    pub sentence: usize,
    /// What the sentence stands in.
    pub setting: Setting,
    /// The words by which its kind was told; absent for a plain statement.
    pub told_by: Option<String>,
    /// Who is said to claim it, as it stands in the text; absent where it is the
    /// author.
    pub said_by: Option<String>,
    /// Whom it names.
    pub actors: Vec<Actor>,
    /// Which kinds of event it names.
    pub categories: Vec<Category>,
    /// Of when it speaks.
    pub times: Vec<Time>,
    /// The numbers that it names.
    pub numbers: Vec<Number>,
    /// How sure its words are.
    pub modality: Modality,
    /// Words that leave something open.
    pub vague: Vec<Vagueness>,
    /// Whether it can be tested as written.
    pub testable: Testability,
}

/// The date of the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArticleDate {
    /// The day.
    pub day: Date,
    /// Where it is from: `given`, or `text` where it was found in the text.
    pub from: &'static str,
    /// As it stands in the text, where it was found there.
    pub text: Option<String>,
}

/// What was read from a text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// The article's date; absent where none was given and none was found. Times
    /// told from the day of writing are then not resolved.
    pub date: Option<ArticleDate>,
    /// Sentences of the text.
    pub sentences: usize,
    /// Its claims, in the order of the text.
    pub claims: Vec<Claim>,
}

/// Reads the claims of `text`. `date` is the article's date; without it the text
/// is looked at for one.
///
/// The time it takes grows with the length of the text, which
/// [`text_of`](crate::text_of) bounds.
pub fn read(text: &str, date: Option<Date>) -> Reading {
    let date = match date {
        Some(day) => Some(ArticleDate {
            day,
            from: "given",
            text: None,
        }),
        None => time::date_of(text).map(|(day, range)| ArticleDate {
            day,
            from: "text",
            text: text.get(range).map(str::to_owned),
        }),
    };
    let day = date.as_ref().map(|date| date.day);
    let context = Context::of(text);
    let mut places = Places::new(text);
    let mut claims = Vec::new();
    let sentences = sentences(text);
    let mut asked = false;
    for (index, sentence) in sentences.iter().enumerate() {
        let flat = Flat::of(text, &sentence.range);
        let seen = Seen::of(&flat.text, day, context);
        let mut found = told(&flat.text, sentence.setting, &|range| seen.anchors(range));
        // "They call on:" asks each of the items below to do something.
        let leads = flat.text.ends_with(':');
        if sentence.setting != Setting::Item {
            asked = leads && found.iter().any(|told| told.kind == Kind::Advice);
        } else if asked {
            found = vec![Told {
                kind: Kind::Advice,
                range: 0..flat.text.len(),
                cue: None,
            }];
        }
        // A headline says again what the text says, and what leads to a list is
        // said by its items.
        let headline = sentence.setting == Setting::Headline && sentences.len() > 1;
        if headline || leads && sentence.setting != Setting::Item {
            continue;
        }
        for told in found {
            let range = trimmed(text, flat.back(&told.range));
            let id = format!("claim_{}", claims.len() + 1);
            let mut claim = seen.claim(id, &flat.text, &told.range, told.kind);
            claim.quote = text.get(range.clone()).unwrap_or_default().to_owned();
            claim.position = places.of(&range);
            claim.sentence = index + 1;
            claim.setting = sentence.setting;
            claim.told_by = told.cue.and_then(|cue| {
                let back = flat.back(&cue);
                text.get(back).map(|cue| cue.trim().to_owned())
            });
            claim.testable = testable::testability(&claim);
            claims.push(claim);
        }
    }
    Reading {
        date,
        sentences: sentences.len(),
        claims,
    }
}

/// Without spaces around.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let written = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (written.len() - written.trim_start().len());
    start..start + written.trim().len()
}

/// All that was found in a flat sentence, with its places.
struct Seen {
    actors: Vec<actor::Found>,
    categories: Vec<(Range<usize>, Category)>,
    times: Vec<time::Found>,
    numbers: Vec<(Range<usize>, Number)>,
    speaker: Option<Range<usize>>,
}

impl Seen {
    fn of(sentence: &str, article: Option<Date>, context: Context) -> Self {
        let times = time::times(sentence, article);
        Self {
            actors: actor::actors(sentence, context),
            categories: category::categories(sentence),
            numbers: numbers(sentence, &times),
            times,
            speaker: attribution::speaker(sentence),
        }
    }

    /// Whether a stretch names an actor with a code, an event, a number or a date.
    fn anchors(&self, range: &Range<usize>) -> bool {
        let within = |other: &Range<usize>| range.start <= other.start && other.start < range.end;
        self.actors.iter().any(|found| within(&found.range))
            || self.categories.iter().any(|(at, _)| within(at))
            || self.times.iter().any(|found| within(&found.range))
            || self.numbers.iter().any(|(at, _)| within(at))
    }

    /// The claim that a part of the sentence makes, without its place.
    fn claim(&self, id: String, sentence: &str, part: &Range<usize>, kind: Kind) -> Claim {
        let within = |other: &Range<usize>| part.start <= other.start && other.start < part.end;
        let words = sentence.get(part.clone()).unwrap_or_default();
        // Who only reports it is no side of what is reported.
        let speaks = |range: &Range<usize>| {
            self.speaker
                .as_ref()
                .is_some_and(|speaker| speaker.start <= range.start && range.end <= speaker.end)
        };
        let mut actors: Vec<Actor> = Vec::new();
        for found in &self.actors {
            let known = actors.iter().any(|other| {
                other.code == found.actor.code
                    && other.role == found.actor.role
                    && (other.code.is_some() || other.name == found.actor.name)
            });
            if within(&found.range) && !speaks(&found.range) && !known {
                actors.push(found.actor.clone());
            }
        }
        Claim {
            id,
            kind,
            quote: String::new(),
            position: Position {
                start: 0,
                end: 0,
                first_character: 0,
                last_character: 0,
                line: 1,
                column: 1,
            },
            sentence: 0,
            setting: Setting::Prose,
            told_by: None,
            said_by: self
                .speaker
                .as_ref()
                .and_then(|speaker| sentence.get(speaker.clone()))
                .map(|speaker| speaker.trim().to_owned()),
            actors,
            categories: self
                .categories
                .iter()
                .filter(|(at, _)| within(at))
                .map(|(_, category)| category.clone())
                .collect(),
            times: self
                .times
                .iter()
                .filter(|found| within(&found.range))
                .map(|found| found.time.clone())
                .collect(),
            numbers: self
                .numbers
                .iter()
                .filter(|(at, _)| within(at))
                .map(|(_, number)| number.clone())
                .collect(),
            modality: testable::modality(words),
            vague: testable::vagueness(words),
            testable: Testability {
                as_written: false,
                lacks: Vec::new(),
                would_take: String::new(),
            },
        }
    }
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:\b(?P<bound>more than|over|at least|no fewer than|no less than|about|around|some|roughly|nearly|almost|approximately|fewer than|less than|up to|at most|under) )?\b(?P<value>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|ninety)\b(?: (?P<times>hundred|thousand|million|billion|dozen))?(?P<of>(?: ?%| (?:per ?cent|percent))|(?: [a-z-]+){0,4})",
    )
    .expect("the crate's own pattern")
});

/// Numbers that are no part of a date.
fn numbers(sentence: &str, times: &[time::Found]) -> Vec<(Range<usize>, Number)> {
    NUMBER
        .captures_iter(sentence)
        .filter_map(|found| {
            let whole = found.get(0)?;
            let value = found.name("value")?;
            let dated = times
                .iter()
                .any(|time| time.range.start < value.end() && value.start() < time.range.end);
            if dated {
                return None;
            }
            let plain = value.as_str().replace(',', "");
            let read = plain
                .parse::<f64>()
                .ok()
                .filter(|value| value.is_finite())
                .or_else(|| {
                    time::number(value.as_str())
                        .and_then(|value| u32::try_from(value).ok())
                        .map(f64::from)
                })?;
            let times_so_many = match found
                .name("times")
                .map(|word| word.as_str().to_lowercase())
                .as_deref()
            {
                Some("dozen") => 12.0,
                Some("hundred") => 100.0,
                Some("thousand") => 1e3,
                Some("million") => 1e6,
                Some("billion") => 1e9,
                _ => 1.0,
            };
            let bound = match found
                .name("bound")
                .map(|word| word.as_str().to_lowercase())
                .as_deref()
            {
                Some("more than" | "over" | "at least" | "no fewer than" | "no less than") => {
                    Bound::AtLeast
                }
                Some("fewer than" | "less than" | "up to" | "at most" | "under") => Bound::AtMost,
                Some(_) => Bound::About,
                None => Bound::Exactly,
            };
            let value = read * times_so_many;
            let number = Number {
                text: whole.as_str().trim().to_owned(),
                value,
                bound,
                of: found
                    .name("of")
                    .map(|of| of.as_str().trim().to_owned())
                    .unwrap_or_default(),
            };
            value.is_finite().then_some((whole.range(), number))
        })
        .collect()
}
