//! A server on this machine that can misbehave. It speaks HTTP by hand, since a library
//! would not let it break the rules.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::{
    collections::HashMap,
    fmt::Write as _,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

/// What was asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Path and query.
    pub path: String,
    /// Headers, their names in lower case.
    pub headers: HashMap<String, String>,
    /// How often this path was asked for before.
    pub before: usize,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The byte that a `Range` begins at.
    pub fn from(&self) -> Option<usize> {
        let range = self.header("range")?.strip_prefix("bytes=")?;
        range.strip_suffix('-')?.parse().ok()
    }

    /// How many bytes at the end a `Range` asks for.
    pub fn last(&self) -> Option<usize> {
        self.header("range")?.strip_prefix("bytes=-")?.parse().ok()
    }
}

/// What is answered.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// What `Content-Length` says; the length of the body where it is not given.
    pub declared: Option<usize>,
    /// The connection then stays open and silent.
    pub stalls: bool,
}

impl Answer {
    pub fn status(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn body(body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            body: body.into(),
            ..Self::default()
        }
    }

    /// A file as a good server sends it: with a tag, and from where it is asked for.
    pub fn file(asked: &Asked, body: &[u8], tag: &str) -> Self {
        let tag = format!("\"{tag}\"");
        match asked.from() {
            Some(from) if asked.header("if-range") == Some(&tag) && from < body.len() => {
                let range = format!("bytes {from}-{}/{}", body.len() - 1, body.len());
                Self {
                    status: 206,
                    body: body[from..].to_vec(),
                    ..Self::default()
                }
                .with("Content-Range", range)
                .with("ETag", tag)
            }
            _ => Self::body(body).with("ETag", tag),
        }
    }

    /// A file of which a good server sends the end, where that is asked for.
    pub fn end_of(asked: &Asked, body: &[u8]) -> Self {
        let Some(last) = asked.last() else {
            return Self::body(body);
        };
        let from = body.len().saturating_sub(last);
        let range = format!("bytes {from}-{}/{}", body.len() - 1, body.len());
        Self {
            status: 206,
            body: body[from..].to_vec(),
            ..Self::default()
        }
        .with("Content-Range", range)
    }

    /// The same, cut off after some bytes.
    pub fn cut(mut self, bytes: usize) -> Self {
        self.declared.get_or_insert(self.body.len());
        self.body.truncate(bytes);
        self
    }

    /// The same, silent after some bytes.
    pub fn stalled(self, bytes: usize) -> Self {
        Self {
            stalls: true,
            ..self.cut(bytes)
        }
    }
}

/// A server; it goes with the test's process.
pub struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    pub fn new(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let log = Arc::clone(&asked);
        let answer = Arc::new(answer);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                thread::spawn(move || serve(stream, &log, &*answer));
            }
        });
        Self { port, asked }
    }

    /// Address of the server, with a slash at its end.
    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Everything that was asked for, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no panic").clone()
    }

    /// How often a path was asked for.
    pub fn count(&self, path: &str) -> usize {
        self.asked()
            .iter()
            .filter(|asked| asked.path == path)
            .count()
    }
}

fn serve(stream: TcpStream, log: &Mutex<Vec<Asked>>, answer: &dyn Fn(&Asked) -> Answer) {
    let mut lines = BufReader::new(stream.try_clone().expect("a copy")).lines();
    let mut lines = lines.by_ref().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let headers = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_lowercase(), value.trim().to_owned()))
        })
        .collect();
    let asked = {
        let mut log = log.lock().expect("no panic");
        let before = log.iter().filter(|asked| asked.path == path).count();
        let asked = Asked {
            path,
            headers,
            before,
        };
        log.push(asked.clone());
        asked
    };
    let answer = answer(&asked);
    let mut head = format!(
        "HTTP/1.1 {} -\r\nContent-Length: {}\r\nConnection: close\r\n",
        answer.status,
        answer.declared.unwrap_or(answer.body.len())
    );
    for (name, value) in &answer.headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    head.push_str("\r\n");
    let mut stream = stream;
    let sent = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(&answer.body))
        .and_then(|()| stream.flush());
    if sent.is_ok() && answer.stalls {
        thread::sleep(Duration::from_secs(60));
    }
}
