//! Fourier resampling over the order of draws.

use std::f64::consts::TAU;

use crate::error::{Error, all_finite, at_least};

/// Draws resampled to another number by Fourier interpolation over their
/// order, negative values set to zero.
///
/// The draws are taken for one period of a curve: of their discrete Fourier
/// transform as many terms are kept as both lengths have, and the curve is read
/// at `count` even steps. Where the shorter length is even, the term at its
/// Nyquist frequency keeps half its weight on either side. This is what
/// `scipy.signal.resample` does.
///
/// It treats independent draws as a curve, overshoots between them, and depends
/// on the order in which they were written. It serves to reproduce figures that
/// were made so and nothing else.
///
/// # Errors
/// [`Error::TooFew`] without draws or with `count` 0, [`Error::NotFinite`] when
/// a draw is infinite or not a number.
pub fn resample_by_fourier(draws: &[f64], count: usize) -> Result<Vec<f64>, Error> {
    at_least("draws", 1, draws.len())?;
    at_least("draws to resample to", 1, count)?;
    all_finite("draw", draws)?;
    let from = Turn::new(draws.len());
    let to = Turn::new(count);
    let shorter = draws.len().min(count);
    let mean = draws.iter().sum::<f64>() / draws.len() as f64;
    let mut resampled = vec![mean; count];
    for frequency in 1..=shorter / 2 {
        // Both sides of the spectrum count, but where the old Nyquist term is
        // split in two halves.
        let weight = if 2 * frequency == draws.len() && draws.len() <= count {
            1.0
        } else {
            2.0
        } / draws.len() as f64;
        let (mut real, mut imaginary) = (0.0, 0.0);
        for (index, draw) in draws.iter().enumerate() {
            let (cosine, sine) = from.at(frequency * index);
            real += draw * cosine;
            imaginary -= draw * sine;
        }
        for (index, value) in resampled.iter_mut().enumerate() {
            let (cosine, sine) = to.at(frequency * index);
            *value += weight * (real * cosine - imaginary * sine);
        }
    }
    for value in &mut resampled {
        *value = value.max(0.0);
    }
    Ok(resampled)
}

/// Cosine and sine at the equal parts of a full turn.
struct Turn {
    parts: Vec<(f64, f64)>,
}

impl Turn {
    fn new(parts: usize) -> Self {
        let angle = |part| TAU * part as f64 / parts as f64;
        Self {
            parts: (0..parts)
                .map(|part| (angle(part).cos(), angle(part).sin()))
                .collect(),
        }
    }

    fn at(&self, part: usize) -> (f64, f64) {
        self.parts[part % self.parts.len()]
    }
}
