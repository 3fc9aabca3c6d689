package ledger

import (
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/ledger/format"
)

// queueEvents and its kin put a batch's rows into one statement each: arrays, one a column.
func queueEvents(b *pgx.Batch, events []Event) {
	n := len(events)
	headers, bodies, salts := make([]string, n), make([][]byte, n), make([][]byte, n)
	bodyHashes, leaves := make([][]byte, n), make([][]byte, n)
	for i := range events {
		e := &events[i]
		headers[i], bodies[i], salts[i] = string(e.HeaderBytes), e.Stored, e.Salt
		bodyHashes[i], leaves[i] = e.BodyHash[:], e.Leaf[:]
	}
	b.Queue(sqlInsertEvents, headers, bodies, salts, bodyHashes, leaves)
}

func queueAnswers(b *pgx.Batch, rows []answerRow) {
	n := len(rows)
	if n == 0 {
		return
	}
	streams, commands, statuses := make([]string, n), make([]string, n), make([]string, n)
	first, last, versions, folds := make([]int64, n), make([]int64, n), make([]int64, n), make([]int32, n)
	states := make([][]byte, n)
	for i := range rows {
		r := &rows[i]
		streams[i], commands[i], statuses[i] = r.stream, r.Command, r.Status
		first[i], last[i], versions[i], folds[i] = r.first, r.last, r.version, int32(r.Fold)
		if r.State != ([32]byte{}) {
			states[i] = r.State[:]
		}
	}
	b.Queue(sqlInsertAnswers, streams, commands, first, last, versions, folds, states, statuses)
}

func queueKeys(b *pgx.Batch, rows []keyRow) {
	if len(rows) == 0 {
		return
	}
	var positions []int64
	var ids, keks, owners, subjects []string
	var wrapped [][]byte
	for _, r := range rows {
		positions, ids = append(positions, r.position), append(ids, r.part.keyID)
		keks, wrapped = append(keks, r.part.kekID), append(wrapped, r.part.wrapped)
		for _, s := range r.subjects {
			owners, subjects = append(owners, r.part.keyID), append(subjects, s)
		}
	}
	b.Queue(sqlInsertKeys, positions, ids, keks, wrapped)
	b.Queue(sqlInsertSubjects, owners, subjects)
}

// scanEvent reads the columns eventColumns. The header is the truth: other columns are not asked.
func scanEvent(rows pgx.Rows) (Event, error) {
	var e Event
	var bodyHash, leaf []byte
	if err := rows.Scan(&e.HeaderBytes, &e.Stored, &e.Salt, &bodyHash, &leaf); err != nil {
		return Event{}, fmt.Errorf("read event: %w", err)
	}
	var err error
	if e.Header, err = format.ParseHeader(e.HeaderBytes); err != nil {
		return Event{}, fmt.Errorf("%w: %w", err, ErrCorrupt)
	}
	if len(bodyHash) != 32 || len(leaf) != 32 {
		return Event{}, fmt.Errorf("the event at position %d has no whole hashes: %w", e.Position, ErrCorrupt)
	}
	e.BodyHash, e.Leaf = [32]byte(bodyHash), [32]byte(leaf)
	e.Removed = e.Stored == nil
	return e, nil
}

// scanClock reads the clock, and what stands behind it in the row.
func scanClock(row pgx.Row, more ...any) (Clock, error) {
	var c Clock
	var alive *time.Time
	err := row.Scan(append([]any{&c.Identity, &c.Programme, &c.Database, &c.Rate, &c.Running, &alive, &c.DatabaseNow}, more...)...)
	if errors.Is(err, pgx.ErrNoRows) {
		return Clock{}, fmt.Errorf("read clock: %w", ErrNoLedger)
	}
	if err != nil {
		return Clock{}, fmt.Errorf("read clock: %w", err)
	}
	c.DatabaseNow = c.DatabaseNow.UTC()
	if c.Identity { // programme time is PostgreSQL's time: any pair says so
		c.Programme, c.Database = c.DatabaseNow, c.DatabaseNow
		return c, nil
	}
	c.Programme, c.Database = c.Programme.UTC(), c.Database.UTC()
	if alive != nil {
		c.AliveUntil = alive.UTC()
	}
	return c, nil
}

// scanGround reads what an append rests on. Tolerance 0 is before the first settings, when only migration appends.
func scanGround(row pgx.Row) (g lockedView, tip format.Batch, err error) {
	var us *int64
	var from *time.Time
	g.clock, err = scanClock(row, &us, &from, &tip.Size, &tip.First, &tip.Frontier, &tip.Root, &tip.Recorded, &tip.At, &tip.Signer, &tip.Signature)
	if err != nil {
		return g, tip, err
	}
	if us != nil {
		g.tolerance, g.since = time.Duration(*us)*time.Microsecond, from.UTC()
	}
	if tip.Size == 0 {
		empty, err := format.RootOf(format.NewTree())
		return g, format.Batch{Root: empty[:]}, err
	}
	tip.Recorded, tip.At = tip.Recorded.UTC(), tip.At.UTC()
	g.size, g.recorded, g.at = tip.Size, tip.Recorded, tip.At
	return g, tip, nil
}

func scanSettings(row pgx.Row) (tolerance time.Duration, since time.Time, err error) {
	var us int64
	err = row.Scan(&us, &since)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, time.Time{}, nil // before the first settings: only migration appends then
	}
	return time.Duration(us) * time.Microsecond, since.UTC(), err
}
