//! From what was chosen to how rows become entities.

use octant_model::{Language, PropertyId};
use octant_studio::Field;
use octant_studio::page::import_file::mapping::Mapping as View;
use octant_table::{ListColumn, Mapping, Plan, Selector};

/// The plan, if every choice is right; otherwise the view says what is wrong.
pub(super) fn plan(view: &mut View) -> Option<Plan> {
    let keys: Vec<Selector> = view
        .keys
        .iter()
        .filter(|key| key.chosen)
        .filter_map(|key| key.value.parse::<usize>().ok())
        .map(|place| Selector::Number(place + 1))
        .collect();
    let mut wrong = false;
    if keys.is_empty() {
        view.key_problem = Some("Choose the column that names an entry.".to_owned());
        wrong = true;
    }
    let mut plan = Plan {
        keys,
        key_separator: view.key_separator.value.clone(),
        keep_key: true,
        clear_empty: view.clear_empty,
        ..Plan::default()
    };
    let mut taken: Vec<(PropertyId, Option<Language>)> = Vec::new();
    for (place, column) in view.columns.iter_mut().enumerate() {
        let selector = Selector::Number(place + 1);
        if !column.take {
            plan.skipped.push(selector);
            continue;
        }
        let id = told(&mut column.property, PropertyId::new);
        let has_language = !column.language.value.trim().is_empty();
        let language = if has_language { told(&mut column.language, Language::of_code) } else { None };
        let (Some(id), true) = (id, !has_language || language.is_some()) else {
            wrong = true;
            continue;
        };
        if taken.contains(&(id.clone(), language.clone())) {
            column.property.problem = Some("Another column becomes this property.".to_owned());
            wrong = true;
        }
        taken.push((id.clone(), language.clone()));
        if !column.list.value.is_empty() {
            plan.lists.push(ListColumn { column: selector.clone(), delimiter: column.list.value.clone() });
        }
        plan.mappings.push(Mapping { column: selector, id, language });
    }
    (!wrong).then_some(plan)
}

/// What a field says, or what is wrong with it in the field.
fn told<T, E: std::fmt::Display>(field: &mut Field, read: impl FnOnce(String) -> Result<T, E>) -> Option<T> {
    match read(field.value.trim().to_owned()) {
        Ok(told) => Some(told),
        Err(error) => {
            field.problem = Some(format!("{error}."));
            None
        }
    }
}
