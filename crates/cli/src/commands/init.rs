//! `foreshock init`: a first watch from a table of events.

use std::{fmt::Write, path::Path};

use foreshock_source::Guess;

use crate::{
    arguments::Init,
    failure::{Failure, eprintln},
    output,
};

/// Indicators that a first watch has at most: the most frequent categories.
const INDICATORS: usize = 8;

pub(crate) fn run(arguments: &Init) -> Result<(), Failure> {
    let guess = foreshock_source::guess(&arguments.table)?;
    // The path is written as seen from where the watch will lie; a bare file name
    // has an empty parent.
    let parent = arguments.out.as_deref().and_then(Path::parent);
    let from = parent
        .filter(|parent| *parent != Path::new(""))
        .unwrap_or(Path::new("."));
    let text = watch(&arguments.table, &path_from(from, &arguments.table), &guess);
    if let Some(out) = &arguments.out {
        if out.exists() {
            return Err(Failure::new(
                format!("{} exists already", out.display()),
                "give another --out, or remove it first",
            ));
        }
        output::write_file(out, &text)?;
        eprintln(&format!(
            "watch: {}; check it with `foreshock check {0}`",
            out.display()
        ));
    } else {
        output::print(&text)?;
    }
    for guessed in &guess.columns {
        eprintln(&format!(
            "guessed: {} is column `{}` ({})",
            guessed.field, guessed.column, guessed.why
        ));
    }
    if let Some(other) = &guess.ambiguous_dates {
        eprintln(&format!(
            "uncertain: every date can also be read as {other}; check `date_format`"
        ));
    }
    if guess.column("category").is_none() {
        eprintln(
            "not guessed: no column looks like a category; every row gets the category `event`",
        );
    }
    if let Some(encoding) = &guess.encoding {
        eprintln(&format!(
            "uncertain: the file is not UTF-8; {encoding} is assumed"
        ));
    }
    if guess.rejected > 0 {
        eprintln(&format!(
            "{} of the first {} rows would be set aside; `foreshock check` says why",
            guess.rejected, guess.rows
        ));
    }
    if !guess.unused.is_empty() {
        eprintln(&format!("not used: {}", guess.unused.join(", ")));
    }
    Ok(())
}

/// The table's path as a watch in `directory` would write it.
fn path_from(directory: &Path, table: &Path) -> String {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (directory, table) = (absolute(directory), absolute(table));
    let shown = table.strip_prefix(&directory).unwrap_or(&table);
    shown.to_string_lossy().into_owned()
}

fn watch(table: &Path, path: &str, guess: &Guess) -> String {
    let name = table
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let stem = name.split('.').next().unwrap_or(&name);
    let id = identifier(stem, "table");
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write_watch(&mut out, &name, stem, &id, path, guess);
    out
}

fn write_watch(
    out: &mut String,
    name: &str,
    stem: &str,
    id: &str,
    path: &str,
    guess: &Guess,
) -> std::fmt::Result {
    let quoted = |text: &str| toml_string(text);
    writeln!(
        out,
        "# A first watch for {}, written from its header and first {} rows.",
        one_line(name),
        guess.rows
    )?;
    writeln!(
        out,
        "# Everything here is a proposal; change what is wrong.\n"
    )?;
    writeln!(out, "title = {}", quoted(stem))?;
    writeln!(
        out,
        "# From when to look: a date, or \"now\".\nas_of = \"now\""
    )?;
    writeln!(out, "# Whose days count.\ntimezone = \"UTC\"\nseed = 1\n")?;
    writeln!(
        out,
        "[[source]]\nid = {}\npublisher = {}",
        quoted(id),
        quoted(stem)
    )?;
    writeln!(out, "path = {}", quoted(path))?;
    writeln!(
        out,
        "# \"snapshot\": each edition of the file is the whole table.\n# \"append\": the file holds new events only.\nkind = \"snapshot\""
    )?;
    if let Some(delimiter) = guess.delimiter {
        writeln!(
            out,
            "delimiter = {}",
            quoted(&char::from(delimiter).to_string())
        )?;
    }
    if let Some(encoding) = &guess.encoding {
        writeln!(out, "encoding = {}", quoted(encoding))?;
    }
    if !guess.missing.is_empty() {
        let words: Vec<String> = guess.missing.iter().map(|word| quoted(word)).collect();
        writeln!(out, "missing = [{}]", words.join(", "))?;
    }
    if let Some(format) = &guess.date_format {
        writeln!(out, "date_format = {}", quoted(format))?;
    }
    let has = |field: &str| guess.column(field).is_some();
    if !has("published") {
        writeln!(
            out,
            "# The table does not say when an event became public: take it as known so\n# long after it ended.\nlag = \"1 day\""
        )?;
    }
    writeln!(out, "\n[source.columns]")?;
    for guessed in &guess.columns {
        writeln!(
            out,
            "{} = {}  # {}",
            guessed.field,
            quoted(&guessed.column),
            guessed.why
        )?;
    }
    if !has("category") {
        writeln!(
            out,
            "category = {{ value = \"event\" }}  # no column looks like one"
        )?;
    }
    if let Some((first, _)) = guess.span {
        writeln!(
            out,
            "\n# What it covers, so that \"none\" and \"not collected\" differ. Give `to` where it\n# stops.\n[[source.covers]]\nfrom = {first}"
        )?;
    }
    let shown: Vec<&(String, u64)> = guess.categories.iter().take(INDICATORS).collect();
    let mut used = Vec::new();
    for (category, rows) in &shown {
        let base = identifier(category, "indicator");
        let mut indicator = base.clone();
        let mut number = 2;
        while used.contains(&indicator) {
            indicator = format!("{base}-{number}");
            number += 1;
        }
        writeln!(
            out,
            "\n# {rows} of the first {} rows.\n[[indicator]]\nid = {}",
            guess.rows,
            quoted(&indicator)
        )?;
        writeln!(out, "title = {}\nfrom = {}", quoted(category), quoted(id))?;
        writeln!(
            out,
            "match = {{ category = {} }}",
            quoted(&category.replace('*', ""))
        )?;
        writeln!(
            out,
            "period = \"30 days\"\nwindow = \"6 months\"\nreference = \"2 years\""
        )?;
        used.push(indicator);
    }
    if shown.is_empty() {
        writeln!(
            out,
            "\n[[indicator]]\nid = \"events\"\ntitle = \"Events\"\nfrom = {}\nperiod = \"30 days\"",
            quoted(id)
        )?;
    }
    let more = guess.categories.len() - shown.len();
    if more > 0 {
        let rest: Vec<String> = guess.categories[INDICATORS..]
            .iter()
            .map(|(category, _)| one_line(category))
            .collect();
        writeln!(out, "\n# Further categories: {}", rest.join(", "))?;
    }
    writeln!(
        out,
        "\n# A claim that an indicator tests (name it there: claim = \"more-often\", expects = \"up\"):\n# [[claim]]\n# id = \"more-often\"\n# text = \"It happens more and more often.\""
    )
}

/// A name for use within the watch.
fn identifier(text: &str, otherwise: &str) -> String {
    const LONGEST: usize = 40;
    let mut id = String::new();
    for character in text.to_lowercase().chars() {
        if character.is_ascii_lowercase() || character.is_ascii_digit() {
            id.push(character);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
        if id.len() >= LONGEST {
            break;
        }
    }
    let id = id.trim_matches('-');
    if id.is_empty() {
        otherwise.to_owned()
    } else {
        id.to_owned()
    }
}

/// A TOML basic string.
fn toml_string(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            control if control.is_control() => {
                out.push_str(&format!("\\u{:04X}", u32::from(control)))
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
