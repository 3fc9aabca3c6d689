package query

import (
	"context"
	"maps"
	"slices"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/twinning"
)

// An instant is when queries look at what they are asked about.
type instant struct {
	at       time.Time
	recorded bool
	zone     *time.Location
	now      *present
	past     *state.Past // where the record ended then, once it was looked for
}

// AsOf are the same queries about everything as it stood then, by what had happened or by
// what was recorded, and their viewer: access.Past says what they see. A date and a time on
// clocks are in the zone of the call of a life; in UTC where stream is "". What is not known
// of an earlier time is refused with an Invalid. They are for one question, by one goroutine,
// and fold what they are asked about cold; Err is to be asked after it.
func (q *Queries) AsOf(ctx context.Context, v access.Viewer, then Then, stream string) (*Queries, access.Viewer, error) {
	zone := time.UTC
	if stream != "" {
		var err error
		if zone, err = q.LifeZone(ctx, stream); err != nil {
			return nil, v, err
		}
	}
	now, err := q.Now(ctx)
	if err != nil {
		return nil, v, err
	}
	at, err := passed(then.At, zone, now)
	if err != nil {
		return nil, v, err
	}
	is := *q
	is.folder = state.NewFolder(q.ledger, 0)
	is.then = &instant{at: at, recorded: then.Recorded, zone: zone, now: &present{ctx: ctx, queries: q, lives: map[string]state.Folded{}}}
	return &is, access.Past(v, is.then.now), nil
}

// Err is why somebody's rights of now could not be read, and so less was told than they may know.
func (q *Queries) Err() error {
	if q.then == nil {
		return nil
	}
	return q.then.now.err
}

// momentKey is under which a context holds the moment of the ledger at which a question of several parts is answered.
type momentKey struct{}

// atOneMoment answers a question of several parts at one moment of the ledger: nothing in it may ask from several goroutines.
func (q *Queries) atOneMoment(ctx context.Context, f func(context.Context) error) error {
	if q.then != nil {
		return f(ctx)
	}
	return q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		return f(context.WithValue(ctx, momentKey{}, from))
	})
}

// snapshot runs f over one moment of the ledger, or over what it was then.
func (q *Queries) snapshot(ctx context.Context, f func(context.Context, ledger.Snapshot) error) error {
	if from, begun := ctx.Value(momentKey{}).(ledger.Snapshot); begun && q.then == nil {
		return f(ctx, from)
	}
	return q.ledger.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		if q.then == nil {
			return f(ctx, from)
		}
		if q.then.past == nil {
			past, err := state.AsOf(ctx, q.ledger, from, q.then.at, q.then.recorded)
			if err != nil {
				return err
			}
			q.then.past = past
		}
		return f(ctx, q.then.past.On(from))
	})
}

// events reads events, or what they were then.
func (q *Queries) events(ctx context.Context, what ledger.Query) (events []ledger.Event, err error) {
	if q.then == nil {
		return q.ledger.Read(ctx, what)
	}
	err = q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		events, err = from.Read(ctx, what)
		return err
	})
	return events, err
}

// onlyNow refuses to tell of an earlier time what is known of now alone.
func (q *Queries) onlyNow() error {
	if q.then == nil {
		return nil
	}
	return invalid(law.Why("known-of-now-alone"))
}

// lookedAt adds up how these lives stand now, where they are looked at as they stood: what of them may be seen is asked of both.
func (q *Queries) lookedAt(streams []string) {
	if q.then != nil {
		q.then.now.know(streams)
	}
}

// standing is how a life stands now, where it is looked at as it stood; else as it is.
func (q *Queries) standing(stream string, is law.State) law.State {
	if q.then == nil {
		return is
	}
	return q.then.now.Life(stream)
}

// present is how lives stand now.
type present struct {
	ctx     context.Context // of the one question
	queries *Queries
	lives   map[string]state.Folded
	err     error
}

func (p *present) fold(stream string) state.Folded {
	if is, known := p.lives[stream]; known {
		return is
	}
	is, err := state.Zero(stream)
	if err == nil {
		err = p.queries.snapshot(p.ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
			is, err = p.queries.folder.Fold(ctx, from, stream)
			return err
		})
	}
	if err != nil {
		p.err = err
		is, _ = state.Zero(stream)
	}
	p.lives[stream] = is
	return is
}

// know adds up how these lives stand now, all at once.
func (p *present) know(streams []string) {
	unknown := slices.DeleteFunc(slices.Clone(streams), func(s string) bool { _, known := p.lives[s]; return known })
	all, err := p.queries.foldEach(p.ctx, unknown)
	if err != nil {
		p.err = err
		return
	}
	maps.Copy(p.lives, all)
}

func (p *present) Call(reference string) call.Call {
	if reference == "" {
		return call.Call{}
	}
	c, _ := p.fold(law.CallStream(reference)).State.(call.Call)
	return c
}

func (p *present) Tender(reference string) (call.Call, twinning.Twinning) {
	if reference == "" {
		return call.Call{}, twinning.Twinning{}
	}
	t, _ := p.fold(law.TwinningStream(reference)).State.(twinning.Twinning)
	return p.Call(law.CallOf(reference)), t
}

func (p *present) Life(stream string) law.State { return p.fold(stream).State }

func (p *present) Staff(stream string) []string {
	is := p.fold(stream)
	if is.Law == nil {
		return nil
	}
	home := is.State
	if of := lives.Home(stream); of != stream {
		home = p.fold(of).State
	}
	return is.Law.Staff(is.State, state.Beside(stream, is.State, home))
}
