package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/letters"
)

// A Loaded says what loading recorded of one person.
type Loaded struct {
	Alias   string
	ID      string
	New     bool     // this is their first event
	Changed []string // the fields of which another version was recorded, by their names in JSON; none where nothing was
}

// Load records people, as Record does, and returns ids by alias.
func (d *Directory) Load(ctx context.Context, command, actor string, list []Person) (map[string]string, error) {
	done, err := d.Record(ctx, command, actor, list)
	if err != nil {
		return nil, err
	}
	ids := make(map[string]string, len(done))
	for _, l := range done {
		ids[l.Alias] = l.ID
	}
	return ids, nil
}

// Record records people: new ones get an id, known ones (by alias) another
// version where something changed. Everybody is checked before anything is
// recorded. A command that is sent again records nothing; with other content it
// is ErrOtherContent.
func (d *Directory) Record(ctx context.Context, command, actor string, list []Person) ([]Loaded, error) {
	for _, p := range list {
		if err := p.check(); err != nil {
			return nil, fmt.Errorf("record %s: %w", p.Alias, err)
		}
	}
	done := make([]Loaded, 0, len(list))
	for _, p := range list {
		l, err := d.record(ctx, command, actor, p)
		if err != nil {
			return nil, err
		}
		done = append(done, l)
	}
	return done, nil
}

// Check refuses what nobody can be called, and an address that no mail server takes. An
// alias that is still to be given is not asked for.
func Check(p Person) error {
	if p.Alias == "" {
		p.Alias = "new"
	}
	return p.check()
}

// check refuses what nobody can be called, and an address that no mail server takes.
func (p Person) check() error {
	for _, err := range []error{
		law.CheckCode("alias", p.Alias), law.CheckRequired("name", p.Name), law.CheckText("organisation", p.Organisation), letters.CheckAddress(p.Email),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Directory) record(ctx context.Context, command, actor string, p Person) (Loaded, error) {
	was, err := d.Find(ctx, p.Alias)
	switch {
	case err == nil:
		p.ID = was.ID
	case errors.Is(err, ErrUnknown):
		p.ID, was = ID(command, p.Alias), Person{}
	default:
		return Loaded{}, err
	}
	l := Loaded{Alias: p.Alias, ID: p.ID}
	if was == p {
		return l, nil
	}
	body, err := json.Marshal(p)
	if err != nil {
		return l, fmt.Errorf("write %s: %w", p.ID, err)
	}
	subjects, err := d.Subjects(p)
	if err != nil {
		return l, err
	}
	appended, err := d.ledger.Append(ctx, ledger.Request{
		Stream: Stream(p.ID), Expect: ledger.Any, Command: command, Seen: -1,
		Drafts: []ledger.Draft{{Kind: Recorded, Body: body, Subjects: subjects, Actor: actor, Command: command}},
	})
	if err != nil {
		return l, fmt.Errorf("record %s: %w", p.Alias, err)
	}
	if appended.Known {
		return l, d.same(ctx, appended.Events[0], p)
	}
	if l.New = was.ID == ""; !l.New {
		l.Changed = changes(was, p)
	}
	return l, nil
}

// same refuses a command that recorded something else before.
func (d *Directory) same(ctx context.Context, first ledger.Event, p Person) error {
	body, err := d.ledger.Body(ctx, first)
	if err != nil && !errors.Is(err, ledger.ErrRemoved) {
		return fmt.Errorf("record %s: %w", p.Alias, err)
	}
	var stored Person
	if err == nil {
		if err := json.Unmarshal(body, &stored); err != nil {
			return fmt.Errorf("read %s: %w", first.Stream, err)
		}
	}
	if stored.ID = p.ID; stored != p {
		return fmt.Errorf("record %s: %w", p.Alias, ErrOtherContent)
	}
	return nil
}

func changes(was, is Person) []string {
	var names []string
	for _, f := range []struct{ name, was, is string }{
		{"alias", was.Alias, is.Alias},
		{"name", was.Name, is.Name},
		{"email", was.Email, is.Email},
		{"organisation", was.Organisation, is.Organisation},
		{"country", was.Country, is.Country},
		{"language", was.Language, is.Language},
	} {
		if f.was != f.is {
			names = append(names, f.name)
		}
	}
	return names
}
