//! The tables of the documentation.

use std::fmt::Write;

use foreshock_claims::Kind;

use crate::{
    marks::{Mark, Text},
    measures::{Counts, Matching, Ratio, kappa, words},
};

pub fn all(texts: &[Text]) -> String {
    let mut out = String::new();
    for marker in ["A", "B"] {
        for matching in [Matching::Exact, Matching::Overlap] {
            let title = format!("rules against the marks of {marker}, {matching:?}");
            table(&mut out, &title, &Counts::of(texts, marker, matching));
        }
        confusion(&mut out, texts, marker);
        fields(&mut out, texts, marker);
    }
    let markers = Counts::between(
        texts,
        |text| (text.marks("A").to_vec(), text.marks("B").to_vec()),
        Matching::Exact,
    );
    table(&mut out, "marks of B against those of A, Exact", &markers);
    agreement(&mut out, texts);
    by_text(&mut out, texts);
    out
}

fn percent(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |value| format!("{:.0}%", 100.0 * value))
}

fn table(out: &mut String, title: &str, counts: &Counts) {
    let _ = writeln!(
        out,
        "\n{title}\n\n| kind | marked | found | precision | recall | F1 (95%) |\n| --- | --- | --- | --- | --- | --- |"
    );
    let mut row = |name: &str, counts: &Counts| {
        let interval = counts
            .interval(Ratio::F1)
            .map_or(String::new(), |(low, high)| {
                format!(" ({:.0}–{:.0})", 100.0 * low, 100.0 * high)
            });
        let _ = writeln!(
            out,
            "| {name} | {} | {} | {} | {} | {}{interval} |",
            counts.found() + counts.missed(),
            counts.found() + counts.extra(),
            percent(counts.precision()),
            percent(counts.recall()),
            percent(counts.f1()),
        );
    };
    for kind in Kind::ALL {
        row(kind.name(), &counts.of_kind(kind));
    }
    row("all", counts);
    let both = |ratio| {
        counts.interval(ratio).map_or(String::new(), |(low, high)| {
            format!("{:.0}–{:.0}", 100.0 * low, 100.0 * high)
        })
    };
    let _ = writeln!(
        out,
        "95% intervals over texts: precision {}, recall {}",
        both(Ratio::Precision),
        both(Ratio::Recall)
    );
}

/// For each marked kind of a sentence that was not found, which kinds were found
/// in its place; "none" where there was no other.
fn confusion(out: &mut String, texts: &[Text], marker: &str) {
    let mut cells = [[0_usize; 7]; 7];
    let index = |kind: Kind| Kind::ALL.iter().position(|other| *other == kind).unwrap();
    for text in texts {
        let (truth, found) = (text.marks(marker), text.marks("rules"));
        let within = |marks: &[Mark], other: &[Mark], start: usize| -> (Vec<usize>, Vec<usize>) {
            let of = |marks: &[Mark]| -> Vec<usize> {
                marks
                    .iter()
                    .filter(|mark| mark.start == start)
                    .map(|mark| index(mark.kind))
                    .collect()
            };
            (of(marks), of(other))
        };
        let mut starts: Vec<usize> = truth.iter().chain(found).map(|mark| mark.start).collect();
        starts.sort_unstable();
        starts.dedup();
        for start in starts {
            let (marked, told) = within(truth, found, start);
            let missed: Vec<usize> = marked
                .iter()
                .filter(|kind| !told.contains(kind))
                .copied()
                .collect();
            let extra: Vec<usize> = told
                .iter()
                .filter(|kind| !marked.contains(kind))
                .copied()
                .collect();
            for kind in marked.iter().filter(|kind| told.contains(kind)) {
                cells[*kind][*kind] += 1;
            }
            for place in 0..missed.len().max(extra.len()) {
                let row = missed.get(place).copied().unwrap_or(6);
                let column = extra.get(place).copied().unwrap_or(6);
                cells[row][column] += 1;
            }
        }
    }
    let names: Vec<&str> = Kind::ALL
        .iter()
        .map(|kind| kind.name())
        .chain(["none"])
        .collect();
    let _ = writeln!(
        out,
        "\nmarked by {marker} (rows), found (columns)\n\n| | {} |\n|{}",
        names.join(" | "),
        " --- |".repeat(8)
    );
    for (name, row) in names.iter().zip(cells) {
        let row: Vec<String> = row.iter().map(usize::to_string).collect();
        let _ = writeln!(out, "| {name} | {} |", row.join(" | "));
    }
}

/// Of claims that were found as marked, whether actor, time and speaker were as
/// well: a word of them in common, other than articles and prepositions.
fn fields(out: &mut String, texts: &[Text], marker: &str) {
    const SMALL: [&str; 14] = [
        "the", "a", "an", "of", "in", "on", "by", "and", "to", "from", "for", "at", "since", "s",
    ];
    let common = |one: &str, other: &str| {
        let (one, other) = (words(one), words(other));
        one.intersection(&other)
            .any(|word| !SMALL.contains(&word.as_str()))
    };
    let _ = writeln!(
        out,
        "\nof claims found as marked by {marker}\n\n| field | marked | found | precision | recall |\n| --- | --- | --- | --- | --- |"
    );
    type Field = fn(&Mark) -> Vec<String>;
    let get: [(&str, Field); 3] = [
        ("actors", |mark| mark.actors.clone()),
        ("time", |mark| mark.time.iter().cloned().collect()),
        ("speaker", |mark| mark.speaker.iter().cloned().collect()),
    ];
    for (name, get) in get {
        let (mut marked, mut told, mut met, mut right) = (0, 0, 0, 0);
        for text in texts {
            for mark in text.marks(marker) {
                let same = text
                    .marks("rules")
                    .iter()
                    .find(|found| Matching::Exact.fits(mark, found) && found.kind == mark.kind);
                let Some(found) = same else { continue };
                let (truth, found) = (get(mark), get(found));
                marked += truth.len();
                told += found.len();
                met += truth
                    .iter()
                    .filter(|one| found.iter().any(|other| common(one, other)))
                    .count();
                right += found
                    .iter()
                    .filter(|one| truth.iter().any(|other| common(one, other)))
                    .count();
            }
        }
        let share =
            |part: usize, whole: usize| percent((whole > 0).then(|| part as f64 / whole as f64));
        let _ = writeln!(
            out,
            "| {name} | {marked} | {told} | {} | {} |",
            share(right, told),
            share(met, marked)
        );
    }
    let mut vague = [[0_usize; 2]; 2];
    for text in texts {
        for mark in text.marks(marker) {
            for found in text.marks("rules") {
                if Matching::Exact.fits(mark, found) && found.kind == mark.kind {
                    vague[usize::from(mark.vague)][usize::from(found.vague)] += 1;
                }
            }
        }
    }
    let _ = writeln!(
        out,
        "testable by {marker}: {} found testable, {} not; vague: {} found testable, {} not",
        vague[0][0], vague[0][1], vague[1][0], vague[1][1]
    );
}

fn agreement(out: &mut String, texts: &[Text]) {
    let _ = writeln!(
        out,
        "\nkappa over all sentences\n\n| kind | A and B | A and rules | B and rules |\n| --- | --- | --- | --- |"
    );
    let show = |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.2}"));
    let kinds = Kind::ALL.into_iter().map(|kind| (kind.name(), Some(kind)));
    for (name, kind) in kinds.chain([("any claim", None)]) {
        let of = |one, other| show(kappa(texts, one, other, kind));
        let _ = writeln!(
            out,
            "| {name} | {} | {} | {} |",
            of("A", "B"),
            of("A", "rules"),
            of("B", "rules")
        );
    }
}

fn by_text(out: &mut String, texts: &[Text]) {
    let _ = writeln!(
        out,
        "\n| text | sentences | A | B | found | F1 to A | F1 to B |\n| --- | --- | --- | --- | --- | --- | --- |"
    );
    for text in texts {
        let one = std::slice::from_ref(text);
        let f1 = |marker| percent(Counts::of(one, marker, Matching::Exact).f1());
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} |",
            text.name,
            text.units.len(),
            text.marks("A").len(),
            text.marks("B").len(),
            text.marks("rules").len(),
            f1("A"),
            f1("B")
        );
    }
}
