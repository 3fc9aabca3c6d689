package ledger

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"twinning.example/engine/internal/ledger/format"
)

// writer is the one connection of a process that appends: two round trips and one flush a batch.
type writer struct {
	config *pgx.ConnConfig
	conn   *pgx.Conn
	key    *format.SigningKey // signs each batch
	trust  *trust             // knows who may have signed the last one
	last   format.Batch       // the last one that this writer has signed
	heads  ownHeads
}

const (
	connectTimeout = 5 * time.Second
	roundTimeout   = 30 * time.Second
)

// plansOnce has each statement planned once for a connection: planning took longer than most of them do. Plans must stay right while the tables
// grow from nothing, so only an index can be walked: a plan made on empty tables and kept was seven times slower. Where no plan is right
// for all arguments, one is made each time: see planned.
var plansOnce = map[string]string{
	"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off", "enable_bitmapscan": "off",
	"jit": "off", "timezone": "UTC",
}

// newWriter sets what the appending connection needs. A writer that hangs with the lock is cut off by PostgreSQL.
func newWriter(config *pgx.ConnConfig) *writer {
	config = config.Copy()
	config.ConnectTimeout = connectTimeout
	maps.Copy(config.RuntimeParams, plansOnce)
	for name, value := range map[string]string{
		"application_name": "twinning-ledger-append", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "10s", "statement_timeout": "30s",
	} {
		config.RuntimeParams[name] = value
	}
	return &writer{config: config}
}

func (w *writer) connect(ctx context.Context) error {
	if w.conn != nil && !w.conn.IsClosed() {
		return nil
	}
	conn, err := pgx.ConnectConfig(ctx, w.config)
	if err != nil {
		return fmt.Errorf("connect to the ledger: %w", err)
	}
	// An acknowledgement says that the batch is on the disk, whatever the server's default is.
	if _, err := conn.Exec(ctx, `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')`); err != nil {
		return errors.Join(fmt.Errorf("connect to the ledger: %w", err), conn.Close(ctx))
	}
	sizeArrays(conn.TypeMap())
	w.conn = conn
	return nil
}

// drop gives up the connection, and with it whatever transaction and lock it had.
func (w *writer) drop() {
	if w.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = w.conn.Close(ctx) // what it had not said by now is unknown, and is asked on the next connection
	w.conn = nil
}

// survey takes the lock and reads what the batch needs, in one round trip.
func (w *writer) survey(ctx context.Context, jobs []*job) (*lockedView, error) {
	ctx, cancel := context.WithTimeout(ctx, roundTimeout)
	defer cancel()
	if err := w.connect(ctx); err != nil {
		return nil, err
	}
	ask := askOf(jobs)
	remembered := w.heads.takeOut(&ask)
	g := &lockedView{}
	var tip format.Batch
	b := &pgx.Batch{}
	b.Queue(sqlBegin)
	b.Queue(sqlLock)
	b.Queue(sqlGround).QueryRow(func(row pgx.Row) (err error) {
		*g, tip, err = scanGround(row)
		g.heads, g.known, g.grown = make(map[string]head, len(ask.streams)+len(remembered)), map[commandKey]span{}, map[growthKey]growth{}
		return err
	})
	ask.queue(b, g)
	if err := w.conn.SendBatch(ctx, b).Close(); err != nil {
		return nil, err
	}
	own := tip.Size == w.last.Size && slices.Equal(tip.Root, w.last.Root) && slices.Equal(tip.Signature, w.last.Signature)
	if w.trust != nil && !own {
		if err := w.trust.checkTip(ctx, w.conn, tip); err != nil {
			return nil, err
		}
	}
	if missing := w.heads.giveBack(g, remembered, own); len(missing) > 0 {
		b := &pgx.Batch{}
		queueHeads(b, missing, g)
		if err := w.conn.SendBatch(ctx, b).Close(); err != nil {
			return nil, err
		}
	}
	var err error
	g.tree, err = format.TreeFrom(g.size, tip.Frontier, tip.Root)
	return g, err
}

// store writes the plan and commits it, in one round trip. The second value says that it may be in the ledger although there is an error.
func (w *writer) store(ctx context.Context, p *plan, root [32]byte) (doubt bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, roundTimeout)
	defer cancel()
	if w.key == nil {
		return false, fmt.Errorf("%w: %w", errNoSigningKey, ErrInvalid)
	}
	signed := w.key.Sign(format.Batch{Size: p.size, First: p.first, Frontier: format.FrontierOf(p.tree), Root: root[:], Recorded: p.recorded, At: p.at})
	b := &pgx.Batch{}
	b.Queue(sqlInsertBatch, signed.Size, signed.First, signed.Frontier, signed.Root, signed.Recorded, signed.At, signed.Signer, signed.Signature)
	queueEvents(b, p.events)
	queueAnswers(b, p.answers)
	queueKeys(b, p.keys)
	if p.settings != nil {
		b.Queue(`INSERT INTO ledger.settings (position, tolerance_us, clock, since) VALUES ($1, $2, $3, $4)`,
			p.size-1, p.settings.ToleranceUS, p.settings.Clock, p.settings.Since.Time)
	}
	b.Queue(sqlCommit)
	err = w.conn.SendBatch(ctx, b).Close()
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.SeverityUnlocalized == "ERROR" {
		return false, err // PostgreSQL lives and said no: nothing is committed
	}
	if err != nil {
		return true, err
	}
	w.heads.committed(p.events)
	if w.last = signed; w.trust != nil {
		w.trust.committed(signed, p.events)
	}
	return false, nil
}

// landed asks whether a batch whose commit was not heard of is in the ledger. It takes the lock first: then the transaction that tried
// is over, one way or the other. The root is over random salts, so no other batch has it.
func (w *writer) landed(ctx context.Context, size int64, root [32]byte) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, roundTimeout)
	defer cancel()
	if err := w.connect(ctx); err != nil {
		return false, err
	}
	found := false
	b := &pgx.Batch{}
	b.Queue(sqlBegin)
	b.Queue(sqlLock)
	b.Queue(sqlRootAt, size).QueryRow(func(row pgx.Row) error {
		var stored []byte
		err := row.Scan(&stored)
		found = err == nil && slices.Equal(stored, root[:])
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		return err
	})
	b.Queue(sqlCommit)
	err := w.conn.SendBatch(ctx, b).Close()
	return found, err
}

// abandon ends a transaction that has nothing to store.
func (w *writer) abandon(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, roundTimeout)
	defer cancel()
	_, err := w.conn.Exec(ctx, `ROLLBACK`)
	return err
}

// ask is what a batch wants to know.
type ask struct {
	streams  []string
	commands []commandKey
	growths  []growthKey
}

func askOf(jobs []*job) ask {
	streams, commands, growths := map[string]bool{}, map[commandKey]bool{}, map[growthKey]bool{}
	for _, j := range jobs {
		streams[j.Stream] = true
		if j.Command != "" {
			commands[commandKey{j.Stream, j.Command}] = true
		}
		for _, a := range j.Answers {
			commands[commandKey{j.Stream, a.Command}] = true
		}
		for _, guard := range j.Guards {
			if prefix, open := strings.CutSuffix(guard, "*"); open {
				growths[growthKey{prefix, j.Seen}] = true
			} else {
				streams[guard] = true
			}
		}
	}
	return ask{keysOf(streams), keysOf(commands), keysOf(growths)}
}

func keysOf[K comparable](m map[K]bool) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	return keys
}

func (a ask) queue(b *pgx.Batch, g *lockedView) {
	if len(a.streams) > 0 {
		queueHeads(b, a.streams, g)
	}
	var n int64
	if len(a.commands) > 0 {
		var s span
		streams, commands := make([]string, len(a.commands)), make([]string, len(a.commands))
		for i, c := range a.commands {
			streams[i], commands[i] = c.stream, c.command
		}
		b.Queue(sqlKnown, numbers(len(a.commands)), streams, commands).Query(func(rows pgx.Rows) error {
			_, err := pgx.ForEachRow(rows, []any{&n, &s.first, &s.last}, func() error {
				g.known[a.commands[n]] = s
				return nil
			})
			return err
		})
	}
	if len(a.growths) > 0 {
		var found growth
		prefixes, seen := make([]string, len(a.growths)), make([]int64, len(a.growths))
		for i, k := range a.growths {
			prefixes[i], seen[i] = k.prefix, k.seen
		}
		b.Queue(sqlGrown, numbers(len(a.growths)), prefixes, seen).Query(func(rows pgx.Rows) error {
			_, err := pgx.ForEachRow(rows, []any{&n, &found.stream, &found.position}, func() error {
				g.grown[a.growths[n]] = found
				return nil
			})
			return err
		})
	}
}

func numbers(n int) []int64 {
	list := make([]int64, n)
	for i := range list {
		list[i] = int64(i)
	}
	return list
}
