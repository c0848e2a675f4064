//! Querying a destination as an application does: without the client's own credentials.

use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::client::Client;
use crate::error::Error;
use crate::sources::body;
use crate::transport::{Authorization, Call};

/// Where an endpoint is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndpointAddress<'a> {
    /// The tenant.
    pub tenant: &'a str,
    /// The destination's identifier.
    pub destination: &'a str,
    /// The version's name.
    pub version: &'a str,
    /// The endpoint's identifier.
    pub endpoint: &'a str,
}

/// What lets an application query a protected destination, for an hour.
#[derive(Clone, PartialEq, Eq)]
pub struct QueryToken(HeaderValue);

impl std::fmt::Debug for QueryToken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("QueryToken(..)")
    }
}

impl Client {
    /// A token for an application of a destination, which is named by its id.
    ///
    /// # Errors
    /// Status 401 for a wrong id or secret, and whatever a call can meet.
    pub async fn query_token(
        &self,
        destination: &str,
        client_id: &str,
        client_secret: &str,
    ) -> Result<QueryToken, Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Issued {
            access_token: String,
        }
        let login = body(&json!({"clientId": client_id, "clientSecret": client_secret}));
        let answer = self.call_as(&Call::post(&["destinations", destination, "token"], login), None).await?;
        let Issued { access_token } = answer.json()?;
        let mut header = HeaderValue::try_from(format!("Bearer {access_token}"))
            .map_err(|_| answer.odd("the token holds characters that no header can carry"))?;
        header.set_sensitive(true);
        Ok(QueryToken(header))
    }

    /// What an endpoint answers to a query: `{"filter": …, "sort": …, "top": …}`, as the version's own documentation
    /// at `/{tenant}/{destination}/{version}/docs` describes it. The answer is read into whatever the caller names: a
    /// [`serde_json::Value`], a struct, or a [`RawValue`](serde_json::value::RawValue) that keeps every digit.
    ///
    /// ```no_run
    /// use octant_sdk::serde_json::{Value, json};
    /// use octant_sdk::{Client, EndpointAddress, Error};
    ///
    /// # async fn cheap(client: Client) -> Result<(), Error> {
    /// let address =
    ///     EndpointAddress { tenant: "local", destination: "shop", version: "v1", endpoint: "products" };
    /// let query = json!({"filter": [{"must": {"price": [{"lt": 100}]}}], "sort": ["-price"], "top": 10});
    /// let answer: Value = client.query(&address, &query, None).await?;
    /// println!("{}", answer["results"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Status 400 for a query that the endpoint cannot answer, 401 and 403 for a protected destination without or with
    /// another's token, 404 where there is no such endpoint, and whatever a call can meet.
    pub async fn query<T: DeserializeOwned>(
        &self,
        address: &EndpointAddress<'_>,
        query: &Value,
        token: Option<&QueryToken>,
    ) -> Result<T, Error> {
        let path = [address.tenant, address.destination, address.version, address.endpoint];
        let authorization: Option<Authorization> = token.map(|token| (AUTHORIZATION, token.0.clone()));
        self.call_as(&Call::post(&path, body(query)), authorization.as_ref()).await?.json()
    }
}
