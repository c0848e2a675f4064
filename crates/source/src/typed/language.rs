//! Language codes of the platform API: ISO 639-1, with a script and a region if need be.

use octant_model::language::canonical;

/// The code in its canonical spelling (`sv-SE`, `zh-Hans-CN`); `None` where it is no such code.
pub(super) fn normalise(code: &str) -> Option<String> {
    let normal = canonical(code);
    let mut parts = normal.split('-');
    parts.next().filter(|part| is_letters(part, 2))?;
    let mut next = parts.next();
    if next.is_some_and(|part| is_letters(part, 4)) {
        next = parts.next();
    }
    let is_region = |part: &str| {
        is_letters(part, 2) || (part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let fits = next.is_none_or(is_region) && parts.next().is_none();
    fits.then_some(normal)
}

fn is_letters(part: &str, count: usize) -> bool {
    part.len() == count && part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::normalise;

    #[test]
    fn codes_are_brought_into_their_canonical_spelling() {
        for (given, normal) in [
            ("en", "en"),
            ("SV", "sv"),
            ("sv-se", "sv-SE"),
            ("ZH-hans-cn", "zh-Hans-CN"),
            ("sr-LATN", "sr-Latn"),
            ("es-419", "es-419"),
            ("en_gb", "en-GB"),
            ("ZH_hans-cn", "zh-Hans-CN"),
        ] {
            assert_eq!(normalise(given).as_deref(), Some(normal), "{given}");
        }
        for wrong in ["", "e", "eng", "en_GBR", "en-", "en-GB-x", "en-Hans-", "12", "en-GBR", "å-SE"] {
            assert_eq!(normalise(wrong), None, "{wrong}");
        }
    }
}
