//! A POST to an HTTP address, signed.

use std::{fs, sync::Arc, time::Duration};

use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};
use ureq::{
    Agent,
    tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem},
};
use url::Url;

use super::{Channel, Failed, seconds, secret, unusable, written};
use crate::{Error, Message, config, signature::sign};

/// The longest that a receiver can put us off.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

pub(super) struct Webhook {
    agent: Agent,
    settings: config::Webhook,
    secret: Option<String>,
    authorization: Option<String>,
    sender: String,
}

impl std::fmt::Debug for Webhook {
    /// Without the secrets.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Webhook")
            .field("url", &self.settings.url)
            .finish()
    }
}

impl Webhook {
    pub(super) fn open(
        name: &str,
        settings: &config::Webhook,
        sender: String,
    ) -> Result<Self, Error> {
        let url = Url::parse(&settings.url).map_err(|error| {
            unusable(
                name,
                format!("`{}` is not an address: {error}", settings.url),
            )
        })?;
        if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none() {
            return Err(unusable(
                name,
                format!("`{}` is no HTTP address", settings.url),
            ));
        }
        let here = match url.host() {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        if url.scheme() == "http" && settings.authorization_env.is_some() && !here {
            return Err(unusable(
                name,
                "`authorization_env` would be sent in the open; give an https address".to_owned(),
            ));
        }
        let of =
            |variable: &Option<String>| variable.as_ref().map(|one| secret(name, one)).transpose();
        let mut tls = TlsConfig::builder();
        if let Some(path) = &settings.certificate_authority {
            let pem = fs::read(path)
                .map_err(|error| unusable(name, format!("{}: {error}", path.display())))?;
            let trusted: Vec<Certificate<'static>> = parse_pem(&pem)
                .filter_map(|item| match item {
                    Ok(PemItem::Certificate(certificate)) => Some(certificate),
                    _ => None,
                })
                .collect();
            if trusted.is_empty() {
                return Err(unusable(
                    name,
                    format!("{} holds no certificate", path.display()),
                ));
            }
            tls = tls.root_certs(RootCerts::Specific(Arc::new(trusted)));
        }
        let agent = Agent::config_builder()
            .timeout_global(Some(seconds(settings.timeout_seconds, 20)))
            // What is signed for one address is not carried to another.
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(concat!("foreshock/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls.build())
            .build()
            .into();
        Ok(Self {
            agent,
            secret: of(&settings.secret_env)?,
            authorization: of(&settings.authorization_env)?,
            settings: settings.clone(),
            sender,
        })
    }
}

impl Channel for Webhook {
    fn deliver(&self, message: &Message) -> Result<(), Failed> {
        let (body, media_type) = written(message, self.settings.format, &self.sender);
        // The time of sending, not of the message: a receiver refuses what is
        // signed too long ago.
        let timestamp = Timestamp::now().as_second();
        let mut request = self
            .agent
            .post(&self.settings.url)
            .header("content-type", media_type)
            .header("idempotency-key", &message.identifier)
            .header("webhook-id", &message.identifier)
            .header("webhook-timestamp", timestamp.to_string());
        if let Some(secret) = &self.secret {
            let signature = sign(secret, &message.identifier, timestamp, body.as_bytes());
            request = request.header("webhook-signature", signature);
        }
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        let answer = request
            .send(body.as_bytes())
            .map_err(|error| Failed::channel(error.to_string()))?;
        let status = answer.status().as_u16();
        let header = |name: &str| answer.headers().get(name)?.to_str().ok();
        let said = format!("the receiver answers {status}");
        match status {
            200..=299 => Ok(()),
            300..=399 => {
                let to = header("location").unwrap_or("another address");
                Err(Failed::channel(format!(
                    "{said}: it points to {to}, which is not followed; put the right address into the configuration"
                )))
            }
            400 | 406 | 409 | 413..=415 | 422 => Err(Failed::message(said)),
            _ => Err(Failed {
                retry_after: header("retry-after").and_then(|text| wait(text, Timestamp::now())),
                ..Failed::channel(said)
            }),
        }
    }
}

/// How long a header `Retry-After` asks to wait: seconds, or until a date.
fn wait(text: &str, now: Timestamp) -> Option<Duration> {
    let asked = match text.trim().parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let until = DateTimeParser::new().parse_timestamp(text.trim()).ok()?;
            Duration::try_from(until.duration_since(now)).ok()?
        }
    };
    Some(asked.min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receiver_says_when_to_come_again() {
        let now: Timestamp = "2024-09-16T12:00:00Z".parse().expect("an instant");
        let seconds = |text| wait(text, now).map(|wait| wait.as_secs());
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds("Mon, 16 Sep 2024 12:01:30 GMT"), Some(90));
        assert_eq!(seconds("999999999"), Some(3600));
        for text in ["Mon, 16 Sep 2024 11:00:00 GMT", "soon", "-5", ""] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
