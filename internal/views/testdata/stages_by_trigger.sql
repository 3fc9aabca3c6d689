-- How many tenders of a call stand in a stage: kept with every change of views.lives, so that no list counts them. A switch to a rebuilt table counts anew.
CREATE TABLE IF NOT EXISTS views.stages (
    call  text COLLATE "C" NOT NULL, -- reference
    stage text COLLATE "C" NOT NULL,
    n     bigint NOT NULL,
    PRIMARY KEY (call, stage)
);
GRANT SELECT ON views.stages TO twinning_door;
-- Two writers take the rows of one change in one order: neither waits for the other for ever.
CREATE OR REPLACE FUNCTION views.count_stage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.stream = NEW.stream AND OLD.stage = NEW.stage AND (OLD.version > 0) = (NEW.version > 0) THEN
        RETURN NULL;
    END IF;
    INSERT INTO views.stages AS s (call, stage, n)
        SELECT split_part(c.stream, '/', 2), c.stage, sum(c.n) FROM (
            SELECT OLD.stream, OLD.stage, -1 AS n WHERE TG_OP <> 'INSERT' AND OLD.version > 0
            UNION ALL SELECT NEW.stream, NEW.stage, 1 WHERE TG_OP <> 'DELETE' AND NEW.version > 0
        ) c WHERE starts_with(c.stream, 'twinning/') GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (call, stage) DO UPDATE SET n = s.n + EXCLUDED.n;
    RETURN NULL;
END
$$;
-- Where the table is made beside lives that stand already, they are counted; nobody writes meanwhile.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'views.lives'::regclass AND tgname = 'count_stage') THEN
        LOCK TABLE views.lives IN SHARE ROW EXCLUSIVE MODE;
        DELETE FROM views.stages;
        INSERT INTO views.stages (call, stage, n) SELECT split_part(stream, '/', 2), stage, count(*) FROM views.lives WHERE version > 0 AND starts_with(stream, 'twinning/') GROUP BY 1, 2;
        CREATE TRIGGER count_stage AFTER INSERT OR UPDATE OR DELETE ON views.lives FOR EACH ROW EXECUTE FUNCTION views.count_stage();
    END IF;
END
$$;
