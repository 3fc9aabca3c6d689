package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
)

// feed adds the route of what happens.
func (s *server) feed() {
	line := s.answers.of(of[query.HistoryLine]())
	op := &huma.Operation{
		Method: http.MethodGet, Path: root + "/events", OperationID: "get-events", Tags: []string{"all lives"},
		Summary:     "What happens, from a position of the ledger on",
		Description: "JSON Lines, one event a line, in the order of the ledger, as histories tell it; for officers, heads and auditors of a call, of the lives that they see whole. Each answer is of at most 500 positions, and Link names where to go on: whoever has read all is given the same Link again.",
		Parameters: append([]*huma.Param{
			inQuery("from", huma.TypeInteger, "the position of the first event; 0 where it is left out"),
			inQuery("wait", huma.TypeInteger, "how many seconds to wait where there is nothing yet, at most 60; of an earlier time it does not wait"),
		}, asItStood()...),
		Responses: s.problems(map[string]*huma.Response{"200": {
			Description: "events, one a line", Content: map[string]*huma.MediaType{"application/jsonl": {Schema: line}},
			Headers: map[string]*huma.Param{"Link": text(`where to go on, rel="next"`)},
		}}, nil),
	}
	s.handle(op, s.events)
}

func (s *server) events(w http.ResponseWriter, r *http.Request) error {
	q, v, past, err := s.asOf(r)
	if err != nil {
		return err
	}
	from := int64(0)
	if text := r.URL.Query().Get("from"); text != "" {
		if from, err = strconv.ParseInt(text, 10, 64); err != nil || from < 0 {
			return because(http.StatusBadRequest, "invalid", law.Why("from-is-a-position"))
		}
	}
	wait, err := patience(r)
	if err != nil {
		return err
	}
	if past {
		wait = 0 // nothing comes any more
	}
	serving, cancel := s.Door.Until(r.Context()) // whoever waits is answered before the server ends
	defer cancel()
	until := time.Now().Add(max(wait, 0)) // without wait one window is looked through, so that nobody makes the server read the ledger at once
	for {
		feed, err := q.Events(r.Context(), v, from)
		if err == nil {
			err = q.Err()
		}
		if err != nil {
			return err
		}
		grown := feed.Next > from
		from = feed.Next
		left := time.Until(until)
		if len(feed.Lines) == 0 && grown && left > 0 {
			continue // none of these are for whoever asks
		}
		if len(feed.Lines) == 0 && left > 0 {
			ctx, cancel := context.WithTimeout(serving, left)
			err := s.Queries.WaitFor(ctx, from)
			cancel()
			if err == nil {
				continue
			}
			if r.Context().Err() == nil && ctx.Err() == nil {
				return err
			}
		}
		return writeFeed(w, r, feed)
	}
}

func writeFeed(w http.ResponseWriter, r *http.Request, feed query.Feed) error {
	var lines bytes.Buffer
	out := json.NewEncoder(&lines)
	for _, l := range feed.Lines {
		if err := out.Encode(l); err != nil {
			return fmt.Errorf("write the feed: %w", err)
		}
	}
	w.Header().Set("Content-Type", "application/jsonl")
	to := url.Values{"from": {strconv.FormatInt(feed.Next, 10)}}
	for _, name := range []string{"at", "recorded"} {
		if is := r.URL.Query().Get(name); is != "" {
			to.Set(name, is)
		}
	}
	w.Header().Set("Link", fmt.Sprintf(`<%s/events?%s>; rel="next"`, root, to.Encode()))
	_, _ = lines.WriteTo(w) // whoever asked may be gone
	return nil
}
