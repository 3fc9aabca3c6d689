-- Temporal's histories of ended runs are evidence, so they stand with the record and not in a schema that may be made again.

-- +goose Up

-- One row a history: gzip of the JSON whose SHA-256 an event history-kept.v1 holds. It names nobody.
CREATE TABLE ledger.histories (
    sha256 text COLLATE "C" PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    gz     bytea NOT NULL
);
ALTER TABLE ledger.histories ALTER COLUMN gz SET STORAGE EXTERNAL; -- it is compressed already
CREATE TRIGGER never BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.histories FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
GRANT SELECT, INSERT ON ledger.histories TO twinning_app;

-- So that a verification can say which migrations were made.
GRANT SELECT ON ledger.migrations TO twinning_app, twinning_door;
