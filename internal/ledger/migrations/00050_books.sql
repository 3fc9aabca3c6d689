-- Rule books of calls that are not opened yet: outside the ledger, as drafts of tenders are, and gone when the call is opened. The schema
-- drafts exists and belongs to twinning_owner, as whom this runs.

-- +goose Up

-- One row a rule book. Its text and who shall have which role are sealed under a key that goes with the row.
CREATE TABLE drafts.books (
    id       text COLLATE "C" NOT NULL PRIMARY KEY,
    person   text COLLATE "C" NOT NULL, -- opaque id of who writes it
    book     bytea NOT NULL,            -- sealed
    key_id   text COLLATE "C" NOT NULL UNIQUE,
    kek_id   text COLLATE "C" NOT NULL,
    wrapped  bytea NOT NULL,
    saved_at timestamptz NOT NULL       -- on the programme clock
);
ALTER TABLE drafts.books ALTER COLUMN book SET STORAGE EXTERNAL;
CREATE INDEX books_person ON drafts.books (person);

GRANT SELECT, INSERT, UPDATE, DELETE ON drafts.books TO twinning_app, twinning_door;
