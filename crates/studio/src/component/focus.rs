//! Where a form goes on after one of its rows was added or removed: the browser puts the focus there and shows it,
//! with a script or without.

/// A control of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Focus {
    /// The field of that name.
    Field(String),
    /// The button with that action.
    Button(String),
}

impl Focus {
    /// Marks the control on a page; one that is not there leaves the page as it is.
    pub(crate) fn mark(&self, page: &mut String) {
        let mark = match self {
            Self::Field(name) => format!(" name=\"{name}\""),
            Self::Button(action) => format!(" name=\"action\" value=\"{action}\""),
        };
        let is_seen = |place: &usize| {
            let start = page[..*place].rfind('<').unwrap_or_default();
            let tag = page[start..].split('>').next().unwrap_or_default();
            !tag.contains("type=\"hidden\"") && !tag.contains("visually-hidden")
        };
        let place = page.match_indices(&mark).map(|(place, _)| place).find(is_seen);
        if let Some(place) = place {
            page.insert_str(place + mark.len(), " autofocus");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_control_that_is_seen_is_marked() {
        let page = "<button class=\"visually-hidden\" name=\"action\" value=\"add\"></button>\
            <input type=\"hidden\" name=\"a\"><input name=\"a\" value=\"1\"><button name=\"action\" value=\"add\">";
        let marked = |focus: Focus| {
            let mut page = page.to_owned();
            focus.mark(&mut page);
            page
        };
        assert!(marked(Focus::Field("a".to_owned())).contains("<input name=\"a\" autofocus value=\"1\">"));
        assert!(marked(Focus::Button("add".to_owned())).ends_with("value=\"add\" autofocus>"));
        assert_eq!(marked(Focus::Field("b".to_owned())), page);
    }
}
