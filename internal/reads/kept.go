package reads

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// The fewest and the most days for which reads can be kept.
const (
	LeastDays = 30
	MostDays  = 36525
)

// Kept is for how many days, in real time, it is kept who read what.
func (s *Store) Kept(ctx context.Context) (days int, err error) {
	if err := s.pool.QueryRow(ctx, `SELECT days FROM web.kept WHERE what = 'reads'`).Scan(&days); err != nil {
		return 0, fmt.Errorf("read how long reads are kept: %w", err)
	}
	return days, nil
}

// Keep sets for how many days reads are kept. dsn is of the owner of the tables: nobody else may.
func Keep(ctx context.Context, dsn string, days int) error {
	if days < LeastDays || days > MostDays {
		return fmt.Errorf("reads are kept for %d to %d days, not for %d", LeastDays, MostDays, days)
	}
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return fmt.Errorf("set how long reads are kept: the owner of the database cannot be reached")
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, `UPDATE web.kept SET days = $1 WHERE what = 'reads'`, days); err != nil {
		return fmt.Errorf("set how long reads are kept: %w", err)
	}
	return nil
}

// Sweep removes the reads that were kept long enough, and says how many. It needs the role
// twinning_app; several may do it at once.
func (s *Store) Sweep(ctx context.Context) (removed int64, err error) {
	for {
		var n int64
		if err := s.pool.QueryRow(ctx, `SELECT web.sweep_reads()`).Scan(&n); err != nil {
			return removed, fmt.Errorf("remove old reads: %w", err)
		}
		if removed += n; n == 0 {
			return removed, nil
		}
		select {
		case <-ctx.Done():
			return removed, ctx.Err()
		case <-time.After(10 * time.Millisecond): // others wait for the disk, too
		}
	}
}
