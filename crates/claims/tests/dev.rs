//! The sentences on which the rules were developed. What is measured on them says
//! nothing of other texts; they only keep a change of the rules from breaking
//! what was right.

use foreshock_claims::read;

#[test]
fn the_sentences_of_the_development() {
    let mut right = 0;
    let mut all = 0;
    let mut wrong = String::new();
    for line in include_str!("dev/sentences.tsv").lines() {
        let Some((expected, sentence)) = line.split_once('\t') else {
            continue;
        };
        let reading = read(sentence, None);
        let mut found: Vec<&str> = reading
            .claims
            .iter()
            .map(|claim| claim.kind.name())
            .collect();
        found.sort_unstable();
        found.dedup();
        let mut expected: Vec<&str> = expected.split('|').filter(|kind| *kind != "none").collect();
        expected.sort_unstable();
        all += 1;
        match found == expected {
            true => right += 1,
            false => wrong += &format!("{sentence}\n  {expected:?}, found {found:?}\n"),
        }
    }
    println!("{right} of {all}\n{wrong}");
    assert!(
        right * 100 >= all * 90,
        "{right} of {all} are right:\n{wrong}"
    );
}
