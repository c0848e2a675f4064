//! Language codes of the platform API: ISO 639-1, with a script and a region if need be.

/// The code in the usual case (`sv-SE`, `zh-Hans-CN`); `None` where it is no such code.
pub(super) fn normalise(code: &str) -> Option<String> {
    let mut parts = code.split('-');
    let language = parts.next().filter(|part| is_letters(part, 2))?.to_ascii_lowercase();
    let mut normal = language;
    let mut next = parts.next();
    if let Some(script) = next.filter(|part| is_letters(part, 4)) {
        normal.push('-');
        normal.push_str(&script[..1].to_ascii_uppercase());
        normal.push_str(&script[1..].to_ascii_lowercase());
        next = parts.next();
    }
    if let Some(region) = next {
        let is_number = region.len() == 3 && region.bytes().all(|byte| byte.is_ascii_digit());
        if !is_letters(region, 2) && !is_number {
            return None;
        }
        normal.push('-');
        normal.push_str(&region.to_ascii_uppercase());
    }
    parts.next().is_none().then_some(normal)
}

fn is_letters(part: &str, count: usize) -> bool {
    part.len() == count && part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::normalise;

    #[test]
    fn codes_are_brought_into_their_usual_case() {
        for (given, normal) in [
            ("en", "en"),
            ("SV", "sv"),
            ("sv-se", "sv-SE"),
            ("ZH-hans-cn", "zh-Hans-CN"),
            ("sr-LATN", "sr-Latn"),
            ("es-419", "es-419"),
        ] {
            assert_eq!(normalise(given).as_deref(), Some(normal), "{given}");
        }
        for wrong in ["", "e", "eng", "en_GB", "en-", "en-GB-x", "en-Hans-", "12", "en-GBR", "å-SE"] {
            assert_eq!(normalise(wrong), None, "{wrong}");
        }
    }
}
