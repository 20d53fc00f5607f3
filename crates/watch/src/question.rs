//! Questions about what will happen, and the rules by which they resolve.

use foreshock_event::Field;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Direction, Indicator, Measure, Merge, NumericField, Period, Selection, Watch};

/// A question that is answered with a probability, and later with yes or no.
#[derive(Clone, Debug)]
pub struct Question {
    /// Name within the watch.
    pub id: String,
    /// The question in the watch's own words.
    pub text: String,
    /// Index of the claim in [`Watch::claims`] that it tests.
    pub claim: Option<usize>,
    /// Name of the indicator whose events resolve it, where it names one.
    pub indicator: Option<String>,
    /// What makes it resolve.
    pub rule: Rule,
    /// The days that it asks about.
    pub term: Term,
    /// What the reader should know.
    pub note: Option<String>,
}

/// The days that a question asks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// Asked anew at every view: of so many days from the day after it, for each
    /// horizon. At least one, rising, each at least 1.
    Horizons(Vec<u16>),
    /// Asked of fixed days, until the last of them has come.
    Deadline {
        /// First day on which an event counts.
        opens: Date,
        /// Last day on which an event counts.
        deadline: Date,
    },
}

/// When a question resolves as yes: once enough events have begun in its days.
///
/// A rule stands on its own: written down with a forecast, it resolves that
/// forecast even where the watch has been edited since.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Names of the sources whose records count, the preferred one first.
    pub sources: Vec<String>,
    /// How records of several sources go together.
    pub merge: Merge,
    /// Which records count.
    pub selection: Selection,
    /// The field whose sum counts; the number of events where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<NumericField>,
    /// How many, or how large a sum, make a yes; above zero, and whole where
    /// events are counted.
    pub at_least: f64,
    /// What is counted, in the singular and in the plural.
    pub unit: [String; 2],
}

/// A source that a rule names and a watch does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostSource(pub String);

impl Rule {
    /// What the rule counts, as an indicator by day.
    ///
    /// # Errors
    ///
    /// Where `watch` does not have one of its sources, because the watch was
    /// edited after the rule was written down.
    pub fn events(&self, watch: &Watch) -> Result<Indicator, LostSource> {
        let index = |name: &String| {
            watch
                .sources
                .iter()
                .position(|source| *source.id == **name)
                .ok_or_else(|| LostSource(name.clone()))
        };
        Ok(Indicator {
            id: String::new(),
            title: String::new(),
            claim: None,
            expects: None,
            sources: self.sources.iter().map(index).collect::<Result<_, _>>()?,
            merge: self.merge,
            selection: self.selection.clone(),
            selection_span: 0..0,
            measure: match self.sum {
                None => Measure::Count,
                Some(field) => Measure::Sum(field),
            },
            period: Period::Days(1),
            window: 1,
            reference: 1,
            direction: Direction::Up,
            unit: self.unit.clone(),
            intensity: None,
            intensity_unit: String::new(),
            note: None,
        })
    }

    /// The rule in words: "at least 2 launches".
    pub fn threshold(&self) -> String {
        let number = self.at_least;
        match self.sum {
            None => format!(
                "at least {number} {}",
                self.unit[usize::from(number != 1.0)]
            ),
            Some(field) => format!(
                "{} with a {} of at least {number} together",
                self.unit[1],
                field.name()
            ),
        }
    }

    /// What an event must be to count: "records of `events` whose category is
    /// `balloon_trash`".
    pub fn conditions(&self) -> String {
        let quoted = |texts: Vec<&str>| {
            let texts: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
            match &texts[..] {
                [rest @ .., last] if !rest.is_empty() => {
                    format!("{} or {last}", rest.join(", "))
                }
                _ => texts.concat(),
            }
        };
        let mut conditions: Vec<String> = self
            .selection
            .texts
            .iter()
            .map(|(field, patterns)| {
                let texts: Vec<&str> = patterns.iter().map(|pattern| pattern.written()).collect();
                // A code stands beside the pattern for the codes below it.
                let own: Vec<&str> = texts
                    .iter()
                    .copied()
                    .filter(|text| {
                        !text
                            .strip_suffix(".*")
                            .is_some_and(|code| texts.contains(&code))
                    })
                    .collect();
                format!("{} is {}", name(*field), quoted(own))
            })
            .collect();
        for (field, range) in &self.selection.ranges {
            conditions.push(match (range.min.is_finite(), range.max.is_finite()) {
                (true, true) => format!("{} is {} to {}", field.name(), range.min, range.max),
                (true, false) => format!("{} is at least {}", field.name(), range.min),
                _ => format!("{} is at most {}", field.name(), range.max),
            });
        }
        if !self.selection.description.is_empty() {
            let words = self.selection.description.iter();
            let words = words.map(|pattern| pattern.written().trim_matches('*'));
            conditions.push(format!("description names {}", quoted(words.collect())));
        }
        if let Some(near) = &self.selection.near {
            conditions.push(format!(
                "place lies within {} km of the line or point given",
                near.km
            ));
        }
        let sources = quoted(self.sources.iter().map(String::as_str).collect());
        match conditions.is_empty() {
            true => format!("records of {sources}"),
            false => format!(
                "records of {sources} whose {}",
                conditions.join(" and whose ")
            ),
        }
    }
}

fn name(field: Field) -> &'static str {
    match field {
        Field::Feed => "feed",
        Field::Publisher => "publisher",
        Field::Category => "category",
        Field::Source => "source",
        Field::Target => "target",
        Field::Country => "country",
        Field::Adm1 => "adm1",
        Field::Place => "place",
        Field::Cameo => "cameo",
        Field::Plover => "plover",
    }
}

#[cfg(test)]
mod tests {
    use crate::{Near, Pattern, Range, Shape};

    use super::*;

    fn rule() -> Rule {
        Rule {
            sources: vec!["events".to_owned()],
            merge: Merge::Within(1),
            selection: Selection {
                texts: vec![
                    (
                        Field::Category,
                        vec![Pattern::new("cruise*"), Pattern::new("ballistic")],
                    ),
                    (
                        Field::Source,
                        vec![Pattern::new("PRK"), Pattern::new("PRK.*")],
                    ),
                ],
                ranges: vec![(
                    NumericField::Count,
                    Range {
                        min: 2.0,
                        max: f64::INFINITY,
                    },
                )],
                description: vec![Pattern::new("*Sunan*")],
                near: Some(Near {
                    shape: Shape::Point([38.0, 127.0]),
                    km: 30.0,
                }),
            },
            sum: None,
            at_least: 1.0,
            unit: ["launch".to_owned(), "launches".to_owned()],
        }
    }

    #[test]
    fn a_rule_written_down_is_the_same_rule() {
        let json = serde_json::to_string(&rule()).expect("JSON");
        assert_eq!(serde_json::from_str::<Rule>(&json).expect("a rule"), rule());
        let unknown = json.replacen("\"sources\"", "\"surces\":[],\"sources\"", 1);
        assert!(serde_json::from_str::<Rule>(&unknown).is_err());
    }

    #[test]
    fn a_rule_reads_as_a_sentence() {
        let mut rule = rule();
        assert_eq!(rule.threshold(), "at least 1 launch");
        assert_eq!(
            rule.conditions(),
            "records of `events` whose category is `cruise*` or `ballistic` and whose source is `PRK` \
             and whose count is at least 2 and whose description names `Sunan` \
             and whose place lies within 30 km of the line or point given"
        );
        rule.sum = Some(NumericField::Count);
        rule.at_least = 500.0;
        assert_eq!(
            rule.threshold(),
            "launches with a count of at least 500 together"
        );
    }
}
