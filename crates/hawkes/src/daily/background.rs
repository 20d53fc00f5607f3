//! The background's log-rate as a linear function of columns.

use std::ops::Range;

use super::{model::Background, series::Series};

/// Days in a year, on average.
const YEAR: f64 = 365.25;

/// The columns of a background's log-rate. The first is 1 on every day.
#[derive(Debug, Clone)]
pub(super) struct Design {
    /// Columns.
    pub width: usize,
    /// The columns that belong to knots.
    pub knots: Range<usize>,
    /// Distinct rows, each `width` long.
    rows: Vec<f64>,
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
        let width = columns.width();
        let mut design = Self {
            width,
            knots: columns.first_knot()..columns.first_knot() + columns.knots,
            rows: Vec::new(),
            weights: Vec::new(),
            row_of_day: Vec::with_capacity(series.days),
            row_of_active: Vec::new(),
            columns: columns.clone(),
        };
        let mut row = vec![0.0; width];
        for day in 0..series.days {
            columns.fill(day, &mut row);
            let last = design.weights.len();
            let same = last > 0 && design.rows[(last - 1) * width..] == row[..];
            if !same {
                design.rows.extend_from_slice(&row);
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

    /// Writes the rate of each row and returns their sum over the covered days.
    pub fn rates(&self, coefficients: &[f64], rates: &mut [f64]) -> f64 {
        let mut total = 0.0;
        for (index, rate) in rates.iter_mut().enumerate() {
            *rate = self.linear(index, coefficients).exp();
            total += self.weights[index] * *rate;
        }
        total
    }

    fn linear(&self, index: usize, coefficients: &[f64]) -> f64 {
        self.rows[index * self.width..(index + 1) * self.width]
            .iter()
            .zip(coefficients)
            .map(|(value, coefficient)| value * coefficient)
            .sum()
    }

    /// The row of a day with events, by the index of that day.
    pub fn row_of_active(&self, active: usize) -> usize {
        self.row_of_active[active] as usize
    }

    /// The rate on any day. Beyond the last day the season goes on, and all else
    /// stays as it was on the last day.
    pub fn rate_on(&self, day: usize, coefficients: &[f64]) -> f64 {
        let mut row = vec![0.0; self.width];
        self.columns.fill(day, &mut row);
        let log: f64 = row
            .iter()
            .zip(coefficients)
            .map(|(value, c)| value * c)
            .sum();
        log.exp()
    }

    /// The row of a day.
    pub fn row_of_day(&self, day: usize) -> usize {
        self.row_of_day[day] as usize
    }

    /// Adds to `gradient` the slope with respect to the coefficients, given the
    /// slope with respect to the rate of each row besides its covered days,
    /// each of which counts `per_day`.
    pub fn pull_back(&self, rates: &[f64], at_rows: &[f64], per_day: f64, gradient: &mut [f64]) {
        for index in 0..self.len() {
            let slope = (at_rows[index] + per_day * self.weights[index]) * rates[index];
            if slope != 0.0 {
                let row = &self.rows[index * self.width..(index + 1) * self.width];
                for (gradient, value) in gradient.iter_mut().zip(row) {
                    *gradient += slope * value;
                }
            }
        }
    }
}

/// The columns before they are laid out.
#[derive(Debug, Clone)]
struct Columns {
    background: Background,
    days: usize,
    /// Knots after the first, at which the log-rate is the intercept.
    knots: usize,
    /// Mean and standard deviation of each covariate over the covered days.
    scales: Vec<(f64, f64)>,
}

impl Columns {
    fn new(background: &Background, series: &Series) -> Self {
        let scales = background
            .covariates
            .iter()
            .map(|covariate| scale(covariate, series))
            .collect();
        let knots = background
            .knots_every
            .map_or(0, |every| series.days.div_ceil(every).max(1));
        Self {
            background: background.clone(),
            days: series.days,
            knots,
            scales,
        }
    }

    fn width(&self) -> usize {
        self.first_knot() + self.knots + self.scales.len()
    }

    fn first_knot(&self) -> usize {
        1 + usize::from(self.background.trend) + 2 * self.background.harmonics
    }

    fn fill(&self, day: usize, row: &mut [f64]) {
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
            put(2.0 * (day as f64 + 0.5) / self.days.max(1) as f64 - 1.0);
        }
        let season = self.background.season.unwrap_or(YEAR);
        for harmonic in 1..=self.background.harmonics {
            let angle = std::f64::consts::TAU * harmonic as f64 * season_day / season;
            put(angle.sin());
            put(angle.cos());
        }
        if let Some(every) = self.background.knots_every {
            let step = (every / 12).max(1);
            let place = ((day / step * step) as f64 + 0.5 * step as f64) / every as f64;
            // The coefficient is the change of the log-rate up to the knot.
            for knot in 0..self.knots {
                put((place - knot as f64).clamp(0.0, 1.0));
            }
        }
        for (covariate, (mean, deviation)) in self.background.covariates.iter().zip(&self.scales) {
            let value = covariate[day];
            put((value - mean) / deviation);
        }
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
