//! Requests: redirects, refusals, waits.

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant, SystemTime},
};

use ureq::{
    Agent, Body,
    http::{Response, StatusCode, header},
    tls::{RootCerts, TlsConfig, TlsProvider},
};
use url::Url;

use crate::{Error, backoff};

/// How often a sleeper looks whether it is over.
const NAP: Duration = Duration::from_millis(100);
/// Redirects that are followed for one request.
const MOST_REDIRECTS: usize = 5;

/// How patient a [`Client`] is.
#[derive(Clone, Debug)]
pub struct Options {
    /// Files that are fetched at the same time.
    pub parallel: usize,
    /// Tries in a row without any progress after which a file is given up.
    pub tries: u32,
    /// The most that a connection may take to stand.
    pub connect: Duration,
    /// The most that a server may stay silent.
    pub stall: Duration,
    /// The most that one request may take; what has arrived by then is kept.
    pub request: Duration,
    /// The most that is waited after a first failure; doubled after each further one.
    pub first_wait: Duration,
    /// The most that is ever waited; a server that asks for more is given up.
    pub longest_wait: Duration,
    /// The instant from which nothing more is asked; what has arrived by then is kept.
    pub until: Option<Instant>,
    /// Once it is set, nothing more is asked either.
    pub stop: Option<Arc<AtomicBool>>,
}

impl Default for Options {
    /// Four files at a time, five tries, half a minute of silence, waits from a second to
    /// five minutes.
    fn default() -> Self {
        Self {
            parallel: 4,
            tries: 5,
            connect: Duration::from_secs(20),
            stall: Duration::from_secs(30),
            request: Duration::from_secs(30 * 60),
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(5 * 60),
            until: None,
            stop: None,
        }
    }
}

/// What a publisher asks of those who fetch: a header with a secret.
#[derive(Clone)]
pub struct Token {
    /// Environment variable that it was taken from.
    pub variable: &'static str,
    /// Name of the header.
    pub header: &'static str,
    /// The secret.
    pub value: String,
}

impl fmt::Debug for Token {
    /// Leaves the secret out.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Token")
            .field("variable", &self.variable)
            .finish_non_exhaustive()
    }
}

/// Asks servers for files, politely.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
    options: Options,
    token: Option<Token>,
    /// No request is made before then, since a server asked us to wait.
    not_before: Mutex<Option<Instant>>,
}

/// The part of a file that is asked for.
pub(crate) enum Part<'a> {
    /// From a byte on, if the file is still the same.
    From { byte: u64, validator: &'a str },
    /// So many bytes at its end.
    Last(u64),
}

/// Why a request came to nothing.
pub(crate) enum Trouble {
    /// It may come to something another time, after the wait that the server asks for.
    Passing {
        cause: String,
        wait: Option<Duration>,
    },
    /// It would come to nothing again.
    Lasting(Error),
}

impl Client {
    /// A client that sends `token`, if there is one, to the hosts that it is asked to
    /// fetch from and to no other that they lead to.
    pub fn new(options: Options, token: Option<Token>) -> Self {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(provider)
            .build();
        let agent = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("foreshock/", env!("CARGO_PKG_VERSION")))
            .timeout_resolve(Some(options.connect))
            .timeout_connect(Some(options.connect))
            .timeout_recv_response(Some(options.stall))
            .timeout_per_read(Some(options.stall))
            .timeout_per_write(Some(options.stall))
            .timeout_per_call(Some(options.request))
            .build()
            .new_agent();
        Self {
            agent,
            options,
            token,
            not_before: Mutex::new(None),
        }
    }

    /// How patient it is.
    pub fn options(&self) -> &Options {
        &self.options
    }

    pub(crate) fn token_is_missing(&self) -> bool {
        self.token.is_none()
    }

    /// Asks for `url`, or a part of it, and follows where that leads. An answer is one
    /// of 200, 206 or 416.
    pub(crate) fn get(&self, url: &Url, part: Option<&Part>) -> Result<Response<Body>, Trouble> {
        let mut at = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            self.wait_for_the_server()?;
            let response = self.ask(&at, url, part)?;
            let status = response.status();
            if !status.is_redirection() {
                return self.judge(url, response);
            }
            let location = response.headers().get(header::LOCATION);
            let location = location.and_then(|value| value.to_str().ok()).unwrap_or("");
            let refused = |cause: &str| {
                Trouble::Lasting(Error::Redirect {
                    url: url.to_string(),
                    to: location.to_owned(),
                    cause: cause.to_owned(),
                })
            };
            let next = at
                .join(location)
                .ok()
                .filter(|_| !location.is_empty())
                .ok_or_else(|| refused("it is no address"))?;
            match (at.scheme(), next.scheme()) {
                ("https", "https") | ("http", "http" | "https") => {}
                ("https", "http") => return Err(refused("it is not encrypted, and this one is")),
                _ => return Err(refused("it is no web address")),
            }
            at = next;
        }
        Err(Trouble::Lasting(Error::Redirect {
            url: url.to_string(),
            to: at.to_string(),
            cause: format!("it leads on more than {MOST_REDIRECTS} times"),
        }))
    }

    fn ask(&self, at: &Url, first: &Url, part: Option<&Part>) -> Result<Response<Body>, Trouble> {
        let mut request = self
            .agent
            .get(at.as_str())
            // Sizes and sums are those of the files as they lie there.
            .header(header::ACCEPT_ENCODING, "identity");
        request = match part {
            Some(Part::From { byte, validator }) => request
                .header(header::RANGE, format!("bytes={byte}-"))
                .header(header::IF_RANGE, *validator),
            Some(Part::Last(bytes)) => request.header(header::RANGE, format!("bytes=-{bytes}")),
            None => request,
        };
        if let Some(token) = &self.token
            && at.origin() == first.origin()
        {
            if at.scheme() != "https" && !is_this_machine(at) {
                return Err(Trouble::Lasting(Error::TokenInTheOpen {
                    variable: token.variable,
                    url: at.to_string(),
                }));
            }
            request = request.header(token.header, &token.value);
        }
        request.call().map_err(|error| Trouble::Passing {
            cause: error.to_string(),
            wait: None,
        })
    }

    fn judge(&self, url: &Url, response: Response<Body>) -> Result<Response<Body>, Trouble> {
        let status = response.status();
        let refused = |remedy: &str| {
            Err(Trouble::Lasting(Error::Refused {
                url: url.to_string(),
                status: status.as_u16(),
                remedy: remedy.to_owned(),
            }))
        };
        match status {
            StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
                Ok(response)
            }
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS | StatusCode::TOO_EARLY => {
                Err(self.later(&response))
            }
            _ if status.is_server_error() => Err(self.later(&response)),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => match &self.token {
                Some(token) => refused(&format!(
                    "the token in {} may have expired or not cover this",
                    token.variable
                )),
                None => refused(
                    "the publisher may ask for a token; docs/fetching.md says which variable to set",
                ),
            },
            StatusCode::NOT_FOUND | StatusCode::GONE => {
                refused("the publisher lists it and does not have it")
            }
            _ => refused("check the address"),
        }
    }

    /// The trouble of a server that is busy or broken. Where it names a time, nobody asks
    /// it anything before that.
    fn later(&self, response: &Response<Body>) -> Trouble {
        let value = response.headers().get(header::RETRY_AFTER);
        let wait = value
            .and_then(|value| value.to_str().ok())
            .and_then(|value| backoff::retry_after(value, SystemTime::now()));
        if let Some(until) = wait.and_then(|wait| Instant::now().checked_add(wait)) {
            let mut not_before = self
                .not_before
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            *not_before = (*not_before).max(Some(until));
        }
        Trouble::Passing {
            cause: format!("the server answers {}", response.status().as_u16()),
            wait,
        }
    }

    /// Waits as long as the server has asked for; not at all where that is too long, or
    /// the time for it all is over.
    fn wait_for_the_server(&self) -> Result<(), Trouble> {
        let until = *self
            .not_before
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let wait = until.and_then(|until| until.checked_duration_since(Instant::now()));
        if let Some(wait) = wait.filter(|wait| *wait > self.options.longest_wait) {
            return Err(Trouble::Passing {
                cause: "the server wants to be left alone".to_owned(),
                wait: Some(wait),
            });
        }
        if !self.sleep(wait.unwrap_or_default()) {
            return Err(Trouble::Passing {
                cause: "the time for it is over".to_owned(),
                wait: None,
            });
        }
        Ok(())
    }

    /// Whether nothing more is to be asked.
    pub(crate) fn is_over(&self) -> bool {
        let stopped = |stop: &Arc<AtomicBool>| stop.load(Ordering::Relaxed);
        self.options.stop.as_ref().is_some_and(stopped)
            || self
                .options
                .until
                .is_some_and(|until| Instant::now() >= until)
    }

    /// Sleeps so long; `false` where it is over before.
    fn sleep(&self, length: Duration) -> bool {
        let begun = Instant::now();
        while !self.is_over() {
            let left = length.saturating_sub(begun.elapsed());
            if left.is_zero() {
                return true;
            }
            thread::sleep(left.min(NAP));
        }
        false
    }

    /// Waits after the failure of number `failed`; whether trying again makes sense.
    pub(crate) fn wait(&self, failed: u32, asked: Option<Duration>) -> bool {
        if asked.is_some_and(|asked| asked > self.options.longest_wait) {
            return false;
        }
        // Hashed under fresh keys: what the standard library has of chance. It decides about
        // waits and nothing else.
        let chance = RandomState::new().hash_one(failed);
        let own = backoff::wait(
            self.options.first_wait,
            self.options.longest_wait,
            failed,
            chance,
        );
        self.sleep(own)
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
