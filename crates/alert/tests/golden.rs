//! Messages as they are sent, byte by byte. The files were checked with
//! independent readers: see `golden/validate.py`.

use foreshock_alert::{Message, Reference, Status, Told, cap, sign};
use foreshock_assess::assessment::LevelName;
use foreshock_watch::AlertSeverity;
use jiff::civil::date;
use proptest::prelude::*;

fn level(place: usize, title: &str) -> LevelName {
    LevelName {
        place,
        id: (place > 0).then(|| title.to_lowercase()),
        title: title.to_owned(),
    }
}

fn raised() -> Message {
    Message {
        schema: "foreshock.message/1".to_owned(),
        identifier: "foreshock-00112233445566778899aabbccddeeff".to_owned(),
        watch: "Border & beyond <north>".to_owned(),
        recipient: "desk".to_owned(),
        status: Status::Actual,
        sent: "2024-09-16T23:59:59+09:00".to_owned(),
        headline: "Readiness raised to Watchful – Border & beyond <north>".to_owned(),
        text: "It was reached on alarm level of \"Shelling\" at least 2 (now: alarm level 3)."
            .to_owned(),
        level: Some(level(1, "Watchful")),
        before: Some(level(0, "Routine")),
        highest: 1,
        told: vec![Told {
            on: date(2024, 9, 16),
            text: "Routine → Watchful.".to_owned(),
        }],
        left_out: 0,
        checklist: vec![
            "Read the reports of the day".to_owned(),
            "Call the desk".to_owned(),
        ],
        severity: AlertSeverity::Moderate,
        follows: None,
    }
}

fn lowered() -> Message {
    Message {
        identifier: "foreshock-ffeeddccbbaa99887766554433221100".to_owned(),
        sent: "2024-09-30T15:00:00-00:00".to_owned(),
        headline: "Readiness lowered to Routine (12 changes since the last message) – Border"
            .to_owned(),
        level: Some(level(0, "Routine")),
        before: Some(level(1, "Watchful")),
        left_out: 3,
        checklist: Vec::new(),
        severity: AlertSeverity::Unknown,
        follows: Some(Reference {
            identifier: raised().identifier,
            sent: raised().sent,
        }),
        ..raised()
    }
}

fn test() -> Message {
    Message {
        identifier: "foreshock-0123456789abcdef0123456789abcdef".to_owned(),
        ..Message::test(
            "desk-mail",
            "2024-09-16T14:59:59Z".parse().expect("an instant"),
        )
    }
}

#[test]
fn cap_messages_are_those_that_were_checked() {
    for (message, golden) in [
        (raised(), include_str!("../golden/raised.xml")),
        (lowered(), include_str!("../golden/lowered.xml")),
        (test(), include_str!("../golden/test.xml")),
    ] {
        assert_eq!(
            cap(&message, "watch@example.org").trim_end(),
            golden.trim_end()
        );
    }
}

#[test]
fn a_signature_is_the_one_that_was_checked() {
    let signature = sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "foreshock-1",
        1_726_498_799,
        include_bytes!("../golden/signed.json"),
    );
    assert_eq!(signature, include_str!("../golden/signed.txt").trim_end());
}

proptest! {
    /// Whatever a watch says, the message is a document that holds just that, but
    /// for characters that no document may hold.
    #[test]
    fn any_text_makes_a_document(text in "\\PC{0,40}|[\\x00-\\x20<>&\"']{0,20}", sender in "\\PC{1,20}") {
        let message = Message { text: text.clone(), headline: text.clone(), told: Vec::new(), ..raised() };
        let document = cap(&message, &sender);
        let mut reader = quick_xml::Reader::from_str(&document);
        let (mut depth, mut inside, mut headline, mut from) = (0, String::new(), String::new(), String::new());
        loop {
            use quick_xml::events::Event;
            match reader.read_event().expect("a document") {
                Event::Start(start) => {
                    depth += 1;
                    inside = start.name().as_ref().to_owned();
                }
                Event::End(_) => {
                    depth -= 1;
                    inside.clear();
                }
                Event::Text(part) if inside == "headline" => headline.push_str(&part),
                Event::Text(part) if inside == "sender" => from.push_str(&part),
                Event::GeneralRef(name) => {
                    let name: &str = &name;
                    let c = quick_xml::escape::unescape(&format!("&{name};")).expect("a reference").into_owned();
                    match inside.as_str() {
                        "headline" => headline.push_str(&c),
                        "sender" => from.push_str(&c),
                        _ => {}
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        prop_assert_eq!(depth, 0);
        let kept: String = text.chars().filter(|c| *c >= ' ' || "\t\n".contains(*c)).filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
        prop_assert_eq!(headline, kept);
        prop_assert!(!from.is_empty() && !from.contains(|c: char| c.is_whitespace() || ",<&".contains(c)), "{}", from);
    }
}
