//! From what is written to what is meant, with every fault on the way.

pub(crate) mod amount;
mod evidence;
pub(crate) mod hypothesis;
mod intervention;
mod question;
mod readiness;
mod relation;
mod scenario;
mod table;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    ops::Range as Bytes,
};

use foreshock_event::{AsOf, Field, Lag};
use foreshock_source::{Column, Columns, Input, Published, Publisher, Table};
use jiff::{civil::Date, tz::TimeZone};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
};

use crate::{
    Claim, Covers, Diagnostic, Direction, Dynamics, Episode, Expects, Indicator, Measure, Merge,
    Moment, Near, NumericField, Pattern, Period, Range, Relation, Selection, Severity, Shape,
    Source, Tripwire, Watch, written,
};

const SECTIONS: &[&str] = &[
    "source",
    "claim",
    "indicator",
    "tripwire",
    "question",
    "intervention",
    "hypothesis",
    "evidence",
    "dependence",
    "readiness",
    "alert",
    "episode",
    "relation",
    "scenario",
];
const DEFAULT_COMPARE_DAYS: u16 = 7;
const DEFAULT_WINDOW_PERIODS: usize = 6;
const DEFAULT_REFERENCE: Period = Period::Months(24);
const LONGEST_ID: usize = 64;

/// The watch, where there is one to speak of, and its faults in no order.
pub(crate) fn read(text: &str) -> (Option<Watch>, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let mut unreadable = HashSet::new();
    let Some(written) = parse(text, &mut faults, &mut unreadable) else {
        return (None, faults);
    };
    let mut reader = Reader {
        faults,
        timezone: TimeZone::UTC,
        unreadable,
    };
    let watch = reader.watch(written, text);
    (watch, reader.faults)
}

/// The written watch. Each table of a section is read on its own, so that a
/// fault in one does not hide those of the others.
fn parse(
    text: &str,
    faults: &mut Vec<Diagnostic>,
    unreadable: &mut HashSet<String>,
) -> Option<written::Watch> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        faults.extend(errors.iter().map(|error| from_toml(error, 0..0)));
        return None;
    }
    let span = table.span();
    let mut table = table.into_inner();
    let mut sections = HashMap::new();
    for &name in SECTIONS {
        if let Some(value) = table.remove(name) {
            sections.insert(name, value);
        }
    }
    let rest = Spanned::new(span, DeValue::Table(table));
    let mut watch: written::Watch = item(rest, faults)?;
    fn section<T: DeserializeOwned>(
        sections: &mut HashMap<&str, Spanned<DeValue<'_>>>,
        name: &str,
        faults: &mut Vec<Diagnostic>,
        unreadable: &mut HashSet<String>,
    ) -> Vec<T> {
        let Some(value) = sections.remove(name) else {
            return Vec::new();
        };
        let span = value.span();
        let DeValue::Array(items) = value.into_inner() else {
            faults.push(
                Diagnostic::error(span, format!("`{name}` is not a list of tables"))
                    .with_help(format!("begin each one with [[{name}]]")),
            );
            return Vec::new();
        };
        items
            .into_iter()
            .filter_map(|value| {
                let id = id_of(&value);
                let read = item(value, faults);
                if read.is_none() {
                    unreadable.extend(id);
                }
                read
            })
            .collect()
    }
    watch.sources = section(&mut sections, "source", faults, unreadable);
    watch.claims = section(&mut sections, "claim", faults, unreadable);
    watch.indicators = section(&mut sections, "indicator", faults, unreadable);
    watch.tripwires = section(&mut sections, "tripwire", faults, unreadable);
    watch.questions = section(&mut sections, "question", faults, unreadable);
    watch.interventions = section(&mut sections, "intervention", faults, unreadable);
    watch.hypotheses = section(&mut sections, "hypothesis", faults, unreadable);
    watch.evidence = section(&mut sections, "evidence", faults, unreadable);
    watch.dependences = section(&mut sections, "dependence", faults, unreadable);
    watch.readiness = section(&mut sections, "readiness", faults, unreadable);
    watch.alerts = section(&mut sections, "alert", faults, unreadable);
    watch.episodes = section(&mut sections, "episode", faults, unreadable);
    watch.relations = section(&mut sections, "relation", faults, unreadable);
    watch.scenarios = section(&mut sections, "scenario", faults, unreadable);
    Some(watch)
}

/// The name that a table gives itself.
fn id_of(value: &Spanned<DeValue<'_>>) -> Option<String> {
    let id = value.get_ref().as_table()?.get("id")?;
    Some(id.get_ref().as_str()?.to_owned())
}

fn item<T: DeserializeOwned>(
    value: Spanned<DeValue<'_>>,
    faults: &mut Vec<Diagnostic>,
) -> Option<T> {
    let span = value.span();
    T::deserialize(ValueDeserializer::from(value))
        .map_err(|error| faults.push(from_toml(&error, span)))
        .ok()
}

/// A fault from the TOML reader; names in its message that are nearly right are
/// proposed.
fn from_toml(error: &toml::de::Error, around: Bytes<usize>) -> Diagnostic {
    let message = error.message();
    let span = error
        .span()
        .filter(|span| !span.is_empty())
        .unwrap_or(around);
    let fault = Diagnostic::error(span, message.lines().next().unwrap_or_default());
    let mut quoted = message.split('`').skip(1).step_by(2);
    match (message.starts_with("unknown"), quoted.next()) {
        (true, Some(typed)) => fault.labelled("not known here").suggesting(typed, quoted),
        _ => fault,
    }
}

struct Reader {
    faults: Vec<Diagnostic>,
    timezone: TimeZone,
    /// Names of tables that could not be read: what refers to them is not at
    /// fault.
    unreadable: HashSet<String>,
}

impl Reader {
    fn fail<T>(&mut self, fault: Diagnostic) -> Option<T> {
        self.faults.push(fault);
        None
    }

    fn watch(&mut self, mut written: written::Watch, text: &str) -> Option<Watch> {
        let timezone_name = match &written.timezone {
            None => "UTC".to_owned(),
            Some(name) => name.get_ref().clone(),
        };
        if let Some(name) = &written.timezone {
            match TimeZone::get(name.get_ref()) {
                Ok(timezone) => self.timezone = timezone,
                Err(_) => self.faults.push(
                    Diagnostic::error(
                        name.span(),
                        format!("there is no timezone `{}`", name.get_ref()),
                    )
                    .with_help("use an IANA name such as \"Asia/Seoul\" or \"UTC\""),
                ),
            }
        }
        let as_of = match &written.as_of {
            None => Some(Moment::Now),
            Some(moment) => self.moment(moment),
        };
        let compare_days = match &written.compare {
            None => DEFAULT_COMPARE_DAYS,
            Some(text) => self.days(text, 1).unwrap_or(DEFAULT_COMPARE_DAYS),
        };
        if written.title.get_ref().trim().is_empty() {
            self.faults.push(Diagnostic::error(
                written.title.span(),
                "the title is empty",
            ));
        }
        let source_ids = self.ids("source", written.sources.iter().map(|s| &s.id));
        let claim_ids = self.ids("claim", written.claims.iter().map(|c| &c.id));
        let indicator_ids = self.ids("indicator", written.indicators.iter().map(|i| &i.id));
        let tripwire_ids = self.ids("tripwire", written.tripwires.iter().map(|t| &t.id));
        self.ids("intervention", written.interventions.iter().map(|i| &i.id));
        let question_ids = self.ids("question", written.questions.iter().map(|q| &q.id));
        self.ids(
            "level of readiness",
            written.readiness.iter().map(|r| &r.id),
        );
        let alert_ids = self.ids("alert", written.alerts.iter().map(|a| &a.id));
        self.ids("episode", written.episodes.iter().map(|e| &e.id));
        self.ids("relation", written.relations.iter().map(|r| &r.id));
        self.ids("scenario", written.scenarios.iter().map(|s| &s.id));

        let count = written.sources.len();
        let sources: Vec<Source> = written
            .sources
            .iter()
            .filter_map(|source| self.source(source))
            .collect();
        let claims: Vec<Claim> = written
            .claims
            .iter()
            .map(|claim| Claim {
                id: claim.id.get_ref().clone(),
                text: claim.text.clone(),
                stated_in: claim.stated_in.clone(),
                not_testable: claim.not_testable.clone(),
                testable_if: claim.testable_if.clone(),
            })
            .collect();
        // Indices into the sources only hold when every one of them was read.
        if sources.len() != count {
            return None;
        }
        let names = Names {
            actors: &written.actors,
            sources: &source_ids,
            claims: &claim_ids,
            indicators: &indicator_ids,
        };
        let indicators: Vec<Indicator> = written
            .indicators
            .iter()
            .filter_map(|indicator| self.indicator(indicator, &names, &sources))
            .collect();
        if indicators.len() != written.indicators.len() {
            return None;
        }
        let tripwires: Vec<Tripwire> = written
            .tripwires
            .iter()
            .filter_map(|tripwire| self.tripwire(tripwire, &names, &indicators))
            .collect();
        let questions: Vec<_> = std::mem::take(&mut written.questions)
            .into_iter()
            .filter_map(|question| self.question(question, &names, &sources, &indicators))
            .collect();
        let interventions = std::mem::take(&mut written.interventions)
            .into_iter()
            .filter_map(|one| self.intervention(one, &names, &sources, &indicators))
            .collect();
        let episodes = written
            .episodes
            .iter()
            .filter_map(|episode| self.episode(episode))
            .collect();
        let dynamics = written
            .dynamics
            .as_ref()
            .and_then(|dynamics| self.dynamics(dynamics, &names, &indicators));
        let relations = written
            .relations
            .iter()
            .filter_map(|relation| self.relation(relation, &names, &sources))
            .collect();
        // Without the kinds of the dynamics, what a scenario asks of cannot be told.
        let scenarios = match written.dynamics.is_some() && dynamics.is_none() {
            true => Vec::new(),
            false => written
                .scenarios
                .iter()
                .filter_map(|scenario| {
                    self.scenario(scenario, &names, &indicators, dynamics.as_ref())
                })
                .collect(),
        };
        let weighing = hypothesis::WrittenWeighing {
            scale: written.likelihood_scale.take(),
            hypotheses: std::mem::take(&mut written.hypotheses),
            evidence: std::mem::take(&mut written.evidence),
            dependences: std::mem::take(&mut written.dependences),
        };
        let weighing = self.weighing(&weighing, &names, &tripwire_ids, &indicators);
        let alerts: Vec<_> = written
            .alerts
            .iter()
            .filter_map(|alert| self.alert(alert))
            .collect();
        let named = readiness::Named {
            indicators: &indicator_ids,
            tripwires: &tripwire_ids,
            questions: &question_ids,
            alerts: &alert_ids,
            all_indicators: &indicators,
            all_tripwires: &tripwires,
            all_questions: &questions,
        };
        let readiness = self.levels(&written.readiness, &named);
        if alerts.len() == written.alerts.len() && readiness.len() == written.readiness.len() {
            self.untold(&written.alerts, &alerts, &readiness, tripwires.len());
        }
        let watch = Watch {
            title: written.title.get_ref().clone(),
            about: written.about,
            as_of: as_of?,
            timezone: self.timezone.clone(),
            timezone_name,
            seed: written.seed.unwrap_or(1),
            compare_days,
            sources,
            claims,
            indicators,
            tripwires,
            questions,
            interventions,
            readiness,
            alerts,
            episodes,
            dynamics,
            relations,
            scenarios,
            weighing,
            digest: Sha256::digest(text.as_bytes()).into(),
            warnings: Vec::new(),
        };
        self.unused(&watch, &written.sources, &written.claims, text);
        Some(watch)
    }

    /// Names that are well formed and given once, with their indices.
    fn ids<'a>(
        &mut self,
        what: &str,
        ids: impl Iterator<Item = &'a Spanned<String>>,
    ) -> BTreeMap<String, usize> {
        let mut seen = BTreeMap::new();
        for (index, id) in ids.enumerate() {
            let text = id.get_ref();
            let allowed =
                |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
            if text.is_empty() || text.len() > LONGEST_ID || !text.chars().all(allowed) {
                self.faults.push(
                    Diagnostic::error(id.span(), format!("`{text}` is not a name"))
                        .with_help("use lower-case letters, digits, `-` and `_`, at most 64"),
                );
            }
            if seen.insert(text.clone(), index).is_some() {
                self.faults.push(
                    Diagnostic::error(
                        id.span(),
                        format!("there is already a {what} of the name `{text}`"),
                    )
                    .with_help("give each its own name"),
                );
            }
        }
        seen
    }

    fn moment(&mut self, written: &Spanned<written::Moment>) -> Option<Moment> {
        let text = &written.get_ref().0;
        if text == "now" {
            return Some(Moment::Now);
        }
        match AsOf::parse(text, self.timezone.clone()) {
            Ok(as_of) => Some(Moment::At(as_of)),
            Err(error) => self.fail(
                Diagnostic::error(written.span(), error.to_string())
                    .with_help("write a date (2024-09-16), an instant with an offset, or \"now\""),
            ),
        }
    }

    fn date(&mut self, written: &Spanned<written::Moment>) -> Option<Date> {
        let text = &written.get_ref().0;
        match Date::strptime("%Y-%m-%d", text) {
            Ok(date) => Some(date),
            Err(_) => self.fail(
                Diagnostic::error(written.span(), format!("`{text}` is not a date"))
                    .with_help("write year, month and day, such as 2024-09-16"),
            ),
        }
    }

    fn period(&mut self, written: &Spanned<String>) -> Option<Period> {
        match Period::parse(written.get_ref()) {
            Some(period) => Some(period),
            None => self.fail(
                Diagnostic::error(
                    written.span(),
                    format!("`{}` is not a length of time", written.get_ref()),
                )
                .with_help("write \"30 days\", \"week\", \"6 months\", \"quarter\" or \"2 years\""),
            ),
        }
    }

    fn longer_than_zero(&mut self, written: &Spanned<String>) -> Option<Period> {
        let period = self.period(written)?;
        if period.days() == 0.0 {
            return self.fail(
                Diagnostic::error(written.span(), "a length of zero")
                    .with_help("write at least \"1 day\""),
            );
        }
        Some(period)
    }

    fn days(&mut self, written: &Spanned<String>, least: u16) -> Option<u16> {
        let days = self.period(written)?.days().round();
        if days < f64::from(least) || days > f64::from(u16::MAX) {
            return self.fail(
                Diagnostic::error(
                    written.span(),
                    format!("`{}` is too short or too long", written.get_ref()),
                )
                .with_help(format!("write {least} to 65535 days")),
            );
        }
        Some(days as u16)
    }

    fn source(&mut self, written: &written::Source) -> Option<Source> {
        let before = self.errors();
        if let Some(written) = &written.path {
            let path = written.get_ref();
            if path.trim().is_empty() {
                self.faults
                    .push(Diagnostic::error(written.span(), "the path is empty"));
            } else if path.contains("${") && !path.starts_with("${FORESHOCK_DATA}/") {
                self.faults.push(
                    Diagnostic::error(
                        written.span(),
                        format!("`{path}` names an unknown variable"),
                    )
                    .with_help(
                        "a path may begin with ${FORESHOCK_DATA}/ and name no other variable",
                    ),
                );
            }
        }
        let delimiter =
            written
                .delimiter
                .as_ref()
                .and_then(|text| match text.get_ref().as_bytes() {
                    [byte] if byte.is_ascii() && !b"\"\r\n".contains(byte) => Some(*byte),
                    _ => self.fail(
                        Diagnostic::error(
                            text.span(),
                            format!("`{}` cannot separate fields", text.get_ref()),
                        )
                        .with_help("give one ASCII character, such as \";\" or \"|\""),
                    ),
                });
        let lag = written
            .lag
            .as_ref()
            .and_then(|text| self.days(text, 0))
            .map(Lag::days);
        let complete_after = written
            .complete_after
            .as_ref()
            .and_then(|text| self.days(text, 0));
        let covers = written
            .covers
            .iter()
            .filter_map(|covers| self.covers(covers))
            .collect();
        let input = self.input(written, delimiter);
        let input = input.filter(|_| self.errors() == before)?;
        Some(Source {
            id: written.id.get_ref().as_str().into(),
            title: written
                .title
                .clone()
                .unwrap_or_else(|| written.id.get_ref().clone()),
            path: written.path.as_ref().map(|path| path.get_ref().clone()),
            path_span: written
                .path
                .as_ref()
                .map_or(written.id.span(), Spanned::span),
            kind: written.kind.unwrap_or_default(),
            input,
            lag,
            complete_after,
            hindsight: written.hindsight,
            cite: written.cite.clone(),
            licence: written.licence.clone(),
            note: written.note.clone(),
            covers,
        })
    }

    /// How the files of a source are read: by its columns, or as a publisher lays
    /// them out.
    fn input(&mut self, written: &written::Source, delimiter: Option<u8>) -> Option<Input> {
        let feed: foreshock_event::Text = written.id.get_ref().as_str().into();
        let format = match written.format.as_ref() {
            None => None,
            Some(format) => match format.get_ref().meant() {
                written::Layout::Table(table) => Some(table),
                written::Layout::Published(publisher) => {
                    return self.published(written, feed, publisher, format.span());
                }
            },
        };
        let id = &written.id;
        let name = id.get_ref();
        let mut missing = |what: &str, help: &str| {
            self.faults.push(
                Diagnostic::error(id.span(), format!("the source `{name}` has no `{what}`"))
                    .with_help(help),
            );
        };
        let formats = "say which column holds what: columns = { date = \"…\", category = \"…\" }; only a publisher's format, such as format = \"ged\", needs none";
        if written.columns.is_none() {
            missing("columns", formats);
        }
        if written.publisher.is_none() {
            missing("publisher", "say who publishes it: publisher = \"…\"");
        }
        if written.path.is_none() {
            missing("path", "name the file: path = \"events.csv\"");
        }
        self.table(written, format);
        Some(Input::Table(Box::new(Table {
            feed,
            publisher: written.publisher.as_deref()?.into(),
            format,
            sheet: written.sheet.clone(),
            delimiter,
            encoding: written.encoding.as_ref().map(|text| text.get_ref().clone()),
            skip_rows: written.skip_rows,
            names: match &written.names {
                Some(names) => names.get_ref().clone(),
                None => Vec::new(),
            },
            date_format: written.date_format.clone(),
            missing: written.missing.clone(),
            columns: written.columns.as_ref()?.get_ref().clone(),
            timezone: self.timezone.clone(),
        })))
    }

    /// A source in a publisher's format, which leaves nothing to say of how its
    /// files are laid out.
    fn published(
        &mut self,
        written: &written::Source,
        feed: foreshock_event::Text,
        publisher: Publisher,
        format: Bytes<usize>,
    ) -> Option<Input> {
        let before = self.errors();
        let name = publisher.name();
        let needless = [
            ("columns", written.columns.as_ref().map(Spanned::span)),
            ("delimiter", written.delimiter.as_ref().map(Spanned::span)),
            ("encoding", written.encoding.as_ref().map(Spanned::span)),
            ("kind", written.kind.map(|_| format.clone())),
            ("sheet", written.sheet.as_ref().map(|_| format.clone())),
            ("skip_rows", (written.skip_rows > 0).then(|| format.clone())),
            ("names", written.names.as_ref().map(Spanned::span)),
            (
                "date_format",
                written.date_format.as_ref().map(|_| format.clone()),
            ),
            (
                "missing",
                (!written.missing.is_empty()).then(|| format.clone()),
            ),
        ];
        for (key, span) in needless {
            let Some(span) = span else { continue };
            self.faults.push(
                Diagnostic::error(
                    span,
                    format!("the format `{name}` leaves nothing to say under `{key}`"),
                )
                .with_help(format!(
                    "leave `{key}` out; or, if this is another table, give its layout: format = \"csv\""
                )),
            );
        }
        let mut published = Published::new(feed, publisher);
        if let Some(title) = &written.publisher {
            if written.path.is_none() {
                return self.fail(
                    Diagnostic::error(
                        written.id.span(),
                        format!("what was ingested is published by {}", publisher.title()),
                    )
                    .with_help("leave `publisher` out, or give the `path` of files of your own"),
                );
            }
            published.title = title.as_str().into();
        }
        (self.errors() == before).then_some(Input::Published(published))
    }

    fn covers(&mut self, written: &written::Covers) -> Option<Covers> {
        let from = self.date(&written.from)?;
        let to = match &written.to {
            None => None,
            Some(to) => Some(self.date(to)?),
        };
        if let (Some(to), Some(written)) = (to, &written.to)
            && to < from
        {
            return self.fail(
                Diagnostic::error(
                    written.span(),
                    format!("the cover ends on {to}, before it begins on {from}"),
                )
                .with_help("put the earlier day under `from`"),
            );
        }
        Some(Covers {
            categories: written.category.iter().flat_map(patterns).collect(),
            from,
            to,
            partial: written.partial,
            note: written.note.clone(),
        })
    }

    fn indicator(
        &mut self,
        written: &written::Indicator,
        names: &Names<'_>,
        all_sources: &[Source],
    ) -> Option<Indicator> {
        let before = self.errors();
        let id = written.id.get_ref();
        let mut sources = Vec::new();
        for name in written.from.iter() {
            match names.sources.get(name.get_ref()) {
                Some(&index) if sources.contains(&index) => self.faults.push(
                    Diagnostic::error(name.span(), format!("`{}` stands twice", name.get_ref()))
                        .with_help("name each source once"),
                ),
                Some(&index) => sources.push(index),
                None => self.unknown("source", name, names.sources.keys()),
            }
        }
        if written.from.iter().next().is_none() {
            self.faults.push(
                Diagnostic::error(
                    written.id.span(),
                    format!("indicator `{id}` draws on no source"),
                )
                .with_help("name at least one under `from`"),
            );
        }
        let claim = self.reference("claim", written.claim.as_ref(), names.claims);
        let merge = self.merge(written, sources.len());
        let drawn: Vec<&Source> = sources
            .iter()
            .filter_map(|&index| all_sources.get(index))
            .collect();
        let (selection, selection_span) = match &written.matches {
            None => (Selection::default(), written.id.span()),
            Some(matches) => (
                self.selection(matches.get_ref(), names, &drawn),
                matches.span(),
            ),
        };
        let measure = match &written.measure {
            None => Some(Measure::Count),
            Some(text) => self.measure(text, names, &drawn),
        };
        let period = match &written.period {
            None => Some(Period::Days(7)),
            Some(text) => self.longer_than_zero(text),
        };
        let window = written
            .window
            .as_ref()
            .map(|text| (text, self.longer_than_zero(text)));
        let reference = match &written.reference {
            None => Some(DEFAULT_REFERENCE),
            Some(text) => self.longer_than_zero(text),
        };
        if let (Some(period), Some((text, Some(window)))) = (period, &window)
            && window.days() < period.days()
        {
            self.faults.push(
                Diagnostic::error(
                    text.span(),
                    format!("the window ({window}) is shorter than a period ({period})"),
                )
                .with_help(format!("make it at least {period}")),
            );
        }
        if let (Some(period), Some(reference), Some(text)) = (period, reference, &written.reference)
            && reference.days() < period.days()
        {
            self.faults.push(
                Diagnostic::error(
                    text.span(),
                    format!("the reference ({reference}) is shorter than a period ({period})"),
                )
                .with_help(format!("make it several times {period}")),
            );
        }
        let intensity = written
            .intensity
            .as_ref()
            .and_then(|name| self.field(name, &drawn));
        let unit = self.unit(written);
        if written.expects.is_some() && written.claim.is_none() {
            self.faults.push(
                Diagnostic::warning(
                    written.id.span(),
                    format!("`{id}` says what a claim expects, but no claim"),
                )
                .with_help("name the claim, or leave `expects` out"),
            );
        }
        if self.errors() != before {
            return None;
        }
        let period = period?;
        let count =
            |span: Option<Period>, otherwise| span.map_or(otherwise, |span| period.count_in(span));
        Some(Indicator {
            id: id.clone(),
            title: written.title.clone(),
            claim,
            expects: written.expects.map(|expects| match expects {
                written::Expects::Up => Expects::Up,
                written::Expects::Down => Expects::Down,
            }),
            sources,
            merge,
            selection,
            selection_span,
            measure: measure?,
            period,
            window: count(
                window.and_then(|(_, window)| window),
                DEFAULT_WINDOW_PERIODS,
            ),
            reference: count(reference, 1),
            direction: match written.direction {
                None | Some(written::WrittenDirection::Up) => Direction::Up,
                Some(written::WrittenDirection::Down) => Direction::Down,
                Some(written::WrittenDirection::Both) => Direction::Both,
            },
            intensity,
            intensity_unit: written.intensity_unit.clone().unwrap_or_else(|| {
                format!(
                    "{} per {}",
                    intensity.map_or("size", NumericField::name),
                    unit[0]
                )
            }),
            unit,
            note: written.note.clone(),
        })
    }

    fn merge(&mut self, written: &written::Indicator, sources: usize) -> Merge {
        let within = written.merge_within.as_ref().and_then(|text| {
            let days = self.days(text, 0)?;
            if written.disjoint {
                self.faults.push(
                    Diagnostic::error(text.span(), "sources cannot be both merged and disjoint")
                        .with_help("leave out `merge_within` or `disjoint`"),
                );
            }
            Some(days)
        });
        if sources > 1 && written.merge_within.is_none() && !written.disjoint {
            self.faults.push(
                Diagnostic::error(
                    written.from.iter().next().map_or(written.id.span(), Spanned::span),
                    format!("indicator `{}` draws on {sources} sources that may tell of the same event", written.id.get_ref()),
                )
                .with_help("say merge_within = \"1 day\" to count such events once, or disjoint = true if they never do"),
            );
        }
        match within {
            Some(days) if sources > 1 => Merge::Within(days),
            _ => Merge::Disjoint,
        }
    }

    fn unit(&mut self, written: &written::Indicator) -> [String; 2] {
        let Some(unit) = &written.unit else {
            return ["event".to_owned(), "events".to_owned()];
        };
        let words: Vec<&Spanned<String>> = unit.iter().collect();
        match &words[..] {
            [one] => [one.get_ref().clone(), one.get_ref().clone()],
            [one, many] => [one.get_ref().clone(), many.get_ref().clone()],
            _ => {
                self.faults.push(
                    Diagnostic::error(
                        written.id.span(),
                        format!(
                            "the unit of `{}` is not one or two words",
                            written.id.get_ref()
                        ),
                    )
                    .with_help("write [\"launch\", \"launches\"]"),
                );
                [String::new(), String::new()]
            }
        }
    }

    fn measure(
        &mut self,
        text: &Spanned<String>,
        names: &Names<'_>,
        drawn: &[&Source],
    ) -> Option<Measure> {
        let written = text.get_ref().trim();
        if written == "count" {
            return Some(Measure::Count);
        }
        let parts = written
            .strip_suffix(')')
            .and_then(|rest| rest.split_once('('));
        let inner = |argument: &str| Spanned::new(text.span(), argument.trim().to_owned());
        match parts.map(|(function, argument)| (function.trim(), inner(argument))) {
            Some(("sum", field)) => self.field(&field, drawn).map(Measure::Sum),
            Some(("mean", field)) => self.field(&field, drawn).map(Measure::Mean),
            Some(("level", field)) => self.field(&field, drawn).map(Measure::Level),
            Some(("share", source)) => {
                if !names.sources.contains_key(source.get_ref()) {
                    self.unknown("source", &source, names.sources.keys());
                    return None;
                }
                if drawn.iter().any(|drawn| *drawn.id == **source.get_ref()) {
                    return self.fail(
                        Diagnostic::error(text.span(), "a source cannot be its own total")
                            .with_help("name a source that reports how much was published per day"),
                    );
                }
                Some(Measure::Share(source.get_ref().as_str().into()))
            }
            _ => self.fail(
                Diagnostic::error(text.span(), format!("`{written}` is not a measure")).with_help(
                    "write `count`, `sum(count)`, `mean(count)`, `level(count)` or `share(source)`",
                ),
            ),
        }
    }

    /// A numeric field that at least one of the sources has a column for.
    fn field(&mut self, name: &Spanned<String>, drawn: &[&Source]) -> Option<NumericField> {
        let Some(field) = NumericField::from_name(name.get_ref()) else {
            self.unknown("field", name, NumericField::NAMES.iter());
            return None;
        };
        let mapped = |source: &&Source| numeric_column(source, field).is_some();
        if !drawn.is_empty() && !drawn.iter().any(mapped) {
            return self.fail(
                Diagnostic::error(
                    name.span(),
                    format!(
                        "no source of the indicator has a column for `{}`",
                        field.name()
                    ),
                )
                .with_help(format!(
                    "map it under `columns`: {} = \"name of the column\"",
                    field.name()
                )),
            );
        }
        Some(field)
    }

    fn selection(
        &mut self,
        written: &written::Match,
        names: &Names<'_>,
        drawn: &[&Source],
    ) -> Selection {
        let mut selection = Selection::default();
        let texts = [
            ("category", Field::Category, &written.category),
            ("country", Field::Country, &written.country),
            ("adm1", Field::Adm1, &written.adm1),
            ("place", Field::Place, &written.place),
            ("cameo", Field::Cameo, &written.cameo),
            ("plover", Field::Plover, &written.plover),
        ];
        for (name, field, values) in texts {
            let Some(values) = values else { continue };
            self.can_match(name, values, |source| text_column(source, field), drawn);
            selection.texts.push((field, patterns(values).collect()));
        }
        for (name, field, values) in [
            ("source", Field::Source, &written.source),
            ("target", Field::Target, &written.target),
        ] {
            let Some(values) = values else { continue };
            let codes: Vec<Pattern> = values
                .iter()
                .flat_map(|value| self.actor(value, names))
                .collect();
            self.can_match(name, values, |source| text_column(source, field), drawn);
            selection.texts.push((field, codes));
        }
        if let Some(values) = &written.text {
            self.can_match(
                "text",
                values,
                |source| Given::of(source, "text", |columns| columns.text.as_ref()),
                drawn,
            );
            selection.description = values
                .iter()
                .map(|value| Pattern::new(&format!("*{}*", value.get_ref())))
                .collect();
        }
        for (name, field, range) in [
            ("quad", NumericField::Quad, &written.quad),
            ("intensity", NumericField::Intensity, &written.intensity),
            ("count", NumericField::Count, &written.count),
            ("fatalities", NumericField::Fatalities, &written.fatalities),
        ] {
            let Some(range) = range else { continue };
            let name = Spanned::new(range.span(), name.to_owned());
            if self.field(&name, drawn).is_some() {
                selection
                    .ranges
                    .extend(self.range(range).map(|range| (field, range)));
            }
        }
        selection.near = written
            .near
            .as_ref()
            .and_then(|near| self.near(near, drawn));
        selection
    }

    /// Faults a match that can never be true, because no source has the column
    /// or because the column holds a fixed value that does not fit.
    fn can_match<'a>(
        &mut self,
        name: &str,
        values: &written::OneOrMany,
        column: impl Fn(&'a Source) -> Option<Given<'a>>,
        drawn: &[&'a Source],
    ) {
        let Some(first) = values.iter().next() else {
            self.faults.push(
                Diagnostic::error(
                    0..0,
                    format!("the list under `{name}` is empty, so nothing can match"),
                )
                .with_help("name at least one value, or leave the field out"),
            );
            return;
        };
        if drawn.is_empty() {
            return;
        }
        let columns: Vec<Given<'_>> = drawn.iter().filter_map(|source| column(source)).collect();
        if columns.is_empty() {
            self.faults.push(
                Diagnostic::error(
                    first.span(),
                    format!(
                        "no source of the indicator has a column for `{name}`, so nothing can match"
                    ),
                )
                .with_help(format!(
                    "map it under `columns`, or leave `{name}` out of the match"
                )),
            );
            return;
        }
        let fixed: Option<Vec<&str>> = columns
            .iter()
            .map(|column| match column {
                Given::Column(Column::Fixed(fixed)) => Some(fixed.value.as_str()),
                _ => None,
            })
            .collect();
        if let Some(fixed) = fixed
            && name == "category"
            && !fixed
                .iter()
                .any(|value| patterns(values).any(|pattern| pattern.fits(value)))
        {
            self.faults.push(
                Diagnostic::error(first.span(), "this match can never be true")
                    .labelled("no such category")
                    .with_help(format!(
                        "the sources give every row the category `{}`",
                        fixed.join("` or `")
                    )),
            );
        }
    }

    fn actor(&mut self, value: &Spanned<String>, names: &Names<'_>) -> Vec<Pattern> {
        let with_roles = |code: &str| [Pattern::new(code), Pattern::new(&format!("{code}.*"))];
        let text = value.get_ref();
        if let Some(codes) = names.actors.get(text) {
            if codes.get_ref().is_empty() {
                self.faults.push(
                    Diagnostic::error(
                        codes.span(),
                        format!("the actor `{text}` has no codes, so nothing can match"),
                    )
                    .with_help("list at least one code, such as [\"PRK\"]"),
                );
            }
            return codes
                .get_ref()
                .iter()
                .flat_map(|code| with_roles(code))
                .collect();
        }
        let is_code = text.len() >= 3
            && text
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || ".*".contains(c));
        if !is_code {
            self.unknown("actor", value, names.actors.keys());
        }
        with_roles(text).into()
    }

    fn range(&mut self, written: &Spanned<written::Range>) -> Option<Range> {
        let range = Range {
            min: written.get_ref().min.unwrap_or(f64::NEG_INFINITY),
            max: written.get_ref().max.unwrap_or(f64::INFINITY),
        };
        if range.min <= range.max {
            return Some(range);
        }
        self.fail(
            Diagnostic::error(written.span(), "this match can never be true")
                .labelled("`min` is not at most `max`")
                .with_help("exchange `min` and `max`"),
        )
    }

    fn near(&mut self, written: &Spanned<written::Near>, drawn: &[&Source]) -> Option<Near> {
        let span = written.span();
        let near = written.get_ref();
        if !drawn.iter().any(|source| {
            Given::of(source, "near", |columns| {
                columns.lat.as_ref().and(columns.lon.as_ref())
            })
            .is_some()
        }) {
            return self.fail(
                Diagnostic::error(span, "no source of the indicator has columns for `lat` and `lon`, so nothing can match")
                    .with_help("map them under `columns`, or leave `near` out"),
            );
        }
        let shape = match (&near.point, &near.line) {
            (Some(point), None) => Shape::Point(*point),
            (None, Some(line)) if line.len() >= 2 => Shape::Line(line.clone()),
            _ => {
                return self.fail(
                    Diagnostic::error(span, "`near` needs either a point or a line")
                        .with_help("write point = [37.96, 126.68], or line = [[…], […]] with at least two points"),
                );
            }
        };
        let points = match &shape {
            Shape::Point(point) => std::slice::from_ref(point),
            Shape::Line(line) => line,
        };
        let on_earth = |[lat, lon]: &[f64; 2]| lat.abs() <= 90.0 && lon.abs() <= 180.0;
        if !points.iter().all(on_earth) {
            return self.fail(
                Diagnostic::error(span, "a point lies off the globe")
                    .with_help("write latitude (-90 to 90) first, then longitude (-180 to 180)"),
            );
        }
        if !(near.km > 0.0 && near.km.is_finite()) {
            return self.fail(
                Diagnostic::error(span, "this match can never be true")
                    .labelled("`km` is not above zero")
                    .with_help("give the distance in kilometres"),
            );
        }
        Some(Near { shape, km: near.km })
    }

    fn tripwire(
        &mut self,
        written: &written::Tripwire,
        names: &Names<'_>,
        indicators: &[Indicator],
    ) -> Option<Tripwire> {
        let sign = self.reference("indicator", Some(&written.sign), names.indicators);
        let outcome = self.reference("indicator", Some(&written.outcome), names.indicators);
        let claim = self.reference("claim", written.claim.as_ref(), names.claims);
        let horizon_days = self.days(&written.horizon, 1);
        let (sign, outcome) = (sign?, outcome?);
        if sign == outcome {
            return self.fail(
                Diagnostic::error(written.outcome.span(), "a sign cannot be its own outcome")
                    .with_help("name another indicator under `outcome`"),
            );
        }
        self.with_events(sign, &written.sign, indicators)?;
        self.with_events(outcome, &written.outcome, indicators)?;
        Some(Tripwire {
            id: written.id.get_ref().clone(),
            title: written.title.clone(),
            sign,
            outcome,
            horizon_days: horizon_days?,
            claim,
        })
    }

    /// The index of an indicator that has events, as a level series has not.
    fn with_events(
        &mut self,
        index: usize,
        name: &Spanned<String>,
        indicators: &[Indicator],
    ) -> Option<usize> {
        let is_level = |indicator: &Indicator| matches!(indicator.measure, Measure::Level(_));
        match indicators.get(index).is_some_and(is_level) {
            false => Some(index),
            true => self.fail(
                Diagnostic::error(
                    name.span(),
                    format!("`{}` is a level series and has no events", name.get_ref()),
                )
                .with_help("name an indicator that counts events"),
            ),
        }
    }

    fn dynamics(
        &mut self,
        written: &written::Dynamics,
        names: &Names<'_>,
        indicators: &[Indicator],
    ) -> Option<Dynamics> {
        let list = written.indicators.get_ref();
        if list.is_empty() || list.len() > Dynamics::MOST_KINDS {
            return self.fail(
                Diagnostic::error(
                    written.indicators.span(),
                    format!(
                        "dynamics need 1 to {} indicators, and here are {}",
                        Dynamics::MOST_KINDS,
                        list.len()
                    ),
                )
                .with_help("name the kinds of event that may set each other off"),
            );
        }
        let mut kinds = Vec::with_capacity(list.len());
        for name in list {
            let index = self.reference("indicator", Some(name), names.indicators)?;
            self.with_events(index, name, indicators)?;
            if kinds.contains(&index) {
                return self.fail(
                    Diagnostic::error(name.span(), format!("`{}` is named twice", name.get_ref()))
                        .with_help("name each indicator once"),
                );
            }
            kinds.push(index);
        }
        let from = match &written.from {
            None => None,
            Some(moment) => Some(self.date(moment)?),
        };
        Some(Dynamics {
            indicators: kinds,
            from,
            note: written.note.clone(),
        })
    }

    fn episode(&mut self, written: &written::Episode) -> Option<Episode> {
        let from = self.date(&written.from)?;
        let to = self.date(&written.to)?;
        if to < from {
            return self.fail(
                Diagnostic::error(
                    written.to.span(),
                    format!("the episode ends on {to}, before it begins on {from}"),
                )
                .with_help("put the earlier day under `from`"),
            );
        }
        Some(Episode {
            id: written.id.get_ref().clone(),
            title: written.title.clone(),
            from,
            to,
        })
    }

    fn reference(
        &mut self,
        what: &str,
        name: Option<&Spanned<String>>,
        known: &BTreeMap<String, usize>,
    ) -> Option<usize> {
        let name = name?;
        let index = known.get(name.get_ref()).copied();
        if index.is_none() {
            self.unknown(what, name, known.keys());
        }
        index
    }

    fn unknown(
        &mut self,
        what: &str,
        name: &Spanned<String>,
        known: impl Iterator<Item = impl AsRef<str>>,
    ) {
        if self.unreadable.contains(name.get_ref()) {
            return;
        }
        let known: Vec<String> = known.map(|name| name.as_ref().to_owned()).collect();
        let fault = Diagnostic::error(
            name.span(),
            format!("there is no {what} `{}`", name.get_ref()),
        )
        .labelled("not known");
        let fault = if known.is_empty() {
            fault.with_help(format!("the watch declares no {what}"))
        } else {
            fault.suggesting(name.get_ref(), known.iter().map(String::as_str))
        };
        self.faults.push(fault);
    }

    /// Warns of what is declared and never used.
    fn unused(
        &mut self,
        watch: &Watch,
        sources: &[written::Source],
        claims: &[written::Claim],
        text: &str,
    ) {
        if watch.indicators.is_empty() && watch.relations.is_empty() {
            self.faults.push(
                Diagnostic::warning(
                    0..text.len().min(1),
                    "the watch has no indicators, so there is nothing to assess",
                )
                .with_help(
                    "add one with [[indicator]]; `foreshock init` writes a first one from a table",
                ),
            );
        }
        let is_total = |id: &str| {
            let of_relation = |relation: &Relation| relation.total.as_deref() == Some(id);
            watch
                .indicators
                .iter()
                .any(|i| matches!(&i.measure, Measure::Share(total) if **total == *id))
                || watch.relations.iter().any(of_relation)
        };
        for (index, source) in sources.iter().enumerate() {
            let name = source.id.get_ref();
            let used = watch.selecting().any(|i| i.sources.contains(&index))
                || watch
                    .questions
                    .iter()
                    .any(|q| q.rule.sources.contains(name))
                || watch.interventions.iter().any(|i| i.draws_on(index));
            if !used && !is_total(name) {
                self.faults.push(
                    Diagnostic::warning(
                        source.id.span(),
                        format!("no indicator or question draws on the source `{name}`"),
                    )
                    .with_help("name it under `from` of an indicator, or leave it out"),
                );
            }
        }
        for (index, claim) in claims.iter().enumerate() {
            let used = watch.indicators.iter().any(|i| i.claim == Some(index))
                || watch.tripwires.iter().any(|t| t.claim == Some(index))
                || watch.questions.iter().any(|q| q.claim == Some(index))
                || watch.interventions.iter().any(|i| i.claim == Some(index))
                || watch.relations.iter().any(|r| r.claim == Some(index))
                || watch.scenarios.iter().any(|s| s.claim == Some(index));
            if !used && claim.not_testable.is_none() {
                self.faults.push(
                    Diagnostic::warning(claim.id.span(), format!("nothing speaks to the claim `{}`", claim.id.get_ref()))
                        .with_help("name it under `claim` of an indicator or a question, or say under `not_testable` why none can"),
                );
            }
        }
    }

    fn errors(&self) -> usize {
        self.faults
            .iter()
            .filter(|fault| fault.severity == Severity::Error)
            .count()
    }
}

/// What names in the watch refer to.
struct Names<'a> {
    actors: &'a BTreeMap<String, Spanned<Vec<String>>>,
    sources: &'a BTreeMap<String, usize>,
    claims: &'a BTreeMap<String, usize>,
    indicators: &'a BTreeMap<String, usize>,
}

fn patterns(values: &written::OneOrMany) -> impl Iterator<Item = Pattern> + '_ {
    values.iter().map(|value| Pattern::new(value.get_ref()))
}

/// What gives the records of a source a field.
enum Given<'a> {
    /// A column of a plain table.
    Column(&'a Column),
    /// The publisher's format.
    ByFormat,
}

impl<'a> Given<'a> {
    /// What gives the field of that name, if anything does.
    fn of(
        source: &'a Source,
        name: &str,
        column: impl Fn(&'a Columns) -> Option<&'a Column>,
    ) -> Option<Self> {
        match &source.input {
            Input::Table(table) => column(&table.columns).map(Self::Column),
            Input::Published(published) => {
                published.publisher.gives(name).then_some(Self::ByFormat)
            }
        }
    }
}

fn numeric_column(source: &Source, field: NumericField) -> Option<Given<'_>> {
    Given::of(source, field.name(), |columns| match field {
        NumericField::Count => columns.count.as_ref(),
        NumericField::Intensity => columns.intensity.as_ref(),
        NumericField::Fatalities => columns.fatalities.as_ref(),
        NumericField::Quad => columns.quad.as_ref(),
    })
}

fn text_column(source: &Source, field: Field) -> Option<Given<'_>> {
    let (name, column): (&str, fn(&Columns) -> Option<&Column>) = match field {
        Field::Category => ("category", |columns| Some(&columns.category)),
        Field::Source => ("source", |columns| columns.source.as_ref()),
        Field::Target => ("target", |columns| columns.target.as_ref()),
        Field::Country => ("country", |columns| columns.country.as_ref()),
        Field::Adm1 => ("adm1", |columns| columns.adm1.as_ref()),
        Field::Place => ("place", |columns| columns.place.as_ref()),
        Field::Cameo => ("cameo", |columns| columns.cameo.as_ref()),
        Field::Plover => ("plover", |columns| columns.plover.as_ref()),
        Field::Feed | Field::Publisher => return None,
    };
    Given::of(source, name, column)
}
