package ledger

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/ledger/format"
)

// Memory is the tables of a ledger, read once, and verified by the same code as those in PostgreSQL: some thousand times faster. What the
// ledger says of itself (keys, erasures, settings) is that of the honest ledger, whatever is changed.
type Memory struct {
	options VerifyOptions
	keys    *format.Keyring
	aside   *verifier
	events  []rawRow
	batches []format.Batch
	answers []storedAnswer
	keyRows []storedKey
}

// Cell is a value of a row: of the tables events, batches, answers and keys.
type Cell struct {
	Table, Column string
	Row           int
	First, Last   int64 // where a change of it may be found
	Moves         bool  // it says where the row stands
	value         any   // a pointer into the row
}

// InMemory reads a ledger.
func (l *Ledger) InMemory(ctx context.Context, o VerifyOptions) (*Memory, error) {
	conn, err := l.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Release()
	m := &Memory{options: o, keys: l.keys, aside: newVerifier(o, l.keys, newTrust(nil))}
	defer m.aside.signatures.wait()
	m.aside.trust.roots, m.aside.trust.walks = l.trust.roots, true
	if err := m.aside.readAside(ctx, conn.Conn()); err != nil {
		return nil, err
	}
	if m.batches, err = all(ctx, conn.Conn(), sqlVerifyBatches, scanBatchRow); err != nil {
		return nil, err
	}
	if m.answers, err = all(ctx, conn.Conn(), sqlVerifyAnswers, scanAnswer); err != nil {
		return nil, err
	}
	if m.keyRows, err = all(ctx, conn.Conn(), sqlVerifyKeys, scanKey); err != nil {
		return nil, err
	}
	m.events, err = all(ctx, conn.Conn(), sqlVerifyEvents, func(rows pgx.Rows) (rawRow, error) {
		r, err := rawEvent(rows.RawValues())
		for _, b := range []*[]byte{&r.stream, &r.kind, &r.command, &r.keyID, &r.header, &r.body, &r.salt, &r.bodyHash, &r.leaf} {
			*b = slices.Clone(*b)
		}
		return r, err
	})
	return m, err
}

func all[T any](ctx context.Context, conn *pgx.Conn, sql string, scan func(pgx.Rows) (T, error)) (list []T, err error) {
	rows, err := conn.Query(ctx, sql, 0)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		row, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, row)
	}
	return list, rows.Err()
}

// Clone may be changed and verified beside the other.
func (m *Memory) Clone() *Memory {
	c := *m
	c.events, c.batches, c.answers, c.keyRows = slices.Clone(m.events), slices.Clone(m.batches), slices.Clone(m.answers), slices.Clone(m.keyRows)
	for i := range c.keyRows {
		c.keyRows[i].subjects = slices.Clone(c.keyRows[i].subjects)
	}
	return &c
}

// Cells are all values, in the order of tables and rows.
func (m *Memory) Cells() (cells []Cell) {
	add := func(table string, row int, first, last int64, moves []string, named ...any) {
		for i := 0; i < len(named); i += 2 {
			column := named[i].(string)
			cells = append(cells, Cell{table, column, row, first, last, slices.Contains(moves, column), named[i+1]})
		}
	}
	for i := range m.events {
		r := &m.events[i]
		add("events", i, r.position, r.position, []string{"position"}, "position", &r.position, "stream", &r.stream, "version", &r.version, "kind", &r.kind,
			"command", &r.command, "key_id", &r.keyID, "header", &r.header, "body", &r.body, "salt", &r.salt, "body_hash", &r.bodyHash, "leaf", &r.leaf)
	}
	for i := range m.batches {
		b := &m.batches[i]
		add("batches", i, b.First, b.Size-1, []string{"size"}, "size", &b.Size, "first", &b.First, "frontier", &b.Frontier, "root", &b.Root,
			"recorded_at", &b.Recorded, "at", &b.At, "signer", &b.Signer, "signature", &b.Signature)
	}
	for i := range m.answers {
		a := &m.answers[i]
		add("answers", i, a.first, a.first, []string{"last"}, "stream", &a.stream, "command", &a.Command, "first", &a.first, "last", &a.last,
			"version", &a.version, "fold", &a.Fold, "state", &a.state, "status", &a.Status)
	}
	for i := range m.keyRows {
		k := &m.keyRows[i]
		add("keys", i, k.position, k.position, []string{"position"}, "position", &k.position, "key_id", &k.keyID, "kek_id", &k.kekID, "wrapped", &k.wrapped)
		for j := range k.subjects {
			add("key_subjects", i, k.position, k.position, nil, "subject", &k.subjects[j])
		}
	}
	return cells
}

// Bits is how many a value has.
func (c Cell) Bits() int {
	switch p := c.value.(type) {
	case *[]byte:
		return 8 * len(*p)
	case *string:
		return 8 * len(*p)
	case *int:
		return 32
	}
	return 64
}

// Flip changes a bit, until the function that it returns is called.
func (c Cell) Flip(bit int) (undo func()) {
	flipped := func(b []byte) []byte {
		b = slices.Clone(b)
		b[bit/8] ^= 1 << (bit % 8)
		return b
	}
	switch p := c.value.(type) {
	case *[]byte:
		was := *p
		*p = flipped(was)
		return func() { *p = was }
	case *string:
		was := *p
		*p = string(flipped([]byte(was)))
		return func() { *p = was }
	case *int:
		*p ^= 1 << bit
		return func() { *p ^= 1 << bit }
	case *int64:
		*p ^= 1 << bit
		return func() { *p ^= 1 << bit }
	case *time.Time:
		was := *p
		*p = time.UnixMicro(was.UnixMicro() ^ 1<<bit).UTC()
		return func() { *p = was }
	}
	panic("no such value")
}

// At is where the row of a cell that moves stands now. That of a batch cuts into the batch that ends behind it.
func (m *Memory) At(c Cell) (first, last int64) {
	switch c.Table {
	case "batches":
		size := m.batches[c.Row].Size
		for i, b := range m.batches {
			if i != c.Row && b.Size < size {
				first = max(first, b.Size)
			}
		}
		return first, size - 1
	case "answers":
		return m.answers[c.Row].first, m.answers[c.Row].first
	case "keys":
		return m.keyRows[c.Row].position, m.keyRows[c.Row].position
	}
	return m.events[c.Row].position, m.events[c.Row].position
}

// remembered are rows that have been read.
type remembered struct {
	pgx.Rows
	left int
}

func (r *remembered) Next() bool { r.left--; return r.left >= 0 }
func (r *remembered) Err() error { return nil }
func (r *remembered) Close()     {}

func sourceOf[T any](rows []T) *source[T] {
	r := &remembered{left: len(rows)}
	s := &source[T]{rows: r, scan: func(pgx.Rows) (T, error) { return rows[len(rows)-1-r.left], nil }}
	s.advance()
	return s
}

// inOrder are the rows that PostgreSQL would give, and how many it would not.
func inOrder[T any](rows []T, of func(T) int64, least int64) (list []T, stray int) {
	list = slices.DeleteFunc(slices.Clone(rows), func(r T) bool { return of(r) < least })
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(of(a), of(b)) })
	return list, len(rows) - len(list)
}

// Verify is Ledger.Verify.
func (m *Memory) Verify(ctx context.Context) ([]Finding, error) {
	v := newVerifier(m.options, m.keys, m.aside.trust)
	v.most = 1 << 20
	v.settings, v.erasures, v.identity = maps.Clone(m.aside.settings), maps.Clone(m.aside.erasures), m.aside.identity
	var strays [4]int
	batches, n := inOrder(m.batches, func(b format.Batch) int64 { return b.Size }, 1)
	strays[0] = n
	answers, n := inOrder(m.answers, func(a storedAnswer) int64 { return a.last }, 0)
	strays[1] = n
	keyRows, n := inOrder(m.keyRows, func(k storedKey) int64 { return k.position }, 0)
	strays[2] = n
	events, n := inOrder(m.events, func(r rawRow) int64 { return r.position }, 0)
	strays[3] = n
	for _, n := range strays {
		if n > 0 {
			v.found(-1, "rows that stand at no position")
		}
	}
	v.batches, v.answers, v.keyRows = sourceOf(batches), sourceOf(answers), sourceOf(keyRows)
	err := error(nil)
	for i := 0; i < len(events) && err == nil; i++ {
		err = v.event(ctx, events[i])
	}
	if err == nil {
		err = v.end()
	}
	found := append(v.report.Findings, v.signatures.wait()...)
	slices.SortStableFunc(found, func(a, b Finding) int { return cmp.Compare(uint64(a.Position), uint64(b.Position)) })
	return found, err
}
