//! Files as they come: plain, gzip, or a zip archive of one file.

use std::{
    fmt,
    fs::File,
    io::{self, BufReader, Cursor, Read, Seek, SeekFrom},
    path::Path,
};

use flate2::{
    Crc,
    read::{DeflateDecoder, MultiGzDecoder},
};
use libdeflater::Decompressor;
use zip::{CompressionMethod, ZipArchive};

use crate::{
    Error,
    rows::{peeked, read_up_to, refused},
};

/// Bytes that packed data may unpack to whatever their size.
pub(crate) const FREE: u64 = 64 << 20;
/// How many times their size packed data may unpack to beyond that. Event tables
/// unpack to about ten times theirs, and deflate cannot do more than a thousand.
pub(crate) const MOST_TIMES: u64 = 200;

/// What of a zip archive is unpacked at once, which is faster than piece by piece: bytes
/// packed and unpacked.
const AT_ONCE: u64 = 16 << 20;

/// The part that every spreadsheet has, which is a zip archive too.
const CONTENTS_OF_A_SPREADSHEET: &str = "[Content_Types].xml";

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Gzip,
    Zip,
}

impl Packing {
    /// How a file that begins with these bytes is packed.
    fn told_by(magic: [u8; 4]) -> Option<Self> {
        match magic {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [b'P', b'K', 3, 4] | [b'P', b'K', 5, 6] => Some(Self::Zip),
            _ => None,
        }
    }

    /// How the name of `path` says that it is packed.
    fn named(path: &Path) -> Option<Self> {
        let ending = path.extension()?;
        if ending.eq_ignore_ascii_case("gz") {
            Some(Self::Gzip)
        } else if ending.eq_ignore_ascii_case("zip") {
            Some(Self::Zip)
        } else {
            None
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Gzip => "a gzip file",
            Self::Zip => "a zip archive",
        }
    }
}

/// The unpacked bytes of a file in UTF-8, without a byte order mark.
pub(crate) fn unpacked(path: &Path) -> Result<Box<dyn Read>, Error> {
    let (mark, mut bytes) = marked(path)?;
    if let [0xef, 0xbb, 0xbf, _] = mark {
        read_up_to(&mut bytes, &mut [0; 3]).map_err(|error| refused(path, 0, error))?;
    }
    Ok(bytes)
}

/// The first unpacked bytes of a file, zero where there are fewer, and all of them. How
/// it is packed is told from the bytes; a name that says that it is packed is held to it,
/// since what is left of an archive that was cut off at its first byte is no empty table.
pub(crate) fn marked(path: &Path) -> Result<([u8; 4], Box<dyn Read>), Error> {
    let unreadable = |error: io::Error| Error::unreadable(path, &error);
    let file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    let (magic, bytes) = peeked(Box::new(file)).map_err(unreadable)?;
    let bytes: Box<dyn Read> = match Packing::told_by(magic) {
        Some(Packing::Gzip) => Box::new(Expanding::new(
            MultiGzDecoder::new(BufReader::with_capacity(1 << 16, bytes)),
            size,
        )),
        Some(Packing::Zip) => one_file_of(path)?,
        None => match Packing::named(path) {
            Some(packing) => {
                return Err(Error::NotPacked {
                    path: path.to_owned(),
                    packing: packing.words(),
                    size,
                });
            }
            None => bytes,
        },
    };
    peeked(bytes).map_err(|error| refused(path, 0, error))
}

/// The bytes of the one file in a zip archive.
fn one_file_of(path: &Path) -> Result<Box<dyn Read>, Error> {
    let damaged = |cause: String| Error::Damaged {
        path: path.to_owned(),
        row: 0,
        cause,
    };
    let file = File::open(path).map_err(|error| Error::unreadable(path, &error))?;
    let mut archive = ZipArchive::new(BufReader::new(file))
        .map_err(|error| damaged(format!("the zip archive cannot be read ({error})")))?;
    if archive.index_for_name(CONTENTS_OF_A_SPREADSHEET).is_some() {
        return Err(Error::NotText {
            path: path.to_owned(),
            cause: "a spreadsheet",
            remedy: "declare format = \"xlsx\"",
        });
    }
    let mut only = None;
    let mut files = 0;
    for index in 0..archive.len() {
        let entry = archive
            .by_index_raw(index)
            .map_err(|error| damaged(error.to_string()))?;
        if entry.is_dir() {
            continue;
        }
        if entry.encrypted() {
            return Err(damaged("the zip archive is encrypted".to_owned()));
        }
        files += 1;
        let start = entry.data_start().ok_or_else(|| {
            damaged("the zip archive does not say where its data begin".to_owned())
        })?;
        only = Some((
            start,
            (entry.compressed_size(), entry.size()),
            entry.compression(),
            entry.crc32(),
        ));
    }
    let (Some((start, (length, unpacked), method, crc)), 1) = (only, files) else {
        return Err(Error::NotOneFile {
            path: path.to_owned(),
            files,
        });
    };
    let mut file = archive.into_inner();
    file.seek(SeekFrom::Start(start))
        .map_err(|error| Error::unreadable(path, &error))?;
    if method == CompressionMethod::Deflated && length.max(unpacked) <= AT_ONCE {
        let mut packed = Vec::new();
        let read = (&mut file).take(length).read_to_end(&mut packed);
        read.map_err(|error| Error::unreadable(path, &error))?;
        // What is not as it says is read again, as far as it can be.
        if let Some(bytes) = inflated(&packed, unpacked, crc) {
            return Ok(Box::new(Cursor::new(bytes)));
        }
        file.seek(SeekFrom::Start(start))
            .map_err(|error| Error::unreadable(path, &error))?;
    }
    let packed = file.take(length);
    let bytes: Box<dyn Read> = match method {
        CompressionMethod::Stored => Box::new(packed),
        CompressionMethod::Deflated => {
            Box::new(Expanding::new(DeflateDecoder::new(packed), length))
        }
        other => {
            return Err(damaged(format!(
                "the zip archive is packed by {other}, which publishers do not use"
            )));
        }
    };
    Ok(Box::new(Checked {
        inner: bytes,
        crc: Crc::new(),
        expected: crc,
    }))
}

/// Bytes unpacked at once, where they have that length and that sum.
fn inflated(packed: &[u8], length: u64, crc: u32) -> Option<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(length).ok()?];
    let found = Decompressor::new().deflate_decompress(packed, &mut bytes);
    let is_whole = found.is_ok_and(|found| found == bytes.len());
    (is_whole && libdeflater::crc32(&bytes) == crc).then_some(bytes)
}

/// Refuses to go on where packed data unpack to more than a table would.
struct Expanding<R> {
    inner: R,
    left: u64,
}

/// The mark of the error by which [`Expanding`] refuses to go on.
#[derive(Debug)]
pub(crate) struct ExpandsTooFar;

impl fmt::Display for ExpandsTooFar {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("unpacks to more than a table would")
    }
}

impl std::error::Error for ExpandsTooFar {}

impl ExpandsTooFar {
    /// Whether this mark is what `error` carries.
    pub(crate) fn is(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|inner| inner.is::<Self>())
    }
}

impl<R> Expanding<R> {
    fn new(inner: R, size: u64) -> Self {
        Self {
            inner,
            left: FREE.max(size.saturating_mul(MOST_TIMES)),
        }
    }
}

impl<R: Read> Read for Expanding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(length as u64)
            .ok_or_else(|| io::Error::other(ExpandsTooFar))?;
        Ok(length)
    }
}

/// Compares the bytes of a zip archive with the sum that it gives of them.
struct Checked {
    inner: Box<dyn Read>,
    crc: Crc,
    expected: u32,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.crc.update(&buffer[..length]);
        if length == 0 && !buffer.is_empty() && self.crc.sum() != self.expected {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the bytes do not agree with the sum that the zip archive gives of them",
            ));
        }
        Ok(length)
    }
}
