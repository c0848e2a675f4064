//! Sources and data providers.

use octant_model::SourceId;
use octant_sdk::{NewSource, SourceStatus};

use super::{Action, Kind, Planner, Work, changes};
use crate::apply::setup::{PropertySetup, SourceSetup};

impl Planner<'_> {
    pub(super) fn sources(&mut self) {
        for wanted in self.setup.sources.iter().flatten() {
            let Ok(id) = SourceId::new(&*wanted.id) else { continue };
            let purging =
                |(one, _): &(octant_sdk::Source, _)| one.id == id && one.status == SourceStatus::Purging;
            if self.state.sources.iter().any(purging) {
                self.problems.push(format!("the source {id} is being deleted; try again when it is gone"));
                continue;
            }
            let known = self.now.sources.iter().flatten().find(|one| one.id == wanted.id).cloned();
            match known {
                None => self.create_source(&id, wanted),
                Some(known) => self.change_source(&id, known, wanted),
            }
        }
    }

    fn create_source(&mut self, id: &SourceId, wanted: &SourceSetup) {
        let item = self.item(Kind::Source, &wanted.id, Action::Create, Vec::new());
        let new = NewSource {
            id: id.clone(),
            name: wanted.name.clone(),
            description: wanted.description.clone(),
            source_type: wanted.source_type,
        };
        self.step(item, Work::CreateSource(new));
        self.put_properties(item, id, wanted, &[]);
    }

    fn change_source(&mut self, id: &SourceId, mut known: SourceSetup, wanted: &SourceSetup) {
        if known.source_type != wanted.source_type {
            self.problems.push(format!(
                "the source {id} is {:?}, which cannot become {:?}; delete it first, with all its entries",
                known.source_type, wanted.source_type
            ));
            return;
        }
        known.properties.retain(|one| wanted.properties.iter().any(|other| other.id == one.id));
        let mut differing = wanted.clone();
        // A property that is there without settings is as one that the file names without settings.
        differing
            .properties
            .retain(|one| known.properties.contains(one) || has_settings(one) || is_known(one, &known));
        let changes = changes(&known, &differing);
        if changes.is_empty() {
            return;
        }
        let item = self.item(Kind::Source, &wanted.id, Action::Change, changes);
        let name = (known.name != wanted.name).then(|| wanted.name.clone());
        let description =
            (known.description != wanted.description).then(|| wanted.description.clone().unwrap_or_default());
        if name.is_some() || description.is_some() {
            self.step(item, Work::UpdateSource { id: id.clone(), name, description });
        }
        self.put_properties(item, id, &differing, &known.properties);
    }

    fn put_properties(
        &mut self,
        item: usize,
        source: &SourceId,
        wanted: &SourceSetup,
        known: &[PropertySetup],
    ) {
        for property in wanted.properties.iter().filter(|property| !known.contains(property)) {
            let (source, id, settings) = (source.clone(), property.id.clone(), property.settings());
            self.step(item, Work::PutProperty { source, id, settings });
        }
    }

    pub(super) fn providers(&mut self) {
        for wanted in self.setup.providers.iter().flatten() {
            let mut named = self.state.providers.iter().filter(|one| one.name == wanted.name);
            let known = named.next();
            if named.next().is_some() {
                self.problems.push(format!(
                    "there are several providers of the name {:?}, so there is no telling which is meant; rename the others",
                    wanted.name
                ));
                continue;
            }
            let now = self.now.providers.iter().flatten().find(|one| one.name == wanted.name).cloned();
            let (Some(known), Some(now)) = (known, now) else {
                let item = self.item(Kind::Provider, &wanted.name, Action::Create, Vec::new());
                self.effect(item, "it gets an id and a secret".to_owned());
                let (name, sources) = (wanted.name.clone(), wanted.sources.clone());
                self.step(item, Work::CreateProvider { name, sources });
                continue;
            };
            let changes = changes(&now, wanted);
            if !changes.is_empty() {
                let item = self.item(Kind::Provider, &wanted.name, Action::Change, changes);
                self.effect(item, "its tokens reach as far as the new sources at once".to_owned());
                self.step(item, Work::UpdateProvider { id: known.id, sources: wanted.sources.clone() });
            }
        }
    }
}

fn has_settings(property: &PropertySetup) -> bool {
    !property.display_name.is_empty()
        || property.property_type.is_some()
        || property.delimiter.is_some()
        || property.description.is_some()
}

fn is_known(property: &PropertySetup, known: &SourceSetup) -> bool {
    known.properties.iter().any(|one| one.id == property.id)
}
