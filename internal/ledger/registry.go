package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/ledger/format"
)

// readRegistry reads the stream of keys as far as it is before a position: some dozen events.
func readRegistry(ctx context.Context, db querier, roots map[string]format.PublicKey, before int64) (*format.Registry, []Event, error) {
	rows, err := db.Query(ctx, sqlLedgersOwn, KeysStream, before)
	if err != nil {
		return nil, nil, fmt.Errorf("read signing keys: %w", err)
	}
	r := &format.Registry{Roots: roots}
	var events []Event
	defer rows.Close()
	for rows.Next() {
		r.Version++
		e, err := scanEvent(rows)
		switch {
		case errors.Is(err, ErrCorrupt):
			r.Damaged = err
			continue
		case err != nil:
			return nil, nil, fmt.Errorf("read signing keys: %w", err)
		case e.Version != r.Version || format.LeafHash(e.HeaderBytes, e.BodyHash) != e.Leaf || format.BodyHash(e.Salt, e.Stored) != e.BodyHash:
			r.Damaged = fmt.Errorf("position %d was changed, or the event before it is missing", e.Position)
			continue
		}
		events = append(events, e)
	}
	if err := rows.Err(); err != nil {
		return nil, nil, fmt.Errorf("read signing keys: %w", err)
	}
	r.LearnAll(len(events), func(n int) (Header, []byte) { return events[n].Header, events[n].Stored })
	return r, events, nil
}

// Keys lists the signing keys that the ledger knows, in the order of their registration.
func (l *Ledger) Keys(ctx context.Context) ([]format.RegisteredKey, error) {
	r, err := l.reloadRegistry(ctx)
	if err != nil {
		return nil, err
	}
	keys := make([]format.RegisteredKey, 0, len(r.Keys))
	for _, k := range r.Keys {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b format.RegisteredKey) int { return int(a.Position - b.Position) })
	return keys, nil
}

// RegisterKey records a public key, signed by this process's own, which must be an operator's. A key that is known stays as it is.
func (l *Ledger) RegisterKey(ctx context.Context, k format.PublicKey) error {
	if l.signing == nil {
		return fmt.Errorf("register key %s: %w", k.ID, errNoSigningKey)
	}
	known, err := l.reloadRegistry(ctx)
	if err != nil {
		return fmt.Errorf("register key %s: %w", k.ID, err)
	}
	if _, ok := known.Keys[k.ID]; ok {
		return nil
	}
	draft, err := ownDraft(format.KeyRegisteredKind, l.signing.Registers(k))
	if err != nil {
		return err
	}
	return l.appendOwn(ctx, KeysStream, known.Version, draft)
}

// RevokeKey records that what a key signed from a programme instant on is not trusted.
func (l *Ledger) RevokeKey(ctx context.Context, id string, from time.Time, reason string) error {
	if l.signing == nil {
		return fmt.Errorf("revoke key %s: %w", id, errNoSigningKey)
	}
	known, err := l.reloadRegistry(ctx)
	if err != nil {
		return fmt.Errorf("revoke key %s: %w", id, err)
	}
	k, ok := known.Keys[id]
	switch {
	case !ok:
		return fmt.Errorf("revoke key %s: %w: no such key is registered", id, ErrInvalid)
	case !slices.Contains(format.RevocationReasons, reason):
		return fmt.Errorf("revoke key %s: %w: %q is no reason; one is %s", id, ErrInvalid, reason, strings.Join(format.RevocationReasons, ", "))
	case id == l.signing.ID:
		return fmt.Errorf("revoke key %s: %w: a key does not revoke itself: use another operator's key", id, ErrInvalid)
	case known.Keys[l.signing.ID].By == id && !known.Keys[l.signing.ID].Recorded.Before(from):
		return fmt.Errorf("revoke key %s: %w: it registered the key that signs this at %s, which would not be known any more: revoke it from a later instant, or with another key",
			id, ErrInvalid, known.Keys[l.signing.ID].Recorded.Format(format.InstantLayout))
	case !k.Revoked.IsZero() && !from.Before(k.Revoked):
		return nil // it is revoked already, from an earlier instant
	}
	draft, err := ownDraft(format.KeyRevokedKind, l.signing.Revokes(id, from, reason))
	if err != nil {
		return err
	}
	return l.appendOwn(ctx, KeysStream, known.Version, draft)
}

func ownDraft(kind string, body any) (Draft, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return Draft{}, fmt.Errorf("write %s: %w", kind, err)
	}
	return Draft{Kind: kind, Body: text}, nil
}

// appendOwn appends to a stream of the ledger itself.
func (l *Ledger) appendOwn(ctx context.Context, stream string, expect int64, d Draft) error {
	_, err := l.Append(ctx, Request{Stream: stream, Expect: expect, Seen: -1, Drafts: []Draft{d}, own: true})
	return err
}
