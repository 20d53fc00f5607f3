//! POLECAT.

#![no_main]

use foreshock_fuzz::lines;
use foreshock_source::Publisher;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lines(Publisher::Polecat, bytes));
