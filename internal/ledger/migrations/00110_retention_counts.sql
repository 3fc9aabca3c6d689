-- An event bodies-expired.v1 that does not count destroys nothing and stops nobody's erasure, and one place says whether it counts. Every name is
-- qualified: no search path is used.

-- +goose Up

-- The life whose retention has ended, where the event at a position is bodies-expired.v1 and counts: its subjects are that life alone, and the
-- event that it names ended the retention of that life, before it. NULL where it does not count, or cannot be read. The ledger itself says the
-- same (internal/ledger/ownfacts.go); whose signature it has PostgreSQL cannot check.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION ledger.expired_life(by_event bigint) RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body text;
    said json; -- numbers as they were written
    life text;
BEGIN
    SELECT convert_from(e.body, 'UTF8') INTO body FROM ledger.events e
        WHERE e.position = by_event AND e.stream = 'ledger/erasures' AND e.kind = 'bodies-expired.v1';
    said := body;
    IF body IS NULL OR body ~ '\\u(0000|[dD][89a-fA-F])' -- jsonb does not take it
        OR json_typeof(said -> 'life') IS DISTINCT FROM 'string' OR json_typeof(said -> 'ended') IS DISTINCT FROM 'number'
        OR (said -> 'subjects')::jsonb IS DISTINCT FROM jsonb_build_array(said ->> 'life')
    THEN
        RETURN NULL;
    END IF;
    SELECT e.stream INTO life FROM ledger.events e
        WHERE e.position = (said ->> 'ended')::bigint AND e.position < by_event AND e.stream = said ->> 'life' AND e.kind = 'retention-ended.v1';
    RETURN life;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN NULL;
END $$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION ledger.expired_life(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.expired_life(bigint) TO twinning_app, twinning_door;

-- As it was for bodies-erased.v1. For bodies-expired.v1 that counts: every sealed body before it in the streams of the life that it names.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION ledger.erase(by_event bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    what    text;
    said    jsonb;
    life    text;
    removed bigint;
BEGIN
    SELECT e.kind INTO what FROM ledger.events e
        WHERE e.position = by_event AND e.stream = 'ledger/erasures' AND e.kind IN ('bodies-erased.v1', 'bodies-expired.v1');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no event at position % says that bodies are erased', by_event USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF what = 'bodies-erased.v1' THEN
        SELECT convert_from(e.body, 'UTF8')::jsonb INTO said FROM ledger.events e WHERE e.position = by_event;
        INSERT INTO ledger.erasures (position, erased_by)
            SELECT e.position, by_event FROM ledger.events e
            WHERE e.position IN (SELECT p::bigint FROM jsonb_array_elements_text(said -> 'positions') p)
                AND e.position < by_event AND e.key_id IS NOT NULL
            ON CONFLICT (position) DO NOTHING;
    ELSE
        life := ledger.expired_life(by_event);
        IF life IS NULL THEN
            RAISE EXCEPTION 'the event at position % names no end of a retention', by_event USING ERRCODE = 'no_data_found';
        END IF;
        said := jsonb_build_object('subjects', jsonb_build_array(life));
        INSERT INTO ledger.erasures (position, erased_by)
            SELECT e.position, by_event FROM ledger.events e
            WHERE e.stream IN (life, life || '/in', life || '/letters') AND e.position < by_event AND e.key_id IS NOT NULL
            ON CONFLICT (position) DO NOTHING;
    END IF;
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
