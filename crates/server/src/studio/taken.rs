//! What became of a form that was sent, and the answer to it.

use axum::response::{IntoResponse, Response};
use octant_studio::{Editing, Focus, Shell};

use super::Html;
use super::opened::Collision;

/// What became of a form.
pub(super) enum Taken<T, V> {
    /// What it asks for was done.
    Done(T),
    /// It comes back with what is wrong with it.
    Wrong(V),
    /// It comes back, because somebody else changed the same meanwhile.
    Collided(V, Collision),
    /// It comes back as it was typed, because its user had to sign in again.
    Shown(V),
    /// It comes back with other rows, and goes on there.
    Changed(V, Focus),
}

impl<T, V> Taken<T, V> {
    /// The answer: where to go on, or the form's page.
    pub(super) fn answer(
        self,
        shell: Shell,
        render: impl Fn(&Shell, &V) -> String,
        done: impl FnOnce(T) -> Response,
    ) -> Response {
        match self {
            Self::Done(made) => done(made),
            Self::Wrong(view) => Html::refused(render(&shell, &view)).into_response(),
            Self::Shown(view) => Html::page(render(&shell, &view)).into_response(),
            Self::Changed(view, focus) => {
                let editing = Editing { focus: Some(focus), ..shell.editing };
                Html::page(render(&Shell { editing, ..shell }, &view)).into_response()
            }
            Self::Collided(view, collision) => {
                Html::conflict(render(&collision.within(shell), &view)).into_response()
            }
        }
    }
}
