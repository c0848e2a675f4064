//! Changes that are worked out from what is stored, while others change the same.

/// How often a change is worked out before it is given up.
const ATTEMPTS: usize = 50;

/// Works a change out and makes it; anew from the start where somebody else changed the same meanwhile, so that of
/// changes that come at the same time each is made, one on top of the other.
///
/// # Errors
/// Those of the change; one that is stale only after so many attempts that others must have made theirs without pause.
pub fn until_fresh<T, E>(
    is_stale: impl Fn(&E) -> bool,
    mut change: impl FnMut() -> Result<T, E>,
) -> Result<T, E> {
    for _ in 1..ATTEMPTS {
        match change() {
            Err(error) if is_stale(&error) => {}
            outcome => return outcome,
        }
    }
    change()
}
