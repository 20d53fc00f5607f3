//! A relation names two sides that differ and a way to each event's score, or is
//! refused with its place and what would mend it.

use foreshock_event::Record;
use foreshock_watch::{Relation, ScoreScale, Watch};
use jiff::civil::date;

const START: &str = r#"title = "Powers"
[actors]
north = ["PRK"]
south = ["KOR"]
russia = ["RUS"]
koreas = ["PRK", "KOR"]
[[source]]
id = "press"
publisher = "Press review"
path = "events.csv"
columns = { date = "day", category = "what", source = "who", target = "whom" }
[[source]]
id = "plain"
publisher = "Wire"
path = "wire.csv"
columns = { date = "day", category = "what" }
[[source]]
id = "icews"
format = "icews"
"#;

fn read(relation: &str) -> Result<Watch, Vec<foreshock_watch::Diagnostic>> {
    Watch::read(&format!("{START}[[relation]]\n{relation}"))
}

fn relation(text: &str) -> Relation {
    let watch = read(text).unwrap_or_else(|faults| panic!("{faults:?}"));
    watch.relations[0].clone()
}

/// Message, line within the relation (its header is line 1), column and remedy of
/// the only error.
fn fault(relation: &str) -> (String, usize, usize, String) {
    let text = format!("{START}[[relation]]\n{relation}");
    let faults = Watch::read(&text).expect_err("a fault");
    let faults: Vec<_> = faults
        .into_iter()
        .filter(|fault| fault.severity == foreshock_watch::Severity::Error)
        .collect();
    assert_eq!(faults.len(), 1, "{faults:?}");
    let (line, column) = faults[0].line_and_column(&text);
    let help = faults[0].help.clone().unwrap_or_default();
    (
        faults[0].message.clone(),
        line - START.lines().count(),
        column,
        help,
    )
}

fn record(category: &str, cameo: Option<&str>) -> Record {
    let mut record = Record::new(
        "icews".into(),
        "p".into(),
        category.into(),
        date(2024, 1, 1),
    );
    record.cameo = cameo.map(Into::into);
    record
}

#[test]
fn events_are_scored_by_the_scale_that_is_asked_for() {
    let goldstein = relation(
        "id = \"r\"\ntitle = \"R\"\nfrom = \"icews\"\npairs = [[\"russia\", \"north\"]]\n",
    );
    assert_eq!(goldstein.scale, ScoreScale::Goldstein);
    assert_eq!(
        goldstein.score(&record("Sign formal agreement", Some("057"))),
        Some(8.0)
    );
    assert_eq!(goldstein.score(&record("unheard of", None)), None);
    let plover = relation(
        "id = \"r\"\ntitle = \"R\"\nfrom = \"icews\"\nscale = \"plover\"\npairs = [[\"russia\", \"north\"]]\n",
    );
    assert_eq!(plover.score(&record("x", Some("190"))), Some(-9.0));
    assert_eq!(
        plover.score(&record("x", Some("010"))),
        None,
        "PLOVER leaves statements out"
    );
    let mut typed = record("x", None);
    typed.plover = Some("AID".into());
    assert_eq!(plover.score(&typed), Some(10.0));
    let published = relation(
        "id = \"r\"\ntitle = \"R\"\nfrom = \"icews\"\nscale = \"published\"\npairs = [[\"russia\", \"north\"]]\n",
    );
    let mut rated = record("x", Some("057"));
    assert_eq!(published.score(&rated), None);
    rated.intensity = Some(-2.5);
    assert_eq!(published.score(&rated), Some(-2.5));
}

#[test]
fn a_table_of_codes_decides_which_categories_count() {
    let codes = relation(
        "id = \"r\"\ntitle = \"R\"\nfrom = \"press\"\npairs = [[\"russia\", \"north\"]]\ncodes = { Summit = \"042\", shelling = \"194\" }\n",
    );
    assert_eq!(codes.score(&record("summit", None)), Some(1.9));
    assert_eq!(codes.score(&record("SHELLING", None)), Some(-10.0));
    assert_eq!(codes.score(&record("flood", None)), None);
    let pair = &codes.pairs[0];
    let mut summit = record("summit", None);
    summit.source = Some("RUS.GOV".into());
    summit.target = Some("PRK".into());
    assert!(pair.forward.selection.may_fit(&summit));
    assert!(
        !pair
            .backward
            .as_ref()
            .expect("both ways")
            .selection
            .may_fit(&summit)
    );
    summit.category = "flood".into();
    assert!(!pair.forward.selection.may_fit(&summit));
}

#[test]
fn spans_have_their_defaults_in_periods() {
    let short = relation(
        "id = \"r\"\ntitle = \"R\"\nfrom = \"icews\"\npairs = [[\"russia\", \"north\"]]\ndirected = true\n",
    );
    assert_eq!(
        (short.period.days(), short.window, short.reference),
        (30.0, 6, 24)
    );
    assert!(short.directed && short.pairs[0].backward.is_none());
}

#[test]
fn a_publishers_records_of_the_pairs_are_kept() {
    let watch =
        read("id = \"r\"\ntitle = \"R\"\nfrom = \"icews\"\npairs = [[\"russia\", \"north\"]]\n")
            .expect("a watch");
    let mut between = record("x", Some("057"));
    between.source = Some("RUS".into());
    between.target = Some("PRK.MIL".into());
    let publisher = foreshock_source::Publisher::Icews;
    assert!(watch.may_match(publisher, &between));
    between.target = Some("JPN".into());
    assert!(!watch.may_match(publisher, &between));
}

#[test]
fn a_side_that_is_not_known_is_pointed_at() {
    let (message, line, column, help) =
        fault("id = \"r\"\ntitle = \"R\"\nfrom = \"icews\"\npairs = [[\"rusia\", \"north\"]]\n");
    assert_eq!(message, "there is no actor `rusia`");
    assert_eq!((line, column), (5, 11));
    assert_eq!(help, "did you mean `russia`?");
}

#[test]
fn pairs_that_make_no_sense_are_refused() {
    let of = |pairs: &str| {
        fault(&format!(
            "id = \"r\"\ntitle = \"R\"\nfrom = \"icews\"\npairs = {pairs}\n"
        ))
    };
    assert!(
        of("[[\"koreas\", \"north\"]]")
            .0
            .contains("have a code in common")
    );
    assert!(
        of("[[\"russia\", \"north\"], [\"north\", \"russia\"]]")
            .0
            .contains("stands twice")
    );
    assert!(
        of("[[\"russia\"]]")
            .0
            .contains("has two sides, and this has 1")
    );
    assert!(of("[]").0.contains("here are 0"));
}

#[test]
fn without_a_way_to_a_score_it_is_refused() {
    let (message, _, _, help) =
        fault("id = \"r\"\ntitle = \"R\"\nfrom = \"press\"\npairs = [[\"russia\", \"north\"]]\n");
    assert_eq!(message, "nothing scores the events of relation `r`");
    assert!(help.contains("codes = {"), "{help}");
    let (message, line, column, help) = fault(
        "id = \"r\"\ntitle = \"R\"\nfrom = \"press\"\npairs = [[\"russia\", \"north\"]]\ncodes = { summit = \"42\" }\n",
    );
    assert_eq!(
        (message.as_str(), line, column),
        ("`42` has no score on this scale", 6, 20)
    );
    assert!(help.contains("leading zero"), "{help}");
    let (message, ..) = fault(
        "id = \"r\"\ntitle = \"R\"\nfrom = \"press\"\nscale = \"plover\"\npairs = [[\"russia\", \"north\"]]\ncodes = { talk = \"010\" }\n",
    );
    assert!(message.contains("no score"), "{message}");
    let (message, ..) = fault(
        "id = \"r\"\ntitle = \"R\"\nfrom = \"icews\"\nscale = \"published\"\npairs = [[\"russia\", \"north\"]]\ncodes = { talk = \"04\" }\n",
    );
    assert!(message.contains("no use for"), "{message}");
}

#[test]
fn a_source_without_sides_is_refused() {
    let text = format!(
        "{START}[[relation]]\nid = \"r\"\ntitle = \"R\"\nfrom = \"plain\"\npairs = [[\"russia\", \"north\"]]\ncodes = {{ summit = \"042\" }}\n"
    );
    let faults = Watch::read(&text).expect_err("faults");
    let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert!(
        messages
            .iter()
            .any(|message| message.contains("column for `source`")),
        "{messages:?}"
    );
    assert!(
        messages
            .iter()
            .any(|message| message.contains("column for `target`")),
        "{messages:?}"
    );
}

#[test]
fn a_total_that_is_not_declared_is_refused() {
    let (message, ..) = fault(
        "id = \"r\"\ntitle = \"R\"\nfrom = \"icews\"\npairs = [[\"russia\", \"north\"]]\ntotal = \"icws\"\n",
    );
    assert_eq!(message, "there is no source `icws`");
}
