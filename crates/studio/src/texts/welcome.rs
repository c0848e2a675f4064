//! Words of the page that greets the first admin.

pub(crate) const TITLE: &str = "Welcome to Octant";
pub(crate) const TEXT: &str = "Your account is ready. Four steps lead from data that is scattered to an API that your shop, app or partner can query.";
pub(crate) const STEPS: [(&str, &str, &str); 4] = [
    (
        "/studio/new-source",
        "Get data in",
        "Create a source, then drop a CSV file or let a system push into it.",
    ),
    (
        "/studio/cards",
        "Unite it in cards",
        "Say what a product is: which values come from where, and of which type.",
    ),
    ("/studio/segments", "Narrow it down", "Keep what is in stock, or what one market may see."),
    (
        "/studio/destinations",
        "Publish it",
        "Choose what an application gets to see, and publish it as an API.",
    ),
];
pub(crate) const SAMPLE_TITLE: &str = "Or look around first";
pub(crate) const SAMPLE_TEXT: &str = "The sample catalogue of a furniture shop brings sources, cards, segments and published destinations. You can delete it at any time.";
pub(crate) const SAMPLE: &str = "Load the sample catalogue";
pub(crate) const SAMPLE_BUSY: &str = "Loading…";
pub(crate) const START: &str = "Start with an empty Studio";
