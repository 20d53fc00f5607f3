//! What an intensity is at and between the events of a catalogue.

use super::super::Kernel;
use super::super::background::Terms;
use super::super::recursion::{Basis, Derivatives, State};
use super::{Problem, exponential};

impl Problem<'_> {
    /// The integral of the intensity of each kind from event to event of that
    /// kind, at some parameters: the first entry from the start of the span, the
    /// last to its end (Ogata 1988).
    pub fn increments(&self, parameters: &[f64], terms: &Terms<'_>) -> Vec<Vec<f64>> {
        let layout = self.layout;
        let basis = Basis::new(&self.kernel_at(parameters), layout.kinds, &self.rates);
        let (weights, slopes) = self.weights(parameters);
        let (times, kinds) = (self.catalogue.times(), self.catalogue.kinds());
        let none = Derivatives::NONE;
        let mut state = State::empty(&basis, none, times.first().copied().unwrap_or(self.from));
        let whole = State::whole(&basis)[0];
        let components = layout.columns.checked_div(layout.kinds).unwrap_or(0);
        let mut columns = vec![0.0; layout.columns];
        // What was triggered so far in all, as if no child were still to come.
        let mut triggered = vec![0.0; layout.kinds];
        let mut before = vec![0.0; layout.kinds];
        let mut since = vec![self.from; layout.kinds];
        let mut increments = vec![Vec::new(); layout.kinds];
        let mut pending = 0;
        let end = self.catalogue.window().end();
        let mut opened = false;
        for event in 0..=times.len() {
            let time = times.get(event).copied().unwrap_or(end);
            if time > state.now() || event == times.len() {
                self.pass(&basis, &mut state, pending..event, &weights, &slopes);
                for (past, &kind) in kinds[..event].iter().enumerate().skip(pending) {
                    let exciting = usize::from(kind);
                    for (kind, triggered) in triggered.iter_mut().enumerate() {
                        let alpha = &parameters[layout.weights(kind)];
                        let from = &alpha[exciting * components..(exciting + 1) * components];
                        *triggered += whole
                            * from.iter().sum::<f64>()
                            * weights.get(past).copied().unwrap_or(1.0);
                    }
                }
                pending = event;
            }
            if !opened && event >= self.first {
                opened = true;
                state.advance(&basis, self.from.max(state.now()));
                for kind in 0..layout.kinds {
                    let alpha = &parameters[layout.weights(kind)];
                    before[kind] = triggered[kind]
                        - state
                            .remaining(&basis, kind, alpha, &mut columns, &mut [])
                            .0;
                }
            }
            state.advance(&basis, time.max(state.now()));
            if event < self.first {
                continue;
            }
            let closing = event == times.len();
            for kind in 0..layout.kinds {
                if !closing && kind != usize::from(kinds[event]) {
                    continue;
                }
                let alpha = &parameters[layout.weights(kind)];
                let now = triggered[kind]
                    - state
                        .remaining(&basis, kind, alpha, &mut columns, &mut [])
                        .0;
                let at = layout.of_kind(kind);
                let background = if layout.terms == 0 {
                    parameters[at] * (time - since[kind])
                } else {
                    let (nodes, values) = terms.quadrature(since[kind], time);
                    nodes
                        .iter()
                        .zip(values.chunks_exact(layout.terms))
                        .map(|(weight, z)| {
                            parameters[at] * weight * exponential(&parameters[at + 1..], z)
                        })
                        .sum()
                };
                increments[kind].push((background + now - before[kind]).max(0.0));
                before[kind] = now;
                since[kind] = time;
            }
        }
        increments
    }

    /// The intensity of its own kind at each event that is explained, and of its
    /// parts: background first, then one entry for each exciting kind.
    pub fn at_events(&self, parameters: &[f64]) -> Vec<Vec<f64>> {
        let layout = self.layout;
        let basis = Basis::new(&self.kernel_at(parameters), layout.kinds, &self.rates);
        let (weights, slopes) = self.weights(parameters);
        let (times, kinds) = (self.catalogue.times(), self.catalogue.kinds());
        let none = Derivatives::NONE;
        let mut state = State::empty(&basis, none, times.first().copied().unwrap_or(self.from));
        let components = layout.columns.checked_div(layout.kinds).unwrap_or(0);
        let mut columns = vec![0.0; layout.columns];
        let mut rows = Vec::with_capacity(times.len() - self.first);
        let mut pending = 0;
        for event in 0..times.len() {
            if times[event] > state.now() {
                self.pass(&basis, &mut state, pending..event, &weights, &slopes);
                pending = event;
                state.advance(&basis, times[event]);
            }
            if event < self.first {
                continue;
            }
            let kind = usize::from(kinds[event]);
            let at = layout.of_kind(kind);
            let alpha = &parameters[layout.weights(kind)];
            state.read(&basis, kind, alpha, &mut columns, &mut []);
            let mut row = vec![0.0; 1 + layout.kinds];
            let z = &self.terms[event * layout.terms..(event + 1) * layout.terms];
            row[0] = parameters[at] * exponential(&parameters[at + 1..], z);
            for (column, (value, a)) in columns.iter().zip(alpha).enumerate() {
                row[1 + column / components] += a * value;
            }
            rows.push(row);
        }
        rows
    }

    /// The kind of each event that is explained.
    pub fn explained_kinds(&self) -> impl Iterator<Item = usize> + '_ {
        self.catalogue.kinds()[self.first..]
            .iter()
            .map(|&kind| usize::from(kind))
    }

    /// The excitation of its own kind at each event that is explained, for
    /// weights of 1 of `kernel`, with one column for each exciting kind; and, by
    /// pair of kinds, the integral of that excitation. The productivity of marks
    /// is left out.
    pub fn unit_columns(&self, kernel: &Kernel) -> (Vec<f64>, Vec<f64>) {
        let kinds = self.layout.kinds;
        let basis = Basis::new(kernel, kinds, &self.rates);
        let (times, events) = (self.catalogue.times(), self.catalogue.kinds());
        let start = times.first().copied().unwrap_or(self.from);
        let mut state = State::empty(&basis, Derivatives::NONE, start);
        let ones = vec![1.0; kinds];
        let mut columns = vec![0.0; kinds * (times.len() - self.first)];
        let mut pending = 0;
        for event in 0..times.len() {
            if times[event] > state.now() {
                self.pass(&basis, &mut state, pending..event, &[], &[]);
                pending = event;
                state.advance(&basis, times[event]);
            }
            if event >= self.first {
                let row = (event - self.first) * kinds;
                let kind = usize::from(events[event]);
                state.read(&basis, kind, &ones, &mut columns[row..row + kinds], &mut []);
            }
        }
        self.pass(&basis, &mut state, pending..times.len(), &[], &[]);
        state.advance(&basis, self.catalogue.window().end());
        let mut integrals = vec![0.0; kinds * kinds];
        for excited in 0..kinds {
            let row = &mut integrals[excited * kinds..(excited + 1) * kinds];
            state.remaining(&basis, excited, &ones, row, &mut []);
            for (integral, &count) in row.iter_mut().zip(&self.counts) {
                *integral = count as f64 - *integral;
            }
        }
        (columns, integrals)
    }

    /// The state at the end of the window.
    pub fn final_state(&self, parameters: &[f64]) -> (Basis, State) {
        let basis = Basis::new(&self.kernel_at(parameters), self.layout.kinds, &self.rates);
        let (weights, slopes) = self.weights(parameters);
        let none = Derivatives::NONE;
        let times = self.catalogue.times();
        let mut state = State::empty(&basis, none, times.first().copied().unwrap_or(self.from));
        self.pass(&basis, &mut state, 0..times.len(), &weights, &slopes);
        state.advance(&basis, self.catalogue.window().end());
        (basis, state)
    }
}
