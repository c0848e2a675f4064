//! What just happened, told on the page that comes next. The address carries a word of this list, never a text: nobody
//! can make the Studio say something by sending somebody a link.

use axum::response::{IntoResponse, Response};
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};
use octant_studio::{Notice, Tone};

macro_rules! done {
    ($($name:ident = $word:literal $text:literal,)*) => {
        /// What just happened.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Done { $($name,)* }

        impl Done {
            fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            pub(super) fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)* _ => None }
            }
        }
    };
}

done! {
    Saved = "saved" "Saved.",
    Created = "created" "Created.",
    Deleted = "deleted" "Deleted.",
    Deleting = "deleting" "It is being deleted; this takes a moment.",
    PasswordChanged = "password" "Your password is changed. You are signed out everywhere else.",
    SignedOut = "signed-out" "You are signed out.",
    SessionOver = "session-over" "Your session is over. Sign in to go on where you were.",
    SignedInAgain = "signed-in-again" "You are signed in again. Nothing was changed: do it again.",
    SignedOutEverywhere = "signed-out-everywhere" "You are signed out on every device.",
    EntrySaved = "entry-saved" "The entry is saved.",
    EntryUnchanged = "entry-unchanged" "Nothing was different, so nothing changed.",
    EntryDeleted = "entry-deleted" "The entry is deleted.",
    SampleUnderWay = "sample" "The sample catalogue was being loaded already.",
    Activated = "activated" "It is being built; its status tells when it is active.",
    SegmentArchived = "segment-archived" "It is archived and has no members any more.",
    SegmentRestored = "segment-restored" "It is in use again.",
    Discarded = "discarded" "The changes that waited are dropped.",
    Archived = "archived" "It is archived.",
    Restored = "restored" "It is a draft again.",
    Publishing = "publishing" "It is being published; its status tells when it is live.",
    Stopped = "stopped" "It is stopped; applications get no answer from it any more.",
}

impl Done {
    pub(super) fn notice(self) -> Notice {
        Notice { tone: Tone::Success, text: self.text().to_owned() }
    }
}

/// Goes on to a page of the Studio, which tells what happened.
pub(crate) fn redirect(path: &str, done: Option<Done>) -> Response {
    let mark = if path.contains('?') { '&' } else { '?' };
    let target = match done {
        Some(done) => format!("{path}{mark}done={}", done.word()),
        None => path.to_owned(),
    };
    // Paths are made of ids, which are plain letters; whatever else somebody asked for leads to the overview.
    let target = HeaderValue::from_str(&target).unwrap_or(HeaderValue::from_static("/studio"));
    (StatusCode::SEE_OTHER, [(LOCATION, target)]).into_response()
}
