//! The readers of outside bytes, held to their law by libFuzzer: no bytes make them
//! panic, every row that they read is accounted for, and memory stays within a multiple
//! of what they were given. A broken law is a panic, which libFuzzer reports with the
//! bytes that led to it.

#[path = "../../crates/source/tests/law/mod.rs"]
mod law;
mod memory;
mod pack;
mod parquet;
mod place;
mod tables;
mod texts;

use foreshock_source::{Gap, Publisher, Slot, gaps};

use law::{hold, hold_lines, hold_quoted, published};
use memory::bounded;
use place::File;

pub use parquet::parquet;
pub use tables::{guess, spreadsheet, table};
pub use texts::{claims, watch};

/// A file of a publisher whose rows are lines.
pub fn lines(publisher: Publisher, bytes: &[u8]) {
    let file = File::of("rows", bytes);
    let _ = bounded(bytes.len(), || hold_lines(publisher, file.raw(), bytes));
}

/// A file of a publisher whose rows are those of a table with quotes.
pub fn quoted(publisher: Publisher, bytes: &[u8]) {
    let file = File::of("rows", bytes);
    let input = published(publisher);
    let _ = bounded(bytes.len(), || hold_quoted(&input, file.raw(), bytes));
}

/// A file of a publisher in an archive: as it comes where the bytes are one; else packed
/// here, where it must say the same as the plain file.
pub fn packed(publisher: Publisher, bytes: &[u8]) {
    let input = published(publisher);
    let file = File::of("rows", bytes);
    let plain = bounded(bytes.len(), || hold(&input, file.raw()));
    if law::rows::is_packed(bytes) {
        return;
    }
    let plain = plain.map_err(|error| error.to_string());
    for archive in [pack::gzip(bytes), pack::zip(&[("rows.csv", bytes)])] {
        let file = File::of("rows", &archive);
        let told = hold(&input, file.raw()).map_err(|error| error.to_string());
        assert_eq!(told, plain);
    }
}

/// Names of files, one a line.
pub fn names(bytes: &[u8]) {
    let names = String::from_utf8_lossy(bytes);
    let names: Vec<&str> = names.lines().collect();
    for publisher in Publisher::ALL {
        let slots = names.iter().filter_map(|name| {
            let release = publisher.release(name);
            let slot = publisher.slot(name);
            assert!(publisher != Publisher::Ged || slot.is_none() || release.order.is_some());
            slot
        });
        let mut slots: Vec<_> = slots.collect();
        slots.sort_unstable();
        let gaps = gaps(slots.iter().copied());
        assert!(gaps.iter().all(|gap| gap.from <= gap.to && gap.slots > 0));
        let halves = slots.split_at(slots.len() / 2);
        let missing = |gaps: &[Gap]| -> u64 { gaps.iter().map(|gap| gap.slots).sum() };
        let of_half = |half: &[Slot]| missing(&foreshock_source::gaps(half.iter().copied()));
        assert!(of_half(halves.0) + of_half(halves.1) <= missing(&gaps));
    }
}
