//! What is answered where something is wrong.

use std::fmt;

use aide::{OperationOutput, generate::GenContext, openapi};
use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use foreshock_assess::{judgements::JudgementError, readiness::TickError};
use schemars::JsonSchema;
use serde::Serialize;

use crate::theatre::Trouble;

/// What is wrong, and what to do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Problem {
    #[serde(skip)]
    status: StatusCode,
    /// What is wrong.
    error: String,
    /// What could be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    /// Seconds after which it may be tried again.
    #[serde(skip)]
    retry_after: Option<u64>,
}

impl Problem {
    pub fn new(status: StatusCode, error: impl Into<String>, help: impl Into<String>) -> Self {
        let help = help.into();
        Self {
            status,
            error: error.into(),
            help: (!help.is_empty()).then_some(help),
            retry_after: None,
        }
    }

    pub fn error(&self) -> &str {
        &self.error
    }

    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    pub fn bad_request(error: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, help)
    }

    pub fn makes_no_sense(error: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, error, help)
    }

    pub fn not_found(error: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, error, help)
    }

    pub fn forbidden(error: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, error, help)
    }

    /// A fault of the program.
    pub fn ours(error: &dyn fmt::Display) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("this should not happen: {error}"),
            "please report it with what you asked for",
        )
    }

    pub fn busy(seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too much is being worked out at once",
                "try again in a moment",
            )
        }
    }

    pub fn too_many(what: &str, seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                format!("too many {what} from this address"),
                format!("try again in {seconds} s"),
            )
        }
    }
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            trouble.error,
            trouble.help.unwrap_or_default(),
        )
    }
}

impl From<JudgementError> for Problem {
    fn from(error: JudgementError) -> Self {
        let text = error.to_string();
        match error {
            JudgementError::Missing { .. } => {
                Self::not_found(text, "it may be known by another name, or not yet")
            }
            JudgementError::Likelihoods { help, .. } => {
                Self::makes_no_sense(text, help.unwrap_or_default())
            }
            _ => Self::makes_no_sense(text, ""),
        }
    }
}

impl From<TickError> for Problem {
    fn from(error: TickError) -> Self {
        let text = error.to_string();
        let (error, help) = text.split_once("\n  help: ").unwrap_or((&text, ""));
        Self::makes_no_sense(error, help)
    }
}

impl From<foreshock_ledger::Error> for Problem {
    fn from(error: foreshock_ledger::Error) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            error.to_string(),
            "nothing was written down",
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CACHE_CONTROL,
            header::HeaderValue::from_static("no-store"),
        );
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(
                header::WWW_AUTHENTICATE,
                header::HeaderValue::from_static("Bearer"),
            );
        }
        response
    }
}

impl OperationOutput for Problem {
    type Inner = Self;

    fn operation_response(
        ctx: &mut GenContext,
        operation: &mut openapi::Operation,
    ) -> Option<openapi::Response> {
        let mut response = Json::<Self>::operation_response(ctx, operation)?;
        response.description = "What is wrong, and what to do.".to_owned();
        Some(response)
    }

    fn inferred_responses(
        ctx: &mut GenContext,
        operation: &mut openapi::Operation,
    ) -> Vec<(Option<openapi::StatusCode>, openapi::Response)> {
        Self::operation_response(ctx, operation)
            .map(|response| (None, response))
            .into_iter()
            .collect()
    }
}
