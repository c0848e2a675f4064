//! Members as they came: what is of the wrong kind is read over and told of, and the reading goes on, so that one
//! wrong value does not hide the others.

use std::borrow::Cow;

use super::json::{Json, Kind, NoJson, Text};

/// A name, taken where it is a text.
#[derive(Debug, Default)]
pub(super) enum Name<'b> {
    /// Not given, or `null`.
    #[default]
    Absent,
    /// Of another kind.
    Wrong,
    /// What it stands for.
    Text(Cow<'b, str>),
}

impl<'b> Name<'b> {
    /// Reads a name. One with half a character stays as it is written: no rule allows its backslash.
    pub(super) fn read(json: &mut Json<'b>) -> Result<Self, NoJson> {
        Ok(match json.kind()? {
            Kind::Text => {
                let text = json.text()?;
                Self::Text(text.resolved().unwrap_or(Cow::Borrowed(text.written())))
            }
            Kind::Null => {
                json.skip()?;
                Self::Absent
            }
            _ => {
                json.skip()?;
                Self::Wrong
            }
        })
    }

    /// The text, if it is one.
    pub(super) fn as_str(&self) -> Option<&str> {
        self.text().map(|text| &**text)
    }

    /// The text as it was read, if it is one.
    pub(super) fn text(&self) -> Option<&Cow<'b, str>> {
        match self {
            Self::Absent | Self::Wrong => None,
            Self::Text(text) => Some(text),
        }
    }
}

/// A value, taken where it is a scalar.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Scalar<'b> {
    /// Not given, or `null`.
    #[default]
    Null,
    /// A text.
    Text(Text<'b>),
    /// A number or a boolean in its JSON spelling.
    Spelled(&'b str),
    /// Anything else, in words.
    Wrong(&'static str),
}

impl<'b> Scalar<'b> {
    /// Reads a value.
    pub(super) fn read(json: &mut Json<'b>) -> Result<Self, NoJson> {
        let kind = json.kind()?;
        if kind == Kind::Text {
            return json.text().map(Self::Text);
        }
        let raw = json.skip()?;
        Ok(match kind {
            Kind::Null => Self::Null,
            Kind::List => Self::Wrong("a list"),
            Kind::Object => Self::Wrong("an object"),
            _ => Self::Spelled(raw),
        })
    }
}

/// Reads a flag: `None` where it is neither `true` nor `false`; `null` is false.
pub(super) fn flag(json: &mut Json<'_>) -> Result<Option<bool>, NoJson> {
    let kind = json.kind()?;
    json.skip()?;
    Ok(match kind {
        Kind::True => Some(true),
        Kind::False | Kind::Null => Some(false),
        _ => None,
    })
}

/// Which of the known members a name stands for, whatever its case.
pub(super) fn member<M: Copy>(name: Text<'_>, known: &[(&str, M)]) -> Option<M> {
    let name = name.resolved()?;
    known.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name)).map(|(_, member)| *member)
}
