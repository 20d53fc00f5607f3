//! What the findings say of each claim.

use foreshock_watch::{Claim, Watch};

use crate::{
    assessment::{
        ClaimFinding, Comparison, EffectVerdict, Effects, Evidence, Expected, Figure, FindingKind,
        IndicatorFinding, InterventionFinding, OutcomeEffect, PairFinding, RelationFinding,
        RelationMeasure, SignVerdict, Status, Strength, Trend, TripwireFinding, Verdict,
    },
    indicator::{self, Examined},
    relations::Related,
    strength::{p_of_interval, strength},
};

/// Events below which a trend says nothing of a claim.
const FEWEST_EVENTS: u64 = 5;

pub(crate) fn findings(
    watch: &Watch,
    indicators: &[Examined<'_>],
    tripwires: &[TripwireFinding],
    effects: Option<&Effects>,
    relations: &[Related<'_>],
) -> Vec<ClaimFinding> {
    let finding = |(index, claim): (usize, &Claim)| {
        let mut evidence: Vec<Evidence> = indicators
            .iter()
            .filter(|examined| examined.indicator.claim == Some(index))
            .filter_map(of_indicator)
            .collect();
        let of_claim = watch.tripwires.iter().zip(tripwires);
        evidence.extend(
            of_claim
                .filter(|(tripwire, _)| tripwire.claim == Some(index))
                .map(|(_, finding)| of_tripwire(finding)),
        );
        let interventions = effects.iter().flat_map(|effects| &effects.interventions);
        evidence.extend(
            interventions
                .filter(|finding| finding.claim.as_deref() == Some(&claim.id))
                .flat_map(of_intervention),
        );
        let relations = relations.iter().map(Related::finding);
        evidence.extend(
            relations
                .filter(|finding| finding.claim.as_deref() == Some(&claim.id))
                .flat_map(of_relation),
        );
        let verdict = verdict(claim, &evidence);
        ClaimFinding {
            id: claim.id.clone(),
            text: claim.text.clone(),
            stated_in: claim.stated_in.clone(),
            verdict,
            reason: reason(claim, &evidence),
            testable_if: claim.testable_if.clone(),
            strength: of_side(verdict, &evidence),
            hangs_on: hangs_on(claim, verdict, &evidence),
            evidence,
        }
    };
    watch.claims.iter().enumerate().map(finding).collect()
}

/// What an indicator says, where the claim predicts a direction of it.
fn of_indicator(examined: &Examined<'_>) -> Option<Evidence> {
    let finding = &examined.finding;
    let expects = Expected::from(examined.indicator.expects?);
    let evidence = |verdict, measured: Option<(Figure, Strength)>, reason: String| {
        let (figure, strength) = measured.unzip();
        Evidence {
            kind: FindingKind::Indicator,
            id: finding.id.clone(),
            title: finding.title.clone(),
            expects,
            verdict,
            figure,
            strength,
            reason,
        }
    };
    // A count without a covered latest period has no recent window. A mean or a
    // level has a trend even where the latest period happens to be empty.
    let silent = finding.status == Status::NoData && !finding.is_level;
    let Some((trend, events, text)) = indicator::movement(finding).filter(|_| !silent) else {
        let reason = match finding.status {
            Status::NoData => finding.reason.clone(),
            _ => "there is too little before the recent window to compare with".to_owned(),
        };
        return Some(evidence(Verdict::TooLittleData, None, reason));
    };
    let verdict = match events < FEWEST_EVENTS {
        true => Verdict::TooLittleData,
        false => of_trend(trend, expects),
    };
    let measured = figure_of_movement(finding).filter(|_| verdict != Verdict::TooLittleData);
    Some(evidence(verdict, measured, text.to_owned()))
}

/// What a trend says of a claim that predicts a direction.
fn of_trend(trend: Trend, expects: Expected) -> Verdict {
    match (trend, expects) {
        (Trend::Unclear, _) => Verdict::Open,
        (Trend::Rising, Expected::Up) | (Trend::Falling, Expected::Down) => Verdict::Supports,
        (Trend::Rising, Expected::Down) | (Trend::Falling, Expected::Up) => Verdict::Contradicts,
    }
}

/// The number behind the movement of an indicator.
fn figure_of_movement(finding: &IndicatorFinding) -> Option<(Figure, Strength)> {
    if finding.is_level {
        let trend = finding.intensity.as_ref()?;
        let figure = Figure {
            what: format!("change in {} per 30 days", trend.unit),
            value: trend.slope,
            lower: trend.lower,
            upper: Some(trend.upper),
            neutral: 0.0,
        };
        Some((figure, strength(trend.p_value, 1)))
    } else {
        let trend = finding.frequency.as_ref()?;
        let figure = Figure {
            what: "rate of the recent window over that of the reference".to_owned(),
            value: trend.ratio,
            lower: trend.lower,
            upper: Some(trend.upper),
            neutral: 1.0,
        };
        let p = p_of_interval(&figure, true)?;
        Some((figure, strength(p, 1)))
    }
}

/// What a tripwire says of the claim that its sign comes before its outcome.
fn of_tripwire(finding: &TripwireFinding) -> Evidence {
    let sign = finding.strength.as_ref();
    let verdict = match sign.map(|sign| sign.verdict) {
        Some(SignVerdict::MoreOften) => Verdict::Supports,
        Some(SignVerdict::LessOften) => Verdict::Contradicts,
        Some(SignVerdict::CannotTell) => Verdict::Open,
        Some(SignVerdict::TooFew) | None => Verdict::TooLittleData,
    };
    let figure = sign
        .filter(|_| verdict != Verdict::TooLittleData)
        .and_then(|sign| sign.likelihood_ratio)
        .map(|ratio| Figure {
            what: "odds of the outcome after the sign over its odds on any day".to_owned(),
            value: ratio.ratio,
            lower: ratio.lower,
            upper: ratio.upper,
            neutral: 1.0,
        });
    Evidence {
        kind: FindingKind::Tripwire,
        id: finding.id.clone(),
        title: finding.title.clone(),
        expects: Expected::Up,
        verdict,
        strength: figure
            .as_ref()
            .and_then(|figure| p_of_interval(figure, true))
            .map(|p| strength(p, 1)),
        figure,
        reason: finding.text.clone(),
    }
}

/// What an intervention says of the claim that it does something: one piece for each
/// indicator, where a direction is claimed.
fn of_intervention(finding: &InterventionFinding) -> Vec<Evidence> {
    let Some(expects) = finding.expects else {
        return Vec::new();
    };
    let of_outcome = |outcome: &OutcomeEffect| {
        let verdict = match outcome.comparison {
            Comparison::AsClaimed => Verdict::Supports,
            Comparison::Otherwise => Verdict::Contradicts,
            Comparison::Untold | Comparison::NothingClaimed => match outcome.verdict {
                EffectVerdict::TooFew => Verdict::TooLittleData,
                _ => Verdict::Open,
            },
        };
        let level = outcome
            .level
            .as_ref()
            .filter(|_| verdict != Verdict::TooLittleData)
            .map(|level| level.level);
        Evidence {
            kind: FindingKind::Intervention,
            id: finding.id.clone(),
            title: format!("{}: {}", finding.title, outcome.title),
            expects,
            verdict,
            figure: level.map(|ratio| Figure {
                what: "rate on the days looked at over the rate to be expected of them".to_owned(),
                value: ratio.ratio,
                lower: ratio.lower,
                upper: ratio.upper,
                neutral: 1.0,
            }),
            // No stronger than what placebo dates leave of it.
            strength: level.map(|ratio| {
                let placebo = outcome.placebo.map_or(1.0, |placebo| placebo.p_value);
                strength(ratio.p_value.max(placebo), 1)
            }),
            reason: outcome.text.clone(),
        }
    };
    finding.outcomes.iter().map(of_outcome).collect()
}

/// What a relation says, pair by pair, where the claim predicts a direction of it:
/// the net score per event, which does not grow with how much is reported.
fn of_relation(finding: &RelationFinding) -> Vec<Evidence> {
    let Some(expects) = finding.expected else {
        return Vec::new();
    };
    let of_pair = |pair: &PairFinding| {
        let change = pair
            .changes
            .iter()
            .find(|change| change.measure == RelationMeasure::NetPerEvent)
            .filter(|_| pair.status == Status::Assessed);
        let verdict = change.map_or(Verdict::TooLittleData, |change| {
            of_trend(change.trend, expects)
        });
        let figure = change.map(|change| Figure {
            what: "net score per event, recent less reference".to_owned(),
            value: change.difference,
            lower: change.lower,
            upper: Some(change.upper),
            neutral: 0.0,
        });
        Evidence {
            kind: FindingKind::Relation,
            id: finding.id.clone(),
            title: format!("{}: {}", finding.title, pair.title),
            expects,
            verdict,
            strength: figure
                .as_ref()
                .and_then(|figure| p_of_interval(figure, false))
                .map(|p| strength(p, 1)),
            figure,
            reason: pair.text.clone(),
        }
    };
    finding.pairs.iter().map(of_pair).collect()
}

/// The verdict on a claim.
///
/// Support and contradiction side by side are "mixed". One of them alone
/// decides only when it is at least as frequent as "open": a single indicator
/// among many is what chance brings.
fn verdict(claim: &Claim, evidence: &[Evidence]) -> Verdict {
    if claim.not_testable.is_some() {
        return Verdict::NotTestable;
    }
    let count = |verdict| count(evidence, verdict);
    let (supports, contradicts) = (count(Verdict::Supports), count(Verdict::Contradicts));
    let open = count(Verdict::Open);
    if supports > 0 && contradicts > 0 {
        Verdict::Mixed
    } else if supports > 0 && supports >= open {
        Verdict::Supports
    } else if contradicts > 0 && contradicts >= open {
        Verdict::Contradicts
    } else if supports + contradicts + open > 0 {
        Verdict::Open
    } else {
        Verdict::TooLittleData
    }
}

fn count(evidence: &[Evidence], verdict: Verdict) -> usize {
    let of = evidence.iter().filter(|item| item.verdict == verdict);
    of.count()
}

fn reason(claim: &Claim, evidence: &[Evidence]) -> String {
    if let Some(why) = &claim.not_testable {
        return why.clone();
    }
    if evidence.is_empty() {
        return "No finding of the watch speaks to it.".to_owned();
    }
    let parts: Vec<String> = [
        (Verdict::Supports, "supports it", "support it"),
        (Verdict::Contradicts, "contradicts it", "contradict it"),
        (Verdict::Open, "leaves it open", "leave it open"),
        (
            Verdict::TooLittleData,
            "has too little data",
            "have too little data",
        ),
    ]
    .into_iter()
    .map(|(verdict, one, many)| (count(evidence, verdict), one, many))
    .filter(|(number, ..)| *number > 0)
    .map(|(number, one, many)| format!("{number} {}", if number == 1 { one } else { many }))
    .collect();
    let noun = if evidence.len() == 1 {
        "finding"
    } else {
        "findings"
    };
    format!("Of {} {noun}, {}.", evidence.len(), parts.join(", "))
}

/// The strongest piece on the side of the verdict, among all that were looked at.
fn of_side(verdict: Verdict, evidence: &[Evidence]) -> Option<Strength> {
    let on_side = |item: &&Evidence| match verdict {
        Verdict::Supports | Verdict::Contradicts => item.verdict == verdict,
        Verdict::Mixed => matches!(item.verdict, Verdict::Supports | Verdict::Contradicts),
        Verdict::Open | Verdict::TooLittleData | Verdict::NotTestable => false,
    };
    let smallest = evidence
        .iter()
        .filter(on_side)
        .filter_map(|item| item.strength.map(|strength| strength.p_value))
        .min_by(f64::total_cmp)?;
    let looked_at = evidence.iter().filter(|item| item.strength.is_some());
    Some(strength(smallest, looked_at.count()))
}

/// What the verdict would be without each single piece of evidence, where it would
/// be another.
fn hangs_on(claim: &Claim, with_all: Verdict, evidence: &[Evidence]) -> Vec<String> {
    let without = |left_out: usize| {
        let mut rest = evidence.to_vec();
        let item = rest.remove(left_out);
        let verdict = verdict(claim, &rest);
        (verdict != with_all).then(|| {
            format!(
                "Without \u{201c}{}\u{201d} the verdict would be: {}.",
                item.title,
                words(verdict)
            )
        })
    };
    (0..evidence.len()).filter_map(without).collect()
}

fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supports => "supported",
        Verdict::Contradicts => "contradicted",
        Verdict::Mixed => "mixed",
        Verdict::Open => "open",
        Verdict::TooLittleData => "too little data",
        Verdict::NotTestable => "not testable as written",
    }
}
