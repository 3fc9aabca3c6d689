package ledger

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/ledger/format"
)

// settle makes the clock of a new ledger, and records its keys and what it is set to where that is new: under the lock that survey took, so
// that what is set holds for every append after it.
func settle(ctx context.Context, config *pgx.ConnConfig, o MigrateOptions) (err error) {
	if o.Tolerance < 0 || o.Tolerance%time.Microsecond != 0 {
		return fmt.Errorf("a tolerance of %s is not whole microseconds", o.Tolerance)
	}
	w := newWriter(config)
	defer w.drop()
	if err := w.connect(ctx); err != nil {
		return err
	}
	if err := settleClock(ctx, w.conn, o.Simulated); err != nil {
		return err
	}
	if o.SignKey != "" {
		if w.key, err = format.LoadSigningKey(o.SignKey); err != nil {
			return err
		}
	}
	probe := &job{Request: Request{Stream: SettingsStream}}
	g, err := w.survey(ctx, []*job{probe, {Request: Request{Stream: KeysStream}}})
	if err != nil {
		return err
	}
	if err := settleKind(g, o); err != nil {
		return err
	}
	if o.Tolerance == 0 {
		o.Tolerance = defaultTolerance
		if g.tolerance != 0 {
			o.Tolerance = g.tolerance
		}
	}
	jobs, err := settleKeys(ctx, w, o)
	if err != nil {
		return err
	}
	set, said, err := settleTolerance(g, o.Tolerance)
	if err != nil {
		return err
	}
	if jobs = append(jobs, set...); len(jobs) == 0 {
		return w.abandon(ctx)
	}
	p, err := planBatch(g, jobs)
	if err != nil {
		return err
	}
	for _, o := range p.outcomes {
		if o.err != nil {
			return o.err
		}
	}
	p.settings = said
	root, err := format.RootOf(p.tree)
	if err != nil {
		return err
	}
	_, err = w.store(ctx, p, root)
	return err
}

// settleKeys registers the key that signs this, where the ledger is new, and public keys that it does not know. Later ones are registered by
// RegisterKey, too.
func settleKeys(ctx context.Context, w *writer, o MigrateOptions) ([]*job, error) {
	if w.key == nil {
		return nil, nil // where something must be appended, store says what is missing
	}
	if !slices.Contains(w.key.Roles, KeyOperator) {
		return nil, fmt.Errorf("%s is no operator's key: it cannot set what the ledger is set to", o.SignKey)
	}
	known, _, err := readRegistry(ctx, w.conn, map[string]format.PublicKey{w.key.ID: w.key.PublicKey}, math.MaxInt64)
	if err != nil {
		return nil, err
	}
	if _, ok := known.Keys[w.key.ID]; known.Version > 0 && !ok {
		return nil, fmt.Errorf("%s is not an operator's key of this ledger", o.SignKey)
	}
	public, err := format.ReadPublicKeys(o.Register...)
	if err != nil {
		return nil, err
	}
	var jobs []*job
	for _, k := range append([]format.PublicKey{w.key.PublicKey}, public...) {
		if _, ok := known.Keys[k.ID]; ok {
			continue
		}
		known.Keys[k.ID] = format.RegisteredKey{PublicKey: k}
		draft, err := ownDraft(format.KeyRegisteredKind, w.key.Registers(k))
		if err != nil {
			return nil, err
		}
		j, err := ownJob(KeysStream, draft)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, j)
	}
	return jobs, nil
}

// ownJob is a request of the ledger itself, prepared.
func ownJob(stream string, d Draft) (*job, error) {
	prepared, err := prepare(nil, stream, d)
	if err != nil {
		return nil, err
	}
	return &job{Request: Request{Stream: stream, Expect: Any, Seen: -1, Drafts: []Draft{d}, own: true}, parts: []part{prepared}}, nil
}

func settleClock(ctx context.Context, conn *pgx.Conn, s *Simulated) error {
	var programme *time.Time
	rate, running := 1.0, true
	if s != nil {
		start := s.Start.Truncate(time.Microsecond)
		if programme, running = &start, s.Running; s.Rate != 0 {
			rate = s.Rate
		}
	}
	_, err := conn.Exec(ctx, `SELECT ledger.clock_create($1::timestamptz, $2::double precision, $3::boolean)
		WHERE NOT EXISTS (SELECT FROM ledger.clock)`, programme, rate, running)
	if err != nil {
		return fmt.Errorf("make the clock: %w", err)
	}
	return nil
}

func settleKind(g *lockedView, o MigrateOptions) error {
	if o.Simulated != nil && g.clock.Identity {
		return errors.New("the clock of this ledger is PostgreSQL's clock and stays so: make another database for a simulation")
	}
	return nil
}

// settleTolerance is the event that sets the tolerance, where it is another one than is set, and what it says.
func settleTolerance(g *lockedView, tolerance time.Duration) ([]*job, *format.Settings, error) {
	if tolerance == g.tolerance {
		return nil, nil, nil
	}
	s := format.Settings{Clock: "simulated", ToleranceUS: tolerance.Microseconds(), Since: format.Instant{Time: g.clock.DatabaseNow}}
	if g.clock.Identity {
		s.Clock = "identity"
	}
	draft, err := ownDraft(format.SettingsKind, s)
	if err != nil {
		return nil, nil, err
	}
	j, err := ownJob(SettingsStream, draft)
	if err != nil {
		return nil, nil, err
	}
	return []*job{j}, &s, nil
}
