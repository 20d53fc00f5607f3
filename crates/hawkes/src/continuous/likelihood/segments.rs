//! What the events of one segment add to the sums. Segments are worked on side by
//! side, each from the state that those before it leave behind.

use super::super::recursion::{Basis, Curvature, Derivatives, State};
use super::super::shared_decay::Pass;
use super::{Marks, Problem, Want, exponential};
use rayon::prelude::*;
use std::ops::Range;

/// Events of one segment at least; segments are worked on side by side.
const SEGMENT: usize = 4096;
/// Segments at most, so that their states take little memory.
const MOST_SEGMENTS: usize = 64;

/// What one segment adds, by kind.
pub(super) struct Sums {
    pub(super) values: Vec<f64>,
    pub(super) gradient: Vec<Vec<f64>>,
    pub(super) information: Vec<Vec<f64>>,
    pub(super) curvature: Vec<Curvature>,
}

impl Problem<'_> {
    /// The state at the first event of each segment, that event not included.
    pub(super) fn starts(
        &self,
        basis: &Basis,
        derivatives: Derivatives,
        weights: &[f64],
        slopes: &[f64],
    ) -> Vec<State> {
        let times = self.catalogue.times();
        let Some(&begin) = times.first() else {
            return Vec::new();
        };
        // What each segment alone leaves behind at the start of the next.
        let ends: Vec<State> = self
            .segments
            .par_windows(2)
            .map(|pair| {
                // Events of long ago leave nothing behind.
                let remembered = times[pair[1].start] - basis.memory();
                let skipped = times[pair[0].clone()].partition_point(|&time| time < remembered);
                let range = pair[0].start + skipped..pair[0].end;
                let begin = times[range.start.min(pair[1].start)];
                let mut state = State::empty(basis, derivatives, begin);
                self.pass(basis, &mut state, range, weights, slopes);
                state.advance(basis, times[pair[1].start]);
                state
            })
            .collect();
        let mut states = vec![State::empty(basis, derivatives, begin)];
        for mut end in ends {
            let mut state = states[states.len() - 1].clone();
            state.advance(basis, end.now());
            state.merge(basis, &mut end);
            states.push(state);
        }
        states
    }

    /// Lets the events of a range happen, without looking at the intensity.
    pub(super) fn pass(
        &self,
        basis: &Basis,
        state: &mut State,
        range: Range<usize>,
        weights: &[f64],
        slopes: &[f64],
    ) {
        let (times, kinds) = (self.catalogue.times(), self.catalogue.kinds());
        for event in range {
            if times[event] > state.now() {
                state.advance(basis, times[event]);
            }
            state.add(
                basis,
                usize::from(kinds[event]),
                weights.get(event).copied().unwrap_or(1.0),
                slopes.get(event).copied().unwrap_or(0.0),
            );
        }
    }

    /// What the events of one segment add, and the state after them, where one
    /// decay and few kinds allow it to be told quickly.
    pub(super) fn quick(
        &self,
        basis: &Basis,
        parameters: &[f64],
        segment: &Range<usize>,
        state: &State,
        derivatives: Derivatives,
        want: Want,
    ) -> Option<(Sums, State)> {
        let rate = basis.shared_rate()?;
        if self.layout.terms > 0 || self.marks != Marks::Ignored {
            return None;
        }
        let pass = Pass {
            times: self.catalogue.times(),
            kinds: self.catalogue.kinds(),
            first: self.first,
            rate,
        };
        let segment = segment.clone();
        macro_rules! sized {
            ($($kinds:literal)*) => {
                match (self.layout.kinds, want, derivatives.shape) {
                    $(
                        ($kinds, Want::Value, _) => {
                            self.shared::<$kinds, 0>(pass, parameters, segment, state, derivatives, want)
                        }
                        ($kinds, _, false) => {
                            self.shared::<$kinds, { $kinds + 1 }>(pass, parameters, segment, state, derivatives, want)
                        }
                        ($kinds, _, true) => {
                            self.shared::<$kinds, { $kinds + 2 }>(pass, parameters, segment, state, derivatives, want)
                        }
                    )*
                    _ => None,
                }
            };
        }
        sized!(1 2 3 4 5 6 7 8)
    }

    pub(super) fn shared<const K: usize, const L: usize>(
        &self,
        pass: Pass<'_>,
        parameters: &[f64],
        segment: Range<usize>,
        state: &State,
        derivatives: Derivatives,
        want: Want,
    ) -> Option<(Sums, State)> {
        let layout = self.layout;
        let mut background = [0.0; K];
        let mut weights = [[0.0; K]; K];
        for kind in 0..K {
            background[kind] = parameters[layout.of_kind(kind)];
            weights[kind].copy_from_slice(&parameters[layout.weights(kind)]);
        }
        let mut excitation = state.shared::<K>()?;
        let totals = pass.run::<K, L>(segment, &background, &weights, &mut excitation);
        let mut state = state.clone();
        state.set_shared(&excitation);
        let sums = Sums {
            values: totals.iter().map(|total| total.value).collect(),
            gradient: totals.iter().map(|total| total.gradient.to_vec()).collect(),
            information: if want.information() {
                totals
                    .iter()
                    .map(|total| total.information.concat())
                    .collect()
            } else {
                vec![Vec::new(); K]
            },
            curvature: if derivatives.curvature {
                totals
                    .iter()
                    .map(|total| Curvature {
                        mixed: total.mixed.to_vec(),
                        twice: vec![total.twice],
                    })
                    .collect()
            } else {
                Vec::new()
            },
        };
        Some((sums, state))
    }

    /// What the events of one segment add, and the state after them.
    #[expect(clippy::too_many_arguments, reason = "parts of one evaluation")]
    pub(super) fn segment(
        &self,
        basis: &Basis,
        parameters: &[f64],
        segment: &Range<usize>,
        mut state: State,
        weights: &[f64],
        slopes: &[f64],
        derivatives: Derivatives,
        want: Want,
    ) -> (Sums, State) {
        let layout = self.layout;
        let (times, kinds) = (self.catalogue.times(), self.catalogue.kinds());
        let shape = if derivatives.shape {
            basis.shape_of(0).1
        } else {
            0
        };
        let own = layout.own();
        let length = own + shape + usize::from(derivatives.mark);
        let per_kind = |size: usize| vec![vec![0.0; size]; layout.kinds];
        let no_curvature = Curvature {
            mixed: vec![0.0; layout.columns],
            twice: vec![0.0; shape],
        };
        let mut curvature = no_curvature.clone();
        let mut sums = Sums {
            values: vec![0.0; layout.kinds],
            gradient: per_kind(if want == Want::Value { 0 } else { length }),
            information: per_kind(if want.information() {
                length * length
            } else {
                0
            }),
            curvature: vec![
                no_curvature;
                if derivatives.curvature {
                    layout.kinds
                } else {
                    0
                }
            ],
        };
        // Logarithms are taken of products, one for many events.
        let mut products = vec![1.0f64; layout.kinds];
        let mut row = vec![0.0; length];
        let mut pending = segment.start;
        for event in segment.clone() {
            if times[event] > state.now() {
                // Events of one instant do not excite one another.
                self.pass(basis, &mut state, pending..event, weights, slopes);
                pending = event;
                state.advance(basis, times[event]);
            }
            if event < self.first {
                continue;
            }
            let kind = usize::from(kinds[event]);
            let at = layout.of_kind(kind);
            let alpha = &parameters[layout.weights(kind)];
            let (ours, by_shape) = row.split_at_mut(own);
            let (background, columns) = ours.split_at_mut(1 + layout.terms);
            let (by_shape, by_mark) = by_shape.split_at_mut(shape);
            let (excitation, mark_slope) = state.read(basis, kind, alpha, columns, by_shape);
            if let Some(slot) = by_mark.first_mut() {
                *slot = mark_slope;
            }
            let mut intensity = parameters[at];
            background[0] = 1.0;
            if layout.terms > 0 {
                let z = &self.terms[event * layout.terms..(event + 1) * layout.terms];
                let factor = exponential(&parameters[at + 1..], z);
                background[0] = factor;
                intensity *= factor;
                for (slot, z) in background[1..].iter_mut().zip(z) {
                    *slot = intensity * z;
                }
            }
            intensity += excitation;
            if intensity > 1e-100 && intensity < 1e100 {
                let product = &mut products[kind];
                *product *= intensity;
                if !(1e-150..1e150).contains(product) {
                    sums.values[kind] += product.ln();
                    *product = 1.0;
                }
            } else {
                sums.values[kind] += intensity.ln();
            }
            if want != Want::Value {
                let inverse = 1.0 / intensity;
                for (slope, entry) in sums.gradient[kind].iter_mut().zip(&mut row) {
                    *entry *= inverse;
                    *slope += *entry;
                }
            }
            if derivatives.curvature {
                state.curvature(basis, kind, alpha, &mut curvature);
                let inverse = 1.0 / intensity;
                let total = &mut sums.curvature[kind];
                for (slot, part) in total.mixed.iter_mut().zip(&curvature.mixed) {
                    *slot += part * inverse;
                }
                for (slot, part) in total.twice.iter_mut().zip(&curvature.twice) {
                    *slot += part * inverse;
                }
            }
            if want.information() {
                let matrix = &mut sums.information[kind];
                for (column, entry) in row.iter().enumerate() {
                    let lower = &mut matrix[column * length..column * length + column + 1];
                    for (slot, other) in lower.iter_mut().zip(&row) {
                        *slot += entry * other;
                    }
                }
            }
        }
        for (value, product) in sums.values.iter_mut().zip(products) {
            *value += product.ln();
        }
        self.pass(basis, &mut state, pending..segment.end, weights, slopes);
        (sums, state)
    }
}

/// Cuts the events into segments that depend on their number alone, so that the
/// sums are the same on every machine. Events of one instant stay together.
pub(super) fn segments(times: &[f64]) -> Vec<Range<usize>> {
    let size = SEGMENT.max(times.len().div_ceil(MOST_SEGMENTS));
    let mut segments = Vec::new();
    let mut start = 0;
    while start < times.len() {
        let mut end = (start + size).min(times.len());
        while end < times.len() && times[end] == times[end - 1] {
            end += 1;
        }
        segments.push(start..end);
        start = end;
    }
    segments
}
