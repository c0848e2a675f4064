//! The pictures of the sample catalogue: a drawing for each kind of product, in any of its colours, so that a shop without
//! a network has pictures too.

/// The drawings by category: the inside of 480 × 360, the product in `currentColor`.
const DRAWINGS: [(&str, &str); 17] = [
    ("armchairs", include_str!("../assets/samples/armchairs.svg")),
    ("baskets", include_str!("../assets/samples/baskets.svg")),
    ("chairs", include_str!("../assets/samples/chairs.svg")),
    ("cookware", include_str!("../assets/samples/cookware.svg")),
    ("cushions", include_str!("../assets/samples/cushions.svg")),
    ("floor_lamps", include_str!("../assets/samples/floor_lamps.svg")),
    ("mirrors", include_str!("../assets/samples/mirrors.svg")),
    ("pendants", include_str!("../assets/samples/pendants.svg")),
    ("rugs", include_str!("../assets/samples/rugs.svg")),
    ("shelves", include_str!("../assets/samples/shelves.svg")),
    ("side_tables", include_str!("../assets/samples/side_tables.svg")),
    ("sofas", include_str!("../assets/samples/sofas.svg")),
    ("table_lamps", include_str!("../assets/samples/table_lamps.svg")),
    ("tables", include_str!("../assets/samples/tables.svg")),
    ("tableware", include_str!("../assets/samples/tableware.svg")),
    ("throws", include_str!("../assets/samples/throws.svg")),
    ("vases", include_str!("../assets/samples/vases.svg")),
];

const COLOURS: [(&str, &str); 10] = [
    ("black", "#303034"),
    ("blue", "#3b5478"),
    ("brass", "#b8954a"),
    ("grey", "#8f9499"),
    ("moss", "#6f7d4f"),
    ("natural", "#c9a26d"),
    ("ochre", "#cf9b35"),
    ("rust", "#b3552f"),
    ("sand", "#cdb68f"),
    ("white", "#faf8f4"),
];

/// What part of the drawing each view shows.
const VIEWS: [(&str, &str); 2] = [("front", "0 0 480 360"), ("near", "130 90 240 180")];

/// The picture of that name, such as `sofas-moss-front`, as SVG; `None` where the catalogue has no such product.
#[must_use]
pub fn picture(name: &str) -> Option<String> {
    let mut parts = name.splitn(3, '-');
    let mut part = |known: &[(&str, &'static str)]| {
        let part = parts.next()?;
        known.iter().find(|(name, _)| *name == part).map(|(_, value)| *value)
    };
    let (drawing, colour, view) = (part(&DRAWINGS)?, part(&COLOURS)?, part(&VIEWS)?);
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{view}\" width=\"960\" height=\"720\" color=\"{colour}\">\
         <rect width=\"480\" height=\"360\" fill=\"#e4ded4\"/><g fill=\"currentColor\">{}</g></svg>",
        drawing.trim()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_category_is_drawn_in_each_colour_and_nothing_else_is() {
        for (category, _) in DRAWINGS {
            for (colour, code) in COLOURS {
                let picture = picture(&format!("{category}-{colour}-front")).expect("it is drawn");
                assert!(picture.contains(code) && picture.contains("currentColor"), "{category} {colour}");
            }
        }
        for name in ["", "sofas", "sofas-moss", "sofas-moss-back", "boats-moss-front", "sofas-moss-front-"] {
            assert_eq!(picture(name), None, "{name}");
        }
    }
}
