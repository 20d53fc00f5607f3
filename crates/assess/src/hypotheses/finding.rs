//! From a case to what an assessment shows of it.

use foreshock_event::Known;
use foreshock_watch::{Matrix, Watch, Weighing as Asked};
use rayon::prelude::*;

use super::{
    Case, Error,
    made::{Made, made},
    sensitivity::leading,
    words,
};
use crate::{
    assessment::{
        Analyst, DependenceFinding, EvidenceFinding, GradeMeaning, Hypotheses, HypothesesVerdict,
        HypothesisFinding, Within,
    },
    indicator::{self, Depth, Examined},
    words::significant,
};

/// Draws from the ranges.
const DRAWS: usize = 4000;
/// Share of the draws in which a hypothesis must lead to be said to.
const LEADS_IN: f64 = 0.9;

/// The hypotheses of `watch` weighed by what was `known`, with the likelihoods of
/// the watch or, where a matrix is given, with those of the analyst in their
/// place. `None` where the watch has none.
///
/// # Errors
///
/// [`Error`] where a matrix of another watch does not fit this one.
pub fn weigh(
    watch: &Watch,
    known: &Known,
    matrix: Option<&Matrix>,
) -> Result<Option<Hypotheses>, Error> {
    if watch.weighing.is_none() {
        return Ok(None);
    }
    let indicators = examined(watch, known);
    weighed(watch, known, &indicators, matrix)
}

pub(super) fn examined<'a>(watch: &'a Watch, known: &'a Known) -> Vec<Examined<'a>> {
    let mut indicators: Vec<Examined<'a>> = watch
        .indicators
        .par_iter()
        .map(|indicator| indicator::examine(watch, indicator, known, Depth::Latest))
        .collect();
    indicator::raise_alarms(&mut indicators);
    indicators
}

/// The finding of an assessment, from indicators that are examined already.
pub(crate) fn finding(
    watch: &Watch,
    known: &Known,
    indicators: &[Examined<'_>],
) -> Option<Hypotheses> {
    // A watch that was read has priors and likelihoods that can be weighed.
    weighed(watch, known, indicators, None).ok().flatten()
}

pub(super) fn weighed(
    watch: &Watch,
    known: &Known,
    indicators: &[Examined<'_>],
    matrix: Option<&Matrix>,
) -> Result<Option<Hypotheses>, Error> {
    let Some(asked) = &watch.weighing else {
        return Ok(None);
    };
    let made = made(watch, asked, known, indicators, matrix)?;
    let shown = Shown::of(asked, &made, watch.seed);
    let analyst = matrix.map(|matrix| Analyst {
        name: matrix.analyst.clone(),
        date: matrix.date,
        hindsight: matrix.date > known.as_of().last_whole_day(),
    });
    Ok(Some(shown.finding(analyst)))
}

/// What is worked out once for all of the parts.
pub(super) struct Shown<'a> {
    pub asked: &'a Asked,
    pub made: &'a Made<'a>,
    posterior: Vec<f64>,
    bounds: Vec<(f64, f64)>,
    draws: Vec<Vec<f64>>,
    pub leading: Vec<usize>,
}

impl<'a> Shown<'a> {
    fn of(asked: &'a Asked, made: &'a Made<'a>, seed: u64) -> Self {
        let weighing = made.case.weighing();
        let posterior = weighing.posterior();
        Self {
            asked,
            made,
            bounds: weighing.bounds(),
            draws: weighing.draws(seed, DRAWS),
            leading: leading(&posterior),
            posterior,
        }
    }

    pub(super) fn case(&self) -> &Case {
        &self.made.case
    }

    pub(super) fn id(&self, hypothesis: usize) -> String {
        self.asked
            .hypotheses
            .get(hypothesis)
            .map(|one| one.id.clone())
            .unwrap_or_default()
    }

    fn finding(&self, analyst: Option<Analyst>) -> Hypotheses {
        let evidence: Vec<EvidenceFinding> = (0..self.made.items.len())
            .map(|index| self.evidence(index))
            .collect();
        let hypotheses = self.hypotheses(&evidence);
        let missing = self.missing();
        let verdict = self.verdict(&evidence, &hypotheses);
        let grade = |grade: &foreshock_watch::Grade| GradeMeaning {
            word: grade.word.to_owned(),
            low: grade.low,
            high: grade.high,
        };
        let mut finding = Hypotheses {
            verdict,
            text: String::new(),
            hypotheses,
            evidence,
            dependences: self.dependences(),
            missing,
            scale: self.asked.scale.to_string(),
            grades: self.asked.scale.grades().iter().map(grade).collect(),
            analyst,
            draws: DRAWS,
        };
        finding.text = words::text(&finding);
        finding
    }

    fn verdict(
        &self,
        evidence: &[EvidenceFinding],
        hypotheses: &[HypothesisFinding],
    ) -> HypothesesVerdict {
        if !evidence.iter().any(|item| item.counts) {
            return HypothesesVerdict::NothingCounts;
        }
        let [leader] = self.leading[..] else {
            return HypothesesVerdict::Open;
        };
        let hangs_on_one = evidence
            .iter()
            .filter_map(|item| item.without.as_ref())
            .any(|without| without.changes);
        if hangs_on_one || hypotheses[leader].leads_in < LEADS_IN {
            return HypothesesVerdict::Open;
        }
        let throughout = (0..hypotheses.len())
            .filter(|other| *other != leader)
            .all(|other| self.bounds[leader].0 > self.bounds[other].1);
        match throughout {
            true => HypothesesVerdict::LeadsThroughout,
            false => HypothesesVerdict::Leads,
        }
    }

    fn hypotheses(&self, evidence: &[EvidenceFinding]) -> Vec<HypothesisFinding> {
        let priors = self.case().priors();
        let centre = priors.centre();
        let posterior = |shared| self.case().with_shared(shared).weighing().posterior();
        let (independent, one) = (posterior(0.0), posterior(1.0));
        let finding = |(index, hypothesis): (usize, &foreshock_watch::Hypothesis)| {
            let (lower, upper) = priors.reachable(index).unwrap_or((0.0, 1.0));
            let mut drawn: Vec<f64> = self.draws.iter().map(|draw| draw[index]).collect();
            drawn.sort_by(f64::total_cmp);
            let bits = |item: &'_ EvidenceFinding| item.cells[index].bits;
            let strongest = |sign: f64| {
                evidence
                    .iter()
                    .filter_map(|item| Some((item, sign * bits(item)?)))
                    .filter(|(_, bits)| *bits > 1e-9)
                    .max_by(|a, b| a.1.total_cmp(&b.1))
                    .map(|(item, _)| item.id.clone())
            };
            HypothesisFinding {
                id: hypothesis.id.clone(),
                title: hypothesis.title.clone(),
                about: hypothesis.about.clone(),
                prior: within(centre[index], lower, upper),
                posterior: within(
                    self.posterior[index],
                    self.bounds[index].0,
                    self.bounds[index].1,
                ),
                lower_90: significant(quantile(&drawn, 0.05)),
                upper_90: significant(quantile(&drawn, 0.95)),
                leads_in: significant(self.leads_in(index)),
                if_independent: significant(independent[index]),
                if_one: significant(one[index]),
                inconsistent: evidence
                    .iter()
                    .filter(|item| item.cells[index].inconsistent)
                    .count(),
                strongest_for: strongest(1.0),
                strongest_against: strongest(-1.0),
            }
        };
        let hypotheses = self.asked.hypotheses.iter().enumerate();
        hypotheses.map(finding).collect()
    }

    /// Share of the draws in which it leads; several that are level share one.
    fn leads_in(&self, hypothesis: usize) -> f64 {
        let share = |draw: &Vec<f64>| {
            let leading = leading(draw);
            match leading.contains(&hypothesis) {
                true => 1.0 / leading.len() as f64,
                false => 0.0,
            }
        };
        self.draws.iter().map(share).sum::<f64>() / self.draws.len().max(1) as f64
    }

    fn dependences(&self) -> Vec<DependenceFinding> {
        let weights = self.case().weights_in(&self.case().states());
        let of_group = |&index: &usize| {
            let dependence = self.asked.dependences.get(index)?;
            let ids: Vec<&str> = dependence
                .evidence
                .iter()
                .filter_map(|&item| Some(self.asked.evidence.get(item)?.id.as_str()))
                .collect();
            let members: Vec<usize> = (0..self.made.items.len())
                .filter(|&item| ids.contains(&self.made.items[item].item.id.as_str()))
                .collect();
            let counted = |&&item: &&usize| self.case().signs()[item].counted().is_some();
            Some(DependenceFinding {
                id: dependence.id.clone(),
                evidence: members
                    .iter()
                    .map(|&item| self.made.items[item].item.id.clone())
                    .collect(),
                shared: dependence.shared,
                counted: members.iter().filter(counted).count(),
                weight: significant(members.first().map_or(1.0, |&item| weights[item])),
                why: dependence.why.clone(),
            })
        };
        self.made.groups.iter().filter_map(of_group).collect()
    }
}

pub(super) fn within(value: f64, lower: f64, upper: f64) -> Within {
    Within {
        value: significant(value),
        lower: significant(lower),
        upper: significant(upper),
    }
}

pub(super) fn within_of(quantity: &super::Quantity) -> Within {
    within(quantity.centre(), quantity.low(), quantity.high())
}

/// The linear quantile (type 7) of sorted values.
pub(super) fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return 0.0;
    };
    let at = p * last as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (at - below as f64) * (sorted[above] - sorted[below])
}
