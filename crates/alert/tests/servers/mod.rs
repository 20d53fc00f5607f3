//! Receivers that do what receivers do: take, refuse, stall, drop.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use foreshock_alert::Configuration;
use foreshock_ledger::{Ledger, Outgoing, SqliteLedger};
use jiff::Timestamp;

/// What a server received.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// What a server does with a request that it has read.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Answers with this status and these headers.
    Status(u16, &'static str),
    /// Closes the connection without a word.
    Drop,
    /// Says nothing for as long as the server lives.
    Stall,
}

/// An HTTP server on this machine.
pub struct Http {
    pub url: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Http {
    /// Does `answer` to the request of each number, from 0.
    pub fn new(answer: impl Fn(usize) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        // Stalled connections stay open.
        let hold = Arc::new(Mutex::new(Vec::new()));
        let (all, answer) = (requests.clone(), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (all, answer, hold) = (all.clone(), answer.clone(), hold.clone());
                thread::spawn(move || serve(stream, &all, &*answer, &hold));
            }
        });
        Self { url, requests }
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("the requests").clone()
    }
}

fn serve(
    stream: TcpStream,
    all: &Mutex<Vec<Request>>,
    answer: &(dyn Fn(usize) -> Answer + Send + Sync),
    hold: &Mutex<Vec<TcpStream>>,
) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader) {
        let number = {
            let mut all = all.lock().expect("the requests");
            all.push(request);
            all.len() - 1
        };
        match answer(number) {
            Answer::Status(status, headers) => {
                let text = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\n{headers}\r\n");
                if reader.get_mut().write_all(text.as_bytes()).is_err() {
                    return;
                }
            }
            Answer::Drop => return,
            Answer::Stall => {
                hold.lock().expect("the held").push(reader.into_inner());
                return;
            }
        }
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut request = Request {
        path: line.split(' ').nth(1)?.to_owned(),
        ..Request::default()
    };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim().split_once(": ") {
            Some((name, value)) => request.headers.push((name.to_owned(), value.to_owned())),
            None => break,
        }
    }
    let length = request.header("content-length")?.parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    request.body = String::from_utf8(body).ok()?;
    Some(request)
}

/// A mail server on this machine, without TLS.
pub struct Smtp {
    pub port: u16,
    mails: Arc<Mutex<Vec<String>>>,
}

impl Smtp {
    /// Answers to the end of the mail of each number, from 0.
    pub fn new(answer: impl Fn(usize) -> &'static str + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let mails = Arc::new(Mutex::new(Vec::new()));
        let (all, answer) = (mails.clone(), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (all, answer) = (all.clone(), answer.clone());
                thread::spawn(move || converse(stream, &all, &*answer));
            }
        });
        Self { port, mails }
    }

    pub fn mails(&self) -> Vec<String> {
        self.mails.lock().expect("the mails").clone()
    }
}

fn converse(
    stream: TcpStream,
    all: &Mutex<Vec<String>>,
    answer: &(dyn Fn(usize) -> &'static str + Send + Sync),
) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let say = |reader: &mut BufReader<TcpStream>, text: &str| {
        reader
            .get_mut()
            .write_all(format!("{text}\r\n").as_bytes())
            .ok()
    };
    say(&mut reader, "220 test")?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let said = match line
            .get(..4)
            .unwrap_or_default()
            .to_ascii_uppercase()
            .as_str()
        {
            "DATA" => {
                say(&mut reader, "354 go on")?;
                let mut mail = String::new();
                loop {
                    let mut line = String::new();
                    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
                    if line == ".\r\n" {
                        break;
                    }
                    mail.push_str(&line);
                }
                let number = {
                    let mut all = all.lock().expect("the mails");
                    all.push(mail);
                    all.len() - 1
                };
                answer(number)
            }
            "QUIT" => {
                say(&mut reader, "221 bye")?;
                return None;
            }
            _ => "250 ok",
        };
        say(&mut reader, said)?;
    }
}

/// A configuration as a user would write it.
pub fn configuration(text: &str) -> Configuration {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("config.toml");
    std::fs::write(&path, text).expect("a file");
    Configuration::read(&path).expect("a configuration")
}

/// Puts so many messages for `channel` into the outbox.
pub fn post(ledger: &mut SqliteLedger, channel: &str, numbers: std::ops::Range<usize>) {
    let covers = ledger.entries(0).expect("read").len() as u64;
    ledger
        .turn(Timestamp::now(), |turn| {
            for number in numbers {
                let mut message = foreshock_alert::Message::test(channel, Timestamp::now());
                message.identifier = format!("foreshock-{number:05}");
                turn.post(&Outgoing {
                    identifier: message.identifier.clone(),
                    watch: "Border".to_owned(),
                    recipient: "desk".to_owned(),
                    channel: channel.to_owned(),
                    covers: covers + number as u64,
                    created_at: Timestamp::now(),
                    body: serde_json::to_string(&message).expect("JSON"),
                })?;
            }
            Ok(())
        })
        .expect("written");
}
