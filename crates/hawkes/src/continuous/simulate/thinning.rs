//! Paths by thinning (Lewis and Shedler 1979; Ogata 1981, algorithm 2): between
//! events excitation only fades, so that its present value bounds it.

use super::super::background::Terms;
use super::{Events, Simulator};
use crate::{Error, Window};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

pub(super) fn draw(
    simulator: &Simulator<'_>,
    terms: &Terms<'_>,
    window: Window,
    random: &mut ChaCha8Rng,
) -> Result<Events, Error> {
    let process = simulator.process;
    let kinds = process.kind_count();
    let per_kind = kinds * process.kernel.components();
    let mut events = Events {
        list: Vec::new(),
        bounded: false,
    };
    let mut state = simulator.state.clone();
    let mut columns = vec![0.0; per_kind];
    let mut intensity = vec![0.0; kinds];
    let mut z = vec![0.0; terms.count()];
    for panel in terms.panels(window.start(), window.end()).windows(2) {
        let mut time = panel[0];
        state.advance(&simulator.basis, time);
        let background: f64 = (0..kinds)
            .map(|kind| {
                process.background[kind]
                    * terms.bound(&process.coefficients[kind], panel[0], panel[1])
            })
            .sum();
        let mut bound = background;
        for kind in 0..kinds {
            let alpha = &process.weights[kind * per_kind..(kind + 1) * per_kind];
            bound += state
                .read(&simulator.basis, kind, alpha, &mut columns, &mut [])
                .0;
        }
        loop {
            if bound <= 0.0 {
                break;
            }
            time += -(1.0 - random.random::<f64>()).ln() / bound;
            if time > panel[1] {
                break;
            }
            state.advance(&simulator.basis, time);
            terms.write(time, &mut z);
            let mut excitation = 0.0;
            for (kind, intensity) in intensity.iter_mut().enumerate() {
                let alpha = &process.weights[kind * per_kind..(kind + 1) * per_kind];
                let excited = state
                    .read(&simulator.basis, kind, alpha, &mut columns, &mut [])
                    .0;
                let gamma = &process.coefficients[kind];
                let sum: f64 = z.iter().zip(gamma).map(|(z, g)| z * g).sum();
                *intensity = excited + process.background[kind] * sum.exp();
                excitation += excited;
            }
            let mut place = random.random::<f64>() * bound;
            bound = background + excitation;
            let Some(kind) = intensity.iter().position(|rate| {
                place -= rate;
                place < 0.0
            }) else {
                continue;
            };
            if events.list.len() >= simulator.most_events {
                events.bounded = true;
                return Ok(events);
            }
            let mark = simulator.draw_mark(kind, random);
            events.list.push((time, kind as u16, mark));
            let productivity = simulator.productivity(kind, mark);
            state.add(&simulator.basis, kind, productivity, 0.0);
            bound = background;
            for kind in 0..kinds {
                let alpha = &process.weights[kind * per_kind..(kind + 1) * per_kind];
                bound += state
                    .read(&simulator.basis, kind, alpha, &mut columns, &mut [])
                    .0;
            }
        }
    }
    Ok(events)
}
