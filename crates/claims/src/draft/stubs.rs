//! Stubs of what could test the claims: indicators, questions, signs.

use std::fmt::Write;

use jiff::ToSpan;

use super::{Names, comment, one_line, quoted};
use crate::{Bound, Claim, Kind, Reading, Relation, cameo_root_name};

/// Events that an indicator of the draft counts.
#[derive(PartialEq)]
struct Events {
    root: String,
    source: Option<String>,
    target: Option<String>,
}

pub(super) fn write(out: &mut String, reading: &Reading, names: &Names) -> std::fmt::Result {
    writeln!(
        out,
        "# ---------------------------------------------------------------- stubs\n"
    )?;
    let mut known: Vec<(Events, String)> = Vec::new();
    for claim in reading
        .claims
        .iter()
        .filter(|claim| claim.kind != Kind::Advice)
    {
        let indicator = indicator(out, claim, names, &mut known)?;
        match claim.kind {
            Kind::Forecast => question(out, claim, reading, indicator.as_deref())?,
            Kind::Condition | Kind::Cause => sign(out, claim, indicator.as_deref())?,
            Kind::Fact | Kind::Trend | Kind::Advice => {}
        }
    }
    Ok(())
}

/// An indicator of the events that a claim names; one that an earlier claim has
/// already is only named.
fn indicator(
    out: &mut String,
    claim: &Claim,
    names: &Names,
    known: &mut Vec<(Events, String)>,
) -> Result<Option<String>, std::fmt::Error> {
    let Some((category, root)) = claim
        .categories
        .iter()
        .find_map(|category| Some((category, category.cameo_root.clone()?)))
    else {
        writeln!(
            out,
            "# {}: no indicator, since the text names no event that CAMEO has a root family for.",
            claim.id
        )?;
        writeln!(out, "# FILL which category of which table it is about\n")?;
        return Ok(None);
    };
    let side = |acted_upon: bool| {
        claim
            .actors
            .iter()
            .filter(|actor| actor.acted_upon == acted_upon)
            .find_map(|actor| names.name(actor))
            .map(str::to_owned)
    };
    let events = Events {
        root,
        source: side(false),
        target: side(true),
    };
    if let Some((_, id)) = known.iter().find(|(other, _)| *other == events) {
        writeln!(
            out,
            "# {}: the same events as indicator `{id}`.\n",
            claim.id
        )?;
        return Ok(Some(id.clone()));
    }
    let id = format!("events_{}", known.len() + 1);
    writeln!(
        out,
        "# guess: \"{}\" is taken for CAMEO root {} ({})",
        comment(&category.by),
        events.root,
        cameo_root_name(&events.root).unwrap_or_default()
    )?;
    if let Some(source) = &events.source {
        writeln!(
            out,
            "# guess: `{source}` is taken for the acting side, since no word before it says that it is acted upon"
        )?;
    }
    if let Some(target) = &events.target {
        writeln!(
            out,
            "# guess: `{target}` is taken for the side acted upon, by the word before it"
        )?;
    }
    writeln!(
        out,
        "[[indicator]]\nid = {}\ntitle = {}\nclaim = {}",
        quoted(&id),
        quoted(&title(claim, &category.word)),
        quoted(&claim.id)
    )?;
    if claim.kind == Kind::Trend {
        expects(out, claim)?;
    }
    writeln!(out, "from = \"events\"")?;
    let mut matched = format!("cameo = {}", quoted(&format!("{}*", events.root)));
    for (field, side) in [("source", &events.source), ("target", &events.target)] {
        if let Some(side) = side {
            let _ = write!(matched, ", {field} = {}", quoted(side));
        }
    }
    writeln!(out, "match = {{ {matched} }}")?;
    writeln!(
        out,
        "# FILL window and reference, where the defaults (6 weeks against 2 years) are not what is meant\n"
    )?;
    known.push((events, id.clone()));
    Ok(Some(id))
}

fn title(claim: &Claim, word: &str) -> String {
    let words: Vec<&str> = claim.quote.split_whitespace().collect();
    let short = words.iter().take(8).copied().collect::<Vec<_>>().join(" ");
    let more = if words.len() > 8 { " …" } else { "" };
    format!("{word} ({short}{more})")
}

/// The direction that a trend claims, by its own word.
fn expects(out: &mut String, claim: &Claim) -> std::fmt::Result {
    const DOWN: [&str; 26] = [
        "fall", "fell", "drop", "declin", "decreas", "diminish", "lessen", "dwindl", "wan", "shr",
        "few", "less", "lower", "weak", "eas", "slow", "plung", "plummet", "slump", "fad",
        "subsid", "abat", "halv", "down", "los", "dipp",
    ];
    const UP: [&str; 25] = [
        "ris",
        "rose",
        "increas",
        "grow",
        "grew",
        "expand",
        "doubl",
        "tripl",
        "trebl",
        "quadrupl",
        "more",
        "higher",
        "escalat",
        "intensif",
        "surg",
        "soar",
        "spik",
        "climb",
        "mount",
        "jump",
        "spread",
        "proliferat",
        "up ",
        "bolder",
        "multipl",
    ];
    let told = claim.told_by.as_deref().unwrap_or_default().to_lowercase();
    let says = |words: &[&str]| {
        words.iter().any(|word| {
            told.split([' ', '-'])
                .any(|part| part.starts_with(word.trim()))
        })
    };
    match (says(&UP), says(&DOWN)) {
        (true, false) => writeln!(
            out,
            "# guess: by the word \"{}\"\nexpects = \"up\"",
            comment(&told)
        ),
        (false, true) => writeln!(
            out,
            "# guess: by the word \"{}\"\nexpects = \"down\"",
            comment(&told)
        ),
        _ => writeln!(
            out,
            "# FILL expects = \"up\" or \"down\": \"{}\" does not tell",
            comment(&told)
        ),
    }
}

/// A question; in comments where the text leaves the deadline or the number open.
fn question(
    out: &mut String,
    claim: &Claim,
    reading: &Reading,
    indicator: Option<&str>,
) -> std::fmt::Result {
    let written = reading.date.as_ref().map(|date| date.day);
    let opens = written.and_then(|day| day.checked_add(1.day()).ok());
    let deadline = claim
        .times
        .iter()
        .filter(|time| matches!(time.relation, Relation::Within | Relation::Until))
        .filter_map(|time| time.to)
        .find(|to| opens.is_some_and(|opens| opens <= *to));
    // A longer one the watch would refuse.
    let deadline = deadline
        .zip(opens)
        .filter(|(deadline, opens)| (*deadline - *opens).get_days() <= 3_600)
        .map(|(deadline, _)| deadline);
    let least = claim
        .numbers
        .iter()
        .find(|number| {
            matches!(number.bound, Bound::Exactly | Bound::AtLeast)
                && number.value >= 1.0
                && number.value.fract() == 0.0
                && number.value <= 1e6
                && !number.of.starts_with('%')
                && !number.of.contains("per")
        })
        .map(|number| number.value);
    let complete = indicator.is_some() && deadline.is_some() && least.is_some();
    let mark = if complete { "" } else { "# " };
    if !complete {
        writeln!(
            out,
            "# {}: a question, once what is marked FILL is decided. Uncomment it then.",
            claim.id
        )?;
    }
    writeln!(
        out,
        "{mark}[[question]]\n{mark}id = {}",
        quoted(&format!("question_{}", claim.id))
    )?;
    writeln!(
        out,
        "{mark}text = {}",
        quoted(&format!("Does it come true: {}", one_line(&claim.quote)))
    )?;
    writeln!(out, "{mark}claim = {}", quoted(&claim.id))?;
    match indicator {
        Some(indicator) => writeln!(out, "{mark}indicator = {}", quoted(indicator))?,
        None => writeln!(
            out,
            "{mark}indicator = \"FILL the indicator whose events make a yes\""
        )?,
    }
    match least {
        Some(least) => writeln!(
            out,
            "{mark}# guess: the number that the sentence names\n{mark}resolves = {{ at_least = {least} }}"
        )?,
        None => writeln!(
            out,
            "{mark}resolves = {{ at_least = \"FILL how many events make a yes\" }}"
        )?,
    }
    match (opens, deadline) {
        (Some(opens), Some(deadline)) => writeln!(
            out,
            "{mark}# guess: from the day after the text to the time that it names\n{mark}opens = {opens}\n{mark}deadline = {deadline}\n"
        ),
        _ => writeln!(out, "{mark}horizon = \"FILL within how many days\"\n"),
    }
}

/// A tripwire for what is said to follow from something: always in comments,
/// since the text names at most one of the two sides as events.
fn sign(out: &mut String, claim: &Claim, indicator: Option<&str>) -> std::fmt::Result {
    let what = match claim.kind {
        Kind::Condition => "what follows if the condition is met",
        _ => "what came before what; a tripwire shows no cause",
    };
    writeln!(
        out,
        "# {}: {what}. Uncomment it once both sides are indicators.",
        claim.id
    )?;
    writeln!(
        out,
        "# [[tripwire]]\n# id = {}\n# title = {}\n# claim = {}",
        quoted(&format!("sign_{}", claim.id)),
        quoted(&title(claim, "sign")),
        quoted(&claim.id)
    )?;
    match indicator {
        Some(indicator) => writeln!(out, "# sign = \"FILL {indicator}, or another indicator\"")?,
        None => writeln!(out, "# sign = \"FILL the indicator of what comes first\"")?,
    }
    writeln!(
        out,
        "# outcome = \"FILL the indicator of what follows\"\n# horizon = \"FILL within how many days\"\n"
    )
}
