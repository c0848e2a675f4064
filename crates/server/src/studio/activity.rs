//! `/studio/access/activity`: who changed what, for admins.

use std::collections::BTreeMap;

use axum::extract::State;
use octant_access::User;
use octant_model::{PageRequest, TenantId, Timestamp};
use octant_store::{Activity, ActivityFilter, Actor, ChangeKind};
use octant_studio::page::access::activity;
use octant_studio::{Change, Choice, Section};
use serde_json::Value;

use super::link::{page, paging};
use super::names::Names;
use super::{Html, SignedIn, role};
use crate::blocking;
use crate::error::Failure;
use crate::query::Query;
use crate::state::AppState;

const DAY: i64 = 86_400_000;

/// The kinds of things that change: as stored, and in words.
const KINDS: [(&str, &str); 10] = [
    ("source", "source"),
    ("property", "property"),
    ("provider", "data provider"),
    ("card", "card"),
    ("segment", "segment"),
    ("destination", "destination"),
    ("destination-application", "application"),
    ("user", "user"),
    ("api-key", "organization key"),
    ("welcome", "link for the first admin"),
];

/// What of a user only tells of the last sign-in.
const LAST_SIGN_IN: &str = "last_sign_in";

/// The list.
pub(crate) async fn list(
    signed: SignedIn<role::Admin>,
    query: Query,
    State(state): State<AppState>,
) -> Result<Html, Failure> {
    let text = |name: &str| Ok::<_, Failure>(query.text(name)?.unwrap_or_default().to_owned());
    let asked = Asked {
        actor: text("actor")?,
        kind: text("kind")?,
        id: text("id")?,
        since: text("since")?,
        until: text("until")?,
        page: page(&query)?,
    };
    let tenant = signed.user.tenant();
    let view = blocking::run(move || view(&state, &tenant, &asked)).await?;
    Ok(Html::page(activity::render(&signed.user.shell(Section::Access), &view)))
}

/// What is asked for.
struct Asked {
    actor: String,
    kind: String,
    id: String,
    since: String,
    until: String,
    page: PageRequest,
}

impl Asked {
    /// Days that are none do not narrow the list.
    fn filter(&self) -> ActivityFilter {
        let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let day = |text: &String| filled(text).and_then(|text| text.parse::<Timestamp>().ok());
        ActivityFilter {
            actor: filled(&self.actor).map(Actor),
            kind: filled(&self.kind),
            id: filled(&self.id),
            from: day(&self.since),
            to: day(&self.until).map(|until| until.plus_milliseconds(DAY)),
        }
    }
}

fn view(state: &AppState, tenant: &TenantId, asked: &Asked) -> Result<activity::Activity, Failure> {
    let found = state.store.activity(tenant, &asked.filter(), &asked.page)?;
    let parameters = [
        ("actor", asked.actor.as_str()),
        ("kind", &asked.kind),
        ("id", &asked.id),
        ("since", &asked.since),
        ("until", &asked.until),
    ];
    let mut names = Names::new(&state.access, tenant);
    let rows = found.items.iter().map(|one| row(one, &mut names)).collect::<Result<_, _>>()?;
    let users = state.access.users(tenant, &PageRequest::first(200))?.items;
    let kinds = KINDS.iter().map(|(kind, words)| Choice::new(*kind, *words).chosen(*kind == asked.kind));
    let days = state.options.keep_activity.as_secs() / 86_400;
    Ok(activity::Activity {
        actors: actors(&users, &asked.actor),
        kinds: kinds.collect(),
        paging: paging("/studio/access/activity", &parameters, &asked.page, found.after.as_deref()),
        since: asked.since.clone(),
        until: asked.until.clone(),
        rows,
        retention_days: u32::try_from(days).ok(),
        now: Timestamp::now(),
    })
}

fn actors(users: &[User], chosen: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> =
        users.iter().map(|user| Choice::new(user.actor().0, user.email.clone())).collect();
    choices.sort_by(|one, other| one.label.cmp(&other.label));
    choices.push(Choice::new("system", "Octant"));
    choices
        .into_iter()
        .map(|choice| {
            let is = choice.value == chosen;
            choice.chosen(is)
        })
        .collect()
}

fn row(one: &Activity, names: &mut Names<'_>) -> Result<activity::ActivityRow, Failure> {
    let words =
        KINDS.iter().find(|(kind, _)| *kind == one.kind).map_or(one.kind.as_str(), |(_, words)| words);
    let (before, after) = (members(one.before.as_deref()), members(one.after.as_deref()));
    let told = [after.get("email"), after.get("name"), before.get("email"), before.get("name")];
    let named = told.into_iter().flatten().find(|name| !name.is_empty());
    let name = named.cloned().unwrap_or_else(|| one.id.clone());
    let changes = changes(&before, &after);
    Ok(activity::ActivityRow {
        at: one.at,
        actor: names.of(&one.actor)?,
        action: match one.change {
            ChangeKind::Created => "created the",
            ChangeKind::Updated if is_sign_in(&changes) => "signed in as the",
            ChangeKind::Updated => "changed the",
            ChangeKind::Deleted => "deleted the",
        }
        .to_owned(),
        kind: words.to_owned(),
        name,
        path: if one.change == ChangeKind::Deleted { None } else { path(&one.kind, &one.id) },
        changes: if is_sign_in(&changes) { Vec::new() } else { changes },
    })
}

/// Whether somebody came in, and nothing else happened.
fn is_sign_in(changes: &[Change]) -> bool {
    matches!(changes, [change] if change.field == LAST_SIGN_IN)
}

/// Where to look at a thing.
fn path(kind: &str, id: &str) -> Option<String> {
    match kind {
        "source" => Some(format!("/studio/sources/{id}/settings")),
        "property" => {
            id.split_once('/').map(|(source, id)| format!("/studio/sources/{source}/properties/{id}"))
        }
        "provider" => Some(format!("/studio/providers/{id}")),
        "card" => Some(format!("/studio/cards/{id}")),
        "segment" => Some(format!("/studio/segments/{id}")),
        "destination" => Some(format!("/studio/destinations/{id}")),
        "user" => Some(format!("/studio/access/users/{id}")),
        _ => None,
    }
}

/// The members of a body by path, each as text.
fn members(body: Option<&str>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    if let Some(value) = body.and_then(|body| serde_json::from_str::<Value>(body).ok()) {
        flatten(&value, String::new(), &mut found);
    }
    found
}

fn flatten(value: &Value, path: String, found: &mut BTreeMap<String, String>) {
    let under = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Null => {}
        Value::Object(members) => members.iter().for_each(|(name, value)| flatten(value, under(name), found)),
        Value::Array(values) if values.iter().any(|value| value.is_object() || value.is_array()) => {
            for (place, value) in values.iter().enumerate() {
                // What has a name of its own is known by it, so that a moved one is no change.
                let own = ["id", "identifier", "name"].iter().find_map(|name| value.get(name)?.as_str());
                flatten(value, under(own.unwrap_or(&place.to_string())), found);
            }
        }
        Value::Array(values) => {
            let texts: Vec<String> = values.iter().map(text).collect();
            found.insert(path, texts.join(", "));
        }
        value => {
            found.insert(path, text(value));
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn changes(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<Change> {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let change = |name: &String| {
        let (was, is) = (before.get(name), after.get(name));
        (was != is).then(|| told(name, was, is)).flatten()
    };
    names.into_iter().filter_map(change).collect()
}

/// A change in words for people; counters say what they stand for.
fn told(name: &str, was: Option<&String>, is: Option<&String>) -> Option<Change> {
    let event = |field: &str, words: &str| {
        (was.is_some() && is.is_some()).then(|| Change {
            field: field.to_owned(),
            before: None,
            after: Some(words.to_owned()),
        })
    };
    match name {
        "generation" => event("secret", "a new one"),
        "epoch" => event("sessions", "all ended"),
        _ => {
            let field = name.strip_suffix(".Some").unwrap_or(name).to_owned();
            Some(Change { field, before: was.cloned(), after: is.cloned() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_name_what_was_and_what_is() {
        let before =
            members(Some(r#"{"name":"A","tags":["x"],"properties":[{"id":"p","type":"Text"}],"old":1}"#));
        let after = members(Some(
            r#"{"name":"B","tags":["x","y"],"properties":[{"id":"q"},{"id":"p","type":"Text"}]}"#,
        ));
        let told: Vec<String> = changes(&before, &after)
            .into_iter()
            .map(|change| format!("{}: {:?} -> {:?}", change.field, change.before, change.after))
            .collect();
        assert_eq!(
            told,
            [
                r#"name: Some("A") -> Some("B")"#,
                r#"old: Some("1") -> None"#,
                r#"properties.q.id: None -> Some("q")"#,
                r#"tags: Some("x") -> Some("x, y")"#,
            ]
        );
    }
}
