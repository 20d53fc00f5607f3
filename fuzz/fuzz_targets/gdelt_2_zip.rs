//! GDELT 2.0 in a zip archive or gzip, as it comes and packed here.

#![no_main]

use foreshock_fuzz::packed;
use foreshock_source::Publisher;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| packed(Publisher::Gdelt, bytes));
