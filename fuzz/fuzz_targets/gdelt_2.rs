//! GDELT 2.0, unpacked.

#![no_main]

use foreshock_fuzz::lines;
use foreshock_source::Publisher;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lines(Publisher::Gdelt, bytes));
