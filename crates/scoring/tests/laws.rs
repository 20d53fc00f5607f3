//! Laws that hold for every forecast and outcome.

use foreshock_scoring::{
    Categorical, Error, Interval, Quantiles, Sample, WeightedSample,
    binary::{self, Grouping},
    catalogue::{self, Draws, ForecastKind},
    comparison::{BlockBootstrap, by_period, relative_skill, skill},
    distribution::{LogNormal, NegativeBinomial, Normal, NormalMixture, Poisson},
    score_panel,
};
use proptest::prelude::*;

/// Draws of counts and of amounts, with ties and far values.
fn draws() -> impl Strategy<Value = Vec<f64>> {
    let draw = prop_oneof![
        4 => Just(0.0),
        4 => (0u32..20).prop_map(f64::from),
        2 => 0.0..1e6f64,
        1 => -50.0..50.0f64,
    ];
    prop::collection::vec(draw, 1..60)
}

fn outcome() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), (0u32..30).prop_map(f64::from), -10.0..1e6f64]
}

fn probabilities() -> impl Strategy<Value = Vec<(f64, bool)>> {
    let probability = prop_oneof![
        Just(0.0),
        Just(1.0),
        (0u8..=10).prop_map(|p| f64::from(p) / 10.0),
        0.0..=1.0f64
    ];
    prop::collection::vec((probability, any::<bool>()), 1..80)
}

/// Symmetric levels with the median, and quantiles that do not fall.
fn quantile_forecast() -> impl Strategy<Value = Quantiles> {
    (1usize..8).prop_flat_map(|intervals| {
        prop::collection::vec(-100.0..1e4f64, 2 * intervals + 1).prop_map(move |mut values| {
            values.sort_by(f64::total_cmp);
            let step = 0.5 / (intervals + 1) as f64;
            let lower = (1..=intervals).map(|k| step * k as f64);
            let upper = (1..=intervals).rev().map(|k| 1.0 - step * k as f64);
            let levels: Vec<f64> = lower.chain([0.5]).chain(upper).collect();
            Quantiles::new(&levels, &values).expect("a forecast")
        })
    })
}

fn same(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-10 * scale.abs().max(1.0)
}

proptest! {
    #[test]
    fn crps_of_a_sample_is_its_definition(draws in draws(), y in outcome()) {
        let n = draws.len() as f64;
        let sample = Sample::new(&draws).unwrap();
        let distance: f64 = draws.iter().map(|x| (x - y).abs()).sum::<f64>() / n;
        let pairs: f64 = draws.iter().flat_map(|a| draws.iter().map(move |b| (a - b).abs())).sum();
        let scale = distance;
        prop_assert!(same(sample.crps(y).unwrap(), distance - pairs / (2.0 * n * n), scale));
        if draws.len() > 1 {
            let fair = distance - pairs / (2.0 * n * (n - 1.0));
            prop_assert!(same(sample.crps_fair(y).unwrap(), fair, scale));
        }
        prop_assert!(sample.crps(y).unwrap() >= -1e-10 * scale.max(1.0));
    }

    #[test]
    fn crps_is_the_sum_of_its_parts(draws in draws(), y in outcome()) {
        let sample = Sample::new(&draws).unwrap();
        let (crps, parts) = (sample.crps(y).unwrap(), sample.crps_parts(y).unwrap());
        let scale = crps + sample.sorted()[draws.len() - 1].abs();
        prop_assert!(same(parts.total(), crps, scale));
        prop_assert!(parts.dispersion >= -1e-9 * scale.max(1.0));
        prop_assert!(parts.overprediction >= 0.0 && parts.underprediction >= 0.0);
        prop_assert!(parts.overprediction == 0.0 || parts.underprediction == 0.0);
    }

    /// The empirical quantile function is x_(i) on ((i − 1)/S, i/S]; twice the
    /// integral of its quantile score is a sum over these pieces.
    #[test]
    fn crps_is_the_integral_of_quantile_scores(draws in draws(), y in outcome()) {
        let sample = Sample::new(&draws).unwrap();
        let n = draws.len() as f64;
        let integral: f64 = sample.sorted().iter().enumerate().map(|(i, x)| {
            let middle = (i as f64 + 0.5) / n;
            let below = if y < *x { 1.0 } else { 0.0 };
            2.0 * (below - middle) * (x - y) / n
        }).sum();
        let scale = sample.sorted().iter().fold(y.abs(), |most, x| most.max(x.abs()));
        prop_assert!(same(sample.crps(y).unwrap(), integral, scale));
    }

    #[test]
    fn the_order_of_draws_changes_nothing(draws in draws(), y in outcome(), by in 0usize..60) {
        let mut turned = draws.clone();
        turned.rotate_left(by % draws.len());
        let (one, other) = (Draws::new(&draws).unwrap(), Draws::new(&turned).unwrap());
        for metric in catalogue::all() {
            if metric.kind == ForecastKind::Sample && metric.name != "views-2023/ign" {
                let scores = (metric.score_draws(&one, y), metric.score_draws(&other, y));
                match scores {
                    (Ok(a), Ok(b)) => prop_assert_eq!(a.to_bits(), b.to_bits(), "{}", metric.name),
                    (a, b) => prop_assert_eq!(a.is_err(), b.is_err(), "{}", metric.name),
                }
            }
        }
    }

    #[test]
    fn no_metric_gives_what_is_no_number(draws in draws(), y in outcome()) {
        let forecast = Draws::new(&draws).unwrap();
        for metric in catalogue::all() {
            if let Ok(score) = metric.score_draws(&forecast, y) {
                prop_assert!(score.is_finite(), "{}: {score}", metric.name);
            }
        }
    }

    #[test]
    fn crps_moves_and_stretches_with_the_unit(draws in draws(), y in outcome(), by in 0.5..8.0f64) {
        let crps = Sample::new(&draws).unwrap().crps(y).unwrap();
        let stretched: Vec<f64> = draws.iter().map(|x| by * x + 3.0).collect();
        let scale = stretched.iter().fold((by * y).abs(), |most, x| most.max(x.abs()));
        let other = Sample::new(&stretched).unwrap().crps(by * y + 3.0).unwrap();
        prop_assert!(same(other, by * crps, scale));
    }

    #[test]
    fn equal_weights_are_a_sample(draws in draws(), y in outcome()) {
        let sample = Sample::new(&draws).unwrap();
        let weighted = WeightedSample::new(&draws, &vec![0.3; draws.len()]).unwrap();
        let scale = draws.iter().fold(y.abs(), |most, x| most.max(x.abs()));
        prop_assert!(same(weighted.crps(y).unwrap(), sample.crps(y).unwrap(), scale));
    }

    #[test]
    fn wis_is_the_sum_of_its_parts_and_the_mean_quantile_score(
        forecast in quantile_forecast(), y in outcome()
    ) {
        let wis = forecast.weighted_interval_score(y).unwrap();
        prop_assert!(same(wis.total(), forecast.mean_quantile_score(y).unwrap(), wis.total()));
        prop_assert!(wis.dispersion >= 0.0);
        prop_assert!(wis.overprediction == 0.0 || wis.underprediction == 0.0 );
        prop_assert!(forecast.crps(y).unwrap() >= -1e-9 * wis.total().max(1.0));
    }

    #[test]
    fn an_interval_score_is_two_quantile_scores(
        lower in -50.0..50.0f64, width in 0.0..100.0f64, alpha in 0.01..0.99f64, y in outcome()
    ) {
        let interval = Interval::new(alpha, lower, lower + width).unwrap();
        let low = foreshock_scoring::quantile::quantile_score(0.5 * alpha, lower, y).unwrap();
        let high =
            foreshock_scoring::quantile::quantile_score(1.0 - 0.5 * alpha, lower + width, y).unwrap();
        let score = interval.score(y).unwrap();
        prop_assert!(same(score, 2.0 / alpha * (low + high), score));
        prop_assert!(same(interval.score_parts(y).unwrap().total(), score, score));
    }

    #[test]
    fn the_brier_score_is_the_sum_of_its_parts(forecasts in probabilities(), bins in 1usize..12) {
        let (p, o): (Vec<f64>, Vec<bool>) = forecasts.into_iter().unzip();
        for grouping in [Grouping::DistinctValues, Grouping::EqualWidth(bins)] {
            let parts = binary::brier_decomposition(&p, &o, grouping).unwrap();
            prop_assert!((parts.sum() - parts.brier).abs() < 1e-12);
            prop_assert!(parts.reliability >= 0.0 && parts.resolution >= 0.0);
            if grouping == Grouping::DistinctValues {
                prop_assert!(parts.within_variance.abs() < 1e-12);
                prop_assert!(parts.within_covariance.abs() < 1e-12);
            }
        }
        let corp = binary::corp_reliability(&p, &o).unwrap();
        let parts = corp.decomposition;
        let sum = parts.miscalibration - parts.discrimination + parts.uncertainty;
        prop_assert!((sum - parts.brier).abs() < 1e-12);
        prop_assert!(parts.miscalibration >= -1e-12 && parts.discrimination >= -1e-12);
        prop_assert!(corp.steps.windows(2).all(|s| s[0].event_rate < s[1].event_rate));
        prop_assert_eq!(corp.steps.iter().map(|s| s.forecasts).sum::<usize>(), p.len());
    }

    #[test]
    fn roc_turns_with_its_outcomes(forecasts in probabilities()) {
        let (p, o): (Vec<f64>, Vec<bool>) = forecasts.into_iter().unzip();
        let turned: Vec<bool> = o.iter().map(|o| !o).collect();
        if let Ok(roc) = binary::roc(&p, &o) {
            prop_assert!((0.0..=1.0 + 1e-12).contains(&roc.area));
            let other = binary::roc(&p, &turned).unwrap();
            prop_assert!((roc.area + other.area - 1.0).abs() < 1e-9);
            let last = roc.points[roc.points.len() - 1];
            prop_assert!(last.hit_rate == 1.0 && last.false_alarm_rate == 1.0);
        } else {
            prop_assert!(o.iter().all(|x| *x) || o.iter().all(|x| !x));
        }
    }

    #[test]
    fn the_ranked_probability_score_of_counts_is_their_crps(mean in 0.01..6.0f64, y in 0usize..12) {
        // Classes 0, 1, … 79 and all above, which have no weight to speak of.
        let forecast = Poisson::new(mean).unwrap();
        let mut before = 0.0;
        let mut classes: Vec<f64> = (0..80).map(|k| {
            let at = forecast.distribution_function(f64::from(k));
            let mass = at - before;
            before = at;
            mass.max(0.0)
        }).collect();
        classes.push(1.0 - classes.iter().sum::<f64>().min(1.0));
        let rps = Categorical::new(&classes).unwrap().ranked_probability_score(y).unwrap();
        prop_assert!((rps - forecast.crps(y as f64).unwrap()).abs() < 1e-9);
    }

    /// The CRPS is `∫ (F(x) − 1{y <= x})² dx`; for counts the integrand is
    /// constant between whole numbers.
    #[test]
    fn crps_of_a_negative_binomial_is_a_sum_of_squares(
        mean in 0.05..30.0f64, size in 0.05..50.0f64, y in 0u32..60
    ) {
        let forecast = NegativeBinomial::new(mean, size).unwrap();
        let last = forecast.quantile(1.0 - 1e-12).unwrap().max(f64::from(y)) as u32 + 1;
        let sum: f64 = (0..last).map(|k| {
            let reached = if k >= y { 1.0 } else { 0.0 };
            (forecast.distribution_function(f64::from(k)) - reached).powi(2)
        }).sum();
        let crps = forecast.crps(f64::from(y)).unwrap();
        prop_assert!((crps - sum).abs() < 1e-8 * sum.max(1.0), "{crps} {sum}");
    }

    #[test]
    fn a_large_size_is_a_poisson_forecast(mean in 0.01..100.0f64, y in 0u32..150) {
        let (y, poisson) = (f64::from(y), Poisson::new(mean).unwrap());
        let other = NegativeBinomial::new(mean, 1e9).unwrap();
        prop_assert!((poisson.crps(y).unwrap() - other.crps(y).unwrap()).abs() < 1e-4);
        let logs = (poisson.log_score(y).unwrap(), other.log_score(y).unwrap());
        prop_assert!((logs.0 - logs.1).abs() < 1e-4, "{logs:?}");
    }

    #[test]
    fn one_component_is_no_mixture(mean in -50.0..50.0f64, deviation in 0.01..30.0f64, y in -100.0..100.0f64) {
        let normal = Normal::new(mean, deviation).unwrap();
        let mixture = NormalMixture::new([(0.2, normal), (3.0, normal)]).unwrap();
        let crps = normal.crps(y).unwrap();
        prop_assert!(same(mixture.crps(y).unwrap(), crps, crps + y.abs() + mean.abs()));
        prop_assert!(same(mixture.log_score(y).unwrap(), normal.log_score(y).unwrap(), normal.log_score(y).unwrap()));
    }

    #[test]
    fn quantiles_and_distribution_functions_go_together(
        mean in 0.01..500.0f64, size in 0.02..100.0f64, level in 0.001..0.999f64
    ) {
        let poisson = Poisson::new(mean).unwrap();
        let q = poisson.quantile(level).unwrap();
        prop_assert!(poisson.distribution_function(q) >= level);
        prop_assert!(q == 0.0 || poisson.distribution_function(q - 1.0) < level);
        let binomial = NegativeBinomial::new(mean, size).unwrap();
        let q = binomial.quantile(level).unwrap();
        prop_assert!(binomial.distribution_function(q) >= level);
        prop_assert!(q == 0.0 || binomial.distribution_function(q - 1.0) < level);
        let log_normal = LogNormal::new(mean.ln(), 1.0).unwrap();
        let q = log_normal.quantile(level).unwrap();
        prop_assert!((log_normal.distribution_function(q) - level).abs() < 1e-9);
    }

    #[test]
    fn a_panel_is_its_forecasts(panel in prop::collection::vec((prop::collection::vec(0.0..9.0f64, 7), 0.0..9.0f64), 1..150)) {
        let draws: Vec<f64> = panel.iter().flat_map(|(draws, _)| draws.clone()).collect();
        let observed: Vec<f64> = panel.iter().map(|(_, y)| *y).collect();
        let scores = score_panel(&draws, 7, &observed, &Sample::crps).unwrap();
        for ((draws, y), score) in panel.iter().zip(scores) {
            prop_assert_eq!(Sample::new(draws).unwrap().crps(*y).unwrap(), score);
        }
    }

    #[test]
    fn a_forecaster_has_no_skill_against_itself(scores in prop::collection::vec(0.01..50.0f64, 8..60), seed in any::<u64>()) {
        let periods: Vec<i64> = (0..scores.len() as i64).map(|i| i / 2).collect();
        let gathered = by_period(&periods, &scores, &scores).unwrap();
        let bootstrap = BlockBootstrap { block_length: 2, resamples: 50, level: 0.9, seed };
        let compared = skill(&gathered, &bootstrap).unwrap();
        let ratio = compared.skill.unwrap();
        prop_assert!(ratio.value == 0.0 && ratio.lower == 0.0 && ratio.upper == 0.0);
        prop_assert_eq!(compared, skill(&gathered, &bootstrap).unwrap());
    }

    #[test]
    fn relative_skills_multiply_to_one(scores in prop::collection::vec(prop::collection::vec(0.1..9.0f64, 5), 1..6)) {
        let scores: Vec<Vec<Option<f64>>> =
            scores.into_iter().map(|list| list.into_iter().map(Some).collect()).collect();
        let skills = relative_skill(&scores, Some(0)).unwrap();
        let product: f64 = skills.iter().map(|skill| skill.relative).product();
        prop_assert!((product - 1.0).abs() < 1e-9);
        prop_assert_eq!(skills[0].scaled, Some(1.0));
    }
}

#[test]
fn bad_input_is_refused() {
    assert!(matches!(Sample::new(&[]), Err(Error::TooFew { .. })));
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(
            Sample::new(&[1.0, bad]),
            Err(Error::NotFinite {
                what: "draw",
                index: 1
            })
        );
        let sample = Sample::new(&[1.0, 2.0]).unwrap();
        assert!(sample.crps(bad).is_err());
        assert!(sample.pit(bad, 0.5).is_err());
        assert!(Poisson::new(bad).is_err());
        assert!(NegativeBinomial::new(1.0, bad).is_err());
        assert!(Normal::new(0.0, bad).is_err());
        assert!(LogNormal::new(bad, 1.0).is_err());
        assert!(binary::brier(bad, true).is_err());
        for metric in catalogue::all() {
            let draws = Draws::new(&[1.0, 2.0]).unwrap();
            assert!(metric.score_draws(&draws, bad).is_err(), "{}", metric.name);
        }
    }
    assert!(Poisson::new(-1.0).is_err() && Poisson::new(0.0).is_ok());
    assert!(Poisson::new(2.0).unwrap().log_score(1.5).is_err());
    assert!(Poisson::new(0.0).unwrap().log_score(1.0).is_err());
    assert!(LogNormal::new(0.0, 1.0).unwrap().log_score(0.0).is_err());
    assert!(Quantiles::new(&[0.5, 0.2], &[1.0, 2.0]).is_err());
    assert!(Quantiles::new(&[0.2, 0.5], &[2.0, 1.0]).is_err());
    let uneven = Quantiles::new(&[0.1, 0.5], &[1.0, 2.0]).unwrap();
    assert!(matches!(
        uneven.weighted_interval_score(1.0),
        Err(Error::MissingLevel { .. })
    ));
    assert!(Categorical::new(&[0.5, 0.4]).is_err());
    assert!(Categorical::new(&[0.5, 0.5]).unwrap().log_score(2).is_err());
    assert!(binary::log_score(0.0, true).is_err());
    assert!(binary::roc(&[0.1, 0.9], &[true, true]).is_err());
    assert!(WeightedSample::new(&[1.0], &[-1.0]).is_err());
    assert!(WeightedSample::new(&[1.0], &[0.0]).is_err());
    let panel = score_panel(&[1.0, 2.0, f64::NAN, 3.0], 2, &[0.0, 0.0], &Sample::crps);
    assert_eq!(
        panel,
        Err(Error::NotFinite {
            what: "draw",
            index: 2
        })
    );
    assert!(score_panel(&[1.0; 5], 2, &[0.0, 0.0], &Sample::crps).is_err());
}

#[test]
fn the_catalogue_is_whole() {
    let mut names: Vec<&str> = catalogue::all().iter().map(|metric| metric.name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count, "a name stands for two metrics");
    for set in catalogue::sets() {
        assert_eq!(
            catalogue::find(set.name).unwrap().len(),
            set.metrics.len(),
            "{}",
            set.name
        );
    }
    let error = catalogue::find("views-2032").unwrap_err();
    assert!(
        error.to_string().contains("did you mean `views-2023`?"),
        "{error}"
    );
    assert!(catalogue::find("").is_err());
}

/// Every metric that the methods page lists exists, and it lists all.
#[test]
fn the_methods_page_lists_the_catalogue() {
    let page = include_str!("../../../docs/methods/scores.md");
    for metric in catalogue::all() {
        assert!(
            page.contains(&format!("`{}`", metric.name)),
            "docs/methods/scores.md lacks {}",
            metric.name
        );
    }
}

#[test]
fn large_and_heavy_distributions_stay_finite() {
    for (mean, size) in [(1e9, 1e-3), (1e6, 0.05), (1e-9, 1e-6), (1e7, 1e12)] {
        let forecast = NegativeBinomial::new(mean, size).unwrap();
        for y in [0.0, 1.0, 1e4, 1e8] {
            let crps = forecast.crps(y).unwrap();
            assert!(
                crps.is_finite() && crps >= -1e-6 * mean,
                "{mean} {size} {y}: {crps}"
            );
            assert!(forecast.log_score(y).unwrap().is_finite());
        }
    }
}
