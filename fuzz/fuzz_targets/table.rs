//! Plain tables by a column map: CSV and TSV, plain and gzip.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| foreshock_fuzz::table(bytes));
