//! A probability or a ratio, as a word, a number or a range.

use toml::Spanned;

use crate::{Diagnostic, Scale, Stated, written::Amount};

/// What is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Between 0 and 1, both left out: at either, no other evidence could count.
    Probability,
    /// Above 0.
    Ratio,
}

const LARGEST_RATIO: f64 = 1e6;

/// What `written` stands for, or a fault.
pub(crate) fn read(
    written: &Spanned<Amount>,
    kind: Kind,
    scale: Scale,
    faults: &mut Vec<Diagnostic>,
) -> Option<Stated> {
    let span = written.span();
    let (low, high) = match (written.get_ref(), kind) {
        (Amount::Word(word), Kind::Probability) => {
            let grade = scale.grade(word.trim());
            if grade.is_none() {
                faults.push(
                    Diagnostic::error(span, format!("`{word}` is no word of {scale}"))
                        .labelled("not known")
                        .suggesting(word, scale.words()),
                );
            }
            return grade.map(|grade| Stated {
                low: grade.low,
                high: grade.high,
                word: Some(grade.word),
            });
        }
        (Amount::Word(word), Kind::Ratio) => {
            faults.push(
                Diagnostic::error(span, format!("`{word}` is not a ratio"))
                    .with_help("write a number or a range, or give words under `likelihood`"),
            );
            return None;
        }
        (Amount::Number(number), _) => (*number, *number),
        (Amount::Range([low, high]), _) => (*low, *high),
    };
    if low > high {
        faults.push(
            Diagnostic::error(
                span,
                format!("the range ends ({high}) before it begins ({low})"),
            )
            .with_help("write the smaller number first"),
        );
        return None;
    }
    let (fits, help) = match kind {
        Kind::Probability => (
            low > 0.0 && high < 1.0,
            "write numbers above 0 and below 1: at 0 or 1 no other evidence could count",
        ),
        Kind::Ratio => (
            low >= 1.0 / LARGEST_RATIO && high <= LARGEST_RATIO,
            "write numbers from 0.000001 to 1000000",
        ),
    };
    if !fits {
        let shown = match low == high || low.is_nan() {
            true => format!("{low}"),
            false => format!("{low} to {high}"),
        };
        let what = match kind {
            Kind::Probability => "a probability that can be weighed",
            Kind::Ratio => "a ratio",
        };
        faults.push(Diagnostic::error(span, format!("{shown} is not {what}")).with_help(help));
        return None;
    }
    Some(Stated {
        low,
        high,
        word: None,
    })
}
