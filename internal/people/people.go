// Package people knows who an opaque id is. Names and addresses stand only in
// the sealed streams person/<id>; nothing else names a person.
package people

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"twinning.example/engine/internal/ledger"
)

// A Person is somebody who acts or is written to.
type Person struct {
	ID           string `json:"id"`
	Alias        string `json:"alias"` // short name that the command line takes
	Name         string `json:"name"`
	Email        string `json:"email"`
	Organisation string `json:"organisation,omitempty"`
	Country      string `json:"country,omitempty"`
	Language     string `json:"language,omitempty"`
	Erased       bool   `json:"-"` // the body was removed: only the id is left
}

// Kind of the event that records a person.
const Recorded = "person-recorded.v1"

const prefix = "person/"

// Stream is the stream of a person.
func Stream(id string) string { return prefix + id }

// The decisions that a caller takes.
var (
	// ErrUnknown is the cause where nobody has the alias or id.
	ErrUnknown = errors.New("nobody is known by that name")
	// ErrOtherContent is the cause where a command id was used before to record
	// something else of the same person.
	ErrOtherContent = errors.New("the command id was used before with other content")
)

// ID gives a person an opaque id: p- and ten characters of base32. It is drawn
// from the command that records them, so that nobody can guess it from a name.
func ID(command, alias string) string {
	sum := sha256.Sum256([]byte("person\x00" + command + "\x00" + alias))
	return "p-" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:10])
}

var idForm = regexp.MustCompile(`^p-[a-z2-7]{10}$`)

// IsID tells whether a word has the form of an id.
func IsID(s string) bool { return idForm.MatchString(s) }

// A Directory finds people. It follows the ledger as it is asked and keeps
// what it read in memory.
type Directory struct {
	ledger *ledger.Ledger

	turn  chan struct{} // holds one: whoever reads
	upto  int64
	byID  map[string]Person
	alias map[string]string
}

// NewDirectory reads from a ledger, at the first question.
func NewDirectory(l *ledger.Ledger) *Directory {
	return &Directory{ledger: l, turn: make(chan struct{}, 1), byID: map[string]Person{}, alias: map[string]string{}}
}

// Find returns who has an alias or an id.
func (d *Directory) Find(ctx context.Context, who string) (Person, error) {
	if err := d.enter(ctx); err != nil {
		return Person{}, err
	}
	defer d.leave()
	if err := d.refresh(ctx); err != nil {
		return Person{}, err
	}
	id := who
	if a, ok := d.alias[who]; ok {
		id = a
	}
	if p, ok := d.byID[id]; ok {
		return p, nil
	}
	return Person{}, fmt.Errorf("%q: %w", who, ErrUnknown)
}

// Forget makes the directory read these people again: they were erased since they were read. Other streams are nothing to it.
func (d *Directory) Forget(ctx context.Context, streams []string) error {
	if err := d.enter(ctx); err != nil {
		return err
	}
	defer d.leave()
	for _, stream := range streams {
		id, ok := strings.CutPrefix(stream, prefix)
		if !ok {
			continue
		}
		events, err := d.ledger.Read(ctx, ledger.Query{Stream: stream, To: d.upto, Trusted: true})
		if err != nil {
			return fmt.Errorf("read %s again: %w", stream, err)
		}
		delete(d.alias, d.byID[id].Alias)
		delete(d.byID, id)
		if err := d.take(ctx, events); err != nil {
			return err
		}
	}
	return nil
}

// All lists everybody, by alias.
func (d *Directory) All(ctx context.Context) ([]Person, error) {
	if err := d.enter(ctx); err != nil {
		return nil, err
	}
	defer d.leave()
	if err := d.refresh(ctx); err != nil {
		return nil, err
	}
	all := make([]Person, 0, len(d.byID))
	for _, p := range d.byID {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b Person) int { return strings.Compare(a.Alias+a.ID, b.Alias+b.ID) })
	return all, nil
}

// enter waits for the others: not longer than ctx, whatever they wait for.
func (d *Directory) enter(ctx context.Context) error {
	select {
	case d.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("read people: %w", context.Cause(ctx))
	}
}

func (d *Directory) leave() { <-d.turn }

// refresh reads what was recorded since. The caller has entered.
func (d *Directory) refresh(ctx context.Context) error {
	events, err := d.ledger.Read(ctx, ledger.Query{Prefix: prefix, From: d.upto, Trusted: true})
	if err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	return d.take(ctx, events)
}

// take keeps what events say of people. The caller has entered.
func (d *Directory) take(ctx context.Context, events []ledger.Event) error {
	bodies, err := d.ledger.OpenBodies(ctx, events)
	if err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	for i, e := range events {
		d.upto = max(d.upto, e.Position+1)
		if e.Untrusted != "" {
			continue // nobody who may record people has recorded this: who it names is as unknown as before
		}
		id := strings.TrimPrefix(e.Stream, prefix)
		if e.Removed || bodies[i] == nil { // the second: since it was read
			delete(d.alias, d.byID[id].Alias)
			d.byID[id] = Person{ID: id, Erased: true}
			continue
		}
		var p Person
		if err := json.Unmarshal(bodies[i], &p); err != nil {
			return fmt.Errorf("read %s: %w", e.Stream, err)
		}
		p.ID = id
		if was, ok := d.byID[id]; ok {
			delete(d.alias, was.Alias)
		}
		d.byID[id], d.alias[p.Alias] = p, id
	}
	return nil
}
