package query

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/views"
)

// An Audited is a call that somebody audits, with what was decided in it and its tenders.
type Audited struct {
	Reference string
	Title     string
	Stage     string
	Zone      *time.Location
	Decisions []HistoryLine // the newest first
	More      bool          // there are older ones since the last visit
}

// An Audit is where an auditor begins.
type Audit struct {
	Calls []Audited
	// Last is when they were told before of what was decided, in real time; zero: never.
	Last time.Time
	// From is the position from which on decisions are told.
	From int64
}

// The limits of what an auditor is told at once (our choice).
const (
	visit         = 30 * time.Minute // within which somebody who looks again is still there
	auditWindows  = 20               // of 500 positions each
	mostDecisions = 15               // of one call
)

// sawDecisions is what the record of reads says of an auditor who was told of decisions.
const sawDecisions = "decisions to %d"

// Audits tells whether somebody audits a call.
func (q *Queries) Audits(ctx context.Context, v access.Viewer) (bool, error) {
	of, err := q.audited(ctx, v)
	return len(of) > 0, err
}

// audited are the calls that somebody audits, by stream.
func (q *Queries) audited(ctx context.Context, v access.Viewer) (map[string]call.Call, error) {
	of := map[string]call.Call{}
	if v.Person == "" {
		return of, nil
	}
	all, err := q.foldAll(ctx, "call/")
	if err != nil {
		return nil, err
	}
	for stream, is := range all {
		if c, isCall := is.State.(call.Call); isCall && c.Has(v.Person, law.Auditor) {
			of[stream] = c
		}
	}
	return of, nil
}

// Audit is what an auditor begins with: the calls that they audit, and what was decided
// there since they were told last, which the record of reads says.
func (q *Queries) Audit(ctx context.Context, v access.Viewer, log *reads.Store) (Audit, error) {
	if err := q.onlyNow(); err != nil {
		return Audit{}, err
	}
	if v.Person == "" {
		return Audit{}, &Nobody{For: "audit"}
	}
	of, err := q.audited(ctx, v)
	if err != nil {
		return Audit{}, err
	}
	if len(of) == 0 {
		return Audit{}, withheld(law.Why("for-auditors"))
	}
	size, err := q.Size(ctx)
	if err != nil {
		return Audit{}, err
	}
	a := Audit{From: max(0, size-auditWindows*window)}
	recent := false
	if a.Last, recent, err = q.visited(ctx, v, log, &a); err != nil {
		return Audit{}, err
	}
	decided, more, err := q.decided(ctx, v, of, a.From, size)
	if err != nil {
		return Audit{}, err
	}
	for _, stream := range sorted(of) {
		c := of[stream]
		a.Calls = append(a.Calls, Audited{Reference: c.Reference, Title: c.Rules.Called(narrate.LanguageOf(ctx), "title", c.Rules.Title), Stage: string(c.Stage), Zone: Zone(c), Decisions: decided[stream], More: more[stream]})
		if !recent {
			if err := q.read(ctx, v, access.OfCall(v, c), stream, fmt.Sprintf(sawDecisions, size)); err != nil {
				return Audit{}, err
			}
		}
	}
	return a, nil
}

// visited finds when an auditor was told last, but within this visit.
func (q *Queries) visited(ctx context.Context, v access.Viewer, log *reads.Store, a *Audit) (last time.Time, recent bool, err error) {
	if log == nil {
		return last, false, nil
	}
	rows, err := log.Log(ctx, reads.Filter{Person: v.Person})
	if err != nil {
		return last, false, err
	}
	for _, r := range rows {
		var to int64
		if _, err := fmt.Sscanf(r.What, sawDecisions, &to); err != nil {
			continue
		}
		if time.Since(r.At) < visit {
			recent = true
			continue
		}
		a.From = max(a.From, to)
		return r.At, recent, nil
	}
	return last, recent, nil
}

// decided are the newest decisions in some calls and their tenders from a position on, by
// call, the newest first, as histories tell them; and in which calls there are more.
func (q *Queries) decided(ctx context.Context, v access.Viewer, of map[string]call.Call, from, size int64) (map[string][]HistoryLine, map[string]bool, error) {
	wanted, count, more := map[string]map[int64]bool{}, map[string]int{}, map[string]bool{}
	for to := size; to > from; to -= window {
		var events []ledger.Event
		err := q.snapshot(ctx, func(ctx context.Context, s ledger.Snapshot) (err error) {
			events, err = s.Read(ctx, ledger.Query{From: max(from, to-window), To: to})
			return err
		})
		if err != nil {
			return nil, nil, err
		}
		for _, e := range slices.Backward(events) {
			stream := lives.At(e.Stream)
			home := lives.Home(stream)
			if _, audits := of[home]; !audits || stream != e.Stream || !explain.IsDecision(e.Kind) {
				continue
			}
			if count[home]++; count[home] > mostDecisions {
				more[home] = true
				continue
			}
			if wanted[stream] == nil {
				wanted[stream] = map[int64]bool{}
			}
			wanted[stream][e.Position] = true
		}
	}
	by := map[string][]HistoryLine{}
	for _, stream := range sorted(wanted) {
		h, err := q.History(ctx, v, stream, false)
		if _, hidden := err.(*explain.Hidden); hidden {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		for _, l := range h.Lines {
			if wanted[stream][l.Position] {
				by[lives.Home(stream)] = append(by[lives.Home(stream)], l)
			}
		}
	}
	for _, list := range by {
		slices.SortFunc(list, func(x, y HistoryLine) int { return int(y.Position - x.Position) })
	}
	return by, more, nil
}

// Runs are when the record was last verified and a checkpoint of it made, at the machine
// of the programme. They are for who has a role in a call that reads all of it.
func (q *Queries) Runs(ctx context.Context, v access.Viewer) ([]views.Run, error) {
	if _, err := q.inspectedCalls(ctx, v); err != nil {
		return nil, err
	}
	store, err := q.views(ctx)
	if err != nil {
		return nil, err
	}
	return store.Runs(ctx)
}

// A Verified is what a verification found.
type Verified struct {
	ledger.Report
	States, Blind int64 // states that were folded again and compared, and that could not be
}

// Verify recomputes the whole record from its rows, as the command does, but for the guards
// of the database and kept histories of Temporal, which a desk may not read. It is for the
// staff and the auditors of a call. It reads everything: ask for it once at a time.
func (q *Queries) Verify(ctx context.Context, v access.Viewer) (Verified, error) {
	if err := q.onlyNow(); err != nil {
		return Verified{}, err
	}
	if _, err := q.inspectedCalls(ctx, v); err != nil {
		return Verified{}, err
	}
	recount := state.NewRecount(ctx, q.ledger)
	report, err := q.ledger.Verify(ctx, ledger.VerifyOptions{StateHash: recount.StateHash, MustSeal: state.MustSeal})
	return Verified{Report: report, States: recount.Compared, Blind: recount.Blind}, err
}

// An Effect is what a message that an event holds led to in another life.
type Effect struct {
	Stream   string
	Position int64
}

// Effects are what the messages of an event led to, within the 500 events after it, for
// who sees the calls concerned whole.
func (q *Queries) Effects(ctx context.Context, v access.Viewer, position int64) ([]Effect, error) {
	whole, err := q.inspectedCalls(ctx, v)
	if err != nil {
		return nil, err
	}
	var events []ledger.Event
	err = q.snapshot(ctx, func(ctx context.Context, s ledger.Snapshot) (err error) {
		if to := min(position+window, s.Size()); position >= 0 && position < to {
			events, err = s.Read(ctx, ledger.Query{From: position, To: to})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var list []Effect
	for _, e := range events {
		if stream := lives.At(e.Stream); stream == e.Stream && whole[lives.Home(stream)] && strings.HasPrefix(e.Command, strings.TrimSuffix(law.MessageID(position, 0), "0")) {
			list = append(list, Effect{stream, e.Position})
		}
	}
	return list, nil
}
