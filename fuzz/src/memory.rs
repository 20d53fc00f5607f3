//! How much memory a reader takes.

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What a reader may hold whatever it is given: its buffers, the decompressor's, the
/// tables of codes. Two rows of the greatest length that is read are within it.
const FREE: usize = 64 << 20;
/// How many times the bytes that it is given it may hold beyond that. Packed bytes unpack
/// to at most a thousand times theirs.
const TIMES: usize = 4096;

/// Does `read` on `length` bytes and insists that memory stayed within its bounds.
pub(crate) fn bounded<T>(length: usize, read: impl FnOnce() -> T) -> T {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let done = read();
    let taken = MEMORY.peak_usage().saturating_sub(before);
    let most = FREE + TIMES * length;
    assert!(
        taken <= most,
        "{taken} bytes were held while {length} were read"
    );
    done
}
