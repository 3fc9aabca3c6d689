-- Files of evidence: sealed, beside the ledger, each with a key of its own. The ledger holds the fact that a file was added, with the hash of
-- its ciphertext; the file itself stands in a store of blobs under the name of its row. The schema evidence exists and belongs to
-- twinning_owner, as whom this runs.

-- +goose Up

-- One row a file that is whole in the store. A key that is NULL was destroyed, by an erasure or by a sweep: the blob goes with the next sweep.
CREATE TABLE evidence.files (
    name          text COLLATE "C" PRIMARY KEY CHECK (name ~ '^f-[a-z2-7]{26}$'),
    stream        text COLLATE "C" NOT NULL,        -- of the tender
    subjects      text[] NOT NULL CHECK (cardinality(subjects) > 0), -- whom it concerns: who added it, and the tender
    same          text COLLATE "C" NOT NULL,        -- HMAC of tender, sender and content under a key that is not here: equal files are one
    sealed_sha256 bytea NOT NULL CHECK (octet_length(sealed_sha256) = 32),
    sealed_size   bigint NOT NULL CHECK (sealed_size > 16), -- bytes of the ciphertext
    key_id        text COLLATE "C" NOT NULL UNIQUE,
    kek_id        text COLLATE "C" NOT NULL,
    wrapped       bytea,
    state         text NOT NULL CHECK (state IN ('unscanned', 'waiting', 'clean', 'refused', 'unscannable')),
    stored_at     timestamptz NOT NULL DEFAULT clock_timestamp() -- real time, of the last upload of this content
);
CREATE UNIQUE INDEX files_same ON evidence.files (stream, same) WHERE wrapped IS NOT NULL AND state <> 'refused';
CREATE INDEX files_subjects ON evidence.files USING gin (subjects);
CREATE INDEX files_waiting ON evidence.files (stored_at) WHERE state = 'waiting';

GRANT USAGE ON SCHEMA evidence TO twinning_app, twinning_door;
GRANT SELECT, INSERT, DELETE, UPDATE (wrapped, state, stored_at) ON evidence.files TO twinning_app;
GRANT SELECT, INSERT, UPDATE (state, stored_at) ON evidence.files TO twinning_door;
