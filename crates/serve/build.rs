//! Takes the built page into the crate, packed, or says how to build it.

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

fn main() {
    let app = Path::new("../../web/dist/app");
    println!("cargo::rerun-if-changed={}", app.display());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    match embed(app, &out) {
        Ok(0) => {
            println!(
                "cargo::error=the page of the workbench is not built yet: run `make web` first"
            );
        }
        Ok(_) => {}
        Err(error) => println!("cargo::error=the page cannot be taken in: {error}"),
    }
}

/// Packs every file and writes the table of them; how many there are.
fn embed(app: &Path, out: &Path) -> io::Result<usize> {
    let mut files = Vec::new();
    list(app, app, &mut files)?;
    files.sort();
    let mut table = String::from("&[\n");
    for (number, name) in files.iter().enumerate() {
        let content = fs::read(app.join(name))?;
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        packer.write_all(&content)?;
        fs::write(out.join(format!("{number}.gz")), packer.finish()?)?;
        fs::write(out.join(format!("{number}.plain")), content)?;
        table.push_str(&format!(
            "    File {{ name: {name:?}, plain: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{number}.plain\")), packed: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{number}.gz\")) }},\n"
        ));
    }
    table.push(']');
    fs::write(out.join("files.rs"), table)?;
    Ok(files.len())
}

fn list(root: &Path, directory: &Path, files: &mut Vec<String>) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(directory) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            list(root, &path, files)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            files.push(name.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}
