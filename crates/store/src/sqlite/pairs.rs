//! The indexes of the file, each with the table whose rows it finds.

/// An index with its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) index: &'static str,
    pub(crate) table: &'static str,
    /// The columns that the index is ordered by.
    pub(crate) columns: &'static [&'static str],
    /// The columns that identify a row of the table.
    pub(crate) key: &'static [&'static str],
    /// Which rows a partial index covers.
    pub(crate) condition: Option<&'static str>,
}

const IMPORT_KEY: &[&str] = &["tenant", "id"];

pub(crate) const ENTRY_KEY: Pair = pair("entry_key", "entry", &["source", "key"], &["id"]);
pub(crate) const SOURCE_NAME: Pair =
    pair("sqlite_autoindex_source_1", "source", &["tenant", "name"], &["id"]);
pub(crate) const TENANT_NAME: Pair = pair("sqlite_autoindex_tenant_1", "tenant", &["name"], &["id"]);
pub(crate) const DEFINITION_ID: Pair =
    pair("definition_id", "definition", &["kind", "id"], &["tenant", "kind", "id"]);

/// Every index; a test compares them with the schema.
pub(crate) const PAIRS: [Pair; 15] = [
    TENANT_NAME,
    SOURCE_NAME,
    DEFINITION_ID,
    ENTRY_KEY,
    pair("log_last", "log", &["tenant", "last"], &["rowid"]),
    pair("import_source", "import", &["tenant", "source", "id"], IMPORT_KEY),
    Pair {
        condition: Some("provider IS NOT NULL"),
        ..pair("import_provider", "import", &["tenant", "provider", "id"], IMPORT_KEY)
    },
    Pair {
        condition: Some("correlation IS NOT NULL"),
        ..pair("import_correlation", "import", &["tenant", "correlation", "id"], IMPORT_KEY)
    },
    Pair {
        condition: Some("state = 'applied'"),
        ..pair("import_unpublished", "import", &["tenant", "source", "sequence"], IMPORT_KEY)
    },
    Pair { condition: Some("state = 'failed'"), ..pair("import_failed", "import", IMPORT_KEY, IMPORT_KEY) },
    pair("idempotency_age", "idempotency", &["used_at"], &["tenant", "scope", "key"]),
    pair("activity_tenant", "activity", &["tenant", "number"], &["number"]),
    pair("activity_actor", "activity", &["tenant", "actor", "number"], &["number"]),
    pair("activity_kind", "activity", &["tenant", "kind", "id", "number"], &["number"]),
    pair("activity_age", "activity", &["at"], &["number"]),
];

const fn pair(
    index: &'static str,
    table: &'static str,
    columns: &'static [&'static str],
    key: &'static [&'static str],
) -> Pair {
    Pair { index, table, columns, key, condition: None }
}

impl Pair {
    /// The columns of an index entry: those that the index is ordered by, then what identifies the row.
    pub(crate) fn entry_columns(&self) -> Vec<&'static str> {
        let mut columns = self.columns.to_vec();
        columns.extend(self.key.iter().filter(|column| !self.columns.contains(column)));
        columns
    }

    /// Reads index entries, each with whether the row that it refers to is there and has the same values, as the last
    /// column.
    pub(crate) fn entries_sql(&self, bound: &str, order: &str) -> String {
        let Self { index, table, .. } = self;
        let columns = self.entry_columns();
        let is_alike = equal(&columns, " IS ");
        let row = equal(self.key, " = ");
        format!(
            "SELECT {}, ifnull((SELECT {is_alike} FROM {table} AS r NOT INDEXED WHERE {row}), 0)
             FROM {table} AS i INDEXED BY {index} {} ORDER BY {} LIMIT ",
            list("i", &columns, ""),
            conditions("i", &columns, bound, self.condition),
            list("i", &columns, order),
        )
    }

    /// Reads whether the index entry beside a place agrees with its row.
    pub(crate) fn neighbour_sql(&self, bound: &str, order: &str) -> String {
        let Self { index, table, .. } = self;
        format!(
            "SELECT (SELECT {} FROM {table} AS r NOT INDEXED WHERE {})
             FROM {table} AS i INDEXED BY {index} {} ORDER BY {} LIMIT 1",
            equal(&self.entry_columns(), " IS "),
            equal(self.key, " = "),
            conditions("i", self.columns, bound, self.condition),
            list("i", self.columns, order),
        )
    }

    /// Reads rows by their key, each with whether the index has its entry, as the last column.
    pub(crate) fn rows_sql(&self, bound: &str) -> String {
        let Self { index, table, .. } = self;
        let columns = self.entry_columns();
        let entry = equal(&columns, " = ");
        let condition = self.condition.map(|condition| format!(" AND i.{condition}")).unwrap_or_default();
        format!(
            "SELECT {}, EXISTS (SELECT 1 FROM {table} AS i INDEXED BY {index} WHERE {entry}{condition})
             FROM {table} AS r NOT INDEXED {} ORDER BY {} LIMIT ",
            list("r", &self.row_columns(), ""),
            conditions("r", self.key, bound, self.condition),
            list("r", self.key, ""),
        )
    }

    /// The columns that [`Pair::rows_sql`] reads: the row's key, then the other ones of the index entry.
    pub(crate) fn row_columns(&self) -> Vec<&'static str> {
        let mut columns = self.key.to_vec();
        columns.extend(self.columns.iter().filter(|column| !self.key.contains(column)));
        columns
    }
}

fn list(alias: &str, columns: &[&str], order: &str) -> String {
    let columns: Vec<String> = columns.iter().map(|column| format!("{alias}.{column}{order}")).collect();
    columns.join(", ")
}

fn equal(columns: &[&str], operator: &str) -> String {
    let columns: Vec<String> =
        columns.iter().map(|column| format!("r.{column}{operator}i.{column}")).collect();
    columns.join(" AND ")
}

/// `bound` is empty or an operator that holds the first columns against as many parameters as there are columns.
fn conditions(alias: &str, columns: &[&str], bound: &str, condition: Option<&str>) -> String {
    let mut all = Vec::new();
    if !bound.is_empty() {
        let parameters = vec!["?"; columns.len()].join(", ");
        all.push(format!("({}) {bound} ({parameters})", list(alias, columns, "")));
    }
    all.extend(condition.map(|condition| format!("{alias}.{condition}")));
    if all.is_empty() { String::new() } else { format!("WHERE {}", all.join(" AND ")) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_index_of_the_schema_is_a_pair() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("octant.db");
        let connection = super::super::connection::open_writing(&file, 1 << 20).expect("it opens");
        super::super::migrate::migrate(&connection, folder.path(), &super::super::migrate::STEPS)
            .expect("made");
        let mut statement = connection
            .prepare(
                "SELECT list.name FROM sqlite_schema AS s, pragma_index_list(s.name) AS list
                 JOIN pragma_table_list AS t ON t.name = s.name
                 WHERE s.type = 'table' AND NOT (list.origin = 'pk' AND t.wr)",
            )
            .expect("prepared");
        let schema: BTreeSet<String> =
            statement.query_map([], |row| row.get(0)).expect("read").collect::<Result<_, _>>().expect("read");
        let pairs: BTreeSet<String> = PAIRS.iter().map(|pair| pair.index.to_owned()).collect();
        assert_eq!(pairs, schema);
    }
}
