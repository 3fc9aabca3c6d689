package ledger

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/mod/sumdb/note"
	"twinning.example/engine/internal/ledger/format"
	"twinning.example/engine/internal/telemetry"
)

// Options say how a process opens the ledger. DSN alone is enough to read what nobody decides on.
type Options struct {
	DSN        string        // a PostgreSQL connection string for the role twinning_app
	KeyFile    string        // the file that wraps the keys of sealed bodies; "": nothing can be sealed or opened
	NoteKey    string        // the file of the key that signs checkpoints; "": Checkpoint refuses
	SignKey    string        // the file of the key that signs what is appended; "": Append refuses
	Trust      string        // the file of operators' public keys, held outside PostgreSQL; "": operator.pub beside SignKey, else nothing is trusted
	BatchLimit int           // requests in one commit; 0: 2000
	Patience   time.Duration // how long an append waits for a database that is away; 0: 30 s
	Conns      int32         // connections for reading; 0: 8, at least 3. One more appends, one more listens
}

// Ledger appends, reads and follows. It is safe for any number of goroutines; any number of processes may have one open.
type Ledger struct {
	exclusive sync.Mutex // see Exclusively

	options   Options
	pool      *pgxpool.Pool
	keys      *format.Keyring // nil: no key file
	inboxes   answered
	signer    note.Signer        // of checkpoints; nil: no note key
	signing   *format.SigningKey // of batches; nil: nothing can be appended
	trust     *trust
	maySign   func() error // refuses where this process's key is revoked
	appender  *appender
	notifier  *notifier
	waiters   *waiters
	moments   chan struct{} // one for each snapshot that may be open
	tolerance atomic.Int64  // as an append or a snapshot last read it
	close     sync.Once
}

// Open connects as twinning_app. The ledger must have been migrated.
func Open(ctx context.Context, o Options) (*Ledger, error) {
	if o.BatchLimit <= 0 {
		o.BatchLimit = 2000
	}
	if o.Patience <= 0 {
		o.Patience = 30 * time.Second
	}
	if o.Conns <= 0 {
		o.Conns = 8
	}
	o.Conns = max(o.Conns, 3)
	l := &Ledger{options: o, moments: make(chan struct{}, o.Conns-2)}
	l.maySign = func() error { return l.trust.maySign(l.signing) }
	var err error
	if o.KeyFile != "" {
		if l.keys, err = format.LoadKeyFile(o.KeyFile); err != nil {
			return nil, fmt.Errorf("open ledger: %w", err)
		}
	}
	if o.NoteKey != "" {
		if l.signer, err = format.LoadNoteKey(o.NoteKey); err != nil {
			return nil, fmt.Errorf("open ledger: %w", err)
		}
	}
	if err := l.loadTrust(); err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	config, err := pgxpool.ParseConfig(o.DSN)
	if err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	config.MaxConns = o.Conns
	config.ConnConfig.Tracer = telemetry.SQL{}
	config.ConnConfig.ConnectTimeout = connectTimeout
	maps.Copy(config.ConnConfig.RuntimeParams, plansOnce)
	config.ConnConfig.RuntimeParams["application_name"] = "twinning-ledger-read"
	if l.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	if err := l.readSettings(ctx); err != nil {
		l.pool.Close()
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	l.notifier = newNotifier(config.ConnConfig)
	l.waiters = newWaiters(l.notifier, l.answered)
	l.appender = &appender{
		writer: l.newWriter(config.ConnConfig), queue: make(chan *job, 2*o.BatchLimit), limit: o.BatchLimit, patience: o.Patience,
		closing: make(chan struct{}), stopped: make(chan struct{}), grew: l.notifier.grew, tolerate: l.tolerate,
	}
	go l.appender.run()
	return l, nil
}

func (l *Ledger) loadTrust() (err error) {
	if l.options.SignKey != "" {
		if l.signing, err = format.LoadSigningKey(l.options.SignKey); err != nil {
			return err
		}
	}
	if l.options.Trust == "" {
		l.options.Trust = format.TrustBeside(l.options.SignKey)
	}
	var roots []format.PublicKey
	if l.options.Trust != "" {
		if roots, err = format.ReadPublicKeys(l.options.Trust); err != nil {
			return err
		}
	}
	if l.trust = newTrust(roots); l.options.Trust != "" && len(l.trust.roots) == 0 {
		return fmt.Errorf("%s holds no operator's key: trust begins with one", l.options.Trust)
	}
	return nil
}

// newWriter is a connection that appends with this process's key.
func (l *Ledger) newWriter(config *pgx.ConnConfig) *writer {
	w := newWriter(config)
	w.key, w.trust = l.signing, l.trust
	return w
}

func (l *Ledger) readSettings(ctx context.Context) error {
	tolerance, _, err := scanSettings(l.pool.QueryRow(ctx, sqlSettings))
	var refused *pgconn.PgError
	switch {
	case errors.As(err, &refused) && refused.Code == "42P01":
		return fmt.Errorf("%w: %w", ErrNoLedger, err)
	case err != nil:
		return fmt.Errorf("read settings: %w", err)
	case tolerance == 0:
		return ErrNoLedger
	}
	l.tolerate(tolerance)
	return nil
}

func (l *Ledger) tolerate(d time.Duration) { l.tolerance.Store(int64(d)) }

// Tolerance is how old a receipt may be when it is appended, and by how much the clock must have passed a moment before it elapses.
func (l *Ledger) Tolerance() time.Duration { return time.Duration(l.tolerance.Load()) }

// Close answers what is on its way and lets go of every connection.
func (l *Ledger) Close() {
	l.close.Do(func() {
		close(l.appender.closing)
		<-l.appender.stopped
		l.notifier.close()
		l.pool.Close()
	})
}

// Append brings a request into the ledger, together with whatever else is waiting, and returns when it is on the disk. Where ctx ends
// after it was taken up, the outcome is ErrUnknown.
func (l *Ledger) Append(ctx context.Context, r Request) (_ Appended, err error) {
	ctx, ended := telemetry.Append(ctx) // the statements themselves are of many at once
	defer func() { ended(err) }()
	j, err := l.prepare(ctx, r)
	if err != nil {
		return Appended{}, fmt.Errorf("append to %s: %w: %w", r.Stream, err, ErrInvalid)
	}
	if err := l.maySign(); err != nil {
		return Appended{}, fmt.Errorf("append to %s: %w", r.Stream, err)
	}
	a := l.appender
	select {
	case <-a.closing:
		return Appended{}, fmt.Errorf("append to %s: %w", r.Stream, ErrClosed)
	default:
	}
	select {
	case a.queue <- j:
	case <-a.stopped:
		return Appended{}, fmt.Errorf("append to %s: %w", r.Stream, ErrClosed)
	case <-ctx.Done():
		return Appended{}, fmt.Errorf("append to %s: nothing was recorded: %w", r.Stream, context.Cause(ctx))
	}
	select {
	case o := <-j.done:
		return l.finish(ctx, o)
	case <-ctx.Done():
		if j.state.CompareAndSwap(queued, withdrawn) {
			return Appended{}, fmt.Errorf("append to %s: %w", r.Stream, a.becauseOf(context.Cause(ctx), errNothing))
		}
		return Appended{}, fmt.Errorf("append to %s: %w", r.Stream, a.becauseOf(context.Cause(ctx), ErrUnknown))
	case <-a.stopped:
		if j.state.CompareAndSwap(queued, withdrawn) {
			return Appended{}, fmt.Errorf("append to %s: %w", r.Stream, ErrClosed)
		}
		select {
		case o := <-j.done:
			return l.finish(ctx, o)
		case <-ctx.Done():
			return Appended{}, fmt.Errorf("append to %s: %w: %w", r.Stream, context.Cause(ctx), ErrUnknown)
		}
	}
}

// prepare does all that needs no lock: it checks, seals and hashes. It changes nothing of the caller's.
func (l *Ledger) prepare(ctx context.Context, r Request) (*job, error) {
	if r.Command != "" && len(r.Answers) == 0 {
		r.Answers = []Answer{{Command: r.Command, Count: len(r.Drafts), Status: StatusRecorded}}
		drafts := make([]Draft, len(r.Drafts))
		for i, d := range r.Drafts {
			if drafts[i] = d; d.Command == "" {
				drafts[i].Command = r.Command
			}
		}
		r.Drafts = drafts
	}
	for i, a := range r.Answers {
		if a.Status == "" {
			r.Answers = slices.Clone(r.Answers)
			r.Answers[i].Status = StatusRecorded
		}
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	if l.signing == nil {
		return nil, errNoSigningKey
	}
	for _, d := range r.Drafts {
		if err := format.MayAppend(l.signing.Roles, Header{Stream: r.Stream, Kind: d.Kind, Actor: d.Actor}); err != nil {
			return nil, err
		}
	}
	j := &job{Request: r, ctx: ctx, parts: make([]part, len(r.Drafts)), done: make(chan outcome, 1)}
	for i, d := range r.Drafts {
		var err error
		if j.parts[i], err = prepare(l.keys, r.Stream, d); err != nil {
			return nil, err
		}
		j.bytes += len(j.parts[i].stored) + 1024
	}
	return j, nil
}

// finish fetches what an earlier batch answered.
func (l *Ledger) finish(ctx context.Context, o outcome) (Appended, error) {
	if o.err != nil || o.stored == nil {
		return o.appended, o.err
	}
	events, err := l.Read(ctx, Query{From: o.stored.first, To: o.stored.last + 1})
	if err != nil {
		return Appended{}, fmt.Errorf("read the stored answer: %w", err)
	}
	return Appended{Known: true, Events: events, Size: o.stored.last + 1}, nil
}
