-- The schemas ledger and views exist and belong to twinning_owner, as whom this runs. Every name is qualified: no search path is used.

-- +goose Up

-- One row an event. What can be read off the header is generated from it, so it cannot say anything else.
-- A body that is NULL was sealed and has been erased, with its salt.
CREATE TABLE ledger.events (
    header    text COLLATE "C" NOT NULL CHECK (starts_with(header, E'twinning-event v1\n')),
    body      bytea,
    salt      bytea CHECK (octet_length(salt) = 32),
    body_hash bytea NOT NULL CHECK (octet_length(body_hash) = 32),
    leaf      bytea NOT NULL CHECK (octet_length(leaf) = 32),
    position  bigint NOT NULL GENERATED ALWAYS AS (substr(split_part(header, E'\n', 2), 10)::bigint) STORED PRIMARY KEY,
    stream    text COLLATE "C" NOT NULL GENERATED ALWAYS AS (substr(split_part(header, E'\n', 3), 8)) STORED,
    version   bigint NOT NULL GENERATED ALWAYS AS (substr(split_part(header, E'\n', 4), 9)::bigint) STORED,
    kind      text COLLATE "C" NOT NULL GENERATED ALWAYS AS (substr(split_part(header, E'\n', 5), 6)) STORED,
    command   text COLLATE "C" GENERATED ALWAYS AS (nullif(substr(split_part(header, E'\n', 11), 9), '-')) STORED,
    key_id    text COLLATE "C" GENERATED ALWAYS AS (nullif(substr(split_part(header, E'\n', 19), 8), '-')) STORED,
    UNIQUE (stream, version) INCLUDE (command),
    CHECK (position >= 0 AND version >= 1),
    CHECK ((body IS NULL) = (salt IS NULL)),
    CHECK (body IS NOT NULL OR key_id IS NOT NULL)
);
-- The names of all streams, without reading their events.
CREATE INDEX events_stream_begins ON ledger.events (stream) WHERE version = 1;

-- One row a commit: the positions [first, size), the tree over all leaves before size, and the signature of the process that appended
-- it, over first, size, root, both instants, and the roles of its key.
CREATE TABLE ledger.batches (
    size        bigint PRIMARY KEY,
    first       bigint NOT NULL,
    frontier    bytea NOT NULL CHECK (octet_length(frontier) % 32 = 0),
    root        bytea NOT NULL CHECK (octet_length(root) = 32),
    recorded_at timestamptz NOT NULL, -- on the programme clock, as in each header
    at          timestamptz NOT NULL, -- the same instant on PostgreSQL's clock
    signer      text COLLATE "C" NOT NULL,
    signature   bytea NOT NULL CHECK (octet_length(signature) = 64),
    CHECK (first >= 0 AND size > first)
);

-- Whoever appends holds this table's EXCLUSIVE lock to the end of the transaction; it has no rows. Only a role that may append can take it.
CREATE TABLE ledger.turn (nobody boolean CHECK (false));

-- One row an answered command: its events are the positions first to last, after which the stream has that version and, by that fold, that
-- state. All of it stands in the headers of those events: this table finds an answer, can be made again, and is compared by verify.
CREATE TABLE ledger.answers (
    stream  text COLLATE "C" NOT NULL,
    command text COLLATE "C" NOT NULL,
    first   bigint NOT NULL,
    last    bigint NOT NULL,
    version bigint NOT NULL,
    fold    integer NOT NULL,
    state   bytea CHECK (octet_length(state) = 32),
    status  text COLLATE "C" NOT NULL,
    PRIMARY KEY (stream, command),
    CHECK (first >= 0 AND last >= first)
);

-- One row a sealed body that is not erased: its key, wrapped by a key that PostgreSQL never sees.
CREATE TABLE ledger.keys (
    position bigint PRIMARY KEY,
    key_id   text COLLATE "C" NOT NULL UNIQUE,
    kek_id   text COLLATE "C" NOT NULL,
    wrapped  bytea NOT NULL
);
-- Whom or what a sealed body concerns, and what it is found by: person/.., twinning/.., or index/ and an HMAC of a value that it holds.
CREATE TABLE ledger.key_subjects (
    key_id  text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    PRIMARY KEY (key_id, subject)
);
CREATE INDEX key_subjects_subject ON ledger.key_subjects (subject);

-- One row a body that an event bodies-erased.v1, at the position erased_by, has erased: it lets the triggers see what the event says.
CREATE TABLE ledger.erasures (
    position  bigint PRIMARY KEY,
    erased_by bigint NOT NULL CHECK (erased_by > position)
);

-- What the ledger is set to: one row each event ledger-settings.v1; the last one holds.
CREATE TABLE ledger.settings (
    position     bigint PRIMARY KEY,
    tolerance_us bigint NOT NULL CHECK (tolerance_us > 0),
    clock        text NOT NULL CHECK (clock IN ('identity', 'simulated')),
    since        timestamptz NOT NULL
);

-- The kinds of events whose bodies must be sealed, as the program says when it migrates. Streams of people are sealed whatever the kind.
CREATE TABLE ledger.sealed_kinds (kind text COLLATE "C" PRIMARY KEY);

-- The processes that keep what they have read in memory, and how far each has read what is erased. It is no record: a row that is not
-- kept alive says nothing.
CREATE TABLE ledger.processes (
    id          text COLLATE "C" PRIMARY KEY,
    name        text COLLATE "C" NOT NULL,
    forgot      bigint NOT NULL, -- what events before this position erased is no longer in its memory
    alive_until timestamptz NOT NULL
) WITH (fillfactor = 10);

-- The programme clock: one row. The identity has nothing to set.
CREATE TABLE ledger.clock (
    one         boolean PRIMARY KEY DEFAULT true CHECK (one),
    identity    boolean NOT NULL,
    programme   timestamptz,
    at          timestamptz,
    rate        double precision CHECK (rate > 0 AND rate <= 1e6),
    running     boolean,
    alive_until timestamptz,
    CHECK (NOT identity OR num_nonnulls(programme, at, rate, running, alive_until) = 0),
    CHECK (identity OR num_nulls(programme, at, rate, running) = 0)
) WITH (fillfactor = 10);

-- +goose StatementBegin
CREATE FUNCTION ledger.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% on %.%: what the ledger holds is never changed or removed', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION ledger.only_erase() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.body IS NULL AND NEW.salt IS NULL AND NEW.header = OLD.header AND NEW.body_hash = OLD.body_hash AND NEW.leaf = OLD.leaf
        AND EXISTS (SELECT FROM ledger.erasures e WHERE e.position = OLD.position)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'UPDATE on ledger.events: only an erased body may be removed, by the function ledger.erase'
        USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION ledger.only_erased_key() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger.events v JOIN ledger.erasures e ON e.position = v.position WHERE v.key_id = OLD.key_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'DELETE on ledger.%: only the key of an erased body is destroyed, by the function ledger.erase', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd

-- A batch continues the one before it, and no instant goes back; PostgreSQL's own clock says when it is appended.
-- +goose StatementBegin
CREATE FUNCTION ledger.continue_batches() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last ledger.batches;
    now  timestamptz := clock_timestamp();
BEGIN
    SELECT * INTO last FROM ledger.batches ORDER BY size DESC LIMIT 1;
    IF NEW.first <> coalesce(last.size, 0) THEN
        RAISE EXCEPTION 'INSERT on ledger.batches: it begins at %, and the ledger ends at %', NEW.first, coalesce(last.size, 0)
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.at < last.at OR NEW.recorded_at < last.recorded_at THEN
        RAISE EXCEPTION 'INSERT on ledger.batches: recorded before the batch before it' USING ERRCODE = 'check_violation';
    END IF;
    -- Where PostgreSQL's clock was set back, a batch has the instant of the one before it, which lies ahead.
    IF NEW.at > now AND NEW.at IS DISTINCT FROM last.at OR NEW.at < now - interval '2 minutes' THEN
        RAISE EXCEPTION 'INSERT on ledger.batches: it says %, and the clock says %', NEW.at, now USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.recorded_at <> NEW.at THEN -- what has a query of its own is asked where it is needed alone
        IF (SELECT c.identity FROM ledger.clock c) THEN
            RAISE EXCEPTION 'INSERT on ledger.batches: recorded at another instant than the clock''s' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

-- At the commit: a batch has its events.
-- +goose StatementBegin
CREATE FUNCTION ledger.batch_has_events() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger.events e WHERE e.position = NEW.first) OR NOT EXISTS (SELECT FROM ledger.events e WHERE e.position = NEW.size - 1) THEN
        RAISE EXCEPTION 'INSERT on ledger.batches: the batch of positions % to % has no events', NEW.first, NEW.size - 1
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- Events come with their batch, whole, once. A receipt is not older than the tolerance, and was received when it was stamped; what must be
-- sealed is sealed. The ledger's own streams grow by operators' keys: what a registered key has signed cannot be taken out again. The role of a process that faces the web appends
-- receipts, people and questions, and nothing in the engine's name.
-- +goose StatementBegin
CREATE FUNCTION ledger.check_events() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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
    SELECT count(*), min(a.position), max(a.position), min(a.position) FILTER (WHERE a.stream LIKE 'ledger/%'),
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

-- An answer is found by a row that says what an event of this ledger says.
-- +goose StatementBegin
CREATE FUNCTION ledger.check_answers() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM added a LEFT JOIN ledger.events e ON e.position = a.last
        WHERE e.stream IS DISTINCT FROM a.stream OR e.command IS DISTINCT FROM a.command OR e.version <> a.version)
    THEN
        RAISE EXCEPTION 'INSERT on ledger.answers: no event says so' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- Keys and their subjects come in the transaction of their events: nobody adds a subject to what was sealed for others, so that it is erased
-- for that subject, nor takes the place of a key to come.
-- +goose StatementBegin
CREATE FUNCTION ledger.check_keys() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM added a LEFT JOIN ledger.events e ON e.position = a.position AND e.xmin = pg_current_xact_id()::xid
        WHERE e.key_id IS DISTINCT FROM a.key_id)
    THEN
        RAISE EXCEPTION 'INSERT on ledger.keys: a key comes with its event' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION ledger.check_subjects() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM added a
        WHERE NOT EXISTS (SELECT FROM ledger.keys k WHERE k.key_id = a.key_id AND k.xmin = pg_current_xact_id()::xid))
    THEN
        RAISE EXCEPTION 'INSERT on ledger.key_subjects: a subject comes with its key' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION ledger.keep_clock() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.identity OR NEW.identity THEN
        RAISE EXCEPTION 'the clock of this ledger is PostgreSQL''s clock, and cannot be set' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

CREATE TRIGGER never BEFORE DELETE OR TRUNCATE ON ledger.events FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER only_erase BEFORE UPDATE ON ledger.events FOR EACH ROW EXECUTE FUNCTION ledger.only_erase();
CREATE TRIGGER never BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.batches FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER never BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.answers FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER never BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.erasures FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER continue BEFORE INSERT ON ledger.batches FOR EACH ROW EXECUTE FUNCTION ledger.continue_batches();
CREATE CONSTRAINT TRIGGER whole AFTER INSERT ON ledger.batches DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.batch_has_events();
CREATE TRIGGER added AFTER INSERT ON ledger.events REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_events();
CREATE TRIGGER added AFTER INSERT ON ledger.answers REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_answers();
CREATE TRIGGER added AFTER INSERT ON ledger.keys REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_keys();
CREATE TRIGGER added AFTER INSERT ON ledger.key_subjects REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_subjects();
CREATE TRIGGER never BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.sealed_kinds FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER never BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.settings FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER never BEFORE UPDATE OR TRUNCATE ON ledger.keys FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER only_erased BEFORE DELETE ON ledger.keys FOR EACH ROW EXECUTE FUNCTION ledger.only_erased_key();
CREATE TRIGGER never BEFORE UPDATE OR TRUNCATE ON ledger.key_subjects FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER only_erased BEFORE DELETE ON ledger.key_subjects FOR EACH ROW EXECUTE FUNCTION ledger.only_erased_key();
CREATE TRIGGER never BEFORE DELETE OR TRUNCATE ON ledger.clock FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER keep BEFORE UPDATE ON ledger.clock FOR EACH ROW EXECUTE FUNCTION ledger.keep_clock();

-- Does what the event bodies-erased.v1 at a position says: removes the bodies at its positions, with their salts, destroys their keys, and
-- removes the drafts that its subjects saved, and destroys the keys of the files that concern them. Only sealed bodies from before it. Run again, it does what is left. Says how many bodies it
-- removed. Who is named in somebody else's draft stands in what is sealed, so that the application drops those (internal/drafts).
-- +goose StatementBegin
CREATE FUNCTION ledger.erase(by_event bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

-- Where the programme clock stands at a database instant. clock.go says the same in Go, but rounds down: a clock that is anchored anew
-- by this may gain a microsecond, and never loses one.
-- +goose StatementBegin
CREATE FUNCTION ledger.clock_at(c ledger.clock, instant timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN c.identity THEN instant
        WHEN NOT c.running THEN c.programme
        ELSE c.programme + interval '1 microsecond' * greatest(0,
            ceil(extract(epoch FROM least(instant, c.alive_until) - c.at) * 1e6 * c.rate::numeric))
    END
$$;
-- +goose StatementEnd

-- The owner's, once, when the ledger is made. Without a programme instant the clock is the identity.
-- +goose StatementBegin
CREATE FUNCTION ledger.clock_create(programme timestamptz, rate double precision, running boolean) RETURNS void LANGUAGE sql
    SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO ledger.clock (identity, programme, at, rate, running)
    SELECT programme IS NULL, programme, CASE WHEN programme IS NOT NULL THEN clock_timestamp() END,
        CASE WHEN programme IS NOT NULL THEN rate END, CASE WHEN programme IS NOT NULL THEN running END
$$;
-- +goose StatementEnd

-- Sets the clock: forward, never back. NULL keeps what is. It waits for the append in flight, and the clock stands no earlier than what is
-- recorded: the append may have read the clock as it was, and at a later instant than the one at which it is set.
-- +goose StatementBegin
CREATE FUNCTION ledger.clock_set(new_programme timestamptz, new_rate double precision, new_running boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c       ledger.clock;
    instant timestamptz;
    stands  timestamptz;
BEGIN
    LOCK TABLE ledger.turn IN EXCLUSIVE MODE;
    SELECT * INTO STRICT c FROM ledger.clock FOR UPDATE;
    instant := greatest(clock_timestamp(), c.at);
    stands := greatest(ledger.clock_at(c, instant), (SELECT b.recorded_at FROM ledger.batches b ORDER BY b.size DESC LIMIT 1));
    IF new_programme < stands THEN
        RAISE EXCEPTION 'the programme clock stands at % and never goes back to %', stands, new_programme
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    UPDATE ledger.clock SET programme = coalesce(new_programme, stands), at = instant,
        rate = coalesce(new_rate, c.rate), running = coalesce(new_running, c.running);
    PERFORM pg_notify('clock', '');
END $$;
-- +goose StatementEnd

-- The heartbeat: the clock stands still after the instant given, NULL for never. A clock that stood still goes on from where it stood.
-- +goose StatementBegin
CREATE FUNCTION ledger.clock_alive(until timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c       ledger.clock;
    instant timestamptz;
BEGIN
    SELECT * INTO STRICT c FROM ledger.clock FOR UPDATE;
    instant := greatest(clock_timestamp(), c.at);
    IF c.alive_until < instant THEN
        UPDATE ledger.clock SET programme = ledger.clock_at(c, instant), at = instant;
        PERFORM pg_notify('clock', '');
    END IF;
    UPDATE ledger.clock SET alive_until = CASE WHEN until IS NOT NULL THEN greatest(until, instant) END;
END $$;
-- +goose StatementEnd

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
GRANT USAGE ON SCHEMA ledger TO twinning_app, twinning_door, twinning_erase;
GRANT SELECT ON ledger.events, ledger.batches, ledger.answers, ledger.keys, ledger.key_subjects, ledger.erasures, ledger.settings,
    ledger.sealed_kinds, ledger.clock TO twinning_app, twinning_door;
GRANT INSERT ON ledger.batches, ledger.answers, ledger.keys, ledger.key_subjects TO twinning_app, twinning_door;
GRANT INSERT (header, body, salt, body_hash, leaf) ON ledger.events TO twinning_app, twinning_door;
GRANT SELECT, INSERT, UPDATE, DELETE ON ledger.processes TO twinning_app, twinning_door;
GRANT TRUNCATE ON ledger.turn TO twinning_app, twinning_door; -- what LOCK TABLE asks for; the table has no rows
GRANT EXECUTE ON FUNCTION ledger.clock_set(timestamptz, double precision, boolean), ledger.clock_alive(timestamptz) TO twinning_app;
GRANT EXECUTE ON FUNCTION ledger.erase(bigint) TO twinning_erase;

-- What people read is made, filled and dropped by the application.
GRANT USAGE, CREATE ON SCHEMA views TO twinning_app;
GRANT USAGE ON SCHEMA views TO twinning_door;
ALTER DEFAULT PRIVILEGES IN SCHEMA views GRANT ALL ON TABLES TO twinning_app;
