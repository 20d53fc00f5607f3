//! `foreshock claims`: the claims of a text, held against a chronology, and a
//! draft of a watch.

mod chronology;
mod show;

use std::fs::File;
use std::io::Read;

use foreshock_claims::{
    ArticleDate, Claim, Finding, LONGEST_TEXT, Origin, compare, draft, read, text_of,
};
use serde::Serialize;

use crate::{
    arguments::Claims,
    failure::{Failure, eprintln},
    output,
};

/// The whole as JSON.
#[derive(Serialize)]
struct Shown<'a> {
    article: String,
    date: Option<&'a ArticleDate>,
    sentences: usize,
    claims: &'a [Claim],
    /// Absent where there is no chronology.
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<&'a [Finding]>,
}

pub(crate) fn run(arguments: &Claims) -> Result<(), Failure> {
    let path = &arguments.article;
    if let Some(out) = arguments.out.as_deref().filter(|out| out.exists()) {
        return Err(Failure::new(
            format!("{} exists already", out.display()),
            "give another --out, or remove it first",
        ));
    }
    // No more is read than what tells that it is too much.
    let mut bytes = Vec::new();
    let limit = u64::try_from(LONGEST_TEXT).unwrap_or(u64::MAX);
    File::open(path)
        .and_then(|file| file.take(limit.saturating_add(1)).read_to_end(&mut bytes))
        .map_err(|error| Failure::file("read", path, &error))?;
    let text = text_of(&bytes).map_err(|error| {
        let written = error.to_string();
        let (message, remedy) = written
            .split_once("\n  ")
            .unwrap_or((&written, "check the file"));
        Failure::new(format!("{}: {message}", path.display()), remedy)
    })?;
    let reading = read(text, arguments.date);
    let chronology = chronology::of(arguments)?;
    let findings = chronology.map(|chronology| compare(&reading, &chronology));
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    if let Some(out) = &arguments.out {
        output::write_file(out, &draft(&reading, &Origin { name: name.clone() }))?;
        eprintln(&format!(
            "draft: {}; read it, fill in what is marked FILL, and check it with `foreshock check {0}`",
            out.display()
        ));
    }
    match arguments.json {
        true => output::print(&foreshock_report::json(&Shown {
            article: name,
            date: reading.date.as_ref(),
            sentences: reading.sentences,
            claims: &reading.claims,
            findings: findings.as_deref(),
        })?),
        false => output::print(&show::listing(&name, &reading, findings.as_deref())),
    }
}
