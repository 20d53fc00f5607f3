//! What holds of the claims in any text.

use foreshock_claims::{Chronology, Origin, compare, draft, read, sentences};
use foreshock_watch::Watch;
use jiff::civil::date;

/// Each claim stands where it is said to stand, and a draft made of them is a watch.
///
/// # Panics
///
/// Where that is not so.
pub fn holds(text: &str) {
    let reading = read(text, Some(date(2024, 9, 16)));
    let characters: Vec<char> = text.chars().collect();
    for claim in &reading.claims {
        let position = &claim.position;
        assert_eq!(&text[position.start..position.end], claim.quote);
        assert!(!claim.quote.is_empty());
        let counted: String = characters[position.first_character..position.last_character]
            .iter()
            .collect();
        assert_eq!(counted, claim.quote);
        let line = text[..position.start].matches('\n').count() + 1;
        assert_eq!(position.line, line);
        let begin = text[..position.start].rfind('\n').map_or(0, |at| at + 1);
        assert_eq!(
            position.column,
            text[begin..position.start].chars().count() + 1
        );
        assert_eq!(claim.testable.as_written, claim.testable.lacks.is_empty());
        for time in &claim.times {
            assert!(time.from <= time.to);
        }
    }
    let mut end = 0;
    for sentence in sentences(text) {
        assert!(end <= sentence.range.start && sentence.range.start < sentence.range.end);
        end = sentence.range.end;
        assert!(text.get(sentence.range).is_some());
    }
    assert!(compare(&reading, &Chronology::default()).len() <= 10 * reading.claims.len());
    let origin = Origin {
        name: "a \"text\"\n\u{7f}".to_owned(),
    };
    let draft = draft(&reading, &origin);
    if let Err(faults) = Watch::read(&draft) {
        panic!("{faults:?}\n{draft}");
    }
}
