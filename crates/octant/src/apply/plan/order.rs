//! The order of cards.

use std::collections::HashSet;

use octant_sdk::CardRelation;

/// The cards so that each comes after those that it is related to; where these go in a circle, as they were.
pub(crate) fn related_first<'c, T>(
    cards: &'c [T],
    id: impl Fn(&'c T) -> &'c str,
    relations: impl Fn(&'c T) -> &'c [CardRelation],
) -> Vec<&'c T> {
    let mut ordered = Vec::with_capacity(cards.len());
    let mut seen = HashSet::new();
    // What is still to be visited, and whether what it is related to was visited already.
    for start in cards {
        let mut stack = vec![(start, false)];
        while let Some((card, ready)) = stack.pop() {
            if ready {
                ordered.push(card);
            } else if seen.insert(id(card)) {
                stack.push((card, true));
                for relation in relations(card).iter().rev() {
                    stack.extend(
                        cards.iter().find(|other| id(other) == relation.card).map(|other| (other, false)),
                    );
                }
            }
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_comes_after_those_that_it_is_related_to() {
        let relation = |card: &str| CardRelation {
            id: card.to_owned(),
            name: String::new(),
            card: card.to_owned(),
            from: "id".to_owned(),
            to: "id".to_owned(),
        };
        let cards = [
            ("product", vec![relation("media"), relation("price")]),
            ("price", vec![relation("currency")]),
            ("media", vec![relation("product"), relation("nowhere")]),
            ("currency", vec![]),
        ];
        let ordered = related_first(&cards, |card| card.0, |card| &card.1);
        let ordered: Vec<&str> = ordered.into_iter().map(|card| card.0).collect();
        assert_eq!(ordered, ["media", "currency", "price", "product"]);
    }
}
