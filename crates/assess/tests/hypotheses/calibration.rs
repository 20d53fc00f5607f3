//! Worlds drawn from stated likelihoods: of the hypotheses that are given a
//! probability of p, a share of p must hold.

use foreshock_assess::hypotheses::{Case, Group, Item, Priors, Quantity, Sign};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A world: what holds, and what is seen of it.
struct World {
    case: Case,
    holds: usize,
}

/// Stated ranges; the values that hold in the world are drawn from within them.
/// `copies` items after the first repeat what it shows.
fn world(random: &mut ChaCha8Rng, items: usize, width: f64, copies: usize, shared: f64) -> World {
    let hypotheses = random.random_range(2..6);
    let weights: Vec<f64> = (0..hypotheses)
        .map(|_| random.random_range(0.2..1.0))
        .collect();
    let sum: f64 = weights.iter().sum();
    let priors: Vec<f64> = weights.iter().map(|weight| weight / sum).collect();
    let mut left: f64 = random.random();
    let mut holds = hypotheses - 1;
    for (index, prior) in priors.iter().enumerate() {
        left -= prior;
        if left < 0.0 {
            holds = index;
            break;
        }
    }
    let mut signs = Vec::new();
    for _ in 0..items {
        let ranges: Vec<(f64, f64)> = (0..hypotheses)
            .map(|_| {
                let middle = random.random_range(0.05..0.95f64);
                ((middle - width).max(0.01), (middle + width).min(0.99))
            })
            .collect();
        let (low, high) = ranges[holds];
        let chance = match low < high {
            true => random.random_range(low..high),
            false => low,
        };
        let seen = random.random_bool(chance);
        let quantities = ranges
            .iter()
            .map(|(low, high)| Quantity::new(*low, *high).expect("a range"))
            .collect();
        signs.push(Sign::probabilities(Item::of_each(quantities), seen));
    }
    let first = signs[0].clone();
    signs.extend(std::iter::repeat_n(first, copies));
    let members = std::iter::once(0).chain(items..items + copies).collect();
    let case = Case::new(
        Priors::new(priors.iter().map(|prior| (*prior, *prior)).collect()).expect("priors"),
        signs,
        vec![Group { members, shared }],
    )
    .expect("a case");
    World { case, holds }
}

/// Of ten bins of probability: mean probability, share that holds, and how many.
fn reliability(
    seed: u64,
    worlds: usize,
    width: f64,
    copies: usize,
    shared: f64,
) -> Vec<(f64, f64, f64)> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut bins: Vec<(f64, f64, f64)> = vec![(0.0, 0.0, 0.0); 10];
    for _ in 0..worlds {
        let world = world(&mut random, 4, width, copies, shared);
        for (hypothesis, p) in world.case.weighing().posterior().iter().enumerate() {
            let bin = &mut bins[((p * 10.0) as usize).min(9)];
            bin.0 += p;
            bin.1 += f64::from(u8::from(hypothesis == world.holds));
            bin.2 += 1.0;
        }
    }
    bins.iter()
        .map(|&(p, holds, n)| (p / n.max(1.0), holds / n.max(1.0), n))
        .collect()
}

/// The greatest departure in standard errors of the share.
fn worst(bins: &[(f64, f64, f64)]) -> f64 {
    bins.iter()
        .filter(|bin| bin.2 >= 50.0)
        .map(|&(p, share, n)| (share - p).abs() / (p * (1.0 - p) / n).sqrt().max(1e-9))
        .fold(0.0, f64::max)
}

fn largest_gap(bins: &[(f64, f64, f64)]) -> f64 {
    bins.iter()
        .filter(|bin| bin.2 >= 50.0)
        .map(|&(p, share, _)| (share - p).abs())
        .fold(0.0, f64::max)
}

#[test]
fn posteriors_are_calibrated_where_the_likelihoods_hold() {
    // Under calibration the greatest of ten departures exceeds 3.7 standard
    // errors in about one of 500 runs.
    let exact = reliability(1, 4_000, 0.0, 0, 0.0);
    assert!(worst(&exact) < 3.7, "{exact:?}");
    // With values drawn from within ranges, the middle of each range still is
    // the chance of what is seen.
    let ranges = reliability(2, 4_000, 0.15, 0, 0.0);
    assert!(worst(&ranges) < 3.7, "{ranges:?}");
}

#[test]
fn counting_one_thing_several_times_is_overconfident_and_the_discount_mends_it() {
    let counted_twice = reliability(3, 4_000, 0.0, 4, 0.0);
    assert!(worst(&counted_twice) > 6.0, "{counted_twice:?}");
    let discounted = reliability(3, 4_000, 0.0, 4, 1.0);
    assert!(worst(&discounted) < 3.7, "{discounted:?}");
}

#[test]
#[ignore = "minutes; prints the table of docs/methods/hypotheses.md"]
fn full() {
    let run = |name: &str, width, copies, shared| {
        let bins = reliability(11, 200_000, width, copies, shared);
        println!(
            "{name}: worst {:.1} standard errors, largest gap {:.3}",
            worst(&bins),
            largest_gap(&bins)
        );
        for (p, share, n) in &bins {
            println!("  said {p:.3} came {share:.3} of {n}");
        }
        bins
    };
    let exact = run("numbers", 0.0, 0, 0.0);
    let ranges = run("ranges of 0.15 either side", 0.15, 0, 0.0);
    run("five copies taken as independent", 0.0, 4, 0.0);
    run("five copies, half shared", 0.0, 4, 0.5);
    let one = run("five copies, all shared", 0.0, 4, 1.0);
    for bins in [&exact, &ranges, &one] {
        assert!(worst(bins) < 3.9, "{bins:?}");
    }
}
