//! The background: what happens without being triggered.
//!
//! The background of kind i is μ_i exp(Σ_q γ_iq z_q(t)) with terms z_q that depend
//! on time alone: a trend, the harmonics of a season, or a level series. Terms
//! are centred, so that μ_i stays near the mean background rate.

use crate::catalogue::Window;
use crate::error::{self, Error};
use serde::{Deserialize, Serialize};
use std::f64::consts::TAU;

/// A term of the background, estimated for each kind apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Term {
    /// Growth at a constant rate: z(t) = t - middle of the window, so that γ is
    /// the growth of the logarithm per unit of time.
    Trend,
    /// A season: cosine and sine of 2πht/`period` for h = 1 to `harmonics`.
    Season {
        /// Length of the season in units of time.
        period: f64,
        /// How many harmonics, 1 or more; each costs two coefficients.
        harmonics: usize,
    },
    /// A level series, constant from one instant to the next: z(t) = level less
    /// its mean over the window.
    Covariate {
        /// From when each level holds, ascending. The first level holds before
        /// the first instant as well.
        from: Vec<f64>,
        /// The levels.
        levels: Vec<f64>,
    },
}

/// Nodes and weights of the Gauss-Legendre rule with 8 points on (-1, 1).
const NODES: [(f64, f64); 4] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_48),
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
];
/// Panels of the quadrature over the window at least, and for each period.
const PANELS: f64 = 24.0;
const PANELS_PER_PERIOD: f64 = 4.0;
/// A season so short beside the window that it needs more panels is refused.
const MOST_PANELS: f64 = 1e6;

/// The terms of a background on one window, with the means that centre them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Terms<'a> {
    terms: &'a [Term],
    window: Window,
    /// Mean of each covariate over the window.
    means: Vec<f64>,
    count: usize,
}

impl<'a> Terms<'a> {
    pub fn new(terms: &'a [Term], window: Window) -> Result<Self, Error> {
        let mut means = Vec::with_capacity(terms.len());
        let mut count = 0;
        for term in terms {
            let mut mean = 0.0;
            count += match term {
                Term::Trend => 1,
                Term::Season { period, harmonics } => {
                    error::positive("the period of the season", *period)?;
                    let panels = PANELS_PER_PERIOD * *harmonics as f64 * window.length() / period;
                    if *harmonics == 0 || panels > MOST_PANELS {
                        return Err(Error::OutOfRange {
                            argument: "number of harmonics",
                            range: "1 or more, and few enough for the periods in the window",
                            value: *harmonics as f64,
                        });
                    }
                    2 * harmonics
                }
                Term::Covariate { from, levels } => {
                    check_levels(from, levels)?;
                    mean = mean_level(from, levels, window);
                    1
                }
            };
            means.push(mean);
        }
        Ok(Self {
            terms,
            window,
            means,
            count,
        })
    }

    /// How many coefficients each kind has.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The largest absolute value that each coefficient may take: a trend or a
    /// level that makes the rate e^20 times as high at one end of its range as at
    /// the other, a harmonic of e^10 either way.
    pub fn limits(&self) -> Vec<f64> {
        let mut limits = Vec::with_capacity(self.count);
        for term in self.terms {
            match term {
                Term::Trend => limits.push(20.0 / self.window.length()),
                Term::Season { harmonics, .. } => limits.extend(vec![10.0; 2 * harmonics]),
                Term::Covariate { levels, .. } => {
                    let low = levels.iter().copied().fold(f64::INFINITY, f64::min);
                    let high = levels.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                    // A level that never changes is part of the rate.
                    limits.push(if high > low { 20.0 / (high - low) } else { 0.0 });
                }
            }
        }
        limits
    }

    /// Writes z at a time to `out`, which has [`Terms::count`] entries.
    pub fn write(&self, time: f64, out: &mut [f64]) {
        let mut next = 0;
        for (term, mean) in self.terms.iter().zip(&self.means) {
            match term {
                Term::Trend => {
                    out[next] = time - 0.5 * (self.window.start() + self.window.end());
                    next += 1;
                }
                Term::Season { period, harmonics } => {
                    for harmonic in 1..=*harmonics {
                        let (sine, cosine) =
                            (TAU * harmonic as f64 * (time / period).fract()).sin_cos();
                        out[next] = cosine;
                        out[next + 1] = sine;
                        next += 2;
                    }
                }
                Term::Covariate { from, levels } => {
                    out[next] = levels[index_at(from, time)] - mean;
                    next += 1;
                }
            }
        }
    }

    /// Weights and terms of a quadrature over the span from `start` to `end`,
    /// exact where nothing but covariates varies and to about 1e-12 otherwise.
    pub fn quadrature(&self, start: f64, end: f64) -> (Vec<f64>, Vec<f64>) {
        let (mut weights, mut values) = (Vec::new(), Vec::new());
        let mut z = vec![0.0; self.count];
        for panel in self.panels(start, end).windows(2) {
            let (middle, half) = (0.5 * (panel[0] + panel[1]), 0.5 * (panel[1] - panel[0]));
            for (node, weight) in NODES {
                for sign in [-1.0, 1.0] {
                    self.write(middle + sign * half * node, &mut z);
                    weights.push(weight * half);
                    values.extend_from_slice(&z);
                }
            }
        }
        (weights, values)
    }

    /// A bound of exp(Σ γ z) over a panel of [`Terms::panels`].
    pub fn bound(&self, gamma: &[f64], start: f64, end: f64) -> f64 {
        let mut sum = 0.0;
        let mut next = 0;
        let (mut low, mut high) = (vec![0.0; self.count], vec![0.0; self.count]);
        self.write(start, &mut low);
        self.write(end, &mut high);
        for term in self.terms {
            match term {
                Term::Trend => {
                    sum += (gamma[next] * low[next]).max(gamma[next] * high[next]);
                    next += 1;
                }
                Term::Season { harmonics, .. } => {
                    for _ in 0..*harmonics {
                        sum += gamma[next].hypot(gamma[next + 1]);
                        next += 2;
                    }
                }
                Term::Covariate { .. } => {
                    // Constant on a panel, but for the level that begins at its end.
                    sum += gamma[next] * low[next];
                    next += 1;
                }
            }
        }
        // A hair above, so that rounding cannot lift the rate over its bound.
        sum.exp() * (1.0 + 1e-12)
    }

    /// Ascending bounds of panels within which every term is smooth.
    pub fn panels(&self, start: f64, end: f64) -> Vec<f64> {
        let mut pieces: f64 = if self.terms.is_empty() { 1.0 } else { PANELS };
        let mut bounds = Vec::new();
        for term in self.terms {
            match term {
                Term::Trend => {}
                Term::Season { period, harmonics } => {
                    let needed = PANELS_PER_PERIOD * *harmonics as f64 * (end - start) / period;
                    pieces = pieces.max(needed.min(MOST_PANELS));
                }
                Term::Covariate { from, .. } => {
                    bounds.extend(from.iter().copied().filter(|&t| start < t && t < end));
                }
            }
        }
        let pieces = pieces.ceil();
        let mut piece = 0.0;
        while piece < pieces {
            bounds.push(start + (end - start) * piece / pieces);
            piece += 1.0;
        }
        bounds.push(end);
        bounds.sort_by(f64::total_cmp);
        bounds.dedup();
        bounds
    }
}

fn check_levels(from: &[f64], levels: &[f64]) -> Result<(), Error> {
    error::dimension("the levels of a covariate", from.len(), levels.len())?;
    if from.is_empty() {
        return Err(Error::OutOfRange {
            argument: "number of levels of a covariate",
            range: "1 or more",
            value: 0.0,
        });
    }
    for (what, values) in [("instant of a level", from), ("level", levels)] {
        if let Some(index) = values.iter().position(|value| !value.is_finite()) {
            return Err(Error::NotFinite { what, index });
        }
    }
    match from.windows(2).position(|pair| pair[1] < pair[0]) {
        Some(index) => Err(Error::Unsorted {
            index: index + 1,
            time: from[index + 1],
            previous: from[index],
        }),
        None => Ok(()),
    }
}

/// Index of the level that holds at a time.
fn index_at(from: &[f64], time: f64) -> usize {
    from.partition_point(|&start| start <= time)
        .saturating_sub(1)
}

fn mean_level(from: &[f64], levels: &[f64], window: Window) -> f64 {
    let mut sum = 0.0;
    for (index, level) in levels.iter().enumerate() {
        let begins = if index == 0 {
            f64::NEG_INFINITY
        } else {
            from[index]
        };
        let ends = from.get(index + 1).copied().unwrap_or(f64::INFINITY);
        let held = ends.min(window.end()) - begins.max(window.start());
        sum += level * held.max(0.0);
    }
    sum / window.length()
}
