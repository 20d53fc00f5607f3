//! What the indicators say of each claim.

use foreshock_watch::{Claim, Expects, Watch};

use crate::{
    assessment::{
        ClaimFinding, Evidence, Expected, SignVerdict, Status, Trend, TripwireFinding, Verdict,
    },
    indicator::{self, Examined},
};

/// Events below which a trend says nothing of a claim.
const FEWEST_EVENTS: u64 = 5;

pub(crate) fn findings(
    watch: &Watch,
    indicators: &[Examined<'_>],
    tripwires: &[TripwireFinding],
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
        let (verdict, reason) = weigh(claim, &evidence);
        ClaimFinding {
            id: claim.id.clone(),
            text: claim.text.clone(),
            stated_in: claim.stated_in.clone(),
            verdict,
            reason,
            testable_if: claim.testable_if.clone(),
            evidence,
        }
    };
    watch.claims.iter().enumerate().map(finding).collect()
}

/// What an indicator says, where the claim predicts a direction of it.
fn of_indicator(examined: &Examined<'_>) -> Option<Evidence> {
    let finding = &examined.finding;
    let expects = match examined.indicator.expects? {
        Expects::Up => Expected::Up,
        Expects::Down => Expected::Down,
    };
    let evidence = |verdict, reason: String| Evidence {
        indicator: finding.id.clone(),
        expects,
        verdict,
        reason,
    };
    // A count without a covered latest period has no recent window. A mean or a
    // level has a trend even where the latest period happens to be empty.
    let silent = finding.status == Status::NoData && !finding.is_level;
    let Some((trend, events, text)) = indicator::movement(finding).filter(|_| !silent) else {
        let reason = match finding.status {
            Status::NoData => finding.reason.clone(),
            _ => "there is too little before the recent window to compare with".to_owned(),
        };
        return Some(evidence(Verdict::TooLittleData, reason));
    };
    let verdict = match (trend, expects) {
        _ if events < FEWEST_EVENTS => Verdict::TooLittleData,
        (Trend::Unclear, _) => Verdict::Open,
        (Trend::Rising, Expected::Up) | (Trend::Falling, Expected::Down) => Verdict::Supports,
        (Trend::Rising, Expected::Down) | (Trend::Falling, Expected::Up) => Verdict::Contradicts,
    };
    Some(evidence(verdict, text.to_owned()))
}

/// What a tripwire says of the claim that its sign comes before its outcome.
fn of_tripwire(finding: &TripwireFinding) -> Evidence {
    let strength = finding.strength.as_ref();
    let verdict = match strength.map(|strength| strength.verdict) {
        Some(SignVerdict::MoreOften) => Verdict::Supports,
        Some(SignVerdict::LessOften) => Verdict::Contradicts,
        Some(SignVerdict::CannotTell) => Verdict::Open,
        Some(SignVerdict::TooFew) | None => Verdict::TooLittleData,
    };
    Evidence {
        indicator: finding.sign.clone(),
        expects: Expected::Up,
        verdict,
        reason: finding.text.clone(),
    }
}

/// The verdict on a claim.
///
/// Support and contradiction side by side are "mixed". One of them alone
/// decides only when it is at least as frequent as "open": a single indicator
/// among many is what chance brings.
fn weigh(claim: &Claim, evidence: &[Evidence]) -> (Verdict, String) {
    if let Some(why) = &claim.not_testable {
        return (Verdict::NotTestable, why.clone());
    }
    let count = |verdict| {
        evidence
            .iter()
            .filter(|item| item.verdict == verdict)
            .count()
    };
    let (supports, contradicts) = (count(Verdict::Supports), count(Verdict::Contradicts));
    let (open, silent) = (count(Verdict::Open), count(Verdict::TooLittleData));
    let verdict = if supports > 0 && contradicts > 0 {
        Verdict::Mixed
    } else if supports > 0 && supports >= open {
        Verdict::Supports
    } else if contradicts > 0 && contradicts >= open {
        Verdict::Contradicts
    } else if supports + contradicts + open > 0 {
        Verdict::Open
    } else {
        Verdict::TooLittleData
    };
    let reason = if evidence.is_empty() {
        "No indicator of the watch predicts a direction for it.".to_owned()
    } else {
        let parts: Vec<String> = [
            (supports, "supports it", "support it"),
            (contradicts, "contradicts it", "contradict it"),
            (open, "leaves it open", "leave it open"),
            (silent, "has too little data", "have too little data"),
        ]
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| format!("{number} {}", if number == 1 { one } else { many }))
        .collect();
        let noun = if evidence.len() == 1 {
            "indicator"
        } else {
            "indicators"
        };
        format!("Of {} {noun}, {}.", evidence.len(), parts.join(", "))
    };
    (verdict, reason)
}
