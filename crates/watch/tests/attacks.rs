//! Whatever stands in a watch, reading it ends with a watch or with faults whose
//! places lie within the text.

mod law;

use foreshock_watch::Watch;
use law::sound;
use proptest::prelude::*;

const WHOLE: &str = include_str!("../../../watches/korea/watch.toml");

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read_or_faulted(text in "\\PC{0,200}") {
        sound(&text);
    }

    /// A line of a real watch lost, doubled, cut or put elsewhere.
    #[test]
    fn a_mangled_watch_is_read_or_faulted(
        at in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
        how in 0..4,
        cut in 0..40usize,
    ) {
        let mut lines: Vec<String> = WHOLE.lines().map(str::to_owned).collect();
        let at = at.index(lines.len());
        let to = to.index(lines.len());
        match how {
            0 => { lines.remove(at); }
            1 => lines.insert(to, lines[at].clone()),
            2 => lines.swap(at, to),
            _ => {
                let kept: String = lines[at].chars().take(cut).collect();
                lines[at] = kept;
            }
        }
        sound(&lines.join("\n"));
    }
}

#[test]
fn every_fault_is_reported_at_once() {
    let text = r#"
        title = ""
        timezone = "Mars/Olympus"
        [[source]]
        id = "Bad Name"
        publisher = "p"
        path = ""
        columns = { date = "d", category = "c" }
        [[claim]]
        id = "c"
        text = "t"
        [[indicator]]
        id = "i"
        title = "I"
        from = ["x", "y"]
        claim = "d"
        period = "0 days"
        match = { near = { point = [95.0, 0.0], km = 1 }, count = { min = 3, max = 1 } }
        [[tripwire]]
        id = "t"
        title = "T"
        sign = "i"
        outcome = "j"
        horizon = "soon"
        [[episode]]
        id = "e"
        title = "E"
        from = 2024-02-02
        to = 2024-01-01
    "#;
    let messages: Vec<String> = Watch::read(text)
        .unwrap_err()
        .into_iter()
        .map(|fault| fault.message)
        .collect();
    for expected in [
        "the title is empty",
        "there is no timezone `Mars/Olympus`",
        "`Bad Name` is not a name",
        "the path is empty",
    ] {
        assert!(
            messages.iter().any(|message| message == expected),
            "{expected}: {messages:?}"
        );
    }
    // With a source that can be read the rest is looked at as well.
    let text = text
        .replace("path = \"\"", "path = \"t.csv\"")
        .replace("Bad Name", "s");
    let messages: Vec<String> = Watch::read(&text)
        .unwrap_err()
        .into_iter()
        .map(|fault| fault.message)
        .collect();
    for expected in [
        "there is no source `x`",
        "there is no source `y`",
        "there is no claim `d`",
        "a length of zero",
    ] {
        assert!(
            messages.iter().any(|message| message == expected),
            "{expected}: {messages:?}"
        );
    }
}

/// A table that cannot be read is one fault, however often its name is used.
#[test]
fn a_fault_does_not_bring_others_after_it() {
    let text = r#"
        title = "T"
        [[source]]
        id = "s"
        publisher = "p"
        path = "t.csv"
        colums = { date = "d", category = "c" }
        [[indicator]]
        id = "i"
        title = "I"
        from = "s"
    "#;
    let faults = Watch::read(text).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].help.as_deref(), Some("did you mean `columns`?"));
}

/// Dynamics are asked of events, of each kind once, of few kinds.
#[test]
fn dynamics_that_make_no_sense_are_refused() {
    let watch = |dynamics: &str| {
        format!(
            r#"
            title = "T"
            dynamics = {{ {dynamics} }}
            [[source]]
            id = "s"
            publisher = "p"
            path = "t.csv"
            columns = {{ date = "d", category = "c", count = "n" }}
            [[indicator]]
            id = "shelling"
            title = "Shelling"
            from = "s"
            [[indicator]]
            id = "price"
            title = "Price"
            from = "s"
            measure = "level(count)"
        "#
        )
    };
    for (dynamics, expected) in [
        (
            "indicators = []",
            "dynamics need 1 to 8 indicators, and here are 0",
        ),
        (
            "indicators = ['shelling', 'shelling']",
            "`shelling` is named twice",
        ),
        (
            "indicators = ['price']",
            "`price` is a level series and has no events",
        ),
        ("indicators = ['shell']", "there is no indicator `shell`"),
        (
            "indicators = ['shelling'], from = 'spring'",
            "`spring` is not a date",
        ),
    ] {
        let faults = Watch::read(&watch(dynamics)).unwrap_err();
        assert_eq!(faults[0].message, expected);
    }
    let read = Watch::read(&watch("indicators = ['shelling'], from = 2022-01-01")).unwrap();
    assert_eq!(read.dynamics.unwrap().indicators, [0]);
}
