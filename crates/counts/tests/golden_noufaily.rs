//! The seasonal baseline against `farringtonFlexible` of the R package
//! surveillance (golden/make.R, golden/noufaily.json).

use foreshock_counts::noufaily::{CoefficientVariance, Options, baseline};
use serde_json::Value;

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// Relative difference up to which two figures count as the same.
const SAME: f64 = 1e-6;

fn close(ours: f64, theirs: f64, what: &str, case: &str) {
    let difference = (ours - theirs).abs();
    assert!(
        difference <= SAME * theirs.abs() + 1e-12,
        "{what} of {case}: {ours} instead of {theirs}"
    );
}

#[test]
fn same_figures_as_surveillance() {
    let golden: Value =
        serde_json::from_str(include_str!("../golden/noufaily.json")).expect("JSON");
    let alpha = number(&golden["alpha"]);
    let mut compared = 0;
    for case in golden["cases"].as_array().expect("cases") {
        let series = &golden["series"][case["series"].as_str().expect("name")];
        let periods_per_year = number(&series["periods_per_year"]) as usize;
        let counts: Vec<Option<u64>> = series["counts"]
            .as_array()
            .expect("counts")
            .iter()
            .map(Value::as_u64)
            .collect();
        let options = Options {
            years_back: 5,
            half_width: number(&case["half_width"]) as usize,
            seasonal_levels: number(&case["seasonal_levels"]) as usize,
            excluded_recent_periods: number(&case["excluded_recent_periods"]) as usize,
            trend: case["trend"].as_bool().expect("trend"),
            trend_threshold: number(&case["trend_threshold"]),
            reweighting_threshold: case["reweight"]
                .as_bool()
                .expect("reweight")
                .then_some(2.58),
            minimum_recent_events: (5, 4),
            coefficient_variance: match case["variance"].as_str() {
                Some("surveillance") => CoefficientVariance::Surveillance,
                _ => CoefficientVariance::Pearson,
            },
        };
        for (i, at) in case["at"].as_array().expect("at").iter().enumerate() {
            let at = number(at) as usize;
            let name = format!("{} at {at} with {options:?}", case["series"]);
            let ours = baseline(&counts, periods_per_year, at, &options).expect("a baseline");
            let count = counts[at].expect("a count");
            close(ours.mean, number(&case["expected"][i]), "mean", &name);
            close(
                ours.dispersion,
                number(&case["dispersion"][i]),
                "dispersion",
                &name,
            );
            assert_eq!(
                ours.trend.is_some(),
                !case["slope"][i].is_null(),
                "trend of {name}"
            );
            if let Some(slope) = ours.trend {
                close(slope, number(&case["slope"][i]), "slope", &name);
            }
            let power = ours.upper_bound_power(alpha).expect("a bound");
            close(
                power,
                number(&case["upper_bound_power"][i]),
                "power bound",
                &name,
            );
            let plugin = ours.upper_bound_negative_binomial(alpha).expect("a bound");
            assert_eq!(
                plugin,
                number(&case["upper_bound_negative_binomial"][i]),
                "bound of {name}"
            );
            close(
                ours.upper_tail_power(count),
                number(&case["tail_power"][i]),
                "tail",
                &name,
            );
            let tail = ours.upper_tail_negative_binomial(count).expect("a tail");
            close(
                tail,
                number(&case["tail_negative_binomial"][i]),
                "tail",
                &name,
            );
            assert_eq!(
                ours.suppressed_by_limit54,
                case["suppressed"][i].as_bool().expect("suppressed"),
                "suppression of {name}"
            );
            compared += 1;
        }
    }
    assert!(compared > 500, "only {compared} baselines were compared");
}
