//! The pages about users, keys and what they did; and the welcome.

use octant_model::Timestamp;
use octant_studio::page::access::{activity, invitation, keys, user, users};
use octant_studio::page::welcome;
use octant_studio::{Change, Section};

use super::{Page, Words, before, now};

pub(crate) fn pages(words: Words) -> Vec<Page> {
    let shell = words.shell(Section::Access);
    let none = keys::Keys { now: now(), name: words.field(""), ..keys::Keys::default() };
    vec![
        ("users", users::render(&shell, &users(words))),
        ("user", user::render(&shell, &user(words, false))),
        ("user-last-admin", user::render(&shell, &user(words, true))),
        ("invitation-link", invitation::render_link(&shell, &link(words))),
        ("invitation", invitation::render_choose(&choose(words))),
        ("keys", keys::render(&shell, &keys(words))),
        ("keys-empty", keys::render(&shell, &none)),
        ("key-created", keys::render_created(&shell, &created(words))),
        ("activity", activity::render(&shell, &activity(words))),
        ("activity-empty", activity::render(&shell, &activity::Activity::default())),
        (
            "welcome",
            welcome::render(&words.shell(Section::Overview), welcome::Welcome { offers_sample: true }),
        ),
    ]
}

fn row(words: Words, email: &str, role: &str, minutes: Option<i64>) -> users::UserRow {
    users::UserRow {
        id: words.text("01930000-0000-7000-8000-0000000000bb"),
        email: words.text(email),
        role: words.text(role),
        last_seen: minutes.map(before),
        invited: false,
        is_self: email.starts_with("maja"),
    }
}

fn users(words: Words) -> users::Users {
    users::Users {
        rows: vec![
            row(words, "maja@example.com", "admin", Some(1)),
            row(words, "erik@example.com", "editor", Some(3_000)),
            users::UserRow { invited: true, ..row(words, "olga@example.com", "viewer", None) },
        ],
        email: words.wrong("erik@example.com", "This user is already here."),
        role: words.text("editor"),
        now: now(),
    }
}

fn user(words: Words, is_last_admin: bool) -> user::UserPage {
    user::UserPage {
        row: row(words, "erik@example.com", if is_last_admin { "admin" } else { "editor" }, Some(3_000)),
        created_at: before(90_000),
        is_last_admin,
        problem: words.hostile.then(|| words.text("")),
        now: now(),
    }
}

fn link(words: Words) -> invitation::InvitationLink {
    invitation::InvitationLink {
        email: words.text("olga@example.com"),
        link: words.text("https://octant.example/studio/invitation?token=kY0m3v1dZ8cN4qW7kY0m3v1dZ8cN4qW7"),
        next: words.text("#"),
    }
}

fn choose(words: Words) -> invitation::ChoosePassword {
    invitation::ChoosePassword {
        email: words.text("olga@example.com"),
        password: words.wrong("", "Use at least 12 characters."),
        token: words.text("token"),
        csrf: words.text("token"),
    }
}

fn keys(words: Words) -> keys::Keys {
    let key = |id: &str, name: &str, last_used: Option<Timestamp>| keys::KeyRow {
        id: words.text(id),
        name: words.text(name),
        scopes: last_used.map(|_| words.texts(&["read:sources", "write:sources"])),
        expires_at: last_used,
        created_at: before(50_000),
        last_used,
    };
    keys::Keys {
        rows: vec![key("1", "first start", None), key("2", "deploy script", Some(before(50)))],
        name: words.field(""),
        scopes: words.choices(
            &[("read:sources", "Read sources, entries and imports"), ("admin", "Everything about access")],
            "read:sources",
        ),
        scopes_problem: words.hostile.then(|| words.text("")),
        expires: words.field(""),
        now: now(),
    }
}

fn created(words: Words) -> keys::CreatedKey {
    keys::CreatedKey {
        name: words.text("deploy script"),
        key: words.text("ock_kY0m3v1dZ8cN4qW7kY0m3v1dZ8cN4qW7"),
        example: words.text("curl https://octant.example/v1/sources -H 'x-api-key: ock_kY0m3v1dZ8cN4qW7'"),
    }
}

fn activity(words: Words) -> activity::Activity {
    let change = |field: &str, before: Option<&str>, after: Option<&str>| Change {
        field: words.text(field),
        before: before.map(|text| words.text(text)),
        after: after.map(|text| words.text(text)),
    };
    let entry = |minutes, actor: &str, action: &str, kind: &str, name: &str, changes: Vec<Change>| {
        activity::ActivityRow {
            at: before(minutes),
            actor: words.text(actor),
            action: words.text(action),
            kind: words.text(kind),
            name: words.text(name),
            path: (action != "deleted").then(|| words.text("#")),
            changes,
        }
    };
    activity::Activity {
        actors: words.choices(&[("maja", "maja@example.com"), ("key", "deploy script (key)")], ""),
        kinds: words.choices(&[("card", "Cards"), ("segment", "Segments")], "card"),
        since: words.text("2024-05-01"),
        until: words.text(""),
        rows: vec![
            entry(
                12,
                "maja@example.com",
                "changed",
                "card",
                "Product",
                vec![
                    change("properties.price.type", Some("Text"), Some("Decimal")),
                    change("properties.weight", None, Some("Decimal from products.weight")),
                ],
            ),
            entry(
                70,
                "deploy script (key)",
                "changed",
                "destination",
                "Web shop",
                (0..6).map(|index| change(&format!("endpoints.{index}"), Some("10"), Some("50"))).collect(),
            ),
            entry(300, "erik@example.com", "deleted", "segment", "Sale 2023", Vec::new()),
        ],
        paging: words.paging(),
        retention_days: Some(365),
        now: now(),
    }
}
