//! What is asked of every request before it is answered.

use std::{net::IpAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;

use super::{Audit, Deed, Limits, Role, Sessions};
use crate::problem::Problem;

/// Name of the cookie. The prefix lets no other site of the domain set it, where the
/// connection is secure.
pub(crate) const SECURE_COOKIE: &str = "__Host-foreshock";
/// Its name on loopback, where there is no TLS.
pub(crate) const PLAIN_COOKIE: &str = "foreshock";
/// The header that no other site's page can send.
pub(crate) const CSRF_HEADER: &str = "x-foreshock-csrf";
/// Longest address that is answered, in bytes.
const LONGEST_ADDRESS: usize = 8192;

/// What guards the workbench.
pub(crate) struct Gate {
    pub sessions: Sessions,
    pub limits: Limits,
    pub audit: Audit,
    /// Names and addresses by which the workbench may be called; any where it is empty.
    pub hosts: Vec<String>,
    /// Who writes judgements down where nobody has to sign in.
    pub local_name: String,
    /// Whether answers go out over TLS.
    pub secure: bool,
    /// Whether the address of who asks is told by a proxy in front.
    pub behind_proxy: bool,
}

impl Gate {
    pub fn cookie(&self) -> &'static str {
        match self.secure {
            true => SECURE_COOKIE,
            false => PLAIN_COOKIE,
        }
    }

    /// Whether the name by which it is called is one of its own. A page of another site
    /// can be made to resolve to this machine, but not to call it by its name.
    fn is_called_by_its_name(&self, request: &Request) -> bool {
        if self.hosts.is_empty() {
            return true;
        }
        let host = host(request);
        host.is_some_and(|host| self.hosts.iter().any(|own| own.eq_ignore_ascii_case(&host)))
    }

    /// Who asks, if they may at all.
    fn who(&self, headers: &HeaderMap) -> Option<Who> {
        if !self.sessions.needs_token() {
            return Some(Who {
                name: self.local_name.clone(),
                role: Role::Admin,
                csrf: self.sessions.csrf_of_everybody().to_owned(),
                by_token: false,
            });
        }
        let bearer = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "));
        let (found, by_token) = match bearer {
            Some(secret) => (self.sessions.bearer(secret.trim()), true),
            None => {
                let cookie = cookie(headers, self.cookie())?;
                (self.sessions.of_cookie(cookie), false)
            }
        };
        found.map(|found| Who {
            name: found.name,
            role: found.role,
            csrf: found.csrf,
            by_token,
        })
    }
}

/// The name by which a request calls the workbench, without a port.
fn host(request: &Request) -> Option<String> {
    let text = match request.uri().authority() {
        Some(authority) => authority.as_str().to_owned(),
        None => {
            let mut hosts = request.headers().get_all(header::HOST).iter();
            let host = hosts.next()?.to_str().ok()?.to_owned();
            // Two of them would let each reader choose another.
            hosts.next().is_none().then_some(host)?
        }
    };
    let authority: Authority = text.parse().ok()?;
    Some(authority.host().to_owned())
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(of, value)| (of == name).then_some(value))
}

/// The address of who asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address(pub IpAddr);

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    /// The name of the token; of this machine's user where no token is needed.
    pub name: String,
    pub role: Role,
    pub csrf: String,
    /// By a header, which no other site's page can send.
    pub by_token: bool,
}

impl Who {
    pub fn at_least(&self, role: Role) -> Result<(), Problem> {
        match self.role >= role {
            true => Ok(()),
            false => Err(Problem::forbidden(
                "your token does not allow that",
                format!("it takes the role {}", word(role)),
            )),
        }
    }
}

fn word(role: Role) -> &'static str {
    match role {
        Role::Reader => "reader",
        Role::Analyst => "analyst",
        Role::Admin => "admin",
    }
}

impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            Problem::new(
                StatusCode::UNAUTHORIZED,
                "sign in first",
                "send a token: POST /api/v1/session, or the header Authorization: Bearer",
            )
        })
    }
}

impl aide::OperationInput for Who {}

/// Where the request comes from.
fn address(gate: &Gate, request: &Request) -> IpAddr {
    let peer = request
        .extensions()
        .get::<ConnectInfo<std::net::SocketAddr>>()
        .map_or(IpAddr::from([0, 0, 0, 0]), |info| info.0.ip());
    if !gate.behind_proxy {
        return peer;
    }
    // The last one is what the proxy in front itself has seen.
    request
        .headers()
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .next_back()
        .and_then(|address| address.trim().parse().ok())
        .unwrap_or(peer)
}

/// Whether the request comes from a page of another site.
fn is_cross_site(request: &Request) -> bool {
    let headers = request.headers();
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else {
        return false;
    };
    let own = host(request);
    let of_origin = origin
        .split_once("://")
        .and_then(|(_, rest)| rest.parse::<Authority>().ok())
        .map(|authority| authority.host().to_owned());
    of_origin.is_none() || of_origin != own
}

fn checked(gate: &Gate, request: &mut Request, address: IpAddr) -> Result<(), Problem> {
    gate.limits.request(address)?;
    if request.uri().to_string().len() > LONGEST_ADDRESS {
        return Err(Problem::new(
            StatusCode::URI_TOO_LONG,
            "the address is too long",
            "",
        ));
    }
    if !gate.is_called_by_its_name(request) {
        return Err(Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "the workbench is not known by that name",
            "open it by the address that it printed, or start it with --host NAME",
        ));
    }
    // What a proxy in front passes on comes from anybody.
    let headers = request.headers();
    let passed_on = headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded");
    if passed_on && !gate.sessions.needs_token() {
        return Err(Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "this comes through a proxy, and nobody signs in here",
            "start the workbench with --tokens and --behind-proxy",
        ));
    }
    let who = gate.who(headers);
    if who.is_none() && headers.contains_key(header::AUTHORIZATION) {
        gate.limits.sign_in(address)?;
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        gate.limits.write(address)?;
        if is_cross_site(request) {
            return Err(Problem::forbidden(
                "this comes from a page of another site",
                "",
            ));
        }
        let signs_in =
            request.uri().path().ends_with("/session") && *request.method() == Method::POST;
        if let Some(who) = &who
            && !who.by_token
            && !signs_in
        {
            let sent = request
                .headers()
                .get(CSRF_HEADER)
                .and_then(|value| value.to_str().ok());
            if sent != Some(who.csrf.as_str()) {
                return Err(Problem::forbidden(
                    "the request does not show that it comes from this page",
                    "send the header X-Foreshock-CSRF with what GET /api/v1/session says",
                ));
            }
        }
    }
    if let Some(who) = who {
        request.extensions_mut().insert(who);
    }
    Ok(())
}

/// Lets a request through, or says why not; writes down what changes something or was
/// refused.
pub(crate) async fn guard(
    State(gate): State<Arc<Gate>>,
    mut request: Request,
    next: Next,
) -> Response {
    let address = address(&gate, &request);
    let method = request.method().clone();
    let path: String = request.uri().path().chars().take(200).collect();
    request.extensions_mut().insert(Address(address));
    let checked = checked(&gate, &mut request, address);
    let by = request
        .extensions()
        .get::<Who>()
        .map(|who| who.name.clone());
    let response = match checked {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    let status = response.status();
    let reads = matches!(method, Method::GET | Method::HEAD);
    let is_noted = match status {
        StatusCode::TOO_MANY_REQUESTS => false,
        // Whoever is refused often does not fill the disk.
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::MISDIRECTED_REQUEST
            if reads =>
        {
            gate.limits.write(address).is_ok()
        }
        _ => !reads,
    };
    if is_noted {
        gate.audit.note(Deed {
            at: Timestamp::now(),
            by,
            address: address.to_string(),
            method: method.to_string(),
            path,
            status: status.as_u16(),
        });
    }
    response
}
