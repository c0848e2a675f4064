//! `POST /oauth2/token`: a token for an application's id and secret (RFC 6749, section 4.4).

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use octant_access::AccessError;
use serde::Serialize;

use super::client::{ClientSecret, parameter};
use crate::blocking;
use crate::credential::Open;
use crate::error::{Code, Failure, not_stored};
use crate::peer::Client;
use crate::state::AppState;
use crate::studio::form::Form;

#[derive(Serialize)]
struct Token {
    access_token: String,
    token_type: &'static str,
    expires_in: u64,
    /// What the token allows beyond what its audience says.
    scope: &'static str,
}

/// Gives an application of a protected destination's version, which is the audience, a token. Such a token has no
/// scopes, whatever is asked for.
pub(crate) async fn issue(
    _: Open,
    address: Client,
    headers: HeaderMap,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let grant = parameter(&form, "grant_type")?;
    if grant != "client_credentials" {
        let detail = format!("The grant type {grant:?} is not known here; send client_credentials");
        return Err(Failure::new(Code::UnsupportedGrantType, detail));
    }
    let client = ClientSecret::read(&headers, &form)?;
    let audience = parameter(&form, "audience")?;
    let access = state.access();
    let issue = move || {
        let issued = access.issue_destination_token(&audience, &client.id, &client.secret, address.0);
        issued.map_err(refusal)
    };
    let issued = blocking::run(issue).await?;
    let token =
        Token { access_token: issued.token, token_type: "bearer", expires_in: issued.expires_in, scope: "" };
    let mut response = Json(token).into_response();
    not_stored(response.headers_mut());
    Ok(response)
}

/// An unknown client, a wrong secret and the audience of another client look alike.
fn refusal(error: AccessError) -> Failure {
    match error {
        AccessError::Refused => Failure::unauthorized(
            "Basic realm=\"oauth2\"",
            "The client id or the client secret is not valid for this audience",
        ),
        error => error.into(),
    }
}
