//! The log-likelihood of a path given its history, from the state that the
//! history leaves, so that a long history is read once and not for each path.

use super::background::Terms;
use super::recursion::State;
use super::simulate::Simulator;
use crate::{Catalogue, Error, error};

/// What a process says of a catalogue, given a history.
pub(crate) struct Continuation {
    /// The logarithm of the intensity at each event.
    pub logarithms: Vec<f64>,
    /// The integral of the intensity over the window.
    pub expected: f64,
}

impl Simulator<'_> {
    /// The log-likelihood of a catalogue that starts where this simulator does;
    /// minus infinity where an event had no chance.
    pub(crate) fn score(&self, observed: &Catalogue) -> Result<f64, Error> {
        let continuation = self.continuation(observed)?;
        Ok(continuation.logarithms.iter().sum::<f64>() - continuation.expected)
    }

    /// What the process says of a catalogue that starts where this simulator does.
    pub(crate) fn continuation(&self, observed: &Catalogue) -> Result<Continuation, Error> {
        let process = self.process;
        let kinds = process.kind_count();
        error::dimension("the kinds of the catalogue", kinds, observed.kind_count())?;
        let window = observed.window();
        if (window.start() - self.start).abs() > 1e-9 * window.length() {
            return Err(Error::OutOfRange {
                argument: "the start of the window observed",
                range: "where the simulation starts",
                value: window.start(),
            });
        }
        let marks = match (observed.marks(), &process.productivity) {
            (None, Some(_)) => return Err(Error::NoMarks),
            (marks, _) => marks,
        };
        let terms = Terms::new(&process.terms, process.reference)?;
        let per_kind = kinds * process.kernel.components();
        let weights_of = |kind: usize| &process.weights[kind * per_kind..(kind + 1) * per_kind];
        let mut columns = vec![0.0; per_kind];
        let mut z = vec![0.0; terms.count()];
        let background = |kind: usize, z: &[f64]| {
            let gamma = &process.coefficients[kind];
            let sum: f64 = z.iter().zip(gamma).map(|(z, g)| z * g).sum();
            process.background[kind] * sum.exp()
        };

        let mut state = self.state.clone();
        let mut expected = 0.0;
        let (nodes, values) = terms.quadrature(window.start(), window.end());
        for kind in 0..kinds {
            if terms.count() == 0 {
                expected += process.background[kind] * window.length();
            } else {
                for (node, z) in nodes.iter().zip(values.chunks_exact(terms.count())) {
                    expected += node * background(kind, z);
                }
            }
            let alpha = weights_of(kind);
            expected += state
                .remaining(&self.basis, kind, alpha, &mut columns, &mut [])
                .0;
        }
        let whole = State::whole(&self.basis)[0];
        let components = process.kernel.components();
        let mut logarithms = Vec::with_capacity(observed.len());
        let (times, events) = (observed.times(), observed.kinds());
        let mut pending = 0;
        for event in 0..=times.len() {
            let time = times.get(event).copied().unwrap_or(window.end());
            if event == times.len() || time > state.now() {
                for past in pending..event {
                    let kind = usize::from(events[past]);
                    let productivity =
                        self.productivity(kind, marks.map_or(0.0, |marks| marks[past]));
                    state.add(&self.basis, kind, productivity, 0.0);
                    for excited in 0..kinds {
                        let from = kind * components..(kind + 1) * components;
                        let weight: f64 = weights_of(excited)[from].iter().sum();
                        expected += whole * weight * productivity;
                    }
                }
                pending = event;
                state.advance(&self.basis, time.max(state.now()));
            }
            let Some(&kind) = events.get(event) else {
                break;
            };
            let kind = usize::from(kind);
            terms.write(time, &mut z);
            let alpha = weights_of(kind);
            let excitation = state
                .read(&self.basis, kind, alpha, &mut columns, &mut [])
                .0;
            logarithms.push((background(kind, &z) + excitation).ln());
        }
        for kind in 0..kinds {
            let alpha = weights_of(kind);
            expected -= state
                .remaining(&self.basis, kind, alpha, &mut columns, &mut [])
                .0;
        }
        Ok(Continuation {
            logarithms,
            expected,
        })
    }
}
