//! `POST /dataProviders/tokens`.

use axum::Json;
use axum::extract::State;
use octant_access::AccessError;
use serde::Serialize;
use serde_json::{Map, Value};

use super::envelope::Envelope;
use crate::blocking;
use crate::body::Document;
use crate::credential::Open;
use crate::error::Failure;
use crate::peer::Client;
use crate::request_id::RequestId;
use crate::state::AppState;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Token {
    access_token: String,
    expires_in: u64,
    token_type: &'static str,
    refresh_token: Option<()>,
    scope: String,
}

/// Gives a data provider that knows its secret a token.
pub(crate) async fn issue(
    _: Open,
    client: Client,
    request_id: RequestId,
    State(state): State<AppState>,
    Document(body): Document<Map<String, Value>>,
) -> Result<Json<Envelope<Token>>, Failure> {
    let id = member(&body, "id")?;
    let secret = member(&body, "secret")?;
    let access = state.access();
    let issued =
        blocking::run(move || access.issue_provider_token(&id, &secret, client.0).map_err(refusal)).await?;
    let token = Token {
        access_token: issued.token,
        expires_in: issued.expires_in,
        token_type: "Bearer",
        refresh_token: None,
        scope: issued.scope,
    };
    Ok(Json(Envelope::of(token, request_id)))
}

/// An unknown id and a wrong secret look alike.
fn refusal(error: AccessError) -> Failure {
    match error {
        AccessError::Refused => {
            Failure::unauthorized("Bearer", "Unauthorized: the id or the secret is not valid")
        }
        error => error.into(),
    }
}

/// The text of a member, whose name is matched without regard to case.
pub(crate) fn member(body: &Map<String, Value>, name: &str) -> Result<String, Failure> {
    let mut found = body.iter().filter(|(candidate, _)| candidate.eq_ignore_ascii_case(name));
    match (found.next(), found.next()) {
        (Some((_, Value::String(text))), None) => Ok(text.clone()),
        (Some(_), Some(_)) => Err(Failure::invalid().field(name, format!("{name} is given more than once"))),
        _ => Err(Failure::invalid().field(name, format!("{name} must be given as text"))),
    }
}
