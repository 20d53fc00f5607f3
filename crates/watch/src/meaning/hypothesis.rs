//! Hypotheses: how likely each is beforehand, and what evidence shares.

use std::collections::BTreeMap;

use toml::Spanned;

use super::{
    Names, Reader,
    amount::{self, Kind},
    evidence::Spoken,
};
use crate::{
    Dependence, Diagnostic, EvidenceItem, Hypothesis, Indicator, Scale, Stated, Weighing, written,
};

/// How far priors may sum to something else than 1.
const ROUNDING: f64 = 1e-6;

/// What of the watch is about hypotheses.
pub(super) struct WrittenWeighing {
    pub scale: Option<Spanned<String>>,
    pub hypotheses: Vec<written::Hypothesis>,
    pub evidence: Vec<written::Evidence>,
    pub dependences: Vec<written::Dependence>,
}

impl Reader {
    pub(super) fn weighing(
        &mut self,
        written: &WrittenWeighing,
        names: &Names<'_>,
        tripwires: &BTreeMap<String, usize>,
        indicators: &[Indicator],
    ) -> Option<Weighing> {
        let before = self.errors();
        let scale = self.scale(written.scale.as_ref());
        let hypothesis_ids = self.ids("hypothesis", written.hypotheses.iter().map(|h| &h.id));
        let evidence_ids = self.ids("evidence", written.evidence.iter().map(|e| &e.id));
        self.ids("dependence", written.dependences.iter().map(|d| &d.id));
        self.number_of_hypotheses(written);
        let hypotheses = self.hypotheses(written, scale);
        let spoken = Spoken {
            scale,
            hypotheses: &hypothesis_ids,
            tripwires,
            names,
            indicators,
        };
        let evidence: Vec<EvidenceItem> = written
            .evidence
            .iter()
            .filter_map(|item| self.evidence(item, &spoken))
            .collect();
        let dependences = self.dependences(&written.dependences, &evidence_ids);
        let whole = self.errors() == before && evidence.len() == written.evidence.len();
        (whole && !hypotheses.is_empty()).then_some(Weighing {
            scale,
            hypotheses,
            evidence,
            dependences,
        })
    }

    fn scale(&mut self, written: Option<&Spanned<String>>) -> Scale {
        let Some(name) = written else {
            return Scale::default();
        };
        Scale::named(name.get_ref()).unwrap_or_else(|| {
            self.unknown("scale", name, Scale::ALL.iter().map(|scale| scale.name()));
            Scale::default()
        })
    }

    fn number_of_hypotheses(&mut self, written: &WrittenWeighing) {
        // What could not be read may be what seems to be missing.
        if !self.unreadable.is_empty() {
            return;
        }
        let count = written.hypotheses.len();
        if let Some(extra) = written.hypotheses.get(Weighing::MOST_HYPOTHESES) {
            self.faults.push(
                Diagnostic::error(
                    extra.id.span(),
                    format!(
                        "{count} hypotheses are more than {}",
                        Weighing::MOST_HYPOTHESES
                    ),
                )
                .with_help("put together those that the evidence cannot tell apart"),
            );
        }
        match (&written.hypotheses[..], &written.evidence[..]) {
            ([], [first, ..]) => self.faults.push(
                Diagnostic::error(
                    first.id.span(),
                    "there is evidence, and no hypothesis to weigh",
                )
                .with_help("add at least two with [[hypothesis]]"),
            ),
            ([only], _) => self.faults.push(
                Diagnostic::error(
                    only.id.span(),
                    "a single hypothesis has nothing to be weighed against",
                )
                .with_help("add another with [[hypothesis]], such as that nothing has changed"),
            ),
            ([first, ..], []) => self.faults.push(
                Diagnostic::warning(
                    first.id.span(),
                    "no evidence speaks to the hypotheses, so they stay as they were",
                )
                .with_help("add items with [[evidence]]"),
            ),
            _ => {}
        }
    }

    fn hypotheses(&mut self, written: &WrittenWeighing, scale: Scale) -> Vec<Hypothesis> {
        let before = self.errors();
        let hypotheses: Vec<Hypothesis> = written
            .hypotheses
            .iter()
            .map(|hypothesis| Hypothesis {
                id: hypothesis.id.get_ref().clone(),
                title: hypothesis.title.clone(),
                about: hypothesis.about.clone(),
                prior: hypothesis.prior.as_ref().and_then(|prior| {
                    amount::read(prior, Kind::Probability, scale, &mut self.faults)
                }),
            })
            .collect();
        if self.errors() == before && self.unreadable.is_empty() {
            let places: Vec<_> = written
                .hypotheses
                .iter()
                .map(|hypothesis| match &hypothesis.prior {
                    Some(prior) => prior.span(),
                    None => hypothesis.id.span(),
                })
                .collect();
            let priors: Vec<Option<&Stated>> =
                hypotheses.iter().map(|one| one.prior.as_ref()).collect();
            self.faults.extend(priors_fault(&priors, &places));
        }
        hypotheses
    }

    fn dependences(
        &mut self,
        written: &[written::Dependence],
        evidence: &BTreeMap<String, usize>,
    ) -> Vec<Dependence> {
        let mut taken: BTreeMap<usize, String> = BTreeMap::new();
        written
            .iter()
            .filter_map(|dependence| self.dependence(dependence, evidence, &mut taken))
            .collect()
    }

    fn dependence(
        &mut self,
        written: &written::Dependence,
        evidence: &BTreeMap<String, usize>,
        taken: &mut BTreeMap<usize, String>,
    ) -> Option<Dependence> {
        let id = written.id.get_ref();
        let shared = *written.shared.get_ref();
        if !(0.0..=1.0).contains(&shared) {
            return self.fail(
                Diagnostic::error(written.shared.span(), format!("{shared} is not a share"))
                    .with_help(
                        "write 0 where the items share nothing, up to 1 where they say the same",
                    ),
            );
        }
        let mut items = Vec::new();
        for name in written.evidence.get_ref() {
            let index = self.reference("evidence", Some(name), evidence)?;
            if let Some(other) = taken.insert(index, id.clone()) {
                return self.fail(
                    Diagnostic::error(
                        name.span(),
                        format!("evidence `{}` is already in `{other}`", name.get_ref()),
                    )
                    .with_help("name each item once, in one dependence"),
                );
            }
            items.push(index);
        }
        if items.len() < 2 {
            return self.fail(
                Diagnostic::error(
                    written.evidence.span(),
                    format!("dependence `{id}` needs at least two items"),
                )
                .with_help("name the items that partly say the same"),
            );
        }
        Some(Dependence {
            id: id.clone(),
            evidence: items,
            shared,
            why: written.why.clone(),
        })
    }
}

/// What is wrong with priors taken together: some are missing, or no numbers
/// within their ranges sum to 1.
pub(crate) fn priors_fault(
    priors: &[Option<&Stated>],
    places: &[std::ops::Range<usize>],
) -> Option<Diagnostic> {
    let set = priors.iter().flatten().count();
    if set == 0 {
        return None;
    }
    if let Some(unset) = priors.iter().position(Option::is_none) {
        return Some(
            Diagnostic::error(
                places.get(unset).cloned()?,
                "this hypothesis has no prior, and others have one",
            )
            .with_help("give every hypothesis a prior, or none, and then they are equal"),
        );
    }
    let low: f64 = priors.iter().flatten().map(|prior| prior.low).sum();
    let high: f64 = priors.iter().flatten().map(|prior| prior.high).sum();
    if low <= 1.0 + ROUNDING && high >= 1.0 - ROUNDING {
        return None;
    }
    let message = match high - low < ROUNDING {
        true => format!("the priors sum to {}", rounded(low)),
        false => format!(
            "the priors sum to between {} and {}, never to 1",
            rounded(low),
            rounded(high)
        ),
    };
    Some(
        Diagnostic::error(places.last().cloned()?, message)
            .labelled("the last of them")
            .with_help("change them so that they can sum to 1"),
    )
}

fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
