//! Takes the built page of the brief into the crate, or says how to build it.

use std::{env, fs, path::Path};

fn main() {
    let page = Path::new("../../web/dist/brief.html");
    println!("cargo::rerun-if-changed={}", page.display());
    let Ok(text) = fs::read(page) else {
        println!("cargo::error=the page of the brief is not built yet: run `make web` first");
        return;
    };
    let out = env::var_os("OUT_DIR").unwrap_or_default();
    if let Err(error) = fs::write(Path::new(&out).join("brief.html"), text) {
        println!("cargo::error=the page of the brief cannot be copied: {error}");
    }
}
