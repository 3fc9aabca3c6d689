-- For how long it is kept who read what. Only the owner sets it; the application removes what is older, and nothing else.

-- +goose Up

CREATE TABLE web.kept (
    what text COLLATE "C" PRIMARY KEY CHECK (what = 'reads'),
    days integer NOT NULL CHECK (days BETWEEN 30 AND 36525)
);
INSERT INTO web.kept (what, days) VALUES ('reads', 1827); -- five years (our choice)
CREATE INDEX reads_at ON web.reads (at);

-- +goose StatementBegin
-- Removes at most 10,000 rows, and says how many.
CREATE FUNCTION web.sweep_reads() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    removed bigint;
BEGIN
    DELETE FROM web.reads WHERE ctid = ANY (ARRAY(
        SELECT r.ctid FROM web.reads r
        WHERE r.at < clock_timestamp() - make_interval(days => (SELECT k.days FROM web.kept k WHERE k.what = 'reads'))
        ORDER BY r.at LIMIT 10000));
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END
$$;
-- +goose StatementEnd

REVOKE ALL ON FUNCTION web.sweep_reads() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION web.sweep_reads() TO twinning_app;
GRANT SELECT ON web.kept TO twinning_app, twinning_door;
