//! A process with numbers in it: what is fitted, simulated and tested.

use super::background::{Term, Terms};
use super::likelihood::{Marks, Problem, Want};
use super::{Kernel, matrix, power_law};
use crate::error::{self, Error};
use crate::{Catalogue, Window};
use serde::{Deserialize, Serialize};

/// A multivariate Hawkes process with all its numbers.
///
/// The intensity of kind i at t is
/// μ_i exp(Σ_q γ_iq z_q(t)) + Σ_j Σ_(k: t_jk < t) α_ij κ_j(m_jk) g_ij(t - t_jk)
/// (Hawkes 1971): α_ij is the number of i-events that one j-event triggers on
/// average (row excited, column exciting), g the kernel, κ the productivity of a
/// mark, 1 on average.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Process {
    pub(crate) background: Vec<f64>,
    pub(crate) terms: Vec<Term>,
    pub(crate) coefficients: Vec<Vec<f64>>,
    /// The window on which terms are centred.
    pub(crate) reference: Window,
    pub(crate) kernel: Kernel,
    pub(crate) weights: Vec<f64>,
    pub(crate) productivity: Option<Productivity>,
    /// Rates of a power law written as exponentials; empty otherwise.
    pub(crate) rates: Vec<f64>,
}

/// How the mark of an event changes what it triggers: κ_j(m) = e^(b m) / mean of
/// e^(b m) over kind j, so that the excitation matrix stays an average over
/// marks (Ogata 1988; the reference mark m_0 of e^(b (m - m_0)) cancels out).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Productivity {
    /// The exponent b.
    pub exponent: f64,
    /// The logarithm of the mean of e^(b m) of each kind.
    pub ln_means: Vec<f64>,
}

impl Process {
    /// A process with constant background rates `background` (events per unit of
    /// time, 0 or more, one for each kind) and weights of excitation, row after
    /// row: entry i K + j is α_ij. With a sum of M exponentials there are K M
    /// weights in a row, those of one exciting kind side by side.
    ///
    /// # Errors
    ///
    /// If a dimension is wrong or a number outside its range. An explosive
    /// process is not an error here; see [`Process::branching_ratio`].
    pub fn new(background: Vec<f64>, kernel: Kernel, weights: Vec<f64>) -> Result<Self, Error> {
        let kinds = background.len();
        if kinds == 0 || kinds > usize::from(u16::MAX) {
            return Err(Error::OutOfRange {
                argument: "number of kinds",
                range: "from 1 to 65535",
                value: kinds as f64,
            });
        }
        kernel.check(kinds)?;
        error::dimension(
            "the weights of excitation",
            kinds * kinds * kernel.components(),
            weights.len(),
        )?;
        for &rate in &background {
            error::not_negative("a background rate", rate)?;
        }
        for &weight in &weights {
            error::not_negative("a weight of excitation", weight)?;
        }
        // A delay of a thousand years in days, or of eleven days in seconds,
        // beyond which a power law is cut.
        let rates = match kernel {
            Kernel::PowerLaw { offset, exponent } => {
                power_law::rates(offset, offset, exponent, offset.max(1.0) * 1e6)
            }
            _ => Vec::new(),
        };
        Ok(Self {
            coefficients: vec![Vec::new(); kinds],
            background,
            terms: Vec::new(),
            reference: Window::new(0.0, 1.0)?,
            kernel,
            weights,
            productivity: None,
            rates,
        })
    }

    /// The same process with a background that varies: `coefficients` holds the
    /// γ of each kind for `terms`, which are centred on `reference`.
    ///
    /// # Errors
    ///
    /// If a term is invalid or the coefficients do not fit the terms.
    pub fn with_terms(
        mut self,
        terms: Vec<Term>,
        coefficients: Vec<Vec<f64>>,
        reference: Window,
    ) -> Result<Self, Error> {
        let count = Terms::new(&terms, reference)?.count();
        error::dimension(
            "the kinds of coefficients",
            self.kind_count(),
            coefficients.len(),
        )?;
        for row in &coefficients {
            error::dimension("the coefficients of a kind", count, row.len())?;
            if let Some(index) = row.iter().position(|c| !c.is_finite()) {
                return Err(Error::NotFinite {
                    what: "coefficient",
                    index,
                });
            }
        }
        self.terms = terms;
        self.coefficients = coefficients;
        self.reference = reference;
        Ok(self)
    }

    /// The same process with marks that matter.
    ///
    /// # Errors
    ///
    /// If a number is not finite or there is not one mean for each kind.
    pub fn with_productivity(mut self, productivity: Productivity) -> Result<Self, Error> {
        error::dimension(
            "the means of the productivity",
            self.kind_count(),
            productivity.ln_means.len(),
        )?;
        let all = std::iter::once(&productivity.exponent).chain(&productivity.ln_means);
        for (index, number) in all.enumerate() {
            if !number.is_finite() {
                return Err(Error::NotFinite {
                    what: "number of the productivity",
                    index,
                });
            }
        }
        self.productivity = Some(productivity);
        Ok(self)
    }

    /// How many kinds of events there are.
    pub fn kind_count(&self) -> usize {
        self.background.len()
    }

    /// Background rate μ of each kind, in events per unit of time; where the
    /// background varies, its value where all terms are 0.
    pub fn background(&self) -> &[f64] {
        &self.background
    }

    /// Coefficients γ of the terms of the background, for each kind.
    pub fn coefficients(&self) -> &[Vec<f64>] {
        &self.coefficients
    }

    /// The terms of the background.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The kernel.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// How marks change what an event triggers, if they do.
    pub fn productivity(&self) -> Option<&Productivity> {
        self.productivity.as_ref()
    }

    /// Weights of excitation by pair and component, as given to
    /// [`Process::new`].
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The excitation matrix, K x K, row after row: entry i K + j is the number
    /// of i-events that one j-event triggers directly, on average.
    pub fn excitation(&self) -> Vec<f64> {
        let kinds = self.kind_count();
        match self.kernel.components() {
            0 => vec![0.0; kinds * kinds],
            components => self
                .weights
                .chunks_exact(components)
                .map(|pair| pair.iter().sum())
                .collect(),
        }
    }

    /// The branching ratio: the spectral radius of the excitation matrix. Below
    /// 1 every event has finitely many descendants; from 1 on the process feeds
    /// itself.
    pub fn branching_ratio(&self) -> f64 {
        matrix::spectral_radius(&self.excitation(), self.kind_count())
    }

    /// The delay by which half of the i-events that a j-event triggers have come
    /// (excited kind i, exciting kind j); `None` where nothing is triggered.
    pub fn half_life(&self, excited: usize, exciting: usize) -> Option<f64> {
        let components = self.kernel.components();
        let start = (excited * self.kind_count() + exciting) * components;
        let weights = self.weights.get(start..start + components)?;
        let total: f64 = weights.iter().sum();
        if total <= 0.0 {
            return None;
        }
        if components == 1 {
            return self.kernel.half_life(excited, exciting, 0);
        }
        // The half-life of a mixture lies between those of its components.
        let come = |t: f64| -> f64 {
            weights
                .iter()
                .enumerate()
                .map(|(m, w)| w * self.kernel.distribution(excited, exciting, m, t))
                .sum::<f64>()
                / total
        };
        let halves: Vec<f64> = (0..components)
            .filter_map(|m| self.kernel.half_life(excited, exciting, m))
            .collect();
        let mut low = halves.iter().copied().fold(f64::INFINITY, f64::min);
        let mut high = halves.iter().copied().fold(0.0, f64::max);
        for _ in 0..100 {
            let middle = 0.5 * (low + high);
            if come(middle) < 0.5 {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some(0.5 * (low + high))
    }

    /// The background rate of each kind at a time.
    ///
    /// # Errors
    ///
    /// If the terms are invalid, which those of a fitted process are not.
    pub fn background_at(&self, time: f64) -> Result<Vec<f64>, Error> {
        let terms = Terms::new(&self.terms, self.reference)?;
        let mut z = vec![0.0; terms.count()];
        terms.write(time, &mut z);
        Ok(self
            .background
            .iter()
            .zip(&self.coefficients)
            .map(|(rate, gamma)| rate * z.iter().zip(gamma).map(|(z, g)| z * g).sum::<f64>().exp())
            .collect())
    }

    /// The log-likelihood of a catalogue over its window, nothing known of what
    /// came before.
    ///
    /// # Errors
    ///
    /// If the kinds do not fit, marks are missing, or an event was observed where
    /// the intensity is zero.
    pub fn log_likelihood(&self, catalogue: &Catalogue) -> Result<f64, Error> {
        self.log_likelihood_from(catalogue, catalogue.window().start())
    }

    /// The log-likelihood of what came from an instant `from` to the end of the
    /// window, given what came before in the catalogue.
    ///
    /// # Errors
    ///
    /// As [`Process::log_likelihood`], and if `from` lies outside the window.
    pub fn log_likelihood_from(&self, catalogue: &Catalogue, from: f64) -> Result<f64, Error> {
        let problem = self.problem(catalogue, from)?;
        let value = problem.evaluate(&self.parameters(), Want::Value).value;
        if value.is_finite() {
            return Ok(value);
        }
        let rows = problem.at_events(&self.parameters());
        let first = catalogue.len() - rows.len();
        let impossible = rows.iter().position(|row| row.iter().sum::<f64>() <= 0.0);
        let event = first + impossible.unwrap_or(0);
        Err(Error::ImpossibleEvent {
            kind: usize::from(catalogue.kinds()[event]),
            time: catalogue.times()[event],
        })
    }

    /// The intensity of each kind just after the window of a catalogue, in events
    /// per unit of time, and the part of it that is background.
    ///
    /// # Errors
    ///
    /// If the kinds do not fit or marks are missing.
    pub fn intensity_now(&self, catalogue: &Catalogue) -> Result<Vec<Intensity>, Error> {
        let end = catalogue.window().end();
        let problem = self.problem(catalogue, catalogue.window().start())?;
        let parameters = self.parameters();
        let (basis, mut state) = problem.final_state(&parameters);
        let background = self.background_at(end)?;
        let mut columns = vec![0.0; problem.layout.columns];
        Ok(background
            .into_iter()
            .enumerate()
            .map(|(kind, background)| {
                let alpha = &parameters[problem.layout.weights(kind)];
                let (excitation, _) = state.read(&basis, kind, alpha, &mut columns, &mut []);
                Intensity {
                    background,
                    excitation,
                }
            })
            .collect())
    }

    /// A catalogue beside this process, ready to be evaluated.
    pub(crate) fn problem<'a>(
        &self,
        catalogue: &'a Catalogue,
        from: f64,
    ) -> Result<Problem<'a>, Error> {
        error::dimension(
            "the kinds of the catalogue",
            self.kind_count(),
            catalogue.kind_count(),
        )?;
        let window = catalogue.window();
        if !(window.start() <= from && from < window.end()) {
            return Err(Error::OutOfRange {
                argument: "the start of the span",
                range: "in the window and before its end",
                value: from,
            });
        }
        let marks = match &self.productivity {
            None => Marks::Ignored,
            Some(productivity) => Marks::Given {
                exponent: productivity.exponent,
                ln_means: productivity.ln_means.clone(),
            },
        };
        Problem::new(
            catalogue,
            &Terms::new(&self.terms, self.reference)?,
            &self.kernel,
            &self.rates,
            false,
            marks,
            from,
        )
    }

    /// The parameters in the order of [`Problem`], kernel and marks being given.
    pub(crate) fn parameters(&self) -> Vec<f64> {
        let columns = self.kind_count() * self.kernel.components();
        let mut parameters = Vec::new();
        for kind in 0..self.kind_count() {
            parameters.push(self.background[kind]);
            parameters.extend(&self.coefficients[kind]);
            parameters.extend(&self.weights[kind * columns..(kind + 1) * columns]);
        }
        parameters
    }
}

/// The intensity of a kind at an instant, in events per unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Intensity {
    /// What happens without being triggered.
    pub background: f64,
    /// What earlier events trigger.
    pub excitation: f64,
}

impl Intensity {
    /// Background and excitation together.
    pub fn total(&self) -> f64 {
        self.background + self.excitation
    }
}
