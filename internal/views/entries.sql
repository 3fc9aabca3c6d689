-- By what an entry of a marketplace is found while it is published: codes alone. What it says
-- stands sealed in the ledger. A row that is shown no longer stays, so that no older sight of
-- the entry takes its place.
CREATE TABLE IF NOT EXISTS views.entries (
    stream       text COLLATE "C" PRIMARY KEY,
    version      bigint      NOT NULL, -- of the stream, when it was judged
    shown        boolean     NOT NULL, -- it is published
    market       text        NOT NULL, -- reference
    side         text        NOT NULL,
    priority     text        NOT NULL,
    topic        text        NOT NULL,
    kind         text        NOT NULL,
    country      text        NOT NULL, -- ISO 3166-1
    types        text[]      NOT NULL,
    languages    text[]      NOT NULL,
    published_at timestamptz NOT NULL  -- programme instant
);
-- The transaction that wrote the row last: what was written since a snapshot is found by it.
ALTER TABLE views.entries ADD COLUMN IF NOT EXISTS touched xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX IF NOT EXISTS entries_touched ON views.entries (touched);
GRANT SELECT ON views.entries TO twinning_door;
CREATE INDEX IF NOT EXISTS entries_newest ON views.entries (published_at DESC, stream DESC) WHERE shown;
CREATE INDEX IF NOT EXISTS entries_market ON views.entries (market, side, published_at DESC, stream DESC) WHERE shown;
CREATE INDEX IF NOT EXISTS entries_topic ON views.entries (topic, published_at DESC, stream DESC) WHERE shown;
CREATE INDEX IF NOT EXISTS entries_country ON views.entries (country, published_at DESC, stream DESC) WHERE shown;
CREATE INDEX IF NOT EXISTS entries_priority ON views.entries (priority, published_at DESC, stream DESC) WHERE shown;
CREATE INDEX IF NOT EXISTS entries_kind ON views.entries (kind, published_at DESC, stream DESC) WHERE shown;
CREATE INDEX IF NOT EXISTS entries_languages ON views.entries USING gin (languages) WHERE shown;
CREATE INDEX IF NOT EXISTS entries_topic_country ON views.entries (topic, country, published_at DESC, stream DESC) WHERE shown;
