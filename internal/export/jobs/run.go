package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/query"
)

// attempts is how often an export is begun (our choice).
const attempts = 3

const (
	claimSQL = `UPDATE web.exports SET state = 'running', owner = $1, attempt = attempt + 1, lease_until = clock_timestamp() + $2, rows_done = 0, rows_all = 0,
	erasures = ` + lastErasure + `, key_id = $3, kek_id = $4, wrapped = $5
WHERE id = (SELECT id FROM web.exports WHERE gone_at > clock_timestamp() AND (state = 'waiting' OR state = 'running' AND lease_until < clock_timestamp())
	ORDER BY asked_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, person, stream, ask, attempt`
	leftSQL  = `SELECT EXISTS (SELECT FROM web.exports WHERE gone_at > clock_timestamp() AND (state = 'waiting' OR state = 'running' AND lease_until < clock_timestamp()))`
	renewSQL = `UPDATE web.exports SET lease_until = clock_timestamp() + $4, rows_done = $5, rows_all = $6 WHERE id = $1 AND owner = $2 AND attempt = $3 AND state = 'running'`
	pieceSQL = `INSERT INTO web.export_pieces (export, attempt, n, sealed) SELECT $1, $3, $4, $5 FROM web.exports WHERE id = $1 AND owner = $2 AND attempt = $3 AND state = 'running'`
	oldSQL   = `DELETE FROM web.export_pieces WHERE export = $1 AND attempt < $2`
	doneSQL  = `UPDATE web.exports SET state = CASE WHEN erasures < ` + lastErasure + ` THEN 'waiting' ELSE 'done' END, rows_done = $4, rows_all = $4, size = $5,
	done_at = clock_timestamp(), gone_at = clock_timestamp() + $6, lease_until = NULL WHERE id = $1 AND owner = $2 AND attempt = $3 AND state = 'running' RETURNING state`
	tiredSQL = `UPDATE web.exports SET state = 'failed', why = '` + WhyFailed + `', done_at = clock_timestamp(), lease_until = NULL
WHERE state = 'running' AND lease_until < clock_timestamp() AND attempt >= $1`
	failSQL = `UPDATE web.exports SET state = CASE WHEN $4 = '' THEN 'waiting' ELSE 'failed' END, why = $4, done_at = clock_timestamp(), lease_until = NULL
WHERE id = $1 AND owner = $2 AND attempt = $3 AND state = 'running'`
	keysSQL   = `SELECT attempt, key_id, kek_id, wrapped FROM web.exports WHERE id = $1 AND person = $2 AND state = 'done' AND ` + readable
	piecesSQL = `SELECT sealed FROM web.export_pieces WHERE export = $1 AND attempt = $2 AND n = $3`
)

func (s *Store) lease() time.Duration {
	if s.Lease > 0 {
		return s.Lease
	}
	return 20 * time.Second
}

// Run makes exports, one at a time, until the context ends. instance names the process.
func (s *Store) Run(ctx context.Context, instance string, log *slog.Logger) {
	every := s.Every
	if every <= 0 {
		every = 2 * time.Second
	}
	sheets, err := workspace()
	if err != nil {
		log.Error("exports cannot be made here", "error", err)
		return
	}
	defer func() { _ = os.RemoveAll(sheets) }()
	swept := time.Time{}
	for ctx.Err() == nil {
		made, err := s.next(ctx, instance, sheets, log)
		if err != nil && ctx.Err() == nil {
			log.Warn("exports cannot be made; trying again", "error", err)
		}
		if time.Since(swept) > time.Minute {
			swept = time.Now()
			if _, err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
				log.Warn("exports cannot be swept; trying again", "error", err)
			}
		}
		if made && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-s.woken:
		case <-time.After(every):
		}
	}
}

// workspace is a folder for what does not fit into memory while a workbook is written; what
// a process that died has left in it is removed.
func workspace() (string, error) {
	old, err := filepath.Glob(filepath.Join(os.TempDir(), "twinning-sheets-*"))
	if err != nil {
		return "", err
	}
	for _, folder := range old {
		// Its last part is the id of the process: one that is gone uses it no more.
		pid, err := strconv.Atoi(filepath.Ext(folder)[min(1, len(filepath.Ext(folder))):])
		if err == nil && !alive(pid) {
			_ = os.RemoveAll(folder)
		}
	}
	return os.MkdirTemp("", "twinning-sheets-*."+strconv.Itoa(os.Getpid()))
}

// claimed is an export that this process makes.
type claimed struct {
	store      *Store
	id, person string
	owner      string
	attempt    int
	ask        export.Ask
	key        format.Key
	rows, all  atomic.Int64
	piece      []byte
	n          int
	size       int64
	ctx        context.Context // of the making
}

// next makes the oldest export that waits, if there is one.
func (s *Store) next(ctx context.Context, instance, sheets string, log *slog.Logger) (made bool, err error) {
	var left bool
	if err := s.Pool.QueryRow(ctx, leftSQL).Scan(&left); err != nil || !left {
		return false, err
	}
	if _, err := s.Pool.Exec(ctx, tiredSQL, attempts); err != nil { // each process that began it died
		return false, err
	}
	key, err := s.Ledger.NewKey()
	if err != nil {
		return false, err
	}
	c := &claimed{store: s, owner: instance, key: key}
	var stream, ask string
	err = s.Pool.QueryRow(ctx, claimSQL, instance, s.lease(), key.ID, key.WrappedBy, key.Wrapped).Scan(&c.id, &c.person, &stream, &ask, &c.attempt)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil // another process was faster
	}
	if err != nil {
		return false, err
	}
	if err := json.Unmarshal([]byte(ask), &c.ask); err != nil {
		return true, c.fail(ctx, WhyFailed)
	}
	making, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	renewed := make(chan struct{})
	go func() {
		defer close(renewed)
		c.renew(making, stop)
	}()
	c.ctx = making
	err = c.make(making, sheets)
	cause := context.Cause(making)
	stop(nil)
	<-renewed
	switch {
	case err == nil:
		return true, c.finish(ctx)
	case ctx.Err() != nil:
		return true, c.fail(context.WithoutCancel(ctx), "") // the process ends: another one begins it at once
	case errors.Is(err, errLost), errors.Is(cause, errLost):
		return true, nil
	}
	log.Warn("an export could not be made", "what", c.ask.What, "format", string(c.ask.Form.Format), "attempt", c.attempt, "error", err)
	return true, c.fail(ctx, c.why(err))
}

// why says why an export failed for good; "" where it is tried again.
func (c *claimed) why(err error) string {
	var withheld *query.Withheld
	var absent *query.Absent
	var nobody *query.Nobody
	var wrong *query.Invalid
	var hidden *explain.Hidden
	var unknown *export.Unknown
	switch {
	case errors.As(err, &withheld), errors.As(err, &absent), errors.As(err, &nobody), errors.As(err, &wrong), errors.As(err, &hidden), errors.As(err, &unknown):
		return WhyRefused
	case errors.Is(err, export.ErrNoPrinter):
		return WhyPrinter
	case c.attempt >= attempts:
		return WhyFailed
	}
	return ""
}

// renew keeps the lease while an export is made, and says how far it is.
func (c *claimed) renew(ctx context.Context, stop context.CancelCauseFunc) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(min(c.store.lease()/4, time.Second)):
		}
		done, err := c.store.Pool.Exec(ctx, renewSQL, c.id, c.owner, c.attempt, c.store.lease(), c.rows.Load(), c.all.Load())
		if err == nil && done.RowsAffected() == 0 {
			stop(errLost)
			return
		}
	}
}

// make writes the export into its pieces.
func (c *claimed) make(ctx context.Context, sheets string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("making an export failed: %v", p)
		}
	}()
	d, err := c.store.Maker.Make(ctx, access.As(c.person), c.ask)
	if err != nil {
		return err
	}
	c.all.Store(int64(d.Rows))
	told := func(rows int) { c.rows.Store(int64(rows)) }
	if c.ask.Form.Format == export.PDF {
		printed, err := c.store.Printer.Print(ctx, d, told)
		if err != nil {
			return err
		}
		if _, err := c.Write(printed); err != nil {
			return err
		}
		return c.flush()
	}
	form := c.ask.Form
	form.Sheets = sheets
	if err := d.Write(ctx, c, form, told); err != nil {
		return err
	}
	return c.flush()
}

// pieceSize is how many bytes a piece has.
const pieceSize = 1 << 20

// Write takes the bytes of the export.
func (c *claimed) Write(b []byte) (int, error) {
	c.piece = append(c.piece, b...)
	for len(c.piece) >= pieceSize {
		if err := c.put(c.piece[:pieceSize]); err != nil {
			return 0, err
		}
		c.piece = append([]byte{}, c.piece[pieceSize:]...)
	}
	return len(b), nil
}

var _ io.Writer = (*claimed)(nil)

func (c *claimed) flush() error {
	if len(c.piece) == 0 && c.n > 0 {
		return nil
	}
	err := c.put(c.piece)
	c.piece = nil
	return err
}

func place(id string, attempt, n int) string {
	return fmt.Sprintf("export\n%s\n%d\n%d", id, attempt, n)
}

func (c *claimed) put(piece []byte) error {
	done, err := c.store.Pool.Exec(c.ctx, pieceSQL, c.id, c.owner, c.attempt, c.n, c.key.Seal(place(c.id, c.attempt, c.n), piece))
	if err != nil {
		return fmt.Errorf("keep a piece of an export: %w", err)
	}
	if done.RowsAffected() == 0 {
		return errLost
	}
	c.n++
	c.size += int64(len(piece))
	return nil
}

// finish makes the export readable. Where somebody was erased while it was made, it is made again.
func (c *claimed) finish(ctx context.Context) error {
	return pgx.BeginFunc(ctx, c.store.Pool, func(tx pgx.Tx) error {
		var state string
		err := tx.QueryRow(ctx, doneSQL, c.id, c.owner, c.attempt, c.rows.Load(), c.size, Keep).Scan(&state)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // it was removed, or another process makes it
		}
		if err != nil {
			return fmt.Errorf("finish an export: %w", err)
		}
		before := c.attempt
		if state != Done {
			before++
		}
		_, err = tx.Exec(ctx, oldSQL, c.id, before)
		return err
	})
}

func (c *claimed) fail(ctx context.Context, why string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return pgx.BeginFunc(ctx, c.store.Pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, failSQL, c.id, c.owner, c.attempt, why); err != nil {
			return fmt.Errorf("give up an export: %w", err)
		}
		_, err := tx.Exec(ctx, oldSQL, c.id, c.attempt+1)
		return err
	})
}

// Write hands an export of a person out, if they may have it still; it is recorded that
// they read it. Nothing is written where the error is ErrNotFound, ErrNotDone, or one of
// the queries.
func (s *Store) Write(ctx context.Context, v access.Viewer, id string, begin func(Job), w io.Writer) error {
	j, err := s.Find(ctx, v.Person, id)
	if err != nil {
		return err
	}
	if j.State != Done {
		return ErrNotDone
	}
	if err := s.Maker.May(ctx, v, j.Ask); err != nil {
		return err
	}
	var attempt int
	var keyID, kekID string
	var wrapped []byte
	err = s.Pool.QueryRow(ctx, keysSQL, id, v.Person).Scan(&attempt, &keyID, &kekID, &wrapped)
	if errors.Is(err, pgx.ErrNoRows) {
		return ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("read an export: %w", err)
	}
	key, err := s.Ledger.OpenKey(keyID, kekID, wrapped)
	if err != nil {
		return fmt.Errorf("read an export: %w", err)
	}
	if err := s.Maker.Queries.Exported(ctx, v, j.Stream, "export "+j.What+" "+j.Format+" handed out"); err != nil {
		return err
	}
	for n, size := 0, int64(0); size < j.Size || n == 0; n++ {
		var sealed []byte
		if err := s.Pool.QueryRow(ctx, piecesSQL, id, attempt, n).Scan(&sealed); err != nil {
			return fmt.Errorf("read piece %d of an export: %w", n, err)
		}
		text, err := key.Open(place(id, attempt, n), sealed)
		if err != nil {
			return fmt.Errorf("read piece %d of an export: %w", n, err)
		}
		if n == 0 {
			begin(j)
		}
		if _, err := w.Write(text); err != nil {
			return fmt.Errorf("hand an export out: %w", err)
		}
		if size += int64(len(text)); len(text) == 0 {
			break
		}
	}
	return nil
}
