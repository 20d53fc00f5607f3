//! The point process: does an intervention bring about events on later days, as
//! events bring about each other?

use nalgebra::{DMatrix, DVector};

use crate::{
    baseline::{Terms, plain},
    error::Error,
    long_run,
    record::{Exposure, Record},
    regression::{Design, add_square, unpacked},
};

const MOST_STEPS: usize = 100;
const FLAT: f64 = 1e-7;
/// Means below this are not looked at in the likelihood.
const SMALLEST_MEAN: f64 = 1e-12;

/// Events that one intervention directly brings about on later days, by the
/// daily self- and cross-exciting model (`foreshock-hawkes`, after Hawkes 1971)
/// with interventions as a kind of event that is given.
///
/// The count of a day has mean
///
/// ```text
/// m(d) = exp(baseline(d)) + a Σ_l g(l) y(d − l) + α Σ_l g(l) x(d − l)
/// ```
///
/// with the terms of the regression in the baseline, `x` the interventions, and
/// `g(l) = (1 − q) q^(l − 1)`, whose half-life is half the response window, so
/// that three quarters of what follows an intervention follows within it. (Left
/// free, the half-life turns into a slow drift of the record.)
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Excitation {
    /// `α`, the expected additional events per intervention; never below 0, since
    /// excitation can only add.
    pub additional: f64,
    /// Lower end of the profile likelihood interval; 0 where a model without such
    /// an effect does as well.
    pub lower: f64,
    /// Upper end; absent where the record puts no limit there.
    pub upper: Option<f64>,
    /// `a`, the events that an event itself brings about.
    pub own: f64,
    /// What the model expects on the days looked at after interventions, less what
    /// it takes them to add.
    pub without_effect: f64,
    /// Of each additional event per intervention, how many fall on the days looked
    /// at, over all interventions.
    pub reached: f64,
    /// Variance over mean of the counts about the model, at least 1, by which the
    /// likelihood is divided.
    pub dispersion: f64,
}

impl Excitation {
    /// Whether a model without an effect is left behind: its likelihood lies
    /// outside the interval.
    pub fn shows(&self) -> bool {
        self.lower > 0.0
    }
}

/// The rows of a record with their memory of earlier events and interventions.
struct Process {
    design: Design,
    own: Vec<f64>,
    cross: Vec<f64>,
}

/// A maximum; the baseline's coefficients come first, then `a`, then `α`.
#[derive(Clone)]
struct Maximum {
    at: Vec<f64>,
    means: Vec<f64>,
    height: f64,
}

pub(crate) fn excitation(
    record: &Record,
    exposure: &Exposure,
    terms: Terms,
    window: u32,
    confidence: f64,
) -> Result<Excitation, Error> {
    let process = Process::new(record, exposure, terms, 0.5 * f64::from(window.max(1)));
    let width = process.design.width;
    let mut start = plain(&process.design)?.coefficients;
    start.extend([0.0, 0.0]);
    let null = process.climb(start.clone(), Some(0.0))?;
    let mut inside = null.at.clone();
    inside[width + 1] = 0.05;
    let from_inside = process.climb(inside, None)?;
    let from_null = process.climb(null.at.clone(), None)?;
    let best = match from_inside.height > from_null.height {
        true => from_inside,
        false => from_null,
    };
    let rows = process.design.rows();
    let pearson: f64 = process
        .design
        .counts
        .iter()
        .zip(&best.means)
        .map(|(count, mean)| (count - mean).powi(2) / mean.max(SMALLEST_MEAN))
        .sum();
    let dispersion = (pearson / (rows as f64 - width as f64 - 2.0).max(1.0)).max(1.0);
    let fall = 0.5 * dispersion * long_run::critical(confidence, long_run::degrees(rows)).powi(2);
    let (lower, upper) = process.interval(&best, &null, fall);
    let additional = best.at[width + 1];
    let looked_at = || {
        let days = process.design.days.iter().enumerate();
        days.filter(|(_, day)| exposure.exposed[**day])
            .map(|(row, _)| row)
    };
    let reached: f64 = looked_at().map(|row| process.cross[row]).sum();
    let expected: f64 = looked_at().map(|row| best.means[row]).sum();
    let without_effect = (expected - additional * reached).max(0.0);
    Ok(Excitation {
        additional,
        lower,
        upper,
        own: best.at[width],
        without_effect,
        reached,
        dispersion,
    })
}

impl Process {
    fn new(record: &Record, exposure: &Exposure, terms: Terms, half_life: f64) -> Self {
        let keep = (-std::f64::consts::LN_2 / half_life).exp();
        let mut onset = vec![0.0; record.days()];
        for &day in &exposure.onsets {
            onset[day] = 1.0;
        }
        let (mut of_events, mut of_onsets) = (0.0, 0.0);
        let (mut own, mut cross) = (Vec::new(), Vec::new());
        for (day, began) in onset.iter().enumerate() {
            if record.covered[day] {
                own.push((1.0 - keep) * of_events);
                cross.push((1.0 - keep) * of_onsets);
            }
            of_events = keep * of_events + f64::from(record.counts[day]);
            of_onsets = keep * of_onsets + began;
        }
        Self {
            design: terms.design(record, |_| true),
            own,
            cross,
        }
    }

    fn means(&self, at: &[f64], means: &mut [f64]) -> f64 {
        let width = self.design.width;
        let mut height = 0.0;
        for (row, mean) in means.iter_mut().enumerate() {
            *mean = self.baseline(at, row)
                + at[width] * self.own[row]
                + at[width + 1] * self.cross[row];
            let count = self.design.counts[row];
            if count > 0.0 {
                height += count * mean.max(SMALLEST_MEAN).ln();
            }
            height -= *mean;
        }
        height
    }

    fn baseline(&self, at: &[f64], row: usize) -> f64 {
        let values = self.design.row(row).iter().zip(at);
        let log: f64 = values.map(|(value, coefficient)| value * coefficient).sum();
        log.min(30.0).exp()
    }

    /// Maximises the likelihood by scoring, with weights at least 0 and, where
    /// `held` says so, `α` held at a value.
    fn climb(&self, mut at: Vec<f64>, held: Option<f64>) -> Result<Maximum, Error> {
        let width = self.design.width;
        if let Some(held) = held {
            at[width + 1] = held;
        }
        let mut means = vec![0.0; self.design.rows()];
        let mut trial = means.clone();
        let mut height = self.means(&at, &mut means);
        for _ in 0..MOST_STEPS {
            let (slope, information) = self.derivatives(&at, &means);
            let is_free = |place: usize| match place {
                _ if place < width => true,
                _ if place == width + 1 && held.is_some() => false,
                _ => at[place] > 0.0 || slope[place] > 0.0,
            };
            let free: Vec<usize> = (0..width + 2).filter(|&place| is_free(place)).collect();
            let reduced = DMatrix::from_fn(free.len(), free.len(), |i, j| {
                information[(free[i], free[j])] + if i == j { 1e-10 } else { 0.0 }
            });
            let along = DVector::from_fn(free.len(), |i, _| slope[free[i]]);
            let step = reduced
                .cholesky()
                .ok_or(Error::NoConvergence)?
                .solve(&along);
            let mut length = 1.0;
            let gain = loop {
                let mut next = at.clone();
                for (&place, step) in free.iter().zip(step.iter()) {
                    next[place] += length * step;
                    if place >= width {
                        next[place] = next[place].max(0.0);
                    }
                }
                let reached = self.means(&next, &mut trial);
                if reached.is_finite() && reached >= height {
                    at = next;
                    std::mem::swap(&mut means, &mut trial);
                    let gain = reached - height;
                    height = reached;
                    break gain;
                }
                length *= 0.5;
                if length < 1e-9 {
                    break 0.0;
                }
            };
            if gain < FLAT * (1.0 + height.abs()) {
                return Ok(Maximum { at, means, height });
            }
        }
        Err(Error::NoConvergence)
    }

    fn derivatives(&self, at: &[f64], means: &[f64]) -> (DVector<f64>, DMatrix<f64>) {
        let width = self.design.width;
        let mut slope = DVector::zeros(width + 2);
        let mut packed = vec![0.0; (width + 2) * (width + 3) / 2];
        let mut along = vec![0.0; width + 2];
        for (row, mean) in means.iter().enumerate() {
            let mean = mean.max(SMALLEST_MEAN);
            let baseline = self.baseline(at, row);
            for (along, value) in along.iter_mut().zip(self.design.row(row)) {
                *along = baseline * value;
            }
            along[width] = self.own[row];
            along[width + 1] = self.cross[row];
            let departure = self.design.counts[row] / mean - 1.0;
            for (slope, along) in slope.iter_mut().zip(&along) {
                *slope += departure * along;
            }
            add_square(&mut packed, &along, 1.0 / mean);
        }
        (slope, unpacked(&packed, width + 2))
    }

    /// The values of `α` at which the highest likelihood lies at most `fall`
    /// below the maximum.
    fn interval(&self, best: &Maximum, null: &Maximum, fall: f64) -> (f64, Option<f64>) {
        let place = self.design.width + 1;
        let estimate = best.at[place];
        let mut start = best.at.clone();
        let mut beyond = |value: f64| -> Option<f64> {
            let maximum = self.climb(start.clone(), Some(value)).ok()?;
            start.clone_from(&maximum.at);
            Some(best.height - maximum.height - fall)
        };
        let lower = match best.height - null.height < fall {
            true => 0.0,
            false => crossing(0.0, estimate, -fall, |value| beyond(value).unwrap_or(1.0)),
        };
        let mut far = 2.0 * estimate + 0.1;
        let upper = loop {
            match beyond(far) {
                Some(fallen) if fallen >= 0.0 => break Some(far),
                Some(_) if far < 1e4 => far *= 2.0,
                _ => break None,
            }
        };
        let upper =
            upper.map(|far| crossing(far, estimate, -fall, |value| beyond(value).unwrap_or(1.0)));
        (lower, upper)
    }
}

/// Where a function falls from above zero at `outside` to below at `inside`,
/// where it is `at_inside`, to a thousandth of the distance.
fn crossing(outside: f64, inside: f64, at_inside: f64, mut beyond: impl FnMut(f64) -> f64) -> f64 {
    let exact = 1e-3 * (outside - inside).abs();
    let (mut outside, mut inside) = (outside, inside);
    let (mut at_outside, mut at_inside) = (beyond(outside), at_inside);
    for turn in 0..40 {
        if (outside - inside).abs() <= exact {
            break;
        }
        // Every third step halves, which bounds their number.
        let share = match turn % 3 {
            2 => 0.5,
            _ => (at_inside / (at_inside - at_outside)).clamp(0.02, 0.98),
        };
        let middle = inside + share * (outside - inside);
        match beyond(middle) {
            value if value > 0.0 => (outside, at_outside) = (middle, value),
            value => (inside, at_inside) = (middle, value),
        }
    }
    0.5 * (outside + inside)
}

#[cfg(test)]
mod tests {
    use foreshock_hawkes::{
        DailyCounts,
        daily::{
            Excitation as Pairs, HalfLife, Kernel, Model, Observation, Profiled, Series, fit,
            profile,
        },
    };

    use super::*;
    use crate::record::Intervention;

    /// The interventions explain nothing of themselves here, so that the row of
    /// the events is the same whether they are given or a kind like others.
    #[test]
    fn agrees_with_the_process_of_all_kinds() {
        let days = 400;
        let onsets: Vec<i64> = vec![30, 77, 140, 150, 222, 301, 340];
        let mut counts: Vec<u32> = (0..days).map(|day| u32::from(day % 17 == 3)).collect();
        for &onset in &onsets {
            counts[onset as usize + 2] += 2;
            counts[onset as usize + 5] += 1;
        }
        let dates = Intervention::Dates {
            days: onsets.clone(),
            window: 14,
        };
        let exposure = dates.exposure(days).unwrap();
        let terms = Terms {
            trend: false,
            season: false,
        };
        let record = Record::new(counts.clone());
        // Half of its quantile squared is the fall that the other crate takes.
        let ours = excitation(&record, &exposure, terms, 14, 0.9).unwrap();

        counts.resize(2 * days, 0);
        for &onset in &onsets {
            counts[days + onset as usize] = 1;
        }
        let series = Series::new(&DailyCounts::new(counts, 2, days).unwrap());
        let model = Model {
            kernel: Kernel::Geometric(HalfLife::Given(7.0)),
            excitation: Pairs::All,
            observation: Observation::Poisson,
            ..Model::default()
        };
        let theirs = fit(&model, &series).unwrap();
        let matrix = theirs.parameters.matrix();
        assert!(
            (ours.additional - matrix[0][1]).abs() < 1e-3,
            "{ours:?} {matrix:?}"
        );
        assert!(
            (ours.own - matrix[0][0]).abs() < 1e-3,
            "{ours:?} {matrix:?}"
        );
        let weight = Profiled::Weight {
            excited: 0,
            exciting: 1,
        };
        let interval = profile(&model, &series, &theirs, weight).unwrap();
        let (low, high) = (interval.low.unwrap(), interval.high.unwrap());
        // Theirs is for a dispersion of 1 and the normal quantile.
        assert!(
            ours.lower <= low + 0.02 && ours.lower > 0.6 * low,
            "{ours:?} {low}"
        );
        assert!(ours.upper.unwrap() >= high - 0.05, "{ours:?} {high}");
        assert!(ours.shows());
    }
}
