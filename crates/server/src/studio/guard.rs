//! Who may see a page or do what it offers.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::Method;
use http::request::Parts;
use octant_access::{Grantor, Role, Session};
use octant_model::TenantId;
use octant_store::Actor;
use octant_studio::{Account, Editing, Images, Section, Shell};
use url::form_urlencoded;

use super::done::{Done, redirect};
use super::form::Form;
use super::{cookie, images};
use crate::blocking;
use crate::credential::{Credential, Guard};
use crate::error::Failure;
use crate::memory::Owner;
use crate::origin::origin;
use crate::state::AppState;

/// The name of a role as a type.
pub(crate) trait RoleName: Send + Sync + 'static {
    /// The role.
    const ROLE: Role;
}

/// Roles as types, for [`SignedIn`] and [`Acting`].
pub(crate) mod role {
    use super::{Role, RoleName};

    macro_rules! roles {
        ($($name:ident),*) => { $(
            #[doc = concat!("[`Role::", stringify!($name), "`].")]
            #[derive(Debug, Clone, Copy)]
            pub(crate) struct $name;

            impl RoleName for $name {
                const ROLE: Role = Role::$name;
            }
        )* };
    }
    roles!(Viewer, Editor, Admin);
}

/// Who is signed in, and what goes around each of the pages that this user sees.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    pub(crate) session: Session,
    done: Option<Done>,
    /// Scheme and host as the browser knows them.
    pub(crate) address: String,
    images: Images,
    /// The page that is shown.
    path: String,
}

impl Signed {
    /// Whose organization it is.
    pub(crate) fn tenant(&self) -> TenantId {
        self.session.tenant.clone()
    }

    /// The user as it is kept with what it changes.
    pub(crate) fn actor(&self) -> Actor {
        self.session.user.actor()
    }

    /// The user as one who makes and changes data providers.
    pub(crate) fn grantor<'a>(&self, actor: &'a Actor) -> Grantor<'a> {
        Grantor { actor, is_admin: self.session.user.role >= Role::Admin }
    }

    /// From where pages load pictures.
    pub(crate) fn images(&self) -> Images {
        self.images.clone()
    }

    /// What surrounds a page of that part of the Studio.
    pub(crate) fn shell(&self, section: Section) -> Shell {
        let user = &self.session.user;
        Shell {
            tenant: self.session.tenant.to_string(),
            account: Account {
                email: user.email.clone(),
                role: user.role.name(),
                may_edit: user.role >= Role::Editor,
                is_admin: user.role >= Role::Admin,
            },
            section,
            csrf: self.session.csrf().to_owned(),
            notice: self.done.map(Done::notice),
            editing: Editing::default(),
            images: self.images.clone(),
            path: self.path.clone(),
        }
    }
}

/// Guards a page that is for users with at least the role.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn<R> {
    pub(crate) user: Signed,
    role: PhantomData<R>,
}

impl<R: RoleName> Guard for SignedIn<R> {
    const CREDENTIAL: Credential = Credential::Session(R::ROLE);
}

impl<R: RoleName> FromRequestParts<AppState> for SignedIn<R> {
    type Rejection = Signing;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Signing> {
        Ok(Self { user: require(parts, state, R::ROLE).await?, role: PhantomData })
    }
}

/// Guards what users with at least the role may do, by a form of a page that they were shown.
#[derive(Debug, Clone)]
pub(crate) struct Acting<R> {
    user: Signed,
    role: PhantomData<R>,
}

impl<R: RoleName> Guard for Acting<R> {
    const CREDENTIAL: Credential = Credential::SessionForm(R::ROLE);
}

impl<R: RoleName> FromRequestParts<AppState> for Acting<R> {
    type Rejection = Signing;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Signing> {
        Ok(Self { user: require(parts, state, R::ROLE).await?, role: PhantomData })
    }
}

impl<R> Acting<R> {
    /// Who acts, if the form came from a page of this very session.
    ///
    /// # Errors
    /// 403 where it did not; 401 where the user had to sign in first, so that nothing is done unseen.
    pub(crate) fn accept(self, form: &Form) -> Result<Signed, Failure> {
        let signed = self.accept_typed(form)?;
        if form.is_resumed() { Err(Failure::signed_in_again()) } else { Ok(signed) }
    }

    /// The same for a form that can be shown as it was typed: where [`Form::is_resumed`], the handler does that.
    ///
    /// # Errors
    /// 403 where it did not come from there.
    pub(crate) fn accept_typed(self, form: &Form) -> Result<Signed, Failure> {
        match self.user.session.check_csrf(form.text("csrf")) {
            Ok(()) => Ok(self.user),
            Err(_) => Err(foreign_form()),
        }
    }
}

/// The failure for a form that the Studio did not hand out to this browser.
pub(super) fn foreign_form() -> Failure {
    Failure::forbidden(
        "The form is too old, or it was not sent from a page of the Studio; load the page again and repeat what you did",
    )
}

/// Why somebody does not get through.
#[derive(Debug)]
pub(crate) enum Signing {
    /// Nobody is signed in, and a page was asked for: sign in first, then go there; with what to tell before.
    First(String, Option<Done>),
    /// Anything else.
    Refused(Failure),
}

impl From<Failure> for Signing {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure)
    }
}

impl IntoResponse for Signing {
    fn into_response(self) -> Response {
        match self {
            Self::First(next, told) => {
                let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
                redirect(&format!("/studio/sign-in?next={next}"), told)
            }
            Self::Refused(failure) => failure.into_response(),
        }
    }
}

async fn require(parts: &mut Parts, state: &AppState, role: Role) -> Result<Signed, Signing> {
    let Some(session) = session(parts, state).await? else { return Err(nobody(parts)) };
    if session.user.role < role {
        let (has, needs) = (session.user.role.name(), role.name());
        return Err(Failure::forbidden(format!("This needs the role {needs}, and you are {has}")).into());
    }
    parts.extensions.insert(Owner::Credential(session.user.actor().0));
    let query = parts.uri.query().unwrap_or_default();
    let done = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "done");
    let done = done.and_then(|(_, word)| Done::from_word(&word));
    let address = origin(&state.options, &parts.headers);
    let images = images::of(state, &parts.headers);
    // What answers a form is no page to come back to.
    let is_page = parts.method == Method::GET;
    let path =
        if is_page { parts.uri.path_and_query().map_or("/studio", |path| path.as_str()) } else { "/studio" };
    Ok(Signed { session, done, address, images, path: path.to_owned() })
}

/// Who is signed in, if anybody is, for pages that are open to everybody.
pub(crate) struct MaybeSigned(pub(super) Option<Signed>);

impl FromRequestParts<AppState> for MaybeSigned {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        match require(parts, state, Role::Viewer).await {
            Ok(signed) => Ok(Self(Some(signed))),
            Err(Signing::First(..)) => Ok(Self(None)),
            Err(Signing::Refused(failure)) => Err(failure),
        }
    }
}

/// The session of who is signed in, if anybody is.
pub(crate) async fn session(parts: &Parts, state: &AppState) -> Result<Option<Session>, Failure> {
    let Some(token) = cookie::read(&parts.headers, cookie::SESSION) else { return Ok(None) };
    let (access, token) = (state.access(), token.to_owned());
    blocking::run(move || match access.session(&token) {
        Ok(session) => Ok(Some(session)),
        Err(octant_access::AccessError::Refused) => Ok(None),
        Err(error) => Err(error),
    })
    .await
}

fn nobody(parts: &Parts) -> Signing {
    let path = parts.uri.path_and_query().map_or("/studio", |path| path.as_str());
    if parts.method == Method::GET || parts.method == Method::HEAD {
        let was_signed_in = cookie::read(&parts.headers, cookie::SESSION).is_some();
        return Signing::First(path.to_owned(), was_signed_in.then_some(Done::SessionOver));
    }
    Signing::Refused(Failure::new(
        crate::error::Code::Unauthorized,
        "Your session is over, and nothing was changed. Sign in and do it again",
    ))
}
