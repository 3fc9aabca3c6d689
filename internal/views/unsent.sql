-- Messages between lives that the relay could not send. The relay's place is
-- past them, so these rows and the place must be lost together or not at all.
CREATE TABLE IF NOT EXISTS views.unsent_messages (
    position bigint      NOT NULL, -- of the event that holds them
    stream   text        NOT NULL, -- whose messages wait: those to this life or, with whole, those that its own event holds
    whole    boolean     NOT NULL, -- the event cannot be read, so nobody knows whom it concerns
    cause    text        NOT NULL,
    since    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (position, stream, whole)
);
