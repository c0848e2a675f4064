//! Forms for who is not signed in: tied to the browser that asked for them by a cookie that only it holds.

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue};
use octant_access::Access;

use super::cookie;
use super::form::Form;
use super::guard::foreign_form;
use crate::error::Failure;
use crate::state::AppState;

/// The browser of somebody who is not signed in.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    visit: Option<String>,
    /// What it shows of a sign-in before; not checked yet.
    pub(super) device: Option<String>,
    pub(super) secure: bool,
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Failure> {
        Ok(Self::of(&parts.headers))
    }
}

impl Visitor {
    /// The browser that sends these headers.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let visit = cookie::read(headers, cookie::VISIT);
        let visit = visit.filter(|visit| (20..=100).contains(&visit.len())).map(str::to_owned);
        let device = cookie::read(headers, cookie::DEVICE);
        let device = device.filter(|device| device.len() <= 200).map(str::to_owned);
        Self { visit, device, secure: cookie::is_secure(headers) }
    }

    /// What a form must bring along, and the cookie that goes with it.
    pub(super) fn invite(&self, access: &Access) -> (String, (HeaderName, HeaderValue)) {
        let visit = self.visit.clone().unwrap_or_else(|| access.new_visit().reveal().to_owned());
        (access.visitor_csrf(&visit), cookie::set(cookie::VISIT, &visit, None, self.secure))
    }

    /// Whether the form was shown to this browser.
    ///
    /// # Errors
    /// 403 where it was not.
    pub(super) fn accept(&self, access: &Access, form: &Form) -> Result<(), Failure> {
        self.accept_token(access, form.text("csrf"))
    }

    /// The same for a form that has its token elsewhere.
    ///
    /// # Errors
    /// 403 where it was not.
    pub(super) fn accept_token(&self, access: &Access, token: &str) -> Result<(), Failure> {
        let visit = self.visit.as_deref().ok_or_else(foreign_form)?;
        access.check_visitor_csrf(visit, token).map_err(|_| foreign_form())
    }
}
