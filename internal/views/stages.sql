-- How many tenders of a call stand in a stage: kept by whoever writes views.lives, in the same transaction, so that no list counts them.
-- A switch to a rebuilt table counts anew.
CREATE TABLE IF NOT EXISTS views.stages (
    call  text COLLATE "C" NOT NULL, -- reference
    stage text COLLATE "C" NOT NULL,
    n     bigint NOT NULL,
    PRIMARY KEY (call, stage)
);
GRANT SELECT ON views.stages TO twinning_door;
-- An earlier version counted by a trigger. No function and no trigger stands in this schema.
DROP FUNCTION IF EXISTS views.count_stage() CASCADE;
-- The stage under which a row is counted; '' where it is not. Where the column is added beside lives that stand already, they are counted;
-- nobody writes meanwhile. What a worker of an earlier version writes, which knows no such column, is seen by the difference to its stage.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'views.lives'::regclass AND attname = 'in_stages' AND NOT attisdropped) THEN
        ALTER TABLE views.lives ADD COLUMN IF NOT EXISTS in_stages text COLLATE "C" NOT NULL DEFAULT '';
        UPDATE views.lives SET in_stages = stage WHERE version > 0 AND starts_with(stream, 'twinning/');
        DELETE FROM views.stages;
        INSERT INTO views.stages (call, stage, n) SELECT split_part(stream, '/', 2), in_stages, count(*) FROM views.lives WHERE in_stages <> '' GROUP BY 1, 2;
    END IF;
END
$$;
-- An expression, because the planner cannot estimate how many rows differ: it takes few to lie in a range of which it knows nothing.
CREATE INDEX IF NOT EXISTS lives_uncounted ON views.lives ((CASE WHEN in_stages <> stage THEN stream END))
    WHERE in_stages <> stage AND starts_with(stream, 'twinning/');
