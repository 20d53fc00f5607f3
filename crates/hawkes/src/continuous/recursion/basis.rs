//! Kernels laid out for the recursion.

use super::super::{Kernel, power_law};

/// e^(-x) and x² e^(-x) are 0 from here on.
const FORGOTTEN: f64 = 780.0;

/// A kernel with numbers, laid out for the recursion.
#[derive(Debug, Clone)]
pub(crate) struct Basis {
    pub(super) kinds: usize,
    pub(super) layout: Layout,
}

#[derive(Debug, Clone)]
pub(super) enum Layout {
    None,
    /// Every state decays from event to event: `rates` of them for each kind, or
    /// one for each kind with a rate of its own.
    Together {
        rates: Vec<f64>,
        by_kind: bool,
    },
    /// A mixture with given weights: one column for each kind out of many states.
    Mixture {
        rates: Vec<f64>,
        weights: [Vec<f64>; 3],
    },
    /// A rate for each pair: a state is touched only where its pair is, so that
    /// an event costs 2 K exponentials and not K².
    ByPair {
        rates: Vec<f64>,
    },
}

impl Basis {
    /// The layout of a kernel for `kinds` kinds. `rates` are those of a power
    /// law, which stay the same while its numbers are estimated.
    pub fn new(kernel: &Kernel, kinds: usize, rates: &[f64]) -> Self {
        let layout = match kernel {
            Kernel::None => Layout::None,
            Kernel::Exponential { decay } => Layout::Together {
                rates: vec![*decay],
                by_kind: false,
            },
            Kernel::ExponentialByExciting { decays } => Layout::Together {
                rates: decays.clone(),
                by_kind: true,
            },
            Kernel::SumOfExponentials { decays } => Layout::Together {
                rates: decays.clone(),
                by_kind: false,
            },
            Kernel::ExponentialByPair { decays } => Layout::ByPair {
                rates: decays.clone(),
            },
            Kernel::PowerLaw { offset, exponent } => {
                let (weights, by_offset, by_exponent) =
                    power_law::weights(rates, *offset, *exponent);
                Layout::Mixture {
                    rates: rates.to_vec(),
                    weights: [weights, by_offset, by_exponent],
                }
            }
        };
        Self { kinds, layout }
    }

    /// The decay, if there is one for all pairs.
    pub fn shared_rate(&self) -> Option<f64> {
        match &self.layout {
            Layout::Together { rates, .. } if rates.len() == 1 && self.states_per_kind() == 1 => {
                Some(rates[0])
            }
            _ => None,
        }
    }

    /// The time after which an event is forgotten: its e^(-βΔ) is less than the
    /// least number there is.
    pub fn memory(&self) -> f64 {
        match &self.layout {
            Layout::None => 0.0,
            Layout::Together { rates, .. }
            | Layout::Mixture { rates, .. }
            | Layout::ByPair { rates } => {
                FORGOTTEN / rates.iter().copied().fold(f64::INFINITY, f64::min)
            }
        }
    }

    /// States of one exciting kind.
    pub(super) fn states_per_kind(&self) -> usize {
        match &self.layout {
            Layout::None => 0,
            Layout::Together { by_kind: true, .. } => 1,
            Layout::Together { rates, .. } | Layout::Mixture { rates, .. } => rates.len(),
            Layout::ByPair { .. } => self.kinds,
        }
    }

    /// The number of the kernel that a column of an excited kind depends on.
    pub fn shape_of_column(&self, excited: usize, column: usize) -> usize {
        match &self.layout {
            Layout::None | Layout::Mixture { .. } => 0,
            Layout::Together { by_kind: true, .. } => column,
            Layout::Together { rates, .. } => column % rates.len(),
            Layout::ByPair { .. } => excited * self.kinds + column,
        }
    }

    /// Where the numbers of the kernel that matter to an excited kind begin, and
    /// how many they are.
    pub fn shape_of(&self, excited: usize) -> (usize, usize) {
        match &self.layout {
            Layout::None => (0, 0),
            Layout::Together { rates, .. } => (0, rates.len()),
            Layout::Mixture { .. } => (0, 2),
            Layout::ByPair { .. } => (excited * self.kinds, self.kinds),
        }
    }
}
