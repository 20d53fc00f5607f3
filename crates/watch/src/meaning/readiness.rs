//! Levels of readiness and who is told: every level can be reached, is left
//! again, and names only what there is.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use super::Reader;
use crate::{
    Alert, AlertSeverity, Condition, Diagnostic, Indicator, Limit, Question, ReadinessLevel, Term,
    Tripwire, written,
    written::readiness::{self, About},
};

/// A forecast is never nearer to certainty than this (`assess` issues none
/// beyond it), so that no threshold beyond it is ever reached or left.
const CERTAINTY: f64 = 0.001;
const HIGHEST_ALARM: i64 = 5;
const MOST_LEVELS: usize = 9;

/// What a condition can name.
pub(super) struct Named<'a> {
    pub(super) indicators: &'a BTreeMap<String, usize>,
    pub(super) tripwires: &'a BTreeMap<String, usize>,
    pub(super) questions: &'a BTreeMap<String, usize>,
    pub(super) alerts: &'a BTreeMap<String, usize>,
    pub(super) all_indicators: &'a [Indicator],
    pub(super) all_tripwires: &'a [Tripwire],
    pub(super) all_questions: &'a [Question],
}

impl Reader {
    pub(super) fn alert(&mut self, written: &written::Alert) -> Option<Alert> {
        let channel = written.channel.get_ref();
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
        if channel.is_empty() || !channel.chars().all(allowed) {
            return self.fail(
                Diagnostic::error(
                    written.channel.span(),
                    format!("`{channel}` is not the name of a channel"),
                )
                .with_help(
                    "a watch can be shared, so it names a channel (lower-case letters, digits, `-`, `_`); its address, command and secret stand in your own configuration",
                ),
            );
        }
        let at_most = match &written.at_most {
            None => None,
            Some(text) => match Limit::parse(text.get_ref()) {
                Some(limit) => Some(limit),
                None => {
                    return self.fail(
                        Diagnostic::error(
                            text.span(),
                            format!("`{}` is not a limit", text.get_ref()),
                        )
                        .with_help("write \"4 per day\", \"2 per hour\" or \"10 per week\""),
                    );
                }
            },
        };
        let about = match &written.about {
            None => vec![About::Levels],
            Some(about) if about.get_ref().is_empty() => {
                return self.fail(
                    Diagnostic::error(
                        about.span(),
                        format!("`{}` is told of nothing", written.id.get_ref()),
                    )
                    .with_help("write about = [\"levels\", \"tripwires\"], or leave the alert out"),
                );
            }
            Some(about) => about.get_ref().clone(),
        };
        Some(Alert {
            id: written.id.get_ref().clone(),
            channel: channel.clone(),
            at_most,
            levels: about.contains(&About::Levels),
            tripwires: about.contains(&About::Tripwires),
            note: written.note.clone(),
        })
    }

    /// The levels in order; faults of single ones and of their order.
    pub(super) fn levels(
        &mut self,
        written: &[written::Readiness],
        named: &Named<'_>,
    ) -> Vec<ReadinessLevel> {
        if let Some(beyond) = written.get(MOST_LEVELS) {
            self.faults.push(
                Diagnostic::error(
                    beyond.id.span(),
                    format!("there are more than {MOST_LEVELS} levels of readiness"),
                )
                .with_help("nobody acts differently at each of so many; join some"),
            );
        }
        let levels: Vec<(&written::Readiness, ReadinessLevel)> = written
            .iter()
            .filter_map(|level| Some((level, self.level_of_readiness(level, named)?)))
            .collect();
        for (place, (lower_written, lower)) in levels.iter().enumerate() {
            let masks = |higher: &ReadinessLevel| {
                lower.raise.implies(&higher.raise)
                    && lower.lower_after_days <= higher.lower_after_days
            };
            if let Some((_, higher)) = levels[place + 1..].iter().find(|(_, level)| masks(level)) {
                self.faults.push(
                    Diagnostic::error(
                        lower_written.raise_when.span(),
                        format!(
                            "`{}` can never be the level: whenever its condition holds, that of the higher level `{}` holds as well",
                            lower.id, higher.id
                        ),
                    )
                    .with_help("give the higher level a stronger condition, or exchange the two"),
                );
            }
        }
        levels.into_iter().map(|(_, level)| level).collect()
    }

    fn level_of_readiness(
        &mut self,
        written: &written::Readiness,
        named: &Named<'_>,
    ) -> Option<ReadinessLevel> {
        let before = self.errors();
        let id = written.id.get_ref();
        if written.title.get_ref().trim().is_empty() {
            self.faults.push(Diagnostic::error(
                written.title.span(),
                format!("the title of the level `{id}` is empty"),
            ));
        }
        let raise = self.condition(&written.raise_when, named);
        let lower_after_days = match &written.lower_after {
            Some(text) => self.days(text, 1),
            None => self.fail(
                Diagnostic::error(
                    written.id.span(),
                    format!("the level `{id}` does not say when it is left"),
                )
                .labelled("no `lower_after`")
                .with_help(
                    "say how long its condition must not have held: lower_after = \"14 days\"",
                ),
            ),
        };
        let mut tells = Vec::new();
        for name in &written.tells {
            let Some(index) = self.reference("alert", Some(name), named.alerts) else {
                continue;
            };
            if tells.contains(&index) {
                self.faults.push(
                    Diagnostic::error(name.span(), format!("`{}` is told twice", name.get_ref()))
                        .with_help("name each once"),
                );
            }
            tells.push(index);
        }
        let mut items = BTreeSet::new();
        for item in &written.checklist {
            let text = item.get_ref().trim();
            if text.is_empty() || !items.insert(text) {
                let what = match text.is_empty() {
                    true => "an item of the checklist is empty".to_owned(),
                    false => format!("`{text}` stands twice in the checklist"),
                };
                self.faults.push(
                    Diagnostic::error(item.span(), what)
                        .with_help("say each thing to do once, so that it can be ticked"),
                );
            }
        }
        if self.errors() != before {
            return None;
        }
        Some(ReadinessLevel {
            id: id.clone(),
            title: written.title.get_ref().clone(),
            raise: raise?,
            lower_after_days: lower_after_days?,
            tells,
            checklist: items_in_order(&written.checklist),
            severity: match written.severity {
                Some(readiness::Severity::Extreme) => AlertSeverity::Extreme,
                Some(readiness::Severity::Severe) => AlertSeverity::Severe,
                Some(readiness::Severity::Moderate) => AlertSeverity::Moderate,
                Some(readiness::Severity::Minor) => AlertSeverity::Minor,
                Some(readiness::Severity::Unknown) | None => AlertSeverity::Unknown,
            },
            note: written.note.clone(),
        })
    }

    fn condition(
        &mut self,
        written: &Spanned<readiness::Condition>,
        named: &Named<'_>,
    ) -> Option<Condition> {
        let what = written.get_ref();
        let kinds = [
            what.indicator.is_some(),
            what.tripwire.is_some(),
            what.question.is_some(),
            what.any.is_some(),
            what.all.is_some(),
            what.at_least.is_some() || what.of.is_some(),
        ];
        if kinds.iter().filter(|kind| **kind).count() != 1 {
            return self.fail(
                Diagnostic::error(
                    written.span(),
                    "a condition is about one thing: an indicator, a tripwire, a question, or `any`, `all` or `at_least` of several",
                )
                .with_help("put several conditions together: { any = [{ … }, { … }] }"),
            );
        }
        self.only_what_belongs(written)?;
        if let Some(name) = &what.indicator {
            return self.alarm(name, what, named);
        }
        if let Some(name) = &what.tripwire {
            self.reference("tripwire", Some(name), named.tripwires)?;
            // A tripwire that is at fault itself has been told of.
            let tripwire = named
                .all_tripwires
                .iter()
                .position(|tripwire| tripwire.id == *name.get_ref())?;
            return Some(Condition::Sign { tripwire });
        }
        if let Some(name) = &what.question {
            return self.likely(name, what, named);
        }
        let (of, number) = match (&what.any, &what.all, &what.of) {
            (Some(any), _, _) => (any, Some(1)),
            (_, Some(all), _) => (all, Some(all.get_ref().len())),
            (_, _, Some(of)) => (of, None),
            _ => {
                return self.fail(
                    Diagnostic::error(
                        written.span(),
                        "`at_least` does not say of which conditions",
                    )
                    .with_help("write { at_least = 2, of = [{ … }, { … }, { … }] }"),
                );
            }
        };
        self.several(written, of, number, named)
    }

    /// Fields that say nothing in a condition of its kind.
    fn only_what_belongs(&mut self, written: &Spanned<readiness::Condition>) -> Option<()> {
        let what = written.get_ref();
        let thresholds = what.indicator.is_some() || what.question.is_some();
        let place = |given: &Option<Spanned<String>>| given.as_ref().map(Spanned::span);
        let stray = [
            (
                "level",
                what.level.as_ref().map(Spanned::span),
                what.indicator.is_some(),
            ),
            ("horizon", place(&what.horizon), what.question.is_some()),
            (
                "probability",
                what.probability.as_ref().map(Spanned::span),
                what.question.is_some(),
            ),
            ("lower", what.lower.as_ref().map(Spanned::span), thresholds),
        ]
        .into_iter()
        .find_map(|(name, span, belongs)| span.filter(|_| !belongs).map(|span| (name, span)));
        match stray {
            None => Some(()),
            Some((name, span)) => self.fail(
                Diagnostic::error(span, format!("`{name}` says nothing in a condition of this kind"))
                    .with_help("`level` goes with an indicator, `horizon` and `probability` with a question, `lower` with either"),
            ),
        }
    }

    fn alarm(
        &mut self,
        name: &Spanned<String>,
        what: &readiness::Condition,
        named: &Named<'_>,
    ) -> Option<Condition> {
        let indicator = self.reference("indicator", Some(name), named.indicators)?;
        named.all_indicators.get(indicator)?;
        let Some(level) = &what.level else {
            return self.fail(
                Diagnostic::error(
                    name.span(),
                    "the condition does not say from which alarm level on",
                )
                .with_help(format!(
                    "write {{ indicator = \"{}\", level = 2 }}",
                    name.get_ref()
                )),
            );
        };
        let high = *level.get_ref();
        if !(1..=HIGHEST_ALARM).contains(&high) {
            let why = match high > HIGHEST_ALARM {
                true => "is never reached",
                false => "is always reached",
            };
            return self.fail(
                Diagnostic::error(level.span(), format!("alarm level {high} {why}"))
                    .with_help(format!("alarm levels go from 1 to {HIGHEST_ALARM}")),
            );
        }
        let lower = match &what.lower {
            None => high,
            Some(lower) => {
                let low = *lower.get_ref();
                if low.fract() != 0.0 || low < 1.0 {
                    return self.fail(
                        Diagnostic::error(
                            lower.span(),
                            format!("at an alarm level of {low} the level would never be left"),
                        )
                        .with_help("write a whole number from 1 up to `level`"),
                    );
                }
                if low > high as f64 {
                    return self.fail(above(lower, high as f64));
                }
                low as i64
            }
        };
        Some(Condition::Alarm {
            indicator,
            level: u8::try_from(high).ok()?,
            lower: u8::try_from(lower).ok()?,
        })
    }

    fn likely(
        &mut self,
        name: &Spanned<String>,
        what: &readiness::Condition,
        named: &Named<'_>,
    ) -> Option<Condition> {
        self.reference("question", Some(name), named.questions)?;
        let (question, asked) = named
            .all_questions
            .iter()
            .enumerate()
            .find(|(_, question)| question.id == *name.get_ref())?;
        let horizon_days = self.horizon_of(name, asked, what.horizon.as_ref())?;
        let Some(probability) = &what.probability else {
            return self.fail(
                Diagnostic::error(
                    name.span(),
                    "the condition does not say from which probability on",
                )
                .with_help(format!(
                    "write {{ question = \"{}\", probability = 0.5 }}",
                    name.get_ref()
                )),
            );
        };
        let high = *probability.get_ref();
        if !(high > CERTAINTY && high <= 1.0 - CERTAINTY) {
            let why = match high > 0.5 {
                true => "is never reached: no forecast is nearer to certainty than 0.001",
                false => "is always reached, or is not a probability",
            };
            return self.fail(
                Diagnostic::error(probability.span(), format!("a probability of {high} {why}"))
                    .with_help("write a number above 0.001 and up to 0.999"),
            );
        }
        let lower = match &what.lower {
            None => high,
            Some(lower) => {
                let low = *lower.get_ref();
                if low.is_nan() || low <= CERTAINTY {
                    return self.fail(
                        Diagnostic::error(lower.span(), format!("at a probability of {low} the level would never be left: no forecast is nearer to certainty than 0.001"))
                            .with_help("write a number above 0.001 and up to `probability`"),
                    );
                }
                if low > high {
                    return self.fail(above(lower, high));
                }
                low
            }
        };
        Some(Condition::Forecast {
            question,
            horizon_days,
            probability: high,
            lower,
        })
    }

    /// The horizon that is meant; `Some(None)` for a question with a deadline.
    fn horizon_of(
        &mut self,
        name: &Spanned<String>,
        question: &Question,
        written: Option<&Spanned<String>>,
    ) -> Option<Option<u16>> {
        let id = name.get_ref();
        let horizons = match (&question.term, written) {
            (Term::Horizons(horizons), _) => horizons,
            (Term::Deadline { .. }, None) => return Some(None),
            (Term::Deadline { .. }, Some(written)) => {
                return self.fail(
                    Diagnostic::error(
                        written.span(),
                        format!("the question `{id}` has a deadline and no horizons"),
                    )
                    .with_help("leave out `horizon`"),
                );
            }
        };
        let list = || {
            let days: Vec<String> = horizons
                .iter()
                .map(|days| format!("\"{days} days\""))
                .collect();
            days.join(", ")
        };
        match (written, &horizons[..]) {
            (None, [only]) => Some(Some(*only)),
            (None, _) => self.fail(
                Diagnostic::error(
                    name.span(),
                    format!(
                        "the question `{id}` has several horizons, and the condition names none"
                    ),
                )
                .with_help(format!("add horizon = one of {}", list())),
            ),
            (Some(written), _) => {
                let days = self.days(written, 1)?;
                match horizons.contains(&days) {
                    true => Some(Some(days)),
                    false => self.fail(
                        Diagnostic::error(
                            written.span(),
                            format!("the question `{id}` is not asked of {days} days"),
                        )
                        .with_help(format!("it is asked of {}", list())),
                    ),
                }
            }
        }
    }

    fn several(
        &mut self,
        written: &Spanned<readiness::Condition>,
        list: &Spanned<Vec<Spanned<readiness::Condition>>>,
        number: Option<usize>,
        named: &Named<'_>,
    ) -> Option<Condition> {
        let there = list.get_ref().len();
        let number = match (number, &written.get_ref().at_least) {
            (Some(number), _) => number,
            (None, Some(at_least)) => {
                let asked = *at_least.get_ref();
                match usize::try_from(asked)
                    .ok()
                    .filter(|number| (1..=there).contains(number))
                {
                    Some(number) => number,
                    None => {
                        let why = match asked < 1 {
                            true => "always hold, so that the level is never left".to_owned(),
                            false => format!("can never hold: there are {there}"),
                        };
                        return self.fail(
                            Diagnostic::error(
                                at_least.span(),
                                format!("at least {asked} conditions {why}"),
                            )
                            .with_help(format!("write a number from 1 to {there}")),
                        );
                    }
                }
            }
            (None, None) => {
                return self.fail(
                    Diagnostic::error(list.span(), "`of` does not say how many of them")
                        .with_help("write { at_least = 2, of = [{ … }, { … }, { … }] }"),
                );
            }
        };
        if there == 0 {
            return self.fail(
                Diagnostic::error(list.span(), "a list of no conditions says nothing")
                    .with_help("name at least one condition"),
            );
        }
        let of: Vec<Option<Condition>> = list
            .get_ref()
            .iter()
            .map(|part| self.condition(part, named))
            .collect();
        Some(Condition::AtLeast {
            number,
            of: of.into_iter().collect::<Option<_>>()?,
        })
    }

    /// Warns of who is never told of anything.
    pub(super) fn untold(
        &mut self,
        written: &[written::Alert],
        alerts: &[Alert],
        levels: &[ReadinessLevel],
        tripwires: usize,
    ) {
        for (written, (index, alert)) in written.iter().zip(alerts.iter().enumerate()) {
            let by_level = alert.levels && levels.iter().any(|level| level.tells.contains(&index));
            let by_sign = alert.tripwires && tripwires > 0;
            if !by_level && !by_sign {
                self.faults.push(
                    Diagnostic::warning(
                        written.id.span(),
                        format!("`{}` is never told of anything", alert.id),
                    )
                    .with_help("name it under `tells` of a level, or add \"tripwires\" to `about`"),
                );
            }
        }
    }
}

fn items_in_order(written: &[Spanned<String>]) -> Vec<String> {
    written
        .iter()
        .map(|item| item.get_ref().trim().to_owned())
        .collect()
}

fn above(lower: &Spanned<f64>, high: f64) -> Diagnostic {
    Diagnostic::error(
        lower.span(),
        format!(
            "the lower threshold ({}) lies above the one that raises the level ({high}), so that the level would be left while it is being reached",
            lower.get_ref()
        ),
    )
    .with_help("write a lower threshold that is at most the raising one")
}
