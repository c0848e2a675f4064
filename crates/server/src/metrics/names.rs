//! Whose names the figures tell.

use octant_model::TenantId;

/// What a reader of the figures may know by name: tenants, cards, destinations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Names {
    /// None: what is told of each is told of all together.
    None,
    /// Those of one organization.
    Of(TenantId),
    /// All.
    All,
}

impl Names {
    /// Whether those of an organization are told.
    pub(super) fn include(&self, tenant: &TenantId) -> bool {
        match self {
            Self::None => false,
            Self::Of(own) => own == tenant,
            Self::All => true,
        }
    }
}
