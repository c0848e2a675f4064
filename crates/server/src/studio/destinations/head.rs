//! What all pages of a destination, and of a version of it, show.

use octant_destination::{Destination, Version, VersionStatus};
use octant_model::PageRequest;
use octant_studio::page::destinations::head::{DestinationHead, VersionHead, VersionStatus as Shown};

use crate::error::Failure;
use crate::state::AppState;
use crate::studio::guard::Signed;

/// Where a version is in its life, as it is shown.
pub(super) fn status(version: &Version) -> Shown {
    match version.status {
        _ if version.publishing => Shown::Publishing,
        VersionStatus::Draft => Shown::Draft,
        VersionStatus::Published => Shown::Published,
        VersionStatus::Stopped => Shown::Stopped,
    }
}

/// What all pages of the destination show.
pub(super) fn head(user: &Signed, destination: &Destination) -> DestinationHead {
    DestinationHead {
        identifier: destination.identifier.clone(),
        name: destination.name.clone(),
        protected: destination.protected,
        languages: destination.languages.iter().map(ToString::to_string).collect(),
        address: format!("{}/{}/{}", user.address, user.tenant(), destination.identifier),
    }
}

/// The destination and its version.
pub(in crate::studio) fn find(
    state: &AppState,
    user: &Signed,
    destination: &str,
    version: &str,
) -> Result<(Destination, Version), Failure> {
    let found = state.destinations.destination(&user.tenant(), destination)?;
    let version = found.version(version).cloned().ok_or_else(|| Failure::not_found("version", version))?;
    Ok((found, version))
}

/// What all pages of the version show.
pub(in crate::studio) fn version_head(
    state: &AppState,
    user: &Signed,
    destination: &Destination,
    version: &Version,
) -> Result<VersionHead, Failure> {
    let problems = state.destinations.build_problems(&user.tenant(), destination.id).into_iter();
    let of_this = problems.filter(|problem| problem.version == version.name);
    Ok(VersionHead {
        build_problems: of_this.map(|problem| (problem.endpoint, problem.problem)).collect(),
        destination: head(user, destination),
        name: version.name.clone(),
        status: status(version),
        endpoints: version.endpoints.len() as u64,
        applications: applications(state, user, destination, version)?.len() as u64,
        first_endpoint: version.endpoints.first().map(|endpoint| endpoint.identifier.clone()),
    })
}

/// The applications of a version.
pub(super) fn applications(
    state: &AppState,
    user: &Signed,
    destination: &Destination,
    version: &Version,
) -> Result<Vec<octant_access::DestinationApplication>, Failure> {
    let (tenant, mut page) = (user.tenant(), PageRequest::first(200));
    let mut all = Vec::new();
    loop {
        let found = state.access.destination_applications(&tenant, destination.id, version.id, &page)?;
        all.extend(found.items);
        match found.after {
            Some(after) => page.after = Some(after),
            None => return Ok(all),
        }
    }
}
