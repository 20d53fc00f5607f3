//! Laws that hold for every input, and inputs that try to break things.

use foreshock_counts::mann_kendall::{Autocorrelation, trend};
use foreshock_counts::rate_ratio::{exact_poisson, rate_ratio};
use foreshock_counts::robust::Season;
use foreshock_counts::{
    DelayDistribution, Direction, Level, Predictive, adjust, change_point, choose, expected,
    noufaily, nowcast, proportion, robust, sparse,
};
use proptest::prelude::*;

fn count_predictive() -> impl Strategy<Value = Predictive> {
    let part = prop_oneof![
        (1e-3..1e4_f64, 0.0..50.0_f64)
            .prop_map(|(mean, dispersion)| Predictive::negative_binomial(mean, dispersion)),
        (0.1..500.0_f64, 0.1..500.0_f64, 0.01..20.0_f64)
            .prop_map(|(shape, rate, exposure)| Predictive::gamma_poisson(shape, rate, exposure)),
        (0.02..30.0_f64, 0.2..500.0_f64, 0.5..300.0_f64)
            .prop_map(|(size, alpha, beta)| Predictive::beta_negative_binomial(size, alpha, beta)),
    ];
    prop::collection::vec((0.01..1.0_f64, part), 1..4).prop_map(|parts| {
        Predictive::mixture(parts.into_iter().map(|(w, p)| (w, p.expect("valid")))).expect("valid")
    })
}

/// Counts of every size, with gaps.
fn history(longest: usize) -> impl Strategy<Value = Vec<Option<u64>>> {
    let count = prop_oneof![
        4 => 0..5_u64,
        2 => 0..500_u64,
        1 => prop_oneof![Just(u64::MAX), Just(1 << 40), 0..u64::MAX],
    ];
    prop::collection::vec(prop::option::weighted(0.9, count), 0..longest)
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => -100.0..100.0_f64,
        1 => prop::num::f64::ANY,
        1 => prop_oneof![Just(0.0), Just(f64::NAN), Just(f64::INFINITY), Just(1e300), Just(-1e300)],
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn tails_of_counts_are_monotone_and_complementary(predictive in count_predictive(), y in 0..3000_u32) {
        let y = f64::from(y);
        let (upper, lower) = (predictive.upper_tail(y), predictive.lower_tail(y));
        prop_assert!((0.0..=1.0).contains(&upper) && (0.0..=1.0).contains(&lower));
        prop_assert!(predictive.upper_tail(y + 1.0) <= upper * (1.0 + 1e-7) + 1e-12);
        prop_assert!(predictive.lower_tail(y + 1.0) >= lower * (1.0 - 1e-7) - 1e-12);
        prop_assert!((lower + predictive.upper_tail(y + 1.0) - 1.0).abs() < 1e-7);
        prop_assert_eq!(predictive.upper_tail(y - 0.5), upper);
        let both = predictive.tail(y, Direction::Both);
        prop_assert!(both <= 1.0 && both >= upper.min(lower));
    }

    #[test]
    fn quantile_inverts_the_distribution(predictive in count_predictive(), p in 0.0005..0.9995_f64) {
        let quantile = predictive.quantile(p).expect("valid");
        prop_assert!(predictive.lower_tail(quantile) >= p - 1e-7);
        prop_assert!(quantile == 0.0 || predictive.lower_tail(quantile - 1.0) < p + 1e-7);
    }

    #[test]
    fn quantile_of_a_level_inverts(location in -1e3..1e3_f64, scale in 1e-3..1e3_f64, df in 0.5..200.0_f64, p in 0.001..0.999_f64) {
        let predictive = Predictive::student_t(location, scale, df).expect("valid");
        let quantile = predictive.quantile(p).expect("valid");
        prop_assert!((predictive.lower_tail(quantile) - p).abs() < 1e-7);
    }

    #[test]
    fn randomised_pit_lies_between_the_tails(predictive in count_predictive(), y in 0..2000_u32, u in 0.0..=1.0_f64) {
        let y = f64::from(y);
        let pit = predictive.randomised_pit(y, u).expect("valid");
        prop_assert!(pit >= predictive.lower_tail(y - 1.0) - 1e-12 && pit <= predictive.lower_tail(y) + 1e-12);
    }

    #[test]
    fn holm_only_raises_and_keeps_the_order(raw in prop::collection::vec(0.0..=1.0_f64, 0..30)) {
        let adjusted = adjust::holm(&raw).expect("valid");
        for (i, (&raw_p, &adjusted_p)) in raw.iter().zip(&adjusted).enumerate() {
            prop_assert!(adjusted_p >= raw_p && adjusted_p <= 1.0);
            for (&other, &other_adjusted) in raw.iter().zip(&adjusted).skip(i + 1) {
                prop_assert!(raw_p < other || adjusted_p >= other_adjusted);
            }
        }
    }

    #[test]
    fn levels_rise_as_tails_fall(a in 0.0..=1.0_f64, b in 0.0..=1.0_f64) {
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        prop_assert!(Level::of(low).expect("valid") >= Level::of(high).expect("valid"));
    }

    #[test]
    fn proportion_intervals_hold_the_estimate(n in 0..5000_u64, share in 0.0..=1.0_f64, confidence in 0.5..0.999_f64) {
        let k = (share * n as f64) as u64;
        let exact = proportion::clopper_pearson(k, n, confidence).expect("valid");
        let jeffreys = proportion::jeffreys(k, n, confidence).expect("valid");
        prop_assert!(exact.lower <= jeffreys.lower + 1e-9 && jeffreys.upper <= exact.upper + 1e-9);
        match exact.estimate {
            Some(estimate) => prop_assert!(exact.lower <= estimate && estimate <= exact.upper),
            None => prop_assert!(n == 0 && exact.lower == 0.0 && exact.upper == 1.0),
        }
    }

    #[test]
    fn expected_never_panics_nor_returns_nan(
        counts in history(250), year in prop_oneof![Just(12.0), Just(52.18), Just(4.0), any_number()],
        at in 0..300_usize, reference in 0..80_usize,
    ) {
        if let Ok(expected) = expected(&counts, year, at, reference, &choose::Options::default()) {
            prop_assert!(expected.rate().is_finite() && expected.rate() >= 0.0);
            prop_assert!(expected.predictive.mean().is_none_or(f64::is_finite));
            prop_assert!(!expected.predictive.median().is_nan());
            for y in [0.0, 1.0, 17.0, 1e6, 1e18] {
                prop_assert!((0.0..=1.0).contains(&expected.predictive.upper_tail(y)));
                prop_assert!((0.0..=1.0).contains(&expected.predictive.lower_tail(y)));
            }
            prop_assert!(expected.reference.end <= at);
        }
    }

    #[test]
    fn a_scaled_time_unit_scales_the_slope(values in prop::collection::vec(-50..50_i32, 4..40)) {
        let points = |unit: f64| -> Vec<(f64, f64)> {
            values.iter().enumerate().map(|(i, &y)| (unit * i as f64, f64::from(y))).collect()
        };
        let days = trend(&points(1.0), 0.9, Autocorrelation::FirstOrder).expect("valid");
        let weeks = trend(&points(8.0), 0.9, Autocorrelation::FirstOrder).expect("valid");
        prop_assert_eq!(days.slope, 8.0 * weeks.slope);
        prop_assert_eq!(days.p_value, weeks.p_value);
        prop_assert!(days.slope_lower <= days.slope && days.slope <= days.slope_upper);
    }

    #[test]
    fn levels_never_panic_nor_return_nan(
        points in prop::collection::vec((any_number(), any_number()), 0..40), at in any_number(), parts in 0..14_usize,
    ) {
        let season = (parts > 0).then_some(Season { parts });
        if let Ok(fitted) = robust::baseline(&points, at, season) {
            prop_assert!(fitted.expected.is_finite() && fitted.long_run.is_finite());
            prop_assert!((0.0..=1.0).contains(&fitted.predictive.upper_tail(fitted.expected)));
        }
        if let Ok(trend) = trend(&points, 0.95, Autocorrelation::FirstOrder) {
            prop_assert!(trend.slope.is_finite() && (0.0..=1.0).contains(&trend.p_value));
        }
    }

    #[test]
    fn windows_never_panic_nor_return_nan(recent in prop::collection::vec(0..u64::MAX, 0..4), small in prop::collection::vec(0..9_u64, 0..40)) {
        for (first, second) in [(&recent, &small), (&small, &recent), (&small, &small)] {
            if let Ok(ratio) = rate_ratio(first, second, 0.95) {
                prop_assert!(ratio.lower <= ratio.ratio && ratio.ratio <= ratio.upper);
                prop_assert!(ratio.lower >= 0.0 && ratio.upper.is_finite());
                prop_assert!((0.0..=1.0).contains(&ratio.probability_above_one));
            }
        }
        let counts: Vec<u64> = small.iter().chain(&recent).copied().collect();
        if let Ok(regimes) = change_point::regimes(&counts, &change_point::Options::default()) {
            prop_assert!((0.0..=1.0).contains(&regimes.probability_of_no_change));
            for change in regimes.changes.iter().chain(&regimes.current) {
                prop_assert!(change.index >= 1 && change.index < counts.len());
                prop_assert!((0.9..=1.0).contains(&change.probability));
                prop_assert!(change.rate_before.is_finite() && change.rate_after.is_finite());
            }
        }
    }

    #[test]
    fn delays_never_panic_and_completeness_rises(
        pairs in prop::collection::vec((0..40_u32, 0..60_u32), 0..120), seen in 0..u64::MAX,
    ) {
        let ordered: Vec<(u32, u32)> = pairs.iter().map(|&(a, b)| (a.min(b), a.max(b))).collect();
        if let Ok(delays) = DelayDistribution::estimate(&ordered) {
            let mut previous = 0.0;
            for age in 0..70 {
                let complete = delays.completeness(age);
                prop_assert!(complete >= previous && complete <= 1.0);
                previous = complete;
                if let Ok(nowcast) = delays.nowcast(seen % 1000, age, 0.9) {
                    prop_assert!(nowcast.lower >= nowcast.seen && nowcast.lower <= nowcast.upper);
                    prop_assert!(nowcast.mean.is_finite());
                }
            }
        }
        prop_assert!(nowcast::nowcast(seen, 0.5, 0.9).is_ok());
    }

    #[test]
    fn order_of_the_reference_does_not_matter(mut counts in prop::collection::vec(0..20_u64, 1..60)) {
        let before = sparse::predict(&counts, 1.0).expect("valid").predictive.upper_tail(9.0);
        counts.reverse();
        let after = sparse::predict(&counts, 1.0).expect("valid").predictive.upper_tail(9.0);
        prop_assert!((before - after).abs() <= 1e-12);
    }

    #[test]
    fn later_counts_do_not_change_a_baseline(tail in prop::collection::vec(0..50_u64, 1..20)) {
        let mut counts: Vec<Option<u64>> = (0..300).map(|t| Some((t * 7 % 11) as u64)).collect();
        let options = noufaily::Options::default();
        let before = noufaily::baseline(&counts, 52, 280, &options).expect("a baseline").mean;
        for (slot, value) in counts[281..].iter_mut().zip(tail) {
            *slot = Some(value);
        }
        prop_assert_eq!(noufaily::baseline(&counts, 52, 280, &options).expect("a baseline").mean, before);
    }
}

#[test]
fn nothing_seen_is_wide_but_defined() {
    let ratio = rate_ratio(&[0, 0], &[0, 0, 0, 0, 0], 0.95).expect("defined");
    assert!(ratio.lower < 0.05 && ratio.upper > 20.0, "{ratio:?}");
    let exact = exact_poisson(0, 2.0, 0, 5.0, 0.95).expect("defined");
    assert_eq!((exact.ratio, exact.lower, exact.upper), (None, 0.0, None));
    let sparse = sparse::predict(&[0; 12], 1.0).expect("defined");
    assert!(sparse.predictive.upper_tail(1.0) < 0.1);
    // Zeros say nothing about the dispersion.
    let prior = sparse::DispersionPrior::default();
    let change = sparse.probability_of_overdispersion + prior.poisson_probability - 1.0;
    assert!(change.abs() < 0.15, "{change}");
}

#[test]
fn half_of_a_ratio_of_equal_windows_lies_above_one() {
    let counts = [3, 1, 4, 1, 5, 9, 2, 6];
    let ratio = rate_ratio(&counts, &counts, 0.9).expect("valid");
    assert!((ratio.ratio - 1.0).abs() < 1e-6 && (ratio.probability_above_one - 0.5).abs() < 1e-6);
    assert!((ratio.lower * ratio.upper - 1.0).abs() < 1e-5);
}

/// A tail so heavy that its quantiles lie beyond the whole numbers that the
/// number format can count one by one.
#[test]
fn very_heavy_tails_end() {
    let heavy = Predictive::beta_negative_binomial(0.01, 0.05, 40.0).expect("valid");
    let quantile = heavy.quantile(0.999_999).expect("valid");
    assert!(quantile > 1e15 && quantile.is_finite(), "{quantile}");
    assert!((heavy.upper_tail(quantile) / 1e-6 - 1.0).abs() < 0.01);
    // The tail is a power law with exponent −alpha.
    let constant = |y: f64| heavy.upper_tail(y) * y.powf(0.05);
    for exponent in [8, 11, 12, 13, 16, 40] {
        let deviation = constant(10_f64.powi(exponent)) / constant(1e60) - 1.0;
        assert!(deviation.abs() < 1e-6, "{deviation} at 10^{exponent}");
    }
}

/// With the Poisson law alone the ratio is a beta-prime variable, whose
/// quantiles are those of the Jeffreys interval of the binomial share.
#[test]
fn poisson_ratio_has_its_closed_form() {
    let prior = sparse::DispersionPrior {
        poisson_probability: 1.0,
        ..Default::default()
    };
    let (recent, reference) = ([4, 6, 2], [1, 0, 2, 3, 1, 0, 2, 1, 1]);
    let ours = foreshock_counts::rate_ratio::rate_ratio_with(&recent, &reference, 0.95, &prior)
        .expect("valid");
    // x / (1 + x) ~ Beta(12.5, 11.5) for x = ratio · 3 / 9.
    let share = |ratio: f64| ratio / 3.0 / (1.0 + ratio / 3.0);
    let jeffreys = proportion::jeffreys(12, 23, 0.95).expect("valid");
    assert!(
        (share(ours.lower) - jeffreys.lower).abs() < 1e-5,
        "{ours:?} {jeffreys:?}"
    );
    assert!(
        (share(ours.upper) - jeffreys.upper).abs() < 1e-5,
        "{ours:?} {jeffreys:?}"
    );
}

#[test]
fn missing_periods_are_not_zeros() {
    let covered: Vec<Option<u64>> = vec![Some(4); 30];
    let mut gaps = covered.clone();
    for slot in gaps.iter_mut().skip(5).step_by(3) {
        *slot = None;
    }
    let options = choose::Options::default();
    let full = expected(&covered, 52.0, 30, 26, &options).expect("valid");
    let holes = expected(&gaps, 52.0, 30, 26, &options).expect("valid");
    assert!(
        (full.rate() - holes.rate()).abs() < 0.2,
        "{} and {}",
        full.rate(),
        holes.rate()
    );
    assert!(holes.reference_periods < 26);
}

#[test]
fn the_choice_follows_its_rule() {
    let options = choose::Options::default();
    let dense: Vec<Option<u64>> = (0..300).map(|t| Some(3 + (t * 7 % 5) as u64)).collect();
    let chosen = expected(&dense, 52.18, 290, 26, &options).expect("valid");
    assert_eq!(chosen.method, choose::Method::Seasonal);
    let short = expected(&dense, 52.18, 181, 26, &options).expect("valid");
    assert!(matches!(
        short.why,
        choose::Why::HistoryTooShort {
            covered: 181,
            needed: 182
        }
    ));
    let long_enough = expected(&dense, 52.18, 182, 26, &options).expect("valid");
    assert!(matches!(
        long_enough.why,
        choose::Why::LongAndDense { years: 3, .. }
    ));
    let few: Vec<Option<u64>> = (0..300).map(|t| Some(u64::from(t % 9 == 0))).collect();
    assert!(matches!(
        expected(&few, 52.18, 290, 26, &options).expect("valid").why,
        choose::Why::TooSparse { .. }
    ));
    let bursts: Vec<Option<u64>> = (0..300)
        .map(|t| Some(if t % 9 == 0 { 30 } else { 0 }))
        .collect();
    assert!(matches!(
        expected(&bursts, 52.18, 290, 26, &options)
            .expect("valid")
            .why,
        choose::Why::TooManyZeros { .. }
    ));
}
