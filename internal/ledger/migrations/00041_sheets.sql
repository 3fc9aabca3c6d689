-- Score sheets of evaluators that are not reported yet: outside the ledger, as drafts of tenders are, and gone when they are reported. The
-- schema drafts exists and belongs to twinning_owner, as whom this runs.

-- +goose Up

-- One row a tender and evaluator. What was typed is sealed under a key that goes with the row.
CREATE TABLE drafts.sheets (
    tender   text COLLATE "C" NOT NULL, -- reference
    person   text COLLATE "C" NOT NULL, -- opaque id of the evaluator
    sheet    bytea NOT NULL,            -- sealed
    key_id   text COLLATE "C" NOT NULL UNIQUE,
    kek_id   text COLLATE "C" NOT NULL,
    wrapped  bytea NOT NULL,
    saved_at timestamptz NOT NULL,      -- on the programme clock
    PRIMARY KEY (tender, person)
);
ALTER TABLE drafts.sheets ALTER COLUMN sheet SET STORAGE EXTERNAL;

GRANT SELECT, INSERT, UPDATE, DELETE ON drafts.sheets TO twinning_app, twinning_door;
