//! Answers with the tag by which a browser asks whether it has them already.

use aide::OperationOutput;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

use crate::look::{Packed, short};

/// An answer.
pub(crate) struct Answer(pub Response);

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        self.0
    }
}

/// Each route says itself what it answers.
impl OperationOutput for Answer {
    type Inner = ();
}

/// A tag from the bytes of an answer.
pub(crate) fn tag_of(bytes: &[u8]) -> String {
    short(&Sha256::digest(bytes))
}

/// Whether the one who asks has the answer of that tag.
fn has(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|one| one.trim().trim_start_matches("W/").trim_matches('"'))
        .any(|one| one == tag || one == "*")
}

/// Whether the one who asks can unpack gzip.
pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| {
            let mut parts = one.split(';');
            let coding = parts.next().unwrap_or_default().trim();
            let refused = parts.any(|part| {
                let quality = part.trim().strip_prefix("q=").unwrap_or("1");
                quality.parse::<f64>() == Ok(0.0)
            });
            coding.eq_ignore_ascii_case("gzip") && !refused
        })
}

impl Answer {
    /// "You have it already", where that is so.
    pub fn unchanged(headers: &HeaderMap, tag: &str) -> Option<Self> {
        has(headers, tag).then(|| {
            let mut response = StatusCode::NOT_MODIFIED.into_response();
            dress(&mut response, Some(tag));
            Self(response)
        })
    }

    /// JSON that is packed already.
    pub fn packed(headers: &HeaderMap, packed: &Packed, tag: &str) -> Self {
        if let Some(unchanged) = Self::unchanged(headers, tag) {
            return unchanged;
        }
        let gzip = takes_gzip(headers);
        let bytes = match gzip {
            true => packed.gzip.clone(),
            false => packed.plain.clone(),
        };
        let mut response = Body::from(bytes).into_response();
        let own = response.headers_mut();
        own.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        if gzip {
            own.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        own.insert(
            header::VARY,
            HeaderValue::from_static("Accept-Encoding, Cookie"),
        );
        dress(&mut response, Some(tag));
        Self(response)
    }

    /// A text of that type.
    pub fn text(headers: &HeaderMap, kind: &'static str, text: &str, tag: Option<String>) -> Self {
        Self::bytes(headers, kind, Bytes::copy_from_slice(text.as_bytes()), tag)
    }

    /// Bytes of that type.
    pub fn bytes(
        headers: &HeaderMap,
        kind: &'static str,
        bytes: Bytes,
        tag: Option<String>,
    ) -> Self {
        if let Some(unchanged) = tag.as_deref().and_then(|tag| Self::unchanged(headers, tag)) {
            return unchanged;
        }
        let mut response = Body::from(bytes).into_response();
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        dress(&mut response, tag.as_deref());
        Self(response)
    }

    /// The same, to be saved under a name.
    pub fn saved_as(mut self, name: &str) -> Self {
        let name: String = name
            .chars()
            .map(|c| match c.is_ascii_alphanumeric() || ".-_".contains(c) {
                true => c,
                false => '-',
            })
            .collect();
        if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
            self.0
                .headers_mut()
                .insert(header::CONTENT_DISPOSITION, value);
        }
        self
    }
}

/// Answers are the browser's own business and are asked for again each time.
fn dress(response: &mut Response, tag: Option<&str>) {
    let headers = response.headers_mut();
    let tag = tag.and_then(|tag| HeaderValue::try_from(format!("\"{tag}\"")).ok());
    let control = match tag {
        Some(_) => "private, no-cache",
        None => "no-store",
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(control));
    if let Some(tag) = tag {
        headers.insert(header::ETAG, tag);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn a_tag_is_known_again_however_it_is_written() {
        for value in ["\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*"] {
            assert!(
                has(&headers(header::IF_NONE_MATCH, value), "abc"),
                "{value}"
            );
        }
        assert!(!has(&headers(header::IF_NONE_MATCH, "\"abcd\""), "abc"));
    }

    #[test]
    fn gzip_is_sent_only_to_those_who_take_it() {
        for (value, takes) in [
            ("gzip", true),
            ("br, GZIP;q=0.5", true),
            ("gzip;q=0", false),
            ("br", false),
        ] {
            assert_eq!(
                takes_gzip(&headers(header::ACCEPT_ENCODING, value)),
                takes,
                "{value}"
            );
        }
    }
}
