//! The entries of the catalogue.

use super::{ForecastKind, Metric, Rule, Unit};

/// Several metrics under one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetricSet {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// The names of its metrics.
    pub metrics: &'static [&'static str],
}

/// Every set of metrics.
pub fn sets() -> &'static [MetricSet] {
    &SETS
}

/// Every metric.
pub fn all() -> &'static [Metric] {
    &METRICS
}

static SETS: [MetricSet; 5] = [
    MetricSet {
        name: "views-2023",
        purpose: "the official scores of the VIEWS Prediction Challenge 2023/24",
        metrics: &["views-2023/crps", "views-2023/ign", "views-2023/mis"],
    },
    MetricSet {
        name: "views-evaluation-base",
        purpose: "what the base profile of views-evaluation changes",
        metrics: &["views-evaluation-base/crps", "views-evaluation-base/mis"],
    },
    MetricSet {
        name: "any-fatality",
        purpose: "the event of at least one fatality, which CRPS hardly sees",
        metrics: &["any-fatality/brier/1", "any-fatality/log/1"],
    },
    MetricSet {
        name: "sample",
        purpose: "what draws can be scored by, whatever the outcome counts",
        metrics: &[
            "crps/empirical/1",
            "crps/fair/1",
            "interval-50/1",
            "interval-90/1",
            "absolute-error/1",
            "squared-error/1",
        ],
    },
    MetricSet {
        name: "quantile",
        purpose: "what quantiles can be scored by",
        metrics: &["wis/1", "crps/quantiles/1"],
    },
];

const GNEITING_RAFTERY: &str = "Gneiting and Raftery 2007";
const VIEWS_2023: &str = "Hegre et al. 2025, the 2023/24 VIEWS Prediction Challenge";
const VIEWS_EVALUATION: &str = "views-evaluation, metric catalogue and base profile (2026)";
const BINS: &str = "0, 0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5";

/// An entry that scores draws.
const fn draws(
    name: &'static str,
    unit: Unit,
    rule: Rule,
    formula: &'static str,
    parameters: &'static [(&'static str, &'static str)],
    source: &'static str,
) -> Metric {
    Metric {
        name,
        kind: ForecastKind::Sample,
        unit,
        formula,
        parameters,
        source,
        comparable_across_draws: false,
        rule,
    }
}

static METRICS: [Metric; 20] = [
    draws(
        "crps/empirical/1",
        Unit::Outcome,
        Rule::CrpsEmpirical,
        "1/S Σ|xᵢ − y| − 1/(2S²) Σᵢⱼ|xᵢ − xⱼ|",
        &[],
        GNEITING_RAFTERY,
    ),
    Metric {
        comparable_across_draws: true,
        ..draws(
            "crps/fair/1",
            Unit::Outcome,
            Rule::CrpsFair,
            "1/S Σ|xᵢ − y| − 1/(2S(S − 1)) Σᵢⱼ|xᵢ − xⱼ|",
            &[],
            "Ferro 2014",
        )
    },
    draws(
        "interval-50/1",
        Unit::Outcome,
        Rule::Interval { alpha: 0.5 },
        "(u − l) + 2/α (l − y)₊ + 2/α (y − u)₊",
        &[("alpha", "0.5"), ("quantiles", "type 7")],
        GNEITING_RAFTERY,
    ),
    draws(
        "interval-90/1",
        Unit::Outcome,
        Rule::Interval { alpha: 0.1 },
        "(u − l) + 2/α (l − y)₊ + 2/α (y − u)₊",
        &[("alpha", "0.1"), ("quantiles", "type 7")],
        GNEITING_RAFTERY,
    ),
    draws(
        "dawid-sebastiani/1",
        Unit::Nats,
        Rule::DawidSebastiani,
        "ln σ² + (y − μ)²/σ²",
        &[("variance", "divisor S − 1")],
        "Dawid and Sebastiani 1999",
    ),
    draws(
        "absolute-error/1",
        Unit::Outcome,
        Rule::AbsoluteError,
        "|median − y|",
        &[("median", "type 7")],
        GNEITING_RAFTERY,
    ),
    draws(
        "squared-error/1",
        Unit::OutcomeSquared,
        Rule::SquaredError,
        "(mean − y)²",
        &[],
        GNEITING_RAFTERY,
    ),
    draws(
        "any-fatality/brier/1",
        Unit::None,
        Rule::EventBrier { at_least: 1.0 },
        "(p − o)², p = k/S, k draws and the outcome of at least the threshold",
        &[("threshold", "1")],
        "Brier 1950",
    ),
    draws(
        "any-fatality/log/1",
        Unit::Nats,
        Rule::EventLog {
            at_least: 1.0,
            pseudo_draws: 0.5,
        },
        "−ln p of what happened, p = (k + c)/(S + 2c)",
        &[("threshold", "1"), ("pseudo-draws c on either side", "0.5")],
        "Good 1952; Krichevsky and Trofimov 1981",
    ),
    draws(
        "views-2023/crps",
        Unit::Outcome,
        Rule::Views2023Crps,
        "1/S Σ|xᵢ − y| − 1/S² Σ (2i − S − 1) x₍ᵢ₎",
        &[("largest value", "1e10")],
        VIEWS_2023,
    ),
    draws(
        "views-2023/ign",
        Unit::Bits,
        Rule::Views2023Ignorance { resample: true },
        "−log₂((c_b + 1)/(1000 + 11)) after Fourier resampling to 1000 draws where S differs",
        &[
            ("left edges", BINS),
            ("pseudo-draws per bin", "1"),
            ("draws", "1000, by Fourier resampling over their order"),
            ("largest value", "1e10"),
        ],
        VIEWS_2023,
    ),
    draws(
        "views-2023/ign-raw",
        Unit::Bits,
        Rule::Views2023Ignorance { resample: false },
        "−log₂((c_b + 1)/(S + 11))",
        &[
            ("left edges", BINS),
            ("pseudo-draws per bin", "1"),
            ("draws", "as they are"),
            ("largest value", "1e10"),
        ],
        VIEWS_2023,
    ),
    draws(
        "views-2023/mis",
        Unit::Outcome,
        Rule::Views2023Interval,
        "(u − l) + 2/α (l − y)₊ + 2/α (y − u)₊",
        &[
            ("alpha", "0.1"),
            ("quantiles", "type 7"),
            ("largest value", "1e10"),
        ],
        VIEWS_2023,
    ),
    draws(
        "views-evaluation-base/crps",
        Unit::Outcome,
        Rule::CrpsEmpirical,
        "1/S Σ|xᵢ − y| − 1/(2S²) Σᵢⱼ|xᵢ − xⱼ|",
        &[],
        VIEWS_EVALUATION,
    ),
    draws(
        "views-evaluation-base/mis",
        Unit::Outcome,
        Rule::Interval { alpha: 0.05 },
        "(u − l) + 2/α (l − y)₊ + 2/α (y − u)₊",
        &[("alpha", "0.05"), ("quantiles", "type 7")],
        VIEWS_EVALUATION,
    ),
    Metric {
        name: "wis/1",
        kind: ForecastKind::Quantiles,
        unit: Unit::Outcome,
        formula: "1/(K + ½) (½|y − m| + Σ α_k/2 IS_αk)",
        parameters: &[("intervals", "all that the levels of the forecast make up")],
        source: "Bracher et al. 2021",
        comparable_across_draws: true,
        rule: Rule::WeightedInterval,
    },
    Metric {
        name: "crps/quantiles/1",
        kind: ForecastKind::Quantiles,
        unit: Unit::Outcome,
        formula: "2 ∫ ρ_a(y − q(a)) da, q linear between the quantiles, constant beyond",
        parameters: &[],
        source: "Laio and Tamea 2007",
        comparable_across_draws: true,
        rule: Rule::CrpsQuantiles,
    },
    Metric {
        name: "rps/1",
        kind: ForecastKind::Categorical,
        unit: Unit::None,
        formula: "Σ (F_k − O_k)²",
        parameters: &[("divided by", "1")],
        source: "Epstein 1969; Murphy 1971",
        comparable_across_draws: true,
        rule: Rule::RankedProbability,
    },
    Metric {
        name: "log/1",
        kind: ForecastKind::Categorical,
        unit: Unit::Nats,
        formula: "−ln p of the class that came",
        parameters: &[],
        source: "Good 1952",
        comparable_across_draws: true,
        rule: Rule::CategoricalLog,
    },
    Metric {
        name: "brier/1",
        kind: ForecastKind::Categorical,
        unit: Unit::None,
        formula: "(p − o)²",
        parameters: &[("classes", "2: it does not happen, it happens")],
        source: "Brier 1950",
        comparable_across_draws: true,
        rule: Rule::BinaryBrier,
    },
];
