//! One file: fetched, resumed, checked, and then in its place.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use ureq::{
    Body,
    http::{HeaderMap, Response, StatusCode, header},
};
use url::Url;

use crate::{
    Client, Error, Listed, Md5,
    client::{Part as Asked, Trouble},
};

/// The most that is taken where no list says how large a file is.
const MOST_BYTES: u64 = 16 << 30;
/// How often something else than what is listed is taken whole before it is given up.
const MOST_UNLIKE: u32 = 3;

/// A file that has arrived whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Where it lies.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// Bytes that came over the network for it; none where it lay there already.
    pub received: u64,
    /// It was carried on where an earlier try had broken off.
    pub resumed: bool,
}

/// Fetches `listed` to `directory`, under its name. What lies there already as listed is
/// not asked for again. `arrived` is told of bytes as they come.
///
/// # Errors
///
/// Where the server refuses, stays broken or silent, or sends something else than what is
/// listed; or where the file cannot be written. Nothing stands under the name then; what
/// has arrived lies beside it, hidden, and is carried on with the next time.
pub fn download(
    client: &Client,
    listed: &Listed,
    directory: &Path,
    arrived: &(dyn Fn(u64) + Sync),
) -> Result<Fetched, Error> {
    let path = directory.join(&listed.name);
    if let Some(size) = lies_there(listed, &path)? {
        return Ok(Fetched {
            path,
            size,
            received: 0,
            resumed: false,
        });
    }
    let mut part = Part::open(directory, listed)?;
    let mut fetched = Fetched {
        path,
        size: 0,
        received: 0,
        resumed: false,
    };
    let mut failed = 0;
    let mut unlike = 0;
    loop {
        let before = part.length()?;
        let came_to = attempt(client, listed, &mut part, &mut fetched, arrived);
        let (cause, wait) = match came_to {
            Ok(()) => match part.check(listed)? {
                None => {
                    fetched.size = part.length()?;
                    part.put_in_place(&fetched.path)?;
                    return Ok(fetched);
                }
                Some(difference) => {
                    unlike += 1;
                    part.start_anew()?;
                    if unlike >= client.options().tries.min(MOST_UNLIKE) {
                        return Err(difference.error(listed, unlike));
                    }
                    (String::new(), None)
                }
            },
            Err(Trouble::Passing { cause, wait }) => (cause, wait),
            Err(Trouble::Lasting(error)) => return Err(error),
        };
        // A server that sends a little more each time is getting there.
        failed = if part.length()? > before {
            1
        } else {
            failed + 1
        };
        if failed >= client.options().tries || client.is_over() || !client.wait(failed, wait) {
            return Err(Error::Failed {
                url: listed.url.to_string(),
                tries: failed,
                cause: match wait {
                    Some(wait) => format!("{cause} and asks to wait {} s", wait.as_secs()),
                    None => cause,
                },
            });
        }
    }
}

/// The size of what lies at `path`, if it is what is listed. Where the list gives no sum
/// a file under its name is taken for whole, since only whole ones get there.
fn lies_there(listed: &Listed, path: &Path) -> Result<Option<u64>, Error> {
    let fail = |cause| Error::Disk {
        path: path.to_owned(),
        cause,
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fail(error)),
    };
    let size = file.metadata().map_err(fail)?.len();
    if listed.size.is_some_and(|listed| listed != size) {
        return Ok(None);
    }
    match listed.md5 {
        Some(md5) if Md5::of(file).map_err(fail)? != md5 => Ok(None),
        _ => Ok(Some(size)),
    }
}

/// Asks once for what is missing of the file, and takes what comes.
fn attempt(
    client: &Client,
    listed: &Listed,
    part: &mut Part,
    fetched: &mut Fetched,
    arrived: &(dyn Fn(u64) + Sync),
) -> Result<(), Trouble> {
    let lasting = Trouble::Lasting;
    let mut have = part.length().map_err(lasting)?;
    if have > 0 && listed.size == Some(have) {
        // It broke off between the last byte and the check.
        return Ok(());
    }
    let validator = part.validator(&listed.url);
    let rest = validator
        .as_deref()
        .filter(|_| have > 0)
        .map(|validator| Asked::From {
            byte: have,
            validator,
        });
    if rest.is_none() {
        part.start_anew().map_err(lasting)?;
        have = 0;
    }
    let mut response = client.get(&listed.url, rest.as_ref())?;
    let whole = match response.status() {
        StatusCode::PARTIAL_CONTENT => match continues(response.headers(), have) {
            Some(whole) => {
                fetched.resumed = true;
                whole
            }
            None => {
                part.start_anew().map_err(lasting)?;
                return Err(passing(
                    "the server sends another part than the one asked for",
                ));
            }
        },
        StatusCode::RANGE_NOT_SATISFIABLE => {
            part.start_anew().map_err(lasting)?;
            return Err(passing("the file is shorter than it was"));
        }
        _ => {
            part.start_anew().map_err(lasting)?;
            part.remember(&listed.url, response.headers())
                .map_err(lasting)?;
            response.body().content_length()
        }
    };
    if let (Some(whole), Some(size)) = (whole, listed.size)
        && whole != size
    {
        // Nothing is gained by taking it; what is there is looked at and found wanting.
        return Err(passing(&format!(
            "the server has {whole} bytes where the list says {size}"
        )));
    }
    take(client, &mut response, listed, part, fetched, arrived)?;
    let length = part.length().map_err(lasting)?;
    match whole.filter(|whole| length < *whole) {
        Some(whole) => Err(passing(&format!(
            "the connection ended after {length} of {whole} bytes"
        ))),
        None => Ok(()),
    }
}

fn passing(cause: &str) -> Trouble {
    Trouble::Passing {
        cause: cause.to_owned(),
        wait: None,
    }
}

/// Appends what the answer holds.
fn take(
    client: &Client,
    response: &mut Response<Body>,
    listed: &Listed,
    part: &mut Part,
    fetched: &mut Fetched,
    arrived: &(dyn Fn(u64) + Sync),
) -> Result<(), Trouble> {
    let most = listed.size.unwrap_or(MOST_BYTES);
    let mut length = part.length().map_err(Trouble::Lasting)?;
    let mut body = response.body_mut().with_config().limit(u64::MAX).reader();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = match body.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(passing(&error.to_string())),
        };
        length += read as u64;
        if length > most {
            part.start_anew().map_err(Trouble::Lasting)?;
            return Err(passing(&format!("the server sends more than {most} bytes")));
        }
        part.append(&buffer[..read]).map_err(Trouble::Lasting)?;
        if client.is_over() {
            return Err(passing("the time for it is over"));
        }
        fetched.received += read as u64;
        arrived(read as u64);
    }
}

/// The size of the whole file, where `Content-Range` says that the part begins at `from`.
/// The inner value is absent where the server does not know it.
fn continues(headers: &HeaderMap, from: u64) -> Option<Option<u64>> {
    let (first, _, whole) = range_of(headers)?;
    (first == from).then_some(whole)
}

/// First and last byte of the part that is answered, and the size of the whole where the
/// server knows it.
pub(crate) fn range_of(headers: &HeaderMap) -> Option<(u64, u64, Option<u64>)> {
    let range = headers.get(header::CONTENT_RANGE)?.to_str().ok()?;
    let (span, whole) = range.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = span.split_once('-')?;
    let number = |text: &str| text.trim().parse().ok();
    Some((number(first)?, number(last)?, number(whole)))
}

/// What differs from the list.
struct Difference {
    what: &'static str,
    found: String,
    listed: String,
}

impl Difference {
    fn error(self, listed: &Listed, tries: u32) -> Error {
        Error::NotAsListed {
            url: listed.url.to_string(),
            tries,
            what: self.what,
            found: self.found,
            listed: self.listed,
        }
    }
}

/// What has arrived of a file so far, hidden beside its place, and by what the server
/// recognises the file.
struct Part {
    path: PathBuf,
    tag: PathBuf,
    file: File,
}

impl Part {
    fn open(directory: &Path, listed: &Listed) -> Result<Self, Error> {
        let path = directory.join(format!(".{}.part", listed.name));
        let fail = |cause| Error::Disk {
            path: path.clone(),
            cause,
        };
        fs::create_dir_all(directory).map_err(fail)?;
        let file = OpenOptions::new()
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(fail)?;
        match file.try_lock() {
            // Where there are no locks, two processes spoil each other's part, which the
            // check finds.
            Ok(()) | Err(TryLockError::Error(_)) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Busy {
                    path: directory.join(&listed.name),
                });
            }
        }
        Ok(Self {
            tag: directory.join(format!(".{}.tag", listed.name)),
            path,
            file,
        })
    }

    fn fail(&self, cause: io::Error) -> Error {
        Error::Disk {
            path: self.path.clone(),
            cause,
        }
    }

    fn length(&self) -> Result<u64, Error> {
        let metadata = self.file.metadata().map_err(|error| self.fail(error))?;
        Ok(metadata.len())
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let appended = self
            .file
            .seek(SeekFrom::End(0))
            .and_then(|_| self.file.write_all(bytes));
        appended.map_err(|error| self.fail(error))
    }

    /// Forgets what has arrived.
    fn start_anew(&mut self) -> Result<(), Error> {
        let _ = fs::remove_file(&self.tag);
        self.file.set_len(0).map_err(|error| self.fail(error))
    }

    /// By what the server recognises the file whose first part this is; `None` where it
    /// gave nothing of the kind, or the part is of another address.
    fn validator(&self, url: &Url) -> Option<String> {
        let text = fs::read_to_string(&self.tag).ok()?;
        let (address, validator) = text.split_once('\n')?;
        (address == url.as_str() && !validator.is_empty()).then(|| validator.to_owned())
    }

    fn remember(&self, url: &Url, headers: &HeaderMap) -> Result<(), Error> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        // A weak tag stands for files that are much the same, which is not enough.
        let strong = text(header::ETAG).filter(|tag| !tag.starts_with("W/"));
        match strong.or_else(|| text(header::LAST_MODIFIED)) {
            Some(validator) => fs::write(&self.tag, format!("{url}\n{validator}"))
                .map_err(|error| self.fail(error)),
            None => Ok(()),
        }
    }

    /// What differs from the list, if anything does.
    fn check(&mut self, listed: &Listed) -> Result<Option<Difference>, Error> {
        let length = self.length()?;
        if let Some(size) = listed.size.filter(|size| *size != length) {
            return Ok(Some(Difference {
                what: "size",
                found: length.to_string(),
                listed: size.to_string(),
            }));
        }
        let Some(md5) = listed.md5 else {
            return Ok(None);
        };
        let found = self
            .file
            .seek(SeekFrom::Start(0))
            .and_then(|_| Md5::of(&self.file))
            .map_err(|error| self.fail(error))?;
        Ok((found != md5).then(|| Difference {
            what: "MD5",
            found: found.to_string(),
            listed: md5.to_string(),
        }))
    }

    /// Gives the file its name, once it is on the disk.
    fn put_in_place(self, path: &Path) -> Result<(), Error> {
        let _ = fs::remove_file(&self.tag);
        let put = self
            .file
            .sync_all()
            .and_then(|()| fs::rename(&self.path, path));
        put.map_err(|cause| Error::Disk {
            path: path.to_owned(),
            cause,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_part_that_was_asked_for_continues_a_file() {
        let says = |range: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_RANGE, range.parse().expect("a header"));
            continues(&headers, 10)
        };
        assert_eq!(says("bytes 10-19/20"), Some(Some(20)));
        assert_eq!(says("bytes 10-19/*"), Some(None));
        assert_eq!(says("bytes 0-19/20"), None);
        assert_eq!(says("bytes */20"), None);
        assert_eq!(says("lines 10-19/20"), None);
        assert_eq!(continues(&HeaderMap::new(), 10), None);
    }
}
