//! What is planned and what was done, for people and for scripts.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::difference::Change;
use super::failure::Outcome;
use super::plan::{Action, Item, Kind, Plan, Progress};
use super::secrets::Secret;

/// The longest value that is printed whole, in characters.
const LONGEST_VALUE: usize = 100;

/// Everything, for scripts.
#[derive(Serialize)]
struct Summary<'a> {
    /// One of `nothing`, `applied`, `changes`, `failed`, `usage`, `unreachable`, `denied`.
    outcome: &'static str,
    error: Option<String>,
    items: &'a [Item],
    notes: &'a [String],
    secrets: &'a [Secret],
}

/// Prints everything as one JSON object.
pub(crate) fn json(
    outcome: Outcome,
    error: Option<String>,
    plan: &Plan,
    secrets: &[Secret],
) -> io::Result<()> {
    let summary = Summary { outcome: outcome.name(), error, items: &plan.items, notes: &plan.notes, secrets };
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &summary)?;
    writeln!(out)
}

/// Prints what is to be done.
pub(crate) fn plan(plan: &Plan) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for item in &plan.items {
        writeln!(out, "{} {} {}", sign(item.action), item.kind.name(), item.id)?;
        for Change { path, old, new } in &item.changes {
            writeln!(out, "    {path}: {} → {}", shown(old.as_ref()), shown(new.as_ref()))?;
        }
        for effect in &item.effects {
            writeln!(out, "    {effect}")?;
        }
        if let Some(touched) = touched(item) {
            writeln!(out, "    touches {touched}")?;
        }
    }
    for note in &plan.notes {
        writeln!(out, "  {note}")?;
    }
    if plan.items.is_empty() {
        return writeln!(out, "Everything is as the file says.");
    }
    let count = |action| plan.items.iter().filter(|item| item.action == action).count();
    let (create, change, remove) = (count(Action::Create), count(Action::Change), count(Action::Remove));
    writeln!(out, "{create} to create, {change} to change, {remove} to remove.")
}

/// Prints what became of it.
pub(crate) fn done(plan: &Plan) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let done = plan.items.iter().filter(|item| item.state == Progress::Done).count();
    if done == plan.items.len() {
        return if done > 0 { writeln!(out, "All of it is done.") } else { Ok(()) };
    }
    for (state, title) in [
        (Progress::Done, "Done"),
        (Progress::Failed, "Failed"),
        (Progress::Begun, "Begun, not finished"),
        (Progress::Open, "Not done"),
    ] {
        let names = plan.items.iter().filter(|item| item.state == state);
        let names: Vec<String> = names.map(|item| format!("{} {}", item.kind.name(), item.id)).collect();
        if !names.is_empty() {
            writeln!(out, "{title}: {}", names.join(", "))?;
        }
    }
    writeln!(out, "Apply the file again to go on from here.")
}

/// Prints what is shown only now.
pub(crate) fn secrets(secrets: &[Secret]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if !secrets.is_empty() {
        writeln!(out, "\nSecrets; they are shown only now:")?;
    }
    for secret in secrets {
        match secret {
            Secret::Provider { name, id, secret } => {
                writeln!(out, "  provider {name}\n    id      {id}\n    secret  {secret}")?;
            }
            Secret::Application { name, destination, version, client_id, client_secret } => {
                writeln!(out, "  application {name} of {destination} {version}")?;
                writeln!(out, "    clientId      {client_id}\n    clientSecret  {client_secret}")?;
            }
        }
    }
    Ok(())
}

fn sign(action: Action) -> char {
    match action {
        Action::Create => '+',
        Action::Change => '~',
        Action::Remove => '-',
    }
}

fn touched(item: &Item) -> Option<String> {
    let plural = |count: u64, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let cards = match item.kind {
        Kind::Source => {
            item.cards.map(|count| if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") })
        }
        _ => item.cards.map(|count| plural(count, "card")),
    };
    let clients = item.clients.map(|count| plural(count, "application"));
    let parts: Vec<String> = cards.into_iter().chain(clients).collect();
    (!parts.is_empty()).then(|| parts.join(" and "))
}

fn shown(value: Option<&Value>) -> String {
    let Some(value) = value else { return "nothing".to_owned() };
    let text = value.to_string();
    match text.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
