//! Maximum likelihood.
//!
//! With the kernel given and a constant background the log-likelihood is concave
//! and one climb suffices. Elsewhere there are several starts. A large catalogue
//! is first fitted on its early part, where starts are cheap.

mod assemble;
mod bounds;
mod starts;

use super::background::Terms;
use super::likelihood::{Layout, Marks, Problem, Want, ln_means};
use super::model::{Excitation, MarkLaw, Model};
use super::process::Process;
use super::scoring::{self, Bounds, Summit};
use super::{Family, Kernel, ShapeName, power_law, search};
use crate::{Catalogue, Error, Window};
pub(in crate::continuous) use assemble::process_at;

use assemble::assemble;
use bounds::{SMALLEST_EXCESS, bounds, offset_range};
use serde::Serialize;
use starts::{early_part, pilots, set_shape, starting_kernels, starting_point, widen};

/// So many events need no other start than the best with fewer decays.
const CERTAIN: usize = 50_000;
/// Two summits are the same if their log-likelihoods differ by less than this.
const SAME: f64 = 1e-3;

/// A model fitted by maximum likelihood.
#[derive(Debug, Clone, Serialize)]
pub struct Fit {
    /// The fitted process.
    pub process: Process,
    /// The log-likelihood at its maximum.
    pub log_likelihood: f64,
    /// How many parameters were estimated.
    pub parameter_count: usize,
    /// How many events were explained.
    pub event_count: usize,
    /// Whether all starts arrived at the same maximum; always true where the
    /// log-likelihood is concave.
    pub starts_agree: bool,
    /// Steps of the last climb.
    pub iterations: usize,
    /// What the catalogue does not tell. The numbers of such parameters mean
    /// nothing.
    pub unidentified: Vec<Unidentified>,
    #[serde(skip)]
    pub(crate) model: Model,
    #[serde(skip)]
    pub(crate) parameters: Vec<f64>,
    #[serde(skip)]
    pub(crate) bounds: Bounds,
    #[serde(skip)]
    pub(crate) form: Form,
    #[serde(skip)]
    pub(crate) layout: Layout,
}

/// A parameter of which the catalogue says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum Unidentified {
    /// The weight of excitation of a pair, since the exciting kind was never seen
    /// before the window ended. Reported as 0.
    Excitation {
        /// The excited kind.
        excited: usize,
        /// The exciting kind.
        exciting: usize,
    },
    /// A number of the kernel, since no excitation was found that it could
    /// describe, or since it ran to the edge of what the window can tell.
    Shape(ShapeName),
    /// The coefficients of the background terms of a kind: it has no background,
    /// or one ran to the edge of what is allowed.
    Coefficients {
        /// The kind.
        kind: usize,
    },
    /// The exponent of the productivity: no excitation, or marks all alike.
    MarkExponent,
}

/// The kernel's form with its rates, which is what a problem is made from.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub kernel: Kernel,
    pub rates: Vec<f64>,
    pub estimated: bool,
}

impl Fit {
    /// The problem that was solved.
    pub(crate) fn problem<'a>(&self, catalogue: &'a Catalogue) -> Result<Problem<'a>, Error> {
        problem(&self.model, &self.form, catalogue, self.process.reference)
    }

    /// The model that was fitted.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The same model fitted to a catalogue that this fit simulated: one climb,
    /// from here.
    pub(crate) fn again(&self, catalogue: &Catalogue) -> Result<Fit, Error> {
        if catalogue.is_empty() {
            return Err(Error::NoEvents);
        }
        let form = Form {
            kernel: self.form.kernel.clone(),
            rates: self.form.rates.clone(),
            estimated: self.form.estimated,
        };
        let problem = problem(&self.model, &form, catalogue, self.process.reference)?;
        let limits = Terms::new(&self.model.terms, self.process.reference)?.limits();
        let bounds = bounds(&problem, &form, catalogue, &limits);
        let spare = starting_point(&problem, &form.kernel);
        let start = self
            .parameters
            .iter()
            .zip(&spare)
            .enumerate()
            .map(|(p, (here, spare))| {
                if problem.layout.is_linear(p) {
                    // What was never seen stays at 0.
                    if *spare > 0.0 {
                        0.9 * here + 0.1 * spare
                    } else {
                        0.0
                    }
                } else {
                    here.clamp(bounds.lower[p], bounds.upper[p])
                }
            })
            .collect();
        let summit = scoring::climb(&problem, &bounds, start, None)?;
        Ok(assemble(
            &self.model,
            form,
            bounds,
            &problem,
            summit,
            true,
            catalogue,
        ))
    }

    /// Akaike's criterion, 2 (number of parameters) - 2 ln L; less is better.
    pub fn aic(&self) -> f64 {
        2.0 * self.parameter_count as f64 - 2.0 * self.log_likelihood
    }

    /// Schwarz's criterion, ln(number of events) (number of parameters) - 2 ln L;
    /// less is better.
    pub fn bic(&self) -> f64 {
        (self.event_count.max(1) as f64).ln() * self.parameter_count as f64
            - 2.0 * self.log_likelihood
    }
}

/// A model laid out for a catalogue, ready to be climbed or drawn from.
pub(in crate::continuous) struct Prepared<'a> {
    /// Kernels to start from; one where it is given.
    pub kernels: Vec<Kernel>,
    pub form: Form,
    pub problem: Problem<'a>,
    pub bounds: Bounds,
}

pub(in crate::continuous) fn prepare<'a>(
    model: &Model,
    catalogue: &'a Catalogue,
) -> Result<Prepared<'a>, Error> {
    if let MarkLaw::Given { exponent } = model.marks
        && !exponent.is_finite()
    {
        return Err(Error::OutOfRange {
            argument: "the exponent of the productivity",
            range: "finite",
            value: exponent,
        });
    }
    let kinds = catalogue.kind_count();
    let kernels = match &model.excitation {
        Excitation::Given(kernel) => {
            kernel.check(kinds)?;
            vec![kernel.clone()]
        }
        Excitation::Estimated(family) => starting_kernels(*family, catalogue)?,
    };
    let form = form(model, &kernels[0], catalogue);
    let window = catalogue.window();
    let problem = problem(model, &form, catalogue, window)?;
    let limits = Terms::new(&model.terms, window)?.limits();
    let bounds = bounds(&problem, &form, catalogue, &limits);
    Ok(Prepared {
        kernels,
        form,
        problem,
        bounds,
    })
}

pub(in crate::continuous) fn fit(model: &Model, catalogue: &Catalogue) -> Result<Fit, Error> {
    if catalogue.is_empty() {
        return Err(Error::NoEvents);
    }
    let Prepared {
        kernels,
        form,
        problem: full,
        bounds,
    } = prepare(model, catalogue)?;
    let window = catalogue.window();

    let mut starts: Vec<Vec<f64>> = Vec::with_capacity(kernels.len() + 1);
    if let Excitation::Estimated(
        family @ (Family::ExponentialByExciting | Family::ExponentialByPair),
    ) = &model.excitation
    {
        // The best shared decay is a start, so that more freedom never fits worse.
        let simpler = match family {
            Family::ExponentialByPair => Family::ExponentialByExciting,
            _ => Family::Exponential,
        };
        let simpler = Model {
            excitation: Excitation::Estimated(simpler),
            ..model.clone()
        };
        let simpler = fit(&simpler, catalogue)?;
        starts.push(widen(&simpler, &full));
        if catalogue.len() >= CERTAIN {
            // So many events leave no doubt of the neighbourhood of the maximum.
            let (summit, _) = best(&full, &bounds, &starts)?;
            let agree = simpler.starts_agree;
            return Ok(assemble(
                model, form, bounds, &full, summit, agree, catalogue,
            ));
        }
    }
    let spare = starting_point(&full, &form.kernel);
    starts.extend(kernels.iter().map(|kernel| {
        let mut start = spare.clone();
        set_shape(&full, &mut start, kernel);
        start
    }));

    let nested = starts.len() > kernels.len();
    let (mut from, mut starts_agree) = (starts, true);
    // Many decays need many events: the early part would mislead.
    let sizes = if nested {
        Vec::new()
    } else {
        pilots(catalogue.len())
    };
    for size in sizes {
        let Some(part) = early_part(catalogue, size)? else {
            continue;
        };
        let early = problem(model, &form, &part, window)?;
        // A trend seen in the early part would be carried far beyond it.
        let mut held = bounds.clone();
        for parameter in 0..full.layout.shape_start() {
            held.fixed[parameter] |= !full.layout.is_linear(parameter);
        }
        let (summit, agree) = best(&early, &held, &from)?;
        starts_agree &= agree;
        let mut start = summit.parameters;
        for (p, (found, plain)) in start.iter_mut().zip(&spare).enumerate() {
            if full.layout.is_linear(p) {
                // Nothing starts at zero, where an event may be impossible.
                *found = found.max(1e-3 * plain);
            }
        }
        from = vec![start];
    }
    let (summit, agree) = best(&full, &bounds, &from)?;
    starts_agree &= agree;
    // The search holds the productivity at 1 and would mislead with marks.
    let summit = if nested && model.marks == MarkLaw::Ignored {
        search::improve(&full, &bounds, summit)
    } else {
        summit
    };
    Ok(assemble(
        model,
        form,
        bounds,
        &full,
        summit,
        starts_agree,
        catalogue,
    ))
}

/// The best of the summits, and whether they agree.
fn best(
    problem: &Problem<'_>,
    bounds: &Bounds,
    starts: &[Vec<f64>],
) -> Result<(Summit, bool), Error> {
    let mut failure = None;
    let mut summits = Vec::with_capacity(starts.len());
    for start in starts {
        match scoring::climb(problem, bounds, start.clone(), None) {
            Ok(summit) => summits.push(summit),
            Err(error) => failure = Some(error),
        }
    }
    let best = summits
        .iter()
        .max_by(|a, b| a.value.total_cmp(&b.value))
        .cloned();
    match (best, failure) {
        (Some(best), _) => {
            let agree = summits.iter().all(|s| best.value - s.value < SAME);
            if agree || !problem.splits_by_kind() {
                return Ok((best, agree));
            }
            // Each kind has a summit of its own: together they stand on the best
            // of each.
            let mut parameters = best.parameters.clone();
            let parts: Vec<Vec<f64>> = summits
                .iter()
                .map(|s| problem.evaluate(&s.parameters, Want::Value).by_kind)
                .collect();
            for kind in 0..problem.layout.kinds {
                let highest = summits
                    .iter()
                    .zip(&parts)
                    .max_by(|a, b| a.1[kind].total_cmp(&b.1[kind]));
                if let Some((highest, _)) = highest {
                    for p in problem.parameters_of(kind) {
                        parameters[p] = highest.parameters[p];
                    }
                }
            }
            // On ridges what was best for each need not be possible together.
            let joined = scoring::climb(problem, bounds, parameters, None).ok();
            let joined = joined.filter(|joined| joined.value > best.value);
            Ok((joined.unwrap_or(best), agree))
        }
        (None, Some(error)) => Err(error),
        (None, None) => Err(Error::DidNotConverge {
            what: "the maximum likelihood fit",
            iterations: 0,
        }),
    }
}

fn form(model: &Model, kernel: &Kernel, catalogue: &Catalogue) -> Form {
    let length = catalogue.window().length();
    let estimated = matches!(model.excitation, Excitation::Estimated(_));
    let rates = match kernel {
        Kernel::PowerLaw { offset, exponent } if !estimated => {
            power_law::rates(*offset, *offset, *exponent, length)
        }
        Kernel::PowerLaw { .. } => {
            let (low, high) = offset_range(catalogue);
            power_law::rates(low, high, 1.0 + SMALLEST_EXCESS, length)
        }
        _ => Vec::new(),
    };
    Form {
        kernel: kernel.clone(),
        rates,
        estimated,
    }
}

fn problem<'a>(
    model: &Model,
    form: &Form,
    catalogue: &'a Catalogue,
    reference: Window,
) -> Result<Problem<'a>, Error> {
    let terms = Terms::new(&model.terms, reference)?;
    let marks = match model.marks {
        MarkLaw::Ignored => Marks::Ignored,
        MarkLaw::Given { exponent } => Marks::Given {
            exponent,
            ln_means: ln_means(catalogue, exponent),
        },
        MarkLaw::Estimated => Marks::Estimated,
    };
    Problem::new(
        catalogue,
        &terms,
        &form.kernel,
        &form.rates,
        form.estimated,
        marks,
        catalogue.window().start(),
    )
}
