package format

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// The kinds of events in KeysStream.
const (
	KeyRegisteredKind = "signing-key-registered.v1"
	KeyRevokedKind    = "signing-key-revoked.v1"
)

// RevocationReasons are why a key is revoked.
var RevocationReasons = []string{"stolen", "lost", "replaced", "unused"}

// KeyRegistered is the body of signing-key-registered.v1. It carries a signature of its own, so that who begins with the public half of an
// operator's key need not trust PostgreSQL to learn the others.
type KeyRegistered struct {
	Key       string `json:"key"`
	Roles     string `json:"roles"`
	Public    string `json:"public"` // base64
	By        string `json:"by"`     // id of the operator's key
	Signature string `json:"signature"`
}

func (r KeyRegistered) text() []byte {
	return []byte("twinning-key-registered v1\nkey " + r.Key + "\nroles " + r.Roles + "\npublic " + r.Public + "\nby " + r.By + "\n")
}

// KeyRevoked is the body of signing-key-revoked.v1: what the key signed at From or later is not trusted, whenever that is said.
type KeyRevoked struct {
	Key       string `json:"key"`
	From      string `json:"from"` // an instant of the programme clock, RFC 3339 UTC with six digits
	Reason    string `json:"reason"`
	By        string `json:"by"`
	Signature string `json:"signature"`
}

func (r KeyRevoked) text() []byte {
	return []byte("twinning-key-revoked v1\nkey " + r.Key + "\nfrom " + r.From + "\nreason " + r.Reason + "\nby " + r.By + "\n")
}

// RegisteredKey is a signing key as the ledger knows it.
type RegisteredKey struct {
	PublicKey
	Position  int64     // where it was registered
	Recorded  time.Time // when, on the programme clock
	By        string    // id of the key that registered it
	Revoked   time.Time // what it signed from this programme instant on is not trusted; zero: it is not revoked
	RevokedBy int64     // the position of the event that says so: nothing that it signed behind it is trusted, whatever instant that says
	Reason    string    // of the revocation
}

// Registry is the keys that the ledger knows, by a chain of signatures that begins with roots. It is never changed: a longer one takes its
// place.
type Registry struct {
	Roots   map[string]PublicKey
	Version int64 // of KeysStream
	Keys    map[string]RegisteredKey
	former  map[string]RegisteredKey // keys that are not known any more: see settle. They prove where something stands, and nothing else
	revoked []revocation             // as they were learned
	Broken  []Finding                // events of KeysStream that are not what an operator signed
	Damaged error                    // why what it knows may not be all: an event is missing, cannot be read, or stands in no signed batch
}

func NewRegistry(roots []PublicKey) *Registry {
	r := &Registry{Roots: map[string]PublicKey{}, Keys: map[string]RegisteredKey{}}
	for _, k := range roots {
		if slices.Contains(k.Roles, KeyOperator) {
			r.Roots[k.ID] = k
		}
	}
	return r
}

// learn takes up one event of KeysStream, or says why it is not what an operator signed.
func (r *Registry) learn(h Header, body []byte) error {
	switch h.Kind {
	case KeyRegisteredKind:
		var e KeyRegistered
		if err := json.Unmarshal(body, &e); err != nil {
			return fmt.Errorf("the registration of a key cannot be read: %w", err)
		}
		public, err := base64.StdEncoding.DecodeString(e.Public)
		if err != nil || len(public) != ed25519.PublicKeySize || idOfPublic(public) != e.Key {
			return fmt.Errorf("the key %s is not what was registered", e.Key)
		}
		roles, err := splitRoles(e.Roles)
		if err != nil {
			return fmt.Errorf("key %s: %w", e.Key, err)
		}
		if _, known := r.Keys[e.Key]; known {
			return fmt.Errorf("the key %s is registered twice", e.Key)
		}
		key := PublicKey{e.Key, roles, public}
		if root, ok := r.Roots[e.Key]; ok && e.By == e.Key && !slices.Equal(root.Roles, roles) {
			return fmt.Errorf("the trusted key %s is registered with other roles than are trusted", e.Key)
		}
		if err := r.operator(h, e.By, e.text(), e.Signature); err != nil {
			return fmt.Errorf("the registration of key %s: %w", e.Key, err)
		}
		r.Keys[e.Key] = RegisteredKey{PublicKey: key, Position: h.Position, Recorded: h.Recorded, By: e.By}
		return nil
	case KeyRevokedKind:
		var e KeyRevoked
		if err := json.Unmarshal(body, &e); err != nil {
			return fmt.Errorf("the revocation of a key cannot be read: %w", err)
		}
		from, err := time.Parse(InstantLayout, e.From)
		if err != nil {
			return fmt.Errorf("the revocation of key %s: %w", e.Key, err)
		}
		k, known := r.Keys[e.Key]
		if !known {
			return fmt.Errorf("the revoked key %s is not registered", e.Key)
		}
		if err := r.operator(h, e.By, e.text(), e.Signature); err != nil {
			return fmt.Errorf("the revocation of key %s: %w", e.Key, err)
		}
		if k.Revoked.IsZero() {
			k.RevokedBy = h.Position
		}
		if k.Revoked.IsZero() || from.Before(k.Revoked) {
			k.Revoked, k.Reason = from, e.Reason
		}
		r.Keys[e.Key] = k
		r.revoked = append(r.revoked, revocation{h.Position, h.Recorded, e.Key, e.By})
		return nil
	}
	return fmt.Errorf("%s says nothing about keys", h.Kind)
}

// operator holds to: an operator's key, trusted from the start or registered before, and not revoked by then, signed this.
func (r *Registry) operator(h Header, by string, text []byte, signature string) error {
	key, ok := r.Roots[by]
	if known, registered := r.Keys[by]; registered {
		key, ok = known.PublicKey, true
		if err := known.Trusts(Batch{First: h.Position, Recorded: h.Recorded}); err != nil {
			return err
		}
	}
	if !ok {
		return fmt.Errorf("it was signed by %s, which is neither trusted nor registered", by)
	}
	raw, err := base64.StdEncoding.DecodeString(signature)
	if err != nil || !slices.Contains(key.Roles, KeyOperator) || !ed25519.Verify(key.Public, text, raw) {
		return fmt.Errorf("it is not what the operator's key %s signed", by)
	}
	return nil
}

// Signer is the key that signed a batch, or why none did. A former key is one: what it signed stands where it stands, and is not trusted.
func (r *Registry) Signer(b Batch) (RegisteredKey, error) { return r.SignerBy(b, PublicKey.Signed) }

// SignerBy is Signer for whoever has a way of its own to say whether a key signed a batch.
func (r *Registry) SignerBy(b Batch, signed func(PublicKey, Batch) bool) (RegisteredKey, error) {
	k, ok := r.Keys[b.Signer]
	if !ok {
		k, ok = r.former[b.Signer]
	}
	switch {
	case !ok:
		return k, fmt.Errorf("its batch was signed by the key %s, which is not registered", b.Signer)
	case k.Position >= b.Size:
		return k, fmt.Errorf("its batch was signed by the key %s, which was registered later, at position %d", b.Signer, k.Position)
	case !signed(k.PublicKey, b):
		return k, fmt.Errorf("the signature of its batch is not that of key %s", b.Signer)
	}
	return k, nil
}

// Trusts says that a key was not revoked when it signed.
func (k RegisteredKey) Trusts(b Batch) error {
	if !k.Revoked.IsZero() && (!b.Recorded.Before(k.Revoked) || b.First > k.RevokedBy) {
		return fmt.Errorf("its batch was signed by the key %s, which is revoked (%s) from %s on", b.Signer, k.Reason, k.Revoked.Format(InstantLayout))
	}
	return nil
}

// Registers is the signed body of the event that makes a key known.
func (k *SigningKey) Registers(of PublicKey) KeyRegistered {
	e := KeyRegistered{Key: of.ID, Roles: joinRoles(of.Roles), Public: base64.StdEncoding.EncodeToString(of.Public), By: k.ID}
	e.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(k.private, e.text()))
	return e
}

// Revokes is the signed body of the event that revokes a key from a programme instant on.
func (k *SigningKey) Revokes(id string, from time.Time, reason string) KeyRevoked {
	e := KeyRevoked{Key: id, From: from.UTC().Format(InstantLayout), Reason: reason, By: k.ID}
	e.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(k.private, e.text()))
	return e
}
