-- What is owed in each tender, met or not, and which steps wait for somebody: kept by whoever writes views.lives, in the same transaction. Whether
-- something is overdue is a question of the reader's instant. Whom it waits for is a hint to readers, who look at the tender itself: ids of people,
-- and roles of the call for those who have them then.
CREATE TABLE IF NOT EXISTS views.owed (
    stream text COLLATE "C" NOT NULL,
    id     text COLLATE "C" NOT NULL, -- of the obligation, or of the step
    call   text COLLATE "C" NOT NULL, -- reference
    due    date,                      -- the last day, in the zone of the call; NULL of a step
    who    text[] NOT NULL,
    open   boolean NOT NULL,
    PRIMARY KEY (stream, id)
);
CREATE INDEX IF NOT EXISTS owed_due ON views.owed (call, due, stream, id) WHERE due IS NOT NULL;
CREATE INDEX IF NOT EXISTS owed_next ON views.owed (call, due, stream) WHERE open;
CREATE INDEX IF NOT EXISTS owed_open ON views.owed (call, stream) WHERE open;
GRANT SELECT ON views.owed TO twinning_door;
-- The version of a tender of which views.owed says what is owed: another one where a worker of an earlier version has written the row.
ALTER TABLE views.lives ADD COLUMN IF NOT EXISTS owed_at bigint NOT NULL DEFAULT -1;
CREATE INDEX IF NOT EXISTS lives_unowed ON views.lives (stream) WHERE owed_at <> version AND starts_with(stream, 'twinning/');
