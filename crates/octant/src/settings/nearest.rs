//! The known name that somebody probably meant.

/// Names that are less alike than this are no help.
const ALIKE: f64 = 0.7;

/// The known name that is most like the unknown one, if any is.
pub(crate) fn nearest<'a>(unknown: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let unknown = unknown.to_lowercase();
    known
        .map(|name| (strsim::jaro_winkler(&unknown, &name.to_lowercase()), name))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, name)| name.to_owned())
}

/// How it is offered, to follow the message that the name is unknown.
pub(crate) fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(
        || "; docs/operating.md lists them all".to_owned(),
        |name| format!("; did you mean {name}?"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_name() {
        let known = ["max_body", "listen", "ingest_memory"];
        let nearest = |name| nearest(name, known.into_iter());
        assert_eq!(nearest("max_bodi").as_deref(), Some("max_body"));
        assert_eq!(nearest("LISTN").as_deref(), Some("listen"));
        assert_eq!(nearest("ingest-memory").as_deref(), Some("ingest_memory"));
        assert_eq!(nearest("zzz"), None);
    }
}
