//! `/studio/sample`: the sample catalogue for an organization that has nothing yet.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use octant_access::{Access, AccessError, NewApiKey, Scope, Secret};
use octant_model::{PageRequest, TenantId, Timestamp};
use octant_store::{Actor, SourceFilter};
use octant_studio::page::overview;
use octant_studio::page::overview::SampleProgress;
use tracing::{Instrument, Span, error};

use super::guard::Signed;
use super::{Acting, Done, Form, Html, SignedIn, redirect, role};
use crate::blocking;
use crate::error::{Code, Failure};
use crate::sample::{Run, SampleLoader, SampleTarget};
use crate::state::AppState;

/// How long a load may take, and the most that its key lives.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Begins to load the catalogue; the overview tells how it goes.
pub(crate) async fn load(
    acting: Acting<role::Admin>,
    State(state): State<AppState>,
    form: Form,
) -> Result<Response, Failure> {
    let signed = acting.accept(&form)?;
    let loader = state.options.sample.clone();
    let loader = loader.ok_or_else(|| Failure::new(Code::NotFound, "This server has no sample catalogue"))?;
    let tenant = signed.tenant();
    let Some(run) = state.samples.begin(&tenant) else {
        return Ok(redirect("/studio", Some(Done::SampleUnderWay)));
    };
    let kept = state.clone();
    if !blocking::run(move || is_empty(&kept, &tenant)).await? {
        let detail = "The sample catalogue is for an organization without sources, data providers, cards and \
                      destinations, so that it changes nothing of yours; nothing was loaded";
        return Err(Failure::conflict(Code::WrongState, detail));
    }
    tokio::spawn(carry_out(run, state, signed, loader).instrument(Span::current()));
    Ok(redirect("/studio", None))
}

/// How it goes, for the script.
pub(crate) async fn progress(
    signed: SignedIn<role::Viewer>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let progress = state.samples.progress(&signed.user.tenant());
    Ok(Html::page(overview::sample_fragment(&progress)))
}

/// Whether the catalogue can be loaded.
pub(super) fn is_offered(state: &AppState, tenant: &TenantId) -> Result<bool, Failure> {
    let idle = state.samples.progress(tenant) != SampleProgress::Loading;
    Ok(state.options.sample.is_some() && idle && is_empty(state, tenant)?)
}

/// Whether there is nothing that the catalogue could touch.
fn is_empty(state: &AppState, tenant: &TenantId) -> Result<bool, Failure> {
    let one = PageRequest::first(1);
    Ok(state.store.sources(tenant, &SourceFilter::default(), &one)?.items.is_empty()
        && state.access.providers(tenant, &one)?.items.is_empty()
        && state.cards.definitions(tenant, &one)?.items.is_empty()
        && state.destinations.list(tenant, &one)?.items.is_empty())
}

/// Loads it, with a key that is there for this alone. The run is dropped last: a stop waits for that.
async fn carry_out(mut run: Run, state: AppState, signed: Signed, loader: SampleLoader) {
    let (tenant, actor) = (run.tenant().clone(), signed.actor());
    let (access, owner, maker) = (state.access(), tenant.clone(), actor.clone());
    let outcome = match blocking::run(move || make_key(&access, &owner, &maker)).await {
        Ok((id, key)) => {
            let target = SampleTarget {
                address: state.options.own_address(),
                public_address: signed.address,
                key: key.reveal().to_owned(),
            };
            let outcome = loaded(&loader, target, &mut run).await;
            let (access, owner) = (state.access(), tenant.clone());
            let deleted = blocking::run(move || access.delete_api_key(&owner, &id, &actor)).await;
            if let Err(failure) = deleted {
                error!(%tenant, reason = told(&failure), "the sample catalogue's key stays until it ends by itself");
            }
            outcome
        }
        Err(failure) => {
            error!(%tenant, reason = told(&failure), "there is no key to load the sample catalogue with");
            Err(failure.detail().to_owned())
        }
    };
    if let Err(reason) = outcome {
        error!(%tenant, reason, "the sample catalogue could not be loaded");
        run.fail(reason);
    }
}

fn told(failure: &Failure) -> &str {
    failure.reason().unwrap_or(failure.detail())
}

fn make_key(access: &Access, tenant: &TenantId, actor: &Actor) -> Result<(String, Secret), AccessError> {
    let lifetime = i64::try_from(LONGEST.as_millis()).unwrap_or(i64::MAX);
    let new = NewApiKey {
        name: "Sample catalogue".to_owned(),
        scopes: Scope::ALL.iter().copied().filter(|scope| *scope != Scope::Admin).collect(),
        expires_at: Some(Timestamp::now().plus_milliseconds(lifetime)),
    };
    let (made, key) = access.create_api_key(tenant, new, actor)?;
    Ok((made.id, key))
}

/// What became of the loader's work, which ends in time and with the server.
async fn loaded(loader: &SampleLoader, target: SampleTarget, run: &mut Run) -> Result<(), String> {
    let mut work = tokio::spawn(loader.load(target).in_current_span());
    let given_up = tokio::select! {
        ended = &mut work => return ended.unwrap_or_else(|error| {
            error!(%error, "the loader of the sample catalogue ended badly");
            Err("something went wrong in the server; its log tells more".to_owned())
        }),
        () = tokio::time::sleep(LONGEST) => format!("it took longer than {} minutes", LONGEST.as_secs() / 60),
        () = run.stopped() => "the server was stopped meanwhile".to_owned(),
    };
    work.abort();
    Err(given_up)
}
