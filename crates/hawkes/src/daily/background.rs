//! The background's log-rate as a linear function of columns.

use std::ops::Range;

use super::{model::Background, series::Series};

/// Days in a year, on average.
const YEAR: f64 = 365.25;

/// The columns of a background's log-rate: plain ones, of which the first is 1
/// on every day, and then one for each knot after the first, whose coefficient is
/// the change of the log-rate from knot to knot.
#[derive(Debug, Clone)]
pub(super) struct Design {
    /// Columns.
    pub width: usize,
    /// Plain columns.
    plain: usize,
    /// Distinct rows, each with its plain columns.
    rows: Vec<f64>,
    /// Where each row lies, in distances between knots.
    places: Vec<f64>,
    /// Covered days that have each row.
    weights: Vec<f64>,
    /// The rows of the days with events.
    row_of_active: Vec<u32>,
    /// The row of each day.
    row_of_day: Vec<u32>,
    columns: Columns,
}

impl Design {
    pub fn new(background: &Background, series: &Series) -> Self {
        let columns = Columns::new(background, series);
        let plain = columns.plain();
        let mut design = Self {
            width: plain + columns.knots,
            plain,
            rows: Vec::new(),
            places: Vec::new(),
            weights: Vec::new(),
            row_of_day: Vec::with_capacity(series.days),
            row_of_active: Vec::new(),
            columns,
        };
        let mut row = vec![0.0; plain];
        for day in 0..series.days {
            let place = design.columns.fill(day, &mut row);
            let last = design.weights.len();
            let same = last > 0
                && design.places[last - 1] == place
                && design.rows[(last - 1) * plain..] == row[..];
            if !same {
                design.rows.extend_from_slice(&row);
                design.places.push(place);
                design.weights.push(0.0);
            }
            let index = design.weights.len() - 1;
            design.row_of_day.push(index as u32);
        }
        for span in &series.spans {
            for day in span.clone() {
                design.weights[design.row_of_day[day] as usize] += 1.0;
            }
        }
        design.row_of_active = series
            .active
            .iter()
            .map(|active| design.row_of_day[active.day])
            .collect();
        design
    }

    /// The number of distinct rows.
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether the rate changes with the time of the year.
    pub fn has_season(&self) -> bool {
        self.columns.background.harmonics > 0
    }

    /// The columns that belong to knots.
    pub fn knots(&self) -> Range<usize> {
        self.plain..self.width
    }

    /// Writes the rate of each row and returns their sum over the covered days.
    pub fn rates(&self, coefficients: &[f64], rates: &mut [f64]) -> f64 {
        let (plain, changes) = coefficients.split_at(self.plain);
        // Log-rate at each knot, less the plain part.
        let mut at_knots = Vec::with_capacity(changes.len() + 1);
        at_knots.push(0.0);
        for change in changes {
            at_knots.push(at_knots[at_knots.len() - 1] + change);
        }
        let mut total = 0.0;
        for (index, rate) in rates.iter_mut().enumerate() {
            let row = &self.rows[index * self.plain..(index + 1) * self.plain];
            let mut log = dot(row, plain);
            if !changes.is_empty() {
                let (knot, beyond) = self.knot_before(index);
                log += at_knots[knot] + beyond * changes[knot];
            }
            *rate = log.exp();
            total += self.weights[index] * *rate;
        }
        total
    }

    /// The knot before a row, and the share of the way to the next.
    fn knot_before(&self, row: usize) -> (usize, f64) {
        let place = self.places[row];
        let knot = (place as usize).min(self.width - self.plain - 1);
        (knot, (place - knot as f64).min(1.0))
    }

    /// The row of a day with events, by the index of that day.
    pub fn row_of_active(&self, active: usize) -> usize {
        self.row_of_active[active] as usize
    }

    /// The row of a day.
    pub fn row_of_day(&self, day: usize) -> usize {
        self.row_of_day[day] as usize
    }

    /// The rate on any day. Beyond the last day the season goes on, and all else
    /// stays as it was on the last day.
    pub fn rate_on(&self, day: usize, coefficients: &[f64]) -> f64 {
        let (plain, changes) = coefficients.split_at(self.plain);
        let mut row = vec![0.0; self.plain];
        let place = self.columns.fill(day, &mut row);
        let along: f64 = changes
            .iter()
            .enumerate()
            .map(|(knot, change)| change * (place - knot as f64).clamp(0.0, 1.0))
            .sum();
        (dot(&row, plain) + along).exp()
    }

    /// Adds to `gradient` the slope with respect to the coefficients, given the
    /// slope with respect to the rate of each row besides its covered days,
    /// each of which counts `per_day`.
    pub fn pull_back(&self, rates: &[f64], at_rows: &[f64], per_day: f64, gradient: &mut [f64]) {
        let (plain, changes) = gradient.split_at_mut(self.plain);
        // Slopes of the rows between a knot and the next.
        let mut between = vec![0.0; changes.len()];
        for index in 0..self.len() {
            let slope = (at_rows[index] + per_day * self.weights[index]) * rates[index];
            let row = &self.rows[index * self.plain..(index + 1) * self.plain];
            for (gradient, value) in plain.iter_mut().zip(row) {
                *gradient += slope * value;
            }
            if !changes.is_empty() {
                let (knot, beyond) = self.knot_before(index);
                changes[knot] += slope * beyond;
                between[knot] += slope;
            }
        }
        let mut later = 0.0;
        for (change, between) in changes.iter_mut().zip(between).rev() {
            *change += later;
            later += between;
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The columns before they are laid out.
#[derive(Debug, Clone)]
struct Columns {
    background: Background,
    days: usize,
    /// Knots after the first, at which the log-rate is the plain part.
    knots: usize,
    /// Mean and standard deviation of each covariate over the covered days.
    scales: Vec<(f64, f64)>,
}

impl Columns {
    fn new(background: &Background, series: &Series) -> Self {
        Self {
            background: background.clone(),
            days: series.days,
            knots: background
                .knots_every
                .map_or(0, |every| series.days.div_ceil(every).max(1)),
            scales: background
                .covariates
                .iter()
                .map(|covariate| scale(covariate, series))
                .collect(),
        }
    }

    fn plain(&self) -> usize {
        1 + usize::from(self.background.trend) + 2 * self.background.harmonics + self.scales.len()
    }

    /// Writes the plain columns of a day and returns where it lies among the
    /// knots.
    fn fill(&self, day: usize, row: &mut [f64]) -> f64 {
        let season_day = day as f64;
        let day = day.min(self.days - 1);
        row[0] = 1.0;
        let mut next = 1;
        let mut put = |value: f64| {
            row[next] = value;
            next += 1;
        };
        if self.background.trend {
            // From -1 to 1, so that the coefficient is half the change of the
            // log-rate over the whole time.
            put(2.0 * (day as f64 + 0.5) / self.days as f64 - 1.0);
        }
        let season = self.background.season.unwrap_or(YEAR);
        for harmonic in 1..=self.background.harmonics {
            let angle = std::f64::consts::TAU * harmonic as f64 * season_day / season;
            put(angle.sin());
            put(angle.cos());
        }
        for (covariate, (mean, deviation)) in self.background.covariates.iter().zip(&self.scales) {
            put((covariate[day] - mean) / deviation);
        }
        self.background.knots_every.map_or(0.0, |every| {
            // In steps, so that many days share a row.
            let step = (every / 12).max(1);
            ((day / step * step) as f64 + 0.5 * step as f64) / every as f64
        })
    }
}

/// Mean and standard deviation over the covered days; 1 for a series that is
/// the same every day.
fn scale(covariate: &[f64], series: &Series) -> (f64, f64) {
    let days = || series.spans.iter().flat_map(Clone::clone);
    let number = series.covered_days.max(1) as f64;
    let mean = days().map(|day| covariate[day]).sum::<f64>() / number;
    let variance = days()
        .map(|day| (covariate[day] - mean).powi(2))
        .sum::<f64>()
        / number;
    let deviation = variance.sqrt();
    (mean, if deviation > 0.0 { deviation } else { 1.0 })
}
