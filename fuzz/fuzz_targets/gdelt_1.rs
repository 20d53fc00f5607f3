//! GDELT 1.0, with 58 columns and the backfile with 57.

#![no_main]

use foreshock_fuzz::lines;
use foreshock_source::Publisher;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lines(Publisher::Gdelt, bytes));
