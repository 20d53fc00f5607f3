//! The randomised probability integral transform is uniform under the own
//! predictive distribution.

use crate::draw;
use foreshock_counts::{Predictive, sparse};
use rand::Rng;

/// Largest distance of the empirical distribution from the uniform, times the
/// root of the sample size; above 1.95 with probability 0.001.
fn kolmogorov(predictive: &Predictive, seed: u64) -> f64 {
    let mut random = draw::generator(seed);
    let n = 2000;
    let mut values: Vec<f64> = (0..n)
        .map(|_| {
            let y = predictive
                .quantile(random.random_range(1e-9..1.0))
                .expect("valid");
            predictive
                .randomised_pit(y, random.random())
                .expect("valid")
        })
        .collect();
    values.sort_by(f64::total_cmp);
    let distance = values.iter().enumerate().map(|(i, value)| {
        (value - i as f64 / f64::from(n))
            .abs()
            .max((value - (i + 1) as f64 / f64::from(n)).abs())
    });
    distance.fold(0.0, f64::max) * f64::from(n).sqrt()
}

#[test]
fn uniform_under_the_own_distribution() {
    let predictives = [
        Predictive::gamma_poisson(4.5, 10.0, 1.0).expect("valid"),
        Predictive::negative_binomial(40.0, 3.0).expect("valid"),
        Predictive::beta_negative_binomial(0.7, 12.0, 9.5).expect("valid"),
        Predictive::student_t(3.0, 2.0, 5.0).expect("valid"),
        sparse::predict(&[0, 3, 0, 1, 0, 0, 7, 2, 0, 0, 1, 0], 2.0)
            .expect("valid")
            .predictive,
    ];
    for (seed, predictive) in predictives.iter().enumerate() {
        let distance = kolmogorov(predictive, seed as u64);
        assert!(distance < 1.95, "{distance} for {predictive:?}");
    }
}

/// The statistic does notice a wrong distribution.
#[test]
fn not_uniform_under_another_distribution() {
    let mut random = draw::generator(1);
    let wrong = Predictive::negative_binomial(5.0, 1.0).expect("valid");
    let extreme = (0..2000)
        .filter(|_| {
            let y = draw::count(&mut random, 5.0, 4.0) as f64;
            let pit = wrong.randomised_pit(y, random.random()).expect("valid");
            !(0.05..=0.95).contains(&pit)
        })
        .count();
    assert!(extreme > 400, "{extreme}");
}
