//! The workbench over TLS, as other machines reach it.

mod common;

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::Duration,
};

use common::{Bench, tokens};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, pki_types::CertificateDer,
};

const BOARD: &str = "/api/v1/watches/border/assessment";

/// A workbench with a certificate of its own, who trusts it, and a reader's token.
fn bench() -> (Bench, Arc<ClientConfig>, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let certificate: CertificateDer<'static> = made.cert.der().clone();
    let mut secret = String::new();
    let bench = Bench::with(|directory, settings| {
        let place = |name: &str| directory.path().join(name);
        fs::write(place("cert.pem"), made.cert.pem()).expect("a file");
        fs::write(place("key.pem"), made.signing_key.serialize_pem()).expect("a file");
        settings.tls = Some((place("cert.pem"), place("key.pem")));
        [secret, _, _] = tokens(&place("tokens.toml"));
        settings.tokens = Some(place("tokens.toml"));
    });
    let mut roots = RootCertStore::empty();
    roots.add(certificate).expect("a root");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    (bench, Arc::new(client), secret)
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a connection");
    let patience = Some(Duration::from_secs(60));
    stream.set_read_timeout(patience).expect("a timeout");
    stream
}

/// Asks over TLS; head and body as they came.
fn ask(address: SocketAddr, client: &Arc<ClientConfig>, request: &str) -> String {
    let name = "localhost".try_into().expect("a name");
    let session = ClientConnection::new(client.clone(), name).expect("a session");
    let mut stream = StreamOwned::new(session, connect(address));
    stream.write_all(request.as_bytes()).expect("sent");
    let mut read = Vec::new();
    // Who hangs up without a farewell has still answered.
    let _ = stream.read_to_end(&mut read);
    String::from_utf8_lossy(&read).into_owned()
}

fn get(path: &str, header: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}\r\n")
}

#[test]
fn a_token_is_asked_for_and_the_cookie_is_bound_to_tls() {
    let (bench, client, secret) = bench();
    let without = ask(bench.address, &client, &get(BOARD, ""));
    assert!(without.starts_with("HTTP/1.1 401"), "{without}");
    let bearer = format!("Authorization: Bearer {secret}\r\n");
    let with = ask(bench.address, &client, &get(BOARD, &bearer));
    assert!(with.starts_with("HTTP/1.1 200"), "{with}");
    assert!(
        with.to_lowercase()
            .contains("\r\nstrict-transport-security: max-age="),
        "{with}"
    );

    let body = format!("{{\"token\":\"{secret}\"}}");
    let sign_in = format!(
        "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = ask(bench.address, &client, &sign_in);
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "))
        .unwrap_or_else(|| panic!("no cookie in {answer}"));
    assert!(cookie.starts_with("__Host-foreshock="), "{cookie}");
    for attribute in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.split("; ").any(|part| part == attribute), "{cookie}");
    }
    let value = cookie.split(';').next().unwrap_or_default();
    let by_cookie = get(BOARD, &format!("Cookie: {value}\r\n"));
    let answer = ask(bench.address, &client, &by_cookie);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn who_does_not_speak_tls_gets_nothing_and_harms_nobody() {
    let (bench, client, secret) = bench();
    // A connection that never begins its handshake stays open beside the others.
    let _silent = connect(bench.address);
    let mut plain = connect(bench.address);
    plain.write_all(get(BOARD, "").as_bytes()).expect("sent");
    let mut read = Vec::new();
    let _ = plain.read_to_end(&mut read);
    assert!(
        !String::from_utf8_lossy(&read).contains("HTTP/"),
        "{read:?}"
    );
    // A client that does not trust the certificate ends the handshake itself.
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let stranger = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let name = "localhost".try_into().expect("a name");
    let session = ClientConnection::new(Arc::new(stranger), name).expect("a session");
    let mut stream = StreamOwned::new(session, connect(bench.address));
    assert!(stream.write_all(get(BOARD, "").as_bytes()).is_err());

    let bearer = format!("Authorization: Bearer {secret}\r\n");
    let answer = ask(bench.address, &client, &get(BOARD, &bearer));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}
