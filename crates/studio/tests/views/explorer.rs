//! The explorer.

use octant_studio::Section;
use octant_studio::page::destinations::explorer::{self, Explorer, Facet, FacetValue, Filter, Result};
use octant_studio::page::destinations::head::{VersionHead, VersionStatus};

use super::destinations::{RESULT, version_head};
use super::{PRODUCTS, Page, Words};

pub(crate) fn pages(words: Words) -> Vec<Page> {
    let shell = words.shell(Section::Destinations);
    let as_json = Explorer { as_json: true, ..filled(words) };
    let nothing = Explorer {
        results: Vec::new(),
        total: 0,
        problem: Some(words.text("There is no property “colour”. Known are name, category, price.")),
        ..filled(words)
    };
    let draft = Explorer {
        version: VersionHead { status: VersionStatus::Draft, ..version_head(words) },
        ..Explorer::default()
    };
    vec![
        ("explorer", explorer::render(&shell, &filled(words))),
        ("explorer-json", explorer::render(&shell, &as_json)),
        ("explorer-nothing", explorer::render(&shell, &nothing)),
        ("explorer-draft", explorer::render(&shell, &draft)),
    ]
}

fn filled(words: Words) -> Explorer {
    let value = |key: &str, count, chosen, depth| FacetValue {
        key: words.text(key),
        shown: words.text(key),
        count,
        chosen,
        depth,
    };
    let result = |(id, title, picture): &(&str, &str, &str)| Result {
        id: words.text(id),
        title: words.text(title),
        picture: if picture.is_empty() { None } else { words.picture(picture) },
        facts: [("price", "4495.00"), ("inStock", "true"), ("category", "Living room, Chairs")]
            .iter()
            .map(|(name, text)| (words.text(name), words.text(text)))
            .collect(),
        json: words.text(RESULT),
    };
    Explorer {
        version: version_head(words),
        endpoint: words.text("products"),
        endpoints: words.texts(&["products", "media"]),
        search: words.text(""),
        languages: words.choices(&[("en", "en"), ("sv", "sv")], "en"),
        sorts: words.choices(&[("", "By id"), ("price", "price, ascending"), ("-price", "price, descending")], "-price"),
        as_json: false,
        facets: vec![
            Facet {
                property: words.text("category"),
                header: words.text("Category"),
                search: None,
                values: vec![
                    value("Furniture", 9_211, false, 0),
                    value("Chairs", 3_104, true, 1),
                    value("Tables", 2_007, false, 1),
                    value("Lighting", 1_822, false, 0),
                ],
            },
            Facet {
                property: words.text("brand"),
                header: words.text("Brand"),
                search: Some(words.text("")),
                values: (0..16)
                    .map(|index| value(&format!("Brand number {index}"), 900 - index * 37, false, 0))
                    .collect(),
            },
            Facet {
                property: words.text("inStock"),
                header: words.text("In stock"),
                search: None,
                values: vec![value("true", 3_001, false, 0), value("false", 103, false, 0)],
            },
        ],
        chosen: vec![Filter {
            header: words.text("Category"),
            value: words.text("Chairs"),
            without: words.text("#"),
        }],
        results: PRODUCTS.iter().map(result).collect(),
        json: words.text(&format!("{{\n\"language\": \"en\",\n\"results\": [{RESULT}]\n}}")),
        total: 3_104,
        took: words.text("1.4"),
        paging: words.paging(),
        url: words.text("https://octant.example/local/webshop/v2/products?category=Chairs&sort=-price"),
        curl: words.text("curl 'https://octant.example/local/webshop/v2/products?category=Chairs&sort=-price'"),
        typescript: words.text("const { results } = await DefaultService.products({\n  top: 24,\n  filter: [{ must: { category: [\"Chairs\"] } }],\n  sortDesc: [\"price\"],\n});"),
        problem: words.hostile.then(|| words.text("")),
    }
}
