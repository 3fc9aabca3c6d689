package query

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/views"
)

// entriesThen are the entries that were published then, and are now, and are looked for: a page of them, the newest first. The table tells of now
// alone, and so every entry is added up.
func (q *Queries) entriesThen(ctx context.Context, v access.Viewer, find views.Found, words string) (EntryPage, error) {
	page := EntryPage{Items: []EntryRow{}}
	prefix := market.EntryRoot
	if find.Market != "" {
		prefix += find.Market + "-"
	}
	all, err := q.foldAll(ctx, prefix)
	if err != nil {
		return page, err
	}
	streams := slices.DeleteFunc(sorted(all), func(s string) bool {
		e, _ := all[s].State.(market.Entry)
		return !foundThen(find, e)
	})
	rows, err := q.published(ctx, v, streams)
	if err != nil {
		return page, err
	}
	if words != "" {
		wanted, err := askedWords(words)
		if err != nil {
			return EntryPage{}, err
		}
		rows = slices.DeleteFunc(rows, func(r EntryRow) bool {
			says := &textDoc{words: wordsOf(string(r.Title), string(r.Description), string(r.Region), r.Organisation)}
			return len(wanted) == 0 || slices.ContainsFunc(wanted, func(w string) bool { return !says.has(w) })
		})
	}
	slices.SortFunc(rows, func(a, b EntryRow) int { // as the table has them
		return cmp.Or(strings.Compare(b.PublishedAt, a.PublishedAt), strings.Compare(b.Reference, a.Reference))
	})
	page.Total = len(rows)
	if find.After != "" {
		before, after := calendar.Instant(find.Before), strings.TrimPrefix(find.After, market.EntryRoot)
		rows = slices.DeleteFunc(rows, func(r EntryRow) bool {
			return cmp.Or(strings.Compare(r.PublishedAt, before), strings.Compare(r.Reference, after)) >= 0
		})
	}
	page.Items = rows[:min(len(rows), find.Limit)]
	if len(page.Items) == find.Limit {
		last := page.Items[find.Limit-1]
		page.Next = last.PublishedAt + "_" + last.Reference
	}
	return page, nil
}

// foundThen tells whether an entry is one that is looked for, as views.Found has it of those of now.
func foundThen(f views.Found, e market.Entry) bool {
	c := e.Content
	is := func(wanted, has string) bool { return wanted == "" || wanted == has }
	among := func(wanted string, have []string) bool { return wanted == "" || slices.Contains(have, wanted) }
	return e.Public() && is(f.Market, e.Market) && is(f.Side, string(c.Side)) && is(f.Priority, c.Priority) && is(f.Topic, c.Topic) && is(f.Kind, c.Kind) &&
		is(f.Country, c.Country) && among(f.Type, c.Types) && among(f.Language, c.Languages)
}

// shownOn are the published entries on a side of a marketplace.
func (q *Queries) shownOn(ctx context.Context, from ledger.Snapshot, reference string, side market.Side) (map[string]state.Folded, error) {
	if q.then == nil {
		store, err := q.views(ctx)
		if err != nil {
			return nil, err
		}
		streams, err := store.Entries(ctx, views.Found{Market: reference, Side: string(side)})
		if err != nil {
			return nil, err
		}
		return q.folder.FoldEach(ctx, from, streams)
	}
	all, err := q.folder.FoldAll(ctx, from, market.EntryRoot+reference+"-")
	for stream, is := range all {
		if e, _ := is.State.(market.Entry); !e.Public() || e.Content.Side != side || lives.Home(stream) != market.Root+reference {
			delete(all, stream)
		}
	}
	return all, err
}
