package state

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/views"
)

// A Misstatement is a difference between a row of views.lives and the ledger.
type Misstatement struct {
	Stream string
	What   string // a sentence without a full stop
}

// Standings are the rows of views.lives, compared with the ledger.
type Standings struct {
	Compared int
	Blind    int // rows whose stream cannot be folded: a body was erased, cannot be opened, or was changed
	Wrong    []Misstatement
}

// settling is how long a row may be behind the ledger: it is written just after the append.
const settling = time.Second

// CompareStandings compares each row of views.lives with the fold of its stream
// at the row's version: stage, whether it is over, the moment that it waits for,
// and letters that are promised and forgotten. A life without a row and a row
// behind its stream are wrong too. rows reads all of them (views.Store.All
// without a prefix); what is wrong is compared again a second later, because
// lives go on meanwhile.
func CompareStandings(ctx context.Context, l *ledger.Ledger, rows func(context.Context) ([]views.Standing, error)) (Standings, error) {
	first := comparison{ledger: l}
	if err := first.run(ctx, rows); err != nil {
		return Standings{}, fmt.Errorf("compare where lives stand: %w", err)
	}
	if len(first.out.Wrong) == 0 {
		return first.out, nil
	}
	select {
	case <-ctx.Done():
		return Standings{}, fmt.Errorf("compare where lives stand: %w", context.Cause(ctx))
	case <-time.After(settling):
	}
	second := comparison{ledger: l, only: map[string]bool{}, reached: first.reached}
	for _, m := range first.out.Wrong {
		second.only[m.Stream] = true
	}
	if err := second.run(ctx, rows); err != nil {
		return Standings{}, fmt.Errorf("compare where lives stand: %w", err)
	}
	first.out.Wrong = second.out.Wrong
	return first.out, nil
}

// A comparison reads all rows once.
type comparison struct {
	ledger  *ledger.Ledger
	only    map[string]bool  // the streams to compare; nil: all
	reached map[string]int64 // versions that rows must have reached: those of the comparison before, else of this one
	folder  *Folder          // of the streams that laws need
	out     Standings
}

// run reads the rows first: the ledger only grows, so that no row can know more than it.
func (c *comparison) run(ctx context.Context, rows func(context.Context) ([]views.Standing, error)) error {
	all, err := rows(ctx)
	if err != nil {
		return err
	}
	// Facts are read as of the position that a row was judged at; in this order each stream is read once.
	slices.SortFunc(all, func(a, b views.Standing) int {
		return cmp.Or(cmp.Compare(a.Judged, b.Judged), cmp.Compare(a.Stream, b.Stream))
	})
	c.folder = NewFolder(c.ledger, 1000)
	if c.reached == nil {
		c.reached = map[string]int64{}
	}
	return c.ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		streams, err := from.Streams(ctx, "")
		if err != nil {
			return err
		}
		missing := map[string]bool{}
		asked := received(streams)
		for _, s := range streams {
			missing[s] = lives.Is(s) && asked[s] && (c.only == nil || c.only[s])
		}
		for _, row := range all {
			delete(missing, row.Stream)
			if c.only != nil && !c.only[row.Stream] {
				continue
			}
			if err := c.row(ctx, from, row); err != nil {
				return err
			}
		}
		for s, is := range missing {
			if is {
				c.wrong(s, "it has no row")
			}
		}
		slices.SortStableFunc(c.out.Wrong, func(a, b Misstatement) int { return cmp.Compare(a.Stream, b.Stream) })
		return nil
	})
}

func (c *comparison) wrong(stream, format string, args ...any) {
	c.out.Wrong = append(c.out.Wrong, Misstatement{stream, fmt.Sprintf(format, args...)})
}

// row compares one row, and goes on after whatever is wrong.
func (c *comparison) row(ctx context.Context, from ledger.Snapshot, row views.Standing) error {
	if !lives.Is(row.Stream) {
		c.wrong(row.Stream, "it has a row, and is not the stream of a life")
		return nil
	}
	events, err := from.Read(ctx, ledger.Query{Stream: row.Stream})
	if err != nil {
		return err
	}
	last := int64(len(events))
	if row.Version > last || row.Version < 0 {
		c.wrong(row.Stream, "its row is of version %d, and its stream has %d events", row.Version, last)
		return nil
	}
	if row.Judged > from.Size() || row.Judged < 0 {
		c.wrong(row.Stream, "its row was judged as of %d events, and the ledger has %d", row.Judged, from.Size())
		return nil
	}
	if must := c.must(row.Stream, events); row.Version < must {
		c.wrong(row.Stream, "its row is of version %d, and its stream has come to version %d", row.Version, must)
	}
	is, err := c.fold(ctx, row.Stream, events[:row.Version])
	if err == nil {
		err = c.compare(ctx, from, row, is)
	}
	if errors.Is(err, errBlind) {
		c.out.Blind++
		return nil
	}
	c.out.Compared++
	return err
}

// must is the version that the row of a stream must have: what was kept of a run that ended changes nothing that a row says.
func (c *comparison) must(stream string, events []ledger.Event) int64 {
	if v, ok := c.reached[stream]; ok {
		return v
	}
	for len(events) > 0 && events[len(events)-1].Kind == (law.HistoryKept{}).Kind() {
		events = events[:len(events)-1]
	}
	c.reached[stream] = int64(len(events))
	return c.reached[stream]
}

var errBlind = errors.New("it cannot be folded")

// blind is errBlind where an error is of what was read, and not of reading it.
func blind(ctx context.Context, err error) error {
	var refused *pgconn.PgError
	var away *pgconn.ConnectError
	if ctx.Err() != nil || errors.As(err, &refused) || errors.As(err, &away) {
		return err
	}
	return errBlind
}

// fold adds events up; errBlind where one of them cannot be read.
func (c *comparison) fold(ctx context.Context, stream string, events []ledger.Event) (Folded, error) {
	is, err := Zero(stream)
	if err != nil {
		return Folded{}, err
	}
	bodies, err := c.ledger.OpenBodies(ctx, events)
	if err != nil {
		return Folded{}, blind(ctx, err)
	}
	for i, e := range events {
		if e.Removed || bodies[i] == nil && e.Sealed() {
			return Folded{}, errBlind
		}
		if is, err = Safely(is, e, bodies[i]); err != nil {
			return Folded{}, errBlind
		}
	}
	return is, nil
}

func (c *comparison) compare(ctx context.Context, from ledger.Snapshot, row views.Standing, is Folded) error {
	if stage := is.State.StageName(); row.Stage != stage {
		c.wrong(row.Stream, "its row says stage %q, and its events up to version %d say %q", row.Stage, row.Version, stage)
	}
	if over := is.State.Over(); row.Over != over {
		c.wrong(row.Stream, "its row says over: %t, and its events up to version %d say %t", row.Over, row.Version, over)
	}
	if len(is.Promised) > 0 {
		final, err := from.Read(ctx, ledger.Query{Stream: life.Letters(row.Stream), Kinds: law.FinalFates()})
		if err != nil {
			return err
		}
		if waiting := len(is.Promised) - len(final); row.Letters < waiting {
			c.wrong(row.Stream, "its row says that %d letters wait, and %d do", row.Letters, waiting)
		}
	}
	if row.Letters < 0 {
		c.wrong(row.Stream, "its row says that %d letters wait", row.Letters)
	}
	next, wakes, err := c.moments(ctx, UpTo(from, row.Judged), is)
	if err != nil {
		return err
	}
	// While a command waits for a moment before it, the row says that one, which need not be one that wakes.
	if !same(row.NextAt, wakes) && (row.NextAt == nil || !same(row.NextAt, next)) {
		c.wrong(row.Stream, "its row waits for %s, and its events up to version %d for %s", momentOf(row.NextAt), row.Version, momentOf(wakes))
	}
	return nil
}

// moments are the first moment of a life and the first that wakes it, nil for none, as of what its law needs from other lives.
func (c *comparison) moments(ctx context.Context, from Source, is Folded) (next, wakes *time.Time, err error) {
	defer func() {
		if p := recover(); p != nil { // the law, over bytes that somebody may have changed
			err = errBlind
		}
	}()
	facts, err := c.folder.Facts(ctx, from, is.Law.Needs(is.State))
	if err != nil {
		return nil, nil, blind(ctx, err)
	}
	if m, ok := is.Law.Next(is.State, facts); ok {
		next = &m.At
	}
	if m, ok := is.Law.Wakes(is.State, facts); ok {
		wakes = &m.At
	}
	return next, wakes, nil
}

// same compares instants as PostgreSQL keeps them, to the microsecond.
func same(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Truncate(time.Microsecond).Equal(b.Truncate(time.Microsecond))
}

func momentOf(at *time.Time) string {
	if at == nil {
		return "nothing"
	}
	return at.UTC().Format(time.RFC3339Nano)
}
