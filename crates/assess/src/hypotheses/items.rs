//! What each item of evidence says, and what hangs on it.

use foreshock_watch::Sees;

use super::{
    Item, break_even, expected_gain,
    finding::{Shown, within, within_of},
    made::{MadeCell, MadeItem},
    sensitivity::leading,
    words,
};
use crate::{
    assessment::{BreakEvenFinding, CellFinding, Diagnosticity, EvidenceFinding, Otherwise},
    words::significant,
};

/// A ratio item is unlikely under a hypothesis where its likelihood is below this
/// share of that of the hypothesis which it fits best.
const UNLIKELY_RATIO: f64 = 0.5;
/// Words of the scale, from the lowest, that mean unlikely.
const UNLIKELY_GRADES: usize = 3;

impl Shown<'_> {
    pub(super) fn evidence(&self, index: usize) -> EvidenceFinding {
        let made = &self.made.items[index];
        let sign = &self.case().signs()[index];
        let counted = sign.counted();
        let weight = self.case().weights_in(&self.case().states())[index];
        EvidenceFinding {
            id: made.item.id.clone(),
            title: made.item.title.clone(),
            kind: made.read.kind,
            of: made.read.of.clone(),
            state: made.read.state.clone(),
            sign: made.read.sign,
            reading: made.read.how.clone(),
            date: match &made.item.sees {
                Sees::Judgement { date, .. } => Some(*date),
                _ => None,
            },
            counts: counted.is_some(),
            why_not: counted.is_none().then(|| {
                let titles = self.unset_titles(made);
                words::why_not(
                    made.read.sign,
                    made.too_few,
                    made.ratios,
                    &titles,
                    made.cells.len(),
                )
            }),
            basis: made.basis,
            basis_text: made.basis_text.clone(),
            ratios: made.ratios,
            cells: self.cells(made, counted, weight),
            weight: significant(weight),
            diagnosticity: counted.map(|item| self.diagnosticity(item)),
            expected_bits: expected_gain(self.case(), index).map(significant),
            without: counted
                .and_then(|_| self.case().posterior_with(index, None))
                .map(|posterior| self.otherwise(&posterior)),
            flipped: counted
                .and_then(|_| self.case().posterior_with(index, Some(!sign.state()?)))
                .map(|posterior| self.otherwise(&posterior)),
            break_even: break_even(self.case(), index).map(|one| BreakEvenFinding {
                leader: self.id(one.leader),
                rival: self.id(one.rival),
                ratio: significant(one.ratio),
                level_at: significant(one.level_at),
            }),
            note: made.item.note.clone(),
        }
    }

    fn cells(&self, made: &MadeItem<'_>, counted: Option<&Item>, weight: f64) -> Vec<CellFinding> {
        let priors = self.case().priors().centre();
        let seen = counted.map(Item::centres);
        let best = seen
            .iter()
            .flatten()
            .copied()
            .fold(f64::NEG_INFINITY, f64::max);
        let scale = self.asked.scale;
        let cell = |(index, cell): (usize, &Option<MadeCell>)| {
            let quantity = counted.and_then(|item| item.under(index));
            let word = cell.as_ref().filter(|_| !made.ratios).map(|cell| {
                let nearest = || scale.grades()[scale.grade_of(cell.quantity.centre())].word;
                cell.word.unwrap_or_else(nearest).to_owned()
            });
            let bits = seen.as_ref().map(|seen| {
                let others = (0..seen.len()).filter(|other| *other != index);
                let (sum, share) = others.fold((0.0, 0.0), |(sum, share), other| {
                    (sum + priors[other] * seen[other], share + priors[other])
                });
                weight * (seen[index] * share / sum).log2()
            });
            CellFinding {
                stated: cell.as_ref().map(|cell| within_of(&cell.quantity)),
                word,
                seen: quantity.map(within_of),
                bits: bits.map(significant),
                inconsistent: quantity.is_some_and(|quantity| match made.ratios {
                    true => quantity.centre() < UNLIKELY_RATIO * best,
                    false => scale.grade_of(quantity.centre()) < UNLIKELY_GRADES,
                }),
                reason: cell.as_ref().and_then(|cell| cell.reason.clone()),
            }
        };
        made.cells.iter().enumerate().map(cell).collect()
    }

    fn diagnosticity(&self, item: &Item) -> Diagnosticity {
        let centres = item.centres();
        let order = |a: &usize, b: &usize| centres[*a].total_cmp(&centres[*b]);
        // Of several that are level the first.
        let best = (0..centres.len()).rev().max_by(order).unwrap_or(0);
        let worst = (0..centres.len()).min_by(order).unwrap_or(0);
        let ratio = centres[best] / centres[worst];
        let (lower, upper) = match (item.under(best), item.under(worst)) {
            (Some(a), Some(b)) if item.of[best] != item.of[worst] => {
                (a.low() / b.high(), a.high() / b.low())
            }
            _ => (1.0, 1.0),
        };
        Diagnosticity {
            favours: self.id(best),
            against: self.id(worst),
            ratio: within(ratio, lower, upper),
            bits: significant(ratio.log2()),
        }
    }

    fn otherwise(&self, posterior: &[f64]) -> Otherwise {
        let leading = leading(posterior);
        Otherwise {
            posterior: posterior.iter().copied().map(significant).collect(),
            changes: leading != self.leading,
            leading: leading.into_iter().map(|index| self.id(index)).collect(),
        }
    }
}
