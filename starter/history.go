package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/texts"
	"twinning.example/engine/internal/twinning"
)

// A line is one event of a history.
type line struct {
	Position   int64  `json:"position"`
	Stream     string `json:"stream"`
	Version    int64  `json:"version"`
	Kind       string `json:"kind"`
	At         string `json:"at"` // when it happened, UTC
	RecordedAt string `json:"recorded_at"`
	ReceivedAt string `json:"received_at,omitempty"`
	Actor      string `json:"actor,omitempty"` // id
	Who        string `json:"who"`             // as known now
	For        string `json:"for,omitempty"`
	Command    string `json:"command_id,omitempty"`
	Cause      string `json:"cause,omitempty"`
	Sentence   string `json:"sentence"`
	// NotSent are letters that the event made needless, and why.
	NotSent []string `json:"letters_not_sent,omitempty"`
	instant time.Time
}

func (a *app) history() *cobra.Command {
	var letters bool
	var as string
	cmd := &cobra.Command{
		Use: "history STREAM", Short: "Tell who did what when, and why, in sentences",
		Long: `Tell who did what when, and why, in sentences: what people did and were refused,
what happened by itself, and what is received and not judged yet.`,
		Example: "  twinning history DHE-2019-K7Q2MD\n  twinning history DHE-2019 --letters -o jsonl", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			stream, err := a.find(ctx, args[0])
			if err != nil {
				return err
			}
			return a.tell(ctx, stream, letters, as)
		},
	}
	cmd.Flags().BoolVar(&letters, "letters", false, "with the fate of each letter, and those that are not sent")
	cmd.Flags().StringVar(&as, "as", "", "show a party what is theirs: alias or id of a `PERSON`")
	return cmd
}

func (a *app) tell(ctx context.Context, stream string, letters bool, as string) error {
	l, err := a.open(ctx)
	if err != nil {
		return err
	}
	reader, err := a.reader(ctx, as)
	if err != nil {
		return err
	}
	c, err := a.callOf(ctx, stream)
	if err != nil {
		return err
	}
	var events []ledger.Event
	err = l.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		if events, err = from.Read(ctx, ledger.Query{Stream: stream}); err != nil {
			return err
		}
		if letters {
			fates, err := from.Read(ctx, ledger.Query{Stream: life.Letters(stream)})
			if err != nil {
				return err
			}
			events = append(events, fates...)
		}
		waiting, err := from.Unanswered(ctx, stream)
		events = append(events, waiting...)
		return err
	})
	if err != nil {
		return err
	}
	slices.SortFunc(events, func(x, y ledger.Event) int { return int(x.Position - y.Position) })
	bodies, err := l.OpenBodies(ctx, events)
	if err != nil {
		return err
	}
	is, err := a.fold(ctx, stream)
	if err != nil {
		return err
	}
	t := a.teller(ctx, is.State, c, reader)
	lines := make([]line, len(events))
	sentences := make([]*string, len(events))
	for i, e := range events {
		if lines[i], err = newLine(t, is.Law, e, bodies[i]); err != nil {
			return err
		}
		sentences[i] = &lines[i].Sentence
	}
	if err := texts.New(l).Sentences(ctx, sentences...); err != nil {
		return err
	}
	zone := zoneOf(c)
	return printAll(a, lines, func(w io.Writer) {
		for _, e := range lines {
			fmt.Fprintf(w, "%s\n  %s\n", a.paint(bold, onClocks(e.instant, zone)), e.Sentence)
			for _, l := range e.NotSent {
				if letters {
					fmt.Fprintf(w, "  %s\n", l)
				}
			}
		}
	})
}

// teller knows people by alias and role; the parties of a sealed tender are
// ids to everyone but themselves.
func (a *app) teller(ctx context.Context, s law.State, c call.Call, reader string) explain.Teller {
	n := a.names(ctx)
	t, isTender := s.(twinning.Twinning)
	sealed := isTender && sealedTo(c, t, reader)
	unnamed := sealed || !isTender && c.Stage != call.None && !unsealed(c) // whom a deadline covers may be who tenders
	may := readable(t, c, reader)
	return explain.Teller{Sealed: sealed, Unread: func(evaluator string) bool { return isTender && !may(evaluator) }, Name: func(id string) string {
		role := roleOf(c, t, id)
		name := n.of(id)
		if unnamed && id != reader && id != law.Engine && !c.Has(id, append(law.StaffRoles(), law.Evaluator)...) {
			name, role = id, "a tenderer"
		}
		if role == "" || role == name {
			return name
		}
		return name + " (" + role + ")"
	}}
}

func roleOf(c call.Call, t twinning.Twinning, id string) string {
	for _, role := range append(law.StaffRoles(), law.Evaluator) {
		if c.Has(id, role) {
			return role.Words()
		}
	}
	switch {
	case id != "" && id == t.Tender.Contact:
		return law.Contact.Words()
	case id != "" && id == t.Tender.Signatory:
		return law.Signatory.Words()
	}
	return ""
}

func newLine(t explain.Teller, l law.Law, e ledger.Event, body []byte) (line, error) {
	at := state.Around(e)
	said := line{
		Position: e.Position, Stream: e.Stream, Version: e.Version, Kind: e.Kind, RecordedAt: calendar.Instant(e.Recorded),
		Actor: e.Actor, Who: "by itself", For: e.For, Command: e.Command, Cause: e.Cause, instant: at.At(),
	}
	if e.Actor != "" {
		said.Who = t.Name(e.Actor)
	}
	if !e.Received.IsZero() {
		said.ReceivedAt = calendar.Instant(e.Received)
	}
	if e.Removed || body == nil {
		said.Sentence = "What was recorded here (" + e.Kind + ") has been erased; its place and its hash remain."
	} else {
		v, err := law.Fates.Decode(e.Kind, body)
		if err != nil {
			v, err = state.Decode(l, e.Kind, body)
		}
		if err != nil {
			return line{}, fmt.Errorf("read position %d: %w", e.Position, err)
		}
		said.Sentence, said.instant = t.Sentence(v, at), law.When(v, at)
		notSent, err := law.ReadNotSent(body)
		if err != nil {
			return line{}, fmt.Errorf("read position %d: %w", e.Position, err)
		}
		for _, p := range notSent {
			said.NotSent = append(said.NotSent, t.NotSent(p))
		}
	}
	said.At = calendar.Instant(said.instant)
	return said, nil
}
