//! Sums over segments put in their places, and the integrals that are taken off.

use super::super::Kernel;
use super::super::recursion::{Basis, Curvature, Derivatives, State};
use super::segments::Sums;
use super::{Evaluation, Problem, Want, exponential};

impl Problem<'_> {
    /// Where an entry of the row of a kind stands among all parameters.
    pub(super) fn place(&self, basis: &Basis, kind: usize, entry: usize, shape: usize) -> usize {
        let own = self.layout.own();
        if entry < own {
            self.layout.of_kind(kind) + entry
        } else if entry < own + shape {
            self.layout.shape_start() + basis.shape_of(kind).0 + entry - own
        } else {
            self.layout.mark_index()
        }
    }

    /// Takes second derivatives of one kind off the information.
    pub(super) fn bend(
        &self,
        basis: &Basis,
        kind: usize,
        curvature: &Curvature,
        sign: f64,
        total: &mut Evaluation,
    ) {
        let start = self.layout.shape_start();
        for (column, weight) in self.layout.weights(kind).enumerate() {
            let p = start + basis.shape_of_column(kind, column);
            total.information[(weight, p)] -= sign * curvature.mixed[column];
            total.information[(p, weight)] -= sign * curvature.mixed[column];
        }
        for (index, twice) in curvature.twice.iter().enumerate() {
            let p = start + basis.shape_of(kind).0 + index;
            total.information[(p, p)] -= sign * twice;
        }
    }

    pub(super) fn scatter(&self, basis: &Basis, sums: &Sums, want: Want, total: &mut Evaluation) {
        let shape = if self.layout.shape > 0 {
            basis.shape_of(0).1
        } else {
            0
        };
        for (kind, curvature) in sums.curvature.iter().enumerate() {
            self.bend(basis, kind, curvature, 1.0, total);
        }
        for (kind, gradient) in sums.gradient.iter().enumerate() {
            let length = gradient.len();
            for (row, slope) in gradient.iter().enumerate() {
                let at = self.place(basis, kind, row, shape);
                total.gradient[at] += slope;
                if want.information() {
                    for column in 0..=row {
                        let value = sums.information[kind][row * length + column];
                        let other = self.place(basis, kind, column, shape);
                        total.information[(at, other)] += value;
                        if at != other {
                            total.information[(other, at)] += value;
                        }
                    }
                }
            }
        }
    }

    /// Takes the integral of the background off.
    pub(super) fn subtract_background(
        &self,
        parameters: &[f64],
        want: Want,
        total: &mut Evaluation,
    ) {
        let layout = self.layout;
        let (weights, values) = &self.quadrature;
        for kind in 0..layout.kinds {
            let at = layout.of_kind(kind);
            if layout.terms == 0 {
                let length = self.catalogue.window().end() - self.from;
                total.by_kind[kind] -= parameters[at] * length;
                total.gradient[at] -= length;
                continue;
            }
            for (weight, z) in weights.iter().zip(values.chunks_exact(layout.terms)) {
                let part = weight * exponential(&parameters[at + 1..], z);
                total.by_kind[kind] -= parameters[at] * part;
                if want != Want::Value {
                    total.gradient[at] -= part;
                    for (term, z) in z.iter().enumerate() {
                        total.gradient[at + 1 + term] -= parameters[at] * part * z;
                    }
                }
            }
        }
    }

    /// Takes the integral of the excitation off: what all events of the span
    /// trigger in all, with what was to come at its start, less what is still to
    /// come at its end.
    #[expect(clippy::too_many_arguments, reason = "parts of one evaluation")]
    pub(super) fn subtract_excitation(
        &self,
        basis: &Basis,
        parameters: &[f64],
        derivatives: Derivatives,
        weights: &[f64],
        slopes: &[f64],
        mut end: State,
        want: Want,
        total: &mut Evaluation,
    ) {
        let layout = self.layout;
        if layout.columns == 0 {
            return;
        }
        let components = layout.columns / layout.kinds;
        let kinds = self.catalogue.kinds();
        let mut weight = vec![0.0; layout.kinds];
        let mut slope = vec![0.0; layout.kinds];
        if weights.is_empty() {
            for (weight, &count) in weight.iter_mut().zip(&self.explained) {
                *weight = count as f64;
            }
        }
        for event in self.first..weights.len() {
            weight[usize::from(kinds[event])] += weights[event];
            slope[usize::from(kinds[event])] += slopes.get(event).copied().unwrap_or(0.0);
        }
        let mut begin = State::empty(
            basis,
            derivatives,
            self.catalogue.times().first().copied().unwrap_or(self.from),
        );
        if self.first > 0 {
            self.pass(basis, &mut begin, 0..self.first, weights, slopes);
            begin.advance(basis, self.from);
        }
        let whole = State::whole(basis);
        let mut columns = [vec![0.0; layout.columns], vec![0.0; layout.columns]];
        let shape = if derivatives.shape {
            basis.shape_of(0).1
        } else {
            0
        };
        let mut by_shape = [vec![0.0; shape], vec![0.0; shape]];
        for kind in 0..layout.kinds {
            let alpha = &parameters[layout.weights(kind)];
            let mut by_mark = [0.0; 2];
            for (side, state) in [&mut begin, &mut end].into_iter().enumerate() {
                by_mark[side] = state
                    .remaining(basis, kind, alpha, &mut columns[side], &mut by_shape[side])
                    .1;
            }
            if derivatives.curvature {
                let mut curvature = Curvature {
                    mixed: vec![0.0; layout.columns],
                    twice: vec![0.0; shape],
                };
                for (state, sign) in [(&begin, -1.0), (&end, 1.0)] {
                    state.remaining_curvature(basis, kind, alpha, &mut curvature);
                    self.bend(basis, kind, &curvature, sign, total);
                }
            }
            let mut mark_total = by_mark[0] - by_mark[1];
            for (column, a) in alpha.iter().enumerate() {
                let exciting = column / components;
                let integral =
                    columns[0][column] + whole[0] * weight[exciting] - columns[1][column];
                total.by_kind[kind] -= a * integral;
                mark_total += a * whole[0] * slope[exciting];
                total.gradient[layout.weights(kind).start + column] -= integral;
                if shape == 2 && matches!(self.kernel, Kernel::PowerLaw { .. }) {
                    for (index, slot) in by_shape[0].iter_mut().enumerate() {
                        *slot += a * whole[1 + index] * weight[exciting];
                    }
                }
            }
            if want != Want::Value {
                let start = layout.shape_start() + basis.shape_of(kind).0;
                for (index, (begin, end)) in by_shape[0].iter().zip(&by_shape[1]).enumerate() {
                    total.gradient[start + index] -= begin - end;
                }
                if derivatives.mark {
                    total.gradient[layout.mark_index()] -= mark_total;
                }
            }
        }
    }
}
