//! Who says it: the speaker of a reported claim.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use crate::rules::STATEMENTS;

/// Words of a speaker's name or description, none of which ends a clause.
const NAME: &str = r#"[^,;:"().]{2,90}?"#;

static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r#"^(?:[^,"]{{0,60}}, )?(?P<who>{NAME}) (?:also |has |have |had |\w+ly |yesterday |on \w+day |in a statement )?(?:{})\b(?P<rest> that\b|[,:]? ["']|[^,.;]*\bthat\b| (?:the|a|an|it|its|they|he|she|at|there|in|some|more|no|on|of|for|\d|[A-Z])| \w+)"#,
        STATEMENTS.speech
    ))
    .expect("the crate's own pattern")
});

static AFTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r#"[,"?!] ?(?:(?P<who>{NAME}) (?:also |has |have |\w+ly )?(?:{verbs})\b|(?:{verbs}) (?P<other>{NAME}))(?:\s*(?:[.,;:"]|$| on \w+day| in an? | at | after ))"#,
        verbs = STATEMENTS.speech
    ))
    .expect("the crate's own pattern")
});

static ACCORDING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r#"(?i)\b(?:according to|in the words of|in the view of|citing) (?P<who>{NAME})(?:[,;."()]|$)"#
    ))
    .expect("the crate's own pattern")
});

/// The speaker in a flat sentence, as it stands there.
pub(crate) fn speaker(sentence: &str) -> Option<Range<usize>> {
    let according = ACCORDING
        .captures(sentence)
        .and_then(|found| found.name("who"));
    let before = || {
        let found = BEFORE.captures(sentence)?;
        let who = found.name("who")?;
        // A verb that may as well be a noun must stand after someone who speaks.
        plausible(who.as_str()).then_some(who)
    };
    let after = || {
        let found = AFTER.captures(sentence)?;
        let who = found.name("who").or_else(|| found.name("other"))?;
        plausible(who.as_str()).then_some(who)
    };
    let who = according.or_else(after).or_else(before)?;
    Some(who.range())
}

/// Whether words could name a speaker: few, and without a verb of their own.
fn plausible(who: &str) -> bool {
    static VERB: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:is|are|was|were|has|have|had|will|would|should|must|may|might|could|can|if|because|when|that|which|and then|said|says|but|while|after|before|the fact|as|than)\b")
            .expect("the crate's own pattern")
    });
    let nobody = ["no ", "none ", "nobody", "neither ", "few "];
    let lower = who.to_lowercase();
    let some = !nobody.iter().any(|word| lower.starts_with(word));
    some && who.split_whitespace().count() <= 12 && !VERB.is_match(who)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(sentence: &str) -> Option<&str> {
        speaker(sentence).map(|range| &sentence[range])
    }

    #[test]
    fn speakers_before_after_and_according() {
        assert_eq!(
            who("The defence minister said that talks would resume."),
            Some("The defence minister")
        );
        assert_eq!(
            who("Talks would resume, the defence minister said."),
            Some("the defence minister")
        );
        assert_eq!(
            who("\"We will not yield,\" said General Park."),
            Some("General Park")
        );
        assert_eq!(who("According to the UN, 300 people fled."), Some("the UN"));
        assert_eq!(who("The army crossed the river."), None);
    }
}
