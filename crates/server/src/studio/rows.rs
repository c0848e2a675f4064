//! Where a form goes on after a button added or removed a row.

use octant_studio::Focus;

/// A list of rows in a form: what its buttons and fields are called, and how many rows there are now.
pub(super) struct Rows<'a> {
    /// `property` for `add-property`, `remove-property-3` and `property-3-id`.
    pub(super) name: &'a str,
    pub(super) count: usize,
    /// The field in which a new row is typed; `None` where a row has nothing to type.
    pub(super) field: Option<&'a str>,
}

impl Rows<'_> {
    /// The newest row after one was added; the row in the place of one that was removed.
    pub(super) fn focus(&self, action: &str) -> Option<Focus> {
        let Self { name, count, field } = self;
        let last = count.checked_sub(1);
        let add = format!("add-{name}");
        if action == add {
            return Some(match (last, field) {
                (Some(last), Some(field)) => Focus::Field(format!("{name}-{last}-{field}")),
                (Some(last), None) => Focus::Button(format!("remove-{name}-{last}")),
                (None, _) => Focus::Button(add),
            });
        }
        let removed: usize = action.strip_prefix(&format!("remove-{name}-"))?.parse().ok()?;
        Some(match last {
            Some(last) => Focus::Button(format!("remove-{name}-{}", removed.min(last))),
            None => Focus::Button(add),
        })
    }
}

/// The button that was pressed, where nothing else is to go on with.
pub(super) fn pressed(action: &str) -> Focus {
    Focus::Button(action.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_goes_on_where_somebody_was() {
        let rows = |count| Rows { name: "property", count, field: Some("from") };
        let field = |name: &str| Some(Focus::Field(name.to_owned()));
        let button = |action: &str| Some(Focus::Button(action.to_owned()));
        assert_eq!(rows(3).focus("add-property"), field("property-2-from"));
        assert_eq!(rows(2).focus("remove-property-0"), button("remove-property-0"));
        assert_eq!(rows(2).focus("remove-property-2"), button("remove-property-1"), "the last one went");
        assert_eq!(rows(0).focus("remove-property-0"), button("add-property"));
        assert_eq!(rows(1).focus("remove-source-0"), None);
        assert_eq!(pressed("preview\"><b>"), Focus::Button("previewb".to_owned()));
    }
}
