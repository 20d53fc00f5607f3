//! A proper score is on average best for the forecast that is true. For each
//! score outcomes are drawn from a known distribution, and forecasts that are
//! off in place or spread must do worse on average than the true one.
//!
//! The reduced size runs always; the full one by
//! `cargo test --release -p foreshock-scoring --test propriety -- --ignored`.

use foreshock_scoring::{
    BinnedIgnorance, Categorical, Interval, Quantiles, Sample, binary, dawid_sebastiani,
    distribution::{LogNormal, NegativeBinomial, Normal, NormalMixture, Poisson},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;

/// How many outcomes are drawn in the reduced and the full run.
const REDUCED: usize = 4_000;
const FULL: usize = 200_000;

/// Outcomes of a negative binomial distribution with mean 6 and size 0.8.
fn counts(many: usize, seed: u64) -> Vec<f64> {
    let truth = NegativeBinomial::new(6.0, 0.8).unwrap();
    let mut random = ChaCha12Rng::seed_from_u64(seed);
    (0..many)
        .map(|_| truth.quantile(random.random_range(1e-12..1.0)).unwrap())
        .collect()
}

/// Outcomes of a normal distribution with mean 2 and deviation 3.
fn amounts(many: usize, seed: u64) -> Vec<f64> {
    let truth = Normal::new(2.0, 3.0).unwrap();
    let mut random = ChaCha12Rng::seed_from_u64(seed);
    (0..many)
        .map(|_| truth.quantile(random.random_range(1e-12..1.0)).unwrap())
        .collect()
}

/// Insists that the true forecast beats each other one by more than chance: the
/// mean of the paired differences is above three standard errors.
fn best(name: &str, outcomes: &[f64], truth: impl Fn(f64) -> f64, others: &[&dyn Fn(f64) -> f64]) {
    for (which, other) in others.iter().enumerate() {
        let differences: Vec<f64> = outcomes.iter().map(|y| other(*y) - truth(*y)).collect();
        let n = differences.len() as f64;
        let mean = differences.iter().sum::<f64>() / n;
        let variance = differences.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0);
        assert!(
            mean > 3.0 * (variance / n).sqrt(),
            "{name}: forecast {which} is not worse than the truth by more than chance: {mean}"
        );
    }
}

fn counts_are_scored_properly(many: usize) {
    let outcomes = counts(many, 1);
    let binomial = |mean, size| NegativeBinomial::new(mean, size).unwrap();
    let (truth, high, low, wide, narrow) = (
        binomial(6.0, 0.8),
        binomial(12.0, 0.8),
        binomial(2.5, 0.8),
        binomial(6.0, 0.25),
        binomial(6.0, 8.0),
    );
    let wrong = [high, low, wide, narrow];
    macro_rules! check {
        ($name:literal, $score:expr) => {{
            let score = $score;
            let others: Vec<Box<dyn Fn(f64) -> f64>> = wrong
                .iter()
                .map(|forecast| Box::new(move |y| score(forecast, y)) as Box<dyn Fn(f64) -> f64>)
                .collect();
            let others: Vec<&dyn Fn(f64) -> f64> = others.iter().map(|other| &**other).collect();
            best($name, &outcomes, |y| score(&truth, y), &others);
        }};
    }
    check!("CRPS", |f: &NegativeBinomial, y| f.crps(y).unwrap());
    check!("log score", |f: &NegativeBinomial, y| f
        .log_score(y)
        .unwrap());
    check!("Dawid–Sebastiani", |f: &NegativeBinomial, y| f
        .dawid_sebastiani(y)
        .unwrap());
    let quantile = |f: &NegativeBinomial, level| f.quantile(level).unwrap();
    let interval = move |f: &NegativeBinomial| {
        Interval::new(0.1, quantile(f, 0.05), quantile(f, 0.95)).unwrap()
    };
    // The true interval against the wrong ones, made once each.
    let true_interval = interval(&truth);
    for forecast in &wrong {
        let other = interval(forecast);
        best(
            "interval score",
            &outcomes,
            |y| true_interval.score(y).unwrap(),
            &[&|y| other.score(y).unwrap()],
        );
    }
    let levels: Vec<f64> = (1..20).map(|k| f64::from(k) / 20.0).collect();
    let quantiles = |f: &NegativeBinomial| {
        let values: Vec<f64> = levels.iter().map(|level| quantile(f, *level)).collect();
        Quantiles::new(&levels, &values).unwrap()
    };
    let sample = |f: &NegativeBinomial| {
        let draws: Vec<f64> = (0..400)
            .map(|i| quantile(f, (f64::from(i) + 0.5) / 400.0))
            .collect();
        Sample::new(&draws).unwrap()
    };
    let edges = [0.0, 0.5, 2.5, 5.5, 10.5, 25.5];
    let ignorance = BinnedIgnorance::new(&edges, 1.0).unwrap();
    let classes = |f: &NegativeBinomial| {
        let mut before = 0.0;
        let mut masses: Vec<f64> = edges[1..]
            .iter()
            .map(|edge| {
                let at = f.distribution_function(*edge);
                let mass = at - before;
                before = at;
                mass
            })
            .collect();
        masses.push(1.0 - before);
        Categorical::new(&masses).unwrap()
    };
    for forecast in &wrong {
        let (true_quantiles, other) = (quantiles(&truth), quantiles(forecast));
        let wis = |f: &Quantiles, y| f.weighted_interval_score(y).unwrap().total();
        best(
            "WIS",
            &outcomes,
            |y| wis(&true_quantiles, y),
            &[&|y| wis(&other, y)],
        );
        let (true_sample, other) = (sample(&truth), sample(forecast));
        best(
            "sample CRPS",
            &outcomes,
            |y| true_sample.crps(y).unwrap(),
            &[&|y| other.crps(y).unwrap()],
        );
        best(
            "ignorance",
            &outcomes,
            |y| ignorance.score(&true_sample, y).unwrap(),
            &[&|y| ignorance.score(&other, y).unwrap()],
        );
        let (true_classes, other) = (classes(&truth), classes(forecast));
        let class = |y: f64| ignorance.bin(y).unwrap();
        best(
            "RPS",
            &outcomes,
            |y| true_classes.ranked_probability_score(class(y)).unwrap(),
            &[&|y| other.ranked_probability_score(class(y)).unwrap()],
        );
        best(
            "categorical log score",
            &outcomes,
            |y| true_classes.log_score(class(y)).unwrap(),
            &[&|y| other.log_score(class(y)).unwrap()],
        );
        let event = |f: &NegativeBinomial| 1.0 - f.distribution_function(0.0);
        let (p, q) = (event(&truth), event(forecast));
        best(
            "Brier",
            &outcomes,
            |y| binary::brier(p, y >= 1.0).unwrap(),
            &[&|y| binary::brier(q, y >= 1.0).unwrap()],
        );
        best(
            "binary log score",
            &outcomes,
            |y| binary::log_score(p, y >= 1.0).unwrap(),
            &[&|y| binary::log_score(q, y >= 1.0).unwrap()],
        );
    }
    let poisson = Poisson::new(6.0).unwrap();
    best(
        "Poisson CRPS",
        &outcomes,
        |y| truth.crps(y).unwrap(),
        &[&|y| poisson.crps(y).unwrap()],
    );
}

fn amounts_are_scored_properly(many: usize) {
    let outcomes = amounts(many, 2);
    let normal = |mean, deviation| Normal::new(mean, deviation).unwrap();
    let truth = normal(2.0, 3.0);
    let mixture = NormalMixture::new([(1.0, truth)]).unwrap();
    for forecast in [
        normal(4.0, 3.0),
        normal(0.0, 3.0),
        normal(2.0, 6.0),
        normal(2.0, 1.4),
    ] {
        let other = NormalMixture::new([(0.7, forecast), (0.3, forecast)]).unwrap();
        best(
            "normal CRPS",
            &outcomes,
            |y| truth.crps(y).unwrap(),
            &[&|y| forecast.crps(y).unwrap()],
        );
        best(
            "normal log score",
            &outcomes,
            |y| truth.log_score(y).unwrap(),
            &[&|y| forecast.log_score(y).unwrap()],
        );
        best(
            "mixture CRPS",
            &outcomes,
            |y| mixture.crps(y).unwrap(),
            &[&|y| other.crps(y).unwrap()],
        );
        best(
            "mixture log score",
            &outcomes,
            |y| mixture.log_score(y).unwrap(),
            &[&|y| other.log_score(y).unwrap()],
        );
        let score = |n: &Normal, y| dawid_sebastiani(n.mean(), n.deviation().powi(2), y).unwrap();
        best(
            "Dawid–Sebastiani",
            &outcomes,
            |y| score(&truth, y),
            &[&|y| score(&forecast, y)],
        );
    }
    let positive: Vec<f64> = outcomes.iter().map(|y| (y / 3.0).exp()).collect();
    let truth = LogNormal::new(2.0 / 3.0, 1.0).unwrap();
    for (mean, deviation) in [(1.4, 1.0), (0.0, 1.0), (2.0 / 3.0, 1.8), (2.0 / 3.0, 0.5)] {
        let other = LogNormal::new(mean, deviation).unwrap();
        best(
            "log-normal CRPS",
            &positive,
            |y| truth.crps(y).unwrap(),
            &[&|y| other.crps(y).unwrap()],
        );
        best(
            "log-normal log score",
            &positive,
            |y| truth.log_score(y).unwrap(),
            &[&|y| other.log_score(y).unwrap()],
        );
    }
}

/// The fair CRPS of few draws is on average that of the distribution; the
/// empirical one is larger by `E|X − X'| / (2 S)`.
fn fair_crps_does_not_depend_on_the_number_of_draws(many: usize) {
    let truth = Normal::new(0.0, 1.0).unwrap();
    let observed = 0.7;
    let exact = truth.crps(observed).unwrap();
    let mut random = ChaCha12Rng::seed_from_u64(3);
    for draws in [2usize, 3, 10] {
        let (mut fair, mut squares, mut empirical) = (0.0, 0.0, 0.0);
        for _ in 0..many {
            let draws: Vec<f64> = (0..draws)
                .map(|_| truth.quantile(random.random_range(1e-12..1.0)).unwrap())
                .collect();
            let sample = Sample::from_vec(draws).unwrap();
            let score = sample.crps_fair(observed).unwrap();
            fair += score;
            squares += score * score;
            empirical += sample.crps(observed).unwrap();
        }
        let n = many as f64;
        let (fair, empirical) = (fair / n, empirical / n);
        let error = ((squares / n - fair * fair) / n).sqrt();
        assert!(
            (fair - exact).abs() < 4.0 * error,
            "{draws}: {fair} and {exact}"
        );
        let bias = std::f64::consts::FRAC_2_SQRT_PI / (2.0 * draws as f64);
        assert!(
            (empirical - exact - bias).abs() < 4.0 * error + 0.05 * bias,
            "{draws}: {empirical} instead of {}",
            exact + bias
        );
    }
}

/// The PIT of forecasts that are true is uniform, for samples with any number
/// of draws, ties included.
fn pit_of_the_truth_is_uniform(many: usize) {
    use foreshock_scoring::calibration::{randomised_pit, sample_pit, uniformity};
    let truth = NegativeBinomial::new(6.0, 0.8).unwrap();
    let outcomes = counts(many, 4);
    let mut random = ChaCha12Rng::seed_from_u64(5);
    let samples: Vec<Sample> = outcomes
        .iter()
        .map(|_| {
            let draws = (0..9)
                .map(|_| truth.quantile(random.random_range(1e-12..1.0)).unwrap())
                .collect();
            Sample::from_vec(draws).unwrap()
        })
        .collect();
    let of_samples = sample_pit(&samples, &outcomes, 6).unwrap();
    let of_distribution: Vec<f64> = outcomes
        .iter()
        .map(|y| {
            let (before, at) = (
                truth.distribution_function(y - 1.0),
                truth.distribution_function(*y),
            );
            randomised_pit(before, at, random.random()).unwrap()
        })
        .collect();
    let wrong = NegativeBinomial::new(9.0, 0.8).unwrap();
    let of_wrong: Vec<f64> = outcomes
        .iter()
        .map(|y| {
            let (before, at) = (
                wrong.distribution_function(y - 1.0),
                wrong.distribution_function(*y),
            );
            randomised_pit(before, at, random.random()).unwrap()
        })
        .collect();
    for pit in [of_samples, of_distribution] {
        let tests = uniformity(&pit, 20).unwrap();
        assert!(
            tests.chi_squared_p > 0.001 && tests.kolmogorov_smirnov_p > 0.001,
            "{tests:?}"
        );
    }
    let tests = uniformity(&of_wrong, 20).unwrap();
    assert!(
        tests.chi_squared_p < 1e-6 && tests.kolmogorov_smirnov_p < 1e-6,
        "{tests:?}"
    );
}

/// Consistency bands of reliable forecasts hold the points about as often as
/// they say; forecasts that are off leave them.
fn consistency_bands_hold(diagrams: usize) {
    let mut random = ChaCha12Rng::seed_from_u64(7);
    let (mut inside, mut outside, mut off) = (0usize, 0usize, 0usize);
    for diagram in 0..diagrams {
        let probabilities: Vec<f64> = (0..500).map(|_| random.random::<f64>()).collect();
        let happened: Vec<bool> = probabilities
            .iter()
            .map(|p| random.random::<f64>() < *p)
            .collect();
        let seed = diagram as u64;
        let reliable =
            binary::reliability_diagram(&probabilities, &happened, 5, 0.9, 400, seed).unwrap();
        for bin in &reliable.bins {
            let (low, high) = bin.consistency.unwrap();
            let rate = bin.event_rate.unwrap();
            if low <= rate && rate <= high {
                inside += 1
            } else {
                outside += 1
            }
        }
        let halved: Vec<f64> = probabilities.iter().map(|p| 0.5 * p).collect();
        let wrong = binary::reliability_diagram(&halved, &happened, 5, 0.9, 400, seed).unwrap();
        off += wrong
            .bins
            .iter()
            .filter_map(|bin| Some((bin.event_rate?, bin.consistency?)))
            .filter(|(rate, (_, high))| rate > high)
            .count();
    }
    let share = inside as f64 / (inside + outside) as f64;
    assert!((0.84..=0.96).contains(&share), "{share}");
    assert!(off > 2 * diagrams, "{off} of {diagrams}");
}

#[test]
fn counts_are_scored_properly_reduced() {
    counts_are_scored_properly(REDUCED);
}

#[test]
fn amounts_are_scored_properly_reduced() {
    amounts_are_scored_properly(REDUCED);
}

#[test]
fn fair_crps_reduced() {
    fair_crps_does_not_depend_on_the_number_of_draws(20_000);
}

#[test]
fn pit_reduced() {
    pit_of_the_truth_is_uniform(REDUCED);
}

#[test]
fn consistency_bands_reduced() {
    consistency_bands_hold(40);
}

#[test]
#[ignore = "full size: a few minutes"]
fn full() {
    counts_are_scored_properly(FULL);
    amounts_are_scored_properly(FULL);
    fair_crps_does_not_depend_on_the_number_of_draws(2_000_000);
    pit_of_the_truth_is_uniform(FULL);
    consistency_bands_hold(1000);
}
