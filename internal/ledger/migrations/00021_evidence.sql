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

-- As before, and destroys the keys of the files that concern a subject.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION ledger.erase(by_event bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    said    jsonb;
    removed bigint;
BEGIN
    SELECT convert_from(e.body, 'UTF8')::jsonb INTO said FROM ledger.events e
        WHERE e.position = by_event AND e.stream = 'ledger/erasures' AND e.kind = 'bodies-erased.v1';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no event at position % says that bodies are erased', by_event USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO ledger.erasures (position, erased_by)
        SELECT e.position, by_event FROM ledger.events e
        WHERE e.position IN (SELECT p::bigint FROM jsonb_array_elements_text(said -> 'positions') p)
            AND e.position < by_event AND e.key_id IS NOT NULL
        ON CONFLICT (position) DO NOTHING;
    UPDATE ledger.events e SET body = NULL, salt = NULL
        FROM ledger.erasures r WHERE r.erased_by = by_event AND e.position = r.position AND e.body IS NOT NULL;
    GET DIAGNOSTICS removed = ROW_COUNT;
    DELETE FROM ledger.key_subjects s USING ledger.erasures r JOIN ledger.events e ON e.position = r.position
        WHERE r.erased_by = by_event AND s.key_id = e.key_id;
    DELETE FROM ledger.keys k USING ledger.erasures r WHERE r.erased_by = by_event AND k.position = r.position;
    DELETE FROM drafts.tenders d WHERE said -> 'subjects' ? ('person/' || d.owner);
    UPDATE evidence.files f SET wrapped = NULL
        WHERE f.wrapped IS NOT NULL AND f.subjects && ARRAY(SELECT jsonb_array_elements_text(said -> 'subjects'));
    RETURN removed;
END $$;
-- +goose StatementEnd
