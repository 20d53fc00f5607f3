//! A directory served as a bucket of an object store, as far as reading goes: what S3 calls
//! HeadObject, GetObject with a range, and ListObjectsV2 of nothing.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

/// The bucket, until it is dropped with the test's process.
pub struct Bucket {
    port: u16,
    served: Arc<AtomicU64>,
}

impl Bucket {
    /// Serves what lies in `directory` as the bucket `name`.
    pub fn serve(name: &str, directory: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let served = Arc::new(AtomicU64::new(0));
        let (name, directory, counted) = (name.to_owned(), directory.to_owned(), served.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (name, directory, counted) = (name.clone(), directory.clone(), counted.clone());
                // Whoever asks for what makes no sense is left without an answer.
                thread::spawn(move || answer(stream, &name, &directory, &counted));
            }
        });
        Self { port, served }
    }

    /// What a client of S3 must find in its environment to come here.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        [
            ("AWS_ENDPOINT", format!("http://127.0.0.1:{}", self.port)),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", "reader".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "nothing to hide".to_owned()),
        ]
        .to_vec()
    }

    /// Whether anybody has read of a file in it.
    pub fn was_read(&self) -> bool {
        self.served.load(Ordering::SeqCst) > 0
    }
}

/// Answers the requests of a connection, one after another.
fn answer(stream: TcpStream, name: &str, directory: &Path, served: &AtomicU64) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?);
    loop {
        let mut request = String::new();
        lines.read_line(&mut request).ok()?;
        let (method, rest) = request.split_once(' ')?;
        let (target, _) = rest.split_once(' ')?;
        let mut range = None;
        loop {
            let mut header = String::new();
            lines.read_line(&mut header).ok()?;
            if header.trim().is_empty() {
                break;
            }
            let (key, value) = header.split_once(':')?;
            if key.eq_ignore_ascii_case("range") {
                range = Some(value.trim().to_owned());
            }
        }
        let path = target.split('?').next()?;
        let key = path
            .strip_prefix('/')?
            .strip_prefix(name)?
            .trim_start_matches('/');
        let mut out = &stream;
        if key.is_empty() {
            let nothing = "<ListBucketResult><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>";
            let length = nothing.len();
            write!(out, "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: {length}\r\n\r\n{nothing}").ok()?;
            continue;
        }
        let Ok(bytes) = fs::read(file(directory, key)) else {
            let body = match method {
                "HEAD" => "",
                _ => "<Error><Code>NoSuchKey</Code></Error>",
            };
            let length = body.len();
            write!(
                out,
                "HTTP/1.1 404 Not Found\r\nContent-Length: {length}\r\n\r\n{body}"
            )
            .ok()?;
            continue;
        };
        let whole = bytes.len();
        let (from, to) = match &range {
            None => (0, whole),
            Some(range) => bounds(range, whole)?,
        };
        let status = match range {
            None => "200 OK".to_owned(),
            Some(_) => format!(
                "206 Partial Content\r\nContent-Range: bytes {from}-{}/{whole}",
                to - 1
            ),
        };
        write!(
            out,
            "HTTP/1.1 {status}\r\nETag: \"{whole}\"\r\nLast-Modified: Wed, 01 Jan 2020 00:00:00 GMT\r\nContent-Length: {}\r\n\r\n",
            to - from
        )
        .ok()?;
        if method == "GET" {
            out.write_all(&bytes[from..to]).ok()?;
            served.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// `bytes=FROM-TO`, `bytes=FROM-` or `bytes=-LAST` of so many bytes.
fn bounds(range: &str, whole: usize) -> Option<(usize, usize)> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    Some(match (from.parse().ok(), to.parse::<usize>().ok()) {
        (Some(from), Some(to)) => (from, (to + 1).min(whole)),
        (Some(from), None) => (from, whole),
        (None, Some(last)) => (whole.saturating_sub(last), whole),
        (None, None) => return None,
    })
}

/// The file of a key, whose escapes are undone.
fn file(directory: &Path, key: &str) -> PathBuf {
    let mut bytes = Vec::new();
    let mut rest = key.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        let escaped = (first == b'%').then(|| {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            u8::from_str_radix(digits, 16).ok()
        });
        match escaped.flatten() {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => bytes.push(first),
        }
    }
    directory.join(String::from_utf8(bytes).unwrap_or_default())
}
