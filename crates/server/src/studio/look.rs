//! What a card looks like: what to call it, its pictures, its values as text.

use serde_json::{Map, Value as Json};

/// Longer texts are cut in lists and tables.
const SHOWN: usize = 200;
/// Names of properties that tell what a thing is called, the best first.
const TITLES: [&str; 5] = ["name", "title", "label", "displayname", "heading"];
/// The language of the Studio's own words.
pub(super) const LANGUAGE: &str = "en";
/// How files of pictures end.
const PICTURES: [&str; 8] = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".svg", ".bmp"];

/// What to call a card: its name or title, else the first of its texts that is no link, else its id. `names` are its
/// properties in the order in which they are looked into.
pub(super) fn title<'n>(
    names: &(impl Iterator<Item = &'n str> + Clone),
    values: &Map<String, Json>,
    id: &str,
) -> String {
    let is_title = |name: &&str, wanted: &str| name.eq_ignore_ascii_case(wanted);
    let named = TITLES.iter().flat_map(|wanted| names.clone().filter(move |name| is_title(name, wanted)));
    let texts = named.chain(names.clone()).filter_map(|name| values.get(name)).filter_map(one_text);
    let mut titles = texts.filter(|text| !text.trim().is_empty() && !is_link(text));
    titles.next().map_or_else(|| id.to_owned(), |title| cut(title, SHOWN / 2))
}

/// A value in one language: the Studio's where it has that, else whichever comes first.
pub(super) fn in_one_language(value: &Json) -> &Json {
    match value {
        Json::Object(languages) => languages.get(LANGUAGE).or(languages.values().next()).unwrap_or(value),
        _ => value,
    }
}

/// The text of a value that is one, in one language.
fn one_text(value: &Json) -> Option<&str> {
    in_one_language(value).as_str()
}

fn is_link(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// The links to pictures among values, in their order, those of related cards last.
pub(super) fn pictures(values: &Map<String, Json>) -> Vec<String> {
    let mut found = Vec::new();
    let is_related = |value: &&Json| matches!(value, Json::Array(list) if list.iter().any(Json::is_object));
    values.values().filter(|value| !is_related(value)).for_each(|value| gather(value, &mut found));
    values.values().filter(is_related).for_each(|value| gather(value, &mut found));
    found
}

fn gather(value: &Json, found: &mut Vec<String>) {
    match value {
        Json::String(text) if is_picture(text) && !found.contains(text) => found.push(text.clone()),
        Json::Array(values) => values.iter().for_each(|value| gather(value, found)),
        Json::Object(members) => members.values().for_each(|value| gather(value, found)),
        _ => {}
    }
}

/// Whether a text is a link to a picture.
pub(super) fn is_picture(text: &str) -> bool {
    let local = text.starts_with('/') && !text.starts_with("//");
    if text.len() > 2_000 || !(is_link(text) || local) {
        return false;
    }
    let path = text.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    PICTURES.iter().any(|ending| path.ends_with(ending)) || path.contains("/media/files/")
}

/// A value as a short text: lists with commas, languages one after the other.
pub(super) fn short(value: &Json) -> String {
    cut(&whole(value), SHOWN)
}

/// A value as text.
pub(super) fn whole(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Bool(_) | Json::Number(_) => value.to_string(),
        Json::Array(values) => values.iter().map(whole).collect::<Vec<_>>().join(", "),
        Json::Object(members) => {
            let member = |(name, value): (&String, &Json)| match name.as_str() {
                "" => whole(value),
                name => format!("{name}: {}", whole(value)),
            };
            members.iter().map(member).collect::<Vec<_>>().join(" · ")
        }
    }
}

/// A moment as the indexes keep it, such as `2024-01-31T00:00:00.000Z`, for people: midnight is a day.
pub(super) fn moment(text: &str) -> String {
    let Some((day, time)) = text.split_once('T') else { return text.to_owned() };
    match time.strip_suffix('Z').map(|time| time.strip_suffix(".000").unwrap_or(time)) {
        Some("00:00:00") => day.to_owned(),
        Some(time) => format!("{day} {time} UTC"),
        None => text.to_owned(),
    }
}

/// The text, cut so that a page does not grow with what somebody stored.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values(json: &Json) -> Map<String, Json> {
        json.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn a_card_is_called_by_its_name_whatever_comes_first() {
        let order = ["sku", "image", "Title", "stock"];
        let shown = |json: Json| title(&order.into_iter(), &values(&json), "k");
        assert_eq!(shown(json!({"sku": "MH01", "Title": {"en": "Hoodie", "sv": "Tröja"}})), "Hoodie");
        assert_eq!(shown(json!({"Title": {"de": "Pulli", "en": "Hoodie"}})), "Hoodie");
        assert_eq!(shown(json!({"Title": {"de": "Pulli", "sv": "Tröja"}})), "Pulli");
        assert_eq!(shown(json!({"sku": "MH01", "image": "https://a/b.png"})), "MH01");
        assert_eq!(shown(json!({"image": "https://a/b.png", "stock": 1})), "k");
    }

    #[test]
    fn pictures_are_links_to_files_of_pictures() {
        let found = pictures(&values(&json!({
            "media": [{"id": "m", "url": "https://cdn.example/c.webp"}],
            "a": "https://cdn.example/a.JPG?w=1",
            "list": ["https://cdn.example/a.JPG?w=1", "https://cdn.example/page.html"],
            "bad": "javascript:alert(1).png",
        })));
        assert_eq!(found, ["https://cdn.example/a.JPG?w=1", "https://cdn.example/c.webp"]);
    }

    #[test]
    fn moments_are_told_as_people_write_them() {
        for (kept, shown) in [
            ("2024-01-31T00:00:00.000Z", "2024-01-31"),
            ("2024-01-31T12:30:00.000Z", "2024-01-31 12:30:00 UTC"),
            ("2024-01-31T12:30:00.250Z", "2024-01-31 12:30:00.250 UTC"),
            ("soon", "soon"),
        ] {
            assert_eq!(moment(kept), shown);
        }
    }

    #[test]
    fn values_are_told_in_a_line() {
        assert_eq!(short(&json!({"en": ["a", "b"], "sv": ["c"]})), "en: a, b · sv: c");
        assert_eq!(short(&json!("ä".repeat(300))).chars().count(), SHOWN + 1);
    }
}
