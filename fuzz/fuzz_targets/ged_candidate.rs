//! UCDP GED Candidate.

#![no_main]

use foreshock_fuzz::quoted;
use foreshock_source::Publisher;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| quoted(Publisher::Ged, bytes));
