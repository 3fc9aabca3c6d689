package ledger

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"twinning.example/engine/internal/ledger/format"
)

// Forgery says in what a forged batch differs from an honest one.
type Forgery struct {
	At       time.Time // the instant of the batch, on both clocks; zero: now
	Recorded time.Time // its instant on the programme clock; zero: that of the clock
	Signer   string    // id of the key that is said to have signed it; "": that which did
	Version  int64     // of the first event in its stream; 0: the next one
	Garble   bool      // one bit of the signature is changed
}

// Forge appends what this process's key may not append: no check is made, and as a superuser no trigger fires.
func (l *Ledger) Forge(ctx context.Context, r Request) (Appended, error) {
	return l.ForgeWith(ctx, r, Forgery{})
}

// ForgeWith is Forge with a batch that says something else.
func (l *Ledger) ForgeWith(ctx context.Context, r Request, f Forgery) (Appended, error) {
	w := newWriter(l.pool.Config().ConnConfig)
	defer w.drop()
	if user := w.config.User; user != RoleApp && user != RoleDoor {
		w.config.RuntimeParams["session_replication_role"] = "replica"
	}
	if r.Command != "" && len(r.Answers) == 0 {
		r.Answers = []Answer{{Command: r.Command, Count: len(r.Drafts), Status: StatusRecorded}}
	}
	j := &job{Request: r, ctx: ctx, done: make(chan outcome, 1)}
	for _, d := range r.Drafts {
		part, err := prepare(l.keys, r.Stream, d)
		if err != nil {
			return Appended{}, err
		}
		j.parts = append(j.parts, part)
	}
	g, err := w.survey(ctx, []*job{j})
	if err != nil {
		return Appended{}, err
	}
	p := &plan{first: g.size, size: g.size, tree: g.tree, recorded: g.clock.Now(), at: g.clock.DatabaseNow}
	if !f.At.IsZero() {
		p.recorded, p.at = f.At, f.At
	}
	if !f.Recorded.IsZero() {
		p.recorded = f.Recorded
	}
	if f.Version > 0 {
		g.heads[r.Stream] = head{version: f.Version - 1}
	}
	events, err := p.write(g, j)
	if err != nil {
		return Appended{}, err
	}
	root, err := format.RootOf(p.tree)
	if err != nil {
		return Appended{}, err
	}
	key := *l.signing
	if f.Signer != "" {
		key.ID = f.Signer
	}
	w.key = &key
	if !f.Garble {
		_, err = w.store(ctx, p, root)
		return Appended{Events: events, Size: p.size}, err
	}
	signed := key.Sign(format.Batch{Size: p.size, First: p.first, Root: root[:], Recorded: p.recorded, At: p.at})
	signed.Signature[0] ^= 1
	b := &pgx.Batch{}
	b.Queue(sqlInsertBatch, p.size, p.first, format.FrontierOf(p.tree), root[:], p.recorded, p.at, signed.Signer, signed.Signature)
	queueEvents(b, p.events)
	queueAnswers(b, p.answers)
	queueKeys(b, p.keys)
	b.Queue(sqlCommit)
	return Appended{Events: events, Size: p.size}, w.conn.SendBatch(ctx, b).Close()
}

// Rebuild computes anew, as a superuser who wants to hide a change would, every body hash, leaf, frontier and root from a position on. The
// batches keep their signatures; where a file of a signing key is given, each of them is signed by that key.
func Rebuild(ctx context.Context, conn *pgx.Conn, from int64, signKey string) error {
	rows, err := conn.Query(ctx, `SELECT `+batchColumns+` FROM ledger.batches ORDER BY size`)
	if err != nil {
		return err
	}
	batches, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (format.Batch, error) { return scanBatch(row) })
	if err != nil {
		return err
	}
	type stored struct {
		Header         string
		Body, Salt, Bh []byte
	}
	if rows, err = conn.Query(ctx, `SELECT header, body, salt, body_hash FROM ledger.events ORDER BY position`); err != nil {
		return err
	}
	events, err := pgx.CollectRows(rows, pgx.RowToStructByPos[stored])
	if err != nil {
		return err
	}
	tree, work := format.NewTree(), &pgx.Batch{}
	for _, b := range batches {
		for i := b.First; i < b.Size; i++ {
			e := events[i]
			if e.Body != nil {
				hash := format.BodyHash(e.Salt, e.Body)
				e.Bh = hash[:]
			}
			leaf := format.LeafHash([]byte(e.Header), [32]byte(e.Bh))
			if err := tree.Append(leaf[:], nil); err != nil {
				return err
			}
			if i >= from {
				work.Queue(`UPDATE ledger.events SET body_hash = $1, leaf = $2 WHERE position = $3`, e.Bh, leaf[:], i)
			}
		}
		if b.Size <= from {
			continue
		}
		root, err := format.RootOf(tree)
		if err != nil {
			return err
		}
		b.Root, b.Frontier = root[:], format.FrontierOf(tree)
		if signKey != "" {
			key, err := format.LoadSigningKey(signKey)
			if err != nil {
				return err
			}
			b = key.Sign(b)
		}
		work.Queue(`UPDATE ledger.batches SET frontier = $1, root = $2, signer = $3, signature = $4 WHERE size = $5`,
			b.Frontier, b.Root, b.Signer, b.Signature, b.Size)
	}
	return conn.SendBatch(ctx, work).Close()
}
