//! An analyst's own likelihoods: a small TOML file beside a watch.

use std::{collections::BTreeMap, ops::Range};

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use crate::{
    Diagnostic, Scale, Severity, Stated, Watch, Weighing,
    meaning::{
        amount::{self, Kind},
        hypothesis::priors_fault,
    },
    written::{Amount, Moment},
};

/// How likely one analyst holds the evidence of a watch to be.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// Who.
    pub analyst: String,
    /// When they were set down.
    pub date: Date,
    /// Priors in the order of the hypotheses; `None` where the watch's hold.
    pub priors: Option<Vec<Stated>>,
    /// By the index of the item of evidence.
    pub rows: BTreeMap<usize, MatrixRow>,
}

/// What an analyst says of one item.
#[derive(Clone, Debug)]
pub struct MatrixRow {
    /// Whether they are ratios and not probabilities.
    pub ratios: bool,
    /// In the order of the hypotheses.
    pub cells: Vec<Option<MatrixCell>>,
}

/// How likely an item is under a hypothesis, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct MatrixCell {
    /// What was stated.
    pub stated: Stated,
    /// Why.
    pub reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    analyst: Spanned<String>,
    date: Spanned<Moment>,
    scale: Option<Spanned<String>>,
    #[serde(default, rename = "prior")]
    priors: Vec<WrittenPrior>,
    #[serde(default, rename = "likelihood")]
    likelihoods: Vec<WrittenLikelihood>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPrior {
    hypothesis: Spanned<String>,
    value: Spanned<Amount>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLikelihood {
    evidence: Spanned<String>,
    hypothesis: Spanned<String>,
    value: Option<Spanned<Amount>>,
    ratio: Option<Spanned<Amount>>,
    reason: Option<String>,
}

impl Matrix {
    /// Reads a matrix from its text, for the hypotheses and the evidence of
    /// `watch`.
    ///
    /// # Errors
    ///
    /// All faults in the order of their places: TOML that cannot be read, names
    /// that the watch does not have, what is neither a probability nor a ratio,
    /// cells given twice, rows that mix both, priors that cannot sum to 1, and a
    /// watch without hypotheses.
    pub fn read(text: &str, watch: &Watch) -> Result<Self, Vec<Diagnostic>> {
        let written: Written = toml::from_str(text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            let message = error
                .message()
                .lines()
                .next()
                .unwrap_or_default()
                .to_owned();
            vec![Diagnostic::error(span, message)]
        })?;
        let Some(weighing) = &watch.weighing else {
            return Err(vec![
                Diagnostic::error(
                    written.analyst.span(),
                    "the watch has no hypotheses to weigh",
                )
                .with_help("add them to the watch with [[hypothesis]] and [[evidence]]"),
            ]);
        };
        let mut reader = Reader {
            weighing,
            scale: weighing.scale,
            faults: Vec::new(),
        };
        let matrix = reader.matrix(&written);
        reader.faults.sort_by_key(|fault| fault.span.start);
        match matrix {
            Some(matrix)
                if reader
                    .faults
                    .iter()
                    .all(|fault| fault.severity == Severity::Warning) =>
            {
                Ok(matrix)
            }
            _ => Err(reader.faults),
        }
    }
}

struct Reader<'a> {
    weighing: &'a Weighing,
    scale: Scale,
    faults: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn matrix(&mut self, written: &Written) -> Option<Matrix> {
        if written.analyst.get_ref().trim().is_empty() {
            self.faults.push(
                Diagnostic::error(written.analyst.span(), "the analyst has no name")
                    .with_help("say whose likelihoods these are"),
            );
        }
        let date = Date::strptime("%Y-%m-%d", &written.date.get_ref().0);
        if date.is_err() {
            self.faults.push(
                Diagnostic::error(
                    written.date.span(),
                    format!("`{}` is not a date", written.date.get_ref().0),
                )
                .with_help("write year, month and day, such as 2024-09-16"),
            );
        }
        if let Some(name) = &written.scale {
            match Scale::named(name.get_ref()) {
                Some(scale) => self.scale = scale,
                None => self.faults.push(
                    Diagnostic::error(
                        name.span(),
                        format!("there is no scale `{}`", name.get_ref()),
                    )
                    .suggesting(name.get_ref(), Scale::ALL.iter().map(|scale| scale.name())),
                ),
            }
        }
        let priors = self.priors(&written.priors);
        let mut rows = BTreeMap::new();
        for likelihood in &written.likelihoods {
            self.likelihood(likelihood, &mut rows);
        }
        Some(Matrix {
            analyst: written.analyst.get_ref().clone(),
            date: date.ok()?,
            priors,
            rows,
        })
    }

    fn priors(&mut self, written: &[WrittenPrior]) -> Option<Vec<Stated>> {
        let first = written.first()?;
        let around = first.hypothesis.span();
        let count = self.weighing.hypotheses.len();
        let mut priors: Vec<Option<Stated>> = vec![None; count];
        let mut places: Vec<Range<usize>> = vec![around; count];
        for prior in written {
            let stated = amount::read(
                &prior.value,
                Kind::Probability,
                self.scale,
                &mut self.faults,
            );
            let Some(index) = self.hypothesis(&prior.hypothesis) else {
                continue;
            };
            if priors[index].is_some() {
                self.twice(&prior.hypothesis);
            }
            priors[index] = stated;
            places[index] = prior.value.span();
        }
        if self.faults.is_empty() {
            let given: Vec<Option<&Stated>> = priors.iter().map(Option::as_ref).collect();
            self.faults.extend(priors_fault(&given, &places));
        }
        priors.into_iter().collect()
    }

    fn likelihood(&mut self, written: &WrittenLikelihood, rows: &mut BTreeMap<usize, MatrixRow>) {
        let (given, kind) = match (&written.value, &written.ratio) {
            (Some(value), None) => (value, Kind::Probability),
            (None, Some(ratio)) => (ratio, Kind::Ratio),
            _ => {
                self.faults.push(
                    Diagnostic::error(
                        written.evidence.span(),
                        "a likelihood needs either a value or a ratio",
                    )
                    .with_help("write value = \"likely\", value = 0.7, or ratio = 3"),
                );
                return;
            }
        };
        let stated = amount::read(given, kind, self.scale, &mut self.faults);
        let evidence = self.evidence(&written.evidence);
        let hypothesis = self.hypothesis(&written.hypothesis);
        let (Some(stated), Some(evidence), Some(hypothesis)) = (stated, evidence, hypothesis)
        else {
            return;
        };
        let ratios = kind == Kind::Ratio;
        let row = rows.entry(evidence).or_insert_with(|| MatrixRow {
            ratios,
            cells: vec![None; self.weighing.hypotheses.len()],
        });
        if row.ratios != ratios {
            self.faults.push(
                Diagnostic::error(
                    given.span(),
                    format!(
                        "evidence `{}` has both probabilities and ratios",
                        written.evidence.get_ref()
                    ),
                )
                .with_help("keep to one of them for all hypotheses of an item"),
            );
            return;
        }
        let cell = MatrixCell {
            stated,
            reason: written.reason.clone(),
        };
        if row.cells[hypothesis].replace(cell).is_some() {
            self.twice(&written.hypothesis);
        }
    }

    fn hypothesis(&mut self, name: &Spanned<String>) -> Option<usize> {
        let ids = self.weighing.hypotheses.iter().map(|one| one.id.as_str());
        find("hypothesis", name, ids, &mut self.faults)
    }

    fn evidence(&mut self, name: &Spanned<String>) -> Option<usize> {
        let ids = self.weighing.evidence.iter().map(|one| one.id.as_str());
        find("evidence", name, ids, &mut self.faults)
    }

    fn twice(&mut self, name: &Spanned<String>) {
        self.faults.push(
            Diagnostic::error(
                name.span(),
                format!("this is already set under `{}`", name.get_ref()),
            )
            .with_help("give it once"),
        );
    }
}

fn find<'a>(
    what: &str,
    name: &Spanned<String>,
    ids: impl Iterator<Item = &'a str> + Clone,
    faults: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let found = ids.clone().position(|id| id == name.get_ref());
    if found.is_none() {
        faults.push(
            Diagnostic::error(
                name.span(),
                format!("the watch has no {what} `{}`", name.get_ref()),
            )
            .labelled("not known")
            .suggesting(name.get_ref(), ids),
        );
    }
    found
}
