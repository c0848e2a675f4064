//! The surfaces of the protocol: each has its own form of errors (docs/api.md).

use octant_model::id::is_reserved;

/// Which part of the protocol a path belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// Where providers push data; answers come in the envelope `{result, errors, requestId}`.
    Ingest,
    /// What applications query: `/{tenant}/{destination}/{version}/…`, and its tokens; errors are problem details.
    Data,
    /// Tokens under `/oauth2`; errors are those of RFC 6749.
    OAuth,
    /// The API under `/v1`; errors are problem details (RFC 9457).
    Platform,
    /// The pages under `/studio`; errors are pages, too.
    Studio,
    /// Health and metrics, and whatever belongs to no other surface; errors are problem details.
    Operations,
}

impl Surface {
    /// The surface of a path, or of a path's template.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let mut segments = path.trim_start_matches('/').split('/');
        match segments.next() {
            Some("dataProviders" | "datasources" | "import" | "imports" | "media") => Self::Ingest,
            Some("v1") => Self::Platform,
            Some("oauth2") => Self::OAuth,
            Some("studio") => Self::Studio,
            Some("destinations") => Self::Data,
            Some(first) if !is_reserved(first) && segments.count() == 3 => Self::Data,
            _ => Self::Operations,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_segment_tells_the_surface() {
        assert_eq!(Surface::of("/import/{source}"), Surface::Ingest);
        assert_eq!(Surface::of("/imports"), Surface::Ingest);
        assert_eq!(Surface::of("/importers"), Surface::Operations);
        assert_eq!(Surface::of("/v1/sources"), Surface::Platform);
        assert_eq!(Surface::of("/oauth2/token"), Surface::OAuth);
        assert_eq!(Surface::of("/local/shop/v1/products"), Surface::Data);
        assert_eq!(Surface::of("/{tenant}/{destination}/{version}/openapi"), Surface::Data);
        assert_eq!(Surface::of("/destinations/1/token"), Surface::Data);
        assert_eq!(Surface::of("/studio/a/b/c"), Surface::Studio);
        assert_eq!(Surface::of("/local/shop"), Surface::Operations);
        assert_eq!(Surface::of("/"), Surface::Operations);
        assert_eq!(Surface::of(""), Surface::Operations);
    }
}
