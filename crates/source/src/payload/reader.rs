//! What the pass over the JSON leaves, and what can be said only when all was read.

use std::collections::{BTreeMap, HashSet};

use octant_model::language::canonicalize;
use octant_model::rule::{NameProblem, check_id};
use serde::de::IgnoredAny;

use super::fault::{Rule, cut, label};
use super::faults::{Faults, Flaws};
use super::given;
use super::names::Names;
use super::text::{MAX_BYTES, Span, Texts, TextsInReading};
use super::walk::{Unreadable, walk};
use super::{Entity, Name, Payload, Reading, Refused, Value};
use crate::error::Violation;

pub(super) fn read(body: Vec<u8>, partial: bool) -> Result<Reading, Refused> {
    let body = String::from_utf8(body).map_err(|error| {
        malformed(&format!("it is not UTF-8 at byte {}", error.utf8_error().valid_up_to()))
    })?;
    if body.len() > MAX_BYTES {
        return Err(malformed(&format!("it has {} bytes, more than {MAX_BYTES}", body.len())));
    }
    let mut reader = Reader::new(&body);
    walk(&body, &mut reader).map_err(|problem| unreadable(&body, problem))?;
    let parts = reader.finish();
    if !partial && !parts.faults.is_empty() {
        return Err(Refused { received: parts.received, violations: parts.faults.violations() });
    }
    let Parts { mut entities, values, names, languages, written, received, mut faults, keys } = parts;
    let problems = faults.problems(|index| keys.get(&index).map(String::as_str));
    let bad = faults.bad();
    entities.retain(|entity| bad.binary_search(&entity.index).is_err());
    let rejected = received - entities.len() as u64;
    let payload = Payload { texts: Texts::new(body, written), entities, values, names, languages };
    Ok(Reading { payload, received, rejected, problems })
}

fn unreadable(body: &str, problem: Unreadable) -> Refused {
    match problem {
        Unreadable::NoEntities => malformed("it is not an object with the list entities"),
        Unreadable::EntitiesTwice => malformed("entities is given more than once"),
        Unreadable::NoJson => match serde_json::from_str::<IgnoredAny>(body) {
            Err(error) => malformed(&error.to_string()),
            Ok(_) => malformed("it is no JSON"),
        },
    }
}

fn malformed(problem: &str) -> Refused {
    let message = format!("The payload cannot be read: {problem}");
    Refused {
        received: 0,
        violations: vec![Violation { property_name: "body".to_owned(), code: "payload_malformed", message }],
    }
}

/// What the pass leaves.
struct Parts {
    entities: Vec<Entity>,
    values: Vec<Value>,
    names: Vec<Name>,
    languages: Vec<Span>,
    written: String,
    faults: Faults,
    /// The keys of entities with faults, as they came.
    keys: BTreeMap<u32, String>,
    received: u64,
}

/// An entity as it came.
pub(super) struct EntityGiven<'b> {
    pub(super) key: given::Name<'b>,
    pub(super) delete: Option<bool>,
    /// Where its values begin.
    pub(super) start: u32,
    /// What is wrong with its properties.
    pub(super) flaws: Flaws<'b>,
}

/// What was read so far.
pub(super) struct Reader<'b> {
    pub(super) texts: TextsInReading<'b>,
    pub(super) names: Names,
    pub(super) languages: Names,
    entities: Vec<Entity>,
    pub(super) values: Vec<Value>,
    faults: Faults,
    keys: BTreeMap<u32, String>,
    received: u32,
}

impl<'b> Reader<'b> {
    fn new(body: &'b str) -> Self {
        Self {
            texts: TextsInReading::new(body),
            names: Names::new(<[u8]>::make_ascii_lowercase),
            languages: Names::new(canonicalize),
            entities: Vec::new(),
            values: Vec::new(),
            faults: Faults::default(),
            keys: BTreeMap::new(),
            received: 0,
        }
    }

    fn fault(&mut self, rule: Rule, shown: impl FnOnce() -> String) {
        self.faults.tell(self.received, rule, shown);
    }

    /// Takes what stands where an entity should.
    pub(super) fn no_entity(&mut self) {
        let index = self.received;
        self.fault(Rule::Shape, || label(None, index));
        self.received += 1;
    }

    /// Takes an entity whose values were added already.
    pub(super) fn entity(&mut self, given: &EntityGiven<'b>) {
        let index = self.received;
        let key = given.key.as_str();
        self.check_key(key);
        let delete = given.delete.unwrap_or_else(|| {
            self.fault(Rule::Delete, || cut(&label(key, index)));
            false
        });
        // What a deletion brings besides is ignored.
        if delete {
            self.values.truncate(given.start as usize);
        } else {
            self.faults.tell_all(index, key, &given.flaws);
        }
        let values = (given.start, place(self.values.len()));
        if let Some(key) = key {
            let key = self.texts.span_of(key);
            self.entities.push(Entity { key, delete, values, index });
        }
        if self.faults.has(index) {
            self.keys.insert(index, label(key, index));
        }
        self.received += 1;
    }

    fn check_key(&mut self, key: Option<&str>) {
        let index = self.received;
        let Some(key) = key else { return self.fault(Rule::KeyMissing, || label(None, index)) };
        match check_id(key) {
            Ok(()) => {}
            Err(NameProblem::RestrictedCharacters) => self.fault(Rule::KeyCharacters, || cut(key)),
            Err(_) => self.fault(Rule::KeyLength, || cut(&label(Some(key), index))),
        }
    }

    /// Repeated keys, and repeated properties within an entity, found when everything was read.
    fn finish(mut self) -> Parts {
        let (order, ranks) = self.names.sorted(&self.texts);
        let (language_order, language_ranks) = self.languages.sorted(&self.texts);
        for value in &mut self.values {
            value.property = ranks[value.property as usize];
            if value.language > 0 {
                value.language = language_ranks[value.language as usize - 1] + 1;
            }
        }
        let kept = self.names.kept();
        let names: Vec<Name> = order
            .iter()
            .map(|place| Name { id: kept[*place as usize].text, spelling: kept[*place as usize].spelling })
            .collect();
        let languages: Vec<Span> =
            language_order.iter().map(|place| self.languages.kept()[*place as usize].text).collect();
        let mut keys = HashSet::with_capacity(self.entities.len());
        for entity in &self.entities {
            let key = self.texts.get(entity.key);
            let mut note = |rule, shown: &dyn Fn() -> String| {
                self.faults.tell(entity.index, rule, shown);
                self.keys.insert(entity.index, key.to_owned());
            };
            if !keys.insert(key) {
                note(Rule::KeyRepeated, &|| cut(key));
            }
            let values = &mut self.values[entity.values.0 as usize..entity.values.1 as usize];
            if values.is_sorted_by(|one, next| one.place() < next.place()) {
                continue;
            }
            values.sort_by_key(Value::place);
            for pair in values.windows(2).filter(|pair| pair[0].place() == pair[1].place()) {
                let id = self.texts.get(names[pair[0].property as usize].id);
                note(Rule::PropertyRepeated, &|| format!("{}/{id} (entities[{}])", cut(key), entity.index));
            }
        }
        Parts {
            entities: self.entities,
            values: self.values,
            names,
            languages,
            faults: self.faults,
            keys: self.keys,
            received: u64::from(self.received),
            written: self.texts.into_written(),
        }
    }
}

/// A place among the values.
pub(super) fn place(length: usize) -> u32 {
    u32::try_from(length).expect("a body of less than 2 GiB has fewer values than bytes")
}
