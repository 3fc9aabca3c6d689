package ledger

import "github.com/jackc/pgx/v5"

// ownHeads is how far the streams are that a writer's own batches have written to. It is true as long as the last batch of the ledger is this
// writer's: who appends holds the lock, and no event comes without a batch.
type ownHeads struct {
	alone bool // the batch before the last one was this writer's, too: where processes take turns, nothing is remembered
	heads map[string]head
}

const maxOwnHeads = 10_000 // about 1 MB

// takeOut takes the streams that are remembered out of what PostgreSQL is asked.
func (o *ownHeads) takeOut(a *ask) (remembered []string) {
	unknown := a.streams[:0]
	for _, stream := range a.streams {
		if _, ok := o.heads[stream]; ok {
			remembered = append(remembered, stream)
		} else {
			unknown = append(unknown, stream)
		}
	}
	a.streams = unknown
	return remembered
}

// giveBack adds the heads that were taken out to what PostgreSQL said. Where the last batch is not this writer's own, it forgets them all and
// returns those that must be asked after all.
func (o *ownHeads) giveBack(g *lockedView, remembered []string, own bool) (missing []string) {
	if o.alone = own; !own {
		clear(o.heads)
		return remembered
	}
	for _, stream := range remembered {
		g.heads[stream] = o.heads[stream]
	}
	return nil
}

// committed remembers the events of a batch that is in the ledger.
func (o *ownHeads) committed(events []Event) {
	if !o.alone {
		return
	}
	if o.heads == nil || len(o.heads)+len(events) > maxOwnHeads {
		o.heads = make(map[string]head, len(events))
	}
	for i := range events {
		e := &events[i]
		o.heads[e.Stream] = head{e.Version, e.Position}
	}
}

// queueHeads asks how far streams are.
func queueHeads(b *pgx.Batch, streams []string, g *lockedView) {
	var name string
	var h head
	b.Queue(sqlHeads, streams).Query(func(rows pgx.Rows) error {
		_, err := pgx.ForEachRow(rows, []any{&name, &h.version, &h.position}, func() error {
			g.heads[name] = h
			return nil
		})
		return err
	})
}
