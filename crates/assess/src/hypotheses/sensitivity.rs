//! What the ranking rests on.

use super::Case;

/// Posteriors that differ by less than this are level.
const LEVEL: f64 = 1e-9;

/// The hypotheses with the highest probability: several where they are level.
pub(crate) fn leading(posterior: &[f64]) -> Vec<usize> {
    let top = posterior.iter().copied().fold(0.0, f64::max);
    (0..posterior.len())
        .filter(|&hypothesis| posterior[hypothesis] >= top - LEVEL)
        .collect()
}

/// How strong an item would have to be for the lead to change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BreakEven {
    /// The leading hypothesis.
    pub leader: usize,
    /// The one that would draw level first.
    pub rival: usize,
    /// The ratio of likelihoods of the leader to that of the rival, as it is.
    pub ratio: f64,
    /// The ratio at which both would be level, everything else as it is.
    pub level_at: f64,
}

/// How strong `item` would have to be for another hypothesis to draw level with
/// the leading one: of all rivals the one for which its ratio has to change by
/// the smallest factor. Rivals that share a quantity with the leader are left out,
/// since no value of it tells the two apart. `None` where the item does not count
/// or several lead.
pub fn break_even(case: &Case, item: usize) -> Option<BreakEven> {
    let states = case.states();
    let weight = *case.weights_in(&states).get(item)?;
    let counted = case.signs().get(item)?.counted()?;
    let likelihoods = counted.centres();
    let posterior = case.weighing().posterior();
    let [leader] = leading(&posterior)[..] else {
        return None;
    };
    (0..posterior.len())
        .filter(|rival| counted.of.get(*rival) != counted.of.get(leader))
        .map(|rival| {
            let ratio = likelihoods[leader] / likelihoods[rival];
            let odds = posterior[leader] / posterior[rival];
            BreakEven {
                leader,
                rival,
                ratio,
                level_at: ratio * odds.powf(-1.0 / weight),
            }
        })
        .filter(|one| one.level_at.is_finite() && one.level_at > 0.0)
        .min_by(|a, b| {
            let factor = |one: &BreakEven| one.ratio / one.level_at;
            factor(a).total_cmp(&factor(b))
        })
}
