package ledger

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/ledger/format"
)

// Query chooses events. With Stream they come by version, else by position.
type Query struct {
	Stream       string
	Prefix       string           // of the stream's name
	Bare         bool             // with Prefix: no inboxes and no letters
	AfterVersion int64            // only with Stream
	From, To     int64            // positions [From, To); To 0: all
	Limit        int              // 0: all
	Kinds        []string         // none: all
	Positions    []int64          // only with From, To and Limit: at these positions
	After        map[string]int64 // streams, each after one of its versions; they come by stream and version
	Trusted      bool             // somebody decides on what is read: each event that must not be decided on says why (Event.Untrusted)
}

// querier is a pool, or one transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// Read reads events into memory. For many, range over Events.
func (l *Ledger) Read(ctx context.Context, q Query) ([]Event, error) {
	return reread(ctx, l, func() ([]Event, error) { return l.trust.read(ctx, l.pool, nil, q) })
}

// Events reads any number of events page by page, holding no transaction between pages: what it has passed cannot change.
func (l *Ledger) Events(ctx context.Context, q Query) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		left, page := q.Limit, newPager()
		for {
			next := q
			if next.Limit = page.limit(); q.Limit > 0 {
				next.Limit = min(next.Limit, left)
			}
			events, err := l.Read(ctx, next)
			if err != nil {
				yield(Event{}, err)
				return
			}
			for _, e := range events {
				if !yield(e, nil) {
					return
				}
			}
			left -= len(events)
			if len(events) < next.Limit || (q.Limit > 0 && left == 0) {
				return
			}
			last := events[len(events)-1]
			if q.Stream != "" {
				q.AfterVersion = last.Version
			} else {
				q.From = last.Position + 1
			}
			page.saw(events)
		}
	}
}

// pager keeps a page of large bodies from filling the memory: it asks for fewer events where they were large.
type pager struct{ average int }

const (
	pageEvents = 1000
	pageBytes  = 16 << 20
)

func newPager() *pager { return &pager{average: pageBytes / pageEvents} }

func (p *pager) limit() int { return max(1, min(pageEvents, pageBytes/p.average)) }

func (p *pager) saw(events []Event) {
	bytes := 0
	for _, e := range events {
		bytes += len(e.Stored) + 1024
	}
	if len(events) > 0 {
		p.average = max(1, bytes/len(events))
	}
}

// read is read, and judges what is to be trusted; own may be nil.
func (t *trust) read(ctx context.Context, db querier, own *ownVersions, q Query) ([]Event, error) {
	events, err := read(ctx, db, q)
	if err == nil && q.Trusted {
		if err = t.judge(ctx, db, own, events); err == nil {
			q.distrust(events)
		}
	}
	return events, err
}

// distrust sets Untrusted on each event that is not what was asked for, or that stands where another one should. A query chooses by columns
// that PostgreSQL generates from the header: whoever owns the database can let them say something else. Which events of a stream are at its
// end, and which are of a kind, it is believed.
func (q Query) distrust(events []Event) {
	for i := range events {
		e, why := &events[i], ""
		switch {
		case q.After != nil && !q.asks(e.Stream), q.Stream != "" && e.Stream != q.Stream || !strings.HasPrefix(e.Stream, q.Prefix) || q.Bare && beside(e.Stream):
			why = "it is an event of " + e.Stream + ", and its row says that it is of another stream"
		case q.Positions != nil && !slices.Contains(q.Positions, e.Position):
			why = fmt.Sprintf("it stands at position %d, and its row says that it stands at another", e.Position)
		case e.Position < q.From || q.To > 0 && e.Position >= q.To || len(q.Kinds) > 0 && !slices.Contains(q.Kinds, e.Kind):
			why = fmt.Sprintf("it is %s at position %d, and its row says something else", e.Kind, e.Position)
		case i > 0 && e.Position <= events[i-1].Position && (q.After == nil || e.Stream == events[i-1].Stream):
			why = fmt.Sprintf("it comes after position %d", events[i-1].Position)
		case q.After != nil && q.From == 0:
			before := q.After[e.Stream]
			if i > 0 && events[i-1].Stream == e.Stream {
				before = events[i-1].Version
			}
			if e.Version != before+1 {
				why = missing(e.Version, before)
			}
		case q.Stream != "" && len(q.Kinds) == 0 && (i > 0 || q.From == 0):
			before := q.AfterVersion
			if i > 0 {
				before = events[i-1].Version
			}
			if e.Version != before+1 {
				why = missing(e.Version, before)
			}
		}
		if why != "" && e.Untrusted == "" {
			e.Untrusted = why
		}
	}
}

// asks tells whether a stream is one of those that were asked for.
func (q Query) asks(stream string) bool {
	_, ok := q.After[stream]
	return ok
}

func missing(version, before int64) string {
	return fmt.Sprintf("it is version %d of its stream, and comes after version %d: what is between them is missing", version, before)
}

// beside says that a stream is the inbox or the letters of another.
func beside(stream string) bool {
	return strings.HasSuffix(stream, "/in") || strings.HasSuffix(stream, "/letters")
}

func read(ctx context.Context, db querier, q Query) ([]Event, error) {
	to, limit, kinds := q.To, int64(q.Limit), q.Kinds
	if to == 0 {
		to = math.MaxInt64
	}
	if limit == 0 {
		limit = math.MaxInt64
	}
	if kinds == nil {
		kinds = []string{}
	}
	var rows pgx.Rows
	var err error
	switch {
	case q.Stream != "" && q.Prefix != "":
		return nil, errors.New("read events: ask for a stream or for a prefix, not for both")
	case q.Stream != "":
		rows, err = db.Query(ctx, sqlByStream, q.Stream, q.AfterVersion, q.From, to, kinds, limit)
	case q.After != nil && (q.Prefix != "" || q.AfterVersion != 0 || q.Limit != 0 || q.Kinds != nil):
		return nil, errors.New("read events: of several streams all events after a version are read, and no others")
	case q.After != nil:
		streams := slices.Sorted(maps.Keys(q.After))
		versions := make([]int64, len(streams))
		for i, s := range streams {
			versions[i] = q.After[s]
		}
		rows, err = db.Query(ctx, sqlByStreams, streams, versions, q.From, to)
	case q.AfterVersion != 0:
		return nil, errors.New("read events: a version is counted in one stream: name it")
	case q.Bare:
		return planned(ctx, db, sqlByBarePrefix, q.From, to, kinds, limit, q.Prefix, endOf(q.Prefix))
	case q.Prefix != "":
		return planned(ctx, db, sqlByPrefix, q.From, to, kinds, limit, q.Prefix, endOf(q.Prefix))
	case q.Positions != nil:
		rows, err = db.Query(ctx, sqlAtPositions, q.From, to, q.Positions, limit)
	default:
		rows, err = db.Query(ctx, sqlByPosition, q.From, to, kinds, limit)
	}
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	return collect(rows)
}

// planned reads events by a statement for which no plan is right whatever its arguments are: this once one is made for them, in the same round trip.
func planned(ctx context.Context, db querier, sql string, args ...any) (events []Event, err error) {
	var three pgx.Batch
	three.Queue(sqlPlanAnew)
	three.Queue(sql, args...).Query(func(rows pgx.Rows) error {
		events, err = collect(rows)
		return err
	})
	three.Queue(sqlPlanOnce)
	if err := db.SendBatch(ctx, &three).Close(); err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	return events, nil
}

func collect(rows pgx.Rows) ([]Event, error) {
	defer rows.Close()
	var events []Event
	for rows.Next() {
		e, err := scanEvent(rows)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	return events, nil
}

// endOf is the first name after all that begin with prefix. Names are ASCII and compared byte by byte.
func endOf(prefix string) string { return prefix + "\x7f" }

// Size is the number of events in the ledger.
func (l *Ledger) Size(ctx context.Context) (int64, error) {
	return reread(ctx, l, func() (size int64, err error) {
		if err := l.pool.QueryRow(ctx, sqlSize).Scan(&size); err != nil {
			return 0, fmt.Errorf("read the size of the ledger: %w", err)
		}
		return size, nil
	})
}

// Answer is the stored answer to a command of a stream; false when it has none yet.
func (l *Ledger) Answer(ctx context.Context, stream, command string) (Answered, bool, error) {
	var found bool
	a, err := reread(ctx, l, func() (a Answered, err error) {
		a, found, err = answer(ctx, l.pool, stream, command)
		return a, err
	})
	return a, found, err
}

// answer finds an answer by its row.
func answer(ctx context.Context, db querier, stream, command string) (Answered, bool, error) {
	var at span
	err := db.QueryRow(ctx, sqlAnswer, stream, command).Scan(&at.first, &at.last)
	if errors.Is(err, pgx.ErrNoRows) {
		return Answered{}, false, nil
	}
	if err != nil {
		return Answered{}, false, fmt.Errorf("read the answer to %s in %s: %w", command, stream, err)
	}
	a, err := answerAt(ctx, db, stream, command, at)
	return a, err == nil, err
}

// answerAt reads what an answer is from the headers of its events.
func answerAt(ctx context.Context, db querier, stream, command string, at span) (a Answered, err error) {
	a = Answered{Stream: stream, Command: command, First: at.first, Last: at.last}
	if a.Events, err = read(ctx, db, Query{From: a.First, To: a.Last + 1}); err != nil {
		return Answered{}, err
	}
	for i, e := range a.Events {
		if e.Stream != stream || e.Command != command || (e.Status != "") != (i == len(a.Events)-1) {
			return Answered{}, fmt.Errorf("the row of the answer to %s in %s does not lead to its events: %w", command, stream, ErrCorrupt)
		}
	}
	if int64(len(a.Events)) != a.Last-a.First+1 {
		return Answered{}, fmt.Errorf("the row of the answer to %s in %s does not lead to its events: %w", command, stream, ErrCorrupt)
	}
	last := a.Events[len(a.Events)-1].Header
	a.Version, a.Fold, a.Status, a.Code = last.Version, last.Fold, last.Status, last.Code
	if last.State != "" {
		state, err := format.ParseHash(last.State)
		if err != nil {
			return Answered{}, fmt.Errorf("the state at position %d: %w: %w", last.Position, err, ErrCorrupt)
		}
		a.State = state
	}
	return a, nil
}
