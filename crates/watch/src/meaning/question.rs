//! Questions: every one must say which events resolve it, how many make a yes,
//! and of which days it asks.

use jiff::civil::Date;
use toml::Spanned;

use super::{Names, Reader};
use crate::{Diagnostic, Indicator, Measure, NumericField, Question, Rule, Source, Term, written};

/// The most days of a horizon, or from the opening of a question to its
/// deadline.
const LONGEST_TERM: u16 = 3660;
const MOST_HORIZONS: usize = 12;
/// A number of events above which a rule is taken for a slip.
const MOST_EVENTS: f64 = 1e9;

impl Reader {
    pub(super) fn question(
        &mut self,
        mut written: written::Question,
        names: &Names<'_>,
        all_sources: &[Source],
        indicators: &[Indicator],
    ) -> Option<Question> {
        let before = self.errors();
        let id = written.id.get_ref().clone();
        if written.text.get_ref().trim().is_empty() {
            self.faults.push(Diagnostic::error(
                written.text.span(),
                format!("the text of question `{id}` is empty"),
            ));
        }
        let claim = self.reference("claim", written.claim.as_ref(), names.claims);
        let indicator = written.indicator.take();
        let events = match &indicator {
            Some(name) => self.named_events(&written, name, names, indicators),
            None => self.own_events(&mut written, names, all_sources),
        };
        let term = self.term(&written);
        let drawn: Vec<&Source> = events
            .iter()
            .flat_map(|events| &events.sources)
            .filter_map(|&index| all_sources.get(index))
            .collect();
        let resolves = self.resolves(&written, &drawn);
        if self.errors() != before {
            return None;
        }
        let (events, (at_least, sum)) = (events?, resolves?);
        Some(Question {
            id,
            text: written.text.into_inner(),
            claim,
            indicator: indicator.map(Spanned::into_inner),
            rule: Rule {
                sources: drawn.iter().map(|source| source.id.to_string()).collect(),
                merge: events.merge,
                selection: events.selection,
                sum,
                at_least,
                unit: events.unit,
            },
            term: term?,
            note: written.note,
        })
    }

    /// The events of an indicator.
    fn named_events(
        &mut self,
        written: &written::Question,
        name: &Spanned<String>,
        names: &Names<'_>,
        indicators: &[Indicator],
    ) -> Option<Indicator> {
        if written.from.is_some() || written.matches.is_some() {
            self.faults.push(
                Diagnostic::error(
                    name.span(),
                    format!(
                        "question `{}` names an indicator and events of its own",
                        written.id.get_ref()
                    ),
                )
                .with_help("leave out `indicator`, or `from` and `match`"),
            );
        }
        let index = self.reference("indicator", Some(name), names.indicators)?;
        let indicator = indicators.get(index)?;
        if matches!(indicator.measure, Measure::Level(_)) {
            return self.fail(
                Diagnostic::error(
                    name.span(),
                    format!("`{}` is a level series and has no events", name.get_ref()),
                )
                .with_help("name an indicator that counts events"),
            );
        }
        Some(indicator.clone())
    }

    /// The events that the question itself selects.
    fn own_events(
        &mut self,
        written: &mut written::Question,
        names: &Names<'_>,
        all_sources: &[Source],
    ) -> Option<Indicator> {
        let Some(from) = written.from.take() else {
            return self.fail(
                Diagnostic::error(
                    written.id.span(),
                    format!(
                        "question `{}` does not say which events resolve it",
                        written.id.get_ref()
                    ),
                )
                .with_help("name an `indicator`, or give `from` and `match`"),
            );
        };
        let events = written::Indicator {
            id: written.id.clone(),
            title: written.text.get_ref().clone(),
            claim: None,
            expects: None,
            from,
            merge_within: written.merge_within.take(),
            disjoint: written.disjoint,
            matches: written.matches.take(),
            measure: None,
            period: None,
            window: None,
            reference: None,
            direction: None,
            unit: written.unit.take(),
            intensity: None,
            intensity_unit: None,
            note: None,
        };
        self.indicator(&events, names, all_sources)
    }

    /// How many, or how large a sum of which field.
    fn resolves(
        &mut self,
        written: &written::Question,
        drawn: &[&Source],
    ) -> Option<(f64, Option<NumericField>)> {
        let Some(resolves) = &written.resolves else {
            return self.fail(
                Diagnostic::error(
                    written.id.span(),
                    format!(
                        "question `{}` has no rule by which it resolves",
                        written.id.get_ref()
                    ),
                )
                .labelled("no `resolves`")
                .with_help("say what makes a yes: resolves = { at_least = 1 }"),
            );
        };
        let written::Resolves { at_least, sum } = resolves.get_ref();
        let field = match sum {
            None => None,
            Some(name) => Some(self.field(name, drawn)?),
        };
        let number = *at_least.get_ref();
        let whole = field.is_some() || number.fract() == 0.0;
        if !(number > 0.0 && number <= MOST_EVENTS && whole) {
            return self.fail(
                Diagnostic::error(
                    at_least.span(),
                    format!("no number of events is at least {number} and says something"),
                )
                .labelled("not a number of events")
                .with_help(match field {
                    None => "write a whole number from 1 up",
                    Some(_) => "write a number above zero",
                }),
            );
        }
        Some((number, field))
    }

    /// Horizons, or an opening and a deadline.
    fn term(&mut self, written: &written::Question) -> Option<Term> {
        let id = written.id.get_ref();
        match (&written.horizon, &written.opens, &written.deadline) {
            (Some(horizons), None, None) => self.horizons(written, horizons),
            (None, Some(opens), Some(deadline)) => self.deadline(opens, deadline),
            (None, None, Some(deadline)) => self.fail(
                Diagnostic::error(
                    deadline.span(),
                    format!("question `{id}` has a deadline and does not say when it opens"),
                )
                .with_help("give the first day on which an event counts: opens = 2024-09-17"),
            ),
            (None, Some(opens), None) => self.fail(
                Diagnostic::error(
                    opens.span(),
                    format!("question `{id}` opens and has no deadline, so it would never resolve as no"),
                )
                .with_help("give the last day on which an event counts: deadline = 2024-12-31"),
            ),
            (None, None, None) => self.fail(
                Diagnostic::error(
                    written.id.span(),
                    format!("question `{id}` does not say of which days it asks, so it would never resolve as no"),
                )
                .with_help("give horizon = \"30 days\", or `opens` and `deadline`"),
            ),
            (Some(_), opens, deadline) => {
                let span = opens.iter().chain(deadline).next().map_or(written.id.span(), Spanned::span);
                self.fail(
                    Diagnostic::error(
                        span,
                        format!("question `{id}` has both a horizon and a fixed day"),
                    )
                    .with_help("leave out `horizon`, or `opens` and `deadline`"),
                )
            }
        }
    }

    fn horizons(
        &mut self,
        written: &written::Question,
        horizons: &written::OneOrMany,
    ) -> Option<Term> {
        let mut days = Vec::new();
        for text in horizons.iter() {
            let horizon = self.days(text, 1)?;
            if horizon > LONGEST_TERM {
                return self.fail(
                    Diagnostic::error(
                        text.span(),
                        format!("a horizon of {horizon} days is longer than {LONGEST_TERM}"),
                    )
                    .with_help("ask of fewer days"),
                );
            }
            if days.contains(&horizon) {
                return self.fail(
                    Diagnostic::error(text.span(), format!("{horizon} days stand twice"))
                        .with_help("name each horizon once"),
                );
            }
            days.push(horizon);
        }
        if days.is_empty() || days.len() > MOST_HORIZONS {
            return self.fail(
                Diagnostic::error(
                    written.id.span(),
                    format!(
                        "question `{}` has {} horizons",
                        written.id.get_ref(),
                        days.len()
                    ),
                )
                .with_help(format!("name 1 to {MOST_HORIZONS}")),
            );
        }
        days.sort_unstable();
        Some(Term::Horizons(days))
    }

    fn deadline(
        &mut self,
        opens: &Spanned<written::Moment>,
        deadline: &Spanned<written::Moment>,
    ) -> Option<Term> {
        let (first, last) = (self.date(opens)?, self.date(deadline)?);
        if last < first {
            return self.fail(
                Diagnostic::error(
                    deadline.span(),
                    format!("the deadline ({last}) lies before the opening ({first})"),
                )
                .with_help("exchange `opens` and `deadline`"),
            );
        }
        if days_between(first, last) >= i32::from(LONGEST_TERM) {
            return self.fail(
                Diagnostic::error(
                    deadline.span(),
                    format!("from {first} to {last} are more than {LONGEST_TERM} days"),
                )
                .with_help("ask of fewer days"),
            );
        }
        Some(Term::Deadline {
            opens: first,
            deadline: last,
        })
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}
