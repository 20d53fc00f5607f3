//! From an article to a watch that the reader of watches accepts.

use foreshock_claims::{Chronology, Kind, Origin, Row, Verdict, compare, draft, read};
use foreshock_watch::{Severity, Watch};
use jiff::civil::date;

const ARTICLE: &str = include_str!("dev/korea.txt");

fn drafted(text: &str) -> String {
    let origin = Origin {
        name: "article.txt".to_owned(),
    };
    draft(&read(text, None), &origin)
}

#[test]
fn the_draft_of_the_article_is_a_watch() {
    let text = drafted(ARTICLE);
    let watch = Watch::read(&text).unwrap_or_else(|faults| panic!("{faults:?}\n{text}"));
    let reading = read(ARTICLE, None);
    assert_eq!(watch.claims.len(), reading.claims.len());
    for (claim, found) in watch.claims.iter().zip(&reading.claims) {
        assert_eq!(claim.not_testable.is_none(), found.testable.as_written);
    }
}

/// Each claim of the shipped watch, by words of the sentence that states it in
/// the article. A claim that the watch calls not testable as written must not be
/// called testable by the draft.
#[test]
fn the_claims_of_the_korea_watch_are_in_the_draft() {
    const CLAIMS: [(&str, &str, Kind); 15] = [
        ("internal_crisis", "in an internal crisis", Kind::Fact),
        ("scapegoats_at_home", "scapegoats at home", Kind::Fact),
        ("enemies_abroad", "filled with rubbish", Kind::Fact),
        (
            "grows_in_frequency",
            "frequency and intensity",
            Kind::Forecast,
        ),
        (
            "grows_in_intensity",
            "frequency and intensity",
            Kind::Forecast,
        ),
        (
            "large_confrontation",
            "large military confrontation",
            Kind::Forecast,
        ),
        ("cause_inside", "cause lies inside", Kind::Cause),
        (
            "elite_defections_rise",
            "Defections from the elite",
            Kind::Trend,
        ),
        ("dmz_sure_sign", "sure sign", Kind::Condition),
        ("soldiers_loyalty", "loyalty of the soldiers", Kind::Trend),
        ("loudspeakers_work", "broadcasts at the border", Kind::Cause),
        ("loudspeakers_go_on", "must go on", Kind::Advice),
        ("patrons_cannot_help", "can no longer help", Kind::Fact),
        ("regime_collapses", "regime will collapse", Kind::Forecast),
        ("south_prepared", "must not yield", Kind::Advice),
    ];
    let shipped = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../watches/korea/watch.toml"),
    )
    .unwrap();
    let shipped = Watch::read(&shipped).unwrap();
    assert_eq!(shipped.claims.len(), CLAIMS.len());
    let reading = read(ARTICLE, None);
    for (id, words, kind) in CLAIMS {
        let found = reading
            .claims
            .iter()
            .find(|claim| claim.kind == kind && claim.quote.contains(words))
            .unwrap_or_else(|| panic!("{id} is not found as {}", kind.name()));
        let claim = shipped.claims.iter().find(|claim| claim.id == id).unwrap();
        if claim.not_testable.is_some() {
            assert!(!found.testable.as_written, "{id}");
        }
    }
}

#[test]
fn a_stub_that_is_not_filled_is_refused_where_it_stands() {
    let text = drafted(ARTICLE);
    let filled_in: String = text
        .lines()
        .map(|line| {
            let stub = line.strip_prefix("# ").filter(|rest| {
                rest.starts_with("[[")
                    || rest.split_once(" = ").is_some_and(|(key, _)| {
                        !key.is_empty()
                            && key
                                .chars()
                                .all(|character| character.is_ascii_lowercase() || character == '_')
                    })
            });
            format!("{}\n", stub.unwrap_or(line))
        })
        .collect();
    assert_ne!(text, filled_in);
    let faults = Watch::read(&filled_in).unwrap_err();
    let refused = faults
        .iter()
        .find(|fault| fault.severity == Severity::Error)
        .unwrap();
    let (line, _) = refused.line_and_column(&filled_in);
    assert!(
        filled_in.lines().nth(line - 1).unwrap().contains("FILL"),
        "{faults:?}"
    );
}

#[test]
fn a_forecast_with_deadline_event_and_number_becomes_a_question() {
    let text = drafted(
        "Outlook, 16 September 2024\n\nThere will be at least 3 missile launches by 31 December 2024.",
    );
    let watch = Watch::read(&text).unwrap_or_else(|faults| panic!("{faults:?}\n{text}"));
    assert_eq!(watch.questions.len(), 1, "{text}");
    assert_eq!(watch.questions[0].rule.at_least, 3.0);
}

#[test]
fn the_date_of_the_first_balloons_differs_from_the_table() {
    let table = include_str!("../../../watches/korea/balloon_waves.csv");
    let mut rows = Vec::new();
    for (index, line) in table.lines().skip(1).enumerate() {
        let fields: Vec<&str> = line.split(',').collect();
        let on: jiff::civil::Date = fields[1].parse().unwrap();
        let category = fields
            .iter()
            .find(|field| **field == "balloon_trash")
            .unwrap();
        rows.push(Row {
            file: "balloon_waves.csv".to_owned(),
            row: index as u64 + 1,
            from: on,
            to: on,
            to_the_day: true,
            category: (*category).to_owned(),
            source: Some("PRK".to_owned()),
            target: Some("KOR".to_owned()),
            count: None,
            citation: None,
        });
    }
    let reading = read(ARTICLE, None);
    assert_eq!(reading.date.as_ref().unwrap().day, date(2024, 9, 16));
    let findings = compare(&reading, &Chronology::new(rows));
    let differs: Vec<_> = findings
        .iter()
        .filter(|finding| finding.verdict == Verdict::Differs)
        .collect();
    assert!(
        differs
            .iter()
            .any(|finding| finding.message.contains("30 May 2024")
                && finding.message.contains("2024-05-28")),
        "{findings:?}"
    );
}
