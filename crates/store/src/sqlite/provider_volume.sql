-- What each provider ever sent, with what retention has let go of: a row of each import would have to be read otherwise.
CREATE TABLE provider_volume (
    tenant      INTEGER NOT NULL,
    provider    BLOB NOT NULL,
    imports     INTEGER NOT NULL,
    failed      INTEGER NOT NULL,
    created     INTEGER NOT NULL,
    updated     INTEGER NOT NULL,
    unchanged   INTEGER NOT NULL,
    deleted     INTEGER NOT NULL,
    PRIMARY KEY (tenant, provider)
) WITHOUT ROWID;
INSERT INTO provider_volume (tenant, provider, imports, failed, created, updated, unchanged, deleted)
    SELECT tenant, provider, count(*), sum(state = 'failed'), sum(created), sum(updated), sum(unchanged), sum(deleted)
    FROM import WHERE provider IS NOT NULL GROUP BY tenant, provider;
