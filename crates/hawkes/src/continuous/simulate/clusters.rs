//! Paths by clusters: the branching representation of Hawkes and Oakes (1974).

use super::super::background::Terms;
use super::super::{Kernel, Process};
use super::{Events, Simulator};
use crate::{Catalogue, Error, Window};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Poisson};

pub(super) fn draw(
    simulator: &Simulator<'_>,
    terms: &Terms<'_>,
    window: Window,
    random: &mut ChaCha8Rng,
) -> Result<Events, Error> {
    let process = simulator.process;
    let mut events = Events {
        list: Vec::new(),
        bounded: false,
    };
    for kind in 0..process.kind_count() {
        background(simulator, terms, window, kind, random, &mut events)?;
        left_by_history(simulator, window, kind, random, &mut events)?;
    }
    // The list is its own queue: children are put at its end.
    let components = process.kernel.components();
    let kinds = process.kind_count();
    let mut parent = 0;
    while parent < events.list.len() && !events.bounded {
        let (time, kind, mark) = events.list[parent];
        let exciting = usize::from(kind);
        let productivity = simulator.productivity(exciting, mark);
        for excited in 0..kinds {
            for component in 0..components {
                let pair = (excited * kinds + exciting) * components + component;
                let mean = process.weights[pair] * productivity;
                for _ in 0..poisson(mean, simulator.most_events, random)? {
                    let delay = delay(&process.kernel, excited, exciting, component, random);
                    if time + delay <= window.end() {
                        push(simulator, &mut events, time + delay, excited, random);
                    }
                }
            }
        }
        parent += 1;
    }
    Ok(events)
}

fn push(
    simulator: &Simulator<'_>,
    events: &mut Events,
    time: f64,
    kind: usize,
    random: &mut ChaCha8Rng,
) {
    if events.list.len() >= simulator.most_events {
        events.bounded = true;
        return;
    }
    let mark = simulator.draw_mark(kind, random);
    events.list.push((time, kind as u16, mark));
}

/// A Poisson number, cut at one more than `most`.
fn poisson(mean: f64, most: usize, random: &mut ChaCha8Rng) -> Result<usize, Error> {
    if mean <= 0.0 {
        return Ok(0);
    }
    let most = most.saturating_add(1);
    if mean >= 1e15 {
        return Ok(most);
    }
    let law = Poisson::new(mean).map_err(|_| Error::OutOfRange {
        argument: "an expected number of events",
        range: "finite",
        value: mean,
    })?;
    Ok((law.sample(random) as usize).min(most))
}

/// A delay drawn from the kernel, by inversion.
fn delay(
    kernel: &Kernel,
    excited: usize,
    exciting: usize,
    component: usize,
    random: &mut ChaCha8Rng,
) -> f64 {
    // In (0, 1], so that no delay is infinite.
    let survival = 1.0 - random.random::<f64>();
    match kernel {
        Kernel::PowerLaw { offset, exponent } => {
            offset * (-survival.ln() / (exponent - 1.0)).exp_m1()
        }
        _ => kernel
            .half_life(excited, exciting, component)
            .map_or(f64::INFINITY, |half_life| -survival.log2() * half_life),
    }
}

/// Background events of one kind.
fn background(
    simulator: &Simulator<'_>,
    terms: &Terms<'_>,
    window: Window,
    kind: usize,
    random: &mut ChaCha8Rng,
    events: &mut Events,
) -> Result<(), Error> {
    let process = simulator.process;
    let gamma = &process.coefficients[kind];
    let mut z = vec![0.0; terms.count()];
    for panel in terms.panels(window.start(), window.end()).windows(2) {
        let (begin, length) = (panel[0], panel[1] - panel[0]);
        let bound = process.background[kind] * terms.bound(gamma, panel[0], panel[1]);
        for _ in 0..poisson(bound * length, simulator.most_events, random)? {
            let time = begin + length * random.random::<f64>();
            if terms.count() > 0 {
                terms.write(time, &mut z);
                let sum: f64 = z.iter().zip(gamma).map(|(z, g)| z * g).sum();
                let rate = process.background[kind] * sum.exp();
                if random.random::<f64>() * bound > rate {
                    continue;
                }
            }
            push(simulator, events, time, kind, random);
            if events.bounded {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Ascending times of a Poisson process given how many events of each kind there
/// are: those of `observed`, in its window, placed with the density of the
/// background.
pub(crate) fn scatter(
    process: &Process,
    terms: &Terms<'_>,
    observed: &Catalogue,
    random: &mut ChaCha8Rng,
) -> Vec<Vec<f64>> {
    let window = observed.window();
    let panels = terms.panels(window.start(), window.end());
    let mut z = vec![0.0; terms.count()];
    observed
        .counts()
        .into_iter()
        .enumerate()
        .map(|(kind, count)| {
            let gamma = &process.coefficients[kind];
            // The bound of each panel, and of the panels up to it.
            let bounds: Vec<f64> = panels
                .windows(2)
                .map(|panel| terms.bound(gamma, panel[0], panel[1]))
                .collect();
            let mut cumulated = Vec::with_capacity(bounds.len());
            let mut sum = 0.0;
            for (panel, bound) in panels.windows(2).zip(&bounds) {
                sum += bound * (panel[1] - panel[0]);
                cumulated.push(sum);
            }
            let mut times = Vec::with_capacity(count);
            while times.len() < count {
                let place = sum * random.random::<f64>();
                let panel = cumulated
                    .partition_point(|c| *c < place)
                    .min(bounds.len() - 1);
                let (begin, end) = (panels[panel], panels[panel + 1]);
                let time = begin + (end - begin) * random.random::<f64>();
                terms.write(time, &mut z);
                let exponent: f64 = z.iter().zip(gamma).map(|(z, g)| z * g).sum();
                if terms.count() == 0 || random.random::<f64>() * bounds[panel] <= exponent.exp() {
                    times.push(time);
                }
            }
            times.sort_by(f64::total_cmp);
            times
        })
        .collect()
}

/// Events of one kind that the history still triggers directly. Exponentials
/// forget when each event was: what is left of each decay suffices.
fn left_by_history(
    simulator: &Simulator<'_>,
    window: Window,
    kind: usize,
    random: &mut ChaCha8Rng,
    events: &mut Events,
) -> Result<(), Error> {
    let process = simulator.process;
    let columns = process.kind_count() * process.kernel.components();
    let mut state = simulator.state.clone();
    for column in 0..columns {
        let weight = process.weights[kind * columns + column];
        for (decay, left) in state.parts(&simulator.basis, kind, column) {
            let share = -(-decay * window.length()).exp_m1();
            for _ in 0..poisson(weight * left * share, simulator.most_events, random)? {
                let uniform: f64 = random.random();
                let delay = -(-uniform * share).ln_1p() / decay;
                push(
                    simulator,
                    events,
                    (window.start() + delay).min(window.end()),
                    kind,
                    random,
                );
                if events.bounded {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}
