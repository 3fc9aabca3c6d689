package ledger

import (
	"context"
	"crypto/rand"
	"fmt"

	"twinning.example/engine/internal/ledger/format"
)

// part is what can be prepared of an event before the ledger is locked.
type part struct {
	stored, salt []byte
	bodyHash     [32]byte
	keyID        string // the header's SealedBy
	kekID        string
	wrapped      []byte
}

func prepare(k *format.Keyring, stream string, d Draft) (part, error) {
	p := part{stored: d.Body, salt: make([]byte, 32)}
	rand.Read(p.salt)
	if p.stored == nil {
		p.stored = []byte{}
	}
	if len(d.Subjects) > 0 {
		if k == nil {
			return part{}, fmt.Errorf("seal %s for %s: no key file was given", d.Kind, stream)
		}
		key, stored, err := k.SealBody(stream, d.Kind, d.Subjects, d.Body)
		if err != nil {
			return part{}, err
		}
		p.stored, p.keyID, p.kekID, p.wrapped = stored, key.ID, key.WrappedBy, key.Wrapped
	}
	p.bodyHash = format.BodyHash(p.salt, p.stored)
	return p, nil
}

// Body is what was appended: it opens a sealed body. ErrRemoved when it was erased.
func (l *Ledger) Body(ctx context.Context, e Event) ([]byte, error) {
	bodies, err := l.OpenBodies(ctx, []Event{e})
	if err != nil {
		return nil, err
	}
	if bodies[0] == nil {
		return nil, fmt.Errorf("open the body at position %d: %w", e.Position, ErrRemoved)
	}
	return bodies[0], nil
}

// OpenBodies opens many bodies with one query; nil stands for a body that was erased.
func (l *Ledger) OpenBodies(ctx context.Context, events []Event) ([][]byte, error) {
	keys, err := reread(ctx, l, func() (map[string][]byte, error) { return l.openKeys(ctx, events) })
	if err != nil {
		return nil, err
	}
	bodies := make([][]byte, len(events))
	for i, e := range events {
		switch key := keys[e.SealedBy]; {
		case e.Removed:
		case !e.Sealed():
			bodies[i] = e.Stored
		case key != nil: // else erased since it was read
			if bodies[i], err = format.Unseal(e, key); err != nil {
				return nil, err
			}
			if bodies[i] == nil {
				bodies[i] = []byte{}
			}
		}
	}
	return bodies, nil
}

func (l *Ledger) openKeys(ctx context.Context, events []Event) (map[string][]byte, error) {
	var ids []string
	for _, e := range events {
		if e.Sealed() && !e.Removed {
			ids = append(ids, e.SealedBy)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := l.pool.Query(ctx, sqlKeys, ids)
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	defer rows.Close()
	keys := make(map[string][]byte, len(ids))
	for rows.Next() {
		var id, kek string
		var wrapped []byte
		if err := rows.Scan(&id, &kek, &wrapped); err != nil {
			return nil, fmt.Errorf("read keys: %w", err)
		}
		if keys[id], err = l.keys.Unwrap(id, kek, wrapped); err != nil {
			return nil, err
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	return keys, nil
}
