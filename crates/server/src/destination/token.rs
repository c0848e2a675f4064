//! `POST /destinations/{destinationId}/token`: tokens for protected destinations.

use axum::Json;
use axum::extract::{Path, State};
use octant_access::AccessError;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::blocking;
use crate::body::Document;
use crate::credential::Open;
use crate::error::Failure;
use crate::ingest::token::member;
use crate::peer::Client;
use crate::state::AppState;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Token {
    access_token: String,
    expires_in: u64,
    token_type: &'static str,
}

/// Gives an application that knows its secret a token.
pub(crate) async fn issue(
    _: Open,
    client: Client,
    Path(destination): Path<String>,
    State(state): State<AppState>,
    Document(body): Document<Map<String, Value>>,
) -> Result<Json<Token>, Failure> {
    let (id, secret) = (member(&body, "clientId")?, member(&body, "clientSecret")?);
    let access = state.access();
    let issue = move || access.issue_destination_token(&destination, &id, &secret, client.0).map_err(refusal);
    let issued = blocking::run(issue).await?;
    Ok(Json(Token { access_token: issued.token, expires_in: issued.expires_in, token_type: "Bearer" }))
}

/// An unknown client and a wrong secret look alike.
fn refusal(error: AccessError) -> Failure {
    match error {
        AccessError::Refused => Failure::unauthorized(
            "Bearer",
            "The client id or the client secret is not valid for this destination",
        ),
        error => error.into(),
    }
}
