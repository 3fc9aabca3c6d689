-- Drafts of tenders: outside the ledger, never a part of the record, and gone with their time. The schema drafts exists and belongs to
-- twinning_owner, as whom this runs.

-- +goose Up

-- One row a draft. Name, content and who is named in it are sealed under a key that goes with the row.
CREATE TABLE drafts.tenders (
    id       text COLLATE "C" PRIMARY KEY CHECK (id ~ '^d-[a-z2-7]{16}$'),
    call     text COLLATE "C" NOT NULL,
    owner    text COLLATE "C" NOT NULL, -- opaque id of the person who saved it
    label    bytea NOT NULL,            -- sealed: its name, and the ids of those whom it names
    file     bytea NOT NULL,            -- sealed: the file
    key_id   text COLLATE "C" NOT NULL UNIQUE,
    kek_id   text COLLATE "C" NOT NULL,
    wrapped  bytea NOT NULL,
    saved_at timestamptz NOT NULL,      -- on the programme clock
    size     integer NOT NULL CHECK (size BETWEEN 0 AND 1048576) -- bytes of the file
);
-- What is sealed looks like chance: it cannot be compressed.
ALTER TABLE drafts.tenders ALTER COLUMN file SET STORAGE EXTERNAL;
CREATE INDEX tenders_call ON drafts.tenders (call, owner);

GRANT USAGE ON SCHEMA drafts TO twinning_app, twinning_door;
GRANT SELECT, INSERT, UPDATE, DELETE ON drafts.tenders TO twinning_app, twinning_door;
