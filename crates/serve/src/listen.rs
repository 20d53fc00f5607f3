//! Connections: how many, how slow, and in which way they are read.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    sync::Notify,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

use crate::guard::Places;

/// Connections that are open at once.
const MOST: usize = 2048;
/// Connections of one address.
const MOST_OF_ONE: usize = 512;
/// How long the headers of a request may take, and how long a connection may be idle.
const PATIENCE: Duration = Duration::from_secs(15);
/// Bytes of the headers of a request.
const LARGEST_HEADERS: usize = 64 * 1024;
/// Headers of a request.
const MOST_HEADERS: usize = 100;
/// How long open requests have to end once the workbench is told to.
const FAREWELL: Duration = Duration::from_secs(5);

/// Answers connections until `stop` is told.
pub(crate) async fn listen(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    behind_proxy: bool,
    stop: Arc<Notify>,
) {
    // All who come by a proxy come from its address.
    let most_of_one = match behind_proxy {
        true => MOST,
        false => MOST_OF_ONE,
    };
    let open = Places::new(MOST, most_of_one);
    let graceful = Arc::new(GracefulShutdown::new());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.notified() => break,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            // Out of file handles, or a connection that is gone already: others go on.
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Who has too many is hung up on.
        let Some(place) = open.take(address.ip()) else {
            continue;
        };
        let _ = stream.set_nodelay(true);
        let (tls, router, watcher) = (tls.clone(), router.clone(), graceful.watcher());
        tokio::spawn(async move {
            match tls {
                None => answer(stream, address, router, watcher).await,
                Some(tls) => {
                    if let Ok(Ok(stream)) = timeout(PATIENCE, tls.accept(stream)).await {
                        answer(stream, address, router, watcher).await;
                    }
                }
            }
            drop(place);
        });
    }
    if let Ok(graceful) = Arc::try_unwrap(graceful) {
        let _ = timeout(FAREWELL, graceful.shutdown()).await;
    }
}

async fn answer<S>(
    stream: S,
    address: SocketAddr,
    router: Router,
    watcher: hyper_util::server::graceful::Watcher,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(address));
        router.clone().oneshot(request.map(axum::body::Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(LARGEST_HEADERS)
        .max_headers(MOST_HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    // A connection that breaks off harms nobody else.
    let _ = watcher.watch(connection).await;
}

/// A listener at that address.
pub(crate) async fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(address).await
}
