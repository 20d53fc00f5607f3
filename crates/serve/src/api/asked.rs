//! What is asked, read so that every fault is told in the same way.

use aide::{OperationInput, generate::GenContext, openapi::Operation};
use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::{StatusCode, request::Parts},
};
use schemars::JsonSchema;
use serde::{Deserialize, de::DeserializeOwned};

use crate::problem::Problem;

/// The part of the address after `?`.
pub(crate) struct InQuery<T>(pub T);

/// A part of the path.
pub(crate) struct InPath<T>(pub T);

/// The body.
pub(crate) struct Body<T>(pub T);

/// From where a watch is looked at.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct View {
    /// A date (its end, in the timezone of the watch), an instant, or `now`; the watch's
    /// own where it is absent.
    pub as_of: Option<String>,
    /// What is left out.
    pub without: Option<Without>,
}

/// What is left out of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Without {
    /// Reports that are held to be doubtful, whenever the doubt arose.
    Doubtful,
}

/// Names a watch.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct OfWatch {
    /// Id of the watch.
    pub watch: String,
}

/// Names an indicator of a watch.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct OfIndicator {
    /// Id of the watch.
    pub watch: String,
    /// Id of the indicator.
    pub indicator: String,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for InQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(value)) => Ok(Self(value)),
            Err(error) => Err(Problem::bad_request(
                error.body_text(),
                "see /api/v1/openapi.json for what can be asked",
            )),
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for InPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(value)) => Ok(Self(value)),
            Err(error) => Err(Problem::bad_request(error.body_text(), "")),
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(error) => {
                let help = match error.status() {
                    StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                        "send JSON, with Content-Type: application/json"
                    }
                    StatusCode::PAYLOAD_TOO_LARGE => "send less",
                    _ => "see /api/v1/openapi.json for what can be sent",
                };
                Err(Problem::new(error.status(), error.body_text(), help))
            }
        }
    }
}

impl<T: JsonSchema> OperationInput for InQuery<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        Query::<T>::operation_input(ctx, operation);
    }
}

impl<T: JsonSchema> OperationInput for InPath<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        Path::<T>::operation_input(ctx, operation);
    }
}

impl<T: JsonSchema> OperationInput for Body<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        Json::<T>::operation_input(ctx, operation);
    }
}
