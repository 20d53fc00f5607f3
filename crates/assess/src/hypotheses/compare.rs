//! Two analysts' matrices side by side.

use foreshock_event::Known;
use foreshock_watch::{Matrix, MatrixCell, Stated, Watch, Weighing};

use super::{
    Agreement, Error,
    finding::{examined, weighed, within},
    words::percent,
};
use crate::{
    assessment::{
        CellDifference, DecisiveItem, Hypotheses, HypothesesComparison, KappaFinding, Within,
    },
    indicator::Examined,
    words::{number, significant},
};

/// How the matrices of two analysts differ over the same evidence, which of the
/// differences decide who leads, and how far their words agree. `None` where the
/// watch has no hypotheses.
///
/// # Errors
///
/// [`Error`] where a matrix of another watch does not fit this one.
pub fn compare(
    watch: &Watch,
    known: &Known,
    first: &Matrix,
    second: &Matrix,
) -> Result<Option<HypothesesComparison>, Error> {
    let Some(asked) = &watch.weighing else {
        return Ok(None);
    };
    let indicators = examined(watch, known);
    let weighed = |matrix: &Matrix| weighed(watch, known, &indicators, Some(matrix));
    let (Some(one), Some(other)) = (weighed(first)?, weighed(second)?) else {
        return Ok(None);
    };
    // Judgements of later days are not seen, and so not compared.
    let seen: Vec<usize> = (0..asked.evidence.len())
        .filter(|&item| one.evidence.iter().any(|e| e.id == asked.evidence[item].id))
        .collect();
    let mut differences = Vec::new();
    let mut grades = Vec::new();
    for &item in &seen {
        let cells = both(asked, first, second, item);
        let sign = one
            .evidence
            .iter()
            .find(|e| e.id == asked.evidence[item].id);
        let absent = sign.is_some_and(|sign| sign.sign == Some(false));
        differences.extend(
            cells
                .iter()
                .filter_map(|cell| cell.difference(asked, absent)),
        );
        grades.push(cells.iter().filter_map(|cell| cell.grades(asked)).collect());
    }
    differences.sort_by(|a: &CellDifference, b| b.factor.total_cmp(&a.factor));
    let cells = seen
        .iter()
        .map(|&item| both(asked, first, second, item).len())
        .sum();
    let decisive = decisive(watch, known, &indicators, (first, second), &one, &seen)?;
    let agreement = Agreement::of(&grades, watch.seed).map(|agreement| KappaFinding {
        kappa: significant(agreement.kappa),
        lower: significant(agreement.lower),
        upper: significant(agreement.upper),
        cells: agreement.pairs,
        items: grades.iter().filter(|grades| !grades.is_empty()).count(),
    });
    let text = text(
        (&first.analyst, &second.analyst),
        (&one, &other),
        cells,
        &differences,
        &decisive,
        agreement.as_ref(),
    );
    Ok(Some(HypothesesComparison {
        first: one,
        second: other,
        text,
        differences,
        decisive,
        agreement,
        cells,
    }))
}

/// A cell that both set.
struct Both<'a> {
    item: usize,
    hypothesis: usize,
    first: &'a Stated,
    second: &'a Stated,
    ratios: bool,
}

fn both<'a>(asked: &Weighing, first: &'a Matrix, second: &'a Matrix, item: usize) -> Vec<Both<'a>> {
    let (Some(one), Some(other)) = (first.rows.get(&item), second.rows.get(&item)) else {
        return Vec::new();
    };
    if one.ratios != other.ratios {
        return Vec::new();
    }
    (0..asked.hypotheses.len())
        .filter_map(|hypothesis| {
            let of = |row: &'a [Option<MatrixCell>]| row.get(hypothesis)?.as_ref();
            Some(Both {
                item,
                hypothesis,
                first: &of(&one.cells)?.stated,
                second: &of(&other.cells)?.stated,
                ratios: one.ratios,
            })
        })
        .collect()
}

impl Both<'_> {
    fn centres(&self) -> (f64, f64) {
        let centre = |stated: &Stated| match self.ratios {
            true => (stated.low * stated.high).sqrt(),
            false => f64::midpoint(stated.low, stated.high),
        };
        (centre(self.first), centre(self.second))
    }

    fn grades(&self, asked: &Weighing) -> Option<(usize, usize)> {
        let (first, second) = self.centres();
        (!self.ratios).then(|| (asked.scale.grade_of(first), asked.scale.grade_of(second)))
    }

    /// `absent`: it is seen that the sign is not there, so that its complement is
    /// what counts.
    fn difference(&self, asked: &Weighing, absent: bool) -> Option<CellDifference> {
        let (first, second) = self.centres();
        if first == second && self.first == self.second {
            return None;
        }
        let grades = self.grades(asked);
        let ratio = match absent && !self.ratios {
            true => (1.0 - first) / (1.0 - second),
            false => first / second,
        };
        let factor = ratio.max(1.0 / ratio);
        let word = |stated: &Stated, grade: Option<usize>| match (stated.word, grade) {
            (Some(word), _) => word.to_owned(),
            (None, Some(grade)) => asked.scale.grades()[grade].word.to_owned(),
            (None, None) => "ratio".to_owned(),
        };
        let range =
            |stated: &Stated, centre: f64| -> Within { within(centre, stated.low, stated.high) };
        Some(CellDifference {
            evidence: asked.evidence.get(self.item)?.id.clone(),
            hypothesis: asked.hypotheses.get(self.hypothesis)?.id.clone(),
            first: range(self.first, first),
            first_word: word(self.first, grades.map(|grades| grades.0)),
            second: range(self.second, second),
            second_word: word(self.second, grades.map(|grades| grades.1)),
            grades: grades.map_or(0, |(a, b)| b as i64 - a as i64),
            factor: significant(factor),
            apart: self.first.high < self.second.low || self.second.high < self.first.low,
        })
    }
}

/// Items that, taken over from the second, change who leads by the first.
fn decisive(
    watch: &Watch,
    known: &Known,
    indicators: &[Examined<'_>],
    (first, second): (&Matrix, &Matrix),
    one: &Hypotheses,
    seen: &[usize],
) -> Result<Vec<DecisiveItem>, Error> {
    let mut decisive = Vec::new();
    for &item in seen {
        let mut mixed = first.clone();
        match second.rows.get(&item) {
            Some(row) => mixed.rows.insert(item, row.clone()),
            None => mixed.rows.remove(&item),
        };
        let Some(found) = weighed(watch, known, indicators, Some(&mixed))? else {
            continue;
        };
        let leading = leaders(&found);
        if leading != leaders(one) {
            decisive.push(DecisiveItem {
                evidence: watch
                    .weighing
                    .as_ref()
                    .map(|asked| asked.evidence[item].id.clone())
                    .unwrap_or_default(),
                leading,
            });
        }
    }
    Ok(decisive)
}

fn leaders(finding: &Hypotheses) -> Vec<String> {
    let posterior: Vec<f64> = finding
        .hypotheses
        .iter()
        .map(|one| one.posterior.value)
        .collect();
    super::sensitivity::leading(&posterior)
        .into_iter()
        .map(|index| finding.hypotheses[index].id.clone())
        .collect()
}

fn text(
    (first, second): (&str, &str),
    (one, other): (&Hypotheses, &Hypotheses),
    cells: usize,
    differences: &[CellDifference],
    decisive: &[DecisiveItem],
    agreement: Option<&KappaFinding>,
) -> String {
    let mut sentences = vec![format!(
        "{first} puts {} first, {second} {}.",
        first_place(one),
        first_place(other)
    )];
    let apart = differences.iter().filter(|cell| cell.apart).count();
    sentences.push(format!(
        "Of {cells} likelihoods that both set, {} differ, {apart} of them with ranges that have nothing in common.",
        differences.len()
    ));
    sentences.push(match decisive.len() {
        0 => format!("No single item taken over from {second} would change who leads by {first}."),
        1 => format!("1 item would change who leads by {first} if taken over from {second}."),
        count => format!(
            "{count} items would each change who leads by {first} if taken over from {second}."
        ),
    });
    sentences.push(match agreement {
        None => "There are too few words in common to measure agreement.".to_owned(),
        Some(agreement) => format!(
            "Agreement over the words: weighted kappa {} (95% over items {} to {}; 1 is full, 0 is chance).",
            number(agreement.kappa),
            number(agreement.lower),
            number(agreement.upper)
        ),
    });
    sentences.join(" ")
}

fn first_place(finding: &Hypotheses) -> String {
    let leading = leaders(finding);
    let of = |id: &String| finding.hypotheses.iter().find(|one| one.id == *id);
    match &leading[..] {
        [one] => of(one).map_or(String::new(), |leader| {
            format!(
                "\u{201c}{}\u{201d} ({})",
                leader.title,
                percent(leader.posterior.value)
            )
        }),
        several => format!("{} hypotheses level", several.len()),
    }
}
