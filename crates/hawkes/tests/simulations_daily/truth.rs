//! Records without events, to be filled from known parameters.

use foreshock_hawkes::{
    DailyCounts,
    daily::{Parameters, Series},
};

/// A record of so many days and kinds in which nothing has happened yet.
pub fn empty(kinds: usize, days: usize) -> Series {
    let counts = DailyCounts::new(vec![0; kinds * days], kinds, days).expect("valid");
    Series::new(&counts)
}

/// Two kinds that excite themselves and each other, with a branching ratio of
/// 0.56, so that about `events` are expected in `days` days.
pub fn two_kinds(events: f64, days: usize) -> Parameters {
    let matrix = vec![vec![0.4, 0.15], vec![0.25, 0.3]];
    // Mean counts solve (1 - matrix) mean = background.
    let determinant = 0.6 * 0.7 - 0.15 * 0.25;
    let per_background = [(0.7 + 0.15) / determinant, (0.6 + 0.25) / determinant];
    let background = events / days as f64 / (per_background[0] + per_background[1]);
    Parameters {
        background: vec![vec![background.ln()]; 2],
        weights: vec![matrix],
        half_lives: Some(vec![vec![8.0; 2]; 2]),
        dispersions: vec![1.3, 1.1],
    }
}

/// Independent counts with the given variance over mean.
pub fn independent(kinds: usize, events: f64, days: usize, dispersion: f64) -> Parameters {
    let rate = events / days as f64 / kinds as f64;
    Parameters {
        background: vec![vec![rate.ln()]; kinds],
        weights: vec![vec![vec![0.0; kinds]; kinds]],
        half_lives: Some(vec![vec![8.0; kinds]; kinds]),
        dispersions: vec![dispersion; kinds],
    }
}
