-- Lives that fail, and lives that were left alone because they failed again and
-- again: parked. A parked life is brought nothing until somebody nudges it.
CREATE TABLE IF NOT EXISTS views.parked (
    stream    text PRIMARY KEY,
    since     timestamptz NOT NULL, -- the first of these failures, in real time
    last_at   timestamptz NOT NULL, -- the last of them
    attempts  integer     NOT NULL,
    code      text        NOT NULL, -- kebab-case: what failed
    error     text        NOT NULL, -- for an operator; holds no personal data
    by        text        NOT NULL, -- who met it: life, dispatcher, relay
    parked_at timestamptz           -- NULL: it is still tried
);
GRANT SELECT ON views.parked TO twinning_door;
