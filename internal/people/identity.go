package people

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
)

// An Identity is how a provider of sign-in calls somebody, for ever (OpenID Connect
// Core 1.0, 2: iss and sub).
type Identity struct {
	Issuer  string `json:"issuer"`
	Subject string `json:"subject"`
}

// The kinds of events that say whose an identity is.
const (
	Linked   = "identity-linked.v1"
	Unlinked = "identity-unlinked.v1"
)

// identities is the end of the streams that hold a person's identities.
const identities = ".identities"

// ErrLinked is the cause where an identity is another person's already.
var ErrLinked = errors.New("this sign-in belongs to another person")

// ByIdentity returns whose an identity is; ErrUnknown where it is nobody's.
func (d *Directory) ByIdentity(ctx context.Context, i Identity) (Person, error) {
	subjects, err := d.identityIndex(i)
	if err != nil {
		return Person{}, err
	}
	heads, err := d.ledger.Concerning(ctx, prefix, subjects...)
	if err != nil {
		return Person{}, fmt.Errorf("read identities: %w", err)
	}
	for _, h := range heads {
		id, isIdentities := strings.CutSuffix(strings.TrimPrefix(h.Stream, prefix), identities)
		if !isIdentities {
			continue
		}
		linked, err := d.linked(ctx, id, i)
		if err != nil {
			return Person{}, err
		}
		if linked {
			return d.Find(ctx, id)
		}
	}
	return Person{}, fmt.Errorf("an identity of %s: %w", i.Issuer, ErrUnknown)
}

// linked tells whether an identity is linked to a person, and was not unlinked since.
func (d *Directory) linked(ctx context.Context, id string, i Identity) (bool, error) {
	events, err := d.ledger.Read(ctx, ledger.Query{Stream: Stream(id) + identities, Trusted: true})
	if err != nil {
		return false, fmt.Errorf("read identities: %w", err)
	}
	bodies, err := d.ledger.OpenBodies(ctx, events)
	if err != nil {
		return false, fmt.Errorf("read identities: %w", err)
	}
	is := false
	for n, e := range events {
		if e.Removed || bodies[n] == nil {
			continue
		}
		var said Identity
		if err := json.Unmarshal(bodies[n], &said); err != nil {
			return false, fmt.Errorf("read %s: %w", e.Stream, err)
		}
		if said == i {
			is = e.Kind == Linked
		}
	}
	return is, nil
}

// Link records that an identity is a person's. It is recorded once, sealed under the
// person. An identity that is another person's is ErrLinked: of two who link it at
// once, one does.
func (d *Directory) Link(ctx context.Context, id string, i Identity) error {
	return d.ledger.Exclusively(ctx, recording, func() error { return d.link(ctx, id, i) })
}

func (d *Directory) link(ctx context.Context, id string, i Identity) error {
	was, err := d.ByIdentity(ctx, i)
	switch {
	case err == nil && was.ID == id:
		return nil
	case err == nil:
		return ErrLinked
	case !errors.Is(err, ErrUnknown):
		return err
	}
	return d.sayIdentity(ctx, id, Linked, i)
}

// Unlink records that an identity is a person's no longer.
func (d *Directory) Unlink(ctx context.Context, id string, i Identity) error {
	is, err := d.linked(ctx, id, i)
	if err != nil || !is {
		return err
	}
	return d.sayIdentity(ctx, id, Unlinked, i)
}

func (d *Directory) sayIdentity(ctx context.Context, id, kind string, i Identity) error {
	subjects, err := d.identityIndex(i)
	if err != nil {
		return err
	}
	body, err := json.Marshal(i)
	if err != nil {
		return fmt.Errorf("write an identity: %w", err)
	}
	stream := Stream(id) + identities
	heads, err := d.ledger.Heads(ctx, stream)
	if err != nil {
		return fmt.Errorf("read identities: %w", err)
	}
	version := int64(0)
	if len(heads) > 0 {
		version = heads[0].Version
	}
	// Two sign-ins at once record it once: the second's version is taken.
	_, err = d.ledger.Append(ctx, ledger.Request{
		Stream: stream, Expect: version, Seen: -1,
		Drafts: []ledger.Draft{{Kind: kind, Body: body, Subjects: []string{Stream(id), subjects[0]}, Actor: id}},
	})
	if err != nil {
		return fmt.Errorf("record an identity of %s: %w", id, err)
	}
	return nil
}

// identityIndex finds an identity without saying it.
func (d *Directory) identityIndex(i Identity) ([]string, error) {
	if err := errors.Join(law.CheckRequired("issuer", i.Issuer), law.CheckRequired("subject", i.Subject)); err != nil {
		return nil, err
	}
	index, err := d.ledger.BlindIndex("identity", i.Issuer+"\n"+i.Subject)
	if err != nil {
		return nil, fmt.Errorf("look up an identity: %w", err)
	}
	return index, nil
}

// Register records somebody new who has signed in, under an alias that is free, and
// links their identity. Whoever has the same address already is returned instead, with
// the identity linked to them: one person is one, however often they come. The address
// must have been verified by the provider.
func (d *Directory) Register(ctx context.Context, command string, p Person, i Identity) (Person, error) {
	var is Person
	err := d.ledger.Exclusively(ctx, recording, func() (err error) {
		is, err = d.register(ctx, command, p, i)
		return err
	})
	return is, err
}

func (d *Directory) register(ctx context.Context, command string, p Person, i Identity) (Person, error) {
	was, err := d.Find(ctx, p.Email)
	switch {
	case err == nil:
		return was, d.link(ctx, was.ID, i)
	case !errors.Is(err, ErrUnknown):
		return Person{}, err
	}
	if p.Alias, err = d.freeAlias(ctx, p.Name, command); err != nil {
		return Person{}, err
	}
	if err := p.check(); err != nil {
		return Person{}, fmt.Errorf("record %s: %w", p.Alias, err)
	}
	done, err := d.recordAll(ctx, command, ID(command, p.Alias), []Person{p})
	if err != nil {
		return Person{}, err
	}
	p.ID = done[0].ID
	return p, d.link(ctx, p.ID, i)
}

// freeAlias makes a short name of the letters of a name; a second of it gets an end of
// its own.
func (d *Directory) freeAlias(ctx context.Context, name, command string) (string, error) {
	word := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r == ' ', r == '-', r == '.':
			return '-'
		}
		return -1
	}, name), "-")
	for strings.Contains(word, "--") {
		word = strings.ReplaceAll(word, "--", "-")
	}
	if len(word) > 40 {
		word = strings.Trim(word[:40], "-")
	}
	if word == "" {
		word = "person"
	}
	_, err := d.Find(ctx, word)
	switch {
	case errors.Is(err, ErrUnknown):
		return word, nil
	case err != nil:
		return "", err
	}
	sum := sha256.Sum256([]byte(command))
	return word + "-" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:5]), nil
}
