// Package dispatch brings each life its commands: it follows the ledger, wakes
// lives whose moment has passed, finds receipts that have had no answer for too
// long, and does what operators request. It is the only code that sends
// anything to Temporal. Of any number of workers one dispatches (Lead).
package dispatch

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/sdk/client"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/parking"
	"twinning.example/engine/internal/views"
)

// maxInFlight is the most lives that are brought something at the same time.
const maxInFlight = 50

// TaskTimeout is how long Temporal waits for a worker that died in mid-task.
const TaskTimeout = 5 * time.Second

// Options are the dispatcher's settings. The zero value is that of production.
type Options struct {
	UnansweredAfter time.Duration        // how long a receipt may have no answer; 0: a minute
	DeliveryTimeout time.Duration        // how long one attempt to reach a life may take; 0: 2 minutes
	RequestTimeout  time.Duration        // how long a request waits for its lives; 0: 2 minutes
	Traces          trace.TracerProvider // nil: what is brought is not traced
}

func (o Options) withDefaults() Options {
	if o.UnansweredAfter == 0 {
		o.UnansweredAfter = time.Minute
	}
	if o.DeliveryTimeout == 0 {
		o.DeliveryTimeout = 2 * time.Minute
	}
	if o.RequestTimeout == 0 {
		o.RequestTimeout = 2 * time.Minute
	}
	return o
}

// A Dispatcher follows the ledger and brings each life its commands: one update
// in flight a life, which says only "judge through position N". What arrives
// meanwhile is brought together by the next one. Its place is the first receipt
// that it has not seen judged, so a dispatcher that dies loses nothing.
type Dispatcher struct {
	temporal client.Client
	ledger   *ledger.Ledger
	store    *views.Store
	lot      *parking.Lot
	log      *slog.Logger
	options  Options
	metrics  *Metrics

	slots     chan struct{}
	moved     chan struct{} // holds one: the place may have moved
	met       met
	delivered atomic.Int64 // deliveries that lives have taken
	resume    atomic.Pointer[Resumer]

	mu       sync.Mutex // held for what follows, never while waiting
	pending  map[string]delivery
	inFlight map[string]delivery
	delayed  map[string]bool // calls whose tenders wait for them, for a while
	parked   map[string]bool // lives that are brought nothing
	seen     int64           // the follower's place
	running  sync.WaitGroup
}

// A delivery is what a life must be brought: judge through the last position;
// first is where the dispatcher's place must wait.
type delivery struct {
	first, last int64
	leaf        [32]byte // of the receipt at last
	command     string   // of the receipt at last
	kinds       []string // of the commands that are brought, for people who look at the update
	reason      string   // why a life must judge without a receipt: nudge, restore, look, moment, again; "" for a receipt
	since       time.Time
}

// New makes a dispatcher; Parts is what it does.
func New(c client.Client, l *ledger.Ledger, s *views.Store, lot *parking.Lot, log *slog.Logger, m *Metrics, o Options) *Dispatcher {
	return &Dispatcher{
		temporal: c, ledger: l, store: s, lot: lot, log: log, metrics: m, options: o.withDefaults(),
		slots: make(chan struct{}, maxInFlight), moved: make(chan struct{}, 1),
		pending: map[string]delivery{}, inFlight: map[string]delivery{}, delayed: map[string]bool{}, parked: map[string]bool{},
	}
}

// A Resumer sends again what messages wait for the lives under a prefix, and says how many it has sent.
type Resumer func(ctx context.Context, prefix string) (int, error)

// Resume says who sends again what waits, when somebody nudges a life.
func (d *Dispatcher) Resume(r Resumer) { d.resume.Store(&r) }

// Parts are what a leader runs beside each other, until it leads no longer.
func (d *Dispatcher) Parts() []Run {
	return []Run{{"dispatch", d.Follow}, {"watch", d.Watch}, {"requests", d.Requests}, {"unanswered", d.Unanswered}}
}

// Rest is for a worker that leads no longer.
func (d *Dispatcher) Rest() { d.metrics.reset() }

// Follow follows the ledger until the context ends.
func (d *Dispatcher) Follow(ctx context.Context) error {
	if err := d.readParked(ctx); err != nil {
		return err
	}
	place, err := d.place(ctx)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer d.running.Wait()
	defer stop()
	d.mu.Lock()
	d.seen = place
	for stream := range d.pending { // left over where an error stopped it
		d.start(ctx, stream)
	}
	d.mu.Unlock()
	d.running.Go(func() { d.keepPlace(ctx) })
	return d.ledger.Follow(ctx, place, func(ctx context.Context, events []ledger.Event) error {
		kinds := d.kinds(ctx, events)
		for i, e := range events {
			if stream, ok := strings.CutSuffix(e.Stream, life.InboxSuffix); ok {
				d.bring(ctx, stream, delivery{first: e.Position, last: e.Position, leaf: e.Leaf, command: e.Command, kinds: kinds[i]})
			}
		}
		d.mu.Lock()
		d.seen = events[len(events)-1].Position + 1
		d.mu.Unlock()
		d.move()
		return nil
	})
}

// place is where to follow from. One that lies beyond the end of the ledger, as
// after a restore or by somebody's hand, is put back to the first receipt
// without an answer: everything before that is answered.
func (d *Dispatcher) place(ctx context.Context) (int64, error) {
	place, err := d.store.Place(ctx, views.DispatcherPlace)
	if err != nil {
		return 0, err
	}
	size, err := d.ledger.Size(ctx)
	if err != nil || place <= size {
		return place, err
	}
	first, err := d.ledger.Waiting(ctx, 0, size, 1)
	if err != nil {
		return 0, err
	}
	back := size
	if len(first) > 0 {
		back = first[0].Position
	}
	d.metrics.PlaceBeyondEnd(ctx)
	d.log.Error("the dispatcher's place lies beyond the end of the ledger, as after PostgreSQL was restored from before: it is put back to the first receipt without an answer",
		"place", place, "size", size, "back_to", back)
	return back, d.store.Reset(ctx, views.DispatcherPlace, back)
}

// bring adds a delivery to what a life must be brought, and starts it unless one is in flight.
func (d *Dispatcher) bring(ctx context.Context, stream string, e delivery) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if was, ok := d.pending[stream]; ok {
		if was.last > e.last {
			e.last, e.leaf, e.command = was.last, was.leaf, was.command
		}
		e.first = min(was.first, e.first)
		if e.kinds = append(slices.Clip(was.kinds), e.kinds...); len(e.kinds) > mostKinds {
			e.kinds = e.kinds[:mostKinds]
		}
		if e.reason == "" {
			e.reason = was.reason
		}
	}
	d.pending[stream] = e
	d.start(ctx, stream)
}

// start begins what is pending for a life, unless a delivery is in flight or a
// tender should wait for its call. What is parked is brought nothing: its
// receipts are found again once it is taken up. The caller holds the lock.
func (d *Dispatcher) start(ctx context.Context, stream string) {
	e, pending := d.pending[stream]
	if pending && d.parked[stream] && e.reason != views.Look {
		delete(d.pending, stream)
		d.move()
		return
	}
	if _, busy := d.inFlight[stream]; busy || !pending || ctx.Err() != nil || d.callFirst(ctx, stream, e) {
		return
	}
	delete(d.pending, stream)
	e.since = time.Now()
	d.inFlight[stream] = e
	d.running.Go(func() {
		d.deliver(ctx, stream, e)
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.inFlight, stream)
		d.move()
		d.start(ctx, stream)
		d.startTenders(ctx, stream)
	})
}
