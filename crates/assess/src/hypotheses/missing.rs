//! What does not count yet, and what it could tell.

use super::{expected_gain, finding::Shown, made::MadeItem, words};
use crate::{
    assessment::{Lacks, MissingEvidence},
    words::significant,
};

impl Shown<'_> {
    pub(super) fn unset_titles(&self, made: &MadeItem<'_>) -> Vec<String> {
        let unset = made.cells.iter().zip(&self.asked.hypotheses);
        unset
            .filter(|(cell, _)| cell.is_none())
            .map(|(_, hypothesis)| hypothesis.title.clone())
            .collect()
    }

    /// What is not seen yet, or not set; what would tell most first.
    pub(super) fn missing(&self) -> Vec<MissingEvidence> {
        let mut missing: Vec<MissingEvidence> = (0..self.made.items.len())
            .filter_map(|index| self.missing_item(index))
            .collect();
        missing.sort_by(|a, b| {
            let bits = |one: &MissingEvidence| one.expected_bits.unwrap_or(-1.0);
            bits(b).total_cmp(&bits(a))
        });
        missing
    }

    fn missing_item(&self, index: usize) -> Option<MissingEvidence> {
        let made = &self.made.items[index];
        let sign = &self.case().signs()[index];
        if sign.counted().is_some() {
            return None;
        }
        let unset: Vec<String> = made
            .cells
            .iter()
            .zip(&self.asked.hypotheses)
            .filter(|(cell, _)| cell.is_none())
            .map(|(_, hypothesis)| hypothesis.id.clone())
            .collect();
        let lacks = match (made.too_few, sign.state().is_some(), unset.is_empty()) {
            (true, _, _) => Lacks::Cases,
            (false, true, _) => Lacks::Likelihoods,
            (false, false, true) => Lacks::State,
            (false, false, false) => Lacks::Both,
        };
        let expected_bits = expected_gain(self.case(), index).map(significant);
        Some(MissingEvidence {
            evidence: made.item.id.clone(),
            lacks,
            expected_bits,
            text: words::missing(lacks, expected_bits, made.basis, unset.len()),
            unset_under: unset,
        })
    }
}
