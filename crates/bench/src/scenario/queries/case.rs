//! The questions.

use clap::ValueEnum;
use serde::Serialize;
use serde_json::{Value, json};

use crate::catalogue::Random;
use crate::shop::{DEAREST, Shop, area, brand, category, colour, sku};

/// A kind of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Case {
    /// One product by its id.
    Id,
    /// A hundred products by their ids.
    Ids,
    /// The first 16 of a category's kind with the total and five facets.
    Filter,
    /// The same of a colour in stock, within a range of prices.
    FilterRange,
    /// The same of an area: one product in eight.
    FilterArea,
    /// The same of everything in stock: four products in five.
    FilterMost,
    /// The same of brands, with the counts that one more brand would give.
    Disjunctive,
    /// The first 16 of everything with the total and five facets.
    Unfiltered,
    /// Two words of a description.
    Text,
    /// A word of a name with a letter wrong.
    TextTypos,
    /// A word and the beginning of another, as somebody types.
    TextPrefix,
    /// The first 16 of everything by price.
    SortPrice,
    /// The first 16 of everything by name, in the language's order.
    SortName,
    /// A kind of category by price downwards, then by name.
    FilterSort,
    /// A page of 100 after some product, by id.
    After,
    /// A page of 100 after some price and product, by price.
    AfterPrice,
    /// All products, page by page: by id, then by price.
    Paging,
}

impl Case {
    /// Its name on the command line.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// The most that 99 in 100 answers should take a single client, in milliseconds.
    pub(crate) fn bar(self) -> Option<f64> {
        match self {
            Self::Id => Some(2.0),
            Self::Filter | Self::FilterRange | Self::FilterArea | Self::FilterMost | Self::Disjunctive => {
                Some(20.0)
            }
            _ => None,
        }
    }

    /// A question of the kind.
    pub(crate) fn body(self, shop: Shop, random: &mut Random) -> Value {
        let mut body = match self {
            Self::Id => json!({"searchOn": ["id"], "search": [some_sku(shop, random)], "top": 1}),
            Self::Ids => {
                let ids: Vec<String> = (0..100).map(|_| some_sku(shop, random)).collect();
                json!({"searchOn": ["id"], "search": ids, "top": 100})
            }
            Self::Filter => first(&json!([{"must": {"category": [category(random.below(200))]}}])),
            Self::FilterRange => {
                let from = random.below(DEAREST - 500);
                let price = json!([{"gte": from, "lt": from + 500}]);
                let must = json!({"colour": [colour(random.below(24))], "inStock": [true], "price": price});
                first(&json!([{"must": must}]))
            }
            Self::FilterArea => first(&json!([{"must": {"category": [area(random.below(8))]}}])),
            Self::FilterMost => first(&json!([{"must": {"inStock": [true]}}])),
            Self::Disjunctive => {
                let brands = [brand(random.below(300)), brand(random.below(300))];
                let mut body = first(&json!([{"must": {"brand": brands}}]));
                body["facetMode"] = "disjunctive".into();
                body
            }
            Self::Unfiltered => first(&json!([])),
            Self::Text | Self::TextTypos | Self::TextPrefix => self.text(shop, random),
            Self::SortPrice => json!({"top": 16, "sortAsc": ["price"]}),
            Self::SortName => json!({"top": 16, "sortAsc": ["name"]}),
            Self::FilterSort => {
                let mut body = first(&json!([{"must": {"category": [category(random.below(200))]}}]));
                body["sort"] = json!(["-price", "name"]);
                body
            }
            Self::After => json!({"top": 100, "sortAsc": ["id"], "after": [some_sku(shop, random)]}),
            Self::AfterPrice => {
                let after = json!([random.below(DEAREST), some_sku(shop, random)]);
                json!({"top": 100, "sortAsc": ["price"], "after": after})
            }
            Self::Paging => json!({}),
        };
        body["language"] = ["en", "sv"][usize::from(random.below(2) == 1)].into();
        body
    }

    fn text(self, shop: Shop, random: &mut Random) -> Value {
        let product = shop.product(random.below(shop.products), 0);
        let of = |property: &str| {
            let found = product.values.iter().find(|value| value.0 == property && value.1 == Some("en"));
            found.map(|value| value.2.clone()).unwrap_or_default()
        };
        let (name, description) = (of("name"), of("description"));
        let words: Vec<&str> = description.split(' ').collect();
        let mut pick = || words[usize::try_from(random.below(words.len() as u64)).unwrap_or_default()];
        let (one, two) = (pick(), pick());
        let longest = name.split(' ').max_by_key(|word| word.len()).unwrap_or_default();
        match self {
            Self::TextTypos => {
                // A letter that no word has takes the place of the third.
                let wrong = format!("{}x{}", &longest[..2], &longest[3..]);
                json!({"search": [wrong], "searchOn": ["name"], "typoTolerance": true, "top": 16, "includeTotals": true})
            }
            Self::TextPrefix => {
                let begun = format!("{one} {}", &two[..3]);
                json!({"search": [begun], "prefixSearch": true, "top": 16, "includeTotals": true})
            }
            _ => json!({"search": [format!("{one} {two}")], "top": 16, "includeTotals": true}),
        }
    }
}

fn some_sku(shop: Shop, random: &mut Random) -> String {
    sku(random.below(shop.products))
}

/// The first 16 with the total; the endpoint's facets come with every answer.
fn first(filter: &Value) -> Value {
    json!({"top": 16, "includeTotals": true, "filter": filter})
}
