package query

import (
	"context"
	"slices"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/state"
)

// window is how many events of the ledger are looked through at once.
const window = 500

// A Feed is what happened from a position on, as histories tell it.
type Feed struct {
	Lines []HistoryLine
	Next  int64 // the position to go on from
}

// Events is what the viewer may see of the events from a position on, in the order of
// the ledger, from at most 500 of them: who did what, in sentences, with the fates of
// letters. A command that has been received is told until it is answered; then its
// answer is. It is for the staff and the auditors of a call, and tells of the lives
// alone that they see whole. Each life that is met is folded whole.
func (q *Queries) Events(ctx context.Context, v access.Viewer, from int64) (Feed, error) {
	whole, err := q.inspectedCalls(ctx, v)
	if err != nil {
		return Feed{}, err
	}
	if from < 0 {
		return Feed{}, invalid(law.Why("position-below-none", law.Count("position", from)))
	}
	var events []ledger.Event
	next := from
	err = q.snapshot(ctx, func(ctx context.Context, s ledger.Snapshot) (err error) {
		size := s.Size()
		if past, is := s.(*state.Past); is {
			size = past.Reaches()
		}
		to := min(from+window, size)
		if from >= to {
			return nil
		}
		next = to
		events, err = s.Read(ctx, ledger.Query{From: from, To: to})
		return err
	})
	if err != nil {
		return Feed{}, err
	}
	feed := Feed{Lines: []HistoryLine{}, Next: next}
	wanted := map[string]map[int64]bool{}
	for _, e := range events {
		stream := lives.At(e.Stream)
		if stream == "" || !whole[lives.Home(stream)] {
			continue
		}
		if wanted[stream] == nil {
			wanted[stream] = map[int64]bool{}
		}
		wanted[stream][e.Position] = true
	}
	for _, stream := range sorted(wanted) {
		h, err := q.History(ctx, v, stream, true)
		if _, hidden := err.(*explain.Hidden); hidden {
			continue
		}
		if err != nil {
			return Feed{}, err
		}
		for _, line := range h.Lines {
			if wanted[stream][line.Position] {
				feed.Lines = append(feed.Lines, line)
			}
		}
	}
	slices.SortFunc(feed.Lines, func(x, y HistoryLine) int { return int(x.Position - y.Position) })
	return feed, nil
}

// inspectedCalls are the streams of the calls of which a viewer is staff or an auditor.
func (q *Queries) inspectedCalls(ctx context.Context, v access.Viewer) (map[string]bool, error) {
	if v.Person == "" && !v.Operator {
		return nil, &Nobody{}
	}
	calls, err := q.foldAll(ctx, "call/")
	if err != nil {
		return nil, err
	}
	whole := map[string]bool{}
	for stream, is := range calls {
		if c, ok := is.State.(call.Call); ok && strings.HasPrefix(stream, "call/") && access.OfCall(v, c).Staff() {
			whole[stream] = true
		}
	}
	if len(whole) == 0 {
		return nil, withheld(law.Why("feed-for-staff-and-auditors"))
	}
	return whole, nil
}

// WaitFor returns when the event at a position is in the ledger.
func (q *Queries) WaitFor(ctx context.Context, position int64) error {
	return q.ledger.WaitFor(ctx, position)
}
