package query

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/views"
)

// Obligations is what is owed in a life and, of a call, in all its tenders, by due
// date; with stream "" of all lives. Of a life that the viewer may not see whole,
// only what they owe themselves is shown.
func (q *Queries) Obligations(ctx context.Context, v access.Viewer, stream string) ([]ObligationRow, error) {
	page, err := q.obligations(ctx, v, stream, views.OwedKey{}, 0)
	return page.Items, err
}

// ObligationsPage is a page of Obligations: at most limit of them after the key of one. It costs what its rows cost, and what the lives cost that are
// no tenders. A limit of 0 is DefaultLimit.
func (q *Queries) ObligationsPage(ctx context.Context, v access.Viewer, stream, after string, limit int) (Page[ObligationRow], error) {
	if limit <= 0 {
		limit = DefaultLimit
	}
	key := views.OwedKey{Due: after}
	if parts := strings.SplitN(after, ".", 3); len(parts) == 3 {
		key = views.OwedKey{Due: parts[0], Stream: parts[1], ID: parts[2]}
	}
	if _, err := time.Parse(time.DateOnly, key.Due); after != "" && err != nil { // it is the key of nothing
		rows, err := q.Obligations(ctx, v, stream)
		return Paged(rows, func(r ObligationRow) string { return r.Due + "." + r.Stream + "." + r.ID }, after, limit), err
	}
	return q.obligations(ctx, v, stream, key, min(limit, MaxLimit))
}

func keyOf(r ObligationRow) views.OwedKey {
	return views.OwedKey{Due: r.Due, Stream: r.Stream, ID: r.ID}
}

// callRoot is what the streams of calls begin with.
var callRoot = law.CallStream("")

// owedAtOnce are how many obligations are looked for at once where all are asked for.
const owedAtOnce = 5000

// obligations are those after a key, all of them where limit is 0.
func (q *Queries) obligations(ctx context.Context, v access.Viewer, stream string, after views.OwedKey, limit int) (Page[ObligationRow], error) {
	page := Page[ObligationRow]{Items: []ObligationRow{}}
	now, err := q.Now(ctx)
	if err != nil {
		return page, err
	}
	o := owers{v: v, now: now, tell: narrate.For(ctx), homes: map[string]law.State{}}
	if stream != "" && lives.Members(stream) == "" {
		rows, err := q.Owes(ctx, v, stream)
		if err == nil {
			page.take(slices.DeleteFunc(rows, func(r ObligationRow) bool { return keyOf(r).Compare(after) <= 0 }), limit)
		}
		return page, err
	}
	others, tenders, err := q.owing(ctx, v, stream)
	if err != nil {
		return page, err
	}
	o.steer(others)
	if tenders == "" || q.then != nil { // where lives stand is known of now alone
		all := map[string]state.Folded{}
		if tenders != "" {
			if all, err = q.foldAll(ctx, tenders); err != nil {
				return page, err
			}
		}
		page.take(o.rows(after, nil, others, all), limit)
		return page, nil
	}
	return page, q.owedInTenders(ctx, &page, o, others, tenders, after, limit)
}

// owing are the lives other than tenders in which something may be owed, for a stream as of Obligations, and what the streams of the tenders begin
// with that are meant; "" for none.
func (q *Queries) owing(ctx context.Context, v access.Viewer, stream string) (others map[string]state.Folded, tenders string, _ error) {
	others = map[string]state.Folded{}
	prefixes := []string{}
	if stream == "" {
		for _, k := range lives.All() {
			// Nothing is owed in a market itself, which steers its entries.
			if owes, known := k.Law.(interface{ Schedules() bool }); !known || owes.Schedules() || k.Root == market.Root {
				prefixes = append(prefixes, k.Root)
			}
		}
	} else {
		is, err := q.fold(ctx, stream)
		if err != nil {
			return nil, "", err
		}
		others[stream] = is
		prefixes = append(prefixes, lives.Members(stream))
	}
	for _, prefix := range prefixes {
		if strings.HasPrefix(prefix, law.TenderFamily) {
			tenders = prefix
			continue
		}
		all, err := q.mayOwe(ctx, v, prefix)
		if err != nil {
			return nil, "", err
		}
		for s, is := range all {
			others[s] = is
		}
	}
	return others, tenders, nil
}

// owedInTenders adds to a page what is owed in tenders and in the other lives: those obligations that the table of what is owed names, and those of
// the tenders of which it may not say.
func (q *Queries) owedInTenders(ctx context.Context, page *Page[ObligationRow], o owers, others map[string]state.Folded, tenders string, after views.OwedKey, limit int) error {
	store, err := q.views(ctx)
	if err != nil {
		return err
	}
	among := views.Among{Prefix: tenders, Person: o.v.Person, Limit: owedAtOnce}
	if limit > 0 {
		among.Limit = limit + 1
	}
	among.Calls = wholeCalls(o.v, others, access.HasRole)
	loose, err := store.Loose(ctx, among)
	if err != nil {
		return err
	}
	for {
		keys, err := store.Owed(ctx, among, after)
		if err != nil {
			return err
		}
		streams := slices.Clone(loose)
		for _, k := range keys {
			streams = append(streams, k.Stream)
		}
		all, err := q.foldEach(ctx, streams)
		if err != nil {
			return err
		}
		var last *views.OwedKey // nil: nothing more follows
		if len(keys) == among.Limit {
			last = &keys[len(keys)-1]
		}
		if page.take(o.rows(after, last, others, all), limit); page.Next != "" || last == nil {
			return nil
		}
		after = *last
	}
}

// foldEach adds these lives up, one that is named twice once.
func (q *Queries) foldEach(ctx context.Context, streams []string) (all map[string]state.Folded, err error) {
	slices.Sort(streams)
	streams = slices.Compact(streams)
	all = map[string]state.Folded{}
	for chunk := range slices.Chunk(streams, MaxLimit) {
		err = q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
			some, err := q.folder.FoldEach(ctx, from, chunk)
			for s, is := range some {
				all[s] = is
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// foldKnown adds these lives up: from memory alone where the table says that the ledger has no more of one.
func (q *Queries) foldKnown(ctx context.Context, all []views.Known) (map[string]state.Folded, error) {
	known, streams := map[string]state.Folded{}, []string{}
	for _, k := range all {
		if is, ok := q.folder.Recall(k.Stream, k.Version); ok {
			known[k.Stream] = is
		} else {
			streams = append(streams, k.Stream)
		}
	}
	folded, err := q.foldEach(ctx, streams)
	if err != nil {
		return nil, err
	}
	maps.Copy(folded, known)
	return folded, nil
}

// take adds rows to a page, in the order of their keys, as long as it has room.
func (p *Page[T]) take(rows []T, limit int) {
	p.Items = append(p.Items, rows...)
	if limit > 0 && len(p.Items) > limit {
		p.Items = p.Items[:limit]
		if last, is := any(p.Items[limit-1]).(ObligationRow); is {
			p.Next = last.Due + "." + last.Stream + "." + last.ID
		}
	}
}

// wholeCalls are the references of the calls among lives that are said to be whole.
func wholeCalls(v access.Viewer, all map[string]state.Folded, whole func(access.Viewer, call.Call) bool) []string {
	calls := []string{}
	for _, stream := range sorted(all) {
		if c, is := all[stream].State.(call.Call); is && whole(v, c) {
			calls = append(calls, c.Reference)
		}
	}
	return calls
}

// owers tell what is owed to one viewer.
type owers struct {
	v     access.Viewer
	now   time.Time
	tell  *narrate.Narrator
	homes map[string]law.State
}

// steer notes the lives that steer others.
func (o owers) steer(all map[string]state.Folded) {
	for s, is := range all {
		o.homes[s] = is.State
	}
}

// rows are the obligations of lives after a key and up to another one, nil for all that follow, in the order of their keys.
func (o owers) rows(after views.OwedKey, upto *views.OwedKey, lists ...map[string]state.Folded) []ObligationRow {
	out := func(k views.OwedKey) bool { return k.Compare(after) <= 0 || upto != nil && k.Compare(*upto) > 0 }
	rows := []ObligationRow{}
	for _, all := range lists {
		for _, s := range sorted(all) {
			if c, is := all[s].State.(call.Call); is && !slices.ContainsFunc(c.Obligations, func(x obligation.Obligation) bool {
				due, _ := x.Current()
				return !out(views.OwedKey{Due: due.On.String(), Stream: s, ID: x.ID})
			}) {
				continue // no calendar is made for it
			}
			rows = append(rows, slices.DeleteFunc(owedTo(o.tell, o.v, all[s], o.homes[lives.Home(s)], o.now), func(r ObligationRow) bool { return out(keyOf(r)) })...)
		}
	}
	slices.SortStableFunc(rows, func(x, y ObligationRow) int { return keyOf(x).Compare(keyOf(y)) })
	return rows
}

// awaiting folds, some at a time, the tenders in which something may wait for a viewer.
func (q *Queries) awaiting(ctx context.Context, v access.Viewer, add func(map[string]state.Folded)) error {
	if q.then != nil { // where lives stand is known of now alone
		all, err := q.foldAll(ctx, law.TenderFamily)
		if err == nil {
			add(all)
		}
		return err
	}
	store, among, roles, err := q.awaited(ctx, v)
	if err != nil {
		return err
	}
	waits, err := store.Await(ctx, among, roles)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(waits, MaxLimit) {
		all, err := q.foldKnown(ctx, chunk)
		if err != nil {
			return err
		}
		add(all)
	}
	return nil
}
