-- Sign-ins, machine tokens and who read what: beside the ledger, never a part of the record. The schema web exists and belongs to
-- twinning_owner, as whom this runs.

-- +goose Up

-- One row a signed-in browser. The token is a hash of what the cookie holds, so that whoever reads this table is nobody.
CREATE TABLE web.sessions (
    token  text COLLATE "C" PRIMARY KEY,
    data   bytea NOT NULL,       -- the person's id, when they signed in and how; no name and no address
    expiry timestamptz NOT NULL  -- real time
);
CREATE INDEX sessions_expiry ON web.sessions (expiry);

-- One row a machine token. It was shown once; its SHA-256 is kept.
CREATE TABLE web.tokens (
    id         text COLLATE "C" PRIMARY KEY CHECK (id ~ '^t-[a-z2-7]{10}$'),
    hash       bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    person     text COLLATE "C" NOT NULL, -- opaque id: as whom it acts
    label      text NOT NULL CHECK (length(label) BETWEEN 1 AND 100),
    scopes     text[] NOT NULL,
    made_at    timestamptz NOT NULL DEFAULT clock_timestamp(), -- real time, as the others
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX tokens_person ON web.tokens (person);

-- One row for each time that somebody read what is sealed or personal. Nobody but the owner changes or removes a row.
CREATE TABLE web.reads (
    at      timestamptz NOT NULL DEFAULT clock_timestamp(), -- real time
    person  text COLLATE "C" NOT NULL, -- opaque id; '' is who works at the machine of the programme
    stream  text COLLATE "C" NOT NULL, -- of the life
    what    text NOT NULL,             -- which question or export
    rule    text NOT NULL,             -- by what they may: staff, auditor, party, evaluator, procurer, hand
    purpose text NOT NULL DEFAULT ''
);
CREATE INDEX reads_stream ON web.reads (stream, at);
CREATE INDEX reads_person ON web.reads (person, at);

GRANT USAGE ON SCHEMA web TO twinning_app, twinning_door;
GRANT SELECT, INSERT, UPDATE, DELETE ON web.sessions, web.tokens TO twinning_app, twinning_door;
GRANT SELECT, INSERT ON web.reads TO twinning_app, twinning_door;
