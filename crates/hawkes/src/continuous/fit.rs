//! Maximum likelihood.
//!
//! With the kernel given and a constant background the log-likelihood is concave
//! and one climb suffices. Elsewhere there are several starts. A large catalogue
//! is first fitted on its early part, where starts are cheap.

use super::background::Terms;
use super::likelihood::{Layout, Marks, Problem, Want, ln_means};
use super::model::{Excitation, MarkLaw, Model};
use super::process::{Process, Productivity};
use super::scoring::{self, Bounds, Summit};
use super::{Family, Kernel, ShapeName, power_law, search};
use crate::{Catalogue, Error, Window};
use nalgebra::DMatrix;
use serde::Serialize;

/// A larger catalogue is first fitted on its early part.
const LARGE: usize = 5_000;
/// Events of that part.
const PILOT: usize = 3_000;
/// So many events need no other start than the best with fewer decays.
const CERTAIN: usize = 50_000;
/// Two summits are the same if their log-likelihoods differ by less than this.
const SAME: f64 = 1e-3;
/// Starting decays lie at most this factor apart.
const SPACING: f64 = 6.0;
const MOST_STARTS: usize = 6;

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

pub(super) fn fit(model: &Model, catalogue: &Catalogue) -> Result<Fit, Error> {
    if catalogue.is_empty() {
        return Err(Error::NoEvents);
    }
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
    let full = problem(model, &form, catalogue, window)?;
    let limits = Terms::new(&model.terms, window)?.limits();
    let bounds = bounds(&full, &form, catalogue, &limits);

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
        search::improve(&full, &bounds, summit)?
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
            Ok((scoring::climb(problem, bounds, parameters, None)?, agree))
        }
        (None, Some(error)) => Err(error),
        (None, None) => Err(Error::DidNotConverge {
            what: "the maximum likelihood fit",
            iterations: 0,
        }),
    }
}

/// Events of the early parts that a catalogue is fitted on first, one after the
/// other.
fn pilots(events: usize) -> Vec<usize> {
    let mut sizes = Vec::new();
    if events >= LARGE {
        sizes.push(PILOT);
    }
    if events >= 100 * PILOT {
        sizes.push(events / 20);
    }
    sizes
}

/// The first `size` events of a catalogue, of more than that, up to the time of
/// the last of them; `None` where they all fall on the start of the window.
fn early_part(catalogue: &Catalogue, size: usize) -> Result<Option<Catalogue>, Error> {
    let window = catalogue.window();
    let end = catalogue.times()[size];
    let count = catalogue.times().partition_point(|&time| time <= end);
    if end <= window.start() {
        return Ok(None);
    }
    let part = Catalogue::new(
        catalogue.times()[..count].to_vec(),
        catalogue.kinds()[..count].to_vec(),
        catalogue.kind_count(),
        Window::new(window.start(), end)?,
    )?;
    Ok(Some(match catalogue.marks() {
        Some(marks) => part.with_marks(marks[..count].to_vec())?,
        None => part,
    }))
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

/// Smallest exponent less 1 of a power law that is estimated.
const SMALLEST_EXCESS: f64 = 0.02;

/// The smallest distance between two events, or a millionth of the window where
/// all fall together.
fn smallest_gap(catalogue: &Catalogue) -> f64 {
    catalogue
        .times()
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .filter(|gap| *gap > 0.0)
        .fold(f64::INFINITY, f64::min)
        .min(catalogue.window().length())
        .max(1e-9 * catalogue.window().length())
}

fn offset_range(catalogue: &Catalogue) -> (f64, f64) {
    let length = catalogue.window().length();
    let low = (0.1 * smallest_gap(catalogue)).max(1e-7 * length);
    (low, length)
}

fn bounds(problem: &Problem<'_>, form: &Form, catalogue: &Catalogue, limits: &[f64]) -> Bounds {
    let layout = problem.layout;
    let length = catalogue.window().length();
    let mut bounds = Bounds {
        lower: vec![f64::NEG_INFINITY; layout.len()],
        upper: vec![f64::INFINITY; layout.len()],
        fixed: vec![false; layout.len()],
    };
    for parameter in 0..layout.shape_start() {
        if layout.is_linear(parameter) {
            bounds.lower[parameter] = 0.0;
        }
    }
    for kind in 0..layout.kinds {
        for (term, limit) in limits.iter().enumerate() {
            let parameter = layout.of_kind(kind) + 1 + term;
            bounds.lower[parameter] = -limit;
            bounds.upper[parameter] = *limit;
        }
    }
    let shape = layout.shape_start()..layout.shape_start() + layout.shape;
    for (index, parameter) in shape.enumerate() {
        let (low, high) = match form.kernel {
            Kernel::PowerLaw { .. } if index == 0 => offset_range(catalogue),
            Kernel::PowerLaw { .. } => (SMALLEST_EXCESS, power_law::LARGEST_EXPONENT - 1.0),
            // A slower decay is a trend; a faster one ends before the next event.
            _ => (0.1 / length, 30.0 / smallest_gap(catalogue)),
        };
        bounds.lower[parameter] = low.ln();
        bounds.upper[parameter] = high.ln();
    }
    if layout.mark == 1 {
        let spread = catalogue.marks().map_or(0.0, |marks| {
            let low = marks.iter().copied().fold(f64::INFINITY, f64::min);
            let high = marks.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            high - low
        });
        // The largest mark may weigh e^20 times the smallest.
        let limit = if spread > 0.0 { 20.0 / spread } else { 0.0 };
        bounds.lower[layout.mark_index()] = -limit;
        bounds.upper[layout.mark_index()] = limit;
    }
    bounds
}

/// Kernels to start from, within the bounds.
fn starting_kernels(family: Family, catalogue: &Catalogue) -> Result<Vec<Kernel>, Error> {
    let length = catalogue.window().length();
    let kinds = catalogue.kind_count();
    let slow = 10.0 / length;
    let fast = (3.0 * catalogue.len().min(PILOT) as f64 / length)
        .max(10.0 * slow)
        .min(1.0 / smallest_gap(catalogue).min(0.01 * length));
    let ratio = fast / slow;
    let count = ((ratio.ln() / SPACING.ln()).ceil() as usize + 1).clamp(2, MOST_STARTS);
    let decays: Vec<f64> = (0..count)
        .map(|i| slow * ratio.powf(i as f64 / (count - 1) as f64))
        .collect();
    Ok(match family {
        Family::Exponential => decays
            .into_iter()
            .map(|decay| Kernel::Exponential { decay })
            .collect(),
        // The best decays of a simpler family are the starts, see `fit`.
        Family::ExponentialByExciting => vec![Kernel::ExponentialByExciting {
            decays: vec![decays[decays.len() / 2]; kinds],
        }],
        Family::ExponentialByPair => vec![Kernel::ExponentialByPair {
            decays: vec![decays[decays.len() / 2]; kinds * kinds],
        }],
        Family::SumOfExponentials { count: 0 } => {
            return Err(Error::OutOfRange {
                argument: "number of decays",
                range: "1 or more",
                value: 0.0,
            });
        }
        Family::SumOfExponentials { count } => [0.2, 0.5]
            .into_iter()
            .map(|part| Kernel::SumOfExponentials {
                decays: (0..count)
                    .map(|m| {
                        let place = part + (1.0 - part) * (m as f64 + 0.5) / count as f64;
                        slow * ratio.powf(place)
                    })
                    .collect(),
            })
            .collect(),
        Family::PowerLaw => {
            let (low, high) = offset_range(catalogue);
            [(0.3, 1.3), (0.7, 1.3), (0.5, 2.0)]
                .into_iter()
                .map(|(place, exponent)| Kernel::PowerLaw {
                    offset: (ratio.powf(place) * slow).recip().clamp(low, high),
                    exponent,
                })
                .collect()
        }
    })
}

/// Half of the events background, the other half triggered by all alike.
fn starting_point(problem: &Problem<'_>, kernel: &Kernel) -> Vec<f64> {
    let layout = problem.layout;
    let length = problem.length();
    let total: usize = problem.explained().iter().sum();
    let mut start = vec![0.0; layout.len()];
    for (kind, &count) in problem.explained().iter().enumerate() {
        let share = if layout.columns > 0 { 0.5 } else { 1.0 };
        start[layout.of_kind(kind)] = share * count as f64 / length;
        let components = kernel.components().max(1) as f64;
        for (column, weight) in layout.weights(kind).enumerate() {
            let exciting = column / kernel.components().max(1);
            // What was never seen excites nothing.
            if problem.seen(exciting) {
                start[weight] = 0.5 * count as f64 / (total.max(1) as f64 * components);
            }
        }
    }
    start
}

fn set_shape(problem: &Problem<'_>, parameters: &mut [f64], kernel: &Kernel) {
    if problem.layout.shape > 0 {
        let start = problem.layout.shape_start();
        for (slot, number) in parameters[start..].iter_mut().zip(kernel.shape()) {
            *slot = number;
        }
    }
}

/// The parameters of a fit with fewer decays, laid out for one with more.
fn widen(fit: &Fit, problem: &Problem<'_>) -> Vec<f64> {
    let layout = problem.layout;
    let kinds = layout.kinds;
    let mut wide = vec![0.0; layout.len()];
    wide[..layout.shape_start()].copy_from_slice(&fit.parameters[..layout.shape_start()]);
    let shape = fit.process.kernel.shape();
    for index in 0..layout.shape {
        wide[layout.shape_start() + index] = match shape.len() {
            1 => shape[0],
            _ => shape[index % kinds],
        };
    }
    if layout.mark == 1
        && let Some(productivity) = &fit.process.productivity
    {
        wide[layout.mark_index()] = productivity.exponent;
    }
    // A weight of zero tells nothing of its decay: let it try again.
    for kind in 0..kinds {
        let most = wide[layout.weights(kind)]
            .iter()
            .copied()
            .fold(0.0, f64::max);
        for (column, weight) in layout.weights(kind).enumerate() {
            if problem.seen(column) {
                wide[weight] = wide[weight].max(0.05 * most);
            }
        }
    }
    wide
}

fn assemble(
    model: &Model,
    form: Form,
    bounds: Bounds,
    problem: &Problem<'_>,
    summit: Summit,
    starts_agree: bool,
    catalogue: &Catalogue,
) -> Fit {
    let layout = problem.layout;
    let parameters = summit.parameters;
    // Where all is linear a pass over the events would tell nothing more.
    let information = if layout.shape > 0 || layout.mark > 0 {
        problem.evaluate(&parameters, Want::Information).information
    } else {
        DMatrix::zeros(0, 0)
    };
    let unidentified = unidentified(problem, &form, &bounds, &parameters, |p| {
        if summit.adrift.contains(&p) {
            0.0
        } else {
            information[(p, p)]
        }
    });
    let kernel = problem.kernel_at(&parameters);
    let process = Process {
        background: (0..layout.kinds)
            .map(|kind| parameters[layout.of_kind(kind)])
            .collect(),
        terms: model.terms.clone(),
        coefficients: (0..layout.kinds)
            .map(|kind| {
                let start = layout.of_kind(kind) + 1;
                parameters[start..start + layout.terms].to_vec()
            })
            .collect(),
        reference: catalogue.window(),
        kernel,
        weights: (0..layout.kinds)
            .flat_map(|kind| parameters[layout.weights(kind)].to_vec())
            .collect(),
        productivity: problem
            .productivity_at(&parameters)
            .map(|(exponent, ln_means)| Productivity { exponent, ln_means }),
        rates: form.rates.clone(),
    };
    let lost = unidentified
        .iter()
        .filter(|what| matches!(what, Unidentified::Excitation { .. }))
        .count()
        * form.kernel.components();
    Fit {
        process,
        log_likelihood: summit.value,
        parameter_count: layout.len() - lost,
        event_count: problem.explained().iter().sum(),
        starts_agree,
        iterations: summit.iterations,
        unidentified,
        model: model.clone(),
        parameters,
        bounds,
        form,
        layout,
    }
}

fn unidentified(
    problem: &Problem<'_>,
    form: &Form,
    bounds: &Bounds,
    parameters: &[f64],
    information: impl Fn(usize) -> f64,
) -> Vec<Unidentified> {
    let layout: Layout = problem.layout;
    let mut unidentified = Vec::new();
    for excited in 0..layout.kinds {
        for exciting in 0..layout.kinds {
            if layout.columns > 0 && !problem.seen(exciting) {
                unidentified.push(Unidentified::Excitation { excited, exciting });
            }
        }
        let own = layout.of_kind(excited);
        let runs_away = (own + 1..own + 1 + layout.terms)
            .any(|p| parameters[p] <= bounds.lower[p] || parameters[p] >= bounds.upper[p]);
        if layout.terms > 0 && (parameters[own] <= 0.0 || runs_away) {
            unidentified.push(Unidentified::Coefficients { kind: excited });
        }
    }
    // Within a hundredth of the logarithm of its bound a number is at its edge.
    let at_edge =
        |p: usize| parameters[p] < bounds.lower[p] + 0.01 || parameters[p] > bounds.upper[p] - 0.01;
    if layout.shape > 0 {
        let names = form.kernel.shape_names(layout.kinds);
        for (index, name) in names.into_iter().enumerate() {
            let p = layout.shape_start() + index;
            if information(p) <= 0.0 || at_edge(p) {
                unidentified.push(Unidentified::Shape(name));
            }
        }
    }
    if layout.mark == 1 {
        let p = layout.mark_index();
        if information(p) <= 0.0
            || parameters[p] <= bounds.lower[p]
            || parameters[p] >= bounds.upper[p]
        {
            unidentified.push(Unidentified::MarkExponent);
        }
    }
    unidentified
}
