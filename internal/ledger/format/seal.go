package format

import (
	"bytes"
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
	SealPrefix  = 1 + sha256.Size + sha256.Size
)

// SealBody seals a body under a key of its own. The stream and the kind of its event, and whom it concerns, are bound to it.
func (k *Keyring) SealBody(stream, kind string, concerning []string, body []byte) (Key, []byte, error) {
	key, err := k.NewKey()
	if err != nil {
		return Key{}, nil, err
	}
	subjects := SubjectsHash(concerning)
	stored := append(make([]byte, 0, SealPrefix+key.aead.Overhead()+len(body)), sealVersion)
	stored = append(append(stored, KeyIDBytes(key.ID)...), subjects[:]...)
	return key, key.aead.Seal(stored, nil, body, bodyContext(stream, kind, stored)), nil
}

func idOfKey(key []byte) [32]byte {
	return sha256.Sum256(append([]byte("twinning-key v1\n"), key...))
}

func SubjectsHash(subjects []string) [32]byte {
	sorted := slices.Sorted(slices.Values(subjects))
	return sha256.Sum256([]byte(strings.Join(sorted, "\n")))
}

func bodyContext(stream, kind string, prefix []byte) []byte {
	return append([]byte("twinning-body v1\n"+stream+"\n"+kind+"\n"), prefix...)
}

func wrapContext(keyID string) []byte { return []byte("twinning-wrap v1\n" + keyID) }

func (k *Keyring) Unwrap(keyID, kek string, wrapped []byte) ([]byte, error) {
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

func Unseal(e Event, key []byte) ([]byte, error) {
	if len(e.Stored) < SealPrefix || e.Stored[0] != sealVersion || !bytes.Equal(e.Stored[1:1+sha256.Size], KeyIDBytes(e.SealedBy)) {
		return nil, fmt.Errorf("open the body at position %d: it was not sealed by key %s: %w", e.Position, e.SealedBy, ErrCorrupt)
	}
	aead, err := gcm(key)
	if err != nil {
		return nil, err
	}
	body, err := aead.Open(nil, nil, e.Stored[SealPrefix:], bodyContext(e.Stream, e.Kind, e.Stored[:SealPrefix]))
	if err != nil {
		return nil, fmt.Errorf("open the body at position %d: it was changed: %w", e.Position, ErrCorrupt)
	}
	return body, nil
}

func KeyIDBytes(id string) []byte {
	b, err := base64.RawURLEncoding.DecodeString(id)
	if err != nil {
		return nil // equal to no id
	}
	return b
}
