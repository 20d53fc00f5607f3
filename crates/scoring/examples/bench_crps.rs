//! Times the CRPS of a panel in a file of raw little-endian `f64`: outcomes
//! first, then the draws of each. Called by `scripts/bench-crps`, which times
//! properscoring on the same numbers.

use std::{env, error::Error, fs, time::Instant};

use foreshock_scoring::{Sample, score_panel};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [path, forecasts, draws, repeats] = arguments.as_slice() else {
        return Err("usage: bench_crps FILE FORECASTS DRAWS REPEATS".into());
    };
    let (forecasts, width): (usize, usize) = (forecasts.parse()?, draws.parse()?);
    let numbers: Vec<f64> = fs::read(path)?
        .chunks_exact(8)
        .map(|bytes| Ok(f64::from_le_bytes(bytes.try_into()?)))
        .collect::<Result<_, std::array::TryFromSliceError>>()?;
    let (observed, draws) = numbers.split_at(forecasts);
    let mut best = f64::INFINITY;
    let mut mean = 0.0;
    for _ in 0..repeats.parse()? {
        let start = Instant::now();
        let scores = score_panel(draws, width, observed, &Sample::crps)?;
        best = best.min(start.elapsed().as_secs_f64());
        mean = scores.iter().sum::<f64>() / scores.len() as f64;
    }
    println!("{best} {mean:.12}");
    Ok(())
}
