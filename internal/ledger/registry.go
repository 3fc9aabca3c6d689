package ledger

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The kinds of events in KeysStream.
const (
	keyRegisteredKind = "signing-key-registered.v1"
	keyRevokedKind    = "signing-key-revoked.v1"
)

// Why a key is revoked.
var revocationReasons = []string{"stolen", "lost", "replaced", "unused"}

// keyRegistered is the body of signing-key-registered.v1. It carries a signature of its own, so that who begins with the public half of an
// operator's key need not trust PostgreSQL to learn the others.
type keyRegistered struct {
	Key       string `json:"key"`
	Roles     string `json:"roles"`
	Public    string `json:"public"` // base64
	By        string `json:"by"`     // id of the operator's key
	Signature string `json:"signature"`
}

func (r keyRegistered) text() []byte {
	return []byte("twinning-key-registered v1\nkey " + r.Key + "\nroles " + r.Roles + "\npublic " + r.Public + "\nby " + r.By + "\n")
}

// keyRevoked is the body of signing-key-revoked.v1: what the key signed at From or later is not trusted, whenever that is said.
type keyRevoked struct {
	Key       string `json:"key"`
	From      string `json:"from"` // an instant of the programme clock, RFC 3339 UTC with six digits
	Reason    string `json:"reason"`
	By        string `json:"by"`
	Signature string `json:"signature"`
}

func (r keyRevoked) text() []byte {
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

// registry is the keys that the ledger knows, by a chain of signatures that begins with roots. It is never changed: a longer one takes its
// place.
type registry struct {
	roots   map[string]PublicKey
	version int64 // of KeysStream
	keys    map[string]RegisteredKey
	former  map[string]RegisteredKey // keys that are not known any more: see settle. They prove where something stands, and nothing else
	revoked []revocation             // as they were learned
	broken  []Finding                // events of KeysStream that are not what an operator signed
	damaged error                    // why what it knows may not be all: an event is missing, cannot be read, or stands in no signed batch
}

func newRegistry(roots []PublicKey) *registry {
	r := &registry{roots: map[string]PublicKey{}, keys: map[string]RegisteredKey{}}
	for _, k := range roots {
		if slices.Contains(k.Roles, KeyOperator) {
			r.roots[k.ID] = k
		}
	}
	return r
}

// readRegistry reads the stream of keys as far as it is before a position: some dozen events.
func readRegistry(ctx context.Context, db querier, roots map[string]PublicKey, before int64) (*registry, []Event, error) {
	rows, err := db.Query(ctx, sqlLedgersOwn, KeysStream, before)
	if err != nil {
		return nil, nil, fmt.Errorf("read signing keys: %w", err)
	}
	r := &registry{roots: roots}
	var events []Event
	defer rows.Close()
	for rows.Next() {
		r.version++
		e, err := scanEvent(rows)
		switch {
		case errors.Is(err, ErrCorrupt):
			r.damaged = err
			continue
		case err != nil:
			return nil, nil, fmt.Errorf("read signing keys: %w", err)
		case e.Version != r.version || LeafHash(e.HeaderBytes, e.BodyHash) != e.Leaf || BodyHash(e.Salt, e.Stored) != e.BodyHash:
			r.damaged = fmt.Errorf("position %d was changed, or the event before it is missing", e.Position)
			continue
		}
		events = append(events, e)
	}
	if err := rows.Err(); err != nil {
		return nil, nil, fmt.Errorf("read signing keys: %w", err)
	}
	r.learnAll(len(events), func(n int) (Header, []byte) { return events[n].Header, events[n].Stored })
	return r, events, nil
}

// learn takes up one event of KeysStream, or says why it is not what an operator signed.
func (r *registry) learn(h Header, body []byte) error {
	switch h.Kind {
	case keyRegisteredKind:
		var e keyRegistered
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
		if _, known := r.keys[e.Key]; known {
			return fmt.Errorf("the key %s is registered twice", e.Key)
		}
		key := PublicKey{e.Key, roles, public}
		if root, ok := r.roots[e.Key]; ok && e.By == e.Key && !slices.Equal(root.Roles, roles) {
			return fmt.Errorf("the trusted key %s is registered with other roles than are trusted", e.Key)
		}
		if err := r.operator(h, e.By, e.text(), e.Signature); err != nil {
			return fmt.Errorf("the registration of key %s: %w", e.Key, err)
		}
		r.keys[e.Key] = RegisteredKey{PublicKey: key, Position: h.Position, Recorded: h.Recorded, By: e.By}
		return nil
	case keyRevokedKind:
		var e keyRevoked
		if err := json.Unmarshal(body, &e); err != nil {
			return fmt.Errorf("the revocation of a key cannot be read: %w", err)
		}
		from, err := time.Parse(instantLayout, e.From)
		if err != nil {
			return fmt.Errorf("the revocation of key %s: %w", e.Key, err)
		}
		k, known := r.keys[e.Key]
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
		r.keys[e.Key] = k
		r.revoked = append(r.revoked, revocation{h.Position, h.Recorded, e.Key, e.By})
		return nil
	}
	return fmt.Errorf("%s says nothing about keys", h.Kind)
}

// operator holds to: an operator's key, trusted from the start or registered before, and not revoked by then, signed this.
func (r *registry) operator(h Header, by string, text []byte, signature string) error {
	key, ok := r.roots[by]
	if known, registered := r.keys[by]; registered {
		key, ok = known.PublicKey, true
		if err := known.trusts(batch{first: h.Position, recorded: h.Recorded}); err != nil {
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

// signer is the key that signed a batch, or why none did. A former key is one: what it signed stands where it stands, and is not trusted.
func (r *registry) signer(b batch) (RegisteredKey, error) {
	k, ok := r.keys[b.signer]
	if !ok {
		k, ok = r.former[b.signer]
	}
	switch {
	case !ok:
		return k, fmt.Errorf("its batch was signed by the key %s, which is not registered", b.signer)
	case k.Position >= b.size:
		return k, fmt.Errorf("its batch was signed by the key %s, which was registered later, at position %d", b.signer, k.Position)
	case !k.signed(b):
		return k, fmt.Errorf("the signature of its batch is not that of key %s", b.signer)
	}
	return k, nil
}

// trusts says that a key was not revoked when it signed.
func (k RegisteredKey) trusts(b batch) error {
	if !k.Revoked.IsZero() && (!b.recorded.Before(k.Revoked) || b.first > k.RevokedBy) {
		return fmt.Errorf("its batch was signed by the key %s, which is revoked (%s) from %s on", b.signer, k.Reason, k.Revoked.Format(instantLayout))
	}
	return nil
}

// Keys lists the signing keys that the ledger knows, in the order of their registration.
func (l *Ledger) Keys(ctx context.Context) ([]RegisteredKey, error) {
	r, err := l.reloadRegistry(ctx)
	if err != nil {
		return nil, err
	}
	keys := make([]RegisteredKey, 0, len(r.keys))
	for _, k := range r.keys {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b RegisteredKey) int { return int(a.Position - b.Position) })
	return keys, nil
}

// RegisterKey records a public key, signed by this process's own, which must be an operator's. A key that is known stays as it is.
func (l *Ledger) RegisterKey(ctx context.Context, k PublicKey) error {
	if l.signing == nil {
		return fmt.Errorf("register key %s: %w", k.ID, errNoSigningKey)
	}
	known, err := l.reloadRegistry(ctx)
	if err != nil {
		return fmt.Errorf("register key %s: %w", k.ID, err)
	}
	if _, ok := known.keys[k.ID]; ok {
		return nil
	}
	draft, err := l.signing.registration(k)
	if err != nil {
		return err
	}
	return l.appendOwn(ctx, KeysStream, known.version, draft)
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
	k, ok := known.keys[id]
	switch {
	case !ok:
		return fmt.Errorf("revoke key %s: %w: no such key is registered", id, ErrInvalid)
	case !slices.Contains(revocationReasons, reason):
		return fmt.Errorf("revoke key %s: %w: %q is no reason; one is %s", id, ErrInvalid, reason, strings.Join(revocationReasons, ", "))
	case id == l.signing.ID:
		return fmt.Errorf("revoke key %s: %w: a key does not revoke itself: use another operator's key", id, ErrInvalid)
	case known.keys[l.signing.ID].By == id && !known.keys[l.signing.ID].Recorded.Before(from):
		return fmt.Errorf("revoke key %s: %w: it registered the key that signs this at %s, which would not be known any more: revoke it from a later instant, or with another key",
			id, ErrInvalid, known.keys[l.signing.ID].Recorded.Format(instantLayout))
	case !k.Revoked.IsZero() && !from.Before(k.Revoked):
		return nil // it is revoked already, from an earlier instant
	}
	e := keyRevoked{Key: id, From: from.UTC().Format(instantLayout), Reason: reason, By: l.signing.ID}
	e.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(l.signing.private, e.text()))
	draft, err := ownDraft(keyRevokedKind, e)
	if err != nil {
		return err
	}
	return l.appendOwn(ctx, KeysStream, known.version, draft)
}

// registration is the event that makes a key known.
func (k *SigningKey) registration(of PublicKey) (Draft, error) {
	e := keyRegistered{Key: of.ID, Roles: joinRoles(of.Roles), Public: base64.StdEncoding.EncodeToString(of.Public), By: k.ID}
	e.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(k.private, e.text()))
	return ownDraft(keyRegisteredKind, e)
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
