package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/twinning"
)

// An attemptRow is a submission that was refused. Its sentence may quote the
// tender: before the opening only the parties read it.
type attemptRow struct {
	Tender     string `json:"tender"`
	ReceivedAt string `json:"received_at"`
	Rule       string `json:"rule"`
	Code       string `json:"code"`
	HMAC       string `json:"hmac_sha256"` // of the tender as JSON, under the nonce in its receipt
	By         string `json:"by"`          // person id
	Position   int64  `json:"position"`
	Sentence   string `json:"sentence,omitempty"`
	// Version is the one that was in time later, 0 for none, and Admitted tells
	// that it took a late admission.
	Version  int  `json:"version_later"`
	Admitted bool `json:"admitted_later"`
	at       time.Time
}

func (a *app) callAttempts() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "attempts CALL", Short: "List every submission that was refused, or came late",
		Long: `List every submission that was refused, or came late, with the HMAC of its content:
to its officers, its head and its auditors all of them, to anybody else their own. The
key of the HMAC is the nonce in the sender's receipt; with both, "tender prove" proves
what was sent, and without it nobody can confirm a guess.`,
		Example: "  twinning call attempts DHE-2019 --as officer\n  twinning call attempts DHE-2019 --as mask-contact -o jsonl", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			stream, err := callStream(args[0])
			if err != nil {
				return err
			}
			if as == "" {
				return usage("--as is missing: say who reads, by alias or id; `twinning people list` shows who is")
			}
			if err := a.mustBegin(ctx, stream); err != nil {
				return err
			}
			reader, err := a.reader(ctx, as)
			if err != nil {
				return err
			}
			return a.listAttempts(ctx, stream, reader)
		},
	}
	cmd.Flags().StringVar(&as, "as", os.Getenv("TWINNING_AS"), "who reads: alias or id of a `PERSON` (TWINNING_AS)")
	return cmd
}

func (a *app) listAttempts(ctx context.Context, stream, reader string) error {
	c, err := a.callOf(ctx, stream)
	if err != nil {
		return err
	}
	tenders, err := a.foldAll(ctx, call.TenderPrefix(c.Reference))
	if err != nil {
		return err
	}
	var rows []attemptRow
	for _, s := range sorted(tenders) {
		t := tenders[s].State.(twinning.Twinning)
		if law.CallOf(t.Reference) != c.Reference {
			continue // of another call, whose reference begins alike
		}
		sight := access.Of(access.As(reader), c, t)
		for _, row := range attempts(t, sight.Sees(access.Content)) {
			if sight.Staff() || sight.Party() || row.By == reader {
				rows = append(rows, row)
			}
		}
	}
	slices.SortStableFunc(rows, func(x, y attemptRow) int { return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.Position, y.Position)) })
	n, zone := a.names(ctx, rows), zoneOf(c)
	if !access.Opened(c) {
		n = n.office(c)
	}
	return printAll(a, rows, func(w io.Writer) {
		lines := make([]table.Row, len(rows))
		for i, r := range rows {
			later := "-"
			switch {
			case r.Admitted:
				later = fmt.Sprintf("admitted late as version %d", r.Version)
			case r.Version > 0:
				later = fmt.Sprintf("in time as version %d", r.Version)
			}
			lines[i] = table.Row{r.Tender, onClocks(r.at, zone), r.Rule + "/" + r.Code, n.of(r.By), r.HMAC, later}
		}
		columns(w, table.Row{"TENDER", "RECEIVED", "RULE", "BY", "HMAC-SHA256", "LATER"}, lines)
	})
}

// attempts are the refused submissions of a tender, in the order of their
// receipts. A verdict on lateness quotes nothing; other sentences are for who
// may read the tender.
func attempts(t twinning.Twinning, open bool) []attemptRow {
	rows := []attemptRow{}
	for _, l := range t.Late {
		rows = append(rows, attemptRow{Rule: "deadlines", Code: "late", HMAC: l.HMAC, By: l.By, Position: l.Position, Sentence: narrate.English().Reason(l.Why), at: l.ReceivedAt})
	}
	for _, l := range t.Attempts {
		row := attemptRow{Rule: l.Rule, Code: l.Code, HMAC: l.HMAC, By: l.By, Position: l.Position, at: l.ReceivedAt}
		if open {
			row.Sentence = narrate.English().Refusal(l.Refusal)
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(x, y attemptRow) int { return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.Position, y.Position)) })
	for i := range rows {
		r := &rows[i]
		r.Tender, r.ReceivedAt = t.Reference, calendar.Instant(r.at)
		for _, v := range t.Versions {
			// Whose attempt came late speaks for the tender, as who sent the version does.
			if (v.By == r.By || r.Code == "late") && v.Position > r.Position {
				r.Version, r.Admitted = v.Number, v.Admission > 0
				break
			}
		}
	}
	return rows
}
