//! A proposal for a table of which nothing is known, and the table read by it.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| foreshock_fuzz::guess(bytes));
