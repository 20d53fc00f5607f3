//! The brief: one HTML file with its assessment inside, which opens from disk
//! without a network.

use std::io::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use foreshock_assess::{Assessment, Provenance, assessment::LedgerFinding};
use serde::Serialize;
use thiserror::Error;

/// The page, built from `web/`, with places for what is to be shown.
const PAGE: &str = include_str!(concat!(env!("OUT_DIR"), "/brief.html"));

const TITLE: &str = "__FORESHOCK_TITLE__";
const ASSESSMENT: &str = "__FORESHOCK_ASSESSMENT__";
const PROVENANCE: &str = "__FORESHOCK_PROVENANCE__";
const LEDGER: &str = "__FORESHOCK_LEDGER__";

/// Why a brief cannot be written.
#[derive(Debug, Error)]
pub enum BriefError {
    /// The page was built without a place for what is to be shown.
    #[error("the page of the brief has no place `{0}`; build it anew with `make web`")]
    NoPlace(&'static str),
    /// The assessment cannot be written as JSON.
    #[error("the assessment cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The assessment cannot be packed.
    #[error("the assessment cannot be packed into the page: {0}")]
    Pack(#[from] std::io::Error),
}

/// `assessment` as one HTML file. `ledger` is the ledger as it stands when the
/// brief is written: its head on paper shows later whether it was rewritten. It is
/// no part of the assessment, which knows the ledger only up to its own day.
///
/// # Errors
///
/// Where the page was not built as this crate expects it.
pub fn brief(
    assessment: &Assessment,
    provenance: &[Provenance],
    ledger: Option<&LedgerFinding>,
) -> Result<String, BriefError> {
    let mut parts = vec![
        (
            place(TITLE)?,
            TITLE,
            escaped(&format!("{} · {}", assessment.title, assessment.date)),
        ),
        (place(ASSESSMENT)?, ASSESSMENT, packed(assessment)?),
        (place(PROVENANCE)?, PROVENANCE, packed(provenance)?),
        (place(LEDGER)?, LEDGER, packed(&ledger)?),
    ];
    // The places are found in the page alone, so that a text in the data that
    // reads like one is left as it is.
    parts.sort_by_key(|(at, ..)| *at);
    let mut page = String::with_capacity(
        PAGE.len() + parts.iter().map(|(.., text)| text.len()).sum::<usize>(),
    );
    let mut from = 0;
    for (at, marker, text) in parts {
        page.push_str(&PAGE[from..at]);
        page.push_str(&text);
        from = at + marker.len();
    }
    page.push_str(&PAGE[from..]);
    Ok(page)
}

fn place(marker: &'static str) -> Result<usize, BriefError> {
    PAGE.find(marker).ok_or(BriefError::NoPlace(marker))
}

/// `value` as JSON, packed by gzip and written in Base64: an eighth of its size,
/// and no text that could end the element it stands in. The page unpacks it.
fn packed(value: &(impl Serialize + ?Sized)) -> Result<String, BriefError> {
    let json = serde_json::to_vec(value)?;
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(&json)?;
    Ok(STANDARD.encode(packer.finish()?))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn a_text_cannot_leave_its_element() {
        let packed = packed(&serde_json::json!({ "text": "</script><script>" })).unwrap();
        assert!(
            packed
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
        );
        let bytes = STANDARD.decode(packed).unwrap();
        let mut json = String::new();
        flate2::read::GzDecoder::new(&bytes[..])
            .read_to_string(&mut json)
            .unwrap();
        assert_eq!(json, r#"{"text":"</script><script>"}"#);
        assert_eq!(escaped("a < b & c"), "a &lt; b &amp; c");
    }

    #[test]
    fn the_page_has_every_place_once() {
        for marker in [TITLE, ASSESSMENT, PROVENANCE, LEDGER] {
            assert_eq!(PAGE.matches(marker).count(), 1, "{marker}");
        }
    }
}
