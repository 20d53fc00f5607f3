//! Draws paths of a process, from nothing or from a given history.

mod clusters;
mod outlook;
mod thinning;

pub(super) use clusters::scatter;
pub use outlook::{Horizon, Outlook};

use super::background::Terms;
use super::process::Process;
use super::recursion::{Basis, Derivatives, State};
use crate::error::{self, Error};
use crate::{Catalogue, Window};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// How paths are drawn. Both ways give the same distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// Background events first, then their children, theirs, and so on (Hawkes
    /// and Oakes 1974). The faster way.
    #[default]
    Clusters,
    /// Candidates at a rate above the intensity, each kept with the probability
    /// intensity / rate (Lewis and Shedler 1979; Ogata 1981).
    Thinning,
}

/// Events of a path at most, if nothing else is said.
const MOST_EVENTS: usize = 1_000_000;

/// Draws paths of one process.
#[derive(Debug, Clone)]
pub struct Simulator<'a> {
    pub(super) process: &'a Process,
    pub(super) start: f64,
    pub(super) basis: Basis,
    /// Excitation left by the history.
    pub(super) state: State,
    /// Marks seen, by kind, from which marks are drawn.
    marks: Vec<Vec<f64>>,
    method: Method,
    most_events: usize,
}

/// One simulated path.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Its events, within the window that was simulated.
    pub catalogue: Catalogue,
    /// Whether it was cut short at the largest number of events. Such a path
    /// lacks events from some instant on.
    pub bounded: bool,
}

/// Events of a path in no order: time, kind, mark.
struct Events {
    list: Vec<(f64, u16, f64)>,
    bounded: bool,
}

impl<'a> Simulator<'a> {
    /// Paths that start at `start` with no history.
    ///
    /// # Errors
    ///
    /// If `start` is not finite.
    pub fn new(process: &'a Process, start: f64) -> Result<Self, Error> {
        if !start.is_finite() {
            return Err(Error::NotFinite {
                what: "start of the simulation",
                index: 0,
            });
        }
        let basis = Basis::new(&process.kernel, process.kind_count(), &process.rates);
        Ok(Self {
            state: State::empty(&basis, Derivatives::NONE, start),
            process,
            start,
            basis,
            marks: vec![Vec::new(); process.kind_count()],
            method: Method::Clusters,
            most_events: MOST_EVENTS,
        })
    }

    /// Paths that continue a catalogue from the end of its window on.
    ///
    /// # Errors
    ///
    /// If the kinds do not fit or marks are missing.
    pub fn after(process: &'a Process, history: &Catalogue) -> Result<Self, Error> {
        let mut simulator = Self::new(process, history.window().end())?;
        let problem = process.problem(history, history.window().start())?;
        let (basis, state) = problem.final_state(&process.parameters());
        simulator.basis = basis;
        simulator.state = state;
        if let Some(marks) = history.marks() {
            for (mark, &kind) in marks.iter().zip(history.kinds()) {
                simulator.marks[usize::from(kind)].push(*mark);
            }
        }
        Ok(simulator)
    }

    /// Marks from which those of each kind are drawn, with replacement; those of
    /// the history otherwise. A kind without marks has events of mean
    /// productivity.
    ///
    /// # Errors
    ///
    /// If there is not one list for each kind, or a mark is not finite.
    pub fn with_marks(mut self, marks: Vec<Vec<f64>>) -> Result<Self, Error> {
        error::dimension("the kinds of marks", self.process.kind_count(), marks.len())?;
        for list in &marks {
            if let Some(index) = list.iter().position(|mark| !mark.is_finite()) {
                return Err(Error::NotFinite {
                    what: "mark",
                    index,
                });
            }
        }
        self.marks = marks;
        Ok(self)
    }

    /// The same paths drawn in another way.
    pub fn with_method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// A path with more events than this is cut short. An explosive process
    /// would go on for ever; without other word a million.
    pub fn with_at_most(mut self, events: usize) -> Self {
        self.most_events = events;
        self
    }

    /// One path of a given length, the one with number `stream` of a `seed`.
    ///
    /// # Errors
    ///
    /// If the length is not positive.
    pub fn path(&self, length: f64, seed: u64, stream: u64) -> Result<Path, Error> {
        error::positive("the length of a path", length)?;
        let window = Window::new(self.start, self.start + length)?;
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(stream);
        let terms = Terms::new(&self.process.terms, self.process.reference)?;
        let mut events = match self.method {
            Method::Clusters => clusters::draw(self, &terms, window, &mut random)?,
            Method::Thinning => thinning::draw(self, &terms, window, &mut random)?,
        };
        events
            .list
            .sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let marked = self.marks.iter().any(|marks| !marks.is_empty());
        let marks = events.list.iter().map(|event| event.2).collect();
        let (times, kinds) = events.list.iter().map(|event| (event.0, event.1)).unzip();
        let mut catalogue = Catalogue::new(times, kinds, self.process.kind_count(), window)?;
        if marked || self.process.productivity.is_some() {
            catalogue = catalogue.with_marks(marks)?;
        }
        Ok(Path {
            catalogue,
            bounded: events.bounded,
        })
    }

    /// Many paths of a given length, the same whatever the number of threads.
    ///
    /// # Errors
    ///
    /// If the length is not positive.
    pub fn paths(&self, length: f64, count: usize, seed: u64) -> Result<Vec<Path>, Error> {
        (0..count as u64)
            .into_par_iter()
            .map(|stream| self.path(length, seed, stream))
            .collect()
    }

    /// What many paths say of the time up to each horizon: counts, exceedances
    /// and waiting times. `horizons` are lengths from the start, ascending.
    ///
    /// # Errors
    ///
    /// If there is no horizon, or they do not ascend from above 0.
    pub fn outlook(&self, horizons: &[f64], count: usize, seed: u64) -> Result<Outlook, Error> {
        outlook::outlook(self, horizons, count, seed)
    }

    /// The productivity of an event of a kind with a mark.
    pub(super) fn productivity(&self, kind: usize, mark: f64) -> f64 {
        match &self.process.productivity {
            Some(law) if !self.marks[kind].is_empty() => {
                (law.exponent * mark - law.ln_means[kind]).exp()
            }
            _ => 1.0,
        }
    }

    /// A mark for an event of a kind; 0 where none was ever seen.
    fn draw_mark(&self, kind: usize, random: &mut ChaCha8Rng) -> f64 {
        use rand::Rng;
        match self.marks[kind].len() {
            0 => 0.0,
            count => self.marks[kind][random.random_range(0..count)],
        }
    }
}
