//! A page as a browser without scripts has it: its forms with what is in their fields.

use super::visitor::Visitor;
use crate::support::answer::Answer;

/// A form of a page, with what it would send.
#[derive(Debug, Clone)]
pub struct Form {
    path: String,
    fields: Vec<(String, String)>,
}

impl Form {
    /// The form of a page that goes to that path.
    #[track_caller]
    pub fn of(page: &str, path: &str) -> Self {
        let mark = format!(" action=\"{path}\"");
        let start = page.find(&mark).unwrap_or_else(|| panic!("no form goes to {path}: {page}"));
        let body = page[start..].split("</form>").next().expect("a form ends");
        let body = body.split_once('>').expect("a tag ends").1;
        Self { path: path.to_owned(), fields: fields(body) }
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        let place = self.fields.iter().position(|(known, _)| known == name);
        let place = place.unwrap_or_else(|| panic!("there is no field {name}: {:?}", self.fields));
        value.clone_into(&mut self.fields[place].1);
        self
    }

    /// Ticks a box, or adds one more value.
    pub fn tick(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn untick(mut self, name: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self
    }

    #[track_caller]
    pub fn value(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(known, _)| known == name);
        &found.unwrap_or_else(|| panic!("there is no field {name}: {:?}", self.fields)).1
    }

    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(known, _)| known == name)
    }

    /// The name of the field that holds the value, without its last part: `property-3-id` is `property-3`.
    #[track_caller]
    pub fn row_of(&self, value: &str) -> String {
        let found = self.fields.iter().find(|(name, known)| known == value && name.ends_with("-id"));
        let name = &found.unwrap_or_else(|| panic!("no row is {value}: {:?}", self.fields)).0;
        name.trim_end_matches("-id").to_owned()
    }

    /// The same fields, to be sent to another path.
    pub fn to(&self, path: &str) -> Self {
        Self { path: path.to_owned(), fields: self.fields.clone() }
    }

    /// Sends the form.
    pub async fn send(self, visitor: &mut Visitor) -> Answer {
        let fields: Vec<(&str, &str)> =
            self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        visitor.post_as_it_is(&self.path, &fields).await
    }

    /// Sends the form by one of its buttons.
    pub async fn press(self, visitor: &mut Visitor, action: &str) -> Answer {
        self.tick("action", action).send(visitor).await
    }

    /// Sends the form by a button and goes on with the form of the page that comes back.
    pub async fn again(self, visitor: &mut Visitor, action: &str) -> Self {
        let path = self.path.clone();
        let page = self.press(visitor, action).await.expect(200).text;
        Self::of(&page, &path)
    }

    /// Sends the form by a button that leads on, and shows where it leads.
    #[track_caller]
    pub fn leads(answer: &Answer) -> String {
        assert_eq!(answer.status, 303, "{answer:#?}");
        answer.header("location").expect("a place to go").to_owned()
    }
}

/// What the controls of a form send.
fn fields(mut body: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    while let Some(start) = body.find('<') {
        let (tag, rest) = body[start + 1..].split_once('>').expect("a tag ends");
        body = rest;
        let name = attribute(tag, "name");
        match (tag.split(' ').next().unwrap_or_default(), name) {
            ("input", Some(name)) => {
                let ticks = matches!(attribute(tag, "type").as_deref(), Some("checkbox" | "radio"));
                if !ticks || tag.ends_with(" checked") || tag.contains(" checked ") {
                    fields.push((name, attribute(tag, "value").unwrap_or_default()));
                }
            }
            ("textarea", Some(name)) => {
                let (text, rest) = body.split_once("</textarea>").expect("a text area ends");
                fields.push((name, unescape(text.strip_prefix('\n').unwrap_or(text))));
                body = rest;
            }
            ("select", Some(name)) => {
                let (options, rest) = body.split_once("</select>").expect("a select ends");
                let options: Vec<&str> = options.split("<option ").skip(1).collect();
                let head = |option: &str| option.split('>').next().unwrap_or_default().to_owned();
                let chosen = options.iter().find(|option| head(option).ends_with(" selected"));
                if let Some(option) = chosen.or(options.first()) {
                    fields.push((name, attribute(&head(option), "value").unwrap_or_default()));
                }
                body = rest;
            }
            _ => {}
        }
    }
    fields
}

/// The value of a tag's attribute.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = format!(" {tag}");
    let mark = format!(" {name}=\"");
    let start = tag.find(&mark)? + mark.len();
    tag[start..].split('"').next().map(unescape)
}

pub fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
