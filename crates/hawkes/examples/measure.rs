//! Simulates a catalogue and times fits, for `scripts/bench-hawkes`.
//!
//! `measure simulate EVENTS FOLDER` writes a catalogue of five kinds, one file of
//! little-endian doubles for each kind, and `window` with the end of the window.
//! `measure fit FOLDER given|shared|pair` prints a line of JSON with the seconds,
//! the log-likelihood and the peak memory of the process.

use foreshock_hawkes::continuous::{Family, Kernel, Model, Process, Simulator};
use foreshock_hawkes::{Catalogue, Window};
use std::error::Error;
use std::path::Path;
use std::time::Instant;

const KINDS: usize = 5;
const DECAY: f64 = 1.5;

/// Every kind excites itself most, the next one less, and the others little;
/// the branching ratio is 0.54.
fn process() -> Result<Process, foreshock_hawkes::Error> {
    let mut weights = vec![0.04; KINDS * KINDS];
    for kind in 0..KINDS {
        weights[kind * KINDS + kind] = 0.26;
        weights[(kind + 1) % KINDS * KINDS + kind] = 0.16;
    }
    Process::new(
        vec![0.2; KINDS],
        Kernel::Exponential { decay: DECAY },
        weights,
    )
}

fn simulate(events: f64, folder: &Path) -> Result<(), Box<dyn Error>> {
    let process = process()?;
    let rate = 0.2 * KINDS as f64 / (1.0 - process.branching_ratio());
    let length = events / rate;
    let path = Simulator::new(&process, 0.0)?
        .with_at_most(usize::MAX)
        .path(length, 1, 0)?;
    std::fs::create_dir_all(folder)?;
    let mut files = vec![Vec::new(); KINDS];
    for (time, &kind) in path.catalogue.times().iter().zip(path.catalogue.kinds()) {
        files[usize::from(kind)].extend(time.to_le_bytes());
    }
    for (kind, bytes) in files.into_iter().enumerate() {
        std::fs::write(folder.join(kind.to_string()), bytes)?;
    }
    std::fs::write(folder.join("window"), length.to_le_bytes())?;
    Ok(())
}

fn read(path: &Path) -> Result<Vec<f64>, Box<dyn Error>> {
    Ok(std::fs::read(path)?
        .chunks_exact(8)
        .map(|bytes| f64::from_le_bytes(bytes.try_into().unwrap_or_default()))
        .collect())
}

fn fit(folder: &Path, decay: &str) -> Result<(), Box<dyn Error>> {
    let end = read(&folder.join("window"))?[0];
    let lists: Vec<Vec<f64>> = (0..KINDS)
        .map(|kind| read(&folder.join(kind.to_string())))
        .collect::<Result<_, _>>()?;
    let model = match decay {
        "given" => Model::given(Kernel::Exponential { decay: DECAY }),
        "shared" => Model::estimated(Family::Exponential),
        "pair" => Model::estimated(Family::ExponentialByPair),
        other => return Err(format!("no such fit: {other}").into()),
    };
    // From the lists on, as the peer is timed too: merging them is part of the fit.
    let start = Instant::now();
    let catalogue = Catalogue::by_kind(&lists, Window::new(0.0, end)?)?;
    let fitted = model.fit(&catalogue)?;
    let seconds = start.elapsed().as_secs_f64();
    let memory = std::fs::read_to_string("/proc/self/status")?
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok())
        .unwrap_or(0.0);
    println!(
        "{{\"events\": {}, \"seconds\": {seconds:.6}, \"log_likelihood\": {:.6}, \"steps\": {}, \"peak_megabytes\": {:.0}}}",
        catalogue.len(),
        fitted.log_likelihood,
        fitted.iterations,
        memory / 1024.0
    );
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["simulate", events, folder] => simulate(events.parse()?, Path::new(folder)),
        ["fit", folder, decay] => fit(Path::new(folder), decay),
        _ => Err(
            "usage: measure simulate EVENTS FOLDER | measure fit FOLDER given|shared|pair".into(),
        ),
    }
}
