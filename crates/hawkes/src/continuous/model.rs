//! The form of a model: what is given and what is estimated.

use super::background::Term;
use super::fit::{self, Fit};
use super::{Family, Kernel};
use crate::{Catalogue, Error};
use serde::{Deserialize, Serialize};

/// The form of a model of a catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    pub(crate) terms: Vec<Term>,
    pub(crate) excitation: Excitation,
    pub(crate) marks: MarkLaw,
}

/// Whether the kernel is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Excitation {
    Given(Kernel),
    Estimated(Family),
}

/// What marks have to do with what an event triggers.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub enum MarkLaw {
    /// Nothing.
    #[default]
    Ignored,
    /// The productivity e^(b m), with b given.
    Given {
        /// The exponent b.
        exponent: f64,
    },
    /// The productivity e^(b m), with b estimated.
    Estimated,
}

impl Model {
    /// No excitation: a Poisson process.
    pub fn poisson() -> Self {
        Self::given(Kernel::None)
    }

    /// Excitation with a given kernel. Background rates and weights of excitation
    /// are estimated; with a constant background the log-likelihood is concave
    /// in them, so that its maximum is the only one.
    pub fn given(kernel: Kernel) -> Self {
        Self {
            terms: Vec::new(),
            excitation: Excitation::Given(kernel),
            marks: MarkLaw::Ignored,
        }
    }

    /// Excitation with a kernel whose numbers are estimated too.
    pub fn estimated(family: Family) -> Self {
        Self {
            terms: Vec::new(),
            excitation: Excitation::Estimated(family),
            marks: MarkLaw::Ignored,
        }
    }

    /// The same model with a background that varies with `terms`.
    pub fn with_background(mut self, terms: Vec<Term>) -> Self {
        self.terms = terms;
        self
    }

    /// The same model with marks that matter.
    pub fn with_marks(mut self, marks: MarkLaw) -> Self {
        self.marks = marks;
        self
    }

    /// The same background without excitation.
    pub fn without_excitation(&self) -> Self {
        Self {
            terms: self.terms.clone(),
            excitation: Excitation::Given(Kernel::None),
            marks: MarkLaw::Ignored,
        }
    }

    /// Fits the model by maximum likelihood.
    ///
    /// # Errors
    ///
    /// If there is no event, the form does not fit the catalogue, or the fit does
    /// not converge.
    pub fn fit(&self, catalogue: &Catalogue) -> Result<Fit, Error> {
        fit::fit(self, catalogue)
    }
}
