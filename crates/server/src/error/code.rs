//! Every error code: one table with the status that goes with it.

use http::StatusCode;

macro_rules! codes {
    ($($(#[$documentation:meta])* $name:ident = $text:literal $status:ident,)*) => {
        /// The stable name of a failure, for programs (docs/api.md, "Error codes").
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$documentation])* $name,)* }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name as it is written.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The status of its answers.
            #[must_use]
            pub fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }
        }
    };
}

codes! {
    /// The request breaks rules.
    Invalid = "invalid" BAD_REQUEST,
    /// Tokens are not given for that.
    UnsupportedGrantType = "unsupported_grant_type" BAD_REQUEST,
    /// There is no credential, or none that is valid.
    Unauthorized = "unauthorized" UNAUTHORIZED,
    /// The credential does not allow this.
    Forbidden = "forbidden" FORBIDDEN,
    /// There is no such thing for this caller.
    NotFound = "not_found" NOT_FOUND,
    /// The path does not take this method.
    MethodNotAllowed = "method_not_allowed" METHOD_NOT_ALLOWED,
    /// The body did not arrive in time.
    TooSlow = "too_slow" REQUEST_TIMEOUT,
    /// The id is taken.
    AlreadyExists = "already_exists" CONFLICT,
    /// Somebody changed it meanwhile.
    Stale = "stale" CONFLICT,
    /// It is being deleted.
    Purging = "purging" CONFLICT,
    /// The idempotency key was used for another payload.
    IdempotencyConflict = "idempotency_conflict" CONFLICT,
    /// A stored value is none of its property's type.
    Unrepresentable = "unrepresentable" CONFLICT,
    /// It cannot be done in the state that the thing is in.
    WrongState = "wrong_state" CONFLICT,
    /// Something else needs it.
    InUse = "in_use" CONFLICT,
    /// The last key that may do everything about access.
    LastKey = "last_key" CONFLICT,
    /// The last user who may change users.
    LastAdmin = "last_admin" CONFLICT,
    /// It is not any more what `If-Match` names.
    PreconditionFailed = "precondition_failed" PRECONDITION_FAILED,
    /// The body has more bytes than allowed.
    TooLarge = "too_large" PAYLOAD_TOO_LARGE,
    /// The body is of another kind than the path takes.
    UnsupportedMediaType = "unsupported_media_type" UNSUPPORTED_MEDIA_TYPE,
    /// The server has more to do than it takes on at once.
    Busy = "busy" TOO_MANY_REQUESTS,
    /// Too many failed attempts with a credential.
    TooManyFailures = "too_many_failures" TOO_MANY_REQUESTS,
    /// A fault of the server.
    Internal = "internal" INTERNAL_SERVER_ERROR,
    /// It is being built.
    Building = "building" SERVICE_UNAVAILABLE,
    /// All connections that the server takes are open.
    Overloaded = "overloaded" SERVICE_UNAVAILABLE,
    /// The query took longer than it may.
    QueryTimeout = "query_timeout" SERVICE_UNAVAILABLE,
    /// The storage is full.
    StorageFull = "storage_full" SERVICE_UNAVAILABLE,
    /// The data folder was deleted or replaced.
    StorageReplaced = "storage_replaced" SERVICE_UNAVAILABLE,
    /// The system gives no more open files or memory.
    OutOfResources = "out_of_resources" SERVICE_UNAVAILABLE,
    /// The storage cannot do its work.
    StorageFailed = "storage_failed" SERVICE_UNAVAILABLE,
    /// The server is stopping.
    Stopping = "stopping" SERVICE_UNAVAILABLE,
}
