-- Programs that ask to act as somebody, until that person has said in a browser that they may (RFC 8628). A row lasts minutes.

-- +goose Up

CREATE TABLE web.devices (
    hash       bytea PRIMARY KEY CHECK (length(hash) = 32), -- SHA-256 of the secret that the program holds
    code       text COLLATE "C" NOT NULL UNIQUE,            -- that it shows, and its person types in a browser
    person     text COLLATE "C" NOT NULL DEFAULT '',        -- opaque id of who confirmed it; '' until then
    denied     boolean NOT NULL DEFAULT false,
    expires_at timestamptz NOT NULL                         -- real time
);
CREATE INDEX devices_expiry ON web.devices (expires_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON web.devices TO twinning_app, twinning_door;
