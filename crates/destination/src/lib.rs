//! Destinations: versions of published query interfaces over cards, their indexes, the query, OpenAPI.
//!
//! A published version answers from indexes of its own, one for each endpoint, whose documents hold the finished JSON.
//! [`Destinations`] builds them beside the old ones, follows the change log and switches at once; every index can be
//! dropped and made anew. This crate knows nothing of HTTP.
//!
//! Read first: [`Destination`], [`Destinations`], [`Request`].

mod answer;
mod check;
mod client_names;
mod definition;
mod destinations;
mod document;
mod editable;
mod endpoint;
mod error;
mod openapi;
mod recipe;
mod request;
mod request_fields;
mod shape;
mod store_definitions;
mod stored;

pub use answer::render;
pub use client_names::{EndpointNames, NameCollision, name_collisions};
pub use definition::{
    Destination, Endpoint, EndpointProperty, EndpointRelation, Facet, RelatedProperty, Version, VersionStatus,
};
pub use destinations::{BuildProblem, Destinations, EndpointPreview, Lag, Options, Progress, Served};
pub use error::DestinationError;
pub use openapi::openapi;
pub use request::{Asked, Request, RequestLimits};
pub use shape::{Shape, ShapeField, ShapeRelation};
pub use store_definitions::{DestinationChange, KIND as DESTINATION_KIND, NewDestination};
