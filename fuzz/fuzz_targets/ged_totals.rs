//! UCDP totals by country and month, with their vintages.

#![no_main]

use foreshock_fuzz::quoted;
use foreshock_source::Publisher;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| quoted(Publisher::GedTotals, bytes));
