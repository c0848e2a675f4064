//! Any query over any documents.

use proptest::prelude::*;

use crate::documents::document;
use crate::queries::query;
use crate::world::{World, in_pages};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_answer_is_what_the_definition_says(
        batches in proptest::collection::vec(
            (proptest::collection::vec(document(), 0..8), proptest::collection::vec(0..20_u8, 0..3)), 1..5
        ),
        queries in proptest::collection::vec(query(), 12),
        reopen: bool,
    ) {
        let mut world = World::new();
        for (position, (put, delete)) in (1..).zip(batches) {
            world.write(put, &delete, position);
            prop_assert_eq!(world.index.position(), position);
        }
        if reopen {
            let position = world.index.position();
            world = world.reopened();
            prop_assert_eq!(world.index.position(), position);
        }
        prop_assert_eq!(world.index.count(), world.documents.len() as u64);
        for query in queries {
            let answer = world.index.search(&query).expect("the query is right");
            prop_assert_eq!(&answer, &world.expected(&query), "{:#?}", query);
            // A second time, some counts come from what is remembered.
            prop_assert_eq!(&world.index.search(&query).expect("the query is right"), &answer);
        }
        let related: Vec<String> = world
            .documents
            .values()
            .filter(|document| document.keys["related"].iter().any(|key| key == "x"))
            .map(|document| document.id.clone())
            .collect();
        prop_assert_eq!(world.index.ids_with_key("related", &["x".to_owned()]).expect("found"), related);
    }

    #[test]
    fn paging_by_after_gives_each_document_once_in_any_order(
        documents in proptest::collection::vec(document(), 0..20), mut query in query(), top in 1_usize..4,
    ) {
        (query.skip, query.facets) = (0, Vec::new());
        let (seen, all) = in_pages(&documents, query, top);
        prop_assert_eq!(seen, all);
    }
}
