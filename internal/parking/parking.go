// Package parking leaves a life alone that fails again and again, so that
// everything else goes on: a row that operators read, one fact in the ledger
// that promises one letter to staff, and nothing more until somebody nudges it.
package parking

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/views"
)

// DefaultAttempts is how often a life fails in a row before it is parked.
const DefaultAttempts = 5

// Who meets a failure.
const (
	ByLife       = "life"       // Judge: the law, or a fact that cannot be read
	ByDispatcher = "dispatcher" // the life cannot be brought its commands
	ByRelay      = "relay"      // a fact of the life cannot be passed on
)

// A Lot parks lives. Its methods may be called by any number of goroutines.
type Lot struct {
	Ledger   *ledger.Ledger
	Folder   *state.Folder
	Store    *views.Store
	Log      *slog.Logger
	Attempts int // failures in a row until a life is parked; 0: DefaultAttempts
}

// Failed counts a failure of a life, and parks it after so many in a row. An
// error that says nothing about this life alone (the database, Temporal, an
// event of a newer version, a missing key) counts for nothing.
func (l *Lot) Failed(ctx context.Context, stream, by string, cause error) (parked bool, err error) {
	if !AboutLife(cause) {
		return false, nil
	}
	if err := l.Store.Ping(ctx); err != nil {
		return false, fmt.Errorf("ask PostgreSQL whether it is well: %w", err)
	}
	p, err := l.Store.Failed(ctx, failureOf(stream, by, cause))
	if err != nil {
		return false, err
	}
	attempts := l.Attempts
	if attempts == 0 {
		attempts = DefaultAttempts
	}
	if p.ParkedAt != nil || p.Attempts < attempts {
		return p.ParkedAt != nil, nil
	}
	return true, l.record(ctx, p, cause)
}

// Park parks a life at once: whoever calls it has tried often enough. What is
// parked stays as it is.
func (l *Lot) Park(ctx context.Context, stream, by string, cause error) error {
	p, err := l.Store.Failed(ctx, failureOf(stream, by, cause))
	if err != nil || p.ParkedAt != nil {
		return err
	}
	return l.record(ctx, p, cause)
}

// record appends the fact, then marks the row. Where the process dies between
// the two it is done again: the fact's command names this parking, and stands once.
func (l *Lot) record(ctx context.Context, p views.Parked, cause error) error {
	l.Log.Error("a life is parked: it failed again and again, and rests until `twinning nudge`",
		"stream", p.Stream, "by", p.By, "attempts", p.Attempts, "code", p.Code, "error", p.Error)
	at, err := l.append(ctx, p, cause)
	switch {
	case err == nil && at != p.Stream || err == nil && p.By != ByLife:
		_, err = l.Store.Request(ctx, views.Look, at) // a life that did not append it has to hear that a letter waits
	case err != nil && AboutLife(err):
		l.Log.Error("nobody can be told by letter that a life is parked: neither it nor its call can be read", "stream", p.Stream, "error", Text(err))
		err = nil
	}
	if err != nil {
		return fmt.Errorf("park %s: %w", p.Stream, err)
	}
	return l.Store.Park(ctx, p.Stream)
}

// append records the fact in the life's own stream; in its call's where that
// cannot be read, or where the life cannot be reached to send the letter.
func (l *Lot) append(ctx context.Context, p views.Parked, cause error) (at string, err error) {
	own := errors.New("the life cannot be reached")
	if p.By != ByDispatcher {
		if own = l.appendTo(ctx, p.Stream, p, cause); own == nil || !AboutLife(own) {
			return p.Stream, own
		}
	}
	if at = lives.Home(p.Stream); at == p.Stream {
		if p.By == ByDispatcher {
			return p.Stream, l.appendTo(ctx, p.Stream, p, cause)
		}
		return p.Stream, own
	}
	return at, l.appendTo(ctx, at, p, cause)
}

func (l *Lot) appendTo(ctx context.Context, stream string, p views.Parked, cause error) error {
	staff, err := l.staff(ctx, stream)
	if err != nil {
		return err
	}
	fact := law.LifeParked{Stream: p.Stream, By: p.By, Code: p.Code, Moment: momentOf(cause), Attempts: p.Attempts}
	with := []law.Param{law.Word("stream", "stream", p.Stream), law.Word("by", "parked-by", fact.By), law.Word("code", "parked", fact.Code), law.Count("attempts", fact.Attempts)}
	if fact.Moment != "" {
		with = append(with, law.Word("moment", "moment", fact.Moment))
	}
	fact.Letters = law.To(staff, "life-parked", with...)
	body, err := json.Marshal(fact)
	if err != nil {
		return fmt.Errorf("write %s: %w", fact.Kind(), err)
	}
	id := fmt.Sprintf("parked/%s/%d", p.Stream, p.Since.UnixMicro())
	_, err = l.Ledger.Append(ctx, ledger.Request{
		Stream: stream, Expect: ledger.Any, Command: id, Seen: -1,
		Drafts: []ledger.Draft{{Kind: fact.Kind(), Body: body, Actor: law.Engine, Command: id}},
	})
	return err
}

// staff is who must be told of what goes wrong in a life.
func (l *Lot) staff(ctx context.Context, stream string) (staff []string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = Panicked(stream, "staff", p)
		}
	}()
	err = l.Ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		is, err := l.Folder.Fold(ctx, from, stream)
		if err != nil {
			return err
		}
		facts, err := l.Folder.Facts(ctx, from, is.Law.Needs(is.State))
		if err != nil {
			return err
		}
		staff = is.Law.Staff(is.State, facts)
		return nil
	})
	return staff, err
}
