package query

import (
	"context"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/texts"
	"twinning.example/engine/internal/views"
)

// EntryFilter says which published entries are looked for. "" is any.
type EntryFilter struct {
	Market, Side, Priority, Topic, Kind, Type, Language, Country string
	Words                                                        string // each a word of the entry, or the beginning of one; "" is any
	After                                                        string // the next of the page before
	Limit                                                        int    // 0 is DefaultLimit
}

// An EntryPage is a part of what a search has found.
type EntryPage struct {
	Items []EntryRow `json:"items"`
	Next  string     `json:"next,omitempty"` // "" at the end
	Total int        `json:"total"`          // of all pages; above 1,000 it may be some seconds old
}

// Entries are the published entries that are looked for, the newest first. They are public. What no marketplace has a code of is said, where
// nothing is found.
func (q *Queries) Entries(ctx context.Context, v access.Viewer, f EntryFilter) (EntryPage, error) {
	page, err := q.searched(ctx, v, f)
	if err == nil && page.Total == 0 {
		err = q.searchable(ctx, f)
	}
	return page, err
}

func (q *Queries) searched(ctx context.Context, v access.Viewer, f EntryFilter) (EntryPage, error) {
	find := views.Found{
		Market: f.Market, Side: f.Side, Priority: f.Priority, Topic: f.Topic, Kind: f.Kind, Type: f.Type, Language: f.Language,
		Country: law.NormalCountry(strings.ToUpper(f.Country)), Limit: f.Limit,
	}
	if find.Limit <= 0 {
		find.Limit = DefaultLimit
	}
	find.Limit = min(find.Limit, MaxLimit)
	if f.After != "" {
		at, reference, _ := strings.Cut(f.After, "_")
		before, err := calendar.ParseInstant(at)
		stream, ok := market.EntryStream(reference)
		if err != nil || !ok {
			return EntryPage{}, invalid(law.Why("after-of-no-page"))
		}
		find.Before, find.After = before, stream
	}
	if q.then != nil {
		return q.entriesThen(ctx, v, find, f.Words)
	}
	store, err := q.views(ctx)
	if err != nil {
		return EntryPage{}, err
	}
	page := EntryPage{Items: []EntryRow{}}
	var streams []string
	if f.Words != "" {
		streams, page.Total, err = q.withWords(ctx, store, find, f.Words)
	} else if streams, err = store.Entries(ctx, find); err == nil {
		page.Total, err = q.texts.count(ctx, store, find)
	}
	if err != nil {
		return EntryPage{}, err
	}
	if page.Items, err = q.published(ctx, v, streams); err != nil {
		return EntryPage{}, err
	}
	if n := len(page.Items); n > 0 && len(streams) == find.Limit {
		page.Next = page.Items[n-1].PublishedAt + "_" + page.Items[n-1].Reference
	}
	return page, nil
}

// A SuggestionRow is a counterpart that is suggested, with its reasons.
type SuggestionRow struct {
	Entry   EntryRow         `json:"entry"`
	Sum     int              `json:"sum"` // of the weights
	Reasons []market.Weighed `json:"reasons"`
	Say     []string         `json:"say"` // the reasons in words
}

// Suggestions are the counterparts of a published entry, the likeliest first, computed from
// what is recorded and the weights of the rule book: the same answer for everybody.
func (q *Queries) Suggestions(ctx context.Context, v access.Viewer, reference string, most int) ([]SuggestionRow, error) {
	if _, err := q.Entry(ctx, v, reference); err != nil {
		return nil, err
	}
	var m market.Market
	var list []market.Suggestion
	var all map[string]state.Folded
	var names map[string]string
	err := q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		stream, _ := market.EntryStream(reference)
		is, err := q.folder.Fold(ctx, from, stream)
		if err != nil {
			return err
		}
		to, _ := is.State.(market.Entry)
		home, err := q.folder.Fold(ctx, from, market.Root+to.Market)
		if err != nil {
			return err
		}
		m, _ = home.State.(market.Market)
		if all, err = q.shownOn(ctx, from, to.Market, to.Content.Side.Other()); err != nil {
			return err
		}
		among := make([]market.Entry, 0, len(all))
		for _, other := range all {
			if e, ok := other.State.(market.Entry); ok {
				among = append(among, e)
			}
		}
		list = m.Rules.Suggest(to, among)
		names, err = q.organisationsOf(ctx, from, all)
		return err
	})
	if err != nil {
		return nil, err
	}
	q.lookedAt(sorted(all))
	rows := []SuggestionRow{}
	for _, s := range list {
		e, _ := all[market.EntryRoot+s.Entry].State.(market.Entry)
		row, seen := entryRow(v, m, e, names[e.Content.Organisation])
		if len(rows) == most || !seen {
			continue
		}
		row.Standing, row.Files = nil, []StoredRow{}
		rows = append(rows, SuggestionRow{Entry: row, Sum: s.Sum, Reasons: s.Reasons, Say: q.sayReasons(ctx, m.Rules, s.Reasons)})
	}
	return texts.Told(ctx, texts.New(q.ledger), rows)
}
