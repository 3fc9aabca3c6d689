package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
)

// Join records that the record from is another record of the person into, and why:
// from then on whoever is named by it, writes from its address or signs in with its
// identity is that person. What was recorded of it stays. Records that are one
// already are left as they are; those of somebody erased are ErrJoin. Whether what
// the two did allows it is for the caller to know.
func (d *Directory) Join(ctx context.Context, actor, into, from, why string) (Person, error) {
	if err := law.CheckRequired("why", why); err != nil {
		return Person{}, err
	}
	var one Person
	err := d.ledger.Exclusively(ctx, recording, func() (err error) {
		one, err = d.join(ctx, actor, into, from, why)
		return err
	})
	return one, err
}

func (d *Directory) join(ctx context.Context, actor, into, from, why string) (Person, error) {
	one, err := d.Find(ctx, into)
	if err != nil {
		return one, err
	}
	other, err := d.Find(ctx, from)
	switch {
	case err != nil:
		return one, err
	case one.Erased, other.Erased:
		return one, fmt.Errorf("%w: one of them has been erased", ErrJoin)
	case one.ID == other.ID:
		return one, nil
	}
	other.Into, other.Why = one.ID, why
	body, err := json.Marshal(other)
	if err != nil {
		return one, fmt.Errorf("write %s: %w", other.ID, err)
	}
	subjects, err := d.Subjects(other)
	if err != nil {
		return one, err
	}
	heads, err := d.ledger.Heads(ctx, Stream(other.ID))
	if err != nil {
		return one, fmt.Errorf("read people: %w", err)
	}
	if len(heads) != 1 {
		return one, fmt.Errorf("%s: %w", from, ErrUnknown)
	}
	_, err = d.ledger.Append(ctx, ledger.Request{
		Stream: Stream(other.ID), Expect: heads[0].Version, Seen: -1,
		Drafts: []ledger.Draft{{Kind: Joined, Body: body, Subjects: append(subjects, Stream(one.ID)), Actor: actor}},
	})
	if err != nil {
		return one, fmt.Errorf("join %s: %w", other.ID, err)
	}
	return one, nil
}

// Moved records that somebody has another address now, as their provider of sign-in
// has verified it. An address that is another person's is ErrAddress.
func (d *Directory) Moved(ctx context.Context, id, email string) (Person, error) {
	var p Person
	err := d.ledger.Exclusively(ctx, recording, func() (err error) {
		if p, err = d.Find(ctx, id); err != nil || p.Erased || normal("email", p.Email) == normal("email", email) {
			return err
		}
		other, err := d.Find(ctx, email)
		switch {
		case err == nil && other.ID != p.ID:
			return ErrAddress
		case err != nil && !errors.Is(err, ErrUnknown):
			return err
		}
		p.Email = email
		return d.again(ctx, p)
	})
	return p, err
}

// Belongs records that somebody belongs to the organisation of a record, "" for none any
// more. Whether there is such a record is for the caller to know. How they write it in
// letters stays, and is its name where they had written none.
func (d *Directory) Belongs(ctx context.Context, id, reference, name string) (Person, error) {
	var p Person
	err := d.ledger.Exclusively(ctx, recording, func() (err error) {
		if p, err = d.Find(ctx, id); err != nil || p.Erased || p.Works == reference {
			return err
		}
		if p.Works = reference; p.Organisation == "" {
			p.Organisation = name
		}
		return d.again(ctx, p)
	})
	return p, err
}

// again records another version of what is said of somebody, by themselves.
func (d *Directory) again(ctx context.Context, p Person) error {
	if err := p.check(); err != nil {
		return err
	}
	body, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("write %s: %w", p.ID, err)
	}
	subjects, err := d.Subjects(p)
	if err != nil {
		return err
	}
	_, err = d.ledger.Append(ctx, ledger.Request{
		Stream: Stream(p.ID), Expect: ledger.Any, Seen: -1,
		Drafts: []ledger.Draft{{Kind: Recorded, Body: body, Subjects: subjects, Actor: p.ID}},
	})
	return err
}
