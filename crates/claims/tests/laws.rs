//! Laws that hold for any text.

mod law;

use foreshock_claims::{Error, read, text_of};
use law::holds;
use proptest::prelude::*;

/// Texts of the words that the rules look for, in any order, with odd characters
/// between them.
fn wordy() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("The army".to_owned()),
        Just("North Korea".to_owned()),
        Just("will".to_owned()),
        Just("if".to_owned()),
        Just("unless".to_owned()),
        Just("must".to_owned()),
        Just("because".to_owned()),
        Just("rose from 3 to 7".to_owned()),
        Just(", and".to_owned()),
        Just("attacked".to_owned()),
        Just("said that".to_owned()),
        Just("\u{201c}No.\u{201d} ".to_owned()),
        Just("on 31 February".to_owned()),
        Just("28 May 9999".to_owned()),
        Just("within 9999 years".to_owned()),
        Just("in 2024".to_owned()),
        Just("soon".to_owned()),
        Just(".\r\n\r\n".to_owned()),
        Just(". ".to_owned()),
        Just("\n- ".to_owned()),
        Just(";".to_owned()),
        Just("U.S.".to_owned()),
        Just("Kiïv’s".to_owned()),
        Just("最初の。".to_owned()),
        Just("\u{301}\u{200b}é".to_owned()),
        Just("🎈".to_owned()),
        Just("99999999999999999999 balloons".to_owned()),
        any::<char>().prop_map(|character| character.to_string()),
    ];
    prop::collection::vec(word, 0..60).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_words_keep_their_places(text in wordy()) {
        holds(&text);
    }

    #[test]
    fn any_characters_keep_their_places(text in "\\PC{0,400}") {
        holds(&text);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(text) = text_of(&bytes) {
            holds(text);
        }
    }

    #[test]
    fn the_same_text_gives_the_same_claims(text in wordy()) {
        prop_assert_eq!(read(&text, None), read(&text, None));
    }
}

/// Sentences do not depend on how lines end.
#[test]
fn line_ends_change_no_claim() {
    let text = include_str!("dev/korea.txt");
    let other = text.replace('\n', "\r\n");
    let quotes = |text: &str| -> Vec<String> {
        read(text, None)
            .claims
            .into_iter()
            .map(|claim| claim.quote)
            .collect()
    };
    assert_eq!(quotes(text), quotes(&other));
}

/// A megabyte without a full stop, or of nothing but cues, is read to its end; a
/// pattern that ran away would not come back.
#[test]
fn long_texts_are_read() {
    for piece in [
        "will if because ",
        "a",
        "from 1 to ",
        "\"",
        "North Korea said ",
        "without one ",
        "If, ",
        "\n",
        ". ",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let reading = read(&text, None);
        assert!(reading.claims.len() <= text.len());
    }
    assert!(matches!(
        text_of(&vec![b'a'; 2 << 20]),
        Err(Error::TooLong { .. })
    ));
}
