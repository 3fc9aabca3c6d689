package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

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

// Record records people: new ones get an id, known ones another version where
// something changed. Whoever has the alias is known and, under an alias that is new,
// whoever has the address: one person is one, however often they are loaded, and the
// alias becomes another one of theirs. An address that is another known person's is
// ErrAddress. Everybody is checked before anything is recorded. A command that is sent again records nothing; with other content it
// is ErrOtherContent.
func (d *Directory) Record(ctx context.Context, command, actor string, list []Person) ([]Loaded, error) {
	addresses := map[string]string{}
	for _, p := range list {
		if err := p.check(); err != nil {
			return nil, fmt.Errorf("record %s: %w", p.Alias, err)
		}
		address := normal("email", p.Email)
		if other, twice := addresses[address]; twice && other != p.Alias {
			return nil, fmt.Errorf("record %s: %s has the same address in this list: %w", p.Alias, other, ErrAddress)
		}
		addresses[address] = p.Alias
	}
	var done []Loaded
	err := d.ledger.Exclusively(ctx, recording, func() (err error) {
		done, err = d.recordAll(ctx, command, actor, list)
		return err
	})
	return done, err
}

// recording is the name under which people and their identities are recorded by one at a time.
const recording = "people"

func (d *Directory) recordAll(ctx context.Context, command, actor string, list []Person) ([]Loaded, error) {
	for _, p := range list {
		if err := d.checkAddress(ctx, p); err != nil {
			return nil, err
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

// checkAddress refuses to give somebody who is known the address of another.
func (d *Directory) checkAddress(ctx context.Context, p Person) error {
	was, err := d.Find(ctx, p.Alias)
	if errors.Is(err, ErrUnknown) {
		return nil
	}
	if err != nil {
		return err
	}
	other, err := d.Find(ctx, p.Email)
	switch {
	case errors.Is(err, ErrUnknown), err == nil && (other.ID == was.ID || other.Erased):
		return nil
	case err != nil:
		return err
	}
	return fmt.Errorf("record %s: it is that of %s: %w", p.Alias, other.Alias, ErrAddress)
}

// Known is whom recording somebody would record: by alias or, where nobody has the
// alias, by address. Nobody is ErrUnknown.
func (d *Directory) Known(ctx context.Context, alias, email string) (Person, error) {
	p, err := d.Find(ctx, alias)
	if !errors.Is(err, ErrUnknown) {
		return p, err
	}
	return d.Find(ctx, email)
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
	l := Loaded{Alias: p.Alias}
	byAlias, err := d.find(ctx, p.Alias)
	if err == nil && byAlias.Into != "" { // what this record says is history; the other one holds
		was, err := d.Find(ctx, byAlias.Into)
		l.ID = was.ID
		return l, err
	}
	was, err := d.Known(ctx, p.Alias, p.Email)
	switch {
	case err == nil:
		p.ID, p.Also = was.ID, was.Also
		if !was.Is(p.Alias) {
			p.Also = strings.TrimSpace(p.Also + " " + p.Alias)
		}
		p.Alias = was.Alias
		if p.Works == "" { // no file says it: they say it themselves
			p.Works = was.Works
		}
	case errors.Is(err, ErrUnknown):
		p.ID, was = ID(command, p.Alias), Person{}
	default:
		return Loaded{}, err
	}
	l.ID = p.ID
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
		{"also", was.Also, is.Also},
		{"name", was.Name, is.Name},
		{"email", was.Email, is.Email},
		{"organisation", was.Organisation, is.Organisation},
		{"works", was.Works, is.Works},
		{"country", was.Country, is.Country},
		{"language", was.Language, is.Language},
	} {
		if f.was != f.is {
			names = append(names, f.name)
		}
	}
	return names
}
