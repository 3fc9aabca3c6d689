package ledger

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/ledger/format"
)

// rawRow is an event's row as it lies in the connection's buffer: looking at a million of them copies nothing.
type rawRow struct {
	position, version            int64
	stream, kind, command, keyID []byte
	header, body, salt           []byte
	bodyHash, leaf               []byte
}

func rawEvent(values [][]byte) (rawRow, error) {
	if len(values) != 11 || len(values[0]) != 8 || len(values[2]) != 8 {
		return rawRow{}, errors.New("read event: PostgreSQL sent another kind of row")
	}
	return rawRow{
		position: int64(binary.BigEndian.Uint64(values[0])), stream: values[1], version: int64(binary.BigEndian.Uint64(values[2])),
		kind: values[3], command: values[4], keyID: values[5], header: values[6], body: values[7], salt: values[8], bodyHash: values[9],
		leaf: values[10],
	}, nil
}

type (
	storedKey struct {
		position     int64
		keyID, kekID string
		wrapped      []byte
		subjects     []string
	}
)

// source is a table that is read row by row beside the events.
type source[T any] struct {
	rows pgx.Rows
	scan func(pgx.Rows) (T, error)
	row  T
	ok   bool
	err  error
}

func openSource[T any](ctx context.Context, conn *pgx.Conn, sql string, scan func(pgx.Rows) (T, error), from int64) (*source[T], error) {
	rows, err := conn.Query(ctx, sql, from)
	if err != nil {
		return nil, err
	}
	s := &source[T]{rows: rows, scan: scan}
	s.advance()
	return s, s.err
}

func (s *source[T]) advance() {
	if s.ok = s.rows.Next(); !s.ok {
		s.err = errors.Join(s.err, s.rows.Err())
		return
	}
	if s.row, s.err = s.scan(s.rows); s.err != nil {
		s.ok = false
		s.rows.Close()
	}
}

func scanBatchRow(rows pgx.Rows) (format.Batch, error) { return scanBatch(rows) }

// storedAnswer is a row of the table of answers, with its state as it stands there, in hex: not every value that a column holds is a hash.
type storedAnswer struct {
	answerRow
	state string
}

func scanAnswer(rows pgx.Rows) (a storedAnswer, err error) {
	var state []byte
	if err := rows.Scan(&a.stream, &a.Command, &a.first, &a.last, &a.version, &a.Fold, &state, &a.Status); err != nil {
		return storedAnswer{}, err
	}
	if a.state = hex.EncodeToString(state); state != nil && a.state == "" {
		a.state = "no bytes"
	}
	return a, nil
}

func scanKey(rows pgx.Rows) (k storedKey, err error) {
	err = rows.Scan(&k.position, &k.keyID, &k.kekID, &k.wrapped, &k.subjects)
	return k, err
}

// readAside reads the small tables whole: erasures, settings, the clock.
func (v *verifier) readAside(ctx context.Context, conn *pgx.Conn) error {
	if err := conn.QueryRow(ctx, sqlSize).Scan(&v.total); err != nil {
		return err
	}
	if _, err := v.trust.prove(ctx, conn, nil, nil); err != nil { // reads what the ledger says of itself
		return err
	}
	if damaged := v.trust.registry.Load().Damaged; damaged != nil {
		v.found(-1, "%s is damaged: %v", KeysStream, damaged)
	}
	for _, f := range v.trust.registry.Load().Broken {
		v.found(f.Position, "%s", f.What)
	}
	if err := v.readErasures(ctx, conn); err != nil {
		return err
	}
	v.settings = map[int64]format.Settings{}
	rows, err := conn.Query(ctx, sqlVerifySettings)
	if err != nil {
		return err
	}
	var position int64
	var s format.Settings
	if _, err := pgx.ForEachRow(rows, []any{&position, &s.ToleranceUS, &s.Clock, &s.Since.Time}, func() error {
		if _, twice := v.settings[position]; twice {
			v.found(position, "two rows say what the ledger is set to here")
		}
		v.settings[position] = s
		return nil
	}); err != nil {
		return err
	}
	if err := v.readClock(ctx, conn); err != nil {
		return err
	}
	if rows, err = conn.Query(ctx, sqlVerifyStray); err != nil {
		return err
	}
	var table string
	var n int64
	if _, err := pgx.ForEachRow(rows, []any{&table, &n}, func() error {
		if n > 0 {
			v.found(-1, "rows of ledger.%s that stand at no position: %d", table, n)
		}
		return nil
	}); err != nil {
		return err
	}
	if rows, err = conn.Query(ctx, sqlVerifyOrphans); err != nil {
		return err
	}
	var key, subject string
	_, err = pgx.ForEachRow(rows, []any{&key, &subject}, func() error {
		v.found(-1, "subject %s is named for key %s, which does not exist", subject, key)
		return nil
	})
	return err
}

func (v *verifier) readClock(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, sqlVerifyClock)
	if err != nil {
		return err
	}
	var whole bool
	n := 0
	if _, err := pgx.ForEachRow(rows, []any{&whole, &v.identity}, func() error {
		n++
		return nil
	}); err != nil {
		return err
	}
	if n != 1 || !whole {
		v.found(-1, "the clock is not one whole row")
	}
	return nil
}

// readErasures reads the table that repeats, for the triggers, what events say.
func (v *verifier) readErasures(ctx context.Context, conn *pgx.Conn) error {
	v.erasures = map[int64]int64{}
	rows, err := conn.Query(ctx, sqlVerifyErasures)
	if err != nil {
		return err
	}
	var position, by int64
	_, err = pgx.ForEachRow(rows, []any{&position, &by}, func() error {
		if _, twice := v.erasures[position]; twice {
			v.found(position, "two rows say that this body is erased")
		}
		v.erasures[position] = by
		return nil
	})
	return err
}
