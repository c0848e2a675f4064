-- Version 2. Who changed what of the set-up; the newest has the largest number.
CREATE TABLE activity (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant      INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    actor       TEXT NOT NULL,
    kind        TEXT NOT NULL,
    id          TEXT NOT NULL,
    change      TEXT NOT NULL,
    before      TEXT,
    after       TEXT
);
CREATE INDEX activity_tenant ON activity (tenant, number);
CREATE INDEX activity_actor ON activity (tenant, actor, number);
CREATE INDEX activity_kind ON activity (tenant, kind, id, number);
CREATE INDEX activity_age ON activity (at);
