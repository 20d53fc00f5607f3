//! Scenarios: what is set must not be what is asked for, and must lie on days that
//! are asked of.

use toml::Spanned;

use super::{Names, Reader};
use crate::{Diagnostic, Dynamics, Indicator, Measure, Scenario, ScenarioInput, Set, written};

const LONGEST_HORIZON: u16 = 366;
const DEFAULT_HORIZONS: [u16; 2] = [30, 90];
const MOST_EVENTS: u32 = 1000;

impl Reader {
    pub(super) fn scenario(
        &mut self,
        written: &written::Scenario,
        names: &Names<'_>,
        indicators: &[Indicator],
        dynamics: Option<&Dynamics>,
    ) -> Option<Scenario> {
        let before = self.errors();
        let id = written.id.get_ref();
        let claim = self.reference("claim", written.claim.as_ref(), names.claims);
        let horizons = match &written.horizon {
            None => DEFAULT_HORIZONS.to_vec(),
            Some(written) => self.scenario_horizons(written),
        };
        let longest = horizons.last().copied().unwrap_or(LONGEST_HORIZON);
        let inputs: Vec<ScenarioInput> = written
            .set
            .iter()
            .filter_map(|set| self.input_of(set, names, indicators, longest))
            .collect();
        if written.set.is_empty() {
            self.faults.push(
                Diagnostic::warning(
                    written.id.span(),
                    format!("the scenario `{id}` sets nothing, so nothing can differ"),
                )
                .with_help("say what happens: [[scenario.set]] with indicator = \"…\" and happens = \"7 days\""),
            );
        }
        if self.errors() != before {
            return None;
        }
        let outcomes = match &written.on {
            Some(list) => self.outcomes(list, &inputs, names, indicators),
            None => self.default_outcomes(written, &inputs, indicators, dynamics),
        };
        if self.errors() != before {
            return None;
        }
        let scenario = Scenario {
            id: id.clone(),
            title: written.title.clone(),
            about: written.about.clone(),
            claim,
            inputs,
            outcomes,
            horizons,
        };
        let kinds = scenario.kinds().len();
        if kinds > Dynamics::MOST_KINDS {
            return self.fail(
                Diagnostic::error(
                    written.id.span(),
                    format!(
                        "the scenario `{id}` needs a model of {kinds} kinds, more than {}",
                        Dynamics::MOST_KINDS
                    ),
                )
                .with_help("name fewer indicators under `on`"),
            );
        }
        Some(scenario)
    }

    fn scenario_horizons(&mut self, written: &written::OneOrMany) -> Vec<u16> {
        let mut horizons: Vec<u16> = written
            .iter()
            .filter_map(|text| self.day_after(text, LONGEST_HORIZON, "the longest horizon"))
            .collect();
        horizons.sort_unstable();
        horizons.dedup();
        horizons
    }

    /// A number of days from 1 to `most`.
    fn day_after(&mut self, text: &Spanned<String>, most: u16, what: &str) -> Option<u16> {
        let days = self.days(text, 1)?;
        if days > most {
            return self.fail(
                Diagnostic::error(
                    text.span(),
                    format!("{days} days lie beyond {what} ({most} days)"),
                )
                .with_help(format!("write 1 to {most} days")),
            );
        }
        Some(days)
    }

    fn input_of(
        &mut self,
        written: &written::ScenarioSet,
        names: &Names<'_>,
        indicators: &[Indicator],
        longest: u16,
    ) -> Option<ScenarioInput> {
        let name = &written.indicator;
        let index = self.reference("indicator", Some(name), names.indicators)?;
        let is_level = matches!(indicators.get(index)?.measure, Measure::Level(_));
        let set = match (&written.happens, &written.absent, &written.level) {
            (Some(days), None, None) if !is_level => self.happens(written, days, longest)?,
            (None, Some(span), None) if !is_level => self.absent(span, longest)?,
            (None, None, Some(level)) if is_level => {
                if !level.get_ref().is_finite() {
                    return self.fail(
                        Diagnostic::error(level.span(), "the level is no number")
                            .with_help("write a number"),
                    );
                }
                Set::Level(*level.get_ref())
            }
            (Some(_), None, None) | (None, Some(_), None) => {
                return self.fail(
                    Diagnostic::error(
                        name.span(),
                        format!("`{}` is a level series and has no events", name.get_ref()),
                    )
                    .with_help("name an indicator that counts events, or set its `level`"),
                );
            }
            (None, None, Some(level)) => {
                return self.fail(
                    Diagnostic::error(
                        level.span(),
                        format!("`{}` counts events and has no level", name.get_ref()),
                    )
                    .with_help("say that events happen or do not: happens = \"7 days\", absent = [\"1 day\", \"30 days\"]"),
                );
            }
            _ => {
                return self.fail(
                    Diagnostic::error(
                        name.span(),
                        format!("it is not clear what is set of `{}`", name.get_ref()),
                    )
                    .with_help("give one of `happens`, `absent` and `level`"),
                );
            }
        };
        Some(ScenarioInput {
            indicator: index,
            set,
        })
    }

    fn happens(
        &mut self,
        written: &written::ScenarioSet,
        days: &written::OneOrMany,
        longest: u16,
    ) -> Option<Set> {
        let mut on = Vec::new();
        for text in days.iter() {
            on.push(self.day_after(text, longest, "the longest horizon")?);
        }
        if let Some(every) = &written.every {
            let [first] = on[..] else {
                return self.fail(
                    Diagnostic::error(
                        every.span(),
                        "`every` goes on from one day, and here are several or none",
                    )
                    .with_help("give one day under `happens`, or leave `every` out"),
                );
            };
            let every = self.days(every, 1)?;
            let times = written
                .times
                .as_ref()
                .map_or(u16::MAX, |times| *times.get_ref());
            on = (0..times)
                .map_while(|time| first.checked_add(every.checked_mul(time)?))
                .take_while(|day| *day <= longest)
                .collect();
        } else if let Some(times) = &written.times {
            return self.fail(
                Diagnostic::error(times.span(), "`times` says nothing without `every`")
                    .with_help("add every = \"7 days\""),
            );
        }
        let count = written.count.as_ref().map_or(1, |count| *count.get_ref());
        if on.is_empty() || count == 0 || count > MOST_EVENTS {
            return self.fail(
                Diagnostic::error(
                    written.indicator.span(),
                    format!("no event, or more than {MOST_EVENTS} on a day, would happen"),
                )
                .with_help("give at least one day and a count from 1 up"),
            );
        }
        on.sort_unstable();
        on.dedup();
        Some(Set::Happens { days: on, count })
    }

    fn absent(&mut self, span: &Spanned<Vec<Spanned<String>>>, longest: u16) -> Option<Set> {
        let [from, to] = &span.get_ref()[..] else {
            return self.fail(
                Diagnostic::error(span.span(), "`absent` needs a first and a last day")
                    .with_help("write absent = [\"1 day\", \"30 days\"]"),
            );
        };
        let from = self.day_after(from, longest, "the longest horizon")?;
        let to = self.day_after(to, longest, "the longest horizon")?;
        if to < from {
            return self.fail(
                Diagnostic::error(span.span(), "the last day lies before the first")
                    .with_help("exchange them"),
            );
        }
        Some(Set::Absent { from, to })
    }

    fn outcomes(
        &mut self,
        list: &written::OneOrMany,
        inputs: &[ScenarioInput],
        names: &Names<'_>,
        indicators: &[Indicator],
    ) -> Vec<usize> {
        let mut outcomes = Vec::new();
        for name in list.iter() {
            let Some(index) = self
                .reference("indicator", Some(name), names.indicators)
                .and_then(|index| self.with_events(index, name, indicators))
            else {
                continue;
            };
            let set = inputs.iter().find(|input| {
                input.indicator == index || share_events(indicators, input.indicator, index)
            });
            if let Some(set) = set {
                let cause = match set.indicator == index {
                    true => "it is set itself".to_owned(),
                    false => format!(
                        "it may count the very events of `{}`, which is set",
                        indicators.get(set.indicator).map_or("", |set| &set.id)
                    ),
                };
                self.faults.push(
                    Diagnostic::error(
                        name.span(),
                        format!("`{}` cannot be asked for: {cause}", name.get_ref()),
                    )
                    .labelled("an input, not an output")
                    .with_help("a scenario sets inputs, never outputs: ask of another indicator"),
                );
            } else if !outcomes.contains(&index) {
                outcomes.push(index);
            }
        }
        outcomes
    }

    /// The kinds of the dynamics that are neither set nor share events with what
    /// is.
    fn default_outcomes(
        &mut self,
        written: &written::Scenario,
        inputs: &[ScenarioInput],
        indicators: &[Indicator],
        dynamics: Option<&Dynamics>,
    ) -> Vec<usize> {
        let free = |index: &usize| {
            inputs.iter().all(|input| {
                input.indicator != *index && !share_events(indicators, input.indicator, *index)
            })
        };
        let kinds = dynamics.map_or(&[][..], |dynamics| &dynamics.indicators);
        let outcomes: Vec<usize> = kinds.iter().copied().filter(free).collect();
        if outcomes.is_empty() {
            self.faults.push(
                Diagnostic::error(
                    written.id.span(),
                    format!("the scenario `{}` asks of nothing", written.id.get_ref()),
                )
                .with_help("name indicators that it does not set: on = [\"…\"]"),
            );
        }
        outcomes
    }
}

/// Whether some record may count in both.
fn share_events(indicators: &[Indicator], one: usize, other: usize) -> bool {
    let (Some(one), Some(other)) = (indicators.get(one), indicators.get(other)) else {
        return false;
    };
    let common_source = one
        .sources
        .iter()
        .any(|source| other.sources.contains(source));
    let meet = one.selection.texts.iter().all(|(field, patterns)| {
        let mut same = other.selection.texts.iter().filter(|(of, _)| of == field);
        same.all(|(_, others)| patterns.iter().any(|a| others.iter().any(|b| a.meets(b))))
    });
    common_source && meet
}
