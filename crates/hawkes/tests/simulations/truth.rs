//! Processes whose numbers are known.

use foreshock_hawkes::continuous::{Kernel, Process, Simulator};
use foreshock_hawkes::{Catalogue, Window};

/// Two kinds with no weight near 0, decay 1, `events` expected.
pub fn pair(events: f64) -> (Process, f64) {
    let process = Process::new(
        vec![0.3, 0.2],
        Kernel::Exponential { decay: 1.0 },
        vec![0.3, 0.3, 0.25, 0.35],
    )
    .expect("valid");
    // (I - A)^-1 mu, by hand: rates 0.7111 and 0.5812.
    let determinant = 0.7 * 0.65 - 0.3 * 0.25;
    let rate = (0.65 * 0.3 + 0.3 * 0.2 + 0.25 * 0.3 + 0.7 * 0.2) / determinant;
    (process, events / rate)
}

/// The catalogue with number `stream`.
pub fn draw(process: &Process, length: f64, seed: u64, stream: u64) -> Catalogue {
    Simulator::new(process, 0.0)
        .and_then(|simulator| simulator.path(length, seed, stream))
        .expect("valid")
        .catalogue
}

pub fn poisson(rates: &[f64]) -> Process {
    Process::new(rates.to_vec(), Kernel::None, Vec::new()).expect("valid")
}

pub fn window(start: f64, end: f64) -> Window {
    Window::new(start, end).expect("valid")
}
