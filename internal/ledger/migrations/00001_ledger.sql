-- The schemas ledger and views exist and belong to twinning_owner, as whom this runs. Every name is qualified: no search path is used.

-- +goose Up

-- One row an event. What can be read off the header is generated from it, so it cannot say anything else.
-- A body that is NULL was sealed and has been erased, with its salt.
CREATE TABLE ledger.events (
    header    text COLLATE "C" NOT NULL CHECK (starts_with(header, E'twinning-event v1\n')),
    body      bytea,
    salt      bytea CHECK (octet_length(salt) = 32),
    key_id    text COLLATE "C",
    body_hash bytea NOT NULL CHECK (octet_length(body_hash) = 32),
    leaf      bytea NOT NULL CHECK (octet_length(leaf) = 32),
    position  bigint NOT NULL GENERATED ALWAYS AS (substr(split_part(header, E'\n', 2), 10)::bigint) STORED PRIMARY KEY,
    stream    text COLLATE "C" NOT NULL GENERATED ALWAYS AS (substr(split_part(header, E'\n', 3), 8)) STORED,
    version   bigint NOT NULL GENERATED ALWAYS AS (substr(split_part(header, E'\n', 4), 9)::bigint) STORED,
    kind      text COLLATE "C" NOT NULL GENERATED ALWAYS AS (substr(split_part(header, E'\n', 5), 6)) STORED,
    command   text COLLATE "C" GENERATED ALWAYS AS (nullif(substr(split_part(header, E'\n', 11), 9), '-')) STORED,
    UNIQUE (stream, version),
    CHECK (position >= 0 AND version >= 1),
    CHECK ((body IS NULL) = (salt IS NULL)),
    CHECK (body IS NOT NULL OR key_id IS NOT NULL)
);
-- The names of all streams, without reading their events.
CREATE INDEX events_stream_begins ON ledger.events (stream) WHERE version = 1;

-- One row a commit: the positions [first, size), and the tree over all leaves before size.
CREATE TABLE ledger.batches (
    size        bigint PRIMARY KEY,
    first       bigint NOT NULL,
    frontier    bytea NOT NULL CHECK (octet_length(frontier) % 32 = 0),
    root        bytea NOT NULL CHECK (octet_length(root) = 32),
    recorded_at timestamptz NOT NULL,
    CHECK (first >= 0 AND size > first)
);

-- One row an answered command: its events are the positions first to last, after which the stream has that version and, by that fold,
-- that state. The digest is over the row and the last leaf.
CREATE TABLE ledger.answers (
    stream  text COLLATE "C" NOT NULL,
    command text COLLATE "C" NOT NULL,
    first   bigint NOT NULL,
    last    bigint NOT NULL,
    version bigint NOT NULL,
    fold    integer NOT NULL,
    state   bytea CHECK (octet_length(state) = 32),
    status  text COLLATE "C" NOT NULL,
    digest  bytea NOT NULL CHECK (octet_length(digest) = 32),
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
CREATE TABLE ledger.key_subjects (
    key_id  text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    PRIMARY KEY (key_id, subject)
);
CREATE INDEX key_subjects_subject ON ledger.key_subjects (subject);

-- One row an erased body; each digest is over the row and the digest before it.
CREATE TABLE ledger.erasures (
    n         bigint PRIMARY KEY,
    subject   text COLLATE "C" NOT NULL,
    position  bigint NOT NULL UNIQUE,
    key_id    text COLLATE "C" NOT NULL,
    erased_at timestamptz NOT NULL,
    digest    bytea NOT NULL
);

-- What the ledger is set to: one row each event ledger-settings.v1; the last one holds.
CREATE TABLE ledger.settings (
    position     bigint PRIMARY KEY,
    tolerance_us bigint NOT NULL CHECK (tolerance_us > 0),
    clock        text NOT NULL CHECK (clock IN ('identity', 'simulated')),
    since        timestamptz NOT NULL
);

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
    IF NEW.body IS NULL AND NEW.salt IS NULL AND NEW.key_id = OLD.key_id
        AND NEW.header = OLD.header AND NEW.body_hash = OLD.body_hash AND NEW.leaf = OLD.leaf
        AND EXISTS (SELECT FROM ledger.erasures e WHERE e.position = OLD.position AND e.key_id = OLD.key_id)
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
    IF EXISTS (SELECT FROM ledger.erasures e WHERE e.key_id = OLD.key_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'DELETE on ledger.%: only the key of an erased body is destroyed, by the function ledger.erase', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
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
CREATE TRIGGER never BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.settings FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER never BEFORE UPDATE OR TRUNCATE ON ledger.keys FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER only_erased BEFORE DELETE ON ledger.keys FOR EACH ROW EXECUTE FUNCTION ledger.only_erased_key();
CREATE TRIGGER never BEFORE UPDATE OR TRUNCATE ON ledger.key_subjects FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER only_erased BEFORE DELETE ON ledger.key_subjects FOR EACH ROW EXECUTE FUNCTION ledger.only_erased_key();
CREATE TRIGGER never BEFORE DELETE OR TRUNCATE ON ledger.clock FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER keep BEFORE UPDATE ON ledger.clock FOR EACH ROW EXECUTE FUNCTION ledger.keep_clock();

-- Destroys every key that names the subject and removes the bodies under those keys, with their salts. It takes the appender's lock, so
-- an append is before it or after it. Says how many bodies it removed.
-- +goose StatementBegin
CREATE FUNCTION ledger.erase(who text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

-- Sets the clock: forward, never back. NULL keeps what is.
-- +goose StatementBegin
CREATE FUNCTION ledger.clock_set(new_programme timestamptz, new_rate double precision, new_running boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c       ledger.clock;
    instant timestamptz;
    stands  timestamptz;
BEGIN
    SELECT * INTO STRICT c FROM ledger.clock FOR UPDATE;
    instant := greatest(clock_timestamp(), c.at);
    stands := ledger.clock_at(c, instant);
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
GRANT USAGE ON SCHEMA ledger TO twinning_app, twinning_erase;
GRANT SELECT ON ledger.events, ledger.batches, ledger.answers, ledger.keys, ledger.key_subjects, ledger.erasures, ledger.settings,
    ledger.clock TO twinning_app;
GRANT INSERT ON ledger.batches, ledger.answers, ledger.keys, ledger.key_subjects TO twinning_app;
GRANT INSERT (header, body, salt, key_id, body_hash, leaf) ON ledger.events TO twinning_app;
GRANT EXECUTE ON FUNCTION ledger.clock_set(timestamptz, double precision, boolean), ledger.clock_alive(timestamptz) TO twinning_app;
GRANT EXECUTE ON FUNCTION ledger.erase(text) TO twinning_erase;

-- What people read is made, filled and dropped by the application.
GRANT USAGE, CREATE ON SCHEMA views TO twinning_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA views GRANT ALL ON TABLES TO twinning_app;
