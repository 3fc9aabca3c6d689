package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
)

// Invited is whom an invitation was sent to, as whoever sent it wrote.
type Invited struct {
	Name     string
	Email    string
	Language string
	Secret   string // of the link: for the letter alone
}

// Invited reads whom the invitation of a stream was sent to. Where it was never made, or
// its receipt was erased, it is ErrUnknown.
func (d *Directory) Invited(ctx context.Context, stream string) (Invited, error) {
	made, body, err := d.first(ctx, ledger.Query{Stream: stream, Kinds: []string{invitation.Made{}.Kind()}, Trusted: true})
	if err != nil {
		return Invited{}, err
	}
	v, err := invitation.Law.Event(made.Kind, body)
	if err != nil {
		return Invited{}, fmt.Errorf("read %s: %w", stream, err)
	}
	address, _ := v.(invitation.Made)
	ref, ok := address.Address.Ref()
	if !ok {
		return Invited{}, fmt.Errorf("%s: %w", stream, ErrUnknown)
	}
	_, body, err = d.first(ctx, ledger.Query{Positions: []int64{ref.Position}, Trusted: true})
	if err != nil {
		return Invited{}, err
	}
	var received law.CommandReceived
	if err := json.Unmarshal(body, &received); err != nil {
		return Invited{}, fmt.Errorf("read the receipt of %s: %w", stream, err)
	}
	var sent invitation.Invite
	if err := json.Unmarshal(received.Command, &sent); err != nil {
		return Invited{}, fmt.Errorf("read the receipt of %s: %w", stream, err)
	}
	return Invited{Name: string(sent.Name), Email: string(sent.Address), Language: sent.Language, Secret: invitation.Secret(received.Nonce)}, nil
}

// first is the first event of a query that can be believed and opened; ErrUnknown for none.
func (d *Directory) first(ctx context.Context, q ledger.Query) (ledger.Event, []byte, error) {
	events, err := d.ledger.Read(ctx, q)
	if err != nil {
		return ledger.Event{}, nil, fmt.Errorf("read an invitation: %w", err)
	}
	for _, e := range events {
		if e.Untrusted != "" || e.Removed {
			continue
		}
		body, err := d.ledger.Body(ctx, e)
		if errors.Is(err, ledger.ErrRemoved) {
			continue
		}
		return e, body, err
	}
	return ledger.Event{}, nil, fmt.Errorf("an invitation: %w", ErrUnknown)
}

// IsFor tells whether the invitation was sent to an address.
func (i Invited) IsFor(email string) bool {
	return i.Email != "" && normal("email", i.Email) == normal("email", email)
}

// InvitedSubject is whom the receipt of an invitation concerns besides who wrote it:
// whoever was invited, whom nobody may know yet. They are erased by it, with the receipt
// and nothing else of the invitation.
func InvitedSubject(stream string) string { return stream + ".invited" }

// Concerns are the subjects under which bodies concern a person: their own, and those of
// the invitations that were sent to any address that they have, or had.
func (d *Directory) Concerns(ctx context.Context, id string) ([]string, error) {
	events, err := d.ledger.Read(ctx, ledger.Query{Stream: Stream(id), Trusted: true})
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	subjects, seen := []string{Stream(id)}, map[string]bool{}
	for _, e := range events {
		found := map[string]Person{}
		if err := d.take(ctx, []ledger.Event{e}, found); err != nil {
			return nil, err
		}
		address := normal("email", found[e.Stream].Email)
		if address == "" || seen[address] {
			continue
		}
		seen[address] = true
		streams, err := d.InvitationsFor(ctx, address)
		if err != nil {
			return nil, err
		}
		for _, s := range streams {
			subjects = append(subjects, InvitedSubject(s))
		}
	}
	return subjects, nil
}

// ConcernsAddress are the subjects under which bodies concern whoever has an address and
// never registered: those of the invitations that were sent to it and still hold it.
func (d *Directory) ConcernsAddress(ctx context.Context, email string) ([]string, error) {
	streams, err := d.InvitationsFor(ctx, email)
	if err != nil {
		return nil, err
	}
	subjects := make([]string, len(streams))
	for i, s := range streams {
		subjects[i] = InvitedSubject(s)
	}
	return subjects, nil
}

// InvitationsFor are the streams of the invitations that were sent to an address.
func (d *Directory) InvitationsFor(ctx context.Context, email string) ([]string, error) {
	index, err := d.AddressIndex(email)
	if err != nil {
		return nil, err
	}
	heads, err := d.ledger.Concerning(ctx, law.InvitationFamily, index...)
	if err != nil {
		return nil, fmt.Errorf("read invitations: %w", err)
	}
	var streams []string
	for _, h := range heads {
		if s := lives.At(h.Stream); s != "" && !slices.Contains(streams, s) {
			streams = append(streams, s)
		}
	}
	return streams, nil
}
