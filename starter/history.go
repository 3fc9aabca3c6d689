package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/explain"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
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
	reader, c, err := a.explainTo(ctx, stream, as)
	if err != nil {
		return err
	}
	var told []explain.Line
	err = l.Snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		told, err = explain.NewExplainer(l, from, reader).History(ctx, stream, letters)
		return err
	})
	if err != nil {
		return unexplained(err, as)
	}
	lines := make([]line, len(told))
	for i, t := range told {
		lines[i] = newLine(t)
	}
	return printAll(a, lines, func(w io.Writer) { a.historyText(w, lines, zoneOf(c), letters) })
}

// historyText writes the date once a day, in the zone of the call.
func (a *app) historyText(w io.Writer, lines []line, zone *time.Location, letters bool) {
	day := ""
	for _, e := range lines {
		at := e.instant.In(zone)
		if on := at.Format("Monday 2 January 2006"); on != day {
			if day != "" {
				fmt.Fprintln(w)
			}
			fmt.Fprintln(w, a.paint(bold, on)+", "+zone.String())
			day = on
		}
		fmt.Fprintf(w, "  %s  %s\n", at.Format("15:04:05"), e.Sentence)
		if letters {
			for _, l := range e.NotSent {
				fmt.Fprintf(w, "            %s\n", l)
			}
		}
	}
}

// known is what people are called before a reader: by alias and role; the
// parties of a sealed tender are ids to everyone but themselves.
func (a *app) known(ctx context.Context, s law.State, c call.Call, reader string) func(id string) string {
	n := a.names(ctx, c.Roles, c.Evaluators)
	t, isTender := s.(twinning.Twinning)
	sealed := isTender && access.Of(access.As(reader), c, t).Sealed()
	unnamed := sealed || !isTender && c.Stage != call.None && !access.Opened(c) // whom a deadline covers may be who tenders
	return func(id string) string {
		role := roleOf(c, t, id)
		name := n.of(id)
		if unnamed && id != reader && id != law.Engine && !access.Office(c, id) {
			name, role = id, "a tenderer"
		}
		if role == "" || role == name {
			return name
		}
		return name + " (" + role + ")"
	}
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

func newLine(t explain.Line) line {
	e := t.Event
	said := line{
		Position: e.Position, Stream: e.Stream, Version: e.Version, Kind: e.Kind, At: calendar.Instant(t.At), RecordedAt: calendar.Instant(e.Recorded),
		Actor: e.Actor, Who: cmp.Or(t.Who, "by itself"), For: e.For, Command: e.Command, Cause: e.Cause, Sentence: t.Sentence, NotSent: t.NotSent, instant: t.At,
	}
	if !e.Received.IsZero() {
		said.ReceivedAt = calendar.Instant(e.Received)
	}
	return said
}
