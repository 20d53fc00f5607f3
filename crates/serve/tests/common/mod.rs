//! A workbench over a made-up watch, in this very process.

#![allow(dead_code, reason = "each test uses its part")]

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::Path,
    sync::mpsc,
    thread,
    time::Duration,
};

use foreshock_event::{AsOf, Record, known};
use foreshock_lake::coverage::PublisherCoverage;
use foreshock_serve::{Reading, Settings, Theatre, Trouble, serve};
use foreshock_watch::Watch;
use jiff::{Timestamp, ToSpan, civil::date};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A text that runs where it is taken for markup.
pub const HOSTILE: &str = "\"><img src=x onerror=alert(1)><script>alert(2)</script>";

const WATCH: &str = r#"
title = "Border"
as_of = "2024-06-30"
timezone = "UTC"

[[source]]
id = "press"
publisher = "Press review"
path = "events.csv"
lag = "1 day"
columns = { date = "day", category = "what" }
[[source.covers]]
from = "2022-01-01"
to = "2024-12-31"

[[indicator]]
id = "shelling"
title = "Shelling <b>bold</b>"
from = "press"
match = { category = "shelling" }

[[indicator]]
id = "raids"
title = "Raids"
from = "press"
match = { category = "raid" }

[[hypothesis]]
id = "crisis"
title = "Crisis drives it"
prior = 0.5

[[hypothesis]]
id = "routine"
title = "Routine"
prior = 0.5

[[evidence]]
id = "more-shelling"
title = "More shelling"
indicator = "shelling"

[[readiness]]
id = "raised"
title = "Raised"
severity = "minor"
lower_after = "14 days"
raise_when = { any = [{ indicator = "shelling", level = 1 }] }
checklist = ["Brief the desk", "Call the field office"]
"#;

/// A watch that is kept in memory.
struct InMemory {
    id: &'static str,
    text: String,
    records: Vec<Record>,
}

impl Theatre for InMemory {
    fn id(&self) -> &str {
        self.id
    }

    fn read(&mut self) -> Result<Reading, Trouble> {
        let watch = Watch::read(&self.text).map_err(|faults| Trouble {
            error: faults[0].message.clone(),
            help: faults[0].help.clone(),
        })?;
        let as_of = AsOf::at(Timestamp::now(), watch.timezone.clone());
        let known = known(self.records.clone(), &as_of, &watch.feeds());
        Ok(Reading {
            known,
            watch,
            text: self.text.as_str().into(),
        })
    }

    fn has_changed(&self) -> bool {
        false
    }

    fn coverage(&self) -> Result<Vec<PublisherCoverage>, Trouble> {
        Ok(Vec::new())
    }
}

/// Two and a half years of raids and shelling, every text of which is hostile.
pub fn records() -> Vec<Record> {
    many(400)
}

/// So many of them, two days apart as long as the calendar of the watch lasts.
pub fn many(number: i64) -> Vec<Record> {
    (0..number)
        .map(|number: i64| {
            let day = date(2022, 1, 1) + (number % 400 * 2).days();
            let category = if number % 3 == 0 { "raid" } else { "shelling" };
            let mut record =
                Record::new("press".into(), "Press review".into(), category.into(), day);
            record.event_id = format!("e{number}").into();
            record.row = number.unsigned_abs() + 1;
            record.file = "events.csv".into();
            record.file_sha256 = "0".repeat(64).into();
            record.source = Some("AAA.MIL".into());
            record.target = Some("BBB".into());
            record.count = Some(number as f64);
            record.lat = Some(38.0 + (number % 7) as f64 / 10.0);
            record.lon = Some(127.0);
            for text in [
                &mut record.source_name,
                &mut record.target_name,
                &mut record.place,
                &mut record.adm1,
                &mut record.text,
                &mut record.citation,
                &mut record.url,
            ] {
                *text = Some(format!("{HOSTILE} {number}").into());
            }
            record
        })
        .collect()
}

/// A workbench that runs until the test ends.
pub struct Bench {
    pub address: SocketAddr,
    pub directory: TempDir,
}

/// What was answered.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(of, _)| of == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{error} in {} {}", self.status, self.text());
        })
    }
}

/// The port 0 stands for any.
pub fn settings(directory: &TempDir) -> Settings {
    Settings {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        ledger: directory.path().join("ledger.sqlite"),
        tokens: None,
        tls: None,
        behind_proxy: false,
        hosts: Vec::new(),
        audit: Some(directory.path().join("audit.jsonl")),
        local_name: "R. Lee".to_owned(),
        every: Duration::from_secs(3600),
    }
}

impl Bench {
    pub fn new() -> Self {
        Self::with(|_, _| {})
    }

    /// With so many records.
    pub fn of(number: i64) -> Self {
        Self::start(number, |_, _| {})
    }

    pub fn with(change: impl FnOnce(&TempDir, &mut Settings)) -> Self {
        Self::start(400, change)
    }

    fn start(number: i64, change: impl FnOnce(&TempDir, &mut Settings)) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let mut settings = settings(&directory);
        change(&directory, &mut settings);
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            let theatres: Vec<Box<dyn Theatre>> = vec![
                Box::new(InMemory {
                    id: "border",
                    text: WATCH.to_owned(),
                    records: many(number),
                }),
                Box::new(InMemory {
                    id: "broken",
                    text: "title = 1".to_owned(),
                    records: Vec::new(),
                }),
            ];
            let served = serve(theatres, &settings, |address| {
                tell.send(address.to_owned()).expect("somebody waits");
            });
            panic!("the workbench ended: {served:?}");
        });
        let address = told.recv().expect("the workbench opens");
        let address = address.split("//").nth(1).expect("an address");
        Self {
            address: address.trim_end_matches('/').parse().expect("an address"),
            directory,
        }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], None)
    }

    /// Posts as the page does: with the header that shows where it comes from.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        let csrf = self.get("/api/v1/session").json()["csrf"].clone();
        let csrf = csrf.as_str().expect("a text").to_owned();
        let body = body.to_string();
        self.ask(
            "POST",
            path,
            &[
                ("content-type", "application/json"),
                ("x-foreshock-csrf", &csrf),
            ],
            Some(body.as_bytes()),
        )
    }

    pub fn judge(&self, key: &str, judgement: Value) -> Answer {
        let body = json!({ "key": key, "judgement": judgement });
        self.post("/api/v1/watches/border/judgements", &body)
    }

    /// Asks with a client that follows the rules.
    pub fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Answer {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request
            .body(body.unwrap_or_default().to_vec())
            .expect("a request");
        let mut response = agent.run(request).expect("an answer");
        Answer {
            status: response.status().as_u16(),
            headers: response
                .headers()
                .iter()
                .map(|(name, value)| {
                    let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                    (name.to_string(), value)
                })
                .collect(),
            body: response.body_mut().read_to_vec().expect("a body"),
        }
    }

    /// A connection without a client that could make it follow the rules.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("a connection");
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .expect("a timeout");
        stream
    }

    /// Sends bytes as they are and reads to the end; what was read.
    pub fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // The other side may hang up before everything is sent.
        let _ = stream.write_all(bytes);
        let mut read = Vec::new();
        let _ = stream.read_to_end(&mut read);
        String::from_utf8_lossy(&read).into_owned()
    }
}

/// A token file with one token of each role; the tokens.
pub fn tokens(path: &Path) -> [String; 3] {
    use foreshock_serve::{Role, Tokens};
    [
        ("reader", Role::Reader),
        ("analyst", Role::Analyst),
        ("admin", Role::Admin),
    ]
    .map(|(name, role)| Tokens::add(path, name, role, Timestamp::now()).expect("a token"))
}
