package ledger

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
)

// A sealed body is stored as: one byte of version, the id of its key, the hash of its subjects, nonce and ciphertext (AES-256-GCM). The
// key's id is a hash of the key, so no second key opens the same bytes to another text; all of it is under the body hash.
const (
	sealVersion = 1
	sealPrefix  = 1 + sha256.Size + sha256.Size
)

// part is what can be prepared of an event before the ledger is locked.
type part struct {
	stored, salt []byte
	bodyHash     [32]byte
	keyID        string // the header's SealedBy
	kekID        string
	wrapped      []byte
}

func (k *keyring) prepare(stream string, d Draft) (part, error) {
	p := part{stored: d.Body, salt: make([]byte, 32)}
	rand.Read(p.salt)
	if p.stored == nil {
		p.stored = []byte{}
	}
	if len(d.Subjects) > 0 {
		if k == nil {
			return part{}, fmt.Errorf("seal %s for %s: no key file was given", d.Kind, stream)
		}
		if err := k.seal(&p, stream, d); err != nil {
			return part{}, err
		}
	}
	p.bodyHash = BodyHash(p.salt, p.stored)
	return p, nil
}

func (k *keyring) seal(p *part, stream string, d Draft) error {
	key, err := k.newKey()
	if err != nil {
		return err
	}
	subjects := subjectsHash(d.Subjects)
	stored := append(make([]byte, 0, sealPrefix+key.aead.Overhead()+len(d.Body)), sealVersion)
	stored = append(append(stored, keyIDBytes(key.ID)...), subjects[:]...)
	p.stored = key.aead.Seal(stored, nil, d.Body, bodyContext(stream, d.Kind, stored))
	p.keyID, p.kekID, p.wrapped = key.ID, key.WrappedBy, key.Wrapped
	return nil
}

func idOfKey(key []byte) [32]byte {
	return sha256.Sum256(append([]byte("twinning-key v1\n"), key...))
}

func subjectsHash(subjects []string) [32]byte {
	sorted := slices.Sorted(slices.Values(subjects))
	return sha256.Sum256([]byte(strings.Join(sorted, "\n")))
}

func bodyContext(stream, kind string, prefix []byte) []byte {
	return append([]byte("twinning-body v1\n"+stream+"\n"+kind+"\n"), prefix...)
}

func wrapContext(keyID string) []byte { return []byte("twinning-wrap v1\n" + keyID) }

func (k *keyring) unwrap(keyID, kek string, wrapped []byte) ([]byte, error) {
	if k == nil {
		return nil, fmt.Errorf("open key %s: no key file was given: %w", keyID, ErrNoKey)
	}
	aead, ok := k.wraps[kek]
	if !ok {
		return nil, fmt.Errorf("open key %s, wrapped by %s: %w", keyID, kek, ErrNoKey)
	}
	key, err := aead.Open(nil, nil, wrapped, wrapContext(keyID))
	if err != nil {
		return nil, fmt.Errorf("open key %s: it was changed: %w", keyID, ErrCorrupt)
	}
	if id := idOfKey(key); base64.RawURLEncoding.EncodeToString(id[:]) != keyID {
		return nil, fmt.Errorf("open key %s: it is another key: %w", keyID, ErrCorrupt)
	}
	return key, nil
}

func unseal(e Event, key []byte) ([]byte, error) {
	if len(e.Stored) < sealPrefix || e.Stored[0] != sealVersion || !bytes.Equal(e.Stored[1:1+sha256.Size], keyIDBytes(e.SealedBy)) {
		return nil, fmt.Errorf("open the body at position %d: it was not sealed by key %s: %w", e.Position, e.SealedBy, ErrCorrupt)
	}
	aead, err := gcm(key)
	if err != nil {
		return nil, err
	}
	body, err := aead.Open(nil, nil, e.Stored[sealPrefix:], bodyContext(e.Stream, e.Kind, e.Stored[:sealPrefix]))
	if err != nil {
		return nil, fmt.Errorf("open the body at position %d: it was changed: %w", e.Position, ErrCorrupt)
	}
	return body, nil
}

func keyIDBytes(id string) []byte {
	b, err := base64.RawURLEncoding.DecodeString(id)
	if err != nil {
		return nil // equal to no id
	}
	return b
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
			if bodies[i], err = unseal(e, key); err != nil {
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
		if keys[id], err = l.keys.unwrap(id, kek, wrapped); err != nil {
			return nil, err
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	return keys, nil
}
