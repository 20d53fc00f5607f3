//! Generators that belong to a seed, a model and a unit.
//!
//! Each unit has a stream of its own, so that neither the number of threads nor
//! the presence of other units changes what is drawn for it.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// The generator of one unit of one model.
pub(crate) fn of_unit(seed: u64, model: &str, unit: &str) -> ChaCha8Rng {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(fingerprint([model, unit]));
    generator
}

/// FNV-1a over the parts and their ends.
fn fingerprint<'text>(parts: impl IntoIterator<Item = &'text str>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash
}
