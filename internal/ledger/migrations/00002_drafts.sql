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

GRANT USAGE ON SCHEMA drafts TO twinning_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON drafts.tenders TO twinning_app;

-- As before, and with the bodies go the drafts that the person saved. Who is named in somebody else's draft stands in what is sealed, so
-- that the application drops those (internal/drafts).
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION ledger.erase(who text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    n       bigint := 0;
    digest  bytea := '';
    key     record;
    instant timestamptz;
    removed bigint := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(8392292353647930983);
    SELECT e.n, e.digest INTO n, digest FROM ledger.erasures e ORDER BY e.n DESC LIMIT 1;
    n := coalesce(n, 0);
    digest := coalesce(digest, '');
    instant := clock_timestamp();
    FOR key IN
        SELECT k.position, k.key_id FROM ledger.key_subjects s JOIN ledger.keys k ON k.key_id = s.key_id
        WHERE s.subject = who ORDER BY k.position
    LOOP
        n := n + 1;
        digest := sha256(digest || convert_to(format(E'%s %s %s %s %s\n', n, who, key.position, key.key_id,
            to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')), 'UTF8'));
        INSERT INTO ledger.erasures (n, subject, position, key_id, erased_at, digest)
            VALUES (n, who, key.position, key.key_id, instant, digest);
        UPDATE ledger.events e SET body = NULL, salt = NULL WHERE e.position = key.position;
        DELETE FROM ledger.keys k WHERE k.key_id = key.key_id;
        DELETE FROM ledger.key_subjects s WHERE s.key_id = key.key_id;
        removed := removed + 1;
    END LOOP;
    DELETE FROM drafts.tenders d WHERE 'person/' || d.owner = who;
    RETURN removed;
END $$;
-- +goose StatementEnd
