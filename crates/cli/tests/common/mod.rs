//! Running the program as a person would, in a place of its own.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

/// A directory of its own, with a lake in it.
pub struct Place {
    directory: TempDir,
}

/// What the program printed, and its exit code.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Place {
    pub fn new() -> Self {
        Self {
            directory: tempfile::tempdir().expect("a temporary directory"),
        }
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(&path, text).expect("a file");
        path
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).expect("a file that was written")
    }

    /// The program in this place, with the lake in `lake` and output in `out`.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foreshock"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env("FORESHOCK_LAKE", self.path().join("lake"))
            .env("FORESHOCK_LEDGER", self.path().join("ledger.sqlite"))
            .env("NO_COLOR", "1")
            // What a terminal can show is told from the language.
            .env("LC_ALL", "C.UTF-8")
            .env("TERM", "dumb")
            .env_remove("FORESHOCK_DATA");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        ran(self
            .command(arguments)
            .output()
            .expect("the program starts"))
    }

    /// Runs and insists that it went well.
    pub fn well(&self, arguments: &[&str]) -> Ran {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}\n{}\n{}", ran.out, ran.err);
        ran
    }

    /// Copies the shipped Korea watch to `korea/`.
    pub fn korea(&self) -> PathBuf {
        let from = workspace().join("watches/korea");
        let to = self.path().join("korea");
        fs::create_dir_all(&to).expect("a directory");
        for entry in fs::read_dir(from).expect("the shipped watch") {
            let path = entry.expect("an entry").path();
            fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("a copy");
        }
        to
    }
}

pub fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
        err: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
    }
}

pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A small watch over `events.csv`.
pub const WATCH: &str = r#"title = "Border"
as_of = 2024-03-31
timezone = "Asia/Seoul"
seed = 7

[[source]]
id = "press"
publisher = "Press review"
path = "events.csv"
lag = "1 day"
columns = { id = "id", date = "date", category = "category", count = "count", text = "text" }

[[source.covers]]
from = 2023-01-01

[[indicator]]
id = "shelling"
title = "Shelling"
from = "press"
match = { category = "shelling" }
period = "30 days"
unit = ["shelling", "shellings"]
"#;

/// Events for [`WATCH`]: one shelling a month, and five in March 2024.
pub fn events() -> String {
    let mut table = String::from("id,date,category,count,text\n");
    for month in 1..=12 {
        table.push_str(&format!(
            "a{month},2023-{month:02}-10,shelling,{month},shells near the line\n"
        ));
    }
    for day in [3, 9, 15, 21, 27] {
        table.push_str(&format!(
            "b{day},2024-03-{day:02},shelling,20,more shells\n"
        ));
    }
    table.push_str("c1,2024-04-20,shelling,30,after the view\n");
    table
}
