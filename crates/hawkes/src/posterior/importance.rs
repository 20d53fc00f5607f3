//! Draws by weight: whether weighted proposals can stand for a density, and draws
//! of them.
//!
//! With proposals `x_s` from a density `q`, the weights `p(x_s) / q(x_s)` make
//! averages over them averages over `p`. How well a finite number of them does is
//! read off the largest weights: their tail is fitted by a generalised Pareto
//! distribution, whose shape tells how many moments the weights have (Vehtari et al.
//! 2024). Up to a shape of 0.7, less for few proposals, averages can be relied on.
//!
//! # References
//!
//! - Vehtari A, Simpson D, Gelman A, Yao Y, Gabry J (2024). Pareto smoothed
//!   importance sampling. *Journal of Machine Learning Research* 25 (72), 1–58.
//! - Zhang J, Stephens MA (2009). A new and efficient estimation method for the
//!   generalized Pareto distribution. *Technometrics* 51, 316–325.

use rand::Rng;
use rand_chacha::ChaCha12Rng;

/// Logarithms of weights as weights that add up to one, with the logarithm of their
/// sum; none where no weight is above zero.
pub(crate) fn normalised(log_weights: &[f64]) -> Option<(Vec<f64>, f64)> {
    let most = log_weights
        .iter()
        .copied()
        .fold(f64::NEG_INFINITY, f64::max);
    if !most.is_finite() {
        return None;
    }
    let mut weights: Vec<f64> = log_weights.iter().map(|log| (log - most).exp()).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter_mut().for_each(|weight| *weight /= sum);
    Some((weights, most + sum.ln()))
}

/// How many independent draws weights that add up to one are worth.
pub(crate) fn effective_size(weights: &[f64]) -> f64 {
    1.0 / weights.iter().map(|weight| weight * weight).sum::<f64>()
}

/// The shape of the generalised Pareto distribution of the largest weights: a fifth
/// of them, or three times the square root of their number if that is less. Minus
/// infinity where the largest are all alike.
pub(crate) fn pareto_shape(weights: &[f64]) -> f64 {
    let number = weights.len();
    let largest = (0.2 * number as f64).min(3.0 * (number as f64).sqrt()) as usize;
    if largest < 5 || largest >= number {
        return f64::INFINITY;
    }
    let mut sorted = weights.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let (below, tail) = sorted.split_at(number - largest);
    let threshold = below[below.len() - 1];
    let excesses: Vec<f64> = tail.iter().map(|weight| weight - threshold).collect();
    if !excesses.iter().any(|excess| *excess > 0.0) {
        return f64::NEG_INFINITY;
    }
    shape_of_excesses(&excesses)
}

/// The estimate of Zhang and Stephens, from excesses in rising order, drawn towards 0.5
/// as by ten observations (Vehtari et al. 2024).
fn shape_of_excesses(excesses: &[f64]) -> f64 {
    let n = excesses.len();
    let number = n as f64;
    let largest = excesses[n - 1];
    let quarter = excesses[((number / 4.0 + 0.5) as usize).saturating_sub(1)];
    let quarter = quarter.max(1e-12 * largest);
    let grid = 30 + number.sqrt() as usize;
    let of_theta =
        |theta: f64| -> f64 { excesses.iter().map(|x| (-theta * x).ln_1p()).sum::<f64>() / number };
    // Candidates for minus the shape over the scale, each with its profile likelihood.
    let candidates: Vec<(f64, f64)> = (1..=grid)
        .map(|j| {
            let theta =
                1.0 / largest + (1.0 - (grid as f64 / (j as f64 - 0.5)).sqrt()) / (3.0 * quarter);
            let shape = of_theta(theta);
            (theta, number * ((-theta / shape).ln() - shape - 1.0))
        })
        .filter(|(_, height)| height.is_finite())
        .collect();
    let heights: Vec<f64> = candidates.iter().map(|(_, height)| *height).collect();
    let Some((shares, _)) = normalised(&heights) else {
        return f64::INFINITY;
    };
    let theta: f64 = candidates
        .iter()
        .zip(&shares)
        .map(|((theta, _), share)| theta * share)
        .sum();
    (number * of_theta(theta) + 5.0) / (number + 10.0)
}

/// `number` places among weights that add up to one, each as often as its weight says
/// but for less than one (systematic resampling), in rising order.
pub(crate) fn systematic(weights: &[f64], number: usize, random: &mut ChaCha12Rng) -> Vec<usize> {
    let offset: f64 = random.random();
    let mut places = Vec::with_capacity(number);
    let mut passed = 0.0;
    let last = weights.len().saturating_sub(1);
    for (place, weight) in weights.iter().enumerate() {
        passed += weight * number as f64;
        while places.len() < number && ((places.len() as f64 + offset) < passed || place == last) {
            places.push(place);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn shape_of_known_tails() {
        let n = 20_000;
        for shape in [0.2_f64, 0.5, 0.9] {
            // Quantiles of a Pareto distribution: its tail has this shape exactly.
            let weights: Vec<f64> = (0..n)
                .map(|i| ((i as f64 + 0.5) / n as f64).powf(-shape))
                .collect();
            let found = pareto_shape(&weights);
            assert!((found - shape).abs() < 0.08, "{found} for {shape}");
        }
        // Uniform weights have a tail that ends.
        let uniform: Vec<f64> = (0..n).map(|i| (i as f64 + 0.5) / n as f64).collect();
        assert!(pareto_shape(&uniform) < -0.8);
        assert_eq!(pareto_shape(&vec![1.0; n]), f64::NEG_INFINITY);
    }

    #[test]
    fn each_place_is_drawn_as_often_as_its_weight_says() {
        let weights = [0.1, 0.0, 0.55, 0.35];
        let mut random = ChaCha12Rng::seed_from_u64(1);
        for number in [1, 7, 1000] {
            let places = systematic(&weights, number, &mut random);
            assert_eq!(places.len(), number);
            for (place, weight) in weights.iter().enumerate() {
                let times = places.iter().filter(|other| **other == place).count() as f64;
                assert!((times - weight * number as f64).abs() < 1.0);
            }
        }
    }

    #[test]
    fn weights_of_logarithms() {
        let (weights, log_sum) = normalised(&[-1000.0, -1000.0 + 3.0_f64.ln()]).expect("weights");
        assert!((weights[1] - 0.75).abs() < 1e-12);
        assert!((log_sum - (-1000.0 + 4.0_f64.ln())).abs() < 1e-9);
        assert!((effective_size(&weights) - 1.6).abs() < 1e-12);
        assert!(normalised(&[f64::NEG_INFINITY]).is_none());
    }
}
