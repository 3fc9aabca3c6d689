package ledger

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/ledger/format"
)

// VerifyOptions say what to verify beside the rows themselves.
type VerifyOptions struct {
	Checkpoint *format.Checkpoint // held outside: it finds an end that was cut or rebuilt
	Since      *format.Checkpoint // nil: everything. Else only what came after it is read; what came before is taken from its root
	Progress   func(done, total int64)
	// StateHash recomputes the hash that stands with an answer: the state of stream at version by that fold. False: it cannot be computed
	// again, because a body was erased or cannot be opened, or that fold is gone. An error says that what is stored cannot be folded.
	StateHash func(stream string, version int64, fold int) ([32]byte, bool, error)
	// MustSeal says whether an event of this kind with this body, which is not sealed, should be.
	MustSeal func(kind string, body []byte) bool
	Guards   bool // look also whether PostgreSQL guards the record as this version makes it, and whether kept histories are those that events name
	// Beside are other things to look at: tables that must follow from the ledger.
	Beside []func(context.Context) ([]Finding, error)
}

// Report is what Verify recomputed; no findings means that every row says what it said when it was recorded.
type Report struct {
	From    int64 // the first position that was read; 0: all were
	Size    int64
	Root    [32]byte
	Batches int64
	Signed  int64 // batches whose signature is that of a key which the ledger knows
	Streams int
	Removed int // bodies that are erased, each by an event that says so
	Expired int // those of them that went with the end of a retention
	// ExpiredLives are the lives in which Expired bodies stood.
	ExpiredLives int

	Answers  int64
	Keys     int64 // keys of sealed bodies that the key file unwraps
	Opened   int64 // sealed bodies that were opened
	Unopened int64 // sealed bodies that could not be: no key file was given
	Took     time.Duration
	Findings []Finding // by position: the first is the first bad position
}

const maxFindings = 1000 // one broken row is enough; whoever dropped a table need not read a line for each

// Verify recomputes everything from the stored rows, of one moment: columns against header, body hash, leaf, the root and the signature of
// every batch, what its key may append, versions, answers, receipts, keys and erasures. It begins with the operators' public keys of
// Options.Trust, and believes nothing else. What cannot be read is a finding like any other, and the rest is checked all the same. An error
// says that it could not look; what it found is in the report.
func (l *Ledger) Verify(ctx context.Context, o VerifyOptions) (Report, error) {
	began := time.Now()
	if len(l.trust.roots) == 0 {
		return Report{}, fmt.Errorf("verify: no operator's public key is trusted, so no signature can be checked: name its file (TWINNING_TRUST)")
	}
	v := newVerifier(o, l.keys, newTrust(nil))
	v.trust.roots, v.trust.walks = l.trust.roots, true
	if err := v.run(ctx, l); err != nil {
		return Report{}, fmt.Errorf("verify: %w", err)
	}
	for _, look := range o.Beside {
		found, err := look(ctx)
		if err != nil {
			return Report{}, fmt.Errorf("verify: %w", err)
		}
		for _, f := range found {
			v.found(f.Position, "%s", f.What)
		}
	}
	v.report.Findings = append(v.report.Findings, v.signatures.wait()...)
	slices.SortStableFunc(v.report.Findings, func(a, b Finding) int {
		return cmp.Compare(uint64(a.Position), uint64(b.Position)) // -1 comes last
	})
	v.report.Signed = v.signatures.good.Load()
	v.report.Streams, v.report.Took = len(v.heads), time.Since(began)
	return v.report, nil
}

// run reads the tables side by side, each on a connection of its own over one exported snapshot.
func (v *verifier) run(ctx context.Context, l *Ledger) (err error) {
	var readers []*pgx.Conn
	defer func() {
		for _, conn := range readers {
			err = errors.Join(err, conn.Close(context.WithoutCancel(ctx)))
		}
	}()
	var moment string
	config := l.pool.Config().ConnConfig
	for name := range plansOnce { // whole tables are read, and joined
		delete(config.RuntimeParams, name)
	}
	config.RuntimeParams["timezone"] = "UTC"
	for range 5 {
		conn, err := pgx.ConnectConfig(ctx, config)
		if err != nil {
			return err
		}
		readers = append(readers, conn)
		if _, err := conn.Exec(ctx, `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`); err != nil {
			return err
		}
		if moment != "" {
			_, err = conn.Exec(ctx, `SET TRANSACTION SNAPSHOT '`+moment+`'`)
		} else {
			err = conn.QueryRow(ctx, sqlExport).Scan(&moment)
		}
		if err != nil {
			return err
		}
	}
	v.aside = readers[4]
	if v.options.Guards {
		if err := v.guards(ctx, v.aside); err != nil {
			return err
		}
	}
	if err := v.readAside(ctx, readers[1]); err != nil {
		return err
	}
	if err := v.begin(ctx, readers[1]); err != nil {
		return err
	}
	from := v.report.From
	if v.batches, err = openSource(ctx, readers[1], sqlVerifyBatches, scanBatchRow, from); err != nil {
		return err
	}
	if v.answers, err = openSource(ctx, readers[2], sqlVerifyAnswers, scanAnswer, from); err != nil {
		return err
	}
	if v.keyRows, err = openSource(ctx, readers[3], sqlVerifyKeys, scanKey, from); err != nil {
		return err
	}
	if _, err := readers[0].Exec(ctx, `SET enable_sort = off; SET enable_seqscan = off`, pgx.QueryExecModeSimpleProtocol); err != nil {
		return err // in the order of the index, so that the first row comes at once
	}
	rows, err := readers[0].Query(ctx, sqlVerifyEvents, from)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		r, err := rawEvent(rows.RawValues())
		if err != nil {
			return err
		}
		if err := v.event(ctx, r); err != nil {
			return err
		}
		if v.options.Progress != nil && v.report.Size%10_000 == 0 {
			v.options.Progress(v.report.Size, max(v.total, v.report.Size))
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if err := v.end(); err != nil {
		return err
	}
	if v.options.Progress != nil {
		v.options.Progress(v.report.Size, v.report.Size)
	}
	return nil
}

// guards looks whether PostgreSQL guards the record as this version makes it, and whether kept histories are those that events name.
func (v *verifier) guards(ctx context.Context, conn *pgx.Conn) error {
	for _, look := range []func(context.Context, *pgx.Conn) ([]Finding, error){Guards, Histories} {
		found, err := look(ctx, conn)
		if err != nil {
			return err
		}
		for _, f := range found {
			v.found(f.Position, "%s", f.What)
		}
	}
	return nil
}

// begin takes up what came before the checkpoint that this starts from: its frontier leads to the root that was signed.
func (v *verifier) begin(ctx context.Context, conn *pgx.Conn) error {
	c := v.options.Since
	if c == nil || c.Size == 0 {
		return nil
	}
	b, err := scanBatch(conn.QueryRow(ctx, sqlBatchAt, c.Size))
	if errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("the ledger has no batch that ends where the checkpoint does, at size %d: verify the whole of it", c.Size)
	}
	if err != nil {
		return err
	}
	tree, err := format.TreeFrom(c.Size, b.Frontier, c.Root[:])
	if err != nil {
		return fmt.Errorf("the ledger before size %d is not that of the checkpoint: verify the whole of it: %w", c.Size, err)
	}
	v.tree, v.want, v.first, v.report.From, v.report.Size = tree, c.Size, c.Size, c.Size, c.Size
	v.recorded = b.Recorded
	v.instants = append(v.instants, instants{at: b.At, recorded: b.Recorded})
	for _, s := range v.trust.own.Load().settings {
		if s.position < c.Size {
			set := s.Settings
			v.settled, v.settledAt = &set, s.position
		}
	}
	for position := range v.settings {
		if position < c.Size {
			delete(v.settings, position)
		}
	}
	for position := range v.erasures {
		if position < c.Size {
			delete(v.erasures, position)
		}
	}
	return nil
}

// found notes what is wrong at a position.
func (v *verifier) found(position int64, format string, args ...any) {
	if v.badSince < 0 && position >= v.first && position <= v.want {
		v.badSince = position
	}
	if len(v.report.Findings) < v.most {
		v.report.Findings = append(v.report.Findings, Finding{Position: max(position, -1), What: fmt.Sprintf(format, args...)})
	}
}

// end looks at what the tables have beyond the last event.
func (v *verifier) end() (err error) {
	for ; v.batches.ok; v.batches.advance() {
		b := v.batches.row
		if b.Size <= v.want {
			v.found(b.First, "there is more than one batch of positions %s", span{b.First, b.Size - 1})
			continue
		}
		at := v.want // its last events are missing; but if its row was changed, it may be of the events before
		if key, ok := v.trust.registry.Load().Keys[b.Signer]; !ok || !key.Signed(b) {
			at = v.where()
		}
		v.found(at, "the batch of positions %d to %d is recorded, and the events end before position %d", b.First, b.Size-1, v.want)
	}
	v.answersEnd()
	for ; v.keyRows.ok; v.keyRows.advance() {
		v.found(v.keyRows.row.position, "there is a key and no event")
	}
	for position := range v.settings {
		v.found(position, "there is a row of settings and no such event")
	}
	for position := range v.erasures {
		v.found(position, "a row says that a body is erased, and there is no such event")
	}
	if v.settled != nil && (v.settled.Clock == "identity") != v.identity {
		v.found(v.settledAt, "the clock is not what the settings say: %s", v.settled.Clock)
	}
	if c := v.options.Checkpoint; c != nil && v.want < c.Size {
		v.found(v.want, "the checkpoint covers %d events, and the ledger ends before position %d: its end was cut", c.Size, v.want)
	}
	if err := errors.Join(v.batches.err, v.answers.err, v.keyRows.err); err != nil {
		return err
	}
	v.report.Root, err = format.RootOf(v.tree)
	return err
}

// checkpoint compares with what was signed, as soon as the tree has its size.
func (v *verifier) checkpoint(position int64, leaf [32]byte) error {
	c := v.options.Checkpoint
	if c == nil || position >= c.Size {
		return nil
	}
	if len(c.Leaves) > 0 && c.Leaves[position] != leaf && !v.rebuilt {
		v.rebuilt = true
		v.found(position, "the checkpoint has another event here: the ledger was rebuilt from this position on, or this event was changed")
	}
	if position+1 < c.Size || v.rebuilt {
		return nil
	}
	root, err := format.RootOf(v.tree)
	if err == nil && !bytes.Equal(root[:], c.Root[:]) {
		v.found(v.badSince, "the first %d events are not those of the checkpoint", c.Size)
	}
	return err
}
