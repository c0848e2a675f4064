//! Structs as entities: a serde serializer whose output is the fields of a struct as property values.

mod field;
mod list;
mod localized;
mod object;
mod token;

use serde::Serialize;

pub(crate) use field::Field;
pub use localized::Localized;

/// Why a value cannot be made an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SerializeError {
    /// The field, and where in it, such as `dimensions`; empty for the value as a whole.
    pub path: String,
    /// What is wrong with it, and what would be right.
    pub problem: String,
}

impl std::fmt::Display for SerializeError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.path.as_str() {
            "" => write!(formatter, "the value cannot be made an entity: {}", self.problem),
            path => write!(formatter, "the field {path} cannot be made a property: {}", self.problem),
        }
    }
}

impl std::error::Error for SerializeError {}

impl serde::ser::Error for SerializeError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }
}

impl SerializeError {
    fn new(problem: impl Into<String>) -> Self {
        Self { path: String::new(), problem: problem.into() }
    }

    /// The same problem below a field or an element.
    fn below(self, name: &str) -> Self {
        let path = match self.path.as_str() {
            "" => name.to_owned(),
            path if path.starts_with('[') => format!("{name}{path}"),
            path => format!("{name}.{path}"),
        };
        Self { path, ..self }
    }
}

/// The fields of a struct or a map, in their order.
///
/// # Errors
/// The first field that is no property, or that the value has no fields.
pub(crate) fn fields<T: Serialize + ?Sized>(value: &T) -> Result<Vec<(String, Field)>, SerializeError> {
    value.serialize(object::ObjectSerializer)
}

#[cfg(test)]
mod tests;
