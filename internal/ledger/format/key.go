package format

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
)

// A Key seals what stands outside of the streams, with the means of a sealed body: AES-256-GCM under a key that was drawn for this alone
// and that only the key file unwraps. ID, WrappedBy and Wrapped are what is stored of it; without a row that holds them, and without the
// key file, what it sealed is lost.
type Key struct {
	ID        string // a hash of the key: no second key passes for it
	WrappedBy string // id of the line of the key file that wrapped it
	Wrapped   []byte

	aead  cipher.AEAD
	plain []byte
}

// Seal seals a text for one place: it opens under the same context alone, which says where it stands and whose it is.
func (k Key) Seal(context string, text []byte) []byte {
	return k.aead.Seal(nil, nil, text, sealedContext(context))
}

// Open opens what Seal gave. ErrCorrupt where it was changed, or stands elsewhere than it was put.
func (k Key) Open(context string, sealed []byte) ([]byte, error) {
	text, err := k.aead.Open(nil, nil, sealed, sealedContext(context))
	if err != nil {
		return nil, fmt.Errorf("open what key %s sealed: it was changed: %w", k.ID, ErrCorrupt)
	}
	return text, nil
}

// Stream is AES-256-GCM with nonces of 12 bytes that the caller counts, for one text of many chunks: the key is derived from this one and
// from the context, which says where the text stands. No nonce may be used twice under one context.
func (k Key) Stream(context string) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, k.plain, nil, "twinning-stream v1\n"+context, 32)
	if err != nil {
		return nil, fmt.Errorf("derive the key of a stream: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("use key: %w", err)
	}
	return cipher.NewGCM(block)
}

func sealedContext(context string) []byte { return []byte("twinning-sealed v1\n" + context) }

func (k *Keyring) NewKey() (Key, error) {
	plain := make([]byte, 32)
	rand.Read(plain)
	aead, err := gcm(plain)
	if err != nil {
		return Key{}, err
	}
	sum := idOfKey(plain)
	id := base64.RawURLEncoding.EncodeToString(sum[:])
	return Key{ID: id, WrappedBy: k.active, Wrapped: k.wraps[k.active].Seal(nil, nil, plain, wrapContext(id)), aead: aead, plain: plain}, nil
}

// OpenKey unwraps a key that was stored. ErrNoKey where the key file does not hold what wrapped it, ErrCorrupt where it was changed.
func (k *Keyring) OpenKey(id, wrappedBy string, wrapped []byte) (Key, error) {
	plain, err := k.Unwrap(id, wrappedBy, wrapped)
	if err != nil {
		return Key{}, err
	}
	aead, err := gcm(plain)
	return Key{ID: id, WrappedBy: wrappedBy, Wrapped: wrapped, aead: aead, plain: plain}, err
}
