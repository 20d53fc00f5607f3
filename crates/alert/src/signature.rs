//! Signatures of webhooks, after the Standard Webhooks specification (1.0.0), for
//! which receivers have libraries in many languages.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

/// How far a receiver lets its clock and the sender's be apart.
const TOLERANCE_SECONDS: i64 = 300;

/// The key that a secret stands for: the bytes behind `whsec_` in Base64, or those
/// of the secret itself.
fn key(secret: &str) -> Vec<u8> {
    secret
        .strip_prefix("whsec_")
        .and_then(|encoded| STANDARD.decode(encoded).ok())
        .unwrap_or_else(|| secret.as_bytes().to_vec())
}

fn mac(secret: &str, identifier: &str, timestamp: i64, body: &[u8]) -> Hmac<Sha256> {
    // HMAC takes a key of any length.
    let mut mac = Hmac::<Sha256>::new_from_slice(&key(secret))
        .unwrap_or_else(|_| Hmac::new(&Default::default()));
    mac.update(format!("{identifier}.{timestamp}.").as_bytes());
    mac.update(body);
    mac
}

/// The header `webhook-signature`: `v1,` and, in Base64, HMAC-SHA-256 under the
/// secret of `identifier.timestamp.body`, where `timestamp` is in seconds since
/// 1970.
pub fn sign(secret: &str, identifier: &str, timestamp: i64, body: &[u8]) -> String {
    let signed = mac(secret, identifier, timestamp, body).finalize();
    format!("v1,{}", STANDARD.encode(signed.into_bytes()))
}

/// Whether one of the signatures in the header `webhook-signature` holds, and was
/// made within five minutes of `now`: what a receiver checks.
pub fn verify(
    secret: &str,
    identifier: &str,
    timestamp: i64,
    body: &[u8],
    header: &str,
    now: Timestamp,
) -> bool {
    if (now.as_second() - timestamp).abs() > TOLERANCE_SECONDS {
        return false;
    }
    header.split(' ').any(|signature| {
        signature
            .strip_prefix("v1,")
            .and_then(|encoded| STANDARD.decode(encoded).ok())
            .is_some_and(|bytes| {
                // Compared in constant time.
                mac(secret, identifier, timestamp, body)
                    .verify_slice(&bytes)
                    .is_ok()
            })
    })
}
