-- When and how whoever made a token, or confirmed a program, had signed in: what asks for a fresh sign-in looks at it.

-- +goose Up

ALTER TABLE web.tokens
    ADD COLUMN signed_in_at timestamptz, -- real time; none where the provider of sign-in did not say, or nobody had signed in
    ADD COLUMN acr text COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE web.devices
    ADD COLUMN signed_in_at timestamptz,
    ADD COLUMN acr text COLLATE "C" NOT NULL DEFAULT '';
