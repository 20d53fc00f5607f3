//! Texts that people write.

use foreshock_claims::text_of;

use crate::memory::bounded;

#[path = "../../crates/claims/tests/law/mod.rs"]
mod of_claims;
#[path = "../../crates/watch/tests/law/mod.rs"]
mod of_watches;

/// A watch: it is read, or its faults lie within the text.
pub fn watch(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        bounded(bytes.len(), || of_watches::sound(text));
    }
}

/// A text with claims: each stands where it is said to stand.
pub fn claims(bytes: &[u8]) {
    if let Ok(text) = text_of(bytes) {
        bounded(bytes.len(), || of_claims::holds(text));
    }
}
