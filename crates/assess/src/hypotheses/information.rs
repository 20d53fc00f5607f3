//! How much an item says, and how much a missing one could.

use super::Case;

/// Entropy of a distribution in bits.
pub fn entropy(probabilities: &[f64]) -> f64 {
    let part = |p: &f64| if *p > 0.0 { -p * p.log2() } else { 0.0 };
    probabilities.iter().map(part).sum::<f64>().max(0.0)
}

/// The relative entropy of `p` against `q` in bits (Kullback and Leibler 1951):
/// how much was learned in going from q to p. Both of the same length; q above 0
/// wherever p is.
pub fn relative_entropy(p: &[f64], q: &[f64]) -> f64 {
    let part = |(p, q): (&f64, &f64)| match *p > 0.0 {
        true => p * (p / q).log2(),
        false => 0.0,
    };
    p.iter().zip(q).map(part).sum::<f64>().max(0.0)
}

/// What is to be learned, on average, from seeing whether an item is there, in
/// bits: over both of its states the relative entropy of the posterior with it
/// against that without it, weighed by how likely the state is as things stand
/// (Lindley 1956). Without discounts that is the expected fall of the entropy.
/// `None` where the likelihoods of a state are not known.
pub fn expected_gain(case: &Case, item: usize) -> Option<f64> {
    let sign = case.signs().get(item)?;
    let before = case.posterior_with(item, None)?;
    let likelihoods = |state: bool| Some(sign.in_state(state)?.centres());
    let (present, absent) = (likelihoods(true)?, likelihoods(false)?);
    let predicted = |likelihoods: &[f64]| {
        let terms = before.iter().zip(likelihoods);
        terms.map(|(p, likelihood)| p * likelihood).sum::<f64>()
    };
    let (yes, no) = (predicted(&present), predicted(&absent));
    // Ratios are not probabilities: of them it cannot be said how likely a state
    // is.
    if ((yes + no) - 1.0).abs() > 1e-9 {
        return None;
    }
    let gain = |state, probability: f64| {
        let after = case.posterior_with(item, Some(state))?;
        Some(probability * relative_entropy(&after, &before))
    };
    Some(gain(true, yes)? + gain(false, no)?)
}
