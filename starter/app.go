package main

import (
	"context"
	"errors"
	"io"
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/local"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/texts"
)

// patience is how long an append waits for a database that is away: whoever
// sits before a terminal wants to know within seconds.
const patience = 3 * time.Second

// An app is one run of the command: where it reads and writes, what it was
// told, and the ledger from the first question on.
type app struct {
	in        io.Reader
	out, talk io.Writer
	told      globals
	ran       bool // the command line was understood

	ledger *ledger.Ledger
	people *people.Directory
}

// globals are the flags that every command has.
type globals struct {
	data, keyFile, noteKey string
	signKey, trust         string
	output, color          string
	quiet                  bool
}

func newApp(in io.Reader, out, talk io.Writer) *app {
	return &app{in: in, out: out, talk: talk}
}

func (a *app) close() {
	if a.ledger != nil {
		a.ledger.Close()
	}
}

// settings are what the flags say, else the environment, else the stack that
// runs on this machine.
func (a *app) settings() (local.Settings, error) {
	s, err := local.Attach(a.told.data)
	if errors.Is(err, local.ErrNone) {
		return s, &failure{code: exitAway, what: "no ledger is configured: start one with `twinning up`, or set DATABASE_URL", next: err.Error()}
	}
	if err != nil {
		return s, err
	}
	if a.told.keyFile != "" {
		s.KeyFile = a.told.keyFile
	}
	if a.told.noteKey != "" {
		s.NoteKey = a.told.noteKey
	}
	if a.told.signKey != "" {
		s.SignKey, s.OperatorKey = a.told.signKey, a.told.signKey
	}
	if a.told.trust != "" {
		s.Trust = a.told.trust
	}
	return s, nil
}

// open connects to the ledger, once, to append as a door does.
func (a *app) open(ctx context.Context) (*ledger.Ledger, error) { return a.openWith(ctx, asDoor) }

// As whom a command uses the ledger.
type opening int

const (
	asDoor     opening = iota // appends receipts, people and questions
	asNotary                  // signs checkpoints, too
	asOperator                // appends to the ledger's own streams, with an operator's key
)

func (a *app) openWith(ctx context.Context, as opening) (*ledger.Ledger, error) {
	if a.ledger != nil {
		return a.ledger, nil
	}
	s, err := a.settings()
	if err != nil {
		return nil, err
	}
	o := ledger.Options{DSN: s.DatabaseURL, KeyFile: s.KeyFile, SignKey: s.SignKey, Trust: s.Trust, Patience: patience}
	switch as {
	case asNotary:
		o.NoteKey = s.NoteKey
	case asOperator:
		o.SignKey = s.OperatorKey
	}
	l, err := tryAgain(ctx, func() (*ledger.Ledger, error) { return ledger.Open(ctx, o) })
	if err != nil {
		return nil, away(s.DatabaseURL, err)
	}
	a.ledger, a.people = l, people.NewDirectory(l)
	return l, nil
}

// door opens the way in.
func (a *app) door(ctx context.Context) (*door.Door, error) {
	l, err := a.open(ctx)
	if err != nil {
		return nil, err
	}
	return &door.Door{Ledger: l, People: a.people}, nil
}

// now is the programme clock's instant.
func (a *app) now(ctx context.Context) (time.Time, error) {
	l, err := a.open(ctx)
	if err != nil {
		return time.Time{}, err
	}
	clock, err := l.Clock(ctx)
	return clock.Now(), err
}

// person finds somebody by alias or id.
func (a *app) person(ctx context.Context, who string) (people.Person, error) {
	if _, err := a.open(ctx); err != nil {
		return people.Person{}, err
	}
	return a.people.Find(ctx, who)
}

// ids finds people by alias or id, in their order.
func (a *app) ids(ctx context.Context, who []string) ([]string, error) {
	ids := make([]string, len(who))
	for i, w := range who {
		p, err := a.person(ctx, w)
		if err != nil {
			return nil, err
		}
		ids[i] = p.ID
	}
	return ids, nil
}

// fold adds a stream up as it stands now, cold, to be read: what people wrote
// stands in its state.
func (a *app) fold(ctx context.Context, stream string) (state.Folded, error) {
	l, err := a.open(ctx)
	if err != nil {
		return state.Folded{}, err
	}
	var is state.Folded
	err = l.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		is, err = state.FoldAt(ctx, l, from, stream, 0)
		return err
	})
	if err != nil {
		return is, err
	}
	is.State, err = texts.Told(ctx, texts.New(l), is.State)
	return is, err
}

// foldAll adds up every life whose stream begins with a prefix. What people wrote
// stands in their states as references: whatever prints them resolves them.
func (a *app) foldAll(ctx context.Context, prefix string) (map[string]state.Folded, error) {
	l, err := a.open(ctx)
	if err != nil {
		return nil, err
	}
	var all map[string]state.Folded
	err = l.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		all, err = state.NewFolder(l, 0).FoldAll(ctx, from, prefix)
		return err
	})
	return all, err
}

// foldToRead is foldAll with what people wrote in the states.
func (a *app) foldToRead(ctx context.Context, prefix string) (map[string]state.Folded, error) {
	all, err := a.foldAll(ctx, prefix)
	if err != nil {
		return nil, err
	}
	streams := sorted(all)
	states := make([]law.State, len(streams))
	for i, s := range streams {
		states[i] = all[s].State
	}
	if states, err = texts.Told(ctx, texts.New(a.ledger), states); err != nil {
		return nil, err
	}
	for i, s := range streams {
		is := all[s]
		is.State = states[i]
		all[s] = is
	}
	return all, nil
}

// callOf is the call that a life belongs to, or is; none for a life of another kind.
func (a *app) callOf(ctx context.Context, stream string) (call.Call, error) {
	is, err := a.fold(ctx, lives.Home(stream))
	if err != nil {
		return call.Call{}, err
	}
	c, _ := is.State.(call.Call)
	return c, nil
}

// zoneOf is the zone of a call, or UTC while it has none.
func zoneOf(c call.Call) *time.Location {
	zone, err := calendar.Zone(c.Rules.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}
