//! JSON of any kind, taken as it comes: a value of the wrong kind is skipped and told of, and the reading goes on, so
//! that one wrong value does not hide the others.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// What to do with a JSON value of each kind. Kinds that are not expected go to [`Shape::other`].
pub(super) trait Shape<'de>: Sized {
    /// What becomes of the value.
    type Output;

    /// A value of a kind that was not expected.
    fn other(self) -> Self::Output;

    /// `null`.
    fn null(self) -> Self::Output {
        self.other()
    }

    /// `true` or `false`.
    fn boolean(self, _: bool) -> Self::Output {
        self.other()
    }

    /// A text that lies in the body as it is.
    fn text(self, _: &'de str) -> Self::Output {
        self.other()
    }

    /// A text that had escapes.
    fn unescaped(self, _: &str) -> Self::Output {
        self.other()
    }

    /// An array.
    fn array<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Output, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(self.other())
    }

    /// An object.
    fn object<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Output, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(self.other())
    }
}

/// Reads a value of any kind into a shape.
pub(super) struct Any<S>(pub(super) S);

impl<'de, S: Shape<'de>> DeserializeSeed<'de> for Any<S> {
    type Value = S::Output;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Output, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, S: Shape<'de>> Visitor<'de> for Any<S> {
    type Value = S::Output;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<S::Output, E> {
        Ok(self.0.null())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<S::Output, E> {
        Ok(self.0.boolean(value))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<S::Output, E> {
        Ok(self.0.text(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<S::Output, E> {
        Ok(self.0.unescaped(text))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<S::Output, E> {
        Ok(self.0.other())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<S::Output, E> {
        Ok(self.0.other())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<S::Output, E> {
        Ok(self.0.other())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<S::Output, A::Error> {
        self.0.array(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<S::Output, A::Error> {
        self.0.object(members)
    }
}

/// Reads a member's name, matched without regard to case; `None` where it is not among those.
pub(super) struct MemberName<M: 'static>(pub(super) &'static [(&'static str, M)]);

impl<'de, M: Copy> DeserializeSeed<'de> for MemberName<M> {
    type Value = Option<M>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<M>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<M: Copy> Visitor<'_> for MemberName<M> {
    type Value = Option<M>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a member's name")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<M>, E> {
        let known = self.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
        Ok(known.map(|(_, member)| *member))
    }
}

/// A name, taken where it is a text.
#[derive(Debug, Default)]
pub(super) enum NameGiven<'de> {
    /// Not given, or `null`.
    #[default]
    Absent,
    /// Of another kind.
    Wrong,
    /// As it lies in the body.
    Text(&'de str),
    /// With its escapes resolved.
    Unescaped(String),
}

impl NameGiven<'_> {
    /// The text, if it is one.
    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Absent | Self::Wrong => None,
            Self::Text(text) => Some(text),
            Self::Unescaped(text) => Some(text),
        }
    }
}

/// Takes a name.
pub(super) struct NameShape;

impl<'de> Shape<'de> for NameShape {
    type Output = NameGiven<'de>;

    fn other(self) -> NameGiven<'de> {
        NameGiven::Wrong
    }

    fn null(self) -> NameGiven<'de> {
        NameGiven::Absent
    }

    fn text(self, text: &'de str) -> NameGiven<'de> {
        NameGiven::Text(text)
    }

    fn unescaped(self, text: &str) -> NameGiven<'de> {
        NameGiven::Unescaped(text.to_owned())
    }
}

/// Takes a flag: `None` where it is neither `true` nor `false`; `null` is false.
pub(super) struct FlagShape;

impl Shape<'_> for FlagShape {
    type Output = Option<bool>;

    fn other(self) -> Option<bool> {
        None
    }

    fn null(self) -> Option<bool> {
        Some(false)
    }

    fn boolean(self, value: bool) -> Option<bool> {
        Some(value)
    }
}
