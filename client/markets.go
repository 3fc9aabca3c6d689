package client

import (
	"context"
	"iter"
	"net/url"
	"strconv"
)

// Markets are the marketplaces, with their rule books.
func (c *Client) Markets(ctx context.Context) iter.Seq2[MarketRow, error] {
	return list[MarketRow](ctx, c, "/markets", nil)
}

// Market is a marketplace with its rule book.
func (c *Client) Market(ctx context.Context, market string) (MarketRow, error) {
	return ask[MarketRow](ctx, c, MarketOf(market).path(), nil)
}

// An EntryFilter says which published entries are looked for. "" is any.
type EntryFilter struct {
	Market, Side, Priority, Topic, Kind, Type, Language, Country string
	Words                                                        string // each a word of the entry, or the beginning of one
	After                                                        string // the next of the page before
	Limit                                                        int    // 0 is 100
}

// Entries are the published entries that are looked for, the newest first: one page.
func (c *Client) Entries(ctx context.Context, f EntryFilter) (EntryPage, error) {
	q := url.Values{}
	for name, value := range map[string]string{
		"market": f.Market, "side": f.Side, "priority": f.Priority, "topic": f.Topic, "kind": f.Kind, "type": f.Type, "language": f.Language, "country": f.Country, "words": f.Words, "after": f.After,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Limit > 0 {
		q.Set("limit", strconv.Itoa(f.Limit))
	}
	return ask[EntryPage](ctx, c, "/entries", q)
}

// Entry is an entry of a marketplace.
func (c *Client) Entry(ctx context.Context, entry string) (EntryRow, error) {
	return ask[EntryRow](ctx, c, EntryOf(entry).path(), nil)
}

// OwnEntries are the entries of whoever asks.
func (c *Client) OwnEntries(ctx context.Context) iter.Seq2[EntryRow, error] {
	return list[EntryRow](ctx, c, "/own-entries", nil)
}

// MarketQueue are the entries that wait for their quality check; for the staff of the marketplace.
func (c *Client) MarketQueue(ctx context.Context, market string) iter.Seq2[EntryRow, error] {
	return list[EntryRow](ctx, c, MarketOf(market).path()+"/queue", nil)
}

// MarketFigure is what came of the marketplace; for its staff.
func (c *Client) MarketFigure(ctx context.Context, market string) (MarketFigure, error) {
	return ask[MarketFigure](ctx, c, MarketOf(market).path()+"/figure", nil)
}

// Suggestions are the counterparts of a published entry that are suggested, the likeliest first.
func (c *Client) Suggestions(ctx context.Context, entry string) iter.Seq2[SuggestionRow, error] {
	return list[SuggestionRow](ctx, c, EntryOf(entry).path()+"/suggestions", nil)
}

// Interests are those that whoever asks expressed, or that are to them.
func (c *Client) Interests(ctx context.Context) iter.Seq2[InterestRow, error] {
	return list[InterestRow](ctx, c, "/interests", nil)
}

// Interest is an interest, and once both agreed how the other side is reached.
func (c *Client) Interest(ctx context.Context, interest string) (InterestRow, error) {
	return ask[InterestRow](ctx, c, InterestOf(interest).path(), nil)
}

// MatchParties is what a tender may begin with that names the match.
func (c *Client) MatchParties(ctx context.Context, interest string) (MatchParties, error) {
	return ask[MatchParties](ctx, c, InterestOf(interest).path()+"/parties", nil)
}
