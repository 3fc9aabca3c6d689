-- What the running processes say of themselves, for `twinning status` and /readyz.

-- One row a worker process, written every few seconds in real time.
CREATE TABLE IF NOT EXISTS views.workers (
    id         text PRIMARY KEY, -- host, process id, start
    version    text        NOT NULL,
    tzdata     text        NOT NULL,
    started_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    leads      boolean     NOT NULL, -- it is the one that dispatches
    host_at    timestamptz NOT NULL, -- the host's own clock at seen_at
    temporal   text        NOT NULL, -- '' where Temporal answered, else what it said
    trouble    text        NOT NULL  -- '' where what it appended last was stored, else why it was not: ledger.Trouble
);

-- Receipts that have had no answer for longer than they should, as the leading
-- worker found them.
CREATE TABLE IF NOT EXISTS views.unanswered (
    position bigint PRIMARY KEY,
    stream   text        NOT NULL, -- of the life
    command  text        NOT NULL,
    since    timestamptz NOT NULL  -- when it was first seen without an answer, in real time
);

-- When a verification and a checkpoint were last made, and of how many events.
CREATE TABLE IF NOT EXISTS views.runs (
    name   text PRIMARY KEY, -- verify, checkpoint
    at     timestamptz NOT NULL,
    size   bigint      NOT NULL,
    passed boolean     NOT NULL
);

GRANT SELECT ON views.workers, views.unanswered, views.runs TO twinning_door;
