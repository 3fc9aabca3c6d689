-- Forms that somebody has begun and not sent: outside the ledger, as drafts of tenders are, and gone when they are sent. The schema drafts
-- exists and belongs to twinning_owner, as whom this runs.

-- +goose Up

-- One row a life, person and form. What was typed is sealed under a key that goes with the row.
CREATE TABLE drafts.forms (
    stream   text COLLATE "C" NOT NULL, -- of the life
    person   text COLLATE "C" NOT NULL, -- opaque id of who fills it in
    form     text COLLATE "C" NOT NULL, -- which form of the life
    typed    bytea NOT NULL,            -- sealed
    files    text[] COLLATE "C" NOT NULL DEFAULT '{}', -- in evidence.files: they are kept as long as the form names them
    key_id   text COLLATE "C" NOT NULL UNIQUE,
    kek_id   text COLLATE "C" NOT NULL,
    wrapped  bytea NOT NULL,
    saved_at timestamptz NOT NULL,      -- on the programme clock
    PRIMARY KEY (stream, person, form)
);
ALTER TABLE drafts.forms ALTER COLUMN typed SET STORAGE EXTERNAL;
CREATE INDEX forms_files ON drafts.forms USING gin (files);

GRANT SELECT, INSERT, UPDATE, DELETE ON drafts.forms TO twinning_app, twinning_door;
