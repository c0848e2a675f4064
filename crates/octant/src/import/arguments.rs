//! What can be said on the command line of `octant import`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// After the options in `octant import --help`.
///
/// Each paragraph is one line: the terminal breaks it.
const AFTER_HELP: &str = "\
Rows and entities:

A CSV row, an object of a JSON array, or a line of NDJSON becomes one entity. The file is read twice. First it is \
checked whole; where a row is wrong, nothing is sent and every wrong row is named, unless --partial or --rejects is \
given. Then it is sent, in payloads of at most 1000 entities and 20 MB. Only the rows at hand are in memory.

A column's name becomes a property id: lower case, each run of other characters than a-z 0-9 _ - one `_`, none at the \
ends (`Short description` is short_description, `In stock?` is in_stock). With an organization key, the original is \
kept as the property's display name, unless it has one already.

In JSON, objects in objects are flattened with `_` ({\"size\":{\"width\":3}} is size_width), arrays of texts, numbers \
and flags are joined with the list delimiter, any other array is kept as its JSON text, and null is an empty cell.

A file may be packed with gzip. Text that is neither marked nor UTF-8 is taken as windows-1252 unless its letters \
clearly say otherwise; the summary tells such a guess with lines to compare. A file of UTF-8 with a damaged character is \
refused with its place.

COLUMN is a name as it stands in the file, or #3 for the third column.

Exit codes:
  0  everything is in (or would be, with --dry-run)
  1  failed: a file cannot be read, a row is wrong, or the server refused
  2  the command line is wrong
  3  some rows were rejected, and the others are in
  4  the server cannot be reached, or stayed overloaded
  5  the server does not accept the credentials, or what they allow does not reach this far";

/// Brings the rows of a CSV, JSON or NDJSON file into a source.
#[derive(Debug, Clone, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct ImportArguments {
    /// The file; `-` reads standard input (through a temporary file)
    pub(crate) file: PathBuf,
    /// The source that the rows go into
    #[arg(long, short, value_name = "SOURCE")]
    pub(crate) source: String,
    /// The column, or columns, whose cells make the entity's key
    #[arg(long, short, value_name = "COLUMN[,COLUMN]", required = true, value_delimiter = ',')]
    pub(crate) key: Vec<String>,

    /// Stands between the parts of a key that is made of several columns
    #[arg(long, value_name = "TEXT", default_value = "_")]
    pub(crate) key_separator: String,
    /// Keeps the key columns as properties, too
    #[arg(long)]
    pub(crate) keep_key: bool,
    /// Makes keys valid: blanks at the ends go, and each run of other characters than a-z A-Z 0-9 _ - becomes one `_`
    #[arg(long)]
    pub(crate) clean_keys: bool,
    /// Gives a column's property another id, and its values a language: `Name SV=name:sv`
    #[arg(long, value_name = "COLUMN=ID[:LANGUAGE]")]
    pub(crate) map: Vec<String>,
    /// Leaves a column out
    #[arg(long, value_name = "COLUMN")]
    pub(crate) skip: Vec<String>,
    /// Says that a column holds lists, and what separates their elements: `tags=,`. With an organization key the
    /// property's type is set accordingly, where it has none yet
    #[arg(long, value_name = "COLUMN=DELIMITER")]
    pub(crate) list: Vec<String>,
    /// Joins the elements of lists for which --list names no other delimiter
    #[arg(long, value_name = "TEXT", default_value = "|")]
    pub(crate) list_delimiter: String,
    /// What an empty cell does: nothing, or it clears the stored value
    #[arg(long, value_enum, default_value_t = Empty::Skip)]
    pub(crate) empty: Empty,
    /// What happens where several rows have the same key. `combine` makes one entity of them: where their cells in a
    /// column differ they are joined as a list, one element per row; no cell is lost
    #[arg(long, value_enum, default_value_t = OnDuplicate::Refuse)]
    pub(crate) on_duplicate: OnDuplicate,

    /// The file's format; told from its name and content if not given
    #[arg(long, value_enum)]
    pub(crate) format: Option<FormatName>,
    /// The character between the cells of a CSV file, or `tab`; detected if not given
    #[arg(long, value_name = "CHARACTER")]
    pub(crate) delimiter: Option<String>,
    /// The file's encoding, such as utf-8, windows-1252, cp850, macintosh, shift_jis or utf-16le; detected if not given
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
    /// Stores U+FFFD where bytes are not text in the file's encoding; otherwise such a file is refused
    #[arg(long)]
    pub(crate) replace_invalid: bool,
    /// What quotes mean in a CSV file
    #[arg(long, value_enum, default_value_t = QuotesName::Strict)]
    pub(crate) quotes: QuotesName,
    /// The most that a file packed with gzip may unpack to, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 10 * 1024)]
    pub(crate) max_unpacked: u64,
    /// The most that one row may take, in MiB: a quote without its partner makes one row of the whole file
    #[arg(long, value_name = "MIB", default_value_t = 16)]
    pub(crate) max_row: u64,
    /// The most memory for rows that wait to be combined with others of their key, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 256)]
    pub(crate) combine_memory: u64,

    /// Shows what would change, and changes nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Takes the good rows where others are wrong
    #[arg(long)]
    pub(crate) partial: bool,
    /// Writes the rejected rows to this file, in the input's format with the reason added; implies --partial. Once
    /// they are mended, import it with --skip reject_reason. Cells of CSV that a spreadsheet would run as formulas get an
    /// apostrophe before them, which importing the file takes off again
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    /// Leaves formulas in the CSV file of --rejects as they came, for programs that read it; the reason's column is
    /// reject_reason_raw then
    #[arg(long, requires = "rejects")]
    pub(crate) raw_rejects: bool,
    /// The most wrong rows to name on the terminal; 0 for all
    #[arg(long, value_name = "COUNT", default_value_t = 1000)]
    pub(crate) show: u64,
    /// Prints the summary as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Shows no progress
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// The server's address
    #[arg(long, env = "OCTANT_URL", default_value = "http://127.0.0.1:8080")]
    pub(crate) url: String,
    /// The data provider's id
    #[arg(long, env = "OCTANT_PROVIDER_ID", value_name = "ID", hide_env_values = true)]
    pub(crate) provider_id: Option<String>,
    /// The data provider's secret
    #[arg(long, env = "OCTANT_PROVIDER_SECRET", value_name = "SECRET", hide_env_values = true)]
    pub(crate) provider_secret: Option<String>,
    /// An organization key; used where a provider is given as well
    #[arg(long, env = "OCTANT_API_KEY", value_name = "KEY", hide_env_values = true)]
    pub(crate) api_key: Option<String>,
    /// Makes the source, and a data provider for it, where there is none yet (with an organization key)
    #[arg(long)]
    pub(crate) create: bool,
    /// How many payloads are sent at a time
    #[arg(long, value_name = "COUNT", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) parallel: u16,
    /// The most entities in one payload
    #[arg(long, value_name = "COUNT", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) payload: u32,
}

/// What an empty cell does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Empty {
    /// Nothing: what is stored stays.
    Skip,
    /// It clears the stored value.
    Clear,
}

/// What happens where several rows have the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnDuplicate {
    /// All of them are wrong.
    Refuse,
    /// They make one entity.
    Combine,
}

/// What quotes mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum QuotesName {
    /// As RFC 4180 has them; a row with text after a closing quote is wrong.
    Strict,
    /// The same, but a cell with text after its closing quote is kept as it stands, quotes included.
    Lenient,
    /// As ordinary characters.
    Literal,
}

/// The formats by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatName {
    /// Rows of cells, with a header.
    Csv,
    /// One array of objects.
    Json,
    /// One object a line.
    Ndjson,
}
