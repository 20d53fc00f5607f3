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

use super::{
    common::{Ran, ran},
    tasks::{Task, Tasks},
};

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
    /// Executors so far, those included that are no more.
    started: usize,
}

/// An executor that runs.
struct Executor {
    /// Its name at the scheduler.
    id: String,
    log: PathBuf,
    process: Child,
}

impl Executor {
    fn tasks(&self) -> Tasks {
        Tasks::of(&fs::read_to_string(&self.log).expect("its log"))
    }
}

/// An executor that was killed while it was at work.
pub struct Killed {
    /// Its name at the scheduler.
    pub id: String,
    /// The tasks that it had begun and had not ended.
    pub unfinished: Vec<Task>,
    /// How many tasks each of the others had begun by then.
    begun_by_others: Vec<usize>,
}

impl Cluster {
    /// A scheduler and two executors.
    pub fn start() -> Self {
        Self::start_with(2, &[])
    }

    /// A scheduler and so many executors, with this in their environment.
    pub fn start_with(executors: usize, environment: &[(&str, String)]) -> Self {
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
        let own = |what: &str| {
            self.directory
                .path()
                .join(format!("{what}-{}", self.started))
        };
        let (work, log) = (own("work"), own("executor"));
        fs::create_dir_all(&work).expect("a directory");
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
        let process = start(&arguments, log.clone(), environment);
        let mut id = None;
        until("the executor is registered", || {
            let known = self.executors_known();
            let own = known.iter().find(|known| known["port"] == port);
            id = own.and_then(|own| own["id"].as_str().map(str::to_owned));
            id.is_some()
        });
        self.executors.push(Executor {
            id: id.expect("a name"),
            log,
            process,
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

    /// Kills, with SIGKILL, an executor in the midst of a task. That it was so stands in its
    /// log, which nobody writes to any more; where its task had just ended, another executor
    /// takes its place and the next one at work is killed.
    pub fn kill_one_at_work(&mut self) -> Killed {
        loop {
            let mut at = None;
            until("an executor is at work", || {
                at = self
                    .executors
                    .iter()
                    .position(|executor| !executor.tasks().unfinished().is_empty());
                at.is_some()
            });
            let mut executor = self.executors.remove(at.expect("an executor at work"));
            let others = self.executors.iter();
            let begun_by_others = others.map(|other| other.tasks().begun.len()).collect();
            kill(&mut executor.process);
            let unfinished = executor.tasks().unfinished();
            if !unfinished.is_empty() {
                return Killed {
                    id: executor.id,
                    unfinished,
                    begun_by_others,
                };
            }
            self.add_executor(&[]);
        }
    }

    /// Whether one of the executors that are left has since begun a task of this stage.
    pub fn begun_again(&self, killed: &Killed, task: &Task) -> bool {
        let others = self.executors.iter().zip(&killed.begun_by_others);
        others
            .flat_map(|(other, &before)| other.tasks().begun.split_off(before))
            .any(|begun| begun.is_of_stage_of(task))
    }

    pub fn kill_all_executors(&mut self) {
        for mut executor in self.executors.drain(..) {
            kill(&mut executor.process);
        }
    }

    pub fn kill_scheduler(&mut self) {
        kill(&mut self.scheduler);
    }

    /// Waits until the scheduler has noticed that an executor is lost.
    pub fn wait_for_loss_of(&self, id: &str) {
        until("the scheduler has noticed", || {
            self.executors_known()
                .iter()
                .all(|executor| executor["id"] != id)
        });
    }

    /// What the scheduler says of a job: `Running`, `Completed` and the like.
    pub fn status_of(&self, job: &str) -> String {
        let job = self.get(&format!("/api/job/{job}"));
        let status = job.and_then(|job| job["status"].as_str().map(str::to_owned));
        status.unwrap_or_default()
    }

    /// The same of all jobs that it was ever given.
    pub fn status_of_jobs(&self) -> Vec<String> {
        let jobs = self.get("/api/jobs");
        let jobs = jobs.and_then(|jobs| jobs.as_array().cloned());
        let status = |job: &Value| job["status"].as_str().unwrap_or_default().to_owned();
        jobs.unwrap_or_default().iter().map(status).collect()
    }

    /// How many tasks the executors that run have begun.
    pub fn tasks_begun(&self) -> usize {
        let executors = self.executors.iter();
        executors.map(|executor| executor.tasks().begun.len()).sum()
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
        self.kill_all_executors();
        self.kill_scheduler();
    }
}

/// Ends with SIGKILL; does nothing where it has ended.
fn kill(process: &mut Child) {
    let _ = process.kill();
    let _ = process.wait();
}

/// The program, asking a cluster while the test goes on.
pub struct Asked {
    id: u32,
    process: Option<thread::JoinHandle<Ran>>,
}

impl Asked {
    pub fn start(mut command: Command) -> Self {
        let process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        Self {
            id: process.id(),
            process: Some(thread::spawn(move || {
                ran(process.wait_with_output().expect("the program ends"))
            })),
        }
    }

    /// Keeps it from going on until [`Asked::go_on`].
    pub fn stop(&self) {
        assert!(self.signal("STOP"), "it had ended");
    }

    pub fn go_on(&self) {
        assert!(self.signal("CONT"), "it had ended");
    }

    fn signal(&self, name: &str) -> bool {
        let kill = format!("kill -{name} {}", self.id);
        let signalled = Command::new("sh").args(["-c", &kill]).status();
        signalled.is_ok_and(|status| status.success())
    }

    pub fn end(mut self) -> Ran {
        let process = self.process.take().expect("it ends once");
        process.join().expect("the program ends")
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        if self
            .process
            .as_ref()
            .is_some_and(|process| !process.is_finished())
        {
            self.signal("KILL");
        }
    }
}

fn start(arguments: &[&str], log: PathBuf, environment: &[(&str, String)]) -> Child {
    let log = File::create(log).expect("a log");
    Command::new(env!("CARGO_BIN_EXE_foreshock"))
        .args(arguments)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .env_remove("RUST_LOG")
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("a log"))
        .stderr(log)
        .spawn()
        .expect("the program starts")
}

pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(5));
    }
}
