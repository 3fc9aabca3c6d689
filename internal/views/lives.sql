-- Where each life stands: written by Judge after its append, read by people,
-- by the dispatcher (whose moment has passed) and by `nudge`. It says nothing that
-- the ledger does not say; `twinning lives restore` fills it again.
CREATE TABLE IF NOT EXISTS views.lives (
    stream  text COLLATE "C" PRIMARY KEY,
    version bigint      NOT NULL, -- of the stream, when it was judged
    judged  bigint      NOT NULL, -- ledger position up to which the inbox was read
    stage   text        NOT NULL,
    next_at timestamptz,          -- the moment that it waits for, on the programme clock
    letters integer     NOT NULL, -- promised and without a fate
    over    boolean     NOT NULL
);
-- The size of the ledger at which the letters were counted: an older count never takes the place of a newer one.
ALTER TABLE views.lives ADD COLUMN IF NOT EXISTS counted bigint NOT NULL DEFAULT 0;
-- Who have a part in the life, by its own state; NULL where it was written before that was known.
ALTER TABLE views.lives ADD COLUMN IF NOT EXISTS people text[];
CREATE INDEX IF NOT EXISTS lives_people ON views.lives USING gin (people);
CREATE INDEX IF NOT EXISTS lives_unknown ON views.lives (stream) WHERE people IS NULL;
GRANT SELECT ON views.lives TO twinning_door;
CREATE INDEX IF NOT EXISTS lives_due ON views.lives (next_at, stream) WHERE next_at IS NOT NULL;

-- How far each follower of the ledger has come.
CREATE TABLE IF NOT EXISTS views.places (
    name     text PRIMARY KEY,
    position bigint NOT NULL -- the first event that it has not seen through
);
GRANT SELECT ON views.places TO twinning_door;
