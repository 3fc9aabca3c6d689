-- Exports that take long: beside the ledger, never a part of the record. The schema web exists and belongs to twinning_owner, as whom this runs.

-- +goose Up

-- One row an export that somebody asked for. What was made is sealed under a key that is drawn anew for each attempt and goes with the row.
CREATE TABLE web.exports (
    id          text COLLATE "C" PRIMARY KEY CHECK (id ~ '^x-[a-z2-7]{26}$'),
    person      text COLLATE "C" NOT NULL, -- opaque id: whose it is
    stream      text COLLATE "C" NOT NULL, -- of the call or the tender
    ask         text NOT NULL,             -- JSON: which document, as of when, in which form and language; no personal data
    file        text NOT NULL,             -- what it is called as a file
    state       text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    why         text COLLATE "C" NOT NULL DEFAULT '', -- code of a failure
    rows_done   bigint NOT NULL DEFAULT 0,
    rows_all    bigint NOT NULL DEFAULT 0, -- as far as is known
    attempt     integer NOT NULL DEFAULT 0,
    owner       text COLLATE "C" NOT NULL DEFAULT '', -- the process that makes it
    lease_until timestamptz,               -- real time, as the others: from then on another process may begin it anew
    erasures    bigint NOT NULL DEFAULT -1, -- position of the last erasure before it was begun
    size        bigint NOT NULL DEFAULT 0, -- bytes
    key_id      text COLLATE "C",
    kek_id      text COLLATE "C",
    wrapped     bytea,
    asked_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_at     timestamptz,
    gone_at     timestamptz NOT NULL       -- from then on nobody reads it
);
CREATE INDEX exports_person ON web.exports (person, asked_at);
CREATE INDEX exports_open ON web.exports (asked_at) WHERE state IN ('waiting', 'running');

-- The bytes of an export, in sealed pieces.
CREATE TABLE web.export_pieces (
    export  text COLLATE "C" NOT NULL REFERENCES web.exports ON DELETE CASCADE,
    attempt integer NOT NULL,
    n       integer NOT NULL,
    sealed  bytea NOT NULL,
    PRIMARY KEY (export, attempt, n)
);
ALTER TABLE web.export_pieces ALTER COLUMN sealed SET STORAGE EXTERNAL;

GRANT SELECT, INSERT, UPDATE, DELETE ON web.exports TO twinning_app, twinning_door;
GRANT SELECT, INSERT, DELETE ON web.export_pieces TO twinning_app, twinning_door;
