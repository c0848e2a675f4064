//! How deep brackets are nested. The library looks at all of them that are open for each one that it reads before it tells
//! that they are too deep, which takes minutes for some 100 KB.

/// Parts go no deeper than this: the library's own bound.
const DEEPEST: usize = 128;

/// Refuses brackets that are nested deeper than the library takes, before it reads the text.
///
/// # Errors
/// The line of the first that is too deep.
pub(super) fn check(text: &str) -> Result<(), String> {
    let mut depth = 0_usize;
    for (number, line) in text.lines().enumerate() {
        for byte in structure(line) {
            match byte {
                b'[' | b'{' => depth += 1,
                _ => depth = depth.saturating_sub(1),
            }
            if depth > DEEPEST {
                return Err(format!("line {}: parts are nested more than {DEEPEST} deep", number + 1));
            }
        }
    }
    Ok(())
}

/// The brackets of a line, without those in quotes and comments. Quotes end with their line at the latest: where one goes
/// over several, its brackets count, and no text has that many of them open.
fn structure(line: &str) -> impl Iterator<Item = u8> {
    let mut quote = None;
    let mut before = b' ';
    let mut is_escaped = false;
    let mut is_comment = false;
    line.bytes().filter(move |byte| {
        let begins = before.is_ascii_whitespace() || b"[{,:-".contains(&before);
        let escaped = std::mem::take(&mut is_escaped);
        before = *byte;
        match (quote, byte) {
            _ if is_comment => {}
            (Some(b'"'), b'\\') if !escaped => is_escaped = true,
            (Some(open), byte) if open == *byte && !escaped => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if begins => quote = Some(*byte),
            (None, b'#') if begins => is_comment = true,
            (None, byte) => return matches!(byte, b'[' | b'{' | b']' | b'}'),
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_brackets_of_the_structure_count() {
        let many = DEEPEST + 1;
        let open = "[".repeat(many);
        for text in [open.clone(), "[ # ]\n".repeat(many), "[\"]\",".repeat(many), "{a: [ ']', ".repeat(many)]
        {
            let problem = check(&text).expect_err("too deep");
            assert!(problem.ends_with("nested more than 128 deep"), "{problem}");
        }
        assert!(check(&"[\n".repeat(many)).is_err_and(|problem| problem.starts_with("line 129: ")));
        for text in [
            format!("# {open}"),
            format!("a: \"{open}\""),
            format!("a: \"\\\"{open}\""),
            format!("a: '{open}'"),
            "- [1]\n".repeat(many),
            "[".repeat(DEEPEST),
        ] {
            assert_eq!(check(&text), Ok(()), "{text}");
        }
    }
}
