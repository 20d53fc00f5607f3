//! Names of files: releases, places in a sequence, and what is missing there.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| foreshock_fuzz::names(bytes));
