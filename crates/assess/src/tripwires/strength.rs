//! How sure a sign has been, and what it is worth as evidence.

use std::collections::BTreeSet;

use foreshock_effects::{
    CaseShare,
    signs::{self, FEWEST_CASES, SignRecord},
};
use jiff::civil::Date;

use super::CONFIDENCE;
use crate::{
    assessment::{CountedShare, SignRatio, SignStrength, SignVerdict},
    calendar::days_between,
    words::{number, significant},
};

/// The strength of a sign within `span`, in which both kinds are covered.
pub(super) fn strength(
    span: (Date, Date),
    signs: &BTreeSet<Date>,
    outcomes: &BTreeSet<Date>,
    horizon: u16,
) -> Option<SignStrength> {
    let day = |date: &Date| i64::from(days_between(span.0, *date));
    let record = SignRecord::new(
        (0, day(&span.1)),
        signs.iter().map(day),
        outcomes.iter().map(day),
        i64::from(horizon),
    );
    let found = record.and_then(|record| record.strength(CONFIDENCE)).ok()?;
    Some(SignStrength {
        verdict: match found.verdict {
            signs::SignVerdict::TooFew => SignVerdict::TooFew,
            signs::SignVerdict::CannotTell => SignVerdict::CannotTell,
            signs::SignVerdict::MoreOften => SignVerdict::MoreOften,
            signs::SignVerdict::LessOften => SignVerdict::LessOften,
        },
        followed: found.followed.map(counted),
        without_sign_before: found.unwarned.map(counted),
        without_sign: found.without_sign.map(counted),
        likelihood_ratio: found.likelihood_ratio.map(|ratio| SignRatio {
            ratio: significant(ratio.ratio),
            lower: significant(ratio.lower),
            upper: ratio.upper.map(significant),
        }),
        text: text(&found, horizon),
    })
}

fn counted(share: CaseShare) -> CountedShare {
    CountedShare {
        share: significant(share.share),
        lower: significant(share.lower),
        upper: significant(share.upper),
        having: share.having,
        of: share.of,
        independent: share.independent,
    }
}

fn percent(share: f64) -> String {
    number((share * 100.0).round())
}

/// "40% (95% interval 12 to 74%, 7 independent cases)".
fn interval(share: &CaseShare) -> String {
    format!(
        "{}% (95% interval {} to {}%, {} independent {})",
        percent(share.share),
        percent(share.lower),
        percent(share.upper),
        share.independent,
        if share.independent == 1 {
            "case"
        } else {
            "cases"
        },
    )
}

fn text(found: &signs::SignStrength, horizon: u16) -> String {
    let mut sentences = Vec::new();
    if let Some(unwarned) = &found.unwarned {
        sentences.push(match unwarned.of {
            1 => format!(
                "The one outcome that the record could have warned of came {} a sign before it.",
                if unwarned.having == 1 { "without" } else { "with" }
            ),
            of => format!(
                "Of {of} outcomes that the record could have warned of, {} came without a sign before them: {}.",
                unwarned.having,
                interval(unwarned)
            ),
        });
    }
    if let Some(without) = &found.without_sign {
        let days = if horizon == 1 { "day" } else { "days" };
        sentences.push(format!(
            "Of windows of {horizon} {days} without a sign, {} held an outcome.",
            interval(without)
        ));
    }
    let ratio = found.likelihood_ratio.map(|ratio| match ratio.upper {
        Some(upper) => format!(
            "{} (95% interval {} to {})",
            number(significant(ratio.ratio)),
            number(significant(ratio.lower)),
            number(significant(upper))
        ),
        None => format!(
            "{} (95% interval from {} up)",
            number(significant(ratio.ratio)),
            number(significant(ratio.lower))
        ),
    });
    sentences.push(match (found.verdict, ratio) {
        (signs::SignVerdict::TooFew, _) | (_, None) => too_few(found),
        (signs::SignVerdict::CannotTell, Some(ratio)) => format!(
            "The likelihood ratio of the sign is {ratio}: whether it tells anything cannot be told."
        ),
        (signs::SignVerdict::MoreOften, Some(ratio)) => format!(
            "The likelihood ratio of the sign is {ratio}: the outcome has followed it more often than other days."
        ),
        (signs::SignVerdict::LessOften, Some(ratio)) => format!(
            "The likelihood ratio of the sign is {ratio}: the outcome has followed it less often than other days."
        ),
    });
    sentences.join(" ")
}

/// Which of the three kinds of cases there are too few of.
fn too_few(found: &signs::SignStrength) -> String {
    let kinds = [
        (found.followed, "of the sign"),
        (found.unwarned, "of the outcome"),
        (found.without_sign, "without the sign"),
    ];
    let short: Vec<String> = kinds
        .iter()
        .map(|(share, what)| (share.map_or(0, |share| share.independent), what))
        .filter(|(cases, _)| *cases < FEWEST_CASES)
        .map(|(cases, what)| format!("{cases} {what}"))
        .collect();
    format!(
        "Too few cases to judge by: independent ones are {}, and at least {FEWEST_CASES} are needed of each kind.",
        short.join(", ")
    )
}
