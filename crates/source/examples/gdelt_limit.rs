//! How long two threads take for parts of what reading GDELT's files needs, whatever is made
//! of the rows: `cargo run -p foreshock-source --example gdelt_limit -- FILE…`, seconds as
//! JSON. A part counts everything before it but the digest.

use std::{
    error::Error,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Instant,
};

use foreshock_source::{Published, Publisher, RawFile};
use memchr::memchr2_iter;
use zip::ZipArchive;

type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let published = Published::new("".into(), Publisher::Gdelt);
    let digest = seconds(&files, &|path| Ok(RawFile::open(path).map(|_| ())?))?;
    let text = seconds(&files, &|path| unpacked(path, |_| {}))?;
    let tokens = seconds(&files, &|path| {
        let mut ends = Vec::new();
        unpacked(path, |text| {
            ends.clear();
            ends.extend(memchr2_iter(b'\t', b'\n', text));
        })
    })?;
    let values = seconds(&files, &|path| {
        let file = RawFile {
            name: String::new(),
            path: path.to_owned(),
            sha256: "".into(),
        };
        if let Some(additions) = published.additions() {
            additions.read(&file, &mut |_| {})?;
        }
        Ok(())
    })?;
    let parts = serde_json::json!({
        "digest of the files": digest,
        "reading and inflating": text,
        "reading, inflating and tokenising": tokens,
        "the same and the values of the fields": values,
    });
    println!("{parts}");
    Ok(())
}

/// How long two threads take to do something with each file.
fn seconds(
    files: &[PathBuf],
    each: &(dyn Fn(&Path) -> Outcome + Sync),
) -> Result<f64, Box<dyn Error + Send + Sync>> {
    let next = AtomicUsize::new(0);
    let begun = Instant::now();
    thread::scope(|scope| {
        let work = || -> Outcome {
            while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                each(path)?;
            }
            Ok(())
        };
        let threads = [scope.spawn(work), scope.spawn(work)];
        threads.into_iter().try_for_each(|thread| {
            thread
                .join()
                .unwrap_or_else(|_| Err("a thread ended".into()))
        })
    })?;
    Ok(begun.elapsed().as_secs_f64())
}

/// Hands the text of a file over, block by block.
fn unpacked(path: &Path, mut each: impl FnMut(&[u8])) -> Outcome {
    let mut file = File::open(path)?;
    let mut archive;
    let input: &mut dyn Read = if path.extension().is_some_and(|extension| extension == "zip") {
        archive = ZipArchive::new(file)?;
        &mut archive.by_index(0)?
    } else {
        &mut file
    };
    let mut block = vec![0; 1 << 18];
    loop {
        match input.read(&mut block)? {
            0 => return Ok(()),
            length => each(&block[..length]),
        }
    }
}
