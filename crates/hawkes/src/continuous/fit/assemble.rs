//! A summit told as a fit.

use super::{Fit, Form, Unidentified};
use crate::continuous::likelihood::{Layout, Problem, Want};
use crate::continuous::model::Model;
use crate::continuous::process::{Process, Productivity};
use crate::continuous::scoring::{Bounds, Summit};
use crate::{Catalogue, Window};
use nalgebra::DMatrix;

pub(super) fn assemble(
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
    let process = process_at(model, &form, problem, &parameters, catalogue.window());
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

/// The process that some parameters stand for.
pub(in crate::continuous) fn process_at(
    model: &Model,
    form: &Form,
    problem: &Problem<'_>,
    parameters: &[f64],
    window: Window,
) -> Process {
    let layout = problem.layout;
    Process {
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
        reference: window,
        kernel: problem.kernel_at(parameters),
        weights: (0..layout.kinds)
            .flat_map(|kind| parameters[layout.weights(kind)].to_vec())
            .collect(),
        productivity: problem
            .productivity_at(parameters)
            .map(|(exponent, ln_means)| Productivity { exponent, ln_means }),
        rates: form.rates.clone(),
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
