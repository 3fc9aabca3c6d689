-- What staff wish of the workers: to look at lives again (nudge), or to start
-- every life again from the ledger (restore). Only the worker talks to Temporal.
CREATE TABLE IF NOT EXISTS views.wishes (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind    text        NOT NULL CHECK (kind IN ('nudge', 'restore')),
    prefix  text        NOT NULL, -- of the streams of the lives; '' is all
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_at timestamptz,
    lives   integer,              -- how many were looked at
    problem text                  -- why it could not be done
);
