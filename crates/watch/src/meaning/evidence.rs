//! Evidence: what an item looks at, and how likely it is under each hypothesis.
//! What is stated must be a probability or a ratio, rest on something, and speak
//! of hypotheses that there are.

use std::collections::BTreeMap;

use toml::Spanned;

use super::{
    Names, Reader,
    amount::{self, Kind},
};
use crate::{
    Diagnostic, EvidenceItem, Indicator, LikelihoodBasis, Likelihoods, Measure, Reading, Scale,
    Sees, State, Stated,
    written::{self, Amounts},
};

/// What evidence may speak of.
pub(super) struct Spoken<'a> {
    pub scale: Scale,
    pub hypotheses: &'a BTreeMap<String, usize>,
    pub tripwires: &'a BTreeMap<String, usize>,
    pub names: &'a Names<'a>,
    pub indicators: &'a [Indicator],
}

impl Reader {
    pub(super) fn evidence(
        &mut self,
        written: &written::Evidence,
        spoken: &Spoken<'_>,
    ) -> Option<EvidenceItem> {
        let before = self.errors();
        let sees = self.sees(written, spoken);
        let likelihoods = self.likelihoods(written, spoken);
        if self.errors() != before {
            return None;
        }
        Some(EvidenceItem {
            id: written.id.get_ref().clone(),
            title: written.title.clone(),
            sees: sees?,
            likelihoods: likelihoods?,
            note: written.note.clone(),
        })
    }

    fn sees(&mut self, written: &written::Evidence, spoken: &Spoken<'_>) -> Option<Sees> {
        let id = written.id.get_ref();
        self.only_with(written, id);
        match (&written.indicator, &written.tripwire, &written.judgement) {
            (Some(name), None, None) => {
                let indicator = self.reference("indicator", Some(name), spoken.names.indicators)?;
                let reading = self.reading(written, spoken.indicators.get(indicator)?)?;
                Some(Sees::Indicator {
                    indicator,
                    reading,
                    sign: self.state(written.sign.as_ref())?,
                })
            }
            (None, Some(name), None) => {
                let tripwire = self.reference("tripwire", Some(name), spoken.tripwires)?;
                Some(Sees::Tripwire { tripwire })
            }
            (None, None, Some(text)) => self.judgement(written, text),
            (indicator, tripwire, judgement) => {
                let named = [indicator, tripwire, judgement];
                let span = named
                    .into_iter()
                    .flatten()
                    .nth(1)
                    .map_or(written.id.span(), Spanned::span);
                self.fail(
                    Diagnostic::error(
                        span,
                        format!("evidence `{id}` must look at one thing, and only one"),
                    )
                    .with_help("name an `indicator`, a `tripwire` or a `judgement`"),
                )
            }
        }
    }

    /// Fields that only make sense beside another.
    fn only_with(&mut self, written: &written::Evidence, id: &str) {
        let indicator = written.indicator.is_some();
        let judgement = written.judgement.is_some();
        let tripwire = written.tripwire.is_some();
        let rules = [
            (
                "reading",
                "indicator",
                indicator,
                written.reading.as_ref().map(Spanned::span),
            ),
            (
                "sign",
                "indicator",
                indicator,
                written.sign.as_ref().map(Spanned::span),
            ),
            (
                "date",
                "judgement",
                judgement,
                written.date.as_ref().map(Spanned::span),
            ),
            (
                "source",
                "judgement",
                judgement,
                written.source.as_ref().map(Spanned::span),
            ),
            (
                "measured",
                "tripwire",
                tripwire,
                written.measured.as_ref().map(Spanned::span),
            ),
        ];
        for (field, of, given, span) in rules {
            if let (false, Some(span)) = (given, span) {
                self.faults.push(
                    Diagnostic::error(
                        span,
                        format!("`{field}` belongs to a {of}, and evidence `{id}` has none"),
                    )
                    .with_help(format!("leave it out, or name a `{of}`")),
                );
            }
        }
    }

    fn reading(&mut self, written: &written::Evidence, indicator: &Indicator) -> Option<Reading> {
        let Some(name) = &written.reading else {
            return Some(Reading::Alarm);
        };
        let is_level = matches!(indicator.measure, Measure::Level(_));
        match name.get_ref().as_str() {
            "alarm" => Some(Reading::Alarm),
            "frequency" if is_level => self.fail(
                Diagnostic::error(
                    name.span(),
                    format!("`{}` is a level series and has no frequency", indicator.id),
                )
                .with_help("read its \"intensity\", which is the trend of the level"),
            ),
            "frequency" => Some(Reading::Frequency),
            "intensity" => Some(Reading::Intensity),
            _ => {
                self.unknown("reading", name, ["alarm", "frequency", "intensity"].iter());
                None
            }
        }
    }

    fn state(&mut self, written: Option<&Spanned<String>>) -> Option<State> {
        let Some(name) = written else {
            return Some(State::Raised);
        };
        match name.get_ref().as_str() {
            "raised" => Some(State::Raised),
            "usual" => Some(State::Usual),
            "lowered" => Some(State::Lowered),
            _ => {
                self.unknown("state", name, ["raised", "usual", "lowered"].iter());
                None
            }
        }
    }

    fn judgement(&mut self, written: &written::Evidence, text: &Spanned<String>) -> Option<Sees> {
        let id = written.id.get_ref();
        let missing = |what: &str, help: &str| {
            Diagnostic::error(
                text.span(),
                format!("the judgement of evidence `{id}` has no {what}"),
            )
            .with_help(help)
        };
        let Some(date) = &written.date else {
            return self.fail(missing(
                "day",
                "say from when on it is known: date = 2024-09-16",
            ));
        };
        let source = written
            .source
            .as_ref()
            .filter(|source| !source.get_ref().trim().is_empty());
        let Some(source) = source else {
            return self.fail(missing(
                "source",
                "say who judges so, and where: source = \"…\"",
            ));
        };
        Some(Sees::Judgement {
            text: text.get_ref().clone(),
            date: self.date(date)?,
            source: source.get_ref().clone(),
        })
    }

    fn likelihoods(
        &mut self,
        written: &written::Evidence,
        spoken: &Spoken<'_>,
    ) -> Option<Likelihoods> {
        let id = written.id.get_ref();
        if let (Some(ratios), None) = (&written.ratio_not_seen, &written.ratio) {
            return self.fail(
                Diagnostic::error(
                    ratios.span(),
                    format!("evidence `{id}` has ratios only for where it is not seen"),
                )
                .with_help("give `ratio` as well"),
            );
        }
        let likelihoods = match (&written.measured, &written.likelihood, &written.ratio) {
            (None, None, None) => return Some(Likelihoods::Unset),
            (Some(measured), None, None) => self.measured(measured, id, spoken)?,
            (None, Some(amounts), None) => Likelihoods::Probabilities {
                cells: self.cells(amounts, Kind::Probability, id, spoken)?,
                basis: self.basis(written, amounts)?,
            },
            (None, None, Some(amounts)) => {
                let not_seen = match &written.ratio_not_seen {
                    None => vec![None; spoken.hypotheses.len()],
                    Some(amounts) => self.cells(amounts, Kind::Ratio, id, spoken)?,
                };
                Likelihoods::Ratios {
                    seen: self.cells(amounts, Kind::Ratio, id, spoken)?,
                    not_seen,
                    basis: self.basis(written, amounts)?,
                }
            }
            (_, likelihood, ratio) => {
                let span = ratio
                    .as_ref()
                    .or(likelihood.as_ref())
                    .map_or(written.id.span(), Spanned::span);
                return self.fail(
                    Diagnostic::error(
                        span,
                        format!("evidence `{id}` has its likelihoods in two ways"),
                    )
                    .with_help("keep one of `measured`, `likelihood` and `ratio`"),
                );
            }
        };
        Some(likelihoods)
    }

    fn measured(
        &mut self,
        written: &Spanned<written::Measured>,
        id: &str,
        spoken: &Spoken<'_>,
    ) -> Option<Likelihoods> {
        let mut follows = vec![None; spoken.hypotheses.len()];
        let written::Measured {
            follows: yes,
            no_difference: no,
        } = written.get_ref();
        if yes.is_empty() || no.is_empty() {
            return self.fail(
                Diagnostic::error(
                    written.span(),
                    format!("evidence `{id}` could not tell any two hypotheses apart"),
                )
                .with_help("name hypotheses under `follows` and under `no_difference`"),
            );
        }
        let named = yes.iter().map(|name| (name, true));
        for (name, says) in named.chain(no.iter().map(|name| (name, false))) {
            let index = self.reference("hypothesis", Some(name), spoken.hypotheses)?;
            if follows[index].replace(says).is_some() {
                return self.fail(
                    Diagnostic::error(
                        name.span(),
                        format!("the hypothesis `{}` stands twice", name.get_ref()),
                    )
                    .with_help("name each once, under `follows` or under `no_difference`"),
                );
            }
        }
        let missing = follows.iter().map(Option::is_none).collect::<Vec<_>>();
        self.warn_of_missing(written.span(), &missing, id, spoken);
        Some(Likelihoods::Measured { follows })
    }

    /// The amounts in the order of the hypotheses.
    fn cells(
        &mut self,
        written: &Spanned<Amounts>,
        kind: Kind,
        id: &str,
        spoken: &Spoken<'_>,
    ) -> Option<Vec<Option<Stated>>> {
        let mut cells = vec![None; spoken.hypotheses.len()];
        let before = self.errors();
        for (name, stated) in written.get_ref() {
            let stated = amount::read(stated, kind, spoken.scale, &mut self.faults);
            let index = self.reference("hypothesis", Some(name), spoken.hypotheses);
            if let Some(index) = index {
                cells[index] = stated;
            }
        }
        if self.errors() != before {
            return None;
        }
        let missing = cells.iter().map(Option::is_none).collect::<Vec<_>>();
        self.warn_of_missing(written.span(), &missing, id, spoken);
        Some(cells)
    }

    fn warn_of_missing(
        &mut self,
        span: std::ops::Range<usize>,
        missing: &[bool],
        id: &str,
        spoken: &Spoken<'_>,
    ) {
        let names: Vec<&str> = spoken
            .hypotheses
            .iter()
            .filter(|(_, index)| missing.get(**index) == Some(&true))
            .map(|(name, _)| name.as_str())
            .collect();
        if !names.is_empty() {
            self.faults.push(
                Diagnostic::warning(
                    span,
                    format!(
                        "evidence `{id}` counts for nothing: how likely it is under `{}` is not set",
                        names.join("` and `")
                    ),
                )
                .with_help("set it for every hypothesis, or for none until you can"),
            );
        }
    }

    fn basis(
        &mut self,
        written: &written::Evidence,
        amounts: &Spanned<Amounts>,
    ) -> Option<LikelihoodBasis> {
        let said = |text: &Option<String>| {
            text.as_ref()
                .map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
        };
        match (said(&written.cited), said(&written.set_by)) {
            (Some(cited), None) => Some(LikelihoodBasis::Cited(cited)),
            (None, Some(who)) => Some(LikelihoodBasis::SetBy(who)),
            (None, None) => self.fail(
                Diagnostic::error(
                    amounts.span(),
                    format!(
                        "the likelihoods of evidence `{}` rest on nothing",
                        written.id.get_ref()
                    ),
                )
                .with_help("name the publication under `cited`, or under `set_by` whose judgement they are"),
            ),
            (Some(_), Some(_)) => self.fail(
                Diagnostic::error(
                    written.id.span(),
                    format!(
                        "the likelihoods of evidence `{}` are both cited and set by someone",
                        written.id.get_ref()
                    ),
                )
                .with_help("keep `cited` or `set_by`"),
            ),
        }
    }
}
