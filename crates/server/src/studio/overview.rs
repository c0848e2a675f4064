//! `/studio`: how data flows, what came in lately, what needs a look.

use axum::extract::State;
use octant_model::{PageRequest, TenantId, Timestamp};
use octant_store::{ImportFilter, ImportState, SourceFilter};
use octant_studio::page::overview;
use octant_studio::{Section, Tone};

use super::flow::{Flow, counted};
use super::import_rows;
use super::sample::is_offered;
use super::{Html, SignedIn, role};
use crate::blocking;
use crate::error::Failure;
use crate::state::AppState;

/// How many hours the chart has.
const HOURS: usize = 24;
const HOUR: i64 = 3_600_000;
/// How many imports are listed.
const LATEST: usize = 8;
/// The most sources that are counted.
const SOURCES: usize = 1_000;

/// The page.
pub(crate) async fn show(
    signed: SignedIn<role::Viewer>,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let tenant = signed.user.tenant();
    let view = blocking::run(move || view(&state, &tenant)).await?;
    Ok(Html::page(overview::render(&signed.user.shell(Section::Overview), &view)))
}

fn view(state: &AppState, tenant: &TenantId) -> Result<overview::Overview, Failure> {
    let store = &*state.store;
    let now = Timestamp::now();
    let sources = store.sources(tenant, &SourceFilter::default(), &PageRequest::first(SOURCES))?.items;
    let providers = state.access.providers(tenant, &PageRequest::first(SOURCES))?.items;
    let flow = Flow::of(state, tenant, &sources, now)?;
    let hours = store.imports_by_hour(tenant, now, HOURS)?;
    let latest = import_rows::page(state, tenant, &ImportFilter::default(), &PageRequest::first(LATEST))?.0;
    let mut attention = flow.attention;
    let failed: u64 = hours.iter().map(|(_, failed)| failed).sum();
    if failed > 0 {
        attention.insert(
            0,
            overview::Attention {
                tone: Tone::Danger,
                text: format!("{} failed in the last {HOURS} hours", counted(failed, "import", "imports")),
                path: "/studio/imports?state=failed".to_owned(),
            },
        );
    }
    attention.extend(idle(state, tenant, &providers, now)?);
    Ok(overview::Overview {
        entries: sources.iter().map(|source| source.entries).sum(),
        sources: sources.len() as u64,
        providers: providers.len() as u64,
        stages: flow.stages,
        edges: flow.edges,
        hours,
        attention,
        latest,
        offers_sample: is_offered(state, tenant)?,
        sample: state.samples.progress(tenant),
        now,
    })
}

/// Providers whose last import failed.
fn idle(
    state: &AppState,
    tenant: &TenantId,
    providers: &[octant_access::Provider],
    now: Timestamp,
) -> Result<Vec<overview::Attention>, Failure> {
    let mut found = Vec::new();
    for provider in providers.iter().take(50) {
        let filter = ImportFilter { provider: Some(provider.id), ..ImportFilter::default() };
        let last = state.store.imports(tenant, &filter, &PageRequest::first(1))?.items.pop();
        let Some(last) = last.filter(|last| last.state == ImportState::Failed) else { continue };
        let hours = (now.milliseconds() - last.id.accepted_at().milliseconds()) / HOUR;
        if hours >= HOURS as i64 {
            found.push(overview::Attention {
                tone: Tone::Warning,
                text: format!(
                    "The last import of {} failed, {} ago",
                    provider.name,
                    counted(u64::try_from(hours / 24).unwrap_or_default(), "day", "days")
                ),
                path: format!("/studio/imports/{}", last.id),
            });
        }
    }
    Ok(found)
}
