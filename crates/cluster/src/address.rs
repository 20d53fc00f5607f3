//! Where a scheduler listens.

use std::{fmt, str::FromStr};

use url::{Host, Url};

use crate::Error;

/// Port on which a scheduler listens unless told otherwise.
const PORT: u16 = 50050;

/// Host and port of a scheduler, written as `http://HOST:PORT` or `HOST:PORT`; 50050 where
/// there is no port. Ballista's own `df://` is understood too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchedulerAddress {
    /// The host, in brackets where it is an IPv6 address.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl FromStr for SchedulerAddress {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = |cause: &str| Error::Address {
            text: text.to_owned(),
            cause: cause.to_owned(),
        };
        // Only schemes that are not special keep a port of 80 and take any host.
        let rest = ["http://", "df://"]
            .into_iter()
            .find_map(|scheme| text.strip_prefix(scheme))
            .unwrap_or(text);
        if rest.contains("://") {
            return Err(wrong("its scheme is not http"));
        }
        let url = Url::parse(&format!("df://{rest}")).map_err(|error| wrong(&error.to_string()))?;
        if !matches!(url.path(), "" | "/") || url.query().is_some() || !url.username().is_empty() {
            return Err(wrong("there is more to it than a host and a port"));
        }
        let host = match url.host() {
            Some(Host::Domain(host)) if !host.is_empty() => host.to_owned(),
            Some(Host::Ipv4(host)) => host.to_string(),
            Some(Host::Ipv6(host)) => format!("[{host}]"),
            _ => return Err(wrong("it has no host")),
        };
        Ok(Self {
            host,
            port: url.port().unwrap_or(PORT),
        })
    }
}

impl fmt::Display for SchedulerAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "http://{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_and_port_are_read_and_anything_else_is_refused() {
        let read = |text: &str| text.parse::<SchedulerAddress>().map(|it| it.to_string());
        for (text, address) in [
            ("http://127.0.0.1:50050", "http://127.0.0.1:50050"),
            ("http://scheduler", "http://scheduler:50050"),
            ("http://scheduler:80/", "http://scheduler:80"),
            ("df://scheduler:1234", "http://scheduler:1234"),
            ("scheduler.example:99", "http://scheduler.example:99"),
            ("[::1]:50050", "http://[::1]:50050"),
        ] {
            assert_eq!(read(text).expect(text), address);
        }
        for text in [
            "",
            "http://",
            "s3://bucket",
            "http://host:port",
            "http://host/path",
            "http://user@host",
            "host:99999",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
