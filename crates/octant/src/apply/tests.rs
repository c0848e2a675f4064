//! The file by itself, and plans against servers that are written down here.

use octant_sdk::{CardDefinition, CardStatus, Destination, Segment, SegmentStatus, Source, SourceStatus};
use serde_json::{Value, json};

use super::failure::Failure;
use super::members::{SETUP, Shape};
use super::plan::{Action, Kind, Permissions, Plan, Work};
use super::read;
use super::setup::Setup;
use super::state::State;
use super::{write, yaml};

/// A file in which every member is said.
const WHOLE: &str = include_str!("whole.yaml");

fn setup(text: &str) -> Setup {
    problems_or(text).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn problems_or(text: &str) -> Result<Setup, Vec<String>> {
    read::setup(yaml::read(text).expect("YAML")).map_err(|failure| match failure {
        Failure::Input(problems) => problems,
        other => vec![other.to_string()],
    })
}

fn problems(text: &str) -> Vec<String> {
    problems_or(text).expect_err("something is wrong")
}

/// A server that is as a file says; version v1 of each destination is the one that is wanted.
fn server(setup: &Setup) -> State {
    let mut state = State::default();
    for source in setup.sources.iter().flatten() {
        let properties = source.properties.iter().map(|property| {
            let mut shown = json!(property.settings());
            shown["id"] = property.id.clone().into();
            serde_json::from_value(shown).expect("a property")
        });
        let (id, name, description) =
            (source.id.parse().expect("an id"), source.name.clone(), source.description.clone());
        let (source_type, status) = (source.source_type, SourceStatus::Active);
        state.sources.push((Source { id, name, description, source_type, status }, properties.collect()));
    }
    for (number, provider) in setup.providers.iter().flatten().enumerate() {
        let id = format!("00000000-0000-7000-8000-{number:012}");
        let shown = json!({"id": id, "name": provider.name, "sources": provider.sources});
        state.providers.push(serde_json::from_value(shown).expect("a provider"));
    }
    for card in setup.cards.iter().flatten() {
        state.cards.push(CardDefinition {
            id: card.id.clone(),
            name: card.name.clone(),
            description: card.description.clone(),
            status: if card.active { CardStatus::Active } else { CardStatus::Draft },
            content: card.content(),
            pending: None,
            activating: None,
            cards: None,
        });
    }
    for segment in setup.segments.iter().flatten() {
        state.segments.push(Segment {
            id: segment.id.clone(),
            name: segment.name.clone(),
            card: segment.card.clone(),
            criteria: segment.criteria.clone(),
            status: if segment.archived { SegmentStatus::Archived } else { SegmentStatus::Active },
        });
    }
    for destination in setup.destinations.iter().flatten() {
        let status = if destination.published { "Published" } else { "Draft" };
        let mut shown = json!(destination.settings());
        shown["id"] = destination.identifier.clone().into();
        shown["identifier"] = destination.identifier.clone().into();
        shown["versions"] =
            json!([{"id": "1", "name": "v1", "status": status, "endpoints": destination.endpoints}]);
        let applications = destination.applications.iter().flatten().map(|name| {
            serde_json::from_value(json!({"name": name, "clientId": name})).expect("an application")
        });
        state.applications.insert((destination.identifier.clone(), "v1".to_owned()), applications.collect());
        state.destinations.push(serde_json::from_value(shown).expect("a destination"));
    }
    state
}

fn plan(setup: &Setup, state: &State) -> Plan {
    plan_with(setup, state, Permissions::default())
}

fn plan_with(setup: &Setup, state: &State, permissions: Permissions) -> Plan {
    Plan::new(setup, state, permissions).unwrap_or_else(|failure| panic!("{failure}"))
}

/// The changes, as the paths that they name.
fn changed(plan: &Plan) -> Vec<String> {
    let paths = |item: &super::plan::Item| -> Vec<String> {
        item.changes
            .iter()
            .map(|change| format!("{} {}: {}", item.kind.name(), item.id, change.path))
            .collect()
    };
    plan.items.iter().flat_map(paths).collect()
}

/// The calls by name, in their order.
fn calls(plan: &Plan) -> Vec<String> {
    let name = |work: &Work| {
        let shown = format!("{work:?}");
        shown.split(['(', ' ']).next().unwrap_or_default().to_owned()
    };
    plan.steps.iter().map(|step| name(&step.work)).collect()
}

fn edited(from: &str, to: &str) -> Setup {
    assert!(WHOLE.contains(from), "{from:?} is not in the file");
    setup(&WHOLE.replacen(from, to, 1))
}

#[test]
fn the_example_says_every_member_that_there_is() {
    fn all(shape: &Shape, values: &[&Value], path: &str) {
        match shape {
            Shape::Any => {}
            Shape::List(shape) => {
                let elements: Vec<&Value> =
                    values.iter().filter_map(|value| value.as_array()).flatten().collect();
                all(shape, &elements, path);
            }
            Shape::Object(members) => {
                for (name, shape) in *members {
                    let inner: Vec<&Value> = values.iter().filter_map(|value| value.get(name)).collect();
                    assert!(!inner.is_empty(), "{path} has no {name}");
                    all(shape, &inner, &format!("{path}.{name}"));
                }
            }
        }
    }
    all(SETUP, &[&yaml::read(WHOLE).expect("YAML")], "");
    // And each member is known to who reads it: nothing is lost on the way back.
    let written = write::yaml(&setup(WHOLE));
    assert_eq!(yaml::read(&written), yaml::read(WHOLE));
}

#[test]
fn every_unknown_member_is_told_with_its_place_and_what_was_meant() {
    let text = "sources: [{id: a, nam: A}]\ncards:\n- id: p\n  properties:\n  - {id: x, sourcePropery: y}\nsegment: []\n";
    assert_eq!(
        problems(text),
        [
            "sources[0].nam: there is no member \"nam\" here; did you mean name?",
            "cards[0].properties[0].sourcePropery: there is no member \"sourcePropery\" here; did you mean sourceProperty?",
            "segment: there is no member \"segment\" here; did you mean segments?",
        ]
    );
    let far = problems("destinations: [{identifier: a, xyzzy: 1}]");
    assert!(far[0].contains("the members are identifier, name, protected"), "{far:?}");
}

#[test]
fn what_has_another_type_is_told_with_its_place() {
    let problem = |text: &str| problems(text).join("\n");
    let wrong = problem("cards: [{id: a, properties: [{id: b, type: Text, source: c, sourceProperty: 3}]}]");
    assert!(wrong.starts_with("cards[0].properties[0].sourceProperty: invalid type: number"), "{wrong}");
    let wrong = problem("cards: [{id: a, properties: [{id: b, type: Texte, source: c, sourceProperty: d}]}]");
    assert!(
        wrong.starts_with("cards[0].properties[0].type: unknown variant `Texte`, expected one of"),
        "{wrong}"
    );
    assert!(problem("sources: 3").starts_with("sources: invalid type"), "{}", problem("sources: 3"));
    assert!(
        problem("[]").starts_with("the file: there is a list where an object belongs"),
        "{}",
        problem("[]")
    );
    let wrong = problem("sources: [[a, A]]");
    assert!(wrong.starts_with("sources[0]: there is a list where an object belongs, of id, name"), "{wrong}");
}

#[test]
fn a_thing_stands_in_the_file_once_and_has_its_id() {
    let told = problems(
        "sources: [{id: a}, {id: A b}]\ncards: [{id: p}, {id: P}]\nproviders: [{name: '', sources: '*'}]",
    );
    assert_eq!(told.len(), 3, "{told:#?}");
    assert!(told[0].starts_with("sources[1].id: "), "{told:?}");
    assert_eq!(told[1..], ["providers[0].name: it is empty", "cards[1].id: \"P\" is there twice"]);
    let told = problems("segments: [{id: s, card: c, criteria: {}}]\ndestinations: [{identifier: d}]");
    assert!(told[0].starts_with("segments[0].criteria: write either fixed"), "{told:?}");
    assert!(told[1].starts_with("destinations[0].endpoints: a destination needs an endpoint"), "{told:?}");
}

#[test]
fn parts_can_be_used_again_and_an_empty_file_says_nothing() {
    assert_eq!(setup(""), Setup::default());
    let text = "sources:\n- &one {id: a, name: A, properties: [{id: X}]}\n- {<<: *one, id: b}\n";
    let sources = setup(text).sources.expect("sources");
    let property = &sources[1].properties[0];
    assert_eq!(
        (sources[1].name.as_str(), property.id.as_str(), property.display_name.as_str()),
        ("A", "x", "X")
    );
}

#[test]
fn on_an_empty_server_everything_is_made_in_the_order_of_what_leans_on_what() {
    let plan = plan(&setup(WHOLE), &State::default());
    assert!(plan.items.iter().all(|item| item.action == Action::Create && !item.destructive));
    let cards: Vec<&str> =
        plan.items.iter().filter(|item| item.kind == Kind::Card).map(|item| item.id.as_str()).collect();
    assert_eq!(cards, ["price", "product", "draft"]);
    let calls = calls(&plan);
    let first = |name: &str| {
        calls.iter().position(|call| call == name).unwrap_or_else(|| panic!("{name}: {calls:?}"))
    };
    let last = |name: &str| calls.iter().rposition(|call| call == name).expect("it is there");
    assert!(last("PutProperty") < first("CreateProvider"));
    assert!(last("CreateCard") < first("ActivateCard"), "a card is activated when its neighbours are there");
    assert!(last("ActivateCard") < first("AwaitCard"), "cards are built beside each other");
    assert!(last("AwaitCard") < first("CreateSegment"), "segments look at active cards");
    assert!(last("CreateSegment") < first("CreateDestination"));
    assert!(first("PutEndpoints") < first("CreateApplication"));
    assert!(last("CreateApplication") < last("Publish"));
    assert!(last("Publish") < first("AwaitPublished"), "versions are published beside each other");
    assert_eq!(calls.iter().filter(|call| *call == "ActivateCard").count(), 2, "the draft stays one");
}

#[test]
fn where_everything_is_as_the_file_says_nothing_is_to_be_done() {
    let whole = setup(WHOLE);
    let state = server(&whole);
    let plan = plan(&whole, &state);
    assert!(plan.items.is_empty() && plan.steps.is_empty(), "{:#?}", plan.items);
    assert_eq!(state.setup(), whole, "the server as a file is the file");
    let nothing = plan_with(&setup(""), &state, Permissions { prune: true, stop_oldest: true });
    assert!(nothing.items.is_empty(), "kinds that the file does not have are left alone");
}

#[test]
fn a_change_is_told_member_by_member() {
    let state = server(&setup(WHOLE));
    let source = plan(&edited("displayName: Price incl. VAT", "displayName: Price"), &state);
    assert_eq!(changed(&source), ["source products: properties.price.displayName"]);
    assert_eq!(calls(&source), ["PutProperty"]);
    let provider = plan(&edited("  - prices\n  - products\n", "  - products\n"), &state);
    assert_eq!(changed(&provider), ["provider Shop system: sources"]);
    let segment = plan(&edited("- 'yes'", "- 'no'"), &state);
    assert_eq!(changed(&segment), ["segment inStock: criteria.dynamic"]);
    assert_eq!(calls(&segment), ["UpdateSegment", "AwaitShown"]);
    let name = plan(&edited("name: Product card", "name: Article"), &state);
    assert_eq!(
        (changed(&name), calls(&name)),
        (vec!["card product: name".to_owned()], vec!["UpdateCard".to_owned()])
    );
    let card = plan(&edited("type: Boolean", "type: Text"), &state);
    assert_eq!(changed(&card), ["card product: properties.stocked.type"]);
    assert_eq!(calls(&card), ["UpdateCard", "ActivateCard", "AwaitCard", "AwaitShown"]);
}

#[test]
fn a_published_version_is_left_and_another_one_is_made() {
    let state = server(&setup(WHOLE));
    let plan = plan(&edited("searchable: true", "searchable: false"), &state);
    assert_eq!(changed(&plan), ["destination shop: endpoints.products.properties.name.searchable"]);
    assert_eq!(
        calls(&plan),
        ["AddVersion", "PutEndpoints", "CreateApplication", "Publish", "AwaitPublished"]
    );
    assert!(
        plan.items[0].effects.iter().any(|effect| effect.contains("v1 keeps its shape")),
        "{:?}",
        plan.items
    );
    assert!(!plan.is_destructive());
}

#[test]
fn other_languages_are_another_version_and_other_settings_are_not() {
    let state = server(&setup(WHOLE));
    let languages = plan(&edited("  - sv\n", "  - sv\n  - de\n"), &state);
    assert_eq!(
        calls(&languages),
        ["AddVersion", "UpdateDestination", "CreateApplication", "Publish", "AwaitPublished"]
    );
    let origins = plan(&edited("https://shop.example.com", "https://www.example.com"), &state);
    assert_eq!(calls(&origins), ["UpdateDestination"]);
}

#[test]
fn another_spelling_of_a_language_is_no_other_language() {
    let state = server(&setup(WHOLE));
    let spelled = plan(&edited("  - sv\n", "  - SV\n"), &state);
    assert_eq!(calls(&spelled), ["UpdateDestination"], "it is shown as it is written, and no other version");
    let respelled = WHOLE.replace("sv:", "SV:");
    assert_ne!(respelled, WHOLE, "labels and fallbacks by language");
    assert!(calls(&plan(&setup(&respelled), &state)).is_empty());
}

#[test]
fn a_version_that_was_published_for_other_languages_is_followed_by_another() {
    let whole = setup(WHOLE);
    let mut state = server(&whole);
    state.destinations[0].versions[0].other_languages = true;
    let plan = plan(&whole, &state);
    assert_eq!(calls(&plan), ["AddVersion", "CreateApplication", "Publish", "AwaitPublished"]);
    assert!(plan.items[0].effects[0].contains("was published for other languages"), "{:?}", plan.items);
}

#[test]
fn a_segment_is_changed_before_its_cards_where_its_old_filter_would_stand_in_the_way() {
    let state = server(&setup(WHOLE));
    // The property goes that the old filter names, and the new filter names one that is there already.
    let without = WHOLE.replacen(
        "  - id: stocked\n    type: Boolean\n    source: products\n    sourceProperty: in_stock\n",
        "",
        1,
    );
    let wanted = setup(&without.replacen(
        "        stocked:\n        - 'yes'\n",
        "        name:\n        - Chair\n",
        1,
    ));
    assert_eq!(
        calls(&plan(&wanted, &state)),
        ["UpdateCard", "UpdateSegment", "ActivateCard", "AwaitCard", "AwaitShown", "AwaitShown"]
    );
    // A filter on a property that comes waits until it is there.
    let added = WHOLE.replacen("  relations:\n  - id: prices\n    name", "  - id: brand\n    type: Text\n    source: products\n    sourceProperty: brand\n  relations:\n  - id: prices\n    name", 1);
    let wanted = setup(&added.replacen("        stocked:\n", "        brand:\n", 1));
    assert_eq!(
        calls(&plan(&wanted, &state)),
        ["UpdateCard", "ActivateCard", "AwaitCard", "UpdateSegment", "AwaitShown", "AwaitShown"]
    );
}

#[test]
fn what_was_begun_is_gone_on_with() {
    let whole = setup(WHOLE);
    let mut state = server(&whole);
    // The wanted endpoints stand in a draft beside a published version with others.
    let destination: &mut Destination = &mut state.destinations[0];
    let mut draft = destination.versions[0].clone();
    draft.name = "v2".to_owned();
    draft.status = octant_sdk::VersionStatus::Draft;
    destination.versions[0].endpoints[0].properties.pop();
    destination.versions.push(draft);
    assert_eq!(calls(&plan(&whole, &state)), ["CreateApplication", "Publish", "AwaitPublished"]);
    // The change of a card waits for an activation.
    let changed = edited("type: Boolean", "type: Text");
    let mut state = server(&whole);
    state.cards[1].status = CardStatus::PendingChanges;
    state.cards[1].pending = changed.cards.as_ref().map(|cards| cards[1].content());
    assert_eq!(state.cards[1].id, "product");
    assert_eq!(calls(&plan(&changed, &state)), ["ActivateCard", "AwaitCard", "AwaitShown"]);
    let untouched = plan(&whole, &state);
    assert!(
        untouched.items.is_empty() && untouched.notes[0].contains("wait for an activation"),
        "{untouched:?}"
    );
}

#[test]
fn cards_that_are_being_built_are_changed_without_waiting_for_them() {
    let whole = setup(WHOLE);
    let changed = edited("  - id: amount\n    type: Decimal", "  - id: amount\n    type: Integer");
    let mut state = server(&whole);
    state.cards[0].status = CardStatus::Updating;
    let plan_of = |state: &State| calls(&plan(&changed, state));
    assert_eq!(plan_of(&state), ["UpdateCard", "ActivateCard", "AwaitCard", "AwaitShown"]);
    // The change was made already, and nobody activated it.
    state.cards[0].activating = Some(state.cards[0].content.clone());
    state.cards[0].pending = changed.cards.as_ref().map(|cards| cards[0].content());
    assert_eq!(plan_of(&state), ["ActivateCard", "AwaitCard", "AwaitShown"]);
}

#[test]
fn what_the_server_is_doing_already_comes_to_its_end_first() {
    let whole = setup(WHOLE);
    let mut state = server(&whole);
    state.cards[1].status = CardStatus::Updating;
    let version = &mut state.destinations[0].versions[0];
    (version.status, version.publishing) = (octant_sdk::VersionStatus::Draft, true);
    let plan = plan(&whole, &state);
    assert!(plan.items.is_empty(), "{:?}", plan.items);
    let shop = Work::AwaitVersion { identifier: "shop".to_owned(), version: "v1".to_owned() };
    assert_eq!(plan.waits, [Work::AwaitCard("product".to_owned()), shop]);
}

#[test]
fn a_change_ends_when_the_versions_that_show_it_show_it() {
    let whole = setup(WHOLE);
    let mut state = server(&whole);
    // A related card's change shows in the parent's results.
    let related = edited("  - id: amount\n    type: Decimal", "  - id: amount\n    type: Integer");
    let changed = plan(&related, &state);
    assert_eq!(changed.items[0].id, "price", "{:?}", changed.items);
    let wait = Work::AwaitShown("shop".to_owned());
    assert_eq!(changed.steps.last().map(|step| &step.work), Some(&wait));
    // What was not waited for the last time is waited for when it is applied again.
    let version = &mut state.destinations[0].versions[0];
    version.building = Some(octant_sdk::Building { done: 1, of: 2 });
    assert_eq!(plan(&whole, &state).waits, [wait]);
    // A version that does not answer shows nothing.
    let version = &mut state.destinations[0].versions[0];
    (version.status, version.building) = (octant_sdk::VersionStatus::Stopped, None);
    let segment = plan(&edited("- 'yes'", "- 'no'"), &state);
    assert!(!calls(&segment).contains(&"AwaitShown".to_owned()), "{:?}", calls(&segment));
}

#[test]
fn no_more_versions_are_published_than_can_be() {
    let whole = setup(WHOLE);
    let mut state = server(&whole);
    let destination: &mut Destination = &mut state.destinations[0];
    for name in ["v2", "v3"] {
        let mut version = destination.versions[0].clone();
        name.clone_into(&mut version.name);
        destination.versions.push(version);
    }
    let wanted = edited("searchable: true", "searchable: false");
    let refused = Plan::new(&wanted, &state, Permissions::default()).expect_err("three are published");
    assert!(refused.to_string().contains("stop v1, or give --stop-oldest"), "{refused}");
    let plan = plan_with(&wanted, &state, Permissions { stop_oldest: true, prune: false });
    assert!(plan.is_destructive());
    let stopped =
        plan.steps.iter().any(|step| matches!(&step.work, Work::Stop { version, .. } if version == "v1"));
    assert!(stopped, "{:?}", plan.steps);
}

#[test]
fn what_ends_or_goes_is_told_as_that() {
    let whole = setup(WHOLE);
    let state = server(&whole);
    for (from, to, call) in [
        ("published: true", "published: false", "Stop"),
        ("name: Product card\n  active: true", "name: Product card\n  active: false", "ArchiveCard"),
        ("- id: favourites", "  archived: true\n- id: favourites", "ArchiveSegment"),
    ] {
        let plan = plan(&edited(from, to), &state);
        assert!(plan.is_destructive() && calls(&plan).contains(&call.to_owned()), "{call}: {plan:#?}");
    }
    let empty = setup("sources: []\nproviders: []\ncards: []\nsegments: []\ndestinations: []\n");
    assert!(plan(&empty, &state).items.is_empty(), "nothing goes unless that is asked for");
    let pruned = plan_with(&empty, &state, Permissions { prune: true, stop_oldest: false });
    assert!(pruned.is_destructive());
    let order: Vec<(Kind, &str)> = pruned.items.iter().map(|item| (item.kind, item.id.as_str())).collect();
    assert_eq!(order[0].0, Kind::Destination);
    let cards: Vec<&str> = order.iter().filter(|(kind, _)| *kind == Kind::Card).map(|(_, id)| *id).collect();
    assert_eq!(cards, ["draft", "product", "price"], "first what leans on others");
    assert_eq!(order.last().map(|(kind, _)| *kind), Some(Kind::Source));
}

#[test]
fn what_is_named_and_is_nowhere_is_told_before_anything_is_done() {
    let told = |from: &str, to: &str| match Plan::new(
        &edited(from, to),
        &State::default(),
        Permissions::default(),
    ) {
        Err(Failure::Impossible(problems)) => problems.join("\n"),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        told("    card: price\n", "    card: prices\n"),
        "cards[1].relations[0].card: there is no card \"prices\"; did you mean price?"
    );
    assert_eq!(
        told("    - inStock\n", "    - instock\n"),
        "destinations[0].endpoints[0].segments[0]: there is no segment \"instock\"; did you mean inStock?"
    );
    assert_eq!(
        told("      - id: amount\n        as: price\n", "      - id: amounts\n"),
        "destinations[0].endpoints[0].relations[0].properties[1]: there is no property of price \"amounts\"; did you mean amount?"
    );
    assert_eq!(
        told("        stocked:\n", "        stock:\n"),
        "segments[0].criteria.dynamic[0].must.stock: there is no property of product \"stock\"; did you mean stocked?"
    );
}

#[test]
fn names_that_generated_clients_cannot_tell_apart_are_told_in_the_plan_unless_they_are_published_already() {
    let wanted = edited(
        "    - id: name\n      searchable: true\n",
        "    - id: name\n      searchable: true\n    - id: stocked\n      as: la-bels\n",
    );
    let refused =
        Plan::new(&wanted, &server(&setup(WHOLE)), Permissions::default()).expect_err("two names are alike");
    let told =
        "shop: endpoints[0].properties[2].as: generated clients cannot tell \"labels\" from \"la-bels\"";
    assert!(refused.to_string().contains(told), "{refused}");
    assert_eq!(changed(&plan(&wanted, &server(&wanted))), Vec::<String>::new());
}

#[test]
fn files_that_are_nested_without_end_are_refused() {
    let many = 50_000;
    let yaml = [
        "[".repeat(many),
        format!("a: {}", "{b: [".repeat(many)),
        format!("{}1{}", "[".repeat(many), "]".repeat(many)),
        "[ # ]\n".repeat(many),
        "- ".repeat(many),
        "? ".repeat(many),
    ];
    for text in yaml {
        let problem = yaml::read(&text).expect_err("nothing can be made of it");
        let is_told = problem.contains("128 deep") || problem.contains("recursion limit");
        assert!(is_told, "{}: {problem}", &text[..10]);
    }
    let toml = [
        format!("a = {}1{}", "[".repeat(many), "]".repeat(many)),
        format!("a = {}", "{b = ".repeat(many)),
        format!("a{} = 1", ".a".repeat(many)),
        format!("[a{}]\nb = 1", ".a".repeat(many)),
    ];
    for text in toml {
        let problem = super::toml_file::read(&text).expect_err("nothing can be made of it");
        let is_told = problem.contains("recurs") && problem.len() < 200;
        assert!(is_told, "{}: {problem}", &text[..10]);
    }
    let json = format!("{}1{}", "[".repeat(many), "]".repeat(many));
    let problem = serde_json::from_str::<Value>(&json).expect_err("nothing can be made of it");
    assert!(problem.to_string().contains("recursion limit"), "{problem}");
}

#[test]
fn parts_used_again_and_again_do_not_grow_without_end() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let part = vec![format!("*a{}", level - 1); 10].join(", ");
        text += &format!("a{level}: &a{level} [{part}]\n");
    }
    let problem = yaml::read(&text).expect_err("10^12 texts");
    assert!(problem.contains("repetition"), "{problem}");
}

#[test]
fn brackets_in_texts_do_not_nest() {
    let open = "[{".repeat(500);
    let text = format!("# {open}\na: \"{open}\"\nb: '{open} it''s'\nc: [{}1]\n", "1, ".repeat(500));
    let json = yaml::read(&text).expect("YAML");
    assert_eq!(json["a"], open);
    assert_eq!(json["c"].as_array().map(Vec::len), Some(501));
}
