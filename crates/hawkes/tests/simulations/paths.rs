//! Clusters and thinning draw the same distribution, and the one of the process.

use crate::truth;
use foreshock_hawkes::continuous::{Kernel, Method, Process, Productivity, Simulator, Term};
use foreshock_hawkes::{Catalogue, Window};

/// Processes with every feature, and a history with marks.
fn processes() -> Vec<(&'static str, Process)> {
    let weights = vec![0.3, 0.2, 0.1, 0.4];
    let background = vec![0.5, 0.3];
    let make = |kernel: Kernel, weights: Vec<f64>| {
        Process::new(background.clone(), kernel, weights).expect("valid")
    };
    let reference = truth::window(0.0, 40.0);
    vec![
        (
            "exponential",
            make(Kernel::Exponential { decay: 0.7 }, weights.clone()),
        ),
        (
            "by pair",
            make(
                Kernel::ExponentialByPair {
                    decays: vec![0.5, 2.0, 1.0, 0.2],
                },
                weights.clone(),
            ),
        ),
        (
            "sum",
            make(
                Kernel::SumOfExponentials {
                    decays: vec![0.2, 3.0],
                },
                vec![0.2, 0.1, 0.1, 0.1, 0.0, 0.1, 0.2, 0.2],
            ),
        ),
        (
            "power law",
            make(
                Kernel::PowerLaw {
                    offset: 0.3,
                    exponent: 1.7,
                },
                weights.clone(),
            ),
        ),
        (
            "varying background",
            make(Kernel::Exponential { decay: 0.7 }, weights.clone())
                .with_terms(
                    vec![
                        Term::Trend,
                        Term::Season {
                            period: 7.0,
                            harmonics: 2,
                        },
                        Term::Covariate {
                            from: vec![0.0, 45.0, 52.0],
                            levels: vec![0.0, 1.0, -0.5],
                        },
                    ],
                    vec![
                        vec![0.01, 0.5, -0.2, 0.1, 0.1, 0.5],
                        vec![-0.01, 0.1, 0.4, 0.0, 0.2, -0.4],
                    ],
                    reference,
                )
                .expect("valid"),
        ),
        (
            "marks",
            make(Kernel::Exponential { decay: 0.7 }, weights)
                .with_productivity(Productivity {
                    exponent: 0.8,
                    ln_means: vec![0.4, 0.5],
                })
                .expect("valid"),
        ),
    ]
}

fn history() -> Catalogue {
    let times: Vec<f64> = (1..=20).map(|k| f64::from(k) * 1.99).collect();
    let kinds = (0..20).map(|k| u16::from(k % 3 == 0)).collect();
    let marks = (0..20).map(|k| f64::from(k % 5) * 0.4).collect();
    Catalogue::new(times, kinds, 2, Window::new(0.0, 40.0).expect("valid"))
        .and_then(|catalogue| catalogue.with_marks(marks))
        .expect("valid")
}

/// Count of each kind and time of the first event on each path.
fn summary(process: &Process, method: Method, paths: usize, seed: u64) -> [Vec<f64>; 3] {
    let simulator = Simulator::after(process, &history())
        .expect("valid")
        .with_method(method);
    let mut all: [Vec<f64>; 3] = Default::default();
    for path in simulator.paths(20.0, paths, seed).expect("valid") {
        let counts = path.catalogue.counts();
        all[0].push(counts[0] as f64);
        all[1].push(counts[1] as f64);
        all[2].push(path.catalogue.times().first().copied().unwrap_or(1e9));
    }
    all
}

/// The two-sample distance of Kolmogorov and Smirnov times √(nm / (n + m)).
fn scaled_distance(a: &[f64], b: &[f64]) -> f64 {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    a.sort_by(f64::total_cmp);
    b.sort_by(f64::total_cmp);
    let below = |list: &[f64], x: f64| list.partition_point(|y| *y <= x) as f64 / list.len() as f64;
    let largest = a
        .iter()
        .chain(&b)
        .map(|x| (below(&a, *x) - below(&b, *x)).abs())
        .fold(0.0, f64::max);
    let (n, m) = (a.len() as f64, b.len() as f64);
    largest * (n * m / (n + m)).sqrt()
}

fn compare_methods(paths: usize) {
    for (name, process) in processes() {
        let clusters = summary(&process, Method::Clusters, paths, 1);
        let thinning = summary(&process, Method::Thinning, paths, 2);
        for (what, (a, b)) in ["count 0", "count 1", "first"]
            .iter()
            .zip(clusters.iter().zip(&thinning))
        {
            let distance = scaled_distance(a, b);
            // Exceeded once in 10,000 times if both are the same.
            assert!(distance < 2.22, "{name}, {what}: {distance}");
        }
    }
}

#[test]
fn clusters_and_thinning_agree() {
    compare_methods(3000);
}

#[test]
#[ignore = "full size"]
fn clusters_and_thinning_agree_at_full_size() {
    compare_methods(100_000);
}

#[test]
fn mean_count_is_the_integral_of_the_mean_intensity() {
    // From a stationary start the rate of one kind is μ / (1 - α). With an
    // exponential kernel and no history the mean intensity is
    // μ (1 - α e^(-(1-α)βt)) / (1 - α) (Hawkes 1971).
    let (alpha, mu, beta, end): (f64, f64, f64, f64) = (0.6, 0.5, 0.9, 30.0);
    let process =
        Process::new(vec![mu], Kernel::Exponential { decay: beta }, vec![alpha]).expect("valid");
    let rate = (1.0 - alpha) * beta;
    let expected = mu / (1.0 - alpha) * (end + alpha * (-rate * end).exp_m1() / rate);
    for method in [Method::Clusters, Method::Thinning] {
        let simulator = Simulator::new(&process, 0.0)
            .expect("valid")
            .with_method(method);
        let counts: Vec<f64> = simulator
            .paths(end, 4000, 5)
            .expect("valid")
            .iter()
            .map(|path| path.catalogue.len() as f64)
            .collect();
        let n = counts.len() as f64;
        let mean = counts.iter().sum::<f64>() / n;
        let deviation = (counts.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
        assert!(
            (mean - expected).abs() < 4.0 * deviation / n.sqrt(),
            "{mean} instead of {expected}"
        );
    }
}

#[test]
fn paths_are_the_same_whatever_the_number_of_threads() {
    let (_, process) = processes().remove(0);
    let simulator = Simulator::after(&process, &history()).expect("valid");
    let outlook = |threads: usize| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads")
            .install(|| simulator.outlook(&[5.0, 20.0], 500, 9).expect("valid"))
    };
    assert_eq!(outlook(1), outlook(4));
}

#[test]
fn explosive_paths_are_cut_short_and_reported() {
    let process =
        Process::new(vec![1.0], Kernel::Exponential { decay: 1.0 }, vec![1.5]).expect("valid");
    let simulator = Simulator::new(&process, 0.0)
        .expect("valid")
        .with_at_most(2000);
    for method in [Method::Clusters, Method::Thinning] {
        let outlook = simulator
            .clone()
            .with_method(method)
            .outlook(&[1.0, 1000.0], 20, 1)
            .expect("valid");
        assert_eq!(outlook.bounded_count, 20);
        assert!(outlook.warning().is_some_and(|w| w.contains("cut short")));
    }
}
