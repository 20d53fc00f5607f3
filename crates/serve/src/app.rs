//! The page itself, as it was built.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};

use crate::{
    api::{Answer, BASE, nothing_here},
    guard::PAGE_POLICY,
};

/// A file of the page.
struct File {
    /// Its path below the root.
    name: &'static str,
    plain: &'static [u8],
    packed: &'static [u8],
}

const FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The page that every address below the root opens.
const PAGE: &str = "index.html";

/// A file of the page, or the page itself, which finds out from its address what to show.
pub(crate) async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if uri.path().starts_with(BASE) || uri.path().starts_with("/api") {
        return nothing_here().await;
    }
    let found = FILES.iter().find(|file| file.name == path);
    let file = match found {
        Some(file) => file,
        // What looks like a file and is none of the page's is not there.
        None if path.starts_with("assets/") => return StatusCode::NOT_FOUND.into_response(),
        None => match FILES.iter().find(|file| file.name == PAGE) {
            Some(page) => page,
            None => return StatusCode::NOT_FOUND.into_response(),
        },
    };
    answer(file, &headers)
}

fn answer(file: &File, headers: &HeaderMap) -> Response {
    let tag = crate::api::tag_of(file.plain);
    if let Some(Answer(unchanged)) = Answer::unchanged(headers, &tag) {
        return unchanged;
    }
    let gzip = crate::api::takes_gzip(headers);
    let bytes = match gzip {
        true => file.packed,
        false => file.plain,
    };
    let mut response = Body::from(Bytes::from_static(bytes)).into_response();
    let own = response.headers_mut();
    own.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(kind(file.name)),
    );
    own.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if gzip {
        own.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    // Names of built files hold a digest of their content.
    let control = match file.name.starts_with("assets/") {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static(control));
    if let Ok(tag) = HeaderValue::try_from(format!("\"{tag}\"")) {
        own.insert(header::ETAG, tag);
    }
    if file.name.ends_with(".html") {
        own.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(PAGE_POLICY),
        );
    }
    response
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
