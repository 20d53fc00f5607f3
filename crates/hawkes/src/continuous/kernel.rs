//! How excitation fades: kernels with numbers in them, and families of kernels
//! whose numbers are estimated.

use super::power_law;
use crate::error::{self, Error};
use serde::{Deserialize, Serialize};

/// A kernel g, the density of the delay from an event to those that it triggers.
///
/// g integrates to 1, so that the excitation matrix alone says how many events
/// are triggered. Decays are rates, in 1 / unit of time: the half-life of an
/// exponential kernel is ln 2 / decay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Kernel {
    /// No excitation: a Poisson process.
    None,
    /// β e^(-βt), the same for every pair of kinds (Hawkes 1971).
    Exponential {
        /// The decay β, above 0.
        decay: f64,
    },
    /// β_j e^(-β_j t), by exciting kind j.
    ExponentialByExciting {
        /// One decay for each exciting kind, above 0.
        decays: Vec<f64>,
    },
    /// β_ij e^(-β_ij t), by pair of excited kind i and exciting kind j.
    ExponentialByPair {
        /// Decays above 0, row after row: entry i K + j belongs to excited kind i
        /// and exciting kind j.
        decays: Vec<f64>,
    },
    /// Σ_m w_ijm β_m e^(-β_m t): every pair weighs the same decays its own way.
    SumOfExponentials {
        /// Ascending decays, above 0.
        decays: Vec<f64>,
    },
    /// (p - 1) c^(p-1) (t + c)^(-p), the law of Omori and Utsu (Ogata 1988),
    /// computed as a sum of exponentials (see [`PowerLaw`](super::PowerLaw)).
    PowerLaw {
        /// The offset c, above 0, in units of time.
        offset: f64,
        /// The exponent p, above 1.
        exponent: f64,
    },
}

/// A family of kernels whose numbers are estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Family {
    /// One decay for all pairs.
    Exponential,
    /// One decay for each exciting kind.
    ExponentialByExciting,
    /// One decay for each pair of kinds.
    ExponentialByPair,
    /// Several decays, shared by all pairs.
    SumOfExponentials {
        /// How many decays, 1 or more.
        count: usize,
    },
    /// Offset and exponent of a power law, the same for all pairs.
    PowerLaw,
}

impl Kernel {
    /// Checks the numbers for `kinds` kinds.
    pub(crate) fn check(&self, kinds: usize) -> Result<(), Error> {
        let all_positive = |decays: &[f64], expected: usize| {
            error::dimension("the decays", expected, decays.len())?;
            decays
                .iter()
                .try_for_each(|&decay| error::positive("a decay", decay))
        };
        match self {
            Self::None => Ok(()),
            Self::Exponential { decay } => error::positive("the decay", *decay),
            Self::ExponentialByExciting { decays } => all_positive(decays, kinds),
            Self::ExponentialByPair { decays } => all_positive(decays, kinds * kinds),
            Self::SumOfExponentials { decays } => {
                if decays.is_empty() {
                    return Err(Error::OutOfRange {
                        argument: "number of decays",
                        range: "1 or more",
                        value: 0.0,
                    });
                }
                all_positive(decays, decays.len())
            }
            Self::PowerLaw { offset, exponent } => {
                error::positive("the offset of the power law", *offset)?;
                if *exponent > 1.0 && *exponent <= power_law::LARGEST_EXPONENT {
                    Ok(())
                } else {
                    Err(Error::OutOfRange {
                        argument: "the exponent of the power law",
                        range: "above 1 and at most 5",
                        value: *exponent,
                    })
                }
            }
        }
    }

    /// How many weights each pair of kinds has.
    pub(crate) fn components(&self) -> usize {
        match self {
            Self::None => 0,
            Self::SumOfExponentials { decays } => decays.len(),
            _ => 1,
        }
    }

    /// g(t) of one pair and component, at a delay `t` of 0 or more.
    pub fn density(&self, excited: usize, exciting: usize, component: usize, t: f64) -> f64 {
        match self {
            Self::PowerLaw { offset, exponent } => {
                (exponent - 1.0) / offset * (1.0 + t / offset).powf(-exponent)
            }
            _ => self
                .decay(excited, exciting, component)
                .map_or(0.0, |decay| decay * (-decay * t).exp()),
        }
    }

    /// The integral of g from 0 to a delay `t` of 0 or more: the share of
    /// children that have come by then.
    pub fn distribution(&self, excited: usize, exciting: usize, component: usize, t: f64) -> f64 {
        match self {
            Self::PowerLaw { offset, exponent } => {
                -((1.0 - exponent) * (t / offset).ln_1p()).exp_m1()
            }
            _ => self
                .decay(excited, exciting, component)
                .map_or(0.0, |decay| -(-decay * t).exp_m1()),
        }
    }

    /// The delay by which half of the children have come, of one pair and
    /// component; `None` without excitation.
    pub fn half_life(&self, excited: usize, exciting: usize, component: usize) -> Option<f64> {
        match self {
            Self::PowerLaw { offset, exponent } => {
                Some(offset * (std::f64::consts::LN_2 / (exponent - 1.0)).exp_m1())
                    .filter(|half_life| half_life.is_finite())
            }
            _ => self
                .decay(excited, exciting, component)
                .map(|decay| std::f64::consts::LN_2 / decay),
        }
    }

    /// The decay of one pair and component of an exponential kernel.
    fn decay(&self, excited: usize, exciting: usize, component: usize) -> Option<f64> {
        match self {
            Self::None | Self::PowerLaw { .. } => None,
            Self::Exponential { decay } => Some(*decay),
            Self::ExponentialByExciting { decays } => decays.get(exciting).copied(),
            Self::ExponentialByPair { decays } => {
                let kinds = decays.len().isqrt();
                decays.get(excited * kinds + exciting).copied()
            }
            Self::SumOfExponentials { decays } => decays.get(component).copied(),
        }
    }

    /// The numbers on the scale on which they are estimated: logarithms of
    /// decays and offset, and of exponent - 1.
    pub(crate) fn shape(&self) -> Vec<f64> {
        match self {
            Self::None => Vec::new(),
            Self::Exponential { decay } => vec![decay.ln()],
            Self::ExponentialByExciting { decays }
            | Self::ExponentialByPair { decays }
            | Self::SumOfExponentials { decays } => decays.iter().map(|d| d.ln()).collect(),
            Self::PowerLaw { offset, exponent } => vec![offset.ln(), (exponent - 1.0).ln()],
        }
    }

    /// The kernel of the same family with other numbers, on the scale of
    /// [`Kernel::shape`].
    pub(crate) fn with_shape(&self, shape: &[f64]) -> Self {
        let exponentials = || shape.iter().map(|s| s.exp()).collect();
        match self {
            Self::None => Self::None,
            Self::Exponential { .. } => Self::Exponential {
                decay: shape[0].exp(),
            },
            Self::ExponentialByExciting { .. } => Self::ExponentialByExciting {
                decays: exponentials(),
            },
            Self::ExponentialByPair { .. } => Self::ExponentialByPair {
                decays: exponentials(),
            },
            Self::SumOfExponentials { .. } => Self::SumOfExponentials {
                decays: exponentials(),
            },
            Self::PowerLaw { .. } => Self::PowerLaw {
                offset: shape[0].exp(),
                exponent: 1.0 + shape[1].exp(),
            },
        }
    }

    /// What each number on the scale of [`Kernel::shape`] is called.
    pub(crate) fn shape_names(&self, kinds: usize) -> Vec<ShapeName> {
        match self {
            Self::None => Vec::new(),
            Self::Exponential { .. } => vec![ShapeName::Decay],
            Self::ExponentialByExciting { .. } => (0..kinds).map(ShapeName::DecayOf).collect(),
            Self::ExponentialByPair { .. } => (0..kinds * kinds)
                .map(|pair| ShapeName::DecayOfPair(pair / kinds, pair % kinds))
                .collect(),
            Self::SumOfExponentials { decays } => {
                (0..decays.len()).map(ShapeName::DecayOfComponent).collect()
            }
            Self::PowerLaw { .. } => vec![ShapeName::Offset, ShapeName::Exponent],
        }
    }
}

/// A number of a kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ShapeName {
    /// The decay that all pairs share.
    Decay,
    /// The decay of an exciting kind.
    DecayOf(usize),
    /// The decay of a pair: excited kind, exciting kind.
    DecayOfPair(usize, usize),
    /// The decay of a component of a sum of exponentials.
    DecayOfComponent(usize),
    /// The offset c of the power law.
    Offset,
    /// The exponent p of the power law.
    Exponent,
}
