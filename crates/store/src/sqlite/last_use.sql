-- When something that is defined was used last; it leaves neither a record in the log nor activity.
CREATE TABLE last_use (
    tenant      INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    id          TEXT NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (tenant, kind, id)
) WITHOUT ROWID;
