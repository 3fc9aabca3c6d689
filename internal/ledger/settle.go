package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// settings is the body of ledger-settings.v1; the table of that name repeats it for reading.
type settings struct {
	Clock       string    `json:"clock"` // identity or simulated
	ToleranceUS int64     `json:"tolerance_us"`
	Since       time.Time `json:"since"` // database time: receipts stamped before it are stale
}

const settingsKind = "ledger-settings.v1"

// settle makes the clock of a new ledger, and records what the ledger is set to where that is new.
func settle(ctx context.Context, config *pgx.ConnConfig, o MigrateOptions) error {
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
	probe := &job{Request: Request{Stream: SettingsStream}}
	g, err := w.survey(ctx, []*job{probe})
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
	if o.Tolerance == g.tolerance {
		return w.abandon(ctx)
	}
	return settleTolerance(ctx, w, g, o.Tolerance)
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

func settleKind(g *ground, o MigrateOptions) error {
	if o.Simulated != nil && g.clock.Identity {
		return errors.New("the clock of this ledger is PostgreSQL's clock and stays so: make another database for a simulation")
	}
	return nil
}

// settleTolerance appends under the lock that survey took, so that what is set holds for every append after it.
func settleTolerance(ctx context.Context, w *writer, g *ground, tolerance time.Duration) error {
	s := settings{Clock: "simulated", ToleranceUS: tolerance.Microseconds(), Since: g.clock.DatabaseNow}
	if g.clock.Identity {
		s.Clock = "identity"
	}
	body, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write settings: %w", err)
	}
	j := &job{Request: Request{Stream: SettingsStream, Expect: Any, Seen: -1, Drafts: []Draft{{Kind: settingsKind, Body: body}}}}
	prepared, err := (*keyring)(nil).prepare(j.Stream, j.Drafts[0])
	if err != nil {
		return err
	}
	j.parts = []part{prepared}
	p, err := place(g, []*job{j})
	if err != nil {
		return err
	}
	if err := p.outcomes[0].err; err != nil {
		return err
	}
	p.settings = &s
	root, err := rootOf(p.tree)
	if err != nil {
		return err
	}
	_, err = w.store(ctx, p, root)
	return err
}
