//! Data providers.

use octant_model::{Page, PageRequest, ProviderId, TenantId, Timestamp};
use octant_store::{Actor, Definition, DefinitionChange, Kind, Revision, StoreError, until_fresh};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::sealed_store::place;
use crate::sealing::StoredKey;
use crate::secret::{self, Secret};
use crate::{Access, AccessError, SourceGrant};

pub(crate) const KIND: Kind = Kind("provider");

/// A data provider to be made, or what one becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProvider {
    /// Its name for people.
    pub name: String,
    /// Where it may write.
    pub sources: SourceGrant,
}

/// A data provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its id.
    pub id: ProviderId,
    /// Its name for people.
    pub name: String,
    /// Where it may write.
    pub sources: SourceGrant,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Who makes and changes providers.
#[derive(Debug, Clone, Copy)]
pub struct Grantor<'a> {
    /// The caller.
    pub actor: &'a Actor,
    /// Whether the caller may do everything, and so give others access to all sources. Whoever knows such a provider's
    /// secret can write everywhere, so nobody else gets it.
    pub is_admin: bool,
}

impl Grantor<'_> {
    fn check(&self, sources: &SourceGrant) -> Result<(), AccessError> {
        match sources {
            SourceGrant::All if !self.is_admin => Err(AccessError::NeedsAdmin),
            _ => Ok(()),
        }
    }
}

impl Provider {
    /// What can be changed of it, as its [`Revision`] is made from it.
    #[must_use]
    pub fn editable(&self) -> Json {
        editable(&self.name, &self.sources)
    }
}

impl NewProvider {
    /// The same for a provider that somebody wrote.
    #[must_use]
    pub fn editable(&self) -> Json {
        editable(&self.name, &self.sources)
    }
}

fn editable(name: &str, sources: &SourceGrant) -> Json {
    let sources = match sources {
        SourceGrant::All => json!("*"),
        SourceGrant::Some(sources) => json!(sources),
    };
    json!({"name": name, "sources": sources})
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Body {
    pub(crate) name: String,
    pub(crate) sources: SourceGrant,
    pub(crate) hash: String,
    /// One more with every reset; tokens of another generation are worth nothing.
    pub(crate) generation: u64,
    /// Signs this provider's tokens.
    pub(crate) signing_key: StoredKey,
}

impl Body {
    pub(crate) fn read(definition: &Definition) -> Result<Self, AccessError> {
        serde_json::from_str(&definition.body)
            .map_err(|error| StoreError::Damaged(format!("provider {}: {error}", definition.id)).into())
    }

    fn json(&self) -> String {
        serde_json::to_string(self).expect("texts, numbers and names are always JSON")
    }
}

impl Access {
    /// Makes a provider; its secret is told only now.
    ///
    /// # Errors
    /// [`AccessError::NeedsAdmin`].
    pub fn create_provider(
        &self,
        tenant: &TenantId,
        new: NewProvider,
        grantor: Grantor<'_>,
    ) -> Result<(Provider, Secret), AccessError> {
        grantor.check(&new.sources)?;
        let (id, secret) = (ProviderId::generate(), Secret::generate("octp_"));
        let body = Body {
            name: new.name,
            sources: new.sources,
            hash: secret::hash("provider", secret.reveal()),
            generation: 1,
            signing_key: self.new_signing_key(&place(KIND, &id.to_string())),
        };
        let change = DefinitionChange::Create { kind: KIND, id: id.to_string(), body: body.json() };
        self.change_access(tenant, vec![change], grantor.actor)?;
        Ok((self.provider(tenant, id)?, secret))
    }

    /// One provider.
    ///
    /// # Errors
    /// [`AccessError::UnknownProvider`].
    pub fn provider(&self, tenant: &TenantId, id: ProviderId) -> Result<Provider, AccessError> {
        self.read(tenant, id).and_then(|(definition, _)| shown(&definition))
    }

    /// The providers by id.
    ///
    /// # Errors
    /// Those of the store.
    pub fn providers(&self, tenant: &TenantId, page: &PageRequest) -> Result<Page<Provider>, AccessError> {
        let found = self.store.definitions(tenant, KIND, page)?;
        let items = found.items.iter().map(shown).collect::<Result<_, _>>()?;
        Ok(Page { items, after: found.after, total: found.total })
    }

    /// Changes a provider's name or sources; what is `None` stays.
    ///
    /// # Errors
    /// [`AccessError::UnknownProvider`], [`AccessError::NeedsAdmin`]; [`StoreError::Changed`] where it is not of the
    /// expected revision.
    pub fn update_provider(
        &self,
        tenant: &TenantId,
        id: ProviderId,
        name: Option<&str>,
        sources: Option<&SourceGrant>,
        expected: Option<&Revision>,
        grantor: Grantor<'_>,
    ) -> Result<Provider, AccessError> {
        self.change(tenant, id, grantor.actor, |body| {
            Revision::check(
                expected,
                "data provider",
                &id.to_string(),
                &editable(&body.name, &body.sources),
            )?;
            if let Some(name) = name {
                name.clone_into(&mut body.name);
            }
            if let Some(sources) = sources.filter(|sources| **sources != body.sources) {
                grantor.check(sources)?;
                // Narrowed by anybody, it could be given a new secret, and be opened again by an admin later.
                grantor.check(&body.sources)?;
                body.sources.clone_from(sources);
            }
            Ok(())
        })?;
        self.provider(tenant, id)
    }

    /// Gives a provider a new secret; the old one and its tokens are worth nothing from now on.
    ///
    /// # Errors
    /// [`AccessError::UnknownProvider`], [`AccessError::NeedsAdmin`].
    pub fn reset_secret(
        &self,
        tenant: &TenantId,
        id: ProviderId,
        grantor: Grantor<'_>,
    ) -> Result<Secret, AccessError> {
        let secret = Secret::generate("octp_");
        self.change(tenant, id, grantor.actor, |body| {
            grantor.check(&body.sources)?;
            body.hash = secret::hash("provider", secret.reveal());
            body.generation += 1;
            Ok(())
        })?;
        Ok(secret)
    }

    /// Deletes a provider; its tokens are worth nothing from now on.
    ///
    /// # Errors
    /// [`AccessError::UnknownProvider`].
    pub fn delete_provider(
        &self,
        tenant: &TenantId,
        id: ProviderId,
        actor: &Actor,
    ) -> Result<(), AccessError> {
        self.read(tenant, id)?;
        let change = DefinitionChange::Delete { kind: KIND, id: id.to_string() };
        self.change_access(tenant, vec![change], actor)?;
        Ok(())
    }

    fn read(&self, tenant: &TenantId, id: ProviderId) -> Result<(Definition, Body), AccessError> {
        let unknown = || AccessError::UnknownProvider(id.to_string());
        let definition = self.store.definition(tenant, KIND, &id.to_string())?.ok_or_else(unknown)?;
        let body = Body::read(&definition)?;
        Ok((definition, body))
    }

    fn change(
        &self,
        tenant: &TenantId,
        id: ProviderId,
        actor: &Actor,
        change: impl Fn(&mut Body) -> Result<(), AccessError>,
    ) -> Result<(), AccessError> {
        until_fresh(AccessError::is_stale, || {
            let (definition, mut body) = self.read(tenant, id)?;
            change(&mut body)?;
            let expected = Some(definition.version);
            let update =
                DefinitionChange::Update { kind: KIND, id: definition.id, body: body.json(), expected };
            self.change_access(tenant, vec![update], actor)
        })?;
        Ok(())
    }
}

fn shown(definition: &Definition) -> Result<Provider, AccessError> {
    let body = Body::read(definition)?;
    let damaged = |_| StoreError::Damaged(format!("provider {}: its id is none", definition.id));
    let id = definition.id.parse().map_err(damaged)?;
    Ok(Provider { id, name: body.name, sources: body.sources, created_at: definition.created_at })
}
