//! The processes of a cluster, and one that asks it.

use std::{
    fs::{self, File},
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

use super::common::{Ran, ran};

/// How long anything may take before the test is given up.
const PATIENCE: Duration = Duration::from_secs(300);

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    let bound = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a free port");
    bound.local_addr().expect("its address").port()
}

/// A scheduler and its executors.
pub struct Cluster {
    directory: TempDir,
    port: u16,
    scheduler: Child,
    executors: Vec<Executor>,
    started: usize,
}

/// An executor, known to the scheduler by its port.
struct Executor {
    port: u16,
    process: Child,
}

impl Cluster {
    /// A scheduler and two executors.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same, with this in their environment.
    pub fn start_with(environment: &[(&str, String)]) -> Self {
        Self::start_with_executors(2, environment)
    }

    pub fn start_with_executors(executors: usize, environment: &[(&str, String)]) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let port = free_port();
        let bind = format!("127.0.0.1:{port}");
        let arguments = ["cluster", "scheduler", "--bind", &bind, "--lost-after", "5"];
        let log = directory.path().join("scheduler.log");
        let mut cluster = Self {
            scheduler: start(&arguments, log, environment),
            directory,
            port,
            executors: Vec::new(),
            started: 0,
        };
        until("the scheduler answers", || {
            cluster.get("/healthz").is_some()
        });
        for _ in 0..executors {
            cluster.add_executor(environment);
        }
        cluster
    }

    /// Starts another executor and waits until the scheduler knows it.
    pub fn add_executor(&mut self, environment: &[(&str, String)]) {
        let port = free_port();
        let work = self.directory.path().join(format!("work-{}", self.started));
        fs::create_dir_all(&work).expect("a directory");
        let log = self
            .directory
            .path()
            .join(format!("executor-{}.log", self.started));
        self.started += 1;
        let arguments = [
            "cluster",
            "executor",
            "--scheduler",
            &self.address(),
            "--bind",
            &format!("127.0.0.1:{port}"),
            "--control-port",
            &free_port().to_string(),
            "--cores",
            "1",
            "--heartbeat",
            "1",
            "--work",
            &work.to_string_lossy(),
        ];
        let process = start(&arguments, log, environment);
        self.executors.push(Executor { port, process });
        until("the executor is registered", || {
            self.ports().contains(&port)
        });
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What scheduler and executors have logged.
    pub fn logs(&self) -> String {
        let mut logs = String::new();
        for entry in fs::read_dir(self.directory.path()).expect("the directory") {
            let path = entry.expect("an entry").path();
            if let Ok(text) = fs::read_to_string(&path) {
                logs.push_str(&format!("== {}\n{text}\n", path.display()));
            }
        }
        logs
    }

    /// Kills an executor that is at work on a job that runs, with SIGKILL, and returns its
    /// name.
    pub fn kill_one_that_works(&mut self) -> String {
        let mut victim = None;
        until("an executor is at work", || {
            victim = self.at_work();
            victim.is_some()
        });
        let (port, id) = victim.expect("an executor at work");
        let at = self
            .executors
            .iter()
            .position(|executor| executor.port == port);
        let mut executor = self.executors.remove(at.expect("one of ours"));
        executor.process.kill().expect("killed");
        executor.process.wait().expect("ended");
        id
    }

    pub fn kill_all_executors(&mut self) {
        for executor in &mut self.executors {
            executor.process.kill().expect("killed");
            executor.process.wait().expect("ended");
        }
        self.executors.clear();
    }

    /// Whether the scheduler has noticed that an executor is lost.
    pub fn lost(&self, id: &str) -> bool {
        let executors = self.executors_known();
        executors.iter().all(|executor| executor["id"] != id)
    }

    /// Port and name of an executor whose work directory holds rows of a job that runs.
    fn at_work(&self) -> Option<(u16, String)> {
        let jobs = self.get("/api/jobs")?;
        let running = jobs.as_array()?.iter().filter(|job| {
            let status = job["status"].as_str().unwrap_or_default();
            status.eq_ignore_ascii_case("running")
        });
        let running: Vec<&str> = running.filter_map(|job| job["job_id"].as_str()).collect();
        let executors = self.executors_known();
        self.executors
            .iter()
            .enumerate()
            .find_map(|(number, executor)| {
                let work = self.directory.path().join(format!("work-{number}"));
                let works = running.iter().any(|job| work.join(job).is_dir());
                let known = executors
                    .iter()
                    .find(|known| known["port"] == executor.port)?;
                works.then(|| {
                    (
                        executor.port,
                        known["id"].as_str().unwrap_or_default().to_owned(),
                    )
                })
            })
    }

    fn ports(&self) -> Vec<u16> {
        let executors = self.executors_known();
        let port = |executor: &Value| u16::try_from(executor["port"].as_u64()?).ok();
        executors.iter().filter_map(port).collect()
    }

    fn executors_known(&self) -> Vec<Value> {
        let known = self.get("/api/executors");
        known
            .and_then(|known| known.as_array().cloned())
            .unwrap_or_default()
    }

    fn get(&self, path: &str) -> Option<Value> {
        let mut answer = ureq::get(format!("{}{path}", self.address())).call().ok()?;
        let text = answer.body_mut().read_to_string().ok()?;
        Some(serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let executors = self
            .executors
            .iter_mut()
            .map(|executor| &mut executor.process);
        for process in executors.chain([&mut self.scheduler]) {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// The program, asking a cluster while the test goes on.
pub struct Asked {
    process: thread::JoinHandle<Ran>,
}

impl Asked {
    pub fn start(mut command: Command) -> Self {
        Self {
            process: thread::spawn(move || ran(command.output().expect("the program starts"))),
        }
    }

    pub fn runs(&self) -> bool {
        !self.process.is_finished()
    }

    pub fn end(self) -> Ran {
        self.process.join().expect("the program ends")
    }
}

fn start(arguments: &[&str], log: PathBuf, environment: &[(&str, String)]) -> Child {
    let log = File::create(log).expect("a log");
    Command::new(env!("CARGO_BIN_EXE_foreshock"))
        .args(arguments)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("a log"))
        .stderr(log)
        .spawn()
        .expect("the program starts")
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(20));
    }
}
