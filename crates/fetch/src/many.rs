//! Several files at a time.

use std::{
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use crate::{Client, Error, Fetched, Listed, download};

/// Fetches the files to `directory`, as many at a time as the client's options say, and
/// tells in their order what became of each. `arrived` is told of bytes as they come.
pub fn download_all(
    client: &Client,
    files: &[Listed],
    directory: &Path,
    arrived: &(dyn Fn(u64) + Sync),
) -> Vec<Result<Fetched, Error>> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(files.len()));
    thread::scope(|scope| {
        for _ in 0..client.options().parallel.clamp(1, files.len().max(1)) {
            scope.spawn(|| {
                while let Some((at, file)) = {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    files.get(at).map(|file| (at, file))
                } {
                    let came_to = download(client, file, directory, arrived);
                    done.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push((at, came_to));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, came_to)| came_to).collect()
}
