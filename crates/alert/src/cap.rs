//! Messages of the Common Alerting Protocol, version 1.2 (OASIS Standard, 1 July
//! 2010).
//!
//! `urgency` and `certainty` are `Unknown`: a level says that conditions of a
//! watch hold, and not how certain an event is. `severity` is what the watch says
//! of the level. The area is left out, since a watch has none that a receiver
//! could draw.

use std::io;

use foreshock_watch::AlertSeverity;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use crate::message::{Message, Status};

const NAMESPACE: &str = "urn:oasis:names:tc:emergency:cap:1.2";

/// `message` as CAP 1.2, from `sender`, which holds no white space, comma, `<` or
/// `&`.
pub fn cap(message: &Message, sender: &str) -> String {
    let mut out = Vec::new();
    // Writing to memory cannot fail.
    let _ = write(&mut out, message, sender);
    String::from_utf8_lossy(&out).into_owned()
}

fn write(out: &mut Vec<u8>, message: &Message, sender: &str) -> io::Result<()> {
    let mut writer = Writer::new_with_indent(out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let sender = name(sender);
    writer
        .create_element("alert")
        .with_attribute(("xmlns", NAMESPACE))
        .write_inner_content(|alert| {
            element(alert, "identifier", &name(&message.identifier))?;
            element(alert, "sender", &sender)?;
            element(alert, "sent", &message.sent)?;
            let status = match message.status {
                Status::Actual => "Actual",
                Status::Test => "Test",
            };
            element(alert, "status", status)?;
            let kind = match message.follows {
                Some(_) => "Update",
                None => "Alert",
            };
            element(alert, "msgType", kind)?;
            element(alert, "source", "Foreshock")?;
            element(alert, "scope", "Private")?;
            element(alert, "addresses", &name(&message.recipient))?;
            if let Some(follows) = &message.follows {
                let reference = format!("{sender},{},{}", name(&follows.identifier), follows.sent);
                element(alert, "references", &reference)?;
            }
            alert
                .create_element("info")
                .write_inner_content(|info| information(info, message))?;
            Ok(())
        })?;
    Ok(())
}

fn information(info: &mut Writer<&mut Vec<u8>>, message: &Message) -> io::Result<()> {
    element(info, "language", "en-GB")?;
    element(info, "category", "Security")?;
    let event = match &message.level {
        Some(level) => format!("Readiness: {}", level.title),
        None => message.headline.clone(),
    };
    element(info, "event", &event)?;
    let response = match (&message.level, message.status) {
        (_, Status::Test) => "None",
        (Some(level), _) if level.place == 0 => "AllClear",
        _ => "Monitor",
    };
    element(info, "responseType", response)?;
    element(info, "urgency", "Unknown")?;
    let severity = match message.severity {
        AlertSeverity::Extreme => "Extreme",
        AlertSeverity::Severe => "Severe",
        AlertSeverity::Moderate => "Moderate",
        AlertSeverity::Minor => "Minor",
        AlertSeverity::Unknown => "Unknown",
    };
    element(info, "severity", severity)?;
    element(info, "certainty", "Unknown")?;
    element(info, "headline", &message.headline)?;
    let mut description = message.text.clone();
    if message.left_out > 0 {
        description.push_str(&format!(
            "\n({} earlier changes are not listed.)",
            message.left_out
        ));
    }
    for told in &message.told {
        description.push_str(&format!("\n{} {}", told.on, told.text));
    }
    element(info, "description", &description)?;
    if !message.checklist.is_empty() {
        element(info, "instruction", &message.checklist.join("\n"))?;
    }
    for (value_name, value) in [
        ("foreshock:watch", Some(message.watch.clone())),
        (
            "foreshock:level",
            message.level.as_ref().map(|level| level.place.to_string()),
        ),
        (
            "foreshock:before",
            message.before.as_ref().map(|level| level.place.to_string()),
        ),
    ] {
        if let Some(value) = value {
            info.create_element("parameter")
                .write_inner_content(|parameter| {
                    element(parameter, "valueName", value_name)?;
                    element(parameter, "value", &value)
                })?;
        }
    }
    Ok(())
}

fn element(writer: &mut Writer<&mut Vec<u8>>, name: &str, text: &str) -> io::Result<()> {
    let text = allowed(text);
    writer
        .create_element(name)
        .write_text_content(BytesText::new(&text))?;
    Ok(())
}

/// `text` without the characters that no XML document may hold.
fn allowed(text: &str) -> String {
    let may_stand = |c: &char| matches!(c, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}');
    text.chars().filter(may_stand).collect()
}

/// `text` as CAP wants names: no white space, comma, `<` or `&`.
fn name(text: &str) -> String {
    let fits = |c: char| !c.is_whitespace() && !c.is_control() && !",<&".contains(c);
    text.chars()
        .map(|c| if fits(c) { c } else { '-' })
        .collect()
}
