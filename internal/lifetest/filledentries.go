package lifetest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/organisation"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/views"
)

// FilledEntries is what FillEntries records besides the entry that it is given: entries of a marketplace, by what they are found.
type FilledEntries struct {
	Entry     string   // reference of a published entry
	Record    string   // reference of the record of its organisation
	Topics    []string // as in priority/topic
	Kinds     []string
	Types     []string // each entry has one
	Languages []string // each entry has two
	Countries []string
	Records   int // organisations
}

// content is what the n-th entry says, by codes: each list is gone through at a pace of its own.
func (f FilledEntries) content(n int) market.Content {
	priority, topic, _ := strings.Cut(f.Topics[n%len(f.Topics)], "/")
	side := market.Offer
	if n%3 == 0 {
		side = market.Requirement
	}
	first := n / 7 % len(f.Languages)
	return market.Content{
		Side: side, Priority: priority, Topic: topic, Kind: f.Kinds[n/5%len(f.Kinds)], Types: []string{f.Types[n/11%len(f.Types)]},
		Languages: []string{f.Languages[first], f.Languages[(first+1+n/13%(len(f.Languages)-1))%len(f.Languages)]}, Country: f.Countries[n/3%len(f.Countries)],
	}
}

// FillEntries records a published entry again under other references, with its inbox, so many times: each says what its own receipt says, is of one
// of the organisations, and is found by its own codes. Every event is sealed and signed as any.
func (h *House) FillEntries(f FilledEntries, entries int) {
	h.t.Helper()
	stream, _ := market.EntryStream(f.Entry)
	received, said := h.recorded(life.Inbox(stream)), h.recorded(stream)
	var of state.Folded
	require.NoError(h.t, h.Ledger.Snapshot(h.t.Context(), func(ctx context.Context, from ledger.Snapshot) (err error) {
		of, err = h.Folder.Fold(ctx, from, stream)
		return err
	}))
	was, _ := of.State.(market.Entry)
	home := was.Market
	at := h.read(life.Inbox(stream))
	record, _ := organisation.Stream(f.Record)
	recorded := []ledger.Request{h.recorded(life.Inbox(record)), h.recorded(record)}
	records := make([]string, f.Records)
	work, ctx := errgroup.WithContext(h.t.Context())
	work.SetLimit(512)
	for n := range records {
		records[n] = "FILLED" + six(n)[2:]
		work.Go(func() error {
			for _, r := range recorded {
				if err := h.again(ctx, organisation.Root+records[n], strings.NewReplacer(f.Record, records[n]), r); err != nil {
					return err
				}
			}
			return nil
		})
	}
	require.NoError(h.t, work.Wait())
	work, ctx = errgroup.WithContext(h.t.Context())
	work.SetLimit(512)
	rows := make([][]any, entries)
	for n := range entries {
		c := f.content(n)
		other := market.NewReference(home, fmt.Sprint("filled ", n), fmt.Sprint("filled ", n/8)) // as of thousands of people
		rows[n] = []any{
			market.EntryRoot + other, of.Version, true, home, string(c.Side), c.Priority, c.Topic, c.Kind, c.Country, c.Types, c.Languages, was.PublishedAt.Add(-time.Duration(n) * time.Second),
		}
		names := []string{
			f.Entry, other, f.Record, records[n%len(records)], `"side":"` + string(was.Content.Side), `"side":"` + string(c.Side), `"kind":"` + was.Content.Kind, `"kind":"` + c.Kind,
			`"priority":"` + was.Content.Priority, `"priority":"` + c.Priority, `"topic":"` + was.Content.Topic, `"topic":"` + c.Topic,
			`"types":["` + strings.Join(was.Content.Types, `","`), `"types":["` + strings.Join(c.Types, `","`),
			`"languages":["` + strings.Join(was.Content.Languages, `","`), `"languages":["` + strings.Join(c.Languages, `","`),
			`"country":"` + was.Content.Country, `"country":"` + c.Country,
		}
		work.Go(func() error { return h.entryAgain(ctx, market.EntryRoot+other, names, received, said, at) })
	}
	require.NoError(h.t, work.Wait())
	pool := h.Store.Pool()
	_, err := pool.CopyFrom(h.t.Context(), pgx.Identifier{"views", "entries"},
		[]string{"stream", "version", "shown", "market", "side", "priority", "topic", "kind", "country", "types", "languages", "published_at"}, pgx.CopyFromRows(rows))
	require.NoError(h.t, err)
	size, err := h.Ledger.Size(h.t.Context())
	require.NoError(h.t, err)
	require.NoError(h.t, h.Store.Move(h.t.Context(), views.RelayPlace, size))
	require.NoError(h.t, h.Store.Move(h.t.Context(), views.DispatcherPlace, size))
	super, err := pgx.Connect(h.t.Context(), ledgertest.Superuser(h.t))
	require.NoError(h.t, err)
	defer super.Close(context.WithoutCancel(h.t.Context()))
	_, err = super.Exec(h.t.Context(), `VACUUM ANALYZE`) // as a database that has grown over time
	require.NoError(h.t, err)
}

// entryAgain records an entry under other names: what it says refers to the receipts of its own inbox.
func (h *House) entryAgain(ctx context.Context, stream string, names []string, received, said ledger.Request, at []ledger.Event) error {
	under := func(r ledger.Request, stream string, names []string) ledger.Request {
		put := strings.NewReplacer(names...)
		drafts := make([]ledger.Draft, len(r.Drafts))
		for i, d := range r.Drafts {
			d.Body = []byte(put.Replace(string(d.Body)))
			if len(d.Subjects) > 0 {
				d.Subjects = []string{strings.TrimSuffix(stream, life.InboxSuffix)}
			}
			drafts[i] = d
		}
		r.Stream, r.Drafts = stream, drafts
		return r
	}
	done, err := h.Ledger.Append(ctx, under(received, life.Inbox(stream), names))
	if err != nil {
		return err
	}
	for i, e := range done.Events {
		names = append(names, fmt.Sprintf(`"position":%d,`, at[i].Position), fmt.Sprintf(`"position":%d,`, e.Position))
	}
	_, err = h.Ledger.Append(ctx, under(said, stream, names))
	return err
}
