package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Events is what happened from a position of the ledger on, as histories tell it, for
// officers, heads and auditors of a call; and the position to go on from. It looks
// through 500 positions at most, so that it may find nothing and still go on. Where there
// is nothing yet, the desk waits, a minute at most.
func (c *Client) Events(ctx context.Context, from int64, wait time.Duration) (lines []HistoryLine, next int64, err error) {
	q := request{method: http.MethodGet, path: "/events", values: url.Values{"from": {number(from)}, "wait": {seconds(wait)}}, wait: wait}
	text, header, err := c.text(ctx, q)
	if err != nil {
		return nil, from, err
	}
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		var l HistoryLine
		if err := json.Unmarshal(line, &l); err != nil {
			return nil, from, fmt.Errorf("the desk answers with what is no event: %w", err)
		}
		lines = append(lines, l)
	}
	if next, err = goOn(header.Get("Link")); err != nil {
		return nil, from, err
	}
	return lines, next, nil
}

// goOn is the position that a Link names.
func goOn(link string) (next int64, err error) {
	address, _, _ := strings.Cut(strings.TrimPrefix(link, "<"), ">")
	u, err := url.Parse(address)
	if err == nil {
		_, err = fmt.Sscan(u.Query().Get("from"), &next)
	}
	if err != nil {
		return 0, fmt.Errorf("the desk does not say where the feed goes on: %w", err)
	}
	return next, nil
}

// Follow is every event from a position on, and then each as it happens, until the
// context ends or an error comes. Whoever was cut off goes on after the last position
// that they saw; an event that they saw comes no second time.
func (c *Client) Follow(ctx context.Context, from int64) iter.Seq2[HistoryLine, error] {
	return func(yield func(HistoryLine, error) bool) {
		for {
			lines, next, err := c.Events(ctx, from, time.Minute)
			if err != nil {
				yield(HistoryLine{}, err)
				return
			}
			for _, l := range lines {
				if !yield(l, nil) {
					return
				}
			}
			from = next
		}
	}
}
