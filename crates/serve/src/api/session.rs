//! Signing in and out.

use axum::{
    Json,
    extract::{FromRequestParts, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Shared, answer::Answer, asked::Body};
use crate::{
    guard::{Deed, Gate, Role, Who},
    problem::Problem,
};

/// Who is signed in.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Session {
    /// Somebody is.
    pub signed_in: bool,
    /// Who; empty where nobody is.
    pub name: String,
    /// What they may do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// A token is needed to see anything.
    pub needs_token: bool,
    /// To be sent in the header `X-Foreshock-CSRF` with what changes something.
    pub csrf: String,
    /// Version of the program.
    pub version: String,
}

/// A token, as it is sent to sign in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    /// The token.
    pub token: String,
}

fn session(gate: &Gate, who: Option<&Who>) -> Session {
    Session {
        signed_in: who.is_some(),
        name: who.map(|who| who.name.clone()).unwrap_or_default(),
        role: who.map(|who| who.role),
        needs_token: gate.sessions.needs_token(),
        csrf: who.map(|who| who.csrf.clone()).unwrap_or_default(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn never_kept(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

pub(crate) async fn get(State(shared): State<Shared>, who: Result<Who, Problem>) -> Json<Session> {
    Json(session(&shared.gate, who.ok().as_ref()))
}

pub(crate) async fn begin(
    State(shared): State<Shared>,
    Asker(address): Asker,
    Body(credentials): Body<Credentials>,
) -> Result<Answer, Problem> {
    let gate = &shared.gate;
    gate.limits.sign_in(address)?;
    if !gate.sessions.needs_token() {
        return Err(Problem::makes_no_sense("no token is needed here", ""));
    }
    let (cookie, signed_in) = gate.sessions.begin(&credentials.token).ok_or_else(|| {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "there is no such token",
            "ask who runs this workbench for one: `foreshock token add NAME`",
        )
    })?;
    let who = Who {
        name: signed_in.name,
        role: signed_in.role,
        csrf: signed_in.csrf,
        by_token: false,
    };
    let mut response = Json(session(gate, Some(&who))).into_response();
    set_cookie(
        gate,
        &mut response,
        &cookie,
        crate::guard::SESSION_LASTS.as_secs(),
    )?;
    Ok(Answer(never_kept(response)))
}

pub(crate) async fn end(
    State(shared): State<Shared>,
    headers: HeaderMap,
) -> Result<Answer, Problem> {
    let gate = &shared.gate;
    if let Some(cookie) = crate::guard::cookie(&headers, gate.cookie()) {
        gate.sessions.end(cookie);
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookie(gate, &mut response, "", 0)?;
    Ok(Answer(never_kept(response)))
}

fn set_cookie(
    gate: &Gate,
    response: &mut Response,
    value: &str,
    seconds: u64,
) -> Result<(), Problem> {
    let secure = match gate.secure {
        true => "; Secure",
        false => "",
    };
    let cookie = format!(
        "{}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}",
        gate.cookie()
    );
    let cookie = HeaderValue::try_from(cookie).map_err(|error| Problem::ours(&error))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(())
}

pub(crate) async fn audit(
    State(shared): State<Shared>,
    who: Who,
) -> Result<Json<Vec<Deed>>, Problem> {
    who.at_least(Role::Admin)?;
    Ok(Json(shared.gate.audit.newest()))
}

/// The address of who asks.
pub(crate) struct Asker(pub std::net::IpAddr);

impl<S: Sync> FromRequestParts<S> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        _: &S,
    ) -> Result<Self, Problem> {
        let address = parts.extensions.get::<crate::guard::Address>();
        address
            .map(|address| Self(address.0))
            .ok_or_else(|| Problem::ours(&"the request has no address"))
    }
}

impl aide::OperationInput for Asker {}

/// Who asks, signed in, and from which address.
pub(crate) struct Caller {
    pub who: Who,
    pub address: std::net::IpAddr,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        state: &S,
    ) -> Result<Self, Problem> {
        let who = Who::from_request_parts(parts, state).await?;
        let Asker(address) = Asker::from_request_parts(parts, state).await?;
        Ok(Self { who, address })
    }
}

impl aide::OperationInput for Caller {}
