//! Where the texts of a payload lie.

/// The most bytes that a body, or what is written out of it, may have.
pub(super) const MAX_BYTES: usize = Span::WRITTEN as usize - 1;

/// A piece of a payload's texts: of the body itself, or of what was written out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    offset: u32,
    /// The highest bit tells whether it was written out.
    length: u32,
}

impl Span {
    const WRITTEN: u32 = 1 << 31;

    fn new(offset: usize, length: usize, written: u32) -> Self {
        let small = |number: usize| {
            u32::try_from(number)
                .ok()
                .filter(|number| *number < Self::WRITTEN)
                .expect("texts are under 2 GiB")
        };
        Self { offset: small(offset), length: small(length) | written }
    }
}

/// The texts of a payload that is being read.
#[derive(Debug)]
pub(crate) struct TextsInReading<'b> {
    body: &'b str,
    written: String,
}

impl<'b> TextsInReading<'b> {
    /// The body must have at most [`MAX_BYTES`].
    pub(crate) fn new(body: &'b str) -> Self {
        Self { body, written: String::new() }
    }

    /// Where a part of the body lies. Any other text is written out.
    pub(crate) fn span_of(&mut self, text: &str) -> Span {
        let begin = self.body.as_ptr() as usize;
        let offset = (text.as_ptr() as usize).wrapping_sub(begin);
        if offset <= self.body.len() && text.len() <= self.body.len() - offset {
            Span::new(offset, text.len(), 0)
        } else {
            self.write_out(text)
        }
    }

    /// Writes a text out.
    pub(crate) fn write_out(&mut self, text: &str) -> Span {
        let start = self.written.len();
        self.written.push_str(text);
        Span::new(start, text.len(), Span::WRITTEN)
    }

    /// Writes out what `append` appends.
    ///
    /// # Errors
    /// Those of `append`, which must leave what it is given as it was then.
    pub(crate) fn write<E>(&mut self, append: impl FnOnce(&mut String) -> Result<(), E>) -> Result<Span, E> {
        let start = self.written.len();
        append(&mut self.written)?;
        Ok(Span::new(start, self.written.len() - start, Span::WRITTEN))
    }

    /// The text of a span.
    pub(crate) fn get(&self, span: Span) -> &str {
        slice(self.body, &self.written, span)
    }

    /// What was written out, when the reading is over.
    pub(crate) fn into_written(self) -> String {
        self.written
    }
}

/// The texts of a payload.
#[derive(Debug)]
pub(crate) struct Texts {
    body: String,
    written: String,
}

impl Texts {
    pub(crate) fn new(body: String, written: String) -> Self {
        Self { body, written }
    }

    /// The text of a span.
    pub(crate) fn get(&self, span: Span) -> &str {
        slice(&self.body, &self.written, span)
    }
}

fn slice<'t>(body: &'t str, written: &'t str, span: Span) -> &'t str {
    let length = (span.length & !Span::WRITTEN) as usize;
    let text = if span.length & Span::WRITTEN == 0 { body } else { written };
    &text[span.offset as usize..span.offset as usize + length]
}
