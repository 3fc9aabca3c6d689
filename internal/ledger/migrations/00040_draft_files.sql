-- Which files of the store of evidence a draft of a tender names: they are kept as long as it does, although no fact does yet. The schema
-- drafts exists and belongs to twinning_owner, as whom this runs.

-- +goose Up

-- Both are opaque names. A row goes with its draft.
CREATE TABLE drafts.files (
    draft text COLLATE "C" NOT NULL REFERENCES drafts.tenders ON DELETE CASCADE,
    file  text COLLATE "C" NOT NULL CHECK (file ~ '^f-[a-z2-7]{26}$'), -- in evidence.files
    PRIMARY KEY (draft, file)
);
CREATE INDEX files_file ON drafts.files (file);

GRANT SELECT, INSERT, DELETE ON drafts.files TO twinning_app, twinning_door;
