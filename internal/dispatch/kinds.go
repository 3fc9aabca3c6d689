package dispatch

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/lives"
)

// mostKinds bounds what a delivery remembers of the commands that it brings.
const mostKinds = 200

// unknownKind stands for a kind that no law of this build has: it may be any text.
const unknownKind = "unknown-kind"

// kinds finds the kind of each receipt among events, so that the update names
// what it brings. It names no kind of a receipt whose body cannot be opened:
// that is found, and answered, when the life judges it.
func (d *Dispatcher) kinds(ctx context.Context, events []ledger.Event) [][]string {
	kinds := make([][]string, len(events))
	var receipts []ledger.Event
	var at []int
	for i, e := range events {
		if strings.HasSuffix(e.Stream, life.InboxSuffix) && !e.Removed {
			receipts, at = append(receipts, e), append(at, i)
		}
	}
	bodies, err := d.ledger.OpenBodies(ctx, receipts)
	if err != nil {
		if ctx.Err() != nil {
			return kinds
		}
		d.log.Warn("the kinds of commands cannot be read: they are brought without", "from", events[0].Position, "error", err)
		return kinds
	}
	for n, body := range bodies {
		var received struct{ Kind string }
		if json.Unmarshal(body, &received) != nil {
			continue
		}
		kinds[at[n]] = []string{known(strings.TrimSuffix(receipts[n].Stream, life.InboxSuffix), received.Kind)}
	}
	return kinds
}

// known is the kind, if the law of the stream has such a command.
func known(stream, kind string) string {
	l, ok := lives.Law(stream)
	if !ok {
		return unknownKind
	}
	if _, ok := l.Commands().Zero(kind); !ok {
		return unknownKind
	}
	return kind
}

// staticDetails is what Temporal's page says of a life from its start.
func staticDetails(stream string) string {
	ref := law.Reference(stream)
	if kind, ok := lives.Of(stream); ok && kind.Noun != "call" && kind.Noun != "tender" {
		return fmt.Sprintf("The life of %s %s. Its record: `twinning history %s`.", kind.Noun, ref, ref)
	}
	if of := law.CallOf(ref); strings.HasPrefix(stream, law.TenderFamily) && of != "" {
		return fmt.Sprintf("The life of tender %s of call %s, and of the twinning that it may become, to the end of its retention. Its record: `twinning history %s`.", ref, of, ref)
	}
	return fmt.Sprintf("The life of call %s, from its rule book to its last twinning. Its record: `twinning history %s`.", ref, ref)
}
