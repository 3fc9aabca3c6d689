package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/local"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/views"
)

// patience is how long an append waits for a database that is away: whoever
// sits before a terminal wants to know within seconds.
const patience = 3 * time.Second

// An app is one run of the command: where it reads and writes, the flags
// that every command has, and the ledger from the first question on.
type app struct {
	in        io.Reader
	out, talk io.Writer
	flags     globals
	ran       bool      // the command line was understood
	alone     bool      // the process does nothing else
	language  string    // of its sentences; "" until the command line is understood
	url       string    // of the desk that runs it; "" where it is run here
	args      []string  // as they were typed
	about     string    // the life that they name, "" for none
	as        string    // whom --as names
	typedFile typedFile // the last that the command was made from
	local     bool      // the database is of one machine, where that may be asked

	ledger  *ledger.Ledger
	people  *people.Directory
	store   *views.Store
	readers *pgxpool.Pool // to record who reads
	served  *served       // what was typed elsewhere; nil on the programme's own machine
}

// globals are the flags that every command has.
type globals struct {
	data, keyFile, noteKey string
	signKey, trust         string
	output, color          string
	quiet                  bool
	then                   query.Then // of a question of an earlier time
}

func newApp(in io.Reader, out, talk io.Writer) *app {
	return &app{in: in, out: out, talk: talk}
}

func (a *app) close() {
	if a.readers != nil {
		a.readers.Close()
	}
	if a.store != nil {
		a.store.Close()
	}
	if a.ledger != nil {
		a.ledger.Close()
	}
}

// settings are what the flags say, else the environment, else the stack that
// runs on this machine.
func (a *app) settings() (local.Settings, error) {
	if a.served != nil {
		return local.Settings{}, onlyHere
	}
	s, err := local.Attach(a.flags.data)
	if errors.Is(err, local.ErrNone) {
		f := failed(exitAway, "no ledger is configured: start one with `twinning up`, or set DATABASE_URL")
		f.next = err.Error()
		return s, f
	}
	if err != nil {
		return s, err
	}
	if a.flags.keyFile != "" {
		s.KeyFile = a.flags.keyFile
	}
	if a.flags.noteKey != "" {
		s.NoteKey = a.flags.noteKey
	}
	if a.flags.signKey != "" {
		s.SignKey, s.OperatorKey = a.flags.signKey, a.flags.signKey
	}
	if a.flags.trust != "" {
		s.Trust = a.flags.trust
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
	if a.served != nil && as != asDoor {
		return nil, onlyHere
	}
	if a.ledger == nil {
		if err := a.connect(ctx, as); err != nil {
			return nil, err
		}
	}
	if a.as != "" && !a.local {
		is, err := a.ledger.Local(ctx)
		if err != nil {
			return nil, err
		}
		if !is {
			return nil, onlyOnOneMachine
		}
		a.local = true
	}
	return a.ledger, nil
}

func (a *app) connect(ctx context.Context, as opening) error {
	s, err := a.settings()
	if err != nil {
		return err
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
		return away(s.DatabaseURL, err)
	}
	a.ledger, a.people = l, people.NewDirectory(l)
	return nil
}

// door opens the way in.
func (a *app) door(ctx context.Context) (*door.Door, error) {
	l, err := a.open(ctx)
	if err != nil {
		return nil, err
	}
	q, err := a.query(ctx)
	if err != nil {
		return nil, err
	}
	return &door.Door{Ledger: l, People: a.people, May: q.MaySend, Tells: q.TellsEffects, TellsBefore: q.TellsBefore, Absent: q.AbsentFile, Handed: q.Handed, Readdressed: q.Readdressed}, nil
}

// person finds somebody by alias or id.
func (a *app) person(ctx context.Context, who string) (people.Person, error) {
	if _, err := a.open(ctx); err != nil {
		return people.Person{}, err
	}
	if a.served != nil && people.ByAddress(who) {
		return people.Person{}, fmt.Errorf("%q: %w", who, people.ErrUnknown)
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

// query answers questions, over the ledger and the tables of where lives stand.
func (a *app) query(ctx context.Context) (*query.Queries, error) {
	l, err := a.open(ctx)
	if err != nil {
		return nil, err
	}
	if a.served != nil {
		return a.served.queries, nil
	}
	return query.Over(l, a.people, a.views).Recording(a).Reached(env("TWINNING_DESK_URL", "")), nil
}

// viewer is who reads: the operator of this machine where nobody is named.
func (a *app) viewer(ctx context.Context, as string) (access.Viewer, error) {
	switch {
	case a.served != nil:
		return access.As(a.served.who), nil
	case as == "":
		return access.Operator, nil
	}
	p, err := a.person(ctx, as)
	return access.As(p.ID), err
}

// ask answers one question for whoever reads, with the names of those in the answer.
func ask[T any](ctx context.Context, a *app, as string, question func(q *query.Queries, v access.Viewer) (T, error)) (answer T, n query.Names, err error) {
	q, err := a.query(ctx)
	if err != nil {
		return answer, n, err
	}
	v, err := a.viewer(ctx, as)
	if err != nil {
		return answer, n, err
	}
	if q, v, err = a.asOf(ctx, q, v); err != nil {
		return answer, n, err
	}
	if answer, err = question(q, v); err == nil {
		err = q.Err()
	}
	var withheld *query.Withheld
	var wrong *query.Invalid
	switch {
	case errors.As(err, &withheld):
		err = &query.Withheld{What: a.names(ctx).In(a.tell(ctx).Error(withheld))}
	case errors.As(err, &wrong):
		err = &query.Invalid{Why: a.names(ctx).In(a.tell(ctx).Error(wrong))}
	}
	if err != nil {
		return answer, n, err
	}
	return answer, a.names(ctx, answer), nil
}

// names say who is who; without a ledger, ids are shown. That names could not be read is said.
func (a *app) names(ctx context.Context, shown ...any) query.Names {
	q, err := a.query(ctx)
	if err != nil {
		return query.NoNames()
	}
	n := q.Names(ctx, shown...)
	if err := n.Unread(); err != nil {
		a.say("people are shown by their ids, since their names cannot be read: %v", err)
	}
	return n
}
