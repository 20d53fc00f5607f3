//! Parquet files: as they come, and whole ones that are damaged here.

#![no_main]

libfuzzer_sys::fuzz_target!(
    // The reader takes a panic of its library for damage to the file; any other ends the
    // process, since it is not caught before it reaches libFuzzer.
    init: std::panic::set_hook(Box::new(|panic| eprintln!("{panic}"))),
    |bytes: &[u8]| foreshock_fuzz::parquet(bytes)
);
