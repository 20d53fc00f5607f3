//! Does the model describe the record? Residuals that are uniform if it does.
//!
//! Two kinds, both randomised within the steps of discrete distributions:
//!
//! - **By day** ([`daily`]): `F(y - 1) + v P(y)` with a uniform `v`, for each
//!   covered day and kind (Dunn and Smyth 1996; Czado, Gneiting and Held 2009).
//!   Uniform and independent. Where most days are empty most of them only repeat
//!   `v`, so that they have little power.
//! - **By waiting time** ([`waiting`]): for each kind, `1 - exp(-H)` with the
//!   hazard `H` summed from one day with events to the next, the last day's
//!   hazard taken at random up to the event. This is time rescaling in discrete
//!   time (Haslinger, Pipa and Brown 2010).
//!
//! Since the parameters come from the same record, the residuals look more
//! uniform than those of the true model. [`test()`] therefore compares the
//! Kolmogorov–Smirnov and Anderson–Darling distances with those of records
//! simulated from the fit and fitted again (Stute, González Manteiga and Presedo
//! Quindimil 1993).
//!
//! # References
//!
//! - Dunn PK, Smyth GK (1996). Randomized quantile residuals. *Journal of
//!   Computational and Graphical Statistics* 5, 236–244.
//! - Czado C, Gneiting T, Held L (2009). Predictive model assessment for count
//!   data. *Biometrics* 65, 1254–1261.
//! - Haslinger R, Pipa G, Brown E (2010). Discrete time rescaling theorem.
//!   *Neural Computation* 22, 2477–2506.
//! - Stute W, González Manteiga W, Presedo Quindimil M (1993). Bootstrap based
//!   goodness-of-fit tests. *Metrika* 40, 243–256.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;
use rayon::prelude::*;
use serde::Serialize;

use super::{
    course::Course, density::PosteriorDensity, fit::some_events, likelihood::Likelihood,
    model::Model, parameters::Parameters, prior::Priors, series::Series, simulate::like,
};
use crate::Error;

/// Which residuals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Residuals {
    /// By day.
    Daily,
    /// By waiting time.
    Waiting,
}

/// Distances of residuals from the uniform distribution, with p-values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ResidualTest {
    /// Which residuals.
    pub residuals: Residuals,
    /// Their number, all kinds together.
    pub number: usize,
    /// The Kolmogorov–Smirnov distance.
    pub kolmogorov_smirnov: f64,
    /// Its p-value.
    pub kolmogorov_smirnov_p: f64,
    /// The Anderson–Darling statistic.
    pub anderson_darling: f64,
    /// Its p-value.
    pub anderson_darling_p: f64,
    /// Simulated records behind the p-values.
    pub replicates: usize,
}

/// Daily residuals of each kind, in the order of days.
///
/// # Errors
///
/// Where the parameters are not those of the model.
pub fn daily(
    model: &Model,
    series: &Series,
    parameters: &Parameters,
    seed: u64,
) -> Result<Vec<Vec<f64>>, Error> {
    residuals(model, series, parameters, Residuals::Daily, seed)
}

/// Waiting-time residuals of each kind, in the order of days; the last wait, which
/// is not over, is left out.
///
/// # Errors
///
/// Where the parameters are not those of the model.
pub fn waiting(
    model: &Model,
    series: &Series,
    parameters: &Parameters,
    seed: u64,
) -> Result<Vec<Vec<f64>>, Error> {
    residuals(model, series, parameters, Residuals::Waiting, seed)
}

fn residuals(
    model: &Model,
    series: &Series,
    parameters: &Parameters,
    which: Residuals,
    seed: u64,
) -> Result<Vec<Vec<f64>>, Error> {
    model.check(series.days)?;
    let likelihood = Likelihood::new(model, series);
    likelihood.layout.check(parameters)?;
    let vector = likelihood.layout.write(parameters);
    let mut random = ChaCha12Rng::seed_from_u64(seed);
    Ok(along(&likelihood, &vector, which, &mut random))
}

fn along(
    likelihood: &Likelihood<'_>,
    vector: &[f64],
    which: Residuals,
    random: &mut ChaCha12Rng,
) -> Vec<Vec<f64>> {
    let series = likelihood.series;
    let none = vec![0; series.kinds];
    let mut course = Course::new(likelihood, vector);
    let mut residuals = vec![Vec::new(); series.kinds];
    let mut waited = vec![0.0; series.kinds];
    let mut means = vec![0.0; series.kinds];
    let mut spans = series.spans.iter().peekable();
    let mut seen = series.active.iter().peekable();
    for day in 0..series.days {
        spans.next_if(|span| span.end <= day);
        let covered = spans.peek().is_some_and(|span| span.contains(&day));
        let counts = match seen.next_if(|active| active.day == day) {
            Some(active) => &active.counts,
            None => &none,
        };
        if covered {
            course.means(&mut means);
        }
        for (kind, &observed) in counts.iter().enumerate().filter(|_| covered) {
            let count = course.count_about(kind, means[kind]);
            match which {
                Residuals::Daily => {
                    let (below, at) = count.below_and_at(observed);
                    let residual = below + random.random::<f64>() * at;
                    // Rounding may add up to more than all.
                    residuals[kind].push(residual.min(1.0));
                }
                Residuals::Waiting if observed == 0 => waited[kind] += count.hazard(),
                Residuals::Waiting => {
                    // The hazard up to the event, given that it came this day.
                    let any = -(-count.hazard()).exp_m1();
                    let within = -(-random.random::<f64>() * any).ln_1p();
                    residuals[kind].push(-(-(waited[kind] + within)).exp_m1());
                    waited[kind] = 0.0;
                }
            }
        }
        course.step(counts);
    }
    residuals
}

/// Tests the residuals of a model at its posterior mode (with the weak priors),
/// all kinds together, against the uniform distribution, by `replicates` simulated
/// records.
///
/// # Errors
///
/// Where nothing happened, `replicates` is below 19, or the searches for the mode
/// do not end.
pub fn test(
    model: &Model,
    series: &Series,
    which: Residuals,
    replicates: usize,
    seed: u64,
) -> Result<ResidualTest, Error> {
    model.check(series.days)?;
    some_events(series)?;
    if replicates < 19 {
        return Err(Error::OutOfRange {
            argument: "replicates",
            range: "19 or more",
            value: replicates as f64,
        });
    }
    let likelihood = Likelihood::new(model, series);
    let fitted = PosteriorDensity {
        likelihood: &likelihood,
        priors: &Priors::weak(series),
    }
    .mode()?;
    let mut random = ChaCha12Rng::seed_from_u64(seed);
    let own = Distances::of(along(&likelihood, &fitted.vector, which, &mut random).concat());
    let simulated: Vec<Distances> = (0..replicates)
        .into_par_iter()
        .filter_map(|replicate| {
            let mut random = ChaCha12Rng::seed_from_u64(seed);
            random.set_stream(1 + replicate as u64);
            let record = like(&likelihood, &fitted.vector, &mut random)?;
            some_events(&record).ok()?;
            let again = Likelihood::new(model, &record);
            let refit = PosteriorDensity {
                likelihood: &again,
                priors: &Priors::weak(&record),
            }
            .mode_near(&fitted)
            .ok()?;
            let residuals = along(&again, &refit.vector, which, &mut random);
            Some(Distances::of(residuals.concat()))
        })
        .collect();
    if 10 * simulated.len() < 9 * replicates {
        return Err(Error::TooFewSimulations {
            have: simulated.len(),
            needed: replicates - replicates / 10,
        });
    }
    let p_value = |of: fn(&Distances) -> f64| {
        let as_far = simulated
            .iter()
            .filter(|other| of(other) >= of(&own))
            .count();
        (1 + as_far) as f64 / (1 + simulated.len()) as f64
    };
    Ok(ResidualTest {
        residuals: which,
        number: own.number,
        kolmogorov_smirnov: own.kolmogorov_smirnov,
        kolmogorov_smirnov_p: p_value(|distances| distances.kolmogorov_smirnov),
        anderson_darling: own.anderson_darling,
        anderson_darling_p: p_value(|distances| distances.anderson_darling),
        replicates: simulated.len(),
    })
}

/// Distances of numbers between 0 and 1 from the uniform distribution; the
/// Kolmogorov–Smirnov one times the root of the number, so that records of
/// different size can be compared.
struct Distances {
    number: usize,
    kolmogorov_smirnov: f64,
    anderson_darling: f64,
}

impl Distances {
    fn of(mut residuals: Vec<f64>) -> Self {
        residuals.sort_by(f64::total_cmp);
        let n = residuals.len() as f64;
        let mut largest = 0.0_f64;
        let mut sum = 0.0;
        for (index, &residual) in residuals.iter().enumerate() {
            let i = index as f64;
            largest = largest.max(residual - i / n).max((i + 1.0) / n - residual);
            let inside = residual.clamp(1e-15, 1.0 - 1e-15);
            sum += (2.0 * i + 1.0) * inside.ln() + (2.0 * (n - i) - 1.0) * (-inside).ln_1p();
        }
        Self {
            number: residuals.len(),
            kolmogorov_smirnov: largest * n.sqrt(),
            anderson_darling: if n > 0.0 { -n - sum / n } else { 0.0 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_of_known_numbers() {
        // By their definitions: the empirical distribution is 0.8 just after 0.4.
        let found = Distances::of(vec![0.9, 0.1, 0.4, 0.35, 0.02]);
        assert!((found.kolmogorov_smirnov - 0.4 * 5_f64.sqrt()).abs() < 1e-12);
        let sorted: [f64; 5] = [0.02, 0.1, 0.35, 0.4, 0.9];
        let mut sum = 0.0;
        for i in 0..5 {
            let weight = 2.0 * i as f64 + 1.0;
            sum += weight * (sorted[i].ln() + (1.0 - sorted[4 - i]).ln());
        }
        assert!((found.anderson_darling - (-5.0 - sum / 5.0)).abs() < 1e-12);
    }
}
