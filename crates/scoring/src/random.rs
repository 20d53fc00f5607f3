//! Streams of random numbers that depend on the seed alone.

use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;

/// The generator of one task: streams of the same seed are independent, so that
/// tasks may run in any order and on any number of threads.
pub(crate) fn stream(seed: u64, task: u64) -> ChaCha12Rng {
    let mut random = ChaCha12Rng::seed_from_u64(seed);
    random.set_stream(task);
    random
}
