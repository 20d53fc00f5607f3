//! What the weighing found, in plain words.

use crate::{
    assessment::{
        EvidenceBasis, EvidenceFinding, Hypotheses, HypothesesVerdict, HypothesisFinding, Lacks,
    },
    words::{number, significant},
};

/// Items below which a ranking is said to rest on little.
const LITTLE: usize = 5;

/// What was found, and how little it rests on.
pub(super) fn text(finding: &Hypotheses) -> String {
    let counted: Vec<&EvidenceFinding> =
        finding.evidence.iter().filter(|item| item.counts).collect();
    let mut sentences = vec![rests_on(finding, &counted)];
    sentences.push(lead(finding));
    if let Some(sentence) = hangs_on(&counted) {
        sentences.push(sentence);
    }
    sentences.push(
        "Exactly one of the hypotheses is taken to hold; where that is wrong, or one is missing, the figures mean nothing."
            .to_owned(),
    );
    sentences.join(" ")
}

fn rests_on(finding: &Hypotheses, counted: &[&EvidenceFinding]) -> String {
    let all = finding.evidence.len();
    let unset = finding
        .missing
        .iter()
        .filter(|one| matches!(one.lacks, Lacks::Likelihoods | Lacks::Both))
        .filter(|one| !one.unset_under.is_empty())
        .count();
    let measured = counted
        .iter()
        .filter(|item| item.basis == EvidenceBasis::Measured)
        .count();
    let rest = match unset {
        0 => String::new(),
        1 => " and 1 waits for its likelihoods".to_owned(),
        _ => format!(" and {unset} wait for their likelihoods"),
    };
    let of = match all {
        1 => "the one item".to_owned(),
        _ => format!("{all} items"),
    };
    match counted.len() {
        0 => format!(
            "Nothing counts yet: of {of} of evidence none has both a state and likelihoods{rest}."
        ),
        count => {
            let verb = if count == 1 { "counts" } else { "count" };
            let how = match measured {
                0 => String::new(),
                1 if count == 1 => ", measured from the record".to_owned(),
                all if all == count => ", all measured from the record".to_owned(),
                _ => format!(", {measured} of them measured from the record"),
            };
            let little = match count < LITTLE {
                true => " That is little to rank by.",
                false => "",
            };
            format!("Of {of} of evidence {count} {verb}{how}{rest}.{little}")
        }
    }
}

fn lead(finding: &Hypotheses) -> String {
    let top = finding
        .hypotheses
        .iter()
        .map(|one| one.posterior.value)
        .fold(0.0, f64::max);
    let leaders: Vec<&HypothesisFinding> = finding
        .hypotheses
        .iter()
        .filter(|one| one.posterior.value >= top * (1.0 - 1e-5))
        .collect();
    match (finding.verdict, &leaders[..]) {
        (HypothesesVerdict::NothingCounts, _) => {
            "The hypotheses stand where they stood before.".to_owned()
        }
        (verdict, [leader]) => {
            let how = match verdict {
                HypothesesVerdict::LeadsThroughout => {
                    "It leads whatever values within the ranges are taken."
                }
                HypothesesVerdict::Leads => "It leads for most values within the ranges.",
                _ => "That is no clear lead.",
            };
            format!(
                "\u{201c}{}\u{201d} comes first with {} (90% of draws {} to {}; at the extremes {} to {}). {how}",
                leader.title,
                percent(leader.posterior.value),
                percent(leader.lower_90),
                percent(leader.upper_90),
                percent(leader.posterior.lower),
                percent(leader.posterior.upper),
            )
        }
        (_, several) => {
            let last = finding
                .hypotheses
                .iter()
                .min_by(|a, b| a.posterior.value.total_cmp(&b.posterior.value));
            let last = last.map_or(String::new(), |last| {
                format!(
                    " Last comes \u{201c}{}\u{201d} with {} (90% of draws {} to {}).",
                    last.title,
                    percent(last.posterior.value),
                    percent(last.lower_90),
                    percent(last.upper_90)
                )
            });
            format!(
                "{} hypotheses are level at {}, since nothing that counts tells them apart.{last}",
                several.len(),
                percent(top)
            )
        }
    }
}

fn hangs_on(counted: &[&EvidenceFinding]) -> Option<String> {
    let decisive: Vec<String> = counted
        .iter()
        .filter(|item| item.without.as_ref().is_some_and(|without| without.changes))
        .map(|item| format!("\u{201c}{}\u{201d}", item.title))
        .collect();
    match &decisive[..] {
        [] => None,
        [one] => Some(format!(
            "Without {one} the order at the top would be another."
        )),
        several => Some(format!(
            "Without any one of {} the order at the top would be another.",
            several.join(", ")
        )),
    }
}

/// Why an item does not count.
pub(super) fn why_not(
    sign: Option<bool>,
    too_few: bool,
    ratios: bool,
    unset: &[String],
    hypotheses: usize,
) -> String {
    match (sign, too_few) {
        (_, true) => "too few cases in the record to measure its likelihoods".to_owned(),
        (None, _) => "no data: its state is not known".to_owned(),
        (Some(false), _) if ratios => "the ratios for where it is not seen are not set".to_owned(),
        _ if unset.len() == hypotheses => {
            "its likelihoods are not set under any hypothesis".to_owned()
        }
        _ => format!("its likelihood is not set under {}", unset.join("; ")),
    }
}

/// What an item lacks and what it could tell.
pub(super) fn missing(
    lacks: Lacks,
    bits: Option<f64>,
    basis: EvidenceBasis,
    unset: usize,
) -> String {
    let measured = basis == EvidenceBasis::Measured;
    match (lacks, bits) {
        (Lacks::State, Some(bits)) => format!(
            "Its state is not known; to see it would tell {} bits on average.",
            number(significant(bits))
        ),
        (Lacks::State, None) => {
            "Its state is not known, and ratios alone do not say how likely it is to be seen."
                .to_owned()
        }
        (Lacks::Cases, _) => "The record has too few cases to measure its likelihoods.".to_owned(),
        (Lacks::Both, _) if measured => {
            "Sign and outcome are never covered at the same time, so there is nothing to measure."
                .to_owned()
        }
        (Lacks::Both, _) => {
            "Its state is not known, and its likelihoods are to be set by the analyst.".to_owned()
        }
        (Lacks::Likelihoods, _) if unset == 0 => {
            "The ratios for where it is not seen are to be set by the analyst.".to_owned()
        }
        (Lacks::Likelihoods, _) => "Its likelihoods are to be set by the analyst.".to_owned(),
    }
}

/// A probability in percent.
pub(super) fn percent(probability: f64) -> String {
    let percent = probability * 100.0;
    match percent {
        p if p > 0.0 && p < 1.0 => "below 1%".to_owned(),
        p if p < 100.0 && p > 99.0 => "above 99%".to_owned(),
        p => format!("{}%", number(p.round())),
    }
}
