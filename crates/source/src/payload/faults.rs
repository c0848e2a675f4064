//! The rules that a payload breaks: all are counted, so many are kept that a message can name them, whatever was sent.

use std::collections::BTreeMap;

use octant_store::ImportProblem;

use super::MAX_REJECTED;
use super::fault::{Fault, Flaw, Rule, problem};
use crate::error::Violation;

/// The most entities that a message names; it says how many more there are.
const NAMED: u32 = 50;

/// How often each rule is broken.
#[derive(Debug, Default)]
struct Counts([u32; Rule::ALL.len()]);

impl Counts {
    /// Counts one, or more. True as long as a message has room for it.
    fn add(&mut self, rule: Rule, more: u32) -> bool {
        let count = &mut self.0[rule as usize];
        *count = count.saturating_add(more);
        *count <= NAMED
    }

    fn of(&self, rule: Rule) -> u32 {
        self.0[rule as usize]
    }
}

/// What is wrong with one entity's properties.
#[derive(Debug, Default)]
pub(super) struct Flaws<'b> {
    kept: Vec<Flaw<'b>>,
    counts: Counts,
    count: usize,
}

impl<'b> Flaws<'b> {
    pub(super) fn tell(&mut self, rule: Rule, flaw: impl FnOnce() -> Flaw<'b>) {
        self.count += 1;
        if self.counts.add(rule, 1) {
            self.kept.push(flaw());
        }
    }

    /// How many were told.
    pub(super) fn count(&self) -> usize {
        self.count
    }
}

/// What is wrong with a payload's entities.
#[derive(Debug, Default)]
pub(super) struct Faults {
    kept: Vec<Fault>,
    counts: Counts,
    /// The places of the entities that break a rule.
    bad: Vec<u32>,
}

impl Faults {
    /// Takes a rule that an entity breaks.
    pub(super) fn tell(&mut self, index: u32, rule: Rule, shown: impl FnOnce() -> String) {
        let is_first = self.bad.last() != Some(&index);
        if is_first {
            self.bad.push(index);
        }
        let has_room = self.counts.add(rule, 1);
        if has_room || (is_first && self.bad.len() <= MAX_REJECTED) {
            self.kept.push(Fault { index, rule, shown: shown() });
        }
    }

    /// Takes what is wrong with an entity's properties.
    pub(super) fn tell_all(&mut self, index: u32, key: Option<&str>, flaws: &Flaws<'_>) {
        for flaw in &flaws.kept {
            self.tell(index, flaw.rule, || flaw.shown(key, index));
        }
        for rule in Rule::ALL {
            self.counts.add(rule, flaws.counts.of(rule).saturating_sub(NAMED));
        }
    }

    /// Whether the entity that was told of last is this one.
    pub(super) fn has(&self, index: u32) -> bool {
        self.bad.last() == Some(&index)
    }

    /// The places of the entities that break a rule, in order.
    pub(super) fn bad(&mut self) -> &[u32] {
        self.bad.sort_unstable();
        self.bad.dedup();
        &self.bad
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bad.is_empty()
    }

    /// Every rule that is broken, with the first of those that break it.
    pub(super) fn violations(&self) -> Vec<Violation> {
        let broken = Rule::ALL.into_iter().filter(|rule| self.counts.of(*rule) > 0).map(|rule| {
            let of_rule = self.kept.iter().filter(|fault| fault.rule == rule);
            let shown: Vec<&str> = of_rule.take(NAMED as usize).map(|fault| fault.shown.as_str()).collect();
            let more = self.counts.of(rule).saturating_sub(NAMED);
            let end = if more > 0 { format!(" and {more} more") } else { String::new() };
            let message = format!("{}: {}{end}", rule.sentence(), shown.join(", "));
            Violation { property_name: "entities".to_owned(), code: rule.code(), message }
        });
        broken.collect()
    }

    /// What was wrong with the rejected entities, one problem for each; `key` is an entity's key as it came.
    pub(super) fn problems<'k>(&mut self, key: impl Fn(u32) -> Option<&'k str>) -> Vec<ImportProblem> {
        let all = self.bad().len();
        let mut first: BTreeMap<u32, &Fault> = BTreeMap::new();
        for fault in &self.kept {
            first.entry(fault.index).or_insert(fault);
        }
        let told = first.values().take(MAX_REJECTED);
        let mut problems: Vec<ImportProblem> = told.map(|fault| problem(fault, key(fault.index))).collect();
        let more = all - problems.len();
        if more > 0 {
            let message = format!("{more} more entities were rejected");
            let code = "more_rejected".to_owned();
            problems.push(ImportProblem { index: None, key: None, code, message });
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_does_not_grow_with_what_is_wrong() {
        let mut faults = Faults::default();
        for index in 0..3 {
            let mut flaws = Flaws::default();
            for place in 0..100_000 {
                flaws.tell(Rule::Value, || Flaw::of_property(Rule::Value, place, None));
            }
            assert_eq!((flaws.kept.len(), flaws.count()), (50, 100_000));
            faults.tell_all(index, Some("k"), &flaws);
        }
        for index in 3..100_000 {
            faults.tell(index, Rule::Shape, || format!("#{index}"));
        }
        assert!(faults.kept.len() <= MAX_REJECTED + 100, "{}", faults.kept.len());
        let told = faults.violations();
        assert!(told[0].message.contains(": #3, #4, ") && told[0].message.ends_with("#52 and 99947 more"));
        assert!(told[1].message.ends_with("k (entities[0].properties[49]) and 299950 more"), "{told:?}");
        let problems = faults.problems(|_| Some("k"));
        assert_eq!(problems.len(), MAX_REJECTED + 1);
        assert_eq!(problems[MAX_REJECTED].message, "99000 more entities were rejected");
    }
}
