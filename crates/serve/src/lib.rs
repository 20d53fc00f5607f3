//! The workbench: a page and an HTTP API over the assessments of watches.
//!
//! [`serve`] answers at one address until it is told to stop. It decides nothing of its
//! own: it shows what [`assess`](foreshock_assess::assess) makes of what was known at the
//! instant that is asked for, leads from each number to its records, and writes down
//! what people judge, in the ledger, never over anything.
//!
//! Looks are kept by what they rest on (the watch, what was known, what was written
//! down), which is also the tag by which a browser asks whether it has an answer already.
//! What has to be worked out takes its turn, no more at a time than there are cores;
//! what is kept is answered beside it at once.
//!
//! On loopback nobody signs in, and requests have to call the workbench by a name of
//! loopback, so that no page of another site can reach it. At any other address there
//! are tokens with roles, and TLS, or a proxy in front that has it.

mod api;
mod app;
mod desk;
mod events;
mod guard;
mod listen;
mod look;
mod notebook;
mod problem;
mod theatre;

use std::{
    fs::File,
    io::BufReader,
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use thiserror::Error;
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

pub use guard::{Role, Token, TokenError, Tokens};
pub use theatre::{Reading, Theatre, Trouble};

use crate::{
    api::Shared,
    desk::Desk,
    guard::{Audit, Gate, Limits, Sessions},
    notebook::Notebook,
    problem::Problem,
};

/// Bytes of a body that is sent.
const LARGEST_BODY: usize = 256 * 1024;
/// How long a request may take that is not a stream.
const LONGEST_REQUEST: Duration = Duration::from_secs(60);
/// How often the ledger is looked at, for what others write there.
const LEDGER_EVERY: Duration = Duration::from_secs(2);

/// How the workbench is run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The ledger's file; made at the first judgement.
    pub ledger: PathBuf,
    /// The file of tokens; without one nobody signs in, which only loopback allows.
    pub tokens: Option<PathBuf>,
    /// Certificate chain and private key, PEM.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// A proxy in front has TLS and tells who asks in `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Further names by which it may be called.
    pub hosts: Vec<String>,
    /// Where it is written down who did what.
    pub audit: Option<PathBuf>,
    /// Who writes judgements down where nobody signs in.
    pub local_name: String,
    /// How often everything is read again; what changed is read within seconds.
    pub every: Duration,
}

/// Why the workbench cannot run.
#[derive(Debug, Error)]
pub enum Error {
    /// The address is taken, or not this machine's.
    #[error("cannot listen at {address}: {cause}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        cause: String,
    },
    /// Anybody on the network could read and write.
    #[error("{0} can be reached from other machines, and there are no tokens")]
    NoTokens(SocketAddr),
    /// Tokens would travel for anybody to read.
    #[error("{0} can be reached from other machines, and there is no TLS")]
    NoTls(SocketAddr),
    /// A certificate or key cannot be used.
    #[error("{path}: {cause}")]
    Tls {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// The tokens cannot be used.
    #[error(transparent)]
    Tokens(#[from] TokenError),
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] foreshock_ledger::Error),
    /// The log of who did what cannot be kept.
    #[error("{path}: {cause}")]
    Audit {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// The machine gives no threads.
    #[error("cannot begin: {0}")]
    Runtime(#[from] std::io::Error),
}

/// The description of the API, as JSON.
pub fn openapi() -> String {
    let (_, description) = api::routes();
    serde_json::to_string_pretty(&description).unwrap_or_default() + "\n"
}

/// Answers at the address of `settings` until the process is told to end. `ready` is
/// called once with the address at which it can be opened.
///
/// # Errors
///
/// Where it cannot begin.
pub fn serve(
    theatres: Vec<Box<dyn Theatre>>,
    settings: &Settings,
    ready: impl FnOnce(&str),
) -> Result<(), Error> {
    let address = settings.listen;
    let is_local = address.ip().is_loopback();
    let is_reached = !is_local || settings.behind_proxy;
    if is_reached && settings.tokens.is_none() {
        return Err(Error::NoTokens(address));
    }
    if !is_local && settings.tls.is_none() && !settings.behind_proxy {
        return Err(Error::NoTls(address));
    }
    let tls = match &settings.tls {
        Some((certificate, key)) => Some(acceptor(certificate, key)?),
        None => None,
    };
    let secure = tls.is_some() || settings.behind_proxy;
    let audit = Audit::open(settings.audit.as_deref()).map_err(|error| Error::Audit {
        path: settings.audit.clone().unwrap_or_default(),
        cause: error.to_string(),
    })?;
    let gate = Arc::new(Gate {
        sessions: Sessions::new(settings.tokens.clone())?,
        limits: Limits::new(),
        audit,
        hosts: hosts(settings),
        local_name: settings.local_name.clone(),
        secure,
        behind_proxy: settings.behind_proxy,
    });
    let notebook = Notebook::open(settings.ledger.clone())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    // Bound before anything is read, so that a taken address is told at once.
    let listener = runtime
        .block_on(listen::bind(address))
        .map_err(|error| Error::Listen {
            address,
            cause: error.to_string(),
        })?;
    let local = listener.local_addr()?;
    let desk = Arc::new(Desk::new(theatres, notebook));
    keep_fresh(&desk, &gate, settings.every)?;
    let router = router(desk, gate, secure);
    let scheme = if tls.is_some() { "https" } else { "http" };
    let ended = {
        let _inside = runtime.enter();
        asked_to_end()?
    };
    ready(&format!("{scheme}://{local}/"));
    runtime.block_on(async {
        let stop = Arc::new(Notify::new());
        let told = stop.clone();
        tokio::spawn(async move {
            ended.await;
            told.notify_one();
        });
        listen::listen(listener, tls, router, settings.behind_proxy, stop).await;
    });
    // What is being worked out is not waited for; what was written down is on the disk.
    runtime.shutdown_background();
    Ok(())
}

/// Names by which the workbench may be called. Where tokens are asked for, any: no page
/// of another site has one.
fn hosts(settings: &Settings) -> Vec<String> {
    if settings.tokens.is_some() && settings.hosts.is_empty() {
        return Vec::new();
    }
    let mut hosts: Vec<String> = ["localhost", "127.0.0.1", "[::1]"]
        .map(str::to_owned)
        .to_vec();
    let own = match settings.listen.ip() {
        std::net::IpAddr::V4(address) => address.to_string(),
        std::net::IpAddr::V6(address) => format!("[{address}]"),
    };
    hosts.push(own);
    hosts.extend(settings.hosts.iter().cloned());
    hosts
}

fn router(desk: Arc<Desk>, gate: Arc<Gate>, secure: bool) -> Router {
    let (routes, description) = api::routes();
    let description = serde_json::to_string(&description).unwrap_or_default();
    let shared = Shared {
        desk,
        gate: gate.clone(),
        streams: api::streams(),
        downloads: api::downloads(),
        description: description.into(),
    };
    routes
        .fallback(app::serve)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(shared)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn(in_time))
        .layer(middleware::from_fn_with_state(gate, guard::guard))
        .layer(middleware::from_fn(move |request: Request, next: Next| {
            guard::with_headers(secure, request, next)
        }))
}

async fn method_not_allowed() -> Response {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "that cannot be done here",
        "see /api/v1/openapi.json",
    )
    .into_response()
}

/// A request that takes too long, because its body comes too slowly or it waits, is ended.
async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(LONGEST_REQUEST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "the request took too long",
            "try again",
        )
        .into_response(),
    }
}

/// Reads again what changed, for as long as the process runs.
fn keep_fresh(desk: &Arc<Desk>, gate: &Arc<Gate>, every: Duration) -> Result<(), Error> {
    let (desk, gate) = (desk.clone(), gate.clone());
    thread::Builder::new()
        .name("fresh".to_owned())
        .spawn(move || {
            let mut read = Instant::now();
            // A fault in one watch keeps nobody from the others, nor from the next time.
            let surely = |work: &dyn Fn()| {
                let _ = catch_unwind(AssertUnwindSafe(work));
            };
            for room in desk.rooms() {
                surely(&|| desk.warm(room));
            }
            loop {
                thread::sleep(LEDGER_EVERY);
                surely(&|| desk.look_at_ledger());
                let everything = read.elapsed() >= every;
                for room in desk.rooms() {
                    surely(&|| desk.refresh(room, everything));
                }
                if everything {
                    read = Instant::now();
                    gate.limits.forget();
                }
            }
        })?;
    Ok(())
}

/// Listens for being asked to end, from now on.
fn asked_to_end() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    {
        Ok(async {
            let _ = tokio::signal::ctrl_c().await;
        })
    }
}

fn acceptor(certificate: &PathBuf, key: &PathBuf) -> Result<TlsAcceptor, Error> {
    let fail = |path: &PathBuf, cause: String| Error::Tls {
        path: path.clone(),
        cause,
    };
    let open = |path: &PathBuf| {
        File::open(path)
            .map(BufReader::new)
            .map_err(|error| fail(path, error.to_string()))
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_reader_iter(open(certificate)?)
        .collect::<Result<_, _>>()
        .map_err(|error| fail(certificate, error.to_string()))?;
    let secret =
        PrivateKeyDer::from_pem_reader(open(key)?).map_err(|error| fail(key, error.to_string()))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut configuration = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| fail(certificate, error.to_string()))?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(|error| fail(certificate, error.to_string()))?;
    configuration.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(configuration)))
}
