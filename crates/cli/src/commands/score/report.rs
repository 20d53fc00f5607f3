//! What `foreshock score` has to say.

use std::collections::{BTreeMap, BTreeSet};

use foreshock_scoring::{
    Sample,
    binary::{self, Grouping},
    calibration,
    catalogue::{ForecastKind, Metric},
    comparison::{
        BlockBootstrap, Estimate, LongRunVariance, Skill, by_period, diebold_mariano, skill,
    },
};
use serde::Serialize;

use super::matched::Scored;
use crate::{
    failure::Failure,
    panel::{Cell, Forecasts, Outcomes, Situation, situation},
    tables::Label,
};

/// How to compare.
pub(super) struct Settings<'a> {
    /// Outcomes of the time before, where scores are shown by situation.
    pub history: Option<&'a Outcomes>,
    pub excluded: &'a [Cell],
    pub block: usize,
    pub resamples: usize,
    pub level: f64,
    pub seed: u64,
}

/// Everything there is to say; `--json` prints it as it is.
#[derive(Serialize)]
pub(super) struct Report<'a> {
    pub metrics: Vec<MetricEntry>,
    pub forecasts: Panel<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Panel<'a>>,
    pub actuals: Actuals<'a>,
    /// Cells that have both, and were scored.
    pub scored: usize,
    pub excluded: &'a [Cell],
    pub forecasts_without_outcome: &'a [Cell],
    pub outcomes_without_forecast: &'a [Cell],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bootstrap: Option<Bootstrap>,
    pub notes: Vec<String>,
    pub scores: Vec<Row>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calibration: Option<Calibration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub any_fatality: Option<Event>,
    pub cells: Vec<CellScores<'a>>,
}

/// A metric, with all that its name stands for.
#[derive(Serialize)]
pub(crate) struct MetricEntry {
    pub name: &'static str,
    pub scores: &'static str,
    pub unit: &'static str,
    pub formula: &'static str,
    pub parameters: BTreeMap<&'static str, &'static str>,
    pub source: &'static str,
    pub comparable_across_draws: bool,
}

impl From<&Metric> for MetricEntry {
    fn from(metric: &Metric) -> Self {
        Self {
            name: metric.name,
            scores: metric.kind.words(),
            unit: metric.unit.words(),
            formula: metric.formula,
            parameters: metric.parameters.iter().copied().collect(),
            source: metric.source,
            comparable_across_draws: metric.comparable_across_draws,
        }
    }
}

/// A panel of forecasts in figures.
#[derive(Serialize)]
pub(super) struct Panel<'a> {
    pub columns: &'a [crate::panel::ForecastColumns],
    pub cells: usize,
    pub units: usize,
    pub times: usize,
    pub first_time: Option<&'a Label>,
    pub last_time: Option<&'a Label>,
    pub fewest_draws: usize,
    pub most_draws: usize,
    pub rows_not_scored: &'a BTreeMap<String, u64>,
}

impl<'a> Panel<'a> {
    fn of(forecasts: &'a Forecasts) -> Self {
        let cells = &forecasts.cells;
        let units: BTreeSet<&Label> = cells.keys().map(|cell| &cell.unit).collect();
        let times: BTreeSet<&Label> = cells.keys().map(|cell| &cell.time).collect();
        let draws = || cells.values().map(|forecast| forecast.draws.len());
        Self {
            columns: &forecasts.columns,
            cells: cells.len(),
            units: units.len(),
            times: times.len(),
            first_time: times.first().copied(),
            last_time: times.last().copied(),
            fewest_draws: draws().min().unwrap_or(0),
            most_draws: draws().max().unwrap_or(0),
            rows_not_scored: &forecasts.not_scored,
        }
    }
}

/// Outcomes in figures.
#[derive(Serialize)]
pub(super) struct Actuals<'a> {
    pub columns: &'a [crate::panel::OutcomeColumns],
    pub cells: usize,
}

/// How intervals were made.
#[derive(Serialize)]
pub(super) struct Bootstrap {
    pub method: &'static str,
    pub block: usize,
    pub resamples: usize,
    pub level: f64,
    pub seed: u64,
}

/// One metric, over all cells or those of one situation.
#[derive(Serialize)]
pub(super) struct Row {
    pub metric: &'static str,
    /// `None` for all cells.
    pub situation: Option<Situation>,
    pub cells: usize,
    pub mean: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against_baseline: Option<Against>,
}

/// A comparison with the baseline, over the cells that both forecast.
#[derive(Serialize)]
pub(super) struct Against {
    pub cells: usize,
    pub mean: f64,
    pub baseline_mean: f64,
    /// `1 − mean / baseline_mean`; absent where the baseline's mean is zero.
    pub skill: Option<f64>,
    /// Bootstrap interval of the skill.
    pub skill_interval: Option<(f64, f64)>,
    pub difference: f64,
    /// Bootstrap interval of the difference.
    pub difference_interval: Option<(f64, f64)>,
    pub diebold_mariano: Option<Test>,
}

/// The Diebold–Mariano test of the differences by time.
#[derive(Serialize)]
pub(super) struct Test {
    pub statistic: f64,
    pub p_value: f64,
    pub interval: (f64, f64),
}

/// Do outcomes fall where the draws say?
#[derive(Serialize)]
pub(super) struct Calibration {
    pub coverage_50: f64,
    pub coverage_90: f64,
    pub mean_width_90: f64,
    pub median_width_90: f64,
    pub pit_histogram: Vec<usize>,
    pub pit_chi_squared: f64,
}

/// Probabilities of at least one fatality.
#[derive(Serialize)]
pub(super) struct Event {
    pub base_rate: f64,
    pub brier: f64,
    pub reliability: f64,
    pub resolution: f64,
    pub uncertainty: f64,
    pub roc_area: Option<f64>,
    pub average_precision: Option<f64>,
}

/// The scores of one cell.
#[derive(Serialize)]
pub(super) struct CellScores<'a> {
    pub unit: &'a Label,
    pub time: &'a Label,
    pub observed: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub situation: Option<Situation>,
    pub scores: BTreeMap<&'static str, f64>,
}

impl<'a> Report<'a> {
    pub(super) fn new(
        metrics: &[&'static Metric],
        (forecasts, scored): (&'a Forecasts, &'a Scored),
        baseline: Option<(&'a Forecasts, &'a Scored)>,
        actuals: &'a Outcomes,
        settings: &Settings<'a>,
    ) -> Result<Self, Failure> {
        let situations: Option<Vec<Situation>> = settings.history.map(|history| {
            scored
                .cells
                .iter()
                .zip(&scored.observed)
                .map(|(cell, outcome)| situation(cell, *outcome, history, actuals))
                .collect()
        });
        let draws = metrics.iter().any(|m| m.kind == ForecastKind::Sample);
        let mut report = Self {
            metrics: metrics.iter().map(|metric| (*metric).into()).collect(),
            forecasts: Panel::of(forecasts),
            baseline: baseline.map(|(forecasts, _)| Panel::of(forecasts)),
            actuals: Actuals {
                columns: &actuals.columns,
                cells: actuals.values.len(),
            },
            scored: scored.cells.len(),
            excluded: settings.excluded,
            forecasts_without_outcome: &scored.without_outcome,
            outcomes_without_forecast: &scored.without_forecast,
            bootstrap: baseline.is_some().then_some(Bootstrap {
                method: "moving blocks of times, percentile interval",
                block: settings.block,
                resamples: settings.resamples,
                level: settings.level,
                seed: settings.seed,
            }),
            notes: Vec::new(),
            scores: rows(
                metrics,
                scored,
                baseline.map(|(_, scored)| scored),
                situations.as_deref(),
                settings,
            )?,
            calibration: draws
                .then(|| calibrated(forecasts, scored, settings.seed))
                .transpose()?
                .flatten(),
            any_fatality: metrics
                .iter()
                .any(|metric| metric.name.starts_with("any-fatality/"))
                .then(|| event(forecasts, scored))
                .transpose()?,
            cells: cells(metrics, scored, situations.as_deref()),
        };
        report.notes = notes(&report, metrics, baseline.map(|(_, scored)| scored), scored);
        Ok(report)
    }
}

fn cells<'a>(
    metrics: &[&'static Metric],
    scored: &'a Scored,
    situations: Option<&[Situation]>,
) -> Vec<CellScores<'a>> {
    scored
        .cells
        .iter()
        .enumerate()
        .map(|(at, cell)| CellScores {
            unit: &cell.unit,
            time: &cell.time,
            observed: scored.observed[at],
            situation: situations.map(|situations| situations[at]),
            scores: metrics
                .iter()
                .zip(&scored.scores)
                .map(|(metric, scores)| (metric.name, scores[at]))
                .collect(),
        })
        .collect()
}

/// The rows: each metric over all cells, then over each situation.
fn rows(
    metrics: &[&'static Metric],
    scored: &Scored,
    baseline: Option<&Scored>,
    situations: Option<&[Situation]>,
    settings: &Settings<'_>,
) -> Result<Vec<Row>, Failure> {
    // Cells of both are in the same order, so one walk finds each in the other.
    let partner: Option<Vec<Option<usize>>> = baseline.map(|baseline| {
        scored
            .cells
            .iter()
            .map(|cell| baseline.cells.binary_search(cell).ok())
            .collect()
    });
    let mut periods: Vec<i64> = Vec::with_capacity(scored.cells.len());
    let times: BTreeSet<&Label> = scored.cells.iter().map(|cell| &cell.time).collect();
    let place: BTreeMap<&Label, i64> = times.into_iter().zip(0..).collect();
    periods.extend(scored.cells.iter().map(|cell| place[&cell.time]));
    let mut groups: Vec<Option<Situation>> = vec![None];
    if let Some(situations) = situations {
        let present: BTreeSet<Situation> = situations.iter().copied().collect();
        groups.extend(present.into_iter().map(Some));
    }
    let mut rows = Vec::new();
    for (at_metric, metric) in metrics.iter().enumerate() {
        for &group in &groups {
            let inside = |at: usize| {
                group.is_none_or(|group| situations.is_some_and(|all| all[at] == group))
            };
            let members: Vec<usize> = (0..scored.cells.len()).filter(|at| inside(*at)).collect();
            let scores = &scored.scores[at_metric];
            let against = match (baseline, &partner) {
                (Some(baseline), Some(partner)) => {
                    let mut compared = Compared::default();
                    for &at in &members {
                        if let Some(other) = partner[at] {
                            compared.periods.push(periods[at]);
                            compared.forecast.push(scores[at]);
                            compared.baseline.push(baseline.scores[at_metric][other]);
                        }
                    }
                    compared.against(settings)?
                }
                _ => None,
            };
            rows.push(Row {
                metric: metric.name,
                situation: group,
                cells: members.len(),
                mean: mean(members.iter().map(|at| scores[*at])),
                against_baseline: against,
            });
        }
    }
    Ok(rows)
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

/// Scores of forecast and baseline in the same cells.
#[derive(Default)]
struct Compared {
    periods: Vec<i64>,
    forecast: Vec<f64>,
    baseline: Vec<f64>,
}

impl Compared {
    fn against(&self, settings: &Settings<'_>) -> Result<Option<Against>, Failure> {
        if self.forecast.is_empty() {
            return Ok(None);
        }
        let by_period = by_period(&self.periods, &self.forecast, &self.baseline)?;
        let forecast = mean(self.forecast.iter().copied());
        let baseline = mean(self.baseline.iter().copied());
        // Too few times for an interval is no fault: the row shows none.
        let compared: Option<Skill> = skill(
            &by_period,
            &BlockBootstrap {
                block_length: settings.block,
                resamples: settings.resamples,
                level: settings.level,
                seed: settings.seed,
            },
        )
        .ok();
        let differences: Vec<f64> = by_period
            .iter()
            .map(|period| (period.forecast - period.baseline) / period.count as f64)
            .collect();
        let test = diebold_mariano(
            &differences,
            settings.block,
            LongRunVariance::Bartlett,
            settings.level,
        )
        .ok();
        let interval = |estimate: Estimate| (estimate.lower, estimate.upper);
        Ok(Some(Against {
            cells: self.forecast.len(),
            mean: forecast,
            baseline_mean: baseline,
            skill: (baseline > 0.0).then(|| 1.0 - forecast / baseline),
            skill_interval: compared.and_then(|skill| skill.skill).map(interval),
            difference: forecast - baseline,
            difference_interval: compared.map(|skill| interval(skill.difference)),
            diebold_mariano: test.map(|test| Test {
                statistic: test.statistic,
                p_value: test.p_value,
                interval: (test.lower, test.upper),
            }),
        }))
    }
}

/// The samples that were scored, in the order of their cells.
fn samples(forecasts: &Forecasts, scored: &Scored) -> Result<Vec<Sample>, Failure> {
    let samples: Result<_, _> = scored
        .cells
        .iter()
        .map(|cell| Sample::new(&forecasts.cells[cell].draws))
        .collect();
    Ok(samples?)
}

fn calibrated(
    forecasts: &Forecasts,
    scored: &Scored,
    seed: u64,
) -> Result<Option<Calibration>, Failure> {
    const BINS: usize = 10;
    if scored.cells.len() < 5 * BINS {
        return Ok(None);
    }
    let samples = samples(forecasts, scored)?;
    let covered = |alpha: f64| {
        let intervals: Vec<_> = samples
            .iter()
            .map(|sample| sample.interval(alpha))
            .collect::<Result<_, _>>()?;
        let coverage = calibration::coverage(&intervals, &scored.observed, 0.9)?;
        Ok::<_, foreshock_scoring::Error>((coverage.share, calibration::sharpness(&intervals)?))
    };
    let (coverage_50, _) = covered(0.5)?;
    let (coverage_90, sharpness) = covered(0.1)?;
    let pit = calibration::sample_pit(&samples, &scored.observed, seed)?;
    let uniformity = calibration::uniformity(&pit, BINS)?;
    Ok(Some(Calibration {
        coverage_50,
        coverage_90,
        mean_width_90: sharpness.mean_width,
        median_width_90: sharpness.median_width,
        pit_histogram: uniformity.histogram,
        pit_chi_squared: uniformity.chi_squared,
    }))
}

fn event(forecasts: &Forecasts, scored: &Scored) -> Result<Event, Failure> {
    let probabilities: Vec<f64> = samples(forecasts, scored)?
        .iter()
        .map(|sample| sample.probability_at_least(1.0))
        .collect::<Result<_, _>>()?;
    let happened: Vec<bool> = scored.observed.iter().map(|y| *y >= 1.0).collect();
    let parts = binary::brier_decomposition(&probabilities, &happened, Grouping::DistinctValues)?;
    Ok(Event {
        base_rate: mean(happened.iter().map(|h| f64::from(u8::from(*h)))),
        brier: parts.brier,
        reliability: parts.reliability,
        resolution: parts.resolution,
        uncertainty: parts.uncertainty,
        roc_area: binary::roc(&probabilities, &happened)
            .ok()
            .map(|roc| roc.area),
        average_precision: binary::precision_recall(&probabilities, &happened)
            .ok()
            .map(|curve| curve.average_precision),
    })
}

/// What a reader must know beside the figures.
fn notes(
    report: &Report<'_>,
    metrics: &[&'static Metric],
    baseline: Option<&Scored>,
    scored: &Scored,
) -> Vec<String> {
    let mut notes = Vec::new();
    let mut missing = |cells: &[Cell], what: &str| {
        if let Some(first) = cells.first() {
            notes.push(format!(
                "{} {what} and {} not scored, the first of {first}",
                counted(cells.len(), "cell"),
                if cells.len() == 1 { "was" } else { "were" }
            ));
        }
    };
    missing(&scored.without_outcome, "forecast without an outcome");
    missing(&scored.without_forecast, "with an outcome but no forecast");
    if !report.excluded.is_empty() {
        notes.push(format!(
            "{} left out on request",
            counted(report.excluded.len(), "cell")
        ));
    }
    let panel = &report.forecasts;
    if panel.fewest_draws != panel.most_draws
        && metrics.iter().any(|m| m.kind == ForecastKind::Sample)
    {
        notes.push(format!(
            "the number of draws is uneven, from {} to {}: scores that depend on it are not comparable from cell to cell",
            panel.fewest_draws, panel.most_draws
        ));
    }
    for (kind, rows) in panel.rows_not_scored {
        notes.push(format!(
            "{} of output type {kind}, which no metric scores",
            counted(*rows as usize, "row")
        ));
    }
    if let (Some(baseline), Some(other)) = (baseline, &report.baseline) {
        let shared = scored
            .cells
            .iter()
            .filter(|cell| baseline.cells.binary_search(cell).is_ok())
            .count();
        if shared < scored.cells.len() {
            notes.push(format!(
                "{} of {} scored cells have no baseline; the comparison leaves them out",
                scored.cells.len() - shared,
                scored.cells.len()
            ));
        }
        let dependent: Vec<&str> = metrics
            .iter()
            .filter(|metric| metric.kind == ForecastKind::Sample && !metric.comparable_across_draws)
            .map(|metric| metric.name)
            .collect();
        if !dependent.is_empty()
            && (panel.most_draws, panel.fewest_draws) != (other.most_draws, other.fewest_draws)
        {
            notes.push(format!(
                "the forecasts have {} draws, the baseline {}: {} depend on that number, so that part of a difference may come from it",
                draws(panel),
                draws(other),
                dependent.join(", ")
            ));
        }
        if report.scores.iter().any(|row| {
            row.against_baseline
                .as_ref()
                .is_some_and(|against| against.difference_interval.is_none())
        }) {
            notes.push(
                "some rows have no interval: they have fewer times than two blocks; see --block"
                    .to_owned(),
            );
        }
    }
    let unknown = report
        .scores
        .iter()
        .find(|row| row.situation == Some(Situation::Unknown))
        .map(|row| row.cells);
    if let Some(cells) = unknown {
        notes.push(format!(
            "the situation of {} is unknown: the history lacks the time before",
            counted(cells, "cell")
        ));
    }
    notes
}

/// The number of draws of a panel in words.
pub(super) fn draws(panel: &Panel<'_>) -> String {
    if panel.fewest_draws == panel.most_draws {
        panel.most_draws.to_string()
    } else {
        format!("{} to {}", panel.fewest_draws, panel.most_draws)
    }
}

/// A number with its noun.
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
