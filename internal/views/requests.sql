-- What an operator asks of the workers: to have lives judge again (nudge), or to
-- start every life again from the ledger (restore). The engine itself asks to
-- have a life judge that does not know yet what was appended to its stream
-- (look). Only the worker talks to Temporal.
CREATE TABLE IF NOT EXISTS views.requests (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind    text        NOT NULL CHECK (kind IN ('nudge', 'restore', 'look')),
    prefix  text        NOT NULL, -- a stream, or the beginning of several: ends in '/' or '-'; '' is all
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_at timestamptz,
    lives   integer,              -- how many judged
    problem text                  -- why it could not be done
);
