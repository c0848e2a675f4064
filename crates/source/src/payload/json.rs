//! JSON, read from its beginning to its end: nothing is built, what was read lies in the body.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::scan::plain_end;
use super::unescape::{HalfCharacter, unescape};

/// The body is no JSON. `serde_json` tells where and why, when it reads the body once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoJson;

/// What the first byte of a value tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    True,
    False,
    Number,
    Text,
    List,
    Object,
}

/// A text as it lies in the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Text<'b> {
    /// With its quotes.
    quoted: &'b str,
    escaped: bool,
}

impl<'b> Text<'b> {
    /// What it stands for; `None` where an escape is half of a character.
    pub(super) fn resolved(self) -> Option<Cow<'b, str>> {
        if let Some(text) = self.plain() {
            return Some(Cow::Borrowed(text));
        }
        let mut text = String::with_capacity(self.quoted.len());
        self.append_to(&mut text).ok().map(|()| Cow::Owned(text))
    }

    /// What it stands for, where that is how it is written.
    pub(super) fn plain(self) -> Option<&'b str> {
        (!self.escaped).then(|| self.written())
    }

    /// Appends what it stands for.
    ///
    /// # Errors
    /// Where an escape is half of a character; nothing is appended then.
    pub(super) fn append_to(self, out: &mut String) -> Result<(), HalfCharacter> {
        unescape(self.quoted, out)
    }

    /// As it is written, without its quotes.
    pub(super) fn written(self) -> &'b str {
        &self.quoted[1..self.quoted.len() - 1]
    }
}

/// The place in the body up to which it was read.
#[derive(Debug)]
pub(super) struct Json<'b> {
    body: &'b str,
    place: usize,
}

impl<'b> Json<'b> {
    pub(super) fn new(body: &'b str) -> Self {
        Self { body, place: 0 }
    }

    /// What the next value is.
    pub(super) fn kind(&mut self) -> Result<Kind, NoJson> {
        Ok(match self.next_byte()? {
            b'"' => Kind::Text,
            b'{' => Kind::Object,
            b'[' => Kind::List,
            b'-' | b'0'..=b'9' => Kind::Number,
            b't' => Kind::True,
            b'f' => Kind::False,
            b'n' => Kind::Null,
            _ => return Err(NoJson),
        })
    }

    /// Goes into the list or object that is next. Answers what [`Json::item`] and [`Json::member`] ask for.
    pub(super) fn open(&mut self) -> bool {
        self.place += 1;
        true
    }

    /// Whether the list has one more value, which is then next. Otherwise the list is behind.
    pub(super) fn item(&mut self, first: &mut bool) -> Result<bool, NoJson> {
        self.more(b']', first)
    }

    /// The name of the object's next member, whose value is then next. `None` where the object is behind.
    pub(super) fn member(&mut self, first: &mut bool) -> Result<Option<Text<'b>>, NoJson> {
        if !self.more(b'}', first)? {
            return Ok(None);
        }
        if self.next_byte()? != b'"' {
            return Err(NoJson);
        }
        let name = self.text()?;
        if self.next_byte()? != b':' {
            return Err(NoJson);
        }
        self.place += 1;
        Ok(Some(name))
    }

    fn more(&mut self, close: u8, first: &mut bool) -> Result<bool, NoJson> {
        let byte = self.next_byte()?;
        if byte == close {
            self.place += 1;
            return Ok(false);
        }
        if std::mem::take(first) {
            return Ok(true);
        }
        self.place += 1;
        if byte == b',' { Ok(true) } else { Err(NoJson) }
    }

    /// Reads the text that is next.
    pub(super) fn text(&mut self) -> Result<Text<'b>, NoJson> {
        let bytes = self.body.as_bytes();
        let mut end = self.place + 1;
        let mut escaped = false;
        loop {
            end = plain_end(bytes, end);
            match bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => end += escape_length(&bytes[end + 1..])?,
                _ => return Err(NoJson),
            }
            escaped = true;
        }
        let quoted = &self.body[self.place..=end];
        self.place = end + 1;
        Ok(Text { quoted, escaped })
    }

    /// Reads over the value that is next; answers it as it is written.
    pub(super) fn skip(&mut self) -> Result<&'b str, NoJson> {
        self.next_byte()?;
        let start = self.place;
        // Not by recursion: the depth is whatever the body has.
        let mut open = Vec::new();
        let mut first = self.step(&mut open)?;
        while let Some(last) = open.last() {
            let more = match last {
                Kind::Object => self.member(&mut first)?.is_some(),
                _ => self.item(&mut first)?,
            };
            first = if more { self.step(&mut open)? } else { false };
            if !more {
                open.pop();
            }
        }
        Ok(&self.body[start..self.place])
    }

    /// Reads over a plain value, or goes into a list or object. Answers whether it went into one.
    fn step(&mut self, open: &mut Vec<Kind>) -> Result<bool, NoJson> {
        let kind = self.kind()?;
        match kind {
            Kind::List | Kind::Object => {
                open.push(kind);
                return Ok(self.open());
            }
            Kind::Text => self.text().map(|_| ())?,
            Kind::Number => self.number()?,
            Kind::True => self.word("true")?,
            Kind::False => self.word("false")?,
            Kind::Null => self.word("null")?,
        }
        Ok(false)
    }

    fn word(&mut self, word: &str) -> Result<(), NoJson> {
        let rest = &self.body.as_bytes()[self.place..];
        if !rest.starts_with(word.as_bytes()) {
            return Err(NoJson);
        }
        self.place += word.len();
        Ok(())
    }

    fn number(&mut self) -> Result<(), NoJson> {
        self.take(|byte| byte == b'-');
        if !self.take(|byte| byte == b'0') {
            self.digits()?;
        }
        if self.take(|byte| byte == b'.') {
            self.digits()?;
        }
        if self.take(|byte| matches!(byte, b'e' | b'E')) {
            self.take(|byte| matches!(byte, b'+' | b'-'));
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), NoJson> {
        let start = self.place;
        while self.take(|byte| byte.is_ascii_digit()) {}
        if self.place > start { Ok(()) } else { Err(NoJson) }
    }

    fn take(&mut self, wanted: impl Fn(u8) -> bool) -> bool {
        let taken = self.body.as_bytes().get(self.place).is_some_and(|byte| wanted(*byte));
        self.place += usize::from(taken);
        taken
    }

    /// Nothing but blanks may follow.
    pub(super) fn end(&mut self) -> Result<(), NoJson> {
        if self.next_byte().is_err() { Ok(()) } else { Err(NoJson) }
    }

    /// The next byte that is no blank; it stays next.
    fn next_byte(&mut self) -> Result<u8, NoJson> {
        let bytes = self.body.as_bytes();
        loop {
            match bytes.get(self.place) {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.place += 1,
                Some(byte) => return Ok(*byte),
                None => return Err(NoJson),
            }
        }
    }
}

/// How many bytes an escape has, its backslash included.
fn escape_length(behind: &[u8]) -> Result<usize, NoJson> {
    match behind {
        [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => Ok(2),
        [b'u', digits @ ..] if digits.len() >= 4 && digits[..4].iter().all(u8::is_ascii_hexdigit) => Ok(6),
        _ => Err(NoJson),
    }
}
