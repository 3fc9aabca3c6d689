-- What is sealed in a life whose retention has ended is destroyed by a worker: it records bodies-expired.v1 in ledger/erasures, and ledger.erase
-- does what that says, where the life's own event ended its retention. Every name is qualified: no search path is used.

-- +goose Up

-- As it was, but that the event bodies-expired.v1 is a worker's too.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION ledger.check_events() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    b        ledger.batches;
    n        bigint;
    lo       bigint;
    hi       bigint;
    own      bigint;
    receipts boolean;
    stale    bigint;
    moved    bigint;
    unsealed bigint;
    bad      bigint;
BEGIN
    SELECT * INTO b FROM ledger.batches ORDER BY size DESC LIMIT 1;
    SELECT count(*), min(a.position), max(a.position), min(a.position) FILTER (WHERE a.stream LIKE 'ledger/%' AND NOT (a.stream = 'ledger/erasures' AND a.kind = 'bodies-expired.v1')),
        coalesce(bool_or(a.stream LIKE '%/in'), false),
        min(a.position) FILTER (WHERE a.key_id IS NULL
            AND (a.stream LIKE 'person/%' OR a.kind IN (SELECT k.kind FROM ledger.sealed_kinds k)))
        INTO n, lo, hi, own, receipts, unsealed FROM added a;
    IF n = 0 THEN
        RETURN NULL;
    END IF;
    IF b.size IS NULL OR n <> b.size - b.first OR lo <> b.first OR hi <> b.size - 1 THEN
        RAISE EXCEPTION 'INSERT on ledger.events: positions % to % are not those of the last batch', lo, hi USING ERRCODE = 'check_violation';
    END IF;
    IF own IS NOT NULL THEN
        IF NOT EXISTS (SELECT FROM ledger.events k WHERE k.stream = 'ledger/keys' AND k.kind = 'signing-key-registered.v1'
            AND convert_from(k.body, 'UTF8')::jsonb ->> 'key' = b.signer
            AND 'operator' = ANY (string_to_array(convert_from(k.body, 'UTF8')::jsonb ->> 'roles', ',')))
        THEN
            RAISE EXCEPTION 'INSERT on ledger.events: only an operator''s key appends to the ledger''s own streams, not position %', own
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    IF receipts THEN -- a line of the header is read once a receipt: OFFSET keeps the inner SELECT as it is
        SELECT min(r.position) FILTER (WHERE r.stamped IS NULL
                OR r.stamped NOT BETWEEN b.at - interval '1 microsecond' * (SELECT s.tolerance_us FROM ledger.settings s ORDER BY s.position DESC LIMIT 1) AND b.at),
            min(r.position) FILTER (WHERE CASE WHEN (SELECT c.identity FROM ledger.clock c)
                THEN r.received <> r.stamped
                ELSE r.received > b.recorded_at
                    OR r.received < (SELECT p.recorded_at FROM ledger.batches p WHERE p.size <= b.first AND p.at <= r.stamped ORDER BY p.size DESC LIMIT 1) END)
            INTO stale, moved
            FROM (SELECT a.position, substr(split_part(a.header, E'\n', 7), 10)::timestamptz AS received,
                    nullif(substr(split_part(a.header, E'\n', 17), 9), '-')::timestamptz AS stamped
                FROM added a WHERE a.stream LIKE '%/in' AND substr(split_part(a.header, E'\n', 7), 10) <> '-' OFFSET 0) r;
    END IF;
    IF stale IS NOT NULL THEN
        RAISE EXCEPTION 'INSERT on ledger.events: the receipt at position % is older than the tolerance, or has no stamp', stale
            USING ERRCODE = 'check_violation';
    END IF;
    IF moved IS NOT NULL THEN
        RAISE EXCEPTION 'INSERT on ledger.events: the receipt at position % was received at another instant than it was stamped: earlier than what had been recorded by then, or later than itself', moved
            USING ERRCODE = 'check_violation';
    END IF;
    IF unsealed IS NOT NULL THEN
        RAISE EXCEPTION 'INSERT on ledger.events: the body at position % must be sealed', unsealed USING ERRCODE = 'check_violation';
    END IF;
    IF current_user = 'twinning_door' THEN
        SELECT a.position INTO bad FROM added a
            WHERE NOT (a.stream LIKE '%/in' OR a.stream LIKE 'person/%' OR a.stream LIKE 'what-if/%')
                OR substr(split_part(a.header, E'\n', 9), 7) = 'engine' LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'INSERT on ledger.events: twinning_door appends receipts, people and questions, not position %', bad
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- As it was for bodies-erased.v1. For bodies-expired.v1: every sealed body before it in the streams of the life that it names.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION ledger.erase(by_event bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    what    text;
    said    jsonb;
    lives   text[];
    removed bigint;
BEGIN
    SELECT e.kind, convert_from(e.body, 'UTF8')::jsonb INTO what, said FROM ledger.events e
        WHERE e.position = by_event AND e.stream = 'ledger/erasures' AND e.kind IN ('bodies-erased.v1', 'bodies-expired.v1');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no event at position % says that bodies are erased', by_event USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF what = 'bodies-erased.v1' THEN
        INSERT INTO ledger.erasures (position, erased_by)
            SELECT e.position, by_event FROM ledger.events e
            WHERE e.position IN (SELECT p::bigint FROM jsonb_array_elements_text(said -> 'positions') p)
                AND e.position < by_event AND e.key_id IS NOT NULL
            ON CONFLICT (position) DO NOTHING;
    ELSE
        IF said -> 'subjects' <> jsonb_build_array(said -> 'life') OR NOT EXISTS (SELECT FROM ledger.events e
            WHERE e.position = (said ->> 'ended')::bigint AND e.position < by_event AND e.stream = said ->> 'life' AND e.kind = 'retention-ended.v1')
        THEN
            RAISE EXCEPTION 'the event at position % names no end of a retention', by_event USING ERRCODE = 'insufficient_privilege';
        END IF;
        lives := ARRAY[said ->> 'life', (said ->> 'life') || '/in', (said ->> 'life') || '/letters'];
        INSERT INTO ledger.erasures (position, erased_by)
            SELECT e.position, by_event FROM ledger.events e
            WHERE e.stream = ANY (lives) AND e.position < by_event AND e.key_id IS NOT NULL
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
